"""The store keeps what was screened, says what is done, and never loses what a person decided on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind, names_of_tables
from report_samples import read_whole
from review_samples import (
    CODE,
    COMPANY,
    RUBRIC,
    decision,
    evidence,
    policy_document,
    policy_evidence,
    save,
    source,
    text_document,
)

from extractors.records import Document, Outcome, Reading, Role, Source, Span
from extractors.walls import INSTEAD
from workspace import FILE_NAME
from workspace.database import NEWEST
from workspace.records import Ruling, Screening, candidate_id
from workspace.store import Store, StoreError, open_store

POLICY = policy_document("a" * 64)


@pytest.fixture
def store(either: Path) -> Store:
    return open_store(either)


def state_of(folder: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """All that the database says, but for how often it was written."""
    tables = [name for name in names_of_tables(folder) if name != "changes"]
    with behind(folder) as run:
        return [(name, sorted(run(f"SELECT * FROM {name}"), key=repr)) for name in tables]


def test_a_document_comes_back_exactly_as_it_was(store: Store) -> None:
    save(store, "policy.pdf", POLICY, [])
    assert store.document("a" * 64) == POLICY


def test_the_lead_ins_around_a_list_come_back_too(store: Store) -> None:
    last = replace(POLICY.blocks[-1], role=Role.ITEM, lead_in=Span(4, 9), outer=(Span(0, 3), Span(2, 4)))
    nested = replace(POLICY, blocks=(*POLICY.blocks[:-1], last))
    save(store, "policy.pdf", nested, [])
    assert store.document("a" * 64) == nested


def test_characters_beyond_the_basic_plane_and_lone_surrogates_survive(store: Store) -> None:
    odd = replace(POLICY, text="\U0001f600 \ud800 \x00 \u2028" + POLICY.text)
    save(store, "policy.pdf", odd, [])
    assert store.document("a" * 64) == odd


def test_a_database_put_in_the_place_of_the_open_one_is_neither_read_nor_saved_in_unseen(tmp_path: Path) -> None:
    with open_store(tmp_path / "one") as store, open_store(tmp_path / "other"):
        store.companies(RUBRIC)
        (tmp_path / "other" / FILE_NAME).replace(tmp_path / "one" / FILE_NAME)
        for attempt in (lambda: store.companies(RUBRIC), lambda: save(store, "policy.pdf", POLICY, [])):
            with pytest.raises(StoreError, match=r"firmword\.db: this file was replaced or deleted.*start the command"):
                attempt()
        (tmp_path / "one" / FILE_NAME).unlink()
        with pytest.raises(StoreError, match="replaced or deleted"):
            store.companies(RUBRIC)


def test_an_unknown_document_is_none(store: Store) -> None:
    assert store.document("b" * 64) is None


def test_evidence_comes_back_exactly_as_it_was(store: Store) -> None:
    found = policy_evidence(POLICY)
    save(store, "policy.pdf", POLICY, found)
    assert {one.id: one.evidence for one in store.candidates()} == {candidate_id(COMPANY, one): one for one in found}


def test_evidence_with_lone_surrogates_in_its_words_survives(store: Store) -> None:
    odd = replace(POLICY, text="\ud800 " + POLICY.text)
    found = replace(policy_evidence(POLICY)[0], start=0, end=7, quote=odd.text[:7])
    save(store, "policy.pdf", odd, [found])
    assert [one.evidence for one in store.candidates()] == [found]


def test_every_quote_is_found_at_its_offsets_in_the_stored_text(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    found = store.candidates()
    assert len(found) == len(policy_evidence(POLICY))
    for one in found:
        text = store.document_of(one).text
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote


def test_a_file_name_that_is_no_utf8_stops_nothing(store: Store) -> None:
    save(store, "r\udce9gles.pdf", POLICY, policy_evidence(POLICY))
    assert store.documents()[0].source == "r\\udce9gles.pdf"
    assert store.finished(source("r\udce9gles.pdf", POLICY, kind="policy").listing, "rules-1")


def test_saving_the_same_again_changes_nothing(either: Path) -> None:
    with open_store(either) as store:
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
        store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
        before = state_of(either)
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
        assert state_of(either) == before


def test_candidate_ids_are_stable(store: Store) -> None:
    found = policy_evidence(POLICY)[0]
    assert candidate_id(COMPANY, found) == candidate_id(COMPANY, replace(found, weight=99.0, explanation="other"))
    assert len({candidate_id(name, one) for name in ("A", "B") for one in policy_evidence(POLICY)}) == 12


def test_new_rules_replace_the_candidates_on_which_nobody_decided(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY)[:1], rules="rules-2")
    (left,) = store.candidates()
    assert (left.evidence, left.rules_version) == (policy_evidence(POLICY)[0], "rules-2")


def test_decided_candidates_stay_when_new_rules_no_longer_find_them(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    kept = store.candidates()[0]
    store.decide(decision(kept, Ruling.SUPPORTS))
    save(store, "policy.pdf", POLICY, [], rules="rules-2")
    (left,) = store.candidates()
    assert (left.id, left.decided, left.current) == (kept.id, Ruling.SUPPORTS, False)
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY), rules="rules-3")
    assert {one.id: one.current for one in store.candidates()}[kept.id] is True


def test_a_kept_candidate_still_points_into_the_text_it_was_found_in(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    kept = store.candidates()[0]
    store.decide(decision(kept, Ruling.SUPPORTS))
    read_otherwise = replace(POLICY, text="A new reader reads it otherwise. " + POLICY.text)
    save(store, "policy.pdf", read_otherwise, [], rules="rules-2")
    (left,) = store.candidates()
    assert store.document("a" * 64) == read_otherwise
    assert store.document_of(left) == POLICY


def test_a_reading_that_nothing_refers_to_is_removed(either: Path) -> None:
    with open_store(either) as store:
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
        save(store, "policy.pdf", replace(POLICY, text=POLICY.text + "."), policy_evidence(POLICY))
        rows = dict(state_of(either))["documents"]
    assert len(rows) == 1


def test_a_decision_does_not_pass_to_other_words_at_the_same_place(store: Store) -> None:
    found = policy_evidence(POLICY)[0]
    save(store, "policy.pdf", POLICY, [found])
    store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
    words = found.quote.replace("respect", "neglect")
    changed = replace(POLICY, text=POLICY.text.replace(found.quote, words))
    save(store, "policy.pdf", changed, [replace(found, quote=words)], rules="rules-2")
    (candidate,) = store.candidates()
    assert candidate.decided is None


def test_a_source_is_finished_under_the_rules_it_was_screened_with(store: Store) -> None:
    listing = source("policy.pdf", POLICY, kind="policy").listing
    assert not store.finished(listing, "rules-1")
    save(store, "policy.pdf", POLICY, [])
    assert store.finished(listing, "rules-1")
    assert store.finished(listing, "rules-1", RUBRIC, "a" * 64)
    assert not store.finished(listing, "rules-2")
    assert not store.finished(listing, "rules-1", "rsj-2018")
    assert not store.finished(replace(listing, company="Another"), "rules-1")


def test_a_file_whose_bytes_changed_is_not_finished(store: Store) -> None:
    save(store, "policy.pdf", POLICY, [])
    listing = source("policy.pdf", POLICY, kind="policy").listing
    assert not store.finished(listing, "rules-1", sha256="b" * 64)


def test_a_source_that_is_now_listed_as_another_kind_is_not_finished(store: Store) -> None:
    save(store, "policy.pdf", POLICY, [])
    assert not store.finished(source("policy.pdf", POLICY, kind="report").listing, "rules-1")


def test_a_source_that_could_not_be_fetched_is_tried_again(store: Store) -> None:
    lost = source("https://example.invalid/policy.pdf", None)
    store.save_screening(Screening(lost, RUBRIC, "rules-1", Outcome.NOT_FETCHED, "no answer"))
    assert not store.finished(lost.listing, "rules-1")
    (row,) = store.documents()
    assert (row.outcome, row.document, row.detail) == (Outcome.NOT_FETCHED, None, "no answer")


def test_what_was_read_stays_when_its_source_answers_no_more(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    lost = source("policy.pdf", None)
    store.save_screening(Screening(lost, RUBRIC, "rules-2", Outcome.NOT_FETCHED, "no answer"))
    assert len(store.candidates()) == 6


def test_candidates_of_replaced_bytes_are_removed(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    newer = replace(POLICY, sha256="b" * 64)
    save(store, "policy.pdf", newer, policy_evidence(newer)[:2])
    assert {one.evidence.document for one in store.candidates()} == {"b" * 64}


def test_a_refusal_in_the_place_of_a_document_leaves_what_was_read_from_it(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    wall = text_document(((Role.HEADING, "403 Forbidden"),), "403 Forbidden")
    told = f"policy.pdf: It is a refusal, and {INSTEAD}"
    refusal = read_whole(source("policy.pdf", wall), wall, [])
    store.save_screening(replace(refusal, outcome=Outcome.PARTLY_READ, detail=told))
    assert {(one.evidence.document, one.current) for one in store.candidates()} == {(POLICY.sha256, True)}
    (row,) = store.documents(COMPANY, RUBRIC)
    assert (row.document, row.detail) == (wall.sha256, f"{told} What was read of it on 2026-03-01 stays until then.")
    newer = replace(POLICY, sha256="b" * 64)
    save(store, "policy.pdf", newer, policy_evidence(newer)[:2])
    assert {one.evidence.document for one in store.candidates()} == {"b" * 64}


UNREADABLE = [
    Outcome.DAMAGED,
    Outcome.ENCRYPTED,
    Outcome.UNSUPPORTED,
    Outcome.NO_TEXT_LAYER,
    Outcome.EMPTY,
    Outcome.TOO_LARGE,
    Outcome.TIMED_OUT,
    Outcome.CRASHED,
]


def save_unreadable(store: Store, name: str, sha256: str, outcome: Outcome = Outcome.DAMAGED) -> None:
    """The source is other bytes now, which nobody can read."""
    cut = replace(source(name, None), sha256=sha256)
    store.save_screening(Screening(cut, RUBRIC, "rules-1", outcome, f"{name}: it is cut off. Get it again."))


@pytest.mark.parametrize("outcome", UNREADABLE)
def test_a_file_that_cannot_be_read_leaves_what_was_read_from_the_one_before(store: Store, outcome: Outcome) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    save_unreadable(store, "policy.pdf", "c" * 64, outcome)
    save_unreadable(store, "policy.pdf", "d" * 64, outcome)
    assert [(one.evidence.document, one.current) for one in store.candidates()] == [(POLICY.sha256, True)] * 6
    (row,) = store.documents(COMPANY, RUBRIC)
    assert (row.document, row.outcome, row.searched_whole) == ("d" * 64, outcome, False)
    assert row.detail.endswith("Get it again. What was read of it on 2026-03-01 stays until then.")
    newer = replace(POLICY, sha256="b" * 64)
    save(store, "policy.pdf", newer, policy_evidence(newer)[:2])
    assert {one.evidence.document for one in store.candidates()} == {"b" * 64}


def test_a_file_that_never_could_be_read_promises_nothing(store: Store) -> None:
    save_unreadable(store, "policy.pdf", "c" * 64)
    save_unreadable(store, "policy.pdf", "d" * 64)
    (row,) = store.documents(COMPANY, RUBRIC)
    assert row.detail == "policy.pdf: it is cut off. Get it again."


@pytest.mark.parametrize("copy_first", [True, False])
def test_a_copy_of_what_cannot_be_read_replaces_nothing_and_a_copy_of_what_can_does(
    store: Store, copy_first: bool
) -> None:
    other = replace(POLICY, sha256="e" * 64)
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    save(store, "code.pdf", other, policy_evidence(other))

    def copy(of: Source) -> None:
        store.save_screening(Screening(of, RUBRIC, "rules-1", Outcome.DUPLICATE, "code.pdf: as policy.pdf"))

    def in_turn(*steps: Callable[[], None]) -> None:
        for step in steps if copy_first else reversed(steps):
            step()

    cut = replace(source("code.pdf", None), sha256="c" * 64)
    in_turn(lambda: copy(cut), lambda: save_unreadable(store, "policy.pdf", "c" * 64))
    assert {one.evidence.document for one in store.candidates()} == {POLICY.sha256, "e" * 64}
    newer = replace(POLICY, sha256="b" * 64)
    found = policy_evidence(newer)[:1]
    in_turn(lambda: copy(source("code.pdf", newer)), lambda: save(store, "policy.pdf", newer, found))
    assert {one.evidence.document for one in store.candidates()} == {"b" * 64}


def test_a_duplicate_keeps_the_candidates_of_its_original(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    copy = source("copy/policy.pdf", POLICY)
    store.save_screening(Screening(copy, RUBRIC, "rules-1", Outcome.DUPLICATE, "same as policy.pdf"))
    assert {one.source for one in store.candidates()} == {"policy.pdf"}
    duplicate = store.documents()[0]
    assert (duplicate.outcome, duplicate.pages, duplicate.kind) == (Outcome.DUPLICATE, 2, "policy")


def test_a_copy_says_what_its_first_original_says_whichever_was_saved_last(store: Store) -> None:
    kinds = {"a.pdf": "policy", "b.pdf": "supplier_code"}

    def screened(name: str) -> Screening:
        return read_whole(source(name, POLICY, kind=kinds[name]), POLICY)

    for name in kinds:
        store.save_screening(screened(name))
    copy = Screening(source("c.pdf", POLICY), RUBRIC, "rules-1", Outcome.DUPLICATE, "same as a.pdf")
    store.save_screening(copy)
    for name in ("b.pdf", "a.pdf", "b.pdf"):
        store.save_screening(screened(name))  # on a server a row that is written anew comes last
        assert {one.source: one.kind for one in store.documents(COMPANY)} == kinds | {"c.pdf": "policy"}


def test_two_companies_may_share_a_document(store: Store) -> None:
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    other = replace(source("policy.pdf", POLICY), listing=replace(source("x", None).listing, company="Other"))
    store.save_screening(read_whole(other, POLICY, policy_evidence(POLICY)[:1]))
    assert store.companies() == ["Other", COMPANY]
    assert (len(store.candidates("Other")), len(store.candidates(COMPANY))) == (1, 6)


def test_ranks_count_from_one_and_do_not_depend_on_the_order_of_saving(tmp_path: Path) -> None:
    code = text_document(CODE, "Supplier code")
    quote = "Suppliers must respect internationally recognised human rights."
    work: list[tuple[str, Document, list[object]]] = [
        ("policy.pdf", POLICY, list(policy_evidence(POLICY))),
        ("code.html", code, [evidence(code, "A.1.1/S1.a", quote, reason="wrong_actor")]),
    ]
    orders = []
    for number, given in enumerate((work, work[::-1])):
        with open_store(tmp_path / str(number)) as store:
            for name, document, found in given:
                save(store, name, document, found)  # type: ignore[arg-type]
            orders.append([(one.rank, one.id) for one in store.candidates(COMPANY, RUBRIC)])
    assert orders[0] == orders[1]
    assert [rank for rank, _ in orders[0]] == list(range(1, 8))


def test_a_document_row_says_what_the_reading_and_the_list_say(store: Store) -> None:
    given = source("policy.pdf", POLICY, url="https://example.invalid/policy.pdf")
    detail = "page 2 has no text"
    reading = Reading(Outcome.PARTLY_READ, detail, POLICY, 2, 1)
    store.save_screening(Screening(given, RUBRIC, "rules-1", reading.outcome, detail, reading, kind="policy"))
    (row,) = store.documents(COMPANY)
    assert (row.url, row.sha256, row.pages, row.pages_without_text) == (given.listing.url, "a" * 64, 2, 1)
    assert (row.kind, row.language, row.published, row.title) == ("policy", "en", "2025", "Human Rights Policy")


def test_a_workspace_that_is_no_folder_is_refused_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file.*--workspace"):
        open_store(tmp_path / "file")


def test_a_file_that_is_no_database_is_refused_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("this is not a database, and long enough to be told apart from one")
    with pytest.raises(StoreError, match=r"firmword\.db.*--workspace"):
        open_store(tmp_path)


def test_a_workspace_of_a_newer_program_is_refused(either: Path) -> None:
    open_store(either).close()
    with behind(either) as run:
        run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer firmword"):
        open_store(either)


@pytest.mark.parametrize("version", ["''", "'0000'", "'８'", "x'30303038'", "NULL", None])
def test_a_version_that_firmword_does_not_write_is_told_as_damage(tmp_path: Path, version: str | None) -> None:
    open_store(tmp_path).close()
    with behind(tmp_path) as run:
        run("DROP TABLE alembic_version")
        run("CREATE TABLE alembic_version (version_num)")
        if version is not None:
            run(f"INSERT INTO alembic_version VALUES ({version})")
    with pytest.raises(StoreError, match=r"damaged.*no version that Firmword writes"):
        open_store(tmp_path)


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "workspace:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_the_migrations_make_the_tables_that_queries_use(either: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from workspace.database import open_database, read_transaction
    from workspace.tables import metadata

    engine = open_database(either)
    with read_transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = [str(one[0]) for one in compare_metadata(context, metadata) if isinstance(one, tuple)]
    wanted = ("add_table", "add_column", "remove_column", "remove_table")
    assert not [one for one in found if one in wanted]


def test_the_database_waits_for_the_disk(tmp_path: Path) -> None:
    from workspace.database import open_database, read_transaction

    engine = open_database(tmp_path / "with spaces & % signs?")
    with read_transaction(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
