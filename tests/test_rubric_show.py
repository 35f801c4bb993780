"""`firmword rubric list` and `firmword rubric show`."""

from __future__ import annotations

import json

import rubric
from rubric.show import list_text, show_json, show_text, tree_text

RUBRIC = rubric.load("chrb-core-2019")


def test_the_list_has_a_line_for_each_rubric() -> None:
    assert (
        list_text([RUBRIC, RUBRIC]).splitlines()
        == ["chrb-core-2019  CHRB Core UNGP Indicator Assessment, April 2019: 13 indicators, 52 elements"] * 2
    )


def test_the_json_holds_every_element_by_its_full_id() -> None:
    data = json.loads(show_json(RUBRIC))
    assert [element["id"] for indicator in data["indicators"] for element in indicator["elements"]] == [
        element.id for element in RUBRIC.elements
    ]
    worker = next(indicator for indicator in data["indicators"] if indicator["id"] == "A.1.2")
    assert worker["score_1"] == {"all": [{"any": ["S1.a", "S1.b"]}, "S1.c"]}
    assert worker["points"] == ["0", "0.5", "1", "1.5", "2"]
    assert worker["standards"]["UNGP"] == ["12", "16c"]
    assert len(data["warnings"]) == 3


def test_the_text_holds_every_element_the_credit_and_the_warnings() -> None:
    text = show_text(RUBRIC)
    assert all(f"{element.id}  " in text for element in RUBRIC.elements)
    assert "Corporate Human Rights Benchmark Ltd" in text
    assert "Score 2: S2.a and S2.b and (S2.c or S2.d)" in text
    assert "Warning: B.2.4: the point '*' exists" in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_it_is_said_from_how_many_passages_on_an_element_is_proposed() -> None:
    several = [element for element in RUBRIC.elements if element.proposed_from > 1]
    assert {element.proposed_from for element in several} == {2}
    assert show_text(RUBRIC).count("proposed from 2 supporting passages on") == len(several)
    told = {
        one["id"]: one["proposed_from"] for i in json.loads(show_json(RUBRIC))["indicators"] for one in i["elements"]
    }
    assert told == {element.id: element.proposed_from for element in RUBRIC.elements}


def test_a_tree_reads_as_a_line() -> None:
    assert [tree_text(level.tree) for level in RUBRIC.indicator("B.2.3").levels] == [
        "(S1.a and S1.b) or S1.c",
        "(S1.a and S1.b) and S1.c",
    ]
