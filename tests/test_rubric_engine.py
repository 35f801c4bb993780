"""The engine on trees of any depth, its proofs, and rubrics of stages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rubric
from rubric.engine import DISCRETIONARY, bounds, result, score
from rubric.model import AllOf, AnyOf, Element, Indicator, Leaf, Level, Points, Scoring, Tree
from rubric.proof import proof_data, proof_text, with_evidence
from rubric.scores import Proof, ProofKind, Truth
from rubric.trees import and_branches, is_met, requirements, truth, ways

RUBRIC = rubric.load("chrb-core-2019")
KEYS = tuple("abcdef")
ORDER = {Truth.NOT_MET: 0, Truth.UNKNOWN: 1, Truth.MET: 2}

# No deadline: a busy machine must not fail a test of logic.
calm = settings(deadline=None, database=None)

trees: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(KEYS).map(Leaf),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda branches: st.sampled_from([AllOf(tuple(branches)), AnyOf(tuple(branches))])
    ),
    max_leaves=8,
)
truths = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(Truth))


def made(first: Tree, second: Tree, points: Points, implied: bool = False) -> Indicator:
    elements = tuple(Element(f"X/{key}", key, "X", key, "nowhere", "any") for key in KEYS)
    levels = (Level(1, first), Level(2, second))
    return Indicator(
        "X", "T", "invented", Scoring.POINTS, (), points, elements, levels, score_2_implies_score_1=implied
    )


def topic(stages: Sequence[Tree]) -> Indicator:
    elements = tuple(Element(f"X/{key}", key, "X", key, "nowhere", "any") for key in KEYS)
    levels = tuple(Level(number, tree) for number, tree in enumerate(stages, 1))
    return Indicator("X", "T", "invented", Scoring.STAGES, (), None, elements, levels)


points = st.builds(lambda half, star, more: Points((), half, star, more), st.booleans(), st.booleans(), st.booleans())
indicators = st.one_of(
    st.builds(made, trees, trees, points, st.booleans()),
    st.lists(trees, min_size=1, max_size=4).map(topic),
)


def completions(findings: dict[str, Truth]) -> list[set[str]]:
    choices = [
        (True, False) if findings.get(key, Truth.UNKNOWN) is Truth.UNKNOWN else (findings[key] is Truth.MET,)
        for key in KEYS
    ]
    return [{key for key, met in zip(KEYS, values, strict=True) if met} for values in product(*choices)]


@calm
@given(trees, truths)
def test_a_tree_is_settled_exactly_when_all_completions_agree(tree: Tree, findings: dict[str, Truth]) -> None:
    values = {is_met(tree, met) for met in completions(findings)}
    expected = Truth.UNKNOWN if len(values) == 2 else Truth.MET if values == {True} else Truth.NOT_MET
    assert truth(tree, findings) is expected


@calm
@given(indicators, truths)
def test_bounds_are_exact_for_any_indicator(indicator: Indicator, findings: dict[str, Truth]) -> None:
    values = [result(indicator, met).value for met in completions(findings)]
    found = bounds(indicator, findings)
    assert (found.low, found.high) == (min(values), max(values))


@calm
@given(indicators, truths, st.sampled_from(KEYS))
def test_more_evidence_never_lowers_a_result(indicator: Indicator, findings: dict[str, Truth], key: str) -> None:
    before = bounds(indicator, findings)
    better = {Truth.NOT_MET: Truth.UNKNOWN, Truth.UNKNOWN: Truth.MET, Truth.MET: Truth.MET}
    after = bounds(indicator, {**findings, key: better[findings.get(key, Truth.UNKNOWN)]})
    assert after.low >= before.low
    assert after.high >= before.high


@calm
@given(st.sampled_from(RUBRIC.indicators), st.data())
def test_more_evidence_never_lowers_a_score_of_the_real_rubric(indicator: Indicator, data: st.DataObject) -> None:
    lower = {key: data.draw(st.sampled_from(Truth)) for key in indicator.keys}
    at_least = {key: [value for value in Truth if ORDER[value] >= ORDER[lower[key]]] for key in lower}
    higher = {key: data.draw(st.sampled_from(values)) for key, values in at_least.items()}
    before, after = bounds(indicator, lower), bounds(indicator, higher)
    assert after.low >= before.low
    assert after.high >= before.high


@calm
@given(trees)
def test_the_ways_to_meet_a_tree_are_all_smallest_sets(tree: Tree) -> None:
    found = ways(tree)
    every = [set(met) for met in completions({})]
    for met in every:
        assert is_met(tree, met) == any(way <= met for way in found)
    assert all(not is_met(tree, way - {key}) for way in found for key in way)


def test_in_an_and_group_a_branch_counts_as_a_whole() -> None:
    inner_or, inner_and = AnyOf((Leaf("a"), Leaf("b"))), AllOf((Leaf("a"), Leaf("b")))
    exists = Points((), half=True, star=False, one_and_half=False)
    never = AllOf((Leaf("e"), Leaf("f")))
    assert result(made(AllOf((inner_or, Leaf("c"))), never, exists), {"a"}).value == 0.5
    assert result(made(AllOf((inner_and, Leaf("c"))), never, exists), {"a"}).value == 0
    assert result(made(AllOf((inner_and, Leaf("c"))), never, exists), {"a", "b"}).value == 0.5
    assert result(made(AnyOf((inner_and, Leaf("c"))), never, exists), {"a"}).value == 0.5


def test_half_steps_look_through_or_groups_and_stop_at_and_groups() -> None:
    tree = AnyOf((AllOf((Leaf("a"), AllOf((Leaf("b"), Leaf("c"))))), Leaf("d")))
    assert list(and_branches(tree)) == [Leaf("a"), AllOf((Leaf("b"), Leaf("c")))]
    assert list(requirements(tree)) == [Leaf("a"), AllOf((Leaf("b"), Leaf("c"))), Leaf("d")]


def test_a_half_point_that_does_not_exist_is_not_given() -> None:
    none = Points((), half=False, star=False, one_and_half=False)
    indicator = made(AllOf((Leaf("a"), Leaf("b"))), AllOf((Leaf("c"), Leaf("d"))), none)
    assert result(indicator, {"a", "c"}).value == 0
    assert result(indicator, {"a", "b", "c"}).value == 1


@pytest.mark.parametrize(
    ("met", "unknown", "low", "high"),
    [
        ("", "", 0, 0),
        ("ab", "", 1, 1),
        ("abd", "", 1, 1),  # the third stage without the second does not count
        ("abc", "", 2, 2),
        ("abcd", "", 3, 3),
        ("abd", "c", 1, 3),
        ("cd", "ab", 0, 3),
    ],
)
def test_a_stage_counts_with_all_those_below_it(met: str, unknown: str, low: int, high: int) -> None:
    stages = topic([AllOf((Leaf("a"), Leaf("b"))), Leaf("c"), Leaf("d")])
    values = {key: Truth.MET if key in met else Truth.UNKNOWN if key in unknown else Truth.NOT_MET for key in KEYS}
    scored = score(stages, values)
    assert (scored.low, scored.high) == (low, high)
    words = f"is {low or 'none'}" if low == high else f"is from {low or 'none'} to {high}"
    first = proof_text(scored.proof).splitlines()[0]
    assert first == f"X invented: the highest stage with public evidence {words}"


def test_a_proof_reads_as_text_without_knowing_the_code() -> None:
    findings = {"S1.a": Truth.NOT_MET, "S2.b": Truth.MET}
    text = proof_text(score(RUBRIC.indicator("C.2"), findings).proof)
    assert text.splitlines()[:5] == [
        f"C.2 {RUBRIC.indicator('C.2').title}: 0.5 points",
        "  Why: Score 1 is not met, but at least one requirement of Score 2 is.",
        f"  Discretionary: {DISCRETIONARY}",
        "  [not met] Score 1, decided by S1.a",
        f"    [not met] C.2/S1.a {RUBRIC.element('C.2/S1.a').label}",
    ]
    assert "  [not known yet] Score 2, waits for S2.a" in text.splitlines()
    assert "      [met] any of, decided by S2.b" in text.splitlines()


def test_a_proof_with_open_elements_says_what_both_bounds_rest_on() -> None:
    lines = proof_text(score(RUBRIC.indicator("A.1.1"), {"S1.a": Truth.MET}).proof).splitlines()
    assert lines[0].endswith(": 1 to 2 points")
    assert lines[1] == "  Least, if nothing open is met: Score 1 is met, Score 2 is not."
    assert lines[2] == "  Greatest, if all that is open is met: Score 1 and Score 2 are met."


def test_a_proof_is_data_with_a_version_and_every_element() -> None:
    proof = score(RUBRIC.indicator("B.2.1"), {"S2.a": Truth.MET, "S2.b": Truth.MET}).proof
    data = proof_data(with_evidence(proof, {"B.2.1/S2.a": ["0123456789abcdef"]}))
    read = json.loads(json.dumps(data))
    assert (read["version"], read["name"], read["low"], read["high"]) == (1, "B.2.1", 2.0, 2.0)
    assert [note["kind"] for note in read["notes"]] == ["low", "high", "caution"]
    first, second = read["parts"]
    assert (first["name"], first["value"]) == ("Score 1", "unknown")
    assert (second["name"], second["value"], second["decided_by"]) == (
        "Score 2",
        "met",
        ["B.2.1/S2.a", "B.2.1/S2.b"],
    )
    leaves = [leaf for level in read["parts"] for leaf in level["parts"][0]["parts"]]
    assert [leaf["name"] for leaf in leaves] == [element.id for element in RUBRIC.indicator("B.2.1").elements]
    assert [leaf["evidence"] for leaf in leaves] == [[], [], ["0123456789abcdef"], []]


def test_evidence_stands_under_its_element_and_nowhere_else() -> None:
    proof = with_evidence(score(RUBRIC.indicator("C.1"), {}).proof, {"C.1/S2.c": ["one", "two"], "C.2/S2.a": ["no"]})

    def nodes(node: Proof) -> list[Proof]:
        return [node, *(below for part in node.parts for below in nodes(part))]

    assert {node.name: node.evidence for node in nodes(proof) if node.evidence} == {"C.1/S2.c": ("one", "two")}
    assert all(node.kind is ProofKind.ELEMENT for node in nodes(proof) if node.evidence)
    assert "evidence: one, two" in proof_text(proof)
