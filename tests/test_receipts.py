"""A zero has a receipt: what was searched, by which rules, what could not be read, and which zero it is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import COMPANY, IN_ENGLISH, RUBRIC, TEXT, VAGUE, decide, read_whole, workspace

import rubric as rubrics
from extractors.records import Document, Fact, FactKind, Listing, Outcome, Page, Reading, Source
from findings.company import load_state
from findings.words import languages_in_words
from lexicons import languages, load
from reports.explain import as_json, explain
from reports.explained_text import as_text
from reports.export import export
from reports.receipts import receipt, rules_of
from workspace.records import Decision, Ruling, Screening
from workspace.store import Store, open_store

CHRB = rubrics.load(RUBRIC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace", unread=False)) as opened:
        yield opened


def by_hand(store: Store, element: str, verdict: Ruling) -> None:
    store.decide(Decision(COMPANY, RUBRIC, element, None, verdict, "asked", "tester", "2026-01-04T00:00:00+00:00"))


def standing(store: Store, element: str) -> str:
    (found,) = explain(store, COMPANY, element).elements
    return found.standing.partition(":")[0]


def unreadable(store: Store) -> None:
    listing = Listing(COMPANY, "scan.pdf", "/scan.pdf")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", None, "application/pdf")
    detail = "scan.pdf: run text recognition"
    store.save_screening(Screening(source, RUBRIC, "1", Outcome.NO_TEXT_LAYER, detail))


def test_four_kinds_of_zero_stay_apart(store: Store) -> None:
    assert standing(store, "C.1/S1.a") == "Not found"
    assert standing(store, "A.1.1/S1.a") == ""  # supported
    by_hand(store, "C.1/S1.a", Ruling.NOT_MET)
    assert standing(store, "C.1/S1.a") == "Not met"
    by_hand(store, "C.1/S1.a", Ruling.NOT_APPLICABLE)
    assert standing(store, "C.1/S1.a") == "Not applicable"
    unreadable(store)
    assert standing(store, "C.2/S1.a") == "Not readable"
    for candidate in store.candidates(COMPANY):
        if candidate.evidence.element == "A.1.1/S1.a":
            decide(store, candidate, Ruling.REJECTED)
    assert standing(store, "A.1.1/S1.a") == "Open"  # what could not be read may hold it
    by_hand(store, "A.1.1/S1.a", Ruling.NOT_MET)
    assert standing(store, "A.1.1/S1.a") == "Not met"


def test_weak_passages_alone_are_not_met_as_proposed_or_open(store: Store) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote.startswith("We are committed"))
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026", "file copied", firm.evidence.document)
    document = store.document(firm.evidence.document)
    assert document is not None
    store.save_screening(read_whole(source, document, (VAGUE,)))
    (found,) = explain(store, COMPANY, "A.1.1/S1.a").elements
    assert found.standing == "Not met, as proposed: 1 passage found, but each falls short, for the reason given."
    assert found.weak[0].reason == "weak_wording"
    unreadable(store)
    (found,) = explain(store, COMPANY, "A.1.1/S1.a").elements
    assert found.standing.startswith("Open: 1 passage found, but each falls short")


def test_the_rules_that_looked_are_named_with_their_versions(store: Store) -> None:
    text = as_text(explain(store, COMPANY, "C.1/S1.a"))
    entries = {entry.id for entry in load("en").entries}
    groups = rules_of(CHRB, ["en"])["C.1/S1.a"]
    assert {group.role for group in groups} >= {"about"}
    for group in groups:
        assert group.rules
        assert {rule for rule in group.rules if not rule.startswith("kind:")} <= entries
        assert group.rules[0] in text
    said = " ".join(text.split())
    versions = ", ".join(f"{languages_in_words(code)} {load(code).version}" for code in languages())
    assert f"What would search now: rubric {RUBRIC} (data {CHRB.version}) and lexicons {versions}" in said
    assert "- policy.txt: 1 page (read), by lexicons English lexicons-1" in said  # by what it was searched then


def test_every_element_with_a_frame_has_its_rules() -> None:
    rules = rules_of(CHRB, ["en"])
    assert all(rules[element.id] for element in CHRB.elements)


def test_rules_that_a_rubric_borrows_name_the_lender() -> None:
    rules = rules_of(rubrics.load("rsj-2018"), ["en"])
    assert all(group.via == "C.1/S2.c" for group in rules["2.c/3.1"] if group.via != "C.1/S2.d")
    assert {group.via for group in rules["2.c/1.1"]} == {None, "C.1/S1.a"}


def test_what_was_searched_by_other_rules_is_told(store: Store) -> None:
    state = load_state(store, CHRB, COMPANY)
    assert state is not None
    found = receipt(store, state)
    assert (found.outdated, found.searched[0].rules_version) == (("policy.txt",), "rules-1")
    with open_store(store.workspace) as again:
        listing = Listing(COMPANY, "policy.txt", "/policy.txt")
        document = _document()
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", document.sha256, "text/plain")
        again.save_screening(read_whole(source, document, rules=found.rules_version))
    assert receipt(store, state).outdated == ()


def _document() -> Document:
    return Document("c" * 64, "text/plain", TEXT, (Page(1, 0, len(TEXT)),), ())


def test_pages_without_text_are_named(store: Store) -> None:
    text = "Our policy.\n"
    pages = (Page(1, 0, len(text)), Page(2, len(text), len(text)), Page(3, len(text), len(text)))
    document = Document("d" * 64, "application/pdf", text, pages, ())
    source = Source(Listing(COMPANY, "half.pdf", "/half.pdf"), "2026", "file copied", document.sha256)
    reading = Reading(Outcome.PARTLY_READ, "half.pdf: 2 pages without text", document, 3, 2)
    detail = "half.pdf: 2 pages without text"
    searched = replace(IN_ENGLISH, whole=False)
    store.save_screening(Screening(source, RUBRIC, "1", Outcome.PARTLY_READ, detail, reading, (), searched))
    said = as_text(explain(store, COMPANY, "C.1/S1.a"))
    assert "half.pdf: 3 pages, 2 of them without text (pages 2, 3) (partly_read), by" in said
    assert "half.pdf: partly_read. half.pdf: 2 pages without text" in said


def test_what_reading_came_upon_stands_in_the_receipt_of_a_zero_and_in_the_export(store: Store) -> None:
    text = "Our policy.\n"
    fact = Fact(FactKind.DRAWS_NOTHING, (2,), "Page 2 has contents that draw nothing.")
    pages = (Page(1, 0, len(text)), Page(2, len(text), len(text)))
    document = Document("e" * 64, "application/pdf", text, pages, (), facts=(fact,))
    source = Source(Listing(COMPANY, "empty.pdf", "/empty.pdf"), "2026", "file copied", document.sha256)
    reading = Reading(Outcome.PARTLY_READ, f"empty.pdf: {fact.detail}", document, 2, 1)
    searched = replace(IN_ENGLISH, whole=False)
    store.save_screening(Screening(source, RUBRIC, "1", reading.outcome, reading.detail, reading, (), searched))
    assert store.document("e" * 64) == document
    row = next(row for row in store.documents(COMPANY) if row.source == "empty.pdf")
    assert row.about.facts == (fact,)
    told = explain(store, COMPANY, "C.1/S1.a")
    assert "    - Page 2 has contents that draw nothing." in as_text(told)
    assert told.elements[0].basis == "not_readable"
    out = io.StringIO()
    export(store, "documents", "jsonl", None, COMPANY, out)
    exported = {row["source"]: row["facts"] for row in map(json.loads, out.getvalue().splitlines())}
    assert exported["empty.pdf"] == [{"kind": "draws_nothing", "pages": [2], "detail": fact.detail}]


def test_the_json_form_has_the_receipt_and_the_advice(store: Store) -> None:
    whole = json.loads(as_json(explain(store, COMPANY, "C.1")))
    assert whole["receipt"]["lexicons"] == {language: load(language).version for language in languages()}
    assert whole["receipt"]["rubric_version"] == CHRB.version
    (searched,) = whole["receipt"]["searched"]
    part = {"language": "en", "version": "lexicons-1", "parsed": True, "cannot_ask": [], "tried": False}
    assert searched["search"] == {"parts": [part], "unsearched": [], "whole": True, "waits": False}
    element = whole["elements"][0]
    assert element["searched_for"][0]["rules"]
    assert element["standing"].startswith("Not found")
    assert whole["advice"]["next"] == {"value": 1.0, "elements": ["S1.a"]}
    first = whole["advice"]["matters"][0]
    assert (first["element"], first["confirmed_with"]) == ("S1.a", [])


def test_the_text_says_what_would_change_the_score(store: Store) -> None:
    text = as_text(explain(store, COMPANY, "A.1.1"))
    assert "What would change this score" in text
    assert "- S1.a: if met, the least rises; if not met with S1.b, S1.c, S1.d, the" in text
    by_hand(store, "A.1.1/S1.a", Ruling.MET)
    by_hand(store, "A.1.1/S2.a", Ruling.MET)
    assert "Nothing that is open changes it." in as_text(explain(store, COMPANY, "A.1.1"))
