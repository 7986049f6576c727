"""Loads every file of exports in other layouts with the types that their dictionary says, in DuckDB and pandas. Says how many."""

import json
import sys
from pathlib import Path

import duckdb
import pandas

DUCKDB = {
    "text": "VARCHAR", "any": "VARCHAR", "json": "JSON", "integer": "BIGINT", "number": "DOUBLE",
    "boolean": "BOOLEAN", "time": "TIMESTAMPTZ",
}
KINDS = {"integer": "if", "number": "if", "boolean": "bifO"}


def check(is_so, *what):
    if not is_so:
        sys.exit("not as its dictionary says: " + " ".join(str(one) for one in what))


files = cells = 0
for folder in map(Path, sys.argv[1:]):
    dictionary = json.loads((folder / "DATA_DICTIONARY.json").read_text(encoding="utf-8"))
    is_tsv = "tsv" in dictionary["conventions"]
    missing = "n/a" if is_tsv else ""
    for table in dictionary["tables"]:
        types = {column["name"]: DUCKDB[column["type"]] for column in table["columns"]}
        for path in table["files"]:
            frame = pandas.read_csv(
                folder / path, sep="\t" if is_tsv else ",", na_values=[missing], keep_default_na=False, low_memory=False,
                quoting=3 if is_tsv else 0, encoding="utf-8",
            )
            check(list(frame.columns) == list(types), path, "has other columns", list(frame.columns))
            query = duckdb.read_csv(
                str(folder / path), header=True, sep="\t" if is_tsv else ",", quotechar="" if is_tsv else '"',
                escapechar="" if is_tsv else '"', na_values=missing, columns=types, auto_detect=False,
            )
            rows = query.fetchall()
            check(len(rows) == len(frame), path, len(rows), "rows, in pandas", len(frame))
            for place, column in enumerate(table["columns"]):
                name, kind = column["name"], column["type"]
                values = frame[name]
                filled = sum(row[place] is not None for row in rows)
                check(filled == values.notna().sum(), path, name, filled, "are not empty")
                if kind in KINDS and filled > 0:
                    check(values.dropna().infer_objects().dtype.kind in KINDS[kind], path, name, kind, values.dtype)
                if kind == "integer":
                    check((values.dropna() % 1 == 0).all(), path, name, "has fractions")
                cells += len(rows)
            files += 1
print(json.dumps({"files": files, "cells": cells}))
