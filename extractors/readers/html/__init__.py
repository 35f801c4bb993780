"""Reading HTML: every word that a browser would show, with headings, lists and tables.

Nothing is thrown away as boilerplate: navigation, banners and footers stay in the text and are labelled as
furniture, because a wrong guess would lose what a researcher looks for. Left out is only what no reader sees:
scripts, styles, templates, struck text, and hidden elements that no control opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractors import walls
from extractors.language import told_languages
from extractors.readers.charset import charset_of, decoded, noted
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import HTML, Unreadable, less
from extractors.readers.front_matter import FrontMatter, parted
from extractors.readers.furniture import is_furniture
from extractors.readers.html import coded, elsewhere, panels, struck, styles
from extractors.readers.html import page as html_page
from extractors.readers.html.tables import Place, places
from extractors.readers.tree import LINE_END, NOT_TEXT, SPACE, Element, Node, Text, extract, tree_of
from extractors.records import Document, Outcome, Reading, Role

DROPPED = frozenset(
    [
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "audio", "video",
        "canvas", "datalist", "rp", "noframes", "noembed",
    ]
)  # fmt: skip
DOUBTED = DROPPED | {"textarea"}  # all others are shown, unless an attribute says otherwise
IN_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})
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
        "textarea",
    ]
) | frozenset(HEADINGS)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
LONGEST_HEADING = 25  # words
SAVE_IT = "Save it from a browser as PDF."
SAVE_WHOLE = "Open the page in a browser, and save it as PDF."
MUCH_HIDDEN = 20  # words that no control of the page shows: so many may hold what is looked for
INVISIBLE = re.compile(r"(?<![\w-])visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
VISIBLE = re.compile(r"(?<![\w-])visibility\s*:\s*visible", re.IGNORECASE)
# Shown, as far as the browser's text goes, but in a way that nobody sees.
UNSEEN = re.compile(
    r"(?<![\w-])(?:opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*[01](?:px)?\b|"
    r"clip-path\s*:\s*inset\(\s*(?:50|100)%)",
    re.IGNORECASE,
)
AS_BLOCK = re.compile(r"(?<![\w-])display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)", re.IGNORECASE)
PARTS_AS_BLOCKS = re.compile(r"(?<![\w-])display\s*:\s*(?:flex|grid)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
BUTTONS = frozenset({"a", "button"})
SPACES = re.compile(" {2,}")
BLANK = " \t\n\r\f\v"
EMPTY_LINES = re.compile(r"\n{2,}")
BULLET = re.compile(r"[•◦▪●○‣⁃∙·►➢➤✓✔–-]\s+")
LETTERS = re.compile(r"[^\W_]")
LINE_BULLET = re.compile(rf"\n(?={BULLET.pattern}\S)")
NOWHERE = Place()
_OUTSIDE_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _Where(NamedTuple):
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
    aside: list[str] = field(default_factory=list)  # what nobody sees of the open block

    def close(self, next_where: _Where) -> None:
        """Ends the open block, and opens the next one as `next_where` says."""
        if self.words:
            text = "".join(self.words)
            self.words.clear()
            if text.strip(BLANK):
                for paragraph in _paragraphs(_collapsed(text, self.where.pre)):
                    self._add(paragraph)
        if self.aside:
            unseen = [words for text in self.aside if (words := _collapsed(text, False))]
            self.aside.clear()
            self.pieces.extend(Piece(words, Role.FURNITURE) for words in unseen)
        self.where = next_where

    def _add(self, text: str) -> None:
        where = self.where
        role = Role.FURNITURE if where.furniture else where.role
        if role is Role.HEADING:
            words = len(text.split())
            if words > LONGEST_HEADING or (words > 7 and text.endswith((".", ";"))):
                role = Role.PARAGRAPH  # some pages set whole policies in a heading's type
        depth = max(where.depth, 0)
        if role is Role.PARAGRAPH and (bullet := BULLET.match(text)):
            self.pieces.append(Piece(text, Role.ITEM, skip=bullet.end(), depth=depth))
        else:
            place = where.place or NOWHERE
            piece = Piece(text, role, where.level, depth, place.header, 0, self.new_list, place.row, where.leads)
            self.pieces.append(piece)
        if role is Role.ITEM:
            self.new_list = False


def read(content: bytes, media_type: str) -> Reading:
    """The whole page as one document of one page. Raises `Unreadable` when it shows no text.

    `media_type` may carry the character set with which the page was served.
    """
    served = charset_of(media_type)
    text, charset = decoded(content, served, markup=True)
    kept = noted(HTML, content, charset, markup=True) if served else HTML  # else the bytes alone have led to it
    matter, text = parted(XML_DECLARATION.sub("", text.replace("\r\n", "\n")))
    # What stands after the page's end belongs to the page for a browser, and is lost to this parser.
    with tree_of(PAGE_END.sub("", text)) as page:
        elsewhere.unfold(page)
        reading = read_page(page, content, kept, matter.title)
        return _with_losses(reading, page, text, matter)


def _with_losses(reading: Reading, page: Element, text: str, matter: FrontMatter) -> Reading:
    """The reading with what its front matter says, and what was not read."""
    document = reading.document
    if document is None:
        return reading
    if matter.fields:
        reading = replace(reading, document=matter.of(document))
    if reading.outcome is not Outcome.READ:  # it is told what the page is, or lacks
        return reading
    return less(reading, elsewhere.told(page, text, document.text), SAVE_WHOLE)


def read_page(page: Element, content: bytes, media_type: str, title: str | None = None) -> Reading:
    """A parsed page as a document; other formats that go through HTML use this too."""
    asks, scripts = html_page.asks(page), html_page.scripts(page)
    styles.write_in(page)
    coded.decode(page)
    struck.take_out(page)
    hidden = panels.open_all(page)
    body = _body(page)
    flow = _Flow(len(body.get_text()))
    _walk(body, _Where(), flow, _style(body))
    flow.close(_Where())
    if not flow.pieces:
        raise Unreadable(Outcome.EMPTY, f"The page has no text of its own ({_why_empty(asks)}). {SAVE_IT}")
    about = html_page.about(page)
    document = flowing(content, media_type, flow.pieces, title or about.title, about.published)
    document = replace(document, author=about.author, url=about.url, file_date=about.changed)
    if document.language is None and about.language in told_languages():
        document = replace(document, language=about.language)
    detail = _instead(document, asks, scripts) or _hidden(hidden)
    return Reading(Outcome.PARTLY_READ if detail else Outcome.READ, detail, document, 1, 0)


def _body(page: Element) -> Element:
    """What a page shows; the parser leaves elements that it does not know in the head of a page without a body."""
    head, body = page.find("head"), page.find("body")
    within = head.contents if head is not None else ()
    strays = [child for child in within if isinstance(child, Element) and child.name not in IN_HEAD]
    if not strays:
        return body or page
    if body is None:
        body = Element("body")
        (page.find("html") or page).append(body)
    for place, stray in enumerate(strays):
        body.insert(place, extract(stray))
    return body


def _why_empty(asks: html_page.Asks) -> str:
    """What a page without words is."""
    if asks.leads_to is not None:
        return f"it only leads on to {asks.leads_to}"
    return "it shows another page in a frame" if asks.frames else "it may be filled in by scripts"


def _instead(document: Document, asks: html_page.Asks, scripts: str) -> str:
    """What a page is that stands in the place of a document."""
    if walls.is_long(document):
        return ""
    shown = replace(walls.shown_of(document), asks_password=asks.password, leads_to=asks.leads_to, scripts=scripts)
    if (found := walls.wall(shown)) is not None:
        return f"{found.told()} {walls.INSTEAD}"
    words = shown.words
    if not words:
        return f"all its text is menus and the like ({_why_empty(asks)}). {SAVE_IT}"
    if asks.frames and words < walls.ALMOST_NONE:
        return f"it shows another page in a frame, which was not read. {SAVE_IT}"
    return ""


def _hidden(words: int) -> str:
    """What is to be told of words that nothing shows."""
    if words < MUCH_HIDDEN:
        return ""
    return (
        f"{words} words of the page are hidden, and nothing in the file says how they would be shown. They were not "
        "read: open the page in a browser, and save it as PDF if they belong to it."
    )


def _walk(element: Element, where: _Where, flow: _Flow, style: str) -> None:
    """Takes the element's text into the flow, block by block. `where` is what stands for the element itself."""
    before: Node | None = None
    parts_as_blocks = style != "" and PARTS_AS_BLOCKS.search(style) is not None
    words, invisible = flow.words, where.invisible
    for child in element.contents:
        if type(child) is Text:
            if invisible:
                pass
            elif child is SPACE or child is LINE_END:
                if words:  # a block begins with words
                    words.append(child.text)
            elif child.kind not in NOT_TEXT:
                words.append(child.text if child.text.isprintable() else _within_xml(child.text))
        elif type(child) is Element and ((not child.attrs and child.name not in DOUBTED) or _is_shown(child)):
            if child.name in BUTTONS and isinstance(before, Element) and before.name in BUTTONS:
                words.append(" ")  # buttons and menu entries stand apart, whatever stands between their tags
            _take(child, where, flow, parts_as_blocks)
        before = child


