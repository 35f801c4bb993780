"""The rows that Firmword exports: candidates, findings, scores and documents, field by field.

These fields are what other programs rely on: they keep their names and order, and new ones go to the end. A
row is made from the store's records and changes nothing in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from extractors.records import Fact, LeadIn, PageBox, Verdict
from findings.company import as_screened, in_kept_order
from findings.offers import offers_to
from findings.outcomes import hand_decisions
from findings.reworded import asked_then
from findings.shown import Statement, look_at
from reports.company import read_company
from rubric import Rubric
from rubric.model import Scoring
from rubric.scores import Truth
from workspace.records import About, Candidate, Decision, DocumentRow, decided_words
from workspace.store import Store

Table = Literal["candidates", "findings", "scores", "documents"]
TABLES: tuple[Table, ...] = get_args(Table)

Box = tuple[float, ...]  # page, x0, top, x1, bottom; points from the page's top left


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A lexicon rule that fired, and where in the document's text."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LeadInRow:
    """The words before a list that the quoted item completes."""

    start: int
    end: int
    quote: str
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A passage that may count as evidence for an element."""

    id: str
    company: str
    document: str
    source: str
    page: int
    start: int
    end: int
    quote: str
    lead_in: LeadInRow | None
    boxes: tuple[Box, ...]
    rubric: str
    element: str
    verdict: Verdict
    reason: str | None
    explanation: str
    rules: tuple[RuleRow, ...]
    rank: int
    decided: str | None
    shows: tuple[str, ...]
    notes: tuple[str, ...]
    current: bool  # False: kept because a person decided on it, though the present rules do not find it
    shown: bool = False  # whether the desk shows it by default
    other_places: int = 0  # how many other candidates of the element say the same
    same_as: str | None = None  # the candidate that stands for them; None: this one does
    sure: float | None = None  # how probable a model holds it that a person takes it for support; None without one
    recognised: float | None = None  # how sure text recognition is of its words; None for text that the file holds
    found_by: str | None = None  # who found it by hand; None: the rules did
    decided_by: str | None = None  # who said what `decided` says; this and the next two are None where nobody did
    decided_at: str | None = None
    decision_note: str | None = None  # "" where the decision has no note


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What is proposed and what was decided about an element."""

    company: str
    rubric: str
    element: str
    proposed: Truth
    decided: Truth
    basis: str
    evidence: tuple[str, ...]
    offered: tuple[str, ...]  # candidates confirmed under another rubric, through the crosswalk: not counted
    # The decision by hand in force, else the latest on the evidence from which `decided` follows; None without either.
    decided_by: str | None = None
    decided_at: str | None = None
    decision_note: str | None = None
    sector: str | None = None  # of the company, as the researcher's list names it
    asked_then: str | None = None  # what it asked when it was decided, where a rubric of one's own asks otherwise now


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An indicator's bounds: from decisions alone, and as if the proposals were decided.

    Points may have halves; stages are whole numbers, and are written as such but in Parquet, whose column is one of
    numbers with fractions.
    """

    company: str
    rubric: str
    indicator: str
    low: float
    high: float
    proposed_low: float
    proposed_high: float
    sector: str | None = None  # of the company


@dataclass(frozen=True, slots=True)
class ExportedDocument:
    """A source and what became of it."""

    company: str
    source: str
    url: str | None
    document: str | None
    media_type: str | None
    outcome: str
    detail: str
    pages: int
    pages_without_text: int
    kind: str | None
    language: str | None
    published: str | None
    fetched: str | None
    title: str | None = None
    author: str | None = None
    canonical_url: str | None = None
    file_date: str | None = None
    stated_date: str | None = None
    stated_date_start: int | None = None
    stated_date_end: int | None = None
    kind_reason: str | None = None
    signed_off: str | None = None
    words: int | None = None
    facts: tuple[Fact, ...] = ()  # what reading came upon: kind, pages, detail
    sector: str | None = None  # of the company
    year: int | None = None  # of `published`
    called: str | None = None  # on pages and in reports; "": by its file's name, None: read before this was kept
    missing: str | None = None  # how the newest run missed it
    missing_since: str | None = None
    last_seen: str | None = None  # of what is missing


Row = CandidateRow | FindingRow | ScoreRow | ExportedDocument
ROW_TYPES: dict[Table, type[Row]] = {
    "candidates": CandidateRow,
    "findings": FindingRow,
    "scores": ScoreRow,
    "documents": ExportedDocument,
}


def rubric_rows(store: Store, table: Table, company: str, rubric: Rubric) -> Iterator[Row]:
    """One company's candidates, findings or scores, in the rubric's order of elements, then by rank."""
    makers: dict[Table, Callable[[Store, str, Rubric], Iterator[Row]]] = {
        "candidates": candidate_rows,
        "findings": finding_rows,
        "scores": score_rows,
    }
    return makers[table](store, company, rubric)


def candidate_rows(store: Store, company: str, rubric: Rubric) -> Iterator[CandidateRow]:
    """The company's candidates in the order of the desk; `rank` counts over all elements of the rubric."""
    place = {element.id: number for number, element in enumerate(rubric.elements)}
    candidates = in_kept_order(store, rubric.name, store.candidates(company, rubric.name))
    candidates.sort(key=lambda one: (place.get(one.evidence.element, len(place)), one.rank))
    shown = look_at((one for one in candidates if one.evidence.element in place), store.documents(company))
    said = shown.stands_for()
    lines = decisions_on(candidates, store.decisions(company))
    return (_candidate_row(one, one in shown, said.get(one.id), lines.get(one.id)) for one in candidates)


