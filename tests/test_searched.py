"""What was searched of a document is a fact of its screening: no later lexicons turn silence into "not found"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from both_stores import behind
from language_samples import english_alone, of_today, with_toy
from report_samples import IN_ENGLISH, as_screened
from rich.console import Console

import rubric as rubrics
from extractors.extract import screen_document, searched_by
from extractors.records import NOTHING_SEARCHED, Limit, Listing, Outcome, Searched, Source
from extractors.rules import Rules, open_rules
from findings.board import read_board
from findings.company import load_state
from findings.words import languages_in_words
from lexicons import languages, load
from reports.dossier import dossier
from reports.explain import explain
from reports.explained_text import as_text
from reports.export import table_rows
from reports.rows import ExportedDocument, document_rows
from reports.summary import print_summary, summarize
from rubric.scores import Basis, Truth
from workspace.records import DocumentRow, Screening
from workspace.store import Store, open_store

COMPANY, RUBRIC, OTHER = "Tarn Mills", "chrb-core-2019", "rsj-2018"
CHRB = rubrics.load(RUBRIC)
ENGLISH = "We are committed to respecting human rights in all of our mills and in the supply chain that we buy from.\n"
ITALIAN = (
    "Il Gruppo si impegna a rispettare i diritti umani in tutti gli stabilimenti e nella catena di fornitura.\n" * 2
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture(autouse=True, scope="module")
def english_until_today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Firmword before it had lexicons for any other language."""
    with of_today(english_alone(tmp_path_factory.mktemp("before") / "lexicons")):
        yield


@pytest.fixture
def with_italian(tmp_path: Path) -> Path:
    """A copy of the lexicons with a folder for Italian, of few entries."""
    return with_toy(tmp_path / "lexicons")


@pytest.fixture
def italian_of_today(with_italian: Path) -> Iterator[None]:
    """From now on Firmword has lexicons for Italian."""
    with of_today(with_italian):
        assert "it" in languages()
        yield


def screen(store: Store, name: str, text: str, rubric: str = RUBRIC, rules: Rules | None = None) -> None:
    """Read and search a text as screening does, and save it."""
    rules = rules or open_rules(rubric)
    found = screen_document(text.encode(), "text/plain", Listing(COMPANY, name, f"/{name}"), rules)
    store.save_screening(as_screened(source(name, text), found, rules))


def save_copy(store: Store, name: str, text: str) -> None:
    """Save what has the same bytes as another source of the company."""
    store.save_screening(Screening(source(name, text), RUBRIC, "rules-1", Outcome.DUPLICATE, f"{name}: a copy"))


def source(name: str, text: str) -> Source:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Source(Listing(COMPANY, name, f"/{name}"), "2026-01-02T03:04:05+00:00", "file copied", sha256, "text/plain")


def row_of(store: Store, name: str, rubric: str = RUBRIC) -> DocumentRow:
    return next(row for row in store.documents(COMPANY, rubric) if row.source == name)


def standing(store: Store, element: str = "C.1/S1.a") -> tuple[Truth, Basis]:
    state = load_state(store, CHRB, COMPANY)
    assert state is not None
    return state.findings[element].proposed, state.findings[element].basis


def test_a_document_in_english_is_searched_whole_by_the_english_lexicons(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH)
    search = row_of(store, "policy.txt").search
    assert search == replace(IN_ENGLISH, parts=(replace(IN_ENGLISH.parts[0], version=load("en").version),))
    assert standing(store) == (Truth.NOT_MET, Basis.NOT_FOUND)


def test_lexicons_for_a_new_language_make_no_document_searched_that_was_not(
    store: Store, request: pytest.FixtureRequest
) -> None:
    screen(store, "politica.txt", ITALIAN)
    request.getfixturevalue("italian_of_today")
    row = row_of(store, "politica.txt")
    assert (row.language, row.searched, row.searched_whole) == ("it", False, False)
    assert row.search == Searched(unsearched=("it",))
    assert standing(store) == (Truth.UNKNOWN, Basis.NOT_READABLE)


