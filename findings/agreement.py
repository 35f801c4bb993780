"""How far two readings of the same elements agree: Cohen's kappa and Krippendorff's alpha, and how sure they are.

Both are functions of coincidences, counts of pairs of outcomes, which add up over elements. So the bootstrap is one
matrix product: what is drawn are whole companies, because elements of one company resemble each other; with fewer
than five companies single elements are drawn, and the interval looks surer than it is. The seed is fixed.

No interval is given where the draws could not make one: of fewer than ten elements (three can be drawn in 10 different
ways, ten in 92,378), and where all draws are alike, as where nothing differs. An interval without width would say that
the figure is certain, when it says that there was nothing to vary.

Of missing values: an element that one of two readers did not decide has nothing to be compared with, and counts in
neither figure. How many these are is told beside the figures. Of more than two readers alpha takes those who said
something, as Krippendorff does.

Sources: J. Cohen, "A coefficient of agreement for nominal scales" (1960); K. Krippendorff, "Computing Krippendorff's
Alpha-Reliability" (2011), for nominal data; P. Hall, "The Bootstrap and Edgeworth Expansion" (1992), appendix I, for
the number of different draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from findings.resampled import Array, Interval, bounds, number, weights

Outcome = str  # what a reader said of an element: a name among others, without an order
FEWEST_COMPANIES = 5  # below that a draw of companies says little
FEWEST_ELEMENTS = 10  # below that so few draws differ that their outermost 5 % are a handful


@dataclass(frozen=True, slots=True)
class Pair:
    """What two readings say of one element of one company; None where one did not decide it."""

    company: str
    element: str
    first: Outcome | None
    second: Outcome | None

    @property
    def compared(self) -> bool:
        """Whether both decided it."""
        return self.first is not None and self.second is not None

    @property
    def differs(self) -> bool:
        """Whether both decided it, each otherwise."""
        return self.compared and self.first != self.second


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readings agree on some elements."""

    compared: int  # elements that both decided
    same: int
    only_first: int
    only_second: int
    kappa: Interval
    alpha: Interval
    by_company: bool  # whether companies were drawn, else elements


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """How far the two readings agree on these elements."""
    both = [(one.company, one.first, one.second) for one in pairs if one.first is not None and one.second is not None]
    names = sorted({name for _, *said in both for name in said})
    companies = sorted({company for company, *_ in both})
    by_company = len(companies) >= FEWEST_COMPANIES
    group = {company: place for place, company in enumerate(companies)}
    numbers = {name: place for place, name in enumerate(names)}
    groups = np.zeros((len(companies) if by_company else len(both), len(names), len(names)))
    for place, (company, first, second) in enumerate(both):
        groups[group[company] if by_company else place, numbers[first], numbers[second]] += 1
    enough = len(both) >= FEWEST_ELEMENTS
    drawn = weights(len(groups) if enough else 0)
    return Agreement(
        compared=len(both),
        same=sum(first == second for _, first, second in both),
        only_first=sum(one.first is not None and one.second is None for one in pairs),
        only_second=sum(one.first is None and one.second is not None for one in pairs),
        kappa=_interval(_kappa, groups, drawn),
        alpha=_interval(_alpha, groups + groups.transpose(0, 2, 1), drawn),
        by_company=by_company,
    )


def kappa(pairs: Sequence[tuple[Outcome | None, Outcome | None]]) -> float | None:
    """Cohen's kappa of two readers, over what both decided; None where chance alone explains all."""
    return agreement([Pair("", str(n), *pair) for n, pair in enumerate(pairs)]).kappa.value


def alpha(units: Sequence[Sequence[Outcome | None]]) -> float | None:
    """Krippendorff's alpha for nominal data; a unit has one value from each reader, None where a value is missing.

    None where nothing was said by two, or all said the same throughout, so that there is no chance to compare with.
    """
    names = sorted({value for unit in units for value in unit if value is not None})
    total = sum((coincidences(unit, names) for unit in units), np.zeros((len(names), len(names))))
    return number(float(_alpha(total)))


def coincidences(unit: Sequence[Outcome | None], names: Sequence[Outcome]) -> Array:
    """How often each pair of values stands in the unit, by different readers, each pair weighed by 1/(readers - 1)."""
    counts = np.array([sum(value == name for value in unit) for name in names], dtype=np.float64)
    readers = counts.sum()
    if readers < 2:
        return np.zeros((len(names), len(names)))
    pairs: Array = (np.outer(counts, counts) - np.diag(counts)) / (readers - 1)
    return pairs


def _alpha(coincidence: Array) -> Array:
    """Of coincidence matrices, the last two axes: 1 - observed/expected disagreement; NaN without a meaning."""
    margins = coincidence.sum(axis=-1)
    all_of = margins.sum(axis=-1)
    observed = all_of - np.trace(coincidence, axis1=-2, axis2=-1)
    expected = all_of**2 - (margins**2).sum(axis=-1)
    return _one_less((all_of - 1) * observed, expected)


def _kappa(confusion: Array) -> Array:
    """Of confusion matrices, the last two axes: 1 - observed/expected disagreement; NaN without a meaning."""
    all_of = confusion.sum(axis=(-2, -1))
    observed = all_of - np.trace(confusion, axis1=-2, axis2=-1)
    by_chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1)
    return _one_less(all_of * observed, all_of**2 - by_chance)


def _one_less(part: Array, whole: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, 1 - np.asarray(part) / whole)


def _interval(measure: Callable[[Array], Array], groups: Array, drawn: Array) -> Interval:
    value = number(float(measure(groups.sum(axis=0))))
    if value is None or not drawn.size:
        return Interval(value)
    resampled = measure(np.tensordot(drawn, groups, axes=1))
    known = resampled[~np.isnan(resampled)]
    if not len(known) or known.min() == known.max():
        return Interval(value)
    return Interval(value, *bounds(known))
