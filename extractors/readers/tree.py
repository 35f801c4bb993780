"""The tree of a web page, as libxml2 hears it: elements and texts, with what the reader asks of them and no more.

It is the tree that BeautifulSoup makes of the same page, by the same parser, at a fifth of the cost. Texts know what
they stand in, since the text of a page is without its scripts and styles; text of white space alone is one space, or
one line's end, outside of what is set as it is written.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias, cast

PLAIN, COMMENT, DOCTYPE, INSTRUCTION = "plain", "comment", "doctype", "instruction"
NOT_TEXT = frozenset({COMMENT, DOCTYPE, INSTRUCTION})
_CONTAINERS = frozenset({"rt", "rp", "style", "script", "template"})  # whose text is of a kind of its own
_AS_WRITTEN = frozenset({"pre", "textarea"})
_TEXT_APART = _CONTAINERS | _AS_WRITTEN
_EVERYWHERE = ("accesskey", "dropzone")  # beside the classes
_OF_LINKS, _OF_CELLS = (*_EVERYWHERE, "rel", "rev"), (*_EVERYWHERE, "headers")
_LISTS = {"a": _OF_LINKS, "link": _OF_LINKS, "td": _OF_CELLS, "th": _OF_CELLS}
_RARE = frozenset((*_OF_LINKS, *_OF_CELLS))  # most elements have none
_ROOT = "[document]"
_BLANK = " \n\t\f\r"

Value: TypeAlias = "str | list[str]"
Names: TypeAlias = "str | Collection[str]"
Node: TypeAlias = "Element | Text"


class Text:
    """A stretch of text, or a comment; `kind` says what it stands in. It does not know where that is."""

    __slots__ = ("kind", "text")

    def __init__(self, text: str, kind: str = PLAIN) -> None:
        self.text = text
        self.kind = kind


SPACE, LINE_END = Text(" "), Text("\n")  # two texts in three of a page are one of these


class Element:
    """An element. `attrs` hold a text each; those that list words (class, rel) a list."""

    __slots__ = ("attrs", "called", "contents", "name", "parent", "says")

    def __init__(self, name: str, attrs: dict[str, Value] | None = None, parent: Element | None = None) -> None:
        self.name = name
        self.attrs: dict[str, Value] = attrs or {}
        self.contents: list[Node] = []
        self.says = name if name in _CONTAINERS else PLAIN  # the kind of text that is its own
        self.parent = parent
        self.called: str | None = None  # its id and classes, which stay, once they were asked for (markup_names.py)

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
            elif type(node) is Text and node.kind == says:
                found.append(node.text)
        if strip:
            found = [text for one in found if (text := one.strip())]
        return separator.join(found)

    # --- changed

    def rename(self, name: str) -> None:
        """Makes it an element of another name, which says what it said."""
        self.name = name
        _is_changed(self)

    def append(self, node: Node) -> None:
        """Puts a node, which stands nowhere, at its end."""
        self.insert(len(self.contents), node)

    def insert(self, place: int, node: Node) -> None:
        """Puts a node, which stands nowhere, before what is in this place."""
        if isinstance(node, Element):
            node.parent = self
        self.contents.insert(place, node)
        _is_changed(self)

    def say(self, text: str) -> None:
        """Puts a text in the place of all that it holds."""
        for node in self.contents:
            if isinstance(node, Element):
                node.parent = None  # it stands nowhere now
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

    __slots__ = ("named", "ordered")

    def __init__(self) -> None:
        super().__init__(_ROOT)
        self.ordered: list[Element] | None = None
        self.named: dict[str, list[Element]] | None = None  # those of each name

    def elements(self, names: Names | None = None) -> Iterator[Element]:
        if self.ordered is None:
            self.ordered = list(super().elements())
        if names is None:
            return iter(self.ordered)
        if self.named is None:
            self.named = {}
            for element in self.ordered:
                self.named.setdefault(element.name, []).append(element)
        if isinstance(names, str):
            return iter(self.named.get(names, ()))
        if self.named.keys().isdisjoint(names):
            return iter(())
        return (element for element in self.ordered if element.name in names)


def _is_changed(element: Element) -> None:
    """To be called where something is put into an element, or taken out of it."""
    for root in (element, *element.parents):
        if isinstance(root, Page):
            root.ordered = root.named = None


def extract(element: Element) -> Element:
    """Takes an element out of the tree, with all that it holds."""
    if element.parent is not None:
        element.parent.contents.remove(element)
        _is_changed(element.parent)
    element.parent = None
    return element


@contextmanager
def tree_of(text: str) -> Iterator[Page]:
    """The tree that `parsed` gives, for as long as it is asked; then it falls apart.

    Its thousands of nodes, each of which knows what is around it, are not gone through for garbage meanwhile.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        page = parsed(text)
        yield page
        for element in (page, *page.elements()):
            element.contents.clear()
        page.ordered = page.named = None
    finally:
        if collects:
            gc.enable()


