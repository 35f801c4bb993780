"""The archive's register: when each document came in, from where, and under which hash.

`visits.jsonl` only grows, a line for each time that a document was fetched, found unchanged, or copied. A line
carries the digest of the line before and its own, so that an edited, lost or moved line is seen; `end` is what a
log outside can hold against it. A line that a killed process left half written was never acknowledged: the next
writer takes it away, and no reader counts it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from errors import Refusal

FILE_NAME = "visits.jsonl"
START = "0" * 64  # the digest before the first line


class RegisterError(Refusal):
    """The register cannot be read as it was written: names the file, the line and the cure."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One time that a document came in."""

    url: str  # as it was asked for; `file:` of a local file that was copied
    at: str  # ISO 8601, UTC
    sha256: str  # of the bytes as they are kept
    size: int
    final_url: str  # after redirects
    status: int | None = None  # 200, or 304: the bytes kept before still stand; None for a file
    served_as: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    length_stated: bool = True
    warc: str | None = None  # the exchange, below the archive's folder
    warc_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register."""

    number: int  # from 1
    visit: Visit
    previous: str
    digest: str
    written: bytes  # as it stands in the file


class Visited:
    """What a register can be asked of an address."""

    def _of(self, url: str) -> list[Visit]:
        """The visits of an address, oldest first."""
        raise NotImplementedError

    def latest(self, url: str) -> Visit | None:
        """The last time that the document of this address came in."""
        found = self._of(url)
        return found[-1] if found else None

    def first_with(self, url: str, sha256: str) -> Visit | None:
        """The visit that first brought these bytes from this address, with the exchange in which they stand."""
        return next((visit for visit in self._of(url) if visit.sha256 == sha256 and visit.warc), None)

    def on(self, url: str, date: str) -> Visit | None:
        """The last time up to and on a date (or month, year or moment, as ISO writes them)."""
        return next((visit for visit in reversed(self._of(url)) if visit.at[: len(date)] <= date), None)


class Register(Visited):
    """A register in a file. Threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._read = 0  # bytes
        self._number = 0
        self._visits: dict[str, list[Visit]] = {}  # by each of its addresses, oldest first

    @property
    def where(self) -> str:
        """What messages call it."""
        return str(self.path)

    def add(self, visit: Visit) -> None:
        """Adds a line, which is on the disk when this returns."""
        with self._held() as file:
            last = self._settle(file)
            number, previous = (last.number + 1, last.digest) if last else (1, START)
            line = _packed(visit, number, previous)
            self._publish(number, line)
            self._write(file, line)

    def take_over(self, written: Sequence[bytes]) -> None:
        """Takes in the lines of a register that comes from elsewhere; RegisterError where others stand here."""
        with self._held() as file:
            self._settle(file)
            here = self.path.read_bytes().splitlines(keepends=True)
            same = min(len(here), len(written))
            if here[:same] != list(written[:same]):
                raise RegisterError(f"{self.where}: another register stands there; name an empty place")
            for number, line in enumerate(written[same:], same + 1):
                self._publish(number, line)
                self._write(file, line)

    def parts(self) -> list[Register]:
        """The registers that it consists of, each with a chain of its own: itself."""
        return [self]

    def faults(self, whole: bool = False) -> list[str]:
        """What is missing of what others look at: they look at this file."""
        return []

    @contextmanager
    def _held(self) -> Iterator[int]:
        """The file, to be added to; nobody else adds meanwhile."""
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file.fileno()

    def _last(self, file: int) -> Line | None:
        return _last_line(file, self.path)

    def _settle(self, file: int) -> Line | None:
        """The last line, after which one is added."""
        return self._last(file)

    def _publish(self, number: int, line: bytes) -> None:
        """Puts a line where others look, before it counts: they look into this file."""

    def _write(self, file: int, line: bytes) -> None:
        if os.write(file, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        os.fsync(file)

    def lines(self) -> Iterator[Line]:
        """All lines, oldest first; raises `RegisterError` where one cannot be read."""
        try:
            with self.path.open("rb") as file:
                for number, written in enumerate(file, 1):
                    if written.endswith(b"\n"):
                        yield _line(written, self.path, number)
        except FileNotFoundError:
            return

    def end(self) -> tuple[int, str]:
        """How far the register goes: the number of its last line and that line's digest."""
        last = deque(self.lines(), maxlen=1)
        return (last[0].number, last[0].digest) if last else (0, START)

    def of(self, url: str) -> list[Visit]:
        """The visits of an address, oldest first."""
        return self._of(url)

    def _of(self, url: str) -> list[Visit]:
        with self._lock:
            self._catch_up()
            return list(self._visits.get(url, ()))

    def _catch_up(self) -> None:
        """Takes in the lines that were added since."""
        try:
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_size < self._read:  # another file under the same name
                    self._read, self._number, self._visits = 0, 0, {}
                file.seek(self._read)
                for written in file:
                    if not written.endswith(b"\n"):
                        return
                    self._number += 1
                    visit = _line(written, self.path, self._number).visit
                    for url in {visit.url, visit.final_url}:
                        self._visits.setdefault(url, []).append(visit)
                    self._read += len(written)
        except FileNotFoundError:
            self._read, self._number, self._visits = 0, 0, {}


def _packed(visit: Visit, number: int, previous: str) -> bytes:
    line = {"number": number, **asdict(visit), "previous": previous}
    return _json(line | {"digest": _digest(line)}) + b"\n"


def _json(line: dict[str, object]) -> bytes:
    # ASCII, so that a name with bytes that are no UTF-8 can be written, too.
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode("ascii")


def _digest(line: dict[str, object]) -> str:
    return hashlib.sha256(_json(line)).hexdigest()


def _line(written: bytes, path: Path, number: int | None = None) -> Line:
    try:
        line = json.loads(written)
        visit = Visit(**{field.name: line[field.name] for field in fields(Visit)})
        return Line(line["number"], visit, line["previous"], line["digest"], written)
    except (ValueError, KeyError, TypeError) as error:
        where = f"line {number}" if number else "the last line"
        raise RegisterError(
            f"{path}: {where}: {written[:60]!r} is no line of a register; restore the file from a backup"
        ) from error


def faults(register: Register) -> list[str]:
    """What does not hold in the chain of the register's lines; empty when it is as it was written."""
    found = []
    previous = START
    try:
        for number, line in enumerate(register.lines(), 1):
            whole = {"number": line.number, **asdict(line.visit), "previous": line.previous}
            if line.digest != _digest(whole) or line.written != _json(whole | {"digest": line.digest}) + b"\n":
                found.append(f"{register.where}: line {number} was edited (its digest does not fit)")
            if (line.number, line.previous) != (number, previous):
                found.append(f"{register.where}: before line {number}, lines were taken out, added or moved")
            previous = line.digest
    except RegisterError as error:
        found.append(str(error))
    return found


def _last_line(handle: int, path: Path) -> Line | None:
    """The last whole line; what a killed writer left after it is cut off."""
    size = os.lseek(handle, 0, os.SEEK_END)
    tail = b""
    start = size
    while start > 0 and tail.rstrip(b"\n").count(b"\n") < 2:
        step = min(64 * 1024, start)
        start -= step
        tail = os.pread(handle, step, start) + tail
    whole, _, torn = tail.rpartition(b"\n")
    if torn:
        os.ftruncate(handle, size - len(torn))
    if not whole:
        return None
    return _line(whole.rpartition(b"\n")[2], path)
