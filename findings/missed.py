"""What may still be missed: a sample of what is not shown, drawn by lot, and the bound that follows from it.

What is shown by default is chosen, so what is not shown is unlike it, and only a sample of it can say what it hides.
The lot falls by a digest of the candidate, so that everybody is given the same, and nobody can choose. From what a
person said of it follows, exactly and whatever the rules think, how many of the others support at the most (95 %).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb

from findings.company import CompanyState
from findings.settled import is_settled
from findings.shown import Shown, Statement, look_at
from forms import counted
from rubric.model import Element
from workspace.records import Candidate, DocumentRow, Ruling

DRAWN = 2  # statements of an element that are mixed in, unless more are asked for
DOUBT = 20  # once in so many the bound may be wrong: with 95 % confidence it is not


@dataclass(frozen=True, slots=True)
class Missed:
    """How much of what is not shown of an element may support, by those that were drawn and judged."""

    hidden: int  # statements that are not shown by default
    judged: int  # ... of these drawn by lot and judged by a person
    confirmed: int  # ... of these found to support
    unread: int  # hidden statements that nobody judged
    at_most: int  # of those unread that support, with 95 % confidence

    def __str__(self) -> str:
        if not self.hidden:
            return "All that was found is shown."
        if not self.judged and self.unread:
            return f"{self._hidden}, none was judged yet: any may support."
        drawn = f"{self._hidden} {self.judged} {'was' if self.judged == 1 else 'were'} drawn by lot and judged"
        if not self.unread:
            return f"{drawn}."  # all of them
        told = f"{self.confirmed or 'none'} of them {'support' if self.confirmed > 1 else 'supports'}"
        most = f"at most {self.at_most} of the {self.unread} unread {'supports' if self.at_most == 1 else 'support'}"
        return f"{drawn}, {told}: with 95 % confidence {most}."

    @property
    def _hidden(self) -> str:
        return f"Of {counted(self.hidden, 'statement')} that {'is' if self.hidden == 1 else 'are'} not shown"


def hidden(state: CompanyState, element: Element) -> tuple[Statement, ...]:
    """The element's statements that are not shown by default, in the order in which the lot draws them.

    A decision does not change what they are: what is decided is always shown, and would else leave the sample.
    """
    looks = _undecided(state)
    decided = {one.id: one for one in state.candidates}
    some = [
        replace(said, first=decided[said.first.id], others=tuple(decided[one.id] for one in said.others))
        for said in looks.statements
        if said.first.evidence.element == element.id and not any(one in looks for one in said.places)
    ]
    return tuple(sorted(some, key=_lot))


def _undecided(state: CompanyState) -> Shown:
    """What would be shown if nothing had been decided."""
    if not state.blind and all(one.current and one.decided is None for one in state.candidates):
        return state.shown
    there = (one for one in state.candidates if one.current)
    undecided = (one if one.decided is None else replace(one, decided=None) for one in there)
    return _looks(tuple(undecided), state.documents)


@lru_cache(maxsize=4)
def _looks(undecided: tuple[Candidate, ...], documents: tuple[DocumentRow, ...]) -> Shown:
    """The same for every decision on them: a person who reads on asks it again with each."""
    return look_at(undecided, documents)


def _lot(said: Statement) -> str:
    """The same for everybody, and nothing to do with what the statement says."""
    return hashlib.sha256(f"drawn by lot: {min(one.id for one in said.places)}".encode()).hexdigest()


def sampled(state: CompanyState, element: Element, most: int = DRAWN) -> tuple[Statement, ...]:
    """Statements of the element drawn by lot from those that are not shown; the same each time.

    A greater number draws the same ones and further ones.
    """
    return hidden(state, element)[:most]


def missed(state: CompanyState, element: Element) -> Missed:
    """The bound on the evidence still missed, from those drawn that a person has judged."""
    return missed_of(hidden(state, element))


def missed_of(every: Sequence[Statement]) -> Missed:
    """The same from all statements that are not shown, in the order of the lot.

    What counts as drawn is the row of judged statements from the first of the lot on: what a person picked out of the
    others was no lot, and only takes itself from what is unread.
    """
    row = _judged_first(every)
    confirmed = sum(map(_confirmed, row))
    others = every[len(row) :]
    unread = sum(not _judged(one) for one in others)
    supporting = most_supporting(len(every), len(row), confirmed)
    left = supporting - confirmed - sum(map(_confirmed, others))
    return Missed(len(every), len(row), confirmed, unread, max(min(left, unread), 0))


def _judged_first(every: Iterable[Statement]) -> list[Statement]:
    row: list[Statement] = []
    for one in every:
        if not _judged(one):
            break
        row.append(one)
    return row


def _judged(said: Statement) -> bool:
    return any(is_settled(one) for one in said.places)


def _confirmed(said: Statement) -> bool:
    return any(one.decided is Ruling.SUPPORTS for one in said.places)


def most_supporting(population: int, drawn: int, confirmed: int) -> int:
    """The greatest number of supporting ones in a population with which so few were still likely to be drawn (5 %).

    The exact upper bound of the hypergeometric distribution: with more, a lot of so many would show more of them at
    least 95 times in 100.
    """
    possible = range(confirmed, population - drawn + confirmed + 1)
    total = comb(population, drawn)
    return max(n for n in possible if DOUBT * _at_most(population, n, drawn, confirmed) > total)


def _at_most(population: int, supporting: int, drawn: int, confirmed: int) -> int:
    """The number of lots that show so many or fewer."""
    return sum(comb(supporting, k) * comb(population - supporting, drawn - k) for k in range(confirmed + 1))
