"""The characters of a PDF page that a person sees, in reading order, each with its box.

`page_text` is the one place where a page's text is made: reading a document and finding the boxes of a quote
both build on it, so offsets always agree. A page's text depends on that page alone. PDFium gives the reading
order; this module leaves out what lies outside the visible page, ends lines where the page ends them, and puts
the text of a ruled table in order cell by cell. All coordinates are points from the top left of the page as
it is shown, with its rotation and crop box applied.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from extractors.readers.letters import UNKNOWN_GLYPH
from extractors.readers.pdf.fast import Mask, character_boxes, objects_of, text_objects
from extractors.readers.pdf.glyphs import NOWHERE, Cell, Glyphs, PageView, Piece, Reals, frame_of, shown
from extractors.readers.pdf.hidden import hidden_text
from extractors.readers.pdf.order import LONE_MARK, Place, reading_order
from extractors.readers.pdf.spacing import HIGH, spaced
from extractors.readers.pdf.strips import joined
from extractors.readers.pdf.tables import page_cells
from extractors.readers.pdf.types import are_bold, are_embedded, fonts_of, sizes_of

LINE_END_HYPHEN = "\u00ad"
WORD_SPACE = 0.4  # type sizes: less white than between two columns
OVERRUN = 4.0  # points by which a line stands out of its cell when it is more than a letter's edge
GAP = 2.2  # a space wider than so many times the type size parts two columns, not two words
EDGE = 1.0  # points by which a character's middle may lie outside the page

_RIGHT_TO_LEFT = (0x590, 0x8FF)  # Hebrew and Arabic, whose spaces go back
_HYPHEN = "\x02"  # as PDFium reports a hyphen at a line's end
_ODD = dict.fromkeys((*range(32), *range(127, 160), 65534, 65535), UNKNOWN_GLYPH)
_ODD |= dict.fromkeys(range(55296, 57344), UNKNOWN_GLYPH)
_ODD |= {0x02: _HYPHEN, 0x09: " ", 0x0A: "\n", 0x0D: "\n", 0x0B: " ", 0x0C: " ", 0x2028: "\n", 0x2029: "\n", 0x85: " "}
_ANY_ODD = re.compile("[\x00\x01\x03-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")  # but hyphens
NO_EDGES: Reals = np.zeros((4, 0))
_RUN = re.compile(r"[^\n]+")
_SYMBOLS = re.compile(rb"symbol|dingbat|wingding|webding|zapf", re.IGNORECASE)


class Box(NamedTuple):
    """A rectangle in points from the top left of the visible page."""

    x0: float
    top: float
    x1: float
    bottom: float


class Line(NamedTuple):
    """A line of a page: its range in the page's text, its box and its type."""

    start: int
    end: int
    box: Box
    size: float
    bold: bool
    symbol: bool  # it begins with a glyph of a symbol font, so a letter there is a bullet
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text with its lines; `edges` has rows of x0, top, x1, bottom of each character (white space: none)."""

    text: str
    lines: tuple[Line, ...]
    edges: Reals
    width: float
    height: float
    kinds: bytes = b""  # of the objects on the page, as PDFium numbers them
    hidden: int = 0  # how many of its pieces of text are left out, as nobody sees them
    own_fonts: bool = True  # the file brings along all fonts of the page

    def box(self, start: int, end: int) -> Box | None:
        """The smallest box around the characters from start to end, cut at the page's edges."""
        if start >= end:
            return None
        x0, top = self.edges[:2, start:end].min(axis=1)
        x1, bottom = self.edges[2:, start:end].max(axis=1)
        return _cut_to(np.array([[x0, top, x1, bottom]]), self.width, self.height)[0]


_NO_BOX = Box(0.0, 0.0, 0.0, 0.0)