def test_the_receipt_names_the_lexicons_of_then_beside_those_of_now(
    store: Store, request: pytest.FixtureRequest
) -> None:
    screen(store, "policy.txt", ENGLISH)
    screen(store, "politica.txt", ITALIAN)
    request.getfixturevalue("italian_of_today")
    said = " ".join(as_text(explain(store, COMPANY, "C.1/S1.a")).split())
    english = load("en").version
    assert f"- policy.txt: 1 page (read), by lexicons English {english} Not read, or not wholly: - politica.txt" in said
    assert (
        f"lexicons {', '.join(f'{languages_in_words(one)} {load(one).version}' for one in languages())}; version"
        in said
    )


def test_the_receipt_names_entries_of_no_language_by_which_nothing_was_searched(
    store: Store, request: pytest.FixtureRequest, with_italian: Path
) -> None:
    screen(store, "policy.txt", ENGLISH)
    request.getfixturevalue("italian_of_today")
    assert not named(store) & {entry.id for entry in load("it").entries}
    screen(store, "politica.txt", ITALIAN, rules=open_rules(RUBRIC, with_italian))
    assert "diritto.umani" in named(store)


def named(store: Store) -> set[str]:
    """The entries by which the receipt says that A.1.1 was searched for."""
    return {
        rule
        for element in explain(store, COMPANY, "A.1.1").elements
        for group in element.searched_for
        for rule in group.rules
    }


def test_where_nothing_was_searched_no_entry_is_named(store: Store) -> None:
    screen(store, "politica.txt", ITALIAN)
    assert named(store) == set()


def test_what_only_the_lexicons_of_today_would_search_is_outdated(store: Store, request: pytest.FixtureRequest) -> None:
    screen(store, "politica.txt", ITALIAN)
    assert explain(store, COMPANY, "A.1.1").receipt.outdated == ()
    request.getfixturevalue("italian_of_today")
    assert explain(store, COMPANY, "A.1.1").receipt.outdated == ("politica.txt",)


def test_a_document_of_no_language_that_can_be_told_is_outdated_as_soon_as_other_rules_would_try_it(
    store: Store, request: pytest.FixtureRequest
) -> None:
    screen(store, "signs.txt", "Qwrt zzxk vvbn mmlk ttrq " * 20)
    (row,) = store.documents(COMPANY, RUBRIC)
    assert (row.language, row.searched, open_rules(RUBRIC).searched_in(row.language)) == ("und", False, ("en",))
    assert explain(store, COMPANY, "A.1.1").receipt.outdated == ()
    request.getfixturevalue("italian_of_today")
    assert explain(store, COMPANY, "A.1.1").receipt.outdated == ("signs.txt",)


def test_a_document_screened_with_lexicons_of_its_language_is_searched_whole(with_italian: Path) -> None:
    listing = Listing(COMPANY, "politica.txt", "/politica.txt")
    reading = screen_document(ITALIAN.encode(), "text/plain", listing, open_rules(RUBRIC)).reading
    search = searched_by(reading, open_rules(RUBRIC, with_italian))
    assert [(part.language, part.version, part.parsed) for part in search.parts] == [
        ("it", load("it", with_italian).version, False)
    ]
    assert (search.unsearched, search.whole) == ((), True)


def test_what_a_language_has_no_words_for_is_not_found_missing(store: Store, with_italian: Path) -> None:
    rules = open_rules(RUBRIC, with_italian)
    screen(store, "politica.txt", ITALIAN, rules=rules)
    assert row_of(store, "politica.txt").searched_whole
    assert "C.7/S1.a" in rules.languages["it"].cannot_ask
    assert standing(store, "C.7/S1.a") == (Truth.UNKNOWN, Basis.NOT_READABLE)
    assert standing(store, "A.1.1/S2.a") == (Truth.NOT_MET, Basis.NOT_FOUND)
    said = " ".join(as_text(explain(store, COMPANY, "C.7/S1.a")).split())
    assert "Not asked: all documents were read, but the lexicons of a language in them lack the words" in said
    lexicons = f"Italian {rules.languages['it'].lexicons.version} (without words for"
    assert f"- politica.txt: 1 page (read), by lexicons {lexicons}" in said


