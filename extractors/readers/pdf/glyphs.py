"""The glyphs of a PDF page as PDFium gives them, runs of them, and cells: what the stages of a page's text share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Reals = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.intp]
NOWHERE = np.array([[inf], [inf], [-inf], [-inf]])  # the edges of white space: it never widens a box


@dataclass(frozen=True, slots=True)
class PageView:
    """The visible page in the PDF's own coordinates, and its rotation in quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        across, down = self.right - self.left, self.top - self.bottom
        return (down, across) if self.turns % 2 else (across, down)


@dataclass(frozen=True)
class Glyphs:
    """Characters with the edges of their boxes as shown; `index` holds PDFium's number of each.

    The edges stand in `edges` as four rows; x0, top, x1 and bottom are the same as lists, made when one is asked for.
    """

    text: str
    index: Indexes
    edges: Reals

    @cached_property
    def x0(self) -> list[float]:
        """The left edges."""
        return self._row(0)

    @cached_property
    def top(self) -> list[float]:
        """The upper edges."""
        return self._row(1)

    @cached_property
    def x1(self) -> list[float]:
        """The right edges."""
        return self._row(2)

    @cached_property
    def bottom(self) -> list[float]:
        """The lower edges."""
        return self._row(3)

    def _row(self, number: int) -> list[float]:
        row: list[float] = self.edges[number].tolist()
        return row

    def picked(self, kept: Sequence[int] | Indexes, blank: Sequence[int] = ()) -> Glyphs:
        """Only these glyphs, in this order; those at `blank` become spaces, which have no place of their own."""
        at = np.asarray(kept, np.intp)
        text = [self.text[i] for i in at.tolist()]
        edges = self.edges[:, at]
        for place in blank:
            text[place] = " "
        edges[:, list(blank)] = NOWHERE
        return Glyphs("".join(text), self.index[at], edges)

    @cached_property
    def _padded(self) -> Reals:
        """The edges, and after the last those of white space."""
        return np.concatenate((self.edges, NOWHERE), axis=1)

    def around(self, pieces: Sequence[Piece]) -> Reals:
        """The rectangle around the glyphs of each piece, in rows."""
        if not pieces:
            return np.zeros((0, 4))
        ends = np.array([place for piece in pieces for place in piece[:2]])
        x0, top, x1, bottom = self._padded
        least, most = np.minimum.reduceat, np.maximum.reduceat
        return np.stack((least(x0, ends), least(top, ends), most(x1, ends), most(bottom, ends)), axis=1)[::2]


class Cell(NamedTuple):
    """A cell of a table: which table of the page, its row and column, and its box as shown."""

    table: int
    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float
    inferred: bool = False  # a side of it is no drawn line


class Piece(NamedTuple):
    """A run of glyphs that will be a line of the text."""

    start: int
    end: int
    hyphen: bool = False  # it ends with a hyphen that breaks a word over the line's end
    cell: Cell | None = None


def frame_of(page: pdfium.FPDF_PAGE) -> PageView:
    """The visible rectangle of a page: its crop box within its media box."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return PageView(rect.left, rect.bottom, rect.right, rect.top, pdfium.FPDFPage_GetRotation(page) % 4)


Edges = tuple[Reals, Reals, Reals, Reals]


def shown(frame: PageView, left: Reals, bottom: Reals, right: Reals, top: Reals) -> Edges:
    """Boxes in the PDF's coordinates as x0, top, x1, bottom from the top left of the page as shown."""
    if frame.turns == 1:
        return bottom - frame.bottom, left - frame.left, top - frame.bottom, right - frame.left
    if frame.turns == 2:
        return frame.right - right, bottom - frame.bottom, frame.right - left, top - frame.bottom
    if frame.turns == 3:
        return frame.top - top, frame.right - right, frame.top - bottom, frame.right - left
    return left - frame.left, frame.top - top, right - frame.left, frame.top - bottom
