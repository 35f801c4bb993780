"""Lines that a program has drawn in upright strips, cut in mid word, put together again.

Some programs slice a page before they write it: PDFium then sees many narrow columns of word parts. Where many
lines touch one another although they do not follow one another, they are one line that was cut.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from extractors.readers.pdf.glyphs import Glyphs, Piece
from extractors.readers.pdf.order import Place

FEWEST_CUTS = 4  # lines that touch, before a page counts as drawn in strips
TOUCH = 0.35  # type sizes: less white than between two columns
OVERLAP = 0.8  # type sizes by which the halves of a glyph that was cut may overlap
WORD_SPACE = 0.65  # type sizes: at most, on a page that is known to be cut
SPACE = 0.16  # type sizes of white that are a space
MOST_PAIRS = 200_000  # of lines that are looked at together


def joined(glyphs: Glyphs, pieces: list[Piece], places: Sequence[Place]) -> tuple[Glyphs, list[Piece]]:
    """The glyphs and pieces with cut lines made whole; the same as given on the usual page."""
    touching = _cuts(places, TOUCH)
    if sum(after != before + 1 for before, after in touching.items()) < FEWEST_CUTS:
        return glyphs, pieces
    follows = _cuts(places, WORD_SPACE)
    kept: list[int] = []
    spaces: set[int] = set()  # places in `kept` before which a space is put
    whole: list[Piece] = []
    for first in sorted(set(range(len(pieces))) - set(follows.values())):
        start = len(kept)
        at: int | None = first
        while at is not None:
            _take(glyphs, pieces[at], kept, spaces, start)
            last, at = at, follows.get(at)
        whole.append(Piece(start, len(kept), pieces[last].hyphen, pieces[first].cell))
    return _spaced(glyphs.picked(kept), whole, sorted(spaces))


def _cuts(places: Sequence[Place], most: float) -> dict[int, int]:
    """For each line that goes on in another one at the same height, with at most so much white between, that one."""
    follows: dict[int, int] = {}
    ordered = sorted(range(len(places)), key=[place.top for place in places].__getitem__)
    taken: set[int] = set()
    for at, pairs in itertools.groupby(_touching([places[i] for i in ordered], most), key=lambda pair: pair[0]):
        near = [other for _, other in pairs if ordered[other] not in taken]
        if near:  # of several the leftmost; then those higher up, the nearest first
            other = min(near, key=lambda other: (places[ordered[other]].x0, other > at, abs(other - at)))
            follows[ordered[at]] = ordered[other]
            taken.add(ordered[other])
    return follows


def _touching(places: Sequence[Place], most: float) -> Iterator[tuple[int, int]]:
    """The pairs of lines of which the second, at the same height, begins where the first ends, in the lines' order."""
    x0, top, x1, bottom = np.array([place[:4] for place in places]).reshape(-1, 4).T
    step = max(1, MOST_PAIRS // max(1, len(places)))
    for start in range(0, len(places), step):
        begins, above, ends, below = (side[start : start + step, None] for side in (x0, top, x1, bottom))
        height = np.fmax(1.0, below - above)
        level = (abs(top - above) < 0.3 * height) & (abs(bottom - below) < 0.3 * height)
        white = (x0 - ends) / height
        touch = level & (white > -OVERLAP) & (white < most) & (x0 > begins) & (x1 > ends - 1)
        first, second = np.nonzero(touch)
        yield from zip((first + start).tolist(), second.tolist(), strict=True)


def _take(glyphs: Glyphs, piece: Piece, kept: list[int], spaces: set[int], start: int) -> None:
    """Adds a piece's glyphs; a glyph that was cut in two comes once."""
    first = piece.start
    if len(kept) > start:
        before = kept[-1]
        wide = max(1.0, glyphs.bottom[before] - glyphs.top[before])
        while first < piece.end and _is_double(glyphs, kept[start:][-3:], first):
            first += 1
        while first < piece.end and glyphs.text[first] == " ":
            first += 1
        if first < piece.end and glyphs.x0[first] - glyphs.x1[before] > SPACE * wide:
            spaces.add(len(kept))
    kept.extend(range(first, piece.end))


def _is_double(glyphs: Glyphs, before: Sequence[int], at: int) -> bool:
    """Whether the glyph was already drawn in the strip before, at the same place."""
    return any(
        glyphs.text[i] == glyphs.text[at] and abs(glyphs.x0[i] - glyphs.x0[at]) < 1 and glyphs.text[i] != " "
        for i in before
    )


def _spaced(glyphs: Glyphs, pieces: list[Piece], spaces: list[int]) -> tuple[Glyphs, list[Piece]]:
    """The same with a space put in before each of the glyphs at `spaces`."""
    kept = np.insert(np.arange(len(glyphs.text)), spaces, np.array(spaces, np.intp) - 1)
    blank = [at + before for before, at in enumerate(spaces)]
    moved = [
        Piece(
            p.start + sum(at < p.start for at in spaces),  # a space never stands before the first glyph of a line
            p.end + sum(at < p.end for at in spaces),
            p.hyphen,
            p.cell,
        )
        for p in pieces
    ]
    return glyphs.picked(kept, blank), moved
