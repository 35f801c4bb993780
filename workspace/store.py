"""The store of a workspace: what was screened and found, and the log of what people decided.

`firmword.db` holds the state of each source as it was last screened, and the decision log. The first is
replaced, one document a transaction, whenever a document is screened again; the second only grows, and
each of its rows carries the digest of the row before, so that a change made behind the program's back
shows. Whatever a person decided on is kept even when newer rules no longer find it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from extractors.rank import order
from extractors.records import Document, Listing, Outcome, Source
from workspace import tables
from workspace.database import StoreError, open_database, read_transaction, write_transaction
from workspace.packing import (
    fingerprint,
    pack_document,
    pack_evidence,
    pack_searched,
    unpack_document,
    unpack_evidence,
    unpack_searched,
)
from workspace.records import (
    CANDIDATE_RULINGS,
    ELEMENT_RULINGS,
    About,
    Candidate,
    Decision,
    DocumentRow,
    Ruling,
    Screening,
    candidate_id,
)

__all__ = [
    "Candidate",
    "Decision",
    "DocumentRow",
    "Ruling",
    "StaleDecision",
    "Store",
    "StoreError",
    "candidate_id",
    "open_store",
]


class StaleDecision(Exception):
    """Someone decided the same thing since the page was made; nothing was saved."""

    def __init__(self, latest: Decision | None) -> None:
        self.latest = latest
        said = f"{latest.who} decided “{latest.verdict}” at {latest.at}" if latest else "it was not decided"
        super().__init__(f"Not saved: meanwhile {said}. Look at it again, then decide.")


def open_store(workspace: Path) -> Store:
    """Open the workspace's store; the folder and the tables are made when they are not there.

    Raises StoreError, which names the file and the cure.
    """
    return Store(open_database(workspace), workspace)


class Store:
    """The workspace's tables. Threads may share it; each process opens its own."""

    def __init__(self, engine: Engine, workspace: Path) -> None:
        self._engine = engine
        self.workspace = workspace

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    # -- what was screened

    def finished(
        self, listing: Listing, rules_version: str, rubric: str | None = None, sha256: str | None = None
    ) -> bool:
        """Is the present state of this source the one that these rules give, so that nothing is to do?

        `rules_version` names the version of readers, lexicons and rubric. Give `rubric` when two rubrics
        could share a version. Give `sha256` when the bytes are known (a local file): other bytes than
        those last screened are not finished; without it, what was fetched last counts. A source that
        could not be fetched is never finished, nor one whose kind, date or address in the list changed.
        """
        known = tables.ledger
        query = select(known.c.rubric).where(
            known.c.company == listing.company,
            known.c.source == listing.source,
            known.c.rules_version == rules_version,
            known.c.asked == _asked(listing),
            known.c.outcome != Outcome.NOT_FETCHED.value,
        )
        if rubric is not None:
            query = query.where(known.c.rubric == rubric)
        if sha256 is not None:
            query = query.where(known.c.document == sha256)
        with read_transaction(self._engine) as connection:
            return connection.execute(query.limit(1)).first() is not None

    def save_screening(self, screening: Screening) -> None:
        """Save all that screening one source gave, in one transaction: all of it or nothing.

        Saving the same again changes nothing. A copy counts as searched in so far as its original was.
        """
        source, rubric = screening.source, screening.rubric
        company = source.listing.company
        document = screening.reading.document if screening.reading else None
        with write_transaction(self._engine) as connection:
            _put(connection, tables.sources, _source_row(screening))
            if document is not None:
                rows = _candidate_rows(screening, _put_document(connection, document))
                _replace_candidates(connection, company, document.sha256, rubric, rows)
            elif source.sha256 is not None and screening.outcome is not Outcome.DUPLICATE:
                _replace_candidates(connection, company, source.sha256, rubric, [])
            if source.sha256 is not None:
                _drop_replaced_documents(connection, company)
            _put(connection, tables.ledger, _ledger_row(screening))
            _share_with_copies(connection, source, rubric)

    def companies(self, rubric: str | None = None) -> list[str]:
        """The names of all companies with a source, or of those screened by a rubric, sorted."""
        query = select(tables.sources.c.company).distinct()
        if rubric is not None:
            query = select(tables.ledger.c.company).where(tables.ledger.c.rubric == rubric).distinct()
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def screened(self, company: str, rubric: str) -> dict[str, str]:
        """The company's sources that were screened by the rubric, each with the version of the rules then."""
        known = tables.ledger.c
        query = select(known.source, known.rules_version).where(known.company == company, known.rubric == rubric)
        with read_transaction(self._engine) as connection:
            return {row.source: row.rules_version for row in connection.execute(query)}

    def rubrics(self, company: str | None = None) -> list[str]:
        """The rubrics by which anything was screened, sorted."""
        query = select(tables.ledger.c.rubric).distinct()
        if company is not None:
            query = query.where(tables.ledger.c.company == company)
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def documents(self, company: str | None = None, rubric: str | None = None) -> list[DocumentRow]:
        """One row for each source, sorted by company and source.

        With a rubric, each row tells what was searched of the document for it.
        """
        with read_transaction(self._engine) as connection:
            rows = connection.execute(_of_company(tables.sources, company)).all()
            searches = _searches(connection, company, rubric)
        originals = {row.document: row for row in rows if row.outcome != Outcome.DUPLICATE.value}
        found = (_document_row(row, originals, searches.get((row.company, row.source))) for row in rows)
        return sorted(found, key=lambda row: (row.company, row.source))

    def document(self, sha256: str) -> Document | None:
        """The document as it was last read, None when it was never read."""
        with read_transaction(self._engine) as connection:
            query = select(tables.documents.c.body).where(tables.documents.c.sha256 == sha256)
            body = connection.execute(query.where(tables.documents.c.current)).scalar_one_or_none()
        return None if body is None else unpack_document(body)

    def document_of(self, candidate: Candidate) -> Document:
        """The document in the very reading in which the candidate's offsets count."""
        query = select(tables.documents.c.body).where(tables.documents.c.reading == candidate.reading)
        with read_transaction(self._engine) as connection:
            return unpack_document(connection.execute(query).scalar_one())

    # -- what was found

    def candidates(self, company: str | None = None, rubric: str | None = None) -> list[Candidate]:
        """All candidates with rank and decision, sorted by company, rubric and rank."""
        query = _of_company(tables.candidates, company)
        if rubric is not None:
            query = query.where(tables.candidates.c.rubric == rubric)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query).all()
            log = _log(connection, company)
            names = _source_names(connection, company)
        decided = {(line.candidate, line.quote): line.verdict for line in log if line.candidate}
        found = [_candidate(row, names, decided) for row in rows]
        return sorted(_ranked(found), key=lambda one: (one.company, one.evidence.rubric, one.rank))

    # -- what was decided

    def decide(self, decision: Decision, last_seen: int | None = None) -> int:
        """Add a line to the decision log and return its number.

        `last_seen` is the number of the latest decision on the same candidate (or, by hand, the same
        element) that the person saw, 0 for none: when there is a later one, StaleDecision is raised and
        nothing is saved. None: no such check. Raises ValueError for a verdict that does not fit.
        """
        allowed = ELEMENT_RULINGS if decision.candidate is None else CANDIDATE_RULINGS
        if decision.verdict not in allowed:
            about = "an element" if decision.candidate is None else "a candidate"
            raise ValueError(f"“{decision.verdict}” is no decision about {about}: use one of {sorted(allowed)}.")
        with write_transaction(self._engine) as connection:
            if last_seen is not None:
                latest = _latest_on(connection, decision)
                if (latest.seq if latest else 0) != last_seen:
                    raise StaleDecision(latest)
            return _append(connection, decision)

    def decisions(self, company: str | None = None) -> list[Decision]:
        """The decision log in its order, of one company or of all."""
        with read_transaction(self._engine) as connection:
            return _log(connection, company)

    def check_log(self) -> list[str]:
        """What does not hold in the decision log: one sentence a fault, none when it is whole."""
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(tables.decisions).order_by(tables.decisions.c.seq)).all()
            end = connection.execute(select(tables.log_end)).one_or_none()
        faults = []
        previous, expected = "", 1
        for row in rows:
            if row.seq != expected:
                faults.append(f"Decision {expected} is missing: the log goes on with {row.seq}.")
            if row.previous != previous:
                faults.append(f"Decision {row.seq} does not follow the decision before it.")
            if row.digest != _digest(_decision(row), row.previous):
                faults.append(f"Decision {row.seq} was changed after it was made.")
            previous, expected = row.digest, row.seq + 1
        if end is None or (end.seq, end.digest) != (expected - 1, previous):
            faults.append(f"The log ends at decision {expected - 1}, which is not where its last entry was made.")
        return faults


