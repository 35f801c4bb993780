"""Reads a file of answers, a workbook or a page, as it comes back from a company.

It comes from outside: its sizes are bounded, and nothing in it is run or followed. Heads are found by their words,
wherever somebody moved them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from errors import InputError
from forms import listed
from reports.answer_parts import Beside, beside_cells
from reports.questions_heads import (
    ANSWER,
    ANSWERED_BY,
    DOCUMENT_HEADS,
    DRAFTED,
    DRAFTED_FROM,
    FORM,
    HEADING,
    HEADS,
    QUESTIONS,
    REFERENCE,
    RETURNED,
    as_headed,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 20_000_000  # of a file
MOST_UNPACKED = 200_000_000  # bytes of a workbook's parts together
MOST_ROWS, MOST_COLUMNS = 2_000, 40  # of a sheet that are looked at
LONGEST = 32_767  # characters of an answer: what a cell can hold

ASKED_BY = (HEADS[0], HEADS[5], ANSWER)  # the heads without which no answer is told from another
FRONT_HEADS = (REFERENCE, DRAFTED, ANSWERED_BY, DRAFTED_FROM)

CELL_ERRORS = ("#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "Err:508", "Err:509", "Err:510")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, its cells as text."""

    title: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a sheet."""

    sheet: Sheet
    head: int  # the row of its heads, from 0
    places: Mapping[str, int]  # the column of each head, from 0

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows below its heads, with their numbers."""
        yield from enumerate(self.sheet.rows[self.head + 1 :], self.head + 1)

    def below(self) -> Iterator[dict[str, str]]:
        """The same, each by head."""
        for _, row in self.rows():
            yield {head: row[place] for head, place in self.places.items()}

    def columns(self, heads: Sequence[str]) -> Container[int]:
        """Its columns; all up to the last where a head is not found."""
        whole = all(head in self.places for head in heads)
        return tuple(self.places.values()) if whole else range(max(*self.places.values(), len(heads) - 1) + 1)


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
class Unplaced:
    """Words of the company that stand outside of the boxes, or in a box that belongs to no question."""

    text: str
    where: str


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
    unplaced: tuple[Unplaced, ...] = ()
    printed: tuple[Unplaced, ...] = ()  # what stands now in cells that were sent with words in them, and are no boxes
    remarks: tuple[str, ...] = ()  # what is to be told of the file itself


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
    return found


def _of_workbook(content: bytes, name: str) -> Answers:
    from openpyxl import load_workbook

    if b"mimetypeapplication/vnd.oasis" in content[:100]:
        raise InputError(f"{name}: it is an OpenDocument file; open it and save it as a workbook (.xlsx)")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise InputError(f"{name}: it unpacks to more than {MOST_UNPACKED // 1_000_000} MB; it is no answer")
            beside = beside_cells(package)
        shown, typed = (load_workbook(io.BytesIO(content), read_only=True, data_only=one) for one in (True, False))
        sheets = [Sheet(both[0].title, list(_rows(*map(_looked_at, both)))) for both in zip(shown, typed, strict=True)]
    except InputError:
        raise
    except Exception as error:  # whatever a file from outside does to the library
        raise InputError(
            f"{name}: it cannot be read as a workbook ({type(error).__name__}); ask for it once more"
        ) from error
    return _of_sheets(sheets, beside, name)


def _of_sheets(sheets: Sequence[Sheet], beside: Sequence[Beside], name: str) -> Answers:
    every = [row for sheet in sheets for row in sheet.rows]
    boxes, returned = _tables(sheets, HEADS, ASKED_BY), _tables(sheets, DOCUMENT_HEADS, DOCUMENT_HEADS)
    _whole(sheets, boxes, QUESTIONS, ASKED_BY, name)
    if any(sheet.title == RETURNED and any(map(any, sheet.rows)) for sheet in sheets):
        _whole(sheets, returned, RETURNED, DOCUMENT_HEADS, name)
    rows = [row for table in boxes for row in table.below()]
    asked = frozenset(row[HEADS[0]] for row in rows if row[HEADS[0]] and row[HEADS[5]])
    words = (Unplaced(one.text[:LONGEST], one.where) for one in beside if one.text)
    named = [NamedDocument(*(row[head] for head in DOCUMENT_HEADS)) for table in returned for row in table.below()]
    return Answers(
        reference=_beside(every, REFERENCE),
        company=next((_company(cell) for row in every for cell in row if cell.startswith(HEADING)), ""),
        drafted=_beside(every, DRAFTED),
        asked=asked,
        answered_by=_beside(every, ANSWERED_BY),
        answers=_by_indicator([row for row in rows if row[ANSWER]]),
        documents=tuple(one for one in named if one.place),
        unplaced=(*_unplaced(sheets, boxes, returned, asked), *words),
        printed=tuple(_printed(sheets, boxes, asked)),
        remarks=tuple(_remarks(bool(returned), beside)),
    )


def _remarks(returned: bool, beside: Iterable[Beside]) -> Iterator[str]:
    if not returned:
        yield f"the sheet “{RETURNED}” is gone from the file: no documents were read from it"
    yield from (f"{one.where}: open the file to see it" for one in beside if not one.text)


