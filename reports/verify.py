"""Whether all that a workspace says still follows from the archived bytes, and nothing was changed behind the program.

After the quick check (`workspace.verified`): the rows are compared with their digests, each archived file with its
name, each stored text is read once more from its bytes, and every quote and box is looked for in it at its offsets.
What an older reader read is compared with the text that was stored then, and a remark says so.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, select, text, type_coerce
from sqlalchemy.types import NullType

from archive.files import OutOfReach, Place
from archive.places import digests_of
from archive.register import RegisterError
from archive.stock import files_in
from archive.store import SHA256, Archive, ArchiveError
from archive.warc import changed
from extractors.fold import as_read
from extractors.records import Document, Evidence, PageBox, Span
from extractors.versions import READERS_VERSION
from forms import counted, listed
from screening.side_by_side import side_by_side
from workspace import tables
from workspace.address import database_of
from workspace.commands import command
from workspace.packed import expanded
from workspace.packing import fingerprint, pack_document, unpack_document, unpack_evidence
from workspace.place import archive_of
from workspace.records import ADJUDICATED, BY_HAND, COUNTS, SECOND, candidate_id, hand_id
from workspace.store import Store
from workspace.verified import (
    ANEW,
    DELETE,
    RESTORE,
    Fault,
    Verified,
    as_far_as_it_goes,
    completed,
    out_of_reach,
    quickly,
    states,
    unreadable,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stored candidate, so far as it can be derived anew."""

    id: str
    company: str
    evidence: Evidence
    reading: int
    rules_version: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a document was read as, with what was found in it."""

    reading: int
    sha256: str
    read_by: str  # version of the readers; "" for one from before this was kept
    body: bytes
    fingerprint: str  # of the text, when it was stored
    source: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one text."""

    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]
    quotes: int
    boxes: int


def verify(store: Store, quick: bool = False, anchor: str | None = None, processes: int | None = None) -> Verified:
    """What does not hold in a workspace; quick: without the rows' digests and without reading any document."""
    first = quickly(store, anchor)
    if quick:
        return first
    folder = store.workspace
    faults: list[Fault] = []
    texts: list[Text] = []
    parts = (_intact(store), states(store), _archived(archive_of(folder)), _texts(store))
    for one in (one for part in parts for one in as_far_as_it_goes(folder, part)):
        if isinstance(one, Text):
            texts.append(one)
        else:
            faults.append(one)
    every = side_by_side(partial(_compared, folder), texts, processes, name=lambda one: one.source)
    faults += [fault for compared in every for fault in compared.faults]
    remarks = tuple(dict.fromkeys(remark for one in every for remark in one.remarks))
    told = {"texts": len(texts), "quotes": sum(one.quotes for one in every), "boxes": sum(one.boxes for one in every)}
    return completed(first, faults, remarks, told)


def _intact(store: Store) -> Iterator[Fault]:
    """Whether the database file itself is whole."""
    with store.reading() as connection:
        if connection.dialect.name == "sqlite":
            said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            if said != ["ok"]:
                yield Fault(database_of(store.workspace), f"the file is damaged ({said[0]})", RESTORE)


def _archived(place: Place) -> Iterator[Fault]:
    """Each archived file has the hash that is its name; each exchange, and each line at an address, is as it was."""
    archive = Archive(place)
    try:
        named = [name for name in sorted(files_in(place)) if SHA256.fullmatch(name.rpartition("/")[2])]
        for name, found in digests_of(place, named):
            if found != name.rpartition("/")[2]:
                what = f"its content was changed (its SHA-256 is now {found})"
                yield Fault(archive.files.where(name), what, DELETE)
        for warc in changed(place, archive.register.lines()):
            yield Fault(archive.files.where(warc), "the exchange was changed after it was kept", RESTORE)
        for line in archive.register.faults(whole=True):
            yield Fault(line, "this line of a register is not the one that was kept", RESTORE)
    except RegisterError:  # the quick check said so
        return
    except OutOfReach as error:
        yield out_of_reach(error)


