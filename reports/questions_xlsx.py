"""Questions to a company as a workbook: what was found and not found, with boxes for answers and a list for documents.

Cells to be filled in are yellow and open; the rest is locked without a password, so that nothing is changed by
accident. `answers.py` reads the workbook back by the words of its heads, wherever somebody moved them. Type, heights
and print are those of the sheets (`sheet_xlsx.py`, `sheet_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from forms import moment
from reports.export import FORMULA_SIGNS, LONGEST_CELL, NOT_IN_XML
from reports.questions import DOCUMENT_ROWS, Asked, Questions, introduction
from reports.questions_heads import (
    ANSWERED_BY,
    DOCUMENT_HEADS,
    DRAFTED,
    DRAFTED_FROM,
    HEADING,
    HEADS,
    QUESTIONS,
    REFERENCE,
    RETURNED,
)
from reports.sheet_lines import MOST_LINES, head_lines, height, wrapped
from reports.sheet_tables import COLOURS, Column, Look, shown
from reports.sheet_xlsx import FACE, TYPE_SIZE, in_our_type, set_up

FRONT = (Column("", 22), Column("", 100))
COLUMNS = tuple(map(Column, HEADS, (11, 16, 10, 43, 43, 22, 39)))
DOCUMENTS = tuple(map(Column, DOCUMENT_HEADS, (12, 40, 60, 14, 12, 40)))
TOLD = 3  # the column of what was found; that of what was not is as wide
LARGE = 1.4  # times the type's size, of the heading
FEWEST_LINES = 4  # of a row with a box
BOX = PatternFill("solid", fgColor="FFFFF8D6")
TYPE = Font(name=FACE, size=TYPE_SIZE)  # by which heights are counted
THIN = Side(style="thin", color="FFBFBFBF")
EDGE = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TOP = Alignment(wrap_text=True, vertical="top")


def write(questions: Questions, output: Path) -> None:
    """Write the workbook."""
    _workbook(questions).save(output)


def words(questions: Questions) -> Iterator[str]:
    """What stands in its cells, row by row."""
    for sheet in _workbook(questions).worksheets:
        yield from (str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def _workbook(questions: Questions) -> Workbook:
    book = in_our_type(Workbook())
    heading = f"{HEADING}{questions.company}"
    book.properties.title = _clean(heading)
    book.properties.description = f"Firmword anchor: {questions.anchor}"
    first = book.active
    assert isinstance(first, Worksheet)
    _front(first, questions, heading)
    _asked(book.create_sheet(QUESTIONS), questions, heading)
    _documents(book.create_sheet(RETURNED), heading)
    return book


def _front(sheet: Worksheet, questions: Questions, heading: str) -> None:
    sheet.title = "Please read"
    told = [(text, False) for text in introduction(questions)]
    lines = [(heading, True), (questions.title, False), ("", False), *told, ("", False)]
    across = sum(one.width for one in FRONT)
    for number, (text, large) in enumerate(lines, 1):
        cell, size = _put(sheet, number, 1, text), LARGE if large else 1.0
        cell.font = Font(name=FACE, bold=large, size=TYPE_SIZE * size)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=2)
        sheet.row_dimensions[number].height = height(len(wrapped(_clean(text), across / size, large))) * size
    boxes = [
        (REFERENCE, questions.reference, False),
        (DRAFTED, moment(questions.at), False),
        (ANSWERED_BY, "", True),
        (DRAFTED_FROM, questions.credit, False),
    ]
    for row, (name, value, box) in enumerate(boxes, len(lines) + 1):
        _put(sheet, row, 1, name).font = Font(name=FACE, size=TYPE_SIZE, bold=True)
        _boxed(_put(sheet, row, 2, value), box)
        sheet.row_dimensions[row].height = height(len(wrapped(_clean(value), FRONT[1].width)))
    _printed(sheet, FRONT, heading)
    sheet.page_setup.orientation = "portrait"


def _asked(sheet: Worksheet, questions: Questions, heading: str) -> None:
    _heads(sheet, COLUMNS)
    sheet.freeze_panes = "C2"
    number = 1
    for one in questions.asked:
        for place, (found, missing) in enumerate(_pieces(one)):
            number += 1
            first = place == 0
            # Each row names its indicator, so that it keeps its place when a company sorts or filters.
            told = (one.indicator, *((one.title, one.score) if first else (f"{one.indicator}, continued", "")))
            lists = (_list(found, one.nothing if first else ""), _list(missing, "—" if first else ""))
            values = (*told, *lists, one.question if first else "")
            for column, value in enumerate(values, 1):
                _boxed(_put(sheet, number, column, value), False)
            _boxed(_put(sheet, number, len(HEADS), ""), first)
            needed = (len(wrapped(_clean(text), own.width)) for text, own in zip(values, COLUMNS, strict=False))
            sheet.row_dimensions[number].height = height(max(FEWEST_LINES if first else 1, *needed))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADS))}{number}"
    _printed(sheet, COLUMNS, heading, "1:1")


def _documents(sheet: Worksheet, heading: str) -> None:
    _heads(sheet, DOCUMENTS)
    sheet.freeze_panes = "A2"
    for row in range(2, DOCUMENT_ROWS + 2):
        for column in range(1, len(DOCUMENT_HEADS) + 1):
            _boxed(_put(sheet, row, column, ""), True)
    _printed(sheet, DOCUMENTS, heading, "1:1")


def _heads(sheet: Worksheet, columns: Sequence[Column]) -> None:
    colours = COLOURS[Look.TITLE]
    for number, one in enumerate(columns, 1):
        cell = _put(sheet, 1, number, one.title)
        cell.font = Font(name=FACE, size=TYPE_SIZE, bold=colours.strong, color=colours.ink)
        cell.fill = PatternFill("solid", fgColor=colours.ground)
    sheet.row_dimensions[1].height = height(head_lines(columns))


def _put(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """A cell whose text is never a formula."""
    cell = cast("Cell", sheet.cell(row, column))
    text = _clean(value)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    cell.font, cell.alignment = TYPE, TOP
    return cell


def _boxed(cell: Cell, box: bool) -> None:
    cell.border, cell.alignment = EDGE, TOP
    if box:
        cell.fill, cell.protection = BOX, Protection(locked=False)


def _list(lines: Sequence[str], none: str) -> str:
    return "\n".join(f"• {one}" for one in lines) if lines else none


def _pieces(one: Asked) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """What was found and not found, cut so that each row is no higher than a spreadsheet program shows."""
    found, missing = _cut(one.found), _cut(one.not_found)
    yield from zip_longest(found, missing, fillvalue=())


def _cut(lines: Sequence[str]) -> list[list[str]]:
    cut: list[list[str]] = [[]]
    for line in (part for whole in lines for part in _parts(whole)):
        if cut[-1] and _lines([*cut[-1], line]) > MOST_LINES:
            cut.append([])
        cut[-1].append(line)
    return cut


def _parts(line: str) -> Iterator[str]:
    """The line, or as many as it takes where many passages stand in it."""
    own = wrapped(line, COLUMNS[TOLD].width)
    room = MOST_LINES - 2  # for the marks, and for the bullet
    for start in range(0, len(own), room):
        part = "".join(own[start : start + room]).rstrip()
        yield f"{'… ' if start else ''}{part}{' …' if start + room < len(own) else ''}"


def _lines(texts: Sequence[str]) -> int:
    """How many lines the texts fill in a column of what was found."""
    return len(wrapped(_clean(_list(texts, "")), COLUMNS[TOLD].width))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", shown(text))[:LONGEST_CELL]


def _printed(sheet: Worksheet, columns: Sequence[Column], heading: str, heads: str | None = None) -> None:
    set_up(sheet, columns, heading)
    sheet.print_title_rows = heads
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False
    sheet.protection.autoFilter = sheet.protection.sort = False
