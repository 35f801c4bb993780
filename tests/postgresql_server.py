"""A real PostgreSQL server for the tests: made in a folder of its own, reached by a Unix socket, gone at the end."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from workspace.address import SETTING, server
from workspace.database import NEWEST, PLACE
from workspace.guards import TOLD_BY, guards
from workspace.postgresql import open_engine
from workspace.store import open_store
from workspace.tables import metadata

BINARIES = "/usr/lib/postgresql"  # where Debian keeps each version's
PORT = 5432  # of the socket's name alone, which stands in a folder of its own
# What is saved need not outlive the test; the rest is as a server has it.
QUICKLY = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "shared_buffers=32MB")


def postgres() -> Path | None:
    """The server's program, of the newest version that is installed."""
    versions = sorted(Path(BINARIES).glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("postgres")
    return versions[-1] if versions else Path(found) if found else None


@dataclass
class Server:
    """A running server."""

    folder: Path
    process: subprocess.Popen[bytes]
    user: str
    port: int | None
    numbers: Iterator[int] = field(default_factory=itertools.count)
    free: list[str] = field(default_factory=list)  # addresses of empty databases with their tables

    def address(self, database: str, user: str | None = None) -> str:
        """The address of one of its databases, by the Unix socket."""
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{user or self.user}@{port}/{database}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Runs a statement as the server's owner, outside any transaction."""
        with behind(self.address(database), alone=True) as connection:
            result = connection.exec_driver_sql(statement)
            return [(*row,) for row in result] if result.returns_rows else []

    def new_database(self) -> str:
        """The address of a new and empty database."""
        name = f"empty_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.address(name)

    def new_workspace(self, folder: Path) -> str:
        """Gives a folder a database in which nothing was saved so far; its address."""
        if self.free:
            return named(folder, self.free.pop())
        address = named(folder, self.new_database())
        open_store(folder).close()
        return address

    def give_back(self, address: str) -> None:
        """Empties a database for the next test, unless this one changed its tables or triggers."""
        with behind(address) as connection:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {others}")
            told = connection.execute(text(TOLD_BY["postgresql"]))
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            if {row[0]: row[1] for row in told} != guards("postgresql") or version != NEWEST:
                return
            connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger hears of it
            connection.exec_driver_sql("DROP TABLE IF EXISTS passages_text")
            names = ", ".join(table.name for table in metadata.tables.values())
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
            connection.exec_driver_sql("INSERT INTO log_end VALUES (1, 0, '')")
        self.free.append(address)

    def stop(self) -> None:
        """Stops the server at once, as the system does when it goes down."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def start(self) -> None:
        """Starts it again."""
        self.process = _started(self.folder, self.user, self.port)


def named(folder: Path, address: str) -> str:
    """Writes the address of its database into a folder; the address."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTING).write_text(f"{address}\n")
    return address


@contextmanager
def behind(address: str, alone: bool = False) -> Iterator[Connection]:
    """A connection behind the program's back; what is done on it is kept at the end."""
    engine = open_engine(server(address), 10, {PLACE: address})
    try:
        level = "AUTOCOMMIT" if alone else "READ COMMITTED"
        with engine.connect().execution_options(isolation_level=level, writes=True) as connection:
            yield connection
            connection.commit()
    finally:
        engine.dispose()


@contextmanager
def running(rules: str = "local all all trust\n", port: int | None = None) -> Iterator[Server]:
    """A server until the end of the block; skips where none can be had.

    `rules` say who may come in (pg_hba.conf); with a port, this machine can ask it over the network, too.
    """
    program = postgres()
    if program is None:
        pytest.skip("no PostgreSQL server is installed here: apt-get install postgresql")
    if importlib.util.find_spec("pg8000") is None:
        pytest.skip("the package pg8000 is not installed: make test installs it")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="firmword-pg-"))  # a socket's path has at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    folder.chmod(0o755)
    made = [str(program.parent / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "-N", "-U", user]
    subprocess.run([*made, "--locale", "C.UTF-8"], check=True, capture_output=True, cwd=folder, **_as(user))
    (folder / "data" / "pg_hba.conf").write_text(rules)
    server = Server(folder, _started(folder, user, port), user, port)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as(user: str) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


def _started(folder: Path, user: str, port: int | None) -> subprocess.Popen[bytes]:
    program = postgres()
    assert program is not None
    where = ("-D", str(folder / "data"), "-k", str(folder), "-p", str(port or PORT))
    network = ("-c", "listen_addresses=127.0.0.1" if port else "listen_addresses=")
    said = (folder / "said").open("ab")
    ends_with_us = ("setpriv", "--pdeathsig", "QUIT") if shutil.which("setpriv") else ()  # a killed test leaves none
    command = [*ends_with_us, str(program), *where, *network, *QUICKLY]
    process = subprocess.Popen(command, stdout=said, stderr=said, cwd=folder, **_as(user))
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(f"{folder}/.s.PGSQL.{port or PORT}") == 0 and b"ready to accept" in _last(folder):
                return process
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {(folder / 'said').read_text()[-2000:]}")


def _last(folder: Path) -> bytes:
    return (folder / "said").read_bytes().rpartition(b"starting PostgreSQL")[2]
