"""An edit of the lexicons is seen on the workspace's documents before it counts, and changes nothing in the store."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from language_samples import english_alone, of_today, with_toy
from report_samples import as_screened, read_whole

import cli
from authoring.diff import CandidateChange, difference
from authoring.usage import usage
from errors import InputError
from extractors import rules as rules_module
from extractors import taught
from extractors.extract import evidence_of, screen_document
from extractors.records import Block, Document, Listing, Page, Role, Source
from extractors.rules import open_rules
from lexicons import FOLDER, LexiconError
from rubric.kinds import Kind
from rubric.model import RubricError
from rubric.scores import Bounds
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

COMPANY, RUBRIC = "Tarn Mills Ltd", "chrb-core-2019"
UDHR = "A.1.1/S1.c"
TEXTS = (
    "We uphold the Universal Declaration of Human Rights.",
    "We strive to respect human rights.",
    "We are committed to the UN Guiding Principles on Business and Human Rights.",
)


def document_of(text: str) -> Document:
    name = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, "text/plain", text, (Page(1, 0, len(text)),), (Block(0, len(text), 1, Role.PARAGRAPH),))


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The rules alone, so that what the lexicons change is not made up for by a model."""
    open_rules.cache_clear()  # opened rules keep their model
    monkeypatch.setattr(taught, "shipped", lambda rubric: None)
    monkeypatch.setattr(rules_module, "model_by_wordings", lambda rubric: None)
    yield
    open_rules.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with three documents, each of one sentence, as screening saves them."""
    with open_store(tmp_path / "workspace") as store:
        for number, text in enumerate(TEXTS, 1):
            document = document_of(text)
            evidence = list(evidence_of(document, COMPANY, Kind.HUMAN_RIGHTS_POLICY, open_rules(RUBRIC)))
            listing = Listing(COMPANY, f"policy-{number}.txt", f"/policy-{number}.txt")
            source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", document.sha256, "text/plain")
            screening = read_whole(source, document, evidence)
            store.save_screening(replace(screening, kind=Kind.HUMAN_RIGHTS_POLICY.value))
    return tmp_path / "workspace"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the lexicons in which "uphold" is no firm word and "strive to" no word at all."""
    copy = tmp_path / "lexicons"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    replaced(copy / "en" / "commitment.yaml", "uphold", "upholdd")
    replaced(copy / "en" / "commitment.yaml", "strive", "strivee")
    return copy


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def changed(store: Store, lexicons: Path, processes: int = 1) -> dict[tuple[str, str], CandidateChange]:
    found = difference(store, lexicons, processes).candidates
    return {(change.source, change.element): change for change in found}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, ["lexicon", *map(str, words)], prog_name="firmword")


def test_the_same_lexicons_change_nothing(folder: Path) -> None:
    with open_store(folder) as store:
        found = difference(store, FOLDER, 1)
    assert (found.documents, found.candidates, found.findings, found.scores) == (3, (), (), ())


def test_an_edit_shows_the_candidates_that_change_with_before_and_after(folder: Path, edited: Path) -> None:
    with open_store(folder) as store:
        found = changed(store, edited)
    firm = found["policy-1.txt", UDHR]
    assert (firm.kind, firm.before, firm.after) == ("changed", "supports", "weak (weak_wording)")
    assert firm.quote == TEXTS[0]
    assert firm.rules_gone == ("commitment.adheres",)
    weak = found["policy-2.txt", "A.1.1/S1.a"]
    assert (weak.kind, weak.before) == ("changed" if weak.before != weak.after else "rules", "weak (weak_wording)")
    assert not [source for source, _ in found if source == "policy-3.txt"]


