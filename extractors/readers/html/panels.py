"""What a click shows: the hidden panels of accordions and tabs, and the rest of a text behind "read more".

A hidden element is opened here when a control names it (an attribute that holds its id), when it calls itself a
panel, when a control or a heading stands directly before it, when a "read more" stands behind it, or when its
neighbours of the same name are panels. Everything else that a page hides stays out: what scripts copy, messages of
forms, boxes that ask for consent. How much of that reads like text is counted, so that it can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from extractors.readers.furniture import is_named_so
from extractors.readers.markup_names import own_names, pattern_of, spelled
from extractors.readers.tree import PLAIN, Element
from lexicons import FOLDER
from lexicons.reading_rules import Rule, rules_in
from lexicons.strict_yaml import read_yaml

PANELS, MORE = (FOLDER / "markup" / f"{name}.yaml" for name in ("panels", "more"))
CONCEPTS = PANEL, CONTROL, NO_TEXT, UNSEEN = "panel", "control", "no_text", "unseen"
MORE_CONCEPTS = ("more",)
LONGEST_CONTROL = 30  # words: what is longer than a button's line is none
FARTHEST = 40  # nodes between an element and what stands beside it, hidden ones and blanks
HIGHEST = 3  # elements between a hidden element and the control around or before it
SHORTEST_TEXT = 12  # words: a shorter hidden text is a label
SENTENCE_END = re.compile(r"[a-zß-ÿ)\"”’][.!?](?:\s|$)")
MOST_CONTROLS = 5000
_DISPLAY_NONE = re.compile(r"(?<![\w-])display\s*:\s*none\s*(?:!\s*important)?\s*;?", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?<![\w-])visibility\s*:\s*(?:hidden|collapse)\s*(?:!\s*important)?\s*;?", re.IGNORECASE)
_CLEAR = re.compile(r"(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:!\s*important)?\s*(?:;|$)", re.IGNORECASE)
_MENU = 0.5  # of the letters are links
_PRESSED = frozenset({"a", "button", "summary", "label"})
_PRESSED_ROLES = frozenset({"button", "tab", "switch", "link"})
_PRESSED_BY = ("onclick", "aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "data-target", "tabindex")
_SHOWN_BY = ("x-show", "v-show", "ng-show", "ng-if", "data-show", "x-collapse", "data-aos", "data-w-id")
_BEFORE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_NO_CONTAINER = frozenset(
    {"script", "style", "noscript", "iframe", "input", "svg", "link", "meta", "img", "br", "option"}
)
_WORDS_IN_VALUE = re.compile(r"[\w:.-]+")
_TO_BE_FILLED = re.compile(r"\{\{|<%|\$\{|\[\[|\{%")


@lru_cache(maxsize=1)
def names() -> dict[str, re.Pattern[str]]:
    """The patterns for names of panels, controls, of what is no text, and of what nobody sees."""
    keys = ("id", "concept", "names", "source", "examples", "near_misses")
    entries = [entry.fields(keys) for entry in read_yaml(PANELS).fields(("about", "entries"))["entries"].items()]
    return {
        row["concept"].one_of(CONCEPTS, "concept"): pattern_of(row["names"].texts(), within=True) for row in entries
    }


@lru_cache(maxsize=1)
def more_rules() -> tuple[Rule, ...]:
    """The rules for what a button says that shows the rest of a text."""
    return tuple(rules_in(MORE, MORE_CONCEPTS))


def is_called(element: Element, concept: str) -> bool:
    """Whether an id or a class of an element is of a kind: "accordion-body" is a panel's."""
    own = own_names(element)
    return own != " " and _is_name_of(own, concept)


@lru_cache(maxsize=4096)
def _is_name_of(own: str, concept: str) -> bool:
    return names()[concept].search(spelled(own)) is not None


def is_hidden(element: Element) -> bool:
    """Whether an element by itself says that it is not shown."""
    attrs = element.attrs
    if "hidden" in attrs and str(attrs["hidden"]).lower() != "until-found":
        return True
    style = attrs.get("style")
    return bool(style) and _DISPLAY_NONE.search(str(style)) is not None


