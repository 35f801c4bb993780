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
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top
Colour = tuple[int, int, int, int]  # red, green, blue, alpha: 0 to 255
Step = tuple[int, float, float, bool]  # kind of segment, its end point, whether it closes the figure

_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int
_FLOAT_SIZE = ctypes.sizeof(ctypes.c_float)
_MOST_CLIPS = 8  # paths of one object; more are ornaments


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


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def text_objects(text_page: pdfium.FPDF_TEXTPAGE, indexes: Sequence[int]) -> list[int]:
    """The handle of the text object to which each character belongs; 0 for spaces that no object holds."""
    found = _bound("FPDFText_GetTextObject", _HANDLE, _HANDLE, _INT)
    return [handle or 0 for handle in map(found, repeat(_address(text_page)), indexes)]


def bounds_of(items: Sequence[int]) -> list[Rectangle]:
    """Left, bottom, right and top of each object in the coordinates of its page or form; all 0 when it has none."""
    found = (ctypes.c_float * (4 * len(items)))()
    bounds = _bound("FPDFPageObj_GetBounds", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
    deque(map(bounds, items, *_quarters(ctypes.addressof(found), len(items), _FLOAT_SIZE)), maxlen=0)
    flat = list(found)
    return list(zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True))


def fills_of(items: Sequence[int]) -> list[Colour]:
    """Red, green, blue and alpha (0 to 255) with which each object is filled; all 0 when that is no plain colour."""
    found = (ctypes.c_uint * (4 * len(items)))()
    fill = _bound("FPDFPageObj_GetFillColor", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
    deque(map(fill, items, *_quarters(ctypes.addressof(found), len(items), ctypes.sizeof(ctypes.c_uint))), maxlen=0)
    flat = list(found)
    return list(zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True))


def _quarters(first: int, count: int, size: int) -> tuple[range, range, range, range]:
    """The addresses of the first, second, third and fourth of each four numbers from `first` on."""
    last = first + 4 * count * size
    one, two, three, four = (range(first + part * size, last + part * size, 4 * size) for part in range(4))
    return one, two, three, four


def is_filled(path: int) -> bool:
    """Whether a path's inside is painted."""
    mode = (ctypes.c_int * 2)()
    first = ctypes.addressof(mode)
    _bound("FPDFPath_GetDrawMode", _INT, _HANDLE, _HANDLE, _HANDLE)(path, first, first + ctypes.sizeof(_INT))
    return mode[0] != 0


def render_modes_of(texts: Sequence[int]) -> list[int]:
    """How each text object is drawn: filled, stroked, invisible and so on, as PDFium numbers it."""
    return list(map(_bound("FPDFTextObj_GetTextRenderMode", _INT, _HANDLE), texts))


def clips_of(items: Sequence[int]) -> list[Rectangle | None]:
    """For each object the rectangle around what its clip paths leave; None when nothing is clipped."""
    clips = list(map(_bound("FPDFPageObj_GetClipPath", _HANDLE, _HANDLE), items))
    counts = map(_bound("FPDFClipPath_CountPaths", _INT, _HANDLE), (clip or 0 for clip in clips))
    return [_clipped(clip, count) if clip and count > 0 else None for clip, count in zip(clips, counts, strict=True)]


def _clipped(clip: int, count: int) -> Rectangle | None:
    rectangle: Rectangle | None = None
    for path in range(min(count, _MOST_CLIPS)):
        corners = list(_clip_points(clip, path))
        if corners:
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            rectangle = _common(rectangle, (min(xs), min(ys), max(xs), max(ys)))
    return rectangle


def _clip_points(clip: int, path: int) -> Iterator[tuple[float, float]]:
    get = _bound("FPDFClipPath_GetPathSegment", _HANDLE, _HANDLE, _INT, _INT)
    point_of = _bound("FPDFPathSegment_GetPoint", _INT, _HANDLE, _HANDLE, _HANDLE)
    point = (ctypes.c_float * 2)()
    first = ctypes.addressof(point)
    for index in range(_bound("FPDFClipPath_CountPathSegments", _INT, _HANDLE, _INT)(clip, path)):
        point_of(get(clip, path, index), first, first + _FLOAT_SIZE)
        yield point[0], point[1]


def _common(one: Rectangle | None, two: Rectangle) -> Rectangle:
    """What two rectangles have in common; with right before left, or top below bottom, when that is nothing."""
    if one is None:
        return two
    return max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])


def set_shown(item: int, shown: bool) -> None:
    """Leaves an object out of what is rendered from now on, or takes it in again; the file is not changed."""
    _bound("FPDFPageObj_SetIsActive", _INT, _HANDLE, _INT)(item, int(shown))


def _address(handle: pdfium.FPDF_PAGE) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
