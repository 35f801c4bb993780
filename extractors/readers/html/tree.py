"""The tree of a web page, as libxml2 hears it: elements and texts, with what the reader asks of them and no more.

It is the tree that BeautifulSoup makes of the same page, by the same parser, at a fifth of the cost. Texts know what
they stand in, since the text of a page is without its scripts and styles; text of white space alone is one space, or
one line's end, outside of what is set as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Any, TypeAlias, cast

from lxml import etree

PLAIN, COMMENT, DOCTYPE, INSTRUCTION = "plain", "comment", "doctype", "instruction"
NOT_TEXT = frozenset({COMMENT, DOCTYPE, INSTRUCTION})
_TEXT = frozenset({PLAIN})
_CONTAINERS = {name: frozenset({name}) for name in ("rt", "rp", "style", "script", "template")}
_AS_WRITTEN = frozenset({"pre", "textarea"})
_EVERYWHERE = ("class", "accesskey", "dropzone")
_OF_LINKS, _OF_CELLS = (*_EVERYWHERE, "rel", "rev"), (*_EVERYWHERE, "headers")
_LISTS = {"a": _OF_LINKS, "link": _OF_LINKS, "td": _OF_CELLS, "th": _OF_CELLS}
_ROOT = "[document]"
_BLANK = " \n\t\f\r"

Value: TypeAlias = "str | list[str]"
Names: TypeAlias = "str | Collection[str]"
Node: TypeAlias = "Element | Text"


class Text:
    """A stretch of text, or a comment; `kind` says what it stands in."""

    __slots__ = ("kind", "parent", "text")

    def __init__(self, text: str, kind: str = PLAIN) -> None:
        self.text = text
        self.kind = kind
        self.parent: Element | None = None


class Element:
    """An element. `attrs` hold a text each; those that list words (class, rel) a list."""

    __slots__ = ("attrs", "contents", "name", "parent", "says")

    def __init__(self, name: str, attrs: dict[str, Value] | None = None) -> None:
        self.name = name
        self.attrs: dict[str, Value] = attrs or {}
        self.contents: list[Node] = []
        self.says = _CONTAINERS.get(name, _TEXT)  # the kinds of text that are its own
        self.parent: Element | None = None

    # --- attributes

    def get(self, name: str) -> Value | None:
        """The value of an attribute; None where it is missing."""
        return self.attrs.get(name)

    def has_attr(self, name: str) -> bool:
        """Whether there is an attribute of this name."""
        return name in self.attrs

    # --- around it

    @property
    def parents(self) -> Iterator[Element]:
        """The elements around it, the nearest first; last the page."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent

    @property
    def next_siblings(self) -> Iterator[Node]:
        """What stands behind it within the same element, the nearest first."""
        if self.parent is not None:
            beside = self.parent.contents
            yield from islice(beside, beside.index(self) + 1, None)

    @property
    def previous_siblings(self) -> Iterator[Node]:
        """What stands before it within the same element, the nearest first."""
        if self.parent is not None:
            beside = self.parent.contents
            yield from map(beside.__getitem__, range(beside.index(self) - 1, -1, -1))

    def find_parent(self, wanted: Names | Callable[[Element], bool]) -> Element | None:
        """The nearest element around it of one of the names, or of which something holds."""
        if callable(wanted):
            return next((one for one in self.parents if wanted(one)), None)
        names = (wanted,) if isinstance(wanted, str) else wanted
        return next((one for one in self.parents if one.name in names), None)

    # --- within it

    def elements(self, names: Names | None = None) -> Iterator[Element]:
        """All elements within it, in the order of the page; with names only those. It must not change meanwhile."""
        wanted = (names,) if isinstance(names, str) else names
        stack = self.contents[::-1]
        while stack:
            node = stack.pop()
            if type(node) is Element:
                if wanted is None or node.name in wanted:
                    yield node
                stack += node.contents[::-1]

    def find_all(self, names: Names | None = None, limit: int | None = None) -> list[Element]:
        """The same as a list, of at most so many."""
        return list(islice(self.elements(names), limit))

    def find(self, names: Names | None = None) -> Element | None:
        """The first of them."""
        return next(self.elements(names), None)

    def parts(self, names: Names) -> list[Element]:
        """The elements directly within it of one of the names."""
        wanted = (names,) if isinstance(names, str) else names
        return [node for node in self.contents if type(node) is Element and node.name in wanted]

    def get_text(self, separator: str = "", strip: bool = False) -> str:
        """Its text: of a script its source, of all others the text without scripts, styles and comments."""
        found: list[str] = []
        says, stack = self.says, self.contents[::-1]
        while stack:
            node = stack.pop()
            if type(node) is Element:
                stack += node.contents[::-1]
            elif type(node) is Text and node.kind in says:
                found.append(node.text)
        if strip:
            found = [text for one in found if (text := one.strip())]
        return separator.join(found)

    # --- changed

    def append(self, node: Node) -> None:
        """Puts a node, which stands nowhere, at its end."""
        self.insert(len(self.contents), node)

    def insert(self, place: int, node: Node) -> None:
        """Puts a node, which stands nowhere, before what is in this place."""
        node.parent = self
        self.contents.insert(place, node)
        _is_changed(self)

    def say(self, text: str) -> None:
        """Puts a text in the place of all that it holds."""
        self.contents = []  # what follows says that it is changed
        self.append(Text(text))

    def replace_with(self, other: Element) -> None:
        """Puts another element, which stands nowhere, in its place."""
        around = self.parent
        if around is not None:
            place = around.contents.index(self)
            extract(self)
            around.insert(place, other)


