"""What the data of rsj-2018 must say, against lists written by hand."""

from __future__ import annotations

import json
from collections import Counter

import pytest

import rubric
from rubric.model import AllOf, AnyOf, Leaf, Scoring, Tree
from rubric.show import show_json, show_text
from rubric.trees import leaves

RUBRIC = rubric.load("rsj-2018")
# Topic: statements at stages 1 to 4.
CELLS = {
    "1.a": (3, 3, 5, 2),
    "1.b": (5, 2, 4, 3),
    "1.c": (4, 3, 3, 2),
    "1.d": (2, 1, 2, 1),
    "2.a": (2, 2, 2, 2),
    "2.b": (3, 3, 2, 2),
    "2.c": (1, 1, 2, 1),
    "2.d": (1, 2, 1, 3),
    "3.a": (8, 11, 11, 6),
    "3.b": (2, 3, 3, 2),
    "4.a": (4, 3, 3, 3),
}
# How many of a stage's items in 3.a stand under "for our own operations"; the rest is the supply chain's.
OWN_OPERATIONS = {1: 3, 2: 3, 3: 3}
LOOKS_AHEAD = {"1.a/4.1", "1.b/1.4", "2.b/2.3", "4.a/4.3"}


def keys(stage: int, first: int, last: int) -> tuple[Leaf, ...]:
    return tuple(Leaf(f"{stage}.{number}") for number in range(first, last + 1))


def test_there_are_11_topics_44_cells_and_134_statements() -> None:
    assert RUBRIC.scoring is Scoring.STAGES
    assert [topic.id for topic in RUBRIC.indicators] == list(CELLS)
    assert sum(len(topic.levels) for topic in RUBRIC.indicators) == 44
    assert len(RUBRIC.elements) == len({element.id for element in RUBRIC.elements}) == 134


@pytest.mark.parametrize(("topic", "stage"), [(topic, stage) for topic in CELLS for stage in (1, 2, 3, 4)])
def test_each_cell_has_its_statements_numbered_in_reading_order(topic: str, stage: int) -> None:
    count = CELLS[topic][stage - 1]
    own = [element.id for element in RUBRIC.indicator(topic).elements if element.key.startswith(f"{stage}.")]
    assert own == [f"{topic}/{stage}.{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize(("topic", "stage"), [(topic, stage) for topic in CELLS for stage in (1, 2, 3, 4)])
def test_every_statement_counts_but_for_the_examples_of_3_a(topic: str, stage: int) -> None:
    count = CELLS[topic][stage - 1]
    tree = RUBRIC.indicator(topic).levels[stage - 1].tree
    expected: Tree = AllOf(keys(stage, 1, count)) if count > 1 else Leaf(f"{stage}.1")
    if topic == "3.a" and stage < 4:
        own = OWN_OPERATIONS[stage]
        expected = AllOf((AnyOf(keys(stage, 1, own)), AnyOf(keys(stage, own + 1, count))))
    assert tree == expected


def test_no_stage_asks_for_a_statement_of_another() -> None:
    for topic in RUBRIC.indicators:
        for level in topic.levels:
            assert all(key.startswith(f"{level.number}.") for key in leaves(level.tree))


def test_modules_and_stages_have_the_names_of_the_source() -> None:
    assert Counter(topic.theme for topic in RUBRIC.indicators) == {"1": 4, "2": 4, "3": 2, "4": 1}
    assert all(topic.theme == topic.id[0] for topic in RUBRIC.indicators)
    assert [(stage.number, stage.title) for stage in RUBRIC.stages] == [
        (1, "Launched"),
        (2, "Established"),
        (3, "Integrated"),
        (4, "Leadership"),
    ]


def test_every_statement_has_a_label_of_its_own_and_a_place_in_the_source() -> None:
    places = [element.source for element in RUBRIC.elements]
    assert len(set(places)) == 134
    assert len({element.label for element in RUBRIC.elements}) == 134
    for element in RUBRIC.elements:
        assert element.source.startswith(f"{element.indicator}, stage {element.key[0]}, ")
        assert "- " not in element.label


def test_every_statement_is_said_in_several_ways_and_none_of_them_twice() -> None:
    said = [wording for element in RUBRIC.elements for wording in element.wordings]
    assert all(3 <= len(element.wordings) <= 5 for element in RUBRIC.elements)
    assert len(set(said)) == len(said)


def test_any_public_document_carries_a_statement() -> None:
    assert {element.documents for element in RUBRIC.elements} == {"any"}


def test_the_reasons_are_those_of_plain_language_and_plans_are_evidence_where_the_statement_is_one() -> None:
    general = ("wrong_actor", "future_plan", "conditional", "negated", "not_public", "no_detail")
    assert tuple(reason.code for reason in RUBRIC.reasons) == general
    for element in RUBRIC.elements:
        expected = set(general) - ({"future_plan"} if element.id in LOOKS_AHEAD else set())
        assert set(element.reasons) == expected


def test_pillars_measures_and_mechanisms_are_there_to_look_up() -> None:
    entries = {look_up.code: look_up.entries for look_up in RUBRIC.look_ups}
    assert [entry.label for entry in entries["pillars"]] == [
        "Human rights and labour standards",
        "Health and safety",
        "Environment",
        "Business integrity",
    ]
    assert [entry.label for entry in entries["measures"]] == ["Input", "Activity", "Output", "Outcome", "Impact"]
    assert len(entries["mechanisms"]) == 6
    assert all(entry.examples and entry.text for code in ("measures", "mechanisms") for entry in entries[code])


def test_the_rubric_shows_its_look_ups_stages_and_full_ids() -> None:
    text = show_text(RUBRIC)
    assert "Stages: 1 Launched, 2 Established, 3 Integrated, 4 Leadership" in text
    assert "Suppliers and their workforce: Business and working conditions. Examples: speak-up hotline" in text
    assert "Stage 1: (1.1 or 1.2 or 1.3) and (1.4 or 1.5 or 1.6 or 1.7 or 1.8)" in text
    data = json.loads(show_json(RUBRIC))
    ids = [element["id"] for topic in data["indicators"] for element in topic["elements"]]
    assert ids == [element.id for element in RUBRIC.elements]
    assert [look_up["code"] for look_up in data["look_ups"]] == ["pillars", "measures", "mechanisms"]


def test_the_source_is_credited_and_its_readings_are_recorded() -> None:
    assert "AIM-PROGRESS" in RUBRIC.credit
    assert {choice.code for choice in RUBRIC.choices} >= {"public_evidence", "cumulative", "examples", "modules"}
