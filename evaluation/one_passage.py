"""One passage at a time, read by the rules as a document of its kind that holds nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from evaluation.question import Answer, Question, Said, document_of
from extractors.records import Verdict
from screening.side_by_side import side_by_side

if TYPE_CHECKING:
    from evaluation.learning import Learner
    from extractors.rules import Rules
    from extractors.taught import Model

_TOGETHER = 100  # passages that a process takes at a time


@dataclass(frozen=True, slots=True)
class PassagesJob:
    """Some passages, and the rules that are to read them."""

    places: tuple[int, ...]  # of the questions, among all
    questions: tuple[Question, ...]
    rules: Rules


def answer(question: Question, rules: Rules) -> dict[str, Said]:
    """What the rules (and a model) say of a passage; of its sentences, one that supports speaks for all."""
    from extractors.extract import evidence_of
    from extractors.kinds import kind_of

    document = document_of(question)
    kind = kind_of(document, question.document_kind, "")
    said: dict[str, Said] = {}
    for one in evidence_of(document, question.company, kind, rules):
        before = said.get(one.element, Said(one.verdict))
        verdict = Verdict.SUPPORTS if Verdict.SUPPORTS in (one.verdict, before.verdict) else Verdict.WEAK
        said[one.element] = Said(verdict, before.reasons | ({one.reason} if one.reason else frozenset()))
    return said


def answers(
    asked: Sequence[Question], rules: Rules, processes: int | None = None, learner: Learner | None = None
) -> list[Answer]:
    """What the rules say of each passage, in their order; the same on any number of processes.

    With a `learner`, each company's passages are weighed by a model that learnt nothing from it. Raises
    InputError when a passage ends the process that reads it.
    """
    jobs = [
        PassagesJob(tuple(some), tuple(asked[i] for i in some), rules.with_model(model))
        for places, model in _by_model(asked, learner)
        for some in (places[start : start + _TOGETHER] for start in range(0, len(places), _TOGETHER))
    ]
    read = list(accumulate((len(job.places) for job in jobs), initial=0))

    def told(done: int) -> None:
        before, now = (10 * read[n] // len(asked) for n in (done - 1, done))
        if now > before:  # at each tenth of the way
            print(f"rules: {read[done]:,} of {len(asked):,} passages", file=sys.stderr)

    found: dict[int, Answer] = {}
    for job, said in zip(jobs, side_by_side(_answered, jobs, processes, told, _name), strict=True):
        found |= zip(job.places, said, strict=True)
    return [found[i] for i in range(len(asked))]


def _by_model(asked: Sequence[Question], learner: Learner | None) -> Iterator[tuple[list[int], Model | None]]:
    """The places of the passages of companies that the model does not know, with it, and of the others, without."""
    knows = {company: learner is None or learner.without([company]) is None for company in {q.company for q in asked}}
    for known in (False, True):
        if places := [i for i, question in enumerate(asked) if knows[question.company] is known]:
            yield places, None if known or learner is None else learner.model


def _answered(job: PassagesJob) -> list[dict[str, Said]]:
    return [answer(one, job.rules) for one in job.questions]


def _name(job: PassagesJob) -> str:
    return f"passages of {', '.join(sorted({one.company for one in job.questions}))}"
