"""Reading HTML: every word that a browser would show, with headings, lists and tables.

Nothing is thrown away as boilerplate: navigation, banners and footers stay in the text and are labelled as
furniture, because a wrong guess would lose what a researcher looks for. Left out is only what no reader sees:
scripts, styles, templates and hidden elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, ProcessingInstruction, Tag
from bs4.element import NavigableString

from extractors.language import LANGUAGES
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import HTML, Format, Unreadable, no_boxes
from extractors.records import Outcome, Reading, Role

DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "datalist",
        "select",
        "option",
        "input",
        "textarea",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(HEADINGS)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
FURNITURE_TAGS = frozenset({"nav", "aside"})
FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"})
COOKIES = re.compile(
    r"cookie|consent-?(?:banner|bar|box|modal|popup|manager|notice)|gdpr|onetrust|breadcrumb|skip-?(?:link|to)|"
    r"site-?(?:header|footer|nav)|"
    r"(?:^|[ _-])(?:navbar|nav-?menu|main-?menu|mega-?menu|share-?(?:bar|buttons)|newsletter)(?:$|[ _-])",
    re.IGNORECASE,
)
LONGEST_HEADING = 25  # words
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SPACE = re.compile(r"[ \t\n\r\f]+")
BULLET = re.compile(r"[•◦▪●○‣⁃∙·►➢➤✓✔–-]\s+")
LINE_BULLET = re.compile(rf"\n(?={BULLET.pattern}\S)")
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
DATE_NAMES = (
    "article:published_time", "datePublished", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.issued",
    "date", "publish-date", "pubdate", "article:modified_time", "og:updated_time", "last-modified",
)  # fmt: skip
_NOT_TEXT = (Comment, Declaration, Doctype, ProcessingInstruction)
_OUTSIDE_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Where:
    """What the elements around a text say about it."""

    role: Role = Role.PARAGRAPH
    level: int = 0
    depth: int = -1  # of the list around: -1 outside lists
    header: str | None = None
    furniture: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Flow:
    """The pieces so far, and the words of the block that is open."""

    pieces: list[Piece] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    where: _Where = field(default_factory=_Where)
    new_list: bool = False

    def close(self, next_where: _Where) -> None:
        """Ends the open block, and opens the next one as `next_where` says."""
        text = _collapsed("".join(self.words), self.where.pre)
        self.words.clear()
        for paragraph in _paragraphs(text):
            self._add(paragraph)
        self.where = next_where

    def _add(self, text: str) -> None:
        where = self.where
        role = Role.FURNITURE if where.furniture else where.role
        words = len(text.split())
        if role is Role.HEADING and (words > LONGEST_HEADING or (words > 7 and text.endswith((".", ";")))):
            role = Role.PARAGRAPH  # some pages set whole policies in a heading's type
        depth = max(where.depth, 0)
        if role is Role.PARAGRAPH and (bullet := BULLET.match(text)):
            self.pieces.append(Piece(text, Role.ITEM, skip=bullet.end(), depth=depth))
        else:
            self.pieces.append(Piece(text, role, where.level, depth, where.header, new_list=self.new_list))
        if role is Role.ITEM:
            self.new_list = False


def read(content: bytes, media_type: str) -> Reading:
    """The whole page as one document of one page. Raises `Unreadable` when it shows no text."""
    return read_soup(BeautifulSoup(content, "lxml"), content, HTML)


def read_soup(soup: BeautifulSoup, content: bytes, media_type: str, title: str | None = None) -> Reading:
    """A parsed page as a document; other formats that go through HTML use this too."""
    flow = _Flow()
    _walk(soup.body or soup, _Where(), flow)
    flow.close(_Where())
    if not flow.pieces:
        raise Unreadable(
            Outcome.EMPTY,
            "The page has no text of its own (it may be filled in by scripts). Save it from a browser as PDF.",
        )
    title = title or _title(soup)
    document = flowing(content, media_type, flow.pieces, title, _published(soup))
    language = _declared_language(soup)
    if document.language is None and language is not None:
        document = replace(document, language=language)
    return Reading(Outcome.READ, "", document, 1, 0)


def _walk(element: Tag, where: _Where, flow: _Flow) -> None:
    """Takes the element's text into the flow, block by block. `where` is what stands for the element itself."""
    for child in element.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, _NOT_TEXT) or isinstance(child, CData):
                flow.words.append(_OUTSIDE_XML.sub("", str(child)))
        elif isinstance(child, Tag) and child.name not in DROPPED and not _is_hidden(child):
            _take(child, where, flow)


def _take(child: Tag, where: _Where, flow: _Flow) -> None:
    name = child.name
    if name == "br":
        flow.words.append("\v")  # a line's end that white space folding must keep
    elif name == "img":
        return
    elif name in BLOCKS:
        inner = _inside(child, where, flow)
        flow.close(inner)
        _walk(child, inner, flow)
        flow.close(where)
    else:
        inner = replace(where, furniture=True) if not where.furniture and _is_furniture(child) else where
        _walk(child, inner, flow)