def _printed(sheets: Sequence[Sheet], boxes: Sequence[Table], asked: Container[str]) -> Iterator[Unplaced]:
    """The cells of the front and of the questions that are no boxes, each as it stands now."""
    for sheet in sheets:
        for number, own in _own_of_front(sheet.rows):
            row = sheet.rows[number]
            if not any(head in row for head in (REFERENCE, DRAFTED, ANSWERED_BY)):
                yield from (_cells(sheet, number, [at]) for at, text in enumerate(row) if text and at in own)
    for table in boxes:
        for number, row in table.rows():
            told = _told_columns(table, row) if row[table.places[HEADS[0]]] in asked else ()
            yield from (_cells(table.sheet, number, [at]) for at in told if row[at])


def _told_columns(table: Table, row: Sequence[str]) -> list[int]:
    """The columns of a row that were sent with words; a question is kept with its answer, and told without one."""
    boxes = (ANSWER, HEADS[5]) if row[table.places[ANSWER]] else (ANSWER,)
    return [place for head, place in table.places.items() if head not in boxes]


def _whole(sheets: Sequence[Sheet], found: Sequence[Table], title: str, heads: Sequence[str], name: str) -> None:
    """Raises InputError where a table of the file is not found: what stands in it would be lost."""
    if found:
        return
    cure = "from the file that was sent, and give it again"
    if all(sheet.title != title for sheet in sheets):
        raise InputError(f"{name}: its sheet “{title}” is gone, and with it the boxes; copy it back {cure}")
    rows = [row for sheet in sheets if sheet.title == title for row in sheet.rows]
    there = max(rows, key=lambda row: sum(head in row for head in heads), default=[])
    gone = listed([f"“{head}”" for head in heads if head not in there])
    raise InputError(f"{name}: in its sheet “{title}” the head {gone} is gone; copy the heads back {cure}")


def _unplaced(
    sheets: Sequence[Sheet], boxes: Sequence[Table], returned: Sequence[Table], asked: Container[str]
) -> Iterator[Unplaced]:
    """What stands beside and below the front and the tables, and on sheets that were added."""
    for sheet in sheets:
        own = dict(_own_of_front(sheet.rows))
        for table in boxes:
            own |= dict(_own_of_answers(table, asked)) if table.sheet is sheet else {}
        for table in returned:
            own |= dict(_own_of_documents(table)) if table.sheet is sheet else {}
        for number, row in enumerate(sheet.rows):
            outside = [place for place, text in enumerate(row) if text and place not in own.get(number, ())]
            if outside:
                yield _cells(sheet, number, outside)


Own = Iterator[tuple[int, Container[int]]]  # by row, the columns that were sent, or are for answers


def _own_of_front(rows: Sequence[Sequence[str]]) -> Own:
    """The front ends with what the draft is from; a box reaches to the first word in it."""
    if not any(REFERENCE in row for row in rows):
        return
    last = max(number for number, row in enumerate(rows) if any(head in row for head in FRONT_HEADS))
    for number, row in enumerate(rows[: last + 1]):
        head = next((row.index(head) for head in FRONT_HEADS if head in row), None)
        filled = (place for place, text in enumerate(row) if text and head is not None and place > head)
        yield number, range(next(filled, 0) + 1)


def _own_of_answers(table: Table, asked: Container[str]) -> Own:
    indicator, answer = table.places[HEADS[0]], table.places[ANSWER]
    yield table.head, table.columns(HEADS)
    for number, row in table.rows():
        if row[indicator] in asked:
            yield number, table.columns(HEADS)
        elif row[indicator] and row[answer]:  # an answer on what was not asked, which is told as such
            yield number, (indicator, answer)


def _own_of_documents(table: Table) -> Own:
    """A row that names no document by its address or file is none."""
    yield table.head, table.columns(DOCUMENT_HEADS)
    for number, row in table.rows():
        if row[table.places[DOCUMENT_HEADS[2]]]:
            yield number, table.columns(DOCUMENT_HEADS)


def _cells(sheet: Sheet, row: int, columns: Sequence[int]) -> Unplaced:
    """The words of a row that stand in these columns, with their cells."""
    from openpyxl.utils import get_column_letter

    cells = listed([f"{get_column_letter(column + 1)}{row + 1}" for column in columns])
    text = "; ".join(sheet.rows[row][column] for column in columns)[:LONGEST]
    return Unplaced(text, f"cell{'s' if len(columns) > 1 else ''} {cells} of “{sheet.title}”")


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


def _tables(sheets: Iterable[Sheet], heads: Sequence[str], needed: Sequence[str]) -> list[Table]:
    """The table of each sheet that has one, below a row of these heads, wherever that stands."""
    found = []
    for sheet in sheets:
        places = ((number, _places(row, heads, needed)) for number, row in enumerate(sheet.rows))
        table = next((Table(sheet, number, known) for number, known in places if known), None)
        found += [table] if table else []
    return found


def _places(row: Sequence[str], heads: Sequence[str], needed: Sequence[str]) -> dict[str, int]:
    """The columns of the heads by their words; of heads that were changed, by place where most others keep theirs.

    Empty where one that is needed can be found by neither.
    """
    known = {head: row.index(head) for head in heads if head in row}
    kept = sum(known.get(head) == place for place, head in enumerate(heads))
    if any(head not in known for head in needed) and kept <= len(heads) / 2:
        return {}
    for place, head in enumerate(heads):
        if head not in known and place not in known.values() and place < len(row):
            known[head] = place
    return known if all(head in known for head in needed) else {}


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
        unplaced=tuple(
            Unplaced("; ".join(filter(None, row)), f"row {number} of “{RETURNED}”, which names no address or file")
            for number, row in enumerate(rows, 1)
            if any(row) and not row[2]
        ),
    )
