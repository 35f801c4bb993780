"""The language of a text is told by its stop words, or not at all."""

from __future__ import annotations

import pytest

from extractors.language import UNDETERMINED, language_of

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
