"""What the sets of single passages have in common: systems that answer, counts that add up, figures with intervals."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation.examples import form_of, training
from evaluation.intervals import Compared, Counts, Measure, compare, f1, ratio, values
from evaluation.learning import learner
from evaluation.one_passage import answers
from evaluation.question import Answer, LabelledExample, Question, Said
from evaluation.training import PARTS, Train, leaving_out
from extractors.records import Verdict
from extractors.rules import DEFAULT_RUBRIC, Rules, open_rules

RULES = "rules"
ALL = "all"
Row = dict[str, float | None]  # counts (whole numbers) and figures by name
Event = tuple[str, str, str]  # row of the table, group (document or company), what is counted once more

# What holds for every set whose labels say both what supports and what only comes near it.
_PRECISION, _RECALL = ratio("right", "claims"), ratio("firm", "gold_supports")
SUPPORT_MEASURES: Mapping[str, Measure] = {
    "recall_any": ratio("seen", "gold_supports"),
    "recall_supports": _RECALL,
    "precision_supports": _PRECISION,
    "f1_supports": f1(_PRECISION, _RECALL),
    "weak_called_supports": ratio("fooled", "gold_weak"),
    "recall_weak": ratio("weak_seen", "gold_weak"),
    "same_reason": ratio("agreed", "weak_seen"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How a set is measured, the same for every set."""

    data: tuple[Path, ...] = ()  # empty: the set's own files beside the project
    train: tuple[Path, ...] = ()  # empty: what the set says
    documents: Path | None = None  # the folder of the documents that labels to train on are about
    rules: Rules | None = None  # None: those of chrb-core-2019
    processes: int | None = None  # None: one a core
    baselines: bool = True
    learned: bool = True  # with a model learned from `train`, or from the labels beside the project


@dataclass(frozen=True, slots=True)
class SetEvaluation:
    """The figures of one set, and what they come from."""

    name: str  # "sentences", "aims", "quotes"
    rubric: str
    rubric_version: str
    data: tuple[Path, ...]
    train: tuple[Path, ...]
    trained_on: str  # for people; empty when nothing was trained
    passages: int
    groups: int
    group_name: str  # what is resampled: "companies", "statements"
    row_name: str  # what a row of the table is: "elements", "labels"
    rows: dict[str, dict[str, Row]]  # system -> "all" or row -> figures
    headline: tuple[str, ...]  # the figures that are compared
    compared: Compared
    notes: tuple[str, ...] = ()


def trained() -> dict[str, Train]:
    """The models that are trained and measured beside the rules, by name."""
    from evaluation.baselines import BY_CLASSIFIER, train_classifier

    return {BY_CLASSIFIER: train_classifier}


def baselines(
    asked: Sequence[Question], examples: Sequence[LabelledExample], parts: int | None
) -> dict[str, list[frozenset[str]]]:
    """What each baseline takes as support in each passage; see `leaving_out` for `parts`."""
    from evaluation.baselines import BY_KEYWORDS, by_keywords

    said = {BY_KEYWORDS: by_keywords(asked)}
    for name, train in trained().items():
        print(f"{name}: {len({one.place for one in examples}):,} passages to learn from", file=sys.stderr)
        said[name] = leaving_out(train, examples, asked, parts)
    return said


def said_by_all(
    asked: Sequence[Question],
    terms: Terms,
    data: Sequence[Path],
    own: Sequence[LabelledExample],
    also: Sequence[Path] = (),
) -> tuple[dict[str, list[Answer]], str]:
    """What the rules and the baselines say of each passage, and what the latter were trained on, for people.

    `own` and `also` are as in `examples.training`. Raises InputError for files that nothing can be learnt from.
    """
    for file in terms.train:
        form_of(file)
    rules = rules_of(terms)
    taught = learner(terms.train, terms.documents, rules) if terms.learned else None
    said = {RULES: answers(asked, rules, terms.processes, taught)}
    if not terms.baselines:
        return said, ""
    learnt = training(terms.train, terms.documents, data, own, asked, also)
    supported = baselines(asked, learnt.examples, PARTS)
    return said | {name: as_answers(one) for name, one in supported.items()}, str(learnt)


def as_answers(supported: Iterable[frozenset[str]]) -> list[Answer]:
    """Elements that are taken as supported, in the form in which the rules answer."""
    return [{element: Said(Verdict.SUPPORTS) for element in elements} for elements in supported]


@dataclass(frozen=True, slots=True)
class Tables:
    """The counts of one system: for each row of its table by group, and for all rows together."""

    rows: dict[str, Counts]
    all: Counts  # also `row:count` for each row, for figures that weigh the rows


def counted(events: Iterable[Event], rows: Sequence[str], groups: Sequence[str], counts: Sequence[str]) -> Tables:
    """Add events up. `groups` are in the order of resampling, the same for every system."""
    place = {group: i for i, group in enumerate(groups)}
    tables = {row: {name: np.zeros(len(groups)) for name in counts} for row in rows}
    for row, group, name in events:
        tables[row][name][place[group]] += 1
    every = {name: np.sum([tables[row][name] for row in rows], axis=0) for name in counts}
    every |= {f"{row}:{name}": numbers for row in rows for name, numbers in tables[row].items()}
    return Tables(dict(tables), every)


def figures(
    systems: Mapping[str, Tables],
    counts: Sequence[str],
    measures: Mapping[str, Measure],
    overall: Mapping[str, Measure] | None = None,
) -> tuple[dict[str, dict[str, Row]], Compared]:
    """The rows of each system's table, and the comparison of the systems over all rows.

    `overall` are figures that only all rows together have.
    """
    whole = {**measures, **(overall or {})}
    rows = {
        system: {ALL: _row(tables.all, counts, whole)}
        | {row: _row(own, counts, measures) for row, own in tables.rows.items()}
        for system, tables in systems.items()
    }
    return rows, compare({system: tables.all for system, tables in systems.items()}, whole)


def _row(own: Counts, counts: Sequence[str], measures: Mapping[str, Measure]) -> Row:
    return {name: int(own[name].sum()) for name in counts} | values(own, measures)


def rules_of(terms: Terms) -> Rules:
    """The rules that are measured."""
    return terms.rules or open_rules(DEFAULT_RUBRIC)


def rubric_elements(terms: Terms) -> tuple[str, str, tuple[str, ...]]:
    """The rubric's name, version and element ids in their order."""
    rubric = rules_of(terms).rubric
    return rubric.name, rubric.version, tuple(element.id for element in rubric.elements)
