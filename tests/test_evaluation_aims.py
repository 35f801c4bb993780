"""Sentences of modern slavery statements: labels against the elements that mean the same, each statement apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation_samples import (
    GOLD,
    STATEMENT_COLUMNS,
    SUPPORTS,
    WEAK,
    answering,
    json_lines,
    needs_gold,
    sentence,
    table,
)

import cli
from errors import InputError
from evaluation.aims import evaluate
from evaluation.baselines import train_classifier
from evaluation.learning import learner
from evaluation.measuring import Terms
from evaluation.question import Question
from evaluation.sentence_labels import examples_of_sentences, read_sentences
from evaluation.statement_labels import aims_labels, examples_of_statements, labels_by_rubric, read_statements
from extractors.rules import open_rules
from rubric import load

RISK, ACTION, BARE = "We map risks.", "We train suppliers.", "We are committed to ending modern slavery."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [("S1", RISK, 1, 0, 0, 0, 0), ("S1", ACTION, 0, 1, 1, 0, 0), ("S2", BARE, 0, 0, 0, 0, 0)]
    return table(tmp_path / "statements.csv", STATEMENT_COLUMNS, rows)


@pytest.fixture
def with_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        RISK: {"B.2.2/S1.a": SUPPORTS, "B.2.1/S1.a": WEAK, "A.1.1/S1.a": SUPPORTS},
        ACTION: {"B.2.3/S1.b": WEAK},
        BARE: {"B.2.4/S1.a": SUPPORTS, "A.1.2/S2.a": SUPPORTS},
    }
    monkeypatch.setattr("evaluation.systems.answers", answering(said))


@pytest.mark.usefixtures("with_answers")
def test_a_sentence_carries_a_label_when_it_supports_any_element_of_it(data: Path) -> None:
    rows = evaluate(Terms((data,), baselines=False, learned=False)).rows["rules"]
    risk, mitigation = rows["C3_risk"], rows["C4_mitigation"]
    assert (risk["gold_supports"], risk["firm"], risk["claims"], risk["f1_supports"]) == (1, 1, 1, 1.0)
    assert (mitigation["gold_supports"], mitigation["seen"], mitigation["firm"]) == (1, 1, 0)
    assert mitigation["recall_any"] == 1.0
    assert mitigation["f1_supports"] == 0.0


@pytest.mark.usefixtures("with_answers")
def test_a_bare_commitment_is_a_negative_and_theme_a_counts_nowhere(data: Path) -> None:
    evaluation = evaluate(Terms((data,), baselines=False, learned=False))
    rows = evaluation.rows["rules"]
    assert rows["C5_effectiveness"]["precision_supports"] == 0.0
    assert rows["all"]["claims"] == 2
    assert rows["all"]["recall_supports"] == 0.3333
    assert evaluation.groups == 2


def test_every_element_of_a_label_is_one_of_the_rubric_and_none_of_theme_a() -> None:
    known = {element.id for element in load("chrb-core-2019").elements}
    labels = aims_labels()
    assert set(labels) == {"C3_risk", "C4_mitigation", "C4_remediation", "C5_effectiveness"}
    for elements in labels.values():
        assert elements <= known
        assert not any(element.startswith("A.") for element in elements)


@pytest.mark.parametrize("name", labels_by_rubric())
def test_every_element_of_a_label_is_one_of_its_rubric_and_of_no_other_label(name: str) -> None:
    of_labels = [element for elements in aims_labels(name).values() for element in elements]
    assert len(of_labels) == len(set(of_labels))
    assert set(of_labels) <= {element.id for element in load(name).elements}


def test_another_rubric_is_measured_by_its_own_labels_on_some_statements_alone(tmp_path: Path) -> None:
    labels = sorted(aims_labels("uk-modern-slavery-2015"))
    text = "Our mills in Leith are owned by Tarn Holdings, a family-owned company."
    rows = [(name, text, *(int(label == "C2_structure") for label in labels)) for name in ("S1", "S2")]
    file = table(tmp_path / "acts.csv", ("statement_id", "sentence", *labels), rows)
    (tmp_path / "half.txt").write_text("S2\n", encoding="utf-8")
    rules = open_rules("uk-modern-slavery-2015")
    terms = Terms((file,), rules=rules, companies=tmp_path / "half.txt", baselines=False, processes=1, learned=False)
    evaluation = evaluate(terms)
    assert (evaluation.rubric, evaluation.passages, evaluation.groups) == ("uk-modern-slavery-2015", 1, 1)
    assert evaluation.rows["rules"]["C2_structure"]["f1_supports"] == 1.0


def test_a_rubric_that_no_label_means_is_refused_with_those_that_can_be_measured() -> None:
    with pytest.raises(InputError, match=r"'rsj-2018'; measure one of chrb-core-2019, au-modern-slavery-2018, "):
        read_statements([], "rsj-2018")


def test_the_model_that_screens_is_measured_where_its_encoder_knows_nobody() -> None:
    measured = learner(open_rules("uk-modern-slavery-2015"), None)
    assert measured is not None
    assert not measured.model.calibrated  # of the wordings alone
    usual = learner(open_rules("chrb-core-2019"), None)
    assert usual is not None
    assert measured.model.learnt_from == usual.model.learnt_from


def test_the_classifier_learns_labels_from_other_statements(tmp_path: Path) -> None:
    rows = [
        (f"S{n}", text.format(n), int("risk" in text), 0, 0, 0, 0)
        for n in range(12)
        for text in ("We assess the risk of forced labour in region {}.", "Our shop number {} sells good kettles.")
    ]
    file = table(tmp_path / "many.csv", STATEMENT_COLUMNS, rows)
    row = evaluate(Terms((file,), processes=1, learned=False)).rows["TF-IDF with logistic regression"]["C3_risk"]
    assert row["f1_supports"] == 1.0


def test_labels_of_one_scheme_are_no_negatives_of_another(tmp_path: Path) -> None:
    text, other = "The hotline is open to all workers in plant {}.", "Kettle {} is red."
    rows = [("S1", text.format(n), 0, 0, 1, 0, 0) for n in range(3)]
    rows += [("S1", other.format(n), 0, 0, 0, 0, 0) for n in range(3)]
    statements = examples_of_statements(read_statements([table(tmp_path / "a.csv", STATEMENT_COLUMNS, rows)]))
    lines = [sentence(text.format(n), C_1__S1_a="supports") for n in range(40)]
    lines += [sentence(other.format(n), C_7__S1_a="supports") for n in range(40)]
    sentences = examples_of_sentences(read_sentences([json_lines(tmp_path / "b.jsonl", lines)]))
    found = train_classifier([*statements, *sentences]).supported([Question("S3", None, text.format(9))])
    assert found == [frozenset({"aims/C4_remediation", "C.1/S1.a"})]


def test_a_label_that_every_sentence_carries_cannot_be_learnt(data: Path) -> None:
    risks = [one for one in examples_of_statements(read_statements([data])) if one.element == "aims/C3_risk"] * 3
    assert train_classifier(risks).supported([Question("S3", None, RISK)]) == [frozenset()]


def test_the_figures_are_printed_by_label_with_the_mapping(data: Path) -> None:
    text = CliRunner().invoke(cli.cli, ["evaluate", "aims", "--data", str(data), "--processes", "1", "--rules-alone"])
    assert text.exit_code == 0, text.stderr
    assert "C5_effectiveness: B.2.4/S1.a, B.2.4/S1.b" in text.stdout
    assert "3 passages of 2 statements" in text.stdout
    arguments = ["evaluate", "aims", "--data", str(data), "--no-baselines", "--rules-alone", "--format", "json"]
    found = json.loads(CliRunner().invoke(cli.cli, arguments).stdout)
    assert set(found["labels"]) == set(aims_labels())
    assert found["baselines_trained_on"] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("statement_id,sentence\nS1,x\n", "line 1: no column 'C3_risk', 'C4_mitigation'"),
        (",".join(STATEMENT_COLUMNS) + "\nS1,x,0,2,0,0,0\n", "line 2: C4_mitigation is '2'; write 0 or 1"),
        (",".join(STATEMENT_COLUMNS) + "\n\nS1,x,0,0\n", "line 3: 4 cells where the header has 7 columns"),
        (",".join(STATEMENT_COLUMNS) + "\n,x,0,0,0,0,0\n", "line 2: statement_id is empty"),
        (",".join(STATEMENT_COLUMNS) + "\n", "no sentence in it"),
        (",".join(STATEMENT_COLUMNS) + '\nS1,"x,0,0,0,0,0\n', "line 2: no CSV"),
        ("", "line 1: no column 'statement_id'"),
    ],
)
def test_a_broken_table_is_one_message_with_file_line_value_and_cure(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(cli.cli, ["evaluate", "aims", "--data", str(file)])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith(f"firmword: {file}")
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_table_and_one_in_another_encoding_are_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(",".join(STATEMENT_COLUMNS).encode() + "\nS1,café,0,0,0,0,0\n".encode("latin-1"))
    for file, said in ((tmp_path / "none.csv", "there is no such file"), (latin, "give a CSV file in UTF-8")):
        result = CliRunner().invoke(cli.cli, ["evaluate", "aims", "--data", str(file)])
        assert result.exit_code == 2
        assert said in result.stderr


@needs_gold
def test_the_real_statements_are_read_whole_and_a_part_of_them_measured(tmp_path: Path) -> None:
    sentences = read_statements([GOLD / "aims_uk.csv", GOLD / "aims_ca.csv"])
    assert len({one.statement for one in sentences}) == 101
    rows = [
        (one.statement, one.text, *(int(label in one.labels) for label in sorted(aims_labels())), 0)
        for one in sentences[::20]
    ]
    some = table(tmp_path / "some.csv", STATEMENT_COLUMNS, rows)
    row = evaluate(Terms((some,), baselines=False, processes=1, learned=False)).rows["rules"]["all"]
    assert row["gold_supports"] == sum(len(one.labels) for one in sentences[::20])
    assert row["f1_supports"]
