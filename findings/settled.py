"""What a person has said of a passage, and whether passages together show what an element asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rubric.model import Element
from workspace.records import Candidate, Ruling

SETTLED_AGAINST = frozenset({Ruling.WEAK, Ruling.REJECTED})


def is_settled(candidate: Candidate) -> bool:
    """Has a person said what the candidate is worth? (Skipped means: not yet.)"""
    return candidate.decided is Ruling.SUPPORTS or candidate.decided in SETTLED_AGAINST


def is_found(candidate: Candidate) -> bool:
    """Is it there to be looked at? What was judged weak or rejected and is found no longer is not."""
    return candidate.current or candidate.decided is Ruling.SUPPORTS


def missing_parts(element: Element, shown_by: Iterable[Candidate]) -> tuple[str, ...]:
    """The parts that the element needs and that none of the candidates shows, in the rubric's order."""
    shown = {part for candidate in shown_by for part in candidate.evidence.shows}
    return tuple(part for part in element.parts if part not in shown)


def shows_it(element: Element, supporting: Sequence[Candidate]) -> bool:
    """Whether these are enough."""
    return bool(supporting) and not missing_parts(element, supporting)
