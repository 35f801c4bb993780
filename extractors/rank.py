"""Rank: the order in which a person should look at candidates.

What would settle an element stands first: firm passages before near misses, and those that show more before
those that show less. Where a model was learned from labels, its opinion counts too.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.records import Evidence, Verdict

# How near a weak passage comes to counting: a question of wording is closer than a missing description.
_CLOSENESS = {
    "weak_wording": 0.5,
    "legal_limit": 0.5,
    "not_policy": 0.55,
    "conditional": 0.45,
    "incomplete_list": 0.45,
    "future_plan": 0.4,
    "selected_rights": 0.3,
    "no_detail": 0.25,
}
_OTHER = 0.35
_OPINION = 0.25  # one unit of a model's log odds weighs as much as a near miss


def weight(verdict: Verdict, reason: str | None, grounds: int, shows: int, score: float | None = None) -> float:
    """How much a candidate deserves a look: what the rules say, and a model's opinion (`score`, log odds) if any.

    `grounds` counts the rules it rests on, `shows` the parts of the element that it shows.
    """
    base = 1.0 if verdict is Verdict.SUPPORTS else _CLOSENESS.get(reason or "", _OTHER)
    return round(base + min(grounds, 6) * 0.04 + min(shows, 4) * 0.06 + _OPINION * (score or 0.0), 4)


def order(evidence: Sequence[Evidence]) -> list[int]:
    """The positions of `evidence` in the order in which to look; the same for the same input in any order."""

    def place(i: int) -> tuple[float, str, int, str, int]:
        e = evidence[i]
        return (-e.weight, e.document, e.start, e.element, e.end)

    return sorted(range(len(evidence)), key=place)