def test_a_document_that_cannot_be_read_is_not_searched() -> None:
    listing = Listing(COMPANY, "broken.pdf", "/broken.pdf")
    found = screen_document(b"%PDF-1.7 and no more", "application/pdf", listing, open_rules(RUBRIC))
    assert found.reading.document is None
    assert found.searched == NOTHING_SEARCHED


@pytest.mark.parametrize("text", [ENGLISH, ITALIAN])
@pytest.mark.parametrize("first", ["original", "copy"])
def test_a_copy_is_searched_as_its_original_whichever_is_saved_first(store: Store, first: str, text: str) -> None:
    for turn in (first, "copy" if first == "original" else "original"):
        if turn == "copy":
            save_copy(store, "copy.txt", text)
        else:
            screen(store, "original.txt", text)
    original, copy = row_of(store, "original.txt"), row_of(store, "copy.txt")
    assert (copy.outcome, copy.search) == (Outcome.DUPLICATE, original.search)
    assert copy.searched_whole is (text == ENGLISH)


def test_a_copy_stays_searched_when_its_original_is_replaced_by_something_else(store: Store) -> None:
    screen(store, "original.txt", ENGLISH)
    save_copy(store, "copy.txt", ENGLISH)
    screen(store, "original.txt", ITALIAN)
    assert row_of(store, "copy.txt").searched_whole
    assert not row_of(store, "original.txt").searched_whole


def test_a_copy_of_what_could_not_be_read_is_no_document_searched_whole(store: Store) -> None:
    scan = source("scan.pdf", "scan")
    store.save_screening(Screening(scan, RUBRIC, "rules-1", Outcome.NO_TEXT_LAYER, "scan.pdf: no text"))
    save_copy(store, "copy.pdf", "scan")
    assert not row_of(store, "copy.pdf").searched_whole


def test_what_was_searched_for_one_rubric_was_not_searched_for_another(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH)
    row = row_of(store, "policy.txt", OTHER)
    assert (row.search, row.screened, row.searched, row.searched_whole) == (None, False, False, False)


def test_a_document_that_only_another_rubric_read_is_told_as_not_yet_screened_wherever_it_is_told(
    store: Store,
) -> None:
    screen(store, "policy.txt", ENGLISH)
    screen(store, "code.txt", ENGLISH * 2, OTHER)
    save_copy(store, "copy.txt", ENGLISH)
    (unread,) = read_board(store, CHRB, 9).rows[0].unread
    why = f"code.txt: not searched for {RUBRIC} so far; screen it with --rubric {RUBRIC}"
    assert (unread.source, unread.outcome, unread.detail) == ("code.txt", "not_screened", why)
    (summary,) = summarize(store, CHRB, [COMPANY])
    print_summary(Console(file=(said := StringIO()), width=150), [summary])
    assert "3 documents, 2 pages: 1 read, 1 duplicate, 1 not_screened" in said.getvalue()
    documents = {one.row.source: one.outcome for one in dossier(store, COMPANY, CHRB).documents}
    words = {"policy.txt": "read", "code.txt": "not yet screened by this rubric", "copy.txt": "same as another"}
    assert documents == words
    rows = [one for one in table_rows(store, "documents", None, RUBRIC) if isinstance(one, ExportedDocument)]
    assert [(one.source, one.outcome) for one in rows][:1] == [("code.txt", "not_screened")]
    assert {one.outcome for one in document_rows(store, COMPANY)} == {"read", "duplicate"}


def test_what_another_rubric_alone_screened_is_a_copy_where_the_same_bytes_were_read_for_this_one(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH)
    for name, outcome in (("copy.txt", Outcome.DUPLICATE), ("again.txt", Outcome.READ)):
        store.save_screening(Screening(source(name, ENGLISH), OTHER, "rules-1", outcome, "of another rubric"))
    state = load_state(store, CHRB, COMPANY)
    assert state is not None
    again, copy, read = state.documents
    assert {one.source: (one.outcome, one.search == read.search) for one in (again, copy)} == {
        "again.txt": (Outcome.DUPLICATE, True),
        "copy.txt": (Outcome.DUPLICATE, True),
    }
    assert copy.detail == "copy.txt: the same bytes as policy.txt; what became of them is shown there"
    assert [one.outcome for one in document_rows(store, COMPANY, RUBRIC)] == ["duplicate", "duplicate", "read"]


