"""A workspace that began as a file, moved to a PostgreSQL server: all of it, compared row by row, or nothing.

    1  the file is held: who saves meanwhile waits
    2  one transaction on the server copies every table, and compares the digest of each with that of the file
    3  the file is barred: whatever still has it open saves nothing there any more
    4  the folder names the server

Broken off before the end of 2, the server has empty tables; after it, the same rows as the file. Done again, it goes on
from there. The file stays as it is, to be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    text,
    type_coerce,
)

from workspace import FILE_NAME, saves, tables
from workspace.address import Server, server, server_of
from workspace.commands import command
from workspace.database import open_database, open_on_server, set_address, write_transaction
from workspace.guards import BAR, IN_PARTS, MOVED
from workspace.packed import PackedJSON
from workspace.trouble import StoreError

# In this order, since candidates name the readings of documents. What of it can be searched is made anew there.
COPIED = tuple(table for table in tables.metadata.tables.values() if table is not tables.searchable)
AT_ONCE = 200  # rows of one statement
READ_AT_ONCE = 100  # rows held in memory: the text of a long report is a megabyte

_NUL = "a text in it may hold the sign NUL, which PostgreSQL cannot keep"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and where to."""

    place: str  # the server's address
    rows: int
    already: bool  # whether it was there before


def move_database(workspace: Path, address: str) -> Moved:
    """Move the workspace's database to the server at this address, which must be empty; again: finish what was begun.

    Raises StoreError where the server holds anything else, or keeps a row otherwise than the file has it.
    """
    to, known = server(address), server_of(workspace)
    if known is not None and known.place == to.place:
        return Moved(to.place, 0, already=True)
    if known is not None:
        cure = "PostgreSQL's own pg_dump moves it from one server to another; then write the address into that file"
        raise StoreError(f"--database {to.place}: the workspace has its database on a server, {known.place}; {cure}")
    if not (workspace / FILE_NAME).is_file():
        cure = f"begin one there: {command('screen', 'INPUT...', workspace=workspace, database=to.place)}"
        raise StoreError(f"{workspace}: there is no {FILE_NAME} to move; {cure}")
    source, target = open_database(workspace), open_on_server(to)
    try:
        rows, already = _moved(source, target, to, workspace / FILE_NAME)
    finally:
        source.dispose()
        target.dispose()
    set_address(workspace, to)
    return Moved(to.place, rows, already)


def _moved(source: Engine, target: Engine, to: Server, file: Path) -> tuple[int, bool]:
    """How many rows stand on the server now, and whether they did before."""
    with write_transaction(source) as here:
        with write_transaction(target) as there:
            already = not _is_empty(there)
            if already:
                _refuse_others(here, there, to.place)
            else:
                there.exec_driver_sql(f"ALTER TABLE saves DISABLE TRIGGER {IN_PARTS}")  # older lines are copied, too
                for table in COPIED:
                    _copy(here, there, table)
                there.exec_driver_sql(f"ALTER TABLE saves ENABLE TRIGGER {IN_PARTS}")
                _count_on(there)
            if differing := [table.name for table in COPIED if digest_of(here, table) != digest_of(there, table)]:
                cure = f"{_NUL}. Nothing was moved, and {file} is as it was"
                raise StoreError(f"{to.place}: not what the file has: {', '.join(differing)}; {cure}")
            rows = sum(saves.count(there, table) for table in COPIED)
        if here.execute(text(f"SELECT 1 FROM sqlite_master WHERE name = '{MOVED}'")).first() is None:
            here.exec_driver_sql(BAR)
    return rows, already


def _is_empty(connection: Connection) -> bool:
    """Whether nothing was ever saved there: the one row on the end of an empty log is none."""
    others = [table for table in COPIED if table is not tables.log_end]
    return not any(saves.count(connection, table) for table in others)


def _refuse_others(here: Connection, there: Connection, place: str) -> None:
    """Refuses a server that holds more than this workspace; what a move left that was broken off is the same."""
    end = saves.end_of(there)
    chain = saves.lines(here)
    if end is None or end.digest not in {line.digest for line in chain}:
        cure = "make an empty one (createdb NAME), and name that"
        raise StoreError(f"{place}: there is another workspace in this database, which is left as it is; {cure}")
    if end.n < len(chain):
        cure = "nothing stands in it that is not in the file: make it anew (dropdb, createdb), and move once more"
        raise StoreError(f"{place}: this database has an earlier state of this workspace; {cure}")


# --- copied as it is stored


def _copy(here: Connection, there: Connection, table: Table) -> None:
    if table is tables.log_end:
        there.execute(delete(table))
    left = _rows(here, table)
    while rows := list(islice(left, AT_ONCE)):
        there.execute(insert(table).values([_bound(table, row) for row in rows]))


def _rows(connection: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    """All rows in the order of the key: JSON as its text, what is packed as its bytes."""
    told = [_as_it_is(column) for column in table.columns]
    query = select(*told).order_by(*table.primary_key.columns).execution_options(yield_per=READ_AT_ONCE)
    for row in connection.execute(query):
        yield tuple(row)


def _as_it_is(column: Column[object]) -> ColumnElement[object]:
    if isinstance(column.type, JSON):
        return cast(column, Text)
    if isinstance(column.type, PackedJSON):
        return type_coerce(column, LargeBinary)
    return column


def _bound(table: Table, row: tuple[object, ...]) -> Mapping[str, object]:
    """A row for the server: the very text of JSON, the very bytes of what is packed."""
    bound: dict[str, object] = {}
    for column, value in zip(table.columns, row, strict=True):
        if isinstance(column.type, JSON):
            bound[column.name] = null() if value is None else cast(literal(value, Text), JSON)
        elif isinstance(column.type, PackedJSON):
            bound[column.name] = literal(value, LargeBinary)
        else:
            bound[column.name] = value
    return bound


def _count_on(there: Connection) -> None:
    """New readings are numbered after those that were copied."""
    last = there.execute(select(func.max(tables.documents.c.reading))).scalar_one()
    if last is not None:
        there.execute(text("SELECT setval(pg_get_serial_sequence('documents', 'reading'), :last)"), {"last": last})


def digest_of(connection: Connection, table: Table) -> str:
    """The digest of all rows of a table, the same of a file and of a server where these keep the same."""
    found = hashlib.sha256()
    truths = [number for number, column in enumerate(table.columns) if type(column.type).__name__ == "Boolean"]
    for row in _rows(connection, table):
        told = [int(bool(value)) if number in truths else value for number, value in enumerate(row)]
        found.update(repr(told).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