def _texts(store: Store) -> Iterator[Text | Fault]:
    """All stored texts, each with its candidates; and what of these rows is none that Firmword writes."""
    with store.reading() as connection:
        names: dict[str, str] = {}
        of_source = select(tables.sources.c.document, tables.sources.c.source).order_by(tables.sources.c.source)
        for row in connection.execute(of_source):
            names.setdefault(row.document, row.source)
        found, strange = _found(connection)
        for row in connection.execute(_as_it_is(tables.documents, "body").order_by(tables.documents.c.reading)):
            source = names.get(row.sha256, row.sha256[:12])
            pieces = tuple(found.pop(row.reading, ()))
            yield Text(row.reading, row.sha256, row.read_by, row.body, row.fingerprint, source, pieces)
    for reading in found:
        yield unreadable(store.workspace, ValueError(f"candidates of text {reading}, which is not there"))
    if strange:
        more = f", and that of {len(strange) - 1} more" if strange[1:] else ""
        yield unreadable(store.workspace, ValueError(f"the evidence of candidate {strange[0]}{more}"))


def _found(connection: Connection) -> tuple[dict[int, list[Found]], list[str]]:
    """The candidates by the text in which they stand; and those that say other than their evidence, or have none."""
    found: dict[int, list[Found]] = defaultdict(list)
    strange = []
    for row in connection.execute(_as_it_is(tables.candidates, "evidence")):
        try:
            evidence = unpack_evidence(json.loads(expanded(row.evidence)))
        except (ValueError, TypeError, zlib.error):
            strange.append(row.id)
            continue
        said = (row.document, row.rubric, row.element, row.quote)
        if said != (evidence.document, evidence.rubric, evidence.element, evidence.quote):
            strange.append(row.id)
        else:
            found[row.reading].append(Found(row.id, row.company, evidence, row.reading, row.rules_version))
    return found, strange


def _as_it_is(table: Table, packed: str) -> Select[tuple[Any, ...]]:
    """All rows, with this column as it stands there, so that one that cannot be unpacked does not hide the others."""
    return select(*(type_coerce(one, NullType()) if one.name == packed else one for one in table.columns))


def _compared(folder: Path, text: Text) -> Compared:
    """One text: as it is stored, and as it is read now from the archived bytes. Called in another process."""
    file = database_of(folder)
    try:
        stored = unpack_document(text.body)
    except Exception as error:  # whatever was put there
        what = f"the text of {text.source} is no text that Firmword stored ({type(error).__name__})"
        return Compared((Fault(file, what, ANEW),), (), 0, 0)
    faults = list(_quotes(file, stored, text))
    if fingerprint(text.body) != text.fingerprint:
        faults.append(Fault(file, f"the text of {text.source} is another than the one that was stored", ANEW))
    if stored.sha256 != text.sha256:
        faults.append(Fault(file, f"the text of {text.source} is stored as that of another document", ANEW))
    try:
        content = Archive(archive_of(folder)).get(text.sha256)
    except ArchiveError as error:
        faults.append(out_of_reach(error))
        return Compared(tuple(faults), (), len(text.found), 0)
    again, remark = _read_again(content, stored, text)
    if again is not None and fingerprint(pack_document(again)) == fingerprint(text.body):
        wrong, number, remarks = _boxes(file, content, stored, text)
        return Compared((*faults, *wrong), (*remark, *remarks), len(text.found), number)
    if text.read_by == READERS_VERSION:
        what = f"the stored text of {text.source} is not what its archived bytes are read as"
        faults.append(Fault(file, what, ANEW))
        return Compared(tuple(faults), (), len(text.found), 0)
    older = f"{text.source}: read by older readers, its quotes were compared with the text that was stored then"
    return Compared(tuple(faults), (older,), len(text.found), 0)


