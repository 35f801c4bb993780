"""Invented labelled files of every form that `firmword evaluate` reads, and rules that answer as a test says."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from evaluation.question import Answer, Question, Said
from extractors.records import Verdict

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
needs_gold = pytest.mark.skipif(
    not GOLD.is_dir(), reason="the labelled files of ../shared/gold are not beside this repository"
)
SUPPORTS, WEAK = Said(Verdict.SUPPORTS), Said(Verdict.WEAK, frozenset({"weak_wording"}))


def json_lines(file: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write a file of JSON lines."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def sentence(text: str, company: str = "Tarn Mills", **labels: str) -> dict[str, object]:
    """A line of labelled sentences; a label is `A_1_1__S1_a="supports"`, or the reason of a weak one."""
    return {
        "company": company,
        "source": "invented",
        "kind": "human rights policy",
        "text": text,
        "lead_in": None,
        "labels": [
            {
                "element": name.replace("__", "/").replace("_", "."),
                "verdict": "supports" if value == "supports" else "weak",
                "reason": None if value == "supports" else value,
            }
            for name, value in labels.items()
        ],
    }


def table(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([columns, *rows])
    return file


STATEMENT_COLUMNS = (
    "statement_id",
    "sentence",
    "C3_risk",
    "C4_mitigation",
    "C4_remediation",
    "C5_effectiveness",
    "C6_consultation",
)
QUOTE_COLUMNS = ("dataset", "year", "company", "indicator", "element", "chrb", "verdict", "quote")


def quote(
    text: str, verdict: str, element: str = "G1.1", dataset: str = "RDR", company: str = "Tarn Mills"
) -> list[str]:
    """A row of benchmark quotes."""
    return [dataset, "2020", company, "G1", element, "A.1.1", verdict, text]


def answering(by_text: Mapping[str, Answer]) -> Callable[..., list[Answer]]:
    """Rules that answer by a passage's text, and nothing for a text that is not mentioned."""

    def answers(asked: Sequence[Question], rubric_name: str, *_: object) -> list[Answer]:
        return [by_text.get(one.text, {}) for one in asked]

    return answers
