"""Pages of rows as a workbook that is read on a screen and on paper: streamed, so that it may be large.

Every text is text: none is ever read as a formula, and what looks like one keeps its quote prefix. A row is as high as
its text, and one that would be higher than a row can be goes on in the next, with what it is about repeated, so that
filters find both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from errors import InputError
from reports.export import FORMULA_SIGNS, ROWS_OF_A_SHEET
from reports.sheet_lines import MOST_LINES, head_lines, height, wrapped
from reports.sheet_tables import COLOURS, Cell, Column, Look, Page, Row, cell_of, shown

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

FACE, TYPE_SIZE = "Arial", 10
HEADING = 1.4  # times that size
LINK = "1F4E9E"
A4, A3 = 9, 8  # the numbers by which programs know the paper
# Inches. With a lower one LibreOffice finds it too low after it counted the pages: where a sheet ends within a
# point of a page's end, it then prints a blank one.
FOOTER = 0.4
A4_CHARACTERS = 190  # of all columns that A4 takes landscape, printed in 8 points; what is wider goes on A3
MOST_PAGES = 32_767  # that a program takes
LINKS_OF_A_SHEET = 60_000  # programs take 65,530
LONGEST_LINK = 2_000  # characters; programs take 2,079
LONGEST_FOOTER = 100  # characters of its left part; programs take 255 of all parts, some of which count twice
LONGEST_NAME = 31  # characters of a sheet's name
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_OF_ADDRESSES = "!$%&'()*+,/:;=?@~-._"  # characters that stay as they are in a link
_LINE, _BETWEEN = Side(style="thin", color="B9B3A9"), Side(style="thin", color="E8E4DD")


def write_pages(pages: Sequence[Page], path: Path, anchor: str) -> None:
    """A workbook with a sheet for each page; the anchor stands in its properties, too."""
    book = begun(anchor)
    for page in pages:
        sheet = Sheet(book, page.name, page.columns, page.heading)
        sheet.begin(page.heading, page.about, page.warning)
        sheet.add(page.rows)
        sheet.end(page.sums)
    book.save(path)


def begun(anchor: str) -> Workbook:
    """A workbook to be streamed, in whose type the widths of columns are counted."""
    book = Workbook(write_only=True)
    book.properties.description = f"Firmword anchor: {anchor}"
    book.properties.creator = "Firmword"
    return in_our_type(book)


def in_our_type(book: Workbook) -> Workbook:
    """A workbook whose cells have the type by which widths of columns and heights of rows are counted here."""
    inner: Any = book  # there is no public way to the style by which programs count widths
    inner._named_styles["Normal"].font = Font(name=FACE, size=TYPE_SIZE)
    return book


class Sheet:
    """A sheet that is written from top to bottom: its head, its rows, and what stands below them."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column], footer: str, frozen: int = 1) -> None:
        # A sheet that is only written has the same settings, though its type does not say so.
        self.sheet = cast("Worksheet", book.create_sheet(sheet_name(book.sheetnames, name)))
        self.columns, self._frozen = tuple(columns), frozen
        self.row = 0  # the last that was written
        self._head = 0
        self._links = 0
        self._styles: dict[tuple[object, ...], object] = {}
        set_up(self.sheet, self.columns, footer)

    def begin(self, heading: str, about: Iterable[str], warning: bool = False) -> None:
        """The heading, what is said of the table, and the columns' titles, which stay in sight and on each page."""
        across = sum(one.width for one in self.columns) * 0.95
        look = Look.WARNING if warning else Look.TOLD
        lead = [Cell(one.strip(), Look.HEADING) for one in wrapped(shown(heading), across / HEADING, strong=True)]
        lead += [Cell(one.strip(), look) for text in about for one in wrapped(shown(text), across, warning)]
        self._head = len(lead) + 1
        self.sheet.freeze_panes = f"{get_column_letter(self._frozen + 1)}{self._head + 1}"
        self.sheet.print_title_rows = f"{self._head}:{self._head}"
        for one in lead:
            self._append([one], height(1) * (HEADING if one.look is Look.HEADING else 1))
        self._append([Cell(one.title, Look.TITLE) for one in self.columns], height(head_lines(self.columns)))

    def add(self, rows: Iterable[Row]) -> None:
        """Rows of the table, each as high as its text."""
        for row in rows:
            for number, (cells, lines) in enumerate(fitted(row, self.columns)):
                self._append(cells, height(lines), begins=not number and not row.repeated)

    def end(self, sums: Sequence[Row] = ()) -> None:
        """Close the table, which can be filtered; its sums follow and cannot."""
        last = get_column_letter(len(self.columns))
        self.sheet.auto_filter.ref = f"A{self._head}:{last}{max(self.row, self._head + 1)}"
        if sums:
            self._append([], height(1))
        self.add(sums)

    def _append(self, cells: Sequence[Cell], points: float, begins: bool = False) -> None:
        if self.row >= ROWS_OF_A_SHEET:
            raise InputError(f"{self.sheet.title}: more rows than a sheet can have; name one rubric with --rubric")
        self.row += 1
        self.sheet.row_dimensions[self.row] = RowDimension(self.sheet, self.row, ht=points, customHeight=True)
        self.sheet.append([self._made(one, column, begins) for one, column in zip(cells, self.columns, strict=False)])
        del self.sheet.row_dimensions[self.row]  # it is written: a large sheet keeps no heights in memory

    def _made(self, cell: Cell, column: Column, begins: bool) -> SheetCell:
        made: Any = WriteOnlyCell(self.sheet)
        made.value = cell.value
        text = cell.value if isinstance(cell.value, str) else None
        if text is not None:
            made.data_type = "s"  # whatever it begins with
        address = link(cell.url) if cell.url and self._links < LINKS_OF_A_SHEET else ""
        centred = text is None or column.centred
        key = (cell.look, begins, bool(address), centred, text is not None and text.startswith(FORMULA_SIGNS))
        if key not in self._styles:  # a style is worked out once: there may be a million cells
            dressed: Any = WriteOnlyCell(self.sheet)
            _dress(dressed, *key)
            self._styles[key] = dressed._style
        made._style = self._styles[key]
        if address:
            self._links += 1
            made.hyperlink = address
        return cast("SheetCell", made)


