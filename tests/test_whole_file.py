"""A result file appears whole or not at all, for those who may read it; so is a new database."""

from __future__ import annotations

import os
import subprocess
import sys
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


def test_what_takes_the_place_of_a_file_may_be_read_by_nobody_else_at_no_moment(tmp_path: Path) -> None:
    for mode in (0o600, 0o440):
        path = tmp_path / f"{mode:o}.csv"
        path.write_text("before")
        path.chmod(mode)
        with whole_file(path) as unfinished:
            unfinished.write_text("after")
            assert unfinished.stat().st_mode & 0o077 == 0
        assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", mode)


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_written_through(tmp_path: Path, there: bool) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "scores.csv", tmp_path / "link.csv"
    if there:
        target.write_text("before")
    link.symlink_to(Path("far") / "scores.csv")
    with whole_file(link) as unfinished:
        unfinished.write_text("after")
    assert (link.is_symlink(), target.read_text()) == (True, "after")
    assert len(list((tmp_path / "far").iterdir())) == 1


def test_a_new_database_may_be_used_by_those_who_may_use_new_files(tmp_path: Path) -> None:
    made = "import pathlib, sys, workspace.store as s; s.open_store(pathlib.Path(sys.argv[1])).close()"
    subprocess.run([sys.executable, "-P", "-c", made, tmp_path / "ws"], check=True, umask=0o002)
    assert (tmp_path / "ws" / "firmword.db").stat().st_mode & 0o777 == 0o664