def _within_xml(text: str) -> str:
    """A text without the signs that no file in XML may have: none that can be printed is one."""
    return text if text.isprintable() else _OUTSIDE_XML.sub("", text)


def _take(child: Element, where: _Where, flow: _Flow, as_block: bool) -> None:
    """One element: a line's end, a block of its own, or words within the open block."""
    name, style = child.name, _style(child)
    if name == "br":
        flow.words.append("\v")  # a line's end that white space folding must keep
        return
    if name == "math":
        flow.words.append(" ")  # a formula is a word of its own
    if not child.attrs and not as_block and name not in BLOCKS:
        _walk(child, where, flow, "")
        return
    if style:
        invisible = _is_invisible(style, where.invisible)
        where = where if invisible == where.invisible else where._replace(invisible=invisible)
    unseen = not where.furniture and _is_unseen(child, style)
    if unseen and name not in BLOCKS and child.find(BLOCKS) is None:
        flow.aside.append(_within_xml(child.get_text()))  # it cuts no sentence in two
        return
    if name in BLOCKS or as_block or unseen or (style and AS_BLOCK.search(style)):
        around = flow.where
        inner = _inside(child, where, flow)
        flow.close(inner._replace(furniture=True) if unseen else inner)
        _walk(child, flow.where, flow, style)
        flow.close(around)
    else:
        _walk(child, where, flow, style)


