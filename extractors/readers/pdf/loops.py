"""PDFium's plain functions called for many objects at once, their answers in arrays.

A page asks for thousands of boxes, colours and path segments. Where a C compiler was at hand when Firmword was
installed, the loops are those of loops.c; else they are run here, with the same answers, which takes several times as
long. The functions and what they do are PDFium's own; handles are plain numbers.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Handles = npt.NDArray[np.uintp]
Numbers = npt.NDArray[np.intc]
Floats = npt.NDArray[np.float32]

_Kind = TypeVar("_Kind", np.float32, np.uintc)
_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int
_WORD = 4  # bytes of an int and of a float


# What each compiled loop takes: addresses (p) of functions, handles and arrays, numbers of things (n), and an int (i).
_LOOPS = {
    **dict.fromkeys(("fill_at", "names_at"), "pppnpn"),
    **dict.fromkeys(("numbers_at", "doubles_at", "handles_at"), "pppnp"),
    **dict.fromkeys(("handles_of", "numbers_of", "twos_of", "fours_of"), "ppnp"),
    **{"sixes_at": "pppnpp", "sixes_of": "ppnpp", "steps_of": "ppppppnppp", "clips_of": "pppppnipp", "shows_in": "pnp"},
}
_TAKEN = {"p": ctypes.c_void_p, "n": ctypes.c_ssize_t, "i": ctypes.c_int}


class _Call(Protocol):
    def __call__(self, *arguments: int) -> Any: ...


def loaded(built: Path) -> ctypes.CDLL | None:
    """The compiled loops of a file; None where it is absent, or was built for another machine or of older loops."""
    try:
        found = ctypes.CDLL(str(built)) if built.exists() else None
        for loop, takes in _LOOPS.items() if found else ():
            getattr(found, loop).argtypes = [_TAKEN[one] for one in takes]
    except (OSError, AttributeError):
        return None
    return found


# None: the loops are run in Python.
compiled = loaded(Path(__file__).with_name(f"_loops{EXTENSION_SUFFIXES[0]}"))


def address(handle: object) -> int:
    """A handle or function of PDFium as a plain number."""
    return ctypes.cast(handle, _HANDLE).value or 0  # type: ignore[arg-type]


@cache
def _address_of(name: str) -> int:
    return address(getattr(pdfium, name))


@cache
def bound(name: str, result: type, *arguments: type) -> _Call:
    """A function of PDFium that takes handles as plain numbers."""
    call: _Call = ctypes.CFUNCTYPE(result, *arguments)(_address_of(name))
    return call


def _run(loop: str, *arguments: str | int | npt.NDArray[Any]) -> None:
    """Calls a compiled loop; a text names a function of PDFium, an array stands for its data."""
    plain = [
        _address_of(one) if isinstance(one, str) else one.ctypes.data if isinstance(one, np.ndarray) else one
        for one in arguments
    ]
    getattr(compiled, loop)(*plain)


def _places(first: int, count: int, size: int) -> range:
    return range(first, first + count * size, size)


def _columns(array: npt.NDArray[np.generic]) -> tuple[range, ...]:
    """The addresses of the entries in each column of an array with words of four bytes."""
    rows, wide = array.shape
    return tuple(_places(array.ctypes.data + _WORD * column, rows, _WORD * wide) for column in range(wide))


def _each(call: _Call, *arguments: Iterable[int]) -> None:
    deque(map(call, *arguments), maxlen=0)


def fours_at(name: str, holder: int, indexes: Numbers) -> Floats:
    """Four numbers for each index of what `holder` holds: the rows of an array; 0 where there is no answer."""
    found = np.zeros((len(indexes), 4), np.float32)
    if compiled is not None:
        _run("fill_at", name, holder, indexes, len(indexes), found, 4 * _WORD)
    else:
        call = bound(name, _INT, _HANDLE, _INT, _HANDLE)
        _each(call, repeat(holder), indexes.tolist(), _places(found.ctypes.data, len(indexes), 4 * _WORD))
    return found


def sixes_at(name: str, holder: int, indexes: Numbers) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Six numbers for each index of what `holder` holds, and whether there was an answer."""
    found, done = np.zeros((len(indexes), 6), np.float32), np.zeros(len(indexes), np.intc)
    if compiled is not None:
        _run("sixes_at", name, holder, indexes, len(indexes), found, done)
    else:
        places = _places(found.ctypes.data, len(indexes), 6 * _WORD)
        done[:] = list(map(bound(name, _INT, _HANDLE, _INT, _HANDLE), repeat(holder), indexes.tolist(), places))
    return found, done != 0


