"""Rank: the order in which a person should look at candidates.

What would settle an element stands first: firm passages before near misses, those that show more before
those that show less, and for each element its best candidates before its further ones.
"""

from __future__ import annotations

from collections import Counter
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
_FADING = 0.12  # each further candidate of the same element is worth so much less: the first ones settle it


def weight(verdict: Verdict, reason: str | None, grounds: int, shows: int) -> float:
    """How much a candidate deserves a look, from 0 to 1.5; `grounds` counts the rules it rests on."""
    base = 1.0 if verdict is Verdict.SUPPORTS else _CLOSENESS.get(reason or "", _OTHER)
    return round(base + min(grounds, 6) * 0.04 + min(shows, 4) * 0.06, 4)


def order(evidence: Sequence[Evidence]) -> list[int]:
    """The positions of `evidence` in the order in which to look; the same for the same input in any order."""

    def place(i: int) -> tuple[float, str, int, str, int]:
        e = evidence[i]
        return (-e.weight, e.document, e.start, e.element, e.end)

    by_weight = sorted(range(len(evidence)), key=place)
    seen: Counter[tuple[str, Verdict]] = Counter()
    faded: list[tuple[float, int]] = []
    for position, i in enumerate(by_weight):
        e = evidence[i]
        faded.append((-(e.weight - _FADING * seen[e.element, e.verdict]), position))
        seen[e.element, e.verdict] += 1
    return [by_weight[position] for _, position in sorted(faded)]
