"""Together: sentences that show an element only as one, the finding in the first and what was done in the next.

A person cites both. What no sentence of a paragraph shows alone is asked of two or three that follow each other: one
of them must come near, and each must add something. The sentences were searched already: this costs no new search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.passages import LONGEST, word_count
from extractors.qualify import qualify
from extractors.records import Verdict
from extractors.view import Judgement, View
from rubric.frames import Frame

_MOST = 3  # sentences
_WORD = re.compile(r"\w+")
Rulings = list[tuple[Frame, Judgement]]
Ruled = tuple[View, Rulings]


def beside(neighbours: Sequence[Ruled], view: View) -> Sequence[Ruled]:
    """Those of some neighbours with which a passage may be told together: all of a box, else the last few."""
    if not neighbours:
        return ()
    before = neighbours[-1][0]
    if view.in_box and before.passage.section == view.passage.section:
        return neighbours
    return neighbours[1 - _MOST :] if _follows(before, view) else ()


def _follows(before: View, view: View) -> bool:
    """Whether two passages are neighbours in one block, below the same lead-in."""
    same = (before.passage.role, before.passage.lead_in) == (view.passage.role, view.passage.lead_in)
    return same and before.text[before.own :] == view.before


@dataclass(frozen=True, slots=True)
class Tales:
    """The frames that several passages may meet together."""

    frames: tuple[Frame, ...]
    adding: frozenset[str]  # the concepts of which a passage that adds something has one

    @classmethod
    def of(cls, asked: Iterable[Frame]) -> Tales:
        """Those of some frames."""
        frames = tuple(frame for frame in asked if frame.via is None and (frame.together or frame.box))
        return cls(frames, frozenset[str]().union(*map(_wanted, frames)))


def _wanted(frame: Frame) -> frozenset[str]:
    return frame.object | frame.find | frame.needed


def told_together(ruled: Sequence[Ruled], asked: Tales) -> Iterator[Ruled]:
    """What the last of some neighbours shows with those before it, the fewest, and none of them alone."""
    if len(ruled) < 2 or asked.adding.isdisjoint(ruled[-1][0].concepts):
        return
    for first in range(len(ruled) - 2, -1, -1):
        some = ruled[first:]
        goes_on = len(some) <= _MOST and all(_refers_back(view) for view, _ in some[1:])
        if not goes_on and not some[0][0].in_box:
            return
        wanted = [frame for frame in asked.frames if _may_be(some, frame, goes_on) and _comes_near(some, frame)]
        if not wanted:
            continue
        view = joined([view for view, _ in some])
        if word_count(view.text[view.own :]) > LONGEST:
            return
        shown = [(frame, judgement) for frame in wanted if (judgement := _shown(view, frame)) is not None]
        if shown:
            yield view, shown
            return


def _may_be(some: Sequence[Ruled], frame: Frame, goes_on: bool) -> bool:
    """Whether passages may be told together for an element: the lines of a box, or sentences that go on about it."""
    first = some[0][0]
    if first.in_box and not frame.box.isdisjoint(hit.concept for hit in first.heading):
        return True
    return goes_on and any(not frame.together.isdisjoint(view.concepts) for view, _ in some)


def _refers_back(view: View) -> bool:
    """Whether a sentence speaks on of what the one before it named: "this assessment", "we repaid them"."""
    grammar = view.context.grammar
    return grammar is not None and not grammar.refers_back.isdisjoint(_WORD.findall(view.text[view.own :].lower()))


def _comes_near(some: Sequence[Ruled], frame: Frame) -> bool:
    """Whether one of some passages says too little of an element, none shows it, and each adds something to it."""
    said = [next((j for f, j in rulings if f.element.id == frame.element.id), None) for _, rulings in some]
    if any(j is not None and j.reason != "no_detail" for j in said):
        return False
    wanted, known = _wanted(frame), frozenset[str]()
    for view, _ in some:
        own = view.concepts & wanted
        if own <= known:
            return False
        known |= own
    return True


def _shown(view: View, frame: Frame) -> Judgement | None:
    judgement = qualify(view, frame)
    return judgement if judgement is not None and judgement.verdict is Verdict.SUPPORTS else None


def joined(some: Sequence[View]) -> View:
    """Neighbours as one passage, with the hits of each in their new places."""
    view = some[0]
    for after in some[1:]:
        shift = len(view.text) + 1 - after.own
        moved = (replace(h, start=h.start + shift, end=h.end + shift) for h in after.hits if h.start >= after.own)
        origin = view.origin.then(after.origin, after.own)
        view = replace(
            view,
            passage=replace(view.passage, end=after.passage.end),
            text=origin.text,
            hits=(*view.hits, *moved),
            origin=origin,
            concepts=view.concepts | after.concepts,
            around=view.around | after.around,
        )
    return view
