"""Reads single sentences that were labelled for elements, from JSON lines.

`{"company", "source", "kind", "text", "lead_in", "heading", "labels": [{"element", "verdict", "reason"}]}`; the
heading may be missing. Of the elements without a label nothing is known, but where `labels` is empty: such a sentence
was judged to be evidence for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from errors import InputError
from evaluation.label_files import json_lines
from evaluation.question import LabelledExample, Question
from extractors.records import Verdict

_SENTENCE = "a labelled sentence has company, kind, text, lead_in and labels"


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of a sentence for one element."""

    element: str
    verdict: Verdict
    reason: str | None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence and its labels; with none it is evidence for nothing, else nothing is known of the other elements."""

    place: str
    question: Question
    labels: tuple[Label, ...]


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
            question=Question(
                company=_text(place, row, "company"),
                document_kind=_text_or_none(place, row, "kind"),
                text=_text(place, row, "text"),
                lead_in=_text_or_none(place, row, "lead_in"),
                heading=_text_or_none(place, row, "heading"),
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
    if not isinstance(rows, list):
        raise InputError(f"{place}: labels is {rows!r}; give a list of element, verdict and reason, or [] for none")
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
    """What labelled sentences teach, one example a label; a sentence without one says nothing."""
    return [
        LabelledExample(
            company=one.question.company,
            document_kind=one.question.document_kind,
            text=one.question.text,
            lead_in=one.question.lead_in,
            element=label.element if label else None,
            verdict=label.verdict if label else None,
            reason=label.reason if label else None,
            place=one.place,
        )
        for one in sentences
        for label in one.labels or (None,)
    ]
