"""How sure a figure is, by resampling: groups are drawn a thousand times, and each draw gives the figure once more.

What is drawn is whole groups (companies, documents): what belongs to one group is alike, so that drawing single members
would look surer than it is. The seed is fixed, and the same number of groups is always drawn alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESAMPLES = 1000
SEED = 2019
LEVEL = 95  # per cent
PLACES = 4  # of a figure


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds between which 95 % of the resamples lie; None where there is none.

    A figure may have no bounds: where there was too little to draw from, or all that was drawn is alike.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@lru_cache(maxsize=4)
def weights(groups: int) -> Array:
    """How often each group is drawn, one row a resample; drawn once for all figures of as many groups."""
    if not groups:
        return np.empty((RESAMPLES, 0))
    drawn = np.random.default_rng(SEED).multinomial(groups, [1 / groups] * groups, size=RESAMPLES).astype(np.float64)
    drawn.flags.writeable = False
    return drawn


def bounds(resampled: Array) -> tuple[float | None, float | None]:
    """Between what 95 % of the figures lie; those of draws that give none (NaN) are left out, one at least is known."""
    tail = (100 - LEVEL) / 2
    low, high = np.percentile(resampled[~np.isnan(resampled)], [tail, 100 - tail])
    return number(float(low)), number(float(high))


def number(value: float) -> float | None:
    """A figure to four places; None where there is none."""
    return None if np.isnan(value) else round(value, PLACES) + 0.0  # no -0.0
