"""Borrowed frames: one reading serves several rubrics.

A crosswalk may name elements of another rubric whose evidence is worth something for an element. Their frames
are tried for the borrowing element too, beside its own if it has one, and by the reasons that apply to it. A pair
of which the crosswalk says `part` never supports by itself: the passage is shown as weak, because something of the
element remains to be looked for.
"""

from __future__ import annotations

from dataclasses import replace

from rubric import load
from rubric.crosswalk import Pair, Worth, lent
from rubric.frames import Frame, frames
from rubric.model import Rubric


def all_frames(rubric: Rubric, concepts: frozenset[str]) -> tuple[Frame, ...]:
    """A rubric's own frames and those lent to it, in its order of elements.

    `concepts` are those of the lexicons of all languages. Raises FrameError as `frames` does.
    """
    own = frames(rubric, concepts)
    pairs = lent(rubric)
    if not pairs:
        return own
    lending = {
        (lender, frame.element.id): frame
        for lender in dict.fromkeys(pair.rubric for pair in pairs)
        for frame in frames(load(lender), concepts)
    }
    order = {element.id: place for place, element in enumerate(rubric.elements)}
    borrowed = [_borrowed(lending[pair.rubric, pair.element], pair, rubric) for pair in pairs]
    return tuple(sorted((*own, *borrowed), key=lambda frame: order[frame.element.id]))


def lenders(rubric: Rubric) -> tuple[Rubric, ...]:
    """The rubrics whose frames are borrowed: what is found depends on their data too."""
    return tuple(load(name) for name in dict.fromkeys(pair.rubric for pair in lent(rubric)))


def _borrowed(frame: Frame, pair: Pair, rubric: Rubric) -> Frame:
    """The frame for the element that borrows it. The lender's parts stay behind: they are its own."""
    element = rubric.element(pair.other_element)
    return replace(frame, element=element, parts={}, via=pair.element, whole=pair.worth is Worth.ENOUGH)
