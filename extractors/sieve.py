"""Sieve: which of many patterns are worth trying on a text.

One fast scan of its plain words (Aho-Corasick) for the phrases that each pattern can't match without. What the phrases
found meet is added up in one large number, with a bit for each set of each pattern: a pattern whose sets are all met
is worth trying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick_rs

from lexicons.patterns import Pattern, plain

# Sets of each pattern that are asked for, the rarest first: a fourth spares one try of a hundred, and its phrases are
# such as "the", which nearly every text meets.
_MOST_SETS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """What a number of patterns need; they go by their places, from 0.

    Of a number of what is met each `count` bits are a layer: the first sets of all patterns, the second, and so on.
    """

    phrases: ahocorasick_rs.AhoCorasick
    meets: tuple[int, ...]  # for each phrase: the sets that hold it
    met: int  # by any text: the layers in which a pattern has no set
    count: int  # of patterns
    layers: int

    def worth_trying(self, lower: str) -> list[int]:
        """The patterns that may match a text, given in lower case (see `lexicons.patterns.lowered`), in their order."""
        met, meets = self.met, self.meets
        for phrase, _, _ in self.phrases.find_matches_as_indexes(plain(lower), overlapping=True):
            met |= meets[phrase]
        fit = met & ((1 << self.count) - 1)
        for layer in range(1, self.layers):
            fit &= met >> layer * self.count
        return _places(fit)


def sieve(patterns: Sequence[Pattern]) -> Sieve:
    """The sieve for some patterns."""
    count, layers = len(patterns), min(max((len(pattern.needs) for pattern in patterns), default=1), _MOST_SETS)
    meets: dict[str, int] = {}
    met = 0
    for p, pattern in enumerate(patterns):
        for layer, phrases in enumerate(pattern.needs[:layers]):
            for phrase in phrases:
                meets[phrase] = meets.get(phrase, 0) | 1 << layer * count + p
        for layer in range(len(pattern.needs), layers):
            met |= 1 << layer * count + p
    once = {number: number for number in meets.values()}  # phrases of the same sets share one number
    return Sieve(
        ahocorasick_rs.AhoCorasick(meets, matchkind=ahocorasick_rs.MatchKind.Standard),
        tuple(once[number] for number in meets.values()),
        met,
        count,
        layers,
    )


def _places(bits: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    places = []
    while bits:
        lowest = bits & -bits
        places.append(lowest.bit_length() - 1)
        bits ^= lowest
    return places
