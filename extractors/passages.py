"""Passages: the sentences, list items and table cells that a researcher could cite.

A passage lies within one block of the document and has at most 120 words. A list item carries the range
of its lead-in, so that "We are committed to respecting:" is read together with "freedom of association", and those of
the lists around its own: "Suppliers shall:", "not use:", "child labour".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.fold import Folded, fold
from extractors.records import Block, Document, Passage, Role, Span
from extractors.sentences import Piece, sentences

LONGEST = 120  # words; a longer sentence is cut at its semicolons, then its commas
LONGEST_CHARACTERS = 20_000  # in one piece: a parser needs memory for each
_SHORT_CELL = 60  # words: a table's cell with no full sentence in it is quoted whole, with the bullets in it
_SPOKEN_HEADING = 7  # a heading of so many words says something: "We do not tolerate forced labour anywhere"


def passages(document: Document, block: Block, language: str | None = None) -> Iterator[tuple[Passage, Folded]]:
    """The passages of one block, each with its folded text; none for page furniture and mere titles.

    `language` is that of the block, where it is known.
    """
    if block.role is Role.FURNITURE:
        return
    folded = fold(document.text, block.start, block.end)
    if _is_title(block, folded.text):
        return
    introduction = block.lead_in
    for piece in _pieces(folded.text, block.role, language):
        if not piece.bulleted:
            introduction = _introduction(folded, piece, block)
        lead_in = introduction if piece.bulleted else block.lead_in
        if block.role is Role.PARAGRAPH and not piece.bulleted and piece.start > 0:
            lead_in = None  # what a colon before the paragraph announced is its first sentence
        for low, high in _short_enough(folded.text, piece.start, piece.end):
            first, last = folded.span(low, high)
            yield (
                Passage(
                    start=first,
                    end=last,
                    page=_page_of(document, first, block.page),
                    role=block.role,
                    section=block.section,
                    lead_in=lead_in,
                    header=block.header,
                    row=block.row,
                    language=language,
                    outer=_outer(block, lead_in),
                ),
                folded.part(low, high),
            )


def word_count(folded: str) -> int:
    """How many words a folded text has: the one count by which a quote is at most LONGEST, whoever chose it."""
    return len(folded.split())


def _outer(block: Block, lead_in: Span | None) -> tuple[Span, ...]:
    """The lead-ins of the lists around a piece; the block's own is one of them for bullets within an item."""
    if block.role is not Role.ITEM or lead_in is None:
        return ()
    own = block.lead_in
    return block.outer if own is None or own == lead_in else (*block.outer, own)


def _is_title(block: Block, text: str) -> bool:
    """Whether a block only names what is below or beside it: a short heading, a column's header, a row's label."""
    if block.role is Role.CELL:
        title = block.lead_in is None and not text.rstrip().endswith((".", "!", "?", ";", ":"))
    else:
        title = block.role is Role.HEADING
    return title and len(text.split()) < _SPOKEN_HEADING


def _pieces(text: str, role: Role, language: str | None) -> list[Piece]:
    """The sentences of a block; a short cell of words and bullets alone is one piece."""
    pieces = sentences(text, language)
    if role is not Role.CELL or len(pieces) < 2 or len(text.split()) > _SHORT_CELL:
        return pieces
    spoken = any(text[piece.end - 1] in ".!?:" for piece in pieces)
    return pieces if spoken else [Piece(pieces[0].start, pieces[-1].end)]


def _introduction(folded: Folded, piece: Piece, block: Block) -> Span | None:
    """The lead-in of the bullets that follow a sentence within its paragraph: the sentence, if it ends with a colon."""
    short = piece.end - piece.start <= LONGEST_CHARACTERS
    if short and folded.text[piece.end - 1] in ":：" and word_count(folded.text[piece.start : piece.end]) <= LONGEST:
        return Span(*folded.span(piece.start, piece.end))
    return block.lead_in


def _page_of(document: Document, offset: int, page: int) -> int:
    """The page on which an offset lies: a block may go on over a page's end."""
    pages = document.pages
    while page < len(pages) and offset >= pages[page].start:
        page += 1
    return page


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range itself, or its parts of at most LONGEST words."""
    if end - start > LONGEST_CHARACTERS:  # no language: a picture or a key written as letters
        for low in range(start, end, LONGEST_CHARACTERS):
            yield from _short_enough(text, low, min(low + LONGEST_CHARACTERS, end))
        return
    if word_count(text[start:end]) <= LONGEST:
        yield start, end
        return
    for mark in (";", "•", ",", " "):
        middle = (start + end) // 2
        cuts = [m.end() for m in re.finditer(rf"{re.escape(mark)}(?!(?<=\d,)\d)", text[start:end])]  # not in "2,914"
        inner = [start + c for c in cuts if 0 < c < end - start]
        if inner:
            cut = min(inner, key=lambda c: abs(c - middle))
            for low, high in (_trimmed(text, start, cut), _trimmed(text, cut, end)):
                if low < high:
                    yield from _short_enough(text, low, high)
            return
    yield start, end
