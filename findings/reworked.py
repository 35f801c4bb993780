"""What work on a quote left in the log: quotes that were rejected because others took their place, in one press."""

from __future__ import annotations

from collections.abc import Sequence
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


def _covers(made: Decision, was: Decision) -> bool:
    if made.document != was.document or None in (made.start, made.end, was.start, was.end):
        return False
    return (made.start or 0) < (was.end or 0) and (was.start or 0) < (made.end or 0)
