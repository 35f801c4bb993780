"""Reads invented extracts of documents, by which a model is taught: our own words, so that they may be published.

One JSON object a line is one extract: `{"rubric", "topics", "kind", "units"}`; `topics` are the indicators that were
thought of, where these are not all. Each unit (a sentence, a list item, a cell of a table, in reading order) is
`{"text", "headings", "lead_in", "row", "labels"}`, of which only `text` and `labels` must be there. A label is
`[element, "S" or "W", reason or "", attributes]`: supports or weak, the reason to fail, and four letters for what the
unit is (see extractors/attributes.py). What has no label is evidence for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from errors import InputError
from evaluation.label_files import json_lines
from extractors.attributes import named
from extractors.records import Block, Document, Page, Role, Span, Verdict

_VERDICTS = {"S": Verdict.SUPPORTS, "W": Verdict.WEAK}
_FORM = "a unit has text, labels, and where they are there headings, lead_in and row"


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of a passage for one element."""

    verdict: Verdict
    reason: str | None
    attributes: frozenset[str] | None = None  # None where nobody said


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, list item or cell, with its labels by element."""

    text: str
    headings: tuple[str, ...]
    lead_in: str
    row: str
    labels: Mapping[str, Label]


@dataclass(frozen=True, slots=True)
class Extract:
    """A page, as it were, of a document that does not exist."""

    place: str  # file and line
    rubric: str
    topics: frozenset[str]  # the indicators that were thought of; empty for all
    kind: str  # of document, in people's words
    units: tuple[Unit, ...]


def read_extracts(file: Path) -> Iterator[Extract]:
    """The extracts of a file, in their order; raises InputError with file and line for what is none."""
    for number, row in json_lines(file):
        place = f"{file}, line {number}"
        units = row.get("units")
        if not isinstance(units, list) or not all(isinstance(unit, dict) for unit in units):
            raise InputError(f"{place}: an extract has rubric, kind and units; {_FORM}")
        topics = row.get("topics", [])
        yield Extract(
            place=place,
            rubric=str(row.get("rubric")),
            topics=frozenset(map(str, topics if isinstance(topics, list) else ())),
            kind=str(row.get("kind")),
            units=tuple(_unit(place, unit) for unit in units),
        )


def _unit(place: str, row: Mapping[str, object]) -> Unit:
    text, headings = row.get("text"), row.get("headings", [])
    if not isinstance(text, str) or not text.strip() or not isinstance(headings, list):
        raise InputError(f"{place}: {str(row)[:60]!r} is no unit; {_FORM}")
    lead_in, label = str(row.get("lead_in", "")), str(row.get("row", ""))
    return Unit(text, tuple(map(str, headings)), lead_in, label, dict(_labels(place, row.get("labels"))))


def _labels(place: str, rows: object) -> Iterator[tuple[str, Label]]:
    for row in rows if isinstance(rows, list) else ():
        try:
            element, verdict, reason, letters = row
            yield element, Label(_VERDICTS[verdict], reason or None, named(letters))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{place}: the label {row!r} is none ({error}); give element, S or W, reason, four letters"
            ) from None


def document_of(extract: Extract) -> tuple[Document, dict[int, Mapping[str, Label]]]:
    """The extract as a document with a block for each unit, and the labels by where the block starts."""
    text, blocks, labels = "", [], {}
    lead_in: tuple[str, Span | None] = ("", None)
    for unit in extract.units:
        if unit.lead_in != lead_in[0]:
            lead_in = (unit.lead_in, Span(len(text), len(text) + len(unit.lead_in)) if unit.lead_in else None)
            text += f"{unit.lead_in}\n" if unit.lead_in else ""
        role = Role.ITEM if lead_in[1] else Role.CELL if unit.row else Role.PARAGRAPH
        start, end = len(text), len(text) + len(unit.text)
        labels[start] = unit.labels
        blocks.append(Block(start, end, 1, role, unit.headings, lead_in=lead_in[1], row=unit.row or None))
        text += f"{unit.text}\n"
    name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(name, "text/plain", text, (Page(1, 0, len(text)),), tuple(blocks), language="en"), labels
