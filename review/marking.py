"""Text cut into pieces, so that a page can mark some of the words without touching any of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.records import Block, Document, Evidence, Role, Span

BLOCKS_AROUND = 20  # how much of a document is shown before and after a quote


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of code points to mark: `kind` says how, `label` why (shown on request)."""

    start: int
    end: int
    kind: str
    label: str = ""

    def moved(self, by: int) -> Mark:
        """The same mark in a text that begins elsewhere."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words with the same marks; all pieces together are the text."""

    text: str
    kinds: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of a document as the page shows it."""

    role: Role
    pieces: tuple[Piece, ...]
    page: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The blocks around a quote, and whether there is more of the document on either side."""

    blocks: tuple[ShownBlock, ...]
    more_before: bool
    more_after: bool


def pieces(text: str, span: Span, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut `text[span.start:span.end]` at the edges of the marks; offsets count in the whole text."""
    inside = [mark for mark in marks if mark.start < span.end and mark.end > span.start]
    edges = {span.start, span.end}
    for mark in inside:
        edges |= {max(mark.start, span.start), min(mark.end, span.end)}
    ordered = sorted(edges)
    cut = []
    for start, end in pairwise(ordered):
        over = [mark for mark in inside if mark.start < end and mark.end > start]
        kinds = tuple(dict.fromkeys(mark.kind for mark in over))
        cut.append(Piece(text[start:end], kinds, "; ".join(dict.fromkeys(m.label for m in over if m.label))))
    return tuple(cut)


def rule_marks(evidence: Evidence) -> tuple[Mark, ...]:
    """The words on which rules fired."""
    return tuple(Mark(hit.start, hit.end, "hit", f"{hit.concept} ({hit.rule})") for hit in evidence.rules)


def quote_marks(evidence: Evidence) -> tuple[Mark, ...]:
    """The quote and its lead-in."""
    marks = (Mark(evidence.start, evidence.end, "quote"),)
    if evidence.lead_in is None:
        return marks
    return (Mark(evidence.lead_in.start, evidence.lead_in.end, "lead"), *marks)


def excerpt(document: Document, evidence: Evidence, around: int = BLOCKS_AROUND) -> Excerpt:
    """The document's blocks around the quote, with quote and lead-in marked.

    Navigation and running headers are left out, unless the quote is in them.
    """
    marks = quote_marks(evidence)
    blocks = [b for b in document.blocks if b.role is not Role.FURNITURE or _touches(b, marks)]
    touched = [place for place, block in enumerate(blocks) if _touches(block, marks)]
    if not touched:
        return _plain_excerpt(document, evidence, marks)
    first, last = max(0, touched[0] - around), min(len(blocks), touched[-1] + around + 1)
    shown = [_shown(document, block, marks) for block in blocks[first:last]]
    return Excerpt(tuple(shown), more_before=first > 0, more_after=last < len(blocks))


def _touches(block: Block, marks: Sequence[Mark]) -> bool:
    return any(mark.start < block.end and mark.end > block.start for mark in marks)


def _shown(document: Document, block: Block, marks: Sequence[Mark]) -> ShownBlock:
    cut = pieces(document.text, Span(block.start, block.end), marks)
    return ShownBlock(block.role, cut, block.page, _touches(block, marks))


def _plain_excerpt(document: Document, evidence: Evidence, marks: Sequence[Mark]) -> Excerpt:
    """For a quote outside all blocks: the text before and after it, as it is."""
    before = min(mark.start for mark in marks)
    span = Span(max(0, before - 1500), min(len(document.text), evidence.end + 1500))
    block = ShownBlock(Role.PARAGRAPH, pieces(document.text, span, marks), evidence.page, True)
    return Excerpt((block,), more_before=span.start > 0, more_after=span.end < len(document.text))