def test_an_entry_that_goes_removes_its_candidates_or_leaves_them_to_the_model(
    folder: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(edited / "en" / "instruments.yaml", "guiding principles", "guiding principless")
    with open_store(folder) as store:
        left = changed(store, edited)["policy-3.txt", "A.1.1/S2.a"]
        monkeypatch.setattr(taught, "shipped", lambda rubric: None)
        monkeypatch.setattr(rules_module, "model_by_wordings", lambda rubric: None)
        without_model = shutil.copytree(edited, edited.with_name("without-model"))  # open rules are kept by folder
        gone = changed(store, without_model)["policy-3.txt", "A.1.1/S2.a"]
    assert (left.kind, left.before, left.after) == ("changed", "supports", "weak (weak_wording)")
    assert (gone.kind, gone.before, gone.after) == ("removed", "supports", None)
    assert "instrument.ungp" in gone.rules_gone


@pytest.mark.usefixtures("no_model")
def test_findings_and_scores_change_with_their_candidates_and_decisions_stay(folder: Path, edited: Path) -> None:
    with open_store(folder) as store:
        replaced(edited / "en" / "instruments.yaml", "guiding principles", "guiding principless")
        firm = next(one for one in store.candidates(COMPANY) if one.evidence.element == UDHR)
        found = difference(store, edited, 1)
        assert {(one.element, one.proposed) for one in found.findings} >= {(UDHR, ("met", "not_met"))}
        assert all(one.decided == ("unknown", "unknown") for one in found.findings)
        scores = {one.indicator: one.proposed for one in found.scores}
        assert scores["A.1.1"] == (Bounds(2.0, 2.0), Bounds(1.0, 1.0))
        evidence = firm.evidence
        store.decide(
            Decision(COMPANY, RUBRIC, UDHR, firm.id, Ruling.SUPPORTS, "", "tester", "2026-01-03T00:00:00+00:00",
                     evidence.document, evidence.start, evidence.end, evidence.quote)
        )  # fmt: skip
        decided = {one.element: one.decided for one in difference(store, edited, 1).findings}
        assert decided[UDHR] == ("met", "met")


def test_a_new_language_counts_as_searched_where_its_lexicons_have_the_words(tmp_path: Path) -> None:
    """What a new language finds nothing about becomes "not met"; what it has no words for stays open."""
    text = "Il Gruppo si impegna a rispettare i diritti umani in tutti gli stabilimenti e nella catena di fornitura.\n"
    edited = with_toy(tmp_path / "with-toy")
    before = english_alone(tmp_path / "before")
    with of_today(before), open_store(tmp_path / "workspace") as store:
        rules = open_rules(RUBRIC)
        content = (text * 3).encode()
        listing = Listing(COMPANY, "politica.txt", "/politica.txt")
        source = Source(listing, "2026", "file copied", hashlib.sha256(content).hexdigest(), "text/plain")
        found = screen_document(content, "text/plain", listing, rules)
        store.save_screening(as_screened(source, found, rules))
        changes = {one.element: one.proposed for one in difference(store, edited, 1).findings}
    assert changes["A.1.1/S1.a"] == ("unknown", "met")
    assert changes["A.1.1/S2.a"] == ("unknown", "not_met")
    assert "C.7/S1.a" not in changes


def test_nothing_is_saved(folder: Path, edited: Path) -> None:
    with open_store(folder) as store:
        before = (store.candidates(), store.documents(), store.screened(COMPANY, RUBRIC))
        difference(store, edited, 1)
        assert (store.candidates(), store.documents(), store.screened(COMPANY, RUBRIC)) == before


def test_two_processes_find_the_same_as_one(folder: Path, edited: Path) -> None:
    with open_store(folder) as store:
        assert difference(store, edited, 2) == difference(store, edited, 1)


def test_lexicons_that_cannot_be_used_are_refused_before_anything_is_searched(folder: Path, edited: Path) -> None:
    with open_store(folder) as store:
        with pytest.raises(InputError, match="no lexicons there"):
            difference(store, folder, 1)
        for file in edited.glob("*/instruments.yaml"):
            file.unlink()
        with pytest.raises(RubricError, match="no lexicon entry stands for the concept"):
            difference(store, edited, 1)
        (edited / "en" / "rights.yaml").write_text("entries: 3\n", encoding="utf-8")
        with pytest.raises(LexiconError, match=r"rights\.yaml"):
            difference(store, edited.rename(edited.with_name("other")), 1)


@pytest.mark.usefixtures("no_model")
def test_the_command_prints_scores_findings_and_candidates_and_tells_progress_apart(folder: Path, edited: Path) -> None:
    replaced(edited / "en" / "instruments.yaml", "guiding principles", "guiding principless")
    shown = run("diff", edited, "--processes", "1", "--workspace", folder)
    assert shown.exit_code == 0
    assert "score: Tarn Mills Ltd: chrb-core-2019 A.1.1: proposed 2 -> 1, decided 0–2" in shown.stdout
    assert f"finding: Tarn Mills Ltd: chrb-core-2019 {UDHR}: proposed met -> not_met" in shown.stdout
    assert "supports -> weak (weak_wording)" in " ".join(shown.stdout.split())
    assert "documents" in shown.stderr
    data = json.loads(run("diff", edited, "--processes", "1", "--workspace", folder, "--format", "json").stdout)
    assert data["documents"] == 3
    assert {"change", "company", "page", "element", "before", "after", "quote"} <= data["candidates"][0].keys()


def test_the_command_refuses_a_missing_workspace_and_a_folder_without_lexicons(folder: Path, tmp_path: Path) -> None:
    for words in (("diff", "--workspace", tmp_path / "none"), ("diff", tmp_path, "--workspace", folder)):
        result = run(*words)
        assert result.exit_code == 2
        assert "Traceback" not in result.stderr
    assert "name a folder that holds en/*.yaml" in run("diff", tmp_path / "none", "--workspace", folder).stderr


def test_usage_counts_the_candidates_on_which_each_entry_decided(folder: Path) -> None:
    with open_store(folder) as store:
        rows = {row.entry: row for row in usage(store)}
        expected = [c for c in store.candidates() if "instrument.udhr" in {h.rule for h in c.evidence.rules}]
    row = rows["instrument.udhr"]
    assert (row.fired, row.documents) == (len(expected), 1)
    assert row.fired == row.supports + row.weak > 0
    assert rows["instrument.c087"].fired == 0


def test_usage_names_the_entries_that_never_decided(folder: Path) -> None:
    shown = run("usage", "--workspace", folder).stdout
    used, never = shown.split("decided about no candidate")
    assert "instrument.udhr" in used
    assert "en/instruments: instrument.c087" in never
    rows = json.loads(run("usage", "--workspace", folder, "--format", "json").stdout)
    assert {"entry", "concept", "lexicon", "supports", "weak", "fired", "documents"} == rows[0].keys()
