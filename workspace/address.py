"""Where a workspace's database is: in its folder, or on the PostgreSQL server that the folder's file `database` names.

The file has one line, as `postgresql://db.example.org/firmword`, without a password: each person's own comes from
`PGPASSWORD` or from the password file, as for PostgreSQL's own programs. Without a user in it, each connects by their
own name (`PGUSER`, or the name by which they are logged in).
"""

from __future__ import annotations

import getpass
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from errors import Refusal
from workspace import FILE_NAME
from workspace.setting import read_setting

SETTING = "database"  # the file in the workspace's folder
SCHEMES = ("postgresql", "postgresql+pg8000", "postgres")
PORT = 5432
FORM = "write postgresql://HOST/DATABASE, with USER@ before and :PORT after the host where needed"
ENCRYPTED = ("disable", "prefer", "require", "verify-full")  # what `sslmode` may say, as for PostgreSQL's own programs


class AddressError(Refusal):
    """The address of a database cannot be used; the message names it, without a password, and the cure."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server."""

    place: str  # the address as it was written: there is no password in it
    host: str  # a name, or the folder of a Unix socket
    port: int
    database: str
    user: str | None  # None: whoever asks
    encrypted: str = "prefer"
    certificates: str | None = None  # a file of those that are trusted; None: the system's

    @property
    def socket(self) -> str | None:
        """The Unix socket on which the server listens, None where it is asked over the network."""
        return f"{self.host}/.s.PGSQL.{self.port}" if self.host.startswith("/") else None

    def who(self) -> str:
        """The user by whose name it is asked."""
        return self.user or os.environ.get("PGUSER") or getpass.getuser()

    def password(self) -> str | None:
        """The password from `PGPASSWORD`, else from the password file; None where there is none."""
        given = os.environ.get("PGPASSWORD")
        return given if given is not None else _from_file(self)


def server_of(workspace: Path) -> Server | None:
    """The server that the workspace names, None where its database lies in the folder. Raises a Refusal."""
    path = workspace / SETTING
    address = read_setting(path, f"{FORM}, into it")
    if address is None:
        return None
    try:
        return server(address)
    except AddressError as error:
        raise AddressError(f"{path}: {error}") from None


def database_of(workspace: Path) -> str:
    """What messages call the workspace's database: its file, or its address."""
    named = server_of(workspace)
    return named.place if named else str(workspace / FILE_NAME)


def is_workspace(workspace: Path) -> bool:
    """Whether the folder has a database, or names one."""
    return (workspace / FILE_NAME).is_file() or (workspace / SETTING).is_file()


def server(address: str) -> Server:
    """The server of an address; AddressError for one that is none, or that has a password in it."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise AddressError(f"{_without_password(address)}: this is no database's address; {FORM}") from None
    place = _without_password(address)
    if url.password is not None or "password" in url.query:
        cure = "leave it out, and set PGPASSWORD or put it into ~/.pgpass"
        raise AddressError(f"{place}: a password does not belong into the address, which others can read; {cure}")
    if url.drivername not in SCHEMES or not url.database:
        raise AddressError(f"{place}: this is no database on a PostgreSQL server; {FORM}")
    said = _said(url, place)
    encrypted = said.get("sslmode", "prefer")
    if encrypted not in ENCRYPTED:
        raise AddressError(f"{place}: sslmode={encrypted}: use one of {', '.join(ENCRYPTED)}")
    host = url.host or said.get("host") or "localhost"
    return Server(place, host, url.port or PORT, url.database, url.username, encrypted, said.get("sslrootcert"))


def _said(url: URL, place: str) -> dict[str, str]:
    """What stands after the question mark."""
    known = ("host", "sslmode", "sslrootcert")
    if strange := sorted(set(url.query) - set(known)):
        raise AddressError(f"{place}: {strange[0]}=: nothing that is known here; use one of {', '.join(known)}")
    return {name: value for name, value in url.query.items() if isinstance(value, str)}


def _without_password(address: str) -> str:
    """The address as it may be shown, whatever it is: what may be a password is left out."""
    address = re.sub(r"(?<=[?&])password=[^&]*", "password=...", address)
    return re.sub(r"(?<=//)([^/@:]*):.*@", r"\1:...@", address)


def _from_file(server: Server) -> str | None:
    """The password of the first line that fits: host:port:database:user:password, a star for anything."""
    path = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return None  # as PostgreSQL's own programs: others can read it
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    host = "localhost" if server.socket else server.host
    wanted = (host, str(server.port), server.database, server.who())
    for line in lines:
        fields = [field.replace(r"\:", ":").replace(r"\\", "\\") for field in re.split(r"(?<!\\):", line)]
        if len(fields) == 5 and all(field in ("*", value) for field, value in zip(fields[:4], wanted, strict=True)):
            return fields[4]
    return None
