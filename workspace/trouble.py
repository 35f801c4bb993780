"""What is wrong with a workspace's database, in words: the file, what happened, and the cure.

Whoever reads or writes does so within `told`: a database that is damaged, or another program's, a disk that is full
and a folder that cannot be written become one message. A transaction that ends so has saved nothing.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, IntegrityError, ProgrammingError

from archive import register
from errors import Refusal
from workspace import ARCHIVE, FILE_NAME
from workspace.commands import command
from workspace.guards import MOVED

ANCHORS = "anchors"  # the name of the file beside the database
READ_ONLY_CURE = (
    "this folder cannot be written. Make it writable, or copy it to a place that is, and name that with --workspace"
)
_FULL_CURE = "the disk is full. All that was saved before is kept, this was not. Free some space, then do it again"
_DAMAGED_CURE = (
    "Keep it, and put back firmword.db from a copy; name another folder with --workspace; or begin a new database, "
    "without the decisions that are in this one: {}"
)
_DAMAGED_THERE_CURE = "Let whoever runs the server restore it from a backup, or name another workspace with --workspace"
_BUSY_CURE = "another program has it in hand. Let that end, then do it again"
_MOVED_CURE = (
    "this database was moved to a server. Start the review, or the same command, again: it then saves there. Where "
    "that says the same, the move was broken off: finish it with {}"
)
_SCARCE = 64 * 1024  # bytes: SQLite says no more than "disk I/O error" where its journal finds no room
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What a server says by its code (SQLSTATE), or the beginning of it: what that means, and the cure.
_SERVER_SAYS = {
    "28P01": (
        "the server does not take the password, or was given none. Set PGPASSWORD, or put it into ~/.pgpass, which "
        "nobody else may read (chmod 600)"
    ),
    "28": (
        "the server does not let this user in. Name the right one (USER@ in the address, or PGUSER), or let whoever "
        "runs the server allow it in pg_hba.conf"
    ),
    "3D000": "there is no such database. Check its name, or make it: createdb --encoding UTF8 -T template0 NAME",
    "42501": (
        "this user lacks the rights that are needed. Let whoever runs the server make this user the database's "
        "owner, or of the role that owns its tables"
    ),
    "25006": "this server only reads: it is the copy of another. Name the server that writes",
    "55P03": f"not saved: {_BUSY_CURE}",
    "53100": f"not saved: {_FULL_CURE}",
    "53": "the server has no more connections or memory to give. Try again, or let whoever runs it allow more",
    "57": "the server ends, starts or ended this connection. All that was acknowledged is kept; do it again",
    "08": "the connection was lost. All that was acknowledged is kept; do it again",
}
_DAMAGED_THERE = ("42P01", "42703", "XX", "58")  # a table or column is gone, its files cannot be read
_GONE = "the connection to the server was lost ({}). All that was acknowledged is kept; do it again"
_NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)


class StoreError(Refusal):
    """The workspace cannot be used; the message names the file, what is wrong and the cure."""


class DiskFull(StoreError):
    """There is no room to save it: nothing of it was saved."""

    exit_code = 1


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """Within it, whatever the database (a file, or an address) or its disk cannot do is told as a StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise _of(path, error) or error from error
    except sqlite3.Error as error:
        raise _of_database(Path(path), str(error)) from error
    except OSError as error:
        raise of_disk(path, error) from error
    except (zlib.error, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise damaged(path, f"a record in it: {error}") from error


def _of(path: Path | str, error: DBAPIError) -> StoreError | None:
    """What it means; None for a fault of the program."""
    if isinstance(path, str):
        return of_server(path, error.orig)
    if isinstance(error, IntegrityError) and MOVED in str(error.orig):
        finish = _MOVED_CURE.format(command("move", workspace=path.parent, database="ADDRESS"))
        return StoreError(f"{path}: not saved: {finish}")
    if isinstance(error, IntegrityError | DataError | ProgrammingError) or not isinstance(error, DatabaseError):
        return None
    return _of_database(path, str(error.orig))


def of_server(place: str, error: BaseException | None) -> StoreError | None:
    """What a server said, or that it said nothing, and the cure; None for a fault of the program."""
    said = error.args[0] if error is not None and error.args else {}
    if not isinstance(said, dict):
        return StoreError(f"{place}: {_GONE.format(said)}")
    code, words = str(said.get("C", "")), str(said.get("M", "it does not say why"))
    for length in (5, 2):
        if cure := _SERVER_SAYS.get(code[:length]):
            kind = DiskFull if code == "53100" else StoreError
            return kind(f"{place}: {cure}. The server said: {words}")
    return damaged(place, words) if code.startswith(_DAMAGED_THERE) else None


def unreachable(place: str, why: str) -> StoreError:
    """No server answers."""
    cure = "Check that it runs, and host and port; decisions are safe there, and nothing was saved meanwhile"
    return StoreError(f"{place}: no PostgreSQL server can be reached there ({why}). {cure}")


def of_disk(path: Path | str, error: OSError) -> StoreError:
    """What the system could not do with a file, and the cure."""
    place = error.filename or path
    if error.errno in _FULL:
        return DiskFull(f"{place}: not saved: {_FULL_CURE}")
    if error.errno in _NOT_WRITABLE:
        return StoreError(f"{place}: not saved: {READ_ONLY_CURE}")
    if error.filename is None:  # a connection, a process, a pipe: nothing of the store
        said = error.strerror or str(error) or type(error).__name__
        return StoreError(f"the system ended the work ({said}); what was saved is kept. Start the same command again")
    cure = "Check the folder and its permissions, or choose another with --workspace"
    return StoreError(f"{place}: the store cannot be used ({error.strerror or error}). {cure}")


def _of_database(path: Path, said: str) -> StoreError:
    if "disk is full" in said or ("I/O" in said and _free(path) < _SCARCE):
        return DiskFull(f"{path}: not saved: {_FULL_CURE}")
    if "readonly" in said or "unable to open" in said:
        return StoreError(f"{path}: the store cannot be opened ({said}): {READ_ONLY_CURE}")
    if "locked" in said or "busy" in said:
        return StoreError(f"{path}: {_BUSY_CURE}")
    if "not a database" in said:
        return StoreError(f"{path}: this is no database, or its head was overwritten ({said}). {_damaged_cure(path)}")
    return damaged(path, said)


def damaged(path: Path | str, why: str) -> StoreError:
    """The database cannot be read as it was written."""
    cure = _DAMAGED_THERE_CURE if isinstance(path, str) else _damaged_cure(path)
    return StoreError(f"{path}: the database is damaged ({why}). {cure}")


def _damaged_cure(path: Path) -> str:
    return _DAMAGED_CURE.format(command("screen", "INPUT...", workspace=path.parent, new_database=True))


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _SCARCE


def lost(workspace: Path) -> bool:
    """Whether the database is missing or empty, though there was one: anchors lie in the folder, or documents do.

    Documents that were collected from a website and not screened yet come with their register, and without anchors.
    """
    path = workspace / FILE_NAME
    return not (path.is_file() and path.stat().st_size) and begun(workspace)


def begun(workspace: Path) -> bool:
    """Whether anything was saved for this workspace, by what lies beside the database."""
    archive = workspace / ARCHIVE
    documents = any(file.is_file() for file in archive.glob("[0-9a-f][0-9a-f]/*"))
    return (workspace / ANCHORS).is_file() or (documents and not (archive / register.FILE_NAME).is_file())


def set_aside(workspace: Path) -> None:
    """Give what is left of the database, its journal and its anchors names beside, so that a new one can begin."""
    kept = [workspace / name for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", ANCHORS)]
    number = 1
    while any(path.with_name(f"{path.name}.old-{number}").exists() for path in kept):
        number += 1
    for path in kept:
        if path.exists():
            path.rename(path.with_name(f"{path.name}.old-{number}"))
