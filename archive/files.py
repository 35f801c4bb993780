"""Where an archive's files are: in a folder, or at an address of fsspec (`stored.py`). Both know the same few acts.

A file has a name below the archive, as `ab/abcdef...` or `warc/20260301/...warc.gz`. It is there whole or not at all,
and is never edited. One that is written before the register names it is unfinished until then.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from errors import Refusal

FORGOTTEN = 3600  # seconds after which nobody finishes what was begun


class ArchiveError(Refusal):
    """A document is not in the archive as it was received: names the file, the value and the cure."""


class NotWhole(ArchiveError):
    """A document's file in the archive is not as it was received: `where` it is, and `how` it is instead, in words."""

    def __init__(self, where: str, how: str, told: str) -> None:
        super().__init__(where, how, told)  # whole, so that another process can send it
        self.where, self.how, self.told = where, how, told

    def __str__(self) -> str:
        return f"{self.where}: {self.told}"


class OutOfReach(ArchiveError):
    """The archive's address does not answer, or not as it has to; what was kept there is not touched by that."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An archive at an address of fsspec, with a folder near by for what was read of it."""

    address: str  # as `s3://bucket/firmword`: there is no password in it
    near: Path

    def __str__(self) -> str:
        return self.address


Place = Path | Elsewhere
Fill = Callable[[BinaryIO], object]


class Files(Protocol):
    """The acts of a place. FileNotFoundError is raised for what is not there, OSError or ArchiveError for the rest."""

    def where(self, name: str) -> str:
        """What messages call a file."""

    def read(self, name: str) -> bytes:
        """All bytes of a file."""

    def size(self, name: str) -> int | None:
        """The bytes of a file; None for one that is not there."""

    def write(self, name: str, fill: Fill) -> None:
        """Write a file, over a damaged one of its name too."""

    def sizes(self, below: str = "") -> dict[str, int]:
        """All finished files below a folder of the archive, by their names, with their sizes."""

    def write_unfinished(self, name: str, fill: Fill) -> None:
        """Write a file that `finish` gives its name."""

    def finish(self, name: str) -> None:
        """Give a file its name; nothing where another process has."""

    def unfinished(self) -> dict[str, float]:
        """The names of what was begun, each with its age in seconds."""

    def forget(self, name: str) -> None:
        """Take away what nobody finishes."""


class Folder:
    """Files in a folder: each written beside its place, flushed to the disk, and renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def where(self, name: str) -> str:
        """Its path."""
        return str(self._folder / name)

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        return (self._folder / name).read_bytes()

    def size(self, name: str) -> int | None:
        """The bytes of a file; None for one that is not there."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def write(self, name: str, fill: Fill) -> None:
        """Write a file, over a damaged one of its name too."""
        write_whole(self._folder / name, fill)

    def sizes(self, below: str = "") -> dict[str, int]:
        """All finished files below a folder of the archive, by their names, with their sizes."""
        found = {}
        for place, _, names in os.walk(self._folder / below):
            inside = os.path.relpath(place, self._folder)
            for name in names:
                if not (name.startswith(".") and name.endswith(".part")):
                    path = os.path.join(place, name)
                    found[name if inside == "." else f"{inside}/{name}"] = os.lstat(path).st_size
        return found

    def write_unfinished(self, name: str, fill: Fill) -> None:
        """Write a file under the temporary name of a final one that nobody else writes."""
        write_whole(_begun(self._folder / name), fill)

    def finish(self, name: str) -> None:
        """Give a file its name; nothing where another process has."""
        path = self._folder / name
        with suppress(FileNotFoundError):
            os.replace(_begun(path), path)
        _flush_folder(path.parent)

    def unfinished(self) -> dict[str, float]:
        """The names of what was begun, each with its age in seconds."""
        found = {}
        for path in self._folder.glob("**/.*.part"):
            with suppress(FileNotFoundError):
                name = path.with_name(path.name.removeprefix(".").removesuffix(".part"))
                found[name.relative_to(self._folder).as_posix()] = time.time() - path.stat().st_mtime
        return found

    def forget(self, name: str) -> None:
        """Take away what nobody finishes."""
        with suppress(OSError):
            _begun(self._folder / name).unlink()


def _begun(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def write_whole(path: Path, fill: Fill, editable: bool = False) -> None:
    """Writes a file that is there whole or not at all, whoever else writes it; no file of an archive is ever edited."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with unfinished.open("xb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        if not editable:
            unfinished.chmod(0o444)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """The renaming itself is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
