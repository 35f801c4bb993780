"""The type in which characters of a page are set: their sizes, whether they are bold, and the names of their fonts."""

from __future__ import annotations

import re
from functools import lru_cache
from math import hypot

import numpy as np
import pypdfium2.raw as pdfium

from extractors.readers.pdf.loops import (
    Handles,
    Numbers,
    address,
    doubles_at,
    handles_of,
    names_at,
    numbers_at,
    numbers_of,
    sixes_at,
)

BOLD = 600  # a font's weight from which it is bold
_NAMED_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_LONGEST = 127  # bytes of a font's name


def sizes_of(text_page: pdfium.FPDF_TEXTPAGE, indexes: Numbers) -> list[float]:
    """The sizes in points, as they are shown, of characters by PDFium's numbers of them."""
    page = address(text_page)
    sizes = doubles_at("FPDFText_GetFontSize", page, indexes).tolist()
    matrices, told = sixes_at("FPDFText_GetMatrix", page, indexes)
    shown = zip(sizes, matrices.tolist(), told.tolist(), strict=True)
    return [size * hypot(matrix[2], matrix[3]) if is_told else size for size, matrix, is_told in shown]


def are_bold(text_page: pdfium.FPDF_TEXTPAGE, indexes: Numbers) -> list[bool]:
    """Which characters are bold, by the weight of their font, or by its name."""
    bold = numbers_at("FPDFText_GetFontWeight", address(text_page), indexes) >= BOLD
    light = np.flatnonzero(~bold)
    bold[light] = list(map(_is_named_bold, fonts_of(text_page, indexes[light])))
    found: list[bool] = bold.tolist()
    return found


def fonts_of(text_page: pdfium.FPDF_TEXTPAGE, indexes: Numbers) -> list[bytes]:
    """The names of the characters' fonts; empty where one has none, or a very long one."""
    return names_at("FPDFText_GetFontInfo", address(text_page), indexes, _LONGEST)


def are_embedded(texts: Handles) -> bool:
    """Whether the file brings along the fonts of all these text objects; for others something stands in."""
    fonts = np.unique(handles_of("FPDFTextObj_GetFont", texts))
    return bool((numbers_of("FPDFFont_GetIsEmbedded", fonts) == 1).all())


@lru_cache(maxsize=1024)
def _is_named_bold(font: bytes) -> bool:
    return _NAMED_BOLD.search(font) is not None