@dataclass(slots=True)
class _Page:
    """The hidden elements of a page, and which of them are opened."""

    hidden: list[Element]
    named: frozenset[str]  # the ids that controls name
    opened: set[int] = field(default_factory=set)  # by the identity of the element
    shown_in: dict[int, frozenset[tuple[str, str]]] = field(default_factory=dict)  # what stands in a parent, by name


def open_all(page: Element) -> int:
    """Show what a click would show, and give the number of words that stay hidden though they read like text."""
    everything = page.find_all()
    found = [one for one in everything if one.attrs and one.name not in _NO_CONTAINER and _may_open(one)]
    if not found:
        return 0
    known = _Page(
        found, _named_by_controls(everything, frozenset(str(one.get("id")) for one in found if one.get("id")))
    )
    for element in found:
        if _is_opened(element, known):
            known.opened.add(id(element))
    for element in found:
        if id(element) not in known.opened and _stands_among_panels(element, known):
            known.opened.add(id(element))
    for element in found:
        if id(element) in known.opened:
            _show(element)
    closed = [one for one in found if id(one) not in known.opened and one.name != "template" and _is_closed(one)]
    return _words_left(page, closed)


def _may_open(element: Element) -> bool:
    attrs = element.attrs
    if is_hidden(element) or (element.name == "template" and "id" in attrs):
        return True
    style = str(attrs.get("style") or "")
    return style != "" and (_INVISIBLE.search(style) or _CLEAR.search(style)) is not None


def _is_closed(element: Element) -> bool:
    """Whether nothing of an element is in the text; what is only clear stays there as furniture."""
    return is_hidden(element) or _INVISIBLE.search(str(element.get("style") or "")) is not None


def _named_by_controls(everything: list[Element], ids: frozenset[str]) -> frozenset[str]:
    """The ids that an attribute of something that is pressed holds: aria-controls, href, data-target, onclick."""
    found: set[str] = set()
    controls = [one for one in everything if ids and _is_control(one)][:MOST_CONTROLS]
    for control in controls:
        for name, value in control.attrs.items():
            if name in ("id", "class", "style", "aria-labelledby", "aria-describedby"):
                continue
            text = str(value).rpartition("#")[2] if name == "href" and "#" in str(value) else str(value)
            found.update(ids.intersection(_WORDS_IN_VALUE.findall(text)))
    return frozenset(found)


def _is_control(element: Element) -> bool:
    if element.name in _PRESSED or element.get("role") in _PRESSED_ROLES:
        return True
    return any(element.has_attr(name) for name in _PRESSED_BY) or is_called(element, CONTROL)


def _is_opened(element: Element, page: _Page) -> bool:
    if str(element.get("id") or "") in page.named and element.get("id"):
        return not _is_to_be_filled(element)
    if element.name == "template" or is_called(element, NO_TEXT) or _is_to_be_filled(element):
        return False
    if is_named_so(own_names(element)) or is_called(element, UNSEEN):
        return False
    if element.get("role") in ("tabpanel", "region") or is_called(element, PANEL):
        return True
    if any(element.has_attr(name) for name in _SHOWN_BY) or _in_a_control_box(element):
        return True
    if element.find_parent("form") is not None:
        return False
    return _follows_a_control(element) or _leads_to_more(element)


def _is_to_be_filled(element: Element) -> bool:
    """Whether a script fills it: it has places for words, not words."""
    return _TO_BE_FILLED.search(element.get_text()) is not None


def _in_a_control_box(element: Element) -> bool:
    """Whether the box around it is what one presses, or calls itself an accordion."""
    for height, box in enumerate(element.parents):
        if height >= HIGHEST or box.name in ("body", "html", "form", "main", "a"):
            return False
        if box.has_attr("onclick") or box.has_attr("aria-expanded") or is_called(box, PANEL):
            return True
    return False


def _follows_a_control(element: Element) -> bool:
    """Whether a control or a heading stands directly before it, or before the box that it begins."""
    for box in _boxes_begun(element):
        before = _neighbour(box, forward=False)
        if before is not None:
            return before.name in _BEFORE or _holds_a_control(before)
    return False


def _boxes_begun(element: Element) -> Iterator[Element]:
    """The element, and the boxes around it in which nothing stands before it."""
    box: Element | None = element
    for _ in range(HIGHEST):
        if box is None or box.name in ("body", "html"):
            return
        yield box
        if _neighbour(box, forward=False) is not None:
            return
        box = box.parent