def test_what_was_not_received_for_one_rubric_is_told_so_though_another_has_read_it(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH, OTHER)
    fails(store, "policy.txt", None)
    (row,) = dossier(store, COMPANY, CHRB).documents
    assert (row.outcome, row.not_read) == ("not fetched", ("policy.txt: came to nothing",))


def fails(store: Store, name: str, text: str | None, rubric: str = RUBRIC) -> None:
    """Screening it came to nothing for the rubric: at a limit, or because nothing was received (no text)."""
    received = source(name, text or "")
    if text is None:
        received = replace(received, sha256=None, answer="no answer")
    outcome = Outcome.TIMED_OUT if text is not None else Outcome.NOT_FETCHED
    limit = Limit(seconds=1.0) if text is not None else None
    store.save_screening(Screening(received, rubric, "rules-1", outcome, f"{name}: came to nothing", limit=limit))


@pytest.mark.parametrize("text", [ENGLISH, None], ids=["too long", "not received"])
@pytest.mark.parametrize("fails_first", [True, False])
def test_what_fails_for_one_rubric_and_is_read_for_another_is_each_told_of_its_own(
    store: Store, text: str | None, fails_first: bool
) -> None:
    if fails_first:
        fails(store, "policy.txt", text)
    screen(store, "policy.txt", ENGLISH, OTHER)
    if not fails_first:
        fails(store, "policy.txt", text)
    assert (row_of(store, "policy.txt").outcome is Outcome.TIMED_OUT) == (text is not None)
    assert not row_of(store, "policy.txt").searched_whole
    assert row_of(store, "policy.txt").detail == "policy.txt: came to nothing"
    read = row_of(store, "policy.txt", OTHER)
    assert (read.outcome, read.detail, read.searched_whole, read.pages) == (Outcome.READ, "", True, 1)
    assert store.candidates(COMPANY, OTHER)
    assert standing(store)[0] is Truth.UNKNOWN


def test_a_limit_is_kept_with_the_rubric_that_came_to_it(store: Store) -> None:
    fails(store, "policy.txt", ENGLISH)
    fails(store, "policy.txt", ENGLISH, OTHER)
    screen(store, "policy.txt", ENGLISH, OTHER)
    assert (row_of(store, "policy.txt").limit, row_of(store, "policy.txt", OTHER).limit) == (Limit(seconds=1.0), None)


def test_a_copy_for_one_rubric_takes_nothing_from_what_was_read_of_it_for_another(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH, OTHER)
    screen(store, "original.txt", ENGLISH)
    save_copy(store, "policy.txt", ENGLISH)
    assert row_of(store, "policy.txt", OTHER).searched_whole
    assert row_of(store, "policy.txt").outcome is Outcome.DUPLICATE


def test_a_ledger_that_kept_no_details_tells_what_became_of_a_document_for_the_rubric(store: Store) -> None:
    fails(store, "policy.txt", ENGLISH)
    with behind(store.workspace) as run:
        run('UPDATE ledger SET searched = \'{"parts": [], "unsearched": [], "whole": false}\'')
    screen(store, "policy.txt", ENGLISH, OTHER)
    row = row_of(store, "policy.txt")
    assert (row.outcome, row.limit) == (Outcome.TIMED_OUT, None)
    assert row.detail.startswith("policy.txt: timed_out when it was screened for this rubric; ")


def test_what_was_fetched_for_another_rubric_alone_is_not_finished_for_this(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH)
    listing, version = source("policy.txt", ENGLISH).listing, open_rules(RUBRIC).version
    assert store.finished(listing, version, RUBRIC)
    screen(store, "policy.txt", ENGLISH * 2, OTHER)
    assert not store.finished(listing, version, RUBRIC)


def test_other_bytes_received_for_another_rubric_were_not_searched_for_this_one(store: Store) -> None:
    screen(store, "policy.txt", ENGLISH)
    screen(store, "policy.txt", ENGLISH * 2, OTHER)
    assert not row_of(store, "policy.txt").screened
    assert row_of(store, "policy.txt", OTHER).searched_whole
    assert standing(store) == (Truth.UNKNOWN, Basis.NOT_READABLE)
