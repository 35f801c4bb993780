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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot, inf

import pypdfium2.raw as pdfium

from extractors.readers.letters import UNKNOWN_GLYPH
from extractors.readers.pdf.fast import character_boxes, objects_of, text_objects
from extractors.readers.pdf.glyphs import Cell, Glyphs, PageView, Piece, frame_of, shown
from extractors.readers.pdf.hidden import hidden_text
from extractors.readers.pdf.order import LONE_MARK, Place, reading_order
from extractors.readers.pdf.spacing import HIGH, spaced
from extractors.readers.pdf.strips import joined
from extractors.readers.pdf.tables import page_cells

LINE_END_HYPHEN = "\u00ad"
WORD_SPACE = 0.4  # type sizes: less white than between two columns
OVERRUN = 4.0  # points by which a line stands out of its cell when it is more than a letter's edge
GAP = 2.2  # a space wider than so many times the type size parts two columns, not two words
EDGE = 1.0  # points by which a character's middle may lie outside the page

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")  # Hebrew and Arabic, whose spaces go back
_HYPHEN = "\x02"  # as PDFium reports a hyphen at a line's end
_ODD = dict.fromkeys((*range(32), *range(127, 160), 65534, 65535), UNKNOWN_GLYPH)
_ODD |= dict.fromkeys(range(55296, 57344), UNKNOWN_GLYPH)
_ODD |= {0x02: _HYPHEN, 0x09: " ", 0x0A: "\n", 0x0D: "\n", 0x0B: " ", 0x0C: " ", 0x2028: "\n", 0x2029: "\n", 0x85: " "}
_RUN = re.compile(r"[^\n]+")
_BLANK = re.compile(r"[ \n]")
_SPACE = re.compile(r" +")
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_SYMBOLS = re.compile(rb"symbol|dingbat|wingding|webding|zapf", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the top left of the visible page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
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
    """A page's text with its lines; the four lists hold the edges of each character (white space: no area)."""

    text: str
    lines: tuple[Line, ...]
    x0: list[float]
    top: list[float]
    x1: list[float]
    bottom: list[float]
    width: float
    height: float
    kinds: tuple[int, ...] = ()  # of the objects on the page, as PDFium numbers them
    hidden: int = 0  # how many of its pieces of text are left out, as nobody sees them

    def box(self, start: int, end: int) -> Box | None:
        """The smallest box around the characters from start to end, cut at the page's edges."""
        x0, top = max(0.0, min(self.x0[start:end], default=inf)), max(0.0, min(self.top[start:end], default=inf))
        x1 = min(self.width, max(self.x1[start:end], default=-inf))
        bottom = min(self.height, max(self.bottom[start:end], default=-inf))
        return Box(x0, top, x1, bottom) if x0 < x1 and top < bottom else None


def page_text(page: pdfium.FPDF_PAGE) -> PageText:
    """The visible text of a page in reading order, its lines and the box of every character."""
    frame = frame_of(page)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise ValueError("PDFium could not load the page's text")
    try:
        objects = objects_of(page)
        glyphs = _visible(_glyphs(text_page, frame), frame)
        hidden = hidden_text(page, frame, objects)
        glyphs = _seen(text_page, glyphs, hidden)
        glyphs = spaced(glyphs)
        glyphs, pieces = _in_order(glyphs, list(_pieces(glyphs)), frame.size[1])
        cells = page_cells(frame, objects) if len(pieces) > 3 else ()
        if cells:
            pieces = _in_cell_order(glyphs, pieces, cells)
        whole = _assembled(text_page, glyphs, pieces, frame)
        return replace(whole, kinds=tuple(kind for _, kind in objects), hidden=len(hidden))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _glyphs(text_page: pdfium.FPDF_TEXTPAGE, frame: PageView) -> Glyphs:
    """Every character that PDFium finds on the page, with its box as shown."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    text = _characters(text_page, count)
    inked = [index for index, character in enumerate(text) if character not in " \n"]
    flat = character_boxes(text_page, inked, count)
    x0, top, x1, bottom = shown(frame, flat[0::4], flat[3::4], flat[2::4], flat[1::4])
    for blank in _BLANK.finditer(text):  # white space has no place of its own: it never widens a box
        index = blank.start()
        x0[index] = top[index] = inf
        x1[index] = bottom[index] = -inf
    return Glyphs(text, range(count), x0, top, x1, bottom)


def _characters(text_page: pdfium.FPDF_TEXTPAGE, count: int) -> str:
    """The `count` characters of a page, one code point each."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    raw = bytes(buffer)[: 2 * max(0, written)]
    text = raw.decode("utf-16-le", errors="surrogatepass")
    if len(text) != count or written != count:  # some glyph has no character, or one outside the basic plane
        text = "".join(_code_point(pdfium.FPDFText_GetUnicode(text_page, index)) for index in range(count))
    return text.replace("\ufffe", _HYPHEN).translate(_ODD)


def _code_point(code: int) -> str:
    return chr(code) if 0 <= code < 0x110000 else UNKNOWN_GLYPH


def _visible(glyphs: Glyphs, frame: PageView) -> Glyphs:
    """Only the glyphs whose middle lies on the visible page."""
    width, height = frame.size
    if (
        min(glyphs.x0, default=0) >= -EDGE <= min(glyphs.top, default=0)
        and max(glyphs.x1, default=0) <= width + EDGE
        and max(glyphs.bottom, default=0) <= height + EDGE
    ):
        return glyphs  # the usual case
    outside = {
        i
        for i, (x0, top, x1, bottom) in enumerate(zip(glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, strict=False))
        if not (-EDGE <= (x0 + x1) / 2 <= width + EDGE and -EDGE <= (top + bottom) / 2 <= height + EDGE)
        and glyphs.text[i] not in " \n"
    }
    if not outside:
        return glyphs
    kept = [i for i in range(len(glyphs.text)) if i not in outside]
    return glyphs.picked(kept)


def _seen(text_page: pdfium.FPDF_TEXTPAGE, glyphs: Glyphs, hidden: frozenset[int]) -> Glyphs:
    """The glyphs without those of hidden text objects."""
    if not hidden:
        return glyphs
    objects = text_objects(text_page, glyphs.index)
    return glyphs.picked([i for i, handle in enumerate(objects) if handle not in hidden])


def _pieces(glyphs: Glyphs) -> Iterator[Piece]:
    """The lines of a page: PDFium's, parted again at line-end hyphens and at gaps as wide as a column's."""
    text = glyphs.text
    for run in _RUN.finditer(text):
        start = run.start()
        while (at := text.find(_HYPHEN, start, run.end())) >= 0:
            after = at + 1
            if _line_ends(glyphs, at, run.end()):
                yield from _parted(glyphs, start, after, hyphen=True)
                start = after
            else:
                yield from _parted(glyphs, start, after)
                start = after
        yield from _parted(glyphs, start, run.end())


def _line_ends(glyphs: Glyphs, at: int, end: int) -> bool:
    """Whether the line ends after the hyphen at `at`: what follows stands further left, lower or in another column."""
    after = at + 1
    while after < end and glyphs.text[after] == " ":
        after += 1
    if after >= end:
        return True
    lower = glyphs.top[after] >= glyphs.bottom[at] or glyphs.bottom[after] <= glyphs.top[at]
    return lower or glyphs.x0[after] < glyphs.x0[at]


def _parted(glyphs: Glyphs, start: int, end: int, hyphen: bool = False) -> Iterator[Piece]:
    """text[start:end] without the white space around it, parted where a space is as wide as a gap or goes back."""
    text = glyphs.text
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    for space in _SPACE.finditer(text, start, end):
        before, after = space.start() - 1, space.end()
        height = abs(glyphs.bottom[before] - glyphs.top[before])
        wide = glyphs.x0[after] - glyphs.x1[before] > GAP * max(height, 4.0)
        if wide or (glyphs.x0[after] < glyphs.x0[before] - height and not _RIGHT_TO_LEFT.match(text[after])):
            yield Piece(start, space.start())
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
    for piece in pieces:
        at = slice(piece.start, piece.end)
        short = piece.end - piece.start < 5
        mark = short and (piece.end - piece.start == 1 or bool(LONE_MARK.fullmatch(glyphs.text[at])))
        edges = min(glyphs.x0[at]), min(glyphs.top[at]), max(glyphs.x1[at]), max(glyphs.bottom[at])
        ended = glyphs.text[piece.end - 1] in ".!?:;"
        places.append(Place(*edges, mark, ended, glyphs.text[piece.start].islower()))
    return places


def _in_cell_order(glyphs: Glyphs, pieces: list[Piece], cells: tuple[Cell, ...]) -> list[Piece]:
    """The pieces with each table's text brought together cell by cell, where the table's first word stands."""
    outside: list[Piece] = []
    inside: dict[Cell, list[Piece]] = {}
    first: dict[int, int] = {}  # table -> how many pieces stand before it
    for piece in pieces:
        for part in _cut_at_cells(glyphs, piece, cells):
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
        if max(glyphs.x1[part.start : part.end]) > cell.x1 + OVERRUN
    }


