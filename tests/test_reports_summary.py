"""The table at the end of screening."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import COMPANY, FIRM, OTHER, RUBRIC, decide, workspace
from rich.console import Console

import rubric
from extractors.records import Listing, Outcome
from forms import harmless
from reports.progress import Lines, progress_on
from reports.summary import NO_LIMIT, CompanySummary, bounds_text, print_run, print_summary, run_text, summarize
from rubric.scores import Bounds
from screening.run import RunSummary
from workspace.records import Ruling
from workspace.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def printed(summaries: list[CompanySummary], width: int = 160) -> str:
    out = io.StringIO()
    print_summary(Console(file=out, width=width, highlight=False), summaries)
    return out.getvalue()


def row_of(text: str, name: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(("│ " + name, name)))
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_a_company_table_has_bounds_and_candidates_and_calls_them_proposals(store: Store) -> None:
    text = printed(summarize(store, rubric.load(RUBRIC), [COMPANY]))
    assert f"{COMPANY}: proposals, nothing is confirmed yet" in text
    assert row_of(text, "A.1.1") == ["A.1.1", "Commitment to respect human rights", "1–2", "2", "1"]
    assert row_of(text, "C.7")[-2:] == ["0", "0"]
    assert "decided" not in text


def test_what_was_decided_gets_a_column_of_its_own(store: Store) -> None:
    firm = next(one for one in store.candidates(COMPANY) if one.evidence.quote == FIRM.quote)
    decide(store, firm, Ruling.REJECTED)
    text = printed(summarize(store, rubric.load(RUBRIC), [COMPANY]))
    assert "decided" in text
    assert row_of(text, "A.1.1")[2:] == ["1–2", "0–2", "2", "1"]


def test_what_was_not_read_is_named_with_its_cure(store: Store) -> None:
    text = printed(summarize(store, rubric.load(RUBRIC), [OTHER, COMPANY]))
    assert "scan.pdf: no text in it; run text recognition on it" in text
    assert "not_fetched" in text
    assert "3 documents, 1 page: 1 read, 1 no_text_layer, 1 not_fetched; 3 of 3 candidates shown first" in text


@pytest.mark.parametrize("width", [80, 160])
def test_many_companies_get_one_line_each(store: Store, width: int) -> None:
    one = summarize(store, rubric.load(RUBRIC), [COMPANY])[0]
    many = [replace(one, company=f"Company {number:02}") for number in range(30)]
    text = printed(many, width)
    assert sum(f"Company {number:02}" in line for number in range(30) for line in text.splitlines()) == 30
    assert max(len(line) for line in text.splitlines()) <= width
    assert "60" in row_of(text, "A.1.1")  # 2 supporting candidates of each company


@pytest.mark.parametrize("width", [80, 160])
def test_a_long_name_of_a_company_gives_way_to_the_figures(store: Store, width: int) -> None:
    one = summarize(store, rubric.load(RUBRIC), [COMPANY])[0]
    text = printed([replace(one, company=f"{number} {'Long Holdings ' * 12}") for number in range(6)], width)
    head = next(line for line in text.splitlines() if "company" in line)
    assert [cell.strip() for cell in head.strip("┃").split("┃")][:4] == ["company", "read", "supports", "weak"]
    name, *figures = next(line for line in text.splitlines() if "3 Long" in line).strip("│").split("│")
    assert ("…" in name, "…" in head + "".join(figures)) == (True, False)
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_file_has_each_name_whole_in_one_line(store: Store) -> None:
    out, one = io.StringIO(), summarize(store, rubric.load(RUBRIC), [COMPANY])[0]
    names = [f"{number} {'Long Holdings ' * 12}".strip() for number in range(6)]
    print_summary(Console(file=out, width=NO_LIMIT), [replace(one, company=name) for name in names])
    assert all(sum(name in line for line in out.getvalue().splitlines()) == 1 for name in names)
    assert max(len(line) for line in out.getvalue().splitlines()) < 400


def test_bounds_that_meet_are_one_number() -> None:
    assert bounds_text(Bounds(0.5, 0.5)) == "0.5"
    assert bounds_text(Bounds(0.0, 2.0)) == "0–2"


def test_the_run_says_which_way_it_took_and_why(store: Store) -> None:
    out = io.StringIO()
    done = RunSummary(2, 1, {Outcome.READ: 1, Outcome.NO_TEXT_LAYER: 1}, "direct", "2 documents to screen", 3.21)
    print_run(out, store, rubric.load(RUBRIC), [Listing(COMPANY, "policy.txt", "/policy.txt")], done)
    assert "2 documents screened in 3.2 s, way: direct (2 documents to screen); 1 was screened before" in out.getvalue()
    assert OTHER not in out.getvalue()


def test_the_run_says_what_had_changed_and_what_is_gone() -> None:
    done = RunSummary(2, 3, {Outcome.READ: 2}, "direct", "as asked", 3.21, changed=1, gone=2, lost=1)
    assert run_text(done) == (
        "2 documents screened in 3.2 s, 1 of which had changed, "
        "1 of which out of the archive, as nothing could be had in its place, way: direct (as asked); "
        "1 was screened before and unchanged; 2 listed files are gone, what was read before stays."
    )


def test_progress_without_a_terminal_is_a_line_each_tenth() -> None:
    out = io.StringIO()
    with progress_on(out) as progress:
        assert isinstance(progress, Lines)
        progress.start(200)
        for _ in range(200):
            progress.advance(Listing("a", "b", "c"), Outcome.READ)
    assert out.getvalue().splitlines() == [f"screened {n} of 200 documents" for n in range(20, 201, 20)]


def test_one_company_alone_has_no_table_of_totals(store: Store) -> None:
    alone = printed(summarize(store, rubric.load(RUBRIC), [COMPANY]))
    assert "all companies" not in alone
    assert "shown first" in alone


def test_what_would_command_a_terminal_is_shown_as_its_code() -> None:
    assert harmless("Tarn\x1b[2J\x9b1m \u202eslliM\r") == "Tarn\\u001b[2J\\u009b1m \\u202eslliM\\u000d"
    assert harmless("“Café”\n\tTarn – 5 %") == "“Café”\n\tTarn – 5 %"