def _read_again(content: bytes, stored: Document, text: Text) -> tuple[Document | None, tuple[str, ...]]:
    """The document as it is read now; and a remark where pages could not be recognised again, by what did it then."""
    from extractors import ocr, readers
    from extractors.readers import pdf

    here = ocr.engine() if stored.scans and ocr.installed() else None
    scans = [pdf.recognised(content, one.number) if one.by == here else one for one in stored.scans]
    others = sorted({one.by for one in stored.scans if one.by not in ("", here)})
    said = f"{text.source}: its scanned pages were recognised by {listed(others)}, which is not here"
    remark = (f"{said}; their words were taken as they are stored",) if others else ()
    return readers.read(content, stored.media_type, text.source, scans).document, remark


def _quotes(file: str, stored: Document, text: Text) -> Iterator[Fault]:
    """Each quote and lead-in stands in the text at its offsets, under the name that follows from them."""
    for one in text.found:
        evidence = one.evidence
        lead_in = evidence.lead_in
        stands = stored.text[evidence.start : evidence.end] == evidence.quote
        led = lead_in is None or stored.text[lead_in.start : lead_in.end] == lead_in.quote
        page = any(p.number == evidence.page and p.start <= evidence.start <= p.end for p in stored.pages)
        if one.rules_version == BY_HAND:
            name = one.id in {hand_id(one.company, evidence, track) for track in (COUNTS, SECOND, ADJUDICATED)}
        else:
            name = one.id == candidate_id(one.company, evidence)
        if not (stands and led and page and name and evidence.document == text.sha256):
            words = as_read(evidence.quote)[:60]
            what = f"“{words}” ({one.id}) does not stand in the text of {text.source} as it is said to"
            yield Fault(file, what, ANEW)


def _boxes(file: str, content: bytes, stored: Document, text: Text) -> tuple[list[Fault], int, tuple[str, ...]]:
    """The boxes of quotes and lead-ins, drawn anew; those of another reader may differ, which is a remark."""
    from extractors import readers

    said: dict[Span, set[tuple[PageBox, ...]]] = defaultdict(set)
    for one in text.found:
        for piece in (one.evidence, one.evidence.lead_in):
            if piece is not None and piece.boxes:
                said[Span(piece.start, piece.end)].add(piece.boxes)
    try:
        drawn = readers.boxes(content, stored.media_type, stored, list(said))
    except Exception as error:  # offsets that lie outside, and whatever a parser throws
        what = f"the boxes of quotes in {text.source} cannot be drawn ({type(error).__name__})"
        return [Fault(file, what, ANEW)], 0, ()
    wrong = [span for (span, boxes), right in zip(said.items(), drawn, strict=True) if boxes != {right}]
    if not wrong:
        return [], len(said), ()
    number = counted(len(wrong), "quote")
    if text.read_by != READERS_VERSION:
        return [], len(said), (f"{text.source}: the boxes of {number} are those of older readers",)
    what = f"the boxes of {number} in {text.source} are not where their words stand on the page"
    return [Fault(file, what, ANEW)], len(said), ()


# --- told


def as_text(found: Verified, quick: bool) -> str:
    """One sentence a fault, then what was compared."""
    return "".join(f"{line}\n" for line in _lines(found, quick))


def _lines(found: Verified, quick: bool) -> Iterable[str]:
    yield from map(str, found.faults)
    yield from (f"Note: {remark}." for remark in found.remarks)
    told = ", ".join(f"{number:,} {name}" for name, number in (found.compared or {}).items())
    manner = "quickly; no document was read" if quick else "whole"
    yield f"Compared {manner}: {told or 'nothing'}. {'Everything holds' if found.whole else _not_hold(found)}."
    yield f"Anchor: {found.anchor or 'none, nothing was saved'}"


def _not_hold(found: Verified) -> str:
    return f"{counted(len(found.faults), 'fault')} found"


def as_json(found: Verified, quick: bool) -> str:
    """The same for programs."""
    told = {
        "holds": found.whole,
        "quick": quick,
        "faults": [asdict(one) for one in found.faults],
        "remarks": list(found.remarks),
        "compared": found.compared or {},
        "anchor": found.anchor,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def warning(faults: Sequence[Fault], workspace: Path) -> str:
    """One message for whoever opens a workspace in which something does not hold."""
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"Warning: {faults[0]}{more} See all: {command('verify', workspace=workspace)}"
