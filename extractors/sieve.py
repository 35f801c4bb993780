"""Sieve: which of many patterns are worth trying on a text.

One fast scan of its plain words (Aho-Corasick) for the phrases that each pattern can't match without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick_rs

from lexicons.patterns import Pattern, plain


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """What a number of patterns need; they go by their places, from 0."""

    phrases: ahocorasick_rs.AhoCorasick
    lets_in: tuple[tuple[int, ...], ...]  # for each phrase: the patterns of whose rarest set it is
    needs: tuple[tuple[frozenset[int], ...], ...]  # for each pattern: its other sets of phrases, of each it needs one

    def worth_trying(self, lower: str) -> list[int]:
        """The patterns that may match a text, given in lower case (see `lexicons.patterns.lowered`), in their order."""
        there = {i for i, _, _ in self.phrases.find_matches_as_indexes(plain(lower), overlapping=True)}
        found = {p for i in there for p in self.lets_in[i]}
        return [p for p in sorted(found) if not any(map(there.isdisjoint, self.needs[p]))]


def sieve(patterns: Sequence[Pattern]) -> Sieve:
    """The sieve for some patterns."""
    rarest: dict[str, list[int]] = {}
    for p, pattern in enumerate(patterns):
        for phrase in pattern.needs[0]:
            rarest.setdefault(phrase, []).append(p)
    others = [pattern.needs[1:] for pattern in patterns]
    phrases = sorted({*rarest, *(phrase for sets in others for some in sets for phrase in some)})
    place = {phrase: i for i, phrase in enumerate(phrases)}
    return Sieve(
        ahocorasick_rs.AhoCorasick(phrases, matchkind=ahocorasick_rs.MatchKind.Standard),
        tuple(tuple(rarest.get(phrase, ())) for phrase in phrases),
        tuple(tuple(frozenset(place[phrase] for phrase in some) for some in sets) for sets in others),
    )
