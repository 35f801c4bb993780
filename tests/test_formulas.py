"""No export runs what somebody wrote: 33 formulas, each as a reviewer's note and name, in every file that leaves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest
from bs4 import BeautifulSoup
from formulas import FORMULAS
from report_samples import COMPANY, RUBRIC
from scorecard_samples import by_hand, decided

from reports.asking import ask
from reports.export import FORMATS, export
from reports.exports import EXPORTS, About, Export, export_file
from reports.rows import TABLES
from rubric import load
from workspace.records import Ruling
from workspace.store import Store, open_store

# A cell that runs, whatever the program takes for a separator; a mark before the sign makes it text.
LIVE = re.compile(r"(?:^|[;|\t\r\n])[\s\"'\u200b\ufeff]*[=+@＝＋－＠-]")
OURS = re.compile(r"^-?\d+(\.\d+)?$")  # a number


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Each formula is the note and the name of one decision, and the first the sector."""
    with open_store(decided(tmp_path_factory.mktemp("formulas") / "workspace")) as opened:
        opened.keep_sectors({COMPANY: FORMULAS[0]})
        elements = [one.id for one in load(RUBRIC).elements if one.id != "A.1.1/S1.a"]
        for element, formula in zip(elements, FORMULAS, strict=False):
            opened.decide(by_hand(element, Ruling.NOT_MET, formula, who=formula))
        yield opened


def told_apart(cell: str) -> bool:
    """Whether a cell of a CSV is text to a program: an apostrophe stands before what would begin a formula."""
    return all(found.group().rstrip("=+@＝＋－＠-").endswith("'") for found in LIVE.finditer(cell))


def check(path: Path) -> None:
    """Nothing in the file is live."""
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path):
            cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
            assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
            assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))
    elif path.suffix == ".csv":
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        assert [cell for row in rows for cell in row if not told_apart(cell) and not OURS.match(cell)] == []
    elif path.suffix == ".html":
        page = BeautifulSoup(path.read_bytes(), "lxml")
        assert {str(one.get("type", "script")) for one in page.find_all("script")} <= {"application/json", "script"}
        assert page.find_all(href=re.compile("^ *(javascript|data):")) == []
        written = [cell for cell in page.find_all("td") if LIVE.match(cell.get_text())]
        assert [cell for cell in written if cell.get("sdnum") != "1033;0;@"] == []  # to a spreadsheet it is text


def test_all_33_formulas_stand_in_the_log() -> None:
    assert len(set(FORMULAS)) == 33


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("table", TABLES)
def test_no_formula_is_live_in_a_table(store: Store, tmp_path: Path, table: str, form: str) -> None:
    path = tmp_path / f"{table}.{form}"
    assert export(store, table, form, path)  # type: ignore[arg-type]
    check(path)
    if (table, form) == ("findings", "parquet"):
        with duckdb.connect() as connection:
            notes = connection.execute("SELECT decision_note FROM read_parquet($p)", {"p": str(path)}).fetchall()
        assert {note for (note,) in notes} >= set(FORMULAS)  # exact, for programs


@pytest.mark.parametrize("of", EXPORTS, ids=lambda one: one.name)
def test_no_formula_is_live_in_a_file(store: Store, tmp_path: Path, of: Export) -> None:
    for ending in of.endings:
        path = tmp_path / f"file{ending}"
        company = COMPANY if of.about is About.ONE else None
        export_file(store, of.name, path, company, RUBRIC)
        assert path.stat().st_size
        check(path)


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_no_formula_is_live_in_questions(store: Store, tmp_path: Path, ending: str) -> None:
    ask(store, COMPANY, RUBRIC, tmp_path / f"ask{ending}", FORMULAS[0])
    check(tmp_path / f"ask{ending}")
