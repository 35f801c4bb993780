"""Whether two documents are one: nearly the same text, or the same in another language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from extractors.fold import caseless
from lexicons.patterns import as_written

SEARCHED = ("en",)  # languages that are searched with a parser: of two twins the one in such a language is kept
SAME = 0.9  # of the runs of words that both have
RUN = 4  # words
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_WORD = re.compile(r"\w+")
# ISO 639-1, the languages in which companies publish; others are words ("it", "is", "no") more often than languages.
LANGUAGES = (
    "en|de|fr|es|it|pt|nl|da|sv|no|nb|fi|pl|cs|sk|hu|ro|bg|hr|sl|el|tr|ru|uk|et|lv|lt|"
    "ja|jp|zh|cn|ko|kr|ar|he|th|vi|id|ms"
)
_STEP = re.compile(rf"(?<=/)({LANGUAGES})(?:[-_](?:[a-z]{{2}}|hans|hant))?(?=/|$)", re.IGNORECASE)
_IN_NAME = re.compile(rf"[-_.]({LANGUAGES})(?:[-_][a-z]{{2}})?(?=\.\w{{2,5}}$|$)", re.IGNORECASE)
_FULL_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr", "spanish": "es",
    "espanol": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "portugues": "pt", "dutch": "nl",
    "chinese": "zh", "japanese": "ja", "polish": "pl", "korean": "ko", "turkish": "tr", "russian": "ru",
}  # fmt: skip
_FULL = re.compile(rf"(?<=[-_./])({'|'.join(_FULL_NAMES)})(?=[-_./]|$)", re.IGNORECASE)


def shingles(blocks: Sequence[str]) -> frozenset[int]:
    """The runs of words of a text, as numbers; the same in each process only as long as it lives."""
    words = [word for block in blocks for word in _WORD.findall(caseless(block))]
    return frozenset(hash(tuple(words[at : at + RUN])) for at in range(max(1, len(words) - RUN + 1)) if words)


def near_equal(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts have nearly all runs of words in common; texts without words are like none."""
    if not one or not other:
        return False
    return len(one & other) >= SAME * len(one | other)


def years_in(*names: str) -> frozenset[str]:
    """The years that names hold: last year's statement may say nearly the same, and is another document."""
    return frozenset(year for name in names for year in _YEAR.findall(name))


def language_in(url: str) -> str | None:
    """The language that an address names.

    >>> language_in("https://a.example/de/kodex"), language_in("https://a.example/code_FR.pdf")
    ('de', 'fr')
    """
    path = urlsplit(url).path
    found = _STEP.search(path) or _IN_NAME.search(path)
    if found:
        return as_written(found.group(1))
    full = _FULL.search(path)
    return _FULL_NAMES[as_written(full.group(1))] if full else None


def without_language(url: str) -> str:
    """The address without the language that it names: the same for twins whose addresses differ in nothing else.

    >>> without_language("https://a.example/en/code.pdf") == without_language("https://a.example/de/code.pdf")
    True
    """
    parts = urlsplit(url)
    path = _FULL.sub("", _IN_NAME.sub("", _STEP.sub("", parts.path)))
    return f"{parts.netloc}{re.sub(r'/{2,}', '/', path).rstrip('/')}?{parts.query}"
