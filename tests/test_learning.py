"""Learning from labels: the same labels give the same file, and who is under test is left out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evaluation_samples import json_lines, sentence

import cli
from errors import InputError
from evaluation.learning import Learner, Pair, fit, learn, learn_to, learner, pairs_from
from evaluation.measuring import Terms
from evaluation.one_passage import answers
from evaluation.question import Question
from evaluation.systems import said_by_all
from extractors.learned import load_model, model_of
from extractors.records import Verdict
from extractors.rules import open_rules

RULES = open_rules("chrb-core-2019").with_model(None)

RUBRIC = "chrb-core-2019"
TRACKING = "We track the effectiveness of our actions on human rights."
ASSESSING = "We assess the risks to human rights in our supply chain."
HOTLINE = "All workers can use the hotline."
VAGUE = "We think about our impact on people."
KINDLY = "We track the effectiveness of our actions."


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Sentences of four companies; some support what others do not."""
    rows = [
        sentence(TRACKING, "Tarn Mills", B_2_4__S1_a="supports", B_2_4__S1_b="no_detail"),
        sentence(HOTLINE, "Tarn Mills (UK) Ltd", C_1__S1_a="supports"),
        sentence(ASSESSING, "Fell Foods", B_2_1__S1_b="supports", B_2_1__S1_a="wrong_actor"),
        sentence(VAGUE, "Beck Bank", B_2_1__S1_a="no_detail", B_2_5__S1_a="no_detail"),
        sentence(KINDLY, "Dale Dairy", B_2_4__S1_b="supports"),
    ]
    return json_lines(tmp_path / "labels.jsonl", rows)


def pair(company: str, supports: bool, *features: str, counts: float = 1.0) -> Pair:
    return Pair(company, features or ("one" if supports else "other",), supports, counts)


def firmword(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [str(word) for word in words], prog_name="firmword")


# --- the model


def test_a_model_tells_what_supports_from_what_does_not() -> None:
    model = learn([pair("Tarn Mills", True), pair("Fell Foods", False), pair("Beck Bank", False)] * 5, RUBRIC)
    assert model.rubric == RUBRIC
    assert model.weights["one"] > 0 > model.weights["other"]
    assert model.score(["one"]) > model.score(["other"])


def test_a_pair_that_counts_little_teaches_little() -> None:
    firm = [pair("Tarn Mills", True, "seen"), pair("Tarn Mills", False, "other")]
    strict, mild = (learn([*firm, pair("Fell Foods", False, "seen", counts=n)], RUBRIC) for n in (1.0, 0.01))
    assert mild.weights["seen"] > strict.weights["seen"]


def test_the_names_of_features_are_sorted_whatever_order_they_come_in() -> None:
    names, regression = fit([pair("Tarn Mills", True, "b", "a"), pair("Fell Foods", False, "c")])
    assert names == ["a", "b", "c"]
    assert regression.coef_.shape == (1, 3)


def test_a_saved_model_is_read_as_it_was_learnt(labels: Path, tmp_path: Path) -> None:
    pairs = pairs_from([labels], None, RULES)
    learn_to(tmp_path / f"{RUBRIC}.skops", pairs)
    assert load_model(tmp_path / f"{RUBRIC}.skops") == learn(pairs, RUBRIC)


# --- pairs


def test_a_sentence_teaches_each_element_that_it_comes_near(labels: Path) -> None:
    pairs = pairs_from([labels], None, RULES)
    known = {(one.company, name): one for one in pairs for name in one.features if name.startswith("element ")}
    assert len(known) == len(pairs)
    labelled = known["Tarn Mills", "element B.2.4/S1.a"]
    assert (labelled.supports, labelled.counts) == (True, 1.0)
    weak = known["Tarn Mills", "element B.2.4/S1.b"]
    assert (weak.supports, weak.counts) == (False, 1.0)
    unlabelled = known["Fell Foods", "element B.2.2/S1.a"]
    assert not unlabelled.supports
    assert 0 < unlabelled.counts < 1  # nobody said that it does not support it


