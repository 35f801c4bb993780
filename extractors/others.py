"""Others: the companies that a document names beside the one whose document it is.

"Harbour Mills Ltd respects human rights", in a document of another company, promises nothing of that one. A name is
known by the legal form behind it. The company that a list calls by its brand may call itself by quite another name:
whoever a document names over and over, or in its headings, or defines as "we", is the one who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extractors.company_names import any_name, any_word
from extractors.fold import composed, folded

_DEFINED_AS_SPEAKER = 120  # characters after a name within which a bracket may say that it is "we"


def other_companies(text: str, titles: Iterable[str], own: re.Pattern[str] | None) -> re.Pattern[str] | None:
    """The names, with their legal forms, of companies in a text that are not the one who speaks; None without any.

    They are names as folded text has them: in a document their words may stand on two lines.
    """
    if own is None:
        return None
    text = composed(text)
    found = {folded(match["name"]): match for match in _named().finditer(text)}
    unlike = {name: match for name, match in found.items() if not own.search(name)}
    if not unlike:
        return None
    heads, own_times = composed("\n".join(titles)), sum(1 for _ in own.finditer(text))
    others = [name for name, match in unlike.items() if not _speaks(match, text, heads, own_times)]
    if not others:
        return None
    return re.compile(any_name(others))


def _speaks(match: re.Match[str], text: str, heads: str, own_times: int) -> bool:
    """Whether a document is that of the company that is named here, whatever a list calls it.

    `own_times` says how often the text names the company by the names that the list knows.
    """
    said = match["said"]
    if said in heads or _speaker().match(text, match.end(), match.end() + _DEFINED_AS_SPEAKER):
        return True
    times = text.count(said)
    return times > 1 and times > own_times


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """A name of up to four words with capitals, and the legal form behind it."""
    word = rf"(?!(?:{any_word('no_part_of_a_name')})\s)[A-ZÀ-Þ][\w&’-]*"
    return re.compile(
        rf"(?<![\w-])(?P<name>(?P<said>{word}(?:\s{word}){{0,3}}),?\s(?:{any_word('marks_a_name')}))(?![\w-])"
    )


@lru_cache(maxsize=1)
def _speaker() -> re.Pattern[str]:
    """Behind a name, a bracket with one of the words by which a company calls itself: (the "Company")."""
    return re.compile(rf"[^()]{{0,60}}\([^()]{{0,60}}[\"“'‘](?:{any_word('speaks_as')})[\"”'’]")
