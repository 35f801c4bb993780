"""The four tables together, as Parquet, with one description (a Data Package) in which they name each other's lines."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from reports.described import write_description
from reports.export import table_rows, write_anchor
from reports.files import whole_file
from reports.parquet import write_parquet
from reports.rows import Table
from workspace.store import Store


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write `candidates.parquet` and the others beside the description; returns how many lines they have."""
    anchor, count = store.anchor(), 0
    files: dict[Table, str] = {table: f"{table}.parquet" for table in get_args(Table)}
    for table, name in files.items():
        with whole_file(output.with_name(name)) as unfinished:
            count += write_parquet(table_rows(store, table, company, rubric), table, unfinished, anchor)
    write_description(output, files, "parquet")
    write_anchor(output, anchor)
    return count
