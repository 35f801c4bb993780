"""What a test does behind the program's back, on the database of a workspace: a file, or on a server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from postgresql_server import behind as behind_on

from workspace import FILE_NAME
from workspace.address import server_of

Run = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def behind(folder: Path) -> Iterator[Run]:
    """What runs a statement there; all of them are kept at the end."""
    named = server_of(folder)
    if named is None:
        with closing(sqlite3.connect(folder / FILE_NAME)) as file, file:
            yield lambda statement: file.execute(statement).fetchall()
        return
    with behind_on(named.place) as connection:

        def run(statement: str) -> list[tuple[Any, ...]]:
            if statement.startswith("DROP TRIGGER"):
                statement += " ON saves" if "saves" in statement else " ON decisions"
            result = connection.exec_driver_sql(statement.replace("%", "%%"))
            return [(*row,) for row in result] if result.returns_rows else []

        yield run


def names_of_tables(folder: Path) -> list[str]:
    """The tables that are there, but for what a full-text search made."""
    on_server = server_of(folder) is not None
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if on_server:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    with behind(folder) as run:
        return sorted(name for (name,) in run(query))
