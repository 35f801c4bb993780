"""Counts that add up over groups: what was labelled, what was found, and what of it was right.

Every figure is a function of counts. So measuring a set means saying what is counted once more, and where: in which
row of the set's table (an element, a label) and in which group (a document, a company, a statement). Groups are what
is resampled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.question import Said
from extractors.records import Verdict

Array = NDArray[np.float64]
Counts = Mapping[str, Array]  # by what is counted: one number a group, or a resample
Event = tuple[str, str, str]  # row of the table, group, what is counted once more

# What is counted wherever labels say both what supports and what only comes near it.
SUPPORT_COUNTS = (
    "gold_supports",  # labelled as support
    "seen",  # ... with any candidate
    "firm",  # ... called support
    "claims",  # called support
    "right",  # ... and labelled so
    "gold_weak",  # labelled as near misses
    "fooled",  # ... called support
    "weak_seen",  # ... called weak
    "agreed",  # ... with the labelled reason
)


@dataclass(frozen=True, slots=True)
class Tables:
    """The counts of one system: for each row of its table by group, and for all rows together."""

    rows: dict[str, Counts]
    all: Counts  # also `row:count` for each row, for figures that weigh the rows


def counted(events: Iterable[Event], rows: Sequence[str], groups: Sequence[str], names: Sequence[str]) -> Tables:
    """Add events up. `groups` are in the order of resampling, the same for every system."""
    place = {group: i for i, group in enumerate(groups)}
    tables = {row: {name: np.zeros(len(groups)) for name in names} for row in rows}
    for row, group, name in events:
        tables[row][name][place[group]] += 1
    every = {name: sum((tables[row][name] for row in rows), np.zeros(len(groups))) for name in names}
    every |= {f"{row}:{name}": numbers for row in rows for name, numbers in tables[row].items()}
    return Tables(dict(tables), every)


def counts_of_label(verdict: Verdict, reason: str | None, said: Collection[Said]) -> Iterator[str]:
    """What one label adds to, by what was said of the same passage: claims and what is right of them stand apart."""
    firm = any(one.verdict is Verdict.SUPPORTS for one in said)
    weak = [one for one in said if one.verdict is Verdict.WEAK]
    if verdict is Verdict.SUPPORTS:
        holds = {"gold_supports": True, "seen": bool(said), "firm": firm}
    else:
        agreed = any(reason in one.reasons for one in weak)
        holds = {"gold_weak": True, "fooled": firm, "weak_seen": bool(weak), "agreed": agreed}
    yield from (name for name, so in holds.items() if so)
