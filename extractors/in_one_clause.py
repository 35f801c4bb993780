"""In one clause: what a condition takes away of a sentence that lists several duties.

"Suppliers must not employ children, must not deduct costs unless the buyer agrees, and must pay on time": the
condition stands in the second clause, and leaves the first and the third as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.binding import joints
from extractors.records import Hit
from extractors.view import View, of
from lexicons.concepts import (
    COMPANY,
    CONDITIONAL,
    MUST,
    ON_CONDITION,
    PROHIBITS,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    UNBOUND,
    WORKERS,
)

_SUBJECTS = frozenset({COMPANY, SUPPLIERS, SUPPLIER_SUBJECT, WORKERS})
_DUTIES = frozenset({MUST, PROHIBITS})


def without_conditions(view: View) -> View | None:
    """The view without what its conditions reach; None where one reaches all, or there is none.

    One at the head of the sentence, or behind its last comma, is said of all: "..., provided that the owner agrees".
    """
    starts = tuple(_starts(view))
    reached: list[tuple[int, int]] = []
    for condition in of(view, ON_CONDITION, CONDITIONAL, UNBOUND):
        clause = _clause_of(view, condition, starts)
        if clause is None:
            return None
        reached.append(clause)
    return _without(view, reached, starts[0]) if reached else None


def _clause_of(view: View, condition: Hit, starts: tuple[int, ...]) -> tuple[int, int] | None:
    """Where the clause of a condition stands, if the sentence has others."""
    before = [start for start in starts if start < condition.start]
    after = [start for start in starts if start >= condition.end]
    if not before or (not after and (len(before) == 1 or _is_added(view, condition))):
        return None
    return before[-1], min(after, default=len(view.text))


def _is_added(view: View, condition: Hit) -> bool:
    return view.text[: condition.start].rstrip().endswith((",", ";", "–", "—"))


def _starts(view: View) -> Iterator[int]:
    """Where clauses begin: with the first who is bound or bid, and behind each joint with a duty or another subject."""
    joined = joints(view)
    pauses = (",", ";", *(f"{sign}{word}" for sign in ",;" for word in joined))
    first = True
    for hit in view.hits:
        if hit.start < view.own or hit.concept not in _SUBJECTS | _DUTIES:
            continue
        ahead = view.text[: hit.start].rstrip()
        if first or ahead.endswith((*pauses, *joined) if hit.concept in _DUTIES else pauses):
            yield hit.start
        first = False


def _without(view: View, reached: list[tuple[int, int]], first: int) -> View:
    """Whom the first clause binds, the others do, too: that stays."""

    def stays(hit: Hit) -> bool:
        inside = [start for start, end in reached if start <= hit.start < end]
        return not inside or (inside == [first] and hit.concept in _SUBJECTS)

    hits = tuple(hit for hit in view.hits if stays(hit))
    concepts = frozenset(hit.concept for hit in hits)
    around = concepts | frozenset(hit.concept for hit in view.heading) | view.setting
    return replace(view, hits=hits, concepts=concepts, around=around)
