"""The order in which a person looks: what would settle an element first, the same for the same input."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import rubric
from extractors.rank import order, weight
from extractors.records import Evidence, Verdict
from rubric.model import Reason

SUPPORT = 1.0  # the closeness of what counts


def evidence(number: int, weighing: float, document: str = "a" * 64, element: str = "A.1.1/S1.a") -> Evidence:
    return Evidence(
        document, "r", element, number, number + 5, "words", 1, Verdict.SUPPORTS, None, "", (), weight=weighing
    )


CHRB = rubric.load("chrb-core-2019")
NEAR = {reason.code: reason.closeness for reason in CHRB.reasons}


def test_a_firm_passage_stands_before_a_near_miss() -> None:
    assert all(weight(SUPPORT, 0, 0) > weight(closeness, 6, 0) for closeness in NEAR.values())


def test_a_question_of_wording_is_nearer_than_a_missing_description() -> None:
    assert NEAR["weak_wording"] > NEAR["future_plan"] > NEAR["no_detail"]
    assert weight(NEAR["weak_wording"], 1, 0) > weight(NEAR["future_plan"], 1, 0) > weight(NEAR["no_detail"], 1, 0)


def test_a_reason_of_which_the_rubric_says_nothing_stands_in_between() -> None:
    odd = Reason("a_reason_of_ones_own", "Odd.", "nowhere").closeness
    assert NEAR["weak_wording"] > odd > NEAR["no_detail"]


def test_what_rests_on_more_and_shows_more_stands_earlier() -> None:
    assert weight(SUPPORT, 3, 0) > weight(SUPPORT, 2, 0)
    assert weight(SUPPORT, 2, 2) > weight(SUPPORT, 2, 1)


def test_many_more_grounds_or_parts_add_no_more() -> None:
    assert weight(SUPPORT, 60, 40) == weight(SUPPORT, 6, 4)


def test_what_a_candidate_deserves_does_not_hang_on_the_others() -> None:
    """The tenth passage of a document counts like its first: nothing fades."""
    many = [evidence(number, 1.0) for number in range(10)]
    assert order([*many, evidence(99, 0.9)])[-1] == 10


def test_without_a_model_there_is_no_opinion() -> None:
    assert weight(SUPPORT, 2, 1) == weight(SUPPORT, 2, 1, 0.0) == weight(SUPPORT, 2, 1, None)


def test_a_models_opinion_moves_a_candidate_by_its_log_odds() -> None:
    plain = weight(NEAR["no_detail"], 2, 1)
    assert weight(NEAR["no_detail"], 2, 1, 2.0) == pytest.approx(
        plain + 2 * (weight(NEAR["no_detail"], 2, 1, 1.0) - plain)
    )
    assert weight(NEAR["no_detail"], 2, 1, -2.0) < plain


def test_a_near_miss_that_a_model_is_sure_of_may_stand_before_a_firm_passage_that_it_doubts() -> None:
    assert weight(NEAR["no_detail"], 2, 1, 2.0) > weight(SUPPORT, 2, 1, -2.0)


def test_the_order_is_the_same_however_the_candidates_come() -> None:
    some = [evidence(number, weighing) for number, weighing in ((1, 0.5), (2, 2.0), (3, 0.5), (4, 1.0))]
    some += [replace(some[0], element="A.1.1/S1.b"), replace(some[0], document="b" * 64)]
    first = [some[place] for place in order(some)]
    assert [one.weight for one in first] == sorted((one.weight for one in some), reverse=True)
    for seed in range(5):
        mixed = random.Random(seed).sample(some, len(some))
        assert [mixed[place] for place in order(mixed)] == first
