"""A rubric with one stage alone is told in its own word, "Described", and never as a stage among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_samples import COMPANY, DOCUMENT, FIRM, read_whole, workspace
from review_samples import evidence

from cli import cli
from extractors.records import Listing, Source, Verdict
from reports.dossier import dossiers
from reports.explain import explain
from reports.explained_text import as_text
from reports.journey import JourneyReport, journey_report
from reports.journey import as_text as journey_text
from reports.questions import asked_of
from reports.sheet import sheet_pages
from reports.sheet_scores import score_cell
from review import words
from rubric import load
from rubric.advice import Advice, Step, advise
from rubric.proof import short_stage_text, stage_name, stage_text
from rubric.scores import Bounds
from workspace.store import Store, open_store

ACT = load("uk-modern-slavery-2015")
ONE, TWO = {1: "Described"}, {1: "Launched", 2: "Established"}


@pytest.mark.parametrize(
    ("low", "high", "one", "two"),
    [
        (0, 0, "no public evidence of all of it", "the highest stage with public evidence is none"),
        (1, 1, "Described", "the highest stage with public evidence is 1 Launched"),
        (
            0,
            1,
            "still open: Described, or no public evidence of all of it",
            "the highest stage with public evidence is from none to 1 Launched",
        ),
    ],
)
def test_bounds_of_one_stage_are_told_in_its_word(low: int, high: int, one: str, two: str) -> None:
    assert stage_text(Bounds(low, high), ONE) == short_stage_text(Bounds(low, high), ONE) == one
    assert stage_text(Bounds(low, high), TWO) == two
    assert (stage_name(1, ONE), stage_name(1, TWO)) == ("“Described”", "stage 1 Launched")


def test_the_desk_says_what_is_described_once_it_is_confirmed() -> None:
    advice: Advice = advise(ACT.indicator("54.5.a"), {})
    assert words.advice(advice, ACT) == "Described once structure, business and supply_chains are confirmed."
    assert words._step(Step(1, ("a",)), load("rsj-2018")) == "Stage 1 once a is confirmed"


def test_explanation_sheet_and_questions_say_no_stage_of_a_rubric_that_has_but_one(tmp_path: Path) -> None:
    with open_store(workspace(tmp_path / "workspace")) as store:
        source = Source(
            Listing(COMPANY, "policy.txt", "/policy.txt"), "2026", "file copied", FIRM.document, "text/plain"
        )
        store.save_screening(read_whole(source, DOCUMENT, (), ACT.name))
        told = as_text(explain(store, COMPANY, "54.5.a"))
        (about,) = dossiers(store, COMPANY, ACT.name)
        scores = sheet_pages(about)[0]
        first = about.indicators[0]
        asked = asked_of(first, ACT)
        none, all_of_it = (asked_of(replace(first, decided=Bounds(n, n)), ACT) for n in (0, 1))
    assert "stage" not in told.lower()
    assert "“Described”, when confirmed: structure, business, supply_chains" in told
    assert "stage" not in " ".join((*scores.about, *(one.title for one in scores.columns))).lower()
    assert asked.score == score_cell(about, first).value == "still open: Described, or no public evidence of all of it"
    assert (none.score, all_of_it.score) == ("no public evidence of all of it", "Described")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A company with one document, of which no kind is known, under two acts."""
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def screened_as(store: Store, kind: str, act: str) -> None:
    listing = Listing(COMPANY, "policy.txt", "/policy.txt", kind=kind)
    source = Source(listing, "2026", "file copied", FIRM.document, "text/plain")
    store.save_screening(replace(read_whole(source, DOCUMENT, (), act), kind=kind))


@pytest.mark.parametrize(("act", "both"), [("au-modern-slavery-2018", "16.2"), ("ca-supply-chains-2023", "11.4")])
def test_an_indicator_is_explained_where_a_module_has_the_same_name(store: Store, act: str, both: str) -> None:
    screened_as(store, "human_rights_policy", act)
    assert journey_report(store, COMPANY, both, act) is None
    done = CliRunner().invoke(cli, ["--workspace", str(store.workspace), "explain", COMPANY, both, "--rubric", act])
    assert done.exit_code == 0, done.stderr
    assert f"{both}/approval  It says that" in done.stdout
    assert f"Module {both}, Approval" in done.stdout
    module = journey_report(store, COMPANY, both.partition(".")[0] + (".1" if act.startswith("au") else ".3"), act)
    assert module is not None


def test_an_explanation_says_that_a_company_has_no_statement(store: Store) -> None:
    act, lacks = (
        "au-modern-slavery-2018",
        (
            "As far as was told, no document of the company is a modern slavery statement (policy.txt is read as human"
            " rights policy): where one is, give its kind in the list, or correct it at the desk (K)."
        ),
    )
    screened_as(store, "human_rights_policy", act)
    for asked in ("16.2", "16.1.b"):
        told = as_text(explain(store, COMPANY, asked, act))
        assert lacks in " ".join(told.split())
        assert "of the kind (else not_statement): kind:modern_slavery_statement" in " ".join(told.split())
    assert lacks in " ".join(journey_text(one(journey_report(store, COMPANY, "16.1", act))).split())
    screened_as(store, "modern_slavery_statement", act)
    assert lacks not in " ".join(as_text(explain(store, COMPANY, "16.2", act)).split())
    assert lacks not in " ".join(journey_text(one(journey_report(store, COMPANY, "16.1", act))).split())


def test_a_part_that_is_headed_as_a_statement_is_one_for_every_criterion(store: Store) -> None:
    act = "au-modern-slavery-2018"
    supporting = replace(evidence(DOCUMENT, "16.1.d/assess", DOCUMENT.text[:20]), rubric=act)
    listing = Listing(COMPANY, "policy.txt", "/policy.txt", kind="annual_report")
    source = Source(listing, "2026", "file copied", FIRM.document, "text/plain")
    store.save_screening(replace(read_whole(source, DOCUMENT, (supporting,), act), kind="annual_report"))
    assert "no document of the company" not in " ".join(as_text(explain(store, COMPANY, "16.1.b", act)).split())
    weak = replace(supporting, verdict=Verdict.WEAK, reason="not_statement")
    store.save_screening(replace(read_whole(source, DOCUMENT, (weak,), act), kind="annual_report"))
    told = " ".join(as_text(explain(store, COMPANY, "16.1.b", act)).split())
    assert "no document of the company is a modern slavery statement (policy.txt is read as annual report)" in told


def one(report: JourneyReport | None) -> JourneyReport:
    assert report is not None
    return report
