"""Quotes of other benchmarks: measured by element, against quotes of elements not met, and never learnt from."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation_samples import GOLD, QUOTE_COLUMNS, SUPPORTS, WEAK, answering, needs_gold, quote, table

import cli
from errors import InputError
from evaluation.measuring import Terms
from evaluation.quote_labels import mapped, read_quotes
from evaluation.quotes import evaluate
from rubric import load

OUTCOMES = "A.2 at least two examples of outcomes of its remedy process in practice, covering different contexts"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        quote("firm", "met"),
        quote("firm", "met", company="Fell Foods"),
        quote("vague", "met"),
        quote("firm", "partial"),
        quote("idle", "not_met"),
        quote("vague", "not_met"),
        quote("remedy", "met", OUTCOMES, "KTC"),
        quote("firm", "not_met", OUTCOMES, "KTC"),
        quote("firm", "met", "G1.10"),
        quote("firm", "met", "(1) the names and addresses of its first-tier suppliers;", "KTC"),
    ]
    return table(tmp_path / "quotes.csv", QUOTE_COLUMNS, rows)


@pytest.fixture
def with_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"firm": {"A.1.1/S1.a": SUPPORTS}, "vague": {"A.1.1/S1.a": WEAK}, "remedy": {"C.7/S1.a": SUPPORTS}}
    monkeypatch.setattr("evaluation.systems.answers", answering(said))


@pytest.mark.usefixtures("with_answers")
def test_the_shares_of_a_small_example_are_those_counted_by_hand(data: Path) -> None:
    evaluation = evaluate(Terms((data,), baselines=False, learned=False))
    rows = evaluation.rows["rules"]
    first, second = rows["RDR G1.1"], rows["KTC A.2 at least two examples"]
    assert (first["met"], first["met_called_supports"], first["met_with_candidate"]) == (3, 0.6667, 1.0)
    assert (first["partial"], first["partial_called_supports"]) == (1, 1.0)
    assert (first["not_met"], first["not_met_called_supports"], first["not_met_with_candidate"]) == (2, 0.0, 0.5)
    assert first["gap"] == 0.6667
    assert (second["met_called_supports"], second["not_met_called_supports"], second["gap"]) == (1.0, 0.0, 1.0)
    assert evaluation.passages == 8
    assert "2 quotes of elements that ask for something else are left out." in evaluation.notes


@pytest.mark.usefixtures("with_answers")
def test_the_difference_is_taken_within_each_element_and_weighed_by_its_quotes(data: Path) -> None:
    found = evaluate(Terms((data,), baselines=False, learned=False)).compared.intervals["rules"]["gap_within"]
    weights = (3 * 2 / 5, 1 * 1 / 2)
    assert found.value == round((weights[0] * 2 / 3 + weights[1] * 1) / sum(weights), 4)


def test_an_element_that_is_met_more_often_alone_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [quote("firm", "met") for _ in range(9)] + [quote("firm", "not_met")]
    rows += [quote("idle", "met", OUTCOMES, "KTC")] + [quote("idle", "not_met", OUTCOMES, "KTC") for _ in range(9)]
    monkeypatch.setattr("evaluation.systems.answers", answering({"firm": {"A.1.1/S1.a": SUPPORTS}}))
    file = table(tmp_path / "quotes.csv", QUOTE_COLUMNS, rows)
    evaluation = evaluate(Terms((file,), baselines=False, learned=False))
    assert evaluation.rows["rules"]["all"]["gap"] == 0.8
    assert evaluation.compared.intervals["rules"]["gap_within"].value == 0.0


def test_every_mapped_element_is_one_of_the_rubric_and_is_named_once() -> None:
    known = {element.id for element in load("chrb-core-2019").elements}
    assert all(one.elements <= known for one in mapped())
    names = [one.name for one in mapped()]
    assert len(set(names)) == len(names)


@needs_gold
@pytest.mark.parametrize("of", ["gold", "sentences", "aims", "quotes"])
def test_quotes_are_refused_as_something_to_learn_from(data: Path, of: str) -> None:
    result = CliRunner().invoke(cli.cli, ["evaluate", of, "--train", str(data)])
    assert result.exit_code == 2
    assert f"--train {data}: quotes of other benchmarks are for measuring only" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_table_of_other_columns_is_refused_as_something_to_learn_from(data: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "other.csv", ["a", "b"], [["1", "2"]])
    result = CliRunner().invoke(cli.cli, ["evaluate", "quotes", "--data", str(data), "--train", str(file)])
    assert result.exit_code == 2
    assert "its columns are a, b; give sentences of statements" in result.stderr


def test_the_figures_are_printed_with_what_a_verdict_means(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.quotes.gold_if_there", list)
    text = CliRunner().invoke(cli.cli, ["evaluate", "quotes", "--data", str(data), "--processes", "1", "--rules-alone"])
    assert text.exit_code == 0, text.stderr
    assert "A verdict belongs to the benchmark's element, not to each quote" in text.stdout
    assert "trained on nothing" in text.stdout
    arguments = ["evaluate", "quotes", "--data", str(data), "--no-baselines", "--rules-alone", "--format", "json"]
    found = json.loads(CliRunner().invoke(cli.cli, arguments).stdout)
    assert found["all"]["met"] == 4
    assert found["intervals"]["rules"]["gap_within"]["value"] is not None


def test_a_verdict_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    file = table(tmp_path / "quotes.csv", QUOTE_COLUMNS, [quote("firm", "met"), quote("firm", "maybe")])
    with pytest.raises(InputError, match=r"quotes\.csv, line 3: the verdict is 'maybe'; write met or"):
        read_quotes([file])


def test_quotes_of_no_mapped_element_are_nothing_to_measure(tmp_path: Path) -> None:
    file = table(tmp_path / "quotes.csv", QUOTE_COLUMNS, [quote("firm", "met", "X9")])
    with pytest.raises(InputError, match=r"no quote of an element that quotes\.yaml names, of 1"):
        read_quotes([file])


@needs_gold
def test_each_mapped_element_is_cited_in_the_real_quotes_and_a_part_of_them_measured(tmp_path: Path) -> None:
    file = GOLD / "benchmark_quotes_dev.csv"
    quotes, left = read_quotes([file])
    assert {one.mapped for one in quotes} == set(mapped())
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert len(quotes) + left == len(rows) - 1
    some = table(tmp_path / "some.csv", rows[0], rows[1::6])
    row = evaluate(Terms((some,), baselines=False, processes=1, learned=False)).rows["rules"]["all"]
    assert row["met_called_supports"]
