"""What the data of chrb-core-2019 must say, against lists written by hand."""

from __future__ import annotations

import re

import pytest

import rubric

RUBRIC = rubric.load("chrb-core-2019")
COMMITMENTS = {
    *(f"A.1.1/{key}" for key in ("S1.a", "S1.b", "S1.c", "S1.d", "S2.a", "S2.b")),
    *(f"A.1.2/{key}" for key in ("S1.a", "S1.b", "S1.c", "S2.a", "S2.b", "S2.c")),
    *("A.1.4/S1.a", "A.1.4/S2.a"),
    *(f"A.1.5/{key}" for key in ("S1.a", "S2.a", "S2.b", "S2.c")),
}
CORE_RIGHTS = ("freedom_of_association", "forced_labour", "child_labour", "discrimination")
HOURS_AND_SAFETY = ("working_week", "overtime_or_rest", "health_and_safety")
REASONS = (
    "weak_wording legal_limit not_policy no_sign_off selected_rights philanthropy proxy incomplete_list "
    "wrong_actor board_level material_not_salient business_risk local_only progress_only reporting_only "
    "managers_only other_topic_hotline future_plan conditional negated too_old not_public no_detail"
)


def carrying(reason: str) -> set[str]:
    return {element.id for element in RUBRIC.elements if reason in element.reasons}


def of(*indicators: str) -> set[str]:
    return {element.id for element in RUBRIC.elements if element.indicator in indicators}


def test_there_are_13_indicators_and_52_elements_in_the_order_of_the_source() -> None:
    assert [indicator.id for indicator in RUBRIC.indicators] == [
        *("A.1.1", "A.1.2", "A.1.4", "A.1.5"),
        *("B.1.1", "B.2.1", "B.2.2", "B.2.3", "B.2.4", "B.2.5"),
        *("C.1", "C.2", "C.7"),
    ]
    ids = [element.id for element in RUBRIC.elements]
    assert len(ids) == len(set(ids)) == 52
    assert ids[0] == "A.1.1/S1.a"
    assert RUBRIC.element("A.1.1/S1.a").key == "S1.a"


def test_themes_have_the_maxima_and_weights_of_the_source() -> None:
    assert [(theme.id, theme.maximum, theme.weight) for theme in RUBRIC.themes] == [
        ("A", 8, 31),
        ("B", 12, 46),
        ("C", 6, 23),
    ]


def test_the_points_that_no_findings_reach_are_told() -> None:
    assert [warning.split(":")[0] for warning in RUBRIC.warnings] == ["B.2.2", "B.2.3", "B.2.4"]
    assert all("'*'" in warning for warning in RUBRIC.warnings)


def test_commitments_and_nothing_else_need_a_formal_policy() -> None:
    assert {element.id for element in RUBRIC.elements if element.documents == "formal_policy"} == COMMITMENTS


def test_elements_that_ask_for_several_things_together_name_them_as_parts() -> None:
    assert {element.id: element.parts for element in RUBRIC.elements if element.parts} == {
        "A.1.2/S1.c": CORE_RIGHTS,
        "A.1.2/S2.a": CORE_RIGHTS,
        "A.1.2/S2.b": HOURS_AND_SAFETY,
        "A.1.2/S2.c": HOURS_AND_SAFETY,
        "C.1/S2.d": ("channel", "passed_on"),
        "C.2/S2.c": ("channel", "passed_on"),
    }


def test_examples_have_three_years_and_regular_engagement_two() -> None:
    years = {frame.code: frame.years for frame in RUBRIC.time_frames}
    assert {element.id: years[element.time_frame] for element in RUBRIC.elements if element.time_frame} == {
        "A.1.4/S1.b": 2,
        "A.1.4/S2.b": 2,
        "B.2.3/S1.c": 3,
        "B.2.4/S1.b": 3,
    }


def test_the_reasons_are_those_that_are_known() -> None:
    assert {reason.code for reason in RUBRIC.reasons} == set(REASONS.split())
    assert {note.code for note in RUBRIC.notes} == {
        *(
            "as_far_as_law",
            "policy_implies_sign_off",
            "framework_agreement",
            "shared_function",
            "general_channel",
        ),
    }


