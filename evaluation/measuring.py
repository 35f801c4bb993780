"""How every set of labels is measured: its terms, what it counts, and the evaluation that comes of it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import InputError
from evaluation.companies import is_any, named_in_vain, read_companies
from evaluation.counts import Counts, Event, counted
from evaluation.figures import Measure, Row, row
from evaluation.resampling import Compared, compare
from extractors.rules import Rules, open_rules
from findings.resampled import Interval
from workspace import DEFAULT_RUBRIC

RULES = "rules"
TAUGHT = "Firmword, taught"  # by the labels of the set, as the classifier among the baselines: taught_labels.py
ALL = "all"
TAUGHT_NOTE = f"""\
{RULES}: Firmword as it comes, untaught by these labels. {TAUGHT}: a classifier over the words and the
encoder's vector of a passage, trained as TF-IDF is, sentences of a statement among their neighbours; where the
encoder knows the company, the words alone."""
# The heads of what holds for every set whose labels say both what supports and what only comes near it.
SUPPORT_HEADS = {
    "precision_supports": "prec.",
    "f1_supports": "F1",
    "gold_weak": "weak",
    "weak_called_supports": "fooled",
    "recall_weak": "w.seen",
    "same_reason": "reason",
}


@dataclass(frozen=True, slots=True)
class LabelSet:
    """What a set of labels measures, and how its figures are shown."""

    name: str  # "gold", "sentences", "aims", "quotes"
    group_name: str  # what is resampled: "documents", "companies", "statements"
    row_name: str  # what a row of the table is: "elements", "labels"
    counts: tuple[str, ...]
    measures: Mapping[str, Measure]
    headline: tuple[str, ...]  # the figures that are compared in words
    heads: Mapping[str, str]  # the columns of its table: a count or figure, under a head short enough for 100 columns
    legend: str  # what the heads mean
    compared: Mapping[str, Measure] | None = None  # None: the measures themselves


@dataclass(frozen=True, slots=True)
class Terms:
    """How a set is measured, the same for every set."""

    data: tuple[Path, ...] = ()  # empty: the set's own files beside the project
    train: tuple[Path, ...] = ()  # empty: what the set says
    documents: Path | None = None  # the folder of the documents that were labelled whole
    pages: Path | None = None  # the pages that were read of documents that were not read whole; None: all were
    companies: Path | None = None  # those that are measured, one a line; None: all
    rules: Rules | None = None  # None: those of chrb-core-2019
    processes: int | None = None  # None: one a core
    baselines: bool = True
    learned: bool = True  # with a model, for companies that it learnt nothing from
    model: Path | None = None  # a folder that `firmword learn` made; None: the model that comes with Firmword


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one set, and what they come from."""

    of: LabelSet
    rubric: str
    rubric_version: str
    data: tuple[Path, ...]
    train: tuple[Path, ...]  # named for training
    pages_from: Path | None  # which pages of documents count; None: all
    companies_from: Path | None  # which companies were measured; None: all
    trained_on: str  # what the baselines were trained on, for people; empty when nothing was
    passages: int
    groups: int
    rows: Mapping[str, Mapping[str, Row]]  # system -> "all" or row -> figures
    compared: Compared  # intervals, and the lead over the baselines, over all rows
    notes: tuple[str, ...] = ()
    taught: Mapping[str, Mapping[str, Interval]] | None = None  # the lead of TAUGHT over each baseline; None without it


def measured(
    of: LabelSet,
    terms: Terms,
    data: Sequence[Path],
    trained_on: str,
    passages: int,
    events: Mapping[str, Iterable[Event]],
    rows: Sequence[str],
    groups: Sequence[str],
    overall: Mapping[str, Measure] | None = None,
    notes: tuple[str, ...] = (),
) -> Evaluation:
    """Count each system's events by row and group, compute the figures, and compare the systems over all rows.

    The first system is compared with each of the others; `overall` are figures that only all rows together have.
    """
    rubric = rules_of(terms).rubric
    tables = {system: counted(some, rows, groups, of.counts) for system, some in events.items()}
    whole = {**of.measures, **(overall or {})}
    return Evaluation(
        of=of,
        rubric=rubric.name,
        rubric_version=rubric.version,
        data=tuple(data),
        train=terms.train,
        pages_from=terms.pages,
        companies_from=terms.companies,
        trained_on=trained_on,
        passages=passages,
        groups=len(groups),
        rows={
            system: {ALL: row(table.all, of.counts, whole)}
            | {name: row(own, of.counts, of.measures) for name, own in table.rows.items()}
            for system, table in tables.items()
        },
        compared=compare({system: table.all for system, table in tables.items()}, of.compared or whole),
        notes=(*notes, TAUGHT_NOTE) if TAUGHT in tables else notes,
        taught=_lead_of_taught({system: table.all for system, table in tables.items()}, of.compared or whole),
    )


def _lead_of_taught(
    counts: Mapping[str, Counts], measures: Mapping[str, Measure]
) -> Mapping[str, Mapping[str, Interval]] | None:
    if TAUGHT not in counts:
        return None
    baselines = {system: own for system, own in counts.items() if system not in (RULES, TAUGHT)}
    return compare({TAUGHT: counts[TAUGHT], **baselines}, measures).differences


def rules_of(terms: Terms) -> Rules:
    """The rules that are measured."""
    return terms.rules or open_rules(DEFAULT_RUBRIC)


def under_test(terms: Terms, companies: Collection[str]) -> frozenset[str]:
    """Those of the labelled companies that are measured; raises InputError when there is none."""
    if terms.companies is None:
        return frozenset(companies)
    named = read_companies(terms.companies, "--companies")
    tested = frozenset(company for company in companies if is_any(company, named))
    vain = ", ".join(named_in_vain(named, tested))
    if not tested:
        raise InputError(
            f"--companies {terms.companies}: no label in the data for {vain}; "
            f"name companies as the data does, such as {min(companies, default='none')}"
        )
    if vain:
        print(f"--companies {terms.companies}: no label in the data for {vain}", file=sys.stderr)
    return tested
