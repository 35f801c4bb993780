"""Reads single labelled sentences: those labelled for elements, and those of modern slavery statements.

Sentences for elements come as JSON lines:
`{"company", "source", "kind", "text", "lead_in", "labels": [{"element", "verdict", "reason"}]}`.
Sentences of statements come as CSV with one column a label, 0 or 1 (the form of the AIMS data).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import InputError
from evaluation.asked import Asked, LabelledExample
from evaluation.labels import json_lines
from evaluation.rows import table
from extractors.records import Verdict
from lexicons.strict_yaml import read_yaml

AIMS = Path(__file__).with_name("aims.yaml")
AIMS_SCHEME = "aims"
STATEMENT = "modern slavery statement"
_SENTENCE = "a labelled sentence has company, kind, text, lead_in and labels"


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of a sentence for one element."""

    element: str
    verdict: Verdict
    reason: str | None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence and its labels; of the elements without a label nothing is known."""

    place: str
    asked: Asked
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class StatementSentence:
    """A sentence of a modern slavery statement, with those of the labels that it carries."""

    place: str
    statement: str
    text: str
    labels: frozenset[str]

    @property
    def asked(self) -> Asked:
        """The sentence as it is put to rules and classifiers. The company is not known, so the statement stands in."""
        return Asked(self.statement, STATEMENT, self.text)


# --- sentences labelled for elements


def read_sentences(files: Iterable[Path], elements: Collection[str] | None = None) -> list[LabelledSentence]:
    """The labelled sentences of JSON-lines files, in their order.

    `elements` are those that a label may name (None: any). Raises InputError for a file that is missing or
    holds nothing, and for a line that is no labelled sentence.
    """
    sentences = [one for file in files for one in _sentences(file, elements)]
    if not sentences:
        raise InputError(f"{', '.join(map(str, files))}: no labelled sentence in it; {_SENTENCE}")
    return sentences


def _sentences(file: Path, elements: Collection[str] | None) -> Iterator[LabelledSentence]:
    if not file.is_file():
        raise InputError(f"{file}: there is no such file; name the labelled sentences with --data")
    for number, row in json_lines(file):
        place = f"{file}, line {number}"
        yield LabelledSentence(
            place=place,
            asked=Asked(
                company=_text(place, row, "company"),
                document_kind=_text_or_none(place, row, "kind"),
                text=_text(place, row, "text"),
                lead_in=_text_or_none(place, row, "lead_in"),
            ),
            labels=tuple(_labels(place, row.get("labels"), elements)),
        )


def _text(place: str, row: dict[str, object], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{place}: {name} is {value!r}, which is no text; {_SENTENCE}")
    return value


def _text_or_none(place: str, row: dict[str, object], name: str) -> str | None:
    return _text(place, row, name) if row.get(name) else None


def _labels(place: str, rows: object, elements: Collection[str] | None) -> Iterator[Label]:
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{place}: labels is {rows!r}; give a list of at least one element, verdict and reason")
    seen: set[str] = set()
    for row in rows:
        if not isinstance(row, dict):
            raise InputError(f"{place}: the label {row!r} is no object; give element, verdict and reason")
        element, verdict, reason = str(row.get("element")), str(row.get("verdict")), row.get("reason")
        if elements is not None and element not in elements:
            raise InputError(f"{place}: {element!r} is no element of the rubric; see `firmword rubric show`")
        if element in seen:
            raise InputError(f"{place}: {element} is labelled twice; keep one of the two labels")
        if verdict not in list(Verdict):
            raise InputError(f"{place}: the verdict is {verdict!r}; write supports or weak")
        seen.add(element)
        yield Label(element, Verdict(verdict), None if reason is None else str(reason))


def examples_of_sentences(sentences: Iterable[LabelledSentence]) -> list[LabelledExample]:
    """What labelled sentences teach, one example a label."""
    return [
        LabelledExample(
            company=one.asked.company,
            document_kind=one.asked.document_kind,
            text=one.asked.text,
            lead_in=one.asked.lead_in,
            element=label.element,
            verdict=label.verdict,
            reason=label.reason,
            place=one.place,
        )
        for one in sentences
        for label in one.labels
    ]


# --- sentences of modern slavery statements


@lru_cache(maxsize=1)
def aims_labels() -> dict[str, frozenset[str]]:
    """The labels of statements that mean the same as elements of chrb-core-2019, with those elements."""
    labels = read_yaml(AIMS).fields(("source", "labels"))["labels"].mapping()
    return {label: frozenset(one.fields(("elements", "why"))["elements"].texts()) for label, one in labels.items()}


def read_statements(files: Sequence[Path]) -> list[StatementSentence]:
    """The sentences of modern slavery statements in CSV files, in their order.

    Raises InputError for a file that is missing, has other columns or holds nothing, and for a label that is
    neither 0 nor 1.
    """
    sentences = [one for file in files for one in _statements(file)]
    if not sentences:
        raise InputError(f"{', '.join(map(str, files))}: no sentence in it; give a row a sentence below the header")
    return sentences


def _statements(file: Path) -> Iterator[StatementSentence]:
    labels = sorted(aims_labels())
    for line, row in table(file, ["statement_id", "sentence", *labels], "a table of statements' sentences"):
        place = f"{file}, line {line}"
        for label in labels:
            if row[label] not in ("0", "1"):
                raise InputError(f"{place}: {label} is {row[label]!r}; write 0 or 1")
        if not row["statement_id"]:
            raise InputError(f"{place}: statement_id is empty; name the statement that the sentence is from")
        carried = frozenset(label for label in labels if row[label] == "1")
        yield StatementSentence(place, row["statement_id"], row["sentence"], carried)


def examples_of_statements(sentences: Iterable[StatementSentence]) -> list[LabelledExample]:
    """What statements' sentences teach, in a scheme of their own; a sentence without a label says nothing."""
    return [
        LabelledExample(
            company=one.statement,
            document_kind=STATEMENT,
            text=one.text,
            lead_in=None,
            element=f"{AIMS_SCHEME}/{label}" if label else None,
            verdict=Verdict.SUPPORTS if label else None,
            reason=None,
            scheme=AIMS_SCHEME,
            place=one.place,
        )
        for one in sentences
        for label in sorted(one.labels) or (None,)
    ]
