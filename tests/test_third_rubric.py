"""A rubric of one's own works in every command by its data alone, and a workspace keeps it."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from report_samples import as_screened
from report_samples import workspace as chrb_workspace

import rubric as rubrics
from cli import cli
from extractors.extract import screen_document
from extractors.records import Listing, Outcome, Source
from extractors.rules import open_rules
from lexicons import load
from review.web import create_app
from review.words import company_link, element_link
from rubric.frames import FrameError
from rubric.lending import all_frames
from rubric.model import RubricError
from screening.run import NoProgress, run
from workspace.records import Decision, Ruling, Screening
from workspace.rubrics import find, keep, names
from workspace.store import open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

ROOT = Path(__file__).parent.parent
KITCHENS = ROOT / "fixtures" / "third-rubric"
NAME = "fair-kitchens-2026"
COMPANY = "Brindle Bistro"
HANDBOOK = """\
Staff policy

We are committed to the abolition of child labour in our kitchens.
We respect the limits on working hours and guarantee one day off in seven.
We are committed to a safe and healthy workplace.
All employees can raise concerns through our confidential hotline.
We do not tolerate retaliation against anyone who raises a concern.
Suppliers must not use child labour.
Suppliers must not use forced labour.
"""


def firmword(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], input=stdin)


def output(*words: str | Path, stdin: str | None = None) -> str:
    result = firmword(*words, stdin=stdin)
    assert result.exit_code == 0, result.stderr or result.exception
    return result.stdout


def rows(*words: str | Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in output(*words, "--format", "jsonl").splitlines()]


def screened(folder: Path, rubric: Path = KITCHENS) -> Path:
    """A workspace in which the invented restaurant was screened by the rubric in the folder, without processes."""
    workspace = folder / "w"
    kept = keep(workspace, str(rubric))
    listing = Listing(COMPANY, "handbook.txt", str(folder / "handbook.txt"))
    found = screen_document(HANDBOOK.encode(), "text/plain", listing, kept)
    document = found.reading.document
    assert document is not None
    with open_store(workspace) as store:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", document.sha256, "text/plain")
        store.save_screening(as_screened(source, found, kept))
    return workspace


def test_its_frames_hold_and_its_trees_are_three_deep() -> None:
    rubric = rubrics.open_rubric(str(KITCHENS))
    assert rubric.warnings == ()
    assert len(all_frames(rubric, load().concepts)) == len(rubric.elements) == 19
    assert "S1.a and (S1.b or (S1.c and S1.d))" in output("rubric", "show", KITCHENS)


@pytest.mark.slow
def test_a_folder_is_screened_and_then_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "handbook.txt").write_text(HANDBOOK, encoding="utf-8")
    where = ("--workspace", tmp_path / "w")
    first = ("screen", tmp_path / "handbook.txt", "--company", COMPANY, "--way", "direct", *where)
    assert "K.1" in output(*first, "--rubric", KITCHENS)
    again = output(*first, "--rubric", NAME)  # by the name alone, from the copy in the workspace
    assert "0 documents screened" in again
    assert {row["rubric"] for row in rows("export", "candidates", *where)} == {NAME}


def test_scores_and_findings_come_out_and_follow_from_the_handbook(tmp_path: Path) -> None:
    where = ("--workspace", screened(tmp_path))
    proposed = {row["indicator"]: row["proposed_low"] for row in rows("export", "scores", *where)}
    assert proposed == {"K.1": 1.0, "K.2": 2.0, "K.3": 1.0, "S.1": 1.0, "S.2": 0.0}
    found = {row["element"]: row["proposed"] for row in rows("export", "findings", "--rubric", NAME, *where)}
    assert found["K.2/S2.a"] == "met"  # its two parts from two sentences
    assert found["K.1/S1.d"] == "not_met"  # what suppliers must do is not what the kitchen promises


def test_an_indicator_and_a_zero_are_explained(tmp_path: Path) -> None:
    where = ("--workspace", screened(tmp_path))
    text = output("explain", COMPANY, "K.1", *where)
    assert "[met] any of, decided by S1.b" in text
    assert "What would change this score" in text
    zero = output("explain", COMPANY, "S.2/S2.b", *where, "--rubric", KITCHENS)
    assert "Not found: all documents were read and searched whole" in zero
    assert "about: diligence.learned-that, diligence.lessons" in zero
    assert 'After the "Fair Kitchens Check"' in zero


def test_lines_are_scored_by_a_folder(tmp_path: Path) -> None:
    line = '{"indicator": "K.1", "findings": {"S1.a": "met", "S1.c": "met", "S1.d": "met", "S2.a": "not_met"}}\n'
    answer = output("score", "--rubric", KITCHENS, "--workspace", tmp_path, stdin=line)
    assert json.loads(answer) == {"indicator": "K.1", "low": 1.0, "high": 1.5}


def test_the_review_page_shows_it_alone_or_beside_others(tmp_path: Path) -> None:
    workspace = screened(tmp_path)
    with TestClient(create_app(workspace, "R", "t"), base_url="http://localhost") as client:
        assert "Fair Kitchens Check" in client.get("/").text
        page = client.get(company_link(COMPANY)).text
        assert "0–2" in page
        assert "0.5 points once S1.a is confirmed; 2 points once S1.a, S1.b, S2.a and S2.b are confirmed." in page
        assert 'class="switch"' not in page
        shown = client.get(element_link(COMPANY, "K.1/S1.b")).text
        assert "working hours" in shown


def test_two_rubrics_of_a_workspace_are_told_apart(tmp_path: Path) -> None:
    workspace = screened(tmp_path)
    chrb_workspace(workspace)
    with TestClient(create_app(workspace, "R", "t"), base_url="http://localhost") as client:
        first = client.get("/").text
        assert "CHRB" in first
        assert f"data-company>{COMPANY}" not in first  # it was not screened by that one, and is named as such
        assert re.findall(r'<a href="(/[^"]*)" title="[^"]*"( aria-current="true")?>', first) == [
            ("/", ' aria-current="true"'),
            (f"/?rubric={NAME}", ""),
        ]
        other = client.get("/", params={"rubric": NAME}).text
        address = f"{company_link(COMPANY)}?rubric={NAME}"
        assert f'href="{address}"' in other
        page = client.get(address).text
        element = f"{element_link(COMPANY, 'K.1/S1.b')}?rubric={NAME}"
        assert f'href="{element}"' in page
        sent = {"token": "t", "rubric": NAME, "company": COMPANY, "element": "K.1/S1.b", "verdict": "not_met"}
        answer = client.post("/decide", data=sent, follow_redirects=False)
        assert f"rubric={NAME}" in answer.headers["location"]
        assert client.get("/", params={"rubric": "nothing"}).status_code == 404
    with open_store(workspace) as store:
        (line,) = store.decisions()
    assert (line.rubric, line.rubric_version) == (NAME, rubrics.open_rubric(str(KITCHENS)).version)
    with TestClient(create_app(workspace, "R", "t", rubric=NAME), base_url="http://localhost") as client:
        assert COMPANY in client.get("/").text
        assert 'class="switch"' not in client.get("/").text


def test_a_document_searched_for_one_rubric_is_no_zero_under_another(tmp_path: Path) -> None:
    workspace = screened(tmp_path)
    with open_store(workspace) as store:
        listing = Listing(COMPANY, "menu.txt", "/menu.txt")
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", "9" * 64, "text/plain")
        store.save_screening(Screening(source, "chrb-core-2019", "1", Outcome.READ))
    where = ("--workspace", workspace)
    found = {row["element"]: row for row in rows("export", "findings", "--rubric", NAME, *where)}
    assert (found["S.2/S2.b"]["proposed"], found["S.2/S2.b"]["basis"]) == ("unknown", "not_readable")
    text = output("explain", COMPANY, "S.2/S2.b", *where)
    assert "menu.txt: not_screened. menu.txt: not searched for fair-kitchens-2026 so far" in text


# -- what a workspace keeps


def changed_copy(folder: Path, old: str, new: str, file: str = "K.1.yaml") -> Path:
    copy = Path(shutil.copytree(KITCHENS, folder))
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_a_review_outlives_the_rubrics_folder(tmp_path: Path) -> None:
    own = changed_copy(tmp_path / "own", "Fair treatment", "Fairness")
    workspace = screened(tmp_path, own)
    shutil.rmtree(own)
    assert "Fairness" in output("explain", COMPANY, "K.1", "--workspace", workspace)
    assert NAME in output("rubric", "list", "--workspace", workspace)
    assert NAME in names(workspace)


def test_a_changed_rubric_is_kept_beside_the_one_before(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    first = keep(workspace, str(KITCHENS))
    assert keep(workspace, NAME) == first  # the name means what was kept
    second = keep(workspace, str(changed_copy(tmp_path / "own", "Fair treatment", "Fairness")))
    assert second.rubric.version != first.rubric.version
    assert find(workspace, NAME).rubric == second.rubric
    assert (Path(first.place) / "K.1.yaml").is_file()
    assert not list((workspace / "rubrics").rglob("unfinished*"))


def test_a_rubric_that_another_process_keeps_meanwhile_is_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copyfile

    def overtaken(file: Path, to: Path) -> Path:
        monkeypatch.setattr(shutil, "copyfile", copy)
        keep(tmp_path, str(KITCHENS))
        return copy(file, to)

    monkeypatch.setattr(shutil, "copyfile", overtaken)
    kept = keep(tmp_path, str(KITCHENS))
    assert sorted(file.name for file in (tmp_path / "rubrics" / NAME).iterdir()) == [kept.rubric.version, "current"]


def test_another_version_than_the_workspace_was_screened_by_is_refused(tmp_path: Path) -> None:
    workspace = screened(tmp_path)
    own = changed_copy(tmp_path / "own", "Fair treatment", "Fairness")
    for command in (("explain", COMPANY, "K.1"), ("export", "scores"), ("review",)):
        result = firmword(*command, "--rubric", own, "--workspace", workspace)
        assert result.exit_code == 2
        assert "it has changed since" in result.stderr


def test_a_kept_rubric_that_was_changed_behind_the_programs_back_is_refused(tmp_path: Path) -> None:
    kept = keep(tmp_path, str(KITCHENS))
    shutil.copytree(kept.place, f"{kept.place}-x")
    (tmp_path / "rubrics" / NAME / "current").write_text(f"{kept.rubric.version}-x\n", encoding="utf-8")
    with pytest.raises(RubricError, match="changed after they were kept"):
        find(tmp_path, NAME)
    (tmp_path / "rubrics" / NAME / "current").write_text("gone\n", encoding="utf-8")
    with pytest.raises(RubricError, match="which is not there"):
        find(tmp_path, NAME)


def test_a_rubric_may_not_take_the_name_of_one_that_comes_with_firmword(tmp_path: Path) -> None:
    home = Path(rubrics.__file__).parent / "chrb-core-2019"
    same = Path(shutil.copytree(home, tmp_path / "same"))
    assert find(tmp_path, str(same)).place == "chrb-core-2019"
    (same / "C.1.yaml").write_text((same / "C.1.yaml").read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(RubricError, match="give it a name of its own"):
        find(tmp_path, str(same))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("object: [child_labour]", "object: [unicorns]", "no lexicon entry stands for the concept 'unicorns'"),
        ("object: [child_labour]", "object: child_labour", "object is 'child_labour'; write a list"),
        ("asks: commitment, object: [child", "asks: promise, object: [child", "asks is 'promise'; write one of"),
        ("asks: commitment, object: [child", "object: [child", "asks is missing; write one of"),
        ("object: [child_labour]", "object: [child_labour], implied: true", "implied is 'true'; write one of no, yes"),
        ("object: [child_labour]", "of: guests, object: [child_labour]", "of is 'guests'; write one of company"),
        ("object: [child_labour]", "objects: [child_labour]", "unknown key 'objects'"),
        ("object: [child_labour]", "object: [child_labour], needs: [{any: [workers]}]", "write each group as"),
        (
            "object: [child_labour]",
            "object: [child_labour], needs: [{any: [workers], reason: odd}]",
            "'odd' is no reason",
        ),
        (
            "object: [child_labour]",
            "object: [child_labour], needs: [{any: [workers], without: [done], reason: no_detail}]",
            "unknown key 'without' in needs",
        ),
        ("object: [child_labour]", "object: [child_labour], stated: true", "stated is 'true'; write one of no, yes"),
        (
            "object: [child_labour]",
            "object: [child_labour], near: [{any: [workers], and: done, reason: no_detail}]",
            "and is 'done'; write a list of concepts",
        ),
        (
            "object: [child_labour]",
            "object: [child_labour], near: [{any: [workers], and: [unicorns], reason: no_detail}]",
            "no lexicon entry stands for the concept 'unicorns'",
        ),
        (
            "object: [child_labour]",
            'object: [child_labour], find: ["setting:tax"]',
            "no lexicon entry stands for the concept 'setting:tax'",
        ),
        ("object: [child_labour]", "object: [child_labour], parts: {one: [workers]}", "the part 'one' is not in both"),
    ],
)
def test_a_slip_in_a_frame_stops_the_run_before_it_begins(tmp_path: Path, old: str, new: str, said: str) -> None:
    own = changed_copy(tmp_path / "own", old, new)
    line = 1 + next(
        n for n, text in enumerate((own / "K.1.yaml").read_text(encoding="utf-8").splitlines()) if new in text
    )
    with pytest.raises(FrameError, match=re.escape(said)) as error:
        run([], tmp_path / "w", str(own), "direct", NoProgress())
    assert str(error.value).startswith(f"{own / 'K.1.yaml'}:{line}: frame of K.1/S1.a: ")
    assert not (tmp_path / "w").exists()
    refused = firmword("screen", own / "K.1.yaml", "--rubric", own, "--workspace", tmp_path / "w", "--way", "direct")
    assert refused.exit_code == 2
    assert said in refused.stderr


@pytest.mark.parametrize(
    "new",
    [
        "of: either, object: [child_labour]",
        "object: [child_labour], stated: yes",
        'object: [child_labour], near: [{any: [workers], and: [done, "setting:rights"], reason: weak_wording}]',
    ],
)
def test_either_actor_a_stated_object_and_what_stands_beside_may_be_asked_for(tmp_path: Path, new: str) -> None:
    own = changed_copy(tmp_path / "own", "object: [child_labour]", new)
    assert len(all_frames(rubrics.open_rubric(str(own)), load().concepts)) == 19


def test_a_rubric_without_a_general_reason_is_refused(tmp_path: Path) -> None:
    own = changed_copy(tmp_path / "own", "applies_to: [K.1, K.2, S.1]", "applies_to: [K.2, S.1]", "rubric.yaml")
    with pytest.raises(FrameError, match="neither weak_wording nor no_detail can be said"):
        keep(tmp_path / "w", str(own))


@pytest.mark.parametrize("command", [("screen", "x.pdf"), ("score",), ("evaluate", "gold")])
def test_an_unknown_rubric_is_refused_with_what_there_is(tmp_path: Path, command: Sequence[str]) -> None:
    result = firmword(*command, "--rubric", tmp_path / "none", "--workspace", tmp_path, stdin="")
    assert result.exit_code == 2
    assert "or the path of a folder that holds rubric.yaml" in result.stderr


def test_the_order_of_review_follows_what_matters(tmp_path: Path) -> None:
    workspace = screened(tmp_path)
    with TestClient(create_app(workspace, "R", "t"), base_url="http://localhost") as client:

        def next_question() -> str:
            page = client.get(company_link(COMPANY)).text
            found = re.search(r'data-key="o"[^>]*href="/company/[^/]*/([^"?]*)', page)
            assert found
            return found.group(1)

        assert next_question() == "K.1/S1.c"  # of it nothing was found: without it, nobody need read for the others

        def decide(element: str, verdict: Ruling) -> None:
            with open_store(workspace) as store:
                store.decide(Decision(COMPANY, NAME, element, None, verdict, "", "R", "2026-01-03T00:00:00+00:00"))

        decide("K.1/S1.c", Ruling.MET)
        assert next_question() == "K.1/S1.a"
        decide("K.1/S1.a", Ruling.MET)
        decide("K.1/S1.b", Ruling.MET)
        assert next_question() == "K.1/S2.a"  # the indicator is asked to its end
        decide("K.1/S2.a", Ruling.NOT_MET)
        decide("K.1/S2.b", Ruling.NOT_MET)
        assert next_question() == "K.2/S1.a"


def test_where_there_is_one_stage_the_desk_speaks_of_no_highest(tmp_path: Path) -> None:
    act = "uk-modern-slavery-2015"
    (tmp_path / "report.txt").write_text("We train our buyers on modern slavery.\n", encoding="utf-8")
    listing = Listing(COMPANY, "report.txt", str(tmp_path / "report.txt"))
    found = screen_document((tmp_path / "report.txt").read_bytes(), "text/plain", listing, open_rules(act))
    document = found.reading.document
    assert document is not None
    with open_store(tmp_path / "w") as store:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", document.sha256, "text/plain")
        store.save_screening(as_screened(source, found, open_rules(act)))
    with TestClient(create_app(tmp_path / "w", "R", "t"), base_url="http://localhost") as client:
        first, page = client.get("/").text, client.get(company_link(COMPANY)).text
    assert "1 is “Described”; 0 is no public evidence of all that is asked." in first
    assert "highest stage" not in first + page
    assert "least of its topics:" in page


def test_a_rubric_of_stages_has_no_sum_and_never_claims_a_stage(tmp_path: Path) -> None:
    (tmp_path / "code.txt").write_text("Supplier code\n\nSuppliers must not use child labour.\n", encoding="utf-8")
    listing = Listing(COMPANY, "code.txt", str(tmp_path / "code.txt"))
    found = screen_document((tmp_path / "code.txt").read_bytes(), "text/plain", listing, open_rules("rsj-2018"))
    document = found.reading.document
    assert document is not None
    with open_store(tmp_path / "w") as store:
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", document.sha256, "text/plain")
        store.save_screening(as_screened(source, found, open_rules("rsj-2018")))
        for number in (1, 2, 3):
            decision = Decision(COMPANY, "rsj-2018", f"1.a/1.{number}", None, Ruling.MET, "", "R", "2026-01-03")
            store.decide(decision)
    with TestClient(create_app(tmp_path / "w", "R", "t"), base_url="http://localhost") as client:
        first = client.get("/").text
        assert "highest stage with public evidence" in first
        assert "Total" not in first
        page = client.get(company_link(COMPANY)).text
        assert ">1–4</b>" in page  # topic 1.a
        assert "Stage 2 once 2.1, 2.2 and 2.3 are confirmed; Stage 4 once" in page
        assert "<dt>Decided</dt>" not in page
        element = client.get(element_link(COMPANY, "1.a/2.1"))
        assert element.status_code == 200
        assert "<b data-score>1–4</b>" in element.text


HEAD = """\
name: mills-2026
title: Hours in mills
edition: "2026"
scoring: stages
credit: Ours.
licence: Ours.
themes:
  W: {title: Work}
