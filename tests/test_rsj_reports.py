"""What users see of a journey: explanations, exports and scores, and the words in which it is told."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_samples import COMPANY, DOCUMENT, FIRM, RUBRIC, SHA256, read_whole
from rich.console import Console

import rubric
from cli import cli
from errors import InputError
from extractors.records import Evidence, Listing, Source, Verdict
from findings.words import OPEN
from reports.explain import also_in, as_json, explain
from reports.explained_text import as_text
from reports.export import export
from reports.journey import as_json as journey_json
from reports.journey import as_text as journey_text
from reports.journey import journey_report
from reports.rows import finding_rows, score_rows
from reports.summary import print_summary, summarize
from rubric.show import show_text
from workspace.records import Decision, Ruling
from workspace.rubrics import keep
from workspace.store import Store, open_store

RSJ = rubric.load("rsj-2018")
HERE = Path(__file__).parent
# From outside nobody knows where a company stands, so these are never said.
CLAIMS = re.compile(
    r"\bthe stage\b|\b(?:its|their|current|actual|maturity) stage\b|"
    r"\b(?:is|are|stands?|reached|reaches|achieved|attained|between)\s+(?:at\s+)?stage\b",
    re.IGNORECASE,
)


def evidence(rubric_name: str, element: str, verdict: Verdict = Verdict.SUPPORTS) -> Evidence:
    reason = None if verdict is Verdict.SUPPORTS else "no_detail"
    return replace(FIRM, rubric=rubric_name, element=element, verdict=verdict, reason=reason)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace screened by both rubrics: C.1/S2.c is confirmed, and 2.c/1.1 proposed."""
    listing = Listing(COMPANY, "policy.txt", "/policy.txt")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
    found = {
        "chrb-core-2019": [evidence("chrb-core-2019", "C.1/S2.c")],
        "rsj-2018": [evidence("rsj-2018", "2.c/1.1"), evidence("rsj-2018", "2.b/1.2", Verdict.WEAK)],
    }
    with open_store(tmp_path) as store:
        for name, pieces in found.items():
            store.save_screening(read_whole(source, DOCUMENT, pieces, name))
        (one,) = store.candidates(COMPANY, "chrb-core-2019")
        spot = (SHA256, one.evidence.start, one.evidence.end, one.evidence.quote)
        said = (Ruling.SUPPORTS, "", "tester", "2026-01-03")
        store.decide(Decision(COMPANY, "chrb-core-2019", "C.1/S2.c", one.id, *said, *spot))
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        yield opened


def by_hand(store: Store, *elements: str) -> None:
    for element in elements:
        store.decide(Decision(COMPANY, "rsj-2018", element, None, Ruling.MET, "", "tester", "2026-01-04"))


def test_a_topic_is_explained_with_what_the_next_stage_lacks_and_its_module(store: Store) -> None:
    text = as_text(explain(store, COMPANY, "2.c"))
    flat = " ".join(text.split())
    assert "Proposed: the highest stage with public evidence is 1 Launched" in flat
    assert "Decided: the highest stage with public evidence is from none to 4 Leadership; nobody" in flat
    assert "No public evidence so far for stage 2 Established: 1 statement" in flat
    assert "2.c/2.1 It has brought in grievance mechanisms for its suppliers" in flat
    decided, proposed = text.index("As decided so far"), text.index("As proposed: no result")
    assert decided < text.index("for stage 1 Launched") < proposed < text.index("for stage 2 Established")
    assert "looked at: none found" not in text, "nobody looked: no person decided anything"
    assert "Module 2, Implementing due diligence" in flat
    assert "points" not in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_statement_with_a_confirmed_passage_is_not_told_as_none_found(store: Store) -> None:
    (one,) = (one for one in store.candidates(COMPANY, "rsj-2018") if one.evidence.element == "2.c/1.1")
    spot = (SHA256, one.evidence.start, one.evidence.end, one.evidence.quote)
    for candidate, ruling, about in ((None, Ruling.NOT_MET, ()), (one.id, Ruling.SUPPORTS, spot)):
        store.decide(Decision(COMPANY, "rsj-2018", "2.c/1.1", candidate, ruling, "", "tester", "2026-01-04", *about))
    explanation = explain(store, COMPANY, "2.c")
    told = " ".join(as_text(explanation).split())
    assert "(looked at: not met, though 1 passage is confirmed)" in told
    assert "looked at: none found" not in told
    missing = json.loads(as_json(explanation))["topic"]["decided"]["missing"]
    assert (missing["looked_at_and_none_found"], missing["not_met_though_confirmed"]) == ([], ["2.c/1.1"])


