"""Every combination of findings under chrb-core-2019, against an enumeration written by hand.

The functions below are the rubric's table in plain Python, written from its text and not from the data files
or the engine. Each takes the indicator's elements in order and returns its points, with "may" where the half
point is one that may be awarded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

import pytest

import rubric
from rubric.engine import FindingsError, bounds, score
from rubric.scores import Truth

May = tuple[float, str]
FIRM, MAY = "", "may"
RUBRIC = rubric.load("chrb-core-2019")


def a_1_1(s1a: bool, s1b: bool, s1c: bool, s1d: bool, s2a: bool, s2b: bool) -> May:
    if s1a or s1b or s1c or s1d:
        return (2, FIRM) if s2a or s2b else (1, FIRM)
    return (0.5, MAY) if s2a or s2b else (0, FIRM)


def a_1_2(s1a: bool, s1b: bool, s1c: bool, s2a: bool, s2b: bool, s2c: bool) -> May:
    if (s1a or s1b) and s1c:
        if s2a and s2b and s2c:
            return 2, FIRM
        return (1.5, FIRM) if s2a or s2b or s2c else (1, FIRM)
    return (0.5, FIRM) if s1a or s1b or s1c else (0, FIRM)


def a_1_4(s1a: bool, s1b: bool, s2a: bool, s2b: bool) -> May:
    if s1a or s1b:
        return (2, FIRM) if s2a or s2b else (1, FIRM)
    return (0.5, MAY) if s2a or s2b else (0, FIRM)


def a_1_5(s1a: bool, s2a: bool, s2b: bool, s2c: bool) -> May:
    if not s1a:
        return (0.5, MAY) if s2a or s2b or s2c else (0, FIRM)
    if s2a and (s2b or s2c):
        return 2, FIRM
    return (1.5, FIRM) if s2a or s2b or s2c else (1, FIRM)


def b_1_1(s1a: bool, s2a: bool, s2b: bool) -> May:
    if not s1a:
        return (0.5, MAY) if s2a or s2b else (0, FIRM)
    if s2a and s2b:
        return 2, FIRM
    return (1.5, FIRM) if s2a or s2b else (1, FIRM)


def b_2_1(s1a: bool, s1b: bool, s2a: bool, s2b: bool) -> May:
    if s2a and s2b:
        return 2, FIRM
    if s1a and s1b:
        return (1.5, FIRM) if s2a or s2b else (1, FIRM)
    if s1a or s1b:
        return 0.5, FIRM
    return (0.5, MAY) if s2a or s2b else (0, FIRM)


def b_2_2(s1a: bool, s1b: bool) -> May:
    return (2 if s1a and s1b else 1 if s1a or s1b else 0), FIRM


def b_2_3(s1a: bool, s1b: bool, s1c: bool) -> May:
    if s1a and s1b and s1c:
        return 2, FIRM
    if (s1a and s1b) or s1c:
        return 1, FIRM
    return (0.5, FIRM) if s1a or s1b else (0, FIRM)


def b_2_4(s1a: bool, s1b: bool) -> May:
    return (2 if s1a and s1b else 1 if s1a or s1b else 0), FIRM


def b_2_5(s1a: bool, s1b: bool, s2a: bool, s2b: bool) -> May:
    if s1a and s1b:
        if s2a and s2b:
            return 2, FIRM
        return (1.5, FIRM) if s2a or s2b else (1, FIRM)
    if s1a or s1b:
        return 0.5, FIRM
    return (0.5, MAY) if s2a or s2b else (0, FIRM)


def c_1(s1a: bool, s2a: bool, s2b: bool, s2c: bool, s2d: bool) -> May:
    if not s1a:
        return (0.5, MAY) if s2a or s2b or s2c or s2d else (0, FIRM)
    if s2a and s2b and (s2c or s2d):
        return 2, FIRM
    return (1.5, FIRM) if s2a or s2b or s2c or s2d else (1, FIRM)


def c_2(s1a: bool, s2a: bool, s2b: bool, s2c: bool) -> May:
    if not s1a:
        return (0.5, MAY) if s2a or s2b or s2c else (0, FIRM)
    if s2a and (s2b or s2c):
        return 2, FIRM
    return (1.5, FIRM) if s2a or s2b or s2c else (1, FIRM)


def c_7(s1a: bool, s1b: bool, s2a: bool, s2b: bool, s2c: bool) -> May:
    if not (s1a or s1b):
        return (0.5, MAY) if s2a or s2b or s2c else (0, FIRM)
    if (s2a or s2b) and s2c:
        return 2, FIRM
    return (1.5, FIRM) if s2a or s2b or s2c else (1, FIRM)


BY_HAND: dict[str, tuple[tuple[str, ...], Callable[..., May]]] = {
    "A.1.1": (("S1.a", "S1.b", "S1.c", "S1.d", "S2.a", "S2.b"), a_1_1),
    "A.1.2": (("S1.a", "S1.b", "S1.c", "S2.a", "S2.b", "S2.c"), a_1_2),
    "A.1.4": (("S1.a", "S1.b", "S2.a", "S2.b"), a_1_4),
    "A.1.5": (("S1.a", "S2.a", "S2.b", "S2.c"), a_1_5),
    "B.1.1": (("S1.a", "S2.a", "S2.b"), b_1_1),
    "B.2.1": (("S1.a", "S1.b", "S2.a", "S2.b"), b_2_1),
    "B.2.2": (("S1.a", "S1.b"), b_2_2),
    "B.2.3": (("S1.a", "S1.b", "S1.c"), b_2_3),
    "B.2.4": (("S1.a", "S1.b"), b_2_4),
    "B.2.5": (("S1.a", "S1.b", "S2.a", "S2.b"), b_2_5),
    "C.1": (("S1.a", "S2.a", "S2.b", "S2.c", "S2.d"), c_1),
    "C.2": (("S1.a", "S2.a", "S2.b", "S2.c"), c_2),
    "C.7": (("S1.a", "S1.b", "S2.a", "S2.b", "S2.c"), c_7),
}
INDICATORS = tuple(BY_HAND)


@cache
def points(indicator: str, *met: bool) -> float:
    return BY_HAND[indicator][1](*met)[0]


def truths(indicator: str, values: tuple[Truth, ...]) -> dict[str, Truth]:
    return dict(zip(BY_HAND[indicator][0], values, strict=True))


def test_the_hand_written_table_covers_the_rubric() -> None:
    assert {indicator.id: indicator.keys for indicator in RUBRIC.indicators} == {
        id: keys for id, (keys, _) in BY_HAND.items()
    }
    assert sum(len(keys) for keys, _ in BY_HAND.values()) == len(RUBRIC.elements) == 52
    assert sum(2 ** len(keys) for keys, _ in BY_HAND.values()) == 296


@pytest.mark.parametrize("id", INDICATORS)
def test_every_truth_assignment_gives_the_points_of_the_hand_written_table(id: str) -> None:
    keys, by_hand = BY_HAND[id]
    indicator = RUBRIC.indicator(id)
    for values in product((True, False), repeat=len(keys)):
        findings = {key: Truth.MET if met else Truth.NOT_MET for key, met in zip(keys, values, strict=True)}
        scored = score(indicator, findings)
        expected, may = by_hand(*values)
        assert (scored.low, scored.high) == (expected, expected), findings
        assert any(note.kind == "discretionary" for note in scored.proof.notes) == (may == MAY), findings


@pytest.mark.parametrize("id", INDICATORS)
def test_bounds_are_the_least_and_the_greatest_over_all_completions(id: str) -> None:
    keys = BY_HAND[id][0]
    indicator = RUBRIC.indicator(id)
    open_ways = {Truth.MET: (True,), Truth.NOT_MET: (False,), Truth.UNKNOWN: (True, False)}
    for values in product(Truth, repeat=len(keys)):
        possible = [points(id, *choice) for choice in product(*(open_ways[value] for value in values))]
        found = score(indicator, truths(id, values))
        assert (found.low, found.high) == (min(possible), max(possible)), values
        quick = bounds(indicator, truths(id, values))
        assert (quick.low, quick.high) == (found.low, found.high), values


@pytest.mark.parametrize("id", INDICATORS)
def test_each_node_of_a_proof_is_right_and_settled_by_the_elements_it_names(id: str) -> None:
    """With only the named elements as they are and all others unknown, a settled node keeps its value."""
    indicator = RUBRIC.indicator(id)
    for values in product(Truth, repeat=len(indicator.keys)):
        known = truths(id, values)
        for level in score(indicator, known).proof.parts:
            if level.value is Truth.UNKNOWN:
                assert {known[key.partition("/")[2]] for key in level.decided_by} == {Truth.UNKNOWN}
                continue
            named = {key.partition("/")[2] for key in level.decided_by}
            alone = {key: value for key, value in known.items() if key in named}
            again = next(part for part in score(indicator, alone).proof.parts if part.name == level.name)
            assert again.value == level.value, (level.name, known)


def test_an_element_that_is_not_mentioned_is_unknown() -> None:
    indicator = RUBRIC.indicator("A.1.1")
    assert bounds(indicator, {}) == bounds(indicator, dict.fromkeys(indicator.keys, Truth.UNKNOWN))
    assert (score(indicator, {}).low, score(indicator, {}).high) == (0, 2)


def test_an_element_of_another_indicator_is_an_error_that_names_the_right_ones() -> None:
    with pytest.raises(FindingsError, match=r"B\.2\.2 has no element 'S2\.a'; write one of: S1\.a, S1\.b"):
        score(RUBRIC.indicator("B.2.2"), {"S2.a": Truth.MET})