documents:
  any: {label: any, text: Any document., source: p. 1}
"""
TOPIC = """\
id: W.1
theme: W
title: Hours
elements:
  a: {label: It limits hours, source: p. 1, documents: any}
  b: {label: It counts hours, source: p. 1, documents: any}
stage_1: a
stage_2: b
"""


def test_stages_without_names_are_told_by_their_numbers_in_all_that_leaves_the_house(tmp_path: Path) -> None:
    folder, documents = tmp_path / "mills", tmp_path / "Tarn Mills"
    for place, files in ((folder, {"rubric.yaml": HEAD, "W.1.yaml": TOPIC}), (documents, {"code.txt": HANDBOOK})):
        place.mkdir()
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
    workspace = tmp_path / "w"
    output("screen", documents, "--rubric", folder, "--workspace", workspace)
    with open_store(workspace) as store:
        for element, verdict in (("a", Ruling.MET), ("b", Ruling.NOT_MET)):
            said = Decision("Tarn Mills", "mills-2026", f"W.1/{element}", None, verdict, "As told.", "R. Alone", "2026")
            store.decide(said)
    for name, file in (("workbook", "all.xlsx"), ("wikirate", "w.csv"), ("sheet", "s.html"), ("scorecard", "c.html")):
        company = () if name == "workbook" else ("--company", "Tarn Mills")
        output("export", name, *company, "--output", tmp_path / file, "--workspace", workspace)
    told = "highest stage with public evidence"
    assert all(told in (tmp_path / file).read_text(encoding="utf-8").lower() for file in ("s.html", "c.html"))
    counts = load_workbook(tmp_path / "all.xlsx")["Counts"]
    assert [row[2:] for row in counts.iter_rows(min_row=4, values_only=True)][:3] == [("none", 0), ("1", 1), ("2", 0)]
