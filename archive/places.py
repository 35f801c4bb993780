"""What stands at an archive's place: its files and its register, in a folder or at an address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from archive.files import Elsewhere, Files, Folder, Place
from archive.register import Register
from archive.registers import Registers

AT_ONCE = 8  # files on their way


def files_of(place: Place) -> Files:
    """The files of an archive."""
    if isinstance(place, Elsewhere):
        from archive.stored import Stored  # fsspec is loaded for those alone who have an archive at an address

        return Stored(place)
    return Folder(place)


def register_of(place: Place) -> Register | Registers:
    """The register of an archive: one file in a folder, at an address one for each machine."""
    return Registers(place) if isinstance(place, Elsewhere) else Register(place)


def digests_of(place: Place, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The SHA-256 of files as they are there now, each by its name; those that are gone are left out."""
    files = files_of(place)

    def digest(name: str) -> str:
        try:
            return hashlib.sha256(files.read(name)).hexdigest()
        except FileNotFoundError:
            return ""

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="read") as threads:
        yield from ((name, found) for name, found in zip(names, threads.map(digest, names), strict=True) if found)
