"""Nearly the same words: what says the same with a word or two changed, found without comparing all with all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from extractors.fold import as_read, caseless

SAME = 90  # per cent of the words, in their order: another year's edition changes a word or two of a sentence

Words = tuple[str, ...]
Thing = TypeVar("Thing")

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)  # what a company says is compared again with every decision on it
def folded(text: str) -> Words:
    """The words of a text, whatever their case and punctuation, with accents as letters or as marks."""
    return tuple(_WORD.findall(caseless(as_read(text))))


def nearly_same(
    exact: Mapping[Words, list[Thing]], agree: Callable[[Thing, Thing], bool] = lambda one, other: True
) -> list[list[Thing]]:
    """Join groups of the same words whose words are nearly the same, where also the first of each agree.

    Two texts of which nine words in ten agree must share one of the rarest words of each: as many as may differ, and
    one more. So only those that share such a word are compared.
    """
    spread = Counter(word for words in exact for word in words)
    by_word: dict[str, list[Words]] = defaultdict(list)
    joined: dict[Words, list[Thing]] = {}
    for words, group in exact.items():
        rare = _rarest(words, spread)
        near = dict.fromkeys(other for word in rare for other in by_word[word])
        known = next((other for other in near if _joins(joined[other][0], group[0], other, words, agree)), None)
        if known is not None:
            joined[known].extend(group)
            continue
        joined[words] = list(group)
        for word in rare:
            by_word[word].append(words)
    return list(joined.values())


def _joins(one: Thing, other: Thing, words: Words, others: Words, agree: Callable[[Thing, Thing], bool]) -> bool:
    return _may_be_alike(words, others) and agree(one, other) and alike(words, others)


def _may_be_alike(words: Words, others: Words) -> bool:
    return min(len(words), len(others)) >= _enough(max(len(words), len(others)))


def alike(words: Words, others: Words) -> bool:
    """Whether nine words in ten are the same, in the same order, and all numbers."""
    if not _may_be_alike(words, others) or _numbers(words) != _numbers(others):
        return False
    enough = _enough(max(len(words), len(others)))
    if (Counter(words) & Counter(others)).total() < enough:
        return False
    blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= enough


def _rarest(words: Sequence[str], spread: Mapping[str, int]) -> list[str]:
    """The words of which two texts that are nearly the same share at least one."""
    ordered = sorted(words, key=lambda word: (spread[word], word))
    return list(dict.fromkeys(ordered[: len(words) - _enough(len(words)) + 1]))


def _enough(words: int) -> int:
    """How many of so many words two texts must share."""
    return -(-SAME * words // 100)


def _numbers(words: Iterable[str]) -> list[str]:
    return [word for word in words if any(sign.isdigit() for sign in word)]
