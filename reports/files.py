"""Writes result files so that each appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import InputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place once everything was written to it.

    It may be read by those who might read what it replaces, else by whom the system lets read new files. What a
    symbolic link leads to is replaced, not the link. Raises InputError, with the cure, when the file cannot be written.
    """
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    check_folder(place)
    unfinished: Path | None = None
    try:
        kept = stat.S_IMODE(place.stat().st_mode) if place.exists() else None
        begun = place.parent / f".firmword-{secrets.token_hex(8)}{path.suffix}"
        begun.touch(0o666 if kept is None else 0o600, exist_ok=False)
        unfinished = begun
        yield unfinished
        if kept is not None:
            unfinished.chmod(kept)
        os.replace(unfinished, place)
    except OSError as error:
        why = error.strerror or error
        raise InputError(f"--output {path}: cannot be written ({why}); name another file") from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def check_folder(path: Path, option: str = "--output") -> None:
    """Raises InputError where the folder in which the file would stand is not there."""
    folder = path.parent
    if folder.is_dir():
        return
    there = next((one for one in folder.parents if one.exists()), folder)
    if folder.exists() or not there.is_dir():
        taken = folder if folder.exists() else there
        raise InputError(f"{option} {path}: {taken} is a file and no folder; name a file in a folder that is there")
    raise InputError(
        f"{option} {path}: there is no folder {folder}; make it first, or name a file in one that is there"
    )
