"""Describes exported tables for other programs: a Data Package with a Table Schema for each (Frictionless Data).

Each column has its title, words, type and codes; a table has its primary key, and foreign keys into the tables that are
described with it. Under which licence the data are passed on is for whoever publishes them to say: add `licenses`.

A Parquet file says its types itself, and its lists and structures stay what they are. But frictionless reads it by way
of pandas, which hands a list over as an array of its own and a number or moment that is not there as `nan` or `NaT`: so
a list is declared as "any", with its type in the file beside that, and these words as missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from reports.columns import FOREIGN, PRIMARY, TITLES, Column, columns
from reports.files import whole_file
from reports.rows import Table

ENDING = ".datapackage.json"  # added to the name of a table's file
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_NOT_THERE = ("", "nan", "NaT")  # what pandas puts where a column of numbers or moments has nothing
_IN_CSV = (
    "Cells are one line each; an apostrophe stands before text that a spreadsheet program would take for a formula; "
    "lists and records are JSON text. Exact quotes are in the JSON lines and in Parquet."
)


def describe_beside(output: Path, table: Table, form: str) -> None:
    """Write the description of a table's file beside it."""
    write_description(output.with_name(output.name + ENDING), {table: output.name}, form)


def write_description(path: Path, files: Mapping[Table, str], form: str) -> None:
    """Write the description of the tables in these files, which lie beside it."""
    with whole_file(path) as unfinished:
        text = json.dumps(description(files, form), ensure_ascii=False, indent=2) + "\n"
        unfinished.write_text(text, encoding="utf-8", errors="backslashreplace")


def description(files: Mapping[Table, str], form: str) -> dict[str, object]:
    """The Data Package of tables, by the files in which they are: all CSV, or all Parquet."""
    return {
        "profile": "data-package",
        "name": "firmword-" + "-".join(files),
        "title": "What Firmword found in companies' public documents and what people decided about it",
        "description": "Only `decided` and what is named after it are results; what is proposed is none.",
        "resources": [_resource(table, file, form, files) for table, file in files.items()],
    }


def _resource(table: Table, file: str, form: str, files: Mapping[Table, str]) -> dict[str, object]:
    csv = form == "csv"
    return {
        "name": table,
        "type": "table",
        "title": TITLES[table],
        **({"description": _IN_CSV} if csv else {}),
        "path": file,
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        **({"encoding": "utf-8"} if csv else {}),
        "schema": {
            "fields": [_field(one) if csv else _typed(one) for one in columns(table)],
            "missingValues": [""],
            "primaryKey": list(PRIMARY[table]),
            "foreignKeys": [
                {"fields": list(names), "reference": {"resource": other, "fields": list(names)}}
                for names, other in FOREIGN[table]
                if other in files
            ],
        },
    }


def _field(one: Column) -> dict[str, object]:
    limits: dict[str, object] = {}
    if one.given:
        limits["required"] = True
    if one.values:
        limits["enum"] = list(one.values)
    return {
        "name": one.name,
        "title": one.title,
        "type": one.schema,
        "description": one.words,
        **({"constraints": limits} if limits else {}),
    }


def _typed(one: Column) -> dict[str, object]:
    """A column of a Parquet file, as those find it who read the file by way of pandas."""
    field = _field(one)
    if one.schema == "array":
        field["type"] = "any"
    elif one.schema in ("integer", "number", "datetime") and not one.given:
        field["missingValues"] = list(_NOT_THERE)
    return field | {"parquetType": one.parquet}
