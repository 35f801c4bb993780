"""Reading OpenDocument texts: headings, paragraphs, lists, tables and notes of content.xml, in their order.

Struck and hidden text, tracked deletions and annotations are no text, nor are raised marks that lead to notes. Headers
and footers of styles.xml are furniture, each once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zipfile import BadZipFile, ZipFile

from lxml import etree
from lxml.etree import _Element

from extractors.iso_dates import iso_date
from extractors.readers.docx import check_package
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import ODT, Unreadable, less
from extractors.readers.marks import is_mark
from extractors.readers.word_parts import SAVE_AS_PDF, pictures_told
from extractors.records import Outcome, Reading, Role

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_ADDRESS = "{http://www.w3.org/1999/xlink}href"
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d+)?)(pt|cm|mm|in|px|pc)")
_IN_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75, "pc": 12.0}
_FILES = re.compile(r"application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)\b")
_ABOUT = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
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
            parts = {
                name: package.read(name)
                for name in package.namelist()
                if name in (_LISTED, *_KEPT) or name.startswith("Pictures/")
            }
        if b"encryption-data" in parts.get(_LISTED, b""):
            raise Unreadable(Outcome.ENCRYPTED, "The text is locked with a password. Save it without one.")
        root, around, about = (_parsed(parts[name]) if name in parts else None for name in _KEPT)
        if root is None:
            raise KeyError("it has no content.xml")
    except (BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(
            Outcome.DAMAGED, f"The OpenDocument file is damaged ({error}). Get the file again from its publisher."
        ) from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    pieces = list(_pieces(body, _styles(root))) if body is not None else []
    above, below = (list(_furniture(around, name)) for name in ("header", "footer"))
    lost = _lost(root, parts)
    if not pieces and not above and not below:
        raise Unreadable(Outcome.EMPTY, " ".join(["The OpenDocument file has no text.", *lost, _RIGHT_FILE]))
    made = flowing(content, ODT, [*above, *pieces, *below], _said(about, f"{_ABOUT}title"))
    author = _said(about, f"{_ABOUT}creator", f"{_META}initial-creator")
    made = replace(
        made, author=author, file_date=iso_date(_said(about, f"{_ABOUT}date", f"{_META}creation-date") or "")
    )
    return less(Reading(Outcome.READ, "", made, 1, 0), lost, SAVE_AS_PDF)


def _said(about: _Element | None, *names: str) -> str | None:
    """What the file says of itself under the first of these names that says anything."""
    texts = (about.findtext(f".//{name}") for name in names) if about is not None else ()
    return next((text.strip() for text in texts if text and text.strip()), None)


_LISTED, _KEPT = "META-INF/manifest.xml", ("content.xml", "styles.xml", "meta.xml")
_RIGHT_FILE = "Check that it is the right file."


def _furniture(around: _Element | None, name: str) -> Iterator[Piece]:
    """The running headers or footers of all kinds of pages, each text once."""
    if around is None:
        return
    kinds = (f"{_STYLE}{name}", f"{_STYLE}{name}-left", f"{_STYLE}{name}-first")
    seen = dict.fromkeys(
        piece.text for kind in kinds for one in around.iter(kind) for piece in _pieces(one, _styles(around))
    )
    yield from (Piece(text, Role.FURNITURE) for text in seen)


def _lost(root: _Element, parts: dict[str, bytes]) -> list[str]:
    """What the file shows and was not read, each in a sentence."""
    linked = sum(1 for _ in root.iter(f"{_TEXT}section-source"))
    told = [f"Parts of other files that it takes in were not read ({linked})."] if linked else []
    listed = _parsed(parts[_LISTED]) if _LISTED in parts else None
    entries = listed.iter(f"{_MANIFEST}file-entry") if listed is not None else ()
    within = [
        entry
        for entry in entries
        if _FILES.match(entry.get(f"{_MANIFEST}media-type") or "")
        and (entry.get(f"{_MANIFEST}full-path") or "/").lstrip("./")
    ]
    if within or next(root.iter(f"{_DRAW}object-ole"), None) is not None:
        told.append("Files embedded in it were not read.")
    return [*told, *pictures_told(_pictures(root, parts))]


def _pictures(root: _Element, parts: dict[str, bytes]) -> Iterator[tuple[bytes, float, float]]:
    """The pictures of the text, with their width and height in points."""
    for frame in root.iter(f"{_DRAW}frame"):
        image = frame.find(f"{_DRAW}image")
        sides = [_LENGTH.fullmatch(frame.get(f"{_SVG}{side}") or "") for side in ("width", "height")]
        blob = parts.get((image.get(_ADDRESS) or "").removeprefix("./")) if image is not None else None
        if blob is not None and all(sides):
            width, height = (float(side[1]) * _IN_POINTS[side[2]] for side in sides if side)
            yield blob, width, height


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
        if child.tag == f"{_DRAW}frame":  # set on the page itself
            for box in _boxes(child):
                yield from _pieces(box, styles)
        elif child.tag in _NOT_SHOWN or _is_hidden(child):
            continue
        elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
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
    for box in _boxes(block):
        yield from _pieces(box, styles)
    for note in block.iter(f"{_TEXT}note-body"):
        for paragraph in note.iter(f"{_TEXT}p"):
            if words := _words(paragraph, styles):
                yield Piece(words, Role.FOOTNOTE)


def _is_hidden(section: _Element) -> bool:
    """Whether a section says that it is not shown."""
    return section.get(f"{_TEXT}display") == "none" or section.get(f"{_TEXT}is-hidden") == "true"


def _boxes(element: _Element) -> Iterator[_Element]:
    """The outermost text boxes within an element."""
    for child in element:
        if child.tag == f"{_DRAW}text-box":
            yield child
        elif child.tag != f"{_OFFICE}annotation":
            yield from _boxes(child)


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
