"""Explanations that a reader understands, and that say what was not read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import (
    COMPANY,
    DOCUMENT,
    FIRM,
    OTHER,
    RUBRIC,
    SHA256,
    decide,
    piece,
    read_whole,
    really_screened,
    workspace,
)

from errors import InputError
from extractors import again
from extractors.again import Opened, opened
from extractors.records import Corrected, Document, Hit, Listing, Source, Verdict
from extractors.rules import Rules, open_rules
from findings.checked import UNCHECKED
from forms import points
from reports.explain import as_json, explain, marked
from reports.explained_text import as_text
from rubric.kinds import Kind
from rubric.scores import Bounds
from workspace import rubrics
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def test_the_words_on_which_rules_fired_are_marked() -> None:
    hits = [Hit("a", "c", 103, 107), Hit("b", "c", 105, 110), Hit("c", "c", 90, 101), Hit("d", "c", 200, 210)]
    assert marked("We respect all\nrights", 100, hits) == "«W»e «respect» all rights"


def test_a_quote_without_rules_stays_as_it_is() -> None:
    assert marked("We respect", 0, []) == "We respect"


def test_an_explanation_shows_bounds_proof_passages_and_near_misses(store: Store) -> None:
    text = as_text(explain(store, COMPANY, "A.1.1"))
    assert "Decided: 0 to 2 points; nobody has decided anything here yet." in text
    assert "Proposed: 1 to 2 points" in text  # a document was not read, so that more may be there
    assert "“We are committed to «respect»ing human rights.”" in text
    assert "“We «uphold»: … the Universal Declaration of Human Rights;”" in text
    assert "Nearest misses" in text
    assert "weak (weak_wording)" in text
    assert "policy.txt, page 1: supports" in text
    assert "Rules: commitment.respects" in text
    assert "Score 1" in text


def test_a_statement_in_two_places_is_explained_once_with_its_places(tmp_path: Path) -> None:
    again = replace(FIRM, start=FIRM.start + 50, end=FIRM.end + 50, weight=9.0)
    other = piece("the Universal Declaration of Human Rights;", "A.1.1/S1.a")
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
    with open_store(tmp_path) as store:
        store.save_screening(read_whole(source, DOCUMENT, [FIRM, again, other]))
        explanation = explain(store, COMPANY, "A.1.1/S1.a")
    supports = explanation.elements[0].supports
    assert [(one.quote, one.shown) for one in supports] == [
        (FIRM.quote, True),
        (other.quote, True),
        (FIRM.quote, False),
    ]
    assert [one.also_in for one in supports] == [("policy.txt, page 1",), (), ("policy.txt, page 1",)]
    assert "The same in policy.txt, page 1." in as_text(explanation)


def test_without_evidence_the_receipt_says_what_was_searched_and_what_was_not_read(store: Store) -> None:
    text = as_text(explain(store, COMPANY, "C.1/S1.a"))
    assert "No passage was found in 1 page of 1 document. 1 document could not be read" in text
    assert "- policy.txt: 1 page (read)" in text
    assert "scan.pdf: no_text_layer. scan.pdf: no text in it; run text recognition on it" in text
    assert "C.1/S2.a  " not in text  # only the element that was asked for is explained


def test_where_people_accepted_nothing_it_is_said_so(store: Store) -> None:
    for one in store.candidates(COMPANY):
        if one.evidence.element == FIRM.element:
            decide(store, one, Ruling.REJECTED)
    rest = "people judged every passage, and accepted none"
    assert standing_of(store) == f"Open: {rest}; but scan.pdf may hold more, not searched whole for this."
    listing = Listing(COMPANY, "scan.pdf", "/scan.pdf")
    source = Source(listing, "2026-02-02", "file copied", DOCUMENT.sha256, "text/plain")
    store.save_screening(read_whole(source, DOCUMENT, []))  # the scan again, with text
    assert standing_of(store) == f"Not met: {rest}."


def standing_of(store: Store) -> str:
    return next(one.standing for one in explain(store, COMPANY, FIRM.element).elements if one.element == FIRM.element)


def test_too_few_supporting_passages_are_said_to_be_too_few(tmp_path: Path) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    with open_store(tmp_path) as other:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
        found = [replace(FIRM, element="B.2.1/S1.a")]
        other.save_screening(read_whole(source, DOCUMENT, found))
        explanation = explain(other, COMPANY, "B.2.1/S1.a")
    (element,) = explanation.elements
    near = "1 passage found, but it is proposed from 2 supporting passages on"
    assert element.standing == f"Not met, as proposed: {near}."


@pytest.mark.parametrize(("sure", "told"), [(0.06, "6%"), (0.5999, "59%")])
def test_a_supporting_passage_that_the_model_is_unsure_of_is_said_to_be_so(
    tmp_path: Path, sure: float, told: str
) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    with open_store(tmp_path) as other:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
        other.save_screening(read_whole(source, DOCUMENT, [replace(FIRM, sure=sure)]))
        (element,) = explain(other, COMPANY, FIRM.element).elements
    near = f"with 1 supporting passage the model is {told} sure that one is right, and met is proposed from 60% on"
    assert element.standing == f"Not met, as proposed: 1 passage found, but {near}."


def test_what_is_proposed_as_met_from_near_misses_is_said_to_be_so_with_the_passages(tmp_path: Path) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    near = replace(FIRM, verdict=Verdict.WEAK, reason="weak_wording", sure=0.72)
    with open_store(tmp_path) as other:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
        other.save_screening(read_whole(source, DOCUMENT, [near]))
        explanation = explain(other, COMPANY, FIRM.element)
    (element,) = explanation.elements
    assert (str(element.proposed), element.supports) == ("met", ())
    assert element.standing == (
        "Met, as proposed: no passage is called support, but the model is 72% sure that one of the surest 3 is right, "
        "and met is proposed from 60% on. "
        "Near misses from which it is proposed, the surest first: policy.txt, page 1 (72%)."
    )
    assert "How sure the model must be\n  The model calls support what the rules do not from" in as_text(explanation)


def test_of_what_is_met_by_its_supporting_passages_no_more_is_said(tmp_path: Path) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    with open_store(tmp_path) as other:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
        other.save_screening(read_whole(source, DOCUMENT, [replace(FIRM, sure=0.9)]))
        (element,) = explain(other, COMPANY, FIRM.element).elements
    assert (str(element.proposed), element.standing) == ("met", "")


def test_support_that_shows_none_of_what_is_needed_together_is_said_to_add_nothing(tmp_path: Path) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    with open_store(tmp_path) as other:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
        other.save_screening(read_whole(source, DOCUMENT, [replace(FIRM, element="A.1.2/S1.c", shows=())]))
        text = " ".join(as_text(explain(other, COMPANY, "A.1.2/S1.c")).split())
    assert "It shows none of what is needed together, and so adds nothing to it." in text


def test_of_a_passage_that_cannot_be_checked_it_is_said_why(store: Store) -> None:
    (element,) = explain(store, COMPANY, FIRM.element).elements  # screened by other rules than the present ones
    assert element.supports[0].checked is None
    assert element.supports[0].besides == UNCHECKED
    assert "Nothing can be checked of it here: it is told over several" in as_text(
        explain(store, COMPANY, FIRM.element)
    )


def test_no_line_is_wider_than_a_page(store: Store) -> None:
    for indicator in ("A.1.1", "A.1.2", "B.2.1", "C.1"):
        text = as_text(explain(store, COMPANY, indicator))
        assert max(len(line) for line in text.splitlines()) <= 100
        assert not any(line.endswith(" ") for line in text.splitlines())


def test_decisions_and_notes_are_told(store: Store) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote)
    decide(store, firm, Ruling.SUPPORTS, "plain words")
    store.decide(Decision(COMPANY, RUBRIC, "A.1.1/S1.b", None, Ruling.NOT_MET, "asked them", "tester", "2026-01-04"))
    explanation = explain(store, COMPANY, "A.1.1")
    assert explanation.decided == Bounds(1.0, 2.0)
    text = as_text(explanation)
    assert "Decided: 1 to 2 points, from 2 decisions." in text
    assert "decided: confirmed" in text
    assert re.search(r"Note by tester, [^:]*(:\d\d)*[^:]*: plain words", text)
    assert "A person: not met, by hand by tester, 2026-01-04 UTC: asked them" in text
    assert "How the decided score follows" in text


def test_a_proposal_on_a_passage_that_a_person_turned_down_says_so_and_the_note_says_what_it_replaced(
    store: Store,
) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote)
    said = "The proposal rests on what a person has ruled"
    assert said not in " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    decide(store, firm, Ruling.SUPPORTS)
    decide(store, firm, Ruling.WEAK, "only a heading")
    text = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    assert f"{said} weak since: nothing that still counts carries it." in text
    assert re.search(r"Note by tester, .{8,30}, in the place of “\w+” by tester, .{8,30}: only a heading", text)


def test_the_json_form_has_the_same_content(store: Store) -> None:
    whole = json.loads(as_json(explain(store, COMPANY, "a.1.1/s1.a")))
    assert whole["indicator"] == "A.1.1"
    assert whole["proposed"] == {"low": 1.0, "high": 2.0}
    (element,) = whole["elements"]
    assert element["element"] == "A.1.1/S1.a"
    assert element["supports"][0]["marked"] == "We are committed to «respect»ing human rights."
    assert element["weak"][0]["reason"] == "weak_wording"
    assert whole["receipt"]["pages"] == 1
    assert whole["receipt"]["not_read"][0]["outcome"] == "no_text_layer"
    assert whole["proof_proposed"]["parts"][0]["name"] == "Score 1"


def test_of_each_passage_that_is_shown_it_is_said_what_can_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = open_rules(RUBRIC).with_model(None)
    monkeypatch.setattr(rubrics, "rules", lambda workspace, name: rules)
    with open_store(really_screened(tmp_path, rules)) as store:
        explanation = explain(store, COMPANY, "A.1.1/S1.a")
        monkeypatch.setattr(rubrics, "rules", lambda workspace, name: open_rules(RUBRIC))
        by_others = explain(store, COMPANY, "A.1.1/S1.a")
    text = as_text(explanation)
    assert "   - As asked: a promise (“committed to”) of the company or its own staff (“We”).\n" in text
    assert "   - It rests on “respecting human rights”: take it away and it would not count.\n" in text
    (element,) = json.loads(as_json(explanation))["elements"]
    last, checked = list(element["supports"][0].items())[-1]
    assert last == "checked"
    assert checked["reasons"]["contrast"] == {
        "words": ["respecting human rights"],
        "together": False,
        "counts": False,
    }
    assert [one["place"] for one in checked["reasons"]["attributes"]] == ["who", "force", "told", "limit"]
    assert checked["lines"] == list(explanation.elements[0].supports[0].checked.lines)  # type: ignore[union-attr]
    assert {one.checked for one in by_others.elements[0].supports} == {None}  # screened by other rules


def test_a_document_is_opened_once_for_all_its_passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = open_rules(RUBRIC).with_model(None)
    monkeypatch.setattr(rubrics, "rules", lambda workspace, name: rules)
    asked: list[str] = []

    def noted(document: Document, company: str, kind: Kind, by: Rules, corrected: Corrected) -> Opened:
        asked.append(document.sha256)
        return opened(document, company, kind, by, corrected)

    monkeypatch.setattr(again, "opened", noted)
    with open_store(really_screened(tmp_path, rules)) as store:
        explanation = explain(store, COMPANY, "A.1.1")
    shown = [one for element in explanation.elements for one in (*element.supports, *element.weak)]
    assert len([one for one in shown if one.checked]) > 1
    assert asked == [SHA256]


def test_a_company_of_which_nothing_was_read_is_explained_too(store: Store) -> None:
    text = as_text(explain(store, OTHER, "A.1.1"))
    assert "No document could be searched." in text
    assert "gone.pdf: not_fetched" in text


@pytest.mark.parametrize(
    ("company", "indicator", "rubric", "said"),
    [
        ("Nobody", "A.1.1", None, COMPANY),
        (COMPANY, "A.9.9", None, "A.1.1, A.1.2"),
        (COMPANY, "A.1.1/S9.z", None, "A.1.1/S1.a"),
        (COMPANY, "A.1.1", "other-rubric", RUBRIC),
        (
            COMPANY,
            "3.a",
            "rsj-2018",
            f"{COMPANY} was not screened by it; .* screen it with --rubric rsj-2018, then ask",
        ),
        (COMPANY, "3.a", None, "stands in rsj-2018, .* screen its documents with --rubric rsj-2018"),
        (COMPANY, "2", None, "stands in rsj-2018, under which nothing .* was screened, but under chrb-core-2019"),
        (COMPANY, "rsj-2018", None, "is the rubric rsj-2018, .* screen its documents with --rubric rsj-2018"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    store: Store, company: str, indicator: str, rubric: str | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        explain(store, company, indicator, rubric)


def test_a_company_is_found_in_other_capitals_where_only_one_fits(store: Store) -> None:
    assert explain(store, f" {COMPANY.upper()}", "A.1.1").company == COMPANY


def test_bounds_read_as_words() -> None:
    assert points(1.0, 1.0) == "1 point"
    assert points(0.0, 1.5) == "0 to 1.5 points"
