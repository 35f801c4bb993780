"""The pages of two readings as records, and their HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from findings.agenda import agenda, next_question
from findings.agreement import FEWEST_COMPANIES, FEWEST_ELEMENTS, Agreement, Pair, agreement
from findings.compared import Compared, Comparison
from findings.resampled import Interval
from findings.twice_read import BlindRow, Listed, ReadingsRow
from forms import TRUTHS
from review import words
from review.pages import Choice, environment, link
from review.seats import at_desk
from rubric.model import Indicator, Rubric


@dataclass(frozen=True, slots=True)
class DifferencesView:
    """The elements on which two readings of a company differ, one of them in focus."""

    comparison: Comparison
    focused: Compared | None
    address: str
    previous: str | None
    next: str | None
    undo: Compared | None  # what this person adjudicated and can take back by a key: the one in focus, else their last
    element: str | None  # the address of the element's own page, to decide it otherwise
    message: str
    refused: str
    note: str
    agreement: Agreement
    question: str | None  # once nothing is open: the address of the company's next question
    left: int  # questions of the company


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An indicator, or all of them, with how far the readings agree on its elements."""

    indicator: Indicator | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How far two readings agree, over all companies that were read twice."""

    rubric: Rubric
    companies: Listed[ReadingsRow]
    in_address: str  # the rubric's name, where addresses must tell it
    whole: Agreement
    rows: tuple[AgreementRow, ...]
    withheld: int  # companies read twice of which whoever is at the desk may not know yet
    fewest: int = FEWEST_COMPANIES
    fewest_elements: int = FEWEST_ELEMENTS


def said(outcome: str | None) -> str:
    """An outcome in words."""
    return TRUTHS.get(outcome or "unknown", (outcome or "").replace("_", " "))


def figure(interval: Interval) -> str:
    """A figure with its interval: "0.61 (0.42 to 0.78)", or "1.00 (no interval)"."""
    if interval.value is None:
        return "–"
    known = interval.low is not None and interval.high is not None
    return f"{interval.value:.2f} ({f'{interval.low:.2f} to {interval.high:.2f}' if known else 'no interval'})"


def differences_view(found: Comparison, element: str, message: str, refused: str, note: str) -> DifferencesView:
    """Gather what the page shows, at the element asked for, else at the first difference that is open."""
    asked = found.of(element)
    focused = asked or next(iter((*found.open, *found.differing)), None)
    listed = found.differing
    place = listed.index(focused) if focused in listed and focused else -1
    state = found.state
    name = focused.element.id if focused else ""
    question = None if found.open else next_question(state)
    return DifferencesView(
        comparison=found,
        focused=focused,
        address=_address(found, name),
        previous=_address(found, listed[place - 1].element.id) if place > 0 else None,
        next=_address(found, listed[place + 1].element.id) if place + 1 < len(listed) else None,
        undo=_to_undo(found, focused),
        element=words.element_link(state.company, name, None, state.in_address) if name else None,
        message=message,
        refused=refused,
        note=note,
        agreement=agreement(found.pairs),
        question=link(state, question.element.id) if question else None,
        left=agenda(state).left,
    )


def _to_undo(found: Comparison, focused: Compared | None) -> Compared | None:
    """The element in focus where this person adjudicated it, else the one that they adjudicated last."""
    decided = [(one.adjudicated, one) for one in found.elements if one.adjudicated]
    own = {line.seq: one for line, one in decided if line.who == at_desk().name}
    if focused in own.values():
        return focused
    return own[max(own)] if own else None


def _address(found: Comparison, element: str) -> str:
    return words.differences_link(found.state.company, element, found.state.in_address)


def agreement_view(
    rubric: Rubric, every: Listed[ReadingsRow], in_address: str, known: Callable[[ReadingsRow], bool]
) -> AgreementView:
    """How far the readings agree of those companies that may be known, in all and by indicator."""
    found = replace(every, rows=tuple(one for one in every.rows if known(one)))
    pairs = [pair for one in found.rows for pair in one.pairs]
    of_element: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_element[pair.element].append(pair)
    rows = []
    for indicator in rubric.indicators:
        own = [pair for element in indicator.elements for pair in of_element[element.id]]
        rows.append(AgreementRow(indicator, agreement(own)))
    withheld = len(every.rows) - len(found.rows)
    return AgreementView(rubric, found, in_address, agreement(pairs), tuple(rows), withheld)


# --- HTML


def second_page(
    rubric: Rubric, found: Listed[BlindRow], kept: Mapping[str, str], reviewer: str, switch: tuple[Choice, ...]
) -> str:
    """The companies of a second reader."""
    return _rendered("second.html", rubric=rubric, found=found, kept=kept, reviewer=reviewer, switch=switch)


def differences_page(view: DifferencesView, reviewer: str, switch: tuple[Choice, ...]) -> str:
    """Two readings side by side, as a page."""
    return _rendered("differences.html", view=view, reviewer=reviewer, switch=switch)


def differences_part(view: DifferencesView) -> str:
    """The part of it that a decision or a step changes."""
    return _rendered("differences_part.html", view=view)


def agreement_page(view: AgreementView, reviewer: str, switch: tuple[Choice, ...]) -> str:
    """How far two readings agree."""
    return _rendered("agreement.html", view=view, reviewer=reviewer, switch=switch)


def _rendered(template: str, **told: object) -> str:
    return environment().get_template(template).render(said=said, figure=figure, seat=at_desk(), **told)
