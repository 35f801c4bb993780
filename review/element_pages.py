"""An element's page as records: its card, the passage in focus, what is left to ask, and what can be withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from extractors.records import Document, Evidence, Page, PageBox, Span
from findings.agenda import Agenda, Folded, Question, agenda, folded, next_indicator, next_question
from findings.beside import beside
from findings.cards import Card, Part, card, focus, is_decided
from findings.company import CompanyState
from findings.empties import Empties, empties
from findings.held import last_of, made_by, pressed_with
from findings.missed import DRAWN, hidden, missed_of, sampled
from findings.pace import time_left
from findings.reworded import asked_then
from findings.reworked import reworked
from findings.shown import Statement
from findings.standing import reopened, standing, why_met
from review import words
from review.marking import Excerpt, Piece, excerpt, pieces, rule_marks
from review.pages import Choice, environment, link
from review.seats import at_desk
from rubric.model import Element, Indicator, Rubric
from rubric.scores import Finding, Truth
from workspace.records import Candidate, Decision, DocumentRow, Ruling

# The rubric quotes wordings of commitments; they hold for the elements for which a wording can be too weak.
_TOO_WEAK = "weak_wording"


@dataclass(frozen=True, slots=True)
class Told:
    """Who is at the desk, and what the page has to say beside the state of things."""

    reviewer: str
    token: str
    switch: tuple[Choice, ...]
    seconds: float | None = None  # that this person takes for a question
    message: str = ""
    refused: str = ""
    note: str = ""  # as it was written, where it was not saved
    asks: bool = False  # for a quote or a note, before the element is met by hand
    frozen: str = ""  # who published these scores and when, while nothing is decided
    theirs: bool = False  # whether an adjudicator decided the element, and alone can withdraw it


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


@dataclass(frozen=True, slots=True)
class Guide:
    """What the rubric says about judging an element."""

    guidance: tuple[str, ...]
    wordings: tuple[str, ...]  # how it may be said, in our own words
    accepted: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """What one press takes back: all lines of one press that are still in force."""

    lines: tuple[Decision, ...]
    who: str  # whose press it was

    @property
    def own(self) -> bool:
        """Whether whoever is at the desk pressed it: the key takes back nothing else, for that has a button alone."""
        return self.who == at_desk().name

    @property
    def verdict(self) -> Ruling:
        """What was said."""
        return self.lines[0].verdict

    @property
    def corrects(self) -> bool:
        """Whether it corrected a document: then its elements are the facts."""
        return self.lines[0].corrects

    @property
    def reworks(self) -> bool:
        """Whether it was work on a quote: then its lines are what was rejected, and what took its place."""
        return reworked(self.lines) is not None

    @property
    def facts(self) -> tuple[str, ...]:
        """What was corrected, as pages call it."""
        return tuple(words.FACTS[name] for name in self.elements if self.corrects)

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements about which it was said."""
        return tuple(dict.fromkeys(line.element for line in self.lines))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The first of the elements that close together of which something weaker was found, and its address there."""

    element: Element
    address: str


@dataclass(frozen=True, slots=True)
class ElementView:
    """Everything on an element's page."""

    state: CompanyState
    indicator: Indicator
    element: Element
    finding: Finding
    card: Card
    gaps: tuple[Part, ...]  # missing parts that no passage shows
    guide: Guide
    supports: tuple[ShownStatement, ...]
    near: tuple[ShownStatement, ...]
    weaker: tuple[ShownStatement, ...]
    by_lot: frozenset[str]  # those of the weaker that were drawn to say what the others hide
    missed: str  # how much of what is not shown may support
    focused: ShownStatement | None  # what a key decides
    passage: ShownPassage | None  # in its document, beside the card
    covered: tuple[tuple[str, int], ...]  # the candidates that a decision covers, each with its latest line
    address: str
    previous: str | None
    next: str | None
    next_element: Element | None
    question: str | None  # the address of the next question
    next_indicator: str | None
    agenda: Agenda
    left: float | None  # seconds
    empties: Empties
    folded: tuple[Folded, ...]
    elsewhere: Elsewhere | None  # on a closing card, where the element itself has no weaker passage
    by_hand: tuple[Decision, ...]
    undo: tuple[Undo, ...]  # what can be taken back: the first by its key, too
    told: Told

    @property
    def statements(self) -> tuple[ShownStatement, ...]:
        """All statements of the card."""
        return (*self.supports, *self.near, *self.weaker)

    @property
    def doubtful(self) -> str:
        """Why something supports it and it is not proposed as met, or it is though little does; "" when read blind."""
        if self.state.blind or self.finding.decided is not Truth.UNKNOWN:
            return ""
        if self.finding.proposed is Truth.MET:
            return why_met(self.state, self.element)
        if self.again:
            return ""
        waits = any(not is_decided(one.said) for one in self.supports)
        return standing(self.state, self.element) if waits else ""

    @property
    def again(self) -> str:
        """That it is asked again because of what came since "not met"; "" else. It names nothing that is proposed."""
        return reopened(self.state, self.element)

    @property
    def asked_then(self) -> str:
        """What it asked when it was decided, where it asks something else now; "" else."""
        return asked_then(self.state, self.element)

    @property
    def stands(self) -> str:
        """What is decided of the passage in focus, for whoever comes back to it; "" where nothing is."""
        if self.focused is None or self.focused.candidate.decided is None or not self.passage:
            return ""
        line = self.passage.history[-1] if self.passage.history else None
        return f"As it stands: {words.RULINGS[line.verdict]}, by {line.who}, {words.moment(line.at)}." if line else ""

    @property
    def whole(self) -> str | None:
        """The address of the whole document in which the passage stands; without a passage, of the newest document."""
        if self.passage is not None:
            evidence = self.passage.candidate.evidence
            return self.document(evidence.document, evidence.page, evidence.start)
        rows = sorted(self.state.documents, key=lambda row: row.published or "", reverse=True)
        return next((self.document(row.document) for row in rows if row.document and row.pages), None)

    def document(self, sha256: str, page: int = 1, at: int | None = None) -> str:
        """The address of a whole document, read for the element; `at` is the place in its text that is looked at."""
        return words.document_link(self.state.company, sha256, page, self.element.id, self.state.in_address, at)

    @property
    def seen_last(self) -> int:
        """The number of the latest decision on the element or any of its passages, 0 for none."""
        return last_on(self.state, self.element)

    @property
    def seen_element(self) -> int:
        """The latest line on the element as a whole."""
        return self.by_hand[-1].seq if self.by_hand else 0

    @property
    def is_empty(self) -> bool:
        """Whether it is one of the empty elements that close together."""
        return len(self.empties.together) > 1 and any(one.element == self.element for one in self.empties.together)

    @property
    def is_empty_alone(self) -> bool:
        """Whether it is the only empty element of its indicator: the key that closes several closes it, too."""
        return [one.element for one in self.empties.together] == [self.element]


