"""What screening writes: the sources, texts and candidates as they are now, and the ledger of what made them.

All of it is replaced whenever a source is screened again. Whatever a person decided on stays, even when newer
rules no longer find it, and so does the text in which its offsets count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update

from extractors.called import called
from extractors.records import NOTHING_CORRECTED, Corrected, Document, Evidence, Listing, Outcome, Source
from extractors.versions import READERS_VERSION
from extractors.walls import INSTEAD
from workspace import tables
from workspace.came import note_that_they_went, note_when_they_came
from workspace.decisions import corrected, corrections
from workspace.kept import changed
from workspace.packing import (
    fingerprint,
    pack_about,
    pack_document,
    pack_end,
    pack_evidence,
    pack_searched,
    without_end,
)
from workspace.records import About, Screening, candidate_id
from workspace.saves import DOCUMENT, FOUND, SEEN, SOURCE, Touch, changing
from workspace.search import forget


def save(connection: Connection, screening: Screening) -> None:
    """Save all that screening one source gave, inside the transaction that is open; see `Store.save_screening`."""
    source, rubric = screening.source, screening.rubric
    company = source.listing.company
    document = screening.reading.document if screening.reading else None
    screening = replace(screening, detail=_told_what_stays(connection, screening))
    with changing(connection) as touch:
        touch(company, SOURCE + source.listing.source)
        if source.sha256 is not None:
            touch(company, FOUND + source.sha256)
            touch(source.sha256, DOCUMENT)
        _put_source(connection, _source_row(screening), rubric)
        if document is not None:
            reading = _put_document(connection, document)
            rows = _candidate_rows(source.listing, screening.evidence, screening.rules_version, reading)
            _replace_candidates(connection, touch, company, document.sha256, rubric, rows)
        elif source.sha256 is not None and screening.outcome is not Outcome.DUPLICATE:
            _replace_candidates(connection, touch, company, source.sha256, rubric, [])
        _put(connection, tables.ledger, _ledger_row(screening))
        _share_with_copies(connection, source, rubric, touch)
        if source.sha256 is not None:
            _see(connection, screening, touch)
            for name in _leading_to(connection, company, source.sha256):  # a copy may be saved before it is read
                _drop_replaced_documents(connection, company, name, touch)
        changed(connection, company)


@dataclass(frozen=True, slots=True)
class Judged:
    """A document as it is read now, judged again by one rubric with what was corrected of it."""

    company: str
    document: str  # sha256
    reading: int
    rubric: str
    source: str  # under which it was screened
    corrected: Corrected
    rules_version: str


def save_judged(connection: Connection, judged: Judged, evidence: Iterable[Evidence]) -> bool:
    """Put what was found in the place of what was, inside the transaction that is open; see `Store.save_judged`."""
    company, document = judged.company, judged.document
    now = corrected(corrections(connection, company).get(company, {}), document)
    known = tables.documents
    read = select(known.c.reading).where(known.c.sha256 == document, known.c.current)
    if now != judged.corrected or connection.execute(read).scalar_one_or_none() != judged.reading:
        return False
    rows = _candidate_rows(judged, evidence, judged.rules_version, judged.reading)
    with changing(connection) as touch:
        touch(company, FOUND + document)
        touch(document, DOCUMENT)
        _replace_candidates(connection, touch, company, document, judged.rubric, rows)
        _drop_replaced_documents(connection, company, judged.source, touch)  # where it was replaced meanwhile
        line = tables.ledger
        same = (line.c.company == company, line.c.document == document, line.c.rubric == judged.rubric)
        for row in connection.execute(select(line.c.source, line.c.asked).where(*same)).all():
            touch(company, SOURCE + row.source)
            mark = row.asked.partition("+")[0] + _corrected_mark(now)
            connection.execute(update(line).where(*same, line.c.source == row.source).values(asked=mark))
        changed(connection, company)
    return True


def _see(connection: Connection, screening: Screening, touch: Touch) -> None:
    """Note that the source was seen as these bytes: once more, or from now on."""
    source = screening.source
    company, name, sha256 = source.listing.company, source.listing.source, source.sha256
    kind = screening.kind or source.listing.kind
    if seen_again(connection, touch, company, name, source.fetched, sha256, kind):
        return
    touch(company, SEEN + source.fetched)
    when = {"first": source.fetched, "last": source.fetched}
    _put(connection, tables.seen, {"company": company, "source": name, "sha256": sha256, "kind": kind, **when})


def seen_again(
    connection: Connection,
    touch: Touch,
    company: str,
    source: str,
    at: str,
    sha256: str | None = None,
    kind: str | None = None,
) -> bool:
    """Note that the source is still what it was when it was last seen; False where it was not seen, or is another."""
    known = tables.seen
    of_source = (known.c.company == company, known.c.source == source)
    then = select(known.c.last).where(*of_source, known.c.sha256 == sha256, known.c.first <= at, known.c.last >= at)
    if sha256 is not None and connection.execute(then).first() is not None:
        return True  # of a time that is known: what was archived then is screened
    latest = select(known).where(*of_source).order_by(known.c.last.desc(), known.c.first.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    if row is None or sha256 not in (None, row.sha256):
        return False
    same = (*of_source, known.c.first == row.first, known.c.sha256 == row.sha256)
    last = max(row.last, at)
    for moment in (row.last, last):
        touch(company, SEEN + moment)
    connection.execute(update(known).where(*same).values(last=last, kind=kind or row.kind))
    return True


# What reading a document says of its source.
_OF_READING = ("media_type", "pages", "pages_without_text", "kind", "language", "published", "title", "about")


def _put_source(connection: Connection, row: dict[str, object], rubric: str) -> None:
    """Put the source as it is now; what was read for other rubrics does not go where it fails for this one."""
    known, line = tables.sources, tables.ledger
    of_source = {"company": row["company"], "source": row["source"]}
    before = connection.execute(select(known).filter_by(**of_source)).mappings().one_or_none()
    if before is not None and before["document"] is not None and not row["pages"]:
        others = select(line.c.rubric).filter_by(**of_source, document=before["document"])
        if connection.execute(others.where(line.c.rubric != rubric)).first() is not None:
            if row["document"] is None:
                return
            if row["document"] == before["document"]:
                row |= {name: before[name] for name in _OF_READING}
    _put(connection, known, row)


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """Insert the row, or replace the one with the same key."""
    key = [column.name for column in table.primary_key]
    same = [table.c[name] == row[name] for name in key]
    changed = connection.execute(update(table).where(*same).values(row))
    if changed.rowcount == 0:
        connection.execute(insert(table).values(row))


def asked(listing: Listing) -> str:
    """What the researcher's list says about a source and a person corrected, in so far as screening depends on it."""
    told = [listing.kind, listing.published, listing.website, listing.url]
    return _mark(told) + _corrected_mark(listing.corrected)