def page_text(page: pdfium.FPDF_PAGE, with_edges: bool = True) -> PageText:
    """The visible text of a page in reading order, its lines and, unless they are not asked for, its `edges`."""
    frame = frame_of(page)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise ValueError("PDFium could not load the page's text")
    try:
        painted, text = objects_of(page), _characters(text_page)
        blank = _are_blank(text)
        edges = _boxes(text_page, frame, blank)  # before anything is drawn, which may change widths
        hidden = hidden_text(page, frame, painted)
        glyphs = spaced(_seen(text_page, text, blank, edges, frame, hidden))
        glyphs, pieces = _in_order(glyphs, _pieces(glyphs), frame.size[1])
        cells = page_cells(frame, painted) if len(pieces) > 3 else ()
        if cells:
            pieces = _in_cell_order(glyphs, pieces, cells)
        whole = _assembled(text_page, glyphs, pieces, frame)
        edges = _edges_of(glyphs, pieces) if with_edges else NO_EDGES
        own = are_embedded(painted.handles[painted.kinds == pdfium.FPDF_PAGEOBJ_TEXT])
        return replace(whole, edges=edges, kinds=painted.on_page, hidden=len(hidden), own_fonts=own)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _boxes(text_page: pdfium.FPDF_TEXTPAGE, frame: PageView, blank: Mask) -> Reals:
    """The edges of the characters that PDFium finds on the page, as shown, in four rows."""
    edges = np.repeat(NOWHERE, len(blank), axis=1)
    inked = np.flatnonzero(~blank).astype(np.intc)
    left, top, right, bottom = character_boxes(text_page, inked).T
    edges[:, inked] = shown(frame, left, bottom, right, top)
    return edges


def _seen(
    text_page: pdfium.FPDF_TEXTPAGE, text: str, blank: Mask, edges: Reals, frame: PageView, hidden: frozenset[int]
) -> Glyphs:
    """The characters whose middle lies on the visible page, without those of hidden text objects."""
    kept = _on_page(edges, frame) | blank
    if hidden:
        index = np.flatnonzero(kept)
        kept[index] = ~np.isin(text_objects(text_page, index), np.array(list(hidden), np.uintp))
    at = np.flatnonzero(kept)
    if len(at) == len(text):
        return Glyphs(text, at, edges)
    return Glyphs("".join([text[i] for i in at.tolist()]), at, edges[:, at])


def _are_blank(text: str) -> Mask:
    """Which characters are blanks or ends of lines: white space has no place of its own."""
    codes = _codes(text)
    found: Mask = (codes == ord(" ")) | (codes == ord("\n"))
    return found


