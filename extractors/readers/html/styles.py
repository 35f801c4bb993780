"""What a page's own style sheets say of its elements, as far as it makes of words something else.

Only what a reader must know is taken: what is struck out, raised, set backwards or put where nobody sees it. It is
written into the elements' own styles, so that it is judged in one place. What a sheet hides stays text: a button may
show it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from extractors.readers.tree import NOT_TEXT, Element

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

WANTED = ("text-decoration", "text-decoration-line", "vertical-align", "unicode-bidi", "direction", "clip", "clip-path")
MOST_RULES = 200  # of a page, that say any of this and name what stands in it
MOST_LOOKS = 500_000  # elements times rules
MOST_SHEETS = 2_000_000  # characters
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ELSEWHERE = re.compile(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_SAYS = re.compile(
    r"line-through|vertical-align\s*:\s*(?:super|text-top|top|\.?\d)|bidi-override|clip(?:-path)?\s*:"
)  # in small letters
_SAYING = ("line-through", "vertical-align", "bidi-override", "clip")  # looked for first: words are found fast
_DYNAMIC = re.compile(r"::|:(?:hover|focus|active|before|after|checked|target)\b", re.IGNORECASE)
_NAME = re.compile(r"[.#]([\w-]+)")


def write_in(page: Element) -> None:
    """Write what the page's sheets say into its elements' styles; what an element says of itself stays."""
    sheets = "".join(element.get_text() for element in page.elements("style"))[:MOST_SHEETS]
    lower = sheets.lower()
    if not any(word in lower for word in _SAYING) or not _SAYS.search(lower):
        return
    names = _names(page)
    most = min(MOST_RULES, MOST_LOOKS // (1 + len(page.find_all())))
    done = 0
    chooser = _Chooser(page)
    for rule in _RULE.finditer(_ELSEWHERE.sub("", _COMMENT.sub("", sheets))):
        if not _SAYS.search(rule[2].lower()):
            continue
        said = _wanted(rule[2])
        for selector in rule[1].split(","):
            if done >= most or _DYNAMIC.search(selector) or not names.issuperset(_NAME.findall(selector)):
                continue
            done += 1
            for element in chooser.chosen(selector.strip()):
                _add(element, said)


def _names(page: Element) -> frozenset[str]:
    """The ids and classes that the page has."""
    found: set[str] = set()
    for element in page.elements():
        classes = element.get("class")
        found.update(classes if isinstance(classes, list) else ())
        found.add(str(element.get("id") or ""))
    return frozenset(found)


def _wanted(declarations: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in declarations.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip().lower() in WANTED}


class _Chooser:
    """Selectors of style sheets, for which BeautifulSoup has a whole language: made when the first is asked."""

    def __init__(self, page: Element) -> None:
        self._page = page
        self._elements: dict[int, Element] = {}  # by the identity of their twins
        self._soup: BeautifulSoup | None = None

    def chosen(self, selector: str) -> list[Element]:
        """The elements that a selector names; none where it cannot be read."""
        from bs4 import BeautifulSoup  # 3 MB: where there is a page whose sheets are asked
        from soupsieve import SelectorSyntaxError

        if self._soup is None:
            self._soup = BeautifulSoup("", "lxml")
            self._copy(self._page, self._soup)
        try:
            return [self._elements[id(tag)] for tag in self._soup.select(selector)]
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            return []

    def _copy(self, page: Element, soup: BeautifulSoup) -> None:
        """A twin of each element, one within the other however deep."""
        left: list[tuple[Element, Tag]] = [(page, soup)]
        while left:
            element, twin = left.pop()
            for child in element.contents:
                if isinstance(child, Element):
                    tag = soup.new_tag(child.name, attrs=dict[str, Any](child.attrs))
                    self._elements[id(tag)] = child
                    twin.append(tag)
                    left.append((child, tag))
                elif child.kind not in NOT_TEXT:
                    twin.append(child.text)


def _add(element: Element, said: dict[str, str]) -> None:
    style = str(element.get("style") or "")
    own = _wanted(style)
    more = [f"{name}:{value}" for name, value in said.items() if name not in own]
    element.attrs["style"] = ";".join([*more, style])
