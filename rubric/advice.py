"""Which confirmation matters: the open elements that can still change a score, cheapest first.

A score has a least and a greatest value while elements are open. Confirming an element (finding it met) can
only raise the least, rejecting it (finding it not met) can only lower the greatest; some do so at once, some
only together with others, some no longer at all. Here every indicator says which is which, and which few
elements lead to the next points. A review that follows this order decides scores with the least reading.

How it is computed: "at least 1.5 points" is itself an AND/OR tree of elements, and the smallest sets that
meet it are the shortest ways there. Confirming an element matters just when it is in such a set for a value
above the least, and the rest of the set is what it needs beside it. For rejections the same is asked of the
dual tree, in which AND and OR have changed places. Branches that share no element are solved apart and
joined; branches that do are enumerated. So the answers are exact, for rubrics of points and of stages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rubric.engine import bounds
from rubric.model import AllOf, AnyOf, Indicator, Leaf, Scoring, Tree
from rubric.scores import Bounds, Truth
from rubric.trees import and_branches, apart, requirements, ways

_Way = frozenset[str]
_Cost = Callable[[_Way], tuple[int, int, tuple[int, ...]]]
_MET, _NOT_MET = AllOf(()), AnyOf(())  # trees that are met, and not met, whatever is found
_POINTS = (0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Matter:
    """An open element that can still change the indicator's score; elements by their ids inside it."""

    element: str
    likely: bool  # passages that support it wait for a decision
    confirmed_with: tuple[str, ...] | None  # met together with these, the fewest, it raises the least score
    rejected_with: tuple[str, ...] | None  # not met together with these, it lowers the greatest

    @property
    def cost(self) -> tuple[int, int, int]:
        """The order in which to look: how many more must be confirmed, likely first, how many rejected."""
        further = len(self.confirmed_with) if self.confirmed_with is not None else _NEVER
        against = len(self.rejected_with) if self.rejected_with is not None else _NEVER
        return further, 0 if self.likely else 1, against


_NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A score and the shortest set of open elements whose confirmation gives it."""

    value: float  # points, or a stage's number
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What would change one indicator's score."""

    indicator: str
    bounds: Bounds
    matters: tuple[Matter, ...]  # cheapest first
    next: Step | None  # the least rise that is possible; None where no confirmation raises the score
    maximum: Step | None  # the greatest score that confirmations can still give


def advise(
    indicator: Indicator,
    findings: Mapping[str, Truth],
    likely: Collection[str] = (),
    closed: Collection[str] = (),
) -> Advice:
    """Which open elements can still change the score, and the shortest ways to more points.

    Findings are keyed by the element's id inside the indicator ("S1.a"); one not mentioned is unknown and so
    open. `likely` are elements for which supporting passages wait: of ways of the same length those through
    them come first. `closed` are elements that are unknown and will stay so (not applicable): nothing is
    advised about them. Raises FindingsError for a key of `findings` that the indicator does not have.
    """
    known = frozenset(findings.items())
    return _advised(indicator, known, frozenset(likely), frozenset(closed))


@lru_cache(maxsize=4096)  # a review asks the same of each indicator at every key
def _advised(
    indicator: Indicator, known: frozenset[tuple[str, Truth]], likely: frozenset[str], closed: frozenset[str]
) -> Advice:
    findings = dict(known)
    now = bounds(indicator, findings)
    fixed = {key: value is Truth.MET for key, value in findings.items() if value is not Truth.UNKNOWN}
    never = dict.fromkeys(set(closed) - set(fixed), False)
    rises = _shortest_ways(indicator, fixed | never, _cost(indicator, likely, prefer=True))
    falls = _shortest_falls(indicator, fixed | dict.fromkeys(never, True), _cost(indicator, likely, prefer=False))
    confirmed, rejected = _through(rises.values()), _through(falls)
    matters = [
        Matter(key, key in likely, _others(indicator, key, confirmed), _others(indicator, key, rejected))
        for key in indicator.keys
        if key in confirmed or key in rejected
    ]
    steps = [_step(indicator, fixed, whole.best) for _, whole in sorted(rises.items())]
    return Advice(
        indicator=indicator.id,
        bounds=now,
        matters=tuple(sorted(matters, key=lambda one: one.cost)),
        next=steps[0] if steps else None,
        maximum=steps[-1] if steps else None,
    )


def at_least(indicator: Indicator, value: float) -> Tree:
    """The tree that is met just when the score is at least `value`: the rules of `rubric.engine` as a tree."""
    if indicator.scoring is Scoring.STAGES:
        return AllOf(tuple(level.tree for level in indicator.levels if level.number < value + 1))
    assert indicator.points is not None
    first, second = (level.tree for level in indicator.levels)
    ways_there: list[Tree] = [second if indicator.score_2_implies_score_1 else AllOf((first, second))]
    if value <= 1.5 and indicator.points.one_and_half:
        ways_there.append(AllOf((first, _any_of((second, *and_branches(second))))))
    if value <= 1:
        ways_there.append(first)
    if value <= 0.5 and indicator.points.half:
        ways_there += and_branches(first)
    if value <= 0.5 and indicator.points.star:
        ways_there += requirements(second)
    return _any_of(ways_there)


def _any_of(ways_there: Collection[Tree]) -> AnyOf:
    """One of these; without those that ask for more than another, through which no branch could be solved apart."""
    every = dict.fromkeys(one for way in ways_there for one in (way.branches if isinstance(way, AnyOf) else (way,)))
    asked = {_together(one) for one in (*ways_there, *every)}
    return AnyOf(tuple(one for one in every if not any(other < _together(one) for other in asked)))