def _cut_at_cells(glyphs: Glyphs, piece: Piece, cells: tuple[Cell, ...]) -> Iterator[Piece]:
    """A piece cut where it passes from one cell into another."""
    near = _cells_near(glyphs, piece, cells)
    if not near:
        yield piece
        return
    inside = [(at, _cell_of(glyphs, at, near)) for at in range(piece.start, piece.end) if glyphs.text[at] != " "]
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
            size = max(abs(glyphs.bottom[one] - glyphs.top[one]), 4.0)
            level = glyphs.top[other] < glyphs.bottom[one] and glyphs.top[one] < glyphs.bottom[other]
            if level and glyphs.x0[other] - glyphs.x1[one] < WORD_SPACE * size:
                return True
    return False


def _cells_near(glyphs: Glyphs, piece: Piece, cells: tuple[Cell, ...]) -> list[Cell]:
    x0, x1 = min(glyphs.x0[piece.start : piece.end]), max(glyphs.x1[piece.start : piece.end])
    top, bottom = min(glyphs.top[piece.start : piece.end]), max(glyphs.bottom[piece.start : piece.end])
    return [c for c in cells if c.x0 < x1 and c.x1 > x0 and c.top < bottom and c.bottom > top]


def _cell_of(glyphs: Glyphs, at: int, cells: list[Cell]) -> Cell | None:
    x, y = (glyphs.x0[at] + glyphs.x1[at]) / 2, (glyphs.top[at] + glyphs.bottom[at]) / 2
    for cell in cells:
        if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom:
            return cell
    return None


