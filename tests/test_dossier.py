"""What leaves the house about a company is made from decisions; what is proposed is never an outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import COMPANY, DOCUMENT, FIRM, RUBRIC, VAGUE, decide, read_whole, workspace

from cli.export import HELP_TEXT
from errors import InputError
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, READ_BY_OCR, Evidence, Listing, Source
from findings.words import OPEN, note_in_words
from reports.dossier import Dossier, ElementEntry, dossiers
from reports.exports import EXPORTS, Export, export_file
from reports.logged import HOLDS, REPLACED
from reports.publishing import publish, reopen
from rubric import load
from workspace.records import BY_HAND_NOTE, Candidate, Decision, Ruling
from workspace.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        yield opened


def the_dossier(store: Store) -> Dossier:
    (found,) = dossiers(store, COMPANY)
    return found


def entry(store: Store, element: str) -> ElementEntry:
    return next(one for one in the_dossier(store).elements if one.element.id == element)


def candidate_for(store: Store, evidence: Evidence) -> Candidate:
    return next(one for one in store.candidates(COMPANY, RUBRIC) if one.evidence.quote == evidence.quote)


def by_hand(element: str, verdict: Ruling, note: str = "") -> Decision:
    return Decision(COMPANY, RUBRIC, element, None, verdict, note, "tester", "2026-01-04T08:30:00+00:00")


def test_an_element_on_which_nobody_decided_is_open_whatever_is_proposed(store: Store) -> None:
    found = entry(store, "A.1.1/S1.a")
    assert (found.outcome, found.basis, found.confirmed, found.said) == (OPEN, "", (), None)
    assert found.waiting == 2
    assert the_dossier(store).indicators[0].score == "0–2"


def test_a_confirmed_passage_stands_with_its_place_and_with_who_confirmed_it_when_and_why(store: Store) -> None:
    decide(store, candidate_for(store, FIRM), Ruling.SUPPORTS, "plain words")
    found = entry(store, "A.1.1/S1.a")
    assert found.outcome == "met"
    (quote,) = found.confirmed
    assert (quote.text, quote.document, quote.page) == ("We are committed to respecting human rights.", "Policy", 1)
    said = quote.said
    assert said is not None
    assert (said.ruling, said.who, said.at, said.note) == ("confirmed", "tester", "2026-01-03 00:00 UTC", "plain words")


def test_a_passage_held_too_weak_stands_with_the_reason_in_words(store: Store) -> None:
    decide(store, candidate_for(store, VAGUE), Ruling.WEAK)
    (quote,) = entry(store, "A.1.1/S1.a").against
    assert quote.reason not in ("", "weak_wording")
    assert entry(store, "A.1.1/S1.a").outcome == OPEN, "the other passage still waits"


def test_the_other_places_of_a_quote_are_told_by_the_titles_of_their_documents(tmp_path: Path) -> None:
    with open_store(workspace(tmp_path / "workspace")) as store:
        again = replace(DOCUMENT, sha256="b" * 64, title="Code of conduct")
        source = Source(Listing(COMPANY, "/home/ada/code.txt", "/code.txt"), "2026-01-02", "", "b" * 64, "text/plain")
        store.save_screening(read_whole(source, again, (replace(FIRM, document="b" * 64),)))
        decide(store, candidate_for(store, FIRM), Ruling.SUPPORTS)
        (quote,) = entry(store, "A.1.1/S1.a").confirmed
        assert (quote.document, quote.also_in) == ("Policy", ("“Code of conduct”, page 1",))


def test_who_published_is_told_and_what_no_longer_stands_as_it_was_published(store: Store) -> None:
    assert the_dossier(store).published is None
    publish(store, COMPANY, None, "the editor", open_too=True)
    found = the_dossier(store)
    assert found.published is not None
    assert (found.published.ruling, found.published.who, found.since_published) == ("published", "the editor", ())
    reopen(store, COMPANY, None, "the editor", "they appealed")
    assert the_dossier(store).published is None


def test_what_is_to_be_known_of_a_passage_is_said_in_words_whatever_made_the_note() -> None:
    rubric = load("chrb-core-2019")
    codes = [DOUBTED, LEARNED, NOT_PARSED, READ_BY_OCR, BY_HAND_NOTE, "via A.1.2/S1.c"]
    said = [note_in_words(rubric, code) for code in codes]
    assert all(len(words.split()) > 1 and code not in words for code, words in zip(codes, said, strict=True))
    assert said[-1] == "found by the rules for A.1.2/S1.c of another rubric, which asks for much the same"
    assert note_in_words(rubric, "general_channel") == "A general channel need not mention human rights."


def test_an_element_that_a_person_called_not_applicable_says_what_that_means_for_the_score(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_APPLICABLE, "no suppliers"))
    found = entry(store, "A.1.1/S1.a")
    assert (found.outcome, found.basis) == ("not applicable", "")
    assert "the score treats it as not known" in found.standing


def test_an_element_that_can_no_longer_move_its_score_is_not_asked_for(store: Store) -> None:
    found = the_dossier(store).indicators[0]
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET, "as they say"))
    store.decide(by_hand("A.1.1/S2.a", Ruling.MET))
    after = the_dossier(store).indicators[0]
    assert (found.final, after.final, after.score) == (False, True, "2")
    assert {one.outcome for one in after.elements} == {"met", "not needed"}
    said = after.elements[0].said
    assert said is not None
    assert said.note == "as they say"


def test_passages_that_were_rejected_stand_with_who_rejected_them(store: Store) -> None:
    decide(store, candidate_for(store, FIRM), Ruling.REJECTED)
    found = entry(store, "A.1.1/S1.a")
    assert ([one.who for one in found.rejected], found.waiting, found.against) == (["tester"], 1, ())


def test_a_line_of_the_log_says_in_words_what_it_is_about_and_whether_it_holds(store: Store) -> None:
    decide(store, candidate_for(store, FIRM), Ruling.WEAK)
    decide(store, candidate_for(store, FIRM), Ruling.SUPPORTS)
    lines = the_dossier(store).log
    assert [(one.ruling, one.standing) for one in lines] == [("weak", REPLACED), ("confirmed", HOLDS)]
    assert {(one.element, one.document, one.page) for one in lines} == {("A.1.1/S1.a", "Policy", 1)}


def test_sums_of_a_theme_keep_their_bounds(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    theme = the_dossier(store).themes[0]
    assert (theme.id, theme.decided.low, theme.decided.high, theme.maximum, theme.weight) == ("A", 1, 8, 8, 31)


def test_what_could_not_be_read_is_said_of_the_document(store: Store) -> None:
    told = {one.row.source: one for one in the_dossier(store).documents}
    assert told["policy.txt"].not_read == ()
    assert told["scan.pdf"].outcome == "no text layer"
    assert "run text recognition" in told["scan.pdf"].not_read[0]


def test_the_log_leaves_as_json_lines_with_note_reviewer_and_date(store: Store, tmp_path: Path) -> None:
    decide(store, candidate_for(store, FIRM), Ruling.SUPPORTS, "plain words")
    store.decide(by_hand("A.1.1/S1.b", Ruling.NOT_MET, "asked them"))
    output = tmp_path / "log.jsonl"
    assert export_file(store, "decisions", output, COMPANY, None) == 2
    first, second = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert (first["verdict"], first["note"], first["who"], first["quote"]) == (
        "supports",
        "plain words",
        "tester",
        FIRM.quote,
    )
    assert (second["candidate"], second["verdict"], second["at"]) == (None, "not_met", "2026-01-04T08:30:00+00:00")
    assert (tmp_path / "log.jsonl.anchor").read_text(encoding="utf-8").startswith(store.anchor())


@pytest.mark.parametrize(
    ("output", "company", "told"),
    [
        (None, None, "add --output FILE.jsonl"),
        ("log.csv", None, "writes .jsonl"),
        ("log.jsonl", "Nobody", "no such company"),
    ],
)
def test_a_file_that_cannot_be_made_so_is_refused_with_the_cure(
    store: Store, tmp_path: Path, output: str | None, company: str | None, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        export_file(store, "decisions", tmp_path / output if output else None, company, None)


@pytest.mark.parametrize("asked", EXPORTS, ids=lambda one: one.name)
def test_each_export_is_named_in_the_help_and_its_module_writes(asked: Export) -> None:
    assert asked.name in HELP_TEXT
    assert callable(asked.writer())
