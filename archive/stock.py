"""What files an archive holds, beside what its register says."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from archive.register import FILE_NAME, Register, Visit
from archive.warc import FOLDER

RECORDS = (FILE_NAME, f"{FOLDER}/")  # beside the documents: what is said of how they came


def files_in(folder: Path) -> dict[str, int]:
    """The size of each document's file, by its path in the archive; unfinished ones left out."""
    found = {}
    for place, _, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        for name in names:
            inside = name if below == "." else f"{below}/{name}"
            if not (name.startswith(".") and name.endswith(".part")) and not inside.startswith(RECORDS):
                found[inside] = os.lstat(os.path.join(place, name)).st_size
    return found


def take_stock(folder: Path, known: Collection[str]) -> None:
    """Enter into the register what an archive holds from before there was one, and the store does not name."""
    register = Register(folder)
    entered = {line.visit.sha256 for line in register.lines()}
    for path, size in sorted(files_in(folder).items()):
        sha256 = Path(path).name
        if sha256 not in known and sha256 not in entered:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            register.add(Visit(f"archive:{sha256}", at, sha256, size, f"archive:{sha256}"))