def set_up(sheet: Worksheet, columns: Sequence[Column], footer: str) -> None:
    """Widths, and how it is printed: landscape, as wide as the paper, with page numbers.

    As many pages down as it takes, but not "any number" (0): of some questions LibreOffice then printed a blank page.
    """
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4 if sum(one.width for one in columns) <= A4_CHARACTERS else A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, MOST_PAGES
    sheet.page_margins = PageMargins(left=0.25, right=0.25, top=0.4, bottom=0.25 + FOOTER, header=0.2, footer=0.25)
    below: Any = sheet.oddFooter
    below.left.text = in_footer(footer)
    below.right.text = "&A, page &P of &N"


def _dress(cell: SheetCell, look: Look, begins: bool, leads: bool, centred: bool, quoted: bool) -> None:
    """Give a cell what it looks like; `quoted` keeps text that begins like a formula text when a person edits it."""
    colours = COLOURS[look]
    above = look in (Look.HEADING, Look.TOLD, Look.WARNING)
    size = TYPE_SIZE * HEADING if look is Look.HEADING else TYPE_SIZE
    ink = LINK if leads else colours.ink
    cell.font = Font(
        name=FACE,
        size=size,
        bold=colours.strong,
        italic=colours.slanted,
        color=ink,
        underline="single" if leads else None,
    )
    if colours.ground:
        cell.fill = PatternFill("solid", fgColor=colours.ground)
    cell.alignment = Alignment(wrap_text=not above, vertical="top", horizontal="center" if centred else "left")
    if not above:
        cell.border = Border(top=_LINE if begins else None, left=_BETWEEN, right=_BETWEEN)
    cell.quotePrefix = quoted


# --- rows


def fitted(row: Row, columns: Sequence[Column]) -> Iterator[tuple[list[Cell], int]]:
    """The row, or the rows into which it is cut, with the lines that each takes.

    Where a row is cut, what fits in one stands in each, so that filters find them all.
    """
    cells = [cell_of(one, number < row.repeated) for number, one in enumerate(row.cells)]
    cells += [Cell("")] * (len(columns) - len(cells))
    lines = [
        wrapped(one.value, column.width, COLOURS[one.look].strong) if isinstance(one.value, str) else [""]
        for one, column in zip(cells, columns, strict=True)
    ]
    most = max(map(len, lines), default=1)
    if most <= MOST_LINES:
        yield cells, most
        return
    for start in range(0, most, MOST_LINES):
        part = [_part(one, own, start) for one, own in zip(cells, lines, strict=True)]
        yield part, min(MOST_LINES, most - start) + 1  # 1: for the marks


def _part(cell: Cell, lines: Sequence[str], start: int) -> Cell:
    """What of a cell stands in the row that begins with this line of it."""
    if len(lines) <= MOST_LINES:
        return replace(cell, look=Look.REPEATED, url="") if start else cell
    text = "".join(lines[start : start + MOST_LINES]).rstrip()
    before, after = "… " if start and text else "", " …" if start + MOST_LINES < len(lines) else ""
    return replace(cell, value=f"{before}{text}{after}")


# --- names and addresses


def sheet_name(taken: Iterable[str], wanted: str) -> str:
    """A name that programs take for a sheet, and that no other sheet of the book has."""
    known = {one.casefold() for one in taken} | {"history"}  # a name that a program keeps for itself
    plain = "".join(one for one in wanted.translate(_NOT_IN_A_NAME) if one.isprintable()).strip("' ") or "Sheet"
    number, name = 1, plain[:LONGEST_NAME].rstrip("' ")
    while name.casefold() in known:
        number += 1
        end = f" ({number})"
        name = plain[: LONGEST_NAME - len(end)] + end
    return name


def link(url: str) -> str:
    """The address as a workbook takes it, which is unreadable with one that is none; "" where it is too long."""
    head, _, place = url.partition("#")
    safe = quote(head, safe=_OF_ADDRESSES) + (f"#{quote(place, safe=_OF_ADDRESSES)}" if place else "")
    return safe if len(safe) <= LONGEST_LINK else ""


def in_footer(text: str) -> str:
    """A text in which nothing is a code of the footer, as the name of the file or of its folder would be."""
    flat = " ".join(shown(text).split())
    short = flat if len(flat) <= LONGEST_FOOTER else flat[: LONGEST_FOOTER - 1] + "…"
    return short.replace("&", "&&")
