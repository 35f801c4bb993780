"""Reading OpenDocument texts: headings, paragraphs, lists, tables and notes of content.xml, in their order.

Struck and hidden text, tracked deletions and annotations are no text, nor are raised marks that lead to notes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from lxml import etree
from lxml.etree import _Element

from extractors.readers.docx import check_package
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import ODT, Format, Unreadable, no_boxes
from extractors.readers.marks import is_mark
from extractors.records import Outcome, Reading, Role

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_NOT_SHOWN = frozenset(
    [
        f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_TEXT}note",
        f"{_TEXT}hidden-text", f"{_TEXT}sequence-decls", f"{_OFFICE}forms", f"{_TEXT}hidden-paragraph", f"{_DRAW}frame",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Styles:
    """The names of styles that make of words something else."""

    struck: frozenset[str]
    hidden: frozenset[str]
    raised: frozenset[str]


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page. Raises `Unreadable` when its package is broken or locked."""
    try:
        check_package(content)
        with ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise Unreadable(Outcome.ENCRYPTED, "The text is locked with a password. Save it without one.")
            root = _parsed(package.read("content.xml"))
            about = _parsed(package.read("meta.xml")) if "meta.xml" in names else None
    except (BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(
            Outcome.DAMAGED, f"The OpenDocument file is damaged ({error}). Get the file again from its publisher."
        ) from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    pieces = list(_pieces(body, _styles(root))) if body is not None else []
    if not pieces:
        raise Unreadable(Outcome.EMPTY, "The OpenDocument file has no text. Check that it is the right file.")
    title = about.findtext(f".//{_TITLE}") if about is not None else None
    return Reading(Outcome.READ, "", flowing(content, ODT, pieces, title or None), 1, 0)


def _parsed(xml: bytes) -> _Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def _styles(root: _Element) -> _Styles:
    """The styles of the text that strike out, hide or raise."""
    found: dict[str, set[str]] = {"struck": set(), "hidden": set(), "raised": set()}
    for style in root.iter(f"{_STYLE}style"):
        name = style.get(f"{_STYLE}name") or ""
        for said in style.iter(f"{_STYLE}text-properties"):
            if said.get(f"{_STYLE}text-line-through-style", "none") != "none":
                found["struck"].add(name)
            if said.get(f"{_TEXT}display") == "none":
                found["hidden"].add(name)
            if (said.get(f"{_STYLE}text-position") or "").startswith("super"):
                found["raised"].add(name)
    return _Styles(*(frozenset(found[key]) for key in ("struck", "hidden", "raised")))


def _pieces(parent: _Element, styles: _Styles, depth: int = -1) -> Iterator[Piece]:
    """The blocks within an element in their order, each with its notes and boxes behind it."""
    for child in parent:
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _block(child, styles, depth)
        elif child.tag == f"{_TABLE}table":
            yield from _table(child, styles)
        elif child.tag in (f"{_TEXT}list", f"{_TEXT}list-item", f"{_TEXT}list-header"):
            yield from _pieces(child, styles, depth + (child.tag == f"{_TEXT}list"))
        elif isinstance(child.tag, str):
            yield from _pieces(child, styles, depth)


def _block(block: _Element, styles: _Styles, depth: int) -> Iterator[Piece]:
    text = _words(block, styles)
    level = block.get(f"{_TEXT}outline-level") or "1"
    if text and block.tag == f"{_TEXT}h":
        yield Piece(text, Role.HEADING, level=int(level[:2]) if level.isdecimal() else 1)
    elif text:
        yield Piece(text, Role.ITEM if depth >= 0 else Role.PARAGRAPH, depth=max(depth, 0))
    for box in block.iter(f"{_DRAW}text-box"):
        yield from _pieces(box, styles)
    for note in block.iter(f"{_TEXT}note-body"):
        for paragraph in note.iter(f"{_TEXT}p"):
            if words := _words(paragraph, styles):
                yield Piece(words, Role.FOOTNOTE)


def _table(table: _Element, styles: _Styles) -> Iterator[Piece]:
    """The cells row by row; the first row heads the columns, and a row's first cell is its label."""
    rows = [[cell for cell in row if cell.tag == f"{_TABLE}table-cell"] for row in table.iter(f"{_TABLE}table-row")]
    rows = [row for row in rows if row]
    is_data = len(rows) > 1 and max(map(len, rows)) > 1
    head = [" ".join(piece.text for piece in _pieces(cell, styles)) for cell in rows[0]] if is_data else []
    for number, row in enumerate(rows):
        label = ""
        for column, cell in enumerate(row):
            for piece in list(_pieces(cell, styles)):
                header = head[column] if number and column < len(head) else None
                below = number > 0 and column > 0
                place = Piece(piece.text, Role.CELL, header=header or None, row=(label or None) if below else None)
                yield place if is_data else piece
            label = label or " ".join(_words(cell, styles).split())


def _words(block: _Element, styles: _Styles) -> str:
    if (block.get(f"{_TEXT}style-name") or "") in styles.struck | styles.hidden:
        return ""
    words: list[str] = []
    _take(block, styles, words)
    lines = (" ".join(line.split(" ")).strip() for line in "".join(words).split("\v"))
    return "\n".join(" ".join(line.split()) for line in lines if line)


def _take(element: _Element, styles: _Styles, words: list[str]) -> None:
    words.append(element.text or "")
    for child in element:
        name = child.get(f"{_TEXT}style-name") or ""
        if child.tag == f"{_TEXT}line-break":
            words.append("\v")
        elif child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            words.append(" ")
        elif child.tag not in _NOT_SHOWN and isinstance(child.tag, str):
            inner: list[str] = []
            _take(child, styles, inner)
            text = "".join(inner)
            is_note = name in styles.raised and is_mark(text, "".join(words[-3:]))
            if name not in styles.struck and name not in styles.hidden and not is_note:
                words.append(text)
        words.append(child.tail or "")


FORMAT = Format((ODT,), (".odt",), read, no_boxes)
