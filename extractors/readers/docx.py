"""Reading DOCX: what Word shows, in the order of the body: text, lists, tables, text boxes, notes.

python-docx opens the package; the text is taken from its XML, because python-docx passes over insertions,
content controls and text boxes. Tracked deletions, hidden text and field codes are not in the text. Headers
and footers are furniture, each once; footnotes and endnotes stand at the end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zipfile import BadZipFile, ZipFile

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from extractors.readers import word_parts
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import DOCX, Unreadable, less
from extractors.readers.marks import is_mark
from extractors.records import Outcome, Reading, Role

HEADING = re.compile(r"(?:heading|überschrift|titolo|titre|título|kop)\s*(\d)", re.IGNORECASE)
BULLET = re.compile(r"(?:[•◦▪●○‣⁃∙·►➢➤✓✔–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+")
LONGEST_HEADING = 20  # words
LONGEST_LABEL = 12  # words: a longer first cell is text, not the label of its row
NOT_SHOWN = frozenset(
    [
        *(qn(name) for name in ("w:del", "w:moveFrom", "w:delText", "w:instrText", "w:pPr", "w:rPr", "w:txbxContent")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",  # one of several
    ]
)
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Documents and templates, with macros and without: their text is kept alike.
KINDS = (
    CONTENT_TYPE.WML_DOCUMENT_MAIN,
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
TEXT = frozenset([qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"])
STANDS_FOR = {
    qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011", qn("w:softHyphen"): "\u00ad",
}  # fmt: skip
WRAPPERS = frozenset(qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"))
NOTES = (("footnotes", qn("w:footnote")), ("endnotes", qn("w:endnote")))
STRIKES = ("w:strike", "w:dstrike")
OFF = ("0", "false", "off")  # as XML says no
WIDEST = 63  # columns of a table, as Word has it
MOST_UNPACKED = 256 * 1024**2  # bytes of a whole package
MOST_TEXT = 48 * 1024**2  # bytes of its XML, which takes some ten times as much once it is parsed
MAKERS = frozenset({"python-docx", "Un-named", "Unknown"})  # what programs write where the author's name belongs


@dataclass(frozen=True, slots=True)
class _Word:
    """The opened file and the numbering that its paragraph styles bring with them."""

    document: WordDocument
    numbered_styles: dict[str, int]  # style id -> depth
    struck_styles: frozenset[str]  # the ids of styles that strike their words out


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page. Raises `Unreadable` when Word's package is broken."""
    try:
        check_package(content)
        document = _opened(content)
        pieces = list(_pieces(_Word(document, _numbered_styles(document), _struck_styles(document))))
    except (BadZipFile, PackageNotFoundError, LookupError, ValueError, SyntaxError, AttributeError) as error:
        raise Unreadable(
            Outcome.DAMAGED, f"The Word file is damaged ({error}). Get the file again from its publisher."
        ) from error
    if not pieces:
        missed = " ".join([*word_parts.lost(document), "Check that it is the right file."])
        raise Unreadable(Outcome.EMPTY, f"The Word file has no text. {missed}")
    core = document.core_properties
    made = flowing(content, DOCX, pieces, core.title or None)
    author = core.author if core.author and core.author not in MAKERS else None
    made = replace(made, author=author, file_date=_day(core.modified or core.created))
    return less(Reading(Outcome.READ, "", made, 1, 0), word_parts.lost(document), word_parts.SAVE_AS_PDF)


def _opened(content: bytes) -> WordDocument:
    """The file's main part. Raises ValueError where it is of another program."""
    PartFactory.part_type_for.update(dict.fromkeys(KINDS, DocumentPart))
    part = Package.open(io.BytesIO(content)).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(f"its main part is {part.content_type}")
    document: WordDocument = part.document
    return document


def check_package(content: bytes) -> None:
    """Raises `Unreadable` for a package that says that it unpacks to more than is read, before any of it is unpacked.

    No part can become larger than it says: what unpacks a package stops there.
    """
    with ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
    text = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    for size, most in ((sum(part.file_size for part in parts), MOST_UNPACKED), (text, MOST_TEXT)):
        if size > most:
            raise Unreadable(
                Outcome.TOO_LARGE,
                f"The file unpacks to {size / 1024**2:,.0f} MB, more than the {most // 1024**2} MB that are read of "
                "one. Save it in parts, or as PDF.",
            )


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment is not None else None


def _pieces(word: _Word) -> Iterator[Piece]:
    """Headers, the body in order, notes, footers."""
    yield from _furniture(word, "header")
    yield from _flow(word, word.document.element.body)
    for name, tag in NOTES:
        yield from _notes(word, name, tag)
    yield from _furniture(word, "footer")


