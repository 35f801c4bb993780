"""What is judged: a passage with all that is known around it, and what judging it gave."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from extractors.context import Context
from extractors.fold import Folded
from extractors.records import Hit, Passage, Verdict


@dataclass(frozen=True, slots=True)
class View:
    """A passage with its lead-in, as one folded text with its hits."""

    passage: Passage
    text: str
    own: int  # where the passage itself starts in `text`: before it stands the lead-in
    origin: Folded  # `text` with the place of each character in the document
    hits: tuple[Hit, ...]  # offsets into `text`
    heading: tuple[Hit, ...]
    context: Context
    concepts: frozenset[str]
    setting: frozenset[str]  # what it inherits without a word of its own: the kind of document, and its subject
    around: frozenset[str]  # the concepts of passage, lead-in and headings, and its setting
    labels: tuple[Hit, ...] = ()  # what a cell's row and column are about, and the line above its table
    in_box: bool = False  # one of a few lines below a heading, which says what they are about
    before: str = ""  # the sentence before it in the same block


@dataclass(frozen=True, slots=True)
class Judgement:
    """What qualifying one view for one frame gave."""

    verdict: Verdict
    reason: str | None
    decided_by: tuple[Hit, ...]  # the hits that the judgement rests on
    shows: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def of(view: View, *concepts: str) -> tuple[Hit, ...]:
    """The view's hits that stand for any of the concepts, in their order."""
    if view.concepts.isdisjoint(concepts):
        return ()
    return of_concepts(view.hits, concepts)


def of_concepts(hits: Iterable[Hit], concepts: Collection[str]) -> tuple[Hit, ...]:
    """Those of some hits that stand for one of the concepts, in their order."""
    return tuple(hit for hit in hits if hit.concept in concepts)


def overlap(one: Hit, other: Hit) -> bool:
    """Whether two hits share a character."""
    return one.start < other.end and other.start < one.end
