"""Which text objects of a page nobody can see: invisible, white on white, covered or clipped away.

Reading a page's text gives all that is written in the file, also what the page does not show. A text object is
suspected cheaply, from how and where it is painted; whether a suspected one is really unseen is then settled by
rendering the page with the suspected objects and without them: where no pixel differs, nothing was seen. Text in
the invisible mode over a scanned page is what recognition (OCR) wrote for that image: a person sees it there.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, floor, sqrt
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extractors.readers.pdf.fast import (
    IDENTITY,
    Colour,
    Matrix,
    Rectangle,
    bounds_of,
    clips_of,
    fills_of,
    is_filled,
    matrix_of,
    objects_in,
    render_modes_of,
    set_shown,
    times,
)
from extractors.readers.pdf.glyphs import PageView, shown

SCAN = 0.5  # of the page's area that images fill when the page is a scan
ALIKE = 12  # of 255: two colours that differ less look the same
FAINT = 8  # of 255: alpha below which nothing is seen
THIN = 3.0  # points: thinner is a ruling line
MOST_STRIPES = 400
STRIPE = 24.0  # points: grounds are looked up by the stripe of the page in which they lie
MOST_OBJECTS = 20_000  # more is a map
MOST_PIXELS = 1_500_000  # of a page rendered to see what it shows
DEEPEST_FORM = 4
WHITE: Colour = (255, 255, 255, 255)
NO_COLOUR: Colour = (0, 0, 0, 0)

_Object = tuple[int, int, Matrix]  # handle, kind, the matrix of the forms around it


class _Item(NamedTuple):
    """A painted object: its place in the order of painting, where it stands, and its colour."""

    order: int
    handle: int
    kind: int
    at: Rectangle
    colour: Colour  # alpha 0: not a plain colour


def hidden_text(page: pdfium.FPDF_PAGE, frame: PageView, objects: list[tuple[int, int]]) -> frozenset[int]:
    """The handles of those text objects among a page's objects that the page holds but does not show."""
    painted = list(islice(_painted(objects, IDENTITY, 0), MOST_OBJECTS + 1))
    written = [entry for entry in enumerate(painted) if entry[1][1] == pdfium.FPDF_PAGEOBJ_TEXT]
    if not written or len(painted) > MOST_OBJECTS:
        return frozenset()
    grounds = _grounds(painted)
    modes = render_modes_of([handle for _, (handle, _, _) in written])
    unpainted = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    invisible = {handle for (_, (handle, _, _)), mode in zip(written, modes, strict=True) if mode == unpainted}
    suspected = _suspected([entry for entry in written if entry[1][0] not in invisible], grounds)
    unseen = _unseen(page, frame, suspected) if suspected else set()
    if unseen:
        unseen -= _twins(_located(written), unseen | invisible)
    return frozenset(unseen if invisible and _is_scan(grounds, frame) else invisible | unseen)


def _grounds(painted: Sequence[_Object]) -> list[_Item]:
    """What may lie under or over a text: images, filled paths, shadings."""
    path, text = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_TEXT
    others = [
        (order, entry)
        for order, entry in enumerate(painted)
        if entry[1] != text and (entry[1] != path or is_filled(entry[0]))
    ]
    return [item for item in _located(others) if item.at[2] - item.at[0] >= THIN and item.at[3] - item.at[1] >= THIN]


def _located(entries: Sequence[tuple[int, _Object]]) -> list[_Item]:
    """Objects with their places on the page and their colours."""
    handles = [handle for _, (handle, _, _) in entries]
    return [
        _Item(order, handle, kind, _moved(bounds, matrix), fill if kind != pdfium.FPDF_PAGEOBJ_IMAGE else NO_COLOUR)
        for (order, (handle, kind, matrix)), bounds, fill in zip(
            entries, bounds_of(handles), fills_of(handles), strict=True
        )
    ]


def _painted(objects: list[tuple[int, int]], matrix: Matrix, depth: int) -> Iterator[_Object]:
    """Every object in the order of painting, with its kind and the matrix of the forms around it."""
    for handle, kind in objects:
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            yield from _painted(objects_in(handle), times(matrix_of(handle), matrix), depth + 1)
        else:
            yield handle, kind, matrix