def test_documents_labelled_whole_teach_that_what_has_no_label_does_not_support(tmp_path: Path) -> None:
    content = f"{TRACKING}\n\n{ASSESSING}\n".encode()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "report.txt").write_bytes(content)
    name = hashlib.sha256(content).hexdigest()[:8]
    row = {"doc": name, "page": 1, "quote": TRACKING, "element": "B.2.4/S1.a", "verdict": "supports", "reason": None}
    pairs = pairs_from([json_lines(tmp_path / "passages.jsonl", [row])], tmp_path / "documents", RULES)
    assert {one.counts for one in pairs} == {1.0}
    supporting = [one for one in pairs if one.supports]
    assert [one.company for one in supporting] == ["report"]
    assert "element B.2.4/S1.a" in supporting[0].features
    assert len(pairs) > len(supporting)


def test_a_sentence_that_is_evidence_for_nothing_supports_no_element_for_sure(tmp_path: Path) -> None:
    pairs = pairs_from([json_lines(tmp_path / "nothing.jsonl", [sentence(TRACKING)])], None, RULES)
    assert pairs
    assert {(one.supports, one.counts) for one in pairs} == {(False, 1.0)}


def test_of_a_document_read_in_part_only_the_pages_read_teach(tmp_path: Path) -> None:
    content = f"{TRACKING}\n\n{ASSESSING}\n".encode()
    (tmp_path / "report.txt").write_bytes(content)
    name = hashlib.sha256(content).hexdigest()[:8]
    row = {"doc": name, "page": 1, "quote": TRACKING, "element": "B.2.4/S1.a", "verdict": "supports", "reason": None}
    file = json_lines(tmp_path / "passages.jsonl", [row])
    assert pairs_from([file], tmp_path, RULES, {name: frozenset({1})}) == pairs_from([file], tmp_path, RULES)
    assert pairs_from([file], tmp_path, RULES, {name: frozenset({2})}) == []


def test_files_that_nothing_about_elements_can_be_learnt_from_teach_nothing(tmp_path: Path) -> None:
    statements = tmp_path / "statements.csv"
    statements.write_text("statement_id,sentence,C3_risk\n1,We assess risks.,1\n", encoding="utf-8")
    assert pairs_from([statements], None, RULES) == []
    assert learner([statements], None, RULES) is None


# --- who is left out


def learner_of(*pairs: Pair) -> Learner:
    return Learner(RUBRIC, (), list(pairs))


def test_nothing_is_learnt_from_the_companies_under_test() -> None:
    rest = [pair("Fell Foods", True), pair("Beck Bank", False)]
    taught = learner_of(pair("Dale Dairy", True, "its own"), *rest)
    assert taught.without(["Dale Dairy"]) == learn(rest, RUBRIC)
    other = taught.without(["Fell Foods"])
    assert other is not None
    assert "its own" in other.weights


@pytest.mark.parametrize("tested", ["Tarn Mills", "Tarn Mills (UK) Ltd", "TARN MILLS", "The Tarn Mills Co."])
def test_a_company_is_left_out_by_its_longer_and_shorter_names(tested: str) -> None:
    rest = [pair("Fell Foods", True), pair("Tarn Valley Dairy", False)]
    taught = learner_of(pair("Tarn Mills", True, "its own"), *rest)
    assert taught.without([tested]) == learn(rest, RUBRIC)


def test_a_company_is_left_out_where_the_labels_name_it_longer() -> None:
    rest = [pair("Fell Foods", True), pair("Tarn Valley Dairy", False)]
    taught = learner_of(pair("Tarn Mills (UK) Ltd", True, "its own"), *rest)
    assert taught.without(["Tarn Mills"]) == learn(rest, RUBRIC)


def test_where_the_other_companies_leave_nothing_to_tell_apart_the_rules_stand_alone() -> None:
    taught = learner_of(pair("Tarn Mills", True), pair("Fell Foods", False))
    assert taught.without(["Tarn Mills"]) is None
    asked = [Question("Tarn Mills", "human rights policy", KINDLY)]
    assert answers(asked, RULES, 1, taught) == answers(asked, RULES, 1)


def test_companies_that_nothing_was_learnt_from_share_one_model() -> None:
    taught = learner_of(pair("Tarn Mills", True), pair("Fell Foods", False))
    assert taught.without(["Beck Bank"]) is taught.without(["Dale Dairy"])


