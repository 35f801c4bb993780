"""A person's words are found in all documents of a company, and are words, whatever signs are in them."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import read_whole
from review_samples import CODE, COMPANY, policy_document, policy_evidence, save, source, text_document

from extractors.fold import Folded
from extractors.records import Block, Document, Role
from workspace.search import Matches, asked
from workspace.store import Store, open_store

POLICY = policy_document("a" * 64)
SUPPLIERS = text_document(CODE, "Supplier code")


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    save(opened, "policy.pdf", POLICY, policy_evidence(POLICY))
    save(opened, "code.html", SUPPLIERS, [])
    return opened


def texts(store: Store) -> dict[str, str]:
    every = (store.document(row.document) for row in store.documents(COMPANY) if row.document)
    return {document.sha256: document.text for document in every if document}


def lit(store: Store, found: Matches) -> list[list[str]]:
    """The words that are lit, as they stand in the documents."""
    text = texts(store)
    return [[text[one.document][hit.start : hit.end] for hit in one.hits] for one in found.matches]


def test_words_are_found_in_all_documents_with_their_places(store: Store) -> None:
    found = store.search(COMPANY, "human rights")
    assert [(one.source, one.page) for one in found.matches] == [("code.html", 1), *[("policy.pdf", 1)] * 3]
    assert found.counts == {SUPPLIERS.sha256: 1, POLICY.sha256: 3}
    assert found.total == 4
    for one in found.matches:
        assert texts(store)[one.document][one.start : one.end] == one.said
        assert one.reading == store.reading_of(one.document)
    assert lit(store, found) == [
        ["human", "rights"],
        *[["Human", "Rights"]],
        *[["human", "rights"]],
        ["Human", "Rights"],
    ]


def test_all_words_must_stand_together_and_in_any_order(store: Store) -> None:
    assert store.search(COMPANY, "remedy harm").total == 1
    assert store.search(COMPANY, "remedy suppliers").total == 0


def test_words_in_quotes_follow_each_other_and_a_star_stands_for_the_rest(store: Store) -> None:
    assert store.search(COMPANY, "rights human").total == store.search(COMPANY, '"human rights"').total == 4
    assert store.search(COMPANY, '"rights human"').total == 0
    assert lit(store, store.search(COMPANY, "discrim*")) == [["discrimination"]]
    assert store.search(COMPANY, "discrim").total == 0
    assert lit(store, store.search(COMPANY, '"forced lab"*')) == [["forced labour"]]


def test_accents_and_capitals_make_no_difference(store: Store) -> None:
    assert store.search(COMPANY, "RÉMEDY").total == store.search(COMPANY, "remedy").total > 0


def document_of(text: str) -> Document:
    block = Block(0, len(text), 1, Role.PARAGRAPH)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(text_document((), "One"), sha256=sha256, text=text, blocks=(block,))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("We are com\u00admitted to it.", "committed", "com\u00admitted"),
        ("Our \ufb01rm stance.", "firm", "\ufb01rm"),
        ("Say \U0001f600 it \ud800 once\x00 more, Nestl\u00e9.", "nestle", "Nestl\u00e9"),
        ("The suppliers\u2019 rights", "suppliers' rights", "suppliers\u2019 rights"),
        ("La Socie\u0301te\u0301 agit.", "Société", "Socie\u0301te\u0301"),
        ("La Société agit.", "Socie\u0301te\u0301", "Société"),
        ("No\n\nspace   between", "no space", "No\n\nspace"),
        ("An der Gro\u00dfen STRASSE", "grossen stra\u00dfe", "Gro\u00dfen STRASSE"),
        ("M\u00e6rsk und \u00d8rsted", "maersk UND orsted", "M\u00e6rsk und \u00d8rsted"),
        (
            "\u0397 \u03b5\u03c4\u03b1\u03b9\u03c1\u03af\u03b1",
            "\u03b5\u03c4\u03b1\u03b9\u03c1\u03b9\u03b1",
            "\u03b5\u03c4\u03b1\u03b9\u03c1\u03af\u03b1",
        ),
        ("Nestl\u00e9, NESTLE\u0301", "NESTLE nestl\u00e9", "Nestl\u00e9, NESTLE\u0301"),
    ],
)
def test_words_are_lit_where_they_stand_however_they_are_written(
    either: Path, text: str, words: str, found: str
) -> None:
    with open_store(either) as store:
        save(store, "one.html", document_of(text), [])
        (spans,) = lit(store, store.search(COMPANY, f'"{words}"'))
        assert spans == [found]


def test_what_an_older_program_made_searchable_is_made_so_anew(either: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(either) as store:
        save(store, "one.html", document_of("À la Socie\u0301te\u0301 e\u0301quitable d’e\u0301te\u0301"), [])
        save(store, "two.html", document_of("Die Großmolkerei."), [])
        with monkeypatch.context() as older:
            older.setattr("workspace.search._findable", lambda text: Folded(text, range(len(text)), len(text)))
            older.setattr("workspace.fulltext.WAY", "1")
            store.search(COMPANY, "la")
            assert store.search(COMPANY, "grossmolkerei").total == 0
        assert lit(store, store.search(COMPANY, "société été")) == [["Socie\u0301te\u0301", "e\u0301te\u0301"]]
        assert lit(store, store.search(COMPANY, "grossmolkerei")) == [["Großmolkerei"]]


def test_a_table_of_before_there_were_ways_of_making_it_is_made_anew(store: Store, tmp_path: Path) -> None:
    store.search(COMPANY, "human")
    with behind(tmp_path) as run:
        run("DELETE FROM passages_text WHERE said = '2' AND start = 0")
        run("UPDATE passages_text SET folded = 'nothing'")
    assert store.search(COMPANY, "human rights").total == 4
    assert store.search(COMPANY, "nothing").total == 0


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("forced labour", "forced labour, and"),  # "labour" alone stands before
        ('"forced labour"', "forced labour, and"),
        ("child forced", "forced labour, and"),
        ("boots", "boots."),
        ("LABOUR", "Labour is"),
    ],
)
def test_a_place_is_where_most_of_the_words_stand_beside_each_other(either: Path, words: str, place: str) -> None:
    text = "We make boots. Labour is costly. We oppose forced labour, and labour of a child. Ask us."
    with open_store(either) as store:
        save(store, "one.html", document_of(text), [])
        (found,) = store.search(COMPANY, words).matches
        assert text[found.place :].startswith(place)


def test_only_so_many_are_given_and_all_are_counted(store: Store) -> None:
    found = store.search(COMPANY, "rights", limit=2)
    assert (len(found.matches), found.total) == (2, 5)


def test_one_document_can_be_searched_alone(store: Store) -> None:
    found = store.search(COMPANY, "human rights", document=POLICY.sha256)
    assert (found.counts, {one.source for one in found.matches}) == ({POLICY.sha256: 3}, {"policy.pdf"})


def test_running_headers_and_other_companies_are_not_searched(store: Store) -> None:
    header = Block(0, 6, 1, Role.FURNITURE)
    save(store, "page.html", replace(document_of("Beacon"), blocks=(header,)), [])
    other = replace(source("x.html", SUPPLIERS), listing=replace(source("x.html", None).listing, company="Other"))
    store.save_screening(read_whole(other, document_of("The Beacon line"), []))
    assert store.search(COMPANY, "beacon").total == 0


def test_a_document_that_two_sources_give_is_searched_once(store: Store) -> None:
    save(store, "again.html", SUPPLIERS, [])
    assert store.search(COMPANY, "encouraged").total == 1


def test_a_document_that_is_read_otherwise_is_searched_as_it_is_read_now(store: Store, tmp_path: Path) -> None:
    assert store.search(COMPANY, "clothing").total == 1
    shorter = replace(POLICY, text=POLICY.text.replace("clothing", "textiles"))
    save(store, "policy.pdf", shorter, [])
    assert (store.search(COMPANY, "clothing").total, store.search(COMPANY, "textiles").total) == (0, 1)
    with behind(tmp_path) as run:
        assert run("SELECT count(*) FROM passages_text WHERE folded LIKE '%clothing%'") == [(0,)]


@pytest.mark.parametrize("words", ["", "  ", "*", '"', '""', "- ( ) ^ : +", "'; DROP TABLE decisions; --"])
def test_signs_without_words_find_nothing_and_break_nothing(store: Store, words: str) -> None:
    assert store.search(COMPANY, words).total == 0
    assert store.check_log() == []


@pytest.mark.parametrize(
    "words", ["NOT human", "human OR nothing", "NEAR(human rights)", "said:human", "{said}: human"]
)
def test_the_language_of_the_table_is_words_like_any_other(store: Store, words: str) -> None:
    assert store.search(COMPANY, words).total == 0


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=30))
def test_whatever_is_typed_is_a_question_that_the_table_understands(words: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE known USING fts5(folded)")
    question = str(asked(words))
    if question:
        connection.execute("SELECT * FROM known WHERE known MATCH ?", [question.encode("utf-8", "replace").decode()])
    connection.close()
