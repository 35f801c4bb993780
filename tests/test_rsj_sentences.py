"""Each sentence of tests/data/rsj-sentences/ is judged as the journey asks; its README explains a case."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_qualify import Case, cases, fits, judged, judgement

from extractors.rules import open_rules
from rubric import open_rubric

RULES = open_rules("rsj-2018").with_model(None)
STATEMENTS = {element.id: element for element in open_rubric("rsj-2018").elements}
CASES = tuple(cases(Path(__file__).parent / "data" / "rsj-sentences"))
FLOOR = 0.9  # the share of judgements that are right; raise it when rules are mended, never lower it


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_sentence_is_judged_as_the_journey_asks(case: Case) -> None:
    found = judged(case, RULES)
    for statement, right in case.asked.items():
        says = judgement(found, statement)
        known = case.today.get(statement)
        if known is None:
            assert fits(says, right), f"{case.file}: {statement}: {case.text}"
        elif fits(says, right):
            pytest.fail(f"{case.file}: {statement} is judged right now; remove it from the case's `today`: {case.text}")
        else:
            assert says == known, f"{case.file}: {statement}: wrong as before, but otherwise; write `{says}` as `today`"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_asks_only_for_what_the_journey_knows(case: Case) -> None:
    assert case.asked, f"{case.file}: name a statement and its judgement: {case.text}"
    for statement, right in case.asked.items():
        assert statement in STATEMENTS, f"{case.file}: {statement!r} is no statement: {case.text}"
        known = {"supports", "none", "unsupported", *STATEMENTS[statement].reasons}
        assert right in known, f"{case.file}: {right!r} does not apply to {statement}: {case.text}"
    assert set(case.today) <= set(case.asked), f"{case.file}: `today` names another statement: {case.text}"
    right_now = [statement for statement, says in case.today.items() if fits(says, case.asked[statement])]
    assert not right_now, f"{case.file}: `today` is no miss: {case.text}"


def test_there_are_enough_sentences_and_none_twice() -> None:
    told = Counter(case.text for case in CASES)
    assert len(told) >= 100
    assert not [text for text, times in told.items() if times > 1]


def test_every_statement_with_rules_of_its_own_has_a_sentence_that_supports_it() -> None:
    supported = {statement for case in CASES for statement, right in case.asked.items() if right == "supports"}
    lacking = {statement for statement, element in STATEMENTS.items() if element.frame} - supported
    assert not lacking, f"write sentences for these statements: {sorted(lacking)}"


def test_the_share_of_right_judgements_does_not_fall() -> None:
    asked = sum(len(case.asked) for case in CASES)
    right = asked - sum(len(case.today) for case in CASES)
    assert right / asked >= FLOOR, f"{right} of {asked} judgements are right, less than the floor of {FLOOR:.0%}"
