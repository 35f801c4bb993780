"""The workspace's database: opened so that nothing acknowledged is lost, and brought up to date.

It is a file in the workspace's folder, or lies on a PostgreSQL server that the folder names (`address.py`). SQLite in
WAL mode lets a reader work beside a writer. `synchronous=FULL` writes each commit through to the disk, so that a
decision outlives a power cut. A write transaction begins with BEGIN IMMEDIATE: it takes its turn at the start, where
the busy timeout applies, and never fails half-way. `postgresql.py` does the same on a server.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text

from workspace import FILE_NAME, postgresql
from workspace.address import SETTING, Server, server_of
from workspace.address import server as server_at
from workspace.commands import command
from workspace.setting import write_setting
from workspace.trouble import READ_ONLY_CURE, StoreError, begun, damaged, lost, set_aside, told

__all__ = ["StoreError", "open_database", "read_transaction", "write_transaction"]

OLDEST, NEWEST = "0001", "0010"  # the numbers of the first and the last migration
VERSIONS, OUR_TABLE = "alembic_version", "ledger"  # both stand in each version
BUSY_SECONDS = 60
READ_ONLY, PLACE = "read_only", "place"  # of an engine: its execution options


def open_database(
    workspace: Path, renewed: Callable[[Connection, str], None] | None = None, anew: bool = False
) -> Engine:
    """Open, or make, `firmword.db` in the workspace folder, or the database it names, and bring its tables up to date.

    `renewed` hears, inside the transaction that brings an older one up to date, which version it had. Where the folder
    cannot be written, the database is opened to be read. Where documents lie in the archive and the database is gone,
    none is made, unless it is to begin `anew`: what is left of the old one is then set aside.
    """
    server = server_of(workspace)
    if server is not None:
        return _open_on(server, workspace, renewed, anew)
    path = workspace / FILE_NAME
    with told(path):
        if anew:
            set_aside(workspace)
        elif lost(workspace):
            raise StoreError(f"{path}: {_LOST}{_anew(workspace)}")
        workspace.mkdir(parents=True, exist_ok=True)
        _refuse_others(path)
        engine = _read_only_engine(path) if _only_readable(path) else _engine(path)
        _migrate(engine, path, renewed)
    return engine


_NEW = "begin a new database, without the decisions that were in the old one: "
_LOST = (
    "the database is missing or empty, though the workspace holds documents. Put back firmword.db from a copy, name "
    f"another folder with --workspace, or {_NEW}"
)
_LOST_THERE = (
    "the database is empty, though the workspace holds documents. Restore it from a backup, name the right one in the "
    f"workspace's file {SETTING}, or {_NEW}"
)
_NOT_EMPTY = (
    "there are tables in this database, which is not thrown away. Make an empty one (createdb NAME), and name that: "
)


_REPLACED = (
    "this file was replaced or deleted since it was opened, as when a copy is put back. Nothing is read or saved in it "
    "any more: start the command, or the review, again"
)


def _anew(workspace: Path, database: str = "") -> str:
    """The command that begins a new database for the workspace."""
    return command("screen", "INPUT...", workspace=workspace, new_database=True, database=database)


def _open_on(server: Server, workspace: Path, renewed: Callable[[Connection, str], None] | None, anew: bool) -> Engine:
    """Open, or make, the tables on a server."""
    with told(server.place):
        began = begun(workspace)  # asked first: another may make the tables now, and then begin
        engine, names = _engine_there(server)
        if anew and names:
            raise StoreError(f"{server.place}: {_NOT_EMPTY}{_anew(workspace, 'postgresql://HOST/NAME')}")
        if anew:
            set_aside(workspace)
        elif began and not names:
            raise StoreError(f"{server.place}: {_LOST_THERE}{_anew(workspace)}")
        workspace.mkdir(parents=True, exist_ok=True)
        _migrate(engine, server.place, renewed)
    return engine


def name_database(workspace: Path, address: str, anew: bool = False) -> None:
    """Let the workspace have its database at this address from now on, once it answers there.

    Refused where the workspace has another, unless a new one is to begin `anew`.
    """
    server = server_at(address)
    known = server_of(workspace)
    if known is not None and known.place == server.place:
        return
    other = known.place if known else str(workspace / FILE_NAME)
    if not anew and (known is not None or (workspace / FILE_NAME).exists()):
        raise StoreError(f"--database {server.place}: the workspace has its database at {other}; name another folder")
    engine = postgresql.open_engine(server, BUSY_SECONDS, {PLACE: server.place})
    with read_transaction(engine) as connection:
        postgresql.check(connection, server.place)
    engine.dispose()
    set_address(workspace, server)


def set_address(workspace: Path, server: Server) -> None:
    """Write into the folder's file where its database is."""
    write_setting(workspace / SETTING, str(server.place))


