"""What a page's own style sheets say of its elements, as far as it makes of words something else.

Only what a reader must know is taken: what is struck out, raised, set backwards or put where nobody sees it. It is
written into the elements' own styles, so that it is judged in one place. What a sheet hides stays text: a button may
show it.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

WANTED = ("text-decoration", "text-decoration-line", "vertical-align", "unicode-bidi", "direction", "clip", "clip-path")
MOST_RULES = 200  # of a page, that say any of this and name what stands in it
MOST_LOOKS = 500_000  # elements times rules
MOST_SHEETS = 2_000_000  # characters
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ELSEWHERE = re.compile(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_SAYS = re.compile(
    r"line-through|vertical-align\s*:\s*(?:super|text-top|top|\.?\d)|bidi-override|clip(?:-path)?\s*:", re.IGNORECASE
)
_DYNAMIC = re.compile(r"::|:(?:hover|focus|active|before|after|checked|target)\b", re.IGNORECASE)
_NAME = re.compile(r"[.#]([\w-]+)")


def write_in(soup: BeautifulSoup) -> None:
    """Write what the page's sheets say into its elements' styles; what an element says of itself stays."""
    sheets = "".join(element.get_text() for element in soup.find_all("style"))[:MOST_SHEETS]
    if not _SAYS.search(sheets):
        return
    names = _names(soup)
    most = min(MOST_RULES, MOST_LOOKS // (1 + len(soup.find_all(True))))
    done = 0
    for rule in _RULE.finditer(_ELSEWHERE.sub("", _COMMENT.sub("", sheets))):
        if not _SAYS.search(rule[2]):
            continue
        said = _wanted(rule[2])
        for selector in rule[1].split(","):
            if done >= most or _DYNAMIC.search(selector) or not names.issuperset(_NAME.findall(selector)):
                continue
            done += 1
            for element in _chosen(soup, selector.strip()):
                _add(element, said)


def _names(soup: BeautifulSoup) -> frozenset[str]:
    """The ids and classes that the page has."""
    found: set[str] = set()
    for element in soup.find_all(True):
        classes = element.get("class")
        found.update(classes if isinstance(classes, list) else ())
        found.add(str(element.get("id") or ""))
    return frozenset(found)


def _wanted(declarations: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in declarations.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip().lower() in WANTED}


def _chosen(soup: BeautifulSoup, selector: str) -> list[Tag]:
    try:
        return list(soup.select(selector))
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return []


def _add(element: Tag, said: dict[str, str]) -> None:
    style = str(element.get("style") or "")
    own = _wanted(style)
    more = [f"{name}:{value}" for name, value in said.items() if name not in own]
    element["style"] = ";".join([*more, style])
