"""A company is asked, answers, and what changes is traced; what is published is frozen."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.comments import Comment
from people_samples import ADA, BEN, CLEO, DAN, add_people
from report_samples import (
    COMPANY,
    DOCUMENT,
    FIRM,
    ITEM,
    OTHER,
    RUBRIC,
    SHA256,
    VAGUE,
    decide,
    read_whole,
    save,
    workspace,
)

from archive.store import Archive
from cli import cli
from errors import InputError
from extractors.records import Listing, Outcome, Source
from findings.engagement import Press, engagement, noted, published_lines
from reports import asking, exchanged
from reports.answer_files import LONGEST, Unplaced, read_answers
from reports.answer_parts import MOST_OF_PART
from reports.answers import OUTSIDE, receive, write_listings
from reports.asking import ask
from reports.explain import explain
from reports.explained_text import as_text
from reports.publishing import publish, reopen
from reports.questions import NOT_JUDGED, NOTHING_YET, introduction
from reports.questions import NOTHING as NOT_FOUND
from reports.questions_heads import ANSWER, ANSWERED_BY, FORM, QUESTIONS, REFERENCE, RETURNED
from reports.verify import verify
from rubric import load
from workspace.decisions import Frozen
from workspace.records import COUNTS, ENGAGEMENT, Candidate, Decision, Ruling
from workspace.store import Store, open_store

FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x.example")', "\t=1", "\r=1", "=cmd|' /C calc'!A0")
NOTHING = '{"answers": {}, "documents": [], "reference": "", "answered_by": ""}'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def by_hand(element: str, verdict: Ruling, note: str = "") -> Decision:
    return Decision(COMPANY, RUBRIC, element, None, verdict, note, "tester", "2030-01-04T08:30:00+00:00")


def first_of(store: Store, quote: str) -> Candidate:
    return next(one for one in store.candidates(COMPANY, RUBRIC) if one.evidence.quote == quote)


def label(element: str) -> str:
    return next(one.label for one in load(RUBRIC).elements if one.id == element)


def fill_in_workbook(
    path: Path, answers: dict[str, str], documents: list[tuple[str, ...]], by: str = "A. Clerk"
) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[QUESTIONS]
    column = [cell.value for cell in sheet[1]].index(ANSWER) + 1
    for row in range(2, sheet.max_row + 1):
        answer = answers.get(str(sheet.cell(row, 1).value))
        if answer is not None:
            sheet.cell(row, column).value = answer
    for number, document in enumerate(documents, 2):
        for place, value in enumerate(document, 1):
            book[RETURNED].cell(number, place).value = value
    front = book.worksheets[0]
    row = next(row for row in range(1, 20) if front.cell(row, 1).value == ANSWERED_BY)
    front.cell(row, 2).value = "A. Clerk"
    book.save(path)


def fill_in_page(path: Path, answers: dict[str, str], documents: list[list[str]]) -> None:
    """What the page's own script does; a browser's test presses the button."""
    before, _, rest = path.read_text(encoding="utf-8").partition(f'id="{FORM}">')
    data, _, after = rest.partition("</script>")
    said = json.loads(data) | {"answers": answers, "documents": documents, "answered_by": "A. Clerk"}
    whole = f'{before}id="{FORM}">{json.dumps(said).replace("<", chr(92) + "u003c")}</script>{after}'
    path.write_text(whole, encoding="utf-8")


def test_the_draft_says_what_was_found_and_not_found_and_never_what_is_proposed(store: Store, tmp_path: Path) -> None:
    decide(store, first_of(store, FIRM.quote), Ruling.SUPPORTS, "plain words")
    questions = ask(store, COMPANY, None, tmp_path / "ask.xlsx", "tester")
    first = questions.asked[0]
    assert (first.indicator, first.score) == ("A.1.1", "1–2 of 2, not final")
    assert any(FIRM.quote in one for one in first.found)
    assert all("proposed" not in line for one in questions.asked for line in (*one.found, *one.not_found))
    assert any(line.endswith("not decided yet") for line in questions.asked[1].not_found)


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_that_nobody_judged_an_indicator_is_not_told_as_nothing_found(
    store: Store, tmp_path: Path, ending: str
) -> None:
    decide(store, first_of(store, VAGUE.quote), Ruling.WEAK)
    for element in load(RUBRIC).indicators[1].elements:
        store.decide(by_hand(element.id, Ruling.NOT_MET, "read whole"))
    first, second, third = ask(store, COMPANY, None, tmp_path / f"ask{ending}", "x").asked[:3]
    assert (first.nothing, second.nothing, third.nothing) == (NOTHING_YET, NOT_FOUND, NOT_JUDGED)
    assert ("or is not decided yet" in first.question, "or is not decided yet" in second.question) == (True, False)
    if ending == ".html":
        page = (tmp_path / "ask.html").read_text(encoding="utf-8")
        assert [page.count(f"<p>{told}</p>") for told in (NOTHING_YET, NOT_FOUND)] == [1, 1]
    else:
        rows = openpyxl.load_workbook(tmp_path / "ask.xlsx")[QUESTIONS].iter_rows(min_row=2, values_only=True)
        told = {row[0]: row[3] for row in reversed(list(rows))}
        assert [told[one.indicator] for one in (first, second, third)] == [NOTHING_YET, NOT_FOUND, NOT_JUDGED]


def test_the_draft_names_who_judged_and_not_who_drafted_it(store: Store, tmp_path: Path) -> None:
    assert "tester" not in introduction(ask(store, COMPANY, None, tmp_path / "ask.html", "a drafter"))[0]
    decide(store, first_of(store, FIRM.quote), Ruling.SUPPORTS)
    told = introduction(ask(store, COMPANY, None, tmp_path / "ask.html", "a drafter"))[0]
    assert "as tester judged them by 2026" in told
    assert "a drafter" not in told


def test_what_is_asked_after_publishing_is_not_called_a_draft(store: Store, tmp_path: Path) -> None:
    decide(store, first_of(store, FIRM.quote), Ruling.SUPPORTS)
    publish(store, COMPANY, None, "tester", open_too=True)
    told = introduction(ask(store, COMPANY, None, tmp_path / "ask.html", "tester"))[0]
    assert "It was published on 20" in told
    assert "draft" not in told
    reopen(store, COMPANY, None, "tester", "an appeal")
    told = introduction(ask(store, COMPANY, None, tmp_path / "ask.html", "tester"))[0]
    assert told.startswith("This is a draft of how ")
    assert told.endswith("It is not a published result.")


def test_what_is_not_found_comes_with_the_note_and_with_what_counts_without_being_enough(
    store: Store, tmp_path: Path
) -> None:
    for quote, ruling in ((FIRM.quote, Ruling.SUPPORTS), (VAGUE.quote, Ruling.WEAK)):
        decide(store, first_of(store, quote), ruling)
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET, "Said of one site only."))
    (told,) = (one for one in ask(store, COMPANY, None, tmp_path / "ask.html", "x").asked[0].not_found if "S1.a" in one)
    assert "— Said of one site only — " in told
    assert f"confirmed, and not enough alone: “{FIRM.quote}”" in told
    assert f"looked at, and not enough: “{VAGUE.quote}”" in told


def test_a_weak_passage_that_completes_a_list_comes_with_what_it_completes(store: Store, tmp_path: Path) -> None:
    decide(store, first_of(store, ITEM.quote), Ruling.WEAK)
    assert ITEM.lead_in is not None
    every = [line for one in ask(store, COMPANY, None, tmp_path / "ask.html", "x").asked for line in one.not_found]
    (told,) = (line for line in every if ITEM.quote in line)
    assert f"“{ITEM.lead_in.quote} … {ITEM.quote}”" in told


def test_an_element_that_waits_is_not_told_as_not_enough_alone(store: Store, tmp_path: Path) -> None:
    decide(store, first_of(store, VAGUE.quote), Ruling.WEAK)
    (told,) = (one for one in ask(store, COMPANY, None, tmp_path / "ask.html", "x").asked[0].not_found if "S1.a" in one)
    assert "— not decided yet — looked at, and not enough: " in told


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_an_answer_comes_back_with_its_question_its_file_and_who_answered(
    store: Store, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"ask{ending}"
    ask(store, COMPANY, None, path, "tester")
    (tmp_path / "code.pdf").write_bytes(b"%PDF-1.4")
    named = ["A.1.1", "Code", "code.pdf", "2025", "3", "new"]
    if ending == ".xlsx":
        fill_in_workbook(path, {"A.1.1": "See page 3."}, [tuple(named)])
    else:
        fill_in_page(path, {"A.1.1": "See page 3."}, [named])
    said = receive(store, path, "tester")
    assert (said.company, said.rubric, said.answers, said.left_out) == (COMPANY, RUBRIC, 1, ())
    assert [(one.source, one.published) for one in said.documents] == [("code.pdf", "2025")]
    text = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    assert "Answered by A. Clerk" in text
    assert "“See page 3.”" in text
    assert "Document named by A. Clerk" in text
    assert "not screened so far" in text


def test_ten_answers_three_documents_and_two_changed_scores_are_traced_in_explain(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.xlsx"
    asked = ask(store, COMPANY, None, path, "tester")
    ten = [one.indicator for one in asked.asked][:10]
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("We respect human rights.", encoding="utf-8")
    documents: list[tuple[str, ...]] = [
        ("A.1.1", "Policy", "one.txt", "2026"),
        ("A.1.2", "Second policy", "two.txt"),
        ("A.1.2", "On the web", "https://kettles.example/three.pdf", "", "12"),
    ]
    fill_in_workbook(path, {one: f"Our answer on {one}" for one in ten}, documents)
    said = receive(store, path, "tester")
    assert (said.answers, len(said.documents)) == (10, 3)
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET, "shown in the policy that they named"))
    store.decide(by_hand("A.1.4/S1.a", Ruling.NOT_MET, "their answer confirms it"))
    first = as_text(explain(store, COMPANY, "A.1.1"))
    assert "The score changed from 0–2 to 1–2" in first
    assert f"A.1.1/S1.a {label('A.1.1/S1.a')}: open, now met" in " ".join(first.split())
    assert "shown in the policy that they named" in first
    other = as_text(explain(store, COMPANY, "A.1.4"))
    assert f"A.1.4/S1.a {label('A.1.4/S1.a')}: open, now not met" in " ".join(other.split())
    third = explain(store, COMPANY, "A.1.2").engagement.exchanges[0]
    assert [one.place for one in third.documents] == ["two.txt", "https://kettles.example/three.pdf"]
    assert third.changes == ()
    trail = "\n".join(exchanged.trail(store, COMPANY, None))
    assert trail.count("Answered by A. Clerk") == 10


def test_lines_of_the_exchange_decide_nothing(store: Store, tmp_path: Path) -> None:
    before = explain(store, COMPANY, "A.1.1")
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "No."}, [])
    receive(store, path, "tester")
    after = explain(store, COMPANY, "A.1.1")
    assert (after.decided, after.decisions, after.elements) == (before.decided, before.decisions, before.elements)
    assert store.decisions(COMPANY, COUNTS) == []
    assert len(store.decisions(COMPANY, ENGAGEMENT)) == 15
    assert store.check_log() == []


def test_the_file_of_answers_is_kept_so_that_the_workspace_can_be_verified(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "No."}, [])
    before = {one.what for one in verify(store, quick=True).faults}
    receive(store, path, "tester")
    sha256 = explain(store, COMPANY, "A.1.1").engagement.exchanges[0].answers[0].file
    assert Archive(store.workspace / "archive").get(sha256) == path.read_bytes()
    assert {one.what for one in verify(store, quick=True).faults} <= before


def test_a_late_answer_stands_with_the_question_that_it_answers(store: Store, tmp_path: Path) -> None:
    ask(store, COMPANY, None, tmp_path / "first.html", "tester")
    store.decide(by_hand("A.1.1/S1.b", Ruling.MET))
    ask(store, COMPANY, None, tmp_path / "second.html", "tester")
    fill_in_page(tmp_path / "first.html", {"A.1.1": "Late, to the first."}, [])
    receive(store, tmp_path / "first.html", "tester")
    first, second = explain(store, COMPANY, "A.1.1").engagement.exchanges
    assert [one.text for one in first.answers] == ["Late, to the first."]
    assert second.answers == ()


def test_who_reads_in_an_answer_after_publishing_is_told_that_the_scores_are_frozen(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    publish(store, COMPANY, None, "tester", open_too=True)
    fill_in_page(path, {"A.1.1": "Late."}, [])
    told = CliRunner().invoke(cli, ["--workspace", str(store.workspace), "engage", "answers", str(path)]).stderr
    assert "The scores were published on 20" in told
    where = f"--workspace {store.workspace}"
    assert f"firmword engage reopen {shlex.quote(COMPANY)} --rubric {RUBRIC} --because '…' {where}" in told
    reopen(store, COMPANY, None, "tester", "an appeal")
    fill_in_page(path, {"A.1.1": "Later."}, [])
    assert receive(store, path, "tester").frozen == ""


def test_the_same_file_is_read_in_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "No."}, [])
    receive(store, path, "tester")
    with pytest.raises(InputError, match="tester read in this very file"):
        receive(store, path, "tester")


def test_a_question_that_was_edited_before_it_was_sent_stands_beside_its_answer(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    page = path.read_text(encoding="utf-8")
    drafted = 'data-question="A.1.1">'
    start = page.index(drafted) + len(drafted)
    path.write_text(page[:start] + "Where is your policy?" + page[page.index("</p>", start) :], encoding="utf-8")
    fill_in_page(path, {"A.1.1": "Here."}, [])
    receive(store, path, "tester")
    (answer,) = explain(store, COMPANY, "A.1.1").engagement.exchanges[0].answers
    assert answer.question == "Where is your policy?"


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "../secret.pdf", "C:\\Windows\\win.ini", "file:///etc/passwd", "ftp://x/y"]
)
def test_a_company_cannot_have_other_files_of_the_reader_screened(store: Store, tmp_path: Path, place: str) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "See there."}, [["A.1.1", "Code", place]])
    said = receive(store, path, "tester")
    assert said.documents == ()
    assert said.left_out == (f"“{place}”: neither a web address nor the name of a file beside the answers",)


def test_a_document_that_was_named_and_not_sent_is_left_out_and_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "See there.", "Z.9": "Other"}, [["A.1.1", "Code", "gone.pdf"]])
    said = receive(store, path, "tester")
    assert said.answers == 1
    assert said.unplaced == (Unplaced("Other", f"{OUTSIDE}: on “Z.9”, about which nothing was asked"),)
    assert "no such file beside the answers" in said.left_out[0]


def test_a_document_that_is_put_beside_the_answers_later_is_taken_and_nothing_else_noted_again(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    (tmp_path / "here.txt").write_text("We respect human rights.", encoding="utf-8")
    fill_in_page(path, {"A.1.1": "See there."}, [["A.1.1", "Code", "gone.txt"], ["A.1.1", "Policy", "here.txt"]])
    receive(store, path, "tester")
    (tmp_path / "gone.txt").write_text("We respect human rights.", encoding="utf-8")
    said = receive(store, path, "tester")
    assert [one.source for one in said.documents] == ["gone.txt", "here.txt"], "so that all of them can be screened"
    assert said.answers == 0
    assert "tester read in this very file" in said.left_out[0]
    (exchange,) = explain(store, COMPANY, "A.1.1").engagement.exchanges
    assert [one.text for one in exchange.answers] == ["See there."]
    assert [one.place for one in exchange.documents] == ["here.txt", "gone.txt"]
    lines = len(store.decisions(COMPANY, ENGAGEMENT))
    assert len(receive(store, path, "tester").documents) == 2
    assert len(store.decisions(COMPANY, ENGAGEMENT)) == lines


def test_the_list_of_named_documents_is_one_that_screen_takes(store: Store, tmp_path: Path) -> None:
    from archive.intake import listings

    (tmp_path / "code.txt").write_text("We respect human rights.", encoding="utf-8")
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {}, [["A.1.1", "Code", "code.txt", "2025"]])
    write_listings(receive(store, path, "tester").documents, tmp_path / "new.csv")
    (listing,) = listings([str(tmp_path / "new.csv")], None)
    assert (listing.company, listing.location, listing.published) == (COMPANY, str(tmp_path / "code.txt"), "2025")


@pytest.mark.parametrize(
    "company", ["@Home Care", "=A1 Foods", "+Plus; -Minus", "-Dash's", "'+'", "Soft\u00adly; @Home"]
)
def test_the_list_of_named_documents_is_of_the_same_company_whatever_it_is_called(
    store: Store, tmp_path: Path, company: str
) -> None:
    from archive.intake import listings

    save(store, Listing(company, "policy.txt", "/policy.txt"), Outcome.READ)
    path, new = tmp_path / "ask.html", tmp_path / "new.csv"
    ask(store, company, None, path, "tester")
    fill_in_page(path, {}, [["", "Code", "https://kettles.example/a;-b"]])
    write_listings(receive(store, path, "tester").documents, new)
    assert not re.search(r"(^|[;,])[=+@-]", new.read_text(encoding="utf-8-sig"), re.MULTILINE), (
        "no formula stands in it"
    )
    (listing,) = listings([str(new)], None)
    assert (listing.company, listing.location) == (company, "https://kettles.example/a;-b")


def test_a_date_that_screen_does_not_take_is_told_and_kept_and_not_listed(store: Store, tmp_path: Path) -> None:
    from archive.intake import listings

    path, new = tmp_path / "ask.html", tmp_path / "new.csv"
    ask(store, COMPANY, None, path, "tester")
    dates = ("spring 2026", "03/04/2026", "3 March 2026")
    fill_in_page(path, {}, [["", "", f"https://kettles.example/{date[0]}", date] for date in dates])
    said = receive(store, path, "tester")
    assert [one.published for one in said.documents] == [None, None, "2026-03-03"]
    assert [line[: line.index(":")] for line in said.left_out] == [
        f"“{date}” as the date of “https" for date in dates[:2]
    ]
    named = [line.note for line in store.decisions(COMPANY, ENGAGEMENT) if line.verdict is Ruling.OFFERED]
    assert all(date in note for date, note in zip(dates, named, strict=True))
    write_listings(said.documents, new)
    assert [one.published for one in listings([str(new)], None)] == [None, None, "2026-03-03"]


def test_an_unknown_indicator_beside_a_document_is_told_and_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {}, [["Z.9", "Code", "https://kettles.example/1"]])
    said = receive(store, path, "tester")
    assert said.left_out[0].startswith("“Z.9” beside “https://kettles.example/1”: nothing was asked about it")
    assert "Code, for “Z.9”" in "\n".join(exchanged.trail(store, COMPANY, None))


def test_that_there_is_nothing_to_list_or_to_screen_is_told(store: Store, tmp_path: Path) -> None:
    path, new = tmp_path / "ask.html", tmp_path / "new.csv"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "See page 3."}, [])
    where = ("--workspace", str(store.workspace))
    told = run("engage", "answers", str(path), "--list", str(new), "--screen", *where).stderr
    assert f"--list {new}: no document is left to be screened" in told
    assert "--screen: no document is left to be screened" in told
    assert not new.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"hello", "neither a workbook nor a page"),
        (b"PK\x03\x04 broken", "cannot be read as a workbook"),
        (f'<script id="{FORM}">[1, 2'.encode(), "cannot be read"),
        (
            f'<script id="{FORM}">{{"answers": {{}}, "documents": [], "reference": "", "answered_by": ""}}'.encode(),
            "gone",
        ),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_with_the_cure(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_answers(content, "answers")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    with pytest.raises(InputError, match="unpacks to more than 200 MB"):
        read_answers(out.getvalue(), "answers.xlsx")


def test_answers_to_questions_that_nobody_asked_are_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "No."}, [])
    with open_store(workspace(tmp_path / "other")) as other, pytest.raises(InputError, match="no questions with it"):
        receive(other, path, "tester")


def with_reference(path: Path, reference: str, to: Path) -> Path:
    """The same file with another reference in it."""
    if path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        own = re.findall(r'"reference": ?"(FW-[^"]+)"', text)[0]
        to.write_text(text.replace(own, reference), encoding="utf-8")
        return to
    book = openpyxl.load_workbook(path)
    front = book.worksheets[0]
    row = next(row for row in range(1, 20) if front.cell(row, 1).value == REFERENCE)
    front.cell(row, 2).value = reference
    book.save(to)
    return to


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_answers_of_one_company_under_the_reference_of_another_are_refused(
    store: Store, tmp_path: Path, ending: str
) -> None:
    path, other = tmp_path / f"ask{ending}", tmp_path / f"other{ending}"
    ask(store, COMPANY, None, path, "tester")
    theirs = ask(store, OTHER, None, other, "tester").reference
    fill = fill_in_workbook if ending == ".xlsx" else fill_in_page
    fill(path, {"A.1.1": "See page 3."}, [])
    swapped = with_reference(path, theirs, tmp_path / f"swapped{ending}")
    told = rf"swapped{ending}: .*{theirs} is of questions to '{OTHER}', .* headed 'Questions to {COMPANY}'; copy into"
    with pytest.raises(InputError, match=told):
        receive(store, swapped, "tester")
    assert [line.verdict for line in store.decisions(None, ENGAGEMENT)] == [Ruling.ASKED] * 26
    assert receive(store, path, "tester").answers == 1


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_answers_under_the_reference_of_other_questions_are_refused(store: Store, tmp_path: Path, ending: str) -> None:
    path, other = tmp_path / f"ask{ending}", tmp_path / f"other{ending}"
    ask(store, COMPANY, None, path, "tester", ["A.1.1", "A.1.2"])
    theirs = ask(store, COMPANY, None, other, "tester", ["A.1.2", "A.1.4"]).reference
    fill = fill_in_workbook if ending == ".xlsx" else fill_in_page
    fill(path, {"A.1.2": "See page 3."}, [])
    swapped = with_reference(path, theirs, tmp_path / f"swapped{ending}")
    with pytest.raises(InputError, match=rf"{theirs} is of no question on A\.1\.1, which the file asks"):
        receive(store, swapped, "tester")


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_answers_under_the_reference_of_a_draft_of_another_time_are_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path, later = tmp_path / f"ask{ending}", Press(COMPANY, RUBRIC, "tester", "2031-05-06T07:08:09+00:00")
    ask(store, COMPANY, None, path, "tester")
    with monkeypatch.context() as patched:
        patched.setattr(asking, "pressed", lambda *_: later)
        theirs = ask(store, COMPANY, None, tmp_path / "later.html", "tester").reference
    fill = fill_in_workbook if ending == ".xlsx" else fill_in_page
    fill(path, {"A.1.2": "See page 3."}, [])
    swapped = with_reference(path, theirs, tmp_path / f"swapped{ending}")
    with pytest.raises(InputError, match="of questions drafted 2031-05-06 07:08 UTC, but the file was drafted 20"):
        receive(store, swapped, "tester")


@pytest.mark.parametrize("name", ["Tab\there", "Right \u202e turned", "No\ufffe letter", "=1+1", "  Two  spaces "])
@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_a_file_is_known_as_its_company_s_whatever_stands_in_the_name(
    store: Store, tmp_path: Path, name: str, ending: str
) -> None:
    save(store, Listing(name, "policy.txt", "/policy.txt"), Outcome.READ)
    path = tmp_path / f"ask{ending}"
    ask(store, name, None, path, "tester")
    (fill_in_workbook if ending == ".xlsx" else fill_in_page)(path, {"A.1.1": "See page 3."}, [])
    assert receive(store, path, "tester").company == name


def test_every_line_of_a_long_question_is_in_sight(store: Store, tmp_path: Path) -> None:
    note = " ".join(f"word{number}" for number in range(1_500))
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET, note))
    ask(store, COMPANY, None, tmp_path / "ask.xlsx", "tester")
    sheet = openpyxl.load_workbook(tmp_path / "ask.xlsx")[QUESTIONS]
    assert {cell.font.name for row in sheet for cell in row if cell.value} == {"Arial"}  # by whose widths it is counted
    assert all((sheet.row_dimensions[row].height or 0) < 409 for row in range(1, sheet.max_row + 1))
    said = " ".join(str(row[4]) for row in sheet.iter_rows(min_row=2, values_only=True))
    assert re.findall(r"word\d+", said) == note.split()


def test_nothing_is_noted_where_the_draft_cannot_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no folder .*; make it first"):
        ask(store, COMPANY, None, tmp_path / "no folder" / "ask.xlsx", "tester")
    assert store.decisions(COMPANY, ENGAGEMENT) == []


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_word_of_a_company_or_a_person_is_a_live_formula_in_the_draft(
    store: Store, tmp_path: Path, payload: str
) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET, payload))
    ask(store, COMPANY, None, tmp_path / "ask.xlsx", payload)
    for sheet in openpyxl.load_workbook(tmp_path / "ask.xlsx"):
        assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_no_answer_can_end_the_script_that_carries_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "</script><script>alert(1)</script>" + "x" * 40_000}, [])
    said = read_answers(path.read_bytes(), path.name)
    assert said.answers["A.1.1"][0].startswith("</script><script>alert(1)")
    assert len(said.answers["A.1.1"][0]) == LONGEST


def test_what_is_published_is_frozen_until_it_is_reopened_with_a_reason(store: Store) -> None:
    with pytest.raises(InputError, match="13 scores still open"):
        publish(store, COMPANY, None, "tester")
    publish(store, COMPANY, None, "tester", open_too=True)
    with pytest.raises(Frozen, match=r"they are frozen since.*firmword engage reopen"):
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    with pytest.raises(Frozen):
        decide(store, first_of(store, VAGUE.quote), Ruling.WEAK)
    sha256 = store.documents(COMPANY)[0].document
    fact = Decision(COMPANY, "", "published", None, Ruling.CORRECTED, "", "tester", "2030-01-05", sha256, quote="2025")
    with pytest.raises(Frozen):
        store.decide(fact)
    with pytest.raises(InputError, match="published these scores"):
        publish(store, COMPANY, None, "tester", open_too=True)
    told = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    assert "Published by tester" in told
    assert f"S1.a {label('A.1.1/S1.a')}: open" in told
    with pytest.raises(InputError, match="say why"):
        reopen(store, COMPANY, None, "tester", " ")
    reopen(store, COMPANY, None, "tester", "the company appealed")
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    assert explain(store, COMPANY, "A.1.1").engagement.published is None


def test_of_a_rubric_of_one_indicator_what_was_published_last_is_frozen(store: Store) -> None:
    for ruling, quote in ((Ruling.PUBLISHED, "1"), (Ruling.REOPENED, "1"), (Ruling.PUBLISHED, "2")):
        noted(store, [Press(COMPANY, RUBRIC, "tester", "2030-01-04").line(ruling, "A.1.1", quote=quote)])
    frozen = published_lines(engagement(store, COMPANY, RUBRIC))
    assert [line.quote for line in frozen] == ["2"]


def test_an_answer_that_a_program_took_for_a_formula_is_read_as_it_was_typed(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")
    fill_in_workbook(path, {"A.1.1": "=-see page 3"}, [])
    assert read_answers(path.read_bytes(), "ask.xlsx").answers["A.1.1"][0] == "=-see page 3"
    as_excel_saves_it = tmp_path / "excel.xlsx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(as_excel_saves_it, "w") as after:
        for part in before.namelist():
            cell = rb'<c r="G2"([^>]*)><f>-see page 3</f><v ?(?:/>|></v>)'
            shown = rb'<c r="G2"\1 t="e"><f>-see page 3</f><v>#NAME?</v>'
            after.writestr(part, re.sub(cell, shown, before.read(part)))
        assert any(b"#NAME?" in after.read(part) for part in after.namelist() if "sheet2" in part)
    assert read_answers(as_excel_saves_it.read_bytes(), "excel.xlsx").answers["A.1.1"][0] == "=-see page 3"


def test_no_answer_is_lost_where_rows_were_added_or_their_indicator_is_gone(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")
    fill_in_workbook(path, {"A.1.1": "First part."}, [])
    book = openpyxl.load_workbook(path)
    sheet = book[QUESTIONS]
    column = [cell.value for cell in sheet[1]].index(ANSWER) + 1
    for indicator, answer in (("A.1.1", "Second part."), (None, "Of what?")):
        row = sheet.max_row + 1
        sheet.cell(row, 1).value, sheet.cell(row, column).value = indicator, answer
    book.save(path)
    said = receive(store, path, "tester")
    assert (said.answers, said.left_out) == (1, ())
    assert [one.text for one in said.unplaced] == ["Of what?"]
    assert re.fullmatch(rf"{OUTSIDE}: cell G\d+ of “{QUESTIONS}”", said.unplaced[0].where)
    (told,) = explain(store, COMPANY, "A.1.1").engagement.exchanges[0].answers
    assert (told.text, told.question) == ("First part.\nSecond part.", "")


def test_every_row_of_a_draft_names_its_indicator(store: Store, tmp_path: Path) -> None:
    decide(store, first_of(store, FIRM.quote), Ruling.WEAK, "")
    for number in range(1, 9):
        store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET, "n" * 500 * number))
    store.decide(by_hand("A.1.1/S1.b", Ruling.NOT_MET, "long " * 400))
    store.decide(by_hand("A.1.1/S1.c", Ruling.NOT_MET, "long " * 400))
    ask(store, COMPANY, None, tmp_path / "ask.xlsx", "tester")
    rows = list(openpyxl.load_workbook(tmp_path / "ask.xlsx")[QUESTIONS].iter_rows(min_row=2, values_only=True))
    assert any(str(row[1]).endswith("continued") for row in rows)
    assert all(row[0] for row in rows)


# --- commands that are told work as they are printed


def in_two_rubrics(folder: Path, company: str = COMPANY) -> Path:
    """A workspace with a company that was screened by two rubrics."""
    with open_store(folder) as store:
        source = Source(Listing(company, "policy.txt", "/policy.txt"), "2026", "file copied", SHA256, "text/plain")
        for name in (RUBRIC, "rsj-2018"):
            store.save_screening(read_whole(source, DOCUMENT, (), name))
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def told_command(text: str, name: str, **values: str) -> list[str]:
    """The words of the command that the text tells, as a shell parts them, with what stands in capitals filled in."""
    line = next(one for one in text.splitlines() if f"firmword {name}" in one)
    words = shlex.split(line[line.index(f"firmword {name}") :].partition("`")[0].partition(" (or")[0])
    return [values.get(one, one) for one in words[1:]]


@pytest.mark.parametrize("company", ["Kettles & Sons", "-Dash's"])
def test_the_command_that_reopens_works_as_it_is_printed_whatever_the_company_is_called(
    tmp_path: Path, company: str
) -> None:
    folder = in_two_rubrics(tmp_path / "my workspace", company)
    path = tmp_path / "ask.html"
    with open_store(folder) as store:
        ask(store, company, RUBRIC, path, "tester")
        publish(store, company, RUBRIC, "tester", open_too=True)
        fill_in_page(path, {"A.1.1": "Late."}, [])
        with pytest.raises(Frozen) as frozen:
            store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), company=company))
    late = run("engage", "answers", str(path), "--workspace", str(folder))
    for told in (late.stderr, str(frozen.value)):
        unchanged = run(*told_command(told, "engage reopen"))
        assert (unchanged.exit_code, "--because '…': say why" in unchanged.output) == (2, True), "no reason is in it"
        done = run(*told_command(told, "engage reopen", **{"…": "an appeal"}))
        assert (done.exit_code, "are open again" in done.output) == (0, True), done.output
        with open_store(folder) as store:
            publish(store, company, RUBRIC, "tester", open_too=True)


@pytest.mark.parametrize("name", [BEN, DAN, "nobody-known", ""])
def test_where_people_are_known_only_one_who_decides_publishes_and_reopens(tmp_path: Path, name: str) -> None:
    folder = in_two_rubrics(tmp_path / "workspace", COMPANY)
    add_people(folder)
    who = ["--by", name] if name else []  # the login name, which is nobody's here
    where = [*who, "--rubric", RUBRIC, "--workspace", str(folder)]
    freeze, thaw = ["publish", COMPANY, "--open-too"], ["reopen", COMPANY, "--because", "an appeal"]
    for step in (freeze, thaw, ["ask", COMPANY, "--output", str(tmp_path / "ask.html")]):
        refused = run("engage", *step, *where)
        told = " ".join(refused.output.split())
        assert (refused.exit_code, f"--by {ADA} and {CLEO}" in told) == (2, True), refused.output
    with open_store(folder) as store:
        assert engagement(store, COMPANY, RUBRIC) == ()
    for one, step in ((ADA, freeze), (CLEO, thaw)):
        done = run("engage", *step, "--by", one, *where[len(who) :])
        assert done.exit_code == 0, done.output
    with open_store(folder) as store:
        assert {line.who for line in engagement(store, COMPANY, RUBRIC)} == {ADA, CLEO}


def test_the_list_of_named_documents_is_screened_in_the_workspace_and_by_the_rubric_of_the_questions(
    tmp_path: Path,
) -> None:
    folder = in_two_rubrics(tmp_path / "mine")
    (tmp_path / "code.txt").write_text("We respect human rights.", encoding="utf-8")
    path, listed = tmp_path / "ask.html", tmp_path / "new list.csv"
    with open_store(folder) as store:
        ask(store, COMPANY, "rsj-2018", path, "tester")
    fill_in_page(path, {}, [["", "Code", "code.txt"]])
    told = run("engage", "answers", str(path), "--workspace", str(folder)).stderr
    assert told_command(told, "engage answers") == [
        "engage", "answers", str(path), "--screen", "--workspace", str(folder),
    ]  # fmt: skip
    told = run("engage", "answers", str(path), "--list", str(listed), "--workspace", str(folder)).stderr
    expected = ["screen", str(listed), "--rubric", "rsj-2018", "--workspace", str(folder)]
    assert told_command(told, "screen") == expected


def test_no_command_of_the_house_is_told_without_the_one_that_names_its_workspace() -> None:
    """`workspace.commands.command` names workspace and rubric; help, docs and pages of exports tell no cure."""
    general = {
        "cli/engage.py", "cli/export.py", "reports/annotations.py", "reports/columns.py",
        "reports/dossier.py", "reports/sheet.py",
    }  # fmt: skip
    root = Path(__file__).parent.parent
    verbs = "screen|review|export|explain|verify|engage|people|collect|order|watch"
    for folder in ("cli", "reports", "review", "workspace", "screening", "findings", "archive"):
        for file in (root / folder).rglob("*.py"):
            text = re.sub(r'"""[\s\S]*?"""', "", file.read_text(encoding="utf-8"))
            if file.relative_to(root).as_posix() not in general:
                assert not re.search(rf"firmword ({verbs})\b", text), file


# --- the reference


def test_show_tells_the_reference_of_each_draft_and_the_refusal_tells_how_to_see_it(
    store: Store, tmp_path: Path
) -> None:
    first, other = tmp_path / "ask.html", tmp_path / "other.html"
    known_by = ask(store, COMPANY, None, first, "tester").reference
    theirs = ask(store, OTHER, None, other, "tester").reference
    fill_in_page(first, {"A.1.1": "See page 3."}, [])
    with pytest.raises(InputError) as refused:
        receive(store, with_reference(first, theirs, tmp_path / "swapped.html"), "tester")
    shown = run(*told_command(str(refused.value), "engage show")).output
    assert known_by in shown, "of the company that the file is headed with"


def test_the_refusal_of_a_swapped_reference_tells_a_command_that_works_or_none(tmp_path: Path) -> None:
    folder = in_two_rubrics(tmp_path / "mine")
    first, second, other = (tmp_path / f"{name}.html" for name in ("first", "second", "other"))
    with open_store(folder) as store:
        save(store, Listing(OTHER, "policy.txt", "/policy.txt"), Outcome.READ)
        theirs = ask(store, OTHER, RUBRIC, other, "tester").reference
        with open_store(in_two_rubrics(tmp_path / "elsewhere")) as elsewhere:
            ask(elsewhere, COMPANY, RUBRIC, first, "tester")
        fill_in_page(first, {"A.1.1": "See page 3."}, [])
        swapped = with_reference(first, theirs, tmp_path / "swapped.html")
        with pytest.raises(InputError, match=f"nobody asked '{COMPANY}' in this workspace") as refused:
            receive(store, swapped, "tester")
        assert "firmword" not in str(refused.value)
        known = [ask(store, COMPANY, name, second, "tester").reference for name in (RUBRIC, "rsj-2018")]
        with pytest.raises(InputError) as refused:
            receive(store, swapped, "tester")
    commands = re.findall(r"`firmword ([^`]+)`", str(refused.value))
    shown = [run(*shlex.split(one)).output for one in commands]
    assert [reference in text for reference, text in zip(known, shown, strict=True)] == [True, True]


def test_the_refusal_of_a_mistyped_reference_tells_where_the_right_ones_are(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    known_by = ask(store, COMPANY, None, path, "tester").reference
    fill_in_page(path, {"A.1.1": "See page 3."}, [])
    with pytest.raises(InputError, match="--workspace") as refused:
        receive(store, with_reference(path, f"{known_by}0", tmp_path / "mistyped.html"), "tester")
    assert known_by in run(*told_command(str(refused.value), "engage show")).output


@pytest.mark.parametrize("ending", [".xlsx", ".html"])
def test_a_reference_that_was_typed_is_known_whatever_its_case_and_spaces(
    store: Store, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"ask{ending}"
    known_by = ask(store, COMPANY, None, path, "tester").reference
    (fill_in_workbook if ending == ".xlsx" else fill_in_page)(path, {"A.1.1": "See page 3."}, [])
    typed = with_reference(path, f" {known_by.lower().replace('-', ' - ')}", tmp_path / f"typed{ending}")
    assert receive(store, typed, "tester").answers == 1
    (exchange,) = explain(store, COMPANY, "A.1.1").engagement.exchanges
    assert [one.text for one in exchange.answers] == ["See page 3."]


# --- no answer is lost


def changed(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def answered(store: Store, tmp_path: Path, documents: Sequence[tuple[str, ...]] = ()) -> Path:
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")
    fill_in_workbook(path, {"A.1.1": "See page 3.", "A.1.2": "No."}, list(documents))
    return path


def test_answers_are_found_under_a_head_that_was_changed_where_the_others_stand_as_they_were(
    store: Store, tmp_path: Path
) -> None:
    def translated(book: openpyxl.Workbook) -> None:
        book[QUESTIONS]["G1"], book[QUESTIONS]["F1"] = "Ihre Antwort", "Frage"
        book[RETURNED]["C1"] = "Adresse"

    path = changed(answered(store, tmp_path, [("A.1.1", "Code", "https://kettles.example/1")]), translated)
    said = receive(store, path, "tester")
    assert (said.answers, said.named, said.unplaced) == (2, 1, ())
    assert read_answers(path.read_bytes(), "ask.xlsx").answers["A.1.2"][0] == "No."


def moved_and_unnamed(book: openpyxl.Workbook) -> None:
    book[QUESTIONS].insert_cols(1)
    book[QUESTIONS]["H1"] = "Ihre Antwort"


def without_documents_heads(book: openpyxl.Workbook) -> None:
    for column in range(2, 7):
        book[RETURNED].cell(1, column).value = f"Spalte {column}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda book: book.remove(book[QUESTIONS]), "its sheet “Questions” is gone"),
        (moved_and_unnamed, "in its sheet “Questions” the head “Your answer” is gone"),
        (without_documents_heads, "in its sheet “Further documents” the head “Title”, .* and “Remark” is gone"),
    ],
)
def test_a_file_without_its_boxes_is_refused_with_what_is_missing_and_the_cure(
    store: Store, tmp_path: Path, change: Callable[[openpyxl.Workbook], None], told: str
) -> None:
    path = changed(answered(store, tmp_path, [("A.1.1", "Code", "https://kettles.example/1")]), change)
    before = len(store.decisions(COMPANY, ENGAGEMENT))
    with pytest.raises(InputError, match=rf"ask\.xlsx: {told}.*copy .* back from the file that was sent"):
        receive(store, path, "tester")
    assert len(store.decisions(COMPANY, ENGAGEMENT)) == before


def test_that_the_sheet_for_documents_is_gone_is_told(store: Store, tmp_path: Path) -> None:
    path = changed(answered(store, tmp_path), lambda book: book.remove(book[RETURNED]))
    said = receive(store, path, "tester")
    assert (said.answers, said.left_out) == (
        2,
        ("the sheet “Further documents” is gone from the file: no documents were read from it",),
    )


def test_a_file_of_which_nothing_can_be_taken_is_refused_and_nothing_noted(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")
    with pytest.raises(InputError, match="no box is filled in, and no document is named"):
        receive(store, path, "tester")
    fill_in_workbook(path, {}, [("A.1.1", "Code", "gone.pdf")])
    done = run("engage", "answers", str(path), "--workspace", str(store.workspace))
    assert (done.exit_code, "nothing of it could be taken" in done.stderr) == (2, True)
    assert {line.verdict for line in store.decisions(COMPANY, ENGAGEMENT)} == {Ruling.ASKED}


def test_words_outside_of_the_boxes_are_told_with_their_cell_and_kept_on_no_indicator(
    store: Store, tmp_path: Path
) -> None:
    below = 0

    def beside(book: openpyxl.Workbook) -> None:
        nonlocal below
        below = book[QUESTIONS].max_row + 2
        book[QUESTIONS]["H2"] = "Beside the box."
        book[QUESTIONS].cell(below, 1).value = "Below the boxes."
        book.worksheets[0]["A30"] = "On the front."
        book[RETURNED]["B2"] = "A document without an address"
        book.create_sheet("Remarks").append(["On a sheet", "of its own."])

    path = changed(answered(store, tmp_path), beside)
    done = run("engage", "answers", str(path), "--workspace", str(store.workspace))
    told = [line for line in done.stderr.splitlines() if OUTSIDE in line]
    places = (
        "A30 of “Please read”",
        "H2 of “Questions”",
        f"A{below} of “Questions”",
        "B2 of “Further",
        "cells A1 and B1 of “Remarks”",
    )
    assert len(told) == len(places)
    assert all(place in line for place, line in zip(places, told, strict=True)), told
    shown = "\n".join(exchanged.trail(store, COMPANY, None))
    assert shown.count("“Beside the box.”") == 1
    assert f"{OUTSIDE}: cell H2 of “Questions”, A. Clerk" in shown
    (exchange,) = explain(store, COMPANY, "A.1.1").engagement.exchanges
    assert [one.text for one in exchange.answers] == ["See page 3."]


def test_an_answer_in_a_note_on_a_cell_is_told_as_outside_of_the_boxes(store: Store, tmp_path: Path) -> None:
    def noted(book: openpyxl.Workbook) -> None:
        book[QUESTIONS]["E2"].comment = Comment("That is wrong: see page 9.", "A. Clerk")

    (told,) = receive(store, changed(answered(store, tmp_path), noted), "tester").unplaced
    assert told == Unplaced("That is wrong: see page 9.", f"{OUTSIDE}: a note at cell E2 of “Questions”")


DRAWN = (
    '<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:mc="m"><mc:AlternateContent>{}<mc:Fallback>{}</mc:Fallback>'
    "</mc:AlternateContent></xdr:wsDr>"
)
SHAPE = (
    "<xdr:sp><xdr:nvSpPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>That is wrong:</a:t></a:r></a:p>"
    "<a:p><a:r><a:t>see </a:t></a:r><a:r><a:t>page 9.</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)
POINTS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)


def with_parts(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "a") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def drawn_on_questions(drawing: str) -> dict[str, str]:
    return {
        "xl/worksheets/_rels/sheet2.xml.rels": POINTS.format("drawing", "../drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": drawing,
    }


def test_words_in_a_text_box_are_told_with_their_sheet_and_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")
    said = receive(store, with_parts(path, drawn_on_questions(DRAWN.format(SHAPE, SHAPE))), "tester")
    told = "That is wrong:\nsee page 9."
    assert said.unplaced == (Unplaced(told, f"{OUTSIDE}: a text box of “Questions”"),)
    assert [line.note for line in store.decisions(COMPANY, ENGAGEMENT) if line.verdict is Ruling.ANSWERED] == [told]


def test_that_a_picture_was_put_into_a_workbook_is_told(store: Store, tmp_path: Path) -> None:
    parts = drawn_on_questions("<xdr:wsDr xmlns:xdr='x'/>") | {
        "xl/drawings/_rels/drawing1.xml.rels": POINTS.format("image", "../media/image1.png"),
        "xl/media/image1.png": "bytes",
    }
    said = receive(store, with_parts(answered(store, tmp_path), parts), "tester")
    assert (said.answers, said.left_out) == (2, ("a picture or embedded file of “Questions”: open the file to see it",))


def test_that_shapes_are_too_large_to_be_looked_into_is_told(store: Store, tmp_path: Path) -> None:
    parts = drawn_on_questions(DRAWN.format(SHAPE + " " * MOST_OF_PART, ""))
    said = receive(store, with_parts(answered(store, tmp_path), parts), "tester")
    assert said.left_out == ("notes or shapes of “Questions”, too large to be looked into: open the file to see it",)


@pytest.mark.parametrize("cell", ["B2", "C2", "D2", "E3", "F4"])
def test_words_typed_over_what_was_drafted_are_told_and_kept_also_where_nothing_else_is_said(
    store: Store, tmp_path: Path, cell: str
) -> None:
    decide(store, first_of(store, FIRM.quote), Ruling.SUPPORTS)
    path = tmp_path / "ask.xlsx"
    ask(store, COMPANY, None, path, "tester")

    def typed(book: openpyxl.Workbook) -> None:
        book[QUESTIONS][cell] = f"{book[QUESTIONS][cell].value}\n\nWe disagree: see page 4."

    said = receive(store, changed(path, typed), "tester")
    where = f"{OUTSIDE}: cell {cell} of “Questions”, which is not as it was drafted"
    assert (said.answers, said.unplaced) == (0, (Unplaced("We disagree: see page 4.", where),))
    assert "“We disagree: see page 4.”" in "\n".join(exchanged.trail(store, COMPANY, None))


def test_words_typed_over_the_front_are_told(store: Store, tmp_path: Path) -> None:
    def typed(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A4"] = "We have left that business."

    (told,) = receive(store, changed(answered(store, tmp_path), typed), "tester").unplaced
    assert told.where == f"{OUTSIDE}: cell A4 of “Please read”, which is not as it was drafted"


def test_rows_that_were_sorted_and_cells_with_other_spaces_are_as_they_were_drafted(
    store: Store, tmp_path: Path
) -> None:
    def sorted_anew(book: openpyxl.Workbook) -> None:
        sheet = book[QUESTIONS]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                spaced = str(value).replace("\n", "\r\n").replace(" ", "  ") if column == 5 and value else value
                sheet.cell(number, column).value = spaced

    said = receive(store, changed(answered(store, tmp_path), sorted_anew), "tester")
    assert (said.answers, said.unplaced) == (2, ())


def test_the_words_of_a_draft_are_kept_so_that_the_workspace_can_be_verified(store: Store, tmp_path: Path) -> None:
    before = {one.what for one in verify(store, quick=True).faults}
    questions = ask(store, COMPANY, None, tmp_path / "ask.html", "tester")
    (sha256,) = {line.document for line in store.decisions(COMPANY, ENGAGEMENT)}
    archive = Archive(store.workspace / "archive")
    text = archive.get(str(sha256)).decode()
    assert all(line in text for one in questions.asked for line in (one.title, *one.found, one.question))
    assert {one.what for one in verify(store, quick=True).faults} <= before


def test_answers_to_a_draft_of_which_no_words_were_kept_are_read(store: Store, tmp_path: Path) -> None:
    path = answered(store, tmp_path)
    (sha256,) = {line.document for line in store.decisions(COMPANY, ENGAGEMENT)}
    for file in (store.workspace / "archive").rglob(f"{sha256}*"):
        file.unlink()
    said = receive(store, path, "tester")
    assert (said.answers, said.unplaced) == (2, ())
    assert said.left_out[0].startswith("words typed over what was drafted cannot be told: ")


def test_a_workbook_with_sheets_full_of_other_things_does_not_fill_the_log(store: Store, tmp_path: Path) -> None:
    def filled(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Data")
        for number in range(150):
            sheet.append([number, "a", "b"])

    said = receive(store, changed(answered(store, tmp_path), filled), "tester")
    assert (said.answers, len(said.unplaced)) == (2, 100)
    assert said.left_out == ("50 further rows outside of the boxes; read them in the file, which is kept",)


def test_a_document_that_is_named_on_the_page_without_an_address_is_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ask.html"
    ask(store, COMPANY, None, path, "tester")
    fill_in_page(path, {"A.1.1": "See there."}, [["A.1.1", "Policy of 2025", "", "2025"]])
    (told,) = receive(store, path, "tester").unplaced
    assert told == Unplaced(
        "A.1.1; Policy of 2025; 2025", f"{OUTSIDE}: row 1 of “Further documents”, which names no address or file"
    )


# --- what was noted before


def test_the_same_answers_in_a_copy_that_was_saved_anew_are_noted_once(store: Store, tmp_path: Path) -> None:
    path = answered(store, tmp_path, [("A.1.1", "Code", "https://kettles.example/1")])
    assert receive(store, path, "tester").answers == 2
    lines = len(store.decisions(COMPANY, ENGAGEMENT))
    copy = changed(path, lambda book: book[QUESTIONS].append([]))
    again = receive(store, copy, "tester")
    assert (again.answers, again.named, len(again.documents)) == (0, 0, 1)
    assert len(store.decisions(COMPANY, ENGAGEMENT)) == lines
    fill_in_workbook(copy, {"A.1.2": "Yes, since May."}, [])
    said = receive(store, copy, "tester")
    assert (said.answers, said.named) == (1, 0)
    assert "the answers that were noted before" in said.left_out[0]
    (exchange,) = explain(store, COMPANY, "A.1.2").engagement.exchanges
    assert [one.text for one in exchange.answers] == ["No.", "Yes, since May."]


def test_a_file_that_is_given_again_lists_only_documents_that_were_not_screened(store: Store, tmp_path: Path) -> None:
    code = tmp_path / "code.txt"
    code.write_text("We respect human rights.", encoding="utf-8")
    path = answered(store, tmp_path, [("A.1.1", "Code", "code.txt"), ("A.1.1", "Web", "https://kettles.example/1")])
    assert len(receive(store, path, "tester").documents) == 2
    sha256 = hashlib.sha256(code.read_bytes()).hexdigest()
    for listing, document in ((str(code), sha256), ("https://kettles.example/1", "e" * 64)):
        source = Source(Listing(COMPANY, listing, listing), "2026", "file copied", document, "text/plain")
        store.save_screening(read_whole(source, replace(DOCUMENT, sha256=document)))
    said = receive(store, path, "tester")
    assert (said.documents, said.screened) == ((), 2)
    done = run("engage", "answers", str(path), "--workspace", str(store.workspace))
    assert "nothing new of" in done.stderr
    assert "Screened already: 2 documents" in done.stderr
    assert "To screen" not in done.stderr
    code.write_text("We respect human rights, in 2027.", encoding="utf-8")
    assert [one.source for one in receive(store, path, "tester").documents] == ["code.txt"], "other bytes, same name"


# --- how it is told


def test_drafts_of_the_same_state_are_told_once_and_each_change_once(store: Store, tmp_path: Path) -> None:
    first = ask(store, COMPANY, None, tmp_path / "1.html", "tester").reference
    second = ask(store, COMPANY, None, tmp_path / "2.html", "tester").reference
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET, "first change"))
    third = ask(store, COMPANY, None, tmp_path / "3.html", "tester").reference
    store.decide(by_hand("A.1.1/S1.b", Ruling.MET, "second change"))
    shown = "\n".join(exchanged.trail(store, COMPANY, None))
    told = " ".join(shown[: shown.index("A.1.2 ")].split())
    assert (told.count("Asked by"), told.count("drafted again by tester")) == (2, 1)
    assert told.index(first) < told.index(second) < told.index("first change") < told.index(third)
    assert (told.count("first change"), told.count("second change"), told.count("No answer so far")) == (1, 1, 2)
    assert "The score changed from 0–2 to 1–2" in told
    rest = shown[shown.index("A.1.2 ") :]
    assert rest[: rest.index("A.1.4 ")].count("Asked by") == 1


def test_explain_tells_publishing_after_it_was_reopened(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    publish(store, COMPANY, None, "an editor", open_too=True)
    reopen(store, COMPANY, None, "a judge", "the company appealed")
    told = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    assert "an editor: Published at a score of 1–2" in told
    assert "a judge: Reopened: the company appealed" in told
    publish(store, COMPANY, None, "an editor", open_too=True)
    told = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    assert told.count("Published at a score") == 1
    assert told.count("Published by an editor") == 1


def test_show_and_reopen_need_no_rubric_where_the_company_was_asked_under_one_alone(tmp_path: Path) -> None:
    folder = in_two_rubrics(tmp_path / "mine")
    with open_store(folder) as store:
        known_by = ask(store, COMPANY, RUBRIC, tmp_path / "ask.html", "tester").reference
        publish(store, COMPANY, RUBRIC, "tester", open_too=True)
        assert known_by in "\n".join(exchanged.trail(store, COMPANY, None))
        assert RUBRIC in reopen(store, COMPANY, None, "tester", "an appeal")
        ask(store, COMPANY, "rsj-2018", tmp_path / "ask.html", "tester")
        with pytest.raises(InputError, match="several rubrics: say which with --rubric"):
            list(exchanged.trail(store, COMPANY, None))
