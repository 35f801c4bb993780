"""Tables for people, before they take a form: pages of rows, with the looks of their cells.

A cell is a value, or a `Cell` where it has a look or leads somewhere. What a look is in colours stands here once, so
that a workbook and a web page agree. No text of a document, list or person has a meaning in it: what would command a
terminal or turn letters round is shown as its code, and what no file may hold as �.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms import harmless
from rubric.scores import Bounds

NOT_IN_A_FILE = re.compile("[\ud800-\udfff\ufffe\uffff]")  # half characters, and what is none


class Look(StrEnum):
    """What a cell looks like."""

    HEADING = "heading"
    TOLD = "told"  # a sentence about the page
    WARNING = "warning"
    TITLE = "title"  # of a column
    PLAIN = "plain"
    STRONG = "strong"
    REPEATED = "repeated"  # said already in the row above, and there for filters
    MET = "met"
    NOT_MET = "not-met"
    OPEN = "open"
    SCORE_0 = "score-0"
    SCORE_1 = "score-1"
    SCORE_2 = "score-2"
    SCORE_3 = "score-3"
    SCORE_4 = "score-4"


@dataclass(frozen=True, slots=True)
class Colours:
    """Of a look, as six hexadecimal digits; "" for none."""

    ink: str = "1F1F1F"
    ground: str = ""
    strong: bool = False
    slanted: bool = False


# One hue from pale to dark: told apart in grey print, and by whoever sees no red and green. Open is another hue.
COLOURS: Mapping[Look, Colours] = {
    Look.HEADING: Colours(strong=True),
    Look.TOLD: Colours(),
    Look.WARNING: Colours(ink="8A1C00", strong=True),
    Look.TITLE: Colours(ink="12393B", ground="DDEAE9", strong=True),
    Look.PLAIN: Colours(),
    Look.STRONG: Colours(strong=True),
    Look.REPEATED: Colours(ink="6B6B6B"),
    Look.MET: Colours(ink="0B4F4C", strong=True),
    Look.NOT_MET: Colours(ink="7A2E12", strong=True),
    Look.OPEN: Colours(ground="FBF0C4", slanted=True),
    Look.SCORE_0: Colours(ground="EFE6DA"),
    Look.SCORE_1: Colours(ground="DCE8DC"),
    Look.SCORE_2: Colours(ground="BFE0D4"),
    Look.SCORE_3: Colours(ground="97D0C8"),
    Look.SCORE_4: Colours(ground="69BAB8"),
}
_SCORES = (Look.SCORE_0, Look.SCORE_1, Look.SCORE_2, Look.SCORE_3, Look.SCORE_4)
_OUTCOMES = {"met": Look.MET, "not met": Look.NOT_MET, "open": Look.OPEN}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with a look, and the address to which it leads."""

    value: str | float
    look: Look = Look.PLAIN
    url: str = ""


Value = str | float | Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, and its width in characters."""

    title: str
    width: int
    centred: bool = False  # numbers always are


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cells may be said already in the row above, of which it is more."""

    cells: tuple[Value, ...]
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A table under a heading; its sums stand below it and are no part of what is filtered."""

    name: str  # short: what a sheet is called
    heading: str
    about: tuple[str, ...]  # a sentence or two each
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[Row, ...] = ()
    warning: bool = False  # what it says about itself must be seen first


def cell_of(value: Value, repeated: bool = False) -> Cell:
    """A value as a cell, with nothing in its text that commands."""
    cell = value if isinstance(value, Cell) else Cell(value)
    look = Look.REPEATED if repeated else cell.look
    return Cell(shown(cell.value) if isinstance(cell.value, str) else cell.value, look, cell.url)


def shown(text: str) -> str:
    """A text as any file may hold it; a line break stays one."""
    if text.isprintable():
        return text
    return NOT_IN_A_FILE.sub("\ufffd", harmless(text.replace("\r\n", "\n")))


def outcome_look(outcome: str) -> Look:
    """The look of an element's outcome."""
    return _OUTCOMES.get(outcome, Look.REPEATED)


def score_look(value: Bounds, maximum: float) -> Look:
    """The look of a score: of a final one by how much it is of the most that it can be."""
    if not value.final:
        return Look.OPEN
    return _SCORES[round(4 * value.low / maximum)] if maximum else Look.SCORE_0
