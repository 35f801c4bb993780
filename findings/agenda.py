"""The agenda of a company: what is left to ask until all scores are final.

What a person decides is elements, and of elements only those that can still move a score. So the agenda goes by
indicators, in the rubric's order, and stays in one until its score is final; in it those elements come first by which
it is final with the fewest answers; the empty ones come last, or first where closing them spares reading. What no
longer matters folds away and says why. An empty agenda means that all scores are final, but for what a person called
not applicable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from findings.cards import card, is_put_off
from findings.company import CompanyState
from findings.lacking import open_in_gap
from findings.looked import looked, says_nothing
from findings.queue import advice_on
from rubric.advice import Matter, advise
from rubric.model import Element, Indicator
from rubric.scores import Basis, Truth
from workspace.records import Ruling


class Kind(StrEnum):
    """What a question gives a person to go by."""

    PASSAGES = "passages"  # there is something to read
    EMPTY = "empty"  # everything was searched whole, and nothing is shown: one press closes those of an indicator
    UNREAD = "unread"  # nothing is shown, and that means nothing: not all was read, or no rule looks for all of it


@dataclass(frozen=True, slots=True)
class Question:
    """An unsettled element that can still move its indicator's score."""

    element: Element
    indicator: Indicator
    kind: Kind
    put_off: bool = False  # what there is to read was skipped: it comes last


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that is left to ask, in the order in which it is asked, and how far the scores are."""

    questions: tuple[Question, ...]
    final: tuple[str, ...]  # indicators whose score is one number
    held: tuple[str, ...]  # indicators that stay open because an element does not apply: nothing is left to ask
    indicators: int

    @property
    def left(self) -> int:
        """How many answers are left at the most: the empty elements of an indicator are one."""
        together = {one.indicator.id for one in self.questions if one.kind is Kind.EMPTY}
        return sum(one.kind is not Kind.EMPTY for one in self.questions) + len(together)

    @property
    def open(self) -> tuple[str, ...]:
        """The indicators with something to ask, in the rubric's order."""
        return tuple(dict.fromkeys(one.indicator.id for one in self.questions))

    def again(self, state: CompanyState) -> int:
        """How many elements are asked again: something came since "not met", or what was confirmed is gone."""
        return sum(state.findings[one.element.id].asked_again for one in self.questions)

    def of(self, indicator: Indicator) -> tuple[Question, ...]:
        """What is left to ask in one indicator."""
        return tuple(one for one in self.questions if one.indicator.id == indicator.id)

    def asks(self, element: Element) -> bool:
        """Whether the element's outcome still matters."""
        return any(one.element.id == element.id for one in self.questions)


def agenda(state: CompanyState) -> Agenda:
    """What is left to ask, by what was decided so far."""
    final, held = [], []
    questions: list[Question] = []
    for indicator in state.rubric.indicators:
        asked = questions_in(state, indicator)
        if is_final(state, indicator):
            final.append(indicator.id)
        elif not asked:
            held.append(indicator.id)
        questions += asked
    return Agenda(tuple(questions), tuple(final), tuple(held), len(state.rubric.indicators))


def is_final(state: CompanyState, indicator: Indicator) -> bool:
    """Whether what is still open can no longer change the indicator's score."""
    return state.scores[indicator.id].decided.final


def questions_in(state: CompanyState, indicator: Indicator) -> tuple[Question, ...]:
    """What is left to ask in one indicator, in the order in which it is asked."""
    if is_final(state, indicator):
        return ()
    by_key = {element.key: element for element in indicator.elements}
    asked = [(one, _question(state, by_key[one.element], indicator)) for one in advice_on(state, indicator).matters]
    first = Kind.EMPTY if _spares_reading(state, indicator, [question for _, question in asked]) else Kind.PASSAGES

    def turn(pair: tuple[Matter, Question]) -> tuple[bool, bool, bool, tuple[int, int, int]]:
        matter, question = pair
        return question.put_off, question.kind is not first, question.kind is not Kind.PASSAGES, matter.cost

    return tuple(question for _, question in sorted(asked, key=turn))


