"""Reads a file of answers, a workbook or a page, as it comes back from a company.

It comes from outside: its sizes are bounded, and nothing in it is run or followed. Heads are found by their words,
wherever somebody moved them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from errors import InputError
from reports.questions_heads import (
    ANSWER,
    ANSWERED_BY,
    DOCUMENT_HEADS,
    DRAFTED,
    FORM,
    HEADING,
    HEADS,
    REFERENCE,
    as_headed,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 20_000_000  # of a file
MOST_UNPACKED = 200_000_000  # bytes of a workbook's parts together
MOST_ROWS, MOST_COLUMNS = 2_000, 40  # of a sheet that are looked at
LONGEST = 32_767  # characters of an answer: what a cell can hold

CELL_ERRORS = ("#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "Err:508", "Err:509", "Err:510")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that the company names, as it wrote it."""

    indicator: str
    title: str
    place: str  # an address, or the name of a file
    published: str
    page: str
    remark: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a file holds."""

    reference: str
    company: str  # to which the file asks its questions, by its heading
    drafted: str  # when, to the minute; "" where it does not say
    asked: frozenset[str]  # the indicators of which a question stands in it
    answered_by: str
    answers: Mapping[str, tuple[str, str]]  # by indicator: the answer, and the question as it stands there
    documents: tuple[NamedDocument, ...]
    unplaced: tuple[str, ...] = ()  # answers in rows that name no indicator


def read_answers(content: bytes, name: str) -> Answers:
    """What a file of answers holds: a workbook, or a page. Raises InputError for any other file, and names it."""
    if content[:2] == b"PK":
        found = _of_workbook(content, name)
    elif FORM.encode() in content:
        found = _of_page(content, name)
    else:
        raise InputError(f"{name}: it is neither a workbook nor a page of questions that Firmword wrote")
    if not found.reference:
        raise InputError(f"{name}: its reference is gone; copy it there from the file that was sent")
    if not found.company:
        raise InputError(f"{name}: its heading “{HEADING}…” is gone; copy it there from the file that was sent")
    if not found.answers and not found.documents and not found.unplaced:
        raise InputError(f"{name}: no box is filled in, and no document is named; nothing was noted")
    return found


def _of_workbook(content: bytes, name: str) -> Answers:
    from openpyxl import load_workbook

    if b"mimetypeapplication/vnd.oasis" in content[:100]:
        raise InputError(f"{name}: it is an OpenDocument file; open it and save it as a workbook (.xlsx)")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise InputError(f"{name}: it unpacks to more than {MOST_UNPACKED // 1_000_000} MB; it is no answer")
        shown, typed = (load_workbook(io.BytesIO(content), read_only=True, data_only=one) for one in (True, False))
        sheets = [list(_rows(*map(_looked_at, both))) for both in zip(shown, typed, strict=True)]
    except InputError:
        raise
    except Exception as error:  # whatever a file from outside does to the library
        raise InputError(
            f"{name}: it cannot be read as a workbook ({type(error).__name__}); ask for it once more"
        ) from error
    every = [row for rows in sheets for row in rows]
    asked = [row for rows in sheets for row in _table(rows, (HEADS[0], HEADS[5], ANSWER))]
    answered = [row for row in asked if row[ANSWER]]
    return Answers(
        reference=_beside(every, REFERENCE),
        company=next((_company(cell) for row in every for cell in row if cell.startswith(HEADING)), ""),
        drafted=_beside(every, DRAFTED),
        asked=frozenset(row[HEADS[0]] for row in asked if row[HEADS[0]] and row[HEADS[5]]),
        answered_by=_beside(every, ANSWERED_BY),
        answers=_by_indicator(answered),
        documents=tuple(
            NamedDocument(*(row[head] for head in DOCUMENT_HEADS))
            for rows in sheets
            for row in _table(rows, DOCUMENT_HEADS)
            if row[DOCUMENT_HEADS[2]]
        ),
        unplaced=tuple(row[ANSWER] for row in answered if not row[HEADS[0]]),
    )


def _company(heading: str) -> str:
    return as_headed(heading.removeprefix(HEADING))


def _by_indicator(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """Answers with their question; those in several rows of an indicator, which may have been cut, are one."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        name, answer, question = row[HEADS[0]], row[ANSWER], row[HEADS[5]]
        if name:
            before, asked = found.get(name, ("", ""))
            found[name] = (f"{before}\n{answer}".strip()[:LONGEST], asked or question)
    return found


def _looked_at(sheet: Worksheet) -> Iterable[Sequence[object]]:
    return sheet.iter_rows(1, MOST_ROWS, 1, MOST_COLUMNS, values_only=True)


def _rows(shown: Iterable[Sequence[object]], typed: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    """Cells as a person saw them; what a program took for a formula and could not work out, as it was typed.

    "- see page 3" is such an answer: the cell then shows an error, or nothing where no program opened it.
    """
    for seen, written in zip(shown, typed, strict=False):
        yield [
            _text(getattr(raw, "text", raw) if value is None or value in CELL_ERRORS else value)
            for value, raw in zip(seen, written, strict=False)
        ]


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()[:LONGEST]


def _beside(rows: Iterable[Sequence[str]], head: str) -> str:
    """What stands to the right of a head."""
    for row in rows:
        if head in row:
            return next((value for value in row[row.index(head) + 1 :] if value), "")
    return ""


def _table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows below a row that has all these heads, wherever it stands, by head."""
    for number, row in enumerate(rows):
        if all(head in row for head in heads):
            places = {head: row.index(head) for head in heads}
            for below in rows[number + 1 :]:
                yield {head: below[place] for head, place in places.items()}
            return


def _of_page(content: bytes, name: str) -> Answers:
    page = BeautifulSoup(content, "lxml")
    script = page.find("script", id=FORM)
    try:
        said = json.loads(script.get_text() if script else "")
        answers, documents = dict(said["answers"]), list(said["documents"])
        reference, by = _text(said["reference"]), _text(said["answered_by"])
        rows = [[_text(cell) for cell in row] + [""] * len(DOCUMENT_HEADS) for row in documents[:MOST_ROWS]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(f"{name}: the answers in it cannot be read; ask for the page as it was saved") from error
    questions = {
        _text(one.get("data-question")): one.get_text(" ", strip=True) for one in page.select("[data-question]")
    }
    heading, drafted = page.find("h1"), page.select_one("[data-drafted]")
    return Answers(
        reference=reference,
        company=_company(heading.get_text().strip()) if heading else "",
        drafted=_text(drafted.get("data-drafted")) if drafted else "",
        asked=frozenset(questions),
        answered_by=by,
        answers={key: (_text(text), questions.get(key, "")) for key, text in answers.items() if _text(text)},
        documents=tuple(NamedDocument(*row[: len(DOCUMENT_HEADS)]) for row in rows if row[2]),
    )
