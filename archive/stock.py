"""What files an archive holds, beside what its register says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from archive.files import Elsewhere, Place
from archive.places import files_of
from archive.register import FILE_NAME, Register, Visit
from archive.registers import VISITS
from archive.warc import FOLDER


def files_in(place: Place) -> dict[str, int]:
    """The size of each document's file, by its name in the archive; unfinished ones left out."""
    register = f"{VISITS}/" if isinstance(place, Elsewhere) else FILE_NAME
    records = (register, f"{FOLDER}/")  # beside the documents: what is said of how they came
    return {name: size for name, size in files_of(place).sizes().items() if not name.startswith(records)}


def take_stock(folder: Path, known: Collection[str]) -> None:
    """Enter into the register what an archive holds from before there was one, and the store does not name."""
    register = Register(folder)
    entered = {line.visit.sha256 for line in register.lines()}
    for path, size in sorted(files_in(folder).items()):
        sha256 = Path(path).name
        if sha256 not in known and sha256 not in entered:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            register.add(Visit(f"archive:{sha256}", at, sha256, size, f"archive:{sha256}"))
