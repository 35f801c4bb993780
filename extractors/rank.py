"""Rank: the order in which a person should look at candidates.

What would settle an element stands first: firm passages before near misses, and those that show more before
those that show less. Where a model was learned from labels, its opinion counts too.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.records import Evidence

_OPINION = 0.25  # one unit of a model's log odds weighs as much as a near miss


def weight(closeness: float, grounds: int, shows: int, score: float | None = None) -> float:
    """How much a candidate deserves a look: what the rules say, and a model's opinion (`score`, log odds) if any.

    `closeness` is 1 for support, and what the rubric says of its reason for a near miss; `grounds` counts the rules it
    rests on, `shows` the parts of the element that it shows.
    """
    return round(closeness + min(grounds, 6) * 0.04 + min(shows, 4) * 0.06 + _OPINION * (score or 0.0), 4)


def order(evidence: Sequence[Evidence]) -> list[int]:
    """The positions of `evidence` in the order in which to look; the same for the same input in any order."""

    def place(i: int) -> tuple[float, str, int, str, int]:
        e = evidence[i]
        return (-e.weight, e.document, e.start, e.element, e.end)

    return sorted(range(len(evidence)), key=place)
