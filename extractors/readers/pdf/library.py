"""PDFium forgets the documents before, so that a document is read alike wherever and whenever it is read.

PDFium keeps the faces that stand in for fonts which a file does not bring along, and drawing a page changes their
widths: the same characters then had other boxes, and the same file another text, for the rest of the process. Begun
anew, which takes less than a millisecond, it knows nothing of what was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2.raw as pdfium
from pypdfium2.internal import bases

_lock, _open, _drawn = Lock(), [0], [False]


@contextmanager
def forgetful() -> Iterator[None]:
    """For as long as a document is open; begins the library anew unless another document is."""
    with _lock:
        if not _open[0] and not any(bases.ObjectTracker.values()):
            _begin_anew()
        _open[0] += 1
    try:
        yield
    finally:
        with _lock:
            _open[0] -= 1


def draw(bitmap: pdfium.FPDF_BITMAP, page: pdfium.FPDF_PAGE, x: int, y: int, across: int, down: int) -> None:
    """Draws a page with its annotations, which is the one thing that changes what PDFium keeps."""
    _drawn[0] = True
    pdfium.FPDF_RenderPageBitmap(bitmap, page, x, y, across, down, 0, pdfium.FPDF_ANNOT)


def has_drawn() -> bool:
    """Whether anything was drawn by `draw` since the library was begun anew."""
    return _drawn[0]


def _begin_anew() -> None:
    _drawn[0] = False
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))
