"""The parts of a document that are a document of a kind by themselves: "Modern slavery statement" in an annual report.

A heading that is the name of such a document says so (`lexicons/<language>/reading/parts.yaml`). One that only points
to a document that stands elsewhere ("See also: Modern Slavery Statement", or its name above a link) does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extractors.document_rules import CONTENT, ITSELF, PARTS, POINTER, all_said
from extractors.fold import composed
from extractors.records import Block, Document, Role
from rubric.kinds import Kind

Section = tuple[str, ...]
_POINTING = 200  # characters: what stands alone below a heading and is longer says something itself
_NO_LEVELS = "text/plain"  # a text tells no heading from one below it


def headed_as(document: Document) -> dict[Section, frozenset[Kind]]:
    """The sections of which any heading says that what follows is a document of a kind, with the kinds."""
    blocks = [block for block in document.blocks if block.role is not Role.FURNITURE]
    sections = tuple(dict.fromkeys(block.section for block in blocks))
    pointing = _pointing(document, blocks)
    found: dict[Section, frozenset[Kind]] = {}
    going_on = frozenset[Kind]()
    for section in sections:
        paths = (section[: depth + 1] for depth in range(len(section)))
        kinds = frozenset[Kind]().union(*(named_by(path[-1]) for path in paths if path not in pointing))
        if not kinds and going_on and any(CONTENT in _said(heading) for heading in section):
            kinds = going_on
        going_on = kinds if document.media_type == _NO_LEVELS else going_on
        if kinds:
            found[section] = kinds
    return found


def _pointing(document: Document, blocks: Sequence[Block]) -> frozenset[Section]:
    """The sections that begin by sending the reader elsewhere, and have no headings below their own."""
    first: dict[Section, Block] = {}
    for block in blocks:
        if block.role is not Role.HEADING:
            first.setdefault(block.section, block)
    above = {section[:depth] for section in first for depth in range(len(section))}
    named = (section for section in first if section and section not in above and named_by(section[-1]))
    return frozenset(section for section in named if _points(document, first[section]))


@lru_cache(maxsize=1024)
def named_by(heading: str) -> frozenset[Kind]:
    """The kinds of document that a heading names as what follows it."""
    said = _said(heading)
    return frozenset() if POINTER in said else frozenset(Kind(one) for one in said - {CONTENT, ITSELF})


def points_elsewhere(words: str) -> bool:
    """Whether words send the reader to another place; where they speak of "this statement" they do not."""
    said = _said(words)
    return POINTER in said and ITSELF not in said


def _said(heading: str) -> frozenset[str]:
    return frozenset(concept for concept, _ in all_said(PARTS, composed(heading)))


def _points(document: Document, block: Block) -> bool:
    """Whether what stands first below a heading sends the reader elsewhere, and says no more."""
    return block.end - block.start <= _POINTING and points_elsewhere(document.text[block.start : block.end])
