"""How sure a figure is: bootstrap intervals, and the difference of two figures over the same resamples.

What is resampled is whole documents (companies, for single sentences): passages of one document resemble each
other, so that resampling passages would look surer than it is. Every figure is a function of counts that add
up over documents, so that a thousand resamples are one matrix product. The seed is fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 2019
LEVEL = 95  # per cent

Array = NDArray[np.float64]
Counts = Mapping[str, Array]  # by what is counted: one number a document, or a resample
Measure = Callable[[Counts], Array]  # NaN where there is nothing to divide by

LOWER_IS_BETTER = frozenset({"weak_called_supports"})


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds between which 95 % of the resamples lie; None where it cannot be computed."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Each system's figures, and by how much the first one's differ from each other's, over paired resamples."""

    intervals: dict[str, dict[str, Interval]]  # system -> figure
    differences: dict[str, dict[str, Interval]]  # baseline -> figure: the first system's less the baseline's


# --- figures as functions of counts


def ratio(part: str, *whole: str) -> Measure:
    """One count over the sum of others."""
    return lambda counts: _divided(counts[part], np.asarray(sum(counts[name] for name in whole), dtype=np.float64))


def f1(precision: Measure, recall: Measure) -> Measure:
    """The harmonic mean of two ratios: 0 where nothing right was found, NaN where nothing was to be found."""

    def of(counts: Counts) -> Array:
        p, r = precision(counts), recall(counts)
        p = np.where(np.isnan(p), 0.0, p)
        return np.where(np.isnan(r), np.nan, np.nan_to_num(_divided(2 * p * r, p + r)))

    return of


def gap(first: Measure, second: Measure) -> Measure:
    """One figure less another."""
    return lambda counts: first(counts) - second(counts)


def kappa(counts: Counts) -> Array:
    """Cohen's kappa of two yes-or-no readers, from the counts elements, gold_met, said_met, both_met."""
    n, gold, said, both = (counts[name] for name in ("elements", "gold_met", "said_met", "both_met"))
    agreement = _divided(n - gold - said + 2 * both, n)
    chance = _divided(gold * said + (n - gold) * (n - said), n * n)
    return _divided(agreement - chance, 1 - chance)


def _divided(part: Array, whole: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, np.asarray(part, dtype=np.float64) / whole)


# --- values and intervals


def totals(counts: Counts) -> dict[str, Array]:
    """The counts summed over all documents."""
    return {name: np.asarray(numbers.sum(), dtype=np.float64) for name, numbers in counts.items()}


def values(counts: Counts, measures: Mapping[str, Measure]) -> dict[str, float | None]:
    """Each figure over all documents together, to four places."""
    whole = totals(counts)
    return {name: _number(float(measure(whole))) for name, measure in measures.items()}


def compare(systems: Mapping[str, Counts], measures: Mapping[str, Measure]) -> Compared:
    """The intervals of each system's figures, and of the first system's lead over each of the others.

    All systems' counts are by the same documents in the same order.
    """
    resampled: dict[str, dict[str, Array]] = {}
    point: dict[str, dict[str, Array]] = {}
    for system, counts in systems.items():
        weights = _weights(len(next(iter(counts.values()), np.empty(0))))
        sums = {name: weights @ numbers for name, numbers in counts.items()}
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


def _weights(documents: int) -> Array:
    """How often each document is drawn, one row a resample; the same for every system."""
    if not documents:
        return np.empty((RESAMPLES, 0))
    drawn = np.random.default_rng(SEED).multinomial(documents, [1 / documents] * documents, size=RESAMPLES)
    return drawn.astype(np.float64)


def _interval(value: Array, resampled: Array) -> Interval:
    known = resampled[~np.isnan(resampled)]
    if not len(known):
        return Interval(_number(float(value)), None, None)
    tail = (100 - LEVEL) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return Interval(_number(float(value)), _number(float(low)), _number(float(high)))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4) + 0.0  # no -0.0