def _trimmed(text: str, start: int, end: int, hyphen: bool, cell: Cell | None) -> Iterator[Piece]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Piece(start, end, hyphen, cell)


def _assembled(text_page: pdfium.FPDF_TEXTPAGE, glyphs: Glyphs, pieces: list[Piece], frame: PageView) -> PageText:
    """The page's text, one line for each piece."""
    width, height = frame.size
    texts: list[str] = []
    page = PageText("", (), [], [], [], [], width, height)
    lines: list[Line] = []
    length = 0
    for piece in pieces:
        if texts:
            texts.append("\n")
            length += 1
            _append(page, [inf], [inf], [-inf], [-inf])
        start = length
        text = _line_text(glyphs.text[piece.start : piece.end], piece.hyphen)
        texts.append(text)
        length += len(text)
        at = slice(piece.start, piece.end)
        _append(page, glyphs.x0[at], glyphs.top[at], glyphs.x1[at], glyphs.bottom[at])
        from_here = start + _drop_cap(glyphs, piece)
        box = page.box(from_here, length) or Box(0.0, 0.0, 0.0, 0.0)
        lines.append(Line(start, length, box, *_type(text_page, glyphs, piece), piece.cell))
    return PageText("".join(texts), tuple(lines), page.x0, page.top, page.x1, page.bottom, width, height)


def _drop_cap(glyphs: Glyphs, piece: Piece) -> int:
    """1 where a line begins with an initial that is as high as several lines: the line stands beside it."""
    start = piece.start
    if piece.end - start < 4 or not glyphs.text[start].isupper() or not glyphs.text[start + 1].strip():
        return 0
    first, second = (glyphs.bottom[at] - glyphs.top[at] for at in (start, start + 1))
    return int(first >= HIGH * second > 0)


def _append(page: PageText, x0: list[float], top: list[float], x1: list[float], bottom: list[float]) -> None:
    page.x0.extend(x0)
    page.top.extend(top)
    page.x1.extend(x1)
    page.bottom.extend(bottom)


def _line_text(text: str, hyphen: bool) -> str:
    if hyphen:
        text = text[:-1] + LINE_END_HYPHEN
    return text.replace(_HYPHEN, "-")


def _type(text_page: pdfium.FPDF_TEXTPAGE, glyphs: Glyphs, piece: Piece) -> tuple[float, bool, bool]:
    """The type size of a line in points, whether it is bold, and whether it begins with a symbol font's glyph."""
    middle = piece.start + (piece.end - piece.start) // 2
    while glyphs.text[middle].isspace():
        middle -= 1
    index = glyphs.index[middle]
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        size *= hypot(matrix.c, matrix.d)
    bold = _is_bold(text_page, index) and _is_bold(text_page, glyphs.index[piece.end - 1])
    short = piece.end - piece.start < 2 or glyphs.text[piece.start + 1] == " "
    symbol = short and bool(_SYMBOLS.search(_font(text_page, glyphs.index[piece.start])))
    return size, bold, symbol


def _is_bold(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    return pdfium.FPDFText_GetFontWeight(text_page, index) >= 600 or bool(_BOLD.search(_font(text_page, index)))


def _font(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> bytes:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, buffer, 128, flags)
    return buffer.value
