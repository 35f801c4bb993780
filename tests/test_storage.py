"""Where the database or its disk fails: one message with the cure, and nothing acknowledged that is not kept."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from review_samples import COMPANY, decision, policy_document, policy_evidence, save

from archive import register
from archive.store import Archive
from review.web import create_app
from workspace import ARCHIVE, FILE_NAME, anchors, database
from workspace.place import archive_of
from workspace.records import Ruling
from workspace.setting import write_setting
from workspace.store import StoreError, open_store
from workspace.trouble import DiskFull, lost, of_disk

POLICY = policy_document("a" * 64)
PAGE = 4096


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a document in its archive and in its database, and one decision."""
    with open_store(tmp_path) as store:
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
        store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
    kept = tmp_path / ARCHIVE / "aa" / ("a" * 64)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"policy")
    return tmp_path


def read_all(workspace: Path) -> None:
    with open_store(workspace) as store:
        store.documents()
        store.candidates()
        store.decisions(COMPANY)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE places (name TEXT)")


def without_a_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DROP TABLE ledger")


def noise(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:PAGE] + bytes(number * 37 % 251 for number in range(size - PAGE)))


def overwritten(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


CORRUPTIONS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "missing or empty.*copy.*--new-database"),
    "empty": (lambda path: os.truncate(path, 0), "missing or empty.*copy.*--new-database"),
    "another program's": (foreign, "another program.*places.*--workspace"),
    "text": (lambda path: path.write_text("notes\n" * 2000), "no database.*copy"),
    "head overwritten": (overwritten, "no database.*copy"),
    "first page lost": (lambda path: path.write_bytes(path.read_bytes()[:100] + b"\7" * PAGE), "damaged.*copy"),
    "cut to a half": (lambda path: os.truncate(path, path.stat().st_size // 2), "damaged.*copy"),
    "cut to 1000 bytes": (lambda path: os.truncate(path, 1000), "damaged.*copy|no database.*copy"),
    "noise": (noise, "damaged.*copy"),
    "a table is gone": (without_a_table, "damaged.*ledger.*copy"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_damaged_database_is_refused_with_the_cure_and_left_as_it_is(workspace: Path, name: str) -> None:
    corrupt, told = CORRUPTIONS[name]
    path = workspace / FILE_NAME
    corrupt(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreError, match=f"firmword.db.*{told}"):
        read_all(workspace)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_new_database_is_begun_beside_a_full_archive_only_when_asked_and_the_old_one_is_kept(workspace: Path) -> None:
    os.truncate(workspace / FILE_NAME, 0)
    with open_store(workspace, anew=True) as store:
        assert store.documents() == []
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    assert (workspace / f"{FILE_NAME}.old-1").exists()
    assert (workspace / f"{anchors.FILE_NAME}.old-1").exists()


def test_what_was_collected_and_never_screened_is_no_lost_database(tmp_path: Path) -> None:
    Archive(tmp_path / ARCHIVE).keep(b"a policy")
    (tmp_path / ARCHIVE / register.FILE_NAME).write_text("")
    assert not lost(tmp_path)
    (tmp_path / ARCHIVE / register.FILE_NAME).unlink()
    assert lost(tmp_path)


def decided_on_the_desk(workspace: Path) -> tuple[int, str]:
    """What the desk answers to a decision."""
    client = TestClient(create_app(workspace, "R. Viewer", "t"), base_url="http://127.0.0.1")
    with open_store(workspace) as store:
        one = store.candidates()[1]
    told = {"token": "t", "company": COMPANY, "element": one.evidence.element, "candidate": one.id}
    answer = client.post("/decide", data=told | {"verdict": "supports"})
    return answer.status_code, answer.text


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full: nothing can be added beside the database any more."""

    def write(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", write)


def test_what_a_full_disk_does_not_take_is_not_kept_and_said(workspace: Path, full: None) -> None:
    with open_store(workspace) as store:
        with pytest.raises(DiskFull, match="not saved: the disk is full"):
            store.decide(decision(store.candidates()[1], Ruling.SUPPORTS))
        assert len(store.decisions(COMPANY)) == 1


def test_the_desk_says_that_the_disk_is_full(workspace: Path, full: None) -> None:
    status, said = decided_on_the_desk(workspace)
    with open_store(workspace) as store:
        assert len(store.decisions(COMPANY)) == 1
    assert (status, "the disk is full" in said) == (507, True), said


@pytest.fixture
def read_only(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose folder cannot be written. Who tests may be allowed everything, so the question is answered."""
    monkeypatch.setattr(database, "_only_readable", lambda path: path.is_file())
    return workspace


def test_a_workspace_that_cannot_be_written_can_be_read_and_says_that_nothing_is_saved(read_only: Path) -> None:
    with open_store(read_only) as store:
        assert (len(store.documents()), len(store.decisions(COMPANY))) == (1, 1)
        assert store.read_only
        with pytest.raises(StoreError, match=r"not saved.*cannot be written.*copy it"):
            store.decide(decision(store.candidates()[1], Ruling.SUPPORTS))


@pytest.mark.parametrize("taken_up", [True, False])
def test_a_workspace_that_cannot_be_written_can_be_searched(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, taken_up: bool
) -> None:
    if taken_up:
        with open_store(workspace) as store:
            store.search(COMPANY, "zebra")
    monkeypatch.setattr(database, "_only_readable", lambda path: path.is_file())
    with open_store(workspace) as store:
        found, none = store.search(COMPANY, "human rights", limit=2), store.search(COMPANY, "zebra")
    assert (found.total, none.total) == (3, 0)
    lit = [[POLICY.text[hit.start : hit.end] for hit in one.hits] for one in found.matches]
    assert lit == [["Human", "Rights"], ["human", "rights"]]


def test_the_desk_opens_a_workspace_that_cannot_be_written_and_refuses_to_decide_with_words(read_only: Path) -> None:
    client = TestClient(create_app(read_only, "R. Viewer", "t"), base_url="http://127.0.0.1")
    assert client.get("/").status_code == 200
    status, said = decided_on_the_desk(read_only)
    assert (status, "cannot be written" in said) == (503, True), said


def test_a_journal_that_cannot_be_read_is_no_silence(read_only: Path) -> None:
    (read_only / f"{FILE_NAME}-wal").write_bytes(b"x" * 100)
    with pytest.raises(StoreError, match=r"was not closed.*Copy the whole folder"):
        open_store(read_only)


def test_a_refused_connection_is_not_blamed_on_the_store(tmp_path: Path) -> None:
    said = str(of_disk(tmp_path, ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")))
    assert "Connection refused" in said
    assert str(tmp_path) not in said
    at_a_file = str(of_disk(tmp_path, NotADirectoryError(errno.ENOTDIR, "Not a directory", str(tmp_path / "file"))))
    assert f"{tmp_path / 'file'}: the store cannot be used" in at_a_file


def test_several_write_a_setting_at_once_and_one_of_them_whole(tmp_path: Path) -> None:
    lines = [f"postgresql://db{number}/firmword" for number in range(200)]
    with ThreadPoolExecutor(4) as people:
        list(people.map(partial(write_setting, tmp_path / "database"), lines))
    assert [file.name for file in tmp_path.iterdir()] == ["database"]
    assert (tmp_path / "database").read_text(encoding="utf-8").strip() in lines


def test_a_setting_can_be_edited_by_those_who_may_write_in_the_folder(tmp_path: Path) -> None:
    write_setting(tmp_path / "database", "postgresql://db/firmword")
    (tmp_path / "beside").touch()
    assert [file.stat().st_mode for file in tmp_path.iterdir()] == [(tmp_path / "beside").stat().st_mode] * 2


@pytest.mark.parametrize(("name", "read"), [("database", open_store), ("archive-at", archive_of)])
@pytest.mark.parametrize("damaged", [b"postgresql://db/firm\xffword", None])
def test_a_setting_that_cannot_be_read_is_refused_and_never_taken_for_none(
    tmp_path: Path, name: str, read: Callable[[Path], object], damaged: bytes | None
) -> None:
    if damaged is None:
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_bytes(damaged)
    with pytest.raises(StoreError, match=rf"{name}: cannot be read .*; write .*://.*, into it"):
        read(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [name]
