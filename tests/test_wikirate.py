"""Answers for WikiRate's import: its columns, decided outcomes alone, sources that are public, and nothing live."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import COMPANY, DOCUMENT, FIRM, ITEM, OTHER, RUBRIC, SHA256, VAGUE, decide, read_whole, workspace
from test_reports_export import PAYLOADS

import rubric
from errors import InputError
from extractors.records import Listing, Outcome, Source
from reports.explain import explain
from reports.explained_text import as_text
from reports.export import BYTE_ORDER_MARK, export
from reports.exports import export_file
from reports.rows import TABLES
from reports.wikirate import NAMES_FILE
from workspace.records import Decision, Ruling, Screening
from workspace.store import Store, open_store

CHRB = rubric.load(RUBRIC)
ADDRESS = "https://kettles.example/policy.txt"
AT = "2026-01-03T00:00:00+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A company with a public document, and another source that was not read."""
    with open_store(tmp_path / "workspace") as opened:
        public(opened, COMPANY)
        yield opened


def public(store: Store, company: str, address: str | None = ADDRESS, title: str = "Policy") -> None:
    """A company with one document at an address."""
    listing = Listing(company, "policy.txt", "/policy.txt", published="2024-05", url=address)
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
    store.save_screening(read_whole(source, replace(DOCUMENT, title=title), (FIRM, VAGUE, ITEM)))


def answers(store: Store, folder: Path, **asked: str) -> list[dict[str, str]]:
    """The file's lines by their columns."""
    export_file(store, "wikirate", folder / "answers.csv", asked.get("company"), asked.get("rubric"))
    text = (folder / "answers.csv").read_bytes().decode("utf-8")
    assert text.startswith(f"{BYTE_ORDER_MARK}Metric,Company,Year,Value,Source,Comment\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def by_metric(lines: list[dict[str, str]]) -> Mapping[str, dict[str, str]]:
    return {line["Metric"]: line for line in lines}


def by_hand(element: str, verdict: Ruling, note: str = "", company: str = COMPANY) -> Decision:
    return Decision(company, RUBRIC, element, None, verdict, note, "tester", AT)


def passage(store: Store, words: str) -> None:
    """Confirm the passage with these words."""
    one = next(each for each in store.candidates(COMPANY, RUBRIC) if each.evidence.quote == words)
    decide(store, one, Ruling.SUPPORTS, "plain words")


def test_what_is_proposed_alone_is_no_answer(store: Store, tmp_path: Path) -> None:
    assert store.candidates(COMPANY, RUBRIC)
    assert answers(store, tmp_path) == []


def test_a_decided_element_is_an_answer_with_source_quote_page_note_reviewer_and_date(
    store: Store, tmp_path: Path
) -> None:
    passage(store, FIRM.quote)
    (line,) = answers(store, tmp_path)
    assert (line["Metric"], line["Company"]) == ("chrb-core-2019+A.1.1 S1.a", COMPANY)
    assert (line["Year"], line["Value"], line["Source"]) == ("2024", "Yes", ADDRESS)
    assert "“We are committed to respecting human rights.” (Policy, page 1, published 2024-05)." in line["Comment"]
    assert "tester, 2026-01-03 00:00 UTC: confirmed; note: plain words." in line["Comment"]


def test_an_element_without_a_passage_names_the_documents_that_were_searched_and_the_year_of_the_decision(
    store: Store, tmp_path: Path
) -> None:
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET, "read for it"))
    (line,) = answers(store, tmp_path)
    assert (line["Value"], line["Year"], line["Source"]) == ("No", "2026", ADDRESS)
    assert "not met, by hand; note: read for it." in line["Comment"]
    assert "1 document searched." in line["Comment"]


def test_an_element_that_is_not_met_by_hand_says_in_one_voice_that_a_passage_is_confirmed_and_not_enough(
    store: Store, tmp_path: Path
) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET, "said of one site"))
    passage(store, FIRM.quote)
    (line,) = answers(store, tmp_path)
    assert line["Value"] == "No"
    assert "Not met: a person said so, by hand, though 1 passage is confirmed." in line["Comment"]
    assert f"Confirmed, and not enough: “{FIRM.quote}”" in line["Comment"]
    assert "though 1 passage is confirmed" in " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    (line,) = answers(store, tmp_path)
    assert "not enough" not in line["Comment"]


