"""Writes a table as Parquet: nested fields as lists and structures, moments as timestamps, text exactly as it is.

The rows go through a file of JSON lines, which DuckDB turns into Parquet piece by piece, so that a large table needs no
large memory. Only Unicode's half characters, which no Parquet text can hold, become U+FFFD.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from forms import plain
from reports.columns import Column, columns
from reports.rows import Row, Table

_HALF = re.compile("[\ud800-\udfff]")
# Nothing is fetched, and no more memory is taken than a table needs that is written piece by piece.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "1GB",
    "threads": 1,
}


def write_parquet(table_rows: Iterable[Row], table: Table, path: Path, anchor: str = "") -> int:
    """Write the rows to a file, with the workspace's anchor in its metadata; returns their number."""
    with tempfile.TemporaryDirectory(prefix="firmword-") as folder:
        lines = Path(folder) / "rows.jsonl"
        count = _write_lines(table_rows, lines)
        with duckdb.connect(config=_SETTINGS) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(_copy(columns(table), path, anchor), {"lines": str(lines)})
    return count


def _write_lines(table_rows: Iterable[Row], lines: Path) -> int:
    count = 0
    with lines.open("w", encoding="utf-8") as stream:
        for row in table_rows:
            stream.write(_HALF.sub("\ufffd", json.dumps(plain(row), ensure_ascii=False)) + "\n")
            count += 1
    return count


def _copy(of: tuple[Column, ...], path: Path, anchor: str) -> str:
    """The statement that turns JSON lines into Parquet; moments are read as text, because they have a zone."""
    read = {one.name: "VARCHAR" if one.parquet == "TIMESTAMPTZ" else one.parquet for one in of}
    told = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in read.items())
    cast = ", ".join(f'CAST("{one.name}" AS {one.parquet}) AS "{one.name}"' for one in of)
    return (
        f"COPY (SELECT {cast} FROM read_json($lines, format = 'newline_delimited', columns = {{{told}}})) "
        f"TO {_text(str(path))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{firmword_anchor: {_text(anchor)}}})"
    )


def _text(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"
