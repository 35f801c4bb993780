"""What agreement means: each figure as a function of counts, over all groups together or over a resample of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from evaluation.counts import Array, Counts
from findings.resampled import PLACES, number

Measure = Callable[[Counts], Array]  # NaN where there is nothing to divide by
Row = dict[str, float | None]  # counts (whole numbers) and figures by name; None where there is no figure

LOWER_IS_BETTER = frozenset({"weak_called_supports"})


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


def rounded(measure: Measure) -> Measure:
    """A figure as it is shown, to four places, for another that is computed from it."""
    # By Python's round: NumPy's gives other digits where a figure lies between two.
    shown = np.vectorize(lambda value: round(float(value), PLACES), otypes=[np.float64])
    return lambda counts: np.asarray(shown(measure(counts)))


def kappa(counts: Counts) -> Array:
    """Cohen's kappa of two yes-or-no readers, from the counts elements, gold_met, said_met, both_met.

    scikit-learn's, under the bootstrap too: each of the four pairs of answers comes once, weighed by its count, so
    that a thousand resamples take a second.
    """
    n, gold, said, both = (counts[name] for name in OUTCOME_COUNTS)
    return np.apply_along_axis(_kappa, -1, np.stack([both, gold - both, said - both, n - gold - said + both], axis=-1))


def _kappa(pairs: Array) -> float:
    """Kappa of how often the two said yes and yes, yes and no, no and yes, no and no; NaN where it has no meaning."""
    from sklearn.exceptions import UndefinedMetricWarning  # takes a while to load
    from sklearn.metrics import cohen_kappa_score

    if not pairs.any():
        return np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)  # where chance alone explains all
        return float(cohen_kappa_score([1, 1, 0, 0], [1, 0, 1, 0], sample_weight=pairs))


def _divided(part: Array, whole: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, np.asarray(part, dtype=np.float64) / whole)


_PRECISION, _RECALL = ratio("right", "claims"), ratio("firm", "gold_supports")
# What holds for every set whose labels say both what supports and what only comes near it.
SUPPORT: Mapping[str, Measure] = {
    "recall_any": ratio("seen", "gold_supports"),
    "recall_supports": _RECALL,
    "precision_supports": _PRECISION,
    "f1_supports": f1(_PRECISION, _RECALL),
    "weak_called_supports": ratio("fooled", "gold_weak"),
    "recall_weak": ratio("weak_seen", "gold_weak"),
    "same_reason": ratio("agreed", "weak_seen"),
}
# Which elements are met: how many there are, how many are labelled met, proposed as met, and both.
OUTCOME_COUNTS = ("elements", "gold_met", "said_met", "both_met")
OUTCOMES: Mapping[str, Measure] = {
    "precision_met": ratio("both_met", "said_met"),
    "recall_met": ratio("both_met", "gold_met"),
    "kappa": kappa,
}


def totals(counts: Counts) -> dict[str, Array]:
    """The counts summed over all groups."""
    return {name: np.asarray(numbers.sum(), dtype=np.float64) for name, numbers in counts.items()}


def row(counts: Counts, names: Iterable[str], measures: Mapping[str, Measure]) -> Row:
    """The named counts and each figure over all groups together."""
    whole = totals(counts)
    return {name: int(whole[name]) for name in names} | {
        name: number(float(measure(whole))) for name, measure in measures.items()
    }