def test_each_company_is_answered_by_a_model_that_learnt_nothing_from_it(
    labels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught = learner([labels], None, RULES)
    assert taught is not None
    asked = [Question(name, None, KINDLY) for name in ("Tarn Mills", "Fell Foods", "Dale Dairy")]
    left_out = []
    without = Learner.without

    def noted(self: Learner, companies: list[str]) -> object:
        left_out.append(companies)
        return without(self, companies)

    monkeypatch.setattr(Learner, "without", noted)
    said = answers(asked, RULES, 1, taught)
    assert sorted(left_out) == [["Dale Dairy"], ["Fell Foods"], ["Tarn Mills"]]
    assert len(said) == 3


def test_the_rules_alone_are_measured_without_a_model(labels: Path) -> None:
    asked = [Question("Loam Ltd", "human rights policy", "We assess the risks to human rights in our supply chain.")]
    terms = Terms(train=(labels,), baselines=False, processes=1, learned=False)
    said, _ = said_by_all(asked, terms, [labels], [])
    assert said["rules"] == answers(asked, RULES, 1)
    keen = Learner(RUBRIC, (), [])
    keen._known[frozenset()] = model_of(RUBRIC, {}, 50.0)
    (more,) = answers(asked, RULES, 1, keen)
    assert set(said["rules"][0]) < set(more)
    assert all(one.verdict is Verdict.WEAK for element, one in more.items() if element not in said["rules"][0])


# --- the command


def test_the_same_labels_give_the_same_file(labels: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done = firmword("learn", "--train", labels, "--output", tmp_path / name / f"{RUBRIC}.skops")
        assert done.exit_code == 0, done.stderr
        assert "from 1 file" in done.stderr
    one, two = ((tmp_path / name / f"{RUBRIC}.skops").read_bytes() for name in ("one", "two"))
    assert one == two
    assert load_model(tmp_path / "one" / f"{RUBRIC}.skops").weights


def test_the_companies_named_are_left_out_of_what_is_learnt(labels: Path, tmp_path: Path) -> None:
    (tmp_path / "without.txt").write_text("Tarn Mills\nFell Food\n", encoding="utf-8")
    output = tmp_path / f"{RUBRIC}.skops"
    done = firmword("learn", "--train", labels, "--without", tmp_path / "without.txt", "--output", output)
    assert done.exit_code == 0, done.stderr
    assert "--without: nothing is labelled for Fell Food\n" in done.stderr
    rest = [one for one in pairs_from([labels], None, RULES) if not one.company.startswith("Tarn Mills")]
    assert load_model(output) == learn(rest, RUBRIC)


def test_other_labels_give_another_file(labels: Path, tmp_path: Path) -> None:
    learn_to(tmp_path / "one.skops", pairs_from([labels], None, RULES))
    json_lines(labels, [sentence(TRACKING, B_2_4__S1_a="supports"), sentence(HOTLINE, C_1__S1_a="no_detail")])
    learn_to(tmp_path / "two.skops", pairs_from([labels], None, RULES))
    assert (tmp_path / "one.skops").read_bytes() != (tmp_path / "two.skops").read_bytes()


def test_labels_without_anything_to_tell_apart_are_one_message(tmp_path: Path) -> None:
    alike = json_lines(tmp_path / "alike.jsonl", [sentence(VAGUE, A_1_1__S1_a="weak_wording")])
    result = firmword("learn", "--train", alike, "--output", tmp_path / "model.skops")
    assert result.exit_code == 2
    assert result.stderr.startswith("firmword: --train: the labels name no passage that supports")
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "model.skops").exists()


def test_a_missing_file_and_a_folder_that_cannot_be_written_are_one_message(labels: Path, tmp_path: Path) -> None:
    missing = firmword("learn", "--train", tmp_path / "none.jsonl", "--output", tmp_path / "model.skops")
    nowhere = firmword("learn", "--train", labels, "--output", tmp_path / "none" / "model.skops")
    for result, said in ((missing, "there is no such file"), (nowhere, "cannot be written")):
        assert result.exit_code == 2
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_learner_without_support_in_its_labels_is_none(tmp_path: Path) -> None:
    alike = json_lines(tmp_path / "alike.jsonl", [sentence(VAGUE, A_1_1__S1_a="weak_wording")])
    assert learner([alike], None, RULES) is None


def test_labels_of_one_answer_cannot_be_learnt_from() -> None:
    with pytest.raises(InputError, match="name more labels"):
        learn([pair("Tarn Mills", True)], RUBRIC)
