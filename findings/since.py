"""What came since a person called an element not met by hand: a later document's passages, or what newer rules find.

Such a decision rests on what there was to see. When something is shown that nobody could see then, it no longer
tells the outcome: the element is asked again, until what came is judged too, or a person says "not met" once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from findings.shown import Shown, Statement
from workspace.records import Candidate, Decision, Ruling

_AGAINST = frozenset({Ruling.WEAK, Ruling.REJECTED})


def came_since(by_hand: Mapping[str, Decision], shown: Shown) -> dict[str, tuple[Candidate, ...]]:
    """By element, the passages that reopen it: shown, later than "not met" by hand, and not called weak or rejected.

    `by_hand` are the decisions in force by element. The same statement somewhere else is no news.
    """
    asked = {element: line for element, line in by_hand.items() if line.verdict is Ruling.NOT_MET}
    found: dict[str, list[Candidate]] = defaultdict(list)
    for said in shown.statements if asked else ():
        line = asked.get(said.first.evidence.element)
        if line is not None and is_news(said, line) and said.first in shown and said.first.decided not in _AGAINST:
            found[line.element].append(said.first)
    return {element: tuple(some) for element, some in found.items()}


def is_news(said: Statement, line: Decision) -> bool:
    """Whether a statement is there and stood nowhere when the line was written."""
    return said.first.current and all(0 < line.seq <= one.after for one in said.places)