def nobody_decided_the_rest(store: Store) -> None:
    """2.b is final at none, by one statement of its first stage that is not met; nobody decided the other two."""
    store.decide(Decision(COMPANY, "rsj-2018", "2.b/1.1", None, Ruling.NOT_MET, "", "tester", "2026-01-04"))


def test_what_nobody_decided_of_a_final_topic_is_open_in_its_gap_and_in_the_plan(store: Store) -> None:
    nobody_decided_the_rest(store)
    explanation = explain(store, COMPANY, "2.b")
    report = journey_report(store, COMPANY, "rsj-2018")
    assert report is not None
    gap = "No confirmed public evidence so far for stage 1 Launched: 3 statements; 2 of 3 are open: nobody decided yet"
    for text in (as_text(explanation), journey_text(report)):
        decided = " ".join(text.split()).partition("As decided so far")[2].partition("As proposed")[0]
        assert gap in decided
        for statement, said in (("1.1", "looked at: none found"), ("1.2", OPEN), ("1.3", OPEN)):
            label = RSJ.element(f"2.b/{statement}").label
            assert f"2.b/{statement} {label} ({said})" in decided
    plan = json.loads(journey_json(report))["decided"]["plan"]
    step = next(one for one in plan if one["topic"] == "2.b")
    assert (step["open"], step["looked_at_and_none_found"]) == (["2.b/1.2", "2.b/1.3"], ["2.b/1.1"])
    assert json.loads(as_json(explanation))["topic"]["decided"]["missing"]["open"] == step["open"]
    every, left = (sum(len(one[key]) for one in plan) for key in ("statements", "open"))
    told = f"Of the statements that it counts as lacking {left} of {every} are open: nobody decided yet."
    assert left == every - 1
    assert told in " ".join(journey_text(report).split())


def test_what_does_not_apply_is_not_called_open_in_the_gap(store: Store) -> None:
    nobody_decided_the_rest(store)
    store.decide(Decision(COMPANY, "rsj-2018", "2.b/1.2", None, Ruling.NOT_APPLICABLE, "no", "tester", "2026-01-04"))
    told = " ".join(as_text(explain(store, COMPANY, "2.b")).split())
    assert "1 of 3 is open: nobody decided yet" in told
    assert f"2.b/1.2 {RSJ.element('2.b/1.2').label} (not applicable)" in told


def test_a_proposal_tells_what_the_rules_found_and_nothing_that_people_decided(store: Store) -> None:
    """Of 2.c/2.1 the rules find nothing that supports it, and people confirmed what they call weak."""
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
    pieces = [evidence("rsj-2018", "2.c/1.1"), evidence("rsj-2018", "2.c/2.1", Verdict.WEAK)]
    store.save_screening(read_whole(source, DOCUMENT, pieces, "rsj-2018"))
    (one,) = (one for one in store.candidates(COMPANY, "rsj-2018") if one.evidence.element == "2.c/2.1")
    spot = (SHA256, one.evidence.start, one.evidence.end, one.evidence.quote)
    said = (one.id, Ruling.SUPPORTS, "", "tester", "2026-01-04")
    store.decide(Decision(COMPANY, "rsj-2018", "2.c/2.1", *said, *spot))
    by_hand(store, "2.c/1.1")
    explanation = explain(store, COMPANY, "2.c")
    text, told = as_text(explanation), json.loads(as_json(explanation))["topic"]
    proposed = " ".join(text[text.index("As proposed: no result") :].split())
    assert "(searched for: none found)" in proposed
    assert "looked at:" not in proposed
    assert told["proposed"]["missing"]["searched_for_and_none_found"] == ["2.c/2.1"]
    assert "not_met_though_confirmed" not in told["proposed"]["missing"]
    report = journey_report(store, COMPANY, "rsj-2018")
    assert report is not None
    whole = journey_text(report)
    assert "looked at:" not in whole[: whole.index("As decided so far")]
    assert "looked_at" not in json.dumps(json.loads(journey_json(report))["proposed"])


def test_where_no_rule_looks_the_explanation_says_so(store: Store) -> None:
    said = "No rule looks for all that this asks"
    assert said in as_text(explain(store, COMPANY, "1.a/4.2"))
    assert said not in as_text(explain(store, COMPANY, "2.c/1.1"))


