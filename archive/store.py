"""The archive: each document's bytes, kept once under their SHA-256, never changed.

A quote is only evidence while the file it came from can be shown. A name never stands for half a document (`files.py`);
reading compares the bytes with the name again. Beside them stands the register, which says when each came from where
(`register.py`), and `warc/`, the exchanges with servers (`warc.py`). Of an archive at an address, what was read once is
kept in a folder near by, which may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import BinaryIO

from archive.files import FORGOTTEN, ArchiveError, Elsewhere, Folder, NotWhole, Place
from archive.places import files_of, register_of

__all__ = ["SHA256", "Archive", "ArchiveError", "NotWhole", "name_of"]

SHA256 = re.compile(r"[0-9a-f]{64}")


class Archive:
    """Documents named by their SHA-256, `ab/abcdef...`, in a folder or at an address."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.files = files_of(place)
        self.register = register_of(place)
        self._near = Folder(place.near) if isinstance(place, Elsewhere) else None

    def keep(self, content: bytes) -> str:
        """Keeps the bytes, unless they are there already, and returns their SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        name = name_of(sha256)
        if not self._holds(name, content):
            self.files.write(name, lambda file: _put(file, content))
        if self._near is not None and self._near.size(name) != len(content):
            self._keep_near(name, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes whose SHA-256 this is; raises `ArchiveError` when missing or changed."""
        name = name_of(sha256)
        near = self._read_near(name, sha256)
        if near is not None:
            return near
        where = self.files.where(name)
        try:
            content = self.files.read(name)
        except FileNotFoundError as error:
            told = "not in the archive; screen the document again to fetch it"
            raise NotWhole(where, "missing", told) from error
        except OSError as error:
            told = f"cannot be read ({error.strerror}); check the disk and permissions"
            raise NotWhole(where, "not readable", told) from error
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            cure = "delete the file and screen the document again, or restore it from a backup"
            raise NotWhole(where, "damaged", f"the content was changed (its SHA-256 is now {found}); {cure}")
        self._keep_near(name, content)
        return content

    def size(self, sha256: str) -> int:
        """The bytes of a document; 0 for one that is not here."""
        name = name_of(sha256)
        return (self._near and self._near.size(name)) or self.files.size(name) or 0

    def has(self, sha256: str) -> bool:
        """Whether a document of this SHA-256 is there; `get` says whether it is whole."""
        return self.files.size(name_of(sha256)) is not None

    def clear_unfinished(self) -> None:
        """Finishes what killed processes left whole and named in the register; takes the rest away after an hour."""
        left = self.files.unfinished()
        named = {line.visit.warc for line in self.register.lines()} if left else set()
        for name, seconds in left.items():
            if name in named:
                self.files.finish(name)
            elif seconds > FORGOTTEN:
                self.files.forget(name)

    def _holds(self, name: str, content: bytes) -> bool:
        """Whether the bytes are there, whole: a damaged copy is replaced when the document comes in again."""
        try:
            return self.files.size(name) == len(content) and self.files.read(name) == content
        except OSError:
            return False

    def _read_near(self, name: str, sha256: str) -> bytes | None:
        """What was read before of an archive at an address; None for what was not, or has changed there."""
        if self._near is not None:
            with suppress(OSError):
                content = self._near.read(name)
                if hashlib.sha256(content).hexdigest() == sha256:
                    return content
        return None

    def _keep_near(self, name: str, content: bytes) -> None:
        if self._near is not None:
            with suppress(OSError):  # without it, it is read from its address each time
                self._near.write(name, lambda file: _put(file, content))


def name_of(sha256: str) -> str:
    """The name of a document's file below the archive. The value becomes a path, so nothing but a hash may pass."""
    if SHA256.fullmatch(sha256) is None:
        raise ArchiveError(f"{sha256!r}: not a SHA-256; give its 64 hexadecimal digits in lower case")
    return f"{sha256[:2]}/{sha256}"


def _put(file: BinaryIO, content: bytes) -> None:
    file.write(content)