def open_on_server(server: Server) -> Engine:
    """The database at an address that no workspace names so far, with its tables; another program's is refused."""
    with told(server.place):
        engine, _ = _engine_there(server)
        _migrate(engine, server.place, None)
    return engine


def _engine_there(server: Server) -> tuple[Engine, set[str]]:
    """The engine of a database on a server, and the names of its tables; another program's is refused."""
    engine = postgresql.open_engine(server, BUSY_SECONDS, {PLACE: server.place})
    with read_transaction(engine) as connection:
        postgresql.check(connection, server.place)
        names = set(inspect(connection).get_table_names())
    _refuse_strange(server.place, names)
    return engine, names


def _only_readable(path: Path) -> bool:
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS},
        max_overflow=-1,
        execution_options={PLACE: path},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _refuse_replaced(path))
    event.listen(engine, "begin", _begin)
    return engine


def _refuse_replaced(path: Path) -> Callable[[Connection], None]:
    """What refuses each transaction once another file has the name of the database, as when a copy is put back.

    SQLite goes on with the file that it opened: what is saved there is lost with it, and nobody is told.
    """
    opened: list[tuple[int, int]] = []

    def same(_connection: Connection) -> None:
        with suppress(FileNotFoundError):
            found = path.stat()
            known = found.st_dev, found.st_ino
            if not opened:
                opened.append(known)
            if opened == [known]:
                return
        raise StoreError(f"{path}: {_REPLACED}")

    return same


def _read_only_engine(path: Path) -> Engine:
    """The database of a folder that cannot be written. What its journal still holds can be read only beside it."""
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreError(
            f"{path}: it cannot be written, and was not closed when it was last used. Copy the whole folder to a place "
            "that can be written, and name that with --workspace"
        )
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query={"immutable": "1", "uri": "true"}),
        max_overflow=-1,
        execution_options={READ_ONLY: True, PLACE: path},
    )
    event.listen(engine, "connect", _without_transactions)
    event.listen(engine, "begin", _begin)
    return engine


def is_read_only(engine: Engine) -> bool:
    """Whether the database was opened to be read alone, because its folder cannot be written."""
    return bool(engine.get_execution_options().get(READ_ONLY))


def _without_transactions(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    _without_transactions(connection, _record)
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
    with told(_place(engine)), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing."""
    path = _place(engine)
    if is_read_only(engine):
        raise StoreError(f"{path}: not saved: {READ_ONLY_CURE}")
    with told(path), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def _place(engine: Engine) -> Path | str:
    place = engine.get_execution_options()[PLACE]
    assert isinstance(place, Path | str)
    return place


def _migrate(engine: Engine, path: Path | str, renewed: Callable[[Connection, str], None] | None) -> None:
    if isinstance(path, Path) and not path.exists():
        path.touch()  # for those who may use new files here: SQLite itself would let no group write
    with read_transaction(engine) as connection:
        version = _version(connection, path)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise StoreError(
            f"{path}: its tables have version {version}, this program knows {NEWEST}. Use a newer firmword."
        )
    if is_read_only(engine):
        raise StoreError(f"{path}: its tables have to be brought up to date first, and {READ_ONLY_CURE}")
    # Imported here because a store that is up to date, the usual case, does not need it.
    from alembic import command
    from alembic.config import Config

    with write_transaction(engine) as connection:
        version = _version(connection, path)
        if version == NEWEST:  # another process was faster
            return
        config = Config()
        config.set_main_option("script_location", "workspace:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if version is not None and renewed is not None:
            renewed(connection, version)


def _refuse_others(path: Path) -> None:
    """Refuses, before anything of it is changed, the database of another program, and one whose tables are gone."""
    if not path.is_file() or not path.stat().st_size or _only_readable(path):
        return
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    _refuse_strange(path, names)


def _refuse_strange(path: Path | str, names: set[str]) -> None:
    if names and VERSIONS not in names:
        cure = "Choose another folder with --workspace, or move that file away"
        if isinstance(path, str):
            cure = "Make an empty one (createdb NAME), and name that"
        raise StoreError(
            f"{path}: this is the database of another program (its tables: {', '.join(sorted(names)[:5])}). {cure}"
        )
    if names and OUR_TABLE not in names:
        raise damaged(path, f"its table {OUR_TABLE} is missing")


def _version(connection: Connection, path: Path | str) -> str | None:
    """The version of the tables, None where there are none so far."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found = list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    match found:
        case [str(version)] if re.fullmatch("[0-9]{4}", version) and version >= OLDEST:
            return version
    raise damaged(path, f"its tables have no version that Firmword writes, but {str(found)[:60]}")
