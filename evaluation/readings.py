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
from evaluation.extracts import Label
from evaluation.label_files import tab_table
from extractors.attributes import named
from extractors.records import Verdict

COLUMNS = ("document", "passage", "element", "verdict", "reason", "attributes")
Readings = Mapping[str, Mapping[str, Mapping[str, Label]]]  # by document, passage and element


def digest_of(text: str) -> str:
    """What tells one passage from another by its words alone, wherever its lines break."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_readings(file: Path) -> Readings:
    """The labels of a file by document, passage and element; raises InputError with file and line."""
    found: dict[str, dict[str, dict[str, Label]]] = {}
    for number, row in tab_table(file, COLUMNS):
        labels = found.setdefault(row["document"], {}).setdefault(row["passage"], {})
        if not row["element"]:
            continue
        try:
            verdict, attributes = Verdict(row["verdict"]), named(row["attributes"])
        except ValueError as error:
            raise InputError(f"{file}, line {number}: {error}; write supports or weak, and four letters") from None
        before = labels.get(row["element"])
        if before is None or before.verdict is not Verdict.SUPPORTS:
            labels[row["element"]] = Label(verdict, row["reason"] or None, attributes)
    return found
