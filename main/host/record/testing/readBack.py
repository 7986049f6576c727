"""Reads an export with what researchers read it with, and compares every cell over all formats.

JSONL, which holds values exactly as they were recorded, is what the others are compared with. Says how many cells it saw.
"""

import csv
import json
import math
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pandas
import pyarrow.parquet

csv.field_size_limit(2**31 - 1)
folder = Path(sys.argv[1])
dictionary = json.loads((folder / "DATA_DICTIONARY.json").read_text(encoding="utf-8"))
ARROW = {
    "text": "string", "any": "string", "json": "string", "integer": "int64", "number": "double",
    "boolean": "bool", "time": "timestamp[ms, tz=UTC]",
}
DUCKDB = {
    "text": "VARCHAR", "any": "VARCHAR", "json": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE",
    "boolean": "BOOLEAN", "time": "TIMESTAMP WITH TIME ZONE",
}


def parse(text):
    return json.loads(text, parse_int=lambda digits: -0.0 if digits == "-0" else int(digits))


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def whole(text):
    """The text as UTF-8 can hold it: half a character becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def check(is_so, *what):
    if not is_so:
        sys.exit("not as recorded: " + " ".join(str(one) for one in what))


def from_csv(column, cell, value):
    if value is None:
        return cell == ""
    kind = column["type"]
    if kind == "json" or (kind == "any" and not isinstance(value, str)) and not isinstance(value, bool):
        return same(parse(cell), value)
    if isinstance(value, bool):
        return cell == ("TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return same(float(cell), float(value))
    text = whole(value).replace("\0", "\u2400")
    return cell == ("'" + text if text[:1] in tuple("=+-@\t\r") else text)


def from_parquet(column, cell, value):
    if value is None or cell is None:
        return value is None and cell is None
    kind = column["type"]
    if kind == "time":
        return cell == datetime.fromisoformat(value)
    if kind == "json" or (kind == "any" and not isinstance(value, str)):
        return same(parse(cell), value)
    if kind in ("text", "any"):
        return cell == whole(value)
    return same(cell, float(value) if kind == "number" else value)


cells = 0
for table in dictionary["tables"]:
    columns, files = table["columns"], table["files"]
    names = [column["name"] for column in columns]
    truth = [parse(line) for line in (folder / files["jsonl"]).read_text(encoding="utf-8").split("\n")[:-1]]
    check(all(list(row) == names for row in truth), table["name"], "columns of jsonl")

    with open(folder / files["csv"], encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, strict=True)
    check(head == names, table["name"], "columns of csv")
    frame = pandas.read_csv(folder / files["csv"])
    parquet = pyarrow.parquet.read_table(folder / files["parquet"])
    check([str(one) for one in parquet.schema.types] == [ARROW[one["type"]] for one in columns], parquet.schema)
    query = duckdb.sql(f"SELECT * FROM '{folder / files['parquet']}'")
    check([str(one) for one in query.types] == [DUCKDB[one["type"]] for one in columns], query.types)
    arrow, duck = parquet.to_pylist(), query.fetchall()
    panda = pandas.read_parquet(folder / files["parquet"])
    for read in (rows, frame, arrow, duck, panda):
        check(len(read) == len(truth), table["name"], len(read), "rows of", len(truth))
    for number, row in enumerate(truth):
        for place, column in enumerate(columns):
            name, value = column["name"], row[column["name"]]
            where = (table["name"], "row", number, name, repr(value))
            check(from_csv(column, rows[number][place], value), "csv", *where, repr(rows[number][place]))
            check(from_parquet(column, arrow[number][name], value), "arrow", *where, repr(arrow[number][name]))
            check(from_parquet(column, duck[number][place], value), "duckdb", *where, repr(duck[number][place]))
            check(pandas.isna(panda[name][number]) == (value is None), "pandas", *where)
            cells += 1
    for column in columns:
        values = [row[column["name"]] for row in truth]
        if column["type"] in ("integer", "number", "boolean") and None not in values and values:
            kind = frame[column["name"]].dtype.kind
            check(kind in ("b" if column["type"] == "boolean" else "if"), table["name"], column["name"], "is", kind)
print(json.dumps({"tables": len(dictionary["tables"]), "cells": cells}))
