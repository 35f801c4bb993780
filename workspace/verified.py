"""Whether a workspace is as Firmword left it: the quick check, which reads no document.

The decision log is hashed anew, the chain of saves too; both must agree with each other and with the file of anchors,
the numbers of rows with the chain, and the archive with its register and with the documents that the store names. What
the rows say is compared with their digests by `states`, and with the archived bytes by `reports.verify`.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from archive.files import Elsewhere, OutOfReach, Place
from archive.register import FILE_NAME, Line
from archive.register import faults as register_faults
from archive.stock import files_in
from archive.store import SHA256, Archive, ArchiveError
from archive.warc import gone_and_unknown
from workspace import anchors, saves, tables
from workspace.address import database_of, server_of
from workspace.commands import command
from workspace.database import StoreError
from workspace.decisions import faults as log_faults
from workspace.guards import MOVED, TOLD_BY, guards
from workspace.place import archive_of
from workspace.saves import (
    CHANGED,
    DOCUMENT,
    FOUND,
    IN_PARTS,
    KEPT,
    MISSING,
    OF_A_COMPANY,
    OF_ALL,
    SCREENED,
    SEEN,
    SOURCE,
    VISITS,
    WENT,
    Save,
    kind_of,
)
from workspace.store import Store

SHORTEST = 12  # characters of an anchor that are enough to look for it
RECENT = 100  # documents that may have come in while the rest was looked at
NAMED = 3  # files named in one sentence
RESTORE = "restore the workspace from a backup, and ask who can write to it"
DELETE = "restore it from a backup, or delete the file and screen the company's documents again"
# What was screened by the same rules is not screened again, and what was edited stays in the chain.
ANEW = "restore the workspace from a backup, or screen its documents into a new one; and ask who can write to it"
SCREEN = "restore it from a backup, or screen the company's documents again"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold."""

    file: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}; {self.cure}."


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared, and what does not hold."""

    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()  # what could not be compared, and why
    anchor: str = ""  # the end of the chain of saves as it is now
    compared: Mapping[str, int] | None = None  # how many of what

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def quickly(store: Store, anchor: str | None = None) -> Verified:
    """The quick check; `anchor` is one that left the house, of at least its first 12 characters."""
    folder = store.workspace
    found: list[Fault] = []
    try:
        before = anchors.read_anchors(folder)
        files, unread = _files_in(archive_of(folder))
        with store.reading() as connection:
            chain = saves.lines(connection)
            after = anchors.read_anchors(folder)  # others may save meanwhile
            parts: list[Iterable[Fault]] = [
                _log(folder, connection, chain),
                _chain(folder, chain, connection),
                _found_changed(folder, chain),
                _anchors(folder, chain, before, after),
                _counts(folder, connection, chain),
                _guards(folder, connection),
                unread or _archive(archive_of(folder), files, _needed(connection), chain),
                _left_the_house(folder, connection, chain, anchor) if anchor is not None else (),
            ]
            for part in parts:
                found += as_far_as_it_goes(folder, part)
            number = saves.count(connection, tables.decisions)
    except (StoreError, OSError) as error:
        return Verified((Fault(str(folder), str(error), RESTORE),))
    except (SQLAlchemyError, ValueError, TypeError) as error:
        return Verified((unreadable(folder, error),))
    compared = {"saves": len(chain), "decisions": number, "files": len(files)}
    return Verified(tuple(found), anchor=chain[-1].digest if chain else "", compared=compared)


def as_far_as_it_goes(folder: Path, part: Iterable[Any]) -> Iterator[Any]:
    """What a part of the check finds: what it stumbles over hides nothing of the others, nor what it found before."""
    try:
        yield from part
    except (StoreError, SQLAlchemyError, ValueError, TypeError) as error:
        yield unreadable(folder, error)


def _files_in(place: Place) -> tuple[dict[str, int], list[Fault]]:
    """The documents of the archive; where its address does not answer, that, and all else is still compared."""
    try:
        return files_in(place), []
    except ArchiveError as error:
        return {}, [out_of_reach(error)]


def out_of_reach(error: ArchiveError) -> Fault:
    """The archive, or a file of it, cannot be looked at, which says nothing of what stands in it."""
    where, _, what = str(error).partition(": ")
    said, _, cure = what.partition("). ")
    if isinstance(error, OutOfReach) and cure:
        return Fault(where, f"{said}), and nothing there was compared", cure[0].lower() + cure[1:])
    return Fault(where, what.partition(";")[0], DELETE if "was changed" in what else SCREEN)


def unreadable(folder: Path, error: Exception) -> Fault:
    """The database holds what Firmword cannot have written there."""
    why = str(getattr(error, "orig", None) or error).splitlines()[0]
    return Fault(database_of(folder), f"it holds what Firmword does not write ({why})", RESTORE)


def states(store: Store) -> Iterator[Fault]:
    """What differs from what was saved: the rows of companies, documents and people, each compared by its digest."""
    file = database_of(store.workspace)
    changed: dict[tuple[str, str], list[Save]] = {}  # of a company together what is of one kind
    with store.reading() as connection:
        last = saves.together(saves.lines(connection))
        for (about, part), line in sorted(last.items()):
            kind = kind_of(part)
            if kind not in (SCREENED, DOCUMENT, *IN_PARTS, *OF_ALL):
                continue
            if _state_of(connection, about, part) != line.state:
                changed.setdefault((about, kind), []).append(line)
    for (about, kind), found in changed.items():
        named = {line.part.removeprefix(kind) for line in found} if kind in IN_PARTS else set()
        what = f"{_rows(about, kind, named)} were changed after they were saved at {max(line.at for line in found)}"
        yield Fault(file, what, _cure(kind))


def _state_of(connection: Connection, about: str, part: str) -> str:
    """The digest of a part as it is now; "" where a row cannot be unpacked, which is then one that was changed."""
    try:
        return saves.state_of(connection, about, part)[0]
    except (ValueError, TypeError, zlib.error):
        return ""


def _found_changed(folder: Path, chain: Sequence[Save]) -> Iterator[Fault]:
    """What a later save found changed, and has changed itself since."""
    changed: dict[tuple[str, str], list[Save]] = {}
    for line in chain:
        if kind_of(line.part) == CHANGED:
            changed.setdefault((line.about, kind_of(line.part.removeprefix(CHANGED))), []).append(line)
    for (about, kind), found in sorted(changed.items()):
        named = {line.part.removeprefix(CHANGED + kind) for line in found} if kind in IN_PARTS else set()
        what = f"{_rows(about, kind, named)} were changed after they were saved"
        yield Fault(database_of(folder), f"{what}, and before they were saved again at {found[-1].at}", _cure(kind))


def _cure(kind: str) -> str:
    """Of people and sectors nothing is screened."""
    return RESTORE if kind in OF_ALL else ANEW


def _rows(about: str, kind: str, named: Set[str] = frozenset()) -> str:
    """The rows of a part, or of several of one kind with their names."""
    some = _some({name[:12] for name in named} if kind == FOUND else named).removesuffix(":")
    told = {
        SCREENED: f"sources, candidates or outcomes of “{about}”",
        SOURCE: f"the sources or outcomes of “{about}” ({some})",
        FOUND: f"the candidates of “{about}” (in {some})",
        WENT: f"the lines of “{about}” on what is found no more ({some})",
        MISSING: f"the lines of “{about}” on what is missing ({some})",
        SEEN: f"the lines of “{about}” on what was last seen ({some})",
        DOCUMENT: f"the texts read of document {about[:12]}",
    }
    return told.get(kind, f"the {kind} of the workspace")


def _log(folder: Path, connection: Connection, chain: Sequence[Save]) -> Iterator[Fault]:
    """The log in itself, and at each save of the chain."""
    file = database_of(folder)
    for one in log_faults(connection):
        yield Fault(file, one.rstrip("."), RESTORE)
    log = tables.decisions.c
    digests = {row.seq: row.digest for row in connection.execute(select(log.seq, log.digest))}
    digests[0] = ""
    for line in chain:
        if digests.get(line.log_seq) != line.log_digest:
            what = f"the log ended at decision {line.log_seq} when save {line.n} was made at {line.at}"
            yield Fault(file, f"{what}, and that decision is now another or gone", RESTORE)
            break
    end = max(digests)
    if end > (chain[-1].log_seq if chain else 0):
        yield Fault(file, f"decision {end} was not made by Firmword: no save goes with it", RESTORE)


def _chain(folder: Path, chain: Sequence[Save], connection: Connection) -> Iterator[Fault]:
    file = database_of(folder)
    previous, expected = "", 1
    for line in chain:
        if line.n != expected:
            yield Fault(file, f"save {expected} is missing: the chain of saves goes on with {line.n}", RESTORE)
        elif line.previous != previous:
            yield Fault(file, f"save {line.n} does not follow the save before it", RESTORE)
        elif line.digest != saves.digest_of(line):
            yield Fault(file, f"save {line.n} was changed after it was made", RESTORE)
        else:
            previous, expected = line.digest, line.n + 1
            continue
        return
    if not chain and saves.companies(connection):
        yield Fault(file, "the chain of saves is empty, and there is what was screened", RESTORE)


def _anchors(folder: Path, chain: Sequence[Save], before: anchors.Anchors, after: anchors.Anchors) -> Iterator[Fault]:
    shared = server_of(folder) is not None and isinstance(archive_of(folder), Elsewhere)
    for what in anchors.disagreements(chain, before, after, shared):
        yield Fault(str(folder / anchors.FILE_NAME), what, RESTORE)


def _counts(folder: Path, connection: Connection, chain: Sequence[Save]) -> Iterator[Fault]:
    """The numbers of rows, and of what was worked out the digest, which is quick."""
    file = database_of(folder)
    last = saves.together(chain)
    saved = _numbers(last)
    counts = [_count_by(connection, table.c.company) for table in OF_A_COMPANY]
    now = {(one, SCREENED): tuple(count.get(one, 0) for count in counts) for one in set[str]().union(*counts)}
    readings = _count_by(connection, tables.documents.c.sha256)
    now |= {(sha256, DOCUMENT): (number,) for sha256, number in readings.items()}
    now |= {("", part): (saves.count(connection, table),) for part, table in OF_ALL.items()}
    for key in sorted({*now, *saved}):
        nothing = (0,) * (len(OF_A_COMPANY) if key[1] == SCREENED else 1)
        said, there = (" ".join(map(str, of.get(key, nothing))) for of in (saved, now))
        if said != there:
            what = f"rows were added to or taken from {_rows(*key)}"
            yield Fault(file, f"{what} ({said} were saved, {there} are there)", _cure(key[1]))
    for row in connection.execute(select(tables.kept_states.c.company, tables.kept_states.c.rubric)).all():
        key = (row.company, KEPT + row.rubric)
        if key not in last or last[key].state != saves.state_of(connection, *key)[0]:
            what = f"what was worked out of “{row.company}” under {row.rubric} was changed"
            yield Fault(file, what, "decide anything of this company, and it is worked out anew")


def _numbers(last: Mapping[tuple[str, str], Save]) -> dict[tuple[str, str], tuple[int, ...]]:
    """How many rows were saved, of a company in each of its tables: in all of its parts together."""
    found = {}
    of_companies: dict[str, Counter[str]] = {}
    for (about, part), line in last.items():
        kind, counted = kind_of(part), tuple(int(one) for one in line.counted.split() if one.isdecimal())
        if kind in IN_PARTS:
            names = [column.table.name for column in IN_PARTS[kind]]
            of_companies.setdefault(about, Counter()).update(dict(zip(names, counted, strict=False)))
        elif kind in (SCREENED, DOCUMENT, *OF_ALL):
            found[about, part] = counted
    for company, number in of_companies.items():
        found[company, SCREENED] = tuple(number[table.name] for table in OF_A_COMPANY)
    return found


def _count_by(connection: Connection, column: object) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}


def _guards(folder: Path, connection: Connection) -> Iterator[Fault]:
    """The triggers that keep the log from being changed, and older programs away: all there, and no others."""
    dialect = connection.dialect.name
    found = {name: " ".join(told.split()) for name, told in connection.execute(text(TOLD_BY[dialect]))}
    if found.pop(MOVED, None):
        what = "its rows were moved to a server, which the folder does not name"
        cure = f"finish it with {command('move', workspace=folder, database='ADDRESS')}"
        yield Fault(database_of(folder), what, cure)
    wrong = found.items() ^ guards(dialect).items()
    if wrong:  # one of the same name that never fires guards nothing
        names = ", ".join(sorted({name for name, _ in wrong}))
        yield Fault(
            database_of(folder),
            f"its triggers are not those that guard the log and the chain of saves ({names})",
            RESTORE,
        )


def _needed(connection: Connection) -> set[str]:
    """The documents of which the store says that they were received."""
    columns = (tables.sources.c.document, tables.seen.c.sha256, tables.documents.c.sha256)
    return {one for column in columns for one in connection.execute(select(column).distinct()).scalars() if one}


def _archive(place: Place, files: Mapping[str, int], needed: set[str], chain: Sequence[Save]) -> Iterator[Fault]:
    """The register holds, each file that was kept is there in its size, and no other is."""
    archive = Archive(place)
    register = archive.register
    try:
        for one in [fault for part in register.parts() for fault in register_faults(part)]:
            file, _, what = one.partition(": ")
            yield Fault(file, what.partition(";")[0], RESTORE)
            return
        for one in register.faults():
            yield Fault(one, "this line of a register is no longer there, or cannot be read", RESTORE)
        lines = list(register.lines())
        yield from _register(register.where, lines, chain)
        yield from _documents(archive, files, needed, lines)
        lost, more = gone_and_unknown(place, lines)
    except ArchiveError as error:
        yield out_of_reach(error)
        return
    if lost:
        yield Fault(str(place), f"{_some(lost)} no longer in the archive", RESTORE)
    if more:
        yield Fault(str(place), f"{_some(more)} not in {FILE_NAME}", "remove what you do not know")


def _documents(archive: Archive, files: Mapping[str, int], needed: set[str], lines: Sequence[Line]) -> Iterator[Fault]:
    sizes = {line.visit.sha256: line.visit.size for line in lines}
    there = {path.rpartition("/")[2]: size for path, size in files.items() if _is_kept(path)}
    strange = {path for path in files if not _is_kept(path)} | (set(there) - set(sizes) - needed)
    if strange:
        what = f"{_some(strange)} not kept by Firmword"
        yield Fault(str(archive.place), what, "remove what you do not know, or screen the document again")
    gone = {*sizes, *needed} - set(there)
    if len(gone) < RECENT:  # others may have kept them since the files were listed
        gone = {one for one in gone if SHA256.fullmatch(one) is None or not archive.has(one)}
    if gone:
        yield Fault(str(archive.place), f"{_some(gone)} no longer in the archive", SCREEN)
    if other := {name for name, size in there.items() if sizes.get(name, size) != size}:
        yield Fault(str(archive.place), f"{_some(other)} of another size than when it was kept", DELETE)


def _register(where: str, lines: Sequence[Line], chain: Sequence[Save]) -> Iterator[Fault]:
    """The register of visits goes as far as it did at the end of each run."""
    known = {(line.number, line.digest) for line in lines}
    for save in chain:
        if save.part == VISITS and (int(save.counted), save.state) not in known:
            what = f"its line {save.counted} is not the one that stood there when a run ended at {save.at}"
            yield Fault(where, what, RESTORE)
            return


def _is_kept(path: str) -> bool:
    folder, _, name = path.partition("/")
    return SHA256.fullmatch(name) is not None and folder == name[:2]


def _some(names: Set[str]) -> str:
    shown = ", ".join(sorted(names)[:NAMED])
    more = len(names) - NAMED
    return f"{shown} and {more} more:" if more > 0 else f"{shown}:"


def _left_the_house(folder: Path, connection: Connection, chain: Sequence[Save], anchor: str) -> Iterator[Fault]:
    """An anchor that was printed, exported or sent must be one of the chain's."""
    wanted = anchor.strip().lower()
    log = connection.execute(select(tables.decisions.c.digest)).scalars()
    known = [*(line.digest for line in chain), *log]
    if len(wanted) < SHORTEST or not any(one.startswith(wanted) for one in known):
        what = f"no state of this workspace ever had the anchor {anchor!r}"
        cure = f"compare it with the export that it stands in (at least {SHORTEST} characters), or {RESTORE}"
        yield Fault(database_of(folder), what, cure)


def completed(
    found: Verified, faults: Sequence[Fault], remarks: Sequence[str], compared: Mapping[str, int]
) -> Verified:
    """The quick check with what the thorough one found."""
    every = tuple(dict.fromkeys((*found.faults, *faults)))
    return replace(found, faults=every, remarks=tuple(remarks), compared={**(found.compared or {}), **compared})
