"""Reads a data set by the very lines of its README, and says what it found: rows, sessions and types of every table."""

import json
import os
import re
import sys
from urllib.parse import unquote

import duckdb
import pandas
import pyarrow.dataset

os.chdir(sys.argv[1])
readme = open("README.txt", encoding="utf-8").read()
dictionary = json.load(open("DATA_DICTIONARY.json", encoding="utf-8"))
manifest = json.load(open("manifest.json", encoding="utf-8"))
DUCKDB = {
    "text": "VARCHAR", "any": "VARCHAR", "json": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE",
    "boolean": "BOOLEAN", "time": "TIMESTAMP WITH TIME ZONE",
}


def check(is_so, *what):
    if not is_so:
        sys.exit("not as recorded: " + " ".join(str(one) for one in what))


def line(word, format):
    return re.search(rf"^  {word} +(.*{format}/.*)$", readme, re.M)[1]


named = re.search(r"parquet/(\w+)/", line("DuckDB", "parquet"))[1]
told = {
    tuple(unquote(one["partition"][key]) for key in ("study", "session")): one["rows"] for one in manifest["sessions"]
}
found = {}
for table in dictionary["tables"]:
    name = table["name"]
    query = duckdb.sql(line("DuckDB", "parquet").replace(f"/{named}/", f"/{name}/"))
    columns = [(column["name"], DUCKDB[column["type"]]) for column in table["columns"]]
    columns += [("session", "VARCHAR"), ("study", "VARCHAR")]
    check(sorted(zip(query.columns, map(str, query.types))) == sorted(columns), name, query.columns, query.types)
    in_files = duckdb.sql(f"SELECT name FROM parquet_schema('{table['files']['parquet']}')").fetchall()
    check(not {("study",), ("session",)} & set(in_files), name, "has the columns of its folders")
    per_session = query.aggregate("study, session, count(*) AS rows").fetchall()
    for study, session, rows in per_session:
        check(told[(study, session)][name] == rows, name, study, session, rows)
    check(len(query) == sum(rows[name] for rows in told.values()), name, len(query))
    frame = eval(line("Python", "parquet").replace(f"/{named}\"", f"/{name}\""))
    arrow = pyarrow.dataset.dataset(f"parquet/{name}", partitioning="hive")
    check(len(frame) == arrow.count_rows() == len(query), name, "has other rows in Python")
    check(set(arrow.schema.names) == set(frame.columns) == {one for one, _ in columns}, name, arrow.schema.names)
    found[name] = len(query)
one_query = duckdb.sql(
    """SELECT study, count(DISTINCT session), sum(ticks)
    FROM read_parquet('parquet/episodes/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)
    GROUP BY study ORDER BY study"""
).fetchall()
print(json.dumps({"rows": found, "perStudy": one_query}))
