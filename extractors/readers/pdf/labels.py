"""What stands over and beside a cell of a PDF's table: the headers of its column, the label of its row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.glyphs import Cell
from extractors.readers.pdf.rows import LETTERS, YEAR, LineGroup
from extractors.records import Role

LONGEST_LABEL = 20  # words of a row's label
REFERENCE = re.compile(r"(?:[A-Z]{1,5} ?)?[\d.-]{1,8}[a-z]?|[A-Z]\.[\d.]+")  # "102-53", "GRI 406", "A.1.2"
STATEMENT_END = re.compile(r"[.;][\"'”’)\]]*$")
FIGURE = re.compile(r"[(-]?[$€£]?\s?\d[\d.,\s]*[%)]*")  # a cell of figures; a year may head a column
LONGEST_HEADER = 12  # words of a column's header


@dataclass(frozen=True, slots=True)
class Table:
    """The header cells and row labels of a table that have been met so far, with their texts."""

    headed: bool = True  # the first row holds headers, not data
    headers: list[tuple[Cell, str]] = field(default_factory=list)
    labels: list[tuple[Cell, str]] = field(default_factory=list)

    def taken(self, group: LineGroup) -> tuple[str | None, str | None]:
        """The header of a cell's column and the label of its row; the cell may be a header or label itself."""
        cell = group.rows[0].line.cell
        if cell is None:
            return None, None
        text = _words(group)
        across, down = (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2
        above = [(head, said) for head, said in self.headers if head.x0 <= across <= head.x1]
        below = cell.row == 1 and any(_spans(head, cell) for head, _ in above) and not _is_reference(text)
        if self.headed and (cell.row == 0 or below):
            self.headers.append((cell, text))
            return " · ".join(said for _, said in above) or None, None
        at = next((n for n, (side, _) in enumerate(self.labels) if side.top <= down <= side.bottom), None)
        label = self.labels[at][1] if at is not None else None
        if cell.column == 0:
            self.labels.append((cell, text))
        elif at is not None and label is not None and _is_reference(label) and LETTERS.search(text):
            self.labels[at] = self.labels[at][0], f"{label} {text}"  # a number, and what it is the number of
        short = label is not None and len(label.split()) <= LONGEST_LABEL
        return " · ".join(said for _, said in above) or None, label if short else None


def _spans(head: Cell, cell: Cell) -> bool:
    """Whether a header stands over several columns, so that the row below it holds headers too."""
    return head.x1 - head.x0 > 1.5 * (cell.x1 - cell.x0)


def _is_reference(text: str) -> bool:
    """Whether a cell holds but a number under which something is known; a year is none."""
    return bool(REFERENCE.fullmatch(text)) and not YEAR.fullmatch(text)


def _words(group: LineGroup) -> str:
    return " ".join(" ".join(row.text.split()) for row in group.rows)


def headless(groups: Sequence[LineGroup]) -> set[int]:
    """The tables whose first row is data: it holds whole statements, or figures beside its label."""
    found: set[int] = set()
    for group in groups:
        cell = group.rows[0].line.cell
        if group.role is not Role.CELL or cell is None or cell.row > 0:
            continue
        text = _words(group)
        said = len(text.split()) > LONGEST_HEADER or STATEMENT_END.search(text)
        if said or (cell.column > 0 and FIGURE.fullmatch(text) and not YEAR.fullmatch(text)):
            found.add(_table_key(group))
    return found


def _table_key(group: LineGroup) -> int:
    cell = group.rows[0].line.cell
    return group.rows[0].page * 10_000 + (cell.table if cell else 0)


def table_of(tables: dict[int, Table], group: LineGroup) -> Table:
    """The table in which a cell stands, of those met so far, else a new one with headers."""
    return tables.setdefault(_table_key(group), Table())
