"""An element's page as records: its card, the passage in focus, what is left to ask, and what can be withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.records import Document
from findings.agenda import Agenda, Folded, Question, agenda, folded, next_indicator, next_question
from findings.cards import Card, Part, card, focus, is_decided
from findings.company import CompanyState
from findings.empties import Empties, empties
from findings.held import last_of
from findings.missed import DRAWN, hidden, missed_of, sampled
from findings.pace import time_left
from findings.reworded import asked_then
from findings.shown import Statement
from findings.standing import reopened, standing, why_met
from review import words
from review.pages import Choice, environment, link
from review.passages import ShownPassage, ShownStatement, shown_passage, shown_statement
from review.undo import Undo, to_undo, undo_of
from rubric.model import Element, Indicator, Rubric
from rubric.scores import Finding, Truth
from workspace.records import Candidate, Decision, Ruling

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
class Guide:
    """What the rubric says about judging an element."""

    guidance: tuple[str, ...]
    wordings: tuple[str, ...]  # how it may be said, in our own words
    accepted: tuple[str, ...]
    weak: tuple[str, ...]


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
    listed = [shown_statement(state, one, place, candidate) for place, one in enumerate((*its.shown, *weaker), start=1)]
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
        passage=shown_passage(state, looked, document) if looked and document else None,
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
        undo=to_undo(state, element, focused.candidate if focused else None, told.reviewer, told.theirs),
        told=told,
    )


def final_view(state: CompanyState, told: Told, differing: int, asked: Agenda) -> FinalView:
    """Gather what is said when nothing is left to ask."""
    return FinalView(
        state=state,
        agenda=asked,
        question=_link_to(state, next_question(state, left=asked)),
        undo=undo_of(state, last_of(state.lines, told.reviewer)),
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