@pytest.mark.parametrize(
    ("reason", "elements"),
    [
        ("weak_wording", COMMITMENTS),
        ("legal_limit", COMMITMENTS),
        ("not_policy", COMMITMENTS),
        ("no_sign_off", of("A.1.2")),
        ("philanthropy", of("A.1.1")),
        ("proxy", of("A.1.2", "A.1.5")),
        ("incomplete_list", {"A.1.2/S1.a", "A.1.2/S1.c", "A.1.2/S2.a", "A.1.2/S2.b", "A.1.2/S2.c"}),
        ("board_level", of("B.1.1")),
        ("material_not_salient", of("B.2.1", "B.2.2", "B.2.3")),
        ("business_risk", of("B.2.1", "B.2.2", "B.2.3", "B.2.4", "B.2.5")),
        ("local_only", {"B.2.1/S2.a", "B.2.3/S1.a"}),
        ("progress_only", of("B.2.4")),
        ("reporting_only", {"B.2.5/S2.b"}),
        ("managers_only", of("C.1", "C.2")),
        ("other_topic_hotline", of("C.1", "C.2")),
        ("too_old", {"A.1.4/S1.b", "A.1.4/S2.b", "B.2.3/S1.c", "B.2.4/S1.b"}),
    ],
)
def test_a_reason_applies_where_its_source_names_it_and_nowhere_else(reason: str, elements: set[str]) -> None:
    assert carrying(reason) == elements


def test_what_plain_language_says_applies_everywhere() -> None:
    for reason in ("wrong_actor", "conditional", "negated", "not_public"):
        assert len(carrying(reason)) == 52, reason


def test_plans_are_evidence_where_the_requirement_looks_ahead() -> None:
    looks_ahead = COMMITMENTS | {"B.2.1/S2.b", "B.2.3/S1.c", "C.7/S1.b", "C.7/S2.b"}
    assert carrying("future_plan") == {element.id for element in RUBRIC.elements} - looks_ahead


def test_one_salient_issue_is_enough_for_an_example() -> None:
    assert of("A.1.1") <= carrying("selected_rights")
    assert not carrying("selected_rights") & {"B.2.3/S1.c", "B.2.4/S1.b"}


def test_every_choice_and_every_element_names_its_place_in_the_source() -> None:
    assert len(RUBRIC.choices) >= 8
    assert all(choice.source and choice.because for choice in RUBRIC.choices)
    assert all(element.source.startswith(f"{element.indicator}, Score ") for element in RUBRIC.elements)


def test_every_indicator_cites_the_guiding_principles() -> None:
    assert all(indicator.standards[0].name == "UNGP" for indicator in RUBRIC.indicators)
    assert {standard.name for indicator in RUBRIC.indicators for standard in indicator.standards} == {
        *("UNGP", "UNGPRF", "GRI", "HRIB"),
    }


def test_the_source_is_credited_with_its_licence() -> None:
    assert "Corporate Human Rights Benchmark Ltd" in RUBRIC.credit
    assert "NonCommercial-NoDerivatives 4.0" in RUBRIC.licence
    assert "commercially asks" in RUBRIC.licence


def test_the_version_is_a_digest_that_stays_the_same_for_the_same_data() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", RUBRIC.version)


def test_a_rubric_is_read_once_and_an_unknown_name_lists_those_that_exist() -> None:
    assert rubric.load("chrb-core-2019") is RUBRIC
    assert "chrb-core-2019" in rubric.names()
    with pytest.raises(rubric.RubricError, match=r"no rubric 'chrb'; write one of: .*chrb-core-2019"):
        rubric.load("chrb")
    with pytest.raises(KeyError, match=r"no element 'A\.1\.1/S9'"):
        RUBRIC.element("A.1.1/S9")
    with pytest.raises(KeyError, match=r"no indicator 'D\.1'"):
        RUBRIC.indicator("D.1")
