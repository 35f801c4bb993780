"""Writes what was found in labelled documents, so that anyone can measure it with a program of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from errors import InputError
from evaluation.gold_screening import ScreenedDocument
from forms import plain
from rubric.scores import Truth


def write_found(documents: Sequence[ScreenedDocument], folder: Path) -> None:
    """Write found.jsonl and found_outcomes.jsonl, so that anyone can measure with a program of their own.

    Raises InputError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "found.jsonl", (row for one in documents for row in _found_rows(one)))
        _write(
            folder / "found_outcomes.jsonl",
            (row for one in documents for row in _outcome_rows(one)),
        )
    except OSError as error:
        raise InputError(f"--export-found {folder}: cannot be written ({error.strerror}); name another") from error


def _found_rows(document: ScreenedDocument) -> Iterator[dict[str, object]]:
    for rank, one in enumerate(document.evidence, 1):
        yield {
            "document": document.sha256,
            "page": one.page,
            "start": one.start,
            "end": one.end,
            "quote": one.quote,
            "lead_in": plain(one.lead_in),
            "element": one.element,
            "verdict": one.verdict,
            "reason": one.reason,
            "explanation": one.explanation,
            "rules": plain(one.rules),
            "rank": rank,
        }


def _outcome_rows(document: ScreenedDocument) -> Iterator[dict[str, object]]:
    for finding in document.findings:
        met = Truth.MET if finding.proposed is Truth.MET else Truth.NOT_MET
        yield {
            "document": document.sha256,
            "element": finding.element,
            "outcome": met,
            "proposed": finding.proposed,
        }


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
