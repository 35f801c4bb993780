"""A workspace made by an earlier Firmword opens, with all that it held, and no zero more than it had.

`data/workspace_0002.sql` is what Firmword made, before it kept what was searched, of four invented documents: one in
English, screened by two rubrics, one in Italian, a copy of that, and one in both languages; with four decisions.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import rubric as rubrics
from extractors.records import Outcome, Searched, SearchedPart
from findings.company import load_state
from reports.explain import explain
from reports.explained_text import as_text
from rubric.scores import Basis, Truth
from workspace import FILE_NAME
from workspace.migrations.versions.v0003_what_was_searched import searched_then
from workspace.packed import expanded
from workspace.packing import pack_document, pack_evidence, unpack_document, unpack_evidence, unpack_searched
from workspace.records import Ruling
from workspace.store import Store, open_store

DUMP = Path(__file__).parent / "data" / "workspace_0002.sql"
COMPANY, RUBRIC, OTHER = "Tarn Mills", "chrb-core-2019", "rsj-2018"
ENGLISH = SearchedPart("en", None, parsed=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    with open_store(tmp_path) as opened:
        yield opened


def test_its_documents_are_there_with_their_texts(store: Store) -> None:
    assert [(row.source, row.outcome, row.language, row.pages) for row in store.documents()] == [
        ("both.html", Outcome.READ, "it+en", 1),
        ("copia.txt", Outcome.DUPLICATE, "it", 1),
        ("policy.txt", Outcome.READ, "en", 1),
        ("politica.txt", Outcome.READ, "it", 1),
    ]
    assert store.rubrics() == [RUBRIC, OTHER]
    for row in store.documents():
        assert row.document is not None
        document = store.document(row.document)
        assert document is not None
        assert (document.sha256, document.language) == (row.document, row.language)


def test_its_candidates_are_there_in_their_order_and_point_into_the_texts(store: Store) -> None:
    found = store.candidates(COMPANY, RUBRIC)
    assert [(one.rank, one.id, one.source, one.evidence.element) for one in found] == [
        (1, "5cc4c83d52fe7e93", "both.html", "A.1.1/S1.a"),
        (2, "aca4d0bc6963f1e4", "policy.txt", "C.1/S1.a"),
        (3, "4357f5780a20da81", "policy.txt", "A.1.1/S1.a"),
        (4, "1c472b88f8755ecf", "policy.txt", "A.1.1/S2.a"),
        (5, "58e2af6f9cb4583d", "policy.txt", "C.1/S2.c"),
        (6, "50e27fbdfe04cc18", "policy.txt", "C.2/S1.a"),
        (7, "873eff94ff8c6e99", "policy.txt", "A.1.2/S1.c"),
        (8, "ea9f8d869713eeaf", "both.html", "B.2.5/S1.b"),
        (9, "6309f0daed0c5228", "policy.txt", "B.1.1/S2.a"),
        (10, "baf98d75fdac3763", "both.html", "B.1.1/S2.a"),
    ]
    assert len(store.candidates(COMPANY, OTHER)) == 3
    for one in store.candidates():
        piece = one.evidence
        assert store.document_of(one).text[piece.start : piece.end] == piece.quote


def test_its_texts_and_candidates_are_written_today_as_they_were(store: Store, tmp_path: Path) -> None:
    # Else every text would be stored once more when it is next screened.
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        bodies = [body for (body,) in connection.execute("SELECT body FROM documents")]
        pieces = [expanded(body) for (body,) in connection.execute("SELECT evidence FROM candidates")]
    assert [pack_document(unpack_document(body)) for body in bodies] == bodies
    assert [json.dumps(pack_evidence(unpack_evidence(json.loads(text)))) for text in pieces] == pieces


def test_its_decisions_are_there_and_the_log_is_whole(store: Store) -> None:
    assert [(line.seq, line.candidate, line.verdict) for line in store.decisions()] == [
        (1, "4357f5780a20da81", Ruling.SUPPORTS),
        (2, "1c472b88f8755ecf", Ruling.REJECTED),
        (3, "1c472b88f8755ecf", Ruling.OPEN),
        (4, None, Ruling.NOT_MET),
    ]
    assert store.decisions()[0].note == "as found, “in its own name”"
    assert store.check_log() == []
    assert {one.id for one in store.candidates() if one.decided} == {"4357f5780a20da81"}


def test_what_it_searched_is_what_english_lexicons_could_search(store: Store) -> None:
    rows = {row.source: row for row in store.documents(COMPANY, RUBRIC)}
    assert {name: (row.searched, row.searched_whole) for name, row in rows.items()} == {
        "both.html": (True, False),
        "copia.txt": (False, False),
        "policy.txt": (True, True),
        "politica.txt": (False, False),
    }
    assert rows["policy.txt"].search == Searched((ENGLISH,), whole=True)
    assert rows["both.html"].search == Searched((ENGLISH,), ("it",))
    assert rows["politica.txt"].search == rows["copia.txt"].search == Searched(unsearched=("it",))
    assert [row.source for row in store.documents(COMPANY, OTHER) if row.screened] == ["policy.txt"]


def test_its_findings_are_what_they_were(store: Store) -> None:
    state = load_state(store, rubrics.load(RUBRIC), COMPANY)
    assert state is not None
    assert Counter((one.proposed, one.decided, one.basis) for one in state.findings.values()) == {
        (Truth.UNKNOWN, Truth.UNKNOWN, Basis.NOT_READABLE): 43,
        (Truth.UNKNOWN, Truth.UNKNOWN, Basis.EVIDENCE): 6,
        (Truth.MET, Truth.MET, Basis.EVIDENCE): 1,
        (Truth.MET, Truth.UNKNOWN, Basis.EVIDENCE): 1,
        (Truth.UNKNOWN, Truth.NOT_MET, Basis.BY_HAND): 1,
    }


def test_its_receipts_say_that_the_version_of_the_lexicons_was_not_kept(store: Store) -> None:
    said = as_text(explain(store, COMPANY, "C.1/S2.b"))
    assert "- policy.txt: 1 page (read), by lexicons English (version not kept)" in said


@pytest.mark.parametrize(
    ("outcome", "language", "searched"),
    [
        ("read", "en", Searched((ENGLISH,), whole=True)),
        ("repaired", None, Searched((ENGLISH,), whole=True)),
        ("partly_read", "en", Searched((ENGLISH,))),
        ("read", "en+it", Searched((ENGLISH,), ("it",))),
        ("read", "fr", Searched(unsearched=("fr",))),
        ("read", "und", Searched((SearchedPart("en", None, parsed=True, tried=True),), ("und",))),
    ],
)
def test_what_was_searched_before_it_was_kept_follows_from_the_language(
    outcome: str, language: str | None, searched: Searched
) -> None:
    assert unpack_searched(searched_then(outcome, language)) == searched
