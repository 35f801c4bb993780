"""Empty elements close together: at the end of an indicator those for which nothing was found, by one press.

A person presses; here they are only gathered, each with its receipt. Where something was unreadable or not searched
for an element, that nothing is shown means nothing, and a person has to say so element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

from findings.agenda import Kind, questions_in
from findings.cards import card
from findings.company import CompanyState
from findings.looked import Looked, looked
from rubric.model import Element, Indicator


@dataclass(frozen=True, slots=True)
class Empty:
    """An element for which no passage is shown, and where it was looked for."""

    element: Element
    looked: Looked
    weaker: int  # statements that are not shown: scraps that say nothing alone

    @property
    def receipt(self) -> str:
        """Where it was looked for, and what was found: "2 of 2 documents searched whole, no passage".

        Of what is weaker it says so: "2 of 2 documents searched whole, no passage is shown, 1 weaker was found".
        """
        return f"{self.looked}, {self.found}"

    @property
    def found(self) -> str:
        """What was found: "no passage", or that none is shown and how many are weaker."""
        if not self.weaker:
            return "no passage"
        return f"no passage is shown, {self.weaker:,} weaker {'was' if self.weaker == 1 else 'were'} found"

    def __str__(self) -> str:
        return f"{self.element.id}: {self.receipt}"


@dataclass(frozen=True, slots=True)
class Empties:
    """The empty elements of an indicator that still matter."""

    together: tuple[Empty, ...]  # everything was searched whole: one press may set them not met
    apart: tuple[Empty, ...]  # something was not: each by itself

    @property
    def found(self) -> str:
        """What was found for those that close together."""
        return "no passage is shown" if any(one.weaker for one in self.together) else "no passage"


def empties(state: CompanyState, indicator: Indicator) -> Empties:
    """The elements of the indicator that matter and of which nothing is shown, in the order in which they are asked."""
    asked = questions_in(state, indicator)
    return Empties(
        together=tuple(_empty(state, one.element) for one in asked if one.kind is Kind.EMPTY),
        apart=tuple(_empty(state, one.element) for one in asked if one.kind is Kind.UNREAD),
    )


def _empty(state: CompanyState, element: Element) -> Empty:
    return Empty(element, looked(state, element), len(card(state, element).weaker))