def _flow(word: _Word, parent: _Element) -> Iterator[Piece]:
    """The paragraphs and tables within an element, also those in content controls and tracked insertions."""
    for child in parent:
        if isinstance(child, CT_P):
            paragraph = Paragraph(child, word.document._body)
            yield from _paragraph(word, paragraph)
            yield from _boxes(word, child)
        elif isinstance(child, CT_Tbl):
            yield from _table(word, child)
        elif child.tag in WRAPPERS:
            yield from _flow(word, child)
        elif child.tag == ALTERNATE:
            yield from _first_with_text(list(_flow(word, option)) for option in child)
        elif child.tag == qn("w:altChunk"):
            yield from word_parts.taken_in(word.document, child)


def _first_with_text(alternatives: Iterable[list[Piece]]) -> list[Piece]:
    """The same is there for new programs and for old ones: the first that has words is what is shown."""
    return next((pieces for pieces in alternatives if pieces), [])


def _boxes(word: _Word, paragraph: _Element) -> Iterator[Piece]:
    """The text boxes that are anchored in a paragraph, outermost first."""
    for child in paragraph:
        if child.tag == qn("w:txbxContent"):
            yield from _flow(word, child)
        elif child.tag == word_parts.DIAGRAM:
            yield from word_parts.diagram(word.document, child)
        elif child.tag == ALTERNATE:
            yield from _first_with_text(list(_boxes(word, option)) for option in child)
        elif child.tag not in NOT_SHOWN:
            yield from _boxes(word, child)


def _furniture(word: _Word, name: str) -> Iterator[Piece]:
    """The running headers or footers of all kinds of pages, each text once."""
    seen: set[str] = set()
    for relation in word.document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            for piece in _flow(word, parse_xml(relation.target_part.blob)):
                if piece.text not in seen:
                    seen.add(piece.text)
                    yield Piece(piece.text, Role.FURNITURE)


def _notes(word: _Word, name: str, tag: str) -> Iterator[Piece]:
    """The footnotes or endnotes; the lines that part them from the text are notes too, to Word alone."""
    for relation in word.document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            for note in parse_xml(relation.target_part.blob).iter(tag):
                if note.get(qn("w:type")) in (None, "normal"):
                    for piece in _flow(word, note):
                        yield Piece(piece.text, Role.FOOTNOTE, skip=piece.skip)


def _paragraph(word: _Word, paragraph: Paragraph) -> Iterator[Piece]:
    text = _text(word, paragraph._p)
    if not text:
        return
    level = _heading_level(paragraph, text)
    if level:
        yield Piece(text, Role.HEADING, level=level)
    elif (depth := _list_depth(word, paragraph)) is not None:
        yield Piece(text, Role.ITEM, depth=depth)
    elif bullet := BULLET.match(text):
        yield Piece(text, Role.ITEM, skip=bullet.end())
    else:
        yield Piece(text, Role.PARAGRAPH)


def _text(word: _Word, paragraph: _Element) -> str:
    """A paragraph's words as Word shows them; line breaks stay, spaces are folded."""
    words: list[str] = []
    if not _is_struck(word, paragraph, qn("w:pPr"), qn("w:pStyle")):
        _take_words(word, paragraph, words)
    lines = (line.strip() for line in "".join(words).split("\n"))
    return "\n".join(re.sub(" {2,}", " ", line) for line in lines if line)


def _take_words(word: _Word, element: _Element, words: list[str]) -> None:
    """Adds the words of an element; what is struck, hidden or only a raised mark is left out."""
    for child in element:
        if child.tag in TEXT:
            words.append((child.text or "").replace("\n", " ").replace("\t", " "))
        elif child.tag in STANDS_FOR:
            words.append(STANDS_FOR[child.tag])
        elif child.tag == qn("w:r"):
            if not _is_left_out(word, child, words):
                _take_words(word, child, words)
        elif child.tag == ALTERNATE:
            words += _first_words(word, child)
        elif child.tag not in NOT_SHOWN:
            _take_words(word, child, words)


def _first_words(word: _Word, alternatives: _Element) -> list[str]:
    for option in alternatives:
        inner: list[str] = []
        _take_words(word, option, inner)
        if inner:
            return inner
    return []


def _is_left_out(word: _Word, run: _Element, words: list[str]) -> bool:
    if _is_on(run, "w:vanish") or _is_struck(word, run, qn("w:rPr"), qn("w:rStyle")):
        return True
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    if raised is None or raised.get(qn("w:val")) != "superscript":
        return False
    return is_mark("".join(text.text or "" for text in run.iter(qn("w:t"))), "".join(words[-3:]))


def _is_on(owner: _Element, name: str) -> bool:
    """Whether the properties of a run or a style turn something on."""
    found = owner.find(f"{qn('w:rPr')}/{qn(name)}")
    return found is not None and found.get(qn("w:val")) not in OFF


