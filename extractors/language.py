"""The language of a text, told by the share of its stop words.

Stop words make up a third to a half of running text in the languages that companies report in, so counting
them needs no model. A text that is too short to tell gives None, one that is in another language or script, or
mixed, gives UNDETERMINED: nobody should think that it was searched. A document in two languages names both
("en+it", most first), so that each part is searched by its own lexicons and the rest is told as not searched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from extractors.records import Block, Role
from lexicons import FOLDER
from lexicons.strict_yaml import read_yaml

STOP_WORDS = FOLDER / "languages" / "stop-words.yaml"
UNDETERMINED = "und"  # ISO 639-2
LEAST_WORDS = 20
LEAST_SHARE = 0.15
TOGETHER = "+"  # between the languages of one document
TELLING_WORDS = 8  # a shorter block is in the language of the block before it
TELLING_LEAD = 0.12  # by which the share of one language's stop words must exceed every other's
LEAST_PART = 0.15  # of a document's words: what makes a language one of the document's
LEAST_PART_WORDS = 100
MOST_IN_BLOCKS = 40_000  # characters that are read block by block
LONGEST_SAMPLE = 200_000  # characters, taken evenly from the text
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
LATIN_WORD = re.compile(r"[a-zà-öø-ÿœß'’]+", re.IGNORECASE)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of one language, in lower case."""
    return _lists()[language]


def told_languages() -> tuple[str, ...]:
    """The languages that can be told, as ISO 639-1 codes."""
    return tuple(_lists())


@cache
def _lists() -> dict[str, frozenset[str]]:
    languages = read_yaml(STOP_WORDS).fields(("about", "source", "languages"))["languages"].mapping()
    return {language: frozenset(words.texts()) for language, words in languages.items()}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of most of the text; UNDETERMINED when it is none that has stop words, None when too short."""
    counts = _counts(_sample(text))
    if counts.total() < LEAST_WORDS:
        return None
    if not _is_latin(counts):
        return UNDETERMINED
    shares = _shares(counts)
    best = max(told_languages(), key=lambda language: shares[language])
    return best if shares[best] >= LEAST_SHARE else UNDETERMINED


def languages_of(language: str | None) -> tuple[str, ...]:
    """The languages that a document's `language` names: none, one, or several.

    >>> languages_of("en+it"), languages_of(None)
    (('en', 'it'), ())
    """
    return tuple(language.split(TOGETHER)) if language else ()


def document_language(text: str, blocks: Sequence[Block], whole: str | None) -> str | None:
    """The languages of a document, most first; for a document in one what `language_of` said of the whole."""
    if len(text) > MOST_IN_BLOCKS:  # every n-th block tells as much
        blocks = blocks[:: len(text) // MOST_IN_BLOCKS + 1]
    words: Counter[str] = Counter()
    for block, language in zip(blocks, languages_of_blocks(text, blocks), strict=True):
        if language is not None and block.role is not Role.FURNITURE:
            words[language] += len(WORD.findall(text, block.start, block.end))
    least = max(LEAST_PART_WORDS, LEAST_PART * words.total())
    parts = [language for language, count in words.most_common() if count >= least]
    return TOGETHER.join(parts) if len(parts) > 1 else whole


def languages_of_blocks(text: str, blocks: Sequence[Block]) -> list[str | None]:
    """The language of each block by its own words, else that of the block before; None before the first that tells."""
    found: list[str | None] = []
    language: str | None = None
    for block in blocks:
        if block.role is not Role.FURNITURE:
            language = _told_by(text[block.start : block.end]) or language
        found.append(language)
    return found


def _told_by(text: str) -> str | None:
    """The language that a block's words tell beyond doubt."""
    counts = _counts(text)
    if counts.total() < TELLING_WORDS:
        return None
    if not _is_latin(counts):
        return UNDETERMINED
    shares = _shares(counts)
    best, second = sorted(told_languages(), key=lambda language: -shares[language])[:2]
    return best if shares[best] >= LEAST_SHARE and shares[best] - shares[second] >= TELLING_LEAD else None


def _counts(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in WORD.findall(text))


def _is_latin(counts: Counter[str]) -> bool:
    latin = sum(count for word, count in counts.items() if LATIN_WORD.fullmatch(word))
    return latin >= 0.5 * counts.total()


def _shares(counts: Counter[str]) -> dict[str, float]:
    """For each language, the share of the words that are its stop words."""
    total = counts.total()
    return {
        language: sum(counts[word] for word in counts.keys() & stop_words(language)) / total
        for language in told_languages()
    }


def _sample(text: str) -> str:
    """At most LONGEST_SAMPLE characters, in ten pieces from all over the text."""
    if len(text) <= LONGEST_SAMPLE:
        return text
    size, step = LONGEST_SAMPLE // 10, len(text) // 10
    return " ".join(text[index * step : index * step + size] for index in range(10))
