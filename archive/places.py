"""What stands at an archive's place: its files and its register, in a folder or at an address."""

from __future__ import annotations

from archive.files import Elsewhere, Files, Folder, Place
from archive.register import Register
from archive.registers import Registers


def files_of(place: Place) -> Files:
    """The files of an archive."""
    if isinstance(place, Elsewhere):
        from archive.stored import Stored  # fsspec is loaded for those alone who have an archive at an address

        return Stored(place)
    return Folder(place)


def register_of(place: Place) -> Register | Registers:
    """The register of an archive: one file in a folder, at an address one for each machine."""
    return Registers(place) if isinstance(place, Elsewhere) else Register(place)
