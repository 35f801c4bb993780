"""What a model is trained on: the labelled passages of the named files, without those of who is under test.

A model is anything made by a function `train(examples) -> Trained`; `leaving_out` trains it once for each part
of the companies under test, on the examples of all others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from evaluation.companies import is_any
from evaluation.question import LabelledExample, Question
from extractors.fold import caseless

PARTS = 10  # the companies under test are split into so many parts; one model is trained for each
_WORD = re.compile(r"[^\W_]+")


class Trained(Protocol):
    """What was learnt from labelled examples."""

    def supported(self, asked: Sequence[Question]) -> list[frozenset[str]]:
        """For each passage the elements (or the labels of another scheme) that it supports."""


Train = Callable[[Sequence[LabelledExample]], Trained]


def leaving_out(
    train: Train, examples: Sequence[LabelledExample], asked: Sequence[Question], parts: int | None = PARTS
) -> list[frozenset[str]]:
    """What models say of each passage that learnt from no example of its company.

    `parts` are as in `in_parts`; one model is trained for each.
    """
    said: list[frozenset[str]] = [frozenset()] * len(asked)
    models: dict[frozenset[int], Trained] = {}
    split = in_parts(asked, parts)
    for done, (tested, mine) in enumerate(split, 1):
        left_out = _of_companies(examples, tested)
        if left_out not in models:
            models[left_out] = train([one for i, one in enumerate(examples) if i not in left_out])
        for i, elements in zip(mine, models[left_out].supported([asked[i] for i in mine]), strict=True):
            said[i] = elements
        print(f"classifier: {done} of {len(split)} parts of the companies", file=sys.stderr)
    return said


def in_parts(asked: Sequence[Question], parts: int | None) -> list[tuple[list[str], list[int]]]:
    """The companies under test in `parts` (None: each is one), each part with the places of its passages."""
    companies = sorted({one.company for one in asked})
    parts = min(parts or len(companies), len(companies))
    split = [companies[part::parts] for part in range(parts)]
    part_of = {company: part for part, some in enumerate(split) for company in some}
    places: list[list[int]] = [[] for _ in split]
    for place, one in enumerate(asked):
        places[part_of[one.company]].append(place)
    return list(zip(split, places, strict=True))


def _of_companies(examples: Sequence[LabelledExample], tested: Sequence[str]) -> frozenset[int]:
    known = {company: is_any(company, tested) for company in {one.company for one in examples}}
    return frozenset(i for i, one in enumerate(examples) if known[one.company])


def unlike(examples: Iterable[LabelledExample], asked: Iterable[Question]) -> list[LabelledExample]:
    """The examples whose words are not those of a passage under test: the same passage may be in two sets."""
    tested = {_words(one) for one in asked}
    return [one for one in examples if _words(one.question) not in tested]


def _words(question: Question) -> tuple[str, ...]:
    return tuple(_WORD.findall(caseless(question.text)))
