"""What can be checked of a candidate: both sides, its attributes, what would turn it, and the nearest wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evaluation.question import Question, document_of
from extractors import learned, reasons
from extractors.again import opened
from extractors.attributes import ATTRIBUTES
from extractors.extract import evidence_of, searched_by
from extractors.reasons import Attribute, Contrast, Reasons, Sides
from extractors.reasons_told import lines
from extractors.records import DOUBTED, Block, Document, Evidence, Outcome, Page, Reading, Role, Span, Verdict
from extractors.rules import Rules, open_rules
from extractors.semantic import Unit
from extractors.taught import Linear, Model, Thresholds
from rubric.kinds import Kind

CHRB, COMPANY = "chrb-core-2019", "Tarn Mills"
RULES = open_rules(CHRB).with_model(None)
ELEMENTS = tuple(element.id for element in RULES.rubric.elements)
REASONS = tuple(reason.code for reason in RULES.rubric.reasons)
PLEDGES = "We are committed to respecting human rights."
COMMITS_TO = "We are committed to human rights."
STRIVES = "We strive to respect human rights."
SUPPLIERS_MUST = "Suppliers must respect human rights as set out in the Universal Declaration of Human Rights."


def of_sentence(
    text: str, element: str, kind: Kind = Kind.HUMAN_RIGHTS_POLICY, rules: Rules = RULES
) -> tuple[Evidence, Reasons | None]:
    """The candidate of one sentence for an element, and what can be checked of it."""
    document = document_of(Question(COMPANY, None, text))
    found = next(one for one in evidence_of(document, COMPANY, kind, rules) if one.element == element)
    return found, reasons.reasons(found, opened(document, COMPANY, kind, rules))


def checked(text: str, element: str, kind: Kind = Kind.HUMAN_RIGHTS_POLICY, rules: Rules = RULES) -> Reasons:
    told = of_sentence(text, element, kind, rules)[1]
    assert told is not None
    return told


def place(told: Reasons, name: str) -> Attribute:
    return next(one for one in told.attributes if one.place == name)


# --- the passage is found again


@pytest.mark.parametrize("language", ["en", "de", "pl", "und", "en+de", "en+pl", None])
def test_a_document_is_opened_by_the_lexicons_that_search_it(language: str | None) -> None:
    document = replace(document_of(Question(COMPANY, None, PLEDGES)), language=language)
    where = opened(document, COMPANY, Kind.HUMAN_RIGHTS_POLICY, RULES)
    searched = searched_by(Reading(Outcome.READ, "", document), RULES)
    assert tuple(where.around) == tuple(part.language for part in searched.parts)


def test_each_passage_of_a_document_is_found_again_as_it_was_screened() -> None:
    text = "Suppliers shall:\nuse no forced labour.\nWe are committed to human rights. We strive to respect them."
    item, rest = text.index("use no"), text.index("We are")
    blocks = (
        Block(item, rest - 1, 1, Role.ITEM, ("Code", "Labour"), lead_in=Span(0, item - 1)),
        Block(rest, len(text), 1, Role.PARAGRAPH, ("Code",)),
    )
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
    found = list(evidence_of(document, COMPANY, Kind.SUPPLIER_CODE, RULES))
    where = opened(document, COMPANY, Kind.SUPPLIER_CODE, RULES)
    assert {one.quote for one in found} >= {"use no forced labour.", "We are committed to human rights."}
    for one in found:
        told = reasons.reasons(one, where)
        assert told is not None
        assert (told.sides.rules, told.sides.rules_reason) == (one.verdict, one.reason)


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "We are committed to respecting animal rights."},
        {"end": 20, "quote": PLEDGES[:20]},
        {"verdict": Verdict.WEAK, "reason": "weak_wording"},
        {"verdict": Verdict.WEAK, "reason": "weak_wording", "notes": ("learned",)},
    ],
)
def test_of_a_passage_that_is_no_longer_what_was_stored_nothing_is_said(changed: Mapping[str, object]) -> None:
    document = document_of(Question(COMPANY, None, PLEDGES))
    where = opened(document, COMPANY, Kind.HUMAN_RIGHTS_POLICY, RULES)
    stored, told = of_sentence(PLEDGES, "A.1.1/S1.a")
    assert told is not None
    assert reasons.reasons(replace(stored, **changed), where) is None  # type: ignore[arg-type]


# --- what would turn it


@pytest.mark.parametrize(
    "text",
    [
        "Nobody shall work more than 60 hours per week.",
        "Working hours shall not exceed 60 hours a week.",
        "We limit working hours to sixty hours a week.",
    ],
)
def test_a_cap_without_its_number_is_not_told_to_count_for_hours(text: str) -> None:
    stored, told = of_sentence(text, "A.1.2/S2.b")
    assert stored.reason == "incomplete_list"
    assert told is not None
    assert told.contrast is None


@pytest.mark.parametrize(
    ("text", "element", "words"),
    [
        (STRIVES, "A.1.1/S1.a", ("strive to",)),
        ("Where appropriate, we are committed to respecting human rights.", "A.1.1/S1.a", ("Where appropriate",)),
        ("We aspire to work with suppliers on remedy.", "A.1.5/S2.a", ("aspire to",)),
    ],
)
def test_the_words_without_which_it_would_count_are_named(text: str, element: str, words: tuple[str, ...]) -> None:
    told = checked(text, element)
    assert told.contrast == Contrast(words, together=False, counts=True)
    assert f"Without “{words[0]}” it would count." in lines(told, RULES.reasons)


def test_the_words_on_which_support_rests_are_named() -> None:
    told = checked(COMMITS_TO, "A.1.1/S1.a")
    assert told.contrast == Contrast(("committed to",), together=False, counts=False)
    assert lines(told, RULES.reasons)[-1] == "It rests on “committed to”: take it away and it would not count."
    free = checked("Overtime is voluntary, limited to 12 hours a week and followed by time off.", "A.1.2/S2.b")
    both = "It rests on “is voluntary” and “limited to 12 hours”: take all of them away and it would not count."
    assert lines(free, RULES.reasons)[-1] == both


def test_words_that_only_together_turn_it_are_named_together() -> None:
    twice = "Where appropriate, and if possible, we are committed to respecting human rights."
    told = checked(twice, "A.1.1/S1.a")
    assert told.contrast is not None
    assert (told.contrast.together, told.contrast.counts, len(told.contrast.words)) == (True, True, 2)
    assert lines(told, RULES.reasons)[-1] == "Without “Where appropriate” and “if possible” it would count."


def test_where_no_single_change_turns_it_nothing_is_said_of_it() -> None:
    told = checked(SUPPLIERS_MUST, "A.1.1/S1.a")
    assert told.contrast is None
    assert not any("would" in line for line in lines(told, RULES.reasons))


BASED_ON = "Our hiring is based solely on merit and never on gender."


@pytest.mark.parametrize(
    ("text", "element"),
    [
        (BASED_ON, "A.1.2/S2.a"),
        ("We pay attention to ensure their human rights are respected.", "A.1.1/S1.a"),
    ],
)
def test_words_without_which_what_is_left_would_not_count_either_are_not_named(text: str, element: str) -> None:
    assert checked(text, element).contrast is None


def test_the_words_of_the_lead_in_are_taken_away_where_they_stand() -> None:
    text = "Where appropriate, we are committed to:\nrespecting human rights;"
    item = text.index("respecting")
    blocks = (Block(item, len(text), 1, Role.ITEM, (), lead_in=Span(0, item - 1)),)
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
    kind = Kind.HUMAN_RIGHTS_POLICY
    found = next(one for one in evidence_of(document, COMPANY, kind, RULES) if one.element == "A.1.1/S1.a")
    told = reasons.reasons(found, opened(document, COMPANY, kind, RULES))
    assert told is not None
    assert told.contrast == Contrast(("Where appropriate",), together=False, counts=True)


# --- attributes


@pytest.mark.parametrize(
    ("text", "element", "where", "read", "words"),
    [
        (PLEDGES, "A.1.1/S1.a", "who", "binds the company", ("We",)),
        (PLEDGES, "A.1.1/S1.a", "force", "promise", ("committed to",)),
        (PLEDGES, "A.1.1/S1.a", "limit", "no limit", ()),
        (STRIVES, "A.1.1/S1.a", "force", "advice", ("strive to",)),
        (SUPPLIERS_MUST, "A.1.1/S1.a", "who", "binds suppliers", ("Suppliers must",)),
        ("Where legally required, we respect human rights.", "A.1.1/S1.a", "limit", "law", ("legally required",)),
        ("We do not have a policy on human rights.", "A.1.1/S1.a", "limit", "denial", ("do not have",)),
    ],
)
def test_an_attribute_is_read_with_the_words_that_carry_it(
    text: str, element: str, where: str, read: str, words: tuple[str, ...]
) -> None:
    found = place(checked(text, element), where)
    assert (found.rules, found.words, found.model, found.differ) == (read, words, None, False)


def test_what_is_not_as_the_element_asks_stands_before_what_is() -> None:
    told = lines(checked(SUPPLIERS_MUST, "A.1.1/S1.a"), RULES.reasons)
    assert " ".join(told) == (
        "Not as asked (of the company or its own staff): of suppliers or partners (“Suppliers must”). "
        "As asked: a promise (“must respect”)."
    )


def test_a_description_is_asked_to_be_an_account_and_described() -> None:
    planned = "In 2027 we will introduce a hotline through which all our workers can report concerns."
    told = checked(planned, "C.1/S1.a", Kind.POLICY)
    force, described = place(told, "force"), place(told, "told")
    assert ("account" in force.asked, force.rules) == (True, "plan")
    assert described.asked == ("described",)


# --- beside a model


class Told:
    """An encoder that says what it was told, and finds the texts alike that share their first words."""

    def __init__(self, odds: Mapping[str, float], fails: Mapping[str, float], attributes: Mapping[str, float]) -> None:
        row = [odds.get(element, -9.0) for element in ELEMENTS]
        self._row = [*row, *row, *(fails.get(one, -9.0) for one in REASONS)]
        self._row += [attributes.get(one, -9.0) for one in ATTRIBUTES]

    def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.array([self._row for _ in units], np.float32)

    def vectors(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        alike = [unit.text.startswith(PLEDGES[:-1]) for unit in units]
        return np.array([[1.0, 0.0] if one else [0.3, 0.95] for one in alike], np.float32)


def beside(
    monkeypatch: pytest.MonkeyPatch,
    odds: float,
    attributes: Sequence[str] = (),
    fails: str = "selected_rights",
    element: str = "A.1.1/S1.a",
    calibrated: bool = True,
) -> Rules:
    """The rules beside a model that takes a sentence so for an element."""
    told = Told({element: odds}, {fails: 2.0}, dict.fromkeys(attributes, 3.0))
    for module in (learned, reasons):
        monkeypatch.setattr(module, "encoder", lambda layers: told)
    reasons._vectors.cache_clear()
    model = Model(
        rubric=CHRB,
        layers=Path("told.onnx"),
        heads=np.zeros((1, 1), np.float32),
        elements=ELEMENTS,
        reasons=REASONS,
        attributes=ATTRIBUTES,
        reads=Linear({}, 0.0),
        supports=Linear({"supports": 1.0}, 0.0),
        thresholds=Thresholds(read=-100.0, near=0.1, drop=0.0, support=0.95, doubt=0.1),
        calibrated=calibrated,
        learnt_from=frozenset(),
        named_whole=frozenset(),
        version="1",
    )
    return RULES.with_model(model)


def test_without_a_model_there_is_no_other_side() -> None:
    told = checked(PLEDGES, "A.1.1/S1.a")
    assert told.sides == Sides(Verdict.SUPPORTS, None, sure=None, likeliest=None, differ=False, counts=True)
    assert told.nearest is None
    assert not any("model" in line for line in lines(told, RULES.reasons))


def test_where_rules_and_model_differ_it_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, -1.0, fails="no_detail", element="C.1/S1.a")
    told = checked(HOTLINE, "C.1/S1.a", rules=rules)
    assert (told.sides.sure, told.sides.likeliest, told.sides.differ) == (0.269, "no_detail", True)
    first = lines(told, RULES.reasons)[0]
    assert first.startswith("Rules and model differ: support by the rules, 27% for support by the model, which")
    assert first.endswith(RULES.reasons["no_detail"])
    lifted = checked(STRIVES, "A.1.1/S1.a", rules=beside(monkeypatch, 1.0))
    assert lines(lifted, RULES.reasons)[0] == (
        f"Rules and model differ: 73% for support by the model, but by the rules: {RULES.reasons['weak_wording']}"
    )
    assert "Without “strive to” it would count by the rules." in lines(lifted, RULES.reasons)


def test_where_they_agree_that_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = checked(PLEDGES, "A.1.1/S1.a", rules=beside(monkeypatch, 2.0))
    assert lines(sure, RULES.reasons)[0] == "Rules and model agree that it supports (the model: 88% for support)."
    weak = checked(STRIVES, "A.1.1/S1.a", rules=beside(monkeypatch, -2.0, fails="weak_wording"))
    assert lines(weak, RULES.reasons)[0].startswith("Rules and model agree (the model: 12% for support): The wording")


def test_without_which_words_a_promise_would_count_does_not_hang_on_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for odds in (-2.0, -3.0):
        told = checked(STRIVES, "A.1.1/S1.a", rules=beside(monkeypatch, odds))
        assert told.contrast == Contrast(("strive to",), together=False, counts=True)


def test_of_a_promise_that_the_rules_found_no_model_is_said_to_agree_or_to_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = checked(PLEDGES, "A.1.1/S1.a", rules=beside(monkeypatch, -3.0))
    assert (told.sides.rules, told.sides.sure, told.sides.differ) == (Verdict.SUPPORTS, None, False)
    assert not any("odel" in line for line in lines(told, RULES.reasons))


def test_what_a_model_doubts_is_explained_by_the_rules_word(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, -3.0, fails="no_detail", element="C.1/S1.a")
    stored, told = of_sentence(HOTLINE, "C.1/S1.a", rules=rules)
    assert DOUBTED in stored.notes
    assert told is not None
    assert told.sides.rules is Verdict.SUPPORTS
    assert any(line.startswith("By the rules it would count because of “") for line in lines(told, RULES.reasons))


def test_the_reason_that_a_model_gave_when_it_was_screened_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, -3.0, fails="no_detail", element="C.1/S1.a")
    doubted, _ = of_sentence(HOTLINE, "C.1/S1.a", rules=rules)
    rules = beside(
        monkeypatch, -3.0, fails="negated", element="C.1/S1.a"
    )  # what it says when the passage is read alone
    where = opened(document_of(Question(COMPANY, None, HOTLINE)), COMPANY, Kind.HUMAN_RIGHTS_POLICY, rules)
    told = reasons.reasons(doubted, where)
    assert told is not None
    assert told.sides.likeliest == doubted.reason == "no_detail"


def test_an_attribute_that_is_read_differently_is_said_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, 2.0, ["binds the company", "topic", "described", "no limit"])
    told = checked(PLEDGES, "A.1.1/S1.a", rules=rules)
    assert place(told, "force").differ
    assert lines(told, RULES.reasons)[1] == (
        "Read differently (a promise): a promise (“committed to”) by the rules but a topic or a value by the model. "
        "As asked: of the company or its own staff (“We”)."
    )


def test_a_promise_and_a_rule_are_not_read_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, 2.0, ["binds the company", "rule", "described", "no limit"])
    assert not place(checked(PLEDGES, "A.1.1/S1.a", rules=rules), "force").differ


def test_the_nearest_wording_is_shown_when_it_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, 2.0)
    near = checked("We are committed to respecting human rights everywhere.", "A.1.1/S1.a", rules=rules)
    assert near.nearest == PLEDGES
    assert lines(near, RULES.reasons)[-1] == f"Nearest of our own wordings: “{PLEDGES}”"
    monkeypatch.setattr(reasons, "NEAR", 1.1)
    assert checked(PLEDGES, "A.1.1/S1.a", rules=rules).nearest is None


# --- lines that stand together


HOTLINE = "We operate a hotline through which all our workers can report concerns in their own language."
NAMED = "We have a grievance mechanism."
RIGHTS = "Commitment to freedom of association, and to no child labour, no forced labour, no discrimination"


@pytest.mark.parametrize("calibrated", [True, False])
def test_what_is_weak_for_describing_nothing_is_not_said_to_be_described(
    monkeypatch: pytest.MonkeyPatch, calibrated: bool
) -> None:
    read = ["binds the company", "account", "described", "no limit"]
    rules = beside(monkeypatch, -3.0, read, fails="no_detail", element="C.1/S1.a", calibrated=calibrated)
    doubted, told = of_sentence(HOTLINE, "C.1/S1.a", Kind.POLICY, rules)
    assert (doubted.reason, DOUBTED in doubted.notes) == ("no_detail", True)
    assert told is not None
    assert "described" not in lines(told, RULES.reasons)[1]
    named = checked(NAMED, "C.1/S1.a", Kind.POLICY, rules)
    assert (place(named, "told").rules, named.sides.rules_reason) == ("named", "no_detail")
    said = " ".join(lines(named, RULES.reasons))
    assert "only named" in said
    assert "described" not in said.partition("As asked:")[2].partition(".")[0]


def test_who_fails_a_passage_for_an_attribute_does_not_read_it_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    read = ["binds the company", "account", "described", "no limit"]
    rules = beside(monkeypatch, -1.0, read, fails="no_detail", element="C.1/S1.a")
    told = place(checked(NAMED, "C.1/S1.a", Kind.POLICY, rules), "told")
    assert (told.rules, told.model, told.differ, told.fails) == ("named", None, False, True)


def test_where_an_attribute_is_read_differently_they_are_not_said_to_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    read = ["binds the company", "topic", "described", "no limit"]
    both = lines(checked(PLEDGES, "A.1.1/S1.a", rules=beside(monkeypatch, 2.0, read)), RULES.reasons)
    assert both[0] == "Both take it for support (the model: 88% for support)."
    assert both[1].startswith("Read differently")
    rules = beside(monkeypatch, -2.0, read, fails="weak_wording")
    neither = lines(checked(STRIVES, "A.1.1/S1.a", rules=rules), RULES.reasons)
    weak = RULES.reasons["weak_wording"]
    assert neither[0] == f"Neither takes it for support (the model: 12% for support): {weak}"
    assert neither[1].startswith("Read differently")


def test_a_doubted_passage_begins_with_the_difference_though_nobody_knows_how_sure_the_model_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = beside(monkeypatch, -3.0, fails="no_detail", element="C.1/S1.a", calibrated=False)
    doubted, told = of_sentence(HOTLINE, "C.1/S1.a", rules=rules)
    assert (DOUBTED in doubted.notes, doubted.sure) == (True, None)
    assert told is not None
    said = lines(told, RULES.reasons)
    why = RULES.reasons["no_detail"]
    assert said[0] == f"Rules and model differ: support by the rules, doubt by the model, which likeliest sees: {why}"
    assert any(line.startswith("By the rules it would count because of") for line in said)
    assert not any(line.startswith("It rests on") for line in said)


def test_what_only_a_model_takes_for_support_begins_with_the_difference_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = beside(monkeypatch, 5.0, element="C.1/S1.a", calibrated=False)
    lifted, told = of_sentence("We have a hotline for workers.", "C.1/S1.a", rules=rules)
    assert lifted.verdict is Verdict.SUPPORTS
    assert told is not None
    said = lines(told, RULES.reasons)
    weak = RULES.reasons["no_detail"]
    assert said[0] == f"Rules and model differ: support by the model, but by the rules: {weak}"
    assert not any("would count by the rules" in line for line in said), "no words of it stand in the way"


@pytest.mark.parametrize(
    ("text", "element", "fails", "lacks"),
    [
        (f"{RIGHTS}, as suppliers know.", "A.1.2/S1.c", "wrong_actor", "of suppliers"),
        ("Are we committed to respecting human rights?", "A.1.1/S1.a", "weak_wording", "a promise"),
        ("Human rights matter to us.", "A.1.1/S1.a", "weak_wording", "a promise"),
    ],
)
@pytest.mark.parametrize("calibrated", [True, False])
def test_what_a_passage_is_said_to_fail_in_is_not_said_to_be_as_asked(
    monkeypatch: pytest.MonkeyPatch, text: str, element: str, fails: str, lacks: str, calibrated: bool
) -> None:
    who = "binds suppliers" if "suppliers" in lacks else "binds the company"
    read = [who, "promise", "described", "no limit"]
    rules = beside(monkeypatch, -3.0, read, fails=fails, element=element, calibrated=calibrated)
    found, told = of_sentence(text, element, rules=rules)
    assert found.reason == fails
    assert told is not None
    assert f"As asked: {lacks}" not in " ".join(lines(told, RULES.reasons))
    as_asked = " ".join(lines(told, RULES.reasons)).partition("As asked:")[2].partition(".")[0]
    assert lacks not in as_asked


def test_under_what_counts_nothing_is_said_not_to_be_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for calibrated in (True, False):
        rules = beside(monkeypatch, 3.2, ("account", "suppliers"), calibrated=calibrated)
        found, told = of_sentence(PLEDGES, "A.1.1/S1.a", rules=rules)
        assert told is not None
        assert found.verdict is Verdict.SUPPORTS
        assert "Not as asked" not in " ".join(lines(told, RULES.reasons))
    weak, told = of_sentence(SUPPLIERS_MUST, "A.1.1/S1.a", rules=beside(monkeypatch, -3.0, ("suppliers",)))
    assert told is not None
    assert weak.verdict is Verdict.WEAK
    assert "Not as asked (of the company or its own staff)" in " ".join(lines(told, RULES.reasons))


def test_how_sure_the_model_is_stands_once_beside_a_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    near = "Human rights are a part of our heritage."
    for text, odds in ((PLEDGES, 2.94), (near, -1.945), (STRIVES, 3.2), (STRIVES, -1.945)):
        found, told = of_sentence(text, "A.1.1/S1.a", rules=beside(monkeypatch, odds))
        assert told is not None
        assert found.sure is not None
        assert " ".join((found.explanation, *lines(told, RULES.reasons))).count("%") == 1


def test_a_passage_has_at_most_four_lines() -> None:
    sides = Sides(Verdict.WEAK, "weak_wording", 0.7, "negated", differ=True)
    attributes = tuple(
        Attribute(name, ("promise",), "advice", ("strive to",), "promise", differ=True)
        for name in ("who", "force", "told", "limit")
    )
    told = Reasons(sides, attributes, Contrast(("strive to",), together=False, counts=True), PLEDGES)
    assert len(lines(told, RULES.reasons)) == 4


# --- what stands beside a passage


CHANNEL = "We have a grievance mechanism."
BEFORE = "Workers told us about their concerns."
AFTER = "Residents may raise concerns as well."


class ToldBeside(Told):
    """An encoder that knows some passages by heart, and is moved by the sentence before."""

    def __init__(self, odds: Mapping[str, float], by_before: float = 0.0) -> None:
        super().__init__({}, {"no_detail": 2.0}, {})
        self._odds, self._by_before = odds, by_before

    def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
        rows = super().answers(units, heads)
        for row, unit in zip(rows, units, strict=True):
            at = ELEMENTS.index("C.1/S1.a")
            moved = self._by_before if unit.before else 0.0
            row[at] = row[at + len(ELEMENTS)] = self._odds.get(unit.text, -6.0) + moved
        return rows


def in_its_place(
    monkeypatch: pytest.MonkeyPatch, told: ToldBeside, paragraphs: Sequence[str], calibrated: bool = True
) -> tuple[Evidence, Reasons]:
    """The candidate of a passage that stands among others, and what can be checked of it."""
    rules = beside(monkeypatch, 0.0, calibrated=calibrated)
    assert rules.model is not None
    weights = Linear({"supports": 1.0, "beside": 0.25}, 1.5)
    thresholds = Thresholds(read=-100.0, near=0.01, drop=0.0, support=0.7, doubt=0.1)
    rules = rules.with_model(replace(rules.model, supports=weights, thresholds=thresholds))
    for module in (learned, reasons):
        monkeypatch.setattr(module, "encoder", lambda layers: told)
    text = "\n".join(paragraphs)
    starts = [sum(len(one) + 1 for one in paragraphs[:i]) for i in range(len(paragraphs))]
    blocks = tuple(
        Block(start, start + len(one), 1, Role.PARAGRAPH, ("Grievances",))
        for start, one in zip(starts, paragraphs, strict=True)
    )
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
    asked = evidence_of(document, COMPANY, Kind.POLICY, rules)
    found = next(one for one in asked if (one.element, one.quote) == ("C.1/S1.a", CHANNEL))
    checked = reasons.reasons(found, opened(document, COMPANY, Kind.POLICY, rules))
    assert checked is not None
    return found, checked


def test_what_stands_after_a_passage_is_named_where_it_turned_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ToldBeside({CHANNEL: 0.5, AFTER: 2.0})
    found, checked = in_its_place(monkeypatch, told, (BEFORE, CHANNEL, AFTER))
    alone, by_itself = in_its_place(monkeypatch, told, (CHANNEL,))
    assert (found.verdict, alone.verdict, by_itself.beside) == (Verdict.SUPPORTS, Verdict.WEAK, None)
    assert checked.beside is not None
    assert (round(checked.beside.alone or 0.0, 3), checked.beside.counts) == (alone.sure, False)
    said = f"Read alone it would be a near miss (62%); the passage after (“{AFTER}”) raises it to {found.sure:.0%}."
    assert any(said in line for line in lines(checked, RULES.reasons))
    assert sum("%" in one for one in (found.explanation, *lines(checked, RULES.reasons))) == 2


def test_both_neighbours_are_named_where_each_turned_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ToldBeside({CHANNEL: 0.5, BEFORE: 1.0, AFTER: 2.0})
    found, checked = in_its_place(monkeypatch, told, (BEFORE, CHANNEL, AFTER))
    assert checked.beside is not None
    assert (checked.beside.before, checked.beside.after) == (BEFORE, AFTER)
    both = f"the passages before and after (“{BEFORE}” and “{AFTER}”) raise it to {found.sure:.0%}."
    assert any(both in line for line in lines(checked, RULES.reasons))


def test_the_sentence_before_that_the_model_reads_with_it_stands_beside_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ToldBeside({CHANNEL: 0.5}, by_before=2.0)
    _, checked = in_its_place(monkeypatch, told, (f"{BEFORE} {CHANNEL}",))
    assert checked.beside is not None
    assert (checked.beside.before, checked.beside.after) == (BEFORE, None)
    lowered = ToldBeside({CHANNEL: 2.0}, by_before=-2.0)
    found, checked = in_its_place(monkeypatch, lowered, (f"{BEFORE} {CHANNEL}",))
    assert found.verdict is Verdict.WEAK
    assert f"Read alone it would count (88%); the passage before (“{BEFORE}”) lowers it" in " ".join(
        lines(checked, RULES.reasons)
    )


def test_where_it_would_be_the_same_alone_nothing_is_said_of_what_stands_beside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for odds in (-3.0, 3.0):
        told = ToldBeside({CHANNEL: odds, BEFORE: 2.0, AFTER: 2.0})
        _, checked = in_its_place(monkeypatch, told, (BEFORE, CHANNEL, AFTER))
        assert checked.beside is None
        assert not any("Read alone" in line for line in lines(checked, RULES.reasons))


def test_of_a_model_that_cannot_say_how_sure_it_is_no_figure_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ToldBeside({CHANNEL: 0.5, AFTER: 2.0})
    _, checked = in_its_place(monkeypatch, told, (BEFORE, CHANNEL, AFTER), calibrated=False)
    said = f"Read alone it would be a near miss; the passage after (“{AFTER}”) raises it to support."
    assert any(said in line for line in lines(checked, RULES.reasons))
