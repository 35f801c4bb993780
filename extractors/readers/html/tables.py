"""Tables of a web page: for each cell the header of its column and the label of its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

LONGEST_LABEL = 12  # words: a longer first cell is text, not a label
WIDEST = 1000  # columns or rows that one cell may span


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above a cell and beside it."""

    header: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    tag: Tag
    row: int
    column: int
    width: int
    height: int
    text: str


def places(table: Tag) -> dict[int, Place]:
    """The place of each cell of a table of data, by the cell's identity; empty for a table made for layout."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    if len(rows) < 2 or table.find("table") is not None or table.get("role") in ("presentation", "none"):
        return {}
    cells = list(_grid(rows))
    if len({cell.column for cell in cells}) < 2 or any(cell.tag.find(["h1", "h2", "h3"]) for cell in cells):
        return {}
    last_header = _header_rows(rows)
    above = {row: [cell for cell in cells if cell.row == row] for row in range(last_header + 1)}
    labels = _labels(cells, last_header)
    return {
        id(cell.tag): Place(_header(cell, above), labels.get(cell.row) if cell.column else None)
        if cell.row > last_header
        else Place()
        for cell in cells
        if cell.tag.find(["ul", "ol"]) is None
    }


def _grid(rows: list[Tag]) -> Iterator[_Cell]:
    """The cells with the column in which each begins, however many rows those above it span."""
    taken: dict[int, int] = {}  # column -> the first row in which it is free again
    for number, row in enumerate(rows):
        column = 0
        for tag in row.find_all(["td", "th"], recursive=False):
            while taken.get(column, 0) > number:
                column += 1
            width, height = _span(tag, "colspan"), _span(tag, "rowspan")
            if height > 1:
                taken.update(dict.fromkeys(range(column, column + width), number + height))
            yield _Cell(tag, number, column, width, height, " ".join(tag.get_text(" ").split()))
            column += width


def _header_rows(rows: list[Tag]) -> int:
    """The number of the last row of headers: the table's head, rows of `th` alone, or else the first row."""
    last = 0
    for number, row in enumerate(rows[:-1]):
        cells = row.find_all(["td", "th"], recursive=False)
        in_head = row.parent is not None and row.parent.name == "thead"
        if not in_head and not (cells and all(cell.name == "th" for cell in cells)):
            break
        last = number
    return last


def _header(cell: _Cell, above: dict[int, list[_Cell]]) -> str | None:
    """The headers over the cell's column, outermost first; a title over the whole table is none."""
    words: list[str] = []
    for row in above.values():
        for header in row if len(row) > 1 or len(above) == 1 else ():
            if header.column <= cell.column < header.column + header.width and header.text not in ("", *words):
                words.append(header.text)
    return ": ".join(words) or None


def _labels(cells: list[_Cell], last_header: int) -> dict[int, str]:
    """The label of each row: its first cell, when that is short or marked as a header."""
    return {
        row: cell.text
        for cell in cells
        if cell.column == 0 and cell.row > last_header and cell.text and len(cell.text.split()) <= LONGEST_LABEL
        for row in range(cell.row, cell.row + cell.height)
    }


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return int(value) if value.isdecimal() and 0 < int(value) < WIDEST else 1
