"""Questions to a company as a workbook: what was found and not found, with boxes for answers and a list for documents.

Cells to be filled in are yellow and open; the rest is locked without a password, so that nothing is changed by
accident. `answers.py` reads the workbook back by the words of its heads, wherever somebody moved them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Literal, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from forms import harmless
from reports.export import FORMULA_SIGNS, LONGEST_CELL, NOT_IN_XML
from reports.questions import DOCUMENT_ROWS, Asked, Questions, introduction
from reports.questions_heads import ANSWERED_BY, DOCUMENT_HEADS, HEADS, QUESTIONS, REFERENCE, RETURNED

WIDTHS = (9, 22, 13, 66, 66, 34, 60)
DOCUMENT_WIDTHS = (12, 40, 60, 14, 12, 40)
LINE = 15.0  # points, of a row of text
MOST_LINES = 26  # of a row: spreadsheet programs show none that is higher than 409 points
LETTERS = 62  # of a line in a column of what was found; few enough for wide letters
HEAD = PatternFill("solid", fgColor="FF1F4E79")
BOX = PatternFill("solid", fgColor="FFFFF8D6")
THIN = Side(style="thin", color="FFBFBFBF")
EDGE = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TOP = Alignment(wrap_text=True, vertical="top")


def write(questions: Questions, output: Path) -> None:
    """Write the workbook."""
    book = Workbook()
    book.properties.title = f"Questions to {_clean(questions.company)}"
    book.properties.description = f"Firmword anchor: {questions.anchor}"
    first = book.active
    assert isinstance(first, Worksheet)
    _front(first, questions)
    _asked(book.create_sheet(QUESTIONS), questions)
    _documents(book.create_sheet(RETURNED))
    book.save(output)


def _front(sheet: Worksheet, questions: Questions) -> None:
    sheet.title = "Please read"
    told = [(text, False) for text in introduction(questions)]
    lines = [(f"Questions to {questions.company}", True), (questions.title, False), ("", False), *told, ("", False)]
    for number, (text, bold) in enumerate(lines, 1):
        cell = _put(sheet, number, 1, text)
        cell.font = Font(bold=bold, size=14 if bold else 11)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=2)
        sheet.row_dimensions[number].height = LINE * max(1, -(-len(text) // 95)) * (1.3 if bold else 1.0)
    for offset, (name, value, box) in enumerate(
        [(REFERENCE, questions.reference, False), (ANSWERED_BY, "", True), ("Drafted from", questions.credit, False)]
    ):
        row = len(lines) + 1 + offset
        _put(sheet, row, 1, name).font = Font(bold=True)
        _boxed(_put(sheet, row, 2, value), box)
        sheet.row_dimensions[row].height = LINE * max(1, -(-len(value) // 75))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 76
    _printed(sheet, "portrait", None)


def _asked(sheet: Worksheet, questions: Questions) -> None:
    _heads(sheet, HEADS, WIDTHS)
    number = 1
    for one in questions.asked:
        for place, (found, missing) in enumerate(_pieces(one)):
            number += 1
            first = place == 0
            # Each row names its indicator, so that it keeps its place when a company sorts or filters.
            told = (one.indicator, *((one.title, one.score) if first else (f"{one.indicator}, continued", "")))
            values = (*told, _list(found, "Nothing" if first else ""), _list(missing, "—" if first else ""))
            for column, value in enumerate((*values, one.question if first else ""), 1):
                _boxed(_put(sheet, number, column, value), False)
            _boxed(_put(sheet, number, len(HEADS), ""), first)
            sheet.row_dimensions[number].height = LINE * max(4 if first else 1, _lines(found), _lines(missing), 1)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADS))}{number}"
    _printed(sheet, "landscape", "1:1")


def _documents(sheet: Worksheet) -> None:
    _heads(sheet, DOCUMENT_HEADS, DOCUMENT_WIDTHS)
    for row in range(2, DOCUMENT_ROWS + 2):
        for column in range(1, len(DOCUMENT_HEADS) + 1):
            _boxed(_put(sheet, row, column, ""), True)
    _printed(sheet, "landscape", "1:1")


def _heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = _put(sheet, 1, column, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2" if heads is HEADS else "A2"


def _put(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """A cell whose text is never a formula."""
    cell = cast("Cell", sheet.cell(row, column))
    text = _clean(value)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    cell.alignment = TOP
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
    for line in lines:
        if cut[-1] and _lines([*cut[-1], line]) > MOST_LINES:
            cut.append([])
        cut[-1].append(line)
    return cut


def _lines(texts: Sequence[str]) -> int:
    """How many lines the texts fill in a column of what was found."""
    return sum(-(-len(text) // LETTERS) for text in texts)


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", harmless(text))[:LONGEST_CELL]


def _printed(sheet: Worksheet, orientation: Literal["portrait", "landscape"], heads: str | None) -> None:
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = heads
    sheet.oddFooter.center.text = "&A, page &P of &N"  # type: ignore[union-attr]
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False
    sheet.protection.autoFilter = sheet.protection.sort = False
