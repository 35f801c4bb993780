"""What is not shown is drawn by lot, and the bound on what it hides is exact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import comb

import pytest
from test_findings import row
from test_shown import different, found

import rubric as rubrics
from findings.company import CompanyState, state_of
from findings.missed import Missed, hidden, missed, most_supporting, sampled
from findings.renewed import Renewal
from workspace.records import Candidate, Ruling

CHRB = rubrics.load("chrb-core-2019")
ELEMENT = CHRB.element("A.1.1/S1.a")
NEAR = different(28, "weak_wording")  # eight are shown


def state(candidates: Collection[Candidate]) -> CompanyState:
    return state_of(CHRB, list(candidates), [], [row()])


def judged(ruling: Ruling, ids: Collection[str]) -> CompanyState:
    return state([replace(one, decided=ruling) if one.id in ids else one for one in NEAR])


def test_the_lot_is_the_same_for_everybody_and_goes_on_with_the_same() -> None:
    now, backwards = state(NEAR), state(NEAR[::-1])
    assert len(hidden(now, ELEMENT)) == 20
    drawn = [said.first.id for said in sampled(now, ELEMENT)]
    assert drawn == [said.first.id for said in sampled(backwards, ELEMENT)]
    assert drawn == [said.first.id for said in sampled(now, ELEMENT, 5)][:2]
    assert set(drawn).isdisjoint(now.shown.ids)


def test_the_lot_does_not_go_by_weight() -> None:
    weights = [said.weight for said in hidden(state(NEAR), ELEMENT)]
    assert weights != sorted(weights, reverse=True)


def test_what_was_drawn_stays_drawn_when_it_is_judged() -> None:
    drawn = {said.first.id for said in sampled(state(NEAR), ELEMENT)}
    after = judged(Ruling.REJECTED, drawn)
    assert {said.first.id for said in sampled(after, ELEMENT)} == drawn


def test_nothing_is_said_before_one_that_was_drawn_is_judged() -> None:
    picked = hidden(state(NEAR), ELEMENT)[7].first.id
    for nobody in (state(NEAR), judged(Ruling.REJECTED, {picked})):
        found = missed(nobody, ELEMENT)
        assert (found.judged, found.at_most) == (0, found.unread)
        assert str(found).endswith(", none was judged yet: any may support.")


def test_where_all_is_shown_nothing_is_missed() -> None:
    assert missed(state([found()]), ELEMENT).at_most == 0
    assert str(missed(state([found()]), ELEMENT)) == "All that was found is shown."


def test_the_more_of_the_drawn_are_turned_down_the_less_can_be_missed() -> None:
    drawn = [said.first.id for said in sampled(state(NEAR), ELEMENT, 20)]
    at_most = [missed(judged(Ruling.REJECTED, drawn[:count]), ELEMENT).at_most for count in (1, 5, 10, 20)]
    assert at_most == [most_supporting(20, count, 0) for count in (1, 5, 10, 20)]
    assert at_most[0] == 18
    assert at_most[-1] == 0


def test_the_bound_says_what_it_means() -> None:
    drawn = [said.first.id for said in sampled(state(NEAR), ELEMENT, 10)]
    told = str(missed(judged(Ruling.REJECTED, drawn), ELEMENT))
    assert told == (
        "Of 20 statements that are not shown 10 were drawn by lot and judged, none of them supports: "
        "with 95 % confidence at most 3 of the 10 unread support."
    )


def test_what_a_person_picked_out_counts_as_read_and_not_as_drawn() -> None:
    every = [said.first.id for said in hidden(state(NEAR), ELEMENT)]
    both = missed(judged(Ruling.REJECTED, {*every[:5], every[12]}), ELEMENT)
    assert (both.judged, both.unread) == (5, 14)


@pytest.mark.parametrize(("population", "drawn", "confirmed"), [(20, 10, 0), (26, 2, 0), (40, 12, 1), (7, 7, 3)])
def test_the_bound_is_the_exact_one(population: int, drawn: int, confirmed: int) -> None:
    def likely(supporting: int) -> bool:
        lots = range(confirmed + 1)
        below = sum(comb(supporting, k) * comb(population - supporting, drawn - k) for k in lots if k <= drawn)
        return below / comb(population, drawn) > 0.05

    bound = most_supporting(population, drawn, confirmed)
    assert likely(bound)
    assert bound == population - drawn + confirmed or not likely(bound + 1)


def test_a_lot_of_hundreds_has_its_bound_too() -> None:
    assert most_supporting(1500, 500, 3) == 20


def test_a_count_of_one_is_told_in_the_singular() -> None:
    assert str(Missed(1, 0, 0, 1, 1)) == ("Of 1 statement that is not shown, none was judged yet: any may support.")
    assert str(Missed(1, 1, 0, 0, 0)) == "Of 1 statement that is not shown 1 was drawn by lot and judged."
    assert str(Missed(3, 2, 0, 1, 1)) == (
        "Of 3 statements that are not shown 2 were drawn by lot and judged, none of them supports: "
        "with 95 % confidence at most 1 of the 1 unread supports."
    )
    assert (
        str(Renewal(1, ()))
        == "From 1 judged near miss: 0 kinds shift, 0 open passages would stand earlier and 0 later."
    )
    assert str(Renewal(2, ())).startswith("From 2 judged near misses: ")
