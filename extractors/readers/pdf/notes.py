"""Filled fields and notes of which a PDF keeps the words and not, or not any more, the drawing.

A viewer draws them itself, so that a person sees them. Here they are drawn as plain lines within their rectangle.
"""

from __future__ import annotations

import textwrap

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from extractors.readers.pdf import contents
from extractors.readers.pdf.held import decode

HIDDEN = 0b100010  # the flags of a note that is not shown on a screen
PASSWORD = 1 << 13  # the flag of a field whose words are shown as dots
SIZE = 9.0  # points
LETTER_WIDTH = 0.5  # of the size, on the average
MOST_WORDS = 20_000  # characters
DEEPEST = 16  # of a field below other fields


def draw_missing(pdf: Pdf, notes: list[Dictionary]) -> None:
    """Draws the words of those fields and notes that have no drawing which can be read."""
    for note in notes:
        if not _is_drawn_already(note) and not _number(note.get("/F")) & HIDDEN and (words := _words(note).strip()):
            note[Name.AP] = Dictionary(N=_drawing(pdf, note, words[:MOST_WORDS]))


def words_without_drawing(note: Dictionary) -> bool:
    """Whether a field or note has words that only a viewer would draw."""
    return not _is_drawn_already(note) and bool(_words(note).strip())


def _is_drawn_already(note: Dictionary) -> bool:
    looks = note.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if not isinstance(normal, Stream):
        return isinstance(normal, Dictionary)  # one drawing for each state of a box to tick
    drawn, trouble = decode(normal, contents.wrong)
    return trouble is None and bool(drawn.strip())


def _words(note: Dictionary) -> str:
    """What a field holds, or a text set on the page says; what a stamp says is its comment, and not what it shows."""
    if note.get("/Subtype") == Name.FreeText:
        return _text(note.get("/Contents"))
    if note.get("/Subtype") != Name.Widget:
        return ""
    if _field(note, "/FT") not in (Name.Tx, Name.Ch) or _number(_field(note, "/Ff")) & PASSWORD:
        return ""
    value, choices = _field(note, "/V"), _field(note, "/Opt")
    shown = {
        _text(one[0]): _text(one[1])
        for one in (choices if isinstance(choices, Array) else ())
        if isinstance(one, Array) and len(one) == 2
    }
    chosen = [_text(one) for one in (value if isinstance(value, Array) else [value])]
    return "\n".join(shown.get(one, one) for one in chosen)


def _field(note: Dictionary, key: str) -> Object | None:
    """An entry of a field, which it may have from the fields above it."""
    node: Object | None = note
    for _ in range(DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _text(value: object) -> str:
    if isinstance(value, Stream):
        return value.read_bytes()[:MOST_WORDS].decode("latin-1")
    return str(value) if isinstance(value, str | String) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _drawing(pdf: Pdf, note: Dictionary, words: str) -> Stream:
    x0, y0, x1, y1 = (float(side) for side in note["/Rect"].as_list())
    width, height = max(abs(x1 - x0), 1.0), max(abs(y1 - y0), 1.0)
    across = max(12, int(width / (SIZE * LETTER_WIDTH)))
    lines = [line for part in words.splitlines() for line in textwrap.wrap(part, across)]
    size = min(SIZE, height / max(1, len(lines)) / 1.2)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    shown = " ".join(f"<{line.encode('cp1252', 'replace').hex()}> Tj T*" for line in lines)
    start = height - size
    made = pdf.make_stream(f"BT /F1 {size:.2f} Tf {1.2 * size:.2f} TL 1 {start:.2f} Td {shown} ET".encode())
    made[Name.Type], made[Name.Subtype] = Name.XObject, Name.Form
    made[Name.BBox] = Array([0, 0, width, height])
    made[Name.Resources] = Dictionary(Font=Dictionary(F1=font))
    return made
