"""Passages: the sentences, list items and table cells that a researcher could cite.

A passage lies within one block of the document and has at most 120 words. A list item carries the range
of its lead-in, so that "We are committed to respecting:" is read together with "freedom of association".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.fold import Folded, fold
from extractors.records import Block, Document, Passage, Role
from lexicons import FOLDER
from lexicons.strict_yaml import load_yaml

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 120  # words; a longer sentence is cut at its semicolons, then its commas
_SPOKEN_HEADING = 7  # a heading of so many words says something: "We do not tolerate forced labour anywhere"


def passages(document: Document, block: Block) -> Iterator[tuple[Passage, Folded]]:
    """The passages of one block, each with its folded text; none for page furniture and short headings."""
    if block.role is Role.FURNITURE:
        return
    folded = fold(document.text, block.start, block.end)
    if block.role is Role.HEADING and len(folded.text.split()) < _SPOKEN_HEADING:
        return
    for start, end in _sentences(folded.text):
        for low, high in _short_enough(folded.text, start, end):
            first, last = folded.span(low, high)
            yield (
                Passage(first, last, _page_of(document, first, block.page), block.role, block.section, block.lead_in, block.header),
                Folded(folded.text[low:high], folded.origin[low:high], last),
            )


def _page_of(document: Document, offset: int, page: int) -> int:
    """The page on which an offset lies: a block may go on over a page's end."""
    pages = document.pages
    while page < len(pages) and offset >= pages[page].start:
        page += 1
    return page


@lru_cache(maxsize=1)
def _splitter() -> Language:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "。", "…"]})
    nlp.max_length = 10_000_000
    return nlp


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    data = load_yaml(FOLDER / "en" / "reading" / "abbreviations.yaml")
    assert isinstance(data, dict)
    return frozenset(data["always"]), frozenset(data["before_number"])


def _sentences(text: str) -> list[tuple[int, int]]:
    """Sentence ranges of a folded text, without the white space around them."""
    if len(text.split()) <= 3:
        spans = [(0, len(text))]
    else:
        spans = _joined(text, [(s.start_char, s.end_char) for s in _splitter()(text).sents])
    return [span for span in (_trimmed(text, *span) for span in spans) if span[0] < span[1]]


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put together again what was parted after an abbreviation."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and _goes_on(text[kept[-1][0] : kept[-1][1]].rstrip(), text[start:end].lstrip()):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return kept


def _goes_on(before: str, after: str) -> bool:
    always, before_number = _abbreviations()
    last = before.rsplit(None, 1)[-1].lstrip("(\"'") if before else ""
    if not after:
        return True
    if last in before_number and after[0].isdigit():
        return True
    if last in always:
        return not re.match(r"(We|Our|The|This|These|It|In|All|Any|Each)\b", after)
    return after[0].islower() and not before.endswith(("!", "?"))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range itself, or its parts of at most LONGEST words."""
    if len(text[start:end].split()) <= LONGEST:
        yield start, end
        return
    for mark in (";", "•", ",", " "):
        middle = (start + end) // 2
        cuts = [m.end() for m in re.finditer(re.escape(mark), text[start:end])]
        inner = [start + c for c in cuts if 0 < c < end - start]
        if inner:
            cut = min(inner, key=lambda c: abs(c - middle))
            for low, high in (_trimmed(text, start, cut), _trimmed(text, cut, end)):
                if low < high:
                    yield from _short_enough(text, low, high)
            return
    yield start, end
