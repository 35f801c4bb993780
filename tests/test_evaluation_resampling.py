"""Bootstrap intervals: by document, paired, the same each time, and honest where there is nothing to count."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.comparison import comparison, interval, lead
from evaluation.counts import SUPPORT_COUNTS, Counts
from evaluation.figures import SUPPORT, kappa, ratio
from evaluation.gold import SET
from evaluation.resampling import compare
from findings.resampled import Interval

SHARE = {"share": ratio("right", "all")}


def counts(**numbers: list[int]) -> Counts:
    return {name: np.array(of, dtype=np.float64) for name, of in numbers.items()}


def share(right: list[int], every: list[int]) -> Interval:
    return compare({"rules": counts(right=right, all=every)}, SHARE).intervals["rules"]["share"]


def test_documents_that_all_agree_leave_no_doubt() -> None:
    assert share([1, 2, 3], [2, 4, 6]) == Interval(0.5, 0.5, 0.5)


def test_a_figure_lies_within_its_interval_and_is_that_of_all_documents_together() -> None:
    found = share([1, 9, 0, 4], [10, 10, 5, 5])
    assert found.value == round(14 / 30, 4)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.value < found.high <= 0.9


def test_more_passages_of_the_same_documents_make_a_figure_no_surer() -> None:
    assert share([1, 9, 0, 4], [10, 10, 5, 5]) == share([10, 90, 0, 40], [100, 100, 50, 50])


def test_more_documents_make_a_figure_surer() -> None:
    few, many = share([1, 9, 0, 4], [10, 10, 5, 5]), share([1, 9, 0, 4] * 20, [10, 10, 5, 5] * 20)
    assert few.low is not None
    assert many.low is not None
    assert many.low > few.low


def test_the_same_counts_give_the_same_interval_each_time() -> None:
    assert share([1, 9, 0], [10, 10, 5]) == share([1, 9, 0], [10, 10, 5])


def test_a_system_has_no_lead_over_itself_however_unsure_its_figure() -> None:
    mine = counts(right=[1, 9, 0, 4], all=[10, 10, 5, 5])
    compared = compare({"rules": mine, "other": mine}, SHARE)
    assert compared.differences["other"]["share"] == Interval(0.0, 0.0, 0.0)


def test_a_lead_in_every_document_is_sure_even_where_the_documents_differ() -> None:
    rules = counts(right=[9, 2, 5, 8], all=[10, 10, 10, 10])
    other = counts(right=[7, 0, 3, 6], all=[10, 10, 10, 10])
    compared = compare({"rules": rules, "other": other}, SHARE)
    assert compared.differences["other"]["share"] == Interval(0.2, 0.2, 0.2)
    assert compared.intervals["rules"]["share"].low != compared.intervals["rules"]["share"].high


@pytest.mark.parametrize("numbers", [{"right": [0, 0], "all": [0, 0]}, {"right": [], "all": []}])
def test_there_is_no_figure_where_there_is_nothing_to_divide_by(numbers: dict[str, list[int]]) -> None:
    assert share(numbers["right"], numbers["all"]) == Interval(None, None, None)


def test_resamples_without_anything_to_divide_by_are_left_out() -> None:
    assert share([3, 0, 0], [4, 0, 0]) == Interval(0.75, 0.75, 0.75)


def test_kappa_too_has_an_interval_over_whole_documents() -> None:
    pairs = counts(elements=[50, 40], gold_met=[25, 20], said_met=[30, 12], both_met=[20, 9])
    found = compare({"rules": pairs}, {"kappa": kappa}).intervals["rules"]["kappa"]
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


@pytest.mark.parametrize(
    ("difference", "lower", "said"),
    [
        (Interval(0.2, 0.12, 0.29), False, "better by .200 (.120 to .290)"),
        (Interval(0.2, 0.12, 0.29), True, "worse by .200 (.120 to .290)"),
        (Interval(-0.2, -0.29, -0.12), True, "better by .200 (.120 to .290)"),
        (Interval(-0.02, -0.09, 0.05), False, "worse by .020 (-.050 to .090), which may be chance"),
        (Interval(None, None, None), False, "cannot be compared"),
    ],
)
def test_a_lead_is_said_in_words_with_its_direction_and_its_doubt(difference: Interval, lower: bool, said: str) -> None:
    assert lead(difference, lower) == said


def test_every_headline_figure_is_printed_for_each_system_with_the_lead_over_the_others() -> None:
    numbers = counts(
        **{name: [value] * 2 for name, value in zip(SUPPORT_COUNTS, (4, 3, 2, 4, 3, 5, 1, 3, 2), strict=True)}
    )
    text = list(comparison(compare({"rules": numbers, "keywords": numbers}, SUPPORT), SET.headline, 2, "documents"))
    assert len(text) == 1 + 3 * len(SET.headline)
    assert text[0].endswith("2 documents lie; leads over the same resamples.")
    assert sum("rules better by .000 (.000 to .000)" in line for line in text) == len(SET.headline)
    assert interval(Interval(0.5, 0.25, 1.0)) == ".500 (.250 to 1.000)"
