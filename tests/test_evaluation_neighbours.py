"""A sentence of a statement is judged among its neighbours; of another text's sentences it knows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from evaluation.neighbours import AmongNeighbours
from evaluation.question import Question

LABEL = "aims/C4_mitigation"


@dataclass(frozen=True)
class Alone:
    """A classifier that says of each sentence what it is told to."""

    odds: Sequence[float]

    def log_odds(self, asked: Sequence[Question]) -> list[dict[str, float]]:
        return [{LABEL: odds} for odds, _ in zip(self.odds, asked, strict=True)]


def carried(odds: Sequence[float], texts: str = "") -> list[bool]:
    """Of each sentence whether it carries the label; `texts` has a letter for each, the text that it is of."""
    asked = [Question(company, None, "A sentence.") for company in texts or "a" * len(odds)]
    return [LABEL in found for found in AmongNeighbours(Alone(odds)).supported(asked)]


def test_a_sentence_that_says_too_little_carries_what_both_its_neighbours_do() -> None:
    assert carried([3.0, -1.0, 3.0]) == [True, True, True]
    assert carried([-3.0, -1.0, 3.0])[1] is False


def test_a_sentence_that_is_nearly_sure_of_nothing_is_not_carried_along() -> None:
    assert carried([3.0, -4.0, 3.0])[1] is False


def test_a_weak_claim_among_sentences_about_something_else_falls() -> None:
    assert carried([-4.0, 0.5, -4.0])[1] is False
    assert carried([0.5]) == [True]


def test_a_neighbour_of_another_text_says_nothing() -> None:
    assert carried([3.0, -1.0, 3.0], "abc")[1] is False
    assert carried([3.0, -1.0, 3.0], "abb")[1] is False


@pytest.mark.parametrize(("far", "counts"), [(1, True), (2, True), (3, True), (4, False)])
def test_three_sentences_on_each_side_are_heard(far: int, counts: bool) -> None:
    others = [-0.1] * far
    assert carried([6.0, *others])[far] is counts


def test_no_single_sentence_decides_for_others_however_sure_it_is() -> None:
    assert carried([1000.0, -2.0])[1] is False


def test_what_was_learnt_of_nothing_supports_nothing() -> None:
    class Nothing:
        def log_odds(self, asked: Sequence[Question]) -> list[dict[str, float]]:
            return [{} for _ in asked]

    assert AmongNeighbours(Nothing()).supported([Question("a", None, "A sentence.")]) == [frozenset()]
