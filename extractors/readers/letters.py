"""Whether letters can be read: fonts that do not tell their letters give a text that says nothing, damage takes some.

Such a text looks like text to a program. It shows itself by marks in the place of letters; where a font gives other
letters than it draws, by words in which vowels are as rare as chance makes them and which no language has, or by one
letter that stands for all.
"""

from __future__ import annotations

import re
from itertools import islice
from math import ceil
from string import ascii_lowercase

import numpy as np

from extractors.language import stop_words, told_languages, words_of

UNKNOWN_GLYPH = "\ufffd"  # a glyph of which the file does not tell the character
MOST_UNKNOWN = 0.2  # of a page's characters
MOST_OF_ONE = 0.4  # of a page's letters: no language has so many of one
LEAST_SAID = 0.05  # of a page's signs are letters or figures, even where dots lead from a title to its page
LEAST_LETTERS = 200  # fewer tell nothing about a language
LEAST_VOWELS = 0.3  # of the letters a to z, y among the vowels; texts in Latin script have .35 and more
LEAST_STOP_WORDS = 0.15  # of the words, of any language that has such a list
STRAY = 2  # words of a page, and this share of them, that may lack a letter before the page counts as broken
STRAY_SHARE = 0.01

# A few signs of a font's own, one beside another, are icons; a word of them is text that the font does not tell. So is
# a row of signs that take no room.
_UNTOLD = re.compile("[\ue000-\uf8ff]{3,}|[\u200b-\u200d\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]{3,}")
# Without one of these a text has nothing of what stands here: a single set of signs is searched fastest.
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\u200b-\u200d\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_WITHIN_A_WORD = re.compile("[^\\W\\d_][\ufffd\ue000-\uf8ff]+[^\\W\\d_]|\ufffd{2,}|[^\\W\\d_]\ufffd|\ufffd[^\\W\\d_]")
_LACKS_A_LETTER = re.compile("(?:[^\\W\\d_]|[\ufb00-\ufb06])[\ufffd\ue000-\uf8ff]|[\ufffd\ue000-\uf8ff][^\\W\\d_]")
_VOWELS = b"aeiouy"
_NO_LETTERS = bytes(set(range(128)) - set(ascii_lowercase.encode()))


def are_readable(text: str) -> bool:
    """Whether the letters of a page are those that it shows, as far as the text tells.

    >>> are_readable("We respect the rights of all."), are_readable("\ufffd\ufffd\ufffd we")
    (True, False)
    """
    return are_told(text) and not _says_nothing(text) and not _is_cipher(text)


def may_lack_letters(text: str) -> bool:
    """Whether a text has any mark of a letter that is not told; without one nothing below is to be asked of it."""
    return _STRANGE.search(text) is not None


def are_told(text: str) -> bool:
    """Whether most letters are letters: as `are_readable`, of a text that does not come by fonts."""
    if not _STRANGE.search(text):
        return True
    unknown = text.count(UNKNOWN_GLYPH) + sum(len(found) for found in _UNTOLD.findall(text))
    return unknown < max(1.0, MOST_UNKNOWN * len(text))


def _says_nothing(text: str) -> bool:
    most = ceil(LEAST_SAID * len(text))
    said = sum(1 for _ in islice(filter(str.isalnum, text), most))  # no more than tells it: a page has thousands
    if said == most:
        return False
    signs = sum(map(len, text.split()))
    return signs >= LEAST_LETTERS and said < ceil(LEAST_SAID * signs)


def _is_cipher(text: str) -> bool:
    lower = text.lower()
    plain = lower.encode("ascii", "ignore")
    letters = plain.translate(None, _NO_LETTERS)
    vowels = len(letters) - len(letters.translate(None, _VOWELS))
    few_vowels = len(letters) >= LEAST_LETTERS and vowels < LEAST_VOWELS * len(letters)
    others = len(lower) - len(letters)
    # The letters a to z in words of three and more, at least: between two words stands something else.
    in_words = len(letters) - 2 * (others + 1)
    most = max(_most(letters), len(lower) - len(plain) + lower.count("'")) if in_words > 0 else len(lower)
    if not few_vowels and most <= MOST_OF_ONE * in_words:
        return False  # as nearly all are
    words = words_of(lower)
    if _is_one_letter("".join([word for word in words if len(word) > 2])):
        return True
    if not few_vowels:
        return False
    known = frozenset[str]().union(*map(stop_words, told_languages()))
    return sum(word in known for word in words) < LEAST_STOP_WORDS * len(words)


def _is_one_letter(words: str) -> bool:
    """Whether one letter stands for all; ticks in a table, alone in their cells, are no words."""
    return len(words) >= LEAST_LETTERS and max(map(words.count, set(words))) > MOST_OF_ONE * len(words)


def _most(letters: bytes) -> int:
    """How often the letter stands in a text that stands there most often."""
    return int(np.bincount(np.frombuffer(letters, np.uint8)).max())


def words_that_lack_letters(text: str) -> int:
    """How many words of a page have a mark in the place of a letter; a mark may stand for a space, too.

    >>> words_that_lack_letters("We o\ufffder e\ufffdective remedy. \ufffd A bullet. EHKDOI\ufffdRI\ufffd2XU")
    4
    """
    return len(_LACKS_A_LETTER.findall(text)) if _STRANGE.search(text) else 0


def words_broken(text: str) -> int:
    """As `words_that_lack_letters`, of a text in which a sign of a font's own beside a word is an icon.

    >>> words_broken("\ue000Read more. We o\ufffder e\ufffdective remedy. Fi\ue001h")
    3
    """
    if not _STRANGE.search(text):
        return 0
    return len(_WITHIN_A_WORD.findall(text)) + len(_UNTOLD.findall(text))


def are_stray(lacking: int, text: str) -> bool:
    """Whether so few words lack a letter that the page is read for all that."""
    return lacking <= STRAY or lacking <= STRAY_SHARE * len(text.split())
