"""The evaluation of a set of labels, for people, as tables, and for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from evaluation.comparison import cell, comparison
from evaluation.figures import Row
from evaluation.measuring import ALL, RULES, TAUGHT, Evaluation


def as_json(evaluation: Evaluation) -> str:
    """The figures under their full names, with what they were measured on."""
    of, rows = evaluation.of, evaluation.rows[RULES]
    return written(
        measured_on(evaluation, trained=False)
        | {
            "passages": evaluation.passages,
            of.group_name: evaluation.groups,
            "all": rows[ALL],
            of.row_name: parts(rows),
            "baselines": {
                name: {"all": table[ALL], of.row_name: parts(table)} for name, table in beaten(evaluation).items()
            },
            **_taught(evaluation),
            "notes": list(evaluation.notes),
        }
        | asdict(evaluation.compared)
    )


def _taught(evaluation: Evaluation) -> dict[str, object]:
    """The table of what was taught by the set's labels, and its lead over each baseline; nothing without it."""
    if evaluation.taught is None:
        return {}
    table = evaluation.rows[TAUGHT]
    leads = {
        baseline: {figure: asdict(one) for figure, one in figures.items()}
        for baseline, figures in evaluation.taught.items()
    }
    return {"taught": {"all": table[ALL], evaluation.of.row_name: parts(table), "differences": leads}}


def measured_on(evaluation: Evaluation, trained: bool) -> dict[str, object]:
    """What the figures of any set come from, for JSON."""
    limits = {"pages_from": evaluation.pages_from, "companies_from": evaluation.companies_from}
    return {
        "set": evaluation.of.name,
        "rubric": evaluation.rubric,
        "rubric_version": evaluation.rubric_version,
        "data": [str(file) for file in evaluation.data],
        **{name: str(file) for name, file in limits.items() if file is not None},
        "train": [str(file) for file in evaluation.train],
        "trained": trained,
        "baselines_trained_on": evaluation.trained_on or None,
    }


def beaten(evaluation: Evaluation) -> dict[str, Mapping[str, Row]]:
    """The tables of the baselines, by name."""
    return {name: table for name, table in evaluation.rows.items() if name not in (RULES, TAUGHT)}


def parts(rows: Mapping[str, Row]) -> dict[str, Row]:
    """The rows of a table but for the one of all together."""
    return {name: row for name, row in rows.items() if name != ALL}


def written(whole: Mapping[str, object]) -> str:
    """One JSON object as text."""
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_text(evaluation: Evaluation) -> str:
    """The figures of all and each row, and the comparison with the baselines."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    of = evaluation.of
    yield from first_lines(evaluation, f"{evaluation.passages:,} passages of {evaluation.groups} {of.group_name}")
    if evaluation.trained_on:
        yield f"The classifier (TF-IDF with logistic regression) was trained on {evaluation.trained_on}."
    yield ""
    yield from table(of.heads, evaluation.rows[RULES])
    yield ""
    yield of.legend
    yield from evaluation.notes
    yield ""
    if beaten(evaluation):
        yield from table(of.heads, {system: rows[ALL] for system, rows in evaluation.rows.items()})
        yield ""
    yield from comparison(evaluation.compared, of.headline, evaluation.groups, of.group_name, evaluation.taught)


def first_lines(evaluation: Evaluation, measured: str) -> Iterator[str]:
    """The rubric, what was measured, the files of labels, and what nothing was learnt from."""
    files = ", ".join(file.name for file in evaluation.data)
    yield f"{evaluation.rubric} ({evaluation.rubric_version}), {measured}, {files}"
    if evaluation.companies_from is not None:
        yield f"Only the companies that {evaluation.companies_from.name} names."
    if evaluation.pages_from is not None:
        yield f"Of the documents that {evaluation.pages_from.name} names, only the pages that it names count."
    yield "The rules learn nothing from labels; the model beside them (unless --rules-alone) never from who is tested."


def table(heads: Mapping[str, str], rows: Mapping[str, Row], width: int = 0) -> Iterator[str]:
    """Rows of figures below their heads; `width` is the least of the first column."""
    width = max(width, *map(len, rows))
    yield f"{'':{width}} " + " ".join(f"{head:>6}" for head in heads.values())
    for name, figures in rows.items():
        yield f"{name:{width}} " + " ".join(f"{cell(figures[figure]):>6}" for figure in heads)
