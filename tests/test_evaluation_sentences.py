"""Single labelled sentences: only pairs with a label count, nothing is learnt from the company under test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation_samples import GOLD, SUPPORTS, WEAK, answering, json_lines, needs_gold, sentence

import cli
from errors import InputError
from evaluation.examples import read_examples, training
from evaluation.measuring import Terms
from evaluation.one_passage import answer, answers
from evaluation.question import LabelledExample, Question, document_of
from evaluation.sentence_labels import examples_of_sentences, read_sentences
from evaluation.sentences import evaluate
from evaluation.systems import check_training
from evaluation.tables import as_json, as_text
from evaluation.training import Trained, leaving_out, unlike
from extractors.records import Verdict
from extractors.rules import open_rules

TEACHING = Path(__file__).parents[1] / "evaluation" / "teaching"
RULES = open_rules("chrb-core-2019").with_model(None)

POLICY = "Tarn Mills respects all internationally recognised human rights."
HOTLINE = "All workers can use the hotline."
VAGUE = "We try to be fair."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        sentence(POLICY, A_1_1__S1_a="supports", A_1_1__S1_c="weak_wording"),
        sentence(HOTLINE, "Fell Foods", C_1__S1_a="supports"),
        sentence(VAGUE, "Fell Foods", A_1_1__S1_a="weak_wording", A_1_2__S2_a="proxy"),
    ]
    return json_lines(tmp_path / "sentences.jsonl", rows)


@pytest.fixture
def with_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        POLICY: {"A.1.1/S1.a": SUPPORTS, "A.1.1/S1.c": SUPPORTS, "B.1.1/S1.a": SUPPORTS, "B.2.1/S1.a": WEAK},
        HOTLINE: {"C.1/S1.a": WEAK},
        VAGUE: {"A.1.1/S1.a": WEAK, "A.1.2/S2.a": WEAK},
    }
    monkeypatch.setattr("evaluation.systems.answers", answering(said))


@pytest.mark.usefixtures("with_answers")
def test_the_figures_of_a_small_example_are_those_counted_by_hand(data: Path) -> None:
    evaluation = evaluate(Terms((data,), baselines=False, learned=False))
    row = evaluation.rows["rules"]["all"]
    assert row == {
        "gold_supports": 2,
        "seen": 2,
        "firm": 1,
        "claims": 2,
        "right": 1,
        "gold_weak": 3,
        "fooled": 1,
        "weak_seen": 2,
        "agreed": 1,
        "claims_without_label": 1,
        "recall_any": 1.0,
        "recall_supports": 0.5,
        "precision_supports": 0.5,
        "f1_supports": 0.5,
        "weak_called_supports": 0.3333,
        "recall_weak": 0.6667,
        "same_reason": 0.5,
        "strict_precision": 0.3333,
        "strict_f1": 0.4,
    }
    assert evaluation.compared.intervals["rules"]["recall_supports"].value == 0.5


@pytest.mark.usefixtures("with_answers")
def test_each_element_has_its_own_figures_and_elements_without_labels_or_claims_have_none(data: Path) -> None:
    rows = evaluate(Terms((data,), baselines=False, learned=False)).rows["rules"]
    assert list(rows) == ["all", "A.1.1/S1.a", "A.1.1/S1.c", "A.1.2/S2.a", "B.1.1/S1.a", "C.1/S1.a"]
    assert rows["A.1.1/S1.a"]["f1_supports"] == 1.0
    assert rows["C.1/S1.a"]["recall_supports"] == 0.0
    assert rows["B.1.1/S1.a"]["claims"] == 0
    assert rows["B.1.1/S1.a"]["claims_without_label"] == 1
    assert rows["B.1.1/S1.a"]["precision_supports"] is None


@pytest.mark.usefixtures("with_answers")
def test_a_sentence_that_is_evidence_for_nothing_counts_against_precision(data: Path, tmp_path: Path) -> None:
    said_nothing = json_lines(tmp_path / "nothing.jsonl", [sentence(POLICY, "Beck Bank")])
    evaluation = evaluate(Terms((data, said_nothing), baselines=False, learned=False))
    row = evaluation.rows["rules"]["all"]
    assert (row["claims"], row["right"], row["claims_without_label"]) == (2 + 3, 1, 1)
    assert row["precision_supports"] == 0.2
    assert (row["gold_supports"], row["gold_weak"]) == (2, 3)
    assert "1 of the sentences are evidence for nothing" in evaluation.notes[-1]


@pytest.mark.usefixtures("with_answers")
def test_only_the_companies_named_are_measured_and_the_others_are_still_learnt_from(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.sentences.gold_if_there", list)
    only = tmp_path / "only.txt"
    only.write_text("Fell Foods plc\n", encoding="utf-8")
    train = Recorder()
    monkeypatch.setattr("evaluation.systems.train_classifier", train)
    evaluation = evaluate(Terms((data,), companies=only, learned=False))
    assert (evaluation.passages, evaluation.groups) == (2, 1)
    assert evaluation.rows["rules"]["all"]["gold_supports"] == 1
    assert train.learnt_from == {"Tarn Mills"}  # not from the one under test
    assert "Only the companies that only.txt names." in as_text(evaluation)


def test_a_sentence_is_read_below_its_heading() -> None:
    rule = Question("Tarn Mills", "supplier code", "Workers shall keep their own papers.")
    assert document_of(rule).blocks[0].section == ()
    led = document_of(replace(rule, heading="Forced labour"))
    assert led.text == rule.text
    assert led.blocks[0].section == ("Forced labour",)
    assert answer(rule, RULES) == {}
    assert answer(replace(rule, heading="Forced labour"), RULES)["A.1.2/S1.c"] == SUPPORTS


def test_a_heading_is_read_from_the_line(tmp_path: Path) -> None:
    lines = [sentence(POLICY, A_1_1__S1_a="supports") | {"heading": heading} for heading in ("Our people", None)]
    found = read_sentences([json_lines(tmp_path / "headings.jsonl", lines)])
    assert [one.question.heading for one in found] == ["Our people", None]


def test_a_sentence_is_read_as_a_document_of_its_kind_and_company() -> None:
    policy = Question("Tarn Mills", "human rights policy", "Tarn Mills is committed to respecting human rights.")
    assert answer(policy, RULES)["A.1.1/S1.a"].verdict is Verdict.SUPPORTS
    stranger = Question("Fell Foods", "human rights policy", policy.text)
    report = Question("Tarn Mills", "annual report", "We respect human rights.")
    assert answer(stranger, RULES).get("A.1.1/S1.a") != SUPPORTS
    assert "not_policy" in answer(report, RULES)["A.1.1/S1.a"].reasons


def test_a_list_item_is_read_with_its_lead_in() -> None:
    alone = Question("Tarn Mills", "human rights policy", "forced labour;")
    led = Question("Tarn Mills", "human rights policy", "forced labour;", "In our own operations we prohibit:")
    assert document_of(led).text == "In our own operations we prohibit:\nforced labour;"
    assert answer(alone, RULES).get("A.1.2/S2.a") != SUPPORTS
    assert answer(led, RULES)["A.1.2/S2.a"] == SUPPORTS


def test_several_processes_say_what_one_says_in_the_same_order() -> None:
    asked = [
        Question("Tarn Mills", "supplier code", f"Suppliers must not use forced labour, rule {n}.") for n in range(205)
    ]
    assert answers(asked, RULES, 2) == answers(asked, RULES, 1)


def test_the_figures_are_printed_with_the_baselines_and_what_they_were_trained_on(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.sentences.gold_if_there", list)
    text = CliRunner().invoke(
        cli.cli, ["evaluate", "sentences", "--data", str(data), "--processes", "1", "--rules-alone"]
    )
    assert text.exit_code == 0, text.stderr
    assert "trained on sentences.jsonl, without the companies under test" in text.stdout
    assert "rules better by" in text.stdout
    assert "3 of 3 passages" in text.stderr
    arguments = ["evaluate", "sentences", "--data", str(data), "--format", "json", "--train", str(data)]
    found = json.loads(CliRunner().invoke(cli.cli, arguments).stdout)
    assert found["passages"] == 3
    assert found["companies"] == 2
    assert found["train"] == [str(data)]
    assert found["elements"]["A.1.1/S1.a"]["gold_supports"] == 1
    assert set(found["baselines"]) == {"keywords", "TF-IDF with logistic regression"}
    assert set(found["differences"]["keywords"]["f1_supports"]) == {"value", "low", "high"}


@pytest.mark.usefixtures("with_answers")
def test_without_baselines_nothing_is_trained(data: Path) -> None:
    evaluation = evaluate(Terms((data,), baselines=False, learned=False))
    assert list(evaluation.rows) == ["rules"]
    assert evaluation.trained_on == ""
    assert json.loads(as_json(evaluation))["baselines"] == {}
    assert "TF-IDF" not in as_text(evaluation)


# --- what is learnt from


class Recorder:
    """Trains models that remember of which companies they learnt, and say it of every passage."""

    def __init__(self) -> None:
        self.trained = 0
        self.learnt_from: set[str] = set()

    def __call__(self, examples: Sequence[LabelledExample]) -> Trained:
        self.trained += 1
        self.learnt_from |= {one.company for one in examples}
        return Said(frozenset(one.company for one in examples))


class Said:
    def __init__(self, companies: frozenset[str]) -> None:
        self.companies = companies

    def supported(self, asked: Sequence[Question]) -> list[frozenset[str]]:
        return [self.companies for _ in asked]


def example(company: str, text: str = "some words") -> LabelledExample:
    return LabelledExample(company, None, text, None, "A.1.1/S1.a", Verdict.SUPPORTS, None, place=text)


@pytest.mark.parametrize("parts", [None, 2])
def test_no_model_learns_from_the_company_that_it_is_measured_on(parts: int | None) -> None:
    names = ["Tarn Mills", "Fell Foods", "Beck Bank", "Dale Dairy"]
    train = Recorder()
    said = leaving_out(train, [example(name) for name in names], [Question(name, None, "x") for name in names], parts)
    assert train.trained == (parts or len(names))
    for name, learnt_from in zip(names, said, strict=True):
        assert name not in learnt_from
        assert learnt_from


def test_a_company_is_left_out_under_its_longer_and_shorter_names_too() -> None:
    names = ["The Tarn Mills Co.", "TARN MILLS (UK) Limited", "Tarn Valley Dairy"]
    said = leaving_out(Recorder(), [example(name) for name in names], [Question("Tarn Mills", None, "x")])
    assert said == [frozenset({"Tarn Valley Dairy"})]


def test_one_model_does_for_all_companies_that_nothing_was_learnt_from() -> None:
    train = Recorder()
    asked = [Question(f"Company number {n}", None, "x") for n in range(30)]
    leaving_out(train, [example("Tarn Mills")], asked)
    assert train.trained == 1


def test_a_passage_under_test_is_not_learnt_from_in_another_file(data: Path, tmp_path: Path) -> None:
    copied = json_lines(tmp_path / "copied.jsonl", [sentence(POLICY.upper(), "Somebody Else", A_1_1__S1_a="supports")])
    asked = [one.question for one in read_sentences([data])]
    assert unlike(read_examples([copied]), asked) == []
    own = examples_of_sentences(read_sentences([data]))
    assert training(Terms(train=(copied,)), [data], own, asked).examples == []


def test_nothing_is_learnt_but_from_the_files_named(data: Path, tmp_path: Path) -> None:
    other = json_lines(tmp_path / "other.jsonl", [sentence("Another sentence.", "Beck Bank", C_7__S1_a="supports")])
    sentences = read_sentences([data])
    asked, own = [one.question for one in sentences], examples_of_sentences(sentences)
    assert {one.company for one in training(Terms(train=(other,)), [data], own, asked).examples} == {"Beck Bank"}
    assert training(Terms(), [data], own, asked).examples == own
    assert len(training(Terms(train=(other, data)), [data], own, asked).examples) == len(own) + 1
    assert str(training(Terms(train=(other,)), [data], own, asked)) == "other.jsonl, without the companies under test"


def test_a_sentence_without_a_label_is_an_example_of_what_says_nothing(tmp_path: Path) -> None:
    (only,) = examples_of_sentences(read_sentences([json_lines(tmp_path / "nothing.jsonl", [sentence(VAGUE)])]))
    assert (only.element, only.verdict, only.text) == (None, None, VAGUE)


def test_a_sentence_with_two_labels_is_two_examples_of_one_place(data: Path) -> None:
    first, second, *_ = examples_of_sentences(read_sentences([data]))
    assert (first.element, first.verdict, first.reason) == ("A.1.1/S1.a", "supports", None)
    assert (second.element, second.verdict, second.reason) == ("A.1.1/S1.c", "weak", "weak_wording")
    assert first.place == second.place == f"{data}, line 1"


# --- what is wrong with a file


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"company": "T"', "line 2: no JSON"),
        ('{"company": "T", "text": "x"}', "line 2: labels is None"),
        ('{"company": "T", "text": "", "labels": []}', "line 2: text is ''"),
        ('{"text": "x", "labels": []}', "line 2: company is None"),
        ('{"company": "T", "text": "x", "labels": ["A.1.1/S1.a"]}', "line 2: the label 'A.1.1/S1.a' is no object"),
        (json.dumps(sentence("x", A_9_9__S1_a="supports")), "line 2: 'A.9.9/S1.a' is no element"),
        (
            '{"company": "T", "text": "x", "labels": [{"element": "A.1.1/S1.a", "verdict": "yes"}]}',
            "line 2: the verdict is 'yes'; write supports or weak",
        ),
        (
            json.dumps(sentence("x") | {"labels": [{"element": "A.1.1/S1.a", "verdict": "weak"}] * 2}),
            "line 2: A.1.1/S1.a is labelled twice",
        ),
    ],
)
def test_a_broken_line_is_one_message_with_file_line_value_and_cure(data: Path, line: str, said: str) -> None:
    good = data.read_text(encoding="utf-8").splitlines()[0]
    data.write_text(f"{good}\n{line}\n", encoding="utf-8")
    result = CliRunner().invoke(cli.cli, ["evaluate", "sentences", "--data", str(data)])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith(f"firmword: {data}")
    assert len(result.stderr.splitlines()) == 1


def test_files_that_are_missing_or_empty_are_named(tmp_path: Path) -> None:
    empty = json_lines(tmp_path / "empty.jsonl", [])
    for file, said in ((tmp_path / "none.jsonl", "there is no such file"), (empty, "no labelled sentence")):
        with pytest.raises(InputError, match=f"{file.name}: {said}"):
            read_sentences([file])
    some = str(json_lines(tmp_path / "some.jsonl", [sentence(POLICY, A_1_1__S1_a="supports")]))
    for file, said in ((tmp_path / "none.jsonl", "no such file"), (empty, "it is empty")):
        asked = ["evaluate", "sentences", "--data", some, "--train", str(file), "--no-baselines"]
        result = CliRunner().invoke(cli.cli, asked)
        assert result.exit_code == 2
        assert said in result.stderr


# --- the real ones


@needs_gold
def test_the_real_sentences_are_read_whole_and_a_part_of_them_measured(tmp_path: Path) -> None:
    lines = (GOLD / "sentences.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    some = tmp_path / "some.jsonl"
    some.write_text("".join(lines[::7]), encoding="utf-8")
    assert len(read_sentences([GOLD / "sentences.jsonl"])) == len(lines)
    row = evaluate(Terms((some,), baselines=False, processes=1, learned=False)).rows["rules"]["all"]
    labels = [label for line in lines[::7] for label in json.loads(line)["labels"]]
    assert row["gold_supports"] == sum(label["verdict"] == "supports" for label in labels)
    assert row["gold_weak"] == sum(label["verdict"] == "weak" for label in labels)
    assert row["f1_supports"]


@pytest.mark.parametrize("name", ["policies.jsonl", "readings.tsv"])
def test_what_teaches_a_model_alone_is_refused_at_once_for_the_baselines_which_would_learn_nothing(name: str) -> None:
    with pytest.raises(InputError, match="teach a model alone"):
        check_training(Terms(train=(TEACHING / name,)))
    with pytest.raises(InputError, match="teach a model alone"):
        read_examples([TEACHING / name])
