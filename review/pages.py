"""The review's pages: what each shows, as records, and their HTML, from the templates beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extractors.records import Document, Page, PageBox, Role, Span
from findings.checked import Checked
from findings.company import CompanyState, is_open, last_own_decision, still_missing
from findings.queue import advice_on, element_after, open_in_order, review_order
from forms import TRUTHS, counted, spaced
from review import words
from review.marking import Excerpt, Piece, excerpt, pieces, rule_marks
from rubric.journey import journey
from rubric.model import Element, Indicator, Rubric, Scoring
from rubric.scores import Bounds, Finding, Score, Truth
from rubric.words import note_label, reason_label
from workspace.records import Candidate, Decision, DocumentRow, Ruling

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the workspace's rubrics, in the switch at the top of a page."""

    name: str
    title: str
    address: str
    chosen: bool


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
    """A candidate as the page shows it."""

    candidate: Candidate
    number: int  # 1..n within the element
    document: DocumentRow | None
    section: tuple[str, ...]
    lead_in: tuple[Piece, ...]
    quote: tuple[Piece, ...]
    sheets: tuple[Sheet, ...]
    excerpt: Excerpt
    fired: tuple[FiredRule, ...]
    history: tuple[Decision, ...]
    same: tuple[Candidate, ...]  # what says the same elsewhere
    seen: int
    link: str | None


@dataclass(frozen=True, slots=True)
class ElementView:
    """Everything on an element's page."""

    state: CompanyState
    indicator: Indicator
    element: Element
    finding: Finding
    candidates: tuple[Candidate, ...]  # those shown by default first
    weaker: int  # how many of them, the last, are one step away
    repeats: int  # ... how many of these say what one that is shown says
    passage: ShownPassage | None
    address: str
    previous: str | None
    next: str | None
    next_element: Element | None
    next_open: Candidate | None
    missing: tuple[str, ...]
    by_hand: tuple[Decision, ...]
    seen_element: int
    undo: Decision | None
    seen_undo: int
    reviewer: str
    token: str
    message: str
    refused: str
    note: str
    switch: tuple[Choice, ...]


def element_view(
    state: CompanyState,
    element: Element,
    candidate: Candidate | None,
    document: Document | None,
    reviewer: str,
    token: str,
    message: str = "",
    refused: str = "",
    note: str = "",
    switch: tuple[Choice, ...] = (),
) -> ElementView:
    """Gather what an element's page shows, at one candidate; `document` is that candidate's."""
    candidates = state.shown_first(element.id)
    place = next((n for n, one in enumerate(candidates) if candidate and one.id == candidate.id), 0)
    by_hand = state.history(element.id, None)
    undo = _to_undo(state, candidate, reviewer)
    name = candidate.id if candidate else None
    order = review_order(state)
    return ElementView(
        state=state,
        indicator=state.rubric.indicator(element.indicator),
        element=element,
        finding=state.findings[element.id],
        candidates=candidates,
        weaker=sum(one not in state.shown for one in candidates),
        repeats=len(state.shown.repeats().intersection(one.id for one in candidates)),
        passage=_passage(state, candidate, place + 1, document) if candidate and document else None,
        address=words.element_link(state.company, element.id, name, state.in_address),
        previous=_link(state, candidates, place - 1),
        next=_link(state, candidates, place + 1),
        next_element=element_after(state.rubric, order, element),
        next_open=next((one for one in open_in_order(state, order) if one.id != name), None),
        missing=still_missing(state, element),
        by_hand=by_hand,
        seen_element=by_hand[-1].seq if by_hand else 0,
        undo=undo,
        seen_undo=undo.seq if undo else 0,
        reviewer=reviewer,
        token=token,
        message=message,
        refused=refused,
        note=note,
        switch=switch,
    )


def _link(state: CompanyState, candidates: tuple[Candidate, ...], place: int) -> str | None:
    if not 0 <= place < len(candidates):
        return None
    return link(state, candidates[place].evidence.element, candidates[place].id)


def link(state: CompanyState, element: str = "", candidate: str | None = None) -> str:
    """The address of a page of the company, under the state's rubric: its own, an element's, a candidate's."""
    if not element:
        return words.company_link(state.company, state.in_address)
    return words.element_link(state.company, element, candidate, state.in_address)


def _to_undo(state: CompanyState, candidate: Candidate | None, reviewer: str) -> Decision | None:
    """The decision on the passage that is shown, else the reviewer's last one."""
    if candidate is not None and candidate.decided is not None:
        return state.history(candidate.evidence.element, candidate.id)[-1]
    return last_own_decision(state, reviewer)