def _is_unseen(child: Element, style: str) -> bool:
    """Whether it is there for machines or for those who hear a page: nobody sees it. A heading still heads its part."""
    if style and UNSEEN.search(style):
        return True
    return child.name not in HEADINGS and panels.is_called(child, panels.UNSEEN)


def _inside(child: Element, where: _Where, flow: _Flow) -> _Where:
    """What stands for the text in a block element."""
    if not where.furniture and is_furniture(child, flow.size):
        where = where._replace(furniture=True)
    return _INSIDE.get(child.name, _in_block)(child, where, flow)


def _in_block(child: Element, where: _Where, flow: _Flow) -> _Where:
    """A block within a heading is text of its own, and no part of the heading."""
    return where._replace(role=Role.PARAGRAPH, level=0) if where.role is Role.HEADING else where


def _in_heading(child: Element, where: _Where, flow: _Flow) -> _Where:
    return where._replace(role=Role.HEADING, level=HEADINGS[child.name])


def _in_list(child: Element, where: _Where, flow: _Flow) -> _Where:
    if where.depth < 0:
        flow.new_list = True
    return where._replace(depth=where.depth + 1)


def _in_item(child: Element, where: _Where, flow: _Flow) -> _Where:
    return _Where(Role.ITEM, where.level, max(where.depth, 0), *where[3:])  # in a third of the time of `_replace`


def _in_definition(child: Element, where: _Where, flow: _Flow) -> _Where:
    """A term introduces its definition as a lead-in introduces its item."""
    if child.name == "dt":
        return where._replace(role=Role.PARAGRAPH, leads=True)
    beside = (one for one in child.previous_siblings if isinstance(one, Element) and one.name in ("dt", "dd"))
    before = next(beside, None)
    if where.depth < 0 and before is not None and before.name == "dt":
        flow.new_list = True
    return where._replace(role=Role.ITEM, depth=where.depth + 1)


def _in_set_text(child: Element, where: _Where, flow: _Flow) -> _Where:
    return where._replace(pre=True)


def _in_table(child: Element, where: _Where, flow: _Flow) -> _Where:
    flow.places.update(places(child))
    return _in_block(child, where, flow)


def _in_cell(child: Element, where: _Where, flow: _Flow) -> _Where:
    place = flow.places.get(id(child))
    return where._replace(role=Role.CELL, place=place, depth=-1) if place else where


# What the elements that say something of their own make of the text in them; all others are plain blocks.
_INSIDE: dict[str, Callable[[Element, _Where, _Flow], _Where]] = {
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


def _style(child: Element) -> str:
    return str(child.attrs.get("style") or "") if child.attrs else ""


def _is_shown(child: Element) -> bool:
    """Whether a browser shows the element, or shows it on a click: folded details are there to be read."""
    name, attrs = child.name, child.attrs
    if name in DROPPED:
        return name == "template" and "shadowrootmode" in attrs
    if attrs and panels.is_hidden(child):
        return False
    if name == "textarea":  # of terms in a box to scroll, not of what is to be typed
        return len(child.get_text().split()) >= panels.SHORTEST_TEXT
    return attrs.get("aria-hidden") != "true" or LETTERS.search(child.get_text()) is not None


def _is_invisible(style: str, before: bool) -> bool:
    return False if VISIBLE.search(style) else before or INVISIBLE.search(style) is not None


def _collapsed(text: str, pre: bool) -> str:
    """White space folded as a browser folds it; line ends stay where the page ends a line."""
    lines = re.split("[\v\n]", text) if pre else text.split("\v")
    return "\n".join(map(_spaced, lines)).strip("\n")


def _spaced(line: str) -> str:
    """A line with one space for each stretch of white space, none at its ends."""
    for sign in "\n\t\r\f":
        if sign in line:
            line = line.replace(sign, " ")
    if "  " in line:
        line = SPACES.sub(" ", line)
    return line.strip(" ")


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs and list items that a page sets with line breaks alone: at empty lines and before bullets."""
    for paragraph in EMPTY_LINES.split(text) if "\n" in text else (text,):
        start = 0
        for found in LINE_BULLET.finditer(paragraph) if "\n" in paragraph else ():
            yield paragraph[start : found.start()]
            start = found.end()
        if paragraph:
            yield paragraph[start:]
