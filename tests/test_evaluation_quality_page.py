"""The page of measured figures is renewed from what `firmword evaluate` wrote, and nothing but its tables changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation_samples import json_lines, sentence

import cli
from errors import InputError
from evaluation.quality_page import BLOCK, PAGE, SETS, read_measured, renewed
from evaluation.statement_labels import AIMS, labels_by_rubric
from workspace import DEFAULT_RUBRIC


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    data = json_lines(tmp_path / "data.jsonl", [sentence("We respect human rights.", A_1_1__S1_a="supports")])
    file = tmp_path / "sentences.json"
    arguments = ["evaluate", "sentences", "--data", str(data), "--train", str(data), "--format", "json"]
    assert CliRunner().invoke(cli.cli, [*arguments, "--output", str(file)]).exit_code == 0
    return file


def test_the_page_has_the_tables_of_every_set() -> None:
    found = {(what, of) for _, what, of, _ in BLOCK.findall(PAGE.read_text(encoding="utf-8"))}
    halves = {file.stem for file in AIMS.parent.glob("statements_*.txt")}
    acts = {f"aims/{name}/{half}" for name in labels_by_rubric() if name != DEFAULT_RUBRIC for half in halves}
    assert len(acts) == 6
    assert found == {(what, of) for what in ("figures", "elements") for of in acts.union(SETS)} | {("outcomes", "gold")}


def test_another_rubric_and_a_half_of_the_statements_have_tables_of_their_own(measured: Path, tmp_path: Path) -> None:
    known = json.loads(measured.read_text(encoding="utf-8"))
    file = tmp_path / "half.json"
    file.write_text(json.dumps(known | {"rubric": "some-act-2020", "companies_from": "/x/half.txt"}), encoding="utf-8")
    usual = "<!-- elements of sentences -->\nkept\n<!-- end -->\n"
    found = renewed(f"{usual}<!-- elements of sentences/some-act-2020/half -->\n<!-- end -->", read_measured([file]))
    assert found.startswith(usual)
    assert "| A.1.1/S1.a | 1 | 1.000 |" in found


def test_the_halves_share_no_statement() -> None:
    aside, in_view = (AIMS.with_name(f"statements_{half}.txt").read_text().split() for half in ("aside", "in_view"))
    assert (len(aside), len(in_view)) == (52, 49)
    assert not set(aside) & set(in_view)
    assert all(int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 for name in aside)


def test_only_the_tables_of_what_was_measured_change(measured: Path) -> None:
    page = (
        "Before.\n<!-- figures of sentences -->\nold\n<!-- end -->\nBetween.\n"
        "<!-- elements of sentences -->\nold\n<!-- end -->\n<!-- figures of aims -->\nkept\n<!-- end -->\n"
    )
    found = renewed(page, read_measured([measured]))
    assert "old" not in found
    assert "\nBetween.\n" in found
    assert "<!-- figures of aims -->\nkept\n<!-- end -->" in found
    assert "| A.1.1/S1.a | 1 | 1.000 |" in found
    assert "; rules better by .000" in found
    assert renewed(found, read_measured([measured])) == found


def test_a_table_or_file_that_is_not_known_is_named(measured: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no table 'colours'"):
        renewed("<!-- colours of sentences -->\n<!-- end -->", read_measured([measured]))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"set": "colours"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.json: no measured set in it"):
        read_measured([other])
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        read_measured([tmp_path / "none.json"])
