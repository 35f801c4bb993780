"""The language of a text, told by the share of its stop words.

Stop words make up a third to a half of running text in the languages that companies report in, so counting
them needs no model. A text that is too short to tell gives None, one that is in another language or script, or
mixed, gives UNDETERMINED: nobody should think that it was searched.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module

LANGUAGES = ("en", "it", "de", "fr", "es", "nl", "pt")
UNDETERMINED = "und"  # ISO 639-2
LEAST_WORDS = 20
LEAST_SHARE = 0.15
LONGEST_SAMPLE = 200_000  # characters, taken evenly from the text
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
LATIN_WORD = re.compile(r"[a-zà-öø-ÿœß'’]+", re.IGNORECASE)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of one language, from spaCy's lists (no pipeline is loaded)."""
    module = import_module(f"spacy.lang.{language}.stop_words")
    words: frozenset[str] = frozenset(str(word).casefold() for word in module.STOP_WORDS)
    return words


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of most of the text; UNDETERMINED when it is none of LANGUAGES, None when too short."""
    counts = Counter(word.casefold() for word in WORD.findall(_sample(text)))
    total = counts.total()
    latin = sum(count for word, count in counts.items() if LATIN_WORD.fullmatch(word))
    if total < LEAST_WORDS:
        return None
    if latin < 0.5 * total:
        return UNDETERMINED
    shares = {
        language: sum(counts[word] for word in stop_words(language) if word in counts) / total for language in LANGUAGES
    }
    best = max(LANGUAGES, key=lambda language: shares[language])
    return best if shares[best] >= LEAST_SHARE else UNDETERMINED


def _sample(text: str) -> str:
    """At most LONGEST_SAMPLE characters, in ten pieces from all over the text."""
    if len(text) <= LONGEST_SAMPLE:
        return text
    size, step = LONGEST_SAMPLE // 10, len(text) // 10
    return " ".join(text[index * step : index * step + size] for index in range(10))
