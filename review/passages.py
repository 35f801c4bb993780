"""Statements as a card lists them, and a passage in its document, as records."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from extractors.records import Document, Evidence, Page, PageBox, Span
from findings.beside import beside
from findings.company import CompanyState
from findings.shown import Statement
from review import words
from review.marking import Excerpt, Piece, excerpt, pieces, rule_marks
from review.pages import link
from workspace.records import Candidate, Decision, DocumentRow


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate, and how one speaks of the place where it stands."""

    candidate: Candidate
    title: str  # of the document
    published: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement as the card lists it."""

    said: Statement
    place: Placed  # that stands for all, or that is looked at
    number: int  # 1..n within the element
    lead_in: tuple[Piece, ...]
    quote: tuple[Piece, ...]
    copies: tuple[Placed, ...]  # where else it stands, the newest first

    @property
    def candidate(self) -> Candidate:
        """The candidate of the place."""
        return self.place.candidate


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF with the boxes to lay over it."""

    image: str  # its address
    page: Page
    quote: tuple[PageBox, ...]
    lead_in: tuple[PageBox, ...]


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule of the lexicons and the words on which it fired."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage in its document, with all that is said of it."""

    candidate: Candidate
    document: DocumentRow | None
    title: str
    under: str  # the headings above it
    sheets: tuple[Sheet, ...]
    excerpt: Excerpt
    fired: tuple[FiredRule, ...]
    history: tuple[Decision, ...]
    link: str | None  # where the public finds the document
    beside: tuple[str, ...]  # what reading came upon on its pages


def shown_statement(state: CompanyState, said: Statement, number: int, looked: Candidate | None) -> ShownStatement:
    """A statement at the place that is looked at, else at the one that stands for all."""
    at = next((one for one in said.places if looked and one.id == looked.id), said.first)
    evidence = at.evidence
    return ShownStatement(
        said=said,
        place=_placed(state, at),
        number=number,
        lead_in=_marked(evidence.lead_in.quote, evidence.lead_in.start, evidence) if evidence.lead_in else (),
        quote=_marked(evidence.quote, evidence.start, evidence),
        copies=tuple(_placed(state, one) for one in said.places if one.id != at.id),
    )


def _marked(text: str, start: int, evidence: Evidence) -> tuple[Piece, ...]:
    """A quote cut at the words on which rules fired; it is the document's text from `start`."""
    marks = (mark.moved(-start) for mark in rule_marks(evidence))
    return pieces(text, Span(0, len(text)), marks)


def _placed(state: CompanyState, one: Candidate) -> Placed:
    row = state.row_of(one)
    title = words.document_title(row) if row else words.document_name(one.source)
    return Placed(one, title, (row.published if row else None) or "", link(state, one.evidence.element, one.id))


def shown_passage(state: CompanyState, candidate: Candidate, document: Document) -> ShownPassage:
    """A candidate's passage in its document."""
    evidence = candidate.evidence
    row = state.row_of(candidate)
    section = _section(document, evidence.start)
    title = words.document_title(row) if row else words.document_name(candidate.source)
    return ShownPassage(
        candidate=candidate,
        document=row,
        title=title,
        under=" › ".join(heading for heading in section if heading != title),
        sheets=_sheets(document, candidate),
        excerpt=excerpt(document, evidence),
        fired=tuple(FiredRule(hit.rule, document.text[hit.start : hit.end]) for hit in evidence.rules),
        history=state.history(evidence.element, candidate.id),
        link=words.public_link(row.url) if row else None,
        beside=beside(document, row.search if row else None, evidence),
    )


def _section(document: Document, start: int) -> tuple[str, ...]:
    return next((block.section for block in document.blocks if block.start <= start < block.end), ())


def _sheets(document: Document, candidate: Candidate) -> tuple[Sheet, ...]:
    """The pages that hold the quote and its lead-in; none where a document has no pages of a size."""
    evidence = candidate.evidence
    lead_in = evidence.lead_in.boxes if evidence.lead_in else ()
    numbers = {evidence.page} | {box.page for box in chain(evidence.boxes, lead_in)}
    return tuple(
        Sheet(
            image=f"/page/{document.sha256}/{page.number}.png",
            page=page,
            quote=tuple(box for box in evidence.boxes if box.page == page.number),
            lead_in=tuple(box for box in lead_in if box.page == page.number),
        )
        for page in document.pages
        if page.number in numbers and page.width > 0 and page.height > 0
    )
