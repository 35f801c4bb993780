"""Exports: the fields that other programs rely on, in three forms, and nothing that runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from report_samples import (
    COMPANY,
    DOCUMENT,
    FIRM,
    ITEM,
    OTHER,
    RUBRIC,
    SHA256,
    TEXT,
    VAGUE,
    decide,
    piece,
    read_whole,
    workspace,
)

from errors import InputError
from extractors.records import Listing, Source, Verdict
from reports.export import BYTE_ORDER_MARK, column_names, export, inert, write_csv, write_jsonl, write_xlsx
from reports.rows import TABLES, CandidateRow, ExportedDocument, Table
from workspace.records import SECOND, Decision, Ruling
from workspace.store import Store, open_store

# The fields of the interface, in its order; what is added comes after them.
PROMISED = {
    "candidates": "id company document source page start end quote lead_in boxes rubric element verdict "
    "reason explanation rules rank decided",
    "findings": "company rubric element proposed decided basis evidence",
    "scores": "company rubric indicator low high proposed_low proposed_high",
    "documents": "company source url document media_type outcome detail pages pages_without_text kind "
    "language published fetched",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def json_lines(store: Store, table: Table, company: str | None = None) -> list[dict[str, object]]:
    out = io.StringIO()
    export(store, table, "jsonl", None, company, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_promised_fields_in_their_order(table: Table) -> None:
    promised = PROMISED[table].split()
    assert column_names(table)[: len(promised)] == promised


def test_a_quote_is_the_text_between_its_offsets(store: Store) -> None:
    rows = json_lines(store, "candidates")
    assert len(rows) == 3
    for row in rows:
        start, end = row["start"], row["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert row["quote"] == TEXT[start:end]
        assert row["document"] == SHA256


def test_nested_fields_are_json_in_json_lines(store: Store) -> None:
    item = next(row for row in json_lines(store, "candidates") if row["element"] == "A.1.1/S1.c")
    assert item["lead_in"] == {
        "start": ITEM.lead_in and ITEM.lead_in.start,
        "end": ITEM.lead_in and ITEM.lead_in.end,
        "quote": "We uphold:",
        "page": 1,
        "boxes": [],
    }
    assert item["boxes"] == [[1, 10.0, 20.0, 110.5, 32.0]]
    assert item["rules"] == [{"id": "commitment.upholds", "start": ITEM.rules[0].start, "end": ITEM.rules[0].end}]
    assert item["reason"] is None
    assert item["decided"] is None


def test_candidates_come_by_element_and_then_by_rank(store: Store) -> None:
    rows = json_lines(store, "candidates")
    assert [row["element"] for row in rows] == ["A.1.1/S1.a", "A.1.1/S1.a", "A.1.1/S1.c"]
    assert sorted(int(str(row["rank"])) for row in rows) == [1, 2, 3]
    assert int(str(rows[0]["rank"])) < int(str(rows[1]["rank"]))


def test_candidates_say_whether_they_are_shown_and_where_else_the_same_is_said(tmp_path: Path) -> None:
    scrap = piece("We uphold:", "A.1.1/S1.a", Verdict.WEAK, "weak_wording")
    again = piece(FIRM.quote.removesuffix("."), "A.1.1/S1.a")  # the same words: of two places the first stands for both
    given = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
    with open_store(tmp_path) as store:
        store.save_screening(read_whole(given, DOCUMENT, (FIRM, again, scrap, VAGUE)))
        rows = {str(row["quote"]): row for row in json_lines(store, "candidates")}
        told = io.StringIO()
        assert export(store, "candidates", "jsonl", None, None, told, None, shown=True) == 2
    assert {quote for quote, row in rows.items() if row["shown"]} == {again.quote, VAGUE.quote}
    assert {json.loads(line)["quote"] for line in told.getvalue().splitlines()} == {again.quote, VAGUE.quote}
    assert {quote: row["other_places"] for quote, row in rows.items() if row["other_places"]} == {
        FIRM.quote: 1,
        again.quote: 1,
    }
    assert {quote: row["same_as"] for quote, row in rows.items() if row["same_as"]} == {
        FIRM.quote: rows[again.quote]["id"]
    }


def test_a_candidate_tells_how_sure_the_model_is_of_it(tmp_path: Path) -> None:
    given = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
    with open_store(tmp_path) as store:
        store.save_screening(read_whole(given, DOCUMENT, (replace(FIRM, sure=0.873), VAGUE)))
        rows = json_lines(store, "candidates")
    assert {row["quote"]: row["sure"] for row in rows} == {FIRM.quote: 0.873, VAGUE.quote: None}


def test_only_candidates_are_exported_by_whether_they_are_shown(store: Store) -> None:
    with pytest.raises(InputError, match="--shown: findings are all exported"):
        export(store, "findings", "csv", None, None, io.StringIO(), None, shown=True)


def test_a_document_tells_how_many_words_it_has(store: Store) -> None:
    assert {row["words"] for row in json_lines(store, "documents", COMPANY)} == {len(TEXT.split()), None}


def test_findings_and_scores_follow_the_decisions(store: Store) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote)
    decide(store, firm, Ruling.SUPPORTS)
    finding = next(row for row in json_lines(store, "findings", COMPANY) if row["element"] == "A.1.1/S1.a")
    assert (finding["proposed"], finding["decided"], finding["evidence"]) == ("met", "met", [firm.id])
    score = next(row for row in json_lines(store, "scores", COMPANY) if row["indicator"] == "A.1.1")
    assert (score["low"], score["high"], score["proposed_low"]) == (1.0, 2.0, 1.0)


def who_when_why(store: Store, table: Table, **key: str) -> list[object]:
    """The three fields of the one row that has these values."""
    (row,) = (row for row in json_lines(store, table, COMPANY) if key.items() <= row.items())
    return [row["decided_by"], row["decided_at"], row["decision_note"]]


def by_hand(store: Store, verdict: Ruling, who: str, note: str = "", track: str = "") -> None:
    line = Decision(COMPANY, RUBRIC, "A.1.1/S1.a", None, verdict, note, who, "2026-01-04T00:00:00+00:00")
    store.decide(replace(line, track=track or line.track))


def test_a_candidate_tells_who_decided_it_when_and_why_until_it_is_withdrawn(store: Store) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote)
    nobody = [None, None, None]
    assert who_when_why(store, "candidates", id=firm.id) == nobody
    decide(store, firm, Ruling.WEAK, "too vague")
    decide(store, firm, Ruling.SUPPORTS, "on a second look")
    assert who_when_why(store, "candidates", id=firm.id) == ["tester", "2026-01-03T00:00:00+00:00", "on a second look"]
    decide(store, firm, Ruling.SUPPORTS)  # the latest has no note, and takes none from those before
    assert who_when_why(store, "candidates", id=firm.id)[2] == ""
    assert who_when_why(store, "candidates", quote=VAGUE.quote) == nobody
    decide(store, firm, Ruling.OPEN, "taken back")
    assert who_when_why(store, "candidates", id=firm.id) == nobody


def test_a_finding_tells_the_decision_by_hand_else_the_latest_on_its_evidence(store: Store) -> None:
    element = {"element": "A.1.1/S1.a"}
    firm, vague = (
        next(one for one in store.candidates(COMPANY) if one.evidence.quote == words)
        for words in (FIRM.quote, VAGUE.quote)
    )
    by_hand(store, Ruling.NOT_MET, "second", "blind", track=SECOND)  # another reading, which does not count
    decide(store, vague, Ruling.REJECTED, "binds suppliers")
    assert who_when_why(store, "findings", **element) == [None, None, None]  # nothing follows from it yet
    decide(store, firm, Ruling.SUPPORTS, "plain words")
    decide(store, vague, Ruling.WEAK, "still vague")  # later, but the finding does not rest on it
    assert who_when_why(store, "findings", **element) == ["tester", "2026-01-03T00:00:00+00:00", "plain words"]
    by_hand(store, Ruling.NOT_APPLICABLE, "lead", "sold in May")
    assert who_when_why(store, "findings", **element) == ["lead", "2026-01-04T00:00:00+00:00", "sold in May"]
    by_hand(store, Ruling.OPEN, "lead", "not sold after all")
    assert who_when_why(store, "findings", **element)[2] == "plain words"
    decide(store, firm, Ruling.REJECTED, "of another company")
    assert who_when_why(store, "findings", **element)[2] is None  # open: the scan may hold it
    source = Source(Listing(COMPANY, "scan.pdf", "/scan.pdf"), "2026-02-02", "file copied", SHA256, "text/plain")
    store.save_screening(read_whole(source, DOCUMENT, []))  # not met: it rests on all that was judged
    assert who_when_why(store, "findings", **element)[2] == "of another company"


@pytest.mark.parametrize("table", ["candidates", "findings"])
def test_a_note_that_begins_like_a_formula_gets_an_apostrophe_in_csv(store: Store, table: Table) -> None:
    note = '=HYPERLINK("https://a.example")'
    decide(store, next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote), Ruling.WEAK, note)
    by_hand(store, Ruling.MET, "@lead", note)
    out = io.StringIO()
    export(store, table, "csv", None, None, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().removeprefix(BYTE_ORDER_MARK))))
    assert {row["decision_note"] for row in rows} == {"", f"'{note}"}
    assert {row["decided_by"] for row in rows} == {"", "tester" if table == "candidates" else "'@lead"}


def test_companies_come_in_order_and_one_can_be_chosen(store: Store) -> None:
    assert [row["company"] for row in json_lines(store, "documents")] == [OTHER, COMPANY, COMPANY]
    assert {row["company"] for row in json_lines(store, "scores", OTHER)} == {OTHER}
    assert len(json_lines(store, "findings", OTHER)) == 52


def test_an_unknown_company_is_refused_with_the_known_ones(store: Store) -> None:
    with pytest.raises(InputError, match=f"Nobody.*{OTHER}, {COMPANY}"):
        export(store, "scores", "csv", None, "Nobody", io.StringIO())


def test_csv_has_empty_cells_for_null_and_json_text_for_nested_fields(store: Store) -> None:
    out = io.StringIO()
    export(store, "candidates", "csv", None, None, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().removeprefix(BYTE_ORDER_MARK))))
    assert [row["decided"] for row in rows] == ["", "", ""]
    assert json.loads(rows[2]["lead_in"])["quote"] == "We uphold:"
    assert json.loads(rows[0]["boxes"]) == [[1, 10.0, 20.0, 110.5, 32.0]]


def test_text_that_begins_like_a_formula_gets_an_apostrophe_in_csv(store: Store) -> None:
    out = io.StringIO()
    export(store, "candidates", "csv", None, None, out)
    quotes = [row["quote"] for row in csv.DictReader(io.StringIO(out.getvalue().removeprefix(BYTE_ORDER_MARK)))]
    assert f"'{VAGUE.quote}" in quotes
    assert VAGUE.quote not in quotes


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "#N/A", "bell\x07", "x" * 40_000])
def test_a_spreadsheet_holds_any_text_as_text(tmp_path: Path, text: str) -> None:
    write_xlsx([document(text)], "documents", tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    assert sheet is not None
    cell = sheet["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x07", "\ufffd")[:32_767]
    assert sheet["C2"].value is None


def test_a_spreadsheet_has_a_frozen_header_and_numbers_that_are_numbers(store: Store, tmp_path: Path) -> None:
    assert export(store, "scores", "xlsx", tmp_path / "scores.xlsx") == 26
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx").active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == column_names("scores")
    assert sheet["E2"].value == 2
    assert sheet.max_row == 27


def test_a_spreadsheet_needs_a_file(store: Store) -> None:
    with pytest.raises(InputError, match="--output FILE"):
        export(store, "scores", "xlsx", None, None, io.StringIO())


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left_behind(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing/scores\.csv"):
        export(store, "scores", "csv", tmp_path / "missing" / "scores.csv")
    before = set(tmp_path.iterdir())
    with pytest.raises(InputError, match="no such company"):
        export(store, "scores", "csv", tmp_path / "scores.csv", "Nobody")
    assert set(tmp_path.iterdir()) == before


def test_text_that_utf_8_cannot_hold_does_not_stop_an_export() -> None:
    lines = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    write_jsonl([document("broken \ud800 letter")], lines)
    lines.seek(0)
    assert json.loads(lines.read())["company"] == "broken \ud800 letter"


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_a_large_table_is_written_without_holding_it(tmp_path: Path, form: str) -> None:
    rows = (replace(CANDIDATE, id=str(number)) for number in range(4_000))
    tracemalloc.start()
    with (tmp_path / "table").open("w", encoding="utf-8") as stream:
        if form == "xlsx":
            count = write_xlsx(rows, "candidates", tmp_path / "table.xlsx")
        else:
            count = write_csv(rows, "candidates", stream) if form == "csv" else write_jsonl(rows, stream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 8_000_000  # the rows' text alone is 8 MB in Python


def document(company: str) -> ExportedDocument:
    return ExportedDocument(company, "a.pdf", None, None, None, "read", "", 1, 0, None, None, None, "2026")


CANDIDATE = CandidateRow(
    id="0",
    company=COMPANY,
    document=SHA256,
    source="policy.txt",
    page=1,
    start=0,
    end=2_000,
    quote="word " * 400,
    lead_in=None,
    boxes=(),
    rubric="chrb-core-2019",
    element="A.1.1/S1.a",
    verdict=FIRM.verdict,
    reason=None,
    explanation="because",
    rules=(),
    rank=1,
    decided=None,
    shows=(),
    notes=(),
    current=True,
)


PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", '=HYPERLINK("http://x","y")', "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1",
    "a\r=1+1", "a\n=1+1", "a\r\n=1+1", "a;=1+1", "a\t=1+1", "a|=1+1", "a,=1+1", 'a;"=1+1"', "a;'=1+1", '"=1+1',
    '"";=1+1', " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    "=cmd|' /C calc'!A0", "a;+1+1", "a;@SUM(1+1)", "a\x0b=1+1", "a; =1+1",
]  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_no_cell_of_a_csv_begins_a_formula_whatever_separator_a_program_takes(separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(["Tarn", inert(payload), "end"] for payload in PAYLOADS)
    rows = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=separator))
    assert len(rows) == len(PAYLOADS)  # none of them breaks its line
    starts = [cell.strip(' "\u00a0\u200b\ufeff')[:1] for row in rows for cell in row]
    assert [start for start in starts if start in {*"=+-@＝＋－＠"} - {""}] == []


def test_a_quote_in_a_csv_is_one_line_without_what_parts_words() -> None:
    assert inert("We are com\u00ad\nmitted to\r\nhuman rights; all.") == "We are committed to human rights; all."


def test_a_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_its_letters(store: Store, tmp_path: Path) -> None:
    export(store, "scores", "csv", tmp_path / "scores.csv")
    assert (tmp_path / "scores.csv").read_bytes().startswith(b"\xef\xbb\xbfcompany,")
