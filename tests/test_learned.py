"""A learned model orders candidates and finds some more; it knows states and concepts, and overrules no rule."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.question import Question, document_of
from extractors import learned
from extractors.extract import evidence_of, judged
from extractors.learned import NEAR, Model, Weighed, features_of, in_words, is_near, load_model, model_of
from extractors.rank import weight
from extractors.records import LEARNED, Evidence, Listing, Role, Verdict
from extractors.rules import open_rules
from extractors.view import Judgement, View
from lexicons import languages, load
from rubric import open_rubric
from rubric.frames import Frame
from rubric.kinds import Kind
from screening.worker import screen_document

RULES = open_rules("chrb-core-2019").with_model(None)

CHRB = "chrb-core-2019"
RUBRIC = open_rubric(CHRB)
KITCHENS = Path(__file__).parent.parent / "fixtures" / "third-rubric"
COMPANY = "Tarn Mills"
KEEN, COLD = model_of(CHRB, {}, 50.0), model_of(CHRB, {}, -50.0)  # one that likes everything, one that likes nothing
TEXTS = (
    "We track the effectiveness of our actions.",
    "We assess the risks to human rights in our supply chain.",
    "We do not assess human rights risks at present.",
    "We will assess human rights risks next year.",
    "Tarn Mills respects human rights.",
    "We strive to respect human rights.",
    "All workers can use the hotline.",
    "We consult stakeholders.",
    "A survey of 400 workers showed that most of them know the helpline.",
    "In 2024 we trained buyers on forced labour after audits.",
)


def seen(
    *texts: str, company: str = COMPANY, kind: Kind = Kind.HUMAN_RIGHTS_POLICY, lead_in: str | None = None
) -> Iterator[tuple[View, tuple[Frame, ...], list[tuple[Frame, Judgement]]]]:
    """What the rules make of some sentences, each alone in a document."""
    for text in texts:
        yield from judged(document_of(Question(company, None, text, lead_in)), company, kind, RULES)


def opinions(model: Model | None, *texts: str) -> dict[tuple[str, str], tuple[Frame, Judgement | None, Weighed]]:
    """By text and element: the rules' judgement, and what came out beside the model."""
    found = {}
    for view, asked, rulings in seen(*texts):
        before = {frame.element.id: judgement for frame, judgement in rulings}
        for frame, after in learned.weighed(view, asked, rulings, model):
            assert (view.text, frame.element.id) not in found
            found[view.text, frame.element.id] = (frame, before.get(frame.element.id), after)
    return found


def evidence(text: str, model: Model | None = None) -> dict[str, Evidence]:
    document = document_of(Question(COMPANY, None, text))
    return {
        one.element: one for one in evidence_of(document, COMPANY, Kind.HUMAN_RIGHTS_POLICY, RULES.with_model(model))
    }


def all_features(*texts: str, company: str = COMPANY, lead_in: str | None = None) -> list[tuple[str, ...]]:
    """The features of each passage with each element that it comes near."""
    return [
        features_of(view, frame, known.get(frame.element.id))
        for view, asked, rulings in seen(*texts, company=company, lead_in=lead_in)
        for known in [{frame.element.id: judgement for frame, judgement in rulings}]
        for frame in asked
        if frame.element.id in known or is_near(view, frame)
    ]


# --- a model


def test_a_score_is_the_sum_of_the_weights_of_what_holds() -> None:
    model = model_of(CHRB, {"no object": -2.0, "no rule": 0.5, "is a cell": 4.0}, 1.0)
    assert model.score(["no object", "no rule", "never learnt"]) == -0.5
    assert model.score([]) == 1.0


def test_the_features_that_decide_are_the_strongest_that_speak_for_it() -> None:
    weights = {"a": 1.0, "b": 3.0, "c": 3.0, "d": 0.5, "e": 2.0, "f": 9.0, "against": -8.0}
    deciding = model_of(CHRB, weights, 0.0).deciding(["a", "against", "c", "b", "d", "e", "unknown"])
    assert deciding == [("b", 3.0), ("c", 3.0), ("e", 2.0), ("a", 1.0)]


def test_a_feature_of_several_scopes_is_told_once_with_all_its_weight() -> None:
    names = ["has audits", "B: has audits", "B.2.4/S1.a: has audits"]
    assert model_of(CHRB, dict.fromkeys(names, 1.5), 0.0).deciding(names) == [("words on audits", 4.5)]


def test_what_says_nothing_of_the_passage_is_no_reason() -> None:
    assert in_words("C.1: after due_diligence") == "a lead-in on due diligence"
    silent = ["element C.1/S1.a", "B: no object", "B.2.1/S1.a: 2 needs missing", "asks for a practice", "no rule"]
    assert [in_words(name) for name in silent] == [None] * len(silent)
    assert model_of(CHRB, dict.fromkeys(silent, 3.0), 0.0).deciding(silent) == []


