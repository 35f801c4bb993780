"""Reading DOCX: paragraphs and tables in the order of the body, with heading styles and lists."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile

import docx as python_docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from extractors.readers.flow import Piece, flowing
from extractors.readers.format import DOCX, Format, Unreadable, no_boxes
from extractors.records import Outcome, Reading, Role

HEADING = re.compile(r"(?:heading|überschrift|titolo|titre|título|kop)\s*(\d)", re.IGNORECASE)
BULLET = re.compile(r"(?:[•◦▪●○‣⁃∙·►➢➤✓✔–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+")
LONGEST_HEADING = 20  # words


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page. Raises `Unreadable` when Word's package is broken."""
    try:
        document = python_docx.Document(io.BytesIO(content))
        pieces = list(_pieces(document))
    except (BadZipFile, PackageNotFoundError, LookupError, ValueError, SyntaxError, AttributeError) as error:
        raise Unreadable(
            Outcome.DAMAGED, f"The Word file is damaged ({error}). Get the file again from its publisher."
        ) from error
    if not pieces:
        raise Unreadable(Outcome.EMPTY, "The Word file has no text. Check that it is the right file.")
    core = document.core_properties
    published = core.modified or core.created
    made = flowing(content, DOCX, pieces, core.title or None, published.date().isoformat() if published else None)
    return Reading(Outcome.READ, "", made, 1, 0)


def _pieces(document: WordDocument) -> Iterator[Piece]:
    """Headers, the body in order, footers."""
    yield from _furniture(document, "header")
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _cells(block)
        else:
            yield from _paragraph(block)
    yield from _furniture(document, "footer")


def _furniture(document: WordDocument, name: str) -> Iterator[Piece]:
    """The running headers or footers of the sections, each once."""
    seen: set[str] = set()
    for section in document.sections:
        for paragraph in getattr(section, name).paragraphs:
            text = _text(paragraph)
            if text and text not in seen:
                seen.add(text)
                yield Piece(text, Role.FURNITURE)


def _paragraph(paragraph: Paragraph) -> Iterator[Piece]:
    text = _text(paragraph)
    if not text:
        return
    level = _heading_level(paragraph, text)
    if level:
        yield Piece(text, Role.HEADING, level=level)
    elif (depth := _list_depth(paragraph)) is not None:
        yield Piece(text, Role.ITEM, depth=depth)
    elif bullet := BULLET.match(text):
        yield Piece(text, Role.ITEM, skip=bullet.end())
    else:
        yield Piece(text, Role.PARAGRAPH)


def _text(paragraph: Paragraph) -> str:
    """A paragraph's words, links included; line breaks stay, other white space is folded."""
    lines = (" ".join(line.split(" ")).strip() for line in paragraph.text.replace("\t", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _heading_level(paragraph: Paragraph, text: str) -> int:
    """The heading level by style, or by bold type on a short line of its own; 0 for other paragraphs."""
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if style.lower() == "title":
        return 1
    if found := HEADING.match(style):
        return int(found.group(1)) + 1
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    if bold and len(text.split()) <= LONGEST_HEADING and not text.endswith((".", ";", ",", ":")):
        return 8
    return 0


def _list_depth(paragraph: Paragraph) -> int | None:
    """How deep a list paragraph lies, by its numbering or its style; None for others."""
    properties = paragraph._p.pPr
    numbering = properties.find(qn("w:numPr")) if properties is not None else None
    if numbering is not None:
        number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
        if number is not None and number.get(qn("w:val")) == "0":
            return None
        return int(level.get(qn("w:val")) or 0) if level is not None else 0
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style.startswith("list") and style not in ("list paragraph", "list continue"):
        return int(style[-1]) - 1 if style[-1].isdecimal() else 0
    return None


def _cells(table: Table) -> Iterator[Piece]:
    """The cells row by row, each once however many places it spans; the first row gives the headers."""
    headers: list[str] = []
    seen: set[CT_Tc] = set()
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            text = _cell_text(cell)
            if number == 0:
                headers.append(" ".join(text.split()))
            if text and cell._tc not in seen:
                seen.add(cell._tc)
                header = headers[column] if number and column < len(headers) else ""
                yield Piece(text, Role.CELL, header=header or None)


def _cell_text(cell: _Cell) -> str:
    return "\n".join(text for paragraph in cell.paragraphs if (text := _text(paragraph)))


FORMAT = Format((DOCX,), (".docx",), read, no_boxes)
