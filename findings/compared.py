"""Two readings of one company side by side: what each says of an element, on what, and what was made of it.

As soon as somebody adjudicates an element, both readers may know of each other: what either decides of it from then
on counts in no figure of agreement. Nor does what an adjudicator decides, of any element, once they have seen both. So
a figure is that of two readings that knew nothing of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from findings.agenda import agenda
from findings.agreement import Outcome, Pair
from findings.company import CompanyState, load_state, state_of
from findings.held import press_of
from findings.outcomes import hand_decisions
from rubric.model import Element, Rubric
from rubric.scores import Basis, Finding, Truth
from workspace.records import ADJUDICATED, SECOND, Candidate, Decision, Ruling, decided_words
from workspace.store import Store

JUDGED = (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED, Ruling.SKIPPED)  # what is said of passages, as it is listed
NOT_APPLICABLE: Outcome = Ruling.NOT_APPLICABLE.value


@dataclass(frozen=True, slots=True)
class Judged:
    """What one reading says of the same words, in all places in which it says so with the same note."""

    places: tuple[Candidate, ...]
    line: Decision


@dataclass(frozen=True, slots=True)
class Side:
    """What one reading says of an element."""

    outcome: Outcome | None  # None: not decided
    who: tuple[str, ...]
    judged: tuple[Judged, ...]  # passages: confirmed ones first, then weak ones, rejected and skipped ones
    others: tuple[Decision, ...]  # the lines in force that are by hand, or on a passage that is no longer there


@dataclass(frozen=True, slots=True)
class Compared:
    """An element in both readings, and what was adjudicated."""

    element: Element
    first: Side
    second: Side
    adjudicated: Decision | None  # the decision by hand, while it is in force
    seen: int  # the latest line by hand on the element, in the reading that counts

    @property
    def differs(self) -> bool:
        """Whether both readings decided it, each otherwise."""
        return None not in (self.first.outcome, self.second.outcome) and self.first.outcome != self.second.outcome

    @property
    def alone(self) -> bool:
        """Whether one reading alone decided it."""
        return (self.first.outcome is None) != (self.second.outcome is None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both readings of a company under a rubric."""

    state: CompanyState  # as it counts
    elements: tuple[Compared, ...]  # all of the rubric, in its order
    pairs: tuple[Pair, ...] = ()  # what agreement is measured on: what each said before it could know of the other
    done: bool = False  # whether nothing is left to ask in either reading
    waiting: tuple[Element, ...] = ()  # asked again in a reading, because of what came or went since it decided them

    @property
    def differing(self) -> tuple[Compared, ...]:
        """The elements on which the readings differ, adjudicated or not."""
        return tuple(one for one in self.elements if one.differs)

    @property
    def open(self) -> tuple[Compared, ...]:
        """Those of them that nobody adjudicated."""
        return tuple(one for one in self.differing if one.adjudicated is None)

    def of(self, element: str) -> Compared | None:
        """The element with this name."""
        return next((one for one in self.elements if one.element.id == element), None)


def compare(store: Store, rubric: Rubric, company: str, in_address: str = "") -> Comparison | None:
    """Both readings of a company; None when the store has no document of it."""
    counts = load_state(store, rubric, company, in_address)
    second = load_state(store, rubric, company, track=SECOND)
    if counts is None or second is None:
        return None
    lines = [line for line in store.decisions(company, None) if line.rubric == rubric.name]
    taken = [line for line in lines if line.track == ADJUDICATED]
    one, other = _before(counts, taken), _before(second, taken)
    pairs = tuple(
        Pair(counts.company, each.id, _outcome_in(one, each), _outcome_in(other, each)) for each in rubric.elements
    )
    by_hand = hand_decisions(rubric.name, counts.decisions)
    again = _asked_again(counts, by_hand, taken)
    if again:
        one, other = _before(counts, taken, again), _before(second, taken, again)
    compared = []
    for element in rubric.elements:
        hand = by_hand.get(element.id)
        adjudicated = hand if is_adjudicated(taken, hand) and element.id not in again else None
        seen = counts.last_line(element.id, None)
        compared.append(Compared(element, _side(one, element), _side(other, element), adjudicated, seen))
    left = [(state, agenda(state)) for state in (counts, second)]
    done = not any(asked.questions for _, asked in left)
    waiting = tuple(
        one
        for one in rubric.elements
        if any(state.findings[one.id].asked_again and asked.asks(one) for state, asked in left)
    )
    return Comparison(counts, tuple(compared), pairs, done, waiting)