def test_evidence_confirmed_for_the_other_rubric_is_offered_and_not_counted(store: Store) -> None:
    explanation = explain(store, COMPANY, "2.c/2.1")
    (element,) = explanation.elements
    assert (element.proposed, element.decided) == ("not_met", "unknown")
    (offer,) = element.offered
    assert (offer.rubric, offer.element, offer.worth, offer.quote) == (
        "chrb-core-2019",
        "C.1/S2.c",
        "enough",
        FIRM.quote,
    )
    text = as_text(explanation)
    assert "Offered through the crosswalk, not counted" in text
    assert "- policy.txt, page 1: confirmed for C.1/S2.c; worth here: enough" in text
    assert json.loads(as_json(explanation))["elements"][0]["offered"][0]["candidate"] == offer.candidate


def test_findings_name_what_is_offered_in_their_last_column(store: Store) -> None:
    rows = {row.element: row for row in finding_rows(store, COMPANY, RSJ)}
    (candidate,) = store.candidates(COMPANY, "chrb-core-2019")
    assert rows["2.c/2.1"].offered == rows["2.c/3.1"].offered == (candidate.id,)
    assert rows["2.c/1.1"].offered == ()
    assert rows["2.c/2.1"].evidence == ()


def test_scores_are_topics_with_stages(store: Store) -> None:
    by_hand(store, "2.c/1.1", "2.c/2.1")
    rows = {row.indicator: row for row in score_rows(store, COMPANY, RSJ)}
    assert list(rows) == [topic.id for topic in RSJ.indicators]
    row = rows["2.c"]
    assert (row.low, row.high, row.proposed_low, row.proposed_high) == (2, 4, 1, 1)


def test_stages_are_written_as_whole_numbers_and_points_with_their_halves(store: Store, tmp_path: Path) -> None:
    by_hand(store, "2.c/1.1", "2.c/2.1")
    names = ("low", "high", "proposed_low", "proposed_high")
    export(store, "scores", "jsonl", tmp_path / "scores.jsonl")
    lines = (tmp_path / "scores.jsonl").read_text(encoding="utf-8").splitlines()
    in_lines = {row["indicator"]: [repr(row[one]) for one in names] for row in map(json.loads, lines)}
    export(store, "scores", "csv", tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as stream:
        in_cells = {row["indicator"]: [row[one] for one in names] for row in csv.DictReader(stream)}
    for written in (in_lines, in_cells):
        assert written["2.c"] == ["2", "4", "1", "1"]
        assert written["A.1.1"] == ["0.0", "2.0", "0.0", "0.0"]


def test_the_whole_journey_has_modules_with_spread_and_the_plan(store: Store) -> None:
    by_hand(store, "2.c/1.1")
    report = journey_report(store, COMPANY, "rsj-2018")
    assert report is not None
    flat = " ".join(journey_text(report).split())
    assert "nothing here says where it stands" in flat
    assert "Improvement plan, the closest first 1. 2.d Remediation" in flat
    assert "As decided so far, from 1 decision." in flat
    data = json.loads(journey_json(report))
    module = data["decided"]["modules"][1]
    assert (module["stage_low"], module["stage_high"], module["spread"]) == (0, 4, [0, 1])
    assert module["lowest"] == ["2.a", "2.b", "2.d"]
    assert data["decided"]["plan"][0]["topic"] == "2.d"
    assert max(len(line) for line in journey_text(report).splitlines()) <= 100


def test_a_module_is_shown_alone(store: Store) -> None:
    report = journey_report(store, COMPANY, "3")
    assert report is not None
    assert [module.module for module in report.proposed.modules] == ["3"]
    assert {step.topic for step in report.proposed.plan} == {"3.a", "3.b"}
    assert journey_report(store, COMPANY, "2.c") is None
    assert journey_report(store, COMPANY, "C") is None  # a theme of a rubric of points has no stages
    with pytest.raises(InputError, match="Nobody"):
        journey_report(store, "Nobody", "3")


def test_the_command_line_explains_topics_modules_and_the_journey(folder: Path) -> None:
    for asked, said in (("2.c", "2.c Grievance mechanisms"), ("2", "Module 2"), ("rsj-2018", "Improvement plan")):
        done = CliRunner().invoke(cli, ["--workspace", str(folder), "explain", COMPANY, asked])
        assert (done.exit_code, said in done.output) == (0, True)
        as_data = CliRunner().invoke(cli, ["--workspace", str(folder), "explain", COMPANY, asked, "--format", "json"])
        assert json.loads(as_data.stdout)["rubric"] == "rsj-2018"


def test_what_two_rubrics_have_is_explained_by_one_and_the_other_is_named(folder: Path, tmp_path: Path) -> None:
    beside = tmp_path / "own" / "our-journey"
    shutil.copytree(Path(rubric.__file__).parent / "rsj-2018", beside)
    head = beside / "rubric.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("name: rsj-2018", "name: our-journey"), encoding="utf-8")
    keep(folder, str(beside))
    source = Source(Listing(COMPANY, "policy.txt", "/policy.txt"), "2026-01-02", "file copied", SHA256, "text/plain")
    with open_store(folder) as store:
        store.save_screening(read_whole(source, DOCUMENT, [], "our-journey"))
        assert also_in(store, COMPANY, "2.c", "rsj-2018") == ["our-journey"]
        assert also_in(store, COMPANY, "A.1.1", RUBRIC) == []
    for asked in ("2.c", "2"):
        given = ["--workspace", str(folder), "explain", COMPANY.upper(), asked]
        done = CliRunner().invoke(cli, given)
        other = "rsj-2018 has it, too: for that add --rubric rsj-2018"
        assert done.stderr == f"{asked} is explained by our-journey; {other}\n"
        assert "has it, too" not in done.stdout
        assert CliRunner().invoke(cli, [*given, "--rubric", "rsj-2018"]).stderr == ""


def test_findings_on_standard_input_are_answered_with_stages() -> None:
    asked = {"indicator": "2.b", "findings": {"1.1": "met", "1.2": "met", "1.3": "met", "2.1": "unknown"}}
    lines = [
        json.dumps(asked),
        json.dumps({"indicator": "3.a", "findings": {"1.2": "met", "1.8": "met", "2.1": "met"}}),
    ]
    done = CliRunner().invoke(cli, ["score", "--rubric", "rsj-2018"], input="\n".join(lines))
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"indicator": "2.b", "stage_low": 1, "stage_high": 4},
        {"indicator": "3.a", "stage_low": 1, "stage_high": 4},
    ]


