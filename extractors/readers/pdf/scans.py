"""Pages that are pictures: drawn for text recognition, and what it recognised as the text of a page.

A recognised page has the same form as any other: what follows cannot tell the two apart, but by the document's `scans`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np
import pypdfium2

from extractors import ocr
from extractors.readers.pdf.characters import LINE_END_HYPHEN, Box, Line, PageText
from extractors.records import ScannedLine, ScannedPage, ScannedWord
from extractors.scanned import NO_WORDS, UNSURE

LONGEST_SIDE = 6000  # pixels; a poster is drawn with fewer dots an inch
PARTED = re.compile(r"\w-$")  # a word that goes on in the next line
USUAL_SIZE = 10.0  # points, where recognition does not tell the size of the type
MISREAD = 0.5  # mean confidence below which what was recognised is no text that a quote could rely on
FEWEST_WORDS = 3  # on fewer nobody can tell writing from a drawing
FEWEST_UNDER = 20  # words in the picture for which a stamp's text is given up, and how many times those of the stamp
TIMES_A_STAMP = 3


def recognised_page(page: pypdfium2.PdfPage, number: int) -> ScannedPage:
    """What text recognition makes of a page: its lines, or why there are none."""
    longest = max(page.get_size())
    dpi = min(float(ocr.DPI), LONGEST_SIDE * 72 / longest) if longest > 0 else ocr.DPI
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    found = replace(ocr.recognised(picture.tobytes(), picture.width, picture.height, dpi), number=number)
    if sum(len(line.words) for line in found.lines) < FEWEST_WORDS:
        return replace(found, lines=(), unread=NO_WORDS)
    return found if found.sure >= MISREAD else replace(found, lines=(), unread=UNSURE)


def says_more(page: ScannedPage, text: str) -> bool:
    """Whether so much was recognised under a stamp that the page must be a scan."""
    words = sum(len(line.words) for line in page.lines)
    return words >= max(FEWEST_UNDER, TIMES_A_STAMP * len(text.split()))


def scanned_text(page: ScannedPage, width: float, height: float) -> PageText:
    """The text of a recognised page, as if the file held it."""
    lines: list[Line] = []
    edges: list[tuple[float, float, float, float]] = []
    texts = _texts(page.lines)
    start = 0
    for line, words in zip(page.lines, texts, strict=True):
        for word in line.words:
            edges += [(word.x0, word.top, word.x1, word.bottom)] * len(word.text)
            edges.append((inf, inf, -inf, -inf))  # white space has no place of its own
        end = start + len(words)
        box = _levelled(line.words, page, width, height)
        lines.append(Line(start, end, box, line.size or USUAL_SIZE, bold=False, symbol=False))
        start = end + 1
    # nothing stands after the last word
    return PageText("\n".join(texts), tuple(lines), np.array(edges[:-1]).reshape(-1, 4).T, width, height)


def _texts(lines: Sequence[ScannedLine]) -> list[str]:
    """The words of each line; a hyphen at its end is marked as in any other page where the word goes on."""
    texts = [" ".join(word.text for word in line.words) for line in lines]
    return [
        text[:-1] + LINE_END_HYPHEN if PARTED.search(text) and after[:1].islower() else text
        for text, after in zip(texts, [*texts[1:], ""], strict=True)
    ]


def _levelled(words: Sequence[ScannedWord], page: ScannedPage, width: float, height: float) -> Box:
    """The box of a line on a page laid straight, by which the structure is told; quotes are boxed where they stand."""
    x0s, tops, x1s, bottoms = zip(*(_upright(word, page, width, height) for word in words), strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def _upright(word: ScannedWord, page: ScannedPage, width: float, height: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a word when its page is turned upright and its lines are level."""
    if page.turn == 90:
        return height - word.bottom, word.x0, height - word.top, word.x1
    if page.turn == 180:
        return width - word.x1, height - word.bottom, width - word.x0, height - word.top
    if page.turn == 270:
        return word.top, width - word.x1, word.bottom, width - word.x0
    fall = page.slope * ((word.x0 + word.x1) / 2 - width / 2)
    return word.x0, word.top - fall, word.x1, word.bottom - fall