def _is_struck(word: _Word, owner: _Element, properties: str, style: str) -> bool:
    """Whether a run or a paragraph is struck out, by itself or by its style."""
    if owner.tag == qn("w:r") and any(owner.find(f"{qn('w:rPr')}/{qn(name)}") is not None for name in STRIKES):
        return any(_is_on(owner, name) for name in STRIKES)
    named = owner.find(f"{properties}/{style}")
    return named is not None and named.get(qn("w:val")) in word.struck_styles


def _struck_styles(document: WordDocument) -> frozenset[str]:
    """The styles that strike their words out."""
    styles = document.styles.element.iter(qn("w:style"))
    return frozenset(
        style.get(qn("w:styleId")) or "" for style in styles if any(_is_on(style, name) for name in STRIKES)
    )


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


def _list_depth(word: _Word, paragraph: Paragraph) -> int | None:
    """How deep a list paragraph lies, by its numbering or its style; None for others."""
    properties = paragraph._p.pPr
    own = _numbering(properties) if properties is not None else None
    if own is not None:
        return own if own >= 0 else None
    style = paragraph.style
    if style is None:
        return None
    if (style.style_id or "") in word.numbered_styles:
        return word.numbered_styles[style.style_id]
    name = (style.name or "").lower()
    if name.startswith("list") and name not in ("list paragraph", "list continue"):
        return int(name[-1]) - 1 if name[-1].isdecimal() else 0
    return None


def _numbering(properties: _Element) -> int | None:
    """The depth that a paragraph's or a style's properties give it; -1 where they take a numbering away."""
    numbering = properties.find(qn("w:numPr"))
    if numbering is None:
        return None
    number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
    if number is not None and number.get(qn("w:val")) == "0":
        return -1
    return int(level.get(qn("w:val")) or 0) if level is not None else 0


def _numbered_styles(document: WordDocument) -> dict[str, int]:
    """The paragraph styles that make list items of their paragraphs; heading styles only number them."""
    found: dict[str, int] = {}
    for style in document.styles.element.iter(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        depth = _numbering(properties) if properties is not None else None
        if depth is not None and depth >= 0:
            found[style.get(qn("w:styleId")) or ""] = depth
    return found


def _table(word: _Word, table: _Element) -> Iterator[Piece]:
    """The cells row by row, each once however many places it spans, paragraph by paragraph.

    A table of one row or one column only sets text in place: its paragraphs stay what they are.
    """
    rows = [row for row in _within(table, qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]
    grid = _grid(rows)
    if len(grid) < 2 or all(row[0] is row[-1] for row in grid if row):
        for cell in _once(cell for row in grid for cell in row):
            yield from _flow(word, cell)
        return
    head = _header_rows(rows)
    seen: set[int] = set()
    for number, row in enumerate(grid):
        label = " ".join(_cell_text(word, row[0]).split()) if row and number >= head else ""
        for column, cell in enumerate(row):
            if id(cell) in seen:
                continue
            seen.add(id(cell))
            header = _header(word, grid[:head], column) if number >= head else None
            beside = label if column and cell is not row[0] and len(label.split()) <= LONGEST_LABEL else ""
            for piece in _flow(word, cell):
                yield Piece(piece.text, Role.CELL, header=header, row=beside or None)


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those in content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _within(child, tag)


def _grid(rows: list[_Element]) -> list[list[_Element]]:
    """The cell at each place of a table: as often as it spans columns, and again below where it spans rows.

    The spans are those that the file says, but no row is wider than Word lets one be.
    """
    grid: list[list[_Element]] = []
    for row in rows:
        above = grid[-1] if grid else []
        places: list[_Element] = []
        for cell in _within(row, qn("w:tc")):
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val")) in (None, "continue") and len(places) < len(above)
            width = _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)
            places += [above[len(places)] if goes_on else cell] * max(1, min(width, WIDEST - len(places)))
        grid.append(places)
    return grid


def _number(element: _Element | None, otherwise: int) -> int:
    """The number that an element says, which nobody believes beyond the widest table."""
    said = (element.get(qn("w:val")) or "") if element is not None else ""
    return min(int(said[:6]), WIDEST) if said.isascii() and said.isdecimal() else otherwise


def _once(cells: Iterable[_Element]) -> Iterator[_Element]:
    return iter({id(cell): cell for cell in cells}.values())


def _header_rows(rows: list[_Element]) -> int:
    """How many rows are headers: those that Word repeats on each page, or else the first."""
    count = 0
    for row in rows[:-1]:
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        count += 1
    return max(count, 1)


def _header(word: _Word, head: list[list[_Element]], column: int) -> str | None:
    words = [" ".join(_cell_text(word, row[column]).split()) for row in head if column < len(row)]
    return ": ".join(dict.fromkeys(word for word in words if word)) or None


def _cell_text(word: _Word, cell: _Element) -> str:
    return "\n".join(text for paragraph in cell.iter(qn("w:p")) if (text := _text(word, paragraph)))
