"""Which text objects of a page nobody can see: invisible, white on white, covered or clipped away.

Reading a page's text gives all that is written in the file, also what the page does not show. A text object is
suspected cheaply, from how and where it is painted; whether a suspected one is really unseen is then settled by
rendering the page with the suspected objects and without them: where no pixel differs, nothing was seen. Text in
the invisible mode over a scanned page is what recognition (OCR) wrote for that image: a person sees it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from extractors.readers.pdf.fast import (
    IDENTITY,
    Mask,
    Matrix,
    Painted,
    Reals,
    bounds_of,
    clips_around,
    draw_modes_of,
    fills_of,
    render_modes_of,
    set_shown,
)
from extractors.readers.pdf.glyphs import PageView, shown
from extractors.readers.pdf.library import draw
from extractors.readers.pdf.loops import Handles, Numbers

SCAN = 0.5  # of the page's area that images fill when the page is a scan
ALIKE = 12  # of 255: two colours that differ less look the same
FAINT = 8  # of 255: alpha below which nothing is seen
THIN = 3.0  # points: thinner is a ruling line
MOST_OBJECTS = 20_000  # more is a map
MOST_PAIRS = 500_000  # of texts and grounds that are looked at together
MOST_PIXELS = 1_500_000  # of a page rendered to see what it shows
ROOM = 32  # pixels around what is rendered: at the edge of a picture PDFium may leave out a piece of an image
WHITE = (255, 255, 255)

Places = npt.NDArray[np.intp]
Pixels = npt.NDArray[np.uint8]  # rows of pixels of four bytes
Colours = npt.NDArray[np.int64]  # rows of red, green, blue and alpha


@dataclass(frozen=True, slots=True)
class _Items:
    """Painted objects in the order of painting: which they are, where they stand, and their colours."""

    order: Places
    handles: Handles
    kinds: Numbers
    at: Reals  # rows of left, bottom, right and top on the page
    colours: Colours  # alpha 0: not a plain colour

    def picked(self, kept: Mask | Places) -> _Items:
        """Only these items."""
        return _Items(self.order[kept], self.handles[kept], self.kinds[kept], self.at[kept], self.colours[kept])


def hidden_text(page: pdfium.FPDF_PAGE, frame: PageView, painted: Painted) -> frozenset[int]:
    """The handles of those text objects that the page holds but does not show."""
    written = np.flatnonzero(painted.kinds == pdfium.FPDF_PAGEOBJ_TEXT)
    if not len(written) or len(painted.handles) > MOST_OBJECTS:
        return frozenset()
    matrices = painted.matrices(IDENTITY)
    grounds = _grounds(painted, matrices)
    unpainted = render_modes_of(painted.handles[written]) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    invisible = set(painted.handles[written[unpainted]].tolist())
    suspected = _suspected(painted, written[~unpainted], grounds, matrices)
    unseen = _unseen(page, frame, suspected) if len(suspected.order) else set()
    if unseen:
        unseen -= _twins(painted, written, matrices, unseen | invisible)
    return frozenset(unseen if invisible and _is_scan(grounds, frame) else invisible | unseen)


def _grounds(painted: Painted, matrices: Sequence[Matrix]) -> _Items:
    """What may lie under or over a text: images, filled paths, shadings."""
    other = painted.kinds != pdfium.FPDF_PAGEOBJ_TEXT
    paths = np.flatnonzero(painted.kinds == pdfium.FPDF_PAGEOBJ_PATH)
    other[paths] = draw_modes_of(painted.handles[paths])[:, 0] != 0
    found = _located(painted, np.flatnonzero(other), matrices)
    return found.picked((found.at[:, 2] - found.at[:, 0] >= THIN) & (found.at[:, 3] - found.at[:, 1] >= THIN))


def _located(painted: Painted, order: Places, matrices: Sequence[Matrix]) -> _Items:
    """Objects with their places on the page and their colours."""
    handles, kinds = painted.handles[order], painted.kinds[order]
    colours = fills_of(handles)
    colours[kinds == pdfium.FPDF_PAGEOBJ_IMAGE] = 0
    return _Items(order, handles, kinds, _moved(bounds_of(handles), painted.within[order], matrices), colours)


def _moved(at: Reals, within: Numbers, matrices: Sequence[Matrix]) -> Reals:
    """Rectangles on the page, from those in the coordinates of the forms around them."""
    inside = within > 0
    if not inside.any():
        return at
    a, b, c, d, e, f = np.array(matrices)[within[inside]].T
    left, bottom, right, top = at[inside].T
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = np.stack([a * x + c * y + e for x, y in corners])
    ys = np.stack([b * x + d * y + f for x, y in corners])
    moved = at.copy()
    moved[inside] = np.stack((xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)), axis=1)
    return moved


def _suspected(painted: Painted, written: Places, grounds: _Items, matrices: Sequence[Matrix]) -> _Items:
    """The texts that a clip path leaves nothing of, that are covered later, or look like what they stand on.

    Most texts are dark, not clipped and not followed by a ground: they are not looked at any closer.
    """
    handles = painted.handles[written]
    if not len(handles):
        return _located(painted, written, matrices)
    clips, clipped = clips_around(handles)
    covered = written < max(grounds.order.tolist(), default=-1)
    alike = _camouflage(fills_of(handles), grounds)
    closer = clipped | covered | alike
    if not closer.any():
        return _located(painted, written[:0], matrices)
    texts = _located(painted, written[closer], matrices)
    clips = _moved(clips[closer], painted.within[texts.order], matrices)
    suspect = clipped[closer] & _are_clipped_away(texts.at, clips)
    doubted = np.flatnonzero(~suspect & (covered | alike)[closer])
    suspect[doubted] = list(_are_suspect(texts.picked(doubted), grounds, alike[closer][doubted]))
    return texts.picked(suspect & (texts.at[:, 0] < texts.at[:, 2]))  # white space takes no room


def _camouflage(fills: Colours, grounds: _Items) -> Mask:
    """For each colour whether it is faint, or that of some ground or of the paper."""
    plain = grounds.colours[grounds.colours[:, 3] != 0, :3]
    colours = {*map(tuple, plain.tolist()), WHITE}
    kinds = (fills @ _SHIFTED).tolist()
    told = {kind: _is_among(kind, colours) for kind in set(kinds)}
    return np.array([told[kind] for kind in kinds])


_SHIFTED = np.array([1 << 24, 1 << 16, 1 << 8, 1])  # a colour as one number


def _is_among(kind: int, colours: set[tuple[int, ...]]) -> bool:
    red, green, blue, alpha = kind.to_bytes(4, "big")
    return alpha < FAINT or any(
        abs(red - one) < ALIKE and abs(green - two) < ALIKE and abs(blue - three) < ALIKE for one, two, three in colours
    )


def _are_clipped_away(at: Reals, clips: Reals) -> Mask:
    beside: Mask = (clips[:, 0] >= at[:, 2]) | (clips[:, 2] <= at[:, 0])
    return beside | (clips[:, 1] >= at[:, 3]) | (clips[:, 3] <= at[:, 1])


def _are_suspect(texts: _Items, grounds: _Items, alike: Mask) -> Iterator[bool]:
    """Whether each text may be unseen; `alike` tells whether its colour occurs in some ground."""
    step = max(1, MOST_PAIRS // max(1, len(grounds.order)))
    for start in range(0, len(texts.order), step):
        rows = slice(start, start + step)
        x = ((texts.at[rows, 0] + texts.at[rows, 2]) / 2)[:, None]
        y = ((texts.at[rows, 1] + texts.at[rows, 3]) / 2)[:, None]
        left, bottom, right, top = grounds.at.T
        here = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        later: Mask = (here & (grounds.order > texts.order[rows, None])).any(axis=1)
        like = alike[rows] & _look_like(texts.colours[rows], _under(here, grounds))
        yield from ((texts.colours[rows, 3] < FAINT) | later | like).tolist()


def _under(here: Mask, grounds: _Items) -> Colours:
    """The colour of the last ground at each text's place: of the paper where there is none."""
    paper = np.array([[*WHITE, 255]])
    if not here.shape[1]:
        return np.repeat(paper, len(here), axis=0)
    last = here.shape[1] - 1 - here[:, ::-1].argmax(axis=1)
    some = np.asarray(here.any(axis=1))
    return np.where(some[:, None], grounds.colours[last], paper)