def _together(tree: Tree) -> frozenset[Tree]:
    """What a tree asks for together, whatever groups it stands in."""
    return frozenset[Tree]().union(*map(_together, tree.branches)) if isinstance(tree, AllOf) else frozenset((tree,))


# Ways up and down


@dataclass(frozen=True, slots=True)
class _Shortest:
    """The cheapest set that meets a tree, and for each element the cheapest smallest set that needs it."""

    best: _Way
    through: dict[str, _Way]


def _values(indicator: Indicator) -> tuple[float, ...]:
    if indicator.scoring is Scoring.STAGES:
        return tuple(float(level.number) for level in indicator.levels)
    return _POINTS


def _shortest_ways(indicator: Indicator, fixed: Mapping[str, bool], cost: _Cost) -> dict[float, _Shortest]:
    """For each value above the least score that open elements can still give: the shortest ways to it."""
    trees = {value: _restricted(at_least(indicator, value), fixed) for value in _values(indicator)}
    return {value: _shortest(tree, cost) for value, tree in trees.items() if tree not in (_MET, _NOT_MET)}


def _shortest_falls(indicator: Indicator, fixed: Mapping[str, bool], cost: _Cost) -> list[_Shortest]:
    """The same for falling below each value that the greatest score has and the least has not."""
    trees = (_restricted(at_least(indicator, value), fixed) for value in _values(indicator))
    return [_shortest(_dual(tree), cost) for tree in trees if tree not in (_MET, _NOT_MET)]


def _cost(indicator: Indicator, likely: Collection[str], prefer: bool) -> _Cost:
    """How dear a set of elements is: its size, then how many are (not) likely, then the rubric's order."""
    place = {key: number for number, key in enumerate(indicator.keys)}

    def cost(way: _Way) -> tuple[int, int, tuple[int, ...]]:
        return len(way), sum((key in likely) is not prefer for key in way), tuple(sorted(place[key] for key in way))

    return cost


def _through(found: Iterable[_Shortest]) -> dict[str, _Way]:
    """For each element the smallest of its sets over all values, the first of those of one size."""
    smallest: dict[str, _Way] = {}
    for one in found:
        for key, way in one.through.items():
            if key not in smallest or len(way) < len(smallest[key]):
                smallest[key] = way
    return smallest


def _others(indicator: Indicator, key: str, through: Mapping[str, _Way]) -> tuple[str, ...] | None:
    if key not in through:
        return None
    return tuple(other for other in indicator.keys if other in through[key] and other != key)


def _step(indicator: Indicator, fixed: Mapping[str, bool], way: _Way) -> Step:
    """What the score is once these elements are confirmed too: it may be more than was aimed at."""
    met = {key for key, value in fixed.items() if value} | way
    gives = bounds(indicator, {key: Truth.MET if key in met else Truth.NOT_MET for key in indicator.keys})
    return Step(gives.low, tuple(key for key in indicator.keys if key in way))


# Trees


def _restricted(tree: Tree, fixed: Mapping[str, bool]) -> Tree:
    """The tree that is left when these elements are known: of open elements alone, or _MET or _NOT_MET."""
    if isinstance(tree, Leaf):
        known = fixed.get(tree.element)
        return tree if known is None else _MET if known else _NOT_MET
    group = type(tree)
    settles, idle = (_NOT_MET, _MET) if group is AllOf else (_MET, _NOT_MET)
    branches = dict.fromkeys(_restricted(branch, fixed) for branch in tree.branches)
    if settles in branches:
        return settles
    left = tuple(branch for branch in branches if branch != idle)
    return left[0] if len(left) == 1 else group(left) if left else idle


def _dual(tree: Tree) -> Tree:
    """The tree that is met by a set of elements just when the first is not met without them."""
    if isinstance(tree, Leaf):
        return tree
    branches = tuple(_dual(branch) for branch in tree.branches)
    return AnyOf(branches) if isinstance(tree, AllOf) else AllOf(branches)


def _shortest(tree: Tree, cost: _Cost) -> _Shortest:
    """The cheapest smallest sets that meet the tree."""
    if isinstance(tree, Leaf):
        way = frozenset((tree.element,))
        return _Shortest(way, {tree.element: way})
    groups = apart(tree.branches)
    if len(groups) == 1 and len(groups[0]) > 1:
        return _enumerated(tree, cost)
    found = [_shortest(one[0] if len(one) == 1 else type(tree)(tuple(one)), cost) for one in groups]
    if isinstance(tree, AnyOf):
        best = min((one.best for one in found), key=cost)
        return _Shortest(best, {key: way for one in found for key, way in one.through.items()})
    through: dict[str, _Way] = {}
    for one in found:
        others = frozenset[str]().union(*(other.best for other in found if other is not one))
        through |= {key: way | others for key, way in one.through.items()}
    return _Shortest(frozenset[str]().union(*(one.best for one in found)), through)


def _enumerated(tree: Tree, cost: _Cost) -> _Shortest:
    """The same for a tree whose branches share elements: a way through one may make another needless."""
    through: dict[str, _Way] = {}
    every = sorted(ways(tree), key=cost)
    for way in every:
        for key in way:
            through.setdefault(key, way)
    return _Shortest(every[0], through)