def numbers_at(name: str, holder: int, indexes: Numbers) -> Numbers:
    """A whole number for each index of what `holder` holds."""
    found = np.zeros(len(indexes), np.intc)
    if compiled is not None:
        _run("numbers_at", name, holder, indexes, len(indexes), found)
    else:
        found[:] = list(map(bound(name, _INT, _HANDLE, _INT), repeat(holder), indexes.tolist()))
    return found


def doubles_at(name: str, holder: int, indexes: Numbers) -> npt.NDArray[np.float64]:
    """A number for each index of what `holder` holds."""
    found = np.zeros(len(indexes), np.float64)
    if compiled is not None:
        _run("doubles_at", name, holder, indexes, len(indexes), found)
    else:
        found[:] = list(map(bound(name, ctypes.c_double, _HANDLE, _INT), repeat(holder), indexes.tolist()))
    return found


def names_at(name: str, holder: int, indexes: Numbers, longest: int) -> list[bytes]:
    """A name for each index of what `holder` holds; empty where it has none, or one longer than so many bytes."""
    size, flags = longest + 1, ctypes.c_int()
    found = np.zeros(len(indexes), f"S{size}")
    if compiled is not None:
        _run("names_at", name, holder, indexes, len(indexes), found, size)
    else:
        call = bound(name, ctypes.c_ulong, _HANDLE, _INT, _HANDLE, ctypes.c_ulong, _HANDLE)
        places = _places(found.ctypes.data, len(indexes), size)
        _each(call, repeat(holder), indexes.tolist(), places, repeat(size), repeat(ctypes.addressof(flags)))
    return [one.partition(b"\0")[0] for one in found.tolist()]


def shows_in(contents: bytes) -> int | None:
    """How often a page's contents show text (contents.py); None where the loops are not compiled."""
    if compiled is None:
        return None
    count = ctypes.c_int()
    compiled.shows_in(contents, len(contents), ctypes.byref(count))
    return count.value


def handles_at(name: str, holder: int, indexes: Numbers) -> Handles:
    """The handle of each index of what `holder` holds; 0 where there is none."""
    found = np.zeros(len(indexes), np.uintp)
    if compiled is not None:
        _run("handles_at", name, holder, indexes, len(indexes), found)
    else:
        call = bound(name, _HANDLE, _HANDLE, _INT)
        found[:] = [handle or 0 for handle in map(call, repeat(holder), indexes.tolist())]
    return found


def handles_of(name: str, items: Handles) -> Handles:
    """A handle that belongs to each item; 0 where there is none."""
    found = np.zeros(len(items), np.uintp)
    if compiled is not None:
        _run("handles_of", name, items, len(items), found)
    else:
        found[:] = [handle or 0 for handle in map(bound(name, _HANDLE, _HANDLE), items.tolist())]
    return found


def numbers_of(name: str, items: Handles) -> Numbers:
    """A number for each item."""
    found = np.zeros(len(items), np.intc)
    if compiled is not None:
        _run("numbers_of", name, items, len(items), found)
    else:
        found[:] = list(map(bound(name, _INT, _HANDLE), items.tolist()))
    return found