def _passage(state: CompanyState, candidate: Candidate, number: int, document: Document) -> ShownPassage:
    evidence = candidate.evidence
    history = state.history(evidence.element, candidate.id)
    row = next((one for one in state.documents if one.source == candidate.source), None)
    marks = rule_marks(evidence)
    lead_in = evidence.lead_in
    return ShownPassage(
        candidate=candidate,
        number=number,
        document=row,
        section=_section(document, evidence.start),
        lead_in=pieces(document.text, Span(lead_in.start, lead_in.end), marks) if lead_in else (),
        quote=pieces(document.text, Span(evidence.start, evidence.end), marks),
        sheets=_sheets(document, candidate),
        excerpt=excerpt(document, evidence),
        fired=tuple(FiredRule(hit.rule, document.text[hit.start : hit.end]) for hit in evidence.rules),
        history=history,
        same=state.shown.same_as(candidate),
        seen=history[-1].seq if history else 0,
        link=words.public_link(row.url) if row else None,
    )


def _section(document: Document, start: int) -> tuple[str, ...]:
    return next((block.section for block in document.blocks if block.start <= start < block.end), ())


def _sheets(document: Document, candidate: Candidate) -> tuple[Sheet, ...]:
    """The pages that hold the quote and its lead-in; none where a document has no pages of a size."""
    evidence = candidate.evidence
    lead_in = evidence.lead_in.boxes if evidence.lead_in else ()
    numbers = {evidence.page} | {box.page for box in (*evidence.boxes, *lead_in)}
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


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme of the rubric with the sums of its indicators."""

    id: str
    title: str
    indicators: tuple[Indicator, ...]
    decided: Bounds
    proposed: Bounds
    maximum: int


def theme_rows(state: CompanyState) -> tuple[ThemeRow, ...]:
    """The themes with their totals: unweighted sums of points, or where stages are counted the lowest topic."""
    if state.rubric.scoring is Scoring.STAGES:
        return _module_rows(state)
    rows = []
    for theme in state.rubric.themes:
        indicators = tuple(one for one in state.rubric.indicators if one.theme == theme.id)
        scores = [state.scores[one.id] for one in indicators]
        maximum = sum(one.maximum for one in indicators)
        decided, proposed = _sum([s.decided for s in scores]), _sum([s.proposed for s in scores])
        rows.append(ThemeRow(theme.id, theme.title, indicators, decided, proposed, maximum))
    return tuple(rows)


def _module_rows(state: CompanyState) -> tuple[ThemeRow, ...]:
    found = state.findings.values()
    decided = journey(state.rubric, {one.element: one.decided for one in found}).modules
    proposed = journey(state.rubric, {one.element: one.proposed for one in found}).modules
    rows = []
    for now, then in zip(decided, proposed, strict=True):
        indicators = tuple(one for one in state.rubric.indicators if one.theme == now.module)
        highest = max(one.maximum for one in indicators)
        rows.append(ThemeRow(now.module, now.title, indicators, now.stages, then.stages, highest))
    return tuple(rows)


def _sum(values: list[Bounds]) -> Bounds:
    return Bounds(sum(value.low for value in values), sum(value.high for value in values))


def total(state: CompanyState) -> Score | None:
    """The company's total over all indicators; None where stages are counted, which have no sum."""
    if state.rubric.scoring is Scoring.STAGES:
        return None
    scores = state.scores.values()
    return Score(
        company=state.company,
        rubric=state.rubric.name,
        indicator="total",
        decided=_sum([score.decided for score in scores]),
        proposed=_sum([score.proposed for score in scores]),
    )


def maximum(rubric: Rubric) -> int:
    """The points that a company can reach."""
    return sum(indicator.maximum for indicator in rubric.indicators)


def candidates_in(state: CompanyState, document: str | None) -> int:
    """How many candidates come from a document."""
    return sum(one.evidence.document == document for one in state.candidates) if document else 0


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        words=words,
        TRUTHS=TRUTHS,
        counted=counted,
        spaced=spaced,
        reason_label=reason_label,
        note_label=note_label,
        theme_rows=theme_rows,
        total=total,
        maximum=maximum,
        candidates_in=candidates_in,
        advice_on=advice_on,
        open_in_order=open_in_order,
        review_order=review_order,
        link=link,
        is_open=is_open,
        Truth=Truth,
        Role=Role,
        Ruling=Ruling,
    )
    return environment


def rendered(template: str, **told: object) -> str:
    """A template of the house, with what it is told."""
    return _environment().get_template(template).render(**told)


def element_page(view: ElementView) -> str:
    """An element's page as a whole."""
    return _environment().get_template("element.html").render(view=view, reviewer=view.reviewer, switch=view.switch)


def element_part(view: ElementView) -> str:
    """The parts of an element's page that a decision or a step changes, for htmx to put in place."""
    return _environment().get_template("element_part.html").render(view=view)


def checked_part(checked: Checked | None) -> str:
    """What can be checked of a passage, for htmx to put into its fold."""
    return _environment().get_template("checked.html").render(checked=checked)


def checked_page(state: CompanyState, candidate: Candidate, checked: Checked | None, reviewer: str) -> str:
    """The same as a page of its own, for a browser without scripts."""
    template = _environment().get_template("checked_page.html")
    return template.render(state=state, candidate=candidate, checked=checked, reviewer=reviewer, switch=())


def error_page(message: str) -> str:
    """A page that says what went wrong."""
    return _environment().get_template("error.html").render(message=message, reviewer="", switch=())
