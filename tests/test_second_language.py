"""A language is a folder: shown by twenty entries of a second one, which stand in the tests' data alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from language_samples import english_alone, with_toy

from authoring.check import check
from authoring.faults import ERROR
from extractors.extract import evidence_of, searched_by
from extractors.readers import read
from extractors.readers.format import HTML
from extractors.records import NOT_PARSED, Document, Evidence, Outcome, Reading, Verdict
from extractors.rules import Rules, open_rules
from lexicons import languages
from rubric.kinds import Kind

COMPANY = "Tarn Mills"
ENGLISH = "We are committed to respecting human rights in all of our mills and in the supply chain that we buy from."
ITALIAN = "Il Gruppo si impegna a rispettare i diritti umani in tutti gli stabilimenti e nella catena di fornitura."
VAGUE = "La nostra politica è in linea con i Principi guida delle Nazioni Unite e con le leggi di tutti i paesi."


@pytest.fixture(scope="module")
def two_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the lexicons with the second language beside English."""
    return with_toy(tmp_path_factory.mktemp("two") / "lexicons")


@pytest.fixture(scope="module")
def rules(two_languages: Path) -> Rules:
    return open_rules("chrb-core-2019", two_languages).with_model(None)


def page(*paragraphs: str) -> Document:
    html = "<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    document = read(html.encode(), HTML, "page.html").document
    assert document is not None
    return document


def found(document: Document, rules: Rules) -> dict[tuple[str, str], Evidence]:
    """By element and quote."""
    return {(one.element, one.quote): one for one in evidence_of(document, COMPANY, Kind.POLICY, rules)}


def test_the_folder_alone_makes_the_language(two_languages: Path) -> None:
    assert languages(two_languages) == ("en", "it")


def test_the_second_languages_lexicons_have_no_error(two_languages: Path) -> None:
    assert [fault for fault in check(two_languages) if fault.severity == ERROR] == []


def test_a_document_is_searched_with_its_own_lexicons(rules: Rules, tmp_path: Path) -> None:
    document = page(*[ITALIAN] * 3, VAGUE)
    assert document.language == "it"
    evidence = found(document, rules)
    assert evidence["A.1.1/S1.a", ITALIAN].verdict is Verdict.SUPPORTS
    assert evidence["A.1.1/S2.a", VAGUE].reason == "weak_wording"
    assert found(document, open_rules("chrb-core-2019", english_alone(tmp_path / "lexicons"))) == {}


def test_what_no_parser_read_says_so(rules: Rules) -> None:
    evidence = found(page(*[ITALIAN] * 4), rules)["A.1.1/S1.a", ITALIAN]
    assert NOT_PARSED in evidence.notes
    assert "No parser read it" in evidence.explanation
    put_to_nobody = "objections, which were not put: "
    assert put_to_nobody in evidence.explanation
    assert "as far as law" in evidence.explanation.partition(put_to_nobody)[2]
    parsed = found(page(*[ENGLISH] * 4), rules).values()
    assert {NOT_PARSED in one.notes for one in parsed} == {False}


def test_no_parser_is_loaded_for_a_language_without_a_grammar(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a parser of another language read this")

    monkeypatch.setattr("extractors.objections.parse", refuse)
    assert found(page(*[ITALIAN] * 4), rules)


def test_each_part_of_a_document_in_two_languages_is_searched_by_its_own(rules: Rules) -> None:
    evidence = found(page(*[ENGLISH] * 12, *[ITALIAN] * 8), rules)
    assert {quote for element, quote in evidence if element == "A.1.1/S1.a"} == {ENGLISH, ITALIAN}


def test_a_second_language_changes_nothing_in_the_first(rules: Rules) -> None:
    document = page(*[ENGLISH] * 12)
    alone = open_rules("chrb-core-2019").with_model(None)
    assert found(document, rules) == found(document, alone)


def test_a_language_says_which_elements_it_has_no_words_for(rules: Rules) -> None:
    """Not finding what cannot be asked for is no zero."""
    assert rules.languages["en"].cannot_ask == ()
    lacking = rules.languages["it"].cannot_ask
    assert "C.7/S1.a" in lacking
    assert "A.1.1/S2.a" not in lacking


def test_without_words_for_promises_no_promise_can_be_asked_for(two_languages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lexicons"
    shutil.copytree(two_languages, folder)
    words = folder / "it" / "parole.yaml"
    text = words.read_text(encoding="utf-8").replace("concept: commits\n", "concept: past\n")
    words.write_text(text, encoding="utf-8")
    assert "A.1.1/S2.a" in open_rules("chrb-core-2019", folder).languages["it"].cannot_ask


def test_a_third_language_in_a_document_in_two_is_named_as_not_searched(rules: Rules) -> None:
    german = "Die Beschäftigten können sich jederzeit und ohne Angst vor Nachteilen bei der Ombudsstelle melden."
    document = page(*[ENGLISH] * 12, *[ITALIAN] * 8)
    searched = searched_by(Reading(Outcome.READ, "", document, 1), rules)
    assert (searched.whole, searched.unsearched) == (True, ())
    with_third = page(*[ENGLISH] * 12, *[ITALIAN] * 8, german)
    searched = searched_by(Reading(Outcome.READ, "", with_third, 1), rules)
    assert (searched.whole, searched.unsearched) == (False, ("de",))


def test_another_language_makes_another_version_of_the_rules(rules: Rules) -> None:
    assert replace(rules, alone=False).version != open_rules("chrb-core-2019").version


PORTUGUESE = (
    "Acreditamos que todas as pessoas devem ser tratadas com respeito e que ninguém pode ser obrigado a trabalhar "
    "contra a sua vontade nas nossas fábricas."
)
LONG_ENOUGH = "We respect the rights of all who work for us, and we ask the same of every supplier. " * 160


def test_a_quoted_sentence_in_a_long_document_is_named_and_not_found_holds_without_it(rules: Rules) -> None:
    document = page(LONG_ENOUGH, PORTUGUESE)
    reading = Reading(Outcome.READ, "", document, 1, 0)
    search = searched_by(reading, rules)
    assert (search.unsearched, search.whole) == (("pt",), True)


def test_a_paragraph_or_the_better_part_of_a_short_document_is_more_than_a_quotation(rules: Rules) -> None:
    short = page("We respect the rights of all who work for us, and we ask the same of every supplier.", PORTUGUESE)
    long = page(LONG_ENOUGH, PORTUGUESE + " " + PORTUGUESE)
    for document in (short, long):
        search = searched_by(Reading(Outcome.READ, "", document, 1, 0), rules)
        assert (search.unsearched, search.whole) == (("pt",), False)