def finding_rows(store: Store, company: str, rubric: Rubric) -> Iterator[FindingRow]:
    """What is proposed and decided about each element of the rubric, and what is offered to it."""
    offers = offers_to(store, company, rubric)
    state = read_company(store, company, rubric)
    by_hand = hand_decisions(rubric.name, state.decisions)
    lines = decisions_on(state.candidates, state.decisions)
    sector = store.sector_of(company)
    for finding in state.findings.values():
        rests_on = finding.evidence if finding.decided is not Truth.UNKNOWN else ()
        on_evidence = [lines[one] for one in rests_on if one in lines]
        hand = by_hand.get(finding.element) if finding.by_hand else None
        line = hand or max(on_evidence, key=lambda one: one.seq, default=None)
        yield FindingRow(
            company=finding.company,
            rubric=finding.rubric,
            element=finding.element,
            proposed=finding.proposed,
            decided=finding.decided,
            basis=finding.basis,
            evidence=finding.evidence,
            offered=tuple(
                offer.candidate.id for offer in offers if offer.element == finding.element and offer.candidate
            ),
            decided_by=line.who if line else None,
            decided_at=line.at if line else None,
            decision_note=line.note if line else None,
            sector=sector,
            asked_then=asked_then(state, state.rubric.element(finding.element)) or None,
        )


def score_rows(store: Store, company: str, rubric: Rubric) -> Iterator[ScoreRow]:
    """The bounds of each indicator of the rubric: points, or for a topic the highest stage with public evidence."""
    sector = store.sector_of(company)
    figure = int if rubric.scoring is Scoring.STAGES else float  # there is no half of a stage
    for score in read_company(store, company, rubric).scores.values():
        yield ScoreRow(
            company=score.company,
            rubric=score.rubric,
            indicator=score.indicator,
            low=figure(score.decided.low),
            high=figure(score.decided.high),
            proposed_low=figure(score.proposed.low),
            proposed_high=figure(score.proposed.high),
            sector=sector,
        )


def document_rows(store: Store, company: str, rubric: str | None = None) -> Iterator[ExportedDocument]:
    """The company's sources and what became of each: for the rubric, or without one when each was last screened."""
    sector = store.sector_of(company)
    known = store.documents(company, rubric)
    return (_document_row(row, sector) for row in (known if rubric is None else as_screened(known, rubric)))


def year_of(published: str | None) -> int | None:
    """The year of an ISO date, month or year; None without one."""
    year = (published or "")[:4]
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None


def decisions_on(candidates: Iterable[Candidate], decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decision in force on each candidate that has one: the latest on its words that says what is decided."""
    latest = {(line.candidate, decided_words(line.quote), line.verdict): line for line in decisions if line.candidate}
    decided = [(one.id, decided_words(one.evidence.quote), one.decided) for one in candidates if one.decided]
    return {key[0]: latest[key] for key in decided if key in latest}


def _candidate_row(
    candidate: Candidate, shown: bool, said: Statement | None, decision: Decision | None
) -> CandidateRow:
    evidence = candidate.evidence
    lead_in = evidence.lead_in
    return CandidateRow(
        id=candidate.id,
        company=candidate.company,
        document=evidence.document,
        source=candidate.source,
        page=evidence.page,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.quote,
        lead_in=None if lead_in is None else _lead_in_row(lead_in),
        boxes=_boxes(evidence.boxes),
        rubric=evidence.rubric,
        element=evidence.element,
        verdict=evidence.verdict,
        reason=evidence.reason,
        explanation=evidence.explanation,
        rules=tuple(RuleRow(hit.rule, hit.start, hit.end) for hit in evidence.rules),
        rank=candidate.rank,
        decided=candidate.decided,
        shows=evidence.shows,
        notes=evidence.notes,
        current=candidate.current,
        shown=shown,
        other_places=len(said.others) if said else 0,
        same_as=said.first.id if said and said.first.id != candidate.id else None,
        sure=evidence.sure,
        recognised=evidence.recognised,
        found_by=candidate.found_by or None,
        decided_by=decision.who if decision else None,
        decided_at=decision.at if decision else None,
        decision_note=decision.note if decision else None,
    )


def _lead_in_row(lead_in: LeadIn) -> LeadInRow:
    return LeadInRow(lead_in.start, lead_in.end, lead_in.quote, lead_in.page, _boxes(lead_in.boxes))


def _boxes(boxes: tuple[PageBox, ...]) -> tuple[Box, ...]:
    return tuple((box.page, box.x0, box.top, box.x1, box.bottom) for box in boxes)


def _about(about: About) -> dict[str, Any]:
    """What a document says of itself, field by field; its facts stay records."""
    return {one.name: getattr(about, one.name) for one in fields(About)}


def _document_row(row: DocumentRow, sector: str | None) -> ExportedDocument:
    return ExportedDocument(
        company=row.company,
        source=row.source,
        url=row.url,
        document=row.document,
        media_type=row.media_type,
        outcome=row.outcome,
        detail=row.detail,
        pages=row.pages,
        pages_without_text=row.pages_without_text,
        kind=row.kind,
        language=row.language,
        published=row.published,
        fetched=row.fetched,
        title=row.title,
        **_about(row.about),
        sector=sector,
        year=year_of(row.published),
        missing=row.missing.how if row.missing else None,
        missing_since=row.missing.since if row.missing else None,
        last_seen=(row.missing.last or None) if row.missing else None,
    )
