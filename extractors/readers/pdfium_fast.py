"""PDFium's most called functions, bound once more with plain numbers for handles.

A page asks for thousands of boxes, objects and path segments; without the making of a Python object for each
handle that takes half the time. The functions and what they do are PDFium's own.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Protocol

import pypdfium2.raw as pdfium

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Step = tuple[int, float, float, bool]  # kind of segment, its end point, whether it closes the figure

_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int
_FLOAT_SIZE = ctypes.sizeof(ctypes.c_float)


class _Call(Protocol):
    def __call__(self, *arguments: int) -> int: ...


@cache
def _bound(name: str, result: type[ctypes.c_int] | type[ctypes.c_void_p], *arguments: type) -> _Call:
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
    bound: _Call = ctypes.CFUNCTYPE(result, *arguments)(address)
    return bound


def character_boxes(text_page: pdfium.FPDF_TEXTPAGE, indexes: Sequence[int], count: int) -> list[float]:
    """The boxes of the characters at `indexes`, four numbers (left, top, right, bottom) for each of `count`."""
    rects = (ctypes.c_float * (4 * count))()
    first, size = ctypes.addressof(rects), 4 * _FLOAT_SIZE
    box = _bound("FPDFText_GetLooseCharBox", _INT, _HANDLE, _INT, _HANDLE)
    places = [first + size * index for index in indexes]
    deque(map(box, repeat(_address(text_page)), indexes, places), maxlen=0)
    return list(rects)


def objects_of(page: pdfium.FPDF_PAGE) -> list[tuple[int, int]]:
    """The handle and the kind of each object on a page."""
    return _objects(_address(page), pdfium.FPDFPage_CountObjects(page), "FPDFPage_GetObject")


def objects_in(form: int) -> list[tuple[int, int]]:
    """The handle and the kind of each object in a form."""
    count = _bound("FPDFFormObj_CountObjects", _INT, _HANDLE)(form)
    return _objects(form, count, "FPDFFormObj_GetObject")


def _objects(holder: int, count: int, getter: str) -> list[tuple[int, int]]:
    get = _bound(getter, _HANDLE, _HANDLE, _INT)
    kind_of = _bound("FPDFPageObj_GetType", _INT, _HANDLE)
    handles = [handle for handle in map(get, repeat(holder), range(count)) if handle]
    return list(zip(handles, map(kind_of, handles), strict=True))


def drawn_segments(path: int, most: int) -> int:
    """How many segments a path has; 0 when it is not painted or has more than `most`."""
    mode = (ctypes.c_int * 2)()
    first = ctypes.addressof(mode)
    _bound("FPDFPath_GetDrawMode", _INT, _HANDLE, _HANDLE, _HANDLE)(path, first, first + ctypes.sizeof(_INT))
    count = _bound("FPDFPath_CountSegments", _INT, _HANDLE)(path) if mode[0] or mode[1] else 0
    return count if count <= most else 0


def steps_of(path: int, count: int) -> Iterator[Step]:
    """The first `count` segments of a path, in its own coordinates."""
    get = _bound("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
    kind_of = _bound("FPDFPathSegment_GetType", _INT, _HANDLE)
    point_of = _bound("FPDFPathSegment_GetPoint", _INT, _HANDLE, _HANDLE, _HANDLE)
    closes = _bound("FPDFPathSegment_GetClose", _INT, _HANDLE)
    point = (ctypes.c_float * 2)()
    first = ctypes.addressof(point)
    for index in range(count):
        segment = get(path, index)
        point_of(segment, first, first + _FLOAT_SIZE)
        yield kind_of(segment), point[0], point[1], bool(closes(segment))


def matrix_of(item: int) -> Matrix:
    """The matrix of an object; the one that changes nothing when it has none."""
    found = (ctypes.c_float * 6)()
    if not _bound("FPDFPageObj_GetMatrix", _INT, _HANDLE, _HANDLE)(item, ctypes.addressof(found)):
        return IDENTITY
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def _address(handle: pdfium.FPDF_PAGE) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
