"""Whether a page's letters can be read: fonts that do not tell their letters give a text layer that says nothing.

Such a text looks like text to a program. It shows itself by marks in the place of letters, or, where a font gives other
letters than it draws, by words in which vowels are as rare as chance makes them and which no language has.
"""

from __future__ import annotations

import re
from string import ascii_lowercase

from extractors.language import WORD, stop_words, told_languages

UNKNOWN_GLYPH = "\ufffd"  # a glyph of which the file does not tell the character
MOST_UNKNOWN = 0.2  # of a page's characters
LEAST_LETTERS = 200  # fewer tell nothing about a language
LEAST_VOWELS = 0.3  # of the letters a to z, y among the vowels; texts in Latin script have .35 and more
LEAST_STOP_WORDS = 0.15  # of the words, of any language that has such a list
STRAY = 2  # words of a page, and this share of them, that may lack a letter before the page counts as broken
STRAY_SHARE = 0.01

_LACKS_A_LETTER = re.compile("(?:[^\\W\\d_]|[\ufb00-\ufb06])[\ufffd\ue000-\uf8ff]|[\ufffd\ue000-\uf8ff][^\\W\\d_]")
_VOWELS = "aeiouy"


def are_readable(text: str) -> bool:
    """Whether the letters of a page are those that it shows, as far as the text tells.

    >>> are_readable("We respect the rights of all."), are_readable("\ufffd\ufffd\ufffd we")
    (True, False)
    """
    return text.count(UNKNOWN_GLYPH) < max(1.0, MOST_UNKNOWN * len(text)) and not _is_cipher(text)


def _is_cipher(text: str) -> bool:
    lower = text.lower()
    letters = sum(map(lower.count, ascii_lowercase))
    if letters < LEAST_LETTERS or sum(map(lower.count, _VOWELS)) >= LEAST_VOWELS * letters:
        return False
    words = WORD.findall(lower)
    known = frozenset[str]().union(*map(stop_words, told_languages()))
    return sum(word in known for word in words) < LEAST_STOP_WORDS * len(words)


def words_that_lack_letters(text: str) -> int:
    """How many words of a page have a mark in the place of a letter; a mark may stand for a space, too.

    >>> words_that_lack_letters("We o\ufffder e\ufffdective remedy. \ufffd A bullet. EHKDOI\ufffdRI\ufffd2XU")
    4
    """
    return len(_LACKS_A_LETTER.findall(text))


def are_stray(lacking: int, text: str) -> bool:
    """Whether so few words lack a letter that the page is read for all that."""
    return lacking <= max(STRAY, STRAY_SHARE * len(text.split()))
