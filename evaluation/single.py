"""One passage at a time, read by the rules as a document of its kind that holds nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from typing import TYPE_CHECKING

from errors import InputError
from evaluation.asked import Answer, Asked, Said, document_of
from evaluation.training import PARTS
from extractors.records import Verdict

if TYPE_CHECKING:
    from evaluation.learning import Learner
    from extractors.learned import Model
    from extractors.rules import Rules

_TOGETHER = 100  # passages that a process takes at a time


def answer(asked: Asked, rules: Rules) -> dict[str, Said]:
    """What the rules (and a model) say of a passage; of its sentences, one that supports speaks for all."""
    from extractors.extract import evidence_of
    from extractors.kinds import kind_of

    document = document_of(asked)
    kind = kind_of(document, asked.document_kind, "")
    said: dict[str, Said] = {}
    for one in evidence_of(document, asked.company, kind, rules):
        before = said.get(one.element, Said(one.verdict))
        verdict = Verdict.SUPPORTS if Verdict.SUPPORTS in (one.verdict, before.verdict) else Verdict.WEAK
        said[one.element] = Said(verdict, before.reasons | ({one.reason} if one.reason else frozenset()))
    return said


def answers(
    asked: Sequence[Asked], rules: Rules, processes: int | None = None, learner: Learner | None = None
) -> list[Answer]:
    """What the rules say of each passage, in their order; the same on any number of processes.

    With a `learner`, each company's passages are weighed by a model that learnt nothing from it. Raises
    InputError when a passage ends the process that reads it.
    """
    parts = [
        (places[start : start + _TOGETHER], model)
        for places, model in _by_model(asked, learner)
        for start in range(0, len(places), _TOGETHER)
    ]
    processes = min(processes or os.cpu_count() or 1, len(parts))
    some = [[asked[i] for i in places] for places, _ in parts]
    weighed = [rules.with_model(model) for _, model in parts]
    found: dict[int, Answer] = {}
    try:
        with ProcessPoolExecutor(processes) if processes > 1 else nullcontext() as pool:
            each = pool.map if pool is not None else map
            for (places, _), said in zip(parts, each(_part, some, weighed), strict=True):
                found |= zip(places, said, strict=True)
                _progress(len(found), len(asked))
    except BrokenProcessPool:
        raise InputError("a passage ended the process that read it; see which with --processes 1 --verbose") from None
    return [found[i] for i in range(len(asked))]


def _by_model(asked: Sequence[Asked], learner: Learner | None) -> Iterator[tuple[list[int], Model | None]]:
    """The places of the passages of each part of the companies, with the model that learnt nothing from them."""
    if learner is None:
        yield list(range(len(asked))), None
        return
    companies = sorted({one.company for one in asked})
    for part in range(min(PARTS, len(companies))):
        tested = companies[part::PARTS]
        yield [i for i, one in enumerate(asked) if one.company in set(tested)], learner.without(tested)


def _part(asked: Sequence[Asked], rules: Rules) -> list[dict[str, Said]]:
    return [answer(one, rules) for one in asked]


def _progress(done: int, of: int) -> None:
    if done == of or done % (10 * _TOGETHER) == 0:
        print(f"rules: {done:,} of {of:,} passages", file=sys.stderr)
