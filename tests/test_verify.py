"""The command that verifies, the warnings before review and export, and the anchors that leave the house."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from verify_samples import before_parts, decide, sample

from cli import cli
from workspace import FILE_NAME
from workspace.packed import expanded
from workspace.records import Ruling
from workspace.store import open_store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("made"))


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "workspace"))


@pytest.fixture
def broken(whole: Path) -> Path:
    with sqlite3.connect(whole / FILE_NAME) as connection:
        connection.execute("DELETE FROM candidates WHERE rowid = (SELECT min(rowid) FROM candidates)")
    return whole


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *arguments])


def anchor_of(folder: Path) -> str:
    with open_store(folder) as store:
        return store.anchor()


def test_a_whole_workspace_ends_with_0_and_its_anchor(whole: Path) -> None:
    found = run(whole, "verify", "--processes", "1")
    assert found.exit_code == 0
    assert f"Anchor: {anchor_of(whole)}" in found.stdout
    assert "Everything holds" in found.stdout


def test_what_does_not_hold_ends_with_1_and_a_sentence_of_file_what_and_cure(broken: Path) -> None:
    found = run(broken, "verify", "--quick", "--format", "json")
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert told["holds"] is False
    assert all(set(one) == {"file", "what", "cure"} for one in told["faults"])
    (line, *_) = run(broken, "verify", "--quick").stdout.splitlines()
    assert line.startswith(f"{broken / FILE_NAME}: rows were added to or taken from sources, candidates or outcomes")
    assert line.endswith("or screen its documents into a new one; and ask who can write to it.")


def test_where_people_were_added_no_document_is_to_be_screened(whole: Path) -> None:
    with sqlite3.connect(whole / FILE_NAME) as connection:
        connection.execute("INSERT INTO people VALUES ('E. Vil', 'adjudicator', '')")
    found = run(whole, "verify", "--processes", "1").stdout
    assert "the people of the workspace" in found
    assert "screen" not in found


def test_what_was_worked_out_and_changed_is_whole_again_with_the_next_decision(whole: Path) -> None:
    with sqlite3.connect(whole / FILE_NAME) as connection:
        connection.execute("UPDATE kept_states SET body = '{}' WHERE company = 'Tessgarth Weavers'")
    assert "decide anything of this company" in run(whole, "verify", "--quick").stdout
    with open_store(whole) as store:
        decide(store, "Tessgarth Weavers", 2, Ruling.SUPPORTS)
    assert run(whole, "verify", "--quick").exit_code == 0


def test_an_anchor_that_is_no_state_of_the_workspace_is_a_fault(whole: Path) -> None:
    assert run(whole, "verify", "--quick", "--anchor", anchor_of(whole)[:12]).exit_code == 0
    for anchor in ("0" * 64, anchor_of(whole)[:11], ""):
        assert run(whole, "verify", "--quick", "--anchor", anchor).exit_code == 1


def test_an_export_of_what_does_not_hold_warns_in_one_line_and_is_written(broken: Path) -> None:
    found = run(broken, "export", "documents")
    assert found.exit_code == 0
    warnings = [line for line in found.stderr.splitlines() if line.startswith("Warning:")]
    assert len(warnings) == 1
    assert "firmword verify" in warnings[0]
    assert found.stdout.startswith("\ufeffcompany,source")


def test_a_request_that_is_wrong_is_still_one_message(broken: Path) -> None:
    found = run(broken, "export", "documents", "--company", "Nobody")
    assert (found.exit_code, len(found.stderr.splitlines())) == (2, 1)


def test_every_export_carries_the_anchor(whole: Path, tmp_path: Path) -> None:
    anchor = anchor_of(whole)
    printed = run(whole, "export", "documents")
    assert printed.stderr == f"Anchor of this export: {anchor}\n"
    run(whole, "export", "documents", "--format", "jsonl", "--output", str(tmp_path / "rows.jsonl"))
    assert (tmp_path / "rows.jsonl.anchor").read_text() == f"{anchor}  rows.jsonl\n"
    run(whole, "export", "documents", "--format", "xlsx", "--output", str(tmp_path / "rows.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "rows.xlsx").properties.description == f"Firmword anchor: {anchor}"


def test_a_workspace_without_a_chain_of_saves_begins_one_when_it_is_opened(tmp_path: Path) -> None:
    dump = Path(__file__).parent / "data" / "workspace_0002.sql"
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    with open_store(tmp_path) as store:
        assert [seen.first == seen.last for seen in store.seen("Tarn Mills")] == [True] * 4
        assert store.anchor() in (tmp_path / "anchors").read_text()
    faults = json.loads(run(tmp_path, "verify", "--quick", "--format", "json").stdout)["faults"]
    assert [fault["file"] for fault in faults] == [str(tmp_path / "archive")]  # the sample comes without its documents


def as_before_evidence_was_packed(file: Path) -> list[tuple[str, str]]:
    """Make the tables what they were then; the evidence as it is kept there, by candidate."""
    before_parts(file.parent)
    with sqlite3.connect(file) as connection:
        rows = [(expanded(body), name) for name, body in connection.execute("SELECT id, evidence FROM candidates")]
        connection.execute("ALTER TABLE candidates DROP COLUMN evidence")
        connection.execute("ALTER TABLE candidates ADD COLUMN evidence JSON NOT NULL DEFAULT ''")
        connection.executemany("UPDATE candidates SET evidence = ? WHERE id = ?", rows)
        connection.execute("UPDATE alembic_version SET version_num = '0006'")
    return rows


def test_a_workspace_that_is_brought_up_to_date_holds_as_it_was_told_before(whole: Path) -> None:
    anchor = anchor_of(whole)
    rows = as_before_evidence_was_packed(whole / FILE_NAME)
    assert rows
    told = json.loads(run(whole, "verify", "--processes", "1", "--format", "json").stdout)
    assert (told["holds"], told["anchor"]) == (True, anchor)
    with sqlite3.connect(whole / FILE_NAME) as connection:
        packed = dict(connection.execute("SELECT id, evidence FROM candidates"))
    assert [(expanded(packed[name]), name) for _, name in rows] == rows
    assert sum(map(len, packed.values())) < sum(len(text) for text, _ in rows) / 2


def test_an_edit_before_the_workspace_was_brought_up_to_date_shows_after_it(whole: Path) -> None:
    as_before_evidence_was_packed(whole / FILE_NAME)
    with sqlite3.connect(whole / FILE_NAME) as connection:
        connection.execute("UPDATE candidates SET evidence = replace(evidence, '\"page\": 1', '\"page\": 2')")
    found = run(whole, "verify", "--processes", "1")
    assert found.exit_code == 1
    assert "candidates" in found.stdout


def test_a_database_that_is_none_and_files_that_say_nonsense_are_faults_and_no_traceback(whole: Path) -> None:
    (whole / "anchors").write_text("nonsense\n")
    (whole / "archive" / "visits.jsonl").write_text("nonsense\n")
    with sqlite3.connect(whole / FILE_NAME) as connection:
        connection.execute("UPDATE candidates SET evidence = 'nonsense'")
    found = run(whole, "verify", "--processes", "1")
    assert (found.exit_code, found.exception.__class__) == (1, SystemExit)
    assert "is not one that Firmword writes" in found.stdout
