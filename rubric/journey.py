"""How far a company's public evidence goes on a journey of stages, what is missing, and what to do next.

For a rubric that counts stages: per topic and per module the highest stage with public evidence, as a least
and a greatest value while statements are open; what the next stage still lacks (the Responsible Sourcing
Journey's step 2); and an improvement plan that begins with what is closest (its step 3). A journey is a
company's own assessment, so nothing here claims to know where a company stands. Pure functions on findings;
how we read the source is recorded under `choices` in the rubric's file, and named below where it is applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rubric.engine import bounds
from rubric.model import AllOf, AnyOf, Indicator, Leaf, Rubric, Scoring, Tree
from rubric.scores import Bounds, Truth
from rubric.trees import fewest, leaves


@dataclass(frozen=True, slots=True)
class Gap:
    """What lacks evidence for a topic's next stage; statements by their full ids ("2.b/1.3")."""

    stage: int  # the next stage
    choices: tuple[tuple[str, ...], ...]  # one statement of each group is needed; most groups have only one
    against: tuple[str, ...]  # of these statements, those found to have no public evidence; the rest is open
    fewest: int  # how many statements would do

    @property
    def statements(self) -> tuple[str, ...]:
        """All statements of the next stage that lack evidence and could help, in the rubric's order."""
        return tuple(dict.fromkeys(id for group in self.choices for id in group))


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic: the highest stage with public evidence (0: none), and what the next one lacks."""

    topic: str
    module: str
    title: str
    stages: Bounds  # whole numbers: the least and the greatest still possible
    gap: Gap | None  # None after the last stage


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module: the lowest of its topics, with the spread."""

    module: str
    title: str
    stages: Bounds  # the least of its topics' least, and the least of their greatest
    spread: Bounds  # from the lowest to the highest of its topics, by what has evidence now
    lowest: tuple[str, ...]  # the topics that hold it back
    topics: tuple[TopicProgress, ...]

    @property
    def fewest(self) -> int:
        """How many statements would do for the module's next stage; 0 after the last."""
        return sum(topic.gap.fewest for topic in self.topics if topic.topic in self.lowest and topic.gap)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One line of the improvement plan: take a topic to its next stage."""

    topic: str
    title: str
    gap: Gap
    lifts_module: bool  # the topic alone holds its module back
    holds_back: bool  # it is among the lowest of its module


@dataclass(frozen=True, slots=True)
class Journey:
    """A company's way through all modules, with the plan."""

    modules: tuple[ModuleProgress, ...]
    plan: tuple[PlanStep, ...]

    @property
    def topics(self) -> tuple[TopicProgress, ...]:
        """All topics, module by module."""
        return tuple(topic for module in self.modules for topic in module.topics)


def journey(rubric: Rubric, findings: Mapping[str, Truth]) -> Journey:
    """All modules and the plan, from findings by full element id; one not mentioned is unknown.

    Raises ValueError for a rubric that gives points.
    """
    if rubric.scoring is not Scoring.STAGES:
        raise ValueError(f"{rubric.name} gives points and has no stages; use a rubric of stages")
    modules = tuple(
        module_progress(
            theme.id,
            theme.title,
            tuple(topic_progress(topic, findings) for topic in rubric.indicators if topic.theme == theme.id),
        )
        for theme in rubric.themes
    )
    return Journey(modules, plan(modules))


def topic_progress(topic: Indicator, findings: Mapping[str, Truth]) -> TopicProgress:
    """One topic, from findings by full element id; one not mentioned is unknown (choice cumulative)."""
    known = {element.key: findings.get(element.id, Truth.UNKNOWN) for element in topic.elements}
    reached = bounds(topic, known)
    return TopicProgress(topic.id, topic.theme, topic.title, reached, _gap(topic, known, int(reached.low)))


def module_progress(module: str, title: str, topics: Sequence[TopicProgress]) -> ModuleProgress:
    """A module is the lowest of its topics, with the spread (choice modules).

    The bounds are exact: whatever the open statements turn out to be, no topic falls below its least nor
    rises above its greatest, and each can reach both whatever the others do.
    """
    least = [topic.stages.low for topic in topics]
    return ModuleProgress(
        module=module,
        title=title,
        stages=Bounds(min(least), min(topic.stages.high for topic in topics)),
        spread=Bounds(min(least), max(least)),
        lowest=tuple(topic.topic for topic in topics if topic.stages.low == min(least)),
        topics=tuple(topics),
    )


def plan(modules: Iterable[ModuleProgress]) -> tuple[PlanStep, ...]:
    """One step for each topic that has a next stage, the closest first (choice next_step).

    Closest is what the fewest statements would do for; among equals what holds its module back stands first,
    then the lower stage, then the rubric's order.
    """
    steps = [
        PlanStep(
            topic=topic.topic,
            title=topic.title,
            gap=topic.gap,
            lifts_module=module.lowest == (topic.topic,),
            holds_back=topic.topic in module.lowest,
        )
        for module in modules
        for topic in module.topics
        if topic.gap is not None
    ]
    return tuple(sorted(steps, key=lambda step: (step.gap.fewest, not step.holds_back, step.gap.stage)))


def _gap(topic: Indicator, known: Mapping[str, Truth], reached: int) -> Gap | None:
    following = next((level for level in topic.levels if level.number > reached), None)
    if following is None:
        return None
    left = _left(following.tree, {key for key, value in known.items() if value is Truth.MET})
    assert left is not None  # else the stage would count
    groups = _groups(left)
    order = topic.keys.index
    return Gap(
        stage=following.number,
        choices=tuple(tuple(f"{topic.id}/{key}" for key in sorted(group, key=order)) for group in groups),
        against=tuple(
            f"{topic.id}/{key}"
            for key in topic.keys
            if known[key] is Truth.NOT_MET and any(key in group for group in groups)
        ),
        fewest=fewest(left),
    )


def _left(tree: Tree, met: Collection[str]) -> Tree | None:
    """What of a tree still lacks evidence; None when it is met."""
    if isinstance(tree, Leaf):
        return None if tree.element in met else tree
    branches = [_left(branch, met) for branch in tree.branches]
    if isinstance(tree, AnyOf):
        return None if None in branches else AnyOf(tuple(branch for branch in branches if branch is not None))
    open_branches = tuple(branch for branch in branches if branch is not None)
    return AllOf(open_branches) if open_branches else None


def _groups(tree: Tree) -> list[tuple[str, ...]]:
    """What is needed together; of the statements of one group, one helps (all of them, where a branch asks so)."""
    if isinstance(tree, AllOf):
        return [group for branch in tree.branches for group in _groups(branch)]
    return [leaves(tree)]
