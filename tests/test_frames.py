"""The keys of a frame decide what a passage is worth, and a passage inherits from the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from extractors.extract import evidence_of, judged
from extractors.passages import passages
from extractors.qualify import qualify
from extractors.records import Block, Document, Evidence, Page, Role, Span, Verdict
from extractors.rules import open_rules
from extractors.view import Judgement, View
from lexicons import load
from rubric import open_rubric
from rubric.frames import Asks, Frame, FrameError, Group, Of, frames
from rubric.kinds import Kind
from rubric.model import Element, Rubric

RULES = open_rules("chrb-core-2019").with_model(None)

RUBRIC = open_rubric("chrb-core-2019")
DESCRIBED = replace(RUBRIC.element("B.2.1/S1.a"), reasons=("no_detail", "wrong_actor", "negated", "future_plan"))
PROMISED = replace(RUBRIC.element("A.1.1/S1.a"), reasons=("weak_wording", "wrong_actor", "negated"))
ASSESSES = Frame(DESCRIBED, asks=Asks.PRACTICE, of=Of.COMPANY, object=frozenset({"assesses"}))
RESPECTS = Frame(PROMISED, asks=Asks.COMMITMENT, of=Of.COMPANY, object=frozenset({"human_rights"}))


def document(text: str, *blocks: Block) -> Document:
    """An English document of one page."""
    return Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")


def view(
    text: str,
    kind: Kind = Kind.POLICY,
    section: tuple[str, ...] = (),
    role: Role = Role.PARAGRAPH,
    row: str | None = None,
    header: str | None = None,
) -> View:
    """A sentence as it stands in a document of an invented company."""
    block = Block(0, len(text), 1, role, section, header=header, row=row)
    ((seen, _, _),) = judged(document(text, block), "Tarn Mills Ltd", kind, RULES)
    return seen


def said(judgement: Judgement | None) -> str:
    """`supports`, the reason of a weak passage, or `none`."""
    return "none" if judgement is None else judgement.reason or judgement.verdict.value


def qualified(text: str, frame: Frame, *sections: str) -> str:
    return said(qualify(view(text, section=sections), frame))


def group(concept: str, *beside: str, together: Sequence[str] = ()) -> Group:
    return Group(frozenset({concept}), "no_detail", together_with=tuple(together), beside=frozenset(beside))


# --- near: and


NEAR = replace(ASSESSES, object=frozenset({"remedies"}), near=(group("channel", "languages", "communities"),))


def test_a_near_miss_with_an_and_needs_one_of_its_concepts_beside_it() -> None:
    assert qualified("Our hotline is open.", NEAR) == "none"
    assert qualified("Our hotline is open in many languages.", NEAR) == "no_detail"
    assert qualified("Our hotline is open to communities.", NEAR) == "no_detail"


def test_the_and_of_a_near_miss_may_stand_in_a_heading() -> None:
    assert qualified("Our hotline is open.", NEAR, "Communities") == "no_detail"
    assert qualified("Our hotline is open.", NEAR, "Contact") == "none"


def test_with_asks_for_all_and_and_for_one() -> None:
    both = replace(NEAR, near=(group("channel", "languages", "communities", together=["workers"]),))
    assert qualified("Our hotline is open in many languages.", both) == "none"
    assert qualified("Our hotline is open to workers in many languages.", both) == "no_detail"


# --- of: either


def test_who_is_bound_does_not_matter_where_either_may_be() -> None:
    text = "Suppliers must commit to respect human rights."
    either = replace(RESPECTS, of=Of.EITHER)
    assert said(qualify(view(text, Kind.SUPPLIER_CODE), RESPECTS)) == "wrong_actor"
    assert said(qualify(view(text, Kind.SUPPLIER_CODE), either)) == "supports"
    assert qualified("We are committed to respecting human rights.", either) == "supports"


# --- stated: yes


STATED = replace(ASSESSES, stated=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("For questions about our risk assessment, write to us.", "no_detail"),
        ("We are committed to assessing human rights risks.", "no_detail"),
        ("Suppliers assess their human rights risks.", "wrong_actor"),
        ("Human rights risk assessment and due diligence measures of the group", "no_detail"),
    ],
)
def test_where_an_object_must_be_stated_a_mention_is_not_enough(text: str, says: str) -> None:
    assert qualified(text, STATED) == says
    assert qualified(text, replace(ASSESSES, of=Of.EITHER)) == "supports"


@pytest.mark.parametrize(
    "text",
    [
        "We assess human rights risks every year.",
        "A human rights risk assessment is carried out every year.",
        "Our teams visit farms to assess human rights risks.",
    ],
)
def test_what_a_sentence_says_of_the_company_is_stated(text: str) -> None:
    assert qualified(text, STATED) == "supports"


def test_a_cell_of_a_table_needs_no_verb() -> None:
    text = "Human rights risk assessment of all palm oil suppliers"
    assert said(qualify(view(text), STATED)) == "no_detail"
    assert said(qualify(view(text, role=Role.CELL), STATED)) == "supports"


# --- what no object makes good


@pytest.mark.parametrize(
    "text",
    [
        "The risk assessment is not carried out at our sites.",
        "Neither our mills nor our farms are covered by a risk assessment.",
    ],
)
def test_a_description_that_the_sentence_denies_is_negated(text: str) -> None:
    assert qualified(text, ASSESSES) == "negated"


def test_what_is_not_only_done_is_done() -> None:
    assert qualified("We not only assess human rights risks but also publish them.", ASSESSES) == "supports"


def test_a_promise_that_others_are_said_to_make_is_none() -> None:
    assert qualified("We are committed to respecting human rights.", RESPECTS) == "supports"
    text = "Our buyers like to hear of any programme that is committed to human rights."
    assert qualified(text, RESPECTS) == "weak_wording"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (", provided that our insurer agrees", "conditional"),
        (", which is not published", "not_public"),
    ],
)
def test_a_condition_and_a_secret_take_the_content_away(more: str, reason: str) -> None:
    element = replace(DESCRIBED, reasons=(*DESCRIBED.reasons, reason))
    frame = replace(ASSESSES, element=element)
    assert qualified("We make a risk assessment every year.", frame) == "supports"
    assert qualified(f"We make a risk assessment every year{more}.", frame) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("We will have a hotline in many languages next year.", "future_plan"),
        ("We do not have a hotline in other languages.", "negated"),
    ],
)
def test_a_general_reason_does_not_hide_what_takes_the_content_away(text: str, reason: str) -> None:
    judgement = qualify(view(text), NEAR)
    assert judgement is not None
    assert judgement.reason == reason


# --- the place where a passage stands


SET_IN_RIGHTS = replace(ASSESSES, needs=(group("setting:rights"),))


@pytest.mark.parametrize("kind", [Kind.HUMAN_RIGHTS_POLICY, Kind.MODERN_SLAVERY_STATEMENT, Kind.HUMAN_RIGHTS_REPORT])
def test_every_passage_of_a_document_about_rights_is_set_in_rights(kind: Kind) -> None:
    assert said(qualify(view("We make a risk assessment every year.", kind), SET_IN_RIGHTS)) == "supports"


def test_elsewhere_a_passage_is_set_in_rights_by_any_heading_above_it() -> None:
    text = "We make a risk assessment every year."
    assert qualified(text, SET_IN_RIGHTS) == "no_detail"
    assert qualified(text, SET_IN_RIGHTS, "Energy", "Method") == "no_detail"
    assert qualified(text, SET_IN_RIGHTS, "Human rights risks", "Our supply", "Steps", "Method") == "supports"
    assert qualified(text, SET_IN_RIGHTS, "Forced labour") == "supports"


def test_the_label_of_a_row_and_the_header_of_a_column_are_headings_of_a_cell() -> None:
    text = "We make a risk assessment every year."
    wanting = replace(ASSESSES, needs=(group("communities"),))
    assert said(qualify(view(text, role=Role.CELL), wanting)) == "no_detail"
    in_row, in_column = view(text, role=Role.CELL, row="Communities"), view(text, role=Role.CELL, header="Communities")
    for cell in (in_row, in_column):
        assert "communities" in {hit.concept for hit in cell.heading}
        assert "communities" not in cell.concepts  # they are not its own words
        assert said(qualify(cell, wanting)) == "supports"


# --- amid, and groups of concepts


AMID = replace(ASSESSES, needs=(group("factors"),), amid=frozenset({"human_rights", "suppliers"}))


def test_a_near_miss_stands_amid_what_the_element_is_about_here_or_in_a_heading() -> None:
    assert qualified("We assess the risks to our data.", AMID) == "none"
    assert qualified("We assess the risks to human rights.", AMID) == "no_detail"
    assert qualified("We assess the risks to our data.", AMID, "Suppliers") == "no_detail"


def test_amid_takes_no_support_away_and_no_reason_that_the_frame_names() -> None:
    assert qualified("We assess the risks in each country.", AMID) == "supports"
    named = Group(frozenset({"business_risk"}), "business_risk")
    element = replace(DESCRIBED, reasons=(*DESCRIBED.reasons, "business_risk"))
    frame = replace(AMID, element=element, rules_out=(named,))
    assert qualified("We assess credit risk in each country.", frame) == "business_risk"


def test_a_group_of_concepts_stands_for_all_of_them_and_may_name_one_above_it() -> None:
    head = {"rights": ("human_rights", "forced_labour"), "people": ("rights", "workers")}
    element = replace(RUBRIC.elements[0], frame={"asks": "commitment", "object": ["people"], "amid": ["rights"]})
    (frame,) = frames(_rubric_of(element, head), load().concepts)
    assert frame.object == {"human_rights", "forced_labour", "workers"}
    assert frame.amid == {"human_rights", "forced_labour"}


def test_a_group_that_has_the_name_of_a_concept_or_names_an_unknown_one_is_an_error() -> None:
    element = replace(RUBRIC.elements[0], frame={"asks": "commitment", "object": ["rights"]})
    with pytest.raises(FrameError, match="'workers' has the name of a concept of the lexicons; rename the group"):
        frames(_rubric_of(element, {"workers": ("human_rights",)}), load().concepts)
    with pytest.raises(FrameError, match="no lexicon entry stands for the concept 'dragons'"):
        frames(_rubric_of(element, {"rights": ("dragons",)}), load().concepts)


def _rubric_of(element: Element, groups: Mapping[str, tuple[str, ...]]) -> Rubric:
    indicator = replace(RUBRIC.indicators[0], elements=(element,))
    return replace(RUBRIC, indicators=(indicator,), concept_groups=groups)


# --- says


def test_words_that_are_themselves_the_promise_bind_their_own_object_and_nothing_behind_it() -> None:
    engages = replace(RESPECTS, object=frozenset({"engages"}), says=frozenset({"engages_now"}))
    text = "We engage with local communities on human rights."
    assert qualified(text, engages) == "supports"
    assert qualified(text, replace(engages, says=frozenset())) == "weak_wording"
    assert qualified(text, RESPECTS) != "supports"
    assert qualified("Our supplier engages with local communities.", engages) != "supports"
    judgement = qualify(view(text), engages)
    assert judgement is not None
    assert "engages_now" in {hit.concept for hit in judgement.decided_by}  # it is cited as the firm words


# --- by_reference


def test_the_standards_of_a_policy_are_those_on_which_the_policy_states_rules() -> None:
    rights = "We prohibit forced labour and child labour."
    asks = "We expect our suppliers to comply with the standards set out in this policy."
    (one,) = [e for e in _policy(rights, asks) if e.element == "A.1.2/S1.c"]
    assert set(one.shows) == {"forced_labour", "child_labour"}
    assert "“standards set out in this policy”" in one.explanation
    assert "The policy itself states rules on forced labour, child labour." in one.explanation
    (alone,) = [e for e in _policy("We are open.", asks) if e.element == "A.1.2/S1.c"]
    assert alone.verdict is Verdict.WEAK
    (elsewhere,) = [e for e in _policy(rights, asks, Kind.POLICY) if e.element == "A.1.2/S1.c"]
    assert elsewhere.verdict is Verdict.WEAK


@pytest.mark.parametrize(
    "said",
    [
        "We make no promise about forced labour, child labour, discrimination or freedom of association.",
        "Forced labour, child labour and discrimination are risks in our industry.",
        "We aim to reduce child labour and discrimination.",
        "We do not commit to freedom of association.",
    ],
)
def test_what_a_policy_only_names_or_denies_counts_by_no_reference(said: str) -> None:
    asks = "We expect our suppliers to comply with the standards set out in this policy."
    (one,) = [e for e in _policy(said, asks) if e.element == "A.1.2/S1.c" and e.quote == asks]
    assert (one.verdict, one.shows) == (Verdict.WEAK, ())


def test_what_falls_short_of_an_element_itself_adds_nothing_by_reference() -> None:
    asks = "We expect our suppliers to comply with the standards set out in this policy."
    evidence = _policy("Nobody shall work a working week of more than 60 hours. We provide a safe workplace.", asks)
    shown = {e.element: set(e.shows) for e in evidence if e.verdict is Verdict.SUPPORTS}
    assert shown["A.1.2/S2.c"] == shown["A.1.2/S2.b"] == {"health_and_safety"}


def _policy(first: str, second: str, kind: Kind = Kind.HUMAN_RIGHTS_POLICY) -> list[Evidence]:
    text = f"{first}\n{second}"
    blocks = (Block(0, len(first), 1, Role.PARAGRAPH), Block(len(first) + 1, len(text), 1, Role.PARAGRAPH))
    return list(evidence_of(document(text, *blocks), "Tarn Mills Ltd", kind, RULES))


def test_a_number_alone_is_cited_with_what_it_stands_for() -> None:
    text = "We are committed to upholding ILO conventions 87 and 98."
    whole = document(text, Block(0, len(text), 1, Role.PARAGRAPH))
    found = evidence_of(whole, "Tarn Mills Ltd", Kind.HUMAN_RIGHTS_POLICY, RULES)
    (one,) = [e for e in found if e.element == "A.1.2/S1.a"]
    assert "“87” (C087)" in one.explanation


OUTER, INNER = "We require our suppliers to:", "Never use:"


@pytest.mark.parametrize(("outer", "inner"), [(OUTER, INNER), (OUTER, "Protect their workers against:")])
def test_who_is_bound_by_a_list_within_a_list_is_said_by_the_outer_lead_in(outer: str, inner: str) -> None:
    text = f"{outer}\n{inner}\nbonded labour"
    spans = Span(0, len(outer)), Span(len(outer) + 1, len(outer) + 1 + len(inner))
    item = Block(spans[1].end + 1, len(text), 1, Role.ITEM, lead_in=spans[1], outer=spans[:1])
    found = evidence_of(document(text, item), "Tarn Mills", Kind.HUMAN_RIGHTS_POLICY, RULES)
    by_element = {e.element: e for e in found}
    assert by_element["A.1.2/S1.c"].verdict is Verdict.SUPPORTS
    assert by_element["A.1.2/S2.a"].reason == "wrong_actor"
    lead_in = by_element["A.1.2/S1.c"].lead_in
    assert lead_in is not None
    assert lead_in.quote == inner


def test_bullets_within_an_item_have_the_lead_in_of_the_item_before_their_own() -> None:
    text = "Suppliers shall:\nkeep from: • bonded labour • locked exits"
    item = Block(17, len(text), 1, Role.ITEM, lead_in=Span(0, 16))
    found = [(text[p.start : p.end], p.lead_in, p.outer) for p, _ in passages(document(text, item), item)]
    assert found[1:] == [(words, Span(17, 27), (Span(0, 16),)) for words in ("bonded labour", "locked exits")]


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("Vendors sign our code each year.", True),
        ("Our business partners share our values.", True),
        ("Our employees sign our code each year.", False),
    ],
)
def test_they_are_those_of_whom_the_sentence_before_speaks(before: str, bound: bool) -> None:
    text = f"{before} They must not use forced labour."
    block = Block(0, len(text), 1, Role.PARAGRAPH)
    found = evidence_of(document(text, block), "Tarn Mills", Kind.HUMAN_RIGHTS_POLICY, RULES)
    supported = {e.element for e in found if e.verdict is Verdict.SUPPORTS}
    assert supported == ({"A.1.2/S1.c"} if bound else {"A.1.2/S2.a"})


def test_the_company_that_a_document_names_over_and_over_is_the_one_who_speaks() -> None:
    one = "Brightwater plc is committed to respecting human rights."
    for text, says in ((one, "wrong_actor"), (f"{one} Brightwater spins wool. Brightwater pays well.", None)):
        block = Block(0, len(text), 1, Role.PARAGRAPH)
        found = evidence_of(document(text, block), "Tarn Mills", Kind.HUMAN_RIGHTS_POLICY, RULES)
        assert [e.reason for e in found if e.element == "A.1.1/S1.a"] == [says or "weak_wording"]
