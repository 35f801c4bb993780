"""The workspace's database file: opened so that nothing acknowledged is lost, and brought up to date.

SQLite in WAL mode lets a reader work beside a writer. `synchronous=FULL` writes each commit through to
the disk, so that a decision outlives a power cut. A write transaction begins with BEGIN IMMEDIATE: it
takes its turn at the start, where the busy timeout applies, and never fails half-way.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from errors import Refusal
from workspace import FILE_NAME

NEWEST = "0006"  # the number of the last migration
BUSY_SECONDS = 60


class StoreError(Refusal):
    """The workspace cannot be used; the message names the file, what is wrong and the cure."""


def open_database(workspace: Path, renewed: Callable[[Connection, str], None] | None = None) -> Engine:
    """Open, or make, `firmword.db` in the workspace folder and bring its tables up to date.

    `renewed` hears, inside the transaction that brings an older one up to date, which version it had.
    """
    path = workspace / FILE_NAME
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        engine = _engine(path)
        _migrate(engine, path, renewed)
    except (OSError, DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        cure = "Choose another folder with --workspace, or free this one."
        raise StoreError(f"{path}: the store cannot be opened ({cause}). {cure}") from error
    return engine


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS}, max_overflow=-1
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    _use_journal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_journal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead journal. While another does the same, SQLite says "locked" at once and does not wait."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database and changes nothing."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def _migrate(engine: Engine, path: Path, renewed: Callable[[Connection, str], None] | None) -> None:
    with read_transaction(engine) as connection:
        version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise StoreError(
            f"{path}: its tables have version {version}, this program knows {NEWEST}. Use a newer firmword."
        )
    # Imported here because a store that is up to date, the usual case, does not need it.
    from alembic import command
    from alembic.config import Config

    with write_transaction(engine) as connection:
        version = _version(connection)
        if version == NEWEST:  # another process was faster
            return
        config = Config()
        config.set_main_option("script_location", "workspace:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if version is not None and renewed is not None:
            renewed(connection, version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
