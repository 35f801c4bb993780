"""What came since a person called an element not met by hand, and what went since one confirmed a passage.

Such decisions rest on what there was to see. When something is shown that nobody could see then, "not met" no longer
tells the outcome: the element is asked again, until what came is judged too, or a person says "not met" once more. When
the document of a confirmed passage was replaced, and nothing that there is now says the same, it no longer counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from findings.same_words import folded
from findings.shown import Shown, Statement
from workspace.records import Candidate, Decision, DocumentRow, Ruling

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


def gone(candidates: Sequence[Candidate], documents: Sequence[DocumentRow]) -> frozenset[str]:
    """The ids of confirmed passages whose document was replaced, and of which nothing is found in what there is now.

    What the present rules no longer find in a document that is there, and what could not be fetched again, stays.
    """
    lost = [one for one in candidates if one.decided is Ruling.SUPPORTS and not one.current]
    if not lost:
        return frozenset()
    present = {row.document for row in documents}
    replaced = {row.source for row in documents if row.document is not None}
    said = {(one.evidence.element, folded(one.evidence.quote)) for one in candidates if one.current}
    return frozenset(
        one.id
        for one in lost
        if one.evidence.document not in present
        and one.source in replaced
        and (one.evidence.element, folded(one.evidence.quote)) not in said
    )


def is_news(said: Statement, line: Decision) -> bool:
    """Whether a statement counts and stood nowhere when the line was written."""
    counts = said.first.current or said.first.decided is Ruling.SUPPORTS
    return counts and all(0 < line.seq <= one.after for one in said.places)