def _look_like(colours: Colours, under: Colours) -> Mask:
    near: Mask = (np.abs(colours[:, :3] - under[:, :3]) < ALIKE).all(axis=1)
    near &= under[:, 3] > 0
    return near


def _is_scan(grounds: _Items, frame: PageView) -> bool:
    images = grounds.at[grounds.kinds == pdfium.FPDF_PAGEOBJ_IMAGE].tolist()
    area: float = sum((right - left) * (top - bottom) for left, bottom, right, top in images)
    return area >= SCAN * frame.size[0] * frame.size[1]


def _unseen(page: pdfium.FPDF_PAGE, frame: PageView, suspected: _Items) -> set[int]:
    """The handles of those suspected objects that make no difference to the page as it is rendered."""
    handles: list[int] = suspected.handles.tolist()
    across, down = frame.size
    scale = min(1.0, sqrt(MOST_PIXELS / max(1.0, across * down)))
    size = max(1, ceil(across * scale)), max(1, ceil(down * scale))
    edges = (edge.tolist() for edge in shown(frame, *suspected.at.T))
    places = [_pixels(at, scale, size) for at in zip(*edges, strict=True)]
    around = _around(places, size)  # what lies beyond need not be drawn
    with_them = _rendered(page, size, around)
    for handle in handles:
        set_shown(handle, False)
    without = _rendered(page, size, around)
    for handle in handles:
        set_shown(handle, True)
    if np.array_equal(with_them.view(np.uint32), without.view(np.uint32)):
        return {*handles}
    return {
        handle
        for handle, place in zip(handles, places, strict=True)
        if not _differ(_cut(with_them, place, around), _cut(without, place, around))
    }


