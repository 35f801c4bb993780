"""What came since a person said "not met" by hand is asked about, and until it is judged no score rests on that."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import read_whole
from review_samples import COMPANY, RUBRIC, RULES, by_hand, decision, evidence, save, source, text_document
from rich.console import Console

import rubric as rubrics
from extractors.records import Document, Outcome, Role
from findings.agenda import agenda, questions_in
from findings.board import row_of
from findings.cards import card, focus, in_turn
from findings.company import CompanyState, load_state
from findings.shown import lengths_of
from findings.standing import standing
from findings.words import document_title
from reports.annotations import of_company
from reports.dossier import dossier
from reports.explain import explain
from reports.explained_text import as_text
from reports.rows import finding_rows
from reports.summary import print_summary, summarize
from review.element_pages import Told, element_part, element_view
from rubric.scores import Basis, Truth
from workspace.records import COUNTS, Candidate, Ruling, Screening
from workspace.store import Store, open_store

CHRB = rubrics.load(RUBRIC)
TOLD = Told("R. Alone", "the-token", ())
ELEMENT = CHRB.element("A.1.1/S1.a")
FIRM = "We respect human rights in all that we do."
OLDER = "We care for people wherever we work."
VAGUE = "We strive for good relations with everyone."
PARTED = "A.1.2/S2.b"
WEAK = {OLDER: "weak_wording", VAGUE: "weak_wording"}


def document(*lines: str) -> Document:
    return text_document(tuple((Role.PARAGRAPH, line) for line in lines), lines[0])


def found(store: Store, name: str, *lines: str, rules: str = RULES) -> None:
    """Screen a document in which each of these lines is found for the element."""
    said = document(*lines)
    save(store, name, said, [evidence(said, ELEMENT.id, line, reason=WEAK.get(line)) for line in lines], rules=rules)


@pytest.fixture
def store(either: Path) -> Store:
    """A company with one vague passage, over which a person said that the element is not met."""
    opened = open_store(either)
    found(opened, "code.html", OLDER)
    opened.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    return opened


def state(store: Store, track: str = COUNTS) -> CompanyState:
    loaded = load_state(store, CHRB, COMPANY, track=track)
    assert loaded is not None
    return loaded


def outcome(store: Store) -> tuple[Truth, Basis]:
    finding = state(store).findings[ELEMENT.id]
    return finding.decided, finding.basis


def passage(store: Store, quote: str) -> Candidate:
    return next(one for one in state(store).candidates if one.evidence.quote == quote)


def asked(store: Store) -> bool:
    return agenda(state(store)).asks(ELEMENT)


def test_what_there_was_to_see_does_not_reopen_it(store: Store) -> None:
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)
    assert not asked(store)


def test_a_passage_of_a_later_document_reopens_the_element_and_the_score(store: Store) -> None:
    found(store, "report.html", FIRM)
    now = state(store)
    assert outcome(store) == (Truth.UNKNOWN, Basis.EVIDENCE)
    assert ELEMENT.id in {one.element.id for one in questions_in(now, CHRB.indicator("A.1.1"))}
    assert row_of(now).again == 1


def test_so_does_what_newer_rules_find_in_a_document_that_was_there(store: Store) -> None:
    said = document(OLDER, FIRM)
    save(store, "both.html", said, [])
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    save(store, "both.html", said, [evidence(said, ELEMENT.id, FIRM)], rules="rules-2")
    assert asked(store)


@pytest.mark.parametrize("element", ["A.1.1/S1.a", "A.1.5/S1.a"])
def test_so_does_a_near_miss_that_is_shown_where_nothing_was(either: Path, element: str) -> None:
    with open_store(either) as opened:
        save(opened, "empty.html", document("Nothing of the kind is said here."), [])
        opened.decide(by_hand(element, Ruling.NOT_MET))
        said = document(VAGUE)
        save(opened, "report.html", said, [evidence(said, element, VAGUE, reason="weak_wording")])
        assert agenda(state(opened)).asks(CHRB.element(element))


def test_the_same_words_in_a_later_document_are_no_news(store: Store) -> None:
    found(store, "report.html", OLDER)
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)


def test_nor_are_they_where_the_later_document_replaces_the_one_that_was_there(store: Store) -> None:
    found(store, "code.html", OLDER, "We were founded in 1921 and make clothing.")
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    found(store, "code.html", "We were founded in 1921 and make clothing.")
    assert not asked(store)


def test_nor_is_what_the_same_rules_find_once_more(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    for rules in (RULES, "rules-2"):
        found(store, "report.html", FIRM, rules=rules)
        assert not asked(store)


def test_nor_is_a_passage_that_newer_rules_cut_otherwise(store: Store) -> None:
    said, cut = document(OLDER), OLDER.removesuffix(" wherever we work.")
    save(store, "code.html", said, [evidence(said, ELEMENT.id, cut, reason="weak_wording")], "rules-2")
    assert not asked(store)


def test_words_that_were_weak_and_support_in_the_document_that_came_are_news(store: Store) -> None:
    """As a commitment that stood in a report alone, and stands in a policy now."""
    policy = document("Our policy", OLDER)
    save(store, "policy.html", policy, [evidence(policy, ELEMENT.id, OLDER)])
    its = card(state(store), ELEMENT)
    assert asked(store)
    assert [one.first.source for one in its.supports] == ["policy.html"]
    assert its.since == {one.first.id for one in its.supports}


def test_so_are_words_that_newer_rules_or_a_correction_call_support(store: Store) -> None:
    said = document(OLDER)
    save(store, "code.html", said, [evidence(said, ELEMENT.id, OLDER)], "rules-2")
    assert asked(store)


def test_a_place_that_was_judged_weak_does_not_stand_for_one_that_supports(store: Store) -> None:
    store.decide(decision(passage(store, OLDER), Ruling.WEAK))
    policy = document("Our policy", OLDER)
    save(store, "policy.html", policy, [evidence(policy, ELEMENT.id, OLDER)])
    first = focus(card(state(store), ELEMENT))
    assert first is not None
    assert (first.first.source, first.others) == ("policy.html", ())


def test_confirmed_it_counts_although_a_person_once_said_not_met(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), Ruling.SUPPORTS))
    assert outcome(store) == (Truth.MET, Basis.EVIDENCE)


def test_what_was_confirmed_and_overruled_by_hand_does_not_count_again_because_something_came(store: Store) -> None:
    store.decide(decision(passage(store, OLDER), Ruling.SUPPORTS))
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    found(store, "report.html", FIRM, VAGUE)
    assert outcome(store)[0] is Truth.UNKNOWN
    assert asked(store)
    store.decide(decision(passage(store, FIRM), Ruling.SKIPPED))
    assert outcome(store)[0] is Truth.UNKNOWN
    for quote in (FIRM, VAGUE):
        store.decide(decision(passage(store, quote), Ruling.WEAK))
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)


def test_of_parts_what_was_confirmed_before_counts_together_with_what_came(either: Path) -> None:
    element, parts = CHRB.element("A.1.2/S2.a"), CHRB.element("A.1.2/S2.a").parts
    with open_store(either) as opened:
        for name, quote, shows in (("code.html", OLDER, parts[:1]), ("report.html", FIRM, parts[1:])):
            said = document(quote)
            save(opened, name, said, [evidence(said, element.id, quote, shows=shows)])
            opened.decide(decision(passage(opened, quote), Ruling.SUPPORTS))
            if quote == OLDER:
                opened.decide(by_hand(element.id, Ruling.NOT_MET))
        assert state(opened).findings[element.id].decided is Truth.MET


@pytest.mark.parametrize("verdict", [Ruling.WEAK, Ruling.REJECTED])
def test_judged_weak_it_leaves_the_decision_by_hand_as_it_was(store: Store, verdict: Ruling) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), verdict))
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)


def test_skipped_it_stays_a_question(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), Ruling.SKIPPED))
    assert asked(store)


def test_said_once_more_not_met_holds(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)


@pytest.mark.parametrize("verdict", [Ruling.MET, Ruling.NOT_APPLICABLE])
def test_other_decisions_by_hand_hold_whatever_comes(either: Path, verdict: Ruling) -> None:
    with open_store(either) as opened:
        found(opened, "code.html", OLDER)
        opened.decide(by_hand(ELEMENT.id, verdict))
        found(opened, "report.html", FIRM)
        assert not agenda(state(opened)).asks(ELEMENT)


def test_what_came_is_read_first_and_marked(store: Store) -> None:
    found(store, "report.html", VAGUE, FIRM)
    now = state(store)
    its = card(now, ELEMENT)
    first = focus(its)
    assert first is not None
    assert first.first.evidence.quote == FIRM
    assert its.since == {one.id for one in now.candidates if one.evidence.quote in (VAGUE, FIRM)}


def test_it_is_told_who_said_so_and_where_what_came_stands(store: Store) -> None:
    found(store, "report.html", FIRM)
    who, came = "R. Viewer said “not met” by hand, 2026-03-02 10:00 UTC", "1 passage came since: report.html, page 1"
    assert standing(state(store), ELEMENT) == f"Asked again: {who}; {came}."


def test_an_explanation_says_that_the_decision_by_hand_holds_no_longer(store: Store) -> None:
    found(store, "report.html", FIRM)
    element = next(one for one in explain(store, COMPANY, "A.1.1").elements if one.element == ELEMENT.id)
    assert element.by_hand is not None
    assert element.by_hand.endswith("(before 1 passage came; it holds no longer)")
    assert element.standing.startswith("Asked again: R. Viewer")


def test_exports_do_not_rest_on_a_decision_that_something_came_since(store: Store) -> None:
    found(store, "report.html", FIRM)
    row = next(one for one in finding_rows(store, COMPANY, CHRB) if one.element == ELEMENT.id)
    assert (row.decided, row.decided_by) == (Truth.UNKNOWN, None)
    entries = [one for each in dossier(store, COMPANY, CHRB).indicators for one in each.elements]
    entry = next(one for one in entries if one.element.id == ELEMENT.id)
    assert (entry.is_open, entry.said, entry.standing[:12]) == (True, None, "Asked again:")


def test_the_end_of_a_run_says_which_companies_are_asked_again(store: Store) -> None:
    out = io.StringIO()
    found(store, "report.html", FIRM)
    print_summary(Console(file=out, width=160), summarize(store, CHRB, [COMPANY]))
    assert f"was replaced: {COMPANY} (1 element)." in " ".join(out.getvalue().split())


# --- what went


@pytest.fixture
def fresh(either: Path) -> Store:
    """The same company before anybody decided anything."""
    opened = open_store(either)
    found(opened, "code.html", OLDER)
    return opened


def with_more(store: Store, *lines: str) -> None:
    """The code is fetched again: these lines are found in it, and another stands beside them."""
    said = document(*lines, "The board met on 3 May.")
    save(store, "code.html", said, [evidence(said, ELEMENT.id, line, reason=WEAK.get(line)) for line in lines])


def confirmed_and_replaced(fresh: Store, *lines: str) -> None:
    """A passage is confirmed, and then its source has another document, with these lines."""
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)
    found(fresh, "report.html", *lines)


def test_what_was_confirmed_in_a_document_that_was_replaced_counts_no_longer(fresh: Store) -> None:
    confirmed_and_replaced(fresh, VAGUE)
    now = state(fresh)
    assert now.findings[ELEMENT.id].decided is Truth.UNKNOWN
    assert (agenda(now).asks(ELEMENT), row_of(now).again) == (True, 1)
    told = "Asked again: 1 confirmed passage stood in what was replaced: report.html, page 1."
    assert standing(now, ELEMENT) == f"{told} It is found nowhere in what there is now."


def test_it_is_open_even_where_all_else_was_judged_weak(fresh: Store) -> None:
    confirmed_and_replaced(fresh, VAGUE)
    for quote in (OLDER, VAGUE):
        fresh.decide(decision(passage(fresh, quote), Ruling.WEAK))
    assert outcome(fresh)[0] is Truth.UNKNOWN


def test_it_counts_where_what_there_is_now_says_the_same(fresh: Store) -> None:
    confirmed_and_replaced(fresh, VAGUE, FIRM)
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_a_passage_of_a_replaced_document_is_not_called_by_the_title_of_what_stands_there_now(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    old = passage(fresh, FIRM)
    fresh.decide(decision(old, Ruling.SUPPORTS))
    said = text_document(((Role.PARAGRAPH, "Not here."), (Role.PARAGRAPH, FIRM)), "403 Forbidden Report")
    save(fresh, "report.html", said, [evidence(said, ELEMENT.id, FIRM)])
    now = state(fresh)
    assert [row.title for row in now.documents if row.source == "report.html"] == ["403 Forbidden Report"]
    assert now.row_of(old) is None
    assert outcome(fresh)[0] is Truth.MET, "its words still stand there"
    view = element_view(now, ELEMENT, now.candidate(old.id), fresh.document_of(old), TOLD)
    assert view.focused is not None
    assert view.passage is not None
    assert (view.focused.place.title, view.passage.title, view.passage.link) == ("report.html", "report.html", None)
    page = element_part(view)
    assert "in what its source was before" in page
    assert "no longer found by the present rules" not in page
    entries = [one for part in dossier(fresh, COMPANY, CHRB).indicators for one in part.elements]
    quotes = [quote for one in entries for quote in one.confirmed]
    assert [(one.document, one.link) for one in quotes] == [("report.html", "")]
    assert quotes[0].remarks == ("decided once; it stood in what its source was before",)
    told = as_text(explain(fresh, COMPANY, "A.1.1"))
    assert "; in what its source was before" in told
    assert "the present rules no longer find it" not in told
    (annotation,) = of_company(fresh, COMPANY, CHRB)
    target = annotation["target"]
    assert isinstance(target, dict)
    assert target["source"]["schema:name"] == "report.html"


def test_what_the_present_rules_no_longer_find_in_a_document_that_is_there_is_called_that(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    save(fresh, "report.html", document(FIRM), [], rules="rules-2")
    now = state(fresh)
    old = passage(fresh, FIRM)
    view = element_view(now, ELEMENT, old, fresh.document_of(old), TOLD)
    assert view.passage is not None
    assert view.passage.document is not None
    assert view.passage.title == document_title(view.passage.document) != "report.html"
    assert "no longer found by the present rules" in element_part(view)


def test_nothing_is_said_to_rest_on_evidence_that_is_neither_met_nor_decided(fresh: Store) -> None:
    found(fresh, "report.html", VAGUE)
    page = element_part(element_view(state(fresh), ELEMENT, None, None, TOLD))
    assert '<span class="basis">2 passages found</span>' in page
    fresh.decide(decision(passage(fresh, VAGUE), Ruling.WEAK))
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    page = element_part(element_view(state(fresh), ELEMENT, None, None, TOLD))
    assert '<span class="basis">decided by hand</span>' in page


def test_it_counts_where_the_document_is_there_and_newer_rules_find_it_no_longer(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    save(fresh, "report.html", document(FIRM), [], rules="rules-2")
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_it_counts_where_the_document_could_not_be_fetched_again(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    fresh.save_screening(Screening(source("report.html", None), RUBRIC, RULES, Outcome.NOT_FETCHED, "no answer"))
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_what_was_confirmed_counts_and_is_not_asked_again_while_its_newest_file_cannot_be_read(fresh: Store) -> None:
    found(fresh, "report.html", FIRM, VAGUE)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    damaged(fresh, "report.html")
    now = state(fresh)
    assert (outcome(fresh), row_of(now).again) == ((Truth.MET, Basis.EVIDENCE), 0)
    assert passage(fresh, FIRM).current
    old = passage(fresh, FIRM)
    page = element_part(element_view(now, ELEMENT, old, fresh.document_of(old), TOLD))
    assert "in what its source was before, which cannot be read now" in page
    assert "its document was replaced" not in page
    assert "; in what its source was before, which cannot be read now" in as_text(explain(fresh, COMPANY, "A.1.1"))


def test_so_it_does_where_newer_rules_had_stopped_finding_it(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    save(fresh, "report.html", document(FIRM), [], rules="rules-2")
    damaged(fresh, "report.html")
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_nothing_is_not_met_by_silence_while_the_newest_file_cannot_be_read_and_the_card_names_it(
    fresh: Store,
) -> None:
    found(fresh, "report.html", VAGUE)
    damaged(fresh, "report.html")
    for quote in (OLDER, VAGUE):
        fresh.decide(decision(passage(fresh, quote), Ruling.WEAK))
    assert outcome(fresh)[0] is Truth.UNKNOWN
    told = element_part(element_view(state(fresh), ELEMENT, None, None, TOLD))
    assert "not a page What was read of it on 2026-03-01 stays until then." in " ".join(told.split())


def test_a_long_report_whose_newest_file_cannot_be_read_shows_as_much_as_before(fresh: Store) -> None:
    said = document(FIRM)
    save(fresh, "report.html", said, [replace(evidence(said, ELEMENT.id, FIRM), page=200)])
    damaged(fresh, "report.html")
    now = state(fresh)
    lengths = lengths_of(now.documents, now.candidates)
    assert lengths[said.sha256].pages == 200


@pytest.mark.parametrize("first", [True, False])
def test_met_by_hand_with_a_note_outlives_the_document_that_was_replaced(fresh: Store, first: bool) -> None:
    said = replace(by_hand(ELEMENT.id, Ruling.MET), note="They say so in the annual meeting, too.")
    if first:
        found(fresh, "report.html", FIRM)
        fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
        fresh.decide(said)
        found(fresh, "report.html", VAGUE)
    else:
        confirmed_and_replaced(fresh, VAGUE)
        fresh.decide(said)
    assert outcome(fresh) == (Truth.MET, Basis.BY_HAND)


def test_met_by_hand_that_rested_on_what_was_replaced_is_asked_again(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    fresh.decide(by_hand(ELEMENT.id, Ruling.MET))
    found(fresh, "report.html", VAGUE)
    assert (outcome(fresh)[0], asked(fresh), row_of(state(fresh)).again) == (Truth.UNKNOWN, True, 1)
    assert "1 confirmed passage stood in what was replaced: report.html, page 1" in standing(state(fresh), ELEMENT)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.BY_HAND)


@pytest.mark.parametrize("verdict", [Ruling.REJECTED, Ruling.WEAK, Ruling.OPEN])
def test_met_by_hand_is_asked_again_when_a_person_takes_back_all_on_which_it_rested(
    fresh: Store, verdict: Ruling
) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.SUPPORTS))
    fresh.decide(by_hand(ELEMENT.id, Ruling.MET))
    fresh.decide(decision(passage(fresh, OLDER), verdict))
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.UNKNOWN, True)
    told = "; no passage on which that rested is confirmed any more."
    assert standing(state(fresh), ELEMENT).endswith(told)
    (row,) = (one for one in finding_rows(fresh, COMPANY, CHRB) if one.element == ELEMENT.id)
    assert (row.decided, row.decided_by, row.decided_at) == (Truth.UNKNOWN, None, None)
    (entry,) = (one for one in dossier(fresh, COMPANY, CHRB).elements if one.element == ELEMENT)
    assert (entry.outcome, entry.said) == ("open", None)
    explained = " ".join(as_text(explain(fresh, COMPANY, ELEMENT.id)).split())
    assert "A person: met, by hand by R. Viewer, 2026-03-02 10:00 UTC (it holds no longer)" in explained
    fresh.decide(decision(passage(fresh, OLDER), Ruling.SUPPORTS))
    assert outcome(fresh)[0] is Truth.MET


def test_met_by_hand_holds_while_one_of_the_passages_on_which_it_rested_stands(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    for quote in (FIRM, OLDER):
        fresh.decide(decision(passage(fresh, quote), Ruling.SUPPORTS))
    fresh.decide(by_hand(ELEMENT.id, Ruling.MET))
    fresh.decide(decision(passage(fresh, OLDER), Ruling.REJECTED))
    assert outcome(fresh) == (Truth.MET, Basis.BY_HAND)


# --- what is taken back


def taken_back(store: Store) -> None:
    """What "u" writes when the latest decision by hand is taken back and an older one holds again."""
    last, older = state(store).history(ELEMENT.id, None)[-1], state(store).history(ELEMENT.id, None)[0]
    again = replace(older, seq=0, together=0)
    store.decide_together([replace(again, verdict=Ruling.OPEN), again], [last.seq, last.seq])


def test_not_met_that_holds_again_because_a_later_one_was_taken_back_is_as_old_as_it_was(store: Store) -> None:
    found(store, "report.html", FIRM)
    before = standing(state(store), ELEMENT)
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)
    taken_back(store)
    assert (outcome(store)[0], asked(store)) == (Truth.UNKNOWN, True)
    assert standing(state(store), ELEMENT) == before


def test_what_came_since_not_met_and_was_confirmed_is_asked_about_when_it_goes_again(store: Store) -> None:
    confirmed_and_replaced(store, OLDER)
    now = state(store)
    assert (now.findings[ELEMENT.id].decided, now.findings[ELEMENT.id].asked_again) == (Truth.UNKNOWN, True)
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(store) == (Truth.NOT_MET, Basis.BY_HAND)


def test_what_came_since_not_met_and_was_confirmed_counts_though_newer_rules_find_it_no_longer(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), Ruling.SUPPORTS))
    save(store, "report.html", document(FIRM), [], rules="rules-2")
    assert outcome(store) == (Truth.MET, Basis.EVIDENCE)


def test_the_second_reader_is_asked_again_only_for_what_the_second_reader_said(store: Store) -> None:
    second = replace(by_hand(ELEMENT.id, Ruling.NOT_MET), track="second", who="S. Reader")
    found(store, "report.html", FIRM)
    store.decide(second)
    assert not agenda(state(store, "second")).asks(ELEMENT)
    found(store, "later.html", "We respect the rights of all whom our work touches.")
    assert agenda(state(store, "second")).asks(ELEMENT)


def test_saving_the_same_again_changes_nothing_of_it(store: Store) -> None:
    found(store, "report.html", FIRM)
    anchor = store.anchor()
    found(store, "report.html", FIRM)
    assert store.anchor() == anchor
    assert passage(store, FIRM).after == 1


# --- the same words elsewhere


def of_kind(store: Store, name: str, kind: str, *lines: str) -> None:
    """Screen a document of a kind in which each of these lines supports the element."""
    said = document(name, *lines)
    given = replace(source(name, said, kind=kind))
    store.save_screening(read_whole(given, said, [evidence(said, ELEMENT.id, one) for one in lines], rules=RULES))


@pytest.mark.parametrize("by", ["x", "w", "w x"])
def test_what_was_not_enough_in_a_report_is_asked_again_when_a_policy_says_it(either: Path, by: str) -> None:
    with open_store(either) as opened:
        of_kind(opened, "report.html", "annual_report", FIRM)
        if "w" in by:
            opened.decide(decision(passage(opened, FIRM), Ruling.WEAK))
        if "x" in by:
            opened.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
        of_kind(opened, "policy.html", "human_rights_policy", FIRM)
        now = state(opened)
        first = focus(card(now, ELEMENT))
        assert (agenda(now).asks(ELEMENT), row_of(now).again) == (True, 1)
        assert first is not None
        assert (first.first.source, first.others) == ("policy.html", ())
        assert standing(now, ELEMENT).endswith("1 passage came since: policy.html, page 1.")


def test_another_edition_of_what_was_judged_weak_is_not_asked_about(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    assert outcome(fresh)[0] is Truth.NOT_MET
    said = document("Code of 2026", OLDER)
    save(fresh, "code-2026.html", said, [evidence(said, ELEMENT.id, OLDER, reason="weak_wording")])
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.NOT_MET, False)


def test_what_comes_once_all_passages_were_judged_is_asked_about_as_such(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.REJECTED))
    found(fresh, "report.html", VAGUE)
    told = "all passages that there were had been judged, and none was enough"
    assert standing(state(fresh), ELEMENT) == f"Asked again: {told}; 1 passage came since: report.html, page 1."
    fresh.decide(decision(passage(fresh, VAGUE), Ruling.WEAK))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.EVIDENCE)


def test_more_passages_do_not_reopen_what_is_met_though_the_last_one_was_judged_weak(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    found(fresh, "later.html", VAGUE)
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


@pytest.mark.parametrize("verdict", [Ruling.WEAK, Ruling.REJECTED])
def test_a_source_fetched_again_with_another_line_changed_is_not_asked_about(fresh: Store, verdict: Ruling) -> None:
    fresh.decide(decision(passage(fresh, OLDER), verdict))
    with_more(fresh, OLDER)
    assert [one.current for one in state(fresh).candidates] == [True, False]
    assert (outcome(fresh), asked(fresh)) == ((Truth.NOT_MET, Basis.EVIDENCE), False)
    assert focus(card(state(fresh), ELEMENT)) is None
    assert state(fresh).open() == state(fresh).open_in(ELEMENT.id) == ()


@pytest.mark.parametrize("verdict", [Ruling.WEAK, Ruling.REJECTED])
def test_nor_is_one_whose_words_stand_in_another_edition_too(fresh: Store, verdict: Ruling) -> None:
    edition = document(OLDER, "Issued in May.")
    save(fresh, "edition.html", edition, [evidence(edition, ELEMENT.id, OLDER, reason=WEAK[OLDER])])
    places = [one for one in state(fresh).candidates if one.evidence.quote == OLDER]
    fresh.decide_together([decision(one, verdict) for one in places], [0] * len(places))
    with_more(fresh, OLDER)
    now = state(fresh)
    assert (outcome(fresh), asked(fresh)) == ((Truth.NOT_MET, Basis.EVIDENCE), False)
    assert (now.open(), now.passages(), now.passages(ELEMENT.id), len(now.candidates)) == ((), 2, 2, 3)
    found(fresh, "code.html", OLDER, VAGUE)
    assert asked(fresh)
    fresh.decide(decision(passage(fresh, VAGUE), verdict))
    assert (outcome(fresh), asked(fresh)) == ((Truth.NOT_MET, Basis.EVIDENCE), False)


def test_nor_is_what_came_later_and_is_not_shown(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.REJECTED))
    scrap = document("Human rights", "The board met on 3 May.")
    save(fresh, "report.html", scrap, [evidence(scrap, ELEMENT.id, "Human rights", reason="weak_wording")])
    now = state(fresh)
    assert passage(fresh, "Human rights") not in now.shown
    assert (outcome(fresh), asked(fresh)) == ((Truth.NOT_MET, Basis.EVIDENCE), False)


def test_what_was_there_and_is_not_shown_keeps_an_element_open_until_a_person_says_so(fresh: Store) -> None:
    scrap = document("Human rights", "The board met on 3 May.")
    save(fresh, "report.html", scrap, [evidence(scrap, ELEMENT.id, "Human rights", reason="weak_wording")])
    fresh.decide(decision(passage(fresh, OLDER), Ruling.REJECTED))
    assert outcome(fresh)[0] is Truth.UNKNOWN
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.BY_HAND)


def test_what_is_new_in_it_is_asked_about_alone(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    found(fresh, "code.html", OLDER, VAGUE)
    first = focus(card(state(fresh), ELEMENT))
    assert first is not None
    assert (asked(fresh), first.first.evidence.quote) == (True, VAGUE)
    assert standing(state(fresh), ELEMENT).endswith("1 passage came since: code.html, page 1.")
    fresh.decide(decision(passage(fresh, VAGUE), Ruling.WEAK))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.EVIDENCE)


def test_what_was_confirmed_otherwise_after_the_source_changed_counts(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    with_more(fresh, OLDER)
    now = next(one for one in state(fresh).candidates if one.current)
    fresh.decide(decision(now, Ruling.SUPPORTS))
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_what_a_person_left_open_in_the_source_before_stays_open(fresh: Store) -> None:
    found(fresh, "code.html", OLDER, VAGUE)
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    with_more(fresh, OLDER, VAGUE)
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.UNKNOWN, True)


def test_it_stays_asked_again_until_all_that_came_is_judged(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    found(fresh, "report.html", VAGUE, FIRM)
    assert "; 2 passages came since: " in standing(state(fresh), ELEMENT)
    fresh.decide(decision(passage(fresh, VAGUE), Ruling.REJECTED))
    assert "; 1 passage came since: " in standing(state(fresh), ELEMENT)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.WEAK))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.EVIDENCE)


# --- what went and comes back


def test_what_comes_back_is_offered_to_be_confirmed_once_more(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(decision(passage(fresh, FIRM), Ruling.SUPPORTS))
    found(fresh, "report.html", VAGUE)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert standing(state(fresh), ELEMENT) == "Not met: a person said so, by hand."
    found(fresh, "report.html", FIRM)
    first = focus(card(state(fresh), ELEMENT))
    assert first is not None
    assert first.first.evidence.quote == FIRM
    fresh.decide(decision(first.first, Ruling.SUPPORTS))
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)
    assert FIRM not in {one.first.evidence.quote for one in in_turn(card(state(fresh), ELEMENT))}


@pytest.mark.parametrize("name", ["report.html", "another.html"])
def test_a_confirmed_sentence_that_comes_back_after_not_met_is_asked_about(fresh: Store, name: str) -> None:
    confirmed_and_replaced(fresh, VAGUE)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.BY_HAND)
    found(fresh, name, FIRM)
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.UNKNOWN, True)
    back = next(one for one in state(fresh).candidates if one.evidence.quote == FIRM and one.current)
    fresh.decide(decision(back, Ruling.SUPPORTS))
    assert outcome(fresh) == (Truth.MET, Basis.EVIDENCE)


def test_a_confirmed_sentence_that_went_does_not_count_for_its_words_in_a_document_of_another_kind(
    either: Path,
) -> None:
    with open_store(either) as opened:
        of_kind(opened, "policy.html", "human_rights_policy", FIRM)
        opened.decide(decision(passage(opened, FIRM), Ruling.SUPPORTS))
        of_kind(opened, "policy.html", "human_rights_policy", VAGUE)
        of_kind(opened, "report.html", "annual_report", FIRM)
        assert (outcome(opened)[0], asked(opened)) == (Truth.UNKNOWN, True)


def test_nor_for_its_words_where_a_person_judged_them_weak(either: Path) -> None:
    with open_store(either) as opened:
        of_kind(opened, "older.html", "policy", FIRM)
        of_kind(opened, "policy.html", "policy", FIRM, VAGUE)
        for source_of, verdict in (("older.html", Ruling.WEAK), ("policy.html", Ruling.SUPPORTS)):
            every = [one for one in state(opened).candidates if one.evidence.quote == FIRM]
            opened.decide(decision(next(one for one in every if one.source == source_of), verdict))
        of_kind(opened, "policy.html", "policy", VAGUE)
        assert (outcome(opened)[0], asked(opened)) == (Truth.UNKNOWN, True)


# --- what goes and comes back


def damaged(store: Store, name: str) -> None:
    """What stands at the source cannot be read today."""
    broken = replace(source(name, None), sha256="0" * 64)
    store.save_screening(Screening(broken, RUBRIC, RULES, Outcome.DAMAGED, "not a page"))


@pytest.mark.parametrize("how", ["damaged", "another document", "in other bytes"])
def test_what_was_there_when_it_was_called_not_met_is_not_asked_about_when_it_comes_back(
    fresh: Store, how: str
) -> None:
    found(fresh, "report.html", FIRM, VAGUE)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    if how == "damaged":
        damaged(fresh, "report.html")
    else:
        found(fresh, "report.html", "The board met on 3 May.")
    stays = FIRM in {one.evidence.quote for one in state(fresh).candidates}
    assert stays == (how == "damaged")
    lines = (FIRM, VAGUE) if how != "in other bytes" else (VAGUE, FIRM)
    found(fresh, "report.html", *lines)
    assert outcome(fresh) == (Truth.NOT_MET, Basis.BY_HAND)
    assert not asked(fresh)


def test_it_is_asked_about_by_whoever_said_not_met_while_it_was_gone(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_APPLICABLE))
    found(fresh, "report.html", "The board met on 3 May.")
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    found(fresh, "report.html", FIRM)
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.UNKNOWN, True)


def test_it_may_go_and_come_back_more_than_once(fresh: Store) -> None:
    found(fresh, "report.html", FIRM)
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    for _ in range(3):
        found(fresh, "report.html", "The board met on 3 May.")
        fresh.decide(by_hand("A.1.4/S1.a", Ruling.NOT_MET))
        found(fresh, "report.html", FIRM)
        assert outcome(fresh) == (Truth.NOT_MET, Basis.BY_HAND)


@pytest.mark.parametrize("first", ["supports", "weak"])
def test_what_becomes_support_again_is_news_to_those_alone_who_did_not_see_it_as_that(fresh: Store, first: str) -> None:
    said = document(FIRM)
    firm = evidence(said, ELEMENT.id, FIRM)
    weak = evidence(said, ELEMENT.id, FIRM, reason="not_policy")
    save(fresh, "report.html", said, [firm if first == "supports" else weak])
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    for now in (weak, firm):  # as by a correction of its kind, and by taking that back
        save(fresh, "report.html", said, [now])
    assert asked(fresh) == (first == "weak")


def test_what_was_weak_when_it_went_and_comes_back_as_support_is_news(fresh: Store) -> None:
    said = document(FIRM)
    save(fresh, "report.html", said, [evidence(said, ELEMENT.id, FIRM, reason="not_policy")])
    fresh.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    damaged(fresh, "report.html")
    found(fresh, "report.html", FIRM)
    assert asked(fresh)


def test_what_comes_back_does_not_make_settled_what_nobody_had_judged_to_the_end(fresh: Store) -> None:
    found(fresh, "report.html", VAGUE)
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    assert asked(fresh)
    damaged(fresh, "report.html")
    fresh.decide(by_hand("A.1.4/S1.a", Ruling.NOT_MET))
    found(fresh, "report.html", VAGUE)
    finding = state(fresh).findings[ELEMENT.id]
    assert (finding.decided, finding.asked_again) == (Truth.UNKNOWN, False)


# --- what was confirmed stays so when its page is fetched again with another line changed


def test_what_came_since_not_met_and_was_confirmed_stays_so_when_another_line_of_its_page_changes(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), Ruling.SUPPORTS))
    assert outcome(store) == (Truth.MET, Basis.EVIDENCE)
    said = document(FIRM, "Write to us.")
    save(store, "report.html", said, [evidence(said, ELEMENT.id, FIRM)])
    assert outcome(store) == (Truth.MET, Basis.EVIDENCE)
    assert not asked(store)


def test_what_was_confirmed_before_not_met_is_still_asked_about_when_it_comes_again(store: Store) -> None:
    found(store, "report.html", FIRM)
    store.decide(decision(passage(store, FIRM), Ruling.SUPPORTS))
    found(store, "report.html", VAGUE)
    store.decide(by_hand(ELEMENT.id, Ruling.NOT_MET))
    said = document(FIRM, "Write to us.")
    save(store, "report.html", said, [evidence(said, ELEMENT.id, FIRM)])
    assert (outcome(store)[0], asked(store)) == (Truth.UNKNOWN, True)


def test_what_shows_some_parts_alone_does_not_reopen_its_element_when_another_line_of_its_page_changes(
    either: Path,
) -> None:
    store = open_store(either)
    words = "We are committed to the health and safety of our workers."
    for lines in ((words,), (words, "Write to us.")):
        said = document(*lines)
        save(store, "policy.html", said, [evidence(said, PARTED, words, shows=("health_and_safety",))])
        if len(lines) == 1:
            (only,) = [one for one in state(store).candidates if one.evidence.element == PARTED]
            store.decide(decision(only, Ruling.SUPPORTS))
        finding = state(store).findings[PARTED]
        assert (finding.decided, finding.asked_again) == (Truth.NOT_MET, False)


# --- what was judged weak and went


BOARD = "The board met on 3 May."


def screened(store: Store, rubric: str, element: str, *weak: str, rules: str = RULES) -> None:
    """The code holds these weak passages of an element, and a line that says nothing; "": none of them."""
    said = document(*(weak or (BOARD,)), "We were founded in 1921.")
    some = [replace(evidence(said, element, one, reason="weak_wording"), rubric=rubric) for one in weak]
    store.save_screening(read_whole(source("code.html", said, kind="policy"), said, some, rubric, rules))


def of_rubric(store: Store, rubric: str) -> CompanyState:
    loaded = load_state(store, rubrics.load(rubric), COMPANY)
    assert loaded is not None
    return loaded


def judged_weak(store: Store, rubric: str, quote: str) -> None:
    (one,) = (each for each in of_rubric(store, rubric).candidates if each.current and each.evidence.quote == quote)
    store.decide(decision(one, Ruling.WEAK))


@pytest.mark.parametrize("rubric", [RUBRIC, "rsj-2018"])
@pytest.mark.parametrize("between", [(), (FIRM,), (OLDER,)])
def test_what_went_with_its_document_settles_nothing_whatever_came_between(
    either: Path, rubric: str, between: tuple[str, ...]
) -> None:
    """One of two passages was judged, so that it was open; and then the document was replaced."""
    element = {RUBRIC: ELEMENT.id, "rsj-2018": "2.b/1.1"}[rubric]
    with open_store(either) as opened:
        screened(opened, rubric, element)
        new = of_rubric(opened, rubric)
        screened(opened, rubric, element, OLDER, VAGUE)
        judged_weak(opened, rubric, OLDER)
        if between:
            screened(opened, rubric, element, *between)
        screened(opened, rubric, element)
        now = of_rubric(opened, rubric)
        assert len(now.of(element)) == 1, "what a person said is still to be read"
        assert now.findings[element] == new.findings[element]
        assert agenda(now).questions == agenda(new).questions
        assert standing(now, now.rubric.element(element)) == standing(new, new.rubric.element(element))
        assert row_of(now).decided == row_of(new).decided


def test_nor_does_it_settle_what_came_with_the_new_document_and_is_not_shown(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.REJECTED))
    scrap = document("Human rights", BOARD)
    save(fresh, "code.html", scrap, [evidence(scrap, ELEMENT.id, "Human rights", reason="weak_wording")])
    assert passage(fresh, "Human rights") not in state(fresh).shown
    assert (outcome(fresh)[0], asked(fresh)) == (Truth.UNKNOWN, True)


def test_nobody_is_told_that_all_was_judged_of_what_went_with_its_document(fresh: Store) -> None:
    found(fresh, "code.html", OLDER, VAGUE)
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    found(fresh, "code.html", FIRM)
    assert (asked(fresh), row_of(state(fresh)).again, standing(state(fresh), ELEMENT)) == (True, 0, "")
    fresh.decide(decision(passage(fresh, FIRM), Ruling.WEAK))
    assert outcome(fresh) == (Truth.NOT_MET, Basis.EVIDENCE)
    assert state(fresh).findings[ELEMENT.id].evidence == (passage(fresh, FIRM).id,)


def test_what_newer_rules_find_no_longer_stays_judged_where_they_look_for_all_that_is_asked(fresh: Store) -> None:
    fresh.decide(decision(passage(fresh, OLDER), Ruling.WEAK))
    save(fresh, "code.html", document(OLDER), [], rules="rules-2")
    assert (outcome(fresh), asked(fresh)) == ((Truth.NOT_MET, Basis.EVIDENCE), False)


def test_where_no_rule_looks_for_all_that_is_asked_it_is_open(either: Path) -> None:
    with open_store(either) as opened:
        screened(opened, "rsj-2018", "2.b/1.1", OLDER)
        judged_weak(opened, "rsj-2018", OLDER)
        assert of_rubric(opened, "rsj-2018").findings["2.b/1.1"].decided is Truth.NOT_MET
        said = document(OLDER, "We were founded in 1921.")
        opened.save_screening(read_whole(source("code.html", said, kind="policy"), said, [], "rsj-2018", "rules-2"))
        finding = of_rubric(opened, "rsj-2018").findings["2.b/1.1"]
        assert (finding.decided, finding.proposed) == (Truth.UNKNOWN, Truth.UNKNOWN)


def test_a_part_that_was_confirmed_in_what_was_replaced_is_missing_again(either: Path) -> None:
    element = CHRB.element("A.1.2/S2.a")
    with open_store(either) as opened:
        said = document(OLDER)
        save(opened, "code.html", said, [evidence(said, element.id, OLDER, shows=element.parts[:1])])
        opened.decide(decision(passage(opened, OLDER), Ruling.SUPPORTS))
        assert len(card(state(opened), element).missing) == len(element.parts) - 1
        save(opened, "code.html", document(BOARD), [])
        assert len(card(state(opened), element).missing) == len(element.parts)
