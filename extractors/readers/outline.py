"""From parts to blocks: the section path of each block and the lead-in of each list item and cell.

Every reader cuts its text into parts (a heading with its level, a paragraph, a list item with its depth, a
cell); this module adds what follows from their order. A list's lead-in is the last sentence of what stands
directly before its first item, when that sentence introduces something: "We are committed to respecting:", or
rules something that items in small letters go on with, or has no end and they begin with "to" or "that". A list
within a list has the lead-ins of those around it too.
A cell's lead-in is the label of its row: "Trade unions", then "Regular meetings"; a paragraph's is what stands
directly before it and ends with a colon, or the first half of a sentence that a page's end cuts in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.records import Block, Role, Span
from extractors.sentences import sentences


class Part(NamedTuple):
    """A range of the text and what it is; `level` counts headings from 1, `depth` lists from 0."""

    start: int
    end: int
    page: int
    role: Role
    level: int = 0
    depth: int = 0
    header: str | None = None
    new_list: bool = False  # an item with which a list begins even though an item stands before it
    row: str | None = None
    leads: bool = False  # what follows completes it, however it is worded: a term before its definition


INTRODUCES = re.compile(
    r"\b(?:following|as follows|below|such as|includ(?:e|es|ing)|namely|these|"
    r"seguent[ei]|quali|ovvero|folgende[nrs]?|suivant(?:e|es|s)?|siguientes?|seguintes?|volgende)\b",
    re.IGNORECASE,
)
# After "these" it speaks of what was named before: "A failure in any of these could delay projects."
_DOES = (
    r"(?:can|could|may|might|must|shall|should|will|would|cannot|is|are|was|were|be|been|has|have|had|do|does|did|"
    r"pose[sd]?|affect(?:s|ed)?|cause[sd]?|lead|leads|led|harm(?:s|ed)?|appl(?:y|ies|ied)|mean|means|meant|remain(?:s|ed)?)"
)
# In a sentence that ends with a full stop these alone announce a list: "including contractors." ends what it says.
ANNOUNCES = re.compile(
    r"\b(?:the following|as follows|"
    r"seguent[ei]|folgende[nrs]?|suivant(?:e|es|s)?|siguientes?|seguintes?|volgende)\b"
    r"|\bbelow\b(?!\s(?:the|an?|our|its|their|that|those|this|average|target|zero|\d)\b)"
    rf"|(?<!\bof )\bthese(?:\s(?!{_DOES}\b)\w+){{0,3}}[.!?][\"'”’)\]]*$",
    re.IGNORECASE,
)
# Who speaks or must, by which a line without an end is told from a mere title: "What we ask of each mill".
PROMISES = re.compile(
    r"\b(?:we|must|shall|should|may not|cannot|suppliers will|"
    r"wir|müssen|sollen|dürfen|noi|dobbiamo|devono|deve|nous|devons|doivent|nosotros|debemos|deben|nós|devem|wij|moeten)"
    r"\b",
    re.IGNORECASE,
)
STATES_A_VALUE = re.compile(r"[:：]\s+\S|\d\W*$")  # "Effective date: 4 June 2022", "Version 3"
# "Effective from 4 June 2022:" says when, and announces nothing.
ENDS_WITH_A_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]{3,10}\.?,?\s+(?:de\s+)?\d{4}|"
    r"[^\W\d]{3,9}\s+\d{1,2},\s+\d{4}|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})\s*[:：]\s*$"
)
OPEN_END = re.compile(
    r"[:：;,–—-]\s*$|\b(?:to|and|or|that|by|of|for|the|will|shall|must|should|on|in|with|not|never|cannot)\s*$", re.I
)
# What an item that cannot stand alone begins with: "to respect human rights;" goes on with whatever stands before it.
GOES_ON = re.compile(r"(?:to|that|whether|zu|dass|ob|che|que|à|di|de)\s")
TERMINAL = re.compile(r"[.!?][\"'”’)\]]*\s*$")
WORDS = re.compile(r"[^\W\d_]{2,}")
LONGEST_LEAD_IN = 120  # words: what a quote may have
WIDEST_ROW = 12  # cells between a row's label and its last cell


def last_sentence(text: str, start: int, end: int) -> Span:
    """The last sentence of text[start:end], without the white space around it."""
    found = sentences(text[start:end])
    return Span(start + found[-1].start, start + found[-1].end) if found else Span(start, start)


def introduces(text: str, part: Part) -> Span | None:
    """The lead-in that `part` gives to a list directly after it, or None when it does not introduce one."""
    span = last_sentence(text, part.start, part.end)
    sentence = text[span.start : span.end]
    if not sentence or len(sentence.split()) > LONGEST_LEAD_IN:
        return None
    if part.leads:
        return span
    if part.role in (Role.HEADING, Role.CELL):
        return span if sentence.endswith((":", "：")) else None
    if ENDS_WITH_A_DATE.search(sentence) and not PROMISES.search(sentence):
        return None
    if OPEN_END.search(sentence):
        return span
    return span if _announces(sentence, part.role) else None


def _announces(sentence: str, role: Role) -> bool:
    """Whether a sentence without a colon leads on to a list: by a word that says so, or because it has no end.

    A line without a verb, or with a value of its own ("Owner: Legal"), announces nothing; but a list within an item
    hangs from the item, however that is worded.
    """
    if TERMINAL.search(sentence):
        return ANNOUNCES.search(sentence) is not None
    if INTRODUCES.search(sentence):
        return True
    if role is Role.ITEM:
        return len(sentence.split()) > 2
    return PROMISES.search(sentence) is not None and not STATES_A_VALUE.search(sentence)


@dataclass(slots=True)
class _Walk:
    """Where the walk over the parts stands: the open headings, the open lists and the part before."""

    headings: list[tuple[int, str]]
    lists: list[tuple[int, Span | None]]
    before: Part | None = None
    cells: list[Part] = field(default_factory=list)  # the cells directly before, at most those of a row
    section: tuple[str, ...] = ()  # the titles of the open headings: one record for all blocks under them


def outline(text: str, parts: Iterable[Part]) -> tuple[Block, ...]:
    """The blocks of a document, in the order of its parts."""
    walk = _Walk([], [])
    trimmed = (_trimmed(text, part) for part in parts)
    return tuple(_block(text, part, walk) for part in trimmed if part.end > part.start)


def _trimmed(text: str, part: Part) -> Part:
    """The part without the white space around its words."""
    words = text[part.start : part.end]
    if words and not (words[0].isspace() or words[-1].isspace()):
        return part
    start = part.end - len(words.lstrip())
    return part._replace(start=start, end=max(start, part.start + len(words.rstrip())))


def _block(text: str, part: Part, walk: _Walk) -> Block:
    if part.role is Role.FURNITURE:  # does not interrupt a list or a section
        return Block(part.start, part.end, part.page, part.role)
    if part.role is Role.HEADING:
        while walk.headings and walk.headings[-1][0] >= part.level:
            walk.headings.pop()
        walk.section = tuple(title for _, title in walk.headings)
    section = walk.section
    if part.role is Role.FOOTNOTE:  # nor does a footnote
        return Block(part.start, part.end, part.page, part.role, section)
    lead_in = _read_with(text, part, walk)
    if part.role is Role.CELL:
        walk.cells = [*walk.cells[1 - WIDEST_ROW :], part]
    else:
        walk.cells.clear()
    if part.role is not Role.ITEM:
        walk.lists.clear()
    if part.role is Role.HEADING:
        title = " ".join(text[part.start : part.end].split())
        walk.headings.append((part.level, title))
        walk.section = (*section, title)
    walk.before = part
    outer = _outer(walk, lead_in) if part.role is Role.ITEM else ()
    return Block(part.start, part.end, part.page, part.role, section, lead_in, part.header, part.row, outer)


def _outer(walk: _Walk, lead_in: Span | None) -> tuple[Span, ...]:
    """The lead-ins of the lists around an item's own, outermost first: a list without one repeats the one around it."""
    led = dict.fromkeys(span for _, span in walk.lists if span is not None and span != lead_in)
    return tuple(led)


