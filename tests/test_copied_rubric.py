"""A rubric of one's own keeps crosswalks: those of what it is a copy of, where it asks the same, and its own files."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from played_documents import play

import rubric as rubrics
from archive.fetch import Limits
from cli import cli
from extractors.records import Listing
from extractors.rules import open_rules
from findings.offers import offers_to
from rubric.crosswalk import Worth, alike, lent, looked_for, walks_of
from rubric.lending import not_lent, told_lent
from rubric.loader import load_rubric
from rubric.model import RubricError
from screening.pool import PoolLimits
from screening.run import NoProgress, Settings, run
from workspace.records import Decision, Ruling
from workspace.rubrics import find, keep
from workspace.store import open_store

RSJ = rubrics.load("rsj-2018")
SHIPPED = Path(rubrics.__file__).parent
NAME, CHRB = "our-journey", "chrb-core-2019"
CHANGED = "2.c/3.2"
COPIED = "copied_from: rsj-2018\n"
OWN = f"""\
between: [{CHRB}, {NAME}]
pairs:
  - {{pair: [C.1/S1.a, 2.c/1.1], forward: part, back: part, because: ours asks for more}}
"""


def copied(tmp_path: Path, more: str = "") -> Path:
    """The Responsible Sourcing Journey with one statement worded otherwise, under a name of its own."""
    folder = tmp_path / "copy"
    shutil.copytree(SHIPPED / RSJ.name, folder)
    head, changed = folder / "rubric.yaml", folder / "2.c.yaml"
    head.write_text(head.read_text().replace(f"name: {RSJ.name}", f"name: {NAME}", 1) + more)
    label = RSJ.element(CHANGED).label
    text = changed.read_text()
    assert text.count(label) == 1
    changed.write_text(text.replace(label, "It pays for repairs of the machines of suppliers"))
    return folder


def with_own_crosswalk(folder: Path, name: str = f"{CHRB}--{NAME}.yaml", text: str = OWN) -> Path:
    file = folder / "crosswalks" / name
    file.parent.mkdir()
    file.write_text(text)
    return folder


def test_a_copy_that_says_so_keeps_the_crosswalk_for_all_that_it_left_as_it_was(tmp_path: Path) -> None:
    copy = load_rubric(copied(tmp_path, COPIED))
    assert {element.id for element in RSJ.elements} - alike(copy, RSJ) == {CHANGED}
    theirs = [(pair.element, pair.other_element, pair.worth) for pair in lent(RSJ) if pair.other_element != CHANGED]
    assert [(pair.element, pair.other_element, pair.worth) for pair in lent(copy)] == theirs
    assert {pair.other_rubric for pair in lent(copy)} == {NAME}
    assert looked_for(copy) == looked_for(RSJ) - {CHANGED}
    (walk,) = walks_of(copy)
    assert (walk.between, walk.partner(NAME)) == ((CHRB, NAME), CHRB)


def test_its_frames_find_what_those_of_the_chrb_find(tmp_path: Path) -> None:
    frames = open_rules(str(copied(tmp_path, COPIED))).languages["en"].frames
    shipped = open_rules(RSJ.name).languages["en"].frames
    via = [(frame.element.id, frame.via) for frame in frames if frame.via]
    assert via == [(one.element.id, one.via) for one in shipped if one.via and one.element.id != CHANGED]


def test_a_copy_that_does_not_say_so_is_lent_nothing_and_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert walks_of(load_rubric(folder)) == ()
    shown = CliRunner().invoke(cli, ["rubric", "show", str(folder)])
    same = len(RSJ.elements) - 1
    assert f"{same} of {len(RSJ.elements)} elements have the id and the words of rsj-2018" in shown.stdout
    assert "write “copied_from: rsj-2018” in rubric.yaml" in shown.stdout


def test_who_screens_by_it_is_told_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = tmp_path / "policy.txt"
    document.write_text("policy")
    listing = Listing("Alder", str(document), str(document))
    settings = Settings(Limits(), PoolLimits(seconds=5.0, processes=1), play, lambda rules: "rules 1", delay=0.0)
    for more in ("", COPIED):
        caplog.clear()
        folder = copied(tmp_path / f"of{len(more)}", more)
        with caplog.at_level(logging.WARNING):
            run([listing], tmp_path / "workspace", str(folder), "direct", NoProgress(), settings=settings)
        assert ("nothing is lent to them" in caplog.text) == (not more)


def test_a_copy_that_says_so_tells_which_elements_it_holds_for(tmp_path: Path) -> None:
    folder = copied(tmp_path, COPIED)
    shown = CliRunner().invoke(cli, ["rubric", "show", str(folder)]).stdout
    assert f"hold for {len(RSJ.elements) - 1} of {len(RSJ.elements)} elements; not for {CHANGED}" in shown
    assert not_lent(load_rubric(folder)) == ""


@pytest.mark.parametrize("name", [*rubrics.names()])
def test_what_comes_with_firmword_needs_no_note(name: str) -> None:
    shipped = rubrics.load(name)
    assert (not_lent(shipped), told_lent(shipped)) == ("", "")


def test_it_can_be_a_copy_of_what_comes_with_firmword_alone(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"rubric\.yaml:\d+: .*rsj-2019.*rsj-2018"):
        load_rubric(copied(tmp_path, "copied_from: rsj-2019\n"))


# --- a crosswalk of its own


def test_a_crosswalk_in_its_folder_counts_before_the_one_that_is_lent(tmp_path: Path) -> None:
    for more in ("", COPIED):
        folder = with_own_crosswalk(copied(tmp_path / f"of{len(more)}", more))
        (pair,) = lent(load_rubric(folder))
        assert (pair.element, pair.other_element, pair.worth) == ("C.1/S1.a", "2.c/1.1", Worth.PART)


def test_it_is_part_of_the_version_and_kept_in_the_workspace(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before, rules = load_rubric(folder).version, open_rules(str(folder)).version
    with_own_crosswalk(folder)
    assert load_rubric(folder).version != before
    workspace = tmp_path / "workspace"
    kept = keep(workspace, str(folder))
    assert kept.version != rules
    shutil.rmtree(folder)
    assert [walk.between for walk in walks_of(find(workspace, NAME).rubric)] == [(CHRB, NAME)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (f"{CHRB}--{NAME}.yaml", OWN.replace("2.c/1.1", "2.c/1.9"), rf"{NAME} has no element '2\.c/1\.9'"),
        (f"{CHRB}--rsj-2018.yaml", OWN.replace(NAME, "rsj-2018"), "neither is the rubric in whose folder it stands"),
        (f"{CHRB}--{NAME}.yml", OWN, "only files that end in .yaml are read"),
    ],
)
def test_a_slip_in_it_is_told_where_the_rubric_is_shown(tmp_path: Path, name: str, text: str, said: str) -> None:
    folder = with_own_crosswalk(copied(tmp_path), name, text)
    result = CliRunner().invoke(cli, ["rubric", "show", str(folder)])
    assert result.exit_code == 2
    assert said.replace("\\", "") in " ".join(result.stderr.split())


# --- what is offered


@pytest.mark.parametrize("to_copy", [True, False])
def test_what_is_confirmed_under_the_chrb_is_offered_under_a_copy_and_back(tmp_path: Path, to_copy: bool) -> None:
    workspace = tmp_path / "workspace"
    own = keep(workspace, str(copied(tmp_path, COPIED))).rubric
    there, to = ((CHRB, "C.1/S1.a"), own) if to_copy else ((NAME, "2.c/1.1"), rubrics.load(CHRB))
    met = Decision("Alder", *there, None, Ruling.MET, "told so", "tester", "2026-01-03T00:00:00+00:00")
    with open_store(workspace) as store:
        store.decide(met)
        offers = offers_to(store, "Alder", to)
    assert ("2.c/1.1" if to_copy else "C.1/S1.a") in {offer.element for offer in offers}
