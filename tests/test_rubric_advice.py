"""Which confirmation matters: exact, against trying everything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rubric_engine import KEYS, indicators, truths

import rubric
from rubric.advice import Advice, Step, advise, at_least
from rubric.engine import FindingsError, result
from rubric.model import Indicator
from rubric.scores import Truth
from rubric.trees import is_met

RUBRIC = rubric.load("chrb-core-2019")
calm = settings(deadline=None, database=None)


def subsets(keys: Iterable[str]) -> list[frozenset[str]]:
    known = list(keys)
    return [frozenset(chosen) for size in range(len(known) + 1) for chosen in combinations(known, size)]


def tried(
    indicator: Indicator, findings: dict[str, Truth], likely: Collection[str], closed: Collection[str]
) -> tuple[dict[str, tuple[int | None, int | None]], list[tuple[float, int, int]]]:
    """By trying all sets of open elements: how many others a confirmation and a rejection of each needs to
    change a bound, and for each score above the least the fewest confirmations, with how many not likely."""
    met = {key for key in indicator.keys if findings.get(key) is Truth.MET}
    unknown = [key for key in indicator.keys if findings.get(key, Truth.UNKNOWN) is Truth.UNKNOWN]
    open_ = [key for key in unknown if key not in closed]

    def up(more: frozenset[str]) -> float:
        return result(indicator, met | more).value

    def down(less: frozenset[str]) -> float:
        return result(indicator, (met | set(unknown)) - less).value

    costs: dict[str, tuple[int | None, int | None]] = {}
    for key in open_:
        others = subsets(other for other in open_ if other != key)
        confirmed = [len(one) for one in others if up(one | {key}) > up(one)]
        rejected = [len(one) for one in others if down(one | {key}) < down(one)]
        if confirmed or rejected:
            costs[key] = (min(confirmed, default=None), min(rejected, default=None))
    worth = {one: up(one) for one in subsets(open_)}
    rises = sorted({value for value in worth.values() if value > worth[frozenset()]})
    steps = [
        (value, *min((len(one), sum(key not in likely for key in one)) for one in worth if worth[one] >= value))
        for value in rises
    ]
    return costs, steps


def assert_exact(
    indicator: Indicator, findings: dict[str, Truth], likely: Collection[str], closed: Collection[str] = ()
) -> None:
    advice = advise(indicator, findings, likely, closed)
    costs, steps = tried(indicator, findings, likely, closed)
    found = {
        one.element: tuple(None if way is None else len(way) for way in (one.confirmed_with, one.rejected_with))
        for one in advice.matters
    }
    assert found == costs
    assert_the_ways_do_what_they_say(indicator, findings, advice, closed)
    for step, expected in ((advice.next, steps[:1]), (advice.maximum, steps[-1:])):
        if step is None:
            assert not expected
        else:
            dear = sum(key not in likely for key in step.elements)
            assert [(step.value, len(step.elements), dear)] == [(step.value, *expected[0][1:])]
            assert step.value >= expected[0][0]
    assert [one.cost for one in advice.matters] == sorted(one.cost for one in advice.matters)


def assert_the_ways_do_what_they_say(
    indicator: Indicator, findings: dict[str, Truth], advice: Advice, closed: Collection[str]
) -> None:
    met = {key for key in indicator.keys if findings.get(key) is Truth.MET}
    unknown = {key for key in indicator.keys if findings.get(key, Truth.UNKNOWN) is Truth.UNKNOWN}
    for one in advice.matters:
        assert one.element not in closed
        if one.confirmed_with is not None:
            before = met | set(one.confirmed_with)
            assert result(indicator, before | {one.element}).value > result(indicator, before).value
        if one.rejected_with is not None:
            before = (met | unknown) - set(one.rejected_with)
            assert result(indicator, before - {one.element}).value < result(indicator, before).value
    for step in (advice.next, advice.maximum):
        if step is not None:
            assert result(indicator, met | set(step.elements)).value == step.value


@calm
@given(indicators, truths, st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS), max_size=2))
def test_advice_on_any_indicator_is_what_trying_everything_gives(
    indicator: Indicator, findings: dict[str, Truth], likely: set[str], closed: set[str]
) -> None:
    assert_exact(indicator, findings, likely, closed)


@pytest.mark.parametrize("id", [indicator.id for indicator in RUBRIC.indicators])
def test_advice_on_the_chrb_is_exact_whatever_was_decided_first(id: str) -> None:
    indicator = RUBRIC.indicator(id)
    assert_exact(indicator, {}, ())
    for key in indicator.keys:
        for value in (Truth.MET, Truth.NOT_MET):
            assert_exact(indicator, {key: value}, indicator.keys[::2])
    for first, second in combinations(indicator.keys, 2):
        assert_exact(indicator, {first: Truth.MET, second: Truth.NOT_MET}, indicator.keys[1::2])


@calm
@given(indicators, st.sets(st.sampled_from(KEYS)), st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0]))
def test_at_least_is_met_just_when_the_engine_gives_as_much(indicator: Indicator, met: set[str], value: float) -> None:
    if value <= indicator.maximum:
        assert is_met(at_least(indicator, value), met) == (result(indicator, met).value >= value)


def test_advice_reads_as_a_researcher_would_say_it() -> None:
    advice = advise(RUBRIC.indicator("A.1.2"), {"S1.c": Truth.MET}, likely=["S1.a"])
    first = advice.matters[0]
    assert (first.element, first.confirmed_with) == ("S1.a", ())  # at once, and passages wait
    assert advice.next == Step(1.0, ("S1.a",))
    assert advice.maximum == Step(2.0, ("S1.a", "S2.a", "S2.b", "S2.c"))


def test_nothing_is_advised_where_the_score_stands() -> None:
    advice = advise(RUBRIC.indicator("A.1.1"), {"S1.a": Truth.MET, "S2.b": Truth.MET})
    assert (advice.matters, advice.next, advice.maximum) == ((), None, None)


def test_an_element_that_does_not_apply_is_never_advised() -> None:
    advice = advise(RUBRIC.indicator("B.1.1"), {"S1.a": Truth.MET}, closed=["S2.a"])
    assert [one.element for one in advice.matters] == ["S2.b"]
    assert advice.maximum == Step(1.5, ("S2.b",))
    assert advice.bounds.high == 2.0


def test_a_key_that_the_indicator_does_not_have_is_refused() -> None:
    with pytest.raises(FindingsError, match=r"no element 'S9'"):
        advise(RUBRIC.indicator("A.1.1"), {"S9": Truth.MET})
