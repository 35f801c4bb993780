"""Borrowed frames: one reading serves two rubrics.

Where a rubric has no frame for an element, the crosswalk may name elements of another rubric whose evidence
is worth something for it. Their frames are tried then, for the borrowing element and by the reasons that
apply to it. A pair of which the crosswalk says `part` never supports by itself: the passage is shown as weak,
because something of the element remains to be looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.qualify import qualify
from extractors.records import Verdict
from extractors.view import Judgement, View
from lexicons import Lexicons
from rubric import load
from rubric.crosswalk import Pair, Worth, lent
from rubric.frames import Frame, frames
from rubric.model import Rubric

_VIA = "via "  # a note of evidence that a borrowed frame found: "via C.1/S1.a"


def all_frames(rubric: Rubric, lexicons: Lexicons) -> tuple[Frame, ...]:
    """A rubric's own frames and those lent to it, in its order of elements.

    Raises FrameError as `frames` does.
    """
    own = frames(rubric, lexicons)
    pairs = lent(rubric)
    if not pairs:
        return own
    lending = {
        frame.element.id: frame
        for lender in dict.fromkeys(pair.rubric for pair in pairs)
        for frame in frames(load(lender), lexicons)
    }
    order = {element.id: place for place, element in enumerate(rubric.elements)}
    borrowed = [_borrowed(lending[pair.element], pair, rubric) for pair in pairs]
    return tuple(sorted((*own, *borrowed), key=lambda frame: order[frame.element.id]))


def lenders(rubric: Rubric) -> tuple[Rubric, ...]:
    """The rubrics whose frames are borrowed: what is found depends on their data too."""
    return tuple(load(name) for name in dict.fromkeys(pair.rubric for pair in lent(rubric)))


def judgements(view: View, asked: Iterable[Frame]) -> Iterator[tuple[Frame, Judgement]]:
    """What a passage is worth for each element; where several frames speak of one, the best that they say."""
    best: dict[str, tuple[Frame, Judgement]] = {}
    for frame in asked:
        if frame.touches.isdisjoint(view.around):
            continue
        judgement = _judge(view, frame)
        if judgement is None:
            continue
        known = best.get(frame.element.id)
        if known is None or _better(judgement, known[1]):
            best[frame.element.id] = (frame, judgement)
    yield from best.values()


def _borrowed(frame: Frame, pair: Pair, rubric: Rubric) -> Frame:
    """The frame for the element that borrows it. The lender's parts stay behind: they are its own."""
    element = rubric.element(pair.other_element)
    return replace(frame, element=element, parts={}, via=pair.element, whole=pair.worth is Worth.ENOUGH)


def _judge(view: View, frame: Frame) -> Judgement | None:
    if frame.via is None:
        return qualify(view, frame)
    if not frame.allows("not_policy"):
        # The borrower takes any public document, so that it is no question whether this is a signed policy.
        view = replace(view, context=replace(view.context, signed_off=True))
    judgement = qualify(view, frame)
    if judgement is None:
        return None
    found = replace(judgement, notes=(*judgement.notes, f"{_VIA}{frame.via}"))
    if found.verdict is Verdict.SUPPORTS and not frame.whole:
        return replace(found, verdict=Verdict.WEAK, reason="no_detail")
    return found


def _better(one: Judgement, other: Judgement) -> bool:
    """Whether one judgement is worth more: support before a near miss, a part before what fails for a reason."""
    return _worth(one) < _worth(other)


def _worth(judgement: Judgement) -> int:
    if judgement.verdict is Verdict.SUPPORTS:
        return 0
    return 1 if judgement.reason == "no_detail" else 2
