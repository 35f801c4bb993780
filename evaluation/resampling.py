"""How sure a figure is: bootstrap intervals, and the difference of two systems' figures over the same resamples.

What is resampled is whole groups (documents; companies, for single sentences): passages of one document resemble each
other, so that resampling passages would look surer than it is. Every figure is a function of counts that add up over
groups, so that a thousand resamples are one matrix product. The seed is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluation.counts import Array, Counts
from evaluation.figures import Measure, totals
from findings.resampled import Interval, bounds, number, weights


@dataclass(frozen=True, slots=True)
class Compared:
    """Each system's figures, and by how much the first one's differ from each other's, over paired resamples."""

    intervals: dict[str, dict[str, Interval]]  # system -> figure
    differences: dict[str, dict[str, Interval]]  # baseline -> figure: the first system's less the baseline's


def compare(systems: Mapping[str, Counts], measures: Mapping[str, Measure]) -> Compared:
    """The intervals of each system's figures, and of the first system's lead over each of the others.

    All systems' counts are by the same groups in the same order.
    """
    resampled: dict[str, dict[str, Array]] = {}
    point: dict[str, dict[str, Array]] = {}
    for system, counts in systems.items():
        drawn = weights(len(next(iter(counts.values()), np.empty(0))))
        sums = {name: drawn @ numbers for name, numbers in counts.items()}
        resampled[system] = {name: measure(sums) for name, measure in measures.items()}
        point[system] = {name: measure(totals(counts)) for name, measure in measures.items()}
    first = next(iter(systems))
    return Compared(
        intervals={
            system: {name: _interval(point[system][name], resampled[system][name]) for name in measures}
            for system in systems
        },
        differences={
            system: {
                name: _interval(
                    point[first][name] - point[system][name], resampled[first][name] - resampled[system][name]
                )
                for name in measures
            }
            for system in list(systems)[1:]
        },
    )


def _interval(value: Array, resampled: Array) -> Interval:
    low, high = (None, None) if np.isnan(resampled).all() else bounds(resampled)
    return Interval(number(float(value)), low, high)