def _codes(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _on_page(edges: Reals, frame: PageView) -> Mask:
    """Which glyphs have their middle on the visible page."""
    width, height = frame.size
    x0, top, x1, bottom = edges
    with np.errstate(invalid="ignore"):  # white space stands nowhere
        across, down = (x0 + x1) / 2, (top + bottom) / 2
    inside: Mask = (across >= -EDGE) & (across <= width + EDGE) & (down >= -EDGE) & (down <= height + EDGE)
    return inside


def _characters(text_page: pdfium.FPDF_TEXTPAGE) -> str:
    """The characters of a page, one code point each."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    raw = bytes(buffer)[: 2 * max(0, written)]
    text = raw.decode("utf-16-le", errors="surrogatepass")
    if len(text) != count or written != count:  # some glyph has no character, or one outside the basic plane
        text = "".join(_code_point(pdfium.FPDFText_GetUnicode(text_page, index)) for index in range(count))
    text = text.replace("\ufffe", _HYPHEN).replace("\r", "\n")
    return text.translate(_ODD) if _ANY_ODD.search(text) else text


def _code_point(code: int) -> str:
    return chr(code) if 0 <= code < 0x110000 else UNKNOWN_GLYPH


def _pieces(glyphs: Glyphs) -> list[Piece]:
    """The lines of a page: PDFium's, parted again at line-end hyphens and at gaps as wide as a column's."""
    text, gaps = glyphs.text, _gaps(glyphs)
    found: list[Piece] = []
    at = text.find(_HYPHEN)
    for run in _RUN.finditer(text):
        start, end = run.span()
        while start <= at < end:
            found += _parted(text, gaps, start, at + 1, hyphen=_line_ends(glyphs, at, end))
            start, at = at + 1, text.find(_HYPHEN, at + 1)
        if not gaps and start < end and not (text[start].isspace() or text[end - 1].isspace()):
            found.append(Piece(start, end))  # as most lines are
        else:
            found += _parted(text, gaps, start, end)
    return found


def _line_ends(glyphs: Glyphs, at: int, end: int) -> bool:
    """Whether the line ends after the hyphen at `at`: what follows stands further left, lower or in another column."""
    after = at + 1
    while after < end and glyphs.text[after] == " ":
        after += 1
    if after >= end:
        return True
    x0, top, _, bottom = glyphs.edges[:, [at, after]].tolist()
    return bool(top[1] >= bottom[0] or bottom[1] <= top[0] or x0[1] < x0[0])


def _gaps(glyphs: Glyphs) -> list[tuple[int, int]]:
    """Spaces, from where to where, that are as wide as the gap between columns, or after which the line goes back."""
    codes = _codes(glyphs.text)
    turns = np.flatnonzero(np.diff(codes == ord(" "), prepend=False, append=False))
    first, after = turns[::2], turns[1::2]
    within = (first > 0) & (after < len(codes))
    first, after = first[within], after[within]
    x0, top, x1, bottom = glyphs.edges
    before = first - 1
    with np.errstate(invalid="ignore"):  # at the ends of lines, which stand nowhere
        height = abs(bottom[before] - top[before])
        wide = x0[after] - x1[before] > GAP * np.maximum(height, 4.0)
        back = x0[after] < x0[before] - height
    back &= (codes[after] < _RIGHT_TO_LEFT[0]) | (codes[after] > _RIGHT_TO_LEFT[1])
    at = wide | back
    return list(zip(first[at].tolist(), after[at].tolist(), strict=True))


def _parted(text: str, gaps: Sequence[tuple[int, int]], start: int, end: int, hyphen: bool = False) -> Iterator[Piece]:
    """text[start:end] without the white space around it, parted at the gaps."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    for at in range(bisect_left(gaps, (start,)), len(gaps)):
        first, after = gaps[at]
        if first >= end:
            break
        yield Piece(start, first)
        start = after
    yield Piece(start, end, hyphen)


def _in_order(glyphs: Glyphs, pieces: list[Piece], height: float) -> tuple[Glyphs, list[Piece]]:
    """The lines in reading order, whole even where they were drawn in strips."""
    places = _places(glyphs, pieces)
    glyphs, whole = joined(glyphs, pieces, places)
    if whole is not pieces:
        places = _places(glyphs, whole)
    return glyphs, [whole[i] for i in reading_order(places, height)]


def _places(glyphs: Glyphs, pieces: list[Piece]) -> list[Place]:
    places: list[Place] = []
    for piece, edges in zip(pieces, glyphs.around(pieces).tolist(), strict=True):
        length = piece.end - piece.start
        mark = length < 5 and (length == 1 or bool(LONE_MARK.fullmatch(glyphs.text[piece.start : piece.end])))
        ended = glyphs.text[piece.end - 1] in ".!?:;"
        x0, top, x1, bottom = edges
        places.append(Place(x0, top, x1, bottom, mark, ended, glyphs.text[piece.start].islower()))
    return places


def _in_cell_order(glyphs: Glyphs, pieces: list[Piece], cells: tuple[Cell, ...]) -> list[Piece]:
    """The pieces with each table's text brought together cell by cell, where the table's first word stands."""
    outside: list[Piece] = []
    inside: dict[Cell, list[Piece]] = {}
    first: dict[int, int] = {}  # table -> how many pieces stand before it
    around = glyphs.around(pieces)
    for piece, place, near in zip(pieces, around.tolist(), _cells_near(around, cells), strict=True):
        if not near:
            outside.append(piece)
            continue
        for part in _cut_at_cells(glyphs, piece, place, near):
            if part.cell is None:
                outside.append(part)
            else:
                inside.setdefault(part.cell, []).append(part)
                first.setdefault(part.cell.table, len(outside))
    whole = _sound_tables(inside) - _overrun_tables(glyphs, inside)
    ordered: list[tuple[int, int, Piece]] = [(place, 1, piece) for place, piece in enumerate(outside)]
    for cell in sorted(inside, key=lambda cell: (cell.table, cell.row, cell.column)):
        if cell.table in whole:
            ordered += [(first[cell.table], 0, part) for part in inside[cell]]
    if len(whole) < len(first):  # some grid was no table: leave its text in reading order
        return _without_grids(glyphs, pieces, tuple(cell for cell in cells if cell.table in whole))
    ordered.sort(key=lambda entry: entry[:2])
    return [piece for _, _, piece in ordered]


def _without_grids(glyphs: Glyphs, pieces: list[Piece], cells: tuple[Cell, ...]) -> list[Piece]:
    return _in_cell_order(glyphs, pieces, cells) if cells else pieces


def _sound_tables(inside: dict[Cell, list[Piece]]) -> set[int]:
    """The tables with text in at least two cells of two rows, and not with whole pages of prose in a cell."""
    rows: dict[int, dict[int, int]] = {}
    length: dict[int, int] = {}
    count: dict[int, int] = {}
    for cell, parts in inside.items():
        by_row = rows.setdefault(cell.table, {})
        by_row[cell.row] = by_row.get(cell.row, 0) + 1
        length[cell.table] = length.get(cell.table, 0) + sum(part.end - part.start for part in parts)
        count[cell.table] = count.get(cell.table, 0) + 1
    return {
        table
        for table, by_row in rows.items()
        if sum(filled >= 2 for filled in by_row.values()) >= 2 and length[table] / count[table] < 600
    }


def _overrun_tables(glyphs: Glyphs, inside: dict[Cell, list[Piece]]) -> set[int]:
    """Tables of inferred cells where a line goes on into another column that has words of its own: no one row."""
    filled: dict[tuple[int, int], set[int]] = {}
    for cell in inside:
        filled.setdefault((cell.table, cell.row), set()).add(cell.column)
    return {
        cell.table
        for cell, parts in inside.items()
        if cell.inferred and len(filled[cell.table, cell.row]) > 1
        for part in parts
        if max(glyphs.edges[2, part.start : part.end].tolist()) > cell.x1 + OVERRUN
    }


def _cut_at_cells(glyphs: Glyphs, piece: Piece, place: Sequence[float], near: list[Cell]) -> Iterator[Piece]:
    """A piece cut where it passes from one of the cells near it into another."""
    if len(near) == 1 and _holds(near[0], place):
        yield from _trimmed(glyphs.text, piece.start, piece.end, piece.hyphen, near[0])
        return
    inside = list(_within(glyphs, piece, near))
    start, current = inside[0]
    if _runs_across(glyphs, inside):
        yield Piece(piece.start, piece.end, piece.hyphen, current)
        return
    for at, cell in inside:
        if cell is not current:
            yield from _trimmed(glyphs.text, start, at, False, current)
            start, current = at, cell
    yield from _trimmed(glyphs.text, start, piece.end, piece.hyphen, current)


def _runs_across(glyphs: Glyphs, inside: Sequence[tuple[int, Cell | None]]) -> bool:
    """Whether words go on over a border between two cells: a row's heading over columns that are not ruled there."""
    for (one, before), (other, after) in itertools.pairwise(inside):
        if before and after and before is not after and before.row == after.row:
            (_, x0), (top, top_after), (x1, _), (bottom, bottom_after) = glyphs.edges[:, [one, other]].tolist()
            level = top_after < bottom and top < bottom_after
            if level and x0 - x1 < WORD_SPACE * max(abs(bottom - top), 4.0):
                return True
    return False


def _cells_near(around: Reals, cells: Sequence[Cell]) -> list[list[Cell]]:
    """For each of the rectangles around pieces the cells that it touches."""
    x0, top, x1, bottom = around.T[:, :, None]
    left, above, right, below = np.array([(cell.x0, cell.top, cell.x1, cell.bottom) for cell in cells]).T
    touched = (left < x1) & (right > x0) & (above < bottom) & (below > top)
    some: list[list[Cell]] = [[] for _ in around]
    for piece, at in zip(*(numbers.tolist() for numbers in np.nonzero(touched)), strict=True):
        some[piece].append(cells[at])
    return some


def _holds(cell: Cell, place: Sequence[float]) -> bool:
    """Whether a rectangle lies wholly within a cell."""
    x0, top, x1, bottom = place
    return cell.x0 <= x0 and x1 <= cell.x1 and cell.top <= top and bottom <= cell.bottom


def _within(glyphs: Glyphs, piece: Piece, cells: Sequence[Cell]) -> Iterator[tuple[int, Cell | None]]:
    """Each character of a piece but its spaces, with the first of the cells in which its middle lies."""
    sides = [(cell.x0, cell.x1, cell.top, cell.bottom, cell) for cell in cells]
    edges = zip(*glyphs.edges[:, piece.start : piece.end].tolist(), strict=True)
    for at, (x0, top, x1, bottom) in enumerate(edges, piece.start):
        if glyphs.text[at] == " ":
            continue
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        for left, right, above, below, cell in sides:
            if left <= x <= right and above <= y <= below:
                yield at, cell
                break
        else:
            yield at, None


def _trimmed(text: str, start: int, end: int, hyphen: bool, cell: Cell | None) -> Iterator[Piece]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Piece(start, end, hyphen, cell)


def _assembled(text_page: pdfium.FPDF_TEXTPAGE, glyphs: Glyphs, pieces: list[Piece], frame: PageView) -> PageText:
    """The page's text, one line for each piece, without the edges of its characters."""
    width, height = frame.size
    texts = [_line_text(glyphs.text[piece.start : piece.end], piece.hyphen) for piece in pieces]
    initials = _drop_caps(glyphs, pieces)
    beside = [Piece(p.start + (p.start in initials), p.end) for p in pieces] if initials else pieces
    boxes = _cut_to(glyphs.around(beside), width, height)
    lines: list[Line] = []
    length = 0
    for piece, text, box, kind in zip(pieces, texts, boxes, _types(text_page, glyphs, pieces), strict=True):
        end = length + len(text)
        lines.append(Line(length, end, box or _NO_BOX, *kind, piece.cell))
        length = end + 1
    return PageText("\n".join(texts), tuple(lines), NO_EDGES, width, height)


def _cut_to(boxes: Reals, width: float, height: float) -> list[Box | None]:
    """Boxes cut at the page's edges, None where nothing is left."""
    least = np.maximum(boxes[:, :2], 0.0) + 0.0  # never the zero below zero
    most = np.minimum(boxes[:, 2:], (width, height))
    cut = np.concatenate((least, most), axis=1).tolist()
    return [Box(*edges) if edges[0] < edges[2] and edges[1] < edges[3] else None for edges in cut]


def _edges_of(glyphs: Glyphs, pieces: Sequence[Piece]) -> Reals:
    """The edges of the characters of all pieces, with one for the end of each line between them."""
    lines = [part for piece in pieces for part in (glyphs.edges[:, piece.start : piece.end], NOWHERE)]
    return np.concatenate(lines[:-1], axis=1) if lines else NO_EDGES


def _drop_caps(glyphs: Glyphs, pieces: Sequence[Piece]) -> set[int]:
    """Where lines begin with an initial that is as high as several lines: the line stands beside it."""
    text = glyphs.text
    long = [piece.start for piece in pieces if piece.end - piece.start >= 4]
    starts = np.array([at for at in long if text[at].isupper() and text[at + 1].strip()], np.intp)
    first, second = (glyphs.edges[3, at] - glyphs.edges[1, at] for at in (starts, starts + 1))
    high: list[int] = starts[(first >= HIGH * second) & (second > 0)].tolist()
    return {*high}


def _line_text(text: str, hyphen: bool) -> str:
    if hyphen:
        text = text[:-1] + LINE_END_HYPHEN
    return text.replace(_HYPHEN, "-")


def _types(
    text_page: pdfium.FPDF_TEXTPAGE, glyphs: Glyphs, pieces: Sequence[Piece]
) -> Iterator[tuple[float, bool, bool]]:
    """The type size of each line in points, whether it is bold, and whether it begins with a symbol font's glyph."""
    text, index = glyphs.text, glyphs.index.astype(np.intc)
    middles = index[[_middle(text, piece) for piece in pieces]]
    starts = [p.start for p in pieces if p.end - p.start < 2 or text[p.start + 1] == " "]
    symbols = {
        start for start, font in zip(starts, fonts_of(text_page, index[starts]), strict=True) if _SYMBOLS.search(font)
    }
    ends_bold = np.array(are_bold(text_page, middles), np.bool_)
    ends_bold[ends_bold] = are_bold(text_page, index[[piece.end - 1 for piece in pieces]][ends_bold])
    sizes = sizes_of(text_page, middles)
    for piece, size, bold in zip(pieces, sizes, ends_bold.tolist(), strict=True):
        yield size, bold, piece.start in symbols


def _middle(text: str, piece: Piece) -> int:
    """Where the character stands whose type is that of the line."""
    middle = piece.start + (piece.end - piece.start) // 2
    while text[middle].isspace():
        middle -= 1
    return middle