def _differ(one: Pixels, two: Pixels) -> bool:
    """Whether two pieces of pictures differ to the eye."""
    same = np.array_equal(one, two)
    return not same and bool(np.any(np.abs(one.astype(np.int16) - two) >= ALIKE))


def _twins(painted: Painted, written: Places, matrices: Sequence[Matrix], hidden: set[int]) -> set[int]:
    """The hidden texts at whose place another one is seen: PDFium reads two equal texts at one place as one."""
    handles = painted.handles[written]
    at = np.rint(_moved(bounds_of(handles), painted.within[written], matrices))
    unseen = np.isin(handles, np.array([*hidden], np.uintp))
    near = ~unseen & np.isin(at[:, 0], at[unseen, 0])  # the others begin elsewhere
    seen = {*map(tuple, at[near].tolist())}
    places = zip(handles[unseen].tolist(), map(tuple, at[unseen].tolist()), strict=True)
    return {handle for handle, place in places if place in seen}


_Size = tuple[int, int]  # pixels across and down of the page's picture
_Box = tuple[int, int, int, int]  # pixels of the whole page's picture: left, top, right, bottom


def _pixels(at: Sequence[float], scale: float, size: _Size) -> _Box:
    """The pixels of a rectangle (left, top, right, bottom in points), as far as the page has them."""
    width, height = size
    left, top, right, bottom = (side * scale for side in at)
    x0, y0 = min(max(0, floor(left)), width), min(max(0, floor(top)), height)
    return x0, y0, min(max(x0, ceil(right) + 1), width), min(max(y0, ceil(bottom) + 1), height)


def _around(places: Sequence[_Box], size: _Size) -> _Box:
    """The smallest box around all places with some room, of one pixel at least."""
    x0, y0 = min(place[0] for place in places) - ROOM, min(place[1] for place in places) - ROOM
    x1, y1 = max(place[2] for place in places) + ROOM, max(place[3] for place in places) + ROOM
    x0, y0 = max(0, x0), max(0, y0)
    return x0, y0, max(x0 + 1, min(x1, size[0])), max(y0 + 1, min(y1, size[1]))


def _rendered(page: pdfium.FPDF_PAGE, size: _Size, box: _Box) -> Pixels:
    """What the page's picture of this size has within a box."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    pixels = np.empty((height, width, 4), np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, pixels.ctypes.data, width * 4)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    draw(bitmap, page, -x0, -y0, *size)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


def _cut(picture: Pixels, place: _Box, around: _Box) -> Pixels:
    """What the picture of a box holds at a place within it."""
    x0, y0, x1, y1 = place
    return picture[y0 - around[1] : y1 - around[1], x0 - around[0] : x1 - around[0]]
