"""The company sheet and the batch workbook: made from decisions, whole on screen and paper, nothing in them runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet
from report_samples import COMPANY, DOCUMENT, FIRM, OTHER, RUBRIC, VAGUE, decide, read_whole, workspace
from test_engagement import fill_in_workbook
from test_reports_export import PAYLOADS

from errors import InputError
from extractors.records import Fact, FactKind, Listing, Outcome, Source
from reports.answers import receive
from reports.asking import ask
from reports.dossier import Dossier, dossiers
from reports.exports import export_file
from reports.publishing import publish, reopen
from reports.sheet import NO_RESULTS, sheet_pages
from reports.sheet_charts import ACROSS, COLUMN_CHARACTERS, COLUMNS, HEADING
from reports.sheet_html import as_html
from reports.sheet_lines import MOST_LINES, SIZE, head_lines, unbroken, wrapped
from reports.sheet_searched import _told_of, listed_as
from reports.sheet_tables import COLOURS, Cell, Column, Look, Page, Row
from reports.sheet_xlsx import A3, A4, A4_CHARACTERS, MOST_PAGES, fitted, link, sheet_name, write_pages
from reports.workbook import _indicator_columns
from rubric import load, names
from workspace.records import Candidate, Decision, Ruling, Screening
from workspace.store import Store, open_store

SOFFICE = shutil.which("soffice")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def by_hand(element: str, verdict: Ruling, note: str = "", who: str = "tester") -> Decision:
    return Decision(COMPANY, RUBRIC, element, None, verdict, note, who, "2026-01-04T08:30:00+00:00")


def candidate(store: Store, quote: str) -> Candidate:
    return next(one for one in store.candidates(COMPANY, RUBRIC) if one.evidence.quote == quote)


def the_dossier(store: Store) -> Dossier:
    (found,) = dossiers(store, COMPANY)
    return found


def page(store: Store, name: str) -> Page:
    return next(one for one in sheet_pages(the_dossier(store)) if one.name == name)


def texts(row: Row) -> list[str]:
    return [str(one.value if isinstance(one, Cell) else one) for one in row.cells]


def rows_of(store: Store, name: str, start: str = "") -> list[list[str]]:
    return [row for row in map(texts, page(store, name).rows) if row[0].startswith(start)]


def sheet(store: Store, tmp_path: Path) -> openpyxl.Workbook:
    export_file(store, "sheet", tmp_path / "sheet.xlsx", COMPANY, None)
    return openpyxl.load_workbook(tmp_path / "sheet.xlsx")


def cells(book: openpyxl.Workbook) -> Iterator[SheetCell]:
    for each in book.worksheets:
        for row in each.iter_rows():
            yield from (one for one in row if isinstance(one, SheetCell) and one.value is not None)


# --- what is on it


def test_the_first_page_has_scores_with_titles_and_says_what_is_open(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S2.a", Ruling.NOT_MET))
    store.decide(by_hand("A.1.1/S2.b", Ruling.NOT_MET))
    first, second = rows_of(store, "Scores")[:2]
    assert first[1:5] == [
        "Commitment to respect human rights",
        "A Governance and policy commitments",
        "1.0",
        "final",
    ]
    assert second[3:7] == ["0–2", "open: S1.a, S1.b, S1.c, S2.a, S2.b, S2.c still to be decided", "0.0", "2.0"]
    sums = [texts(row) for row in page(store, "Scores").sums]
    assert [row[0] for row in sums] == ["Theme A", "Theme B", "Theme C", "All"]
    assert sums[0][3:] == ["1–7", "open", "1.0", "7.0", "8"]


def test_a_score_that_an_element_holds_open_says_which(store: Store) -> None:
    for one in the_dossier(store).indicators[0].elements:
        store.decide(by_hand(one.element.id, Ruling.NOT_APPLICABLE))
    told = rows_of(store, "Scores")[0][4]
    assert told.startswith("open: S1.a, ")
    assert told.endswith("do not apply; nothing is left to decide")
    (row,) = rows_of(store, "Elements", "A.1.1/S1.b ")
    assert row[1:3] == ["not applicable", "Not applicable: a person said so; the score treats it as not known."]


def test_a_passage_stands_with_its_place_its_reason_and_who_said_what_of_it_when_and_why(store: Store) -> None:
    decide(store, candidate(store, FIRM.quote), Ruling.SUPPORTS, "plain words")
    decide(store, candidate(store, VAGUE.quote), Ruling.WEAK)
    first, second = rows_of(store, "Elements", "A.1.1/S1.a ")
    assert first[1:8] == ["met", "Rests on evidence.", "confirmed", FIRM.quote, "Policy", "2024", "1"]
    assert first[8:] == ["", "", "plain words", "tester", "2026-01-03 00:00 UTC"]
    assert second[3] == "weak"
    assert second[9] == "The wording is too vague for a commitment."
    assert page(store, "Elements").rows[1].repeated == 3, "outcome and basis stand in each row, for filters"


def test_what_is_proposed_stands_on_the_last_page_alone_which_says_that_it_is_no_result(store: Store) -> None:
    *others, last = sheet_pages(the_dossier(store))
    assert last.warning
    assert last.about == (NO_RESULTS,)
    assert texts(last.rows[0])[1:] == ["proposed: met", "2", "A.1.1: 1–2"]
    assert not [row for one in others for row in (*one.rows, *one.sums) if "propos" in " ".join(texts(row)).casefold()]
    assert {row[1] for row in rows_of(store, "Elements")} == {"open"}


def test_what_is_not_met_has_its_receipt(store: Store) -> None:
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET, "read for it", "reader"))
    ((name, why, searched, rules, judged, lacking, note, who, _),) = rows_of(store, "Not met")
    assert name.startswith("C.1/S1.a ")
    assert why == "Not met: a person said so, by hand."
    assert searched == "1 page of 1 document"
    assert re.fullmatch(r"\d+ entr(y|ies) of the lexicons", rules)
    assert (judged, lacking) == ("none: no passage was found", "scan.pdf: no text layer")
    assert (note, who) == ("read for it", "reader")


@pytest.mark.parametrize(
    ("wordings", "told"),
    [
        (
            ("we respect rights",),
            "the model looks for its wordings, where it is installed, and else it rests on who read for it",
        ),
        ((), "it rests on who read for it"),
    ],
)
def test_what_is_not_met_without_a_rule_says_on_what_it_rests_as_a_scorecard_does(
    store: Store, wordings: tuple[str, ...], told: str
) -> None:
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET))
    found = the_dossier(store)
    indicators = tuple(
        replace(
            one,
            elements=tuple(
                replace(each, rules=0, element=replace(each.element, wordings=wordings)) for each in one.elements
            ),
        )
        for one in found.indicators
    )
    ((_, _, _, rules, *_),) = map(
        texts, next(one for one in sheet_pages(replace(found, indicators=indicators)) if one.name == "Not met").rows
    )
    assert rules == f"no entry of the lexicons; {told}"


def test_documents_say_what_could_not_be_read_of_them(store: Store) -> None:
    (scan,) = [row for row in rows_of(store, "Documents") if row[1] == "scan.pdf"]
    assert scan[5] == "no text layer"
    assert "run text recognition" in scan[9]
    (policy,) = [row for row in rows_of(store, "Documents") if row[1] == "policy.txt"]
    assert (policy[4], policy[5], policy[8]) == ("English", "read", "English lexicons, lexicons-1")


def test_the_log_is_whole_and_says_of_each_line_whether_it_holds(store: Store) -> None:
    decide(store, candidate(store, FIRM.quote), Ruling.WEAK, "too short")
    decide(store, candidate(store, FIRM.quote), Ruling.SUPPORTS, "on second thoughts")
    store.decide(by_hand("A.1.1/S1.b", Ruling.MET))
    store.decide(by_hand("A.1.1/S1.b", Ruling.OPEN))
    kind = Decision(COMPANY, "", "kind", None, Ruling.CORRECTED, "", "tester", "2026-01-05T00:00:00+00:00")
    store.decide(replace(kind, document=FIRM.document, quote="supplier_code"))
    lines = [(row[3].partition(" ")[0], row[4], row[10]) for row in rows_of(store, "Decisions")]
    assert lines == [
        ("A.1.1/S1.a", "weak", "a later line took its place"),
        ("A.1.1/S1.a", "confirmed", "holds"),
        ("A.1.1/S1.b", "met, by hand", "a later line took its place"),
        ("A.1.1/S1.b", "withdrawn", "withdraws what was decided before"),
        ("A", "corrected to “supplier code”", "holds"),
    ]
    assert rows_of(store, "Decisions")[4][3] == "A fact of the document: Kind"


def test_a_page_without_rows_says_so(store: Store) -> None:
    assert rows_of(store, "Not met") == [["There is nothing here."]]


def test_the_versions_name_the_anchor_of_the_log(store: Store) -> None:
    told = {row[0]: row[1] for row in rows_of(store, "Versions")}
    assert told["Anchor of the log"] == store.anchor()
    assert told["Data of the rubric"] == load(RUBRIC).version


def test_the_first_page_says_who_published_the_scores_and_when(store: Store) -> None:
    assert "Published" not in " ".join(page(store, "Scores").about)
    publish(store, COMPANY, RUBRIC, "editor", open_too=True)
    assert page(store, "Scores").about[1].startswith("Published by editor on ")


def test_the_exchange_with_the_company_stands_on_a_page_of_its_own(store: Store, tmp_path: Path) -> None:
    assert all(one.name != "Exchange" for one in sheet_pages(the_dossier(store)))  # nobody was asked
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, RUBRIC, path, "editor")
    documents: list[tuple[str, ...]] = [
        ("A.1.1", "Policy", "https://kettles.example/1"),
        ("", "Next", "https://k.example"),
    ]
    fill_in_workbook(path, {"A.1.1": "=See page 3."}, documents)
    receive(store, path, "editor")
    store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET, "as they answered"), at="2030-01-04T08:30:00+00:00"))
    publish(store, COMPANY, RUBRIC, "editor", open_too=True)
    reopen(store, COMPANY, RUBRIC, "editor", "appeal of 3 March")
    told = [row[1:6] for row in rows_of(store, "Exchange", "A.1.1 ")]
    words = "A.1.1/S1.a A public policy statement commits the company to respect human rights"
    assert [row[0] for row in told] == ["asked", "answered", "named a document", f"changed: {words}"]
    assert told[0][2:] == ["0–2", "1–2", "editor"]
    assert told[1][1] == "=See page 3."
    assert told[2][1] == "Policy (https://kettles.example/1): not screened so far"
    assert told[3][1:] == ["met, by hand: as they answered", "open", "met", "tester"]
    assert [row[1] for row in rows_of(store, "Exchange", "A.1.2 ")] == ["asked", "no answer so far"]
    rest = [row[2] for row in rows_of(store, "Exchange", "No single")]
    assert rest == [
        "Next (https://k.example): not screened so far",
        "Published",
        "Reopened: appeal of 3 March",
    ]
    assert all(one.data_type != "f" for one in cells(sheet(store, tmp_path)))


def test_what_was_published_stands_on_the_exchange_page_with_the_words_of_each_element(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    publish(store, COMPANY, RUBRIC, "editor", open_too=True)
    (told,) = rows_of(store, "Exchange", "A.1.1 ")
    score, first, *rest = told[2].splitlines()
    assert (told[1], score) == ("published", "1–2")
    assert first == "S1.a A public policy statement commits the company to respect human rights: met"
    assert len(rest) == 5
    assert all(line.endswith(": open") for line in rest)


def test_several_rubrics_come_one_after_another_with_their_names(store: Store, tmp_path: Path) -> None:
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026", "file copied", FIRM.document, "text/plain")
    store.save_screening(read_whole(source, DOCUMENT, (), "rsj-2018"))
    names = sheet(store, tmp_path).sheetnames
    assert names[0] == "Scores chrb-core-2019"
    assert names[7] == "Scores rsj-2018"
    staged = next(one for one in sheet_pages(dossiers(store, COMPANY)[1]) if one.name == "Scores")
    assert texts(staged.rows[0])[3] == "from none to 4 Leadership"
    assert texts(staged.sums[0])[0] == "Module 1"


def test_what_nobody_decided_of_a_next_stage_is_open_beside_a_final_result(store: Store) -> None:
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026", "file copied", FIRM.document, "text/plain")
    store.save_screening(read_whole(source, DOCUMENT, (), "rsj-2018"))
    store.decide(Decision(COMPANY, "rsj-2018", "2.b/1.1", None, Ruling.NOT_MET, "", "tester", "2026-01-04"))
    pages = {one.name: one for one in sheet_pages(dossiers(store, COMPANY)[1])}
    titles = [one.title for one in pages["Scores"].columns]
    (topic,) = (texts(row) for row in pages["Scores"].rows if texts(row)[0] == "2.b")
    assert [topic[titles.index(one)] for one in ("Final or open", "Open", "Not needed")] == ["final", "2", "7"]
    rows = {text[0].split()[0]: text for row in pages["Elements"].rows if (text := texts(row))[0]}
    ground = "Open: nobody decided yet. The result does not wait for it; the improvement plan counts it as lacking."
    assert rows["2.b/1.2"][1:3] == ["open", ground]
    assert rows["2.b/2.1"][1:3] == ["not needed", "Whatever it were, the score would be the same."]
    waits = [texts(row)[0].split()[0] for row in pages["Proposed only"].rows]
    assert [one for one in waits if one.startswith("2.b/")] == ["2.b/1.2", "2.b/1.3"]


# --- how it is read on a screen and on paper


def test_each_sheet_is_filtered_frozen_and_printed_with_its_head_on_each_page(store: Store, tmp_path: Path) -> None:
    for each in sheet(store, tmp_path).worksheets:
        head = int(str(each.print_title_rows).partition(":")[2].lstrip("$"))
        assert each.freeze_panes == f"B{head + 1}"
        assert str(each.auto_filter.ref).startswith(f"A{head}:")
        assert (each.page_setup.orientation, each.page_setup.fitToWidth, each.page_setup.fitToHeight) == (
            "landscape",
            1,
            MOST_PAGES,
        ), "not 0: LibreOffice then may print a blank page"
        assert each.sheet_properties.pageSetUpPr is not None
        assert each.sheet_properties.pageSetUpPr.fitToPage
        footer = each.oddFooter
        assert footer is not None
        assert str(footer.left.text).startswith(f"{COMPANY}: CHRB Core")
        assert footer.right.text == "&A, page &P of &N"


PAPERS = {(A4, "portrait"): 595, (A4, "landscape"): 842, (A3, "landscape"): 1190}  # points across


def printed_points(each: Worksheet) -> float:
    """The size of a sheet's type on its paper, where a column has 5.25 points for each of its characters."""
    across = sum(one.width for one in each.column_dimensions.values()) * 5.25
    margins = each.page_margins
    assert margins is not None
    assert margins.left is not None
    assert margins.right is not None
    paper = PAPERS[int(str(each.page_setup.paperSize)), str(each.page_setup.orientation)]
    return 10 * min(1, (paper - 72 * (margins.left + margins.right)) / across)


