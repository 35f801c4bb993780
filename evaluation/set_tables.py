"""The evaluation on a set of single passages, for people, as tables, and for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from evaluation.comparison import as_rows, cell, comparison
from evaluation.measuring import ALL, RULES, Row, SetEvaluation

# The columns of each set's table: the name of a count or figure, under a head short enough for the table.
HEADS = {
    "sentences": {
        "gold_supports": "labels",
        "recall_any": "seen",
        "recall_supports": "recall",
        "claims": "claims",
        "precision_supports": "prec.",
        "f1_supports": "F1",
        "gold_weak": "weak",
        "weak_called_supports": "fooled",
        "recall_weak": "w.seen",
        "same_reason": "reason",
        "claims_without_label": "unl.",
        "strict_precision": "s.prec",
    },
    "aims": {
        "gold_supports": "labels",
        "recall_supports": "recall",
        "claims": "claims",
        "precision_supports": "prec.",
        "f1_supports": "F1",
        "recall_any": "r.any",
        "candidates": "any",
        "precision_any": "p.any",
        "f1_any": "F1.any",
    },
    "quotes": {
        "met": "met",
        "met_called_supports": "supp.",
        "met_with_candidate": "any",
        "partial": "part.",
        "partial_called_supports": "supp.",
        "partial_with_candidate": "any",
        "not_met": "not",
        "not_met_called_supports": "supp.",
        "not_met_with_candidate": "any",
        "gap": "gap",
    },
}
LEGENDS = {
    "sentences": """\
labels: pairs of a sentence and an element labelled as support; seen: of these, with any candidate; recall:
called support; claims: labelled pairs called support; prec.: of these, labelled so; weak: pairs labelled as near
misses; fooled: of these, called support; w.seen: called weak; reason: of these, with the labelled reason.""",
    "aims": """\
labels: sentences with the label; claims: sentences called support; any: sentences with any candidate.""",
    "quotes": """\
met, part., not: quotes of elements that were met, partly met, not met; after each, the share of them called
support, and with any candidate; gap: the share of met less the share of not.""",
}


def as_json(evaluation: SetEvaluation) -> str:
    """The figures under their full names, with what they were measured on."""
    rows = evaluation.rows[RULES]
    whole: dict[str, object] = {
        "set": evaluation.name,
        "rubric": evaluation.rubric,
        "rubric_version": evaluation.rubric_version,
        "data": [str(file) for file in evaluation.data],
        "train": [str(file) for file in evaluation.train],
        "trained": False,
        "baselines_trained_on": evaluation.trained_on or None,
        "passages": evaluation.passages,
        evaluation.group_name: evaluation.groups,
        "all": rows[ALL],
        evaluation.row_name: _parts(rows),
        "baselines": {
            name: {"all": table[ALL], evaluation.row_name: _parts(table)}
            for name, table in evaluation.rows.items()
            if name != RULES
        },
        "notes": list(evaluation.notes),
    }
    return json.dumps(whole | as_rows(evaluation.compared), ensure_ascii=False, indent=1) + "\n"


def _parts(rows: Mapping[str, Row]) -> dict[str, Row]:
    return {name: row for name, row in rows.items() if name != ALL}


def as_text(evaluation: SetEvaluation) -> str:
    """The figures of all and each row, and the comparison with the baselines."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: SetEvaluation) -> Iterator[str]:
    files = ", ".join(file.name for file in evaluation.data)
    yield (
        f"{evaluation.rubric} ({evaluation.rubric_version}), {evaluation.passages:,} passages of {evaluation.groups} "
        f"{evaluation.group_name}, {files}"
    )
    yield "The rules learn nothing from labels; the model beside them (unless --rules-alone) never from who is tested."
    if evaluation.trained_on:
        yield f"The classifier (TF-IDF with logistic regression) was trained on {evaluation.trained_on}."
    yield ""
    yield from _table(evaluation.name, evaluation.rows[RULES])
    yield ""
    yield LEGENDS[evaluation.name]
    yield from evaluation.notes
    yield ""
    if len(evaluation.rows) > 1:
        yield from _table(evaluation.name, {system: rows[ALL] for system, rows in evaluation.rows.items()})
        yield ""
    yield from comparison(evaluation.compared, evaluation.headline, evaluation.groups, evaluation.group_name)


def _table(name: str, rows: Mapping[str, Row]) -> Iterator[str]:
    heads = HEADS[name]
    width = max(map(len, rows))
    yield f"{'':{width}} " + " ".join(f"{head:>6}" for head in heads.values())
    for row, figures in rows.items():
        yield f"{row:{width}} " + " ".join(f"{cell(figures[figure]):>6}" for figure in heads)