def _neighbour(element: Element, *, forward: bool) -> Element | None:
    """The next element beside it that shows something; None where words without an element stand between."""
    for node in islice(element.next_siblings if forward else element.previous_siblings, FARTHEST):
        if isinstance(node, Element):
            if node.name not in _NO_CONTAINER and not is_hidden(node):
                return node
        elif node.kind == PLAIN and node.text.strip():
            return None
    return None


def _holds_a_control(element: Element) -> bool:
    if element.name == "details" or len(element.get_text(" ").split()) > LONGEST_CONTROL:
        return False  # details open themselves alone
    inside = [one for one in element.elements() if _is_control(one)]
    pressed = [*inside, element] if _is_control(element) else inside
    return any(not _leads_away(one) for one in pressed)


def _leads_away(control: Element) -> bool:
    """Whether a link opens another page."""
    href = str(control.get("href") or "")
    if control.name != "a" or not href or href.startswith(("#", "javascript:")):
        return False
    return not any(control.has_attr(name) for name in _PRESSED_BY)


def _leads_to_more(element: Element) -> bool:
    """Whether a button behind it, or behind the paragraph that it ends, says "read more"."""
    box: Element | None = element
    for _ in range(HIGHEST):
        if box is None or box.name in ("body", "html"):
            return False
        behind = _neighbour(box, forward=True)
        if behind is not None:
            return _says_more(behind)
        box = box.parent
    return False


def _says_more(element: Element) -> bool:
    controls = [one for one in (element, *element.elements()) if _is_control(one)][:3]
    texts = [one.get_text(" ").strip() for one in controls]
    return any(
        len(text.split()) <= 6
        and (one.get("aria-expanded") == "false" or any(rule.search(text) for rule in more_rules()))
        for one, text in zip(controls, texts, strict=True)
    )


def _stands_among_panels(element: Element, page: _Page) -> bool:
    """Whether its neighbours of the same name are shown, or opened: the tabs of one group."""
    kind = element.get("class")
    if not isinstance(kind, list) or not kind or element.parent is None or element.name == "template":
        return False
    if is_called(element, NO_TEXT) or _is_to_be_filled(element) or is_named_so(own_names(element)):
        return False
    around = id(element.parent)
    if around not in page.shown_in:
        page.shown_in[around] = frozenset(
            (one.name, str(first))
            for one in element.parent.contents
            if isinstance(one, Element) and (id(one) in page.opened or not is_hidden(one))
            for first in (one.get("class") or ())
        )
    return (element.name, kind[0]) in page.shown_in[around]


def _show(element: Element) -> None:
    """Take away what hides an element; a menu or a box for consent stays what it is."""
    linked = sum(len(link.get_text()) for link in element.elements("a"))
    if is_named_so(own_names(element)) or linked > _MENU * len(element.get_text()):
        element.attrs["role"] = "navigation"
    elif element.name in ("nav", "template"):
        element.rename("div")
    for name in ("hidden", "aria-hidden"):
        if name in element.attrs:
            del element.attrs[name]
    if style := str(element.get("style") or ""):
        element.attrs["style"] = _CLEAR.sub("", _INVISIBLE.sub("", _DISPLAY_NONE.sub("", style)))


def _words_left(page: Element, closed: list[Element]) -> int:
    """The words of hidden elements that read like text and stand nowhere else on the page."""
    texts = [" ".join(one.get_text(" ").split()) for one in closed if _could_be_text(one)]
    long = [text for text in texts if len(text.split()) >= SHORTEST_TEXT and SENTENCE_END.search(text)]
    if not long:
        return 0
    whole = " ".join(page.get_text(" ").split())
    return sum(len(text.split()) for text in dict.fromkeys(long) if whole.count(text) < 2)


def _could_be_text(element: Element) -> bool:
    if element.find_parent(is_hidden) is not None or element.find_parent("form") is not None:
        return False
    if is_called(element, NO_TEXT) or is_called(element, UNSEEN) or _is_to_be_filled(element):
        return False
    around = [element, *list(element.parents)[:HIGHEST]]
    return not any(is_named_so(own_names(one)) or one.name == "nav" for one in around) and element.find("form") is None