def _moved(at: Rectangle, matrix: Matrix) -> Rectangle:
    if matrix is IDENTITY:
        return at
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (at[0], at[2]) for y in (at[1], at[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _suspected(written: Sequence[tuple[int, _Object]], grounds: Sequence[_Item]) -> list[_Item]:
    """The texts that a clip path leaves nothing of, that are covered later, or look like what they stand on.

    Most texts are dark, not clipped and not followed by a ground: they are not looked at any closer.
    """
    handles = [handle for _, (handle, _, _) in written]
    fills, clips = fills_of(handles), clips_of(handles)
    last_ground = max((ground.order for ground in grounds), default=-1)
    colours = {ground.colour[:3] for ground in grounds if ground.colour[3]} | {WHITE[:3]}
    camouflage = {colour: _is_among(colour, colours) for colour in set(fills)}
    closer = [
        (entry, clip)
        for entry, fill, clip in zip(written, fills, clips, strict=True)
        if clip is not None or entry[0] < last_ground or camouflage[fill]
    ]
    texts = _located([entry for entry, _ in closer])
    stripes = _stripes(grounds)
    return [
        text
        for text, ((_, (_, _, matrix)), clip) in zip(texts, closer, strict=True)
        if text.at[0] < text.at[2]  # white space takes no room
        and (
            (clip is not None and _is_clipped_away(text.at, _moved(clip, matrix)))
            or _is_suspect(text, stripes[floor((text.at[1] + text.at[3]) / 2 / STRIPE)], camouflage[text.colour])
        )
    ]


def _is_clipped_away(at: Rectangle, clip: Rectangle) -> bool:
    return clip[0] >= at[2] or clip[2] <= at[0] or clip[1] >= at[3] or clip[3] <= at[1]


def _stripes(grounds: Sequence[_Item]) -> defaultdict[int, list[_Item]]:
    """The grounds by the stripes of the page that they touch."""
    stripes: defaultdict[int, list[_Item]] = defaultdict(list)
    for ground in grounds:
        first = max(floor(ground.at[1] / STRIPE), -MOST_STRIPES)
        for stripe in range(first, min(floor(ground.at[3] / STRIPE), MOST_STRIPES) + 1):
            stripes[stripe].append(ground)
    return stripes


def _is_among(colour: Colour, colours: set[tuple[int, int, int]]) -> bool:
    return colour[3] < FAINT or any(_alike(colour, other) for other in colours)


def _alike(one: Sequence[int], two: Sequence[int]) -> bool:
    return all(abs(a - b) < ALIKE for a, b in zip(one[:3], two[:3], strict=True))


def _is_suspect(text: _Item, near: Sequence[_Item], camouflage: bool) -> bool:
    """Whether a text may be unseen; `near` holds what is painted at its height, `camouflage` that its colour occurs."""
    if text.colour[3] < FAINT:
        return True
    x, y = (text.at[0] + text.at[2]) / 2, (text.at[1] + text.at[3]) / 2
    here = [ground for ground in near if ground.at[0] <= x <= ground.at[2] and ground.at[1] <= y <= ground.at[3]]
    if any(ground.order > text.order for ground in here):
        return True
    under = max(here, key=lambda ground: ground.order).colour if here else WHITE
    return camouflage and under[3] > 0 and _alike(text.colour, under)


def _is_scan(grounds: Sequence[_Item], frame: PageView) -> bool:
    area = sum((g.at[2] - g.at[0]) * (g.at[3] - g.at[1]) for g in grounds if g.kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    return area >= SCAN * frame.size[0] * frame.size[1]


def _unseen(page: pdfium.FPDF_PAGE, frame: PageView, suspected: Sequence[_Item]) -> set[int]:
    """The handles of those suspected objects that make no difference to the page as it is rendered."""
    with_them = _rendered(page, frame)
    for item in suspected:
        set_shown(item.handle, False)
    without = _rendered(page, frame)
    for item in suspected:
        set_shown(item.handle, True)
    return {item.handle for item in suspected if not _differs(with_them, without, item.at, frame)}


def _twins(texts: Sequence[_Item], hidden: set[int]) -> set[int]:
    """The hidden texts at whose place another one is seen: PDFium reads two equal texts at one place as one."""
    seen = {tuple(map(round, text.at)) for text in texts if text.handle not in hidden}
    return {text.handle for text in texts if text.handle in hidden and tuple(map(round, text.at)) in seen}


@dataclass(frozen=True, slots=True)
class _Picture:
    """A rendered page, four bytes a pixel."""

    pixels: bytes
    width: int
    height: int
    scale: float


def _rendered(page: pdfium.FPDF_PAGE, frame: PageView) -> _Picture:
    across, down = frame.size
    scale = min(1.0, sqrt(MOST_PIXELS / max(1.0, across * down)))
    width, height = max(1, ceil(across * scale)), max(1, ceil(down * scale))
    pixels = ctypes.create_string_buffer(width * height * 4)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, pixels, width * 4)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return _Picture(pixels.raw, width, height, scale)


def _differs(one: _Picture, two: _Picture, at: Rectangle, frame: PageView) -> bool:
    """Whether two pictures of a page differ to the eye within a rectangle."""
    (x0,), (top,), (x1,), (bottom,) = shown(frame, [at[0]], [at[1]], [at[2]], [at[3]])
    first, last = max(0, floor(x0 * one.scale)), min(one.width, ceil(x1 * one.scale) + 1)
    for row in range(max(0, floor(top * one.scale)), min(one.height, ceil(bottom * one.scale) + 1)):
        cut = slice((row * one.width + first) * 4, (row * one.width + last) * 4)
        a, b = one.pixels[cut], two.pixels[cut]
        if a != b and any(abs(p - q) >= ALIKE for p, q in zip(a, b, strict=True)):
            return True
    return False