def parsed(text: str) -> Page:
    """The tree of a page, with its head and body as a browser makes them; its root has no name of its own."""
    from lxml import etree  # 5 MB: where there is a web page

    listener = _Listener()
    parser = etree.HTMLParser(target=cast(Any, listener), recover=True)  # typed for bytes, too
    parser.feed(text)
    parser.close()
    return listener.taken()


class _Listener:
    """What the parser calls with each thing that it comes upon: thousands of times a page, hence few steps a time."""

    def __init__(self) -> None:
        self.root = Page()
        self.root.ordered = self._ordered = list[Element]()
        self._open: Element = self.root  # what is said now stands in it
        self._kinds = [PLAIN]  # of text, the last that of what is open
        self._as_written = 0  # how many of the open elements have their text set as it is written
        self._said: list[str] = []  # the text that has not ended
        self.data = self._said.append

    def taken(self) -> Page:
        """The tree, which nothing else holds any more: the parser holds what listened to it."""
        page, self.root = self.root, Page()
        self._open, self._ordered = self.root, []
        return page

    def start(self, name: str, attrs: dict[str, Value]) -> None:
        if self._said:
            self._end_text()
        around = self._open
        if attrs:
            if "class" in attrs:
                attrs["class"] = str(attrs["class"]).split()
            if not _RARE.isdisjoint(attrs):
                _with_lists(name, attrs)
        self._open = element = Element(name, attrs, around)  # the parser's own record of its attributes
        around.contents.append(element)
        self._ordered.append(element)
        if name in _TEXT_APART:
            if name in _AS_WRITTEN:
                self._as_written += 1
            else:
                self._kinds.append(name)

    def end(self, name: str) -> None:
        if self._said:
            self._end_text()
        ended = self._open
        if ended.name != name:
            around = ended.find_parent(name)
            if around is None:
                return
            while self._open is not around:
                self._leave(self._open)
            ended = around
        if name in _TEXT_APART:
            self._leave(ended)
        else:
            self._open = ended.parent or self.root

    def _leave(self, element: Element) -> None:
        self._open = element.parent or self.root
        if element.name in _AS_WRITTEN:
            self._as_written -= 1
        elif element.name in _CONTAINERS:
            self._kinds.pop()

    def comment(self, text: str) -> None:
        self._aside(text, COMMENT)

    def pi(self, target: str, data: str) -> None:
        self._aside(f"{target} {data}", INSTRUCTION)

    def doctype(self, name: str, _public: str, _system: str) -> None:
        self._aside(name or "", DOCTYPE)

    def close(self) -> None:
        if self._said:
            self._end_text()

    def _aside(self, text: str, kind: str) -> None:
        if self._said:
            self._end_text()
        self._said.append(text)
        self._end_text(kind)

    def _end_text(self, kind: str | None = None) -> None:
        said = self._said
        text = said[0] if len(said) == 1 else "".join(said)
        said.clear()
        kind = kind or self._kinds[-1]
        if (text.isspace() or not text) and not self._as_written and not text.strip(_BLANK):
            blank = LINE_END if "\n" in text else SPACE
            self._open.contents.append(blank if kind == PLAIN else Text(blank.text, kind))
        else:
            self._open.contents.append(Text(text, kind))


def _with_lists(name: str, attrs: dict[str, Value]) -> None:
    """Makes lists of those attributes of an element, beside its classes, that list words."""
    for key in _LISTS.get(name, _EVERYWHERE):
        if key in attrs:
            attrs[key] = str(attrs[key]).split()
