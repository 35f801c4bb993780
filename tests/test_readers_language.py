"""The language of each part of a text is told, and what is in none that is searched is named with its share."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid import langid

from extractors import identified
from extractors import language as languages
from extractors.extract import evidence_of, screen_document, searched_by
from extractors.language import (
    LEAST_WORDS,
    UNDETERMINED,
    WORD,
    language_of,
    languages_of_blocks,
    stop_words,
    told_languages,
    words_of,
)
from extractors.parts import by_language
from extractors.readers import read
from extractors.readers.format import HTML
from extractors.records import Block, Document, Listing, Outcome, Page, Reading, Role
from extractors.rules import open_rules
from rubric.kinds import Kind
from workspace.records import DocumentRow

RULES = open_rules("chrb-core-2019").with_model(None)

SENTENCES = {
    "en": "We respect the rights of all people who work for us, and we expect the same of those of our suppliers.",
    "it": "Il Gruppo rispetta i diritti di tutte le persone che lavorano per noi e chiede lo stesso ai suoi fornitori.",
    "de": "Wir achten die Rechte aller Menschen, die für uns arbeiten, und erwarten das auch von anderen.",
    "fr": "Nous respectons les droits de toutes les personnes qui travaillent pour nous et avec nous dans le monde.",
    "es": "Respetamos los derechos de todas las personas que trabajan para nosotros y con nosotros.",
    "nl": "Wij respecteren de rechten van alle mensen die voor ons werken en dat is het begin van onze code.",
    "pt": "Respeitamos os direitos de todas as pessoas que trabalham para nós e com as nossas empresas.",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_running_text_is_told_by_its_stop_words(language: str) -> None:
    assert language_of(SENTENCES[language] * 2) == language


@pytest.mark.parametrize("text", ["", "Human rights", "2019 2020 2021 " * 40])
def test_texts_too_short_to_tell_have_no_language(text: str) -> None:
    assert language_of(text) is None


RUSSIAN = (
    "Мы уважаем права человека на всех наших предприятиях. Поставщики не должны использовать детский труд. "
    "Каждый работник может пожаловаться по телефону, не называя своего имени, и это ему не повредит."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们尊重所有人的权利和尊严。" * 20, "zh"),
        (RUSSIAN, "ru"),
        ("Zobowiązujemy się do poszanowania praw człowieka w naszych zakładach. " * 4, "pl"),
        ("Qwrt zzxk vvbn mmlk ttrq " * 20, UNDETERMINED),
    ],
)
def test_a_language_without_stop_words_is_told_by_the_model_or_not_at_all(text: str, language: str) -> None:
    assert language_of(text) == language


ENGLISH = "We are committed to respecting human rights in all of our mills and in the supply chain that we buy from."
ITALIAN = "Il Gruppo si impegna a rispettare i diritti umani in tutti gli stabilimenti e nella catena di fornitura."
GERMAN = "Wir achten die Rechte aller Menschen, die in unseren Werken und bei unseren Lieferanten arbeiten."
DUTCH = "Wij respecteren de rechten van alle mensen die in onze fabrieken en bij onze leveranciers werken."
NO_DUTCH = "Common shares issued, net of $1.4 million issuance cost"  # with "of", "net" and "in"
CHINESE = "我们尊重所有人的权利和尊严，并且要求所有供应商在各自的工厂里也这样做。"
ARABIC = "نحترم حقوق جميع الأشخاص الذين يعملون في مصانعنا ولدى موردينا في جميع البلدان."


def _page(*paragraphs: str) -> bytes:
    return ("<html lang=en><body>" + "".join(f"<p>{text}</p>" for text in paragraphs)).encode()


def _read(*paragraphs: str) -> Document:
    document = read(_page(*paragraphs), HTML, "page.html").document
    assert document is not None
    return document


@pytest.mark.parametrize(
    ("paragraphs", "language"),
    [
        ([ENGLISH] * 12, "en"),
        ([ENGLISH] * 12 + [ITALIAN] * 8, "en+it"),
        ([ITALIAN, ENGLISH] * 10 + [ITALIAN] * 5, "it+en"),
        ([ENGLISH] * 12 + ["Nulla di nuovo sotto il sole."], "en"),  # a few words make no second language
        ([ENGLISH] * 12 + [CHINESE], "en+zh"),
        ([ENGLISH] * 12 + [ARABIC], "en+ar"),
        ([GERMAN] * 30 + [ENGLISH] * 3, "de+en"),  # an appendix
        ([GERMAN] * 6 + [ENGLISH] * 3 + [DUTCH] * 2, "de+en+nl"),
        ([ENGLISH] * 12 + [NO_DUTCH] * 3, "en"),
    ],
)
def test_a_document_in_several_languages_names_them_all(paragraphs: list[str], language: str) -> None:
    assert _read(*paragraphs).language == language


@given(st.text(alphabet="aZéßª²ŒłαЖ '’\n-_5@中เ.\x85\x81", max_size=60))
def test_words_are_the_same_whichever_way_they_are_found(text: str) -> None:
    assert words_of(text) == [word for line in text.split("\n") for word in WORD.findall(line)]


def test_a_text_by_its_parts_has_the_language_of_the_whole_however_many_words_it_has() -> None:
    parts = [*SENTENCES.values(), *([SENTENCES["nl"]] * 300), "Scope", " ".join([SENTENCES["de"]] * 200)]
    assert language_of("\n".join(parts), parts) == language_of("\n".join(parts)) == "nl"


def test_of_languages_with_as_many_stop_words_the_one_that_comes_first_is_told() -> None:
    known = {one: stop_words(one) for one in told_languages()}
    times = Counter(word for words in known.values() for word in words)
    german, dutch = (
        [word for word in sorted(known[one]) if times[word] == 1 and word.isalpha()] for one in ("de", "nl")
    )
    pairs = [*zip(german, dutch, strict=False)][:LEAST_WORDS]
    assert language_of(" ".join(f"{one} {two}" for one, two in pairs)) == "de"
    assert language_of(" ".join(f"{two} {one}" for one, two in pairs)) == "nl"


def test_a_long_block_in_another_language_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> tuple[str, float]:
        raise AssertionError("the model is asked")

    monkeypatch.setattr(languages, "likeliest", ask)
    assert _read(*[ENGLISH] * 12, f"{GERMAN} {GERMAN}").language == "en+de"


def test_each_block_has_its_own_language_and_short_ones_the_likelier_or_their_neighbours() -> None:
    document = _read(
        *(GERMAN, "Keine Kinderarbeit, keine Zwangsarbeit", ENGLISH, "No child labour, no forced labour", "Scope"),
        *(GERMAN, "2023 1.204 98,5 %", "Tarn Mills GmbH, 80331 München", "und zwar"),
    )
    told = languages_of_blocks(document.text, document.blocks)
    assert told == ["de", "de", "en", "en", None, "de", None, None, "de"]


def test_a_short_cell_is_in_the_language_of_its_column() -> None:
    rows = [(ENGLISH, GERMAN), ("ok", "ok"), (ENGLISH, GERMAN), ("etc.", "etc.")]
    text, blocks = "", []
    for row in rows:
        for words, header in zip(row, ("One", "Two"), strict=True):
            blocks.append(Block(len(text), len(text) + len(words), 1, Role.CELL, header=header))
            text += f"{words}\n"
    assert languages_of_blocks(text, blocks) == ["en", "de"] * 4


def test_headings_of_the_other_language_are_no_headings_of_a_part() -> None:
    page = (
        f"<h1>Our policy on the rights of people at work</h1><h1>Unsere Grundsätze für die Rechte der Menschen</h1>"
        f"<p>{ENGLISH}</p><p>{GERMAN}</p>"
    )
    document = read(page.encode(), HTML, "page.html").document
    assert document is not None
    headings = {language: part.blocks[-1].section for language, part in by_language(document).items()}
    assert headings == {
        "en": ("Our policy on the rights of people at work",),
        "de": ("Unsere Grundsätze für die Rechte der Menschen",),
    }


def test_a_part_is_searched_by_its_own_lexicons_alone() -> None:
    false_friend = "Het Engelse woord is human rights, dat wij op deze bladzijde nooit en in geen enkel geval vertalen."
    document = _read(*[ENGLISH] * 12, *[DUTCH] * 8, false_friend)
    assert languages_of_blocks(document.text, document.blocks)[-1] == "nl"
    found = list(evidence_of(document, "Tarn Mills", Kind.POLICY, RULES))
    assert found
    assert {evidence.quote for evidence in found} == {ENGLISH}


def test_what_is_not_searched_is_named_with_its_share() -> None:
    listing = Listing("Tarn Mills", "page.html", "/page.html")
    screened = screen_document(_page(*[ENGLISH] * 6, *[DUTCH] * 3), HTML, listing, RULES)
    assert "en 72 %; nl 28 %, not searched" in screened.reading.detail
    assert (screened.searched.unsearched, screened.searched.whole) == (("nl",), False)


@pytest.mark.parametrize(
    ("language", "any_of_it", "all_of_it"),
    [
        ("en", True, True),
        ("en+nl", True, False),
        ("nl", False, False),
        (None, True, True),
        (UNDETERMINED, False, False),  # English lexicons are tried on it
        (f"en+{UNDETERMINED}", True, False),
    ],
)
def test_a_document_in_two_languages_was_searched_but_not_whole(
    language: str | None, any_of_it: bool, all_of_it: bool
) -> None:
    document = Document("0", HTML, ENGLISH, (Page(1, 0, len(ENGLISH)),), (), language=language)
    search = searched_by(Reading(Outcome.READ, "", document, 1), RULES)
    assert [part.language for part in search.parts] == ([] if language == "nl" else ["en"])
    row = DocumentRow(
        "Tarn", "a.html", None, "0", HTML, Outcome.READ, "", 1, 0, None, language, None, "2026", search=search
    )
    assert (row.searched, row.searched_whole) == (any_of_it, all_of_it)


@pytest.mark.parametrize("text", ["Net of tax", "Wir achten die Rechte", "Права људи", "社會責任", "12 %", ""])
def test_the_models_answers_are_those_of_its_package(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    model.set_languages(identified._languages())
    assert identified._model().rank(text) == model.rank(text)
    monkeypatch.setattr(identified, "_MOST_KEPT", 3)  # numbers of its table; all others are read anew from the file
    assert identified._model().rank(text) == model.rank(text)
