"""Each sentence of tests/data/act-sentences/ is judged as the acts ask; its README explains a case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from test_qualify import Case, cases, fits, judged, judgement

import rubric
from extractors.records import Evidence, Verdict
from extractors.rules import open_rules
from rubric.kinds import Kind

ACTS = ("au-modern-slavery-2018", "uk-modern-slavery-2015", "ca-supply-chains-2023")
RULES = {name: open_rules(name).with_model(None) for name in ACTS}
ELEMENTS = {element.id: element for name in ACTS for element in rubric.load(name).elements}
OF = {element.id: name for name in ACTS for element in rubric.load(name).elements}
CASES = tuple(cases(Path(__file__).parent / "data" / "act-sentences"))


def found_in(case: Case) -> Mapping[str, Evidence]:
    """What the rules of the acts that a case asks about find in it."""
    asked = {OF[element] for element in case.asked}
    return {element: piece for name in sorted(asked) for element, piece in judged(case, RULES[name]).items()}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_sentence_is_judged_as_the_acts_ask(case: Case) -> None:
    found = found_in(case)
    for element, right in case.asked.items():
        says = judgement(found, element)
        known = case.today.get(element)
        if known is None:
            assert fits(says, right), f"{case.file}: {element} is judged `{says}`: {case.text}"
        elif fits(says, right):
            pytest.fail(f"{case.file}: {element} is judged right now; remove it from the case's `today`: {case.text}")
        else:
            assert says == known, f"{case.file}: {element}: wrong as before, but otherwise; write `{says}` as `today`"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_asks_only_for_what_the_acts_know(case: Case) -> None:
    for element, right in case.asked.items():
        assert right in {"supports", "none", "unsupported", *ELEMENTS[element].reasons}, f"{case.file}: {case.text}"
    assert set(case.today) <= set(case.asked)


@pytest.mark.parametrize("case", [case for case in CASES if "supports" in case.asked.values()], ids=str)
@pytest.mark.parametrize("kind", ["human rights policy", "sustainability report", "human rights report", "statement"])
def test_nothing_outside_a_statement_supports_an_act(case: Case, kind: str) -> None:
    if "heading" in case.setting:
        return  # the file of what stands outside has parts that are headed as statements
    elsewhere = found_in(replace(case, setting={**case.setting, "kind": kind}))
    assert not [element for element, piece in elsewhere.items() if piece.verdict is Verdict.SUPPORTS]
    right = [element for element, says in case.asked.items() if says == "supports" and element not in case.today]
    told = {element: judgement(elsewhere, element) for element in right}
    without_the_setting = {"none", "no_detail"}  # it may need the statement around it to say what it is about
    assert set(told.values()) <= {"not_statement", *without_the_setting}, told


def test_what_supports_in_a_statement_is_named_as_standing_outside_elsewhere() -> None:
    firm = [case for case in CASES if "supports" in case.asked.values() and "heading" not in case.setting]
    told = Counter[str]()
    for case in firm:
        elsewhere = found_in(replace(case, setting={**case.setting, "kind": "human rights policy"}))
        told.update(judgement(elsewhere, element) for element, says in case.asked.items() if says == "supports")
    assert told["not_statement"] >= 0.9 * sum(told.values()), told


@pytest.mark.parametrize("name", ACTS)
def test_every_element_of_an_act_must_stand_in_a_statement(name: str) -> None:
    for element in rubric.load(name).elements:
        assert (element.carried_by, element.elsewhere) == ((Kind.MODERN_SLAVERY_STATEMENT,), "not_statement")


def test_every_element_has_two_sentences_that_support_it_and_two_that_do_not() -> None:
    yes = Counter(element for case in CASES for element, right in case.asked.items() if right == "supports")
    no = Counter(element for case in CASES for element, right in case.asked.items() if right != "supports")
    assert [element for element in ELEMENTS if yes[element] < 2 or no[element] < 2] == []


@pytest.mark.parametrize("name", ACTS)
def test_every_element_has_rules_wordings_and_its_place_and_borrows_nothing(name: str) -> None:
    for element in rubric.load(name).elements:
        assert element.frame
        assert len(element.wordings) >= 2
        section = ".".join(re.findall(r"\w+", element.source.split(", ")[1])[1:])
        assert section == element.indicator  # "s 16(1)(b)" is where 16.1.b stands
    assert not any(frame.via for known in RULES[name].languages.values() for frame in known.frames)


@pytest.mark.parametrize("name", ACTS)
def test_a_criterion_is_described_or_not_and_nothing_between(name: str) -> None:
    known = rubric.load(name)
    assert [stage.title for stage in known.stages] == ["Described"]
    for indicator in known.indicators:
        assert len(indicator.levels) == 1
        assert set(indicator.keys) == {element.key for element in indicator.elements}
