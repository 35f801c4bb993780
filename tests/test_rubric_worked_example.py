"""The source's own worked example, indicator C.7, step by step."""

from __future__ import annotations

import rubric
from rubric.engine import Scored, score
from rubric.scores import Truth

C_7 = rubric.load("chrb-core-2019").indicator("C.7")
REMEDY_IT_GAVE, REMEDY_IT_WOULD_GIVE = "S1.a", "S1.b"
CHANGES_IT_MADE, REVIEW_IT_WOULD_MAKE, EVALUATION = "S2.a", "S2.b", "S2.c"


def found(*met: str) -> Scored:
    """The score of a company that meets exactly these elements."""
    return score(C_7, {key: Truth.MET if key in met else Truth.NOT_MET for key in C_7.keys})


def points(*met: str) -> float:
    scored = found(*met)
    assert scored.low == scored.high
    return scored.low


def test_a_company_can_score_0_and_1_and_one_and_a_half_and_2() -> None:
    assert points() == 0
    assert points(REMEDY_IT_GAVE) == 1
    assert points(REMEDY_IT_GAVE, EVALUATION) == 1.5
    assert points(REMEDY_IT_GAVE, CHANGES_IT_MADE, EVALUATION) == 2


def test_either_of_the_two_requirements_of_score_1_gives_1_point() -> None:
    assert points(REMEDY_IT_GAVE) == points(REMEDY_IT_WOULD_GIVE) == 1
    assert points(REMEDY_IT_GAVE, REMEDY_IT_WOULD_GIVE) == 1


def test_an_or_gives_no_half_point_of_its_own() -> None:
    assert C_7.points is not None
    assert not C_7.points.half
    assert not any(note.kind == "discretionary" for note in found(REMEDY_IT_GAVE).proof.notes)


def test_both_requirements_of_score_2_are_needed_for_2_points() -> None:
    assert points(REMEDY_IT_WOULD_GIVE, REVIEW_IT_WOULD_MAKE, EVALUATION) == 2
    assert points(REMEDY_IT_GAVE, CHANGES_IT_MADE, EVALUATION) == 2


def test_one_half_of_score_2_gives_one_and_a_half_points_with_score_1_met() -> None:
    assert points(REMEDY_IT_GAVE, CHANGES_IT_MADE) == 1.5
    assert points(REMEDY_IT_WOULD_GIVE, REVIEW_IT_WOULD_MAKE) == 1.5
    assert points(REMEDY_IT_GAVE, EVALUATION) == 1.5


def test_part_of_score_2_without_score_1_may_be_awarded_a_half_point() -> None:
    for met in [(EVALUATION,), (CHANGES_IT_MADE,), (REVIEW_IT_WOULD_MAKE, EVALUATION)]:
        scored = found(*met)
        assert (scored.low, scored.high) == (0.5, 0.5)
        assert "may be awarded" in next(note.text for note in scored.proof.notes if note.kind == "discretionary")


def test_nothing_above_half_a_point_without_score_1() -> None:
    assert points(CHANGES_IT_MADE, REVIEW_IT_WOULD_MAKE, EVALUATION) == 0.5
