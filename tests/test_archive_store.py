"""The archive keeps bytes by their hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.store import Archive, ArchiveError

CONTENT = b"We respect human rights."
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_what_is_kept_comes_back_under_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    assert not archive.has(SHA256)
    assert archive.keep(CONTENT) == SHA256
    assert archive.has(SHA256)
    assert archive.get(SHA256) == CONTENT
    assert (tmp_path / "archive" / SHA256[:2] / SHA256).read_bytes() == CONTENT


def test_keeping_the_same_bytes_again_leaves_one_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(archive.keep, [CONTENT] * 40)) == {SHA256}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [SHA256]


@pytest.mark.parametrize("damaged", [CONTENT[:-1], b"we" + CONTENT[2:], b"", CONTENT + b" "])
def test_changed_bytes_are_refused_and_named(tmp_path: Path, damaged: bytes) -> None:
    archive = Archive(tmp_path)
    archive.keep(CONTENT)
    path = tmp_path / SHA256[:2] / SHA256
    path.chmod(0o644)
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError, match="was changed") as error:
        archive.get(SHA256)
    assert str(path) in str(error.value)


def test_a_damaged_copy_is_replaced_when_the_document_comes_in_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(CONTENT)
    path = tmp_path / SHA256[:2] / SHA256
    path.chmod(0o644)
    path.write_bytes(b"half")
    archive.keep(CONTENT)
    assert archive.get(SHA256) == CONTENT


def test_a_document_that_was_never_kept_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="not in the archive"):
        Archive(tmp_path).get(SHA256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "AB" * 32, "ab", SHA256 + "\n"])
def test_only_a_hash_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="not a SHA-256"):
        Archive(tmp_path).get(name)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object, __: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.files.os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        Archive(tmp_path).keep(CONTENT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_taken_away_after_an_hour(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(CONTENT)
    folder = tmp_path / SHA256[:2]
    for name, age in ((".old.part", 4000), (".new.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    archive.clear_unfinished()
    assert sorted(path.name for path in folder.iterdir()) == [".new.part", SHA256]
