"""By name: a company that says what it does by its name, "Ostler provides", is read as one that says "we provide".

The lexicons know verbs by their subjects, "(we|company|group) provides"; names they cannot know. So a passage is
searched a second time with "we" in the place of each name that stands as a subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.company_names import words
from lexicons.grammar import Grammar

_BEHIND = re.compile(r"\s[a-z]")  # what follows a subject: not "Ostler Foundation", "Ostler's", "Ostler-owned"
_BEFORE = re.compile(r"(?P<mark>[^\s(\"'“]*)\s+[(\"'“]*$")


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text with "we" for the company's name, each letter of the rest in its place."""

    text: str
    names: tuple[tuple[int, int], ...]  # where they stand

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A range of the text, with the whole of each name that it begins or ends in."""
        for first, last in self.names:
            start = first if first < start < last else start
            end = last if first < end < last else end
        return start, end

    def only_a_name(self, start: int, end: int) -> bool:
        """Whether a range holds no more than a name."""
        return any(first <= start and end <= last for first, last in self.names)


def as_we(text: str, company: re.Pattern[str] | None, grammar: Grammar | None) -> Respelt | None:
    """A text as one that says "we" where it names its company as a subject; None where it does not."""
    if company is None or grammar is None:
        return None
    we = grammar.we
    names = tuple(place for place in _subjects(text, company, grammar) if place[1] - place[0] >= len(we))
    for start, end in names:
        text = f"{text[:start]}{we.ljust(end - start)}{text[end:]}"
    return Respelt(text, names) if names else None


def _subjects(text: str, company: re.Pattern[str], grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Where its name stands with a word in small letters behind it, and before it nothing that it would belong to."""
    for match in company.finditer(text):
        before = _BEFORE.search(text, 0, match.start())
        word = before["mark"] if before else ""
        if not _BEHIND.match(text, match.end()) or word.lower() in grammar.no_subject_after:
            continue
        if not word[:1].isupper() or word in _begins_a_sentence() or not word[-1:].isalnum():  # not "Ruth Ostler"
            yield match.span()


@lru_cache(maxsize=1)
def _begins_a_sentence() -> frozenset[str]:
    return frozenset((*words("no_part_of_a_name"), *words("points")))