def asked_so(listing: Listing, mark: str, listed: bool) -> bool:
    """Whether it was asked as the mark says; of what no list names now, whether it was corrected so."""
    told = asked(listing)
    return told == mark if listed else told.partition("+")[2] == mark.partition("+")[2]


def _corrected_mark(corrected: Corrected) -> str:
    """Nothing where nothing was corrected."""
    return "" if corrected == NOTHING_CORRECTED else f"+{_mark(list(astuple(corrected)))}"


def _mark(told: list[str | None]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _source_row(screening: Screening) -> dict[str, object]:
    source, reading = screening.source, screening.reading
    listing = source.listing
    document = reading.document if reading else None
    return {
        "company": listing.company,
        "source": listing.source,
        "location": listing.location,
        "url": listing.url or (listing.location if _is_url(listing.location) else None),
        "website": listing.website,
        "fetched": source.fetched,
        "answer": source.answer,
        "document": source.sha256,
        "media_type": document.media_type if document else source.media_type,
        "outcome": screening.outcome.value,
        "detail": screening.detail,
        "pages": reading.pages if reading else 0,
        "pages_without_text": reading.pages_without_text if reading else 0,
        "kind": screening.kind or listing.kind,
        "language": document.language if document else None,
        "published": listing.published or (document.published if document else None),
        "title": document.title if document else None,
        "about": pack_about(_about(document, screening) if document else About()),
    }


def _about(document: Document, screening: Screening) -> About:
    dated = document.dated
    return About(
        author=document.author,
        canonical_url=document.url,
        file_date=document.file_date,
        stated_date=dated.date if dated else None,
        stated_date_start=dated.start if dated else None,
        stated_date_end=dated.end if dated else None,
        kind_reason=screening.kind_reason,
        signed_off=screening.signed_off,
        words=len(document.text.split()),
        facts=document.facts,
        called=called(document, screening.source.listing.company),
    )


def _is_url(location: str) -> bool:
    return location.lower().startswith(("http://", "https://"))


def _ledger_row(screening: Screening) -> dict[str, object]:
    listing = screening.source.listing
    return {
        "company": listing.company,
        "source": listing.source,
        "rubric": screening.rubric,
        "document": screening.source.sha256,
        "asked": asked(listing),
        "rules_version": screening.rules_version,
        "outcome": screening.outcome.value,
        "searched": pack_searched(screening.searched) | pack_end(screening.detail, screening.limit),
    }


def _share_with_copies(connection: Connection, source: Source, rubric: str, touch: Touch) -> None:
    """Note for the copies of a document what was searched of it: they are not read, and may be saved before it."""
    known = tables.ledger
    same = (
        known.c.company == source.listing.company,
        known.c.rubric == rubric,
        known.c.document == source.sha256,
    )
    is_copy = known.c.outcome == Outcome.DUPLICATE.value
    originals = connection.execute(select(known.c.source, known.c.searched).where(*same, ~is_copy)).all()
    if not originals:
        return
    for copy in connection.execute(select(known.c.source).where(*same, is_copy)).scalars().all():
        touch(source.listing.company, SOURCE + copy)
    searched = without_end(min(originals, key=lambda row: row.source).searched)
    connection.execute(update(known).where(*same, is_copy).values(searched=searched))


def _put_document(connection: Connection, document: Document) -> int:
    """Store what the document was read as; the number of that reading."""
    known = tables.documents
    body = pack_document(document)
    mark = fingerprint(body)
    same = (known.c.sha256 == document.sha256, known.c.fingerprint == mark)
    connection.execute(update(known).where(known.c.sha256 == document.sha256).values(current=False))
    now = {"current": True, "read_by": READERS_VERSION}
    if connection.execute(update(known).where(*same).values(now)).rowcount == 0:
        row = {"sha256": document.sha256, "fingerprint": mark, "body": body, **now}
        connection.execute(insert(known).values(row))
    number: int = connection.execute(select(known.c.reading).where(*same)).scalar_one()
    return number


def _candidate_rows(
    of: Listing | Judged, evidence: Iterable[Evidence], rules_version: str, reading: int
) -> list[dict[str, object]]:
    """The candidates, each once; their offsets count in the reading of this number."""
    rows: dict[str, dict[str, object]] = {}
    for piece in evidence:
        name = candidate_id(of.company, piece)
        rows.setdefault(
            name,
            {
                "id": name,
                "company": of.company,
                "source": of.source,
                "document": piece.document,
                "reading": reading,
                "rubric": piece.rubric,
                "element": piece.element,
                "quote": piece.quote,
                "evidence": pack_evidence(piece),
                "rules_version": rules_version,
                "current": True,
            },
        )
    return list(rows.values())


def _replace_candidates(
    connection: Connection, touch: Touch, company: str, document: str, rubric: str, rows: list[dict[str, object]]
) -> None:
    """Put the new candidates of a document in the place of the old; decided ones that are gone stay."""
    known = tables.candidates
    of_document = (known.c.company == company, known.c.document == document, known.c.rubric == rubric)
    by_hand = known.c.found_by != ""
    note_when_they_came(connection, company, rubric, document, rows)
    _retire(connection, touch, company, [*of_document, ~by_hand], [str(row["id"]) for row in rows])
    connection.execute(update(known).where(*of_document, by_hand).values(current=True))  # its document is there
    if rows:
        found_again = delete(known).where(known.c.id == bindparam("name"))
        connection.execute(found_again, [{"name": row["id"]} for row in rows])
        connection.execute(insert(known), rows)
    _drop_unused_readings(connection, document)


def _retire(
    connection: Connection,
    touch: Touch,
    company: str,
    which: Sequence[ColumnElement[bool]],
    found_again: Iterable[str] = (),
) -> None:
    """Remove candidates; those on which a person decided, or that one found, stay, marked as not current."""
    note_that_they_went(connection, company, which, found_again, touch)
    known = tables.candidates
    log = tables.decisions
    touched = select(log.c.candidate).where(log.c.company == company, log.c.candidate.is_not(None))
    connection.execute(delete(known).where(*which, known.c.id.not_in(touched)))
    connection.execute(update(known).where(*which).values(current=False))


def _told_what_stays(connection: Connection, screening: Screening) -> str:
    """The detail; of what cannot be read, with a word on what was read of the same source before and stays."""
    source, detail = screening.source, screening.detail
    has_text = screening.reading is not None and screening.reading.document is not None
    if source.sha256 is None or screening.outcome is Outcome.DUPLICATE or (has_text and INSTEAD not in detail):
        return detail
    was, text = tables.seen.c, tables.documents.c
    of_source = (was.company == source.listing.company, was.source == source.listing.source)
    read = select(text.sha256).where(text.sha256 == was.sha256, text.current).exists()
    query = select(was.last).where(*of_source, was.sha256 != source.sha256, read).order_by(was.last.desc()).limit(1)
    last = connection.execute(query).scalar_one_or_none()
    return detail if last is None else f"{detail} What was read of it on {last[:10]} stays until then.".strip()


def _leading_to(connection: Connection, company: str, document: str) -> list[str]:
    """The sources of the company that have these bytes now."""
    line = tables.sources.c
    query = select(line.source).where(line.company == company, line.document == document)
    return sorted(connection.execute(query).scalars())


def not_replaced(connection: Connection, company: str) -> list[str]:
    """The sources in whose place nothing came that can be read: what was read from them before stays.

    They could not be fetched, what came gives no text, or it is a refusal, as "403"; so it is with copies of such.
    """
    line, text = tables.sources.c, tables.documents.c
    read = select(text.sha256).where(text.sha256 == line.document, text.current).exists()
    query = select(line.source, line.document, line.detail, read.label("read")).where(line.company == company)
    rows = connection.execute(query).all()
    refusals = {row.document for row in rows if INSTEAD in row.detail}
    return [row.source for row in rows if not row.read or row.document in refusals]


def _drop_replaced_documents(connection: Connection, company: str, source: str, touch: Touch) -> None:
    """Retire the candidates of what the source was, where no source of the company leads there any more."""
    kept = not_replaced(connection, company)
    if source in kept:
        return
    known, line, was = tables.candidates, tables.sources.c, tables.seen.c
    present = select(line.source).where(line.company == company, line.document == was.sha256)
    found = select(known.c.id).where(known.c.company == company, known.c.document == was.sha256, known.c.current)
    query = select(was.sha256).where(was.company == company, was.source == source, ~present.exists(), found.exists())
    gone = sorted(set(connection.execute(query).scalars()))
    of_company = (known.c.company == company, known.c.source.not_in(kept))
    for document in gone:
        touch(company, FOUND + document)
        _retire(connection, touch, company, [*of_company, known.c.document == document])


def _drop_unused_readings(connection: Connection, document: str) -> None:
    used = select(tables.candidates.c.reading).where(tables.candidates.c.document == document)
    known = tables.documents
    unused = (known.c.sha256 == document, known.c.current.is_(False), known.c.reading.not_in(used))
    gone = connection.execute(select(known.c.reading).where(*unused)).scalars().all()
    if gone:
        forget(connection, gone)
        connection.execute(delete(known).where(*unused))