def _inside(child: Tag, where: _Where, flow: _Flow) -> _Where:
    """What stands for the text in a block element."""
    name = child.name
    if not where.furniture and _is_furniture(child):
        where = replace(where, furniture=True)
    if name in HEADINGS:
        return replace(where, role=Role.HEADING, level=HEADINGS[name])
    if name in LISTS:
        if where.depth < 0:
            flow.new_list = True
        return replace(where, depth=where.depth + 1)
    if name == "li":
        return replace(where, role=Role.ITEM, depth=max(where.depth, 0))
    if name == "pre":
        return replace(where, pre=True)
    if name in ("td", "th") and _is_data_cell(child):
        return replace(where, role=Role.CELL, header=_column_header(child), depth=-1)
    if where.role is Role.HEADING:
        return replace(where, role=Role.PARAGRAPH, level=0)
    return where


def _is_hidden(child: Tag) -> bool:
    return child.has_attr("hidden") or bool(HIDDEN.search(str(child.get("style", ""))))


def _is_furniture(child: Tag) -> bool:
    """Whether an element is a page's furniture: navigation, a banner, a footer; not an article's own header."""
    if child.name in FURNITURE_TAGS or str(child.get("role", "")) in FURNITURE_ROLES:
        return True
    if child.name in ("header", "footer"):
        return child.find_parent(["article", "main"]) is None and child.find("h1") is None
    names = f"{child.get('id') or ''} {_class_names(child)}"
    return (
        child.name in BLOCKS and child.name not in ("body", "html", "main", "article") and bool(COOKIES.search(names))
    )


def _class_names(child: Tag) -> str:
    classes = child.get("class")
    return " ".join(classes) if isinstance(classes, list) else str(classes or "")


def _is_data_cell(cell: Tag) -> bool:
    """Whether a cell belongs to a table of data: at least two rows and two columns, no block layout in it."""
    table = cell.find_parent("table")
    if table is None or cell.find(["table", "h1", "h2", "h3", "ul", "ol"]) is not None:
        return False
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return len(rows) >= 2 and max(len(_cells(row)) for row in rows) >= 2


def _cells(row: Tag) -> list[Tag]:
    return list(row.find_all(["td", "th"], recursive=False))


def _column_header(cell: Tag) -> str | None:
    """The text of the table's first row above the cell, None in the first row itself."""
    row, table = cell.find_parent("tr"), cell.find_parent("table")
    first = table.find("tr") if table is not None else None
    if row is None or first is None or first is row:
        return None
    column = _column(row, cell)
    for header in _cells(first):
        at = _column(first, header)
        if at <= column < at + _width(header):
            return " ".join(header.get_text(" ").split()) or None
    return None


def _column(row: Tag, cell: Tag) -> int:
    column = 0
    for other in _cells(row):
        if other is cell:
            break
        column += _width(other)
    return column


def _width(cell: Tag) -> int:
    value = str(cell.get("colspan", "1"))
    return int(value) if value.isdecimal() and 0 < int(value) < 1000 else 1


def _collapsed(text: str, pre: bool) -> str:
    """White space folded as a browser folds it; line ends stay where the page ends a line."""
    lines = re.split("[\v\n]", text) if pre else text.split("\v")
    folded = [SPACE.sub(" ", line).strip(" ") for line in lines]
    return "\n".join(folded).strip("\n")


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs and list items that a page sets with line breaks alone: at empty lines and before bullets."""
    for paragraph in re.split(r"\n{2,}", text):
        start = 0
        for found in LINE_BULLET.finditer(paragraph):
            yield paragraph[start : found.start()]
            start = found.end()
        if paragraph:
            yield paragraph[start:]


def _title(soup: BeautifulSoup) -> str | None:
    for element in (soup.title, soup.find("h1")):
        if isinstance(element, Tag) and (text := " ".join(element.get_text(" ").split())):
            return text
    return None


def _declared_language(soup: BeautifulSoup) -> str | None:
    element = soup.find("html")
    declared = str(element.get("lang") or "")[:2].lower() if isinstance(element, Tag) else ""
    return declared if declared in LANGUAGES else None


def _published(soup: BeautifulSoup) -> str | None:
    """The date that the page states in its metadata or a time element, as ISO date or year."""
    stated = {
        str(m.get("property") or m.get("name") or m.get("itemprop") or "").lower(): str(m.get("content") or "")
        for m in soup.find_all("meta")
    }
    candidates = [stated.get(name.lower(), "") for name in DATE_NAMES]
    candidates[1:1] = list(_dates_in_json(soup))
    candidates += [str(element.get("datetime") or "") for element in soup.find_all("time")]
    for value in candidates:
        if found := DATE.match(value.strip()):
            return "-".join(part for part in found.groups() if part)
    return None


def _dates_in_json(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except ValueError:
            continue
        for entry in data if isinstance(data, list) else [data]:
            if isinstance(entry, dict):
                yield str(entry.get("datePublished") or "")


FORMAT = Format((HTML, "application/xhtml+xml"), (".html", ".htm", ".xhtml"), read, no_boxes)
