"""What a web page leads to: its links with the words that name them, and what only its scripts would fetch.

A link is named by its own words, by the line in which it stands, by the heading above it, by the page's title and by
its address. Addresses in scripts (`fetch("/parts/menu.html")`) and in JSON count as links without words of their own,
or with those that stand beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html
from w3lib.html import get_meta_refresh

from archive.naming import addresses, is_of_any_link
from archive.sites import absolute
from extractors.fold import composed
from extractors.readers.charset import charset_of, decoded

MOST_CHARACTERS = 4_000_000  # of a page: what stands behind is not looked at; JSON of more is not read
MOST_LINKS = 3000  # of a page
LONGEST_TEXT = 200  # characters of a link's words
MOST_PIECES = 500  # of an element that are looked through for them: a list may hold thousands of empty links
_LINE = ("li", "tr", "p", "td", "dd", "figure", "article")
_IN_A_LINE = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "strong", "sub", "sup", "u"})
_UNSAID = frozenset({"script", "style"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "caption", "legend"})
_IN_SCRIPT = re.compile(
    r"""["'`]((?:https?://|\.{0,2}/)?[\w./%~-]{1,200}\.(?:html?|json|pdf|docx?)(?:\?[\w=&.%-]{0,80})?)["'`?]""",
    re.IGNORECASE,
)
# What a script asks for by a call is followed whatever its ending: fetch("/api/documents?page=1").
_CALLED = re.compile(
    r"""\b(?:fetch|axios(?:\.get)?|getJSON|load|open|ajax)\s*\(\s*(?:\{\s*url\s*:\s*|["']GET["']\s*,\s*)?"""
    r"""["'`]((?:https?://[\w.:-]{1,200})?/[\w./%~?=&+-]{1,200})["'`]""",
    re.IGNORECASE,
)
_OPENED = re.compile(r"""(?:location(?:\.href)?\s*=|window\.open\()\s*["']([^"']{1,300})["']""")
_JSON_NAMES = ("title", "headline", "name", "label", "caption", "text", "heading", "filename", "alt", "description")
_JSON_ADDRESS = re.compile(r"(?:https?://|/)[^\s\"'<>{}]{1,500}")
_DATA = ("data-href", "data-url", "data-src", "data-file", "data-pdf", "data-link")
_STANDING = re.compile(r"article|newsarticle|blogposting|product|recipe|event|jobposting", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One way out of a page, and what names it."""

    url: str
    text: str = ""  # its own words
    line: str = ""  # of the list item, row or paragraph around it
    heading: str = ""  # the nearest above
    title: str = ""  # of the page on which it stands
    found_on: str = ""
    by_script: bool = False  # a script of that page names it: its own links count from the page that shows it

    @property
    def name(self) -> str:
        """What names it: its own words, or where any link may have these ("Download"), the line or heading around."""
        said = (words for words in (self.text, self.line, self.heading) if words and not is_of_any_link(words))
        return next(said, self.text)


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page says to a crawler."""

    title: str = ""
    links: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()  # addresses of its scripts
    twins: Mapping[str, str] = field(default_factory=dict)  # address -> language, as the page itself says (hreflang)
    language: str | None = None
    refresh: str | None = None  # where it leads by itself, at once
    asks_password: bool = False
    kind: str = ""  # what it calls itself to machines: "article", "product"


def web_page(content: bytes, served_as: str | None, url: str) -> WebPage:
    """The links of a page; of bytes that cannot be read as one, none."""
    text, _ = decoded(content[:MOST_CHARACTERS], charset_of(served_as or ""), markup=True)
    root = _parsed(text)
    if root is None:
        return WebPage()
    base = _first(root, "//base/@href")
    here = (absolute(url, base) if base else None) or url
    title = _words("".join(root.xpath("//title[1]//text()")))
    ways = chain(_links(root, here, url, title), _in_scripts(root, here, url, title))
    languages = ((absolute(here, str(one.get("href") or "")), str(one.get("hreflang"))) for one in _alternates(root))
    return WebPage(
        title=title,
        links=tuple(islice(ways, MOST_LINKS)),
        scripts=tuple(one for source in root.xpath("//script/@src") if (one := absolute(here, str(source)))),
        twins={address: language.lower() for address, language in languages if address},
        language=(_first(root, "/html/@lang") or "").lower()[:2] or None,
        refresh=_refresh(text[:50_000], here),
        asks_password=bool(root.xpath("//input[@type='password']")),
        kind=_own_kind(root),
    )


def _refresh(text: str, here: str) -> str | None:
    """Where a page leads by itself, within moments."""
    try:
        seconds, address = get_meta_refresh(text, here)
    except ValueError:  # what it names is no address
        return None
    return absolute(here, str(address)) if seconds is not None and seconds <= 5 and address else None


def addresses_in_json(content: bytes, url: str) -> tuple[Link, ...]:
    """The addresses in a JSON answer, each with the words that stand beside it; none in one that is too large."""
    try:
        data = json.loads(content) if len(content) <= MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        return ()
    return tuple(islice(_from_json(data, url, url, ""), MOST_LINKS))


def addresses_in_script(content: bytes, url: str) -> tuple[Link, ...]:
    """The pages and documents that a script names; their addresses count from the page `url` that runs it."""
    text = content[:MOST_CHARACTERS].decode("utf-8", "replace")
    return tuple(islice(_named_in(text, url, url, ""), MOST_LINKS))


def _parsed(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=True)
    try:
        # A declaration of a character set in the text would be refused for text that is decoded already.
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", "")), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root if isinstance(root, html.HtmlElement) else None


def _links(root: html.HtmlElement, here: str, url: str, title: str) -> Iterator[Link]:
    heading: html.HtmlElement | None = None
    said = _Said()
    for element in root.iter():
        name = element.tag
        if not isinstance(name, str):
            continue
        if name in _HEADINGS:
            heading = element
        for target in _targets(element, name):
            for one in (*_shown_by(target), target):
                address = absolute(here, one)
                if address is not None:
                    above = said.by(heading) if heading is not None else ""
                    yield Link(address, _own_words(element, said), _line_around(element, said), above, title, url)


class _Said:
    """The words of elements, each looked through once: thousands of links may stand in one list, or in each other."""

    def __init__(self) -> None:
        self._words: dict[html.HtmlElement, str] = {}

    def by(self, element: html.HtmlElement) -> str:
        """The words of an element, in one line."""
        if element not in self._words:
            self._words[element] = _words(_text(element))
        return self._words[element]


def _shown_by(target: str) -> Iterator[str]:
    """The document that a viewer is told to show: "viewer.html?file=/docs/code.pdf"."""
    try:
        query = urlsplit(target).query
    except ValueError:
        return
    for _, value in parse_qsl(query) if "." in query else ():
        if value.startswith(("/", "http://", "https://")) and value.lower().endswith(addresses()["documents"]):
            yield value


def _targets(element: html.HtmlElement, name: str) -> Iterator[str]:
    """Where one element leads."""
    if name in ("a", "area") and element.get("href"):
        yield str(element.get("href"))
    elif name in ("iframe", "embed", "frame") and element.get("src"):
        yield str(element.get("src"))
    elif name == "object" and element.get("data"):
        yield str(element.get("data"))
    elif name == "option" and str(element.get("value") or "").startswith(("/", "http")):
        yield str(element.get("value"))
    for attribute in _DATA:
        value = element.get(attribute)
        if value and name not in ("img", "source", "script", "link", "video"):
            yield str(value)
    opened = _OPENED.search(str(element.get("onclick") or ""))
    if opened:
        yield opened.group(1)


def _own_words(element: html.HtmlElement, said: _Said) -> str:
    """The words of a link, or those for people who do not see it: "Download" may be labelled "Download our code"."""
    label = str(element.get("aria-label") or element.get("title") or "")
    inside = islice(element.iter(), MOST_PIECES)
    alts = " ".join(str(one.get("alt")) for one in inside if one.tag == "img" and one.get("alt") is not None)
    names = [words for words in (said.by(element), _words(label), _words(alts)) if words]
    return next((words for words in names if not is_of_any_link(words)), names[0] if names else "")


def _text(element: html.HtmlElement) -> str:
    """The words of an element, as far as a name goes; what is no part of a line, such as a cell, stands apart."""
    said, length = [], 0
    for piece in islice(_pieces(element), MOST_PIECES):
        said.append(piece)
        length += len(piece.strip())
        if length > LONGEST_TEXT:
            break
    return "".join(said)


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    """The texts in an element in their order, one at a time, however deep its elements stand in each other."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        apart = "" if inner.tag in _IN_A_LINE else " "
        if inner is element:
            yield (inner.text or "") if event == "start" else ""
        elif event != "start":
            yield f"{apart}{inner.tail or ''}"
        elif inner.tag in _UNSAID:
            walk.skip_subtree()
        else:
            yield f"{apart}{inner.text or ''}"


def _line_around(element: html.HtmlElement, said: _Said) -> str:
    """The nearest line around a link that says something: a cell with a picture alone does not, its row may."""
    for above in element.iterancestors(*_LINE):
        words = said.by(above)
        if not is_of_any_link(words):
            return words if len(words) < LONGEST_TEXT else ""
    return ""


def _in_scripts(root: html.HtmlElement, here: str, url: str, title: str) -> Iterator[Link]:
    for script in root.xpath("//script[not(@src)]"):
        text = (script.text or "")[:MOST_CHARACTERS]
        if "json" in str(script.get("type") or ""):
            try:
                yield from _from_json(json.loads(text), here, url, title)
            except (ValueError, RecursionError):
                continue
        else:
            yield from _named_in(text, here, url, title)


def _named_in(text: str, here: str, url: str, title: str) -> Iterator[Link]:
    text = text.replace("\\/", "/")  # as PHP writes addresses for scripts
    found_there = (match.group(1) for way in (_IN_SCRIPT, _CALLED) for match in way.finditer(text))
    for found in dict.fromkeys(found_there):
        address = absolute(here, found)
        if address is not None:
            yield Link(address, title=title, found_on=url, by_script=True)


def _from_json(data: object, here: str, url: str, title: str) -> Iterator[Link]:
    """Addresses in a value, in any depth; words beside them in the same object name them."""
    waiting: list[tuple[object, str]] = [(data, "")]
    while waiting:
        value, name = waiting.pop()
        if isinstance(value, dict):
            beside = next((str(value[one]) for one in _JSON_NAMES if isinstance(value.get(one), str)), name)
            waiting.extend((inner, beside) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, name) for inner in value)
        elif isinstance(value, str) and _JSON_ADDRESS.fullmatch(value.strip()):
            address = absolute(here, value)
            if address is not None:
                yield Link(address, _words(name), title=title, found_on=url)


def _alternates(root: html.HtmlElement) -> list[html.HtmlElement]:
    return [one for one in root.xpath("//link[@hreflang and @href]") if "alternate" in str(one.get("rel") or "")]


def _own_kind(root: html.HtmlElement) -> str:
    kind = _first(root, "//meta[@property='og:type']/@content") or ""
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        found = re.search(r'"@type"\s*:\s*"(\w+)"', str(script))
        if found and _STANDING.fullmatch(found.group(1)):
            kind = found.group(1)
    # As the commonest content system marks its posts; its pages have a date of change alone.
    is_post = "single-post" in (_first(root, "//body/@class") or "").split()
    if is_post or root.xpath("//meta[@property='article:published_time']"):
        kind = "blogposting"
    return kind.lower()


def _first(root: html.HtmlElement, path: str) -> str | None:
    found = root.xpath(path)
    return str(found[0]) if found else None


def _words(text: str) -> str:
    """The words in one line, as a name may be; JSON may hold half a character, which no file can keep."""
    return composed(" ".join(text.split()))[:LONGEST_TEXT].encode("utf-8", "replace").decode()
