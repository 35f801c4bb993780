"""Reads invented extracts of documents, by which a model is taught: our own words, so that they may be published.

One JSON object a line is one extract: `{"rubric", "topics", "kind", "units"}`; `topics` are the indicators that were
thought of, where these are not all. Each unit (a sentence, a list item, a cell of a table, in reading order) is
`{"text", "headings", "lead_in", "row", "labels"}`, of which only `text` and `labels` must be there. A label is
`[element, "S" or "W", reason or "", attributes]`: supports or weak, the reason to fail, and four letters for what the
unit is (see extractors/attributes.py). What has no label is evidence for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import InputError
from evaluation.label_files import check_known, json_lines
from extractors.attributes import PLACES, named
from extractors.records import Block, Document, Page, Role, Span, Verdict
from rubric.model import Rubric

_VERDICTS = {"S": Verdict.SUPPORTS, "W": Verdict.WEAK}
LETTERS = "four letters, one each of " + ", ".join(
    f"{''.join(letters)} ({what})"
    for letters, what in zip(PLACES, ("who is bound", "force", "told", "limit"), strict=True)
)
_LABEL = f"give element, S or W, reason or nothing, and {LETTERS}"
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
        if not isinstance(topics, list):
            raise InputError(f"{place}: topics is {topics!r}, which is no list; give a list of indicators")
        yield Extract(
            place=place,
            rubric=str(row.get("rubric")),
            topics=frozenset(map(str, topics)),
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
    if not isinstance(rows, list):
        said = "there are no labels" if rows is None else f"labels is {rows!r}, which is no list"
        raise InputError(f"{place}: {said}; give a list of labels, or [] for none")
    for row in rows:
        if not isinstance(row, list) or len(row) != 4 or not all(isinstance(cell, str) for cell in row):
            raise InputError(f"{place}: the label {row!r} is no list of four texts; {_LABEL}")
        element, verdict, reason, letters = row
        if verdict not in _VERDICTS:
            raise InputError(f"{place}: the label {row!r} has the verdict {verdict!r}; {_LABEL}")
        yield element, Label(_VERDICTS[verdict], reason or None, attributes_of(f"{place}: the label {row!r}", letters))


def attributes_of(place: str, letters: str) -> frozenset[str]:
    """The attributes of a label's letters; raises InputError, with all that may be written, for other letters."""
    try:
        return named(letters)
    except ValueError:
        raise InputError(f"{place} has the letters {letters!r}; give {LETTERS}") from None


def check_extracts(file: Path, taught: Sequence[Rubric]) -> None:
    """Raises InputError, with file and line, where an extract names what none of the rubrics that are taught has."""
    by_name = {rubric.name: rubric for rubric in taught}
    for extract in read_extracts(file):
        rubric = by_name.get(extract.rubric)
        if rubric is None:
            raise InputError(
                f"{extract.place}: the rubric {extract.rubric!r} is not among those that are taught: "
                f"{', '.join(by_name)}; correct it, or name it too with --rubric"
            )
        indicators = [one.id for one in rubric.indicators]
        if unknown := sorted(extract.topics.difference(indicators)):
            raise InputError(
                f"{extract.place}: the topic {unknown[0]!r} is no indicator of {rubric.name}; "
                f"write one of: {', '.join(indicators)}"
            )
        for unit in extract.units:
            for element, label in unit.labels.items():
                check_known(extract.place, rubric, element, label.reason)


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
