"""The anchors: the end of the chain of saves, written beside the database whenever anything is saved.

    anchors         + 7 3f0c… 12 9be1… 2026-03-02T10:00:00+00:00      about to be saved: line, digest, end of the log
                    = 7 3f0c…                                          saved

The first is written before the transaction ends, the second after. So whoever stops at whatever moment leaves a file
that agrees with the database; and a change of the database alone, though all its digests be computed anew, does not.
Nor does an older database that was put back: what is saved from then on begins a number again that was saved before.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine

from workspace.database import StoreError, write_transaction
from workspace.saves import Save, begin, end_of, lines
from workspace.trouble import ANCHORS, of_disk

FILE_NAME = ANCHORS


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file says."""

    begun: dict[int, tuple[str, int, str, str]] = field(default_factory=dict)  # digest, the log's end, its digest, when
    saved: dict[int, str] = field(default_factory=dict)
    unreadable: tuple[int, ...] = ()  # lines of the file, from 1
    put_back: tuple[int, int] | None = None  # a save that was begun after a later one was done; the line that says so


@contextmanager
def anchored_transaction(engine: Engine, workspace: Path) -> Iterator[Connection]:
    """A transaction that writes, with the anchors of what it saves: all of it is kept, or nothing."""
    with write_transaction(engine) as connection:
        before = end_of(connection)
        yield connection
        new = lines(connection, before.n if before else 0)
        _append(workspace, map(_begun, new))
    with suppress(StoreError):  # it is saved; that this line is missing says only that the end was not noted
        _append(workspace, [f"= {one.n} {one.digest}" for one in new[-1:]])


def begin_anchors(connection: Connection, workspace: Path) -> None:
    """Begin chain and file with what an older workspace holds, inside the transaction that is open."""
    begin(connection)
    _append(workspace, map(_begun, lines(connection)))


def read_anchors(workspace: Path) -> Anchors:
    """The anchors of a workspace; none where there is no file."""
    try:
        text = (workspace / FILE_NAME).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return Anchors()
    except OSError as error:
        raise StoreError(f"{workspace / FILE_NAME}: cannot be read ({error.strerror}); check its permissions") from None
    begun: dict[int, tuple[str, int, str, str]] = {}
    saved: dict[int, str] = {}
    unreadable: list[int] = []
    put_back, last = None, 0
    for number, line in enumerate(text.splitlines(), start=1):
        match line.split(" "):
            case ["+", n, digest, seq, log, at] if n.isdecimal() and seq.isdecimal():
                begun[int(n)] = (digest, int(seq), "" if log == "-" else log, at)
                if int(n) <= last:
                    put_back = put_back or (int(n), number)
            case ["=", n, digest] if n.isdecimal():
                if saved.setdefault(int(n), digest) != digest:
                    put_back = put_back or (int(n), number)
                last = max(last, int(n))
            case _:
                unreadable.append(number)
    return Anchors(begun, saved, tuple(unreadable), put_back)


def disagreements(known: Sequence[Save], before: Anchors, after: Anchors, shared: bool) -> Iterator[str]:
    """Where file and chain differ; the file as it was read before the chain was, and after: others may write.

    Where a database is shared by folders on several machines, each has the anchors of what was saved from it.
    """
    by_number = {line.n: line for line in known}
    for number in after.unreadable:
        yield f"its line {number} is not one that Firmword writes"
    if after.put_back:
        number, line_of_file = after.put_back
        what = "the database was put back to an earlier state, and what was saved after that is gone"
        yield f"save {number} was made a second time (line {line_of_file}): {what}"
    missing = [line.n for line in known if line.n not in after.begun]
    if missing and not shared:
        yield f"it lacks {len(missing)} of {len(known)} saves, the first of them number {missing[0]}"
    for line in known:
        said = after.begun.get(line.n)
        if said is not None and said != (line.digest, line.log_seq, line.log_digest, line.at):
            yield f"save {line.n} of {line.at} was another ({said[0][:16]}, {said[3]}) than the database has there"
            break  # all that follow it differ, too
    for number, digest in before.saved.items():
        if number not in by_number:
            yield f"it has save {number}, which the database has no more"
            break
        if by_number[number].digest != digest:
            yield f"save {number} was finished with another digest ({digest[:16]}) than the database has for it"
            break


def _begun(line: Save) -> str:
    return f"+ {line.n} {line.digest} {line.log_seq} {line.log_digest or '-'} {line.at}"


def _append(workspace: Path, new: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in new)
    if not text:
        return
    path = workspace / FILE_NAME
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)  # on a shared disk, two machines may write their last lines at once
            _whole_or_not(handle, text.encode("ascii"))
        finally:
            os.close(handle)
    except OSError as error:
        raise of_disk(path, error) from error


def _whole_or_not(handle: int, content: bytes) -> None:
    """Write at the end of a file. A disk that is nearly full takes a part: that is taken away again."""
    written = 0
    try:
        while written < len(content):
            written += os.write(handle, content[written:])
    except OSError:
        size = os.fstat(handle).st_size
        if content[:written] and os.lseek(handle, 0, os.SEEK_CUR) == size:  # nobody wrote after us
            os.ftruncate(handle, size - written)
        raise