def test_the_version_of_a_model_is_that_of_its_weights() -> None:
    one = model_of(CHRB, {"a": 1.0, "b": 2.0}, 0.5)
    assert one.version == model_of(CHRB, {"b": 2.0, "a": 1.0}, 0.5).version
    others = [({"a": 1.0, "b": 2.1}, 0.5), ({"a": 1.0, "c": 2.0}, 0.5), ({"a": 1.0, "b": 2.0}, 0.6)]
    assert one.version not in {model_of(CHRB, weights, intercept).version for weights, intercept in others}


# --- features


def known_name() -> re.Pattern[str]:
    """A feature whose every word is of the rubric's elements and reasons, the lexicons' concepts, kinds and roles."""
    concepts = frozenset().union(*(load(language).concepts for language in languages()), {"company"})

    def any_of(words: Iterable[str]) -> str:
        return f"(?:{'|'.join(re.escape(word) for word in sorted(words))})"

    indicators, elements = any_of(one.id for one in RUBRIC.indicators), any_of(one.id for one in RUBRIC.elements)
    where = "(?:in the passage|around it|nowhere)"
    states = [
        "object in the (?:passage|lead-in|heading)|no object",
        rf"what it must find {where}|\d needs missing|need \d {where}|something that rules it out",
        f"no rule|rule says {any_of({'supports', *(reason.code for reason in RUBRIC.reasons)})}",
        "asks for a (?:commitment|standard|practice)",
    ]
    places = [
        f"in a {any_of(kind.value for kind in Kind)}|is a {any_of(role.value for role in Role)}",
        r"about \d\d? words|in a section about rights|shows \d parts",
    ]
    return re.compile(
        f"(?:(?:[ABC]|{elements}): )?(?:{'|'.join(states)})|(?:{indicators}: )?(?:{'|'.join(places)})"
        f"|{indicators}: (?:has|after|under) {any_of(concepts)}|element {elements}"
    )


def test_features_are_names_of_states_and_concepts() -> None:
    known = known_name()
    made = [*all_features(*TEXTS), *all_features("forced labour;", lead_in="In our own operations we prohibit:")]
    assert len(made) > 50
    assert [name for features in made for name in features if not known.fullmatch(name)] == []


def test_no_word_of_a_passage_its_lead_in_or_its_company_is_in_a_feature() -> None:
    some = "Brackwater Zyx tracks the effectiveness of its quixotic actions in Ombria."
    other = "Loamfield Pty tracks the effectiveness of its fabulous actions in Dunster."
    plain = all_features(some, company="Brackwater Zyx", lead_in="At Brackwater Zyx, Ombria:")
    assert plain == all_features(other, company="Loamfield Pty", lead_in="At Loamfield Pty, Dunster:")
    assert plain


def test_each_feature_is_named_once() -> None:
    for features in all_features(*TEXTS):
        assert len(features) == len(set(features))


def test_a_passage_that_has_nothing_of_an_element_is_not_near_it() -> None:
    ((view, asked, rulings),) = seen("All workers can use the hotline.")
    near = {frame.element.id for frame in asked if is_near(view, frame)}
    assert "C.1/S1.a" in near
    assert "A.1.4/S1.a" not in near | {frame.element.id for frame, _ in rulings}


# --- a model beside the rules


def test_without_a_model_the_evidence_is_the_rules_alone() -> None:
    for _, before, after in opinions(None, *TEXTS).values():
        assert before is not None
        assert after == Weighed(before, None)
    for text in TEXTS:
        for one in evidence(text).values():
            assert LEARNED not in one.notes
            assert one.weight == weight(RULES.closeness.get(one.reason or "", 1.0), len(one.rules), len(one.shows))


@pytest.mark.parametrize("model", [KEEN, COLD], ids=["a keen model", "a cold model"])
def test_no_model_changes_what_a_rule_said(model: Model) -> None:
    for (text, element), (_, before, after) in opinions(model, *TEXTS).items():
        if before is not None:
            assert after == Weighed(before, model.intercept), f"{element}: {text}"


@pytest.mark.parametrize("model", [KEEN, COLD], ids=["a keen model", "a cold model"])
def test_no_model_takes_a_judgement_away(model: Model) -> None:
    mine = {key for key, (_, before, _) in opinions(model, *TEXTS).items() if before is not None}
    assert mine == set(opinions(None, *TEXTS))


