"""Borrowed frames: one reading serves several rubrics.

A crosswalk may name elements of another rubric whose evidence is worth something for an element. Their frames
are tried for the borrowing element too, beside its own if it has one, and by the reasons that apply to it. A pair
of which the crosswalk says `part` never supports by itself: the passage is shown as weak, because something of the
element remains to be looked for. So is one that lacks what a pair asks for besides (`when`).
"""

from __future__ import annotations

from dataclasses import replace

from forms import counted, listed
from rubric import load, names
from rubric.crosswalk import Pair, Worth, alike, lent, walks_of
from rubric.frames import Frame, asking_besides, frames
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
    borrowed = [
        asking_besides(
            _borrowed(lending[pair.rubric, pair.element], pair, rubric), pair.when, pair.when_at, rubric, concepts
        )
        for pair in pairs
    ]
    return tuple(sorted((*own, *borrowed), key=lambda frame: order[frame.element.id]))


def lenders(rubric: Rubric) -> tuple[Rubric, ...]:
    """The rubrics whose frames are borrowed: what is found depends on their data too."""
    return tuple(load(name) for name in dict.fromkeys(pair.rubric for pair in lent(rubric)))


def not_lent(rubric: Rubric) -> str:
    """What a rubric of one's own could be lent and is not, with the cure; "" where nothing is, or where it is said.

    Copies are told by their elements: one with the id and the label of one that comes with Firmword asks the same.
    """
    if rubric.name in names() or rubric.copied_from or rubric.crosswalks:
        return ""
    same = {name: len(alike(rubric, load(name))) for name in names()}
    original = max(same, key=same.__getitem__)
    if not same[original]:
        return ""
    many = f"{same[original]} of {counted(len(rubric.elements), 'element')}"
    return (
        f"{rubric.name}: {many} have the id and the words of {original}, and nothing is lent to them: its crosswalks"
        " belong to its name. If this is a copy of it, and these elements still ask the same, write"
        f" “copied_from: {original}” in rubric.yaml"
    )


def told_lent(rubric: Rubric) -> str:
    """For a copy, how many of its elements keep the crosswalks of the original, and which do not; else ""."""
    if not rubric.copied_from or not walks_of(rubric):
        return ""
    same = alike(rubric, load(rubric.copied_from))
    others = [element.id for element in rubric.elements if element.id not in same]
    more = [f"{len(others) - _NAMED} more"] if len(others) > _NAMED else []
    without = (
        f"; not for {listed([*others[:_NAMED], *more])}, which {rubric.copied_from} does not ask so" if others else ""
    )
    many = f"{len(same)} of {counted(len(rubric.elements), 'element')}"
    return f"Copied from {rubric.copied_from}: its crosswalks hold for {many}{without}."


_NAMED = 5


def _borrowed(frame: Frame, pair: Pair, rubric: Rubric) -> Frame:
    """The frame for the element that borrows it. The lender's parts stay behind: they are its own."""
    element = rubric.element(pair.other_element)
    return replace(frame, element=element, parts={}, via=pair.element, whole=pair.worth is Worth.ENOUGH)
