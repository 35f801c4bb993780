"""What a Word or OpenDocument file holds beside its paragraphs: other files within it, diagrams, pictures of writing.

The text of a diagram and of a web page that was taken in is read where it stands. What cannot be read is told: a file
that is embedded or linked, a picture that shows writing, a note to which a mark leads and that is not in the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
from docx.document import Document as WordDocument
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import _Element
from PIL import Image

from extractors.readers import html, saved
from extractors.readers.flow import Piece
from extractors.readers.format import Unreadable
from extractors.readers.pdf.pictures import LEAST_LINES, pieces_of_lines
from extractors.records import Reading, Role

SAVE_AS_PDF = "Open the file in Word or LibreOffice, save it as PDF, and screen that."
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_POINT = 12_700  # of Word's units
_LEAST_AREA = 100_000.0  # square points: a fifth of a page; smaller pictures are logos, signatures, photographs
_MOST_PIXELS = 40_000_000
_FORMULA = "Equation"  # the program of an embedded object that is a formula, and no text


def diagram(document: WordDocument, mark: _Element) -> Iterator[Piece]:
    """The paragraphs of a diagram (SmartArt), in the order of its data."""
    part = _part(document, mark.get(_DIAGRAM_DATA))
    if part is None:
        return
    for paragraph in parse_xml(part.blob).iter(f"{_DRAWING}p"):
        if text := " ".join("".join(words.text or "" for words in paragraph.iter(f"{_DRAWING}t")).split()):
            yield Piece(text, Role.PARAGRAPH)


def taken_in(document: WordDocument, mark: _Element) -> list[Piece]:
    """The blocks of a web page or a saved page that was taken into the file; none where it is of another kind."""
    part = _part(document, mark.get(_ID))
    reading = _page(part) if part is not None else None
    if reading is None or reading.document is None:
        return []
    text = reading.document.text
    blocks = [block for block in reading.document.blocks if text[block.start : block.end].strip()]
    return [
        Piece(text[b.start : b.end], b.role, 2 if b.role is Role.HEADING else 0, header=b.header, row=b.row)
        for b in blocks
    ]


def _page(part: Part) -> Reading | None:
    kind = part.content_type.lower()
    try:
        if "html" in kind:
            return html.read(part.blob, kind)
        return saved.read_mime(part.blob, kind) if "rfc822" in kind or "multipart" in kind else None
    except Unreadable:
        return None


def lost(document: WordDocument) -> list[str]:
    """What is in a Word file, or should be, and was not read: each in a sentence."""
    body = document.element.body
    others = [
        *body.iter(qn("w:subDoc")),
        *(mark for mark in body.iter(qn("w:altChunk")) if not taken_in(document, mark)),
    ]
    found = [
        *_files(document, others, [one.get("ProgID") or "" for one in body.iter(_OBJECT)]),
        *_notes(document),
        *pictures_told(_pictures(document)),
    ]
    return found


def _files(document: WordDocument, others: Sequence[_Element], objects: Sequence[str]) -> Iterator[str]:
    if others:
        yield f"Other files that it takes in were not read ({len(others)})."
    if programs := sorted({name for name in objects if not name.startswith(_FORMULA)}):
        yield f"Files embedded in it were not read ({', '.join(programs)})."


def _notes(document: WordDocument) -> Iterator[str]:
    """Footnotes and endnotes to which a mark leads, but which the file lacks."""
    for kind in ("footnote", "endnote"):
        asked = {mark.get(qn("w:id")) for mark in document.element.body.iter(qn(f"w:{kind}Reference"))}
        rels = [rel for rel in document.part.rels.values() if not rel.is_external and rel.reltype.endswith(f"/{kind}s")]
        held = {note.get(qn("w:id")) for rel in rels for note in parse_xml(rel.target_part.blob).iter(qn(f"w:{kind}"))}
        if missing := asked - held:
            yield f"{len(missing)} {kind}{'s' * (len(missing) > 1)} to which its text leads are not in the file."


def _pictures(document: WordDocument) -> Iterator[tuple[bytes, float, float]]:
    """The pictures of the body, with the width and height at which they stand there, in points."""
    for placed in document.element.body.iter(f"{_PLACED}inline", f"{_PLACED}anchor"):
        extent, blip = placed.find(f"{_PLACED}extent"), next(placed.iter(f"{_DRAWING}blip"), None)
        part = _part(document, blip.get(_EMBED)) if blip is not None else None
        sides = [extent.get(side) or "" for side in ("cx", "cy")] if extent is not None else []
        if part is not None and all(side.isdecimal() and len(side) < 10 for side in sides):
            yield part.blob, int(sides[0]) / _POINT, int(sides[1]) / _POINT


def pictures_told(pictures: Iterator[tuple[bytes, float, float]]) -> Iterator[str]:
    """A sentence on pictures that show writing; each comes with its width and height in points."""
    showing = sum(
        width * height >= _LEAST_AREA and _shows_writing(blob, width, height) for blob, width, height in pictures
    )
    if showing:
        yield f"{showing} of its pictures show{'s' * (showing == 1)} writing that was not read."


def _shows_writing(blob: bytes, width: float, height: float) -> bool:
    try:
        with Image.open(io.BytesIO(blob)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return True  # nobody drew a photograph so large into a letter
            grey = image.convert("L").resize((min(int(width), 2000), min(int(height), 2000)), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return pieces_of_lines(np.asarray(grey)) >= LEAST_LINES


def _part(document: WordDocument, relation: str | None) -> Part | None:
    found = document.part.rels.get(relation or "")
    return None if found is None or found.is_external else found.target_part