def test_every_sheet_is_printed_in_8_points_or_more(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    publish(store, COMPANY, None, "tester", open_too=True)
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    ask(store, OTHER, None, tmp_path / "ask.xlsx", "tester")
    books = [sheet(store, tmp_path), *(openpyxl.load_workbook(tmp_path / f"{one}.xlsx") for one in ("all", "ask"))]
    sizes = {each.title: printed_points(each) for book in books for each in book.worksheets}
    assert {name: size for name, size in sizes.items() if size < 8} == {}
    wide = [each.title for book in books for each in book.worksheets if str(each.page_setup.paperSize) != str(A4)]
    assert wide == ["Scores"], "only companies by indicators need a larger paper"


def test_heads_are_whole_words_on_a_light_ground_and_no_higher_than_they_need(store: Store) -> None:
    for each in sheet_pages(the_dossier(store)):
        assert [one.title for one in each.columns if unbroken(one.title, 1) > one.width] == []
        assert head_lines(each.columns) <= 4
    ground = COLOURS[Look.TITLE].ground
    assert all(int(ground[at : at + 2], 16) > 0xC0 for at in (0, 2, 4)), "a dark ground takes ink and hides words"
    assert head_lines([Column("Two words that wrap", 12), Column("One", 9)]) == 3
    assert head_lines([Column("Score", 12)]) == 1
    assert head_lines([Column("What it is", 10)]) == 2, "the button of its filter would stand on the last letters"


def test_no_row_is_lower_than_its_text_or_higher_than_a_row_can_be(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(2_000))
    columns = (Column("What", 20), Column("Words", 40), Column("State", 10))
    asked = Page("P", "Head", (), columns, (Row((Cell("name", Look.STRONG), long, "open")), Row(("short", "x", "y"))))
    write_pages([asked], tmp_path / "book.xlsx", "anchor")
    made = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    body = list(made.iter_rows(min_row=3, values_only=True))
    parts = [str(row[1]) for row in body if row[0] == "name"]
    assert " ".join(part.strip(" …") for part in parts) == long, "nothing is lost where a row is cut"
    assert {row[2] for row in body if row[0] == "name"} == {"open"}, "what filters go by stands in each part"
    assert all(part.endswith(" …") for part in parts[:-1])
    for number, row in enumerate(body, 3):
        lines = max(len(wrapped(str(text), one.width)) for text, one in zip(row, columns, strict=True))
        assert 12.75 * lines <= float(made.row_dimensions[number].height or 0) <= 409
    assert body[-1] == ("short", "x", "y")


def test_a_long_address_has_room_also_where_it_is_broken_behind_its_strokes() -> None:
    """LibreOffice breaks a word behind / and -, and takes four lines for this one; others fill each line."""
    address = "https://drellbeck-foods.example/downloads/supplier-standards.pdf"
    assert len(wrapped(address, 21)) == 4


@pytest.mark.parametrize(
    "text", ["wide " * 300, "x" * 3_000, "名" * 900, "é\u0301" * 30_000, "a\nb\n" * 90, "a/b-c - / " * 90, ""]
)
def test_any_text_is_cut_into_lines_that_are_together_the_text(text: str) -> None:
    assert "".join(wrapped(text, 30)) == text
    parts = [cells[0].value for cells, _ in fitted(Row((text,)), (Column("Words", 30),))]
    assert all(len(str(part)) < 32_767 for part in parts)
    assert all(lines <= MOST_LINES + 1 for _, lines in fitted(Row((text,)), (Column("Words", 30),)))


def test_a_name_is_no_code_of_the_footer_and_no_name_that_a_sheet_cannot_have(tmp_path: Path) -> None:
    asked = Page("a/b[c]", "Marks &F & &Z Sons", (), (Column("What", 20),), (Row(("x",)),))
    write_pages([asked, asked], tmp_path / "book.xlsx", "anchor")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as packed:
        told = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;LMarks &amp;&amp;F &amp;&amp; &amp;&amp;Z Sons" in told
    assert openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames == ["a-b-c-", "a-b-c- (2)"]
    assert sheet_name([], "History") == "History (2)"
    assert len(sheet_name(["x" * 31], "x" * 40)) == 31


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/a b.pdf#page=3", "https://a.example/a%20b.pdf#page=3"),
        ("https://a.example/a%20b.pdf?x=1&y=[2]", "https://a.example/a%20b.pdf?x=1&y=%5B2%5D"),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        (f"https://a.example/{'x' * 2_100}", ""),
    ],
)
def test_a_link_is_an_address_that_programs_take(given: str, kept: str) -> None:
    assert link(given) == kept


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("/home/r/cases/a.pdf", "a.pdf"),
        ("C:\\cases\\a.pdf", "a.pdf"),
        ("https://a.example/x/a.pdf", None),
        ("b/a.pdf", None),
    ],
)
def test_no_folder_of_a_machine_leaves_the_house(source: str, told: str | None) -> None:
    assert listed_as(source) == (told or source)