def told(store: Store) -> Iterator[str]:
    """Every text about the journey that a user can see."""
    by_hand(store, *(element.id for element in RSJ.elements if element.key.startswith(("1.", "2.1"))))
    for topic in RSJ.indicators:
        yield as_text(explain(store, COMPANY, topic.id))
        yield as_json(explain(store, COMPANY, topic.id))
    for asked in ("rsj-2018", "1", "2", "3", "4"):
        report = journey_report(store, COMPANY, asked)
        assert report is not None
        yield journey_text(report)
        yield journey_json(report)
    yield show_text(RSJ)
    for command in (["--help"], ["explain", "--help"], ["score", "--help"], ["export", "--help"]):
        yield CliRunner().invoke(cli, command).output
    for page in sorted((HERE.parent / "review" / "templates").glob("*.html")):
        yield page.read_text(encoding="utf-8")


def test_it_is_never_called_the_stage_but_the_highest_stage_with_public_evidence(store: Store) -> None:
    texts = [" ".join(text.split()) for text in told(store)]
    assert [claim.group() for text in texts for claim in CLAIMS.finditer(text)] == []
    explained = [text for text in texts if "Proposed: " in text]
    assert len(explained) >= len(RSJ.indicators)
    for text in explained:
        assert "Proposed: the highest stage with public evidence is" in text
        assert "Decided: the highest stage with public evidence is" in text


@pytest.mark.parametrize(
    "claim", ["It is at stage 2.", "The stage is 3", "their current stage", "between stage 1 and 2"]
)
def test_the_check_of_the_words_would_find_a_claim(claim: str) -> None:
    assert CLAIMS.search(claim)


@pytest.mark.parametrize("width", [100, 200])
def test_the_table_of_a_run_names_what_its_figures_are_and_never_adds_stages(store: Store, width: int) -> None:
    by_hand(store, "2.c/1.1")
    (one,) = summarize(store, RSJ, [COMPANY])
    many = [replace(one, company=f"{COMPANY} {number}") for number in range(6)]
    for summaries in ([one], many):
        out = StringIO()
        print_summary(Console(file=out, width=width, highlight=False), summaries)
        assert "highest stage with public evidence" in out.getvalue()
        assert "points" not in out.getvalue()
        assert not CLAIMS.search(out.getvalue())
    assert ("lowest topic" in out.getvalue()) == (width < 150), "where each topic has a column no figure stands for it"
    # One figure stands for the lowest topic (nothing was found for 1.a/1.1); it is no sum over eleven topics.
    rows = [line.strip("│ ").split("│")[-1].strip() for line in out.getvalue().splitlines() if f"{COMPANY} " in line]
    assert width > 150 or rows == ["0"] * 6
