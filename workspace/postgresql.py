"""A workspace's database on a PostgreSQL server: opened so that it behaves as the file does.

A reader sees one state of the database (`REPEATABLE READ`). A writer takes its turn at the start, by a lock that ends
with its transaction, since each save carries the digest of the save before it: so it never fails half-way.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from workspace.address import Server
from workspace.trouble import StoreError, of_server, unreachable

if TYPE_CHECKING:
    import ssl

LOCK = 0x46697277  # the writers' turn, among the locks that programs may take in a database
SECONDS_TO_ANSWER = 15.0  # of a machine, before it counts as one that is not there
CURE = "it is not installed; pip install '.[postgresql]' in Firmword's folder"


def open_engine(server: Server, busy_seconds: float, options: dict[str, Any]) -> Engine:
    """The engine of a database on a server; a writer waits so many seconds for its turn. Nothing is asked so far."""
    try:
        engine = create_engine(
            "postgresql+pg8000://",
            creator=lambda: _connect(server, busy_seconds),
            pool_pre_ping=True,  # the server may have been started anew since
            max_overflow=-1,
            hide_parameters=True,
            execution_options=options,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(f"{server.place}: to ask it, the package pg8000 is needed, and {CURE}") from error
    event.listen(engine, "begin", _begin)
    return engine


def check(connection: Connection, place: str) -> None:
    """Refuse a database that cannot hold every text."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        cure = "make one that has them: createdb --encoding UTF8 --template template0 NAME"
        raise StoreError(f"{place}: this database keeps text as {encoding}, without the signs of all languages; {cure}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _connect(server: Server, busy_seconds: float) -> Any:
    """A connection of the driver, for SQLAlchemy."""
    import pg8000

    try:
        connection = pg8000.Connection(
            server.who(),
            host=server.host,
            database=server.database,
            password=server.password() or "",
            sock=_line(server),
            ssl_context=_encryption(server),
            application_name="firmword",
        )
        _settle(connection, busy_seconds)
    except OSError as error:  # encryption, too, fails so
        raise unreachable(server.place, error.strerror or str(error) or type(error).__name__) from error
    except pg8000.Error as error:
        raise of_server(server.place, _said_first(error)) or error from error
    return connection


def _said_first(error: BaseException) -> BaseException:
    """What the server said before it hung up, over which the driver then stumbles when it says goodbye."""
    before: BaseException | None = error
    while before is not None:
        if before.args and isinstance(before.args[0], dict):
            return before
        before = before.__context__
    return error


def _line(server: Server) -> socket.socket:
    if server.socket is None:
        line = socket.create_connection((server.host, server.port), SECONDS_TO_ANSWER)
        line.settimeout(None)  # a writer may wait longer for its turn
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return line
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.connect(server.socket)
    except OSError:
        line.close()
        raise
    return line


def _encryption(server: Server) -> ssl.SSLContext | bool | None:
    """What the driver is told: None asks for it and goes on without, False does not ask, True insists."""
    if server.socket is not None or server.encrypted == "disable":
        return False
    if server.encrypted == "prefer":
        return None
    if server.encrypted == "require":
        return True
    import ssl

    return ssl.create_default_context(cafile=server.certificates)


def _settle(connection: Any, busy_seconds: float) -> None:
    """What holds for all transactions of a connection, whatever the server's own settings are."""
    cursor = connection.cursor()
    for said in (
        "SET client_encoding = 'UTF8'",
        f"SET lock_timeout = '{busy_seconds:g}s'",
        "SET idle_in_transaction_session_timeout = 0",
        # A save that was acknowledged outlives a power cut.
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    ):
        cursor.execute(said)
    connection.commit()
    cursor.close()
