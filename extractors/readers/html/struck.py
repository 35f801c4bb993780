"""What of a page's words is none of its text: what is struck out, and raised marks that lead to notes."""

from __future__ import annotations

import re

from extractors.readers.marks import LOOKS_AT, is_mark
from extractors.readers.tree import Element, Text, extract

STRUCK = frozenset({"s", "strike", "del"})
LONGEST_MARK = 12  # characters
_MARKS = STRUCK | {"sup"}
_LINE_THROUGH = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_RAISED = re.compile(r"(?<![\w-])vertical-align\s*:\s*(?:super|text-top|top|\.?\d)", re.IGNORECASE)
_NOTE = re.compile(r"foot-?note|(?:^|[-_])f(?:t)?n(?:ref)?(?:$|[-_:\d])|noteref|cite_ref|endnote", re.IGNORECASE)

_IN_NOTES = ("note", "fn", "ftn", "cite_ref")  # of which a name has one that is a note's


def take_out(page: Element) -> None:
    """Take struck text and raised marks out of a page."""
    within: set[int] = set()  # the identities of what goes with an element around it
    asked = [one for one in page.elements() if one.name in _MARKS or (one.attrs and _may_say_so(one))]
    for element in [one for one in asked if _is_struck(one) or _is_note_mark(one)]:
        if id(element) not in within:
            within.update(id(one) for one in element.elements())
            extract(element)


def _may_say_so(element: Element) -> bool:
    """Whether an element has what the others ask for: most have nothing of it."""
    attrs = element.attrs
    return "style" in attrs or "role" in attrs or (element.name == "a" and str(attrs.get("href"))[:1] == "#")


def _is_struck(element: Element) -> bool:
    if element.name in STRUCK or element.get("role") == "deletion":
        return True
    style = element.get("style")
    return bool(style) and _LINE_THROUGH.search(str(style)) is not None


def _is_note_mark(element: Element) -> bool:
    """Whether an element is raised, or a link to a note in brackets, and says no more than a mark."""
    raised = element.name == "sup" or _RAISED.search(str(element.get("style") or "")) is not None
    if not raised and not _leads_to_note(element):
        return False
    if element.name in ("td", "th", "tr", "tbody", "table") or element.find("img") is not None:
        return False
    text = element.get_text()
    return len(text) <= LONGEST_MARK and is_mark(text, _before(element))


def _leads_to_note(element: Element) -> bool:
    if element.name != "a" or not str(element.get("href") or "").startswith("#"):
        return False
    classes = element.get("class")
    names = (
        element.get("href"),
        element.get("id"),
        element.get("role"),
        *(classes if isinstance(classes, list) else ()),
    )
    written = [str(name or "") for name in names]
    together = "".join(written).lower()
    if together.isascii() and not any(word in together for word in _IN_NOTES):
        return False
    return any(_NOTE.search(name.lstrip("#")) for name in written)


def _before(element: Element) -> str:
    """The words before an element in its own block."""
    words = ""
    for node in element.previous_siblings:
        words = (node.text if isinstance(node, Text) else node.get_text()) + words
        if len(words) >= LOOKS_AT:
            break
    return words
