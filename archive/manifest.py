"""The archive's manifest: which files were kept, and how large they are, so that a file that is gone is missed.

archive/manifest     3f0c…  48213  2026-03-02T10:00:00+00:00      a line for each file, as they came
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "manifest"
RECORDS = ("visits.jsonl", "warc/")  # beside the documents: what is said of how they came, which has a chain of its own


class Manifest:
    """The list of the files of an archive. Threads may share it; several processes may add to one file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._known: set[str] | None = None
        self._turn = threading.Lock()

    def add(self, sha256: str, size: int) -> None:
        """List a file that is there, unless it is listed."""
        with self._turn:
            if self._known is None:
                self._known = set(self.sizes()[0])
            if sha256 in self._known:
                return
            _append(self.path, f"{sha256}  {size}  {datetime.now(UTC).isoformat(timespec='seconds')}\n")
            self._known.add(sha256)

    def sizes(self) -> tuple[dict[str, int], tuple[int, ...]]:
        """The size of each listed file by its SHA-256, and the numbers of the lines that cannot be read."""
        try:
            text = self.path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return {}, ()
        sizes: dict[str, int] = {}
        unreadable = []
        for number, line in enumerate(text.splitlines(), start=1):
            match line.split("  "):
                case [sha256, size, _] if size.isdecimal():
                    sizes[sha256] = int(size)
                case _:
                    unreadable.append(number)
        return sizes, tuple(unreadable)


def files_in(folder: Path) -> dict[str, int]:
    """The size of each file of an archive, by its path in it; unfinished ones and those about documents left out."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            unfinished = name.startswith(".") and name.endswith(".part")
            inside = path.relative_to(folder).as_posix()
            if not unfinished and inside != FILE_NAME and not inside.startswith(RECORDS):
                found[inside] = path.lstat().st_size
    return found


def take_stock(folder: Path) -> None:
    """List what an archive from before there was a manifest holds."""
    manifest = Manifest(folder)
    if not folder.is_dir() or manifest.path.exists():
        return
    for path, size in sorted(files_in(folder).items()):
        manifest.add(Path(path).name, size)


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line.encode("ascii"))
    finally:
        os.close(handle)
