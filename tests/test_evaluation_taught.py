"""Firmword taught by a set's own labels: measured as a system of its own, and never by hindsight."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from click.testing import CliRunner
from evaluation_samples import QUOTE_COLUMNS, STATEMENT_COLUMNS, json_lines, quote, sentence, table
from numpy.typing import NDArray

import cli
from evaluation.learning import Learner
from evaluation.measuring import TAUGHT
from evaluation.quality_page import read_measured, renewed
from evaluation.question import LabelledExample, Question
from evaluation.taught_labels import said_by_taught
from extractors.records import Verdict
from extractors.semantic import Unit
from extractors.taught import Model

ELEMENT = "C.1/S1.a"
CHANNELS = (
    "Complaints go to the ombudsman",
    "Staff phone a helpline",
    "Ring us about abuses",
    "Tell the box of a harm",
)
KETTLES = ("Kettles go to the market", "Staff polish a teapot", "Ask us about prices", "Take the box of a lid")
BY_WORDS = "words"  # what the classifier over words is made to say, to be told from anything learnt


@dataclass(frozen=True)
class Reads:
    """An encoder that knows a channel for complaints when it sees one, by whatever words."""

    def vectors(self, units: Sequence[Unit]) -> list[NDArray[np.float32]]:
        return [np.array([1.0, 0.0] if unit.text in CHANNELS else [0.0, 1.0], np.float32) for unit in units]


@dataclass(frozen=True)
class Knows:
    """A model that was taught by labels of some companies."""

    companies: frozenset[str] = frozenset()
    layers: Path = Path()

    def knows(self, company: str) -> bool:
        return company in self.companies


Said = list[frozenset[str]]  # of passages, in their order


def said(
    companies: Sequence[str], known: Sequence[str] = (), labelled: Sequence[str] | None = None, in_order: bool = False
) -> dict[str, Said]:
    """What is said of each company's passages, in their order."""
    asked = [Question(company, None, text) for company in companies for text in (*CHANNELS, *KETTLES)]
    examples = [
        LabelledExample(
            one.company, None, one.text, None, *_label(one, labelled or companies), None, place=f"{i} {one.company}"
        )
        for i, one in enumerate(asked)
    ]
    learner = Learner(cast(Model, Knows(frozenset(known))))
    found = said_by_taught(asked, examples, learner, [frozenset({BY_WORDS})] * len(asked), in_order)
    return {
        company: [elements for one, elements in zip(asked, found, strict=True) if one.company == company]
        for company in companies
    }


def _label(one: Question, labelled: Sequence[str]) -> tuple[str | None, Verdict | None]:
    return (ELEMENT, Verdict.SUPPORTS) if one.text in CHANNELS and one.company in labelled else (None, None)


RIGHT = [frozenset({ELEMENT})] * len(CHANNELS) + [frozenset()] * len(KETTLES)


@pytest.fixture
def with_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.taught_labels.encoder", lambda _: Reads())


@pytest.mark.usefixtures("with_encoder")
def test_what_the_encoder_sees_is_learnt_from_the_labels_of_other_companies() -> None:
    assert said(["a", "b", "c"]) == {"a": RIGHT, "b": RIGHT, "c": RIGHT}


@pytest.mark.usefixtures("with_encoder")
def test_labels_of_a_company_alone_teach_nothing_about_it() -> None:
    assert said(["a", "b"], labelled=["a"])["a"] == [frozenset()] * len(RIGHT)


@pytest.mark.usefixtures("with_encoder")
def test_of_a_company_whose_labels_taught_the_encoder_the_words_alone_speak() -> None:
    found = said(["a", "b", "c"], known=["b"])
    assert found["b"] == [frozenset({BY_WORDS})] * len(RIGHT)
    assert found["a"] == found["c"] == RIGHT


@pytest.mark.usefixtures("with_encoder")
def test_sentences_in_their_order_are_read_among_their_neighbours_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evaluation.taught_labels.AmongNeighbours", lambda _: Everything())
    assert said(["a", "b", "c"], in_order=True)["a"] == [frozenset({"among"})] * len(RIGHT)
    assert said(["a", "b", "c"], known=["a"], in_order=True)["a"] == [frozenset({BY_WORDS})] * len(RIGHT)
    assert said(["a", "b", "c"])["a"] == RIGHT


class Everything:
    """What takes every sentence for the same."""

    def supported(self, asked: Sequence[Question]) -> Said:
        return [frozenset({"among"})] * len(asked)


# --- as `evaluate` shows it


@pytest.fixture
def statements(tmp_path: Path) -> Path:
    rows = [
        (f"S{n}", text.format(n), int("risk" in text), 0, 0, 0, 0)
        for n in range(12)
        for text in ("We assess the risk of forced labour in region {}.", "Our shop number {} sells good kettles.")
    ]
    return table(tmp_path / "statements.csv", STATEMENT_COLUMNS, rows)


def shown(*arguments: str) -> str:
    found = CliRunner().invoke(cli.cli, ["evaluate", *arguments, "--processes", "1"])
    assert found.exit_code == 0, found.stderr
    return found.stdout


def test_taught_and_untaught_are_rows_of_their_own_with_the_lead_over_each_baseline(statements: Path) -> None:
    text = shown("aims", "--data", str(statements))
    assert f"\n{TAUGHT} " in text
    assert f"{TAUGHT}, beside keywords: better by " in text
    assert f"{TAUGHT}, beside TF-IDF with logistic regression: better by .000 (.000 to .000)" in text
    assert "rules: Firmword as it comes, untaught by these labels." in text


def test_the_figures_of_what_was_taught_are_in_the_json_and_no_baseline(statements: Path, tmp_path: Path) -> None:
    file = tmp_path / "aims.json"
    shown("aims", "--data", str(statements), "--format", "json", "--output", str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["taught"]["labels"]["C3_risk"]["f1_supports"] == 1.0
    assert set(found["taught"]["differences"]) == set(found["baselines"])
    assert TAUGHT not in found["baselines"]
    page = renewed("<!-- figures of aims -->\n<!-- end -->", read_measured([file]))
    assert f"| **rules** | {TAUGHT} | keywords |" in page
    assert f"; {TAUGHT} better by 1.000 (1.000 to 1.000) |" in page


def test_statements_are_taught_sentence_by_sentence_in_their_order(
    statements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.taught_labels.AmongNeighbours", lambda _: Everything())
    found = json.loads(shown("aims", "--data", str(statements), "--format", "json"))
    assert found["taught"]["labels"]["C3_risk"]["claims"] == 0


def test_without_the_model_nothing_is_taught(statements: Path) -> None:
    assert TAUGHT not in shown("aims", "--data", str(statements), "--rules-alone")


def test_quotes_are_asked_of_what_was_taught_by_other_labels_and_teach_nothing(tmp_path: Path) -> None:
    quotes = table(
        tmp_path / "quotes.csv", QUOTE_COLUMNS, [quote("We respect all human rights.", v) for v in ("met", "not_met")]
    )
    lines = [sentence(f"We respect human rights in plant {n}.", f"Firm {n}", A_1_1__S1_a="supports") for n in range(12)]
    idle = [sentence(f"Kettle {n} is red.", f"Shop {n}") for n in range(12)]
    labels = json_lines(tmp_path / "labels.jsonl", [*lines, *idle])
    found = json.loads(shown("quotes", "--data", str(quotes), "--train", str(labels), "--format", "json"))
    assert found["taught"]["all"]["met_called_supports"] == 1.0
    assert "quotes.csv" not in found["baselines_trained_on"]
