"""A document that the newest run did not find is told wherever it stands, and what it shows still counts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from local_site import Page, Pages, site
from people_samples import TOKEN, opened
from test_screening_run import RUBRIC, SETTINGS, listed, screen

from archive.intake import is_list, listings
from extractors.records import Listing
from reports.company import read_company
from reports.dossier import dossier
from reports.explain import explain
from reports.explained_text import as_text as explained
from reports.rows import document_rows
from reports.summary import print_run
from review import words
from rubric import load
from rubric.scores import Truth
from workspace.records import Candidate, Decision, Missed, Ruling
from workspace.store import Store, open_store
from workspace.verified import states

LISTS = replace(SETTINGS, lists=True)
TEXTS = {"a.txt": "policy of a", "b.txt": "policy of b"}
COMPANY = "Alder"


def missing(workspace: Path) -> dict[str, Missed]:
    """By source, how the newest run missed it."""
    with open_store(workspace) as store:
        return {row.source: row.missing.how for row in store.documents() if row.missing is not None}


@pytest.fixture
def inputs(tmp_path: Path) -> list[Listing]:
    """Two documents of a company that were screened."""
    found = listed(tmp_path / "in", TEXTS)
    screen(found, tmp_path / "ws", LISTS)
    return found


def test_a_document_that_is_no_longer_listed_is_missing_until_it_is_listed_again(
    tmp_path: Path, inputs: list[Listing]
) -> None:
    workspace = tmp_path / "ws"
    assert missing(workspace) == {}
    screen(inputs[:1], workspace, LISTS)
    assert missing(workspace) == {"b.txt": Missed.NOT_LISTED}
    with open_store(workspace) as store:
        (first,) = [row.missing for row in store.documents() if row.missing]
        last = next(one.last for one in store.seen(COMPANY) if one.source == "b.txt")
        assert first.last == last
    screen(inputs[:1], workspace, LISTS)
    with open_store(workspace) as store:
        assert [row.missing for row in store.documents() if row.missing] == [first], "since when stays as it was"
        assert list(states(store)) == []
    screen(inputs, workspace, LISTS)
    assert missing(workspace) == {}


def test_a_file_that_is_gone_is_not_received_until_it_is_there_again(tmp_path: Path, inputs: list[Listing]) -> None:
    Path(inputs[1].location).unlink()
    screen(inputs, tmp_path / "ws", SETTINGS)
    assert missing(tmp_path / "ws") == {"b.txt": Missed.NOT_RECEIVED}
    Path(inputs[1].location).write_text(TEXTS["b.txt"])
    screen(inputs, tmp_path / "ws", SETTINGS)
    assert missing(tmp_path / "ws") == {}


def test_an_address_that_gives_nothing_any_more_is_not_received(tmp_path: Path) -> None:
    pages: Pages = {"/a": Page(b"policy a", etag='"a"'), "/b": Page(b"policy b", etag='"b"')}
    settings = replace(LISTS, delay=0.0)
    with site(pages) as found:
        wanted = [Listing(COMPANY, found.url + path, found.url + path) for path in pages]
        screen(wanted, tmp_path, settings)
        found.pages["/b"] = Page(b"none", 404)
        screen(wanted, tmp_path, settings)
    assert missing(tmp_path) == {wanted[1].source: Missed.NOT_RECEIVED}


def test_nothing_is_missed_by_a_lone_document_another_company_or_a_list_that_adds(
    tmp_path: Path, inputs: list[Listing]
) -> None:
    workspace = tmp_path / "ws"
    screen(inputs[:1], workspace, SETTINGS)  # a lone document
    screen(listed(tmp_path / "in", {"c.txt": "policy of c"}), workspace, LISTS)  # a list of new documents alone
    screen(listed(tmp_path / "other", {"d.txt": "policy of d"}, "Birch"), workspace, LISTS)
    screen(listed(tmp_path / "other", {"d.txt": "policy of d"}, "Birch"), workspace, LISTS)
    assert missing(workspace) == {}


def test_all_of_a_company_may_be_replaced_in_a_list_that_goes_on(tmp_path: Path, inputs: list[Listing]) -> None:
    others = listed(tmp_path / "in", {"d.txt": "policy of d"}, "Birch")
    screen([*inputs, *others], tmp_path / "ws", LISTS)
    screen([*listed(tmp_path / "in", {"new.txt": "a new policy"}), *others], tmp_path / "ws", LISTS)
    assert missing(tmp_path / "ws") == {"a.txt": Missed.NOT_LISTED, "b.txt": Missed.NOT_LISTED}


def test_what_is_listed_under_another_name_is_not_missed(tmp_path: Path, inputs: list[Listing]) -> None:
    screen(inputs[:1], tmp_path / "ws", LISTS)
    moved = listed(tmp_path / "in", {"renamed.txt": TEXTS["b.txt"]})
    screen([inputs[0], *moved], tmp_path / "ws", LISTS)
    assert missing(tmp_path / "ws") == {}


def test_a_list_and_a_folder_say_what_there_is_and_a_lone_document_does_not(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("company,source\n")
    (tmp_path / "one.txt").write_text("one")
    given = [str(tmp_path), str(tmp_path / "list.csv"), str(tmp_path / "one.txt"), "https://a.example/list.csv"]
    assert [is_list(one) for one in given] == [True, True, False, False]
    assert [one.company for one in listings([str(tmp_path / "one.txt")], None)] == ["one"]


# --- what is told


def confirmed(store: Store, source: str) -> Candidate:
    """A passage of this source, after a person confirmed it."""
    one = next(one for one in store.candidates(COMPANY) if one.source == source)
    evidence = one.evidence
    line = Decision(COMPANY, RUBRIC, evidence.element, one.id, Ruling.SUPPORTS, "", "Ada", "2025-04-01T00:00:00+00:00")
    store.decide(replace(line, document=evidence.document, quote=evidence.quote))
    return next(each for each in store.candidates(COMPANY) if each.id == one.id)


@pytest.fixture
def store(tmp_path: Path, inputs: list[Listing]) -> Iterator[Store]:
    """The two documents, one of them confirmed and then taken out of the list."""
    with open_store(tmp_path / "ws") as opened_store:
        confirmed(opened_store, "b.txt")
    screen(inputs[:1], tmp_path / "ws", LISTS)
    with open_store(tmp_path / "ws") as opened_store:
        yield opened_store


def test_what_it_shows_counts_until_it_is_rejected_at_its_element(store: Store) -> None:
    one = next(one for one in store.candidates(COMPANY) if one.source == "b.txt")
    assert one.decided is Ruling.SUPPORTS

    def decided() -> Truth:
        return read_company(store, COMPANY, load(RUBRIC)).findings[one.evidence.element].decided

    assert decided() is Truth.MET
    with opened(store.workspace) as app:
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        sent = {"token": TOKEN, "company": COMPANY, "element": one.evidence.element, "candidate": one.id}
        seen = str(store.decisions(COMPANY)[-1].seq)
        answer = client.post(
            "/decide", data=sent | {"verdict": "rejected", "seen": seen, "note": "no longer published"}
        )
        assert answer.status_code == 200, answer.text[:500]
    assert decided() is not Truth.MET


def said(store: Store) -> str:
    return words.missing_in_words(next(row for row in store.documents(COMPANY) if row.source == "b.txt"))


def test_it_is_told_on_the_pages_and_in_what_is_exported(store: Store) -> None:
    told = said(store)
    assert told.startswith("not in the list since 2")
    assert ", last seen 2" in told
    one = next(one for one in store.candidates(COMPANY) if one.source == "b.txt")
    with opened(store.workspace) as app:
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        assert told in client.get(words.company_link(COMPANY)).text
        card = client.get(words.element_link(COMPANY, one.evidence.element, one.id)).text
        assert f"its document: {told}" in card
        whole = client.get(words.document_link(COMPANY, one.evidence.document, 1, one.evidence.element)).text
        assert f"This document: {told}." in whole
    rows = {row.source: row for row in document_rows(store, COMPANY)}
    assert (rows["a.txt"].missing, rows["a.txt"].missing_since, rows["a.txt"].last_seen) == (None, None, None)
    assert rows["b.txt"].missing == "not_listed"
    assert rows["b.txt"].missing_since
    assert rows["b.txt"].last_seen
    found = dossier(store, COMPANY, load(RUBRIC))
    assert [row.outcome for row in found.documents] == ["read", f"read; {told}"]
    quotes = [quote for element in found.elements for quote in element.confirmed]
    assert [quote.remarks for quote in quotes] == [(f"its document: {told}",)]
    text = " ".join(explained(explain(store, COMPANY, one.evidence.element)).split())
    assert f"its document: {told}" in text
    receipt = explain(store, COMPANY, one.evidence.element).receipt
    assert {each.source: each.missing for each in receipt.searched}.get("b.txt", told) == told


def test_the_end_of_screening_names_what_is_not_in_the_list(
    store: Store, tmp_path: Path, inputs: list[Listing]
) -> None:
    done = screen(inputs[:1], tmp_path / "ws", LISTS)
    out = io.StringIO()
    print_run(out, store, load(RUBRIC), inputs[:1], done)
    text = " ".join(out.getvalue().split())
    assert (
        "1 document that was screened before is no longer in the list: Alder: b.txt. What was confirmed there" in text
    )