class Page(Element):
    """The root of a tree. It keeps its elements in their order until one moves: they are gone through many times."""

    __slots__ = ("ordered",)

    def __init__(self) -> None:
        super().__init__(_ROOT)
        self.ordered: list[Element] | None = None

    def elements(self, names: Names | None = None) -> Iterator[Element]:
        if self.ordered is None:
            self.ordered = list(super().elements())
        if names is None:
            return iter(self.ordered)
        wanted = (names,) if isinstance(names, str) else names
        return (element for element in self.ordered if element.name in wanted)


def _is_changed(element: Element) -> None:
    """To be called where something is put into an element, or taken out of it."""
    for root in (element, *element.parents):
        if isinstance(root, Page):
            root.ordered = None


def extract(node: Node) -> Node:
    """Takes a node out of the tree, with all that it holds."""
    if node.parent is not None:
        node.parent.contents.remove(node)
        _is_changed(node.parent)
    node.parent = None
    return node


def parsed(text: str) -> Page:
    """The tree of a page, with its head and body as a browser makes them; its root has no name of its own."""
    listener = _Listener()
    parser = etree.HTMLParser(target=cast(Any, listener), recover=True)  # typed for bytes, too
    parser.feed(text)
    parser.close()
    return listener.root


class _Listener:
    """What the parser calls with each thing that it comes upon."""

    def __init__(self) -> None:
        self.root = Page()
        # The open elements, each with whether its text is set as it is written, and what kind of text that is.
        self._open: list[tuple[Element, bool, str]] = [(self.root, False, PLAIN)]
        self._said: list[str] = []  # the text that has not ended

    def start(self, name: str, attrs: dict[str, Value]) -> None:
        if self._said:
            self._end_text()
        element = Element(name, _with_lists(name, attrs) if attrs else None)
        _, as_written, kind = self._open[-1]
        self._add(element)
        self._open.append((element, as_written or name in _AS_WRITTEN, name if name in _CONTAINERS else kind))

    def end(self, name: str) -> None:
        if self._said:
            self._end_text()
        if self._open[-1][0].name == name or any(element.name == name for element, _, _ in self._open):
            while self._open.pop()[0].name != name:
                pass

    def data(self, text: str) -> None:
        self._said.append(text)

    def comment(self, text: str) -> None:
        self._aside(text, COMMENT)

    def pi(self, target: str, data: str) -> None:
        self._aside(f"{target} {data}", INSTRUCTION)

    def doctype(self, name: str, _public: str, _system: str) -> None:
        self._aside(name or "", DOCTYPE)

    def close(self) -> None:
        self._end_text()

    def _aside(self, text: str, kind: str) -> None:
        self._end_text()
        self._said.append(text)
        self._end_text(kind)

    def _end_text(self, kind: str | None = None) -> None:
        if not self._said:
            return
        text = "".join(self._said)
        self._said.clear()
        _, as_written, own = self._open[-1]
        if not as_written and text[:1] in _BLANK and not text.strip(_BLANK):
            text = "\n" if "\n" in text else " "
        self._add(Text(text, kind or own))

    def _add(self, node: Node) -> None:
        around = self._open[-1][0]
        node.parent = around
        around.contents.append(node)


def _with_lists(name: str, attrs: dict[str, Value]) -> dict[str, Value]:
    """The parser's own record of an element's attributes, in which those that list words become lists."""
    for key in _LISTS.get(name, _EVERYWHERE):
        if key in attrs:
            attrs[key] = str(attrs[key]).split()
    return attrs
