"""The language of a text is told by its stop words, or not at all."""

from __future__ import annotations

import pytest

from extractors.extract import evidence_of, searched_by
from extractors.language import UNDETERMINED, language_of, languages_of_blocks
from extractors.readers import read
from extractors.readers.format import HTML
from extractors.records import Document, Outcome, Page, Reading
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


@pytest.mark.parametrize("text", ["我们 尊重 权利 " * 40, "Мы уважаем права человека. " * 20])
def test_another_script_is_told_as_undetermined(text: str) -> None:
    assert language_of(text) == UNDETERMINED


ENGLISH = "We are committed to respecting human rights in all of our mills and in the supply chain that we buy from."
ITALIAN = "Il Gruppo si impegna a rispettare i diritti umani in tutti gli stabilimenti e nella catena di fornitura."


def _page(*paragraphs: str) -> bytes:
    return ("<html lang=en><body>" + "".join(f"<p>{text}</p>" for text in paragraphs)).encode()


@pytest.mark.parametrize(
    ("paragraphs", "language"),
    [
        ([ENGLISH] * 12, "en"),
        ([ENGLISH] * 12 + [ITALIAN] * 8, "en+it"),
        ([ITALIAN, ENGLISH] * 10 + [ITALIAN] * 5, "it+en"),
        ([ENGLISH] * 12 + [ITALIAN], "en"),  # a quotation makes no second language
        ([ENGLISH] * 12 + ["我们 尊重 所有 人 的 权利 和 尊严 并且 要求 供应商 也 这样 做"] * 15, "en+und"),
    ],
)
def test_a_document_in_two_languages_names_both(paragraphs: list[str], language: str) -> None:
    document = read(_page(*paragraphs), HTML, "page.html").document
    assert document is not None
    assert document.language == language


def test_only_the_part_in_a_language_with_lexicons_is_searched() -> None:
    false_friend = (
        "La parola inglese è human rights, che non si traduce mai in questa pagina, ma che si trova nella nostra."
    )
    document = read(_page(*[ENGLISH] * 12, *[ITALIAN] * 8, false_friend), HTML, "page.html").document
    assert document is not None
    assert languages_of_blocks(document.text, document.blocks)[-1] == "it"
    found = list(evidence_of(document, "Tarn Mills", Kind.POLICY, RULES))
    assert found
    assert {evidence.quote for evidence in found} == {ENGLISH}


@pytest.mark.parametrize(
    ("language", "any_of_it", "all_of_it"),
    [
        ("en", True, True),
        ("en+it", True, False),
        ("it", False, False),
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
    assert [part.language for part in search.parts] == ([] if language == "it" else ["en"])
    row = DocumentRow(
        "Tarn", "a.html", None, "0", HTML, Outcome.READ, "", 1, 0, None, language, None, "2026", search=search
    )
    assert (row.searched, row.searched_whole) == (any_of_it, all_of_it)
