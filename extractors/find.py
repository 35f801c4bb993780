"""Find: where the lexicons' entries stand in a text.

A sieve (sieve.py) says which patterns are worth trying; only these are tried, as regular expressions over the folded
text. Each expression is compiled when it is first tried: most documents need few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.by_name import Respelt
from extractors.records import Hit
from extractors.sieve import Sieve, sieve
from lexicons import Entry, Lexicons
from lexicons.patterns import REPORTED, Pattern, lowered


@dataclass(frozen=True, slots=True)
class Finder:
    """Lexicons, ready to search: call `hits` on any folded text."""

    lexicons: Lexicons
    sieve: Sieve
    patterns: tuple[tuple[Entry, Pattern], ...]  # by their places in the sieve
    of_us: frozenset[int]  # the places of those that name "we"

    def hits(self, text: str, kind: str | None = None, respelt: Respelt | None = None) -> tuple[Hit, ...]:
        """Every entry that fires in `text`, in order of its start; offsets into `text`.

        `kind` is the kind of document that it stands in: entries that count only in others stay silent. With None
        all may fire.
        `respelt` is the same text with "we" for the company's name; what fires in it alone counts as well.
        In a lexicon where the longest wins, a hit inside a longer one is left out; and so is a hit
        that starts in an entry that hides its concept ("human rights policy" hides "human rights").
        """
        hits = list(self._fired(text, kind))
        if respelt is not None:
            fired = self._fired(respelt.text, kind, self.of_us)
            hits += [(e, *respelt.place(s, t)) for e, s, t in fired if not respelt.only_a_name(s, t)]
        return tuple(_longest(_unhidden(hits))) if hits else ()

    def _fired(
        self, text: str, kind: str | None, only: frozenset[int] | None = None
    ) -> Iterator[tuple[Entry, int, int]]:
        lower = lowered(text)
        return (
            (entry, *match.span(part))
            for p in self.sieve.worth_trying(lower)
            if only is None or p in only
            for entry, pattern in (self.patterns[p],)
            if kind is None or not entry.only_in or kind in entry.only_in
            for regex, in_lower, part in (expression(pattern.regex, entry.exact_case),)
            for match in regex.finditer(lower if in_lower else text)
        )


@lru_cache(maxsize=8)
def finder(lexicons: Lexicons) -> Finder:
    """Lexicons and their sieve, made once."""
    patterns = tuple((entry, pattern) for entry in lexicons.entries for pattern in entry.patterns)
    we = re.compile(rf"(?<!\w){re.escape(lexicons.grammar.we)}(?!\w)") if lexicons.grammar else None
    of_us = frozenset(p for p, (_, pattern) in enumerate(patterns) if we is not None and we.search(pattern.written))
    return Finder(lexicons, sieve([pattern for _, pattern in patterns]), patterns, of_us)


_AS_IT_IS = "(?-i:"
# Escapes, and the names of groups: their letters are no text.
_NO_TEXT = re.compile(r"(\\[A-Za-z]|\(\?P<\w+>)|([^\W\d_]+?)")


class Expression(NamedTuple):
    """A pattern's expression."""

    regex: re.Pattern[str]
    in_lower: bool  # it is for the text in lower case
    part: str | int  # the group of what it reports of a match; 0, which is all of it, where none is marked


@cache
def expression(regex: str, exact_case: bool) -> Expression:
    """A pattern's expression, compiled once.

    In lower case it is half again as fast as for either case; names within a pattern need the letters as they are.
    """
    in_lower = not exact_case and _AS_IT_IS not in regex
    small = _NO_TEXT.sub(lambda found: found[1] or found[2].lower(), regex) if in_lower else regex
    compiled = re.compile(small, 0 if exact_case or in_lower else re.IGNORECASE)
    return Expression(compiled, in_lower, reported(compiled))


def reported(regex: re.Pattern[str]) -> str | int:
    """The group of what an expression reports of a match."""
    return REPORTED if REPORTED in regex.groupindex else 0


def _unhidden(hits: list[tuple[Entry, int, int]]) -> list[tuple[Entry, int, int]]:
    hiding = [(e, s, t) for e, s, t in hits if e.hides]
    if not hiding:
        return hits
    return [
        (entry, start, end)
        for entry, start, end in hits
        if not any(entry.concept in h.hides and s <= start < t for h, s, t in hiding)
    ]


def _longest(hits: list[tuple[Entry, int, int]]) -> list[Hit]:
    """Hits in order and without repeats; where the longest wins, without those inside a longer one."""
    ordered = sorted({(e.lexicon if e.longest_wins else "", s, -t, e.id, e.concept) for e, s, t in hits})
    kept: list[Hit] = []
    widest: tuple[str, int, int] = ("", -1, -1)
    for lexicon, start, minus_end, rule, concept in ordered:
        end = -minus_end
        inside = lexicon == widest[0] and widest[1] <= start and end <= widest[2] and (start, end) != widest[1:]
        if lexicon and inside:
            continue
        if lexicon != widest[0] or end > widest[2]:
            widest = (lexicon, start, end)
        kept.append(Hit(rule, concept, start, end))
    return sorted(kept, key=lambda h: (h.start, h.end, h.rule))
