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

_lock, _open = Lock(), [0]


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


def _begin_anew() -> None:
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))
