"""Whether a page without text shows something like writing: a scanned letter, or a table that is an image.

A photograph on a cover hides no policy, a scanned page does. Lines of writing are told by what no photograph has: rows
full of edges, a few points high, with quiet rows above and below, again and again.
"""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import pypdfium2.raw as pdfium

from extractors.readers.pdf.glyphs import PageView
from extractors.readers.pdf.library import draw

FEW_LETTERS = 60  # a page with fewer characters, as a page number, may be a picture of text
MOST_PIXELS = 600_000
STRIP = 90  # points: a line is looked for in strips of this width, so that columns need not be level
EDGE = 40  # of 255: the step between two neighbours that is an edge
BUSY, QUIET = 8, 1  # edges in a row of a strip: a line of writing, the white between two lines
LOWEST, HIGHEST = 2, 14  # points: of a line
NEAR = 4  # points: within which a line has quiet rows above and below
LEAST_LINES = 12  # pieces of lines; covers and photographs have up to 9


def shows_writing(page: pdfium.FPDF_PAGE, frame: PageView) -> bool:
    """Whether the page as it is drawn has lines that look like writing."""
    return pieces_of_lines(_drawn(page, frame)) >= LEAST_LINES


def pieces_of_lines(grey: np.ndarray) -> int:
    """How many pieces of lines of writing a grey picture of 72 points an inch has."""
    edges = np.abs(np.diff(grey.astype(np.int16), axis=1)) > EDGE
    return sum(
        _lines_in(edges[:, left : left + STRIP].sum(axis=1)) for left in range(0, edges.shape[1] - STRIP + 1, STRIP)
    )


def _lines_in(edges: np.ndarray) -> int:
    """The lines in a strip, by the number of edges in each of its rows."""
    quiet = edges <= QUIET
    turns = np.flatnonzero(np.diff(np.concatenate(([0], (edges >= BUSY).astype(np.int8), [0]))))
    return sum(
        LOWEST <= below - above <= HIGHEST
        and bool(quiet[max(0, above - NEAR) : above].any())
        and bool(quiet[below : below + NEAR].any())
        for above, below in zip(turns[::2], turns[1::2], strict=True)
    )


def _drawn(page: pdfium.FPDF_PAGE, frame: PageView) -> np.ndarray:
    across, down = frame.size
    scale = min(1.0, sqrt(MOST_PIXELS / max(1.0, across * down)))
    width, height = max(1, ceil(across * scale)), max(1, ceil(down * scale))
    pixels = np.empty((height, width), np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, pixels.ctypes.data, width)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    draw(bitmap, page, 0, 0, width, height)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels
