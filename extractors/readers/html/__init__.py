"""Reading HTML: every word that a browser would show, with headings, lists and tables.

Nothing is thrown away as boilerplate: navigation, banners and footers stay in the text and are labelled as
furniture, because a wrong guess would lose what a researcher looks for. Left out is only what no reader sees:
scripts, styles, templates and hidden elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, ProcessingInstruction, Tag
from bs4.element import NavigableString

from extractors.language import told_languages
from extractors.readers.charset import charset_of, decoded, noted
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import HTML, Format, Unreadable, no_boxes
from extractors.readers.furniture import is_furniture
from extractors.readers.html import page as html_page
from extractors.readers.html.tables import Place, places
from extractors.records import Outcome, Reading, Role

DROPPED = frozenset(
    [
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "audio", "video",
        "canvas", "datalist", "textarea", "rp", "noframes", "noembed",
    ]
)  # fmt: skip
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
        "select",
        "optgroup",
        "option",
        "marquee",
        "plaintext",
    ]
) | frozenset(HEADINGS)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
LONGEST_HEADING = 25  # words
NO_DISPLAY = re.compile(r"(?<![\w-])display\s*:\s*none", re.IGNORECASE)
INVISIBLE = re.compile(r"(?<![\w-])visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
VISIBLE = re.compile(r"(?<![\w-])visibility\s*:\s*visible", re.IGNORECASE)
# Shown, as far as the browser's text goes, but in a way that nobody sees.
UNSEEN = re.compile(
    r"(?<![\w-])(?:opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}|clip\s*:\s*rect\(0)",
    re.IGNORECASE,
)
AS_BLOCK = re.compile(r"(?<![\w-])display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)", re.IGNORECASE)
PARTS_AS_BLOCKS = re.compile(r"(?<![\w-])display\s*:\s*(?:flex|grid)", re.IGNORECASE)
PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
BUTTONS = frozenset({"a", "button"})
SPACE = re.compile(r"[ \t\n\r\f]+")
BULLET = re.compile(r"[•◦▪●○‣⁃∙·►➢➤✓✔–-]\s+")
LETTERS = re.compile(r"[^\W_]")
LINE_BULLET = re.compile(rf"\n(?={BULLET.pattern}\S)")
_NOT_TEXT = (Comment, Declaration, Doctype, ProcessingInstruction)
_OUTSIDE_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Where:
    """What the elements around a text say about it."""

    role: Role = Role.PARAGRAPH
    level: int = 0
    depth: int = -1  # of the list around: -1 outside lists
    place: Place | None = None  # of the table cell around
    furniture: bool = False
    pre: bool = False
    invisible: bool = False
    leads: bool = False  # a term, before its definition


@dataclass(slots=True)
class _Flow:
    """The pieces so far, and the words of the block that is open."""

    size: int = 0  # characters of the page's text
    places: dict[int, Place] = field(default_factory=dict)  # by the identity of the cell
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
            place = where.place or Place()
            piece = Piece(text, role, where.level, depth, place.header, 0, self.new_list, place.row, where.leads)
            self.pieces.append(piece)
        if role is Role.ITEM:
            self.new_list = False


def read(content: bytes, media_type: str) -> Reading:
    """The whole page as one document of one page. Raises `Unreadable` when it shows no text.

    `media_type` may carry the character set with which the page was served.
    """
    text, charset = decoded(content, charset_of(media_type), markup=True)
    # What stands after the page's end belongs to the page for a browser, and is lost to this parser.
    return read_soup(BeautifulSoup(PAGE_END.sub("", text), "lxml"), content, noted(HTML, content, charset, markup=True))


def read_soup(soup: BeautifulSoup, content: bytes, media_type: str, title: str | None = None) -> Reading:
    """A parsed page as a document; other formats that go through HTML use this too."""
    body = soup.body or soup
    flow = _Flow(len(body.get_text()))
    _walk(body, _Where(), flow)
    flow.close(_Where())
    if not flow.pieces:
        raise Unreadable(
            Outcome.EMPTY,
            "The page has no text of its own (it may be filled in by scripts). Save it from a browser as PDF.",
        )
    about = html_page.about(soup)
    document = flowing(content, media_type, flow.pieces, title or about.title, about.published)
    document = replace(document, author=about.author, url=about.url, file_date=about.changed)
    if document.language is None and about.language in told_languages():
        document = replace(document, language=about.language)
    return Reading(Outcome.READ, "", document, 1, 0)


def _walk(element: Tag, where: _Where, flow: _Flow) -> None:
    """Takes the element's text into the flow, block by block. `where` is what stands for the element itself."""
    before: object = None
    for child in element.children:
        if isinstance(child, NavigableString):
            if (not isinstance(child, _NOT_TEXT) or isinstance(child, CData)) and not where.invisible:
                flow.words.append(_OUTSIDE_XML.sub("", str(child)))
        elif isinstance(child, Tag) and _is_shown(child):
            if isinstance(before, Tag) and before.name in BUTTONS and child.name in BUTTONS:
                flow.words.append(" ")  # buttons and menu entries stand apart, whatever stands between their tags
            _take(child, where, flow, PARTS_AS_BLOCKS.search(_style(element)) is not None)
        before = child


def _take(child: Tag, where: _Where, flow: _Flow, as_block: bool) -> None:
    """One element: a line's end, a block of its own, or words within the open block."""
    name, style = child.name, _style(child)
    if name == "math":
        flow.words.append(" ")  # a formula is a word of its own
    if name == "br":
        flow.words.append("\v")  # a line's end that white space folding must keep
        return
    if style:
        where = replace(where, invisible=_is_invisible(style, where.invisible))
    unseen = bool(style) and not where.furniture and UNSEEN.search(style) is not None
    if name in BLOCKS or as_block or unseen or (style and AS_BLOCK.search(style)):
        around = flow.where
        inner = _inside(child, where, flow)
        flow.close(replace(inner, furniture=True) if unseen else inner)
        _walk(child, flow.where, flow)
        flow.close(around)
    else:
        _walk(child, where, flow)


def _inside(child: Tag, where: _Where, flow: _Flow) -> _Where:
    """What stands for the text in a block element."""
    if not where.furniture and is_furniture(child, flow.size):
        where = replace(where, furniture=True)
    return _INSIDE.get(child.name, _in_block)(child, where, flow)


def _in_block(child: Tag, where: _Where, flow: _Flow) -> _Where:
    """A block within a heading is text of its own, and no part of the heading."""
    return replace(where, role=Role.PARAGRAPH, level=0) if where.role is Role.HEADING else where


def _in_heading(child: Tag, where: _Where, flow: _Flow) -> _Where:
    return replace(where, role=Role.HEADING, level=HEADINGS[child.name])


def _in_list(child: Tag, where: _Where, flow: _Flow) -> _Where:
    if where.depth < 0:
        flow.new_list = True
    return replace(where, depth=where.depth + 1)


def _in_item(child: Tag, where: _Where, flow: _Flow) -> _Where:
    return replace(where, role=Role.ITEM, depth=max(where.depth, 0))


def _in_definition(child: Tag, where: _Where, flow: _Flow) -> _Where:
    """A term introduces its definition as a lead-in introduces its item."""
    if child.name == "dt":
        return replace(where, role=Role.PARAGRAPH, leads=True)
    before = child.find_previous_sibling(["dt", "dd"])
    if where.depth < 0 and isinstance(before, Tag) and before.name == "dt":
        flow.new_list = True
    return replace(where, role=Role.ITEM, depth=where.depth + 1)


def _in_set_text(child: Tag, where: _Where, flow: _Flow) -> _Where:
    return replace(where, pre=True)


def _in_table(child: Tag, where: _Where, flow: _Flow) -> _Where:
    flow.places.update(places(child))
    return _in_block(child, where, flow)


def _in_cell(child: Tag, where: _Where, flow: _Flow) -> _Where:
    place = flow.places.get(id(child))
    return replace(where, role=Role.CELL, place=place, depth=-1) if place else where


# What the elements that say something of their own make of the text in them; all others are plain blocks.
_INSIDE: dict[str, Callable[[Tag, _Where, _Flow], _Where]] = {
    **dict.fromkeys(HEADINGS, _in_heading),
    **dict.fromkeys(LISTS, _in_list),
    "li": _in_item,
    "dt": _in_definition,
    "dd": _in_definition,
    "pre": _in_set_text,
    "table": _in_table,
    "td": _in_cell,
    "th": _in_cell,
}


def _style(child: Tag) -> str:
    return str(child.get("style") or "")


def _is_shown(child: Tag) -> bool:
    """Whether a browser shows the element, or shows it on a click: folded details are there to be read."""
    if child.name == "template":
        return child.has_attr("shadowrootmode")
    if child.name in DROPPED or (child.name == "title" and child.find_parent("svg") is not None):
        return False
    if child.has_attr("hidden") and str(child.get("hidden")).lower() != "until-found":
        return False
    if child.get("aria-hidden") == "true" and not LETTERS.search(child.get_text()):
        return False
    return NO_DISPLAY.search(_style(child)) is None


def _is_invisible(style: str, before: bool) -> bool:
    return False if VISIBLE.search(style) else before or INVISIBLE.search(style) is not None


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


FORMAT = Format((HTML, "application/xhtml+xml"), (".html", ".htm", ".xhtml"), read, no_boxes)
