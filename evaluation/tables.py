"""The evaluation on documents labelled whole, for people, as tables, and for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from evaluation.comparison import as_rows, cell, comparison, interval
from evaluation.figures import Tally
from evaluation.gold import HEADLINE, Evaluation, unread
from evaluation.measuring import RULES

# The fields of a tally under heads short enough for a table of 100 columns.
HEADS = {
    "gold_supports": "labels",
    "recall_any": "seen",
    "recall_supports": "recall",
    "claimed_supports": "claims",
    "precision_supports": "prec.",
    "f1_supports": "F1",
    "gold_weak": "weak",
    "weak_called_supports": "fooled",
    "recall_weak": "w.seen",
    "same_reason": "reason",
    "candidates": "cand.",
}
_SHORT = {"keywords": "keywords", "TF-IDF with logistic regression": "TF-IDF"}
LEGEND = """\
labels: passages labelled as support; seen: of these, covered by any candidate; recall: by one called support;
claims: candidates called support; prec.: of these, covering a label; weak: labelled near misses;
fooled: of these, covered by a candidate called support; w.seen: by one called weak; reason: of these, with
the labelled reason; cand.: candidates."""


def as_json(evaluation: Evaluation) -> str:
    """The figures under their full names, with what they were measured on."""
    figures = evaluation.figures
    whole: dict[str, object] = {
        "set": "gold",
        "rubric": evaluation.rubric,
        "rubric_version": evaluation.rubric_version,
        "data": [str(file) for file in evaluation.labels.files],
        "train": [str(file) for file in evaluation.train],
        "trained": bool(evaluation.model_from),
        "baselines_trained_on": evaluation.trained_on or None,
        "sizes_from": evaluation.sizes_from,
        "not_read": [
            {"document": one.sha256, "source": one.source, "outcome": one.outcome, "detail": one.detail}
            for one in unread(evaluation)
        ],
    }
    whole["baselines"] = {name: asdict(one.all) for name, one in evaluation.baselines.items()}
    whole |= as_rows(evaluation.compared)
    return json.dumps(whole | asdict(figures), ensure_ascii=False, indent=1) + "\n"


def as_text(evaluation: Evaluation) -> str:
    """The figures by indicator and element, the reading load, the outcomes, and what was not read."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    figures = evaluation.figures
    rubric = f"{evaluation.rubric} ({evaluation.rubric_version})"
    files = ", ".join(file.name for file in evaluation.labels.files)
    yield f"{rubric}, {figures.documents} labelled documents, {files}"
    yield "The rules learn nothing from labels; the model beside them (unless --rules-alone) never from who is tested."
    yield ""
    yield from _table({"all": figures.all} | figures.indicators)
    yield ""
    yield from _table(figures.elements)
    yield ""
    yield LEGEND
    yield ""
    if evaluation.baselines:
        yield from _table(
            {RULES: figures.all} | {_SHORT.get(name, name): one.all for name, one in evaluation.baselines.items()}
        )
        yield "keywords: a fixed list searched for; TF-IDF: with logistic regression, trained on "
        yield f"{evaluation.trained_on}."
        yield ""
    yield from comparison(evaluation.compared, HEADLINE, figures.documents, "documents")
    yield ""
    if figures.reading is not None:
        reading = figures.reading
        last = reading.read_for_90
        seen = "never seen" if last is None else f"seen once {cell(last)} of a document is read in rank order"
        yield (
            f"Reading load in {reading.documents} documents of more than 5,000 words "
            f"(sizes from {evaluation.sizes_from}): all candidates are {cell(reading.shown)} of the words; "
            f"90 % of the labelled support is {seen}."
        )
    outcomes = figures.outcomes
    yield (
        f"Outcomes of {outcomes.elements} elements: {outcomes.gold_met} labelled met, "
        f"{outcomes.said_met} proposed met; precision {cell(outcomes.precision_met)}, "
        f"recall {cell(outcomes.recall_met)}, kappa {interval(evaluation.compared.intervals[RULES]['kappa'])} "
        "(not known counts as not met)."
    )
    for one in unread(evaluation):
        yield f"Not read whole ({one.outcome}): {one.detail or one.source}"


def _table(tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield f"{'':10} " + " ".join(f"{head:>6}" for head in HEADS.values())
    for name, tally in tallies.items():
        yield f"{name:10} " + " ".join(f"{cell(getattr(tally, field)):>6}" for field in HEADS)
