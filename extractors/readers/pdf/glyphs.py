"""The glyphs of a PDF page as PDFium gives them, runs of them, and cells: what the stages of a page's text share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium


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


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters with the edges of their boxes as shown; `index` holds PDFium's number of each."""

    text: str
    index: range | list[int]
    x0: list[float]
    top: list[float]
    x1: list[float]
    bottom: list[float]

    def picked(self, kept: Sequence[int]) -> Glyphs:
        """Only these glyphs, in this order."""
        text, index = self.text, self.index
        return Glyphs(
            "".join([text[i] for i in kept]),
            [index[i] for i in kept],
            [self.x0[i] for i in kept],
            [self.top[i] for i in kept],
            [self.x1[i] for i in kept],
            [self.bottom[i] for i in kept],
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: which table of the page, its row and column, and its box as shown."""

    table: int
    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float
    inferred: bool = False  # a side of it is no drawn line


@dataclass(frozen=True, slots=True)
class Piece:
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


Edges = tuple[list[float], list[float], list[float], list[float]]


def shown(frame: PageView, left: list[float], bottom: list[float], right: list[float], top: list[float]) -> Edges:
    """Boxes in the PDF's coordinates as x0, top, x1, bottom from the top left of the page as shown."""
    if frame.turns == 1:
        return _less(bottom, frame.bottom), _less(left, frame.left), _less(top, frame.bottom), _less(right, frame.left)
    if frame.turns == 2:
        return (
            _from(frame.right, right),
            _less(bottom, frame.bottom),
            _from(frame.right, left),
            _less(top, frame.bottom),
        )
    if frame.turns == 3:
        return _from(frame.top, top), _from(frame.right, right), _from(frame.top, bottom), _from(frame.right, left)
    return _less(left, frame.left), _from(frame.top, top), _less(right, frame.left), _from(frame.top, bottom)


def _less(values: list[float], origin: float) -> list[float]:
    return [value - origin for value in values]


def _from(origin: float, values: list[float]) -> list[float]:
    return [origin - value for value in values]
