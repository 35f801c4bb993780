"""What work on a quote left in the log: quotes that were rejected because others took their place, in one press."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workspace.records import BY_HAND, Decision, Ruling

PUT_THERE = (Ruling.SUPPORTS, Ruling.WEAK)


@dataclass(frozen=True, slots=True)
class Reworked:
    """The two sides of one press."""

    made: tuple[Decision, ...]  # what was put there by hand
    was: tuple[Decision, ...]  # what it took the place of

    @property
    def alone(self) -> tuple[Decision, ...]:
        """What was rejected where nothing took its place: the words that were to stay do not stand there."""
        return tuple(line for line in self.was if not any(_covers(made, line) for made in self.made))


def reworked(press: Sequence[Decision]) -> Reworked | None:
    """The lines of one press as work on a quote; None where it was none."""
    made = tuple(line for line in press if line.verdict in PUT_THERE and line.rules_version == BY_HAND)
    was = tuple(line for line in press if line.verdict is Ruling.REJECTED)
    return Reworked(made, was) if made and was and len(made) + len(was) == len(press) else None


def put_otherwise(decisions: Iterable[Decision]) -> set[int]:
    """The numbers of the lines that rejected a quote because other limits of it were taken for the same element.

    What was moved is none of these: its words were ruled to be another element's.
    """
    presses: dict[int, list[Decision]] = defaultdict(list)
    for line in decisions:
        if line.together:
            presses[line.together].append(line)
    works = (reworked(press) for press in presses.values())
    return {
        line.seq for work in works if work for line in work.was if line.element in {made.element for made in work.made}
    }


def _covers(made: Decision, was: Decision) -> bool:
    if made.document != was.document or None in (made.start, made.end, was.start, was.end):
        return False
    return (made.start or 0) < (was.end or 0) and (was.start or 0) < (made.end or 0)
