"""The worked cases in data/worked_cases.yaml, which a researcher can read and extend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import rubric
from lexicons.strict_yaml import YamlNode, read_yaml
from rubric.engine import score
from rubric.scores import Truth

CASES = read_yaml(Path(__file__).parent / "data" / "worked_cases.yaml").mapping()
RUBRIC = rubric.load("chrb-core-2019")


def worked_cases() -> Iterator[tuple[str, YamlNode]]:
    for id, listed in CASES.items():
        for case in listed.items():
            yield id, case


def case_name(value: object) -> str:
    return value if isinstance(value, str) else value.mapping()["case"].text() if isinstance(value, YamlNode) else ""


def test_each_indicator_has_at_least_five_worked_cases() -> None:
    assert {id: len(cases.items()) >= 5 for id, cases in CASES.items()} == {
        indicator.id: True for indicator in RUBRIC.indicators
    }


@pytest.mark.parametrize(("id", "case"), list(worked_cases()), ids=case_name)
def test_a_worked_case_has_the_points_and_the_cautions_it_says(id: str, case: YamlNode) -> None:
    fields = case.fields(("case", "points"), ("met", "open", "discretionary", "caution"))
    indicator = RUBRIC.indicator(id)
    named = {key: fields[key].texts() if key in fields else () for key in ("met", "open")}
    assert set(named["met"]) | set(named["open"]) <= set(indicator.keys)
    findings = {
        key: Truth.MET if key in named["met"] else Truth.UNKNOWN if key in named["open"] else Truth.NOT_MET
        for key in indicator.keys
    }
    scored = score(indicator, findings)
    low, _, high = fields["points"].text().partition(" to ")
    assert (scored.low, scored.high) == (float(low), float(high or low))
    kinds = [note.kind for note in scored.proof.notes]
    assert ("discretionary" in kinds) == ("discretionary" in fields and fields["discretionary"].yes())
    cautions = " ".join(note.text for note in scored.proof.notes if note.kind == "caution")
    assert (fields["caution"].text() in cautions) if "caution" in fields else not cautions
