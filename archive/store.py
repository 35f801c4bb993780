"""The archive: each document's bytes, kept once under their SHA-256, never changed.

A quote is only evidence while the file it came from can be shown. Files are written under a temporary name
in the folder where they will stay, flushed to the disk and then renamed, so a name never stands for half a
document; reading compares the bytes with the name again. Beside them stand `visits.jsonl`, which says when
each came from where (`register.py`), and `warc/`, the exchanges with servers (`warc.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from archive.register import Register
from errors import Refusal

SHA256 = re.compile(r"[0-9a-f]{64}")


class ArchiveError(Refusal):
    """A document is not in the archive as it was received: names the file, the value and the cure."""


class Archive:
    """A folder of documents named by their SHA-256: `ab/abcdef...`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.register = Register(folder)

    def keep(self, content: bytes) -> str:
        """Keeps the bytes, unless they are there already, and returns their SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._holds(sha256, content):
            write_whole(self._path(sha256), lambda file: _put(file, content))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes whose SHA-256 this is; raises `ArchiveError` when missing or changed."""
        path = self._path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ArchiveError(f"{path}: not in the archive; screen the document again to fetch it") from error
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be read ({error.strerror}); check the disk and permissions") from error
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise ArchiveError(
                f"{path}: the content was changed (its SHA-256 is now {found}); "
                "delete the file and screen the document again, or restore it from a backup"
            )
        return content

    def size(self, sha256: str) -> int:
        """The bytes of a document; 0 for one that is not here."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def has(self, sha256: str) -> bool:
        """Whether a document of this SHA-256 is there; `get` says whether it is whole."""
        return self._path(sha256).is_file()

    def finish(self, name: str) -> None:
        """Gives a file that was written whole its final name, once the register names it."""
        path = self.folder / name
        with suppress(FileNotFoundError):  # another process has finished it
            os.replace(_unfinished(path), path)
        _flush_folder(path.parent)

    def clear_unfinished(self) -> None:
        """Finishes what killed processes left whole and named in the register; takes the rest away after an hour."""
        left = list(self.folder.glob("**/.*.part"))
        named = {line.visit.warc for line in self.register.lines()} if left else set()
        for path in left:
            name = finished_name(path).relative_to(self.folder).as_posix()
            if name in named:
                self.finish(name)
                continue
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > 3600:
                    path.unlink()

    def _path(self, sha256: str) -> Path:
        # The value becomes a path, so nothing but a hash may pass.
        if SHA256.fullmatch(sha256) is None:
            raise ArchiveError(f"{sha256!r}: not a SHA-256; give its 64 hexadecimal digits in lower case")
        return self.folder / sha256[:2] / sha256

    def _holds(self, sha256: str, content: bytes) -> bool:
        """Whether the bytes are there, whole: a damaged copy is replaced when the document comes in again."""
        path = self._path(sha256)
        try:
            return path.read_bytes() == content
        except OSError:
            return False


def _put(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def finished_name(part: Path) -> Path:
    """The final name of a file that `write_unfinished` wrote."""
    return part.with_name(part.name.removeprefix(".").removesuffix(".part"))


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def write_unfinished(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Writes a file whole, under the temporary name of a final one that nobody else writes."""
    write_whole(_unfinished(path), fill)


def write_whole(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Writes a file that is there whole or not at all, and can never be edited."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o444)  # nothing here is ever edited
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """The renaming itself is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