def test_who_rejected_all_passages_is_said_too(store: Store, tmp_path: Path) -> None:
    for one in store.candidates(COMPANY, RUBRIC):
        decide(store, one, Ruling.REJECTED, "of somebody else")
    told = [line["Comment"] for line in answers(store, tmp_path)]
    assert told
    assert all("tester, 2026-01-03 00:00 UTC: rejected; note: of somebody else." in one for one in told)


def test_a_score_is_an_answer_once_it_is_final(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    assert "chrb-core-2019+A.1.1" not in by_metric(answers(store, tmp_path))
    store.decide(by_hand("A.1.1/S2.a", Ruling.MET))
    line = by_metric(answers(store, tmp_path))["chrb-core-2019+A.1.1"]
    assert (line["Value"], line["Year"], line["Source"]) == ("2", "2026", ADDRESS)
    assert "Decided by tester, last 2026-01-03 00:00 UTC." in line["Comment"]


def test_not_applicable_is_no_answer(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_APPLICABLE))
    assert answers(store, tmp_path) == []


def test_an_answer_without_a_public_address_is_left_out_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(workspace(tmp_path / "workspace")) as store:
        store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
        with caplog.at_level(logging.WARNING):
            assert answers(store, tmp_path) == []
    assert f"{COMPANY}: 1 answer left out" in caplog.text
    assert "A.1.1/S1.a" in caplog.text
    assert "column url" in caplog.text


def test_of_two_documents_the_one_without_an_address_is_named_in_the_comment(store: Store, tmp_path: Path) -> None:
    listing = Listing(COMPANY, "inside.txt", "/inside.txt")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", "a" * 64, "text/plain")
    store.save_screening(read_whole(source, replace(DOCUMENT, sha256="a" * 64, title="Inside")))
    scan = Source(Listing(COMPANY, "scan.pdf", "/scan.pdf"), "2026-01-02T03:04:05+00:00", "file copied", None, None)
    store.save_screening(Screening(scan, RUBRIC, "rules-1", Outcome.NO_TEXT_LAYER, "scan.pdf: no text in it"))
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET))
    (line,) = answers(store, tmp_path)
    assert line["Source"] == ADDRESS
    assert "2 documents searched. Without a public address: Inside." in line["Comment"]
    assert "Not searched: scan.pdf (no text layer)." in line["Comment"]


def test_several_sources_are_parted_as_the_import_parts_them(store: Store, tmp_path: Path) -> None:
    listing = Listing(COMPANY, "b.txt", "/b.txt", url="https://kettles.example/two words.txt")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", "b" * 64, "text/plain")
    store.save_screening(read_whole(source, replace(DOCUMENT, sha256="b" * 64)))
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET))
    (line,) = answers(store, tmp_path)
    assert sorted(line["Source"].split("; ")) == [ADDRESS, "https://kettles.example/two%20words.txt"]


# --- what metrics are called


def test_metrics_are_called_as_the_workspaces_file_says_and_none_leaves_an_answer_out(
    store: Store, tmp_path: Path
) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S1.b", Ruling.MET))
    store.decide(by_hand("C.1/S1.a", Ruling.MET))
    names = (
        "rubric,id,metric\nchrb-core-2019,A.1.1/S1.a,Example Group+Human rights commitment\nchrb-core-2019,C.1/S1.a,\n"
    )
    (store.workspace / NAMES_FILE).write_text(names, encoding="utf-8-sig")
    found = [line["Metric"] for line in answers(store, tmp_path)]
    assert found == ["Example Group+Human rights commitment", "chrb-core-2019+A.1.1 S1.b"]


