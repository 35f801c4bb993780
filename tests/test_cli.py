"""The command line: what it prints where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from report_samples import COMPANY, FIRM, OTHER, SHA256, TEXT, workspace

import cli
from cli.review import PORT
from screening.pool import PoolDown

ROOT = Path(cli.__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "workspace")


def firmword(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli.cli, [str(word) for word in words], input=stdin, prog_name="firmword")


def refused(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for words in said:
        assert words in result.stderr


def test_the_workspace_is_named_before_or_after_the_command(folder: Path) -> None:
    before = firmword("--workspace", folder, "export", "scores")
    after = firmword("export", "scores", "--workspace", folder)
    assert before.exit_code == after.exit_code == 0
    assert before.stdout == after.stdout
    assert before.stdout.startswith("\ufeffcompany,rubric,indicator,low,high")


def test_an_export_goes_to_standard_output_or_to_a_file(folder: Path, tmp_path: Path) -> None:
    printed = firmword("export", "candidates", "--format", "jsonl", "--workspace", folder)
    written = firmword(
        "export", "candidates", "--format", "jsonl", "--output", tmp_path / "out.jsonl", "--workspace", folder
    )
    assert written.stdout == ""
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == printed.stdout
    assert len(printed.stdout.splitlines()) == 3


def test_an_export_of_all_names_the_companies_that_a_rubric_did_not_screen(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "policy.txt"
    text.write_text("Brightfell Foods respects human rights.", encoding="utf-8")
    listing = tmp_path / "one.csv"
    listing.write_text(f"company,source\nBrightfell Foods,{text}\n", encoding="utf-8")
    assert firmword("screen", listing, "--rubric", "rsj-2018", "--workspace", folder).exit_code == 0
    for what in ("scores", "candidates", "findings"):
        told = firmword("export", what, "--rubric", "rsj-2018", "--workspace", folder)
        assert "2 companies were not screened by rsj-2018: " in told.stderr, told.stderr
        assert COMPANY in told.stderr
        assert "firmword screen INPUT... --rubric rsj-2018" in told.stderr
    told = firmword("export", "scores", "--workspace", folder)
    assert "1 company was not screened by chrb-core-2019: Brightfell Foods;" in told.stderr
    book = tmp_path / "all.xlsx"
    assert (
        firmword("export", "workbook", "--rubric", "rsj-2018", "--output", book, "--workspace", folder).exit_code == 0
    )
    cells = [cell.value for row in openpyxl.load_workbook(book).worksheets[0].iter_rows(max_row=9) for cell in row]
    assert any("2 companies were not screened by rsj-2018: " in str(one) for one in cells)
    for whole in (("documents", "--rubric", "rsj-2018"), ("scores", "--company", "Brightfell Foods")):
        assert "not screened by" not in firmword("export", *whole, "--workspace", folder).stderr


def test_a_spreadsheet_is_refused_without_a_file_and_written_with_one(folder: Path, tmp_path: Path) -> None:
    refused(firmword("export", "scores", "--format", "xlsx", "--workspace", folder), "--output FILE")
    file = tmp_path / "scores.xlsx"
    assert firmword("export", "scores", "--format", "xlsx", "--output", file, "--workspace", folder).exit_code == 0
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert sheet.max_row == 27


def test_an_unknown_company_is_one_message_with_the_known_names(folder: Path) -> None:
    result = firmword("export", "scores", "--company", "Nobody", "--workspace", folder)
    refused(result, "'Nobody'", COMPANY, OTHER)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("export", "scores"), ("explain", "A", "A.1.1"), ("text", "0" * 64), ("review",)])
def test_without_a_workspace_a_command_says_to_screen_first(command: tuple[str, ...], tmp_path: Path) -> None:
    result = firmword(*command, "--workspace", tmp_path / "none")
    refused(result, str(tmp_path / "none"), "firmword screen INPUT...")
    assert not (tmp_path / "none").exists()


def test_explain_prints_text_or_json(folder: Path) -> None:
    text = firmword("explain", COMPANY, "A.1.1", "--workspace", folder)
    assert text.exit_code == 0
    assert "«respect»" in text.stdout
    data = json.loads(firmword("explain", COMPANY, "A.1.1", "--format", "json", "--workspace", folder).stdout)
    assert data["company"] == COMPANY
    refused(firmword("explain", COMPANY, "Z.1", "--workspace", folder), "'Z.1'", "A.1.1")


@pytest.mark.parametrize("name", [SHA256, SHA256[:8], SHA256[:12].upper()])
def test_text_is_the_documents_text_to_the_last_character(folder: Path, name: str) -> None:
    result = firmword("text", name, "--workspace", folder)
    assert result.exit_code == 0
    assert result.stdout_bytes == TEXT.encode()
    assert result.stdout[FIRM.start : FIRM.end] == FIRM.quote


@pytest.mark.parametrize("name", ["f" * 64, SHA256[:7], "", "%%%%%%%%"])
def test_text_of_an_unknown_document_is_refused(folder: Path, name: str) -> None:
    refused(firmword("text", name, "--workspace", folder), repr(name), "export documents")


def test_score_answers_line_by_line_in_order() -> None:
    lines = [
        {"indicator": "A.1.1", "findings": {"S1.a": "met"}},
        {"indicator": "C.1", "findings": {"S1.a": "not_met", "S2.a": "not_met", "S2.b": "not_met"}},
    ]
    result = firmword("score", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0] == {"indicator": "A.1.1", "low": 1.0, "high": 2.0}
    assert answers[1]["indicator"] == "C.1"


@pytest.mark.parametrize(("line", "said"), [("no json", "line 1"), ('{"indicator": "X", "findings": {}}', "'X'")])
def test_a_line_that_cannot_be_scored_is_named(line: str, said: str) -> None:
    refused(firmword("score", stdin=line + "\n"), "standard input", said)


def test_an_unknown_rubric_is_refused_with_the_known_ones() -> None:
    refused(firmword("score", "--rubric", "nope", stdin=""), "'nope'", "chrb-core-2019")
    refused(firmword("rubric", "show", "nope"), "'nope'", "chrb-core-2019")


def test_the_rubrics_are_listed_and_shown_with_full_element_ids() -> None:
    assert "chrb-core-2019" in firmword("rubric", "list").stdout
    listed = json.loads(firmword("rubric", "list", "--format", "json").stdout)
    assert {"chrb-core-2019", "rsj-2018"} <= {one["name"] for one in listed}
    shown = json.loads(firmword("rubric", "show", "chrb-core-2019", "--format", "json").stdout)
    ids = [element["id"] for indicator in shown["indicators"] for element in indicator["elements"]]
    assert len(ids) == 52
    assert ids[0] == "A.1.1/S1.a"
    assert "A.1.1/S1.a" in firmword("rubric", "show", "chrb-core-2019").stdout


def test_wrong_input_to_screen_makes_no_workspace(tmp_path: Path) -> None:
    table = tmp_path / "companies.csv"
    table.write_text("company,file\nA,a.pdf\n", encoding="utf-8")
    refused(firmword("screen", table, "--workspace", tmp_path / "w"), str(table), "'source'")
    refused(firmword("screen", tmp_path / "missing.pdf", "--workspace", tmp_path / "w"), "missing.pdf")
    refused(firmword("screen", table, "--rubric", "nope", "--workspace", tmp_path / "w"), "'nope'")
    refused(firmword("screen", table, "--way", "sideways", "--workspace", tmp_path / "w"), "sideways")
    refused(firmword("screen", "--workspace", tmp_path / "w"), "INPUT")
    assert not (tmp_path / "w").exists()


def test_a_port_that_is_taken_is_refused(folder: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(firmword("review", "--port", str(port), "--workspace", folder), f"--port {port}", "name another port")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the command asks to be served, instead of serving it."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr("review.web.serve", lambda *given, browser, reach: calls.append((*given, browser)))
    return calls


def test_review_serves_on_a_free_port_with_the_reviewers_name(folder: Path, served: list[tuple[object, ...]]) -> None:
    arguments = ("--reviewer", "R. Reader", "--port", "0", "--no-browser", "--workspace", folder)
    assert firmword("review", *arguments).exit_code == 0
    ((workspace, port, reviewer, _, browser),) = served
    assert (workspace, reviewer, browser) == (folder, "R. Reader", False)
    assert isinstance(port, int)
    assert port > 0


@pytest.mark.parametrize("command", [("review", "--no-browser", "--reviewer"), ("engage", "publish", "Tarn", "--by")])
def test_a_name_with_signs_that_nobody_sees_is_refused_before_it_goes_into_the_log(
    folder: Path, served: list[tuple[object, ...]], command: tuple[str, ...]
) -> None:
    refused = firmword(*command, "Eve \u202eegnahc", "--workspace", folder)
    assert (refused.exit_code, served) == (2, [])
    assert "is no name: write one of 1 to 100 printable characters" in refused.stderr


def test_review_takes_the_same_port_from_run_to_run_and_opens_the_browser(
    folder: Path, served: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.review._open_port", lambda host, wanted: wanted)
    for _run in range(2):
        firmword("review", "--reviewer", "R. Reader", "--workspace", folder)
    assert [(port, browser) for _, port, _, _, browser in served] == [(PORT, True)] * 2


def test_several_files_may_follow_data(tmp_path: Path) -> None:
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    first.write_text('{"doc": "aaaaaaaa", "element": "A.1.1/S1.a", "outcome": "met"}\n', encoding="utf-8")
    refused(firmword("evaluate", "gold", "--data", first, second), str(second), "--data")
    second.write_text("\n", encoding="utf-8")
    refused(firmword("evaluate", "gold", "--data", first, second, "--format", "json"), "labelled passages")


# --- in a process of its own


def in_process(*words: str, locale: str = "C.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"LC_ALL": locale, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "cli", *words], capture_output=True, env=environment, check=False)


def test_help_imports_nothing_heavy() -> None:
    heavy = ["archive", "extractors", "fastapi", "openpyxl", "prefect", "rich", "rubric", "review", "spacy"]
    heavy += ["requests", "sqlalchemy", "yaml"]
    program = f"import sys, cli\nprint([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.strip() == "[]"
    help_text = in_process("--help").stdout.decode()
    for command in ("screen", "review", "export", "explain", "text", "score", "rubric", "evaluate"):
        assert re.search(rf"^  {command} ", help_text, re.MULTILINE)


def test_a_reader_that_closes_the_pipe_ends_the_command_quietly(folder: Path) -> None:
    script = f"( {sys.executable} -m cli rubric show chrb-core-2019 --format json; echo $? >&2 ) | head -c 1"
    reader = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    out, err = reader.communicate(timeout=60)
    assert out == b"{"
    assert err.decode().strip() == "0"


def test_results_are_utf_8_whatever_the_terminal(folder: Path) -> None:
    result = in_process("explain", COMPANY, "A.1.1", "--workspace", str(folder))
    assert result.returncode == 0
    assert "«respect»" in result.stdout.decode("utf-8")


def test_an_error_of_the_request_has_no_traceback(folder: Path) -> None:
    result = in_process("explain", COMPANY, "Z.9", "--workspace", str(folder))
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.decode().startswith("firmword: 'Z.9'")


def test_the_version_is_told() -> None:
    assert in_process("--version").stdout.startswith(b"firmword")


def test_work_that_cannot_go_on_ends_with_one_message_and_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise PoolDown("the workers ended; start the same command again")

    monkeypatch.setattr("screening.run.run", down)
    (tmp_path / "policy.txt").write_text("We respect human rights.", encoding="utf-8")
    result = firmword("screen", tmp_path / "policy.txt", "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    assert result.stderr == "firmword: the workers ended; start the same command again\n"


@pytest.mark.slow
def test_a_screened_document_is_summed_up_and_exported(tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text("Human rights policy\n\nWe are committed to respecting human rights.\n", encoding="utf-8")
    where = ("--workspace", str(tmp_path / "w"))
    first = in_process("screen", str(policy), "--company", "Harrowgate Kettles", "--way", "direct", *where)
    assert first.returncode == 0, first.stderr
    assert "Harrowgate Kettles: proposals, nothing is confirmed yet" in first.stdout.decode("utf-8")
    assert b"screened 1 of 1 document" in first.stderr
    again = in_process("screen", str(policy), "--company", "Harrowgate Kettles", "--way", "direct", *where)
    assert b"0 documents screened" in again.stdout
    rows = in_process("export", "candidates", "--format", "jsonl", *where).stdout.decode("utf-8").splitlines()
    assert "We are committed to respecting human rights." in {json.loads(row)["quote"] for row in rows}


def test_who_stops_a_run_is_told_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("screening.run.run", stopped)
    (tmp_path / "policy.txt").write_text("We respect human rights.", encoding="utf-8")
    result = firmword("screen", tmp_path / "policy.txt", "--workspace", tmp_path / "w")
    kept = "what was screened until now is kept, and the same command goes on from there"
    assert (result.exit_code, result.stderr) == (1, f"firmword: stopped; {kept}\n")


@pytest.mark.slow
def test_a_run_in_which_no_document_could_be_read_has_failed(tmp_path: Path) -> None:
    (tmp_path / "zero.pdf").write_bytes(b"")
    where = ("--company", "Harrowgate Kettles", "--way", "direct", "--workspace", str(tmp_path / "w"))
    alone = in_process("screen", str(tmp_path / "zero.pdf"), *where)
    assert alone.returncode == 1
    assert "firmword: no document could be had and read" in alone.stderr.decode()
    assert b"Review it" not in alone.stderr
    (tmp_path / "policy.txt").write_text("We are committed to respecting human rights.\n", encoding="utf-8")
    both = in_process("screen", str(tmp_path / "zero.pdf"), str(tmp_path / "policy.txt"), *where)
    assert both.returncode == 0, both.stderr
