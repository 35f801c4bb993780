"""Tables: what the header of a column and the line above a table say of a cell, for the topic of its row.

"Topic | Responsible" over "Human rights | Chief People Officer" says who is responsible for human rights; "Cases
received" above "Harassment | 14" of what there were fourteen. The words are data:
`lexicons/<language>/reading/tables.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from extractors.document_rules import RECEIVED, REPORTED_TO, TABLES, document_rules
from extractors.fold import folded
from extractors.records import Block, Document, Hit, Role
from extractors.sentences import sentences
from lexicons.concepts import CASE_DATA

_LONGEST_TITLE = 12  # words of a line that stands above a table and has no end
_FIGURES = re.compile(r"[\d()/,%–-]+")  # a header's years and units: "Cases 2023-2025"
_SAYS = re.compile(r"\d|[^\W\d_]{4}")


def headed(header: str | None) -> tuple[Hit, ...]:
    """What a column's header says of its cells, as hits of no place in the text."""
    return _told(header) if header else ()


@lru_cache(maxsize=4096)
def _told(title: str) -> tuple[Hit, ...]:
    """The rules that fit the whole of a header, or of a line above a table."""
    said = " ".join(_FIGURES.sub(" ", folded(title)).split()).strip(" :.*")
    fits = (rule for rule in document_rules(TABLES) if any(pattern.fullmatch(said) for pattern in rule.patterns))
    told = [Hit(rule.id, rule.concept, 0, len(title)) for rule in fits]
    # "Cases": of those that came
    received = [replace(hit, concept=RECEIVED) for hit in told if hit.concept == CASE_DATA]
    return (*told, *received)


def names_no_actor(header: tuple[Hit, ...]) -> bool:
    """ "Reports to": who stands below is not the one who acts."""
    return any(hit.concept == REPORTED_TO for hit in header)


def captions(document: Document) -> Mapping[int, str]:
    """For the start of each cell, the line right above its table: a short one without an end, or one that leads on."""
    found: dict[int, str] = {}
    above: Block | None = None
    caption = ""
    for block in document.blocks:
        if block.role is Role.CELL:
            if above is not None:
                caption, above = _caption(document.text, above), None
            if caption:
                found[block.start] = caption
        elif block.role not in (Role.FURNITURE, Role.FOOTNOTE):
            above, caption = block, ""
    return found


def _caption(text: str, above: Block) -> str:
    said = text[above.start : above.end].strip()
    if above.role is Role.HEADING:
        return said
    last = sentences(said)
    if last and said.endswith((":", "：")):
        return said[last[-1].start :]
    return said if len(said.split()) <= _LONGEST_TITLE and not said.endswith((".", "!", "?", ";")) else ""


def says_something(own: str) -> bool:
    """Whether a cell holds a figure or a word: no tick, dash or "yes"."""
    return _SAYS.search(own) is not None