# -- rows and records


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """Insert the row, or replace the one with the same key."""
    key = [column.name for column in table.primary_key]
    same = [table.c[name] == row[name] for name in key]
    changed = connection.execute(update(table).where(*same).values(row))
    if changed.rowcount == 0:
        connection.execute(insert(table).values(row))


def _asked(listing: Listing) -> str:
    """What the researcher's list says about a source, in so far as screening depends on it."""
    told = [listing.kind, listing.published, listing.website, listing.url]
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
        "about": asdict(_about(document, screening) if document else About()),
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
        "asked": _asked(listing),
        "rules_version": screening.rules_version,
        "outcome": screening.outcome.value,
        "searched": pack_searched(screening.searched),
    }


def _share_with_copies(connection: Connection, source: Source, rubric: str) -> None:
    """Note for the copies of a document what was searched of it: they are not read, and may be saved before it."""
    known = tables.ledger
    same = (
        known.c.company == source.listing.company,
        known.c.rubric == rubric,
        known.c.document == source.sha256,
    )
    is_copy = known.c.outcome == Outcome.DUPLICATE.value
    original = connection.execute(select(known.c.searched).where(*same, ~is_copy).limit(1)).scalar_one_or_none()
    if original is not None:
        connection.execute(update(known).where(*same, is_copy).values(searched=original))


