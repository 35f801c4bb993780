"""`firmword score`: lines in, lines out, nothing passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import rubric
from rubric.engine import bounds
from rubric.lines import LineError, score_lines
from rubric.loader import load_rubric
from rubric.model import Indicator
from rubric.scores import Bounds, Truth

RUBRIC = rubric.load("chrb-core-2019")
GOOD = '{"indicator": "A.1.1", "findings": {"S1.a": "met"}}'


def answers(*lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in score_lines(lines, RUBRIC)]


def test_answers_come_in_the_order_of_the_questions() -> None:
    assert answers(
        '{"indicator": "C.7", "findings": {"S1.a": "met", "S2.c": "not_met"}}\n',
        '{"indicator": "A.1.1", "findings": {}}\n',
        '{"findings": {"S1.a": "met", "S1.b": "unknown"}, "indicator": "B.2.2"}',
        GOOD,
        GOOD,
    ) == [
        {"indicator": "C.7", "low": 1, "high": 1.5},
        {"indicator": "A.1.1", "low": 0, "high": 2},
        {"indicator": "B.2.2", "low": 1, "high": 2},
        {"indicator": "A.1.1", "low": 1, "high": 2},
        {"indicator": "A.1.1", "low": 1, "high": 2},
    ]


def test_an_answer_has_no_line_break() -> None:
    assert list(score_lines([GOOD + "\r\n"], RUBRIC)) == ['{"indicator": "A.1.1", "low": 1.0, "high": 2.0}']


def test_a_byte_order_mark_and_empty_lines_at_the_end_do_no_harm() -> None:
    assert len(answers("\ufeff" + GOOD, "\n", "  \n")) == 1
    assert answers() == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"indicator": "A.1.1"', "is not JSON"),
        ("[1, 2]", "'[1, 2]' is not an object"),
        (
            '{"indicator": "A.1.3", "findings": {}}',
            "there is no indicator 'A.1.3'; write one of: A.1.1, A.1.2",
        ),
        ('{"indicator": ["A.1.1"], "findings": {}}', "there is no indicator ['A.1.1']"),
        (
            '{"indicator": "A.1.1", "findings": {"S3.a": "met"}}',
            "A.1.1 has no element 'S3.a'; write one of: S1.a",
        ),
        (
            '{"indicator": "A.1.1", "findings": {"A.1.1/S1.a": "met"}}',
            "no element 'A.1.1/S1.a'; write one of: S1.a",
        ),
        (
            '{"indicator": "A.1.1", "findings": {"S1.a": "yes"}}',
            "A.1.1/S1.a is 'yes'; write one of: met, not_met, unk",
        ),
        ('{"indicator": "A.1.1", "findings": {"S1.a": true}}', "A.1.1/S1.a is True; write one of"),
        ('{"indicator": "A.1.1", "findings": {"S1.a": ["met"]}}', "A.1.1/S1.a is ['met']; write one of"),
        ('{"indicator": "A.1.1", "findings": ["S1.a"]}', "findings is ['S1.a']; write an object"),
        ('{"indicator": "A.1.1", "finding": {}}', "the key 'finding' is unknown"),
        ('{"indicator": "A.1.1"}', "the key 'findings' is missing"),
        ('{"findings": {}}', "the key 'indicator' is missing"),
        (
            '{"indicator": "A.1.1", "findings": {"S1.a": "met", "S1.a": "not_met"}}',
            "the key 'S1.a' stands twice; keep one of them",
        ),
        ("[" * 100_000, "is not JSON"),
        ("", "the line is empty"),
    ],
)
def test_a_bad_line_is_an_error_with_its_number_the_value_and_the_cure(line: str, words: str) -> None:
    given = score_lines([GOOD, GOOD, line, GOOD], RUBRIC)
    assert len([next(given), next(given)]) == 2
    with pytest.raises(LineError) as error:
        list(given)
    assert str(error.value).startswith("line 3: ")
    assert words in str(error.value)


def test_a_rubric_of_stages_answers_with_stages(tmp_path: Path) -> None:
    (tmp_path / "rubric.yaml").write_text(
        "{name: steps, title: Steps, edition: '1', scoring: stages, credit: c, licence: l,"
        " themes: {T: {title: t}}, documents: {any: {label: any, text: any, source: s}}}",
        encoding="utf-8",
    )
    (tmp_path / "2.b.yaml").write_text(
        "{id: 2.b, theme: T, title: t, elements: {1.1: {label: a, source: s, documents: any},"
        " 2.1: {label: b, source: s, documents: any}}, stage_1: 1.1, stage_2: 2.1}",
        encoding="utf-8",
    )
    lines = ['{"indicator": "2.b", "findings": {"1.1": "met"}}']
    assert [json.loads(line) for line in score_lines(lines, load_rubric(tmp_path))] == [
        {"indicator": "2.b", "stage_low": 1, "stage_high": 2}
    ]


def test_the_same_line_a_hundred_thousand_times_is_scored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[str] = []

    def counted(indicator: Indicator, findings: Mapping[str, Truth]) -> Bounds:
        scored.append(indicator.id)
        return bounds(indicator, findings)

    monkeypatch.setattr("rubric.lines.bounds", counted)
    assert sum(1 for _ in score_lines([GOOD] * 100_000, RUBRIC)) == 100_000
    assert scored == ["A.1.1"]
