"""Tables of a web page: for each cell the header of its column and the label of its row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.readers.tree import Element

LONGEST_LABEL = 12  # words: a longer first cell is text, not a label
WIDEST = 1000  # columns that one cell may span, as in a browser; no cell is wider than that, whatever it says
MOST_HEADERS = 12  # rows of headers: more than these are the table itself
MOST_PLACES = 200_000  # of the grid, as the cells say: a table that claims more has only its cells


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above a cell and beside it."""

    header: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    tag: Element
    row: int
    column: int
    width: int
    height: int
    text: str


def places(table: Element) -> dict[int, Place]:
    """The place of each cell of a table of data, by the cell's identity; empty for a table made for layout."""
    rows = [row for row in table.elements("tr") if row.find_parent("table") is table]
    if len(rows) < 2 or table.find("table") is not None or table.get("role") in ("presentation", "none"):
        return {}
    cells = list(_grid(rows))
    if sum(cell.width * cell.height for cell in cells) > MOST_PLACES:
        return {}
    if len({cell.column for cell in cells}) < 2 or any(cell.tag.find(["h1", "h2", "h3"]) for cell in cells):
        return {}
    last_header = _header_rows(rows)
    above = _headers([cell for cell in cells if cell.row <= last_header], last_header + 1)
    labels = _labels(cells, last_header)
    return {
        id(cell.tag): Place(above.get(cell.column), labels.get(cell.row) if cell.column else None)
        if cell.row > last_header
        else Place()
        for cell in cells
        if cell.tag.find(["ul", "ol"]) is None
    }


def _grid(rows: list[Element]) -> Iterator[_Cell]:
    """The cells with the column in which each begins, however many rows those above it span.

    Ends early where the cells claim more places than a table can have.
    """
    taken: dict[int, int] = {}  # column -> the first row in which it is free again
    claimed = 0
    for number, row in enumerate(rows):
        column = 0
        for tag in row.parts(("td", "th")):
            while taken.get(column, 0) > number:
                column += 1
            width, height = _span(tag, "colspan", WIDEST), _span(tag, "rowspan", len(rows) - number)
            if height > 1:
                taken.update(dict.fromkeys(range(column, column + width), number + height))
            yield _Cell(tag, number, column, width, height, " ".join(tag.get_text(" ").split()))
            column += width
            claimed += width * height
        if claimed > MOST_PLACES:
            return


def _header_rows(rows: list[Element]) -> int:
    """The number of the last row of headers: the table's head, rows of `th` alone, or else the first row."""
    last = 0
    for number, row in enumerate(rows[:-1][:MOST_HEADERS]):
        cells = row.parts(("td", "th"))
        in_head = row.parent is not None and row.parent.name == "thead"
        if not in_head and not (cells and all(cell.name == "th" for cell in cells)):
            break
        last = number
    return last


def _headers(cells: list[_Cell], rows: int) -> dict[int, str]:
    """The headers over each column, outermost first; a title over the whole table is none."""
    beside = Counter(cell.row for cell in cells)
    words: dict[int, list[str]] = defaultdict(list)
    for header in cells:
        if header.text and (beside[header.row] > 1 or rows == 1):
            for column in range(header.column, header.column + header.width):
                if header.text not in words[column]:
                    words[column].append(header.text)
    return {column: ": ".join(texts) for column, texts in words.items()}


def _labels(cells: list[_Cell], last_header: int) -> dict[int, str]:
    """The label of each row: its first cell, when that is short or marked as a header."""
    return {
        row: cell.text
        for cell in cells
        if cell.column == 0 and cell.row > last_header and cell.text and len(cell.text.split()) <= LONGEST_LABEL
        for row in range(cell.row, cell.row + cell.height)
    }


def _span(cell: Element, name: str, most: int) -> int:
    """How many columns or rows a cell spans; a number in a file is not believed beyond what can be."""
    value = str(cell.get(name) or "1").strip()
    return min(max(int(value[:9]), 1), most) if value.isascii() and value.isdecimal() else 1