def _put_document(connection: Connection, document: Document) -> int:
    """Store what the document was read as; the number of that reading."""
    known = tables.documents
    body = pack_document(document)
    mark = fingerprint(body)
    same = (known.c.sha256 == document.sha256, known.c.fingerprint == mark)
    connection.execute(update(known).where(known.c.sha256 == document.sha256).values(current=False))
    if connection.execute(update(known).where(*same).values(current=True)).rowcount == 0:
        row = {"sha256": document.sha256, "fingerprint": mark, "current": True, "body": body}
        connection.execute(insert(known).values(row))
    number: int = connection.execute(select(known.c.reading).where(*same)).scalar_one()
    return number


def _candidate_rows(screening: Screening, reading: int) -> list[dict[str, object]]:
    """The candidates, each once; their offsets count in the reading of this number."""
    listing = screening.source.listing
    rows: dict[str, dict[str, object]] = {}
    for piece in screening.evidence:
        name = candidate_id(listing.company, piece)
        rows.setdefault(
            name,
            {
                "id": name,
                "company": listing.company,
                "source": listing.source,
                "document": piece.document,
                "reading": reading,
                "rubric": piece.rubric,
                "element": piece.element,
                "quote": piece.quote,
                "evidence": pack_evidence(piece),
                "rules_version": screening.rules_version,
                "current": True,
            },
        )
    return list(rows.values())


def _replace_candidates(
    connection: Connection, company: str, document: str, rubric: str, rows: list[dict[str, object]]
) -> None:
    """Put the new candidates of a document in the place of the old; decided ones that are gone stay."""
    known = tables.candidates
    of_document = (known.c.company == company, known.c.document == document, known.c.rubric == rubric)
    _retire(connection, company, *of_document)
    if rows:
        found_again = delete(known).where(known.c.id == bindparam("name"))
        connection.execute(found_again, [{"name": row["id"]} for row in rows])
        connection.execute(insert(known), rows)
    _drop_unused_readings(connection, document)


def _retire(connection: Connection, company: str, *which: ColumnElement[bool]) -> None:
    """Remove candidates; those on which a person decided stay, marked as not current."""
    known = tables.candidates
    log = tables.decisions
    touched = select(log.c.candidate).where(log.c.company == company, log.c.candidate.is_not(None))
    connection.execute(delete(known).where(*which, known.c.id.not_in(touched)))
    connection.execute(update(known).where(*which).values(current=False))


def _drop_replaced_documents(connection: Connection, company: str) -> None:
    """Retire the candidates of documents that no source of the company leads to any more."""
    known = tables.candidates
    present = select(tables.sources.c.document).where(
        tables.sources.c.company == company, tables.sources.c.document.is_not(None)
    )
    unreached = select(tables.sources.c.source).where(
        tables.sources.c.company == company, tables.sources.c.document.is_(None)
    )
    # A source that could not be fetched this time has not changed: what was read from it stays.
    gone = (known.c.company == company, known.c.document.not_in(present), known.c.source.not_in(unreached))
    _retire(connection, company, *gone)


def _drop_unused_readings(connection: Connection, document: str) -> None:
    used = select(tables.candidates.c.reading).where(tables.candidates.c.document == document)
    known = tables.documents
    unused = (known.c.sha256 == document, known.c.current.is_(False), known.c.reading.not_in(used))
    connection.execute(delete(known).where(*unused))


def _of_company(table: Table, company: str | None) -> Select[tuple[object, ...]]:
    return select(table) if company is None else select(table).where(table.c.company == company)


