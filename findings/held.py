"""What is held of each candidate and element, press by press, and what held before: for taking back one press.

A press that is taken back leaves two lines in the log: one that withdraws it, and, where something held before, that
decision once more, in the same press. So the log is never changed, and whoever reads it for the latest line about a
thing finds what holds. Here the lines are followed from the first on: a decision that came back is still that of the
press by which it was made, so the next undo takes back what was pressed before, and never brings anything back twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workspace.records import Decision, Ruling

About = tuple[str, str | None]  # an element, and its candidate or None; a fact that was corrected, and its document


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that holds, or that will again once what came after it is taken back."""

    line: Decision  # by which it holds now
    made: Decision  # by which it was made first

    @property
    def press(self) -> int:
        """The number of the press that made it."""
        return press_of(self.made)


def press_of(line: Decision) -> int:
    """The press to which a line belongs, by its first line."""
    return line.together or line.seq


def about(line: Decision) -> About:
    """What a line is about."""
    return line.element, line.document if line.corrects else line.candidate


def held(decisions: Iterable[Decision]) -> dict[About, tuple[Held, ...]]:
    """Of each candidate and element what was decided and not taken back, the latest last: that holds.

    `decisions` are the lines of one company, rubric and reading, in the log's order; what was corrected of its
    documents may be among them.
    """
    every: dict[About, list[Held]] = defaultdict(list)
    below: dict[About, list[Held]] = {}  # what held before the decision that was just withdrawn
    last: dict[About, Decision] = {}
    gone: set[int] = set()  # presses that were taken back: what they said elsewhere does not come back either
    for line in decisions:
        it = about(line)
        if line.verdict is Ruling.OPEN:
            gone.update(one.press for one in every[it][-1:])
            below[it], every[it] = every[it][:-1], []
        elif _comes_back(line, last.get(it)):
            rest = [one for one in below.get(it, []) if one.press not in gone]
            every[it] = [*rest[:-1], Held(line, rest[-1].made if rest else line)]
        else:
            every[it].append(Held(line, line))
        last[it] = line
    return {it: tuple(_standing(some, gone)) for it, some in every.items() if some}


def _comes_back(line: Decision, before: Decision | None) -> bool:
    """Whether a line says once more what held before the one that its own press withdrew."""
    return before is not None and before.verdict is Ruling.OPEN and 0 < line.together == before.together


def _standing(some: list[Held], gone: set[int]) -> list[Held]:
    """Without what lies below and went with its press."""
    return [one for one in some[:-1] if one.press not in gone] + some[-1:]


def pressed_with(decisions: Iterable[Decision], line: Decision) -> tuple[Decision, ...]:
    """All that was decided by the press of this line, as far as it holds: the lines by which it does."""
    holding = [some[-1] for some in held(decisions).values()]
    press = next((one.press for one in holding if one.line.seq == line.seq), press_of(line))
    pressed = sorted((one for one in holding if one.press == press), key=lambda one: one.made.seq)
    return tuple(one.line for one in pressed)


def made(decisions: Iterable[Decision]) -> dict[About, Decision]:
    """Of each candidate and element what holds, as it was said first: an undo brings it back as old as it was."""
    return {it: some[-1].made for it, some in held(decisions).items()}


def made_by(decisions: Iterable[Decision], line: Decision) -> str:
    """Whose decision this line, which holds, is: of whoever pressed it first, not of who brought it back."""
    some = held(decisions).get(about(line), ())
    return some[-1].made.who if some and some[-1].line.seq == line.seq else line.who


def last_of(decisions: Iterable[Decision], who: str) -> Decision | None:
    """This person's latest decision that holds: what "undo" takes back."""
    own = [some[-1] for some in held(decisions).values() if some[-1].made.who == who]
    return max(own, key=lambda one: one.made.seq).line if own else None


def before(decisions: Iterable[Decision], line: Decision) -> Decision | None:
    """What holds again once this line, which holds, is taken back; None where nothing was decided before."""
    some = held(decisions).get(about(line), ())
    return some[-2].made if len(some) > 1 else None