@dataclass(frozen=True, slots=True)
class FinalView:
    """How far a company's scores are, when nothing is left to ask and before."""

    state: CompanyState
    agenda: Agenda
    question: str | None
    undo: Undo | None
    told: Told
    differing: int  # elements on which two readings differ and that nobody adjudicated, for who may know


def last_on(state: CompanyState, element: Element) -> int:
    """The number of the latest decision on an element or any of its passages, 0 for none."""
    return max((line.seq for line in state.decisions if line.element == element.id), default=0)


def looked_at(state: CompanyState, element: Element, name: str = "") -> Candidate | None:
    """The candidate asked for; else what to read first, and of an element that is settled what it rests on."""
    asked = state.candidate(name)
    if asked is not None and asked.evidence.element == element.id:
        return asked
    its = card(state, element)
    if state.findings[element.id].decided is Truth.UNKNOWN:
        first = focus(its)
    else:
        behind = (one for one in its.statements if one.first.decided is Ruling.SUPPORTS)
        first = next(behind, next(iter(its.shown), None))
    return first.first if first else None


def element_view(
    state: CompanyState,
    element: Element,
    candidate: Candidate | None,
    document: Document | None,
    told: Told,
    left: Agenda | None = None,
) -> ElementView:
    """Gather what an element's page shows, at one candidate.

    `document` is that candidate's, or where none is in focus that of the first statement. `left` is the state's agenda,
    where it is known already.
    """
    its = card(state, element)
    every = hidden(state, element)
    drawn = every[:DRAWN]
    weaker = _by_lot_first(its, drawn)
    listed = [_shown(state, one, place, candidate) for place, one in enumerate((*its.shown, *weaker), start=1)]
    focused = next((one for one in listed if candidate and one.candidate.id == candidate.id), None)
    looked = candidate or in_pane(its)
    supports, near = len(its.supports), len(its.shown)
    by_hand = state.history(element.id, None)
    indicator = state.rubric.indicator(element.indicator)
    asked = left or agenda(state)
    empty = empties(state, indicator)
    elsewhere = None if listed else _weaker_elsewhere(state, element, empty)
    return ElementView(
        state=state,
        indicator=indicator,
        element=element,
        finding=state.findings[element.id],
        card=its,
        gaps=tuple(part for part in its.missing if not part.statements),
        guide=guide_of(state.rubric, indicator, element),
        supports=tuple(listed[:supports]),
        near=tuple(listed[supports:near]),
        weaker=tuple(listed[near:]),
        by_lot=frozenset(one.first.id for one in drawn),
        missed=str(missed_of(every)),
        focused=focused,
        passage=_passage(state, looked, document) if looked and document else None,
        covered=covered(state, focused.said) if focused else (),
        address=link(state, element.id, candidate.id if candidate else None),
        previous=_beside(listed, focused, -1),
        next=_beside(listed, focused, 1) or (elsewhere.address if elsewhere else None),
        next_element=_after(state.rubric, element),
        question=_link_to(state, next_question(state, element, asked)),
        next_indicator=_link_to(state, next_indicator(state, indicator, asked)),
        agenda=asked,
        left=time_left(asked.left, told.seconds),
        empties=empty,
        folded=folded(state, indicator),
        elsewhere=elsewhere,
        by_hand=by_hand,
        undo=_to_undo(state, element, focused, told),
        told=told,
    )


