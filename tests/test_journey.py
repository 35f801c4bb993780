"""Stages, gaps, modules and the plan, against an enumeration that does not use the engine."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rubric
from rubric.engine import bounds
from rubric.journey import Journey, journey, topic_progress
from rubric.scores import Bounds, Truth

RUBRIC = rubric.load("rsj-2018")
IDS = [element.id for element in RUBRIC.elements]
SMALL = [topic.id for topic in RUBRIC.indicators if len(topic.elements) <= 8]
FINDINGS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(list(Truth)))
# 3.a, stages 1 to 3: own operations and supply chain, of which each needs one.
EXAMPLES = {
    "1": (range(1, 4), range(4, 9)),
    "2": (range(1, 4), range(4, 12)),
    "3": (range(1, 4), range(4, 12)),
}


def stage_by_hand(topic: str, met: set[str]) -> int:
    """The highest stage with public evidence, straight from the wording of the source."""
    own = [id for id in IDS if id.startswith(f"{topic}/")]
    for stage in "1234":
        cell = [id for id in own if id.startswith(f"{topic}/{stage}.")]
        if topic == "3.a" and stage in EXAMPLES:
            enough = all(any(f"{topic}/{stage}.{number}" in met for number in numbers) for numbers in EXAMPLES[stage])
        else:
            enough = met.issuperset(cell)
        if not enough:
            return int(stage) - 1
    return 4


def found(topic: str, values: dict[str, Truth]) -> Bounds:
    own = {id.partition("/")[2]: value for id, value in values.items() if id.startswith(f"{topic}/")}
    return bounds(RUBRIC.indicator(topic), own)


@pytest.mark.parametrize("topic", SMALL)
def test_every_assignment_of_a_small_topic_gives_the_stage_of_the_wording(topic: str) -> None:
    ids = [id for id in IDS if id.startswith(f"{topic}/")]
    for values in product((True, False), repeat=len(ids)):
        met = {id for id, value in zip(ids, values, strict=True) if value}
        known = {id: Truth.MET if id in met else Truth.NOT_MET for id in ids}
        stage = stage_by_hand(topic, met)
        assert found(topic, known) == Bounds(stage, stage)


@pytest.mark.parametrize("topic", ["1.d", "2.c"])
def test_bounds_are_the_least_and_greatest_over_all_completions(topic: str) -> None:
    ids = [id for id in IDS if id.startswith(f"{topic}/")]
    for values in product(Truth, repeat=len(ids)):
        known = dict(zip(ids, values, strict=True))
        unknown = [id for id in ids if known[id] is Truth.UNKNOWN]
        sure = {id for id in ids if known[id] is Truth.MET}
        stages = [
            stage_by_hand(topic, sure | {id for id, met in zip(unknown, choice, strict=True) if met})
            for choice in product((True, False), repeat=len(unknown))
        ]
        assert found(topic, known) == Bounds(min(stages), max(stages))


@given(FINDINGS, st.sets(st.sampled_from(IDS)), st.sampled_from([topic.id for topic in RUBRIC.indicators]))
@settings(max_examples=200, deadline=None)
def test_any_completion_lies_within_the_bounds_and_the_bounds_are_reached(
    values: dict[str, Truth], chosen: set[str], topic: str
) -> None:
    def stage(unknown_met: set[str]) -> int:
        met = {id for id in IDS if values.get(id) is Truth.MET}
        unknown = {id for id in IDS if values.get(id, Truth.UNKNOWN) is Truth.UNKNOWN}
        return stage_by_hand(topic, met | unknown & unknown_met)

    within = found(topic, values)
    assert within.low <= stage(chosen) <= within.high
    assert (within.low, within.high) == (stage(set()), stage(set(IDS)))


@given(FINDINGS, st.sampled_from(IDS))
@settings(max_examples=200, deadline=None)
def test_more_evidence_never_lowers_a_topic_or_a_module(values: dict[str, Truth], more: str) -> None:
    before, after = journey(RUBRIC, values), journey(RUBRIC, {**values, more: Truth.MET})
    lows = zip(before.topics, after.topics, strict=True)
    assert all(old.stages.low <= new.stages.low for old, new in lows)
    for old, new in zip(before.modules, after.modules, strict=True):
        assert old.stages.low <= new.stages.low
        # What was found to have no evidence may now have some; what was open stays within the same bounds.
        assert old.stages.high <= new.stages.high


@given(FINDINGS)
@settings(max_examples=200, deadline=None)
def test_filling_a_gap_in_any_of_its_ways_gives_the_next_stage_and_nothing_less_does(
    values: dict[str, Truth],
) -> None:
    for topic in journey(RUBRIC, values).topics:
        if topic.gap is None:
            assert topic.stages.low == 4
            continue
        assert topic.gap.stage == topic.stages.low + 1
        assert topic.gap.fewest == len(topic.gap.choices)
        assert not any(values.get(id) is Truth.MET for id in topic.gap.statements)
        met = {id for id in IDS if values.get(id) is Truth.MET}
        for pick in (0, -1):
            filled = {group[pick] for group in topic.gap.choices}
            assert stage_by_hand(topic.topic, met | filled) >= topic.gap.stage
            assert all(stage_by_hand(topic.topic, met | (filled - {left_out})) < topic.gap.stage for left_out in filled)


def whole(stages: dict[str, int]) -> Journey:
    """The journey when every statement of these topics up to these stages has evidence, and nothing else."""
    met = {id: Truth.MET for id in IDS if int(id.partition("/")[2][0]) <= stages.get(id.partition("/")[0], 0)}
    return journey(RUBRIC, {id: met.get(id, Truth.NOT_MET) for id in IDS})


def test_a_module_is_the_lowest_of_its_topics_shown_with_the_spread() -> None:
    result = whole({"2.a": 3, "2.b": 1, "2.c": 4, "2.d": 1, "4.a": 2})
    modules = {module.module: module for module in result.modules}
    assert modules["2"].stages == Bounds(1, 1)
    assert modules["2"].spread == Bounds(1, 4)
    assert modules["2"].lowest == ("2.b", "2.d")
    assert modules["2"].fewest == 3 + 2  # 2.b has three statements at stage 2, 2.d two
    assert (modules["4"].stages, modules["4"].spread) == (Bounds(2, 2), Bounds(2, 2))
    assert modules["1"].lowest == ("1.a", "1.b", "1.c", "1.d")


def test_an_open_module_is_bounded_by_its_lowest_topics() -> None:
    known = {id: Truth.MET for id in IDS if id.startswith("3.a/")}
    known |= {"3.b/1.1": Truth.MET, "3.b/1.2": Truth.MET, "3.b/3.1": Truth.NOT_MET}
    module = journey(RUBRIC, known).modules[2]
    assert module.stages == Bounds(1, 2)
    assert (module.lowest, module.spread) == (("3.b",), Bounds(1, 4))


def test_the_plan_begins_with_what_the_fewest_statements_would_do_for() -> None:
    steps = whole({"1.a": 4, "2.c": 1, "2.d": 0, "3.a": 3}).plan
    assert [(step.topic, step.gap.fewest) for step in steps] == [
        ("2.d", 1),  # it holds its module back; 2.c, as close, does not
        ("2.c", 1),
        ("1.d", 2),
        ("2.a", 2),
        ("3.b", 2),
        ("2.b", 3),
        ("1.c", 4),
        ("4.a", 4),
        ("1.b", 5),
        ("3.a", 6),  # it is higher than 3.b already
    ]
    assert [step.topic for step in steps if step.lifts_module] == ["3.b", "4.a"]
    assert not steps[1].holds_back


def test_examples_of_3_a_are_alternatives_and_what_was_looked_at_is_told() -> None:
    known = {"3.a/1.2": Truth.MET, "3.a/1.4": Truth.NOT_MET}
    gap = topic_progress(RUBRIC.indicator("3.a"), known).gap
    assert gap is not None
    assert gap.choices == (("3.a/1.4", "3.a/1.5", "3.a/1.6", "3.a/1.7", "3.a/1.8"),)
    assert (gap.fewest, gap.against) == (1, ("3.a/1.4",))


def test_after_the_last_stage_nothing_is_missing() -> None:
    everything = journey(RUBRIC, dict.fromkeys(IDS, Truth.MET))
    assert everything.plan == ()
    assert all(topic.gap is None for topic in everything.topics)
    assert all(module.fewest == 0 for module in everything.modules)


def test_a_rubric_of_points_has_no_journey() -> None:
    with pytest.raises(ValueError, match="chrb-core-2019 gives points and has no stages"):
        journey(rubric.load("chrb-core-2019"), {})
