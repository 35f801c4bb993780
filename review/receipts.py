"""What a person just did, in the words of the page that follows; told again from the log, which the address names.

A form without scripts, or one that leads to another page, is answered by leading on: the address that follows carries
the number of the first line that was written (`did`), and the page says what that line and those of its press say.
"""

from __future__ import annotations

from collections.abc import Sequence

from findings.company import CompanyState
from findings.held import press_of
from findings.reworked import Reworked, reworked
from forms import TRUTHS, listed
from review import words
from rubric.model import Element
from rubric.scores import Basis, Truth
from workspace.records import Decision, Ruling


def receipt(state: CompanyState, did: int, who: str) -> str:
    """What this person's last press did, if it wrote this line; "" for any other line, so that nothing old is told."""
    own = [line for line in state.decisions if line.who == who]
    press = [line for line in own if own and press_of(line) == press_of(own[-1])]
    if did not in {line.seq for line in press}:
        return ""
    return taken_back(state, press) if press[0].verdict is Ruling.OPEN else _done(state, press)


def taken_back(state: CompanyState, press: Sequence[Decision]) -> str:
    """What a press withdrew, and what holds again because of that."""
    opened = [line for line in press if line.verdict is Ruling.OPEN]
    back = [line for line in press if line.verdict is not Ruling.OPEN]
    before = [[one for one in state.history(line.element, line.candidate) if one.seq < line.seq] for line in opened]
    said = _withdrawn(_elements(state, opened), [some[-1] for some in before if some])
    told = f"{said} {'is' if said.count('“') == 1 else 'are'} withdrawn"
    if not back:
        return f"{told}."
    asked = {line.element for line in back if state.findings[line.element].asked_again}
    held = [line for line in back if line.element not in asked]
    rulings = {line.verdict for line in held}
    holds = [f"{_said(held)} {'holds' if len(rulings) == 1 else 'hold'} again"] if held else []
    again = [f"{listed(sorted(asked))} {'is' if len(asked) == 1 else 'are'} asked again, as before"] if asked else []
    return f"{'; '.join([told, *holds, *again])}."


def _withdrawn(elements: Sequence[Element], lines: Sequence[Decision]) -> str:
    """What was said of which elements; of two indicators, as a move leaves them, each by itself."""
    if len({one.indicator for one in elements}) == 1:
        return f"{words.together(elements)}: {_said(lines)}"
    each = ((one.id, [line for line in lines if line.element == one.id]) for one in elements)
    return listed([f"{name}: {_said(own)}" for name, own in each if own])


def ruled(elements: Sequence[Element], verdict: Ruling, places: int) -> str:
    """What was decided: "A.1.1/S1.a: confirmed in 2 places."."""
    return f"{words.together(elements)}: {words.RULINGS[verdict]}{f' in {places} places' if places > 1 else ''}."


def became(state: CompanyState, element: Element) -> str:
    """What a ruling on a passage made of its element: "So it is not met."."""
    outcome = state.findings[element.id].decided
    return f"So it is {'open again' if outcome is Truth.UNKNOWN else TRUTHS[outcome]}."


def held_by_hand(state: CompanyState, element: Element) -> str:
    """That a decision by hand keeps what was confirmed from counting, and the way out; "" where none does."""
    found = state.findings[element.id]
    if found.basis is Basis.EVIDENCE or found.decided is Truth.MET:
        return ""
    by_hand = state.history(element.id, None)
    if not by_hand or by_hand[-1].verdict is Ruling.OPEN:
        return ""
    said = words.RULINGS[by_hand[-1].verdict]
    return f"It stays {said}: press m on its card, or withdraw that decision, to let the evidence count."


def theirs(state: CompanyState, element: Element) -> str:
    """That an adjudicator's outcome stays, whatever a reader says of a passage."""
    said = words.RULINGS[state.history(element.id, None)[-1].verdict]
    return f"It stays {said}: an adjudicator decided that between two readings, and alone can change it."


def score_now(state: CompanyState, element: Element) -> str:
    """The score of an element's indicator: "A.1.1 is now 0–1 of 2."."""
    indicator = state.rubric.indicator(element.indicator)
    return f"{indicator.id} is now {words.bounds(state.scores[indicator.id].decided)} of {indicator.maximum}."


def _done(state: CompanyState, press: Sequence[Decision]) -> str:
    elements = _elements(state, press)
    supports = [line for line in press if line.verdict is Ruling.SUPPORTS]
    held = [said for one in _elements(state, supports) if (said := held_by_hand(state, one))]
    work = reworked(press)
    if work:
        told = _reworked(work)
    else:
        places = len(press) if press[0].candidate and len(elements) == 1 else 1
        told = ruled(elements, press[0].verdict, places)
        decided = len(elements) == 1 and state.findings[elements[0].id].decided is not Truth.UNKNOWN
        told += f" {became(state, elements[0])}" if press[0].candidate and decided and not held else ""
    return " ".join([told, *held, *dict.fromkeys(score_now(state, one) for one in elements)])


def _reworked(work: Reworked) -> str:
    """What took the place of a quote: "A.1.1/S1.a: Trimmed to “…”. Confirmed; as it was it is rejected."."""
    was, alone = work.was, len(work.alone)
    where = f" in {len(was)} places" if len(was) > 1 else ""
    told = f"{was[0].element}: {was[0].note} {_said(work.made)[1:-1].capitalize()}; as it was it is rejected{where}."
    if not alone:
        return told
    return f"{told} In {alone} of them these words could not be placed: there it is only rejected."


def _elements(state: CompanyState, lines: Sequence[Decision]) -> list[Element]:
    about = {line.element for line in lines}
    return [one for one in state.rubric.elements if one.id in about]


def _said(lines: Sequence[Decision]) -> str:
    return listed([f"“{one}”" for one in dict.fromkeys(words.RULINGS[line.verdict] for line in lines)])