# --- nothing in it runs


def attacked(store: Store) -> None:
    """The payloads in all that other people write: company, source, title, quote, note, person, sector."""
    for number, payload in enumerate(PAYLOADS):
        text = payload.replace("\0", "\ufffd")
        listing = Listing(COMPANY, f"{text}{number}", f"/p{number}", url=f"https://a.example/{number}")
        sha256 = f"{number:064x}"
        body = f"{text} we respect human rights."
        document = replace(DOCUMENT, sha256=sha256, text=body, title=text, blocks=(), pages=(), language="en")
        found = replace(FIRM, document=sha256, quote=body, start=0, end=len(body))
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", sha256, "text/plain")
        store.save_screening(read_whole(source, document, (found,)))
    for number, one in enumerate(store.candidates(COMPANY, RUBRIC)):
        payload = PAYLOADS[number % len(PAYLOADS)].replace("\0", "\ufffd")
        line = by_hand(one.evidence.element, Ruling.WEAK, payload, payload)
        evidence = one.evidence
        store.decide(
            replace(
                line,
                candidate=one.id,
                document=evidence.document,
                start=evidence.start,
                end=evidence.end,
                quote=evidence.quote,
            )
        )
    store.keep_sectors({COMPANY: "=1+1", OTHER: "@SUM(1+1)"})