def _asked_again(counts: CompanyState, by_hand: Mapping[str, Decision], taken: Sequence[Decision]) -> frozenset[str]:
    """The elements that were adjudicated and are read again, because of what came since the adjudicator decided.

    What the readings say of them from then on is compared anew; figures keep what was said before.
    """
    adjudicators = {line.who for line in taken}

    def is_read_again(element: str) -> bool:
        hand = by_hand.get(element)
        if hand is None or counts.findings[element].asked_again:
            return counts.findings[element].asked_again
        decided_anew = hand.who not in adjudicators and not is_adjudicated(taken, hand)
        # What was judged before, or with it, and came back with its document is nothing new.
        came = (one.id for one in counts.of(element) if one.decided and not one.was_there_at(hand.seq))
        judged = (line for one in came for line in counts.history(element, one))
        return decided_anew or any(press_of(line) > press_of(hand) for line in judged)

    return frozenset(element for element in {line.element for line in taken} if is_read_again(element))


def _outcome_in(state: CompanyState, element: Element) -> Outcome | None:
    return outcome(state.findings[element.id])


def is_adjudicated(lines: Iterable[Decision], hand: Decision | None) -> bool:
    """Whether a decision by hand was made between two readings; `lines` are the company's, of all tracks."""
    pressed = {line.together for line in lines if line.track == ADJUDICATED}
    return hand is not None and hand.together != 0 and hand.together in pressed


def outcome(finding: Finding) -> Outcome | None:
    """What a reading says of an element: met, not met, not applicable; None while it is not decided."""
    if finding.basis is Basis.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return None if finding.decided is Truth.UNKNOWN else finding.decided.value


def _before(state: CompanyState, taken: Sequence[Decision], again: frozenset[str] = frozenset()) -> CompanyState:
    """The state by the lines that knew nothing of the other reading.

    `taken` are the adjudications, in their order: from the first of an element on everybody may know of it, unless it
    is read `again`, and from their own first on an adjudicator knows both readings. What came after it was not read.
    """
    known = {line.element: press_of(line) for line in reversed(taken) if line.element not in again}
    saw_both = {line.who: press_of(line) for line in reversed(taken)}
    kept = [
        line
        for line in state.decisions
        if line.seq < min(known.get(line.element, line.seq + 1), saw_both.get(line.who, line.seq + 1))
    ]
    came = {one.id for one in state.candidates if not one.was_there_at(known.get(one.evidence.element, one.after + 1))}
    went = any(not one.current and one.evidence.element in known for one in state.candidates)
    if len(kept) == len(state.decisions) and not came and not went:
        return state
    # What was judged then was there then, though it may have gone and come back since.
    candidates = [one for one in _as_of(state.candidates, kept, known) if one.decided or one.id not in came]
    return state_of(state.rubric, candidates, kept, state.documents, state.in_address, state.track)


def _as_of(candidates: Iterable[Candidate], lines: Sequence[Decision], known: Collection[str]) -> Iterable[Candidate]:
    """What was judged by these lines; of elements that were `known`, as it stood then, though its document went."""
    said = {(line.candidate, decided_words(line.quote)): line.verdict for line in lines if line.candidate}
    for one in candidates:
        ruling = said.get((one.id, decided_words(one.evidence.quote)))
        decided = None if ruling is Ruling.OPEN else ruling
        if decided or (one.current and not one.found_by):  # what a person found is there while it stands
            stood = decided is not None and one.evidence.element in known
            yield replace(one, decided=decided, current=one.current or stood)


def _side(state: CompanyState, element: Element) -> Side:
    latest = {line.candidate: line for line in state.decisions if line.element == element.id}
    force = [line for line in latest.values() if line.verdict is not Ruling.OPEN]
    there = {one.id for one in state.of(element.id) if one.decided}
    return Side(
        outcome=outcome(state.findings[element.id]),
        who=tuple(sorted({line.who for line in force})),
        judged=_judged(state, element, latest),
        others=tuple(line for line in force if line.candidate not in there),
    )


def _judged(state: CompanyState, element: Element, latest: Mapping[str | None, Decision]) -> tuple[Judged, ...]:
    said: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for one in state.of(element.id):
        if one.decided:
            line = latest[one.id]
            said[line.verdict, decided_words(one.evidence.quote) or "", line.who, line.note].append(one)
    found = [Judged(tuple(places), latest[places[0].id]) for places in said.values()]
    return tuple(sorted(found, key=lambda one: JUDGED.index(one.line.verdict)))


def taking(compared: Compared, first: bool, note: str) -> tuple[Ruling, str]:
    """The ruling by hand that takes over one reading's outcome, and its note, which names both.

    Raises ValueError where that reading did not decide the element.
    """
    side = compared.first if first else compared.second
    if side.outcome is None:
        raise ValueError(f"The {'first' if first else 'second'} reading did not decide {compared.element.id}.")
    told = f"{_said(compared.first, 'First')}; {_said(compared.second, 'second')}"
    line = f"Adjudicated, as the {'first' if first else 'second'} reading has it. {told}."
    return Ruling(side.outcome), f"{line} {note}".strip()


def _said(side: Side, which: str) -> str:
    said = (side.outcome or "not decided").replace("_", " ")
    return f"{which} reading: {said} ({', '.join(side.who) or 'nobody'})"
