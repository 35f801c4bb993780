"""Spaces where a person sees them: words that are set too tight get theirs, letters that are set apart lose them.

PDFium tells a space by its width. In a line of tracked capitals each letter stands alone, and in a tight line the words
run together. Both show by the gaps of the line itself: those between words are of another size than those of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from extractors.readers.pdf.glyphs import Glyphs

_APART = re.compile(r"^ *(?:[^\W\d_] {1,3}){4,}[^\W\d_](?: ?[.,:;!?])? *$", re.MULTILINE)  # a line of nothing else
_INITIAL = re.compile(r"^[^\W\d_]([ \n]+)(?=[^\W\d_])", re.MULTILINE)
_WORDS_OF_ONE_LETTER = frozenset("AIOEYÀÈ")
LEAST_TIGHT = 18  # letters one beside the other
_TIGHT = re.compile(rf"[^\W\d_]{{{LEAST_TIGHT},}}")
WIDER = 1.6  # times the gap between letters: a gap between words
LETTERS = 0.03  # type heights: the greatest gap between the letters of a tight line, in the middle
WORDS = 0.065  # type heights: the least gap between its words
WIDEST = 0.9  # type heights: the gap between letters; columns stand further apart
LEAST_LETTERS = 4  # different ones: "N N N N" is a row of marks
HIGH = 1.8  # times the height of the letter after it: an initial that several lines stand beside
MOST_GAPS = 0.35  # of the places between letters: more gaps than that are no gaps between words


def spaced(glyphs: Glyphs) -> Glyphs:
    """The glyphs with the spaces that a person sees."""
    without = {at for run in _APART.finditer(glyphs.text) for at in _false_spaces(glyphs, run.start(), run.end())}
    for initial in _INITIAL.finditer(glyphs.text):
        if _is_initial(glyphs, initial.start(), initial.end()):
            without |= set(range(*initial.span(1)))
    if without:
        glyphs = glyphs.picked([at for at in range(len(glyphs.text)) if at not in without])
    tight = _TIGHT.finditer(glyphs.text) if max(map(len, glyphs.text.split()), default=0) >= LEAST_TIGHT else ()
    lines = {_line_around(glyphs.text, run.start()) for run in tight}
    missing = sorted(at for start, end in lines for at in _missing_spaces(glyphs, start, end))
    return _with_spaces(glyphs, missing) if missing else glyphs


def _false_spaces(glyphs: Glyphs, start: int, end: int) -> Iterator[int]:
    """The spaces within the words of a run of single letters."""
    inked = [at for at in range(start, end) if glyphs.text[at] != " "]
    if len({glyphs.text[at] for at in inked}) < LEAST_LETTERS:
        return
    gaps = [glyphs.x0[b] - glyphs.x1[a] for a, b in pairwise(inked)]
    usual = median(gaps)
    if min(gaps) < 0 or not 0 < usual <= WIDEST * _height(glyphs, inked[0]):
        return
    for (a, b), gap in zip(pairwise(inked), gaps, strict=True):
        first = a + 1 if gap <= WIDER * usual else a + 2  # between words one space is left
        yield from range(first, b)


def _is_initial(glyphs: Glyphs, at: int, after: int) -> bool:
    """Whether a letter is a high initial, and the rest of its word, from `after` on, stands beside it."""
    if glyphs.text[at] in _WORDS_OF_ONE_LETTER or not glyphs.text[at].isupper():
        return False
    (_, x0), (top, top_after), (x1, _), (bottom, bottom_after) = glyphs.edges[:, [at, after]].tolist()
    height = max(bottom_after - top_after, 1.0)
    level = top - height <= top_after < bottom
    return bool(max(bottom - top, 1.0) >= HIGH * height and -height <= x0 - x1 < height and level)


def _height(glyphs: Glyphs, at: int) -> float:
    return max(glyphs.bottom[at] - glyphs.top[at], 1.0)


def _line_around(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _missing_spaces(glyphs: Glyphs, start: int, end: int) -> list[int]:
    """The places in a line before which a space is missing: wider gaps, where letters stand close."""
    gaps: dict[int, float] = {}
    line = glyphs.text[start:end]
    x0, top, x1, bottom = glyphs.edges[:, start:end].tolist()
    for at in range(1, len(line)):
        if line[at - 1] not in " \x02" and line[at] not in " \x02":
            gaps[start + at] = (x0[at] - x1[at - 1]) / max(bottom[at] - top[at], 1.0)
    wide = [at for at, gap in gaps.items() if gap >= WORDS]
    if not wide or median(gaps.values()) > LETTERS or len(wide) > MOST_GAPS * len(gaps):
        return []
    return wide


def _with_spaces(glyphs: Glyphs, before: list[int]) -> Glyphs:
    """The glyphs with a space before each of these places; a space has no area of its own."""
    gaps = frozenset(before)
    kept: list[int] = []
    blank: list[int] = []
    for at in range(len(glyphs.text)):
        if at in gaps:
            blank.append(len(kept))
            kept.append(at - 1)
        kept.append(at)
    return glyphs.picked(kept, blank)
