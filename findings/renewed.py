"""The order renewed by decisions: near misses of a kind that people confirm stand earlier, those they turn down later.

Offline and simple: for each element, reason and first rule the rate at which people confirmed such near misses, drawn
towards the rate of the element's others while there are few. What is above that rate rises, what is below falls. Only
near misses change places: what supports, findings and scores stay as they are. A renewal is shown before it counts, and
kept by the workspace until it is forgotten (`workspace/order.py`); the same decisions give the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.rank import order
from extractors.records import Evidence, Verdict
from findings.settled import is_settled
from forms import counted
from workspace.order import Habit
from workspace.records import Candidate, Decision, Ruling

FEWEST = 3  # judged near misses of a kind; fewer say nothing of the next
DOUBT = 4  # how many judged ones the rate of the element's others is worth
FARTHEST = 0.3  # how far a weight is shifted: as far as most reasons of a rubric lie apart


@dataclass(frozen=True, slots=True)
class Move:
    """An open candidate whose place would change."""

    candidate: Candidate
    rank: int  # its place then, among all candidates of its company and rubric
    shift: float


@dataclass(frozen=True, slots=True)
class Renewal:
    """What decisions would change in the order."""

    decisions: int  # from which it follows
    habits: tuple[Habit, ...]  # those that shift a weight, the most first
    moves: tuple[Move, ...] = ()  # by rank

    def __str__(self) -> str:
        risen = sum(one.rank < one.candidate.rank for one in self.moves)
        return (
            f"From {counted(self.decisions, 'judged near miss', 'judged near misses')}: "
            f"{counted(len(self.habits), 'kind shifts', 'kinds shift')}, "
            f"{counted(risen, 'open passage')} would stand earlier and {len(self.moves) - risen} later."
        )


def renewal(decisions: Iterable[Decision], candidates: Sequence[Candidate]) -> Renewal:
    """What would change if the order followed these decisions; the candidates are those of the companies concerned.

    The latest decision on a candidate counts; skipped and withdrawn ones do not.
    """
    latest = {line.candidate: line.verdict for line in sorted(decisions, key=lambda line: line.seq) if line.candidate}
    judged = [
        (one.evidence, latest[one.id] is Ruling.SUPPORTS)
        for one in candidates
        if one.id in latest and _is_near(one.evidence) and is_settled(replace(one, decided=latest[one.id]))
    ]
    habits = _habits(judged)
    return Renewal(len(judged), habits, _moves(candidates, habits))


def _habits(judged: Iterable[tuple[Evidence, bool]]) -> tuple[Habit, ...]:
    by_kind: dict[tuple[str, str | None, str], list[bool]] = defaultdict(list)
    by_element: dict[str, list[bool]] = defaultdict(list)
    for evidence, confirmed in judged:
        by_kind[_kind(evidence)].append(confirmed)
        by_element[evidence.element].append(confirmed)
    found = []
    for kind, said in by_kind.items():
        usual = (sum(by_element[kind[0]]) + 1) / (len(by_element[kind[0]]) + 2)
        rate = (sum(said) + DOUBT * usual) / (len(said) + DOUBT)
        shift = round(max(min(rate - usual, FARTHEST), -FARTHEST), 4)
        if shift and len(said) >= FEWEST:
            found.append(Habit(*kind, len(said), sum(said), shift))
    return tuple(sorted(found, key=lambda one: (-abs(one.shift), one.element, one.reason or "", one.rule)))


def _kind(evidence: Evidence) -> tuple[str, str | None, str]:
    return evidence.element, evidence.reason, evidence.rules[0].rule if evidence.rules else ""


def _is_near(evidence: Evidence) -> bool:
    return evidence.verdict is not Verdict.SUPPORTS


def renewed(candidates: Sequence[Candidate], habits: Iterable[Habit]) -> list[Candidate]:
    """The candidates of any companies with the shifted weights and the ranks that follow, sorted as a store does."""
    shifts = {habit.kind: habit.shift for habit in habits}
    groups: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: one.rank):
        groups[one.company, one.evidence.rubric].append(_shifted(one, shifts))
    return [one for group in sorted(groups) for one in _ranked(groups[group])]


def _shifted(candidate: Candidate, shifts: Mapping[tuple[str, str | None, str], float]) -> Candidate:
    evidence = candidate.evidence
    shift = shifts.get(_kind(evidence), 0.0) if _is_near(evidence) else 0.0
    if not shift:
        return candidate
    return replace(candidate, evidence=replace(evidence, weight=round(evidence.weight + shift, 4)))


def _ranked(group: Sequence[Candidate]) -> list[Candidate]:
    """Those that are found today first, as the store ranks them."""
    current, kept = ([one for one in group if one.current is found] for found in (True, False))
    ordered = [some[place] for some in (current, kept) for place in order([one.evidence for one in some])]
    return [replace(one, rank=rank) for rank, one in enumerate(ordered, 1)]


def _moves(candidates: Sequence[Candidate], habits: Iterable[Habit]) -> tuple[Move, ...]:
    before = {one.id: one for one in candidates}
    moves = (
        Move(before[one.id], one.rank, round(one.evidence.weight - before[one.id].evidence.weight, 4))
        for one in renewed(candidates, habits)
        if one.current and not is_settled(one)
    )
    return tuple(move for move in moves if move.shift and move.rank != move.candidate.rank)
