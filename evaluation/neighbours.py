"""A sentence read among its neighbours: what stands beside it in a text is often about the same.

Statements tell of a measure in several sentences, of which each alone may say too little ("These are repeated every
year."). So a sentence is as likely to carry a label as it is by itself, and a little more or less by what its
neighbours say of the same label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from evaluation.baselines import EVEN
from evaluation.question import Question

# How much the log odds of a neighbour count, by how far it stands. They were set on the statements in view
# (evaluation/statements_in_view.txt); docs/quality.md has what they bring there and on those kept aside.
_WEIGHTS = {1: 0.2, 2: 0.05, 3: 0.05}
_SUREST = 7.0  # of log odds: one sentence about which there is no doubt at all decides nothing for others


class Odds(Protocol):
    """What can tell how likely it takes a passage for support."""

    def log_odds(self, asked: Sequence[Question]) -> list[dict[str, float]]:
        """For each passage its log odds, by element or label."""


class AmongNeighbours:
    """A classifier of the sentences of texts that come in their order, each text as one company's."""

    def __init__(self, alone: Odds) -> None:
        self._alone = alone

    def supported(self, asked: Sequence[Question]) -> list[frozenset[str]]:
        """For each sentence what it carries, by its own words and those of its neighbours in the same text."""
        said = self._alone.log_odds(asked)
        return [
            frozenset(label for label in own if _among(label, place, asked, said) >= EVEN)
            for place, own in enumerate(said)
        ]


def _among(label: str, place: int, asked: Sequence[Question], said: Sequence[Mapping[str, float]]) -> float:
    odds = _bounded(said[place][label])
    for far, weight in _WEIGHTS.items():
        for beside in (place - far, place + far):
            if 0 <= beside < len(asked) and asked[beside].company == asked[place].company:
                odds += weight * _bounded(said[beside][label])
    return odds


def _bounded(odds: float) -> float:
    return max(-_SUREST, min(_SUREST, odds))
