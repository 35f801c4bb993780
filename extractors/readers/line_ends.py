"""Words that a line's end parts: "commit-/ment" is one word, "third-/party" has a hyphen, "short-/and long-term" two.

A document shows the same sign for all three. What it means is judged word by word: by how the document itself writes
the word elsewhere, then by the words that a language always writes with a hyphen, by its dictionary, and by the first
and last parts of compounds (`lexicons/<language>/reading/line-ends.yaml`). Without any sign of a compound a word was
cut. The text keeps its length, so that offsets and boxes stay: the sign becomes PARTED, HYPHEN or APART, by which
matching and people get whole words (`extractors/fold.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from extractors.clauses import dictionary
from extractors.fold import APART, HYPHEN, PARTED
from extractors.language import stop_words
from lexicons import FOLDER
from lexicons.grammar import grammar
from lexicons.reading_rules import reading_file, reading_files
from lexicons.strict_yaml import read_yaml

FILE = "line-ends"
KEYS = ("hyphenated", "first", "last", "closed", "goes_on")
ENDING = 3  # letters by which forms of a word differ: co-operate, co-operation
LEAST_STEM = 6  # letters that two forms must share
LEAST_HALF = 3  # letters of each word in a compound that only its halves tell

_SIGN = rf"\-{PARTED}\u2010\u2011"
# A sign at a line's end, with what follows of its word; or one before a space, as text taken from a PDF has it.
_ANY_SIGN = f"-{PARTED}\u2010\u2011"
_PLACE = re.compile(rf"[{_SIGN}](?<=\w.)(?:[^\S\n]*\n\s*(?=\w)|(?P<near>[^\S\n]+)(?=[^\W\d_]))")
_FROM_SIGN = re.compile(rf"[{_SIGN}](?<=[\w{_SIGN}].)\s+[\w{_SIGN}]+")  # of a parted word; begun so, it is found fast
_OF_WORD = re.compile(rf"[\w{_SIGN}]")
_PARTS = re.compile(rf"[{_SIGN}'’]")
_BEFORE = re.compile(rf"[\w{_SIGN}'’]+$")
_AROUND = 80  # characters: no word is longer
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Usage:
    """How a language joins words; all in lower case."""

    first: frozenset[str] = frozenset()  # parts with which a compound begins
    last: frozenset[str] = frozenset()  # parts with which it ends
    closed: frozenset[str] = frozenset()  # words that, at the end of another, are written as one with it
    goes_on: frozenset[str] = frozenset()  # after "short-": "and long-term"
    words: Collection[str] = frozenset()  # of the dictionary


class _Own:
    """The words of a document, but for those at the ends of its lines, which are no witnesses."""

    def __init__(self, text: str) -> None:
        found = "\n".join(_WORD.findall(_without_parted(text))).lower().replace("\u2010", "-").replace("\u2011", "-")
        self.words = Counter(found.split("\n"))
        longer = [(word, count) for word, count in self.words.items() if word.count("-") > 1]
        for word, count in longer:  # "end-to-end" shows "to-end" as well
            for one, two in pairwise(word.split("-")):
                self.words[f"{one}-{two}"] += count

    @cached_property
    def ordered(self) -> list[str]:
        """The words by the alphabet."""
        return sorted(self.words)

    def forms(self, one: str, two: str, between: str = "") -> int:
        """How often the word of two parts stands in the document, or, where it never does, other forms of it."""
        word = f"{one}{between}{two}".lower()
        if word in self.words:
            return self.words[word]
        stem = word[:-ENDING]
        if len(stem) < max(LEAST_STEM, len(one + between) + 1):  # too little is left of the second part
            return 0
        total, at = 0, bisect_left(self.ordered, stem)
        while at < len(self.ordered) and self.ordered[at].startswith(stem):
            total += self.words[self.ordered[at]] if len(self.ordered[at]) <= len(word) + ENDING else 0
            at += 1
        return total


def _without_parted(text: str) -> str:
    """The text with an end of line in the place of each word that is parted by a sign and white space."""
    pieces: list[str] = []
    end = 0
    for rest in _FROM_SIGN.finditer(text):
        start = rest.start()
        while start > end and _OF_WORD.match(text, start - 1):
            start -= 1
        pieces.append(text[end:start])
        end = rest.end()
    return "\n".join((*pieces, text[end:]))


def judged(text: str, blocks: Sequence[tuple[int, int]], language: str | None) -> str:
    """The text, as long as before, with each sign at a line's end within a block as what it is.

    `blocks` are ranges of the text, `language` is that of most of it.
    """
    places = [place for block in blocks for place in _PLACE.finditer(text, *block)]
    if not places and PARTED not in text:
        return text
    signs: dict[int, str] = {}
    for _, end in blocks:
        if text[end - 1 : end] == PARTED:  # the word goes on elsewhere, if at all: the page shows a hyphen
            signs[end - 1] = "-"
    own = _Own(text) if places else None
    for place in places:
        before = _BEFORE.search(text, max(0, place.start() - _AROUND), place.start())
        if before is not None and own is not None:
            following = text[place.end() : place.end() + _AROUND]
            sign = _sign(before.group(), following, own, language, near=place["near"] is not None)
            signs[place.start()] = sign or text[place.start()]
            if place["near"] and sign == HYPHEN:
                signs[place.start() + 1] = "\n"  # so that the word is read like any other that a line's end parts
    return _with_signs(text, signs)


def _with_signs(text: str, signs: Mapping[int, str]) -> str:
    """The text with other signs at some places."""
    pieces: list[str] = []
    done = 0
    for place in sorted(signs):
        pieces += (text[done:place], signs[place])
        done = place + 1
    return "".join((*pieces, text[done:]))


def _sign(before: str, following: str, own: _Own, language: str | None, near: bool) -> str | None:
    """What the sign between two parts is; None where it stays as it is.

    `near`: it stands within a line, where it is read as a cut only when the whole word is known.
    """
    one, rest = _PARTS.split(before)[-1], re.match(rf"[\w{_SIGN}]+", following)
    two = _PARTS.split(rest.group())[0] if rest else ""
    if near:
        return _sign_within(one, two, rest.group() if rest else two, own, language)
    if not one.isalpha() or not two.isalpha() or 1 in (len(one), len(two)):  # "COVID-19", "e-mail": no syllable
        return APART if _goes_on(two, following, language) else HYPHEN
    joined, apart = own.forms(one, two), own.forms(one, two, "-")
    if joined or apart:
        return PARTED if joined > apart else HYPHEN
    if _goes_on(two, following, language):
        return APART
    return HYPHEN if _is_compound(before, one, two, rest.group() if rest else two, own, language) else PARTED


def _goes_on(two: str, following: str, language: str | None) -> bool:
    """Whether the word after the sign is none of its word: "short- and long-term"."""
    return two in _usage(language or "").goes_on and not following[len(two) : len(two) + 1].strip(" \n\t,/")


def _sign_within(one: str, two: str, rest: str, own: _Own, language: str | None) -> str | None:
    """What a sign before a space is: "com- mitted", "third- party"; None where nothing tells one word."""
    usage, first, last = _usage(language or ""), one.lower(), two
    if min(len(one), len(two)) < 2 or not two.islower() or two in usage.goes_on or rest[-1] in _ANY_SIGN:
        return None
    if own.words[f"{first}-{last}"] > own.words[first + last] or _is_known_compound(first, last, usage):
        return HYPHEN
    known = len(first + last) >= LEAST_STEM and (own.words[first + last] or _is_listed(first + last, usage.words))
    return PARTED if known else None


def _is_known_compound(first: str, last: str, usage: _Usage) -> bool:
    return first in usage.first or last in usage.last or any(_fits(f"{first}-{last}", word) for word in _hyphenated())


def _is_compound(before: str, one: str, two: str, rest: str, own: _Own, language: str | None) -> bool:
    """Whether a word that stands nowhere else in its document is written with a hyphen."""
    usage = _usage(language or "")
    if one.isupper() != two.isupper() or (two[0].isupper() and not two.isupper()):
        return True  # "EU-wide", "non-European": no capital stands within a word
    first, last = one.lower(), two.lower()
    if any(_fits(f"{first}-{last}", word) for word in _hyphenated()):
        return True
    if first + last in usage.words or _is_listed(first + last, usage.words):
        return False
    if one.isupper():  # two names in capitals
        return True
    if f"{first}-{last}" in usage.words or first in usage.first or last in usage.last:
        return last not in usage.closed
    if last in usage.closed or not usage.words:  # where compounds are not told by a dictionary, a word was cut
        return False
    several = one != before or two != rest  # "state-of-the-/art": one hyphen more, where there are some already
    least = 2 if several else LEAST_HALF
    halves = (first, last) if not several else (first,) if one != before else (last,)
    small = stop_words(language) if language else frozenset()
    return all(
        len(half) >= least and (own.words[half] or half in small or _is_listed(half, usage.words)) for half in halves
    )


def _fits(word: str, listed: str) -> bool:
    return word.startswith(listed[:-1]) if listed.endswith("*") else word == listed


def _is_listed(word: str, words: Collection[str]) -> bool:
    """Whether a dictionary has a word, which lists no plurals and hardly any tenses."""
    if word in words:
        return True
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= LEAST_HALF and stem + instead in words:
            return True
    return False


# Of English: the only language of which a dictionary is at hand.
_ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("er", ""), ("er", "e")),
)


@lru_cache(maxsize=16)
def _usage(language: str) -> _Usage:
    """How a language joins words; nothing is known of one without data."""
    file = reading_file(FILE, language)
    if not language or not file.is_file():
        return _Usage()
    fields = read_yaml(file).fields(("about", "source", *KEYS))
    lists = {key: frozenset(fields[key].texts()) for key in KEYS if key != "hyphenated"}
    known = grammar(language, FOLDER)
    words = dictionary(known.parser) if known else frozenset()
    return _Usage(**lists, words=words)


@lru_cache(maxsize=1)
def _hyphenated() -> tuple[str, ...]:
    """The words that some language always writes with a hyphen; a star stands for any ending."""
    return tuple(word for file in reading_files(FILE) for word in read_yaml(file).mapping()["hyphenated"].texts())
