"""What a person found where the rules found nothing: a candidate, and the decision that made it, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select

from extractors.records import READ_BY_OCR, Document, Evidence, LeadIn, Outcome, PageBox, Span, Verdict
from extractors.scanned import sureness, told
from workspace import tables
from workspace.decisions import append_together
from workspace.packing import pack_evidence, unpack_document, unpack_evidence
from workspace.records import BY_HAND, BY_HAND_NOTE, Decision, Ruling, candidate_id, hand_id
from workspace.saves import FOUND, changing
from workspace.screened import not_replaced


def evidence_by_hand(
    document: Document,
    rubric: str,
    element: str,
    start: int,
    end: int,
    weak: bool = False,
    shows: tuple[str, ...] = (),
    lead_in: LeadIn | None = None,
    boxes: tuple[PageBox, ...] = (),
) -> Evidence:
    """The evidence that a person marked in a document: the words from `start` to `end`, showing these parts."""
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"The document has no words from {start} to {end}: it ends at {len(document.text)}.")
    recognised = sureness(document, [Span(start, end), *([Span(lead_in.start, lead_in.end)] if lead_in else [])])
    return Evidence(
        document=document.sha256,
        rubric=rubric,
        element=element,
        start=start,
        end=end,
        quote=document.text[start:end],
        page=next((page.number for page in document.pages if page.start <= start < page.end), 1),
        verdict=Verdict.WEAK if weak else Verdict.SUPPORTS,
        reason=None,
        explanation="Found by hand." if recognised is None else f"Found by hand. {told(recognised)}",
        rules=(),
        lead_in=lead_in,
        boxes=boxes,
        shows=shows,
        notes=(BY_HAND_NOTE,) if recognised is None else (BY_HAND_NOTE, READ_BY_OCR),
        recognised=recognised,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a person found: the evidence, the reading of the document in which it stands, and what is said of it."""

    evidence: Evidence
    reading: int
    decision: Decision
    last_seen: int | None = 0


def add(connection: Connection, found: Sequence[Found], others: Sequence[tuple[Decision, int | None]]) -> list[str]:
    """Add candidates with their decisions, inside the transaction that is open; see `Store.add_together`."""
    with changing(connection) as touch:
        for one in found:
            touch(one.decision.company, FOUND + one.evidence.document)
        named = [_added(connection, one) for one in found]
        lines = [*(line for _, line in named), *(decision for decision, _ in others)]
        seen = [*(one.last_seen for one in found), *(last_seen for _, last_seen in others)]
        append_together(connection, lines, seen)  # what it refuses takes the rows away again
    return [name for name, _ in named]


def _added(connection: Connection, found: Found) -> tuple[str, Decision]:
    """The candidate of what was found, put there unless it is there, and the line to add to the log."""
    evidence, reading, decision = found.evidence, found.reading, found.decision
    if decision.verdict not in (Ruling.SUPPORTS, Ruling.WEAK):
        raise ValueError(f"“{decision.verdict}” adds no evidence: say “supports” or “weak”.")
    company = decision.company
    source = _source_of(connection, company, evidence.document)
    _check_place(connection, evidence, reading)
    known = _found_already(connection, company, evidence)
    name = known or hand_id(company, evidence, decision.track)
    if known is None:
        _put(connection, name, source, reading, evidence, decision)
    line = replace(
        decision,
        rubric=evidence.rubric,
        element=evidence.element,
        candidate=name,
        document=evidence.document,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.quote,
    )
    return name, line


def _put(connection: Connection, name: str, source: str, reading: int, evidence: Evidence, decision: Decision) -> None:
    """The candidate's row; found again by hand, it shows what the later finder says that it shows."""
    known = tables.candidates
    first = connection.execute(select(known.c.found_by).where(known.c.id == name)).scalar_one_or_none()
    connection.execute(delete(known).where(known.c.id == name))
    row = {
        "id": name,
        "company": decision.company,
        "source": source,
        "document": evidence.document,
        "reading": reading,
        "rubric": evidence.rubric,
        "element": evidence.element,
        "quote": evidence.quote,
        "evidence": pack_evidence(evidence),
        "rules_version": BY_HAND,
        "current": True,
        "found_by": first or decision.who,
    }
    connection.execute(insert(known).values(row))


def _source_of(connection: Connection, company: str, document: str) -> str:
    """The source that has the document now, else one that had it when it could be read last: what was read stays."""
    known, was = tables.sources.c, tables.seen.c
    query = select(known.source).where(known.company == company, known.document == document)
    first = query.order_by(known.outcome == Outcome.DUPLICATE.value, known.source).limit(1)
    kept = not_replaced(connection, company)
    had = select(was.source).where(was.company == company, was.sha256 == document, was.source.in_(kept))
    found = (connection.execute(one).scalar() for one in (first, had.order_by(was.source).limit(1)))
    name: str | None = next((one for one in found if one is not None), None)
    if name is None:
        raise ValueError(f"“{company}” has no document {document[:12]}: screen it first.")
    return name


def _check_place(connection: Connection, evidence: Evidence, reading: int) -> None:
    known = tables.documents
    query = select(known.c.body).where(known.c.reading == reading, known.c.sha256 == evidence.document)
    body = connection.execute(query).scalar_one_or_none()
    text = unpack_document(body).text if body is not None else ""
    if not evidence.quote or text[evidence.start : evidence.end] != evidence.quote:
        raise ValueError("These words do not stand there in the document as it is read now: mark them again.")


def _found_already(connection: Connection, company: str, evidence: Evidence) -> str | None:
    """The candidate that the rules have of these very words, where it shows no less than the person says."""
    known = tables.candidates
    name = candidate_id(company, evidence)
    found = connection.execute(select(known).where(known.c.id == name, known.c.current)).one_or_none()
    if found is None or found.quote != evidence.quote:
        return None
    return name if set(evidence.shows) <= set(unpack_evidence(found.evidence).shows) else None
