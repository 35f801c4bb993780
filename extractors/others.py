"""Others: the companies that a document names beside the one whose document it is.

"Harbour Mills Ltd respects human rights", in a document of another company, promises nothing of that one. A name is
known by the legal form behind it. The company that a list calls by its brand may call itself by quite another name:
whoever a document names over and over, or in its headings, or defines as "we", is the one who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lexicons.reading_rules import reading_files
from lexicons.strict_yaml import read_yaml

NAME_LISTS = ("marks_a_name", "no_part_of_a_name", "speaks_as")  # of company-names.yaml

_DEFINED_AS_SPEAKER = 120  # characters after a name within which a bracket may say that it is "we"


def other_companies(text: str, titles: Iterable[str], own: re.Pattern[str] | None) -> re.Pattern[str] | None:
    """The names, with their legal forms, of companies in a text that are not the one who speaks; None without any."""
    if own is None:
        return None
    found = {match["name"]: match for match in _named().finditer(text)}
    heads = "\n".join(titles)
    others = [name for name, match in found.items() if not own.search(name) and not _speaks(match, text, heads, own)]
    if not others:
        return None
    longest_first = sorted(others, key=lambda name: (-len(name), name))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def _speaks(match: re.Match[str], text: str, heads: str, own: re.Pattern[str]) -> bool:
    """Whether a document is that of the company that is named here, whatever a list calls it."""
    said = match["said"]
    if said in heads or _speaker().match(text, match.end(), match.end() + _DEFINED_AS_SPEAKER):
        return True
    times = text.count(said)
    return times > 1 and times > sum(1 for _ in own.finditer(text))


@lru_cache(maxsize=8)
def _data(key: str) -> str:
    words = [word for file in reading_files("company-names") for word in read_yaml(file).mapping()[key].texts()]
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """A name of up to four words with capitals, and the legal form behind it."""
    word = rf"(?!(?:{_data('no_part_of_a_name')})\s)[A-ZÀ-Þ][\w&’-]*"
    return re.compile(
        rf"(?<![\w-])(?P<name>(?P<said>{word}(?:\s{word}){{0,3}}),?\s(?:{_data('marks_a_name')}))(?![\w-])"
    )


@lru_cache(maxsize=1)
def _speaker() -> re.Pattern[str]:
    """Behind a name, a bracket with one of the words by which a company calls itself: (the "Company")."""
    return re.compile(rf"[^()]{{0,60}}\([^()]{{0,60}}[\"“'‘](?:{_data('speaks_as')})[\"”'’]")
