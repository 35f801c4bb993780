"""A quote to work on: trimmed, split, moved to another element, or rejected wherever it stands; records and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.records import Document, Page, Span
from findings.company import CompanyState
from review import words
from review.chosen import last_line
from review.element_pages import Told, goes_with
from review.pages import environment, link
from review.reading_pages import Draft, TextBlock, Way, text_of, told_of
from rubric.model import Element
from workspace.records import Candidate, Decision, DocumentRow, Ruling

AROUND = 2  # blocks before and after the quote, so that it can be widened as well


@dataclass(frozen=True, slots=True)
class Halves:
    """The two quotes into which one is split, as the form has them."""

    first: str = ""
    second: str = ""
    first_shows: tuple[str, ...] = ()
    second_shows: tuple[str, ...] = ()
    cut: int | None = None  # where in the document the first ends, where it was selected


@dataclass(frozen=True, slots=True)
class Touched:
    """The open candidates of one company that say the same of the element, each with the last line on it."""

    company: str
    candidates: tuple[tuple[Candidate, int], ...]


@dataclass(frozen=True, slots=True)
class PassageView:
    """Everything on the page of a quote to work on."""

    state: CompanyState
    candidate: Candidate
    element: Element
    worth: Ruling  # what both quotes are of which it is split
    row: DocumentRow | None
    blocks: tuple[TextBlock, ...]
    history: tuple[Decision, ...]
    told: Told
    trimmed: Draft
    halves: Halves
    to: Element | None  # to which it is to be moved
    moved: Draft
    touched: tuple[Touched, ...] | None  # None: nobody asked yet what else says the same
    others: tuple[Candidate, ...] = ()  # the statement's other places, in which the same is done
    apart: tuple[Candidate, ...] = ()  # those that are left as a person decided on them, or as they were found before
    said_there: tuple[Decision, ...] = ()  # what holds of these very words for the element to which they would move

    @property
    def seen(self) -> int:
        """The last line of the log that the page shows."""
        return last_line(self.state)

    @property
    def way(self) -> Way:
        """The addresses around it."""
        evidence = self.candidate.evidence
        return Way(self.state.company, evidence.document, self.element.id, "", self.candidate.id, self.state.in_address)

    @property
    def address(self) -> str:
        """The page's own address."""
        return words.passage_link(self.state.company, self.candidate.id, self.state.in_address)

    @property
    def everywhere(self) -> str:
        """The address that shows what rejecting the wording everywhere would touch."""
        to = self.to.id if self.to else ""
        return words.passage_link(self.state.company, self.candidate.id, self.state.in_address, everywhere="1", to=to)

    def place(self, one: Candidate) -> tuple[str, str]:
        """The address of another place on its card, and what is proposed or decided of it."""
        return link(self.state, self.element.id, one.id), told_of(one, self.state.blind)

    @property
    def title(self) -> str:
        """The document's."""
        return words.document_title(self.row) if self.row else words.document_name(self.candidate.source)

    @property
    def proposed(self) -> str:
        """What is proposed or decided of it."""
        return told_of(self.candidate, self.state.blind)


@dataclass(frozen=True, slots=True)
class Rejected:
    """What one press rejected in one company, or why it did not."""

    company: str
    lines: tuple[int, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class RejectedView:
    """Everything on the page that tells what was rejected everywhere."""

    state: CompanyState
    candidate: Candidate
    rejected: tuple[Rejected, ...]
    told: Told


def others_of(state: CompanyState, candidate: Candidate) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """The statement's other places: those that a decision on this one covers, and those that it leaves as they are."""
    same = state.shown.same_as(candidate)
    covered = tuple(one for one in same if one.current and goes_with(one, candidate))
    return covered, tuple(one for one in same if one not in covered)


def said_of(state: CompanyState, element: Element, places: Iterable[Candidate]) -> tuple[Decision, ...]:
    """What holds for an element of the words that stand in these places, wherever nobody took it back."""
    about = {(one.evidence.document, one.evidence.start, one.evidence.end) for one in places}
    last = {
        line.candidate: line
        for line in state.decisions
        if line.element == element.id and (line.document, line.start, line.end) in about
    }
    return tuple(line for line in last.values() if line.verdict is not Ruling.OPEN)


def blocks_around(document: Document, candidate: Candidate) -> tuple[TextBlock, ...]:
    """The text around the quote, with the quote marked."""
    span = around(document, candidate)
    page = Page(candidate.evidence.page, span.start, span.end)
    return text_of(document, page, [candidate], candidate.evidence.element, (), candidate.evidence.start)


def around(document: Document, candidate: Candidate) -> Span:
    """The blocks of the quote with some before and after."""
    evidence = candidate.evidence
    places = [
        place
        for place, block in enumerate(document.blocks)
        if block.start < evidence.end and evidence.start < block.end
    ]
    if not places:
        return Span(evidence.start, evidence.end)
    first, last = max(0, places[0] - AROUND), min(len(document.blocks) - 1, places[-1] + AROUND)
    return Span(document.blocks[first].start, document.blocks[last].end)


def touched(found: Iterable[Candidate], decisions: Sequence[Decision]) -> tuple[Touched, ...]:
    """The candidates by company, each with the last line of the log on it."""
    last = {(line.company, line.candidate): line.seq for line in decisions}
    by_company: dict[str, list[tuple[Candidate, int]]] = {}
    for one in found:
        by_company.setdefault(one.company, []).append((one, last.get((one.company, one.id), 0)))
    return tuple(Touched(company, tuple(some)) for company, some in sorted(by_company.items()))


def passage_html(view: PassageView) -> str:
    """The page of a quote to work on."""
    told = view.told
    template = environment().get_template("reading_passage.html")
    return template.render(view=view, reviewer=told.reviewer, switch=told.switch)


def rejected_html(view: RejectedView) -> str:
    """What was rejected everywhere, by company."""
    told = view.told
    template = environment().get_template("reading_rejected.html")
    return template.render(view=view, reviewer=told.reviewer, switch=told.switch)
