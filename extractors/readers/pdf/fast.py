"""What a PDF page holds, as arrays: boxes of characters, objects with their places and colours, path segments.

Handles are plain numbers; the functions and what they do are PDFium's own (loops.py).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from extractors.readers.pdf.loops import (
    Floats,
    Handles,
    Numbers,
    address,
    bound,
    clips_of,
    fours_at,
    fours_of,
    handles_at,
    handles_of,
    numbers_of,
    sixes_of,
    steps_of,
    twos_of,
)

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Mask = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]

DEEPEST_FORM = 4
_MOST_CLIPS = 8  # paths of one object; more are ornaments


@dataclass(frozen=True, slots=True)
class Painted:
    """The objects that a page paints, in that order; in the place of a form stand those within it."""

    handles: Handles
    kinds: Numbers  # as PDFium numbers them
    within: Numbers  # the form around each, 0 the page itself
    forms: tuple[tuple[int, Matrix], ...]  # of each form the one around it and its matrix; the first is the page
    on_page: bytes  # the kinds of the objects on the page itself, forms among them

    def matrices(self, page: Matrix) -> list[Matrix]:
        """For each form the matrix from its own coordinates to where `page` leads from those of the page."""
        found = [page]
        for around, matrix in self.forms[1:]:
            found.append(times(matrix, found[around]))
        return found


def character_boxes(text_page: pdfium.FPDF_TEXTPAGE, indexes: Numbers) -> Reals:
    """The boxes of the characters at `indexes`: rows of left, top, right and bottom."""
    return fours_at("FPDFText_GetLooseCharBox", address(text_page), indexes).astype(np.float64)


def objects_of(page: pdfium.FPDF_PAGE) -> Painted:
    """What a page paints. Forms within forms within forms are opened, but no deeper than any sound file has them."""
    forms: list[tuple[int, Matrix]] = [(0, IDENTITY)]
    pieces: list[tuple[Handles, Numbers, int]] = []
    own = _objects(address(page), pdfium.FPDFPage_CountObjects(page), "FPDFPage_GetObject")
    _gather(*own, 0, 0, forms, pieces)
    handles, kinds, within = zip(*pieces, strict=True)
    sizes = [len(piece) for piece in handles]
    around = np.repeat(np.array(within, np.intc), sizes)
    return Painted(
        np.concatenate(handles), np.concatenate(kinds), around, tuple(forms), own[1].astype(np.uint8).tobytes()
    )


def _gather(
    handles: Handles,
    kinds: Numbers,
    holder: int,
    depth: int,
    forms: list[tuple[int, Matrix]],
    pieces: list[tuple[Handles, Numbers, int]],
) -> None:
    """Adds the objects of a form, or of the page, to `pieces`: runs of objects within one form."""
    start = 0
    opened = np.flatnonzero(kinds == pdfium.FPDF_PAGEOBJ_FORM).tolist() if depth < DEEPEST_FORM else []
    for at in opened:
        pieces.append((handles[start:at], kinds[start:at], holder))
        form, start = int(handles[at]), at + 1
        forms.append((holder, matrix_of(form)))
        count = bound("FPDFFormObj_CountObjects", ctypes.c_int, ctypes.c_void_p)(form)
        _gather(*_objects(form, count, "FPDFFormObj_GetObject"), len(forms) - 1, depth + 1, forms, pieces)
    pieces.append((handles[start:], kinds[start:], holder))


def _objects(holder: int, count: int, getter: str) -> tuple[Handles, Numbers]:
    found = handles_at(getter, holder, np.arange(max(0, count), dtype=np.intc))
    found = found[found != 0]
    return found, numbers_of("FPDFPageObj_GetType", found)


def draw_modes_of(paths: Handles) -> Numbers:
    """For each path how its inside is filled and whether its outline is drawn; 0 for neither."""
    return twos_of("FPDFPath_GetDrawMode", paths)


def segment_counts_of(paths: Handles) -> Numbers:
    """How many segments each path has."""
    return numbers_of("FPDFPath_CountSegments", paths)


def matrix_of(item: int) -> Matrix:
    """The matrix of an object; the one that changes nothing when it has none."""
    a, b, c, d, e, f = matrices_of(np.array([item], np.uintp))[0].tolist()
    return a, b, c, d, e, f


def matrices_of(items: Handles) -> Reals:
    """The matrix of each object in a row; the one that changes nothing when it has none."""
    found, done = sixes_of("FPDFPageObj_GetMatrix", items)
    return np.where(done[:, None], found, np.array(IDENTITY, np.float32)).astype(np.float64)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def all_times(first: Reals, then: Reals) -> Reals:
    """As `times`, of many matrices in rows."""
    a, b, c, d, e, f = first.T
    p, q, r, s, t, u = then.T
    return np.stack(
        (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u), axis=1
    )


def text_objects(text_page: pdfium.FPDF_TEXTPAGE, indexes: Sequence[int] | npt.NDArray[np.intp]) -> Handles:
    """The handle of the text object to which each character belongs; 0 for spaces that no object holds."""
    return handles_at("FPDFText_GetTextObject", address(text_page), np.asarray(indexes, dtype=np.intc))


def bounds_of(items: Handles) -> Reals:
    """Rows of left, bottom, right and top of each object in the coordinates of its page or form; 0 when it has none."""
    return fours_of("FPDFPageObj_GetBounds", items, np.float32).astype(np.float64)


def fills_of(items: Handles) -> npt.NDArray[np.int64]:
    """Rows of red, green, blue, alpha (0 to 255) with which objects are filled; all 0 when that is no plain colour."""
    return fours_of("FPDFPageObj_GetFillColor", items, np.uintc).astype(np.int64)


def render_modes_of(texts: Handles) -> Numbers:
    """How each text object is drawn: filled, stroked, invisible and so on, as PDFium numbers it."""
    return numbers_of("FPDFTextObj_GetTextRenderMode", texts)


def clips_around(items: Handles) -> tuple[Reals, Mask]:
    """Rows with the rectangle around what its clip paths leave of each object, and which objects are clipped.

    Right stands before left, or top below bottom, when nothing is left.
    """
    found, clipped = clips_of(handles_of("FPDFPageObj_GetClipPath", items), _MOST_CLIPS)
    return found.astype(np.float64), clipped


def path_steps(paths: Handles, counts: Numbers) -> tuple[Numbers, Floats, Numbers]:
    """The first segments of each path, in its own coordinates: kinds, end points, and whether each closes a figure."""
    return steps_of(paths, counts)


def set_shown(item: int, shown: bool) -> None:
    """Leaves an object out of what is rendered from now on, or takes it in again; the file is not changed."""
    bound("FPDFPageObj_SetIsActive", ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(item, int(shown))
