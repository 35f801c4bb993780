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

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from archive import register
from errors import Refusal
from workspace import ARCHIVE, FILE_NAME

ANCHORS = "anchors"  # the name of the file beside the database
READ_ONLY_CURE = (
    "this folder cannot be written. Make it writable, or copy it to a place that is, and name that with --workspace"
)
_FULL_CURE = "the disk is full. All that was saved before is kept, this was not. Free some space, then do it again"
_DAMAGED_CURE = (
    "Keep it, and put back firmword.db from a copy; name another folder with --workspace; or begin a new database, "
    "without the decisions that are in this one: firmword screen INPUT... --new-database"
)
_BUSY_CURE = "another program has it in hand. Let that end, then do it again"
_SCARCE = 64 * 1024  # bytes: SQLite says no more than "disk I/O error" where its journal finds no room
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)


class StoreError(Refusal):
    """The workspace cannot be used; the message names the file, what is wrong and the cure."""


class DiskFull(StoreError):
    """There is no room to save it: nothing of it was saved."""

    exit_code = 1


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Within it, whatever the database or its disk cannot do is told as a StoreError."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise  # faults of the program
    except DatabaseError as error:
        raise _of_database(path, str(error.orig)) from error
    except sqlite3.Error as error:
        raise _of_database(path, str(error)) from error
    except OSError as error:
        raise of_disk(path, error) from error
    except (zlib.error, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise damaged(path, f"a record in it: {error}") from error


def of_disk(path: Path, error: OSError) -> StoreError:
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
        return StoreError(f"{path}: this is no database, or its head was overwritten ({said}). {_DAMAGED_CURE}")
    return damaged(path, said)


def damaged(path: Path, why: str) -> StoreError:
    """The database cannot be read as it was written."""
    return StoreError(f"{path}: the database is damaged ({why}). {_DAMAGED_CURE}")


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
    if path.is_file() and path.stat().st_size:
        return False
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
