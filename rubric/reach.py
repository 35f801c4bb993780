"""Which of an indicator's points no findings reach.

A source may print points that can't be scored (a half point for a part of Score 2 where that part is
already Score 1). They stay in the data as printed; loading warns of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rubric.engine import Rule, result
from rubric.model import AllOf, Indicator, Rubric, Scoring
from rubric.trees import and_branches, each_way, requirements


def unreachable_points(rubric: Rubric) -> tuple[str, ...]:
    """One warning for each point that exists in the data and that no findings give."""
    if rubric.scoring is not Scoring.POINTS:
        return ()
    return tuple(
        f"{indicator.id}: the point {point!r} exists, but no findings reach it"
        for indicator in rubric.indicators
        for point in _unreachable(indicator)
    )


def _unreachable(indicator: Indicator) -> Iterator[str]:
    """Try the sets of elements that could give each point, until one does: larger ones would only lead past it."""
    assert indicator.points is not None
    first, second = (level.tree for level in indicator.levels)
    halves = (way for branch in and_branches(first) for way in each_way(branch))
    stars = (way for branch in requirements(second) for way in each_way(branch))
    steps = (way for branch in and_branches(second) for way in each_way(AllOf((first, branch))))
    reached = [
        ("0.5", indicator.points.half, Rule.HALF, halves),
        ("*", indicator.points.star, Rule.STAR, stars),
        ("1", True, Rule.ONE, each_way(first)),
        ("1.5", indicator.points.one_and_half, Rule.ONE_AND_HALF, steps),
    ]
    for point, exists, rule, tried in reached:
        if exists and all(result(indicator, way).rule is not rule for way in tried):
            yield point
