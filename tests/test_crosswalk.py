"""The crosswalk joins what exists, with a reason, and what it offers is never counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import COMPANY, DOCUMENT, FIRM, IN_ENGLISH, SHA256, decide, read_whole

import rubric
from extractors import rules as opened
from extractors.extract import evidence_of
from extractors.records import Block, Document, Listing, Outcome, Page, Role, Source, Verdict
from extractors.rules import open_rules
from findings.offers import offered, offers_to
from findings.outcomes import findings
from lexicons import load as lexicons
from rubric import RubricError
from rubric.crosswalk import Crosswalk, Worth, crosswalk, crosswalks, lent, looked_for, walks_of
from rubric.frames import asking_besides, frames
from rubric.kinds import Kind
from rubric.lending import all_frames
from rubric.scores import Truth
from workspace.records import Candidate, Decision, DocumentRow, Ruling
from workspace.store import open_store

CHRB, RSJ = rubric.load("chrb-core-2019"), rubric.load("rsj-2018")
(WALK,) = crosswalks("chrb-core-2019", "rsj-2018")
WALKS = crosswalks()
HEAD = "between: [chrb-core-2019, rsj-2018]\npairs:\n"
PAIR = "  - {pair: [C.1/S1.a, 2.c/1.1], forward: enough, back: part, because: both are channels}\n"


def candidate(rubric_name: str, element: str, decided: Ruling | None, number: int = 1) -> Candidate:
    evidence = replace(FIRM, rubric=rubric_name, element=element)
    return Candidate(f"{number:016x}", COMPANY, "policy.txt", evidence, number, decided)


def test_each_pair_is_there_in_both_directions_with_a_reason_and_exists_on_both_sides() -> None:
    ids = {name: {element.id for element in rubric.load(name).elements} for name in rubric.names()}
    assert len(WALK.pairs) >= 60
    for walk in WALKS:
        ways = {(pair.element, pair.other_element) for pair in walk.pairs}
        assert len(ways) == len(walk.pairs)
        for pair in walk.pairs:
            assert pair.element in ids[pair.rubric]
            assert pair.other_element in ids[pair.other_rubric]
            assert (pair.other_element, pair.element) in ways
            assert len(pair.because.split()) >= 12


def test_what_a_part_leaves_open_is_said() -> None:
    for pair in (pair for walk in WALKS for pair in walk.pairs):
        if pair.worth is Worth.PART and pair.rubric == CHRB.name:
            assert "remain" in pair.because, pair


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.between[1])
def test_every_reason_is_its_own(walk: Crosswalk) -> None:
    reasons = [pair.because for pair in walk.pairs if pair.rubric == CHRB.name]
    assert len(reasons) == len(set(reasons))


def test_every_rubric_is_joined_to_the_chrb_and_each_finds_a_partner_without_opening_the_others() -> None:
    others = [name for name in rubric.names() if name != CHRB.name]
    assert sorted(str(walk.partner(CHRB.name)) for walk in walks_of(CHRB)) == others
    for name in others:
        crosswalk.cache_clear()
        assert [walk.partner(name) for walk in walks_of(rubric.load(name), CHRB.name)] == [CHRB.name]
        assert crosswalk.cache_info().currsize == 1
    assert [walk.between for walk in crosswalks("rsj-2018")] == [("chrb-core-2019", "rsj-2018")]
    assert not walks_of(CHRB, "other")
    assert not crosswalks("other")


def test_a_file_that_is_not_named_after_its_rubrics_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD + PAIR)
    with pytest.raises(RubricError, match=r"name it chrb-core-2019--rsj-2018\.yaml"):
        crosswalk(file)


def test_the_crosswalk_answers_both_ways() -> None:
    to_rsj = [pair for pair in WALK.pairs if (pair.rubric, pair.element) == ("chrb-core-2019", "C.1/S2.c")]
    assert {pair.other_element for pair in to_rsj} == {"2.c/2.1", "2.c/3.1"}
    assert {pair.element for pair in WALK.leading_to("rsj-2018", "2.c/3.1")} == {"C.1/S2.c", "C.1/S2.d"}
    assert {pair.element for pair in WALK.leading_to("chrb-core-2019", "C.1/S1.a")} >= {"2.c/1.1"}
    assert WALK.leading_to("rsj-2018", "C.1/S1.a") == ()
    assert (WALK.partner("rsj-2018"), WALK.partner("other")) == ("chrb-core-2019", None)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (
            PAIR.replace("C.1/S1.a", "C.9/S1.a"),
            "chrb-core-2019--rsj-2018.yaml:3: chrb-core-2019 has no element 'C.9/S1.a'",
        ),
        (PAIR.replace("2.c/1.1", "2.c/1.9"), "chrb-core-2019--rsj-2018.yaml:3: rsj-2018 has no element '2.c/1.9'"),
        (PAIR.replace("[C.1/S1.a, 2.c/1.1]", "[2.c/1.1, C.1/S1.a]"), "chrb-core-2019 has no element '2.c/1.1'"),
        (PAIR + PAIR, "chrb-core-2019--rsj-2018.yaml:4: C.1/S1.a and 2.c/1.1 are a pair already"),
        (PAIR.replace("enough", "surely"), "there is no worth 'surely'; write one of: enough, part"),
        (PAIR.replace("because", "why"), "the key 'why' is unknown"),
        (PAIR.replace("[C.1/S1.a, 2.c/1.1]", "[C.1/S1.a]"), "a pair has two elements, not 1"),
        (PAIR.replace("because", "when: {asks: practice}, because"), "the key 'asks' is unknown"),
    ],
)
def test_a_slip_in_the_crosswalk_names_the_line_and_the_cure(tmp_path: Path, pairs: str, said: str) -> None:
    file = tmp_path / "chrb-core-2019--rsj-2018.yaml"
    file.write_text(HEAD + pairs)
    with pytest.raises(RubricError) as error:
        crosswalk(file)
    assert said in str(error.value)


def test_rules_are_lent_beside_those_that_an_element_has_unless_all_have_some() -> None:
    assert lent(CHRB) == ()
    assert {pair.rubric for pair in lent(RSJ)} == {"chrb-core-2019"}
    assert {pair.other_element for pair in lent(RSJ)} >= {"2.c/1.1", "2.c/3.1"}
    assert RSJ.element("2.c/1.1").frame
    assert not RSJ.element("2.c/3.1").frame
    assert looked_for(CHRB) == {element.id for element in CHRB.elements}


def test_a_statement_is_looked_for_where_a_rule_can_find_all_of_it() -> None:
    assert "2.c/1.1" in looked_for(RSJ)  # a channel for all workers is enough
    assert "1.d/4.1" in looked_for(RSJ)  # rules of its own
    assert "1.a/3.1" not in looked_for(RSJ)  # only a part of it is looked for
    assert "2.d/4.2" not in looked_for(RSJ)  # its rules have words for some of what may show it
    assert "1.a/4.2" not in looked_for(RSJ)  # nothing looks for it


def test_frames_are_borrowed_in_the_order_of_the_rubric_and_name_their_lender() -> None:
    english = lexicons("en")
    asked = all_frames(RSJ, english.concepts)
    borrowed = [one for one in asked if one.via is not None]
    assert [one for one in asked if one.via is None] == list(frames(RSJ, english.concepts))
    assert len(borrowed) == len(lent(RSJ))
    order = [element.id for element in RSJ.elements]
    assert [order.index(one.element.id) for one in asked] == sorted(order.index(one.element.id) for one in asked)
    assert not any(one.parts for one in borrowed)
    assert all_frames(CHRB, english.concepts) == frames(CHRB, english.concepts)


def document(text: str) -> Document:
    return Document("a" * 64, "text/plain", text, (Page(1, 0, len(text)),), (Block(0, len(text), 1, Role.PARAGRAPH),))


def found(text: str, rubric_name: str, kind: Kind = Kind.POLICY) -> dict[str, tuple[Verdict, str | None]]:
    pieces = list(evidence_of(document(text), COMPANY, kind, open_rules(rubric_name).with_model(None)))
    assert len({(one.element, one.start) for one in pieces}) == len(pieces)  # one judgement for each statement
    assert all(one.rubric == rubric_name and one.quote == text[one.start : one.end] for one in pieces)
    return {one.element: (one.verdict, one.reason) for one in pieces}


CHANNEL = "All employees can report concerns about human rights through our confidential hotline."
OF_SUPPLIERS = "Workers of our suppliers can report concerns about human rights through our confidential hotline."


def test_a_passage_that_is_enough_supports_the_statement_and_says_whose_rules_found_it() -> None:
    assert found(OF_SUPPLIERS, "chrb-core-2019")["C.1/S2.c"] == (Verdict.SUPPORTS, None)
    assert found(OF_SUPPLIERS, "rsj-2018")["2.c/3.1"] == (Verdict.SUPPORTS, None)
    (piece,) = [
        one
        for one in evidence_of(document(OF_SUPPLIERS), COMPANY, Kind.POLICY, open_rules("rsj-2018"))
        if one.element == "2.c/3.1"
    ]
    assert piece.notes == ("via C.1/S2.c",)
    assert piece.explanation.endswith(
        "Found by the rules for C.1/S2.c of another rubric, which asks for much the same."
    )


def test_where_an_element_has_rules_of_its_own_a_lent_rule_adds_what_they_pass_by() -> None:
    (piece,) = [
        one
        for one in evidence_of(document(CHANNEL), COMPANY, Kind.POLICY, open_rules("rsj-2018"))
        if one.element == "2.c/1.1"
    ]
    assert (piece.verdict, piece.notes) == (Verdict.SUPPORTS, ())
    managers = "Workers should raise any complaint with their supervisor."
    (piece,) = [
        one
        for one in evidence_of(document(managers), COMPANY, Kind.POLICY, open_rules("rsj-2018"))
        if one.element == "2.c/1.1"
    ]
    assert (piece.verdict, piece.notes) == (Verdict.WEAK, ("via C.1/S1.a",))


def test_a_passage_that_shows_a_part_never_supports_the_statement_by_itself() -> None:
    text = "We are committed to the UN Guiding Principles on Business and Human Rights."
    assert found(text, "chrb-core-2019")["A.1.1/S2.a"] == (Verdict.SUPPORTS, None)
    assert found(text, "rsj-2018")["1.a/2.1"] == (Verdict.WEAK, "no_detail")


def test_a_pair_may_ask_a_passage_for_more_than_the_rules_it_lends() -> None:
    text = "In 2024 a total of 12 complaints of discrimination were filed by customers."
    assert found(text, "chrb-core-2019")["C.1/S2.a"] == (Verdict.SUPPORTS, None)
    assert found(text, "rsj-2018")["3.a/2.3"] == (Verdict.WEAK, "wrong_actor")  # no employee complained
    of_staff = text.replace("customers", "employees")
    assert found(of_staff, "rsj-2018")["3.a/2.3"] == (Verdict.SUPPORTS, None)
    contact = "To report misconduct, write to ethics@tarnmills.example."
    assert found(contact, "rsj-2018", Kind.POLICY)["2.c/1.1"] == (Verdict.SUPPORTS, None)
    assert found(contact, "rsj-2018", Kind.SUPPLIER_CODE)["2.c/1.1"] == (Verdict.WEAK, "wrong_actor")


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("{any: [channels], reason: no_detail}", "no lexicon entry stands for the concept 'channels'"),
        ("{any: [channel], reason: selected_rights}", "'selected_rights' is no reason of the rubric"),
    ],
)
def test_what_a_pair_asks_for_besides_is_checked_as_a_frame_is(tmp_path: Path, group: str, said: str) -> None:
    file = tmp_path / "chrb-core-2019--rsj-2018.yaml"
    file.write_text(HEAD + PAIR.replace("because", f"when: {{needs: [{group}]}}, because"))
    pair, back = crosswalk(file).pairs
    assert not back.when
    english = lexicons("en").concepts
    (lender,) = [frame for frame in frames(CHRB, english) if frame.element.id == pair.element]
    with pytest.raises(RubricError) as error:
        asking_besides(lender, pair.when, pair.when_at, RSJ, english)
    assert "chrb-core-2019--rsj-2018.yaml:3" in str(error.value)
    assert said in str(error.value)


def test_the_mark_of_a_footnote_counts_nothing() -> None:
    text = "9 High-risk suppliers are those in countries without labour inspection."
    rules = open_rules("rsj-2018").with_model(None)
    as_text = document(text)
    as_note = replace(as_text, blocks=(replace(as_text.blocks[0], role=Role.FOOTNOTE),))
    says = {
        one: {each.element: each.verdict for each in evidence_of(one, COMPANY, Kind.SUSTAINABILITY_REPORT, rules)}
        for one in (as_text, as_note)
    }
    assert says[as_text]["3.a/1.5"] is Verdict.SUPPORTS
    assert says[as_note].get("3.a/1.5") is not Verdict.SUPPORTS


def test_a_report_carries_a_statement_that_asks_for_no_formal_policy() -> None:
    text = "Our suppliers must not use forced labour."
    assert found(text, "chrb-core-2019", Kind.SUSTAINABILITY_REPORT)["A.1.2/S1.c"] == (Verdict.WEAK, "not_policy")
    assert found(text, "rsj-2018", Kind.SUSTAINABILITY_REPORT)["1.a/1.1"] == (Verdict.SUPPORTS, None)


def test_the_rules_version_depends_on_the_crosswalk_and_on_the_lender(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(name: str) -> str:
        return replace(open_rules(name)).version  # a new value: a version is made once

    before = asked("rsj-2018"), asked("chrb-core-2019")
    monkeypatch.setattr(opened, "walks_of", lambda rubric: (replace(WALK, version="other"),))
    assert asked("rsj-2018") != before[0]
    assert asked("chrb-core-2019") == before[1]
    monkeypatch.undo()
    monkeypatch.setattr(opened, "lenders", lambda rubric: (replace(CHRB, version="other"),))
    assert asked("rsj-2018") != before[0]


def test_confirmed_evidence_is_offered_and_nothing_else_is() -> None:
    confirmed = candidate("chrb-core-2019", "C.1/S2.c", Ruling.SUPPORTS)
    rest = [
        candidate("chrb-core-2019", "C.1/S1.a", None, 2),
        candidate("chrb-core-2019", "C.7/S2.c", Ruling.REJECTED, 3),
        candidate("chrb-core-2019", "A.1.1/S1.a", Ruling.SUPPORTS, 4),  # no pair
    ]
    offers = offered([confirmed, *rest], [], "chrb-core-2019", "rsj-2018")
    assert [(one.element, one.candidate, one.pair.worth) for one in offers] == [
        ("2.c/2.1", confirmed, Worth.ENOUGH),
        ("2.c/3.1", confirmed, Worth.ENOUGH),
    ]
    assert offered([confirmed], [], "rsj-2018", "chrb-core-2019") == ()


def test_what_a_person_decided_on_is_no_longer_offered() -> None:
    confirmed = candidate("chrb-core-2019", "C.1/S2.c", Ruling.SUPPORTS)
    settled = candidate("rsj-2018", "2.c/3.1", Ruling.REJECTED, 2)
    offers = offered([confirmed, settled], [], "chrb-core-2019", "rsj-2018")
    assert [one.element for one in offers] == ["2.c/2.1"]


def test_a_decision_by_hand_is_offered_until_it_is_withdrawn() -> None:
    met = Decision(COMPANY, "rsj-2018", "2.c/1.1", None, Ruling.MET, "told so", "tester", "2026-01-03")
    (offer,) = offered([], [met], "rsj-2018", "chrb-core-2019")
    assert (offer.element, offer.candidate, offer.decision) == ("C.1/S1.a", None, met)
    assert offered([], [met, replace(met, verdict=Ruling.OPEN)], "rsj-2018", "chrb-core-2019") == ()


ROW = DocumentRow(
    COMPANY, "p.txt", None, "a" * 64, "text/plain", Outcome.READ, "", 1, 0, None, "en", None, "2026-01-02",
    search=IN_ENGLISH,
)  # fmt: skip


def test_an_offer_changes_no_finding() -> None:
    confirmed = [candidate("chrb-core-2019", "C.1/S1.a", Ruling.SUPPORTS)]
    assert findings(RSJ, confirmed, [], [ROW]) == findings(RSJ, [], [], [ROW])


def test_finding_nothing_says_nothing_where_no_rule_looks() -> None:
    proposed = {finding.element: finding.proposed for finding in findings(RSJ, [], [], [ROW])}
    assert {id for id, value in proposed.items() if value is Truth.NOT_MET} == looked_for(RSJ)
    assert all(value is not Truth.MET for value in proposed.values())


@pytest.mark.parametrize(("kind", "count"), [(Kind.POLICY, 0), (Kind.MODERN_SLAVERY_STATEMENT, 1)])
def test_under_an_act_only_what_stands_in_a_statement_is_offered(tmp_path: Path, kind: Kind, count: int) -> None:
    act = rubric.load("uk-modern-slavery-2015")
    found = replace(FIRM, element="A.1.2/S2.a")
    with open_store(tmp_path) as store:
        source = Source(Listing(COMPANY, "p.txt", "/p.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
        for name in ("chrb-core-2019", act.name):
            evidence = (found,) if name == "chrb-core-2019" else ()
            store.save_screening(replace(read_whole(source, DOCUMENT, evidence, name), kind=kind))
        (candidate,) = store.candidates(COMPANY, "chrb-core-2019")
        decide(store, candidate, Ruling.SUPPORTS)
        assert [one.element for one in offers_to(store, COMPANY, act)] == ["54.5.b/policies"] * count