def test_what_no_rule_judged_comes_in_as_weak_with_the_most_general_reason_however_keen_the_model() -> None:
    added = {key: (frame, after) for key, (frame, before, after) in opinions(KEEN, *TEXTS).items() if before is None}
    assert {element[0] for _, element in added} == {"A", "B", "C"}
    for frame, after in added.values():
        assert after.judgement.verdict is Verdict.WEAK
        assert after.judgement.reason == ("no_detail" if frame.allows("no_detail") else "weak_wording")
        assert after.judgement.notes == (LEARNED,)
        assert after.judgement.decided_by[-1].rule == f"learned.{CHRB}"


def added_to_due_diligence(kind: Kind) -> set[str]:
    document = document_of(
        Question(COMPANY, None, "The security team assesses the risks of each new server every year.")
    )
    found = evidence_of(document, COMPANY, kind, RULES.with_model(KEEN))
    return {one.element for one in found if LEARNED in one.notes and one.element.startswith("B.2")}


def test_a_passage_on_other_risks_comes_in_only_amid_rights() -> None:
    assert added_to_due_diligence(Kind.HUMAN_RIGHTS_POLICY)
    assert not added_to_due_diligence(Kind.ANNUAL_REPORT)


def test_a_model_that_likes_nothing_brings_nothing_in() -> None:
    assert all(before is not None for _, before, _ in opinions(COLD, *TEXTS).values())
    at_the_edge = opinions(model_of(CHRB, {}, NEAR), *TEXTS).values()
    assert all(before is not None for _, before, _ in at_the_edge)


def test_a_models_opinion_moves_a_candidate_up_or_down() -> None:
    text = TEXTS[0]
    rules, up, down = (evidence(text, model)["B.2.4/S1.a"].weight for model in (None, model_of(CHRB, {}, 1.0), COLD))
    assert down < rules < up


def test_an_explanation_names_what_spoke_for_an_added_passage_and_by_how_much() -> None:
    model = model_of(
        CHRB, {"B: is a paragraph": 9.0, "is a paragraph": 1.25, "B.2.4: in a human_rights_policy": 2.0}, 0.0
    )
    said = [one.explanation for one in evidence(TEXTS[3], model).values() if LEARNED in one.notes]
    assert any("in a human rights policy (+2.00); is a paragraph (+1.25)" in one for one in said), said
    assert all("finds it worth a look" in one and "9.00" not in one and "heading" not in one for one in said)


def test_what_a_model_brings_in_quotes_the_text_like_all_evidence() -> None:
    for text in TEXTS:
        for one in evidence(text, KEEN).values():
            assert one.quote == text
            assert all(0 <= hit.start < hit.end <= len(text) for hit in one.rules)


# --- the model that comes with Firmword


def shipped() -> Model:
    model = learned.shipped(CHRB)
    assert model is not None
    return model


def test_the_shipped_model_loads_and_its_version_is_that_of_its_weights() -> None:
    model = shipped()
    assert model.rubric == CHRB
    assert model.version == model_of(CHRB, model.weights, model.intercept).version


def test_the_shipped_model_knows_nothing_but_states_and_concepts() -> None:
    known = known_name()
    assert len(shipped().weights) > 1000
    assert [name for name in shipped().weights if not known.fullmatch(name)] == []


def test_the_shipped_model_says_nothing_of_the_machine_that_made_it() -> None:
    with zipfile.ZipFile(learned.FOLDER / f"{CHRB}.skops") as file:
        content = b"".join(file.read(name) for name in file.namelist())
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
    assert not re.search(rb"/(?:home|work|root|tmp|Users)/", content)


def test_the_shipped_model_is_made_of_scikit_learn_alone(tmp_path: Path) -> None:
    import skops.io

    odd = tmp_path / "odd.skops"
    skops.io.dump({"features": "a", "regression": Model("x", {}, 0.0, "1")}, odd)
    with pytest.raises(skops.io.exceptions.UntrustedTypesFoundException):
        load_model(odd)


def test_a_rubric_without_labels_has_no_model() -> None:
    for name in ("rsj-2018", str(KITCHENS), str(KITCHENS.parent / CHRB), ".."):
        assert learned.shipped(name) is None
        assert learned.digest(name) == ""


def test_documents_are_searched_again_when_the_model_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_rules(CHRB).version
    monkeypatch.setattr(learned, "digest", lambda name: "another")
    assert replace(open_rules(CHRB)).version != before


def test_a_screening_weighs_candidates_with_the_shipped_model(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[1].encode()
    listing = Listing(COMPANY, "policy.txt", "/policy.txt", "human rights policy")
    assert open_rules(CHRB).model == learned.shipped(CHRB)
    monkeypatch.setattr(learned, "shipped", lambda name: KEEN if name == CHRB else None)
    keen = replace(open_rules(CHRB))  # a new value: a model is loaded once
    assert any(LEARNED in one.notes for one in screen_document(text, "text/plain", listing, keen).evidence)
