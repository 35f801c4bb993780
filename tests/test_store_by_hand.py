"""What a person found counts like what the rules found, keeps its finder, and outlives every screening."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from review_samples import COMPANY, RUBRIC, decision, policy_document, policy_evidence, save

from extractors.records import Evidence, Verdict
from findings.company import load_state
from reports.explain import as_json, explain
from reports.explained_text import as_text
from reports.rows import candidate_rows
from rubric import load
from rubric.scores import Basis, Truth
from workspace.by_hand import evidence_by_hand
from workspace.decisions import StaleDecision
from workspace.records import BY_HAND, SECOND, Decision, Ruling
from workspace.store import Store, open_store

POLICY = policy_document("a" * 64)
WORDS = "Workers can raise concerns in any language through the Open Door line."
ELEMENT = "C.1/S1.a"


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    save(opened, "policy.pdf", POLICY, policy_evidence(POLICY))
    return opened


def found(words: str = WORDS, element: str = ELEMENT, weak: bool = False, shows: tuple[str, ...] = ()) -> Evidence:
    start = POLICY.text.index(words)
    return evidence_by_hand(POLICY, RUBRIC, element, start, start + len(words), weak, shows)


def said(verdict: Ruling = Ruling.SUPPORTS, track: str = "", who: str = "R. Viewer") -> Decision:
    return Decision(COMPANY, RUBRIC, ELEMENT, None, verdict, "", who, "2026-03-02T10:00:00+00:00", track=track)


def add(store: Store, evidence: Evidence | None = None, decision: Decision | None = None) -> str:
    reading = store.reading_of(POLICY.sha256)
    assert reading is not None
    return store.add_by_hand(evidence or found(), reading, decision or said())


def by_hand(store: Store, track: str = "") -> list[tuple[str, str, Ruling | None, bool]]:
    every = store.candidates(COMPANY, RUBRIC, track)
    return [(one.id, one.found_by, one.decided, one.current) for one in every if one.found_by]


def test_what_is_marked_in_a_document_is_evidence_with_its_page_and_words() -> None:
    one = found(shows=("workers",))
    assert POLICY.text[one.start : one.end] == one.quote == WORDS
    assert (one.page, one.verdict, one.reason, one.shows) == (2, Verdict.SUPPORTS, None, ("workers",))
    assert (one.notes, one.explanation) == (("by_hand",), "Found by hand.")
    with pytest.raises(ValueError, match="no words"):
        evidence_by_hand(POLICY, RUBRIC, ELEMENT, 5, 5)


def test_it_is_a_candidate_with_its_finder_and_the_decision_that_made_it(store: Store) -> None:
    name = add(store)
    assert by_hand(store) == [(name, "R. Viewer", Ruling.SUPPORTS, True)]
    (line,) = store.decisions()
    assert (line.candidate, line.element, line.quote, line.document) == (name, ELEMENT, WORDS, POLICY.sha256)
    (one,) = [one for one in store.candidates() if one.id == name]
    assert (one.evidence, one.rules_version, one.source) == (found(), BY_HAND, "policy.pdf")
    assert store.document_of(one) == POLICY


def test_screening_again_never_takes_it_away(store: Store) -> None:
    name = add(store)
    save(store, "policy.pdf", POLICY, [], rules="rules-2")
    read_otherwise = replace(POLICY, text="A new reader reads it otherwise. " + POLICY.text)
    save(store, "policy.pdf", read_otherwise, [], rules="rules-3")
    assert by_hand(store) == [(name, "R. Viewer", Ruling.SUPPORTS, True)]
    (one,) = store.candidates()
    assert store.document_of(one) == POLICY


def test_it_is_not_current_while_its_document_is_gone_and_is_again_when_that_returns(store: Store) -> None:
    name = add(store)
    newer = replace(POLICY, sha256="b" * 64)
    save(store, "policy.pdf", newer, [])
    assert by_hand(store) == [(name, "R. Viewer", Ruling.SUPPORTS, False)]
    save(store, "policy.pdf", POLICY, [])
    assert by_hand(store) == [(name, "R. Viewer", Ruling.SUPPORTS, True)]


def test_the_same_words_again_are_the_same_candidate(store: Store) -> None:
    name = add(store)
    with pytest.raises(StaleDecision):
        add(store)
    store.decide(replace(store.decisions()[0], verdict=Ruling.OPEN, seq=0))
    assert by_hand(store) == []  # a withdrawn find is no candidate that waits
    reading = store.reading_of(POLICY.sha256)
    assert reading is not None
    assert store.add_by_hand(found(weak=True), reading, said(Ruling.WEAK, who="Another"), last_seen=2) == name
    assert by_hand(store) == [(name, "R. Viewer", Ruling.WEAK, True)]


def test_words_that_the_rules_found_are_theirs(store: Store) -> None:
    theirs = policy_evidence(POLICY)[0]
    name = add(store, found(theirs.quote, theirs.element))
    assert name in {one.id for one in store.candidates() if not one.found_by}
    assert by_hand(store) == []
    assert {one.decided for one in store.candidates() if one.id == name} == {Ruling.SUPPORTS}


def test_words_that_the_rules_found_for_less_than_the_person_sees_are_found_anew(store: Store) -> None:
    theirs = policy_evidence(POLICY)[0]
    name = add(store, found(theirs.quote, theirs.element, shows=("more",)))
    assert [one[0] for one in by_hand(store)] == [name]


def test_what_one_reader_found_the_blind_second_does_not_see(store: Store) -> None:
    first = add(store)
    assert by_hand(store, SECOND) == []
    second = add(store, found(), said(track=SECOND, who="S. Reader"))
    assert first != second
    assert by_hand(store) == [(first, "R. Viewer", Ruling.SUPPORTS, True)]
    assert by_hand(store, SECOND) == [(second, "S. Reader", Ruling.SUPPORTS, True)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"quote": "other words"}, "do not stand there"),
        ({"start": 0, "end": 5}, "do not stand there"),
        ({"document": "f" * 64}, "has no document"),
    ],
)
def test_words_that_do_not_stand_there_are_refused(store: Store, change: dict[str, str | int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        add(store, replace(found(), **change))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="adds no evidence"):
        add(store, found(), said(Ruling.REJECTED))
    assert (store.decisions(), by_hand(store)) == ([], [])


def test_it_makes_its_element_met(store: Store) -> None:
    rubric = load(RUBRIC)
    name = add(store)
    state = load_state(store, rubric, COMPANY)
    assert state is not None
    finding = state.findings[ELEMENT]
    assert (finding.decided, finding.proposed, finding.basis) == (Truth.MET, Truth.MET, Basis.EVIDENCE)
    assert finding.evidence == (name,)


def test_weak_words_make_it_not_met_only_with_all_others_judged(store: Store) -> None:
    add(store, found(weak=True), said(Ruling.WEAK))
    state = load_state(store, load(RUBRIC), COMPANY)
    assert state is not None
    assert state.findings[ELEMENT].decided is Truth.NOT_MET


def test_it_is_exported_and_explained_with_its_finder(store: Store) -> None:
    name = add(store)
    store.decide(decision(store.candidates()[0], Ruling.REJECTED))
    rows = {row.id: row for row in candidate_rows(store, COMPANY, load(RUBRIC))}
    assert (rows[name].found_by, rows[name].shown, rows[name].decided) == ("R. Viewer", True, "supports")
    assert {row.found_by for row in rows.values() if row.id != name} == {None}
    explained = explain(store, COMPANY, ELEMENT)
    (passage,) = json.loads(as_json(explained))["elements"][0]["supports"]
    assert (passage["found_by"], passage["quote"]) == ("R. Viewer", WORDS)
    assert "Found by hand." in as_text(explained)