def _searches(
    connection: Connection, company: str | None, rubric: str | None
) -> dict[tuple[str, str], Row[tuple[object, ...]]]:
    """The ledger's line on each source under a rubric."""
    if rubric is None:
        return {}
    query = _of_company(tables.ledger, company).where(tables.ledger.c.rubric == rubric)
    return {(row.company, row.source): row for row in connection.execute(query)}


def _document_row(
    row: Row[tuple[object, ...]], originals: dict[str, Row[tuple[object, ...]]], line: Row[tuple[object, ...]] | None
) -> DocumentRow:
    # A duplicate was not read again: what the reading says is said by the row of the original.
    read = originals.get(row.document, row) if row.outcome == Outcome.DUPLICATE.value else row
    # Other bytes than the ledger names were since received for another rubric: they were not searched for this one.
    same = line is not None and (row.document is None or row.document == line.document)
    return DocumentRow(
        company=row.company,
        source=row.source,
        url=row.url,
        document=row.document,
        media_type=row.media_type or read.media_type,
        outcome=Outcome(row.outcome),
        detail=row.detail,
        pages=read.pages,
        pages_without_text=read.pages_without_text,
        kind=row.kind or read.kind,
        language=row.language or read.language,
        published=row.published or read.published,
        fetched=row.fetched,
        title=row.title or read.title,
        about=About(**(read.about or {})),
        search=unpack_searched(line.searched) if line is not None and same else None,
    )


def _source_names(connection: Connection, company: str | None) -> dict[tuple[str, str], str]:
    """The source under which each document is reported: of several with the same bytes, the one read."""
    rows = connection.execute(_of_company(tables.sources, company)).all()
    names: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: (row.outcome == Outcome.DUPLICATE.value, row.source)):
        names.setdefault((row.company, row.document), row.source)
    return names


def _candidate(
    row: Row[tuple[object, ...]],
    names: dict[tuple[str, str], str],
    decided: dict[tuple[str, str | None], Ruling],
) -> Candidate:
    # A decision belongs to the words on which it was made: other words are undecided.
    ruling = decided.get((row.id, row.quote))
    return Candidate(
        id=row.id,
        company=row.company,
        source=names.get((row.company, row.document), row.source),
        evidence=unpack_evidence(row.evidence),
        rank=0,
        decided=None if ruling is Ruling.OPEN else ruling,
        current=row.current,
        rules_version=row.rules_version,
        reading=row.reading,
    )


def _ranked(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with their ranks, counted anew for each company and rubric."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in found:
        groups.setdefault((candidate.company, candidate.evidence.rubric), []).append(candidate)
    ranked = []
    for group in groups.values():
        current = _in_order([one for one in group if one.current])
        kept = _in_order([one for one in group if not one.current])
        ranked += [replace(one, rank=rank) for rank, one in enumerate(current + kept, start=1)]
    return ranked


def _in_order(group: list[Candidate]) -> list[Candidate]:
    # By id first, so that the order never depends on which document was saved first.
    by_id = sorted(group, key=lambda one: one.id)
    return [by_id[place] for place in order([one.evidence for one in by_id])]


# -- the log


def _append(connection: Connection, decision: Decision) -> int:
    end = connection.execute(select(tables.log_end)).one()
    line = replace(decision, seq=end.seq + 1)
    digest = _digest(line, end.digest)
    row = asdict(line) | {"verdict": line.verdict.value, "previous": end.digest, "digest": digest}
    connection.execute(insert(tables.decisions).values(row))
    connection.execute(update(tables.log_end).values(seq=line.seq, digest=digest))
    return line.seq


def _digest(decision: Decision, previous: str) -> str:
    line = json.dumps([previous, asdict(decision)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(line.encode("ascii")).hexdigest()


def _latest_on(connection: Connection, decision: Decision) -> Decision | None:
    log = tables.decisions
    query = select(log).where(
        log.c.company == decision.company,
        log.c.rubric == decision.rubric,
        log.c.element == decision.element,
        log.c.candidate.is_(None) if decision.candidate is None else log.c.candidate == decision.candidate,
    )
    row = connection.execute(query.order_by(log.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else _decision(row)


def _log(connection: Connection, company: str | None) -> list[Decision]:
    query = _of_company(tables.decisions, company).order_by(tables.decisions.c.seq)
    return [_decision(row) for row in connection.execute(query)]


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        company=row.company,
        rubric=row.rubric,
        element=row.element,
        candidate=row.candidate,
        verdict=Ruling(row.verdict),
        note=row.note,
        who=row.who,
        at=row.at,
        document=row.document,
        start=row.start,
        end=row.end,
        quote=row.quote,
        rubric_version=row.rubric_version,
        rules_version=row.rules_version,
        seq=row.seq,
    )
