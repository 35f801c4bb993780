"""Learning from labels: companies are parted, thresholds set where it is right, and who is under test is left out."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from evaluation_samples import json_lines, sentence, table
from numpy.typing import NDArray

import cli
from errors import InputError
from evaluation import learning
from evaluation.extracts import Label
from evaluation.learning import Course, Learner, Training, learn_to, learner
from evaluation.lessons import Lesson, Sources, check_labels, companies_of, in_part, lessons_from
from evaluation.one_passage import _by_model, answers
from evaluation.question import Question
from evaluation.readings import COLUMNS, digest_of
from evaluation.statement_labels import aims_labels
from extractors.attributes import ATTRIBUTES, named
from extractors.records import Verdict
from extractors.rules import open_rules
from extractors.semantic import Unit
from extractors.taught import HEADS, LAYERS, WEIGHTS, Model, load_model
from extractors.view import Judgement

RUBRIC = "chrb-core-2019"
RULES = open_rules(RUBRIC).with_model(None)
TRACKING = "We track the effectiveness of our actions on human rights."
ASSESSING = "We assess the risks to human rights in our supply chain."
KITCHENS = Path(__file__).parent.parent / "fixtures" / "third-rubric"
HOTLINE = "All workers can use the hotline."
ELEMENT = "A.1.1/S1.a"


def firmword(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [str(word) for word in words], prog_name="firmword")


# --- lessons


def test_a_sentence_teaches_by_its_labels_its_concepts_and_what_the_rules_say(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, "Tarn Mills", B_2_4__S1_a="supports", B_2_4__S1_b="no_detail")]
    (lesson,) = lessons_from(Sources([json_lines(tmp_path / "labels.jsonl", rows)]), RULES)
    assert (lesson.company, lesson.unit.text, lesson.document) == ("Tarn Mills", TRACKING, "")
    assert lesson.labels["B.2.4/S1.a"] == Label(Verdict.SUPPORTS, None)
    assert lesson.labels["B.2.4/S1.b"] == Label(Verdict.WEAK, "no_detail")
    assert "has human_rights" in lesson.concepts
    assert "B.2.4/S1.a" in lesson.ruled
    assert 0 < lesson.whole < 1  # nobody said that it supports no other element


def test_where_sentences_that_are_evidence_for_nothing_stand_all_elements_were_thought_of(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, "Tarn Mills", B_2_4__S1_a="supports"), sentence(HOTLINE, "Tarn Mills")]
    lessons = lessons_from(Sources([json_lines(tmp_path / "labels.jsonl", rows)]), RULES)
    assert {lesson.whole for lesson in lessons} == {1.0}


def labelled_document(folder: Path) -> tuple[Path, str]:
    content = f"{TRACKING}\n\n{ASSESSING}\n".encode()
    (folder / "report.txt").write_bytes(content)
    name = hashlib.sha256(content).hexdigest()[:8]
    row = {"doc": name, "page": 1, "quote": TRACKING, "element": "B.2.4/S1.a", "verdict": "supports", "reason": None}
    return json_lines(folder / "passages.jsonl", [row]), name


def test_documents_labelled_whole_teach_that_what_has_no_label_does_not_support(tmp_path: Path) -> None:
    file, name = labelled_document(tmp_path)
    labelled, bare = lessons_from(Sources([file], tmp_path), RULES)
    assert (labelled.document, set(labelled.labels), labelled.whole) == (name, {"B.2.4/S1.a"}, 1.0)
    assert (bare.unit.text, bare.labels) == (ASSESSING, {})


def test_of_a_document_read_in_part_only_the_pages_read_teach(tmp_path: Path) -> None:
    file, name = labelled_document(tmp_path)
    assert len(lessons_from(Sources([file], tmp_path, {name: frozenset({1})}), RULES)) == 2
    assert lessons_from(Sources([file], tmp_path, {name: frozenset({2})}), RULES) == []


def test_nothing_is_learnt_from_companies_that_are_left_out(tmp_path: Path) -> None:
    rows = [sentence(TRACKING, name, B_2_4__S1_a="supports") for name in ("Tarn Mills (UK) Ltd", "Fell Foods")]
    file = json_lines(tmp_path / "labels.jsonl", rows)
    assert [one.company for one in lessons_from(Sources([file], without=["Tarn Mills"]), RULES)] == ["Fell Foods"]


def test_an_invented_extract_teaches_with_its_headings_lead_ins_and_what_stands_before(tmp_path: Path) -> None:
    label = ["A.1.2/S1.c", "S", "", "srnn"]
    units = [
        {"text": ASSESSING, "headings": ["Labour"], "labels": []},
        {"text": "use forced labour.", "headings": ["Labour"], "lead_in": "Suppliers shall not:", "labels": [label]},
    ]
    file = json_lines(tmp_path / "extracts.jsonl", [{"rubric": RUBRIC, "kind": "supplier code", "units": units}])
    bare, labelled = lessons_from(Sources([file]), RULES)
    assert (bare.labels, bare.unit.headings) == ({}, ("Labour",))
    assert labelled.unit == Unit("use forced labour.", ("Labour",), "Suppliers shall not:")
    assert labelled.labels["A.1.2/S1.c"] == Label(Verdict.SUPPORTS, None, named("srnn"))
    assert bare.document == labelled.document
    assert lessons_from(Sources([file]), open_rules("rsj-2018")) == []  # it names another rubric
    assert companies_of([bare, labelled]) == []  # nobody is known by an invented company


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (["A.1.2/S1.c", "S", ""], "is no list of four texts; give element, S or W"),
        ("S", "is no list of four texts"),
        (["A.1.2/S1.c", ["S"], "", "srnn"], "is no list of four texts"),
        (["A.1.2/S1.c", "?", "", "srnn"], r"has the verdict '\?'; give element, S or W"),
        (
            ["x", "S", "", "zzzz"],
            r"has the letters 'zzzz'; give four letters, one each of csbo \(who is bound\), prd",
        ),
    ],
)
def test_a_label_of_an_extract_that_is_none_is_refused_with_its_line(tmp_path: Path, label: object, said: str) -> None:
    row = {"rubric": RUBRIC, "kind": "policy", "units": [{"text": ASSESSING, "labels": [label]}]}
    with pytest.raises(InputError, match=rf"extracts\.jsonl, line 1: the label .* {said}"):
        lessons_from(Sources([json_lines(tmp_path / "extracts.jsonl", [row])]), RULES)


def taught_by(folder: Path, labels: object, rubric: str = RUBRIC, **more: object) -> Sources:
    row = {"rubric": rubric, "kind": "policy", "units": [{"text": ASSESSING, "labels": labels}], **more}
    return Sources([json_lines(folder / "extracts.jsonl", [row])])


@pytest.mark.parametrize(
    ("labels", "said"), [(None, "there are no labels; give a list"), ("none", "labels is 'none', which is no list")]
)
def test_a_unit_of_an_extract_without_a_list_of_labels_is_refused(tmp_path: Path, labels: object, said: str) -> None:
    with pytest.raises(InputError, match=rf"extracts\.jsonl, line 1: {said}"):
        check_labels(taught_by(tmp_path, labels), [RULES.rubric])


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (["A.1.2/S9.z", "S", "", "srnn"], "'A.1.2/S9.z' is no element of chrb-core-2019; write one of: A.1.2/S1.a, "),
        (["Z.9/S1.a", "S", "", "srnn"], "'Z.9/S1.a' is no element of chrb-core-2019; write one of: A.1.1/..., A.1.2/"),
        (["A.1.2/S1.c", "W", "vague", "srnn"], "'vague' is no reason of chrb-core-2019; write one of: weak_wording"),
    ],
)
def test_a_label_of_what_its_rubric_does_not_have_is_refused_with_what_is_allowed(
    tmp_path: Path, label: list[str], said: str
) -> None:
    with pytest.raises(InputError, match=f"line 1: {re.escape(said)}"):
        check_labels(taught_by(tmp_path, [label]), [RULES.rubric])
    cells = (label[0], "weak", *label[2:])
    readings = Sources([reading(tmp_path / "readings.tsv", "0" * 8, (TRACKING, *cells))])
    with pytest.raises(InputError, match=rf"readings\.tsv, line 2: {re.escape(said)}"):
        check_labels(readings, [RULES.rubric])


def test_an_extract_of_a_rubric_that_is_not_taught_is_refused(tmp_path: Path) -> None:
    sources = taught_by(tmp_path, [], "rsj-2081")
    with pytest.raises(InputError, match=r"the rubric 'rsj-2081' is not among .*: chrb-core-2019, rsj-2018"):
        check_labels(sources, [RULES.rubric, open_rules("rsj-2018").rubric])


def test_the_topics_of_an_extract_are_a_list_of_indicators_of_its_rubric(tmp_path: Path) -> None:
    check_labels(taught_by(tmp_path, [], topics=["A.1.2"]), [RULES.rubric])
    with pytest.raises(InputError, match=r"the topic 'Z\.9' is no indicator of .*; write one of: A\.1\.1, "):
        check_labels(taught_by(tmp_path, [], topics=["Z.9"]), [RULES.rubric])
    with pytest.raises(InputError, match=r"topics is 'A\.1\.2', which is no list"):
        check_labels(taught_by(tmp_path, [], topics="A.1.2"), [RULES.rubric])


def test_the_extracts_and_readings_that_came_with_the_models_are_as_they_should_be() -> None:
    folder = Path(learning.__file__).parent
    rubrics = [RULES.rubric, open_rules("rsj-2018").rubric]
    teaching = [*sorted((folder / "teaching").glob("*.jsonl")), *(folder / "teaching").glob("*.tsv")]
    check_labels(Sources([*teaching, *(folder / "untaught").glob("*.tsv")]), rubrics)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("B.2.4/S1.a", "perhaps", "", "cdyn"), "the verdict is 'perhaps'; write supports or weak"),
        (("B.2.4/S1.a", "weak", "", "cd"), "the label has the letters 'cd'; give four letters, one each of csbo"),
        (("B.2.4/S1.a", "weak"), "4 cells where there are 6 columns; give document, passage, element, verdict, reason"),
    ],
)
def test_a_reading_that_is_none_says_what_is_right(tmp_path: Path, cells: tuple[str, ...], said: str) -> None:
    sources = Sources([reading(tmp_path / "readings.tsv", "0" * 8, (TRACKING, *cells))])
    with pytest.raises(InputError, match=rf"readings\.tsv, line 2: {said}"):
        check_labels(sources, [RULES.rubric])


def reading(file: Path, document: str, *rows: tuple[str, ...]) -> Path:
    lines = ["\t".join(COLUMNS), *("\t".join((document, digest_of(text), *rest)) for text, *rest in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_labels_that_quote_nothing_find_their_passages_by_their_words(tmp_path: Path) -> None:
    _, name = labelled_document(tmp_path)
    found = ("B.2.4/S1.a", "supports", "", "cdyn")
    file = reading(tmp_path / "readings.tsv", name, (TRACKING, *found), (f" {ASSESSING}\n".strip(), "", "", "", ""))
    labelled, bare = lessons_from(Sources([file], tmp_path), RULES)
    assert labelled.labels == {"B.2.4/S1.a": Label(Verdict.SUPPORTS, None, named("cdyn"))}
    assert (bare.unit.text, bare.labels) == (ASSESSING, {})
    one = reading(tmp_path / "one.tsv", name, (TRACKING, *found))
    assert [lesson.unit.text for lesson in lessons_from(Sources([one], tmp_path), RULES)] == [TRACKING]
    elsewhere = reading(tmp_path / "other.tsv", "0" * 8, (TRACKING, *found))
    with pytest.raises(InputError, match="--documents"):
        lessons_from(Sources([elsewhere], tmp_path), RULES)


def test_readings_of_statements_find_their_sentences_in_the_table_of_these(tmp_path: Path) -> None:
    columns = ("statement_id", "sentence", *sorted(aims_labels()))
    rows = [("SID_1", TRACKING), ("SID_1", ASSESSING), ("SID_2", HOTLINE)]
    sentences = table(tmp_path / "aims.csv", columns, [(*row, *"0" * len(aims_labels())) for row in rows])
    file = reading(tmp_path / "readings.tsv", "SID_1", (ASSESSING, "B.2.1/S1.b", "weak", "no_detail", "sdnn"))
    (only,) = lessons_from(Sources([file, sentences]), RULES)
    assert (only.company, only.unit.text, only.unit.before) == ("SID_1", ASSESSING, "")
    assert only.labels["B.2.1/S1.b"].reason == "no_detail"


def test_companies_are_parted_by_their_first_word_the_same_in_every_run() -> None:
    names = ("Tarn Mills", "Fell Foods", "Beck Bank")
    assert [sum(in_part(name, part, 5, "joining") for part in range(5)) for name in names] == [1, 1, 1]
    assert all(
        in_part(f"{name} plc", part, 5, "x") == in_part(name, part, 5, "x") for name in names for part in range(5)
    )


# --- thresholds


def test_a_threshold_is_the_least_from_which_on_the_model_is_right_often_enough() -> None:
    sure = [(0.9, True)] * 30 + [(0.8, False)] * 7 + [(0.6, False)] * 9
    assert learning._first_right(sure, 0.8) == pytest.approx(0.61)
    assert learning._first_right([(0.9, True)] * 30 + [(0.8, False)] * 8, 0.8) == pytest.approx(0.81)


def test_no_threshold_is_set_on_a_handful_of_cases_or_where_the_model_is_wrong() -> None:
    assert learning._first_right([(0.9, True)] * (learning.FEWEST - 1), 0.8) == 1.0
    assert learning._first_right([(0.9, True)] * 20 + [(0.9, False)] * 20, 0.8) == 1.0


def test_a_model_never_differs_where_the_rules_are_the_likelier_to_be_right() -> None:
    assert learning._first_right([(0.2, True)] * 40, 0.8) == 1.0
    assert learning._first_right([(0.2, True)] * 40 + [(0.7, True)] * 20, 0.8) == pytest.approx(0.5)


@pytest.mark.usefixtures("trained")
def test_a_model_taught_by_invented_extracts_alone_differs_from_no_rule(tmp_path: Path) -> None:
    invented = learn(tmp_path, [replace(one, form="extracts") for one in LESSONS])
    assert (invented.calibrated, invented.thresholds.support, invented.thresholds.doubt) == (False, 1.0, 0.0)
    assert learn(tmp_path).calibrated


# --- a model

FRAME = next(frame for frame in RULES.languages["en"].asked if frame.element.id == ELEMENT)


def lesson(company: str, supports: bool, document: str = "d1") -> Lesson:
    text = f"{'We respect' if supports else 'We read about'} human rights at {company}."
    verdict, reason = (Verdict.SUPPORTS, None) if supports else (Verdict.WEAK, "weak_wording")
    return Lesson(
        rubric=RUBRIC,
        company=company,
        unit=Unit(text),
        concepts=("has human_rights",),
        labels={ELEMENT: Label(verdict, reason)},
        ruled={ELEMENT: (FRAME, Judgement(verdict, reason, ()))},
        document=document,
    )


LESSONS = [lesson(f"Company{i}", supports) for i in range(40) for supports in (True, False)]


BARE = [replace(one, document="", form="sentences") for one in LESSONS]
SILENT = [replace(one, document="d2") for one in LESSONS if ELEMENT in one.labels and one.labels[ELEMENT].reason]


class Reads:
    """An encoder that takes what respects for support."""

    def __init__(self, layers: Path) -> None:
        self.layers = layers

    def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
        n, reasons = len(RULES.rubric.elements), len(RULES.rubric.reasons)
        rows = np.full((len(units), 2 * n + reasons + len(ATTRIBUTES)), -9.0, np.float32)
        place = [element.id for element in RULES.rubric.elements].index(ELEMENT)
        for row, unit in enumerate(units):
            rows[row, [place, n + place]] = 3.0 if "respect" in unit.text else -3.0
        return rows


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Training]:
    """Training, without torch: what was put to it."""
    seen: list[Training] = []

    def train(one: Training) -> None:
        seen.append(one)
        (one.folder / RUBRIC).mkdir(parents=True, exist_ok=True)
        (one.folder / LAYERS).write_bytes(b"layers")
        questions = 2 * len(RULES.rubric.elements) + len(RULES.rubric.reasons) + len(ATTRIBUTES)
        np.save(one.folder / RUBRIC / HEADS, np.zeros((questions, 1), np.float16))

    monkeypatch.setattr(learning, "_train", train)
    monkeypatch.setattr(learning, "encoder", Reads)
    return seen


def learn(folder: Path, lessons: Sequence[Lesson] = LESSONS) -> Model:
    (model,) = learn_to(folder, [Course(RULES, lessons)], 1)
    return model


@pytest.mark.usefixtures("trained")
def test_the_same_lessons_give_the_same_model(tmp_path: Path) -> None:
    for name in ("one", "two"):
        learn(tmp_path / name)
    for file in (LAYERS, f"{RUBRIC}/{HEADS}", f"{RUBRIC}/{WEIGHTS}"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize("lessons", [BARE, [*BARE, *SILENT]])
def test_single_sentences_teach_a_model_where_no_document_shows_what_supports(
    tmp_path: Path, lessons: Sequence[Lesson]
) -> None:
    model = learn(tmp_path, lessons)
    assert model.supports.weights


@pytest.mark.usefixtures("trained")
def test_a_learnt_model_knows_its_companies_and_joins_encoder_and_rules(tmp_path: Path) -> None:
    model = learn(tmp_path)
    assert model == load_model(tmp_path, RUBRIC)
    assert model.knows("Company7")
    assert not model.knows("Fell Foods")
    assert model.supports.weights["supports"] > 0
    assert "Company7" not in (tmp_path / RUBRIC / WEIGHTS).read_text(encoding="utf-8")


def test_the_encoder_that_is_kept_is_taught_by_all_and_the_one_on_trial_by_half(
    trained: list[Training], tmp_path: Path
) -> None:
    learn(tmp_path)
    kept, trial = trained
    companies = {one.company for one in LESSONS}
    assert {one.company for one in kept.lessons} == companies
    taught = {one.company for one in trial.lessons}
    assert taught
    assert taught < companies


def test_the_trial_leaves_out_only_companies_that_were_labelled_to_measure_by(
    trained: list[Training], tmp_path: Path
) -> None:
    others = [replace(one, form="extracts", company=f"extracts.jsonl/{i}") for i, one in enumerate(LESSONS)]
    learn(tmp_path, [*LESSONS, *others])
    _, trial = trained
    assert {one.company for one in others} <= {one.company for one in trial.lessons}


def test_what_joins_is_learnt_from_companies_that_the_encoder_was_not_taught_by(
    trained: list[Training], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[Path, set[str]] = {}

    class Remembers(Reads):
        def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
            asked[self.layers.parent] = {unit.text for unit in units}
            return super().answers(units, heads)

    monkeypatch.setattr(learning, "encoder", Remembers)
    learn(tmp_path)
    for half in trained[1:]:
        assert asked[half.folder]
        assert not asked[half.folder] & {one.unit.text for one in half.lessons}


@pytest.mark.usefixtures("trained")
def test_labels_that_tell_nothing_apart_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name more labels"):
        learn(tmp_path, [one for one in LESSONS if one.labels[ELEMENT].verdict is Verdict.SUPPORTS])


def test_of_each_document_only_some_passages_without_a_label_are_learnt_from() -> None:
    bare = [Lesson(RUBRIC, "Tarn", Unit(f"Steel {i}."), (), {}, {}, document="d1") for i in range(50)]
    chosen = learning._sampled([*bare, lesson("Tarn", True), lesson("Tarn", False)])
    assert sum(not one.labels for one in chosen) == int(learning.UNLABELLED * 2) + 3
    assert chosen == learning._sampled([*bare[::-1], lesson("Tarn", True), lesson("Tarn", False)])


def test_learning_without_torch_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "evaluation.encoder_training", raising=False)
    with pytest.raises(InputError, match=r"pip install -e '\.\[learn\]'"):
        learn(tmp_path)


# --- measuring


@pytest.mark.usefixtures("trained")
def test_a_model_is_not_measured_on_whom_it_knows(tmp_path: Path) -> None:
    taught = Learner(learn(tmp_path))
    assert taught.without(["Fell Foods"]) == taught.model
    assert taught.without(["Fell Foods", "Company7 Ltd"]) is None


@pytest.mark.usefixtures("trained")
def test_answers_for_a_company_that_the_model_knows_are_the_rules_alone(tmp_path: Path) -> None:
    model = learn(tmp_path)
    asked = [Question("Company7", "human rights policy", "We respect human rights.")]
    assert answers(asked, RULES, 1, Learner(model)) == answers(asked, RULES, 1)


@pytest.mark.usefixtures("trained")
def test_a_company_that_the_model_knows_takes_it_from_no_other(tmp_path: Path) -> None:
    model = learn(tmp_path)
    texts = [("Company7", "We respect human rights."), ("Fell Foods", "We respect human rights.")]
    asked = [Question(company, "human rights policy", text) for company, text in texts]
    (known, with_no_model), (others, with_model) = sorted(_by_model(asked, Learner(model)), key=lambda one: one[0])
    assert (known, with_no_model) == ([0], None)
    assert (others, with_model) == ([1], model)


@pytest.mark.usefixtures("trained")
def test_the_model_of_a_folder_is_measured_where_one_is_named(tmp_path: Path) -> None:
    model = learn(tmp_path)
    assert learner(RULES, tmp_path) == Learner(model)
    own = learner(RULES, None)
    assert own is not None
    assert own.model.version != model.version
    assert learner(open_rules(str(KITCHENS)), None) is None


def refusal(folder: Path, *words: str | Path) -> str:
    """What `firmword learn` says when it refuses to learn from an extract with these other options."""
    (extracts,) = taught_by(folder, []).files
    result = firmword("learn", "--train", extracts, "--output", folder / "model", *words)
    assert result.exit_code == 2, result.output
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


@pytest.mark.parametrize("option", ["--without", "--pages", "--documents"])
def test_what_an_option_of_learning_names_must_be_there(tmp_path: Path, option: str) -> None:
    said = refusal(tmp_path, option, tmp_path / "nosuch")
    assert said.startswith(f"firmword: {option} {tmp_path / 'nosuch'}: there is no such f")


def test_a_folder_without_labels_to_learn_from_is_refused_by_the_option_that_named_it(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = firmword("learn", "--train", tmp_path / "empty", "--output", tmp_path / "model")
    assert result.exit_code == 2
    assert "no passages.jsonl in this folder; name the label files with --train" in result.stderr


def test_wrong_labels_are_refused_before_any_document_is_read(tmp_path: Path) -> None:
    file, _ = labelled_document(tmp_path)
    (tmp_path / "report.txt").unlink()  # else its absence would be refused first
    assert "is not among those that are taught" in refusal(
        tmp_path, "--train", file, taught_by(tmp_path, [], "x").files[0], "--rubric", "rsj-2018"
    )


def test_a_place_that_cannot_be_written_is_refused_before_learning_and_nothing_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    said = refusal(tmp_path, "--output", tmp_path / "taken" / "model")
    assert f"--output {tmp_path / 'taken' / 'model'}: cannot be written" in said
    refusal(tmp_path)  # these labels tell nothing apart
    assert not (tmp_path / "model").exists()


def test_the_rules_alone_and_a_model_are_not_measured_together(tmp_path: Path) -> None:
    result = firmword("evaluate", "sentences", "--rules-alone", "--model", tmp_path / "nosuch")
    assert result.exit_code == 2
    assert f"--rules-alone and --model {tmp_path / 'nosuch'} exclude each other" in result.stderr


def test_a_missing_file_of_labels_is_refused(tmp_path: Path) -> None:
    result = firmword("learn", "--train", tmp_path / "none.jsonl", "--output", tmp_path / "model")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_the_shipped_model_names_no_company() -> None:
    from extractors.taught import FOLDER

    kept = json.loads((FOLDER / RUBRIC / WEIGHTS).read_text(encoding="utf-8"))
    assert kept["learnt_from"]
    assert all(len(digest) == 16 and int(digest, 16) >= 0 for digest in kept["learnt_from"] + kept["named_whole"])
