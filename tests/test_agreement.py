"""Agreement of two readings: on the published examples, and what missing values and chance do to it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from findings.agreement import FEWEST_COMPANIES, FEWEST_ELEMENTS, Pair, agreement, alpha, kappa
from findings.resampled import Interval

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), C: nominal data, four observers, twelve units,
# with missing values (.).
FOUR = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The same, A: binary data, two observers, no missing values.
TWO = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
# The same, B: nominal data, two observers, no missing values.
NOMINAL = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")


def units(rows: tuple[str, ...]) -> list[list[str | None]]:
    said = [[None if value == "." else value for value in row.split()] for row in rows]
    return [list(unit) for unit in zip(*said, strict=True)]


@pytest.mark.parametrize(("rows", "published"), [(TWO, 0.095), (NOMINAL, 0.692), (FOUR, 0.743)])
def test_alpha_is_that_of_krippendorffs_published_examples(rows: tuple[str, ...], published: float) -> None:
    assert alpha(units(rows)) == pytest.approx(published, abs=0.0005)


def test_alpha_of_two_readings_is_the_same_by_pairs() -> None:
    pairs = [Pair("A", str(n), *unit) for n, unit in enumerate(units(NOMINAL))]
    assert agreement(pairs).alpha.value == alpha(units(NOMINAL))


def test_kappa_is_that_of_a_published_table() -> None:
    """J. Cohen's formula on the table of the usual example: 20 and 15 agreed, 5 and 10 not, kappa 0.4."""
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    assert kappa([pair for pair, times in table.items() for _ in range(times)]) == pytest.approx(0.4)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    found = kappa(pairs)
    if len({name for pair in pairs for name in pair}) > 1:
        assert found == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)), abs=0.0001)
    else:
        assert found is None


def test_what_one_alone_decided_counts_in_no_figure_and_is_told() -> None:
    both = [Pair("A", str(n), *pair) for n, pair in enumerate(product(("met", "not_met"), repeat=2))]
    alone = [Pair("A", "x", "met", None), Pair("A", "y", None, "met"), Pair("A", "z", None, None)]
    one, other = agreement(both), agreement([*both, *alone])
    assert (one.kappa, one.alpha) == (other.kappa, other.alpha)
    assert (other.compared, other.same, other.only_first, other.only_second) == (4, 2, 1, 1)


def test_where_all_is_the_same_there_is_no_figure() -> None:
    found = agreement([Pair("A", str(n), "met", "met") for n in range(5)])
    assert (found.kappa.value, found.alpha.value, found.kappa.low) == (None, None, None)
    assert agreement([]).alpha.value is None
    assert alpha([["met", None], [None, "met"]]) is None


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    pairs = [Pair("A", str(n), "met", "met" if n % 4 else "not_met") for n in range(30)]
    pairs += [Pair("A", f"n{n}", "not_met", "not_met") for n in range(30)]
    found = agreement(pairs)
    for figure in (found.kappa, found.alpha):
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert -1 <= figure.low < figure.value < figure.high <= 1
    assert agreement(pairs) == found


def test_companies_are_drawn_where_there_are_enough_of_them() -> None:
    def of(companies: int) -> list[Pair]:
        said = [("met", "met"), ("not_met", "not_met"), ("met", "not_met")]
        return [Pair(f"C{n}", str(i), *pair) for n in range(companies) for i, pair in enumerate(said)]

    few, enough = agreement(of(FEWEST_COMPANIES - 1)), agreement(of(FEWEST_COMPANIES))
    assert (few.by_company, enough.by_company) == (False, True)
    assert enough.kappa.low is None  # these companies are all alike, and so is what is drawn of them
    assert few.kappa.low is not None
    assert few.kappa.low != few.kappa.high


def test_of_few_elements_no_interval_is_given_however_many_companies_they_are_of() -> None:
    said = [("met", "met"), ("not_met", "met"), ("met", "not_met"), ("not_met", "not_met"), ("met", "met")]
    found = agreement([Pair(f"C{n}", "x", *pair) for n, pair in enumerate(said)])
    assert (found.compared, found.by_company) == (FEWEST_COMPANIES, True)
    assert (found.kappa.low, found.alpha.low) == (None, None)


@pytest.mark.parametrize("number", [3, FEWEST_ELEMENTS - 1])
def test_of_few_elements_no_interval_is_given(number: int) -> None:
    pairs = [Pair("A", str(n), "met" if n else "not_met", "met" if n > 1 else "not_met") for n in range(number)]
    found = agreement(pairs)
    for figure in (found.kappa, found.alpha):
        assert (figure.value is None, figure.low, figure.high) == (False, None, None)
    enough = agreement([*pairs, *(Pair("A", f"n{n}", "met", "met") for n in range(FEWEST_ELEMENTS - number))])
    assert enough.kappa.low is not None


def test_where_no_draw_differs_no_interval_says_that_the_figure_is_certain() -> None:
    both = [Pair("A", str(n), *(("met",) * 2 if n % 2 else ("not_met",) * 2)) for n in range(40)]
    assert agreement(both).kappa == agreement(both).alpha == Interval(1.0)