def test_the_file_of_names_may_be_as_a_spreadsheet_writes_it(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    names = f"Id;Rubric;Metric\nA.1.1/S1.a;{RUBRIC};Example Group+Commitment\n"
    (store.workspace / NAMES_FILE).write_text(names, encoding="utf-16")
    assert [line["Metric"] for line in answers(store, tmp_path)] == ["Example Group+Commitment"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (b"element,metric\nA.1.1/S1.a,Metric\n", "the column 'rubric' is missing"),
        (b"rubric,id\nchrb-core-2019,A.1.1/S1.a\n", "the cell 'metric' is missing"),
        (b"rubric,id,metric\n\xff", "not UTF-8"),
    ],
)
def test_a_file_of_names_that_cannot_be_used_is_refused(store: Store, tmp_path: Path, names: bytes, told: str) -> None:
    (store.workspace / NAMES_FILE).write_bytes(names)
    with pytest.raises(InputError, match=told):
        answers(store, tmp_path)
    assert not (tmp_path / "answers.csv").exists()


def test_no_name_that_is_made_here_has_a_character_that_wikirate_refuses(store: Store, tmp_path: Path) -> None:
    for element in CHRB.elements:
        store.decide(by_hand(element.id, Ruling.NOT_MET))
    lines = answers(store, tmp_path)
    assert len(lines) == len(CHRB.elements) + len(CHRB.indicators)
    assert {line["Metric"].count("+") for line in lines} == {1}
    assert [line["Metric"] for line in lines if "/" in line["Metric"]] == []


# --- what is asked for


def test_only_the_company_and_the_rubric_that_are_named_are_in_it(store: Store, tmp_path: Path) -> None:
    public(store, OTHER)
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET, company=OTHER))
    assert {line["Company"] for line in answers(store, tmp_path)} == {COMPANY, OTHER}
    assert {line["Company"] for line in answers(store, tmp_path, company=OTHER)} == {OTHER}
    with pytest.raises(InputError, match="was not screened by it"):
        answers(store, tmp_path, rubric="rsj-2018")


# --- nothing in it is live


def test_a_comment_holds_no_markup_and_no_mark_of_wikirates(store: Store, tmp_path: Path) -> None:
    store.decide(by_hand("C.1/S1.a", Ruling.NOT_MET, "<script>x</script> {{nest}} [[link]] & more"))
    (line,) = answers(store, tmp_path)
    assert [mark for mark in ("<", "{{", "[[", "& ") if mark in line["Comment"]] == []
    assert "&lt;script&gt;x&lt;/script&gt; &#123;&#123;nest}} &#91;&#91;link]] &amp; more" in line["Comment"]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every CSV of a workspace in which company, sector, title, note and reviewer are formulas."""
    folder = tmp_path_factory.mktemp("live")
    with open_store(folder / "workspace") as store:
        for payload in PAYLOADS:
            public(store, payload, title=payload)
            for one in store.candidates(payload, RUBRIC):
                evidence = one.evidence
                line = by_hand(evidence.element, Ruling.SUPPORTS, payload, payload)
                line = replace(line, candidate=one.id, document=SHA256, start=evidence.start, end=evidence.end)
                store.decide(replace(line, quote=evidence.quote, who=payload))
            store.decide(replace(by_hand("C.1/S1.a", Ruling.NOT_MET, payload, payload), who=payload))
        store.keep_sectors({payload: payload for payload in PAYLOADS})
        for table in TABLES:
            export(store, table, "csv", folder / f"{table}.csv")
        (store.workspace / NAMES_FILE).write_text("rubric,id,metric\nchrb-core-2019,C.1/S1.a,=1+1\n", encoding="utf-8")
        export_file(store, "wikirate", folder / "wikirate.csv", None, None)
    return folder


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", [*TABLES, "wikirate"])
def test_no_cell_of_any_csv_is_live_whatever_separator_a_program_takes(live: Path, name: str, separator: str) -> None:
    text = (live / f"{name}.csv").read_bytes().decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert len(rows) > len(PAYLOADS)
    cells = [cell.strip(' "\u00a0\u200b\ufeff') for row in rows for cell in row]
    # A number below zero is none of ours: all numbers are counts, places and points.
    assert [cell for cell in cells if cell[:1] in set("=+-@＝＋－＠")] == []
