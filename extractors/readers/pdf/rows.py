"""Rows: a PDF's lines with their places in the text, gathered into groups, and what is usual among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.readers.pdf.characters import Line
from extractors.records import Role

LETTERS = re.compile(r"[^\W\d_]{2,}")
FULL_STOP = re.compile(r"[.!?][\"'”’)\]]*$")
YEAR = re.compile(r"(?:19|20)\d\d")


class Row(NamedTuple):
    """A line with its page number and its range in the document's text."""

    page: int
    start: int
    end: int
    text: str
    line: Line
    baseline: float  # where the line stands, taken from the bottom of its box


@dataclass(slots=True)
class LineGroup:
    """Lines that belong together, while they are being gathered."""

    role: Role
    rows: list[Row]
    mark: str = ""  # an item's bullet or the kind of its numbering
    skip: int = 0  # characters of the mark, left out of the item's range
    right: float = 0.0  # the right edge of its widest line
    leadings: list[float] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Takes one more line."""
        last = self.rows[-1] if self.rows else None
        if last is not None and last.page == row.page and row.line.box.bottom > last.line.box.bottom:
            step = row.baseline - last.baseline
            if step > 0.5 * row.line.size:  # a raised mark's line is none of its own
                self.leadings.append(step)
        self.rows.append(row)
        self.right = max(self.right, row.line.box.x1) if last and last.page == row.page else row.line.box.x1


@dataclass(frozen=True, slots=True)
class Body:
    """What is usual in a document: the type size of its text, whether that is bold, and its line distance."""

    size: float
    bold: bool
    leading: float  # in type sizes
    heights: Sequence[float]  # of the pages, in points
