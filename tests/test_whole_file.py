"""A result file appears whole or not at all, for those who may read new files here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from errors import InputError
from reports.files import whole_file


def test_a_file_may_be_read_by_those_who_may_read_new_files_and_nothing_of_the_process_is_touched_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o027)
    try:
        with monkeypatch.context() as patched:
            patched.delattr(os, "umask")  # another thread would make its files with what is set meanwhile
            with whole_file(tmp_path / "scores.csv") as unfinished:
                unfinished.write_text("company\n")
    finally:
        os.umask(before)
    assert [(one.name, one.stat().st_mode & 0o777) for one in tmp_path.iterdir()] == [("scores.csv", 0o640)]


def test_nothing_is_left_of_what_was_not_written_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("before")
    with pytest.raises(InputError, match="cannot be written"), whole_file(tmp_path / "scores.csv"):
        raise OSError(28, "No space left on device")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("scores.csv", "before")]