def final_view(state: CompanyState, told: Told, differing: int, asked: Agenda) -> FinalView:
    """Gather what is said when nothing is left to ask."""
    return FinalView(
        state=state,
        agenda=asked,
        question=_link_to(state, next_question(state, left=asked)),
        undo=_undo(state, last_of(state.lines, told.reviewer)),
        told=told,
        differing=differing,
    )


def in_pane(its: Card) -> Candidate | None:
    """The passage beside a card of which none is in focus."""
    return its.shown[0].first if its.shown else None


def covered(state: CompanyState, said: Statement) -> tuple[tuple[str, int], ...]:
    """The candidates that a decision on a statement covers, each with the latest line on it.

    Places on which a person decided otherwise are left as they are.
    """
    together = [one for one in said.places if one.current and (one is said.first or goes_with(one, said.first))]
    lines = {line.candidate: line.seq for line in state.decisions if line.candidate}
    return tuple((one.id, lines.get(one.id, 0)) for one in together or [said.first])


def goes_with(copy: Candidate, first: Candidate) -> bool:
    """Whether what is decided of a place covers this other one: nobody said otherwise of it."""
    return copy.decided in (None, Ruling.SKIPPED, first.decided)


def _undo(state: CompanyState, line: Decision | None) -> Undo | None:
    """What one press takes back with this line."""
    return Undo(pressed_with(state.lines, line), made_by(state.lines, line)) if line else None


def _to_undo(state: CompanyState, element: Element, focused: ShownStatement | None, told: Told) -> tuple[Undo, ...]:
    """The decision on the passage that is shown, else on the element by hand, else the reviewer's last one.

    The reviewer's own press on the element comes first where it came after that on the passage.

    A correction that is the last that the reviewer did comes before it, for it is shown on no element's page. So does
    the reviewer's last one before another's: the first alone has the key, and it takes back only what is one's own.
    """
    line, last = None, last_of(state.lines, told.reviewer)
    if focused is not None and focused.candidate.decided is not None:
        line = state.history(element.id, focused.candidate.id)[-1]
        if last is not None and (last.element, last.candidate) == (element.id, None) and last.seq > line.seq:
            line = last  # what one just pressed is what one wants back
    asked_again = state.findings[element.id].asked_again  # its decision by hand tells the outcome no longer
    if line is None and not (told.theirs or asked_again):
        line = next(iter(state.history(element.id, None)[-1:]), None)
    about = _undo(state, line)
    if about and told.theirs and any(one.candidate is None for one in about.lines):
        about = None  # it confirmed the passage with what it decided: it is the adjudicator's
    if about is None or line is None or line.verdict is Ruling.OPEN or line == last:
        found = [_undo(state, last)]
    else:
        first = last is not None and (last.corrects or not (about and about.own))
        found = [_undo(state, last) if first else None, about]
    return tuple(one for one in found if one)