def _read_with(text: str, part: Part, walk: _Walk) -> Span | None:
    """The words before a part that it completes."""
    if part.role is Role.ITEM:
        return _lead_in(text, part, walk)
    if part.role is Role.CELL:
        return _label(text, part, walk.cells)
    return _announced(text, part, walk.before)


def _lead_in(text: str, part: Part, walk: _Walk) -> Span | None:
    """The lead-in of an item: its list's, or its parent item's when that one ends by introducing a list."""
    before = walk.before
    if part.new_list:
        walk.lists.clear()
    while walk.lists and walk.lists[-1][0] > part.depth:
        walk.lists.pop()
    if not walk.lists or walk.lists[-1][0] < part.depth:
        found = None
        if before is not None and not _is_sibling(before, part):
            found = introduces(text, before) or _goes_on(text, before, part)
        if found is None and walk.lists:
            found = walk.lists[-1][1]
        walk.lists.append((part.depth, found))
    return walk.lists[-1][1]


def _goes_on(text: str, before: Part, part: Part) -> Span | None:
    """A rule with a full stop before items that begin small: "Vendors shall keep people safe." + "fit guards".

    Or any words without an end before those that cannot stand alone: "The firm is not bound" + "to respect rights;".
    """
    if before.role is not Role.PARAGRAPH or not text[part.start].islower():
        return None
    span = last_sentence(text, before.start, before.end)
    sentence = text[span.start : span.end]
    completed = not TERMINAL.search(sentence) and GOES_ON.match(text, part.start)
    fits = (completed or PROMISES.search(sentence)) and len(sentence.split()) <= LONGEST_LEAD_IN
    return span if fits else None


def _announced(text: str, part: Part, before: Part | None) -> Span | None:
    """What a paragraph goes on with: words that end with a colon, "Write to:", or a sentence cut by a page's end."""
    if part.role is not Role.PARAGRAPH or part.leads or before is None:
        return None  # the terms of a list of definitions are introduced together
    if before.role is Role.PARAGRAPH and text[before.end - 1] in ":：":
        return introduces(text, before)
    return last_sentence(text, before.start, before.end) if _is_cut(text, before, part) else None


def _is_cut(text: str, before: Part, part: Part) -> bool:
    """Whether a sentence goes on over a page's end, with the page's furniture or a footnote between its halves."""
    if before.role not in (Role.PARAGRAPH, Role.ITEM) or not part.page - 1 <= before.page < part.page:
        return False
    open_end = not TERMINAL.search(text[before.end - 5 : before.end]) and text[before.end - 1] not in ":：;"
    return open_end and text[part.start].islower()


def _label(text: str, part: Part, cells: Sequence[Part]) -> Span | None:
    """Where the label of a cell's row stands: in one of the cells before it, or in two of them, "102-53 Contact"."""
    if part.row is None or not WORDS.search(part.row):
        return None
    for last in reversed(range(len(cells))):
        for first in (last, last - 1)[: last + 1]:
            start, end = cells[first].start, cells[last].end
            if " ".join(text[start:end].split()) == part.row:
                return Span(start, end)
    return None


def _is_sibling(before: Part, part: Part) -> bool:
    return before.role is Role.ITEM and before.depth >= part.depth