@pytest.mark.parametrize("name", ["sheet", "workbook"])
def test_no_text_of_others_is_a_formula_in_a_workbook(store: Store, tmp_path: Path, name: str) -> None:
    attacked(store)
    output = tmp_path / "out.xlsx"
    export_file(store, name, output, COMPANY if name == "sheet" else None, None)
    book = openpyxl.load_workbook(output)
    assert {one.data_type for one in cells(book)} <= {"s", "n"}
    suspicious = [one for one in cells(book) if str(one.value).startswith(("=", "+", "-", "@"))]
    assert len({str(one.value) for one in suspicious}) > 10
    assert all(one.quotePrefix for one in suspicious)
    with zipfile.ZipFile(output) as packed:
        sheets = [packed.read(one) for one in packed.namelist() if one.startswith("xl/worksheets/sheet")]
    assert not [one for one in sheets if b"<f>" in one or b"<f " in one]


def test_a_web_page_writes_great_numbers_with_all_their_digits() -> None:
    columns = (Column("Words", 12), Column("Points", 8))
    told = as_html([Page("Words", "Words", (), columns, (Row((12_345_678, 1.5)),))], "A sheet", "none")
    assert ">12345678</td>" in told
    assert ">1.5</td>" in told


def test_no_text_of_others_is_markup_in_a_web_page_which_fetches_and_runs_nothing(store: Store, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e{{ 7 * 7 }}"
    decide(store, candidate(store, FIRM.quote), Ruling.SUPPORTS, evil)
    output = tmp_path / "sheet.html"
    export_file(store, "sheet", output, COMPANY, None)
    told = output.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;\\u202e{{ 7 * 7 }}" in told
    assert not re.search(r"<(script|img|link|iframe|object)\b|\bon\w+=\"|url\(|@import", told)
    assert "default-src 'none'" in told
    assert store.anchor() in told
    assert (tmp_path / "sheet.html.anchor").read_text(encoding="utf-8").startswith(store.anchor())


def test_only_addresses_of_the_web_are_links(store: Store, tmp_path: Path) -> None:
    for number, url in enumerate(["javascript:alert(1)", "file:///etc/passwd", "https://a.example/x.pdf"]):
        listing = Listing(COMPANY, f"d{number}.txt", f"/d{number}.txt", url=url)
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", None, "text/plain")
        store.save_screening(Screening(source, RUBRIC, "1", Outcome.DAMAGED, "damaged"))
    leads = [one.hyperlink.target for one in cells(sheet(store, tmp_path)) if one.hyperlink]
    assert leads == ["https://a.example/x.pdf"]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_program_that_opens_it_finds_no_formula(store: Store, tmp_path: Path) -> None:
    assert SOFFICE is not None
    attacked(store)
    for name in ("sheet", "workbook"):
        export_file(store, name, tmp_path / f"{name}.xlsx", COMPANY if name == "sheet" else None, None)
        where = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [SOFFICE, where, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), f"{name}.xlsx"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
        told = (tmp_path / f"{name}.fods").read_text(encoding="utf-8")
        assert "=HYPERLINK(" in told, "the payloads are there, as text"
        assert "table:formula" not in told


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_that_opens_the_page_finds_no_formula_either(store: Store, tmp_path: Path) -> None:
    assert SOFFICE is not None
    attacked(store)
    export_file(store, "sheet", tmp_path / "page.html", COMPANY, None)
    where = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [SOFFICE, where, "--headless", "--infilter=HTML (StarCalc)", "--convert-to", "fods"]
    subprocess.run([*command, "page.html"], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    told = (tmp_path / "page.fods").read_text(encoding="utf-8")
    assert "=HYPERLINK(" in told, "the payloads are there, as text"
    assert "table:formula" not in told


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: no workbook can be printed")
def test_no_page_of_a_printed_workbook_is_blank(store: Store, tmp_path: Path) -> None:
    assert SOFFICE is not None
    decide(store, candidate(store, FIRM.quote), Ruling.SUPPORTS, "plain words " * 90)
    decide(store, candidate(store, VAGUE.quote), Ruling.WEAK, "too weak " * 90)
    store.decide(by_hand("A.1.1/S2.a", Ruling.NOT_MET, "read for it " * 300))
    ask(store, COMPANY, None, tmp_path / "ask.xlsx", "tester")
    export_file(store, "sheet", tmp_path / "sheet.xlsx", COMPANY, None)
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    where = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [SOFFICE, where, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    names = ("ask", "sheet", "all")
    told = [*command, *(f"{name}.xlsx" for name in names)]
    subprocess.run(told, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for name in names:
        with pypdfium2.PdfDocument(tmp_path / f"{name}.pdf") as printed:
            assert [number for number, one in enumerate(printed, 1) if not one.get_textpage().get_text_range()] == []


def test_the_foot_of_each_printed_page_has_room_for_its_line(store: Store, tmp_path: Path) -> None:
    # With less, LibreOffice printed a blank page behind a sheet that ended within a point of a page's end.
    export_file(store, "sheet", tmp_path / "sheet.xlsx", COMPANY, None)
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    for name in ("sheet", "all"):
        for each in openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets:
            if each.print_title_rows:
                assert round(each.page_margins.bottom - each.page_margins.footer, 3) >= 0.4


# --- all companies


def test_the_workbook_has_companies_by_indicators_and_marks_what_is_open(store: Store, tmp_path: Path) -> None:
    store.keep_sectors({COMPANY: "Kettles"})
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S2.a", Ruling.MET))
    output = tmp_path / "all.xlsx"
    assert export_file(store, "workbook", output, None, None) == 2
    book = openpyxl.load_workbook(output)
    assert book.sheetnames[:4] == ["Scores", "Charts", "Counts", "A.1.1"]
    rows = {row[0].value: row for row in scores(book).iter_rows()}
    final, open_one = rows[COMPANY][2], rows[OTHER][2]
    assert (rows[COMPANY][1].value, final.value, open_one.value) == ("Kettles", 2, "0–2")
    assert final.fill.fgColor.rgb != open_one.fill.fgColor.rgb
    assert open_one.font.i
    found = [row for row in book["A.1.1"].iter_rows(values_only=True) if row[0] == COMPANY]
    assert found[0][1] == 2
    assert str(found[0][2]).startswith("A.1.1/S1.a ")
    assert found[0][3:5] == ("met", "Decided by hand.")
    assert len(found) == 6, "each element has a row, also where there is nothing to quote"


def test_what_the_row_above_says_already_is_grey_in_an_indicator_s_sheet_too(store: Store, tmp_path: Path) -> None:
    decide(store, candidate(store, FIRM.quote), Ruling.SUPPORTS)
    decide(store, candidate(store, VAGUE.quote), Ruling.WEAK)
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    rows = [
        row for row in openpyxl.load_workbook(tmp_path / "all.xlsx")["A.1.1"].iter_rows() if row[0].value == COMPANY
    ]
    repeated = [one.font.color.rgb for one in rows[1][:6]]
    assert [str(one)[-6:] == COLOURS[Look.REPEATED].ink for one in repeated] == [True] * 5 + [False]


def scores(book: openpyxl.Workbook) -> Worksheet:
    found = book["Scores"]
    assert isinstance(found, Worksheet)
    return found


def test_charts_count_final_scores_alone_and_say_how_many_are_open(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S2.a", Ruling.MET))
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    spread = [row for row in book["Counts"].iter_rows(values_only=True) if row[0] == "A.1.1"]
    assert [(row[2], row[3]) for row in spread] == [(0, 0), (0.5, 0), (1, 0), (2, 1), ("open (in no chart)", 1)]
    with zipfile.ZipFile(tmp_path / "all.xlsx") as packed:
        charts = [one for one in packed.namelist() if one.startswith("xl/charts/chart")]
        first = packed.read("xl/charts/chart1.xml").decode()
    assert len(charts) == 13
    assert "<f>'Counts'!$D$4:$D$7</f>" in first, "the row of what is open is in no chart"
    assert "1 final, 1 open" in " ".join(re.findall("<a:t>(.*?)</a:t>", first))


def test_a_long_heading_of_charts_stays_on_their_page(store: Store, tmp_path: Path) -> None:
    title = "An Act on what Companies have to say about Labour in their Supply Chains, section 11(3), chapter 9"
    rubric = replace(load(RUBRIC), title=title)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("reports.workbook.rubrics_used", lambda *_: [rubric])
        export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    sheet: Any = book["Charts"]
    lines = [row[0] for row in sheet.iter_rows(max_row=3, values_only=True) if row[0]]
    across = ACROSS * COLUMNS * COLUMN_CHARACTERS * SIZE / HEADING
    assert len(lines) > 1
    assert all(len(wrapped(str(one), across, strong=True)) == 1 for one in lines)
    first = min(one.anchor._from.row for one in sheet._charts)
    assert first == len(lines) + 1, "a row is free above the charts"


def test_a_stage_is_told_in_whole_words_in_an_indicator_s_sheet() -> None:
    for name in names():
        rubric = load(name)
        score = next(one for one in _indicator_columns(rubric) if one.title == "Indicator’s score")
        words = [word for stage in rubric.stages for word in f"{stage.title},".split()]
        assert [word for word in words if len(wrapped(word, score.width)) > 1] == []
        assert sum(one.width for one in _indicator_columns(rubric)) <= A4_CHARACTERS


def test_the_names_of_a_workbook_s_sheets_are_whole_also_of_several_rubrics(store: Store, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("reports.workbook.rubrics_used", lambda *_: [load(name) for name in names()])
        export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    found = openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames
    assert [one for one in found if not one.endswith(names())] == []


def test_a_workbook_says_whose_rubric_it_is_and_by_what_it_can_be_checked(store: Store, tmp_path: Path) -> None:
    export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    rows = openpyxl.load_workbook(tmp_path / "all.xlsx")["Versions"].iter_rows(values_only=True)
    told = {str(row[0]): row[1] for row in rows}
    rubric = load(RUBRIC)
    assert (told["Credit"], told["Licence"], told["Data of the rubric"]) == (
        rubric.credit,
        rubric.licence,
        rubric.version,
    )
    assert told["Anchor of the log"] == store.anchor()


def test_what_is_known_of_how_a_document_was_read_is_told_once(store: Store) -> None:
    one = the_dossier(store).documents[0]
    fact = Fact(FactKind.DRAWS_NOTHING, (1,), "Page 1 draws nothing.")
    row = replace(one.row, about=replace(one.row.about, facts=(fact,)))
    assert _told_of(replace(one, row=row, not_read=(f"2 pages without text. {fact.detail}",))) == (
        f"2 pages without text. {fact.detail}",
    )
    assert _told_of(replace(one, row=row, not_read=())) == (fact.detail,)


def test_what_was_found_and_nobody_judged_is_told_of_what_is_not_met(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET))  # two passages of it wait
    store.decide(by_hand("C.2/S2.a", Ruling.NOT_MET))
    told = {row[0].split()[0]: row[4] for row in rows_of(store, "Not met")}
    assert told["A.1.1/S1.a"] == "none; 2 more were found, which nobody judged"
    assert told["C.2/S2.a"] == "none: no passage was found"


def test_who_rejected_the_passages_of_an_element_stands_in_its_row(store: Store) -> None:
    decide(store, candidate(store, FIRM.quote), Ruling.REJECTED, "of another company")
    (row,) = (one for one in rows_of(store, "Elements", "A.1.1/S1.a") if one[3] == "rejected")
    assert row[9:13] == [
        "1 passage that shows nothing of it.",
        "of another company",
        "tester",
        "2026-01-03 00:00 UTC",
    ]


def test_a_workbook_of_an_empty_workspace_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty") as store, pytest.raises(InputError, match="nothing was screened"):
        export_file(store, "workbook", tmp_path / "all.xlsx", None, None)
    assert not (tmp_path / "all.xlsx").exists()
