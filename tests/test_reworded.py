"""Who reads what was decided under an older wording of a rubric of one's own is told what it answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import read_whole
from review_samples import COMPANY, RULES, evidence, source, text_document

from extractors.records import Role
from findings.company import CompanyState, load_state
from findings.reworded import asked_then
from reports.dossier import dossier
from reports.explain import explain
from reports.explained_text import as_text
from reports.rows import finding_rows
from reports.scorecard_words import scorecard
from reports.sheet import _ground
from review.element_pages import Told, element_part, element_view
from rubric.scores import Truth
from workspace import rubrics
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

PAGE = (Path(__file__).parent.parent / "docs" / "own-rubric.md").read_text(encoding="utf-8")
NAME, ONE, OTHER = "fair-hours-2026", "H.1/S1.a", "H.1/S1.b"
SAID = "We respect the limits on working hours in all our mills."
THEN = "The company promises to keep to limits on working hours"
TOLD = f"Decided when the rubric asked: “{THEN}”."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The rubric that the page on rubrics of one's own prints."""
    for name, text in re.findall(r"`(fair-hours/[\w.]+)`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "fair-hours"


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Iterator[Store]:
    """A company that was screened by it."""
    with open_store(tmp_path / "workspace") as opened:
        rubrics.keep(opened.workspace, str(folder))
        said = text_document(((Role.PARAGRAPH, SAID),), "Rules")
        found = replace(evidence(said, ONE, SAID), rubric=NAME)
        opened.save_screening(read_whole(source("rules.html", said), said, [found], NAME, RULES))
        yield opened


def changed(store: Store, folder: Path, old: str, new: str) -> None:
    """The rubric's file is edited and screened by again."""
    file = folder / "H.1.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    rubrics.keep(store.workspace, str(folder))


def state(store: Store) -> CompanyState:
    loaded = load_state(store, rubrics.find(store.workspace, NAME).rubric, COMPANY)
    assert loaded is not None
    return loaded


def decided(store: Store, element: str, verdict: Ruling) -> None:
    """By hand, or of the one passage where it is one of a passage."""
    now = state(store)
    about = now.of(element)[0] if verdict in (Ruling.SUPPORTS, Ruling.WEAK) else None
    spot = (about.evidence.document, about.evidence.start, about.evidence.end, about.evidence.quote) if about else ()
    said = (element, about.id if about else None, verdict, "", "tester", "2026-01-04T09:00:00+00:00")
    line = Decision(COMPANY, NAME, *said, *spot)
    store.decide(replace(line, rubric_version=now.rubric.version))


@pytest.mark.parametrize("verdict", [Ruling.SUPPORTS, Ruling.WEAK, Ruling.MET, Ruling.NOT_MET, Ruling.NOT_APPLICABLE])
def test_what_was_asked_is_told_until_it_is_decided_once_more(store: Store, folder: Path, verdict: Ruling) -> None:
    decided(store, ONE, verdict)
    before = state(store).findings[ONE]
    assert asked_then(state(store), state(store).rubric.element(ONE)) == ""
    changed(store, folder, THEN, "It pays for repairs of its suppliers' machines")
    now = state(store)
    assert now.findings[ONE] == before, "what was decided stays as it is"
    assert asked_then(now, now.rubric.element(ONE)) == TOLD
    decided(store, ONE, verdict)
    assert asked_then(state(store), now.rubric.element(ONE)) == ""


@pytest.mark.parametrize("verdict", [Ruling.SUPPORTS, Ruling.NOT_MET])
def test_it_is_told_on_the_card_and_in_all_that_leaves_the_house(store: Store, folder: Path, verdict: Ruling) -> None:
    decided(store, ONE, verdict)
    changed(store, folder, THEN, "It pays for repairs of its suppliers' machines")
    now = state(store)
    element = now.rubric.element(ONE)
    assert TOLD in element_part(element_view(now, element, None, None, Told("R. Alone", "the-token", ())))
    assert TOLD in " ".join(as_text(explain(store, COMPANY, ONE)).split())
    assert {row.element: row.asked_then for row in finding_rows(store, COMPANY, now.rubric)}[ONE] == TOLD
    one = dossier(store, COMPANY, now.rubric)
    (entry,) = (each for indicator in one.indicators for each in indicator.elements if each.element.id == ONE)
    assert _ground(entry).endswith(TOLD)
    assert TOLD in str(scorecard(one))


def test_an_edit_that_asks_the_same_is_not_told(store: Store, folder: Path) -> None:
    decided(store, ONE, Ruling.SUPPORTS)
    decided(store, OTHER, Ruling.NOT_MET)
    changed(store, folder, "in all our sites", "at all our sites")
    changed(store, folder, "It expects the same of its suppliers", "It expects it of those who supply it")
    now = state(store)
    assert [one.id for one in now.rubric.elements if asked_then(now, one)] == [OTHER]
    assert now.findings[OTHER].decided is Truth.NOT_MET


def test_a_decision_of_a_version_that_nobody_kept_is_not_compared(store: Store, folder: Path) -> None:
    decided(store, ONE, Ruling.MET)
    version = state(store).rubric.version
    changed(store, folder, THEN, "It pays for repairs of its suppliers' machines")
    for file in (store.workspace / rubrics.FOLDER / NAME / version).glob("*.yaml"):
        file.unlink()
    assert asked_then(state(store), state(store).rubric.element(ONE)) == ""
