"""The type in which a character of a page is set: its size, whether it is bold, and the name of its font."""

from __future__ import annotations

import ctypes
import re
from functools import lru_cache
from math import hypot

import pypdfium2.raw as pdfium

from extractors.readers.pdf.loops import address, bound

BOLD = 600  # a font's weight from which it is bold
_NAMED_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_LONGEST = 128  # bytes of a font's name, with the end mark
_INT, _HANDLE = ctypes.c_int, ctypes.c_void_p


class Types:
    """What PDFium tells of the type of a page's characters, by its number of each."""

    def __init__(self, text_page: pdfium.FPDF_TEXTPAGE) -> None:
        self._page = address(text_page)
        self._name, self._flags = ctypes.create_string_buffer(_LONGEST), ctypes.c_int()
        self._matrix = (ctypes.c_float * 6)()
        self._places = tuple(map(ctypes.addressof, (self._name, self._flags, self._matrix)))

    def size(self, index: int) -> float:
        """The size in points, as it is shown."""
        size: float = bound("FPDFText_GetFontSize", ctypes.c_double, _HANDLE, _INT)(self._page, index)
        if bound("FPDFText_GetMatrix", _INT, _HANDLE, _INT, _HANDLE)(self._page, index, self._places[2]):
            size *= hypot(self._matrix[2], self._matrix[3])
        return size

    def is_bold(self, index: int) -> bool:
        """By the weight of its font, or by its name."""
        weight = bound("FPDFText_GetFontWeight", _INT, _HANDLE, _INT)(self._page, index)
        return weight >= BOLD or _is_named_bold(self.font(index))

    def font(self, index: int) -> bytes:
        """The name of its font; empty where it has none, or a very long one."""
        call = bound("FPDFText_GetFontInfo", ctypes.c_ulong, _HANDLE, _INT, _HANDLE, ctypes.c_ulong, _HANDLE)
        length = call(self._page, index, self._places[0], _LONGEST, self._places[1])
        return self._name.value if 0 < length <= _LONGEST else b""


@lru_cache(maxsize=1024)
def _is_named_bold(font: bytes) -> bool:
    return _NAMED_BOLD.search(font) is not None
