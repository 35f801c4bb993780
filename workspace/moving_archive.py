"""A workspace's documents, moved from its folder to another place: each read there again and compared, then named.

Nothing is taken away here. Broken off, or with documents that came in meanwhile, it is done again: what is there and
whole is not written twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.files import ArchiveError, Elsewhere, Files, Folder, Place
from archive.places import AT_ONCE, files_of
from archive.register import Line, Register, faults
from archive.registers import Mirrored
from archive.stock import files_in
from archive.store import Archive
from archive.warc import FOLDER
from workspace import ARCHIVE
from workspace.commands import command
from workspace.place import SETTING, PlaceError, check_place, named_place, place_at, set_place


@dataclass(frozen=True, slots=True)
class MovedFiles:
    """What stands at the new place now."""

    place: Place
    files: int  # documents and exchanges of the folder
    written: int  # of these, those that were not there


def move_archive(workspace: Path, address: str) -> MovedFiles:
    """Copy all that the workspace's own archive holds to this place, compare it, and let the workspace name the place.

    Raises PlaceError where the place holds other documents, ArchiveError for a file that is damaged here or there.
    """
    place, known, source = place_at(address, workspace), named_place(workspace), workspace / ARCHIVE
    if known is not None and known != place:
        cure = f"copy it with the store's own tools, then write the new address into {workspace / SETTING}"
        raise PlaceError(f"--archive {address}: the workspace has its archive at {known}; {cure}")
    if place == source.absolute():
        raise PlaceError(f"--archive {address}: this is where it is")
    check_place(place)
    Archive(source).clear_unfinished()
    register = Register(source)
    if wrong := faults(register):
        raise ArchiveError(f"{wrong[0]}; nothing was moved. See all: {command('verify', workspace=workspace)}")
    if known is None:
        _refuse_others(place, source)
    names = sorted([*files_in(source), *Folder(source).sizes(FOLDER)])
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="move") as threads:
        written = sum(threads.map(partial(_copied, Folder(source), files_of(place)), names))
    _copy_register(list(register.lines()), place)
    set_place(workspace, place)
    return MovedFiles(place, len(names), written)


def _refuse_others(place: Place, source: Path) -> None:
    """Refuses a place with documents that this workspace does not have."""
    if others := sorted(files_in(place).keys() - files_in(source).keys()):
        cure = "name an empty place; nothing was moved"
        some = f"{others[0]}, {len(others)} in all"
        raise PlaceError(f"--archive {place}: there are other documents there ({some}); {cure}")


def _copied(source: Files, target: Files, name: str) -> bool:
    """Copies a file unless the same is there; whether it was written. What is there then was read and compared."""
    content = source.read(name)
    digest = hashlib.sha256(content).hexdigest()
    if not name.startswith(f"{FOLDER}/") and digest != name.rpartition("/")[2]:
        cure = "its name is another digest than its bytes have: restore it from a backup, then move once more"
        raise ArchiveError(f"{source.where(name)}: {cure}")
    if target.size(name) == len(content) and _digest_at(target, name) == digest:
        return False
    target.write(name, lambda file: file.write(content))
    if _digest_at(target, name) != digest:
        raise ArchiveError(f"{target.where(name)}: what was written there is read otherwise; move once more")
    return True


def _digest_at(files: Files, name: str) -> str:
    return hashlib.sha256(files.read(name)).hexdigest()


def _copy_register(lines: Iterable[Line], place: Place) -> None:
    """The register goes on at the new place as one more machine's, or as the one of the folder."""
    written = [line.written for line in lines]
    if not written:
        return
    if isinstance(place, Elsewhere):
        who = f"moved-{hashlib.sha256(written[0]).hexdigest()[:12]}"
        Mirrored.at(place, who).take_over(written)
    else:
        Register(place).take_over(written)
