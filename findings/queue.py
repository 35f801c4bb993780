"""What a person should look at next in a company: what can still change a score, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.records import Verdict
from findings.company import CompanyState
from findings.outcomes import is_settled
from rubric.advice import Advice, advise
from rubric.model import Element, Indicator, Rubric
from rubric.scores import Basis
from workspace.records import Candidate


def advice_on(state: CompanyState, indicator: Indicator) -> Advice:
    """What would change the indicator's score, by what is decided so far.

    Elements with supporting passages that nobody judged yet are likely; those that do not apply are closed.
    """
    findings = [state.findings[element.id] for element in indicator.elements]
    keys = dict(zip((finding.element for finding in findings), indicator.keys, strict=True))
    return advise(
        indicator,
        {keys[finding.element]: finding.decided for finding in findings},
        likely=[key for element, key in keys.items() if any(_promises(one) for one in state.of(element))],
        closed=[keys[one.element] for one in findings if one.basis is Basis.NOT_APPLICABLE],
    )


def _promises(candidate: Candidate) -> bool:
    return candidate.current and candidate.evidence.verdict is Verdict.SUPPORTS and not is_settled(candidate)


def review_order(state: CompanyState) -> tuple[Element, ...]:
    """The elements that can still change a score, those first that need the fewest further confirmations."""
    costs = {
        f"{indicator.id}/{matter.element}": matter.cost
        for indicator in state.rubric.indicators
        for matter in advice_on(state, indicator).matters
    }
    return tuple(sorted((one for one in state.rubric.elements if one.id in costs), key=lambda one: costs[one.id]))


def open_in_order(state: CompanyState, order: Sequence[Element]) -> tuple[Candidate, ...]:
    """The open candidates in the order of `review_order`, then by rank; those of other elements last.

    What is not shown by default comes after all that is.
    """
    places = {element.id: place for place, element in enumerate(order)}

    def turn(one: Candidate) -> tuple[bool, int, int]:
        return one not in state.shown, places.get(one.evidence.element, len(places)), one.rank

    return tuple(sorted(state.open(), key=turn))


def element_after(rubric: Rubric, order: Sequence[Element], element: Element) -> Element | None:
    """The element to look at after this one: the next in the order of `review_order`, else of the rubric.

    From an element that no longer matters it leads to the one that matters most; None at the very end.
    """
    if element not in order and order:
        return order[0]
    every = [*order, *(one for one in rubric.elements if one not in order)]
    place = every.index(element) + 1
    return every[place] if place < len(every) else None


def next_open(state: CompanyState, after: Candidate) -> Candidate | None:
    """The open candidate of the same element that comes after this one, or else before it; those shown first."""
    waiting = state.open_in(after.evidence.element)
    turn = (after not in state.shown, after.rank)
    later = [one for one in waiting if (one not in state.shown, one.rank) > turn]
    return next(iter([*later, *waiting]), None)