def twos_of(name: str, items: Handles) -> Numbers:
    """Two numbers for each item: the rows of an array; 0 where there is no answer."""
    found = np.zeros((len(items), 2), np.intc)
    if compiled is not None:
        _run("twos_of", name, items, len(items), found)
    else:
        _each(bound(name, _INT, *[_HANDLE] * 3), items.tolist(), *_columns(found))
    return found


def fours_of(name: str, items: Handles, kind: type[_Kind]) -> npt.NDArray[_Kind]:
    """Four numbers for each item: the rows of an array; 0 where there is no answer."""
    found = np.zeros((len(items), 4), kind)
    if compiled is not None:
        _run("fours_of", name, items, len(items), found)
    else:
        _each(bound(name, _INT, *[_HANDLE] * 5), items.tolist(), *_columns(found))
    return found


def sixes_of(name: str, items: Handles) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Six numbers for each item, and whether there was an answer."""
    found, done = np.zeros((len(items), 6), np.float32), np.zeros(len(items), np.intc)
    if compiled is not None:
        _run("sixes_of", name, items, len(items), found, done)
    else:
        places = _places(found.ctypes.data, len(items), 6 * _WORD)
        done[:] = list(map(bound(name, _INT, _HANDLE, _HANDLE), items.tolist(), places))
    return found, done != 0


def steps_of(paths: Handles, counts: Numbers) -> tuple[Numbers, Floats, Numbers]:
    """The first segments of each path, one path after the other: their kinds, end points, and which close a figure."""
    total = int(counts.sum())
    kinds, points, closing = np.zeros(total, np.intc), np.zeros((total, 2), np.float32), np.zeros(total, np.intc)
    if compiled is not None:
        calls = ("FPDFPath_GetPathSegment", *_OF_SEGMENTS)
        _run("steps_of", *calls, paths, counts, len(paths), kinds, points, closing)
        return kinds, points, closing
    get = bound("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
    segments = np.array(
        [get(path, step) for path, count in zip(paths.tolist(), counts.tolist(), strict=True) for step in range(count)],
        np.uintp,
    )
    return numbers_of(_OF_SEGMENTS[0], segments), _points(segments), numbers_of(_OF_SEGMENTS[2], segments)


_OF_SEGMENTS = ("FPDFPathSegment_GetType", "FPDFPathSegment_GetPoint", "FPDFPathSegment_GetClose")


def _points(segments: Handles) -> Floats:
    found = np.zeros((len(segments), 2), np.float32)
    _each(bound(_OF_SEGMENTS[1], _INT, *[_HANDLE] * 3), segments.tolist(), *_columns(found))
    return found


def clips_of(clips: Handles, most: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Left, bottom, right and top of what each clip leaves by its first `most` paths, and whether it has any."""
    found, clipped = np.zeros((len(clips), 4), np.float32), np.zeros(len(clips), np.intc)
    if compiled is not None:
        calls = (*_OF_CLIPS, _OF_SEGMENTS[1])
        _run("clips_of", *calls, clips, len(clips), most, found, clipped)
        return found, clipped != 0
    count = bound(_OF_CLIPS[0], _INT, _HANDLE)
    for at, clip in enumerate(clips.tolist()):
        around = [box for path in range(min(count(clip), most) if clip else 0) if (box := _clip_box(clip, path))]
        if around:
            left, bottom, right, top = zip(*around, strict=True)
            found[at], clipped[at] = (max(left), max(bottom), min(right), min(top)), 1
    return found, clipped != 0


_OF_CLIPS = ("FPDFClipPath_CountPaths", "FPDFClipPath_CountPathSegments", "FPDFClipPath_GetPathSegment")


def _clip_box(clip: int, path: int) -> tuple[float, float, float, float] | None:
    count, get = bound(_OF_CLIPS[1], _INT, _HANDLE, _INT), bound(_OF_CLIPS[2], _HANDLE, _HANDLE, _INT, _INT)
    points = _points(np.array([get(clip, path, step) for step in range(count(clip, path))], np.uintp))
    if not len(points):
        return None
    (left, bottom), (right, top) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, bottom, right, top
