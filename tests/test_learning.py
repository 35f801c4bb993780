"""Learning from labels: companies are parted, thresholds set where it is right, and who is under test is left out."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from evaluation_samples import json_lines, sentence
from numpy.typing import NDArray

import cli
from errors import InputError
from evaluation import learning
from evaluation.learning import Learner, learn_to, learner
from evaluation.lessons import Label, Lesson, in_part, lessons_from
from evaluation.one_passage import answers
from evaluation.question import Question
from extractors.learned import LAYERS, WEIGHTS, load_model
from extractors.records import Verdict
from extractors.rules import open_rules
from extractors.semantic import Unit
from extractors.view import Judgement

RUBRIC = "chrb-core-2019"
RULES = open_rules(RUBRIC).with_model(None)
TRACKING = "We track the effectiveness of our actions on human rights."
ASSESSING = "We assess the risks to human rights in our supply chain."
HOTLINE = "All workers can use the hotline."
ELEMENT = "A.1.1/S1.a"


def firmword(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [str(word) for word in words], prog_name="firmword")


# --- lessons


def test_a_sentence_teaches_by_its_labels_its_concepts_and_what_the_rules_say(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, "Tarn Mills", B_2_4__S1_a="supports", B_2_4__S1_b="no_detail")]
    (lesson,) = lessons_from([json_lines(tmp_path / "labels.jsonl", rows)], None, RULES)
    assert (lesson.company, lesson.unit.text, lesson.document) == ("Tarn Mills", TRACKING, "")
    assert lesson.labels["B.2.4/S1.a"] == Label(Verdict.SUPPORTS, None)
    assert lesson.labels["B.2.4/S1.b"] == Label(Verdict.WEAK, "no_detail")
    assert "has human_rights" in lesson.concepts
    assert "B.2.4/S1.a" in lesson.ruled
    assert 0 < lesson.whole < 1  # nobody said that it supports no other element


def test_where_sentences_that_are_evidence_for_nothing_stand_all_elements_were_thought_of(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, "Tarn Mills", B_2_4__S1_a="supports"), sentence(HOTLINE, "Tarn Mills")]
    lessons = lessons_from([json_lines(tmp_path / "labels.jsonl", rows)], None, RULES)
    assert {lesson.whole for lesson in lessons} == {1.0}


def labelled_document(folder: Path) -> tuple[Path, str]:
    content = f"{TRACKING}\n\n{ASSESSING}\n".encode()
    (folder / "report.txt").write_bytes(content)
    name = hashlib.sha256(content).hexdigest()[:8]
    row = {"doc": name, "page": 1, "quote": TRACKING, "element": "B.2.4/S1.a", "verdict": "supports", "reason": None}
    return json_lines(folder / "passages.jsonl", [row]), name


def test_documents_labelled_whole_teach_that_what_has_no_label_does_not_support(tmp_path: Path) -> None:
    file, name = labelled_document(tmp_path)
    labelled, bare = lessons_from([file], tmp_path, RULES)
    assert (labelled.document, set(labelled.labels), labelled.whole) == (name, {"B.2.4/S1.a"}, 1.0)
    assert (bare.unit.text, bare.labels) == (ASSESSING, {})


def test_of_a_document_read_in_part_only_the_pages_read_teach(tmp_path: Path) -> None:
    file, name = labelled_document(tmp_path)
    assert len(lessons_from([file], tmp_path, RULES, {name: frozenset({1})})) == 2
    assert lessons_from([file], tmp_path, RULES, {name: frozenset({2})}) == []


def test_nothing_is_learnt_from_companies_that_are_left_out(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, name, B_2_4__S1_a="supports") for name in ("Tarn Mills (UK) Ltd", "Fell Foods")]
    file = json_lines(tmp_path / "labels.jsonl", rows)
    assert [one.company for one in lessons_from([file], None, RULES, without=["Tarn Mills"])] == ["Fell Foods"]


def test_companies_are_parted_by_their_first_word_the_same_in_every_run() -> None:
    names = ("Tarn Mills", "Fell Foods", "Beck Bank")
    assert [sum(in_part(name, part, 5, "joining") for part in range(5)) for name in names] == [1, 1, 1]
    assert all(
        in_part(f"{name} plc", part, 5, "x") == in_part(name, part, 5, "x") for name in names for part in range(5)
    )


# --- thresholds


def test_a_threshold_is_the_least_from_which_on_the_model_is_right_often_enough() -> None:
    sure = [(0.9, True)] * 40 + [(0.8, False)] * 2 + [(0.6, False)] * 9
    assert learning._first_right(sure) == pytest.approx(0.61)


def test_nine_right_of_ten_are_too_few_to_set_a_threshold_on() -> None:
    assert learning._first_right([(0.9, True)] * 9 + [(0.8, False)]) == 1.0


def test_no_threshold_is_set_on_a_handful_of_cases_or_where_the_model_is_wrong() -> None:
    assert learning._first_right([(0.9, True)] * (learning.FEWEST - 1)) == 1.0
    assert learning._first_right([(0.9, True)] * 4 + [(0.9, False)] * 4) == 1.0


# --- a model


def lesson(company: str, supports: bool, document: str = "d1") -> Lesson:
    text = f"{'We respect' if supports else 'We read about'} human rights at {company}."
    labels = {ELEMENT: Label(Verdict.SUPPORTS if supports else Verdict.WEAK, None if supports else "weak_wording")}
    ruled = {
        ELEMENT: Judgement(Verdict.SUPPORTS if supports else Verdict.WEAK, None if supports else "weak_wording", ())
    }
    return Lesson(company, Unit(text), ("has human_rights",), labels, ruled, 1.0, document)


LESSONS = [lesson(f"Company{i}", supports) for i in range(40) for supports in (True, False)]


class Reads:
    """An encoder that takes what respects for support."""

    def logits(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        n, reasons = len(RULES.rubric.elements), len(RULES.rubric.reasons)
        rows = np.full((len(units), 2 * n + reasons), -9.0, np.float32)
        place = [element.id for element in RULES.rubric.elements].index(ELEMENT)
        for row, unit in enumerate(units):
            rows[row, [place, n + place]] = 3.0 if "respect" in unit.text else -3.0
        return rows


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Lesson]:
    """Training, without torch: what was put to it."""
    seen: list[Lesson] = []

    def train(lessons: Sequence[Lesson], elements: object, reasons: object, rules: object, output: Path) -> None:
        seen.extend(lessons)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(b"layers")

    monkeypatch.setattr(learning, "_train", train)
    monkeypatch.setattr(learning, "encoder", lambda layers: Reads())
    return seen


def test_the_same_lessons_give_the_same_model(trained: list[Lesson], tmp_path: Path) -> None:
    for name in ("one", "two"):
        learn_to(tmp_path / name, LESSONS, RULES)
    for file in (LAYERS, WEIGHTS):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_learnt_model_knows_its_companies_and_joins_encoder_and_rules(trained: list[Lesson], tmp_path: Path) -> None:
    model = learn_to(tmp_path, LESSONS, RULES)
    assert model == load_model(tmp_path)
    assert model.knows("Company7")
    assert not model.knows("Fell Foods")
    assert model.supports.weights["supports"] > 0
    assert "Company7" not in (tmp_path / WEIGHTS).read_text(encoding="utf-8")


def test_what_joins_is_learnt_from_companies_that_the_encoder_was_not_taught_by(
    trained: list[Lesson], tmp_path: Path
) -> None:
    learn_to(tmp_path, LESSONS, RULES)
    taught = {one.company for one in trained}
    assert taught
    assert all(not in_part(company, 0, learning.JOINING, "joining") for company in taught)


def test_labels_that_tell_nothing_apart_are_refused(trained: list[Lesson], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name more labels"):
        learn_to(tmp_path, [one for one in LESSONS if one.labels[ELEMENT].verdict is Verdict.SUPPORTS], RULES)


def test_of_each_document_only_some_passages_without_a_label_are_learnt_from() -> None:
    bare = [Lesson("Tarn", Unit(f"Steel {i}."), (), {}, {}, 1.0, "d1") for i in range(50)]
    chosen = learning._sampled([*bare, lesson("Tarn", True), lesson("Tarn", False)])
    assert sum(not one.labels for one in chosen) == int(learning.UNLABELLED * 2) + 3
    assert chosen == learning._sampled([*bare[::-1], lesson("Tarn", True), lesson("Tarn", False)])


def test_learning_without_torch_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "evaluation.encoder_training", raising=False)
    with pytest.raises(InputError, match="pip install torch onnx"):
        learn_to(tmp_path, LESSONS, RULES)


# --- measuring


def test_a_model_is_not_measured_on_whom_it_knows(trained: list[Lesson], tmp_path: Path) -> None:
    taught = Learner(learn_to(tmp_path, LESSONS, RULES))
    assert taught.without(["Fell Foods"]) == taught.model
    assert taught.without(["Fell Foods", "Company7 Ltd"]) is None


def test_answers_for_a_company_that_the_model_knows_are_the_rules_alone(trained: list[Lesson], tmp_path: Path) -> None:
    model = learn_to(tmp_path, LESSONS, RULES)
    asked = [Question("Company7", "human rights policy", "We respect human rights.")]
    assert answers(asked, RULES, 1, Learner(model)) == answers(asked, RULES, 1)


def test_the_model_of_a_folder_is_measured_where_one_is_named(trained: list[Lesson], tmp_path: Path) -> None:
    model = learn_to(tmp_path, LESSONS, RULES)
    assert learner(RULES, tmp_path) == Learner(model)
    own = learner(RULES, None)
    assert own is not None
    assert own.model.version != model.version
    assert learner(open_rules("rsj-2018"), None) is None


def test_a_missing_file_of_labels_is_refused(tmp_path: Path) -> None:
    result = firmword("learn", "--train", tmp_path / "none.jsonl", "--output", tmp_path / "model")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_the_shipped_model_names_no_company() -> None:
    from extractors.learned import FOLDER

    kept = json.loads((FOLDER / RUBRIC / WEIGHTS).read_text(encoding="utf-8"))
    assert kept["learnt_from"]
    assert all(len(digest) == 16 and int(digest, 16) >= 0 for digest in kept["learnt_from"] + kept["named_whole"])