def _link_to(state: CompanyState, question: Question | None) -> str | None:
    """The address of a question: as long as anything is open there is one, if only that which is shown."""
    return link(state, question.element.id) if question else None


def _beside(listed: Sequence[ShownStatement], focused: ShownStatement | None, step: int) -> str | None:
    """The address of the statement before or after; where all that is shown is judged, next comes what is not."""
    if focused is None:
        open_ones = [one for one in listed if not is_decided(one.said)]
        chosen = [*open_ones, *listed][:1] if step > 0 else listed[-1:]
        return chosen[0].place.address if chosen else None
    place = listed.index(focused) + step
    return listed[place].place.address if 0 <= place < len(listed) else None


def _weaker_elsewhere(state: CompanyState, element: Element, empty: Empties) -> Elsewhere | None:
    if not any(one.element == element for one in empty.together):
        return None
    other = next((one.element for one in empty.together if one.weaker and one.element != element), None)
    if other is None:
        return None
    first = _by_lot_first(card(state, other), sampled(state, other))[0].first
    return Elsewhere(other, link(state, other.id, first.id))


def _after(rubric: Rubric, element: Element) -> Element | None:
    following = rubric.elements.index(element) + 1
    return rubric.elements[following] if following < len(rubric.elements) else None


def guide_of(rubric: Rubric, indicator: Indicator, element: Element) -> Guide:
    """What the rubric says about judging an element."""
    commits = _TOO_WEAK in element.reasons
    return Guide(
        guidance=tuple(one.text for one in indicator.guidance if element.key in one.elements),
        wordings=element.wordings,
        accepted=rubric.accepted_wordings if commits else (),
        weak=rubric.weak_wordings if commits else (),
    )


# --- statements and passages


def _shown(state: CompanyState, said: Statement, number: int, looked: Candidate | None) -> ShownStatement:
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


def _passage(state: CompanyState, candidate: Candidate, document: Document) -> ShownPassage:
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


def _by_lot_first(its: Card, drawn: Sequence[Statement]) -> tuple[Statement, ...]:
    """The weaker statements, those first that were drawn by lot: who judges them knows what the others may hide."""
    turn = {one.first.id: place for place, one in enumerate(drawn)}
    return tuple(sorted(its.weaker, key=lambda one: turn.get(one.first.id, len(turn))))


def weaker_after(state: CompanyState, element: Element, shown: Candidate) -> Statement | None:
    """The undecided weaker statement that comes after the one of this place; None for what is not among the weaker."""
    its = card(state, element)
    if not any(shown.id == each.id for one in its.weaker for each in one.places):
        return None
    every = _by_lot_first(its, sampled(state, element))
    place = next((n for n, one in enumerate(every) if shown.id in {each.id for each in one.places}), None)
    later = every[place + 1 :] if place is not None else ()
    return next((one for one in later if not is_decided(one)), None)


# --- HTML


def element_page(view: ElementView) -> str:
    """An element's page as a whole."""
    return _whole("element.html", view)


def element_part(view: ElementView) -> str:
    """The parts of an element's page that a decision or a step changes, for htmx to put in place."""
    return environment().get_template("element_part.html").render(view=view)


def final_page(view: FinalView) -> str:
    """What is said when nothing is left to ask, as a page."""
    return _whole("final.html", view)


def final_part(view: FinalView) -> str:
    """The same in place of an element."""
    return environment().get_template("final_part.html").render(view=view)


def _whole(template: str, view: ElementView | FinalView) -> str:
    told = view.told
    return environment().get_template(template).render(view=view, reviewer=told.reviewer, switch=told.switch)