def _spares_reading(state: CompanyState, indicator: Indicator, asked: Sequence[Question]) -> bool:
    """Whether passages need no reading once the empty elements are not met: then the one press for these comes first.

    So where a score needs several things, and of one of them nothing was found, nobody reads for the others.
    """
    to_read = {one.element.key for one in asked if one.kind is Kind.PASSAGES}
    empty = {one.element.key: Truth.NOT_MET for one in asked if one.kind is Kind.EMPTY}
    if not (to_read and empty):
        return False
    left = {matter.element for matter in advice_on(state, indicator, empty).matters}
    return not to_read <= left


def _question(state: CompanyState, element: Element, indicator: Indicator) -> Question:
    if not says_nothing(state, element):
        skipped = any(one.decided is Ruling.SKIPPED for one in state.of(element.id))  # else its card tells nothing new
        return Question(element, indicator, Kind.PASSAGES, skipped and is_put_off(card(state, element)))
    kind = Kind.EMPTY if looked(state, element).counts else Kind.UNREAD
    return Question(element, indicator, kind)


def next_question(state: CompanyState, after: Element | None = None, left: Agenda | None = None) -> Question | None:
    """The question to ask next; None when nothing is left. `left` is the state's agenda, where it is known already.

    From an element that was settled it stays in the indicator, from one that was passed over it goes on to the one
    after it, from an empty one past all that are closed with it; at an indicator's end to the next one, and after the
    last to the first that is open.
    """
    left = left or agenda(state)
    asked = left.questions
    if not asked or after is None:
        return next(iter(asked), None)
    here = next((place for place, question in enumerate(asked) if question.element.id == after.id), None)
    if here is not None:
        onward = (*asked[here + 1 :], *asked[: here + 1])
        return next((one for one in onward if not _together(one, asked[here])), onward[0])
    same = [one for one in asked if one.indicator.id == after.indicator and not one.put_off]
    return same[0] if same else next_indicator(state, state.rubric.indicator(after.indicator), left)


def _together(one: Question, other: Question) -> bool:
    """Whether they are the same question: what is empty in an indicator is closed by one press."""
    return one.kind is other.kind is Kind.EMPTY and one.indicator.id == other.indicator.id


def next_indicator(state: CompanyState, indicator: Indicator, left: Agenda | None = None) -> Question | None:
    """The first question of the next indicator that has one, and after the last of the first; None without any.

    An indicator comes after all others, so that it leads back to itself where it alone is open.
    """
    asked = (left or agenda(state)).questions
    order = [one.id for one in state.rubric.indicators]
    here = order.index(indicator.id)

    def turn(question: Question) -> int:
        return (order.index(question.indicator.id) - here - 1) % len(order)

    return min(asked, key=turn, default=None)


# --- what no longer matters


@dataclass(frozen=True, slots=True)
class Folded:
    """An unsettled element whose outcome no longer matters, and the elements through which it does not."""

    element: Element
    because: tuple[tuple[Element, Truth], ...]  # each alone is why; empty: only together

    @property
    def cause(self) -> str:
        """Why it no longer matters."""
        if not self.because:
            return "the score is final without it"
        return " and ".join(f"{one.key} is {'met' if truth is Truth.MET else 'not met'}" for one, truth in self.because)

    def __str__(self) -> str:
        return f"{self.element.id}: not needed, {self.cause}"


def folded(state: CompanyState, indicator: Indicator) -> tuple[Folded, ...]:
    """The unsettled elements of an indicator that matter no longer, in the rubric's order, and why.

    They can move no score. What can move none, but is counted as lacking for a next stage, is not among them.
    """
    known = {one.key: state.findings[one.id].decided for one in indicator.elements}
    asked = {one.element.id for one in questions_in(state, indicator)} | open_in_gap(state, indicator)
    without = {
        other.key: _mattering(indicator, {**known, other.key: Truth.UNKNOWN})
        for other in indicator.elements
        if known[other.key] is not Truth.UNKNOWN
    }
    return tuple(
        Folded(one, tuple((by, known[by.key]) for by in indicator.elements if one.key in without.get(by.key, ())))
        for one in indicator.elements
        if known[one.key] is Truth.UNKNOWN and one.id not in asked and not _is_closed(state, one)
    )


def _mattering(indicator: Indicator, known: Mapping[str, Truth]) -> frozenset[str]:
    return frozenset(matter.element for matter in advise(indicator, known).matters)


def _is_closed(state: CompanyState, element: Element) -> bool:
    return state.findings[element.id].basis is Basis.NOT_APPLICABLE
