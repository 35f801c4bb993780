"""A workspace is moved to a server whole or not at all, with each digest as it was, and again where it broke off."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from postgresql_server import Server, behind
from review_samples import by_hand
from sqlalchemy import insert
from verify_samples import as_a_whole, put, sample

from cli import cli
from workspace import moving, tables
from workspace.address import server_of
from workspace.database import open_database, read_transaction
from workspace.records import Ruling
from workspace.store import StoreError, open_store
from workspace.verified import quickly, states


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample(tmp_path / "here")


@pytest.fixture
def empty(postgresql: Server) -> str:
    return postgresql.new_database()


def move(folder: Path, address: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(folder), "move", "--database", address])


def export(folder: Path, table: str) -> str:
    said = CliRunner().invoke(cli, ["--workspace", str(folder), "export", table, "--format", "jsonl"])
    assert said.exit_code == 0, said.output
    return said.stdout


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_moved_is_what_was_there_and_work_goes_on_after_it(folder: Path, empty: str) -> None:
    before = [export(folder, table) for table in ("candidates", "findings", "documents", "scores")]
    with open_store(folder) as store:
        anchor, words = store.anchor(), store.search("Tessgarth Weavers", "concern").total
    moved = move(folder, empty)
    assert (moved.exit_code, moved.stdout.count("Everything holds")) == (0, 1), moved.output
    assert [export(folder, table) for table in ("candidates", "findings", "documents", "scores")] == before
    with open_store(folder) as store:
        assert (store.anchor(), store.search("Tessgarth Weavers", "concern").total) == (anchor, words)
        assert words > 0
        number = len(store.decisions())
        assert store.decide(by_hand("A.1.1/S1.a", Ruling.MET)) == number + 1
        put(store, "Tessgarth Weavers", "new.md", b"# A new page\n\nWe respect human rights.\n")
        assert quickly(store).faults == ()
        assert list(states(store)) == []


def test_a_workspace_whose_chain_has_no_parts_yet_is_moved_as_it_is_and_gets_them_there(
    folder: Path, empty: str
) -> None:
    as_a_whole(folder)
    moved = move(folder, empty)
    assert (moved.exit_code, moved.stdout.count("Everything holds")) == (0, 1), moved.output
    with open_store(folder) as store:
        put(store, "Tessgarth Weavers", "new.md", b"# A new page\n\nWe respect human rights.\n")
        assert quickly(store).faults == ()
        assert list(states(store)) == []


def test_moved_again_it_is_left_as_it_is_and_compared(folder: Path, empty: str) -> None:
    move(folder, empty)
    with open_store(folder) as store:
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    again = move(folder, empty)
    assert (again.exit_code, "has its database at" in again.stderr) == (0, True)
    assert "Everything holds" in again.stdout


STEPS = ("_count_on", "digest_of", "set_address")


@pytest.mark.parametrize("step", STEPS)
def test_broken_off_anywhere_nothing_is_lost_and_done_again_it_ends(
    folder: Path, empty: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(folder) as store:
        anchor = store.anchor()
    with monkeypatch.context() as patch:
        patch.setattr(moving, step, broken_off)
        with pytest.raises(KeyboardInterrupt):
            moving.move_database(folder, empty)
    assert server_of(folder) is None
    with open_store(folder) as store:
        assert store.anchor() == anchor
    assert move(folder, empty).exit_code == 0
    with open_store(folder) as store:
        assert store.anchor() == anchor
        assert list(states(store)) == []


def test_broken_off_after_the_copy_and_worked_on_meanwhile_the_server_is_told_to_be_behind(
    folder: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # the server has all, and the file was not barred
        patch.setattr(moving, "BAR", "SELECT no_such_thing")
        with pytest.raises(StoreError):
            moving.move_database(folder, empty)
    with open_store(folder) as store:
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    with pytest.raises(StoreError, match=r"an earlier state of this workspace; .*dropdb"):
        moving.move_database(folder, empty)


def test_a_server_that_holds_another_workspace_is_refused_and_left_as_it_is(
    folder: Path, empty: str, tmp_path: Path
) -> None:
    other = sample(tmp_path / "other")
    with open_store(other) as store:
        store.decide(by_hand("A.1.2/S1.a", Ruling.NOT_MET))
    assert move(other, empty).exit_code == 0
    with behind(empty) as connection:
        before = [moving.digest_of(connection, table) for table in moving.COPIED]
    with open_store(folder) as store:
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    refused = move(folder, empty)
    assert (refused.exit_code, "another workspace" in refused.stderr) == (2, True)
    assert server_of(folder) is None
    with behind(empty) as connection:
        assert [moving.digest_of(connection, table) for table in moving.COPIED] == before
    with open_store(folder) as store:
        assert quickly(store).faults == ()


def test_whoever_has_the_file_still_open_is_told_that_nothing_is_saved_there(folder: Path, empty: str) -> None:
    with open_store(folder) as store:
        number = len(store.decisions())
        assert move(folder, empty).exit_code == 0
        with pytest.raises(StoreError, match=r"not saved: this database was moved to a server\. Start the review"):
            store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
        assert len(store.decisions()) == number


def test_a_text_that_no_server_keeps_stops_the_move_and_the_file_stays_in_use(folder: Path, empty: str) -> None:
    engine = open_database(folder)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(tables.sectors).values(company="Drell\x00beck", sector="food"))
    engine.dispose()
    refused = move(folder, empty)
    assert (refused.exit_code, "sectors; a text in it may hold the sign NUL" in refused.stderr) == (2, True)
    with open_store(folder) as store:
        assert server_of(folder) is None
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))


def test_every_table_is_copied_but_what_is_made_anew(folder: Path) -> None:
    engine = open_database(folder)
    with read_transaction(engine) as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    engine.dispose()
    made_anew = {"searchable", "alembic_version", *(name for name in names if name.startswith(("passages", "sqlite")))}
    assert {table.name for table in moving.COPIED} == set(names) - made_anew


def test_a_folder_without_a_database_is_told_how_to_begin_one(tmp_path: Path, empty: str) -> None:
    refused = move(tmp_path, empty)
    assert (refused.exit_code, "screen INPUT... --database" in refused.stderr) == (2, True)
