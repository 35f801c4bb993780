"""The evaluation on documents labelled whole: what it has beside the tables of every set of labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from evaluation.baselines import BY_CLASSIFIER
from evaluation.comparison import cell, comparison, interval
from evaluation.gold import GoldEvaluation
from evaluation.measuring import ALL, RULES
from evaluation.tables import beaten, first_lines, measured_on, parts, table, written
from findings.shown import OF_PAGES
from forms import counted

_SHORT = {BY_CLASSIFIER: "TF-IDF"}
_WIDTH = 10  # of the first column, the same in each of the tables


def as_json(gold: GoldEvaluation) -> str:
    """The figures under their full names, with what they were measured on."""
    evaluation = gold.evaluation
    return written(
        measured_on(evaluation, trained=bool(gold.model))
        | {
            "sizes_from": gold.sizes_from,
            "not_read": [
                {"document": one.sha256, "source": one.source, "outcome": one.outcome, "detail": one.detail}
                for one in gold.unread
            ],
            "baselines": {name: rows[ALL] for name, rows in beaten(evaluation).items()},
        }
        | asdict(evaluation.compared)
        | {
            "documents": evaluation.groups,
            "all": gold.all,
            "indicators": gold.indicators,
            "elements": parts(evaluation.rows[RULES]),
            "reading": gold.reading and asdict(gold.reading),
            "shown": gold.shown and asdict(gold.shown),
            "outcomes": gold.outcomes,
        }
    )


def as_text(gold: GoldEvaluation) -> str:
    """The figures by indicator and element, the reading load, the outcomes, and what was not read."""
    return "\n".join(_lines(gold)) + "\n"


def _lines(gold: GoldEvaluation) -> Iterator[str]:
    evaluation = gold.evaluation
    of, rows = evaluation.of, evaluation.rows[RULES]
    yield from first_lines(evaluation, f"{evaluation.groups} labelled documents")
    yield ""
    yield from table(of.heads, {ALL: gold.all} | gold.indicators, _WIDTH)
    yield ""
    yield from table(of.heads, parts(rows), _WIDTH)
    yield ""
    yield of.legend
    yield ""
    if beaten(evaluation):
        systems = {_SHORT.get(name, name): some[ALL] for name, some in evaluation.rows.items()}
        yield from table(of.heads, systems, _WIDTH)
        yield "keywords: a fixed list searched for; TF-IDF: with logistic regression, trained on "
        yield f"{evaluation.trained_on}."
        yield ""
    yield from comparison(evaluation.compared, of.headline, evaluation.groups, of.group_name)
    yield ""
    yield from _reading_load(gold)
    yield from _shown(gold)
    yield _outcomes(gold)
    for one in gold.unread:
        yield f"Not read whole ({one.outcome}): {one.detail or one.source}"


def _reading_load(gold: GoldEvaluation) -> Iterator[str]:
    if gold.reading is not None:
        last = gold.reading.read_for_90
        seen = "never seen" if last is None else f"seen once {cell(last)} of a document is read in rank order"
        yield (
            f"Reading load in {gold.reading.documents} documents of more than 5,000 words "
            f"(sizes from {gold.sizes_from}): all candidates are {cell(gold.reading.shown)} of the words; "
            f"90 % of the labelled support is {seen}."
        )


def _shown(gold: GoldEvaluation) -> Iterator[str]:
    load = gold.shown
    if load is None:
        return
    told = f"Shown by default: {load.shown} of {counted(load.candidates, 'candidate')}"
    if load.long_documents:
        told += (
            f"; in {counted(load.long_documents, 'document')} of {OF_PAGES} pages or more {load.of_50_pages:.1f} for "
            f"each {OF_PAGES} pages, {load.worst_of_50_pages:.1f} in the worst"
        )
    if load.in_a_shorter is not None:
        told += f"; in a shorter document {load.in_a_shorter:.1f}, {load.most_in_a_shorter} in the worst"
    in_long = f" ({cell(load.supports_shown_in_long)} in the long ones)" if load.long_documents else ""
    yield (
        f"{told}. Of {load.covered_supports} labelled supports that any candidate covers "
        f"{cell(load.supports_shown)} are among them{in_long}, and one at least for "
        f"{cell(load.elements_shown)} of the {load.covered_elements} elements that have one."
    )


def _outcomes(gold: GoldEvaluation) -> str:
    outcomes = gold.outcomes
    return (
        f"Outcomes of {outcomes['elements']} elements: {outcomes['gold_met']} labelled met, "
        f"{outcomes['said_met']} proposed met; precision {cell(outcomes['precision_met'])}, "
        f"recall {cell(outcomes['recall_met'])}, kappa {interval(gold.evaluation.compared.intervals[RULES]['kappa'])} "
        "(not known counts as not met)."
    )
