"""Reads labels that name their passages without quoting them: their texts belong to their publishers.

A table with tabs: `document, passage, element, verdict, reason, attributes`. `document` is the first 8 characters of
the sha256 of the document, or the name of a statement in a table of statements' sentences; `passage` tells the
passage by its words (`digest_of`). A row without an element says that the passage was read and is evidence for
nothing. What no row names was not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from errors import InputError
from evaluation.extracts import Label, attributes_of
from evaluation.label_files import check_known, tab_table
from extractors.records import Verdict
from rubric.model import Rubric

COLUMNS = ("document", "passage", "element", "verdict", "reason", "attributes")
Readings = Mapping[str, Mapping[str, Mapping[str, Label]]]  # by document, passage and element


def digest_of(text: str) -> str:
    """What tells one passage from another by its words alone, wherever its lines break."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_readings(file: Path, rubric: Rubric) -> Readings:
    """The labels of a file by document, passage and element; raises InputError with file and line.

    `rubric` is the one that was labelled.
    """
    found: dict[str, dict[str, dict[str, Label]]] = {}
    for number, row in tab_table(file, COLUMNS):
        labels = found.setdefault(row["document"], {}).setdefault(row["passage"], {})
        if not row["element"]:
            continue
        place = f"{file}, line {number}"
        if row["verdict"] not in list(Verdict):
            raise InputError(f"{place}: the verdict is {row['verdict']!r}; write supports or weak")
        check_known(place, rubric, row["element"], row["reason"] or None)
        verdict, attributes = Verdict(row["verdict"]), attributes_of(f"{place}: the label", row["attributes"])
        before = labels.get(row["element"])
        if before is None or before.verdict is not Verdict.SUPPORTS:
            labels[row["element"]] = Label(verdict, row["reason"] or None, attributes)
    return found
