"""What on a web page is furniture: menus, banners, footers, cookie boxes, told by tag, role, names and links.

The words for it are data (`lexicons/markup/furniture.yaml`). A wrong guess must not lose a policy, so an
element is furniture by its names only when it holds less than half of the page's text, and an article's own
header never is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.readers.markup_names import own_names, pattern_of, spelled
from extractors.readers.tree import Element
from lexicons import FOLDER
from lexicons.strict_yaml import read_yaml

FURNITURE = FOLDER / "markup" / "furniture.yaml"  # names in markup are of no language
LARGEST_SHARE = 0.5  # of the page's characters
LEAST_LINKS = 4
LINK_DENSE = 0.85  # of a block's characters are links: a menu, not a text that refers to something
LONGEST_LINK = 6.0  # words of a menu's link, on the average
LEAST_TOLD = 8  # words outside links, in a box beside the text that tells something itself
_WRAPPERS = frozenset({"html", "body", "main", "article"})


@dataclass(frozen=True, slots=True)
class FurnitureRules:
    """The data: tags and roles that are furniture, and a pattern for names."""

    tags: frozenset[str]
    roles: frozenset[str]
    names: re.Pattern[str]
    beside: frozenset[str]  # tags and roles of what stands beside the text, and may tell something itself
    named_beside: re.Pattern[str]


@lru_cache(maxsize=1)
def rules() -> FurnitureRules:
    """The rules of the data file, compiled once."""
    data = read_yaml(FURNITURE).fields(("about", "beside", "tags", "roles", "entries"))
    keys = ("id", "names", "source", "examples", "near_misses")
    names = [name for entry in data["entries"].items() for name in entry.fields(keys)["names"].texts()]
    beside = data["beside"].texts()
    return FurnitureRules(
        frozenset(data["tags"].texts()),
        frozenset(data["roles"].texts()),
        pattern_of(names),
        frozenset(beside),
        pattern_of(beside),
    )


@lru_cache(maxsize=4096)
def is_named_so(names: str) -> bool:
    """Whether an id or a list of classes has a word by which templates call their furniture.

    >>> is_named_so("siteHeader"), is_named_so("section-header")
    (True, False)
    """
    return rules().names.search(spelled(names)) is not None


def is_furniture(child: Element, page: int) -> bool:
    """Whether an element is furniture of a page whose text has `page` characters."""
    known, role = rules(), str(child.get("role") or "").lower()
    if child.name in known.tags or role in known.roles:
        return not ((child.name in known.beside or role in known.beside) and _tells(child))
    if child.name in ("header", "footer"):
        return child.find_parent(["article", "main"]) is None and child.find("h1") is None
    names = own_names(child)
    if child.name not in _WRAPPERS and names != " " and is_named_so(names) and _is_small(child, page):
        return not (known.named_beside.search(spelled(names)) and _tells(child))
    return child.name in ("ul", "ol", "menu", "div", "p") and is_menu(child)


def _is_small(child: Element, page: int) -> bool:
    return len(child.get_text()) < LARGEST_SHARE * page


def _tells(child: Element) -> bool:
    """Whether it says something itself, and is not mostly links to what stands elsewhere."""
    linked = [link.get_text(" ", strip=True) for link in child.find_all("a")]
    words = len(child.get_text(" ").split()) - sum(len(text.split()) for text in linked)
    return words >= LEAST_TOLD and _signs("".join(linked)) < LARGEST_SHARE * _signs(child.get_text())


def is_menu(child: Element) -> bool:
    """Whether a list, or a row of links, is nothing but short links: a menu that no tag calls one."""
    if child.name in ("div", "p"):
        links = child.parts("a")
    else:
        items = child.parts("li")
        links = [link for item in items for link in item.find_all("a", 50)]
    if len(links) < LEAST_LINKS:
        return False
    linked = [link.get_text(" ", strip=True) for link in links]
    words = sum(len(text.split()) for text in linked)
    dense = _signs("".join(linked)) >= LINK_DENSE * _signs(child.get_text())
    return dense and words <= LONGEST_LINK * len(linked)


def _signs(text: str) -> int:
    """The length of a text without its spaces."""
    return len("".join(text.split()))
