"""The agenda asks for elements while they matter, stays in an indicator until it is final, and ends when all is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from review_samples import by_hand
from test_findings import row
from test_shown import different, found

import rubric as rubrics
from extractors.records import Outcome
from findings.agenda import Kind, Question, agenda, folded, next_indicator, next_question, questions_in
from findings.cards import Card, card, copies, focus, focus_after, in_turn
from findings.company import CompanyState, state_of
from findings.empties import empties
from findings.pace import pace, time_left
from workspace.records import Candidate, Decision, DocumentRow, Ruling

CHRB = rubrics.load("chrb-core-2019")
PARTS = "A.1.2/S2.a"
FOUR = ("freedom_of_association", "forced_labour", "child_labour", "discrimination")
FIRST, SECOND = CHRB.indicators[:2]
UNREAD = row(Outcome.NO_TEXT_LAYER, source="scan.pdf", search=None)


def state(
    candidates: Sequence[Candidate] = (),
    decisions: Sequence[Decision] = (),
    documents: Sequence[DocumentRow] = (row(),),
) -> CompanyState:
    return state_of(CHRB, candidates, decisions, documents)


def decided(**rulings: Ruling) -> list[Decision]:
    """By hand on elements of the first indicator: `S1_a=Ruling.MET`."""
    return [by_hand(f"{FIRST.id}/{key.replace('_', '.')}", ruling) for key, ruling in rulings.items()]


def asked(now: CompanyState) -> list[str]:
    return [one.element.key for one in questions_in(now, FIRST)]


# --- what is asked


def test_all_elements_of_a_company_that_was_never_reviewed_matter() -> None:
    now = agenda(state())
    assert {one.element.id for one in now.questions} == {one.id for one in CHRB.elements}
    assert (now.final, now.held, now.indicators) == ((), (), 13)


def test_indicators_are_asked_in_the_rubrics_order() -> None:
    assert agenda(state()).open == tuple(one.id for one in CHRB.indicators)


def test_an_alternative_is_not_asked_once_another_is_met() -> None:
    assert asked(state(decisions=decided(S1_a=Ruling.MET))) == ["S2.a", "S2.b"]


def test_what_folds_away_says_through_what() -> None:
    (one, *others) = folded(state(decisions=decided(S1_a=Ruling.MET)), FIRST)
    assert str(one) == "A.1.1/S1.b: not needed, S1.a is met"
    assert [each.element.key for each in others] == ["S1.c", "S1.d"]


def test_nothing_folds_away_before_anything_is_decided() -> None:
    assert not any(folded(state(), indicator) for indicator in CHRB.indicators)


def test_a_final_indicator_asks_nothing() -> None:
    now = state(decisions=decided(S1_a=Ruling.MET, S2_b=Ruling.MET))
    assert asked(now) == []
    assert agenda(now).final == (FIRST.id,)


def test_an_empty_agenda_means_that_all_scores_are_final() -> None:
    decisions: list[Decision] = []
    while question := next_question(state(decisions=decisions)):
        decisions.append(by_hand(question.element.id, Ruling.NOT_MET))
    assert len(agenda(state(decisions=decisions)).final) == 13


def test_what_does_not_apply_is_asked_no_more_and_holds_its_score_open() -> None:
    decisions = [by_hand(one.id, Ruling.NOT_APPLICABLE) for one in CHRB.elements]
    now = agenda(state(decisions=decisions))
    assert now.questions == ()
    assert len(now.held) == 13
    assert folded(state(decisions=decisions), FIRST) == ()


def test_what_has_passages_is_asked_before_what_has_none() -> None:
    now = state([found(element="A.1.1/S2.b")])
    kinds = [one.kind for one in questions_in(now, FIRST)]
    assert asked(now)[0] == "S2.b"
    assert kinds == [Kind.PASSAGES, *[Kind.EMPTY] * 5]


def test_what_is_empty_comes_first_where_closing_it_spares_reading() -> None:
    indicator = CHRB.indicator("A.1.2")
    now = state([found(element="A.1.2/S2.b")])
    kinds = [one.kind for one in questions_in(now, indicator)]
    assert kinds == [*[Kind.EMPTY] * 5, Kind.PASSAGES]
    closed = state(
        [found(element="A.1.2/S2.b")],
        [by_hand(one.element.id, Ruling.NOT_MET) for one in questions_in(now, indicator)[:5]],
    )
    assert questions_in(closed, indicator) == ()


def test_what_is_empty_comes_last_where_passages_are_read_all_the_same() -> None:
    indicator = CHRB.indicator("A.1.2")
    now = state([found(element=f"A.1.2/{key}") for key in ("S1.a", "S1.c")])
    kinds = [one.kind for one in questions_in(now, indicator)]
    assert kinds == [*[Kind.PASSAGES] * 2, *[Kind.EMPTY] * 4]


def test_what_was_skipped_comes_last_of_what_it_was_asked_with() -> None:
    passages = [found(element="A.1.1/S1.a"), found(element="A.1.1/S2.b")]
    assert asked(state(passages))[:2] == ["S2.b", "S1.a"]
    skipped = [passages[0], replace(passages[1], decided=Ruling.SKIPPED)]
    assert asked(state(skipped))[0] == "S1.a"
    assert asked(state(skipped))[-1] == "S2.b"


def test_answers_left_count_the_empty_elements_of_an_indicator_once() -> None:
    assert agenda(state()).left == 13
    assert agenda(state([found()])).left == 14


# --- which comes next


def test_a_decision_stays_in_its_indicator_until_that_is_final() -> None:
    first = CHRB.element("A.1.1/S1.a")
    following = next_question(state(decisions=decided(S1_a=Ruling.MET)), after=first)
    assert following is not None
    assert following.indicator == FIRST
    final = state(decisions=decided(S1_a=Ruling.MET, S2_a=Ruling.MET))
    following = next_question(final, after=first)
    assert following is not None
    assert following.indicator == SECOND


def test_passing_over_every_question_leads_round_to_the_first() -> None:
    now = state([found()])
    here = next_question(now)
    passed: list[Question] = []
    while here is not None and here not in passed:
        passed.append(here)
        here = next_question(now, after=here.element)
    assert here == agenda(now).questions[0]
    assert len(passed) == agenda(now).left  # what is empty in an indicator is one question


def test_the_next_indicator_is_the_next_that_is_open_and_after_the_last_the_first() -> None:
    now = state(decisions=[by_hand(one.id, Ruling.NOT_MET) for one in SECOND.elements])
    following = next_indicator(now, FIRST)
    assert following is not None
    assert following.indicator == CHRB.indicators[2]
    last = next_indicator(now, CHRB.indicators[-1])
    assert last is not None
    assert last.indicator == FIRST


def test_nothing_comes_next_when_all_is_final() -> None:
    done = state(decisions=[by_hand(one.id, Ruling.NOT_MET) for one in CHRB.elements])
    assert next_question(done, CHRB.elements[0]) is None
    assert next_indicator(done, FIRST) is None


# --- empty elements


def test_empty_elements_close_together_where_all_was_searched() -> None:
    gathered = empties(state([found()]), FIRST)
    assert [one.element.key for one in gathered.together] == ["S2.a", "S2.b", "S1.b", "S1.c", "S1.d"]
    assert gathered.apart == ()
    assert str(gathered.together[0]) == "A.1.1/S2.a: 1 of 1 document searched whole, no passage"


def test_nothing_closes_together_where_something_was_not_read() -> None:
    gathered = empties(state([found()], documents=[row(), UNREAD]), FIRST)
    assert gathered.together == ()
    assert len(gathered.apart) == 5
    assert str(gathered.apart[0].looked) == "1 of 2 documents searched whole"
    assert [one.source for one in gathered.apart[0].looked.not_whole] == ["scan.pdf"]


def test_an_element_that_no_longer_matters_is_not_closed_with_the_others() -> None:
    gathered = empties(state(decisions=decided(S1_a=Ruling.MET)), FIRST)
    assert [one.element.key for one in gathered.together] == ["S2.a", "S2.b"]


def test_scraps_that_are_not_shown_are_told_with_the_receipt() -> None:
    scrap = found("Human rights", reason="weak_wording", element="A.1.1/S2.a")
    gathered = empties(state([scrap]), FIRST)
    told = "A.1.1/S2.a: 1 of 1 document searched whole, no passage is shown, 1 weaker was found"
    assert str(gathered.together[0]) == told
    assert gathered.found == "no passage is shown", "what is said of all is true of each"
    assert str(gathered.together[1]).endswith("searched whole, no passage")
    assert empties(state([found()]), FIRST).found == "no passage"


# --- cards


def of(now: CompanyState, element: str) -> Card:
    return card(now, CHRB.element(element))


def test_a_card_has_supports_then_near_misses_then_what_is_weaker() -> None:
    near = different(12, "weak_wording")
    shown = of(state([*near, *different(2)]), "A.1.1/S1.a")
    assert (len(shown.supports), len(shown.near), len(shown.weaker)) == (2, 8, 4)
    first = focus(shown)
    assert first == shown.supports[0]
    assert focus_after(shown, shown.supports[1]) == shown.near[0]
    assert focus_after(shown, shown.near[-1]) is None


def test_one_decision_covers_the_other_places_of_a_statement_but_no_decided_one() -> None:
    places = [found(), found(document="b" * 64), found(start=900)]
    assert set(copies(state(places), places[0])) == {places[1].id, places[2].id}
    weak = replace(places[1], decided=Ruling.WEAK)
    assert copies(state([places[0], weak, places[2]]), places[0]) == (places[2].id,)


def test_of_parts_what_shows_a_missing_one_is_asked() -> None:
    both = found("We allow unions and forbid forced labour everywhere.", element=PARTS, shows=FOUR[:2])
    one = found("We forbid forced labour in all of our mills.", element=PARTS, shows=FOUR[1:2], start=200)
    shown = of(state([one, both]), PARTS)
    first = focus(shown)
    assert first is not None
    assert first.first.id == both.id
    after = of(state([one, replace(both, decided=Ruling.SUPPORTS)]), PARTS)
    assert [part.name for part in after.missing] == list(FOUR[2:])
    assert focus(after) is None
    assert [said.first.id for said in after.weaker] == [one.id]


def test_a_part_without_a_passage_has_none_and_the_card_says_where_it_was_looked_for() -> None:
    one = found("We forbid forced labour in all of our mills.", element=PARTS, shows=FOUR[1:2])
    shown = of(state([one], documents=[row(), UNREAD]), PARTS)
    assert [(part.name, len(part.statements)) for part in shown.parts] == [(name, name == FOUR[1]) for name in FOUR]
    assert str(shown.looked) == "1 of 2 documents searched whole"
    assert not shown.looked.counts


def test_what_was_skipped_is_read_after_the_rest() -> None:
    first, second = different(2)
    shown = of(state([replace(first, decided=Ruling.SKIPPED), second]), "A.1.1/S1.a")
    assert [said.first.id for said in in_turn(shown)] == [second.id, first.id]


# --- pace


def lines(*seconds: int, who: str = "R. Viewer") -> list[Decision]:
    """Decisions on different elements, so many seconds after each other."""
    at, log = 0, []
    for number, gap in enumerate((0, *seconds)):
        at += gap
        moment = f"2026-03-02T{10 + at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}+00:00"
        log.append(replace(by_hand(CHRB.elements[number].id, Ruling.MET), at=moment, who=who, seq=number + 1))
    return log


def test_the_pace_is_the_median_of_ones_own_gaps_without_breaks() -> None:
    assert pace(lines(10, 20, 30, 40, 50, 3000), "R. Viewer") == 30
    assert pace(lines(10, 20, 30, 40, 50), "Another") is None
    assert time_left(4, 30.0) == 120


@pytest.mark.parametrize("gaps", [(), (10, 20, 30, 40), (10, 20, 30, 40, 900)])
def test_a_few_gaps_tell_no_pace(gaps: tuple[int, ...]) -> None:
    assert pace(lines(*gaps), "R. Viewer") is None
    assert time_left(4, pace(lines(*gaps), "R. Viewer")) is None


def test_several_lines_of_one_element_are_one_question_and_one_press_is_one_moment() -> None:
    log = lines(10, 20, 30, 40, 50, 60)
    twice = [replace(log[1], seq=1, at=log[0].at), *(replace(line, seq=line.seq + 1) for line in log[1:])]
    assert pace(twice, "R. Viewer") == 40
    pressed_once = [replace(line, at=log[0].at) for line in log]
    assert pace(pressed_once, "R. Viewer") is None
