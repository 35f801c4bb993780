"""The registers of an archive at an address, which several machines share: one for each, which it alone adds to.

    visits/<who>/00000001.json       a line of one machine's register, as `register.py` writes it

No store but a disk can add to a file, or keep two machines from writing one. So each workspace folder on a machine has
a register, with a chain of its own, and each line of it is an object, put there once before it counts. What is known
of all of them stands in files near by, one for each, and is caught up with what others have put there since.
"""

from __future__ import annotations

import heapq
import os
import socket
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from archive.files import ArchiveError, Elsewhere, OutOfReach
from archive.register import FILE_NAME, Line, Register, RegisterError, Visit, Visited

if TYPE_CHECKING:
    from archive.stored import Stored

VISITS = "visits"  # the folder of the lines
AT_ONCE = 500  # lines that are asked for together


class Registers(Visited):
    """The registers of one archive. Threads and processes may share it."""

    def __init__(self, place: Elsewhere) -> None:
        from archive.stored import Stored

        self._place = place
        self._files = Stored(place)
        self._near = place.near / VISITS
        self._lock = threading.Lock()
        self._known: dict[str, Mirrored] = {}
        self._caught_up = False

    @property
    def where(self) -> str:
        """What messages call it."""
        return self._files.where(VISITS)

    def add(self, visit: Visit) -> None:
        """Adds a line to this machine's register, which is kept at the address when this returns."""
        self._of_machine(_here(self._near)).add(visit)

    def parts(self) -> list[Register]:
        """The register of each machine, caught up with what stands at the address."""
        self._catch_up(self._told())
        return list(self._machines())

    def faults(self, whole: bool = False) -> list[str]:
        """The lines that were taken away at the address since they were read, or cannot be; whole: or were changed."""
        before = {part.who: part.end()[0] for part in self._machines()}  # others add meanwhile
        told = self._told()
        self._catch_up(told)
        found = []
        for part in self._machines():
            lines = {part.name_of(line.number): line.written for line in part.lines()}
            there = {part.name_of(number) for number in told.get(part.who, ())}
            gone = {part.name_of(number) for number in range(1, before.get(part.who, 0) + 1)} - there
            other = there - lines.keys()
            if whole:
                read = self._files.read_all(sorted(there))
                other |= {name for name in there & read.keys() if read[name] != lines.get(name)}
            found += sorted(gone | other)
        return [self._files.where(name) for name in found]

    def _catch_up(self, told: Mapping[str, set[int]]) -> None:
        for who, numbers in told.items():
            self._of_machine(who).catch_up(max(numbers))

    def _told(self) -> dict[str, set[int]]:
        """The numbers of the lines that stand at the address, by whose they are."""
        told: dict[str, set[int]] = {}
        for name in self._files.sizes(VISITS):
            _, who, *below = name.split("/", 2)
            for file in below:  # none in a file manager's own, such as visits/.DS_Store
                told.setdefault(who, set()).add(int(Path(file).stem) if Path(file).stem.isdecimal() else 0)
        return dict(sorted(told.items()))

    def _machines(self) -> list[Mirrored]:
        """The registers that are known near by."""
        return [self._of_machine(path.parent.name) for path in sorted(self._near.glob(f"*/{FILE_NAME}"))]

    def lines(self) -> Iterator[Line]:
        """All lines of all machines, oldest first; raises `RegisterError` where one cannot be read."""
        return heapq.merge(*(part.lines() for part in self.parts()), key=lambda line: line.visit.at)

    def end(self) -> tuple[int, str]:
        """How far this machine's register goes."""
        return self._of_machine(_here(self._near)).end()

    def on(self, url: str, date: str) -> Visit | None:
        """The last time up to and on a date; OutOfReach where not all that was known then can be read."""
        self._begin()
        return super().on(url, date)

    def _of(self, url: str) -> list[Visit]:
        """Where the address does not answer, what is known of it near by: whoever asks goes on without the rest."""
        with suppress(OutOfReach):
            self._begin()
        found = [visit for part in self._machines() for visit in part.of(url)]
        return sorted(found, key=lambda visit: visit.at)

    def _begin(self) -> None:
        """Of what others add, a run knows what stood there when it began."""
        if not self._caught_up:
            self.parts()
            self._caught_up = True

    def _of_machine(self, who: str) -> Mirrored:
        with self._lock:
            if who not in self._known:
                self._known[who] = Mirrored.at(self._place, who)
            return self._known[who]


class Mirrored(Register):
    """One machine's register: its lines at the address, and the same in a file near by."""

    def __init__(self, near: Path, files: Stored, name: str) -> None:
        super().__init__(near)
        self.who = near.name
        self._files = files
        self._name = name

    @classmethod
    def at(cls, place: Elsewhere, who: str) -> Mirrored:
        """The register of this name at an address."""
        from archive.stored import Stored

        return cls(place.near / VISITS / who, Stored(place), f"{VISITS}/{who}")

    @property
    def where(self) -> str:
        """What messages call it."""
        return self._files.where(self._name)

    def name_of(self, number: int) -> str:
        """The name of a line below the archive."""
        return f"{self._name}/{number:08}.json"

    def catch_up(self, last: int) -> None:
        """Takes in the lines up to this number that stand at the address, as far as none is missing."""
        with self._held() as file:
            end = self._last(file)
            names = [self.name_of(number) for number in range((end.number if end else 0) + 1, last + 1)]
            for start in range(0, len(names), AT_ONCE):
                some = names[start : start + AT_ONCE]
                found = self._files.read_all(some)
                lines = list(takewhile(_is_whole, (found.get(name, b"") for name in some)))
                self._write(file, b"".join(lines))
                if len(lines) < len(some):
                    return

    def _settle(self, file: int) -> Line | None:
        """The last line, after what a process of this machine put at the address before it was killed."""
        end = self._last(file)
        number = end.number + 1 if end else 1
        while _is_whole(written := self._read_line(number)):
            self._write(file, written)
            end = self._last(file)
            if end is None or end.number != number:
                raise RegisterError(f"{self._files.where(self.name_of(number))}: is no line {number}; restore it")
            number += 1
        return end

    def _read_line(self, number: int) -> bytes:
        try:
            return self._files.read(self.name_of(number))
        except FileNotFoundError:
            return b""

    def _publish(self, number: int, line: bytes) -> None:
        self._files.write(self.name_of(number), lambda file: file.write(line))


def _is_whole(line: bytes) -> bool:
    """Whether it was put there whole: where it is not, it was never acknowledged."""
    return line.endswith(b"\n")


def _here(near: Path) -> str:
    """The name of this machine's register: kept in this folder, for this machine and this place of the folder alone.

    A copy of the folder, elsewhere or on another machine, gets a register of its own: two never write one.
    """
    where = f"{socket.gethostname()} {near.absolute()}"
    path = near / f".{sha256(where.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    near.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        with suppress(FileNotFoundError):
            return path.read_text(encoding="ascii").strip()
        name = f"{path.name[1:9]}-{uuid.uuid4().hex[:8]}"
        beside = path.with_name(f"{path.name}-{name}")
        beside.write_text(f"{name}\n", encoding="ascii")
        with suppress(FileExistsError):
            os.link(beside, path)  # whoever is first
        beside.unlink()
    raise ArchiveError(f"{path}: cannot be read and written; check the folder's permissions")
