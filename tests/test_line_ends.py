"""Words that a line's end parts are read and shown as the words that they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_samples import document_of, drawn, write

from extractors.fold import as_read, fold
from extractors.readers import boxes, read
from extractors.readers.format import HTML, MARKDOWN, PDF, PLAIN
from extractors.readers.line_ends import judged
from extractors.records import Document, Outcome, Span
from lexicons.reading_rules import reading_files
from lexicons.strict_yaml import read_yaml
from review.words import runs

# A language, what a document says elsewhere, and a parted word: what it is read as.
CASES = [
    ("en", "", "com-/mitted", "committed"),
    ("en", "", "commit-/ment", "commitment"),
    ("en", "", "stake-/holders", "stakeholders"),
    ("en", "", "ex-/pectations", "expectations"),
    ("en", "", "inter-/nationally", "internationally"),
    ("en", "", "third-/party", "third-party"),
    ("en", "", "zero-/tolerance", "zero-tolerance"),
    ("en", "", "decision-/making", "decision-making"),
    ("en", "", "grievance-/mechanism", "grievance-mechanism"),
    ("en", "", "non-/discrimination", "non-discrimination"),
    ("en", "", "non-discrimi-/nation", "non-discrimination"),
    ("en", "", "co-/operation", "co-operation"),
    ("en", "", "co-/workers", "co-workers"),
    ("en", "", "self-/assessment", "self-assessment"),
    ("en", "", "state-of-the-/art", "state-of-the-art"),
    ("en", "", "up-/to-date", "up-to-date"),
    ("en", "", "COVID-/19", "COVID-19"),
    ("en", "", "e-/mail", "e-mail"),
    ("en", "", "EU-/wide", "EU-wide"),
    ("en", "", "non-/European", "non-European"),
    ("en", "", "COMMIT-/MENT", "COMMITMENT"),
    ("en", "", "short-/and long-term", "short- and long-term"),
    ("en", "", "18-/to 24-month", "18- to 24-month"),
    ("en", "", "day-/to-day", "day-to-day"),
    # The document's own spelling comes first, also of another form of the word.
    ("en", "Our whistleblowers are safe.", "whistle-/blower", "whistleblower"),
    ("en", "A whistle-blower is safe.", "whistle-/blowers", "whistle-blowers"),
    ("en", "Cooperation helps.", "co-/operation", "cooperation"),
    ("en", "They co-operate with us.", "co-/operation", "co-operation"),
    ("en", "Nondiscrimination is law.", "non-/discrimination", "nondiscrimination"),
    ("en", "The responsibility is ours.", "responsibility-/and risk-based", "responsibility- and risk-based"),
    ("de", "", "Menschen-/rechte", "Menschenrechte"),
    ("de", "", "Beschwerde-/verfahren", "Beschwerdeverfahren"),
    ("de", "", "Kinder-/und Zwangsarbeit", "Kinder- und Zwangsarbeit"),
    ("de", "", "EU-/Kommission", "EU-Kommission"),
    ("de", "", "Corporate-/Governance-Kodex", "Corporate-Governance-Kodex"),
    ("fr", "", "engage-/ment", "engagement"),
    ("fr", "", "peut-/être", "peut-être"),
    ("fr", "", "sous-/traitants", "sous-traitants"),
    ("fr", "", "vis-/à-vis", "vis-à-vis"),
    ("fr", "", "court, moyen-/et long terme", "court, moyen- et long terme"),
    ("it", "", "forni-/tori", "fornitori"),
    ("it", "", "dell’am-/biente", "dell’ambiente"),
    ("it", "", "socio-/economico", "socio-economico"),
    ("es", "", "provee-/dores", "proveedores"),
    ("es", "", "socio-/económico", "socio-económico"),
    ("nl", "", "mensen-/rechten", "mensenrechten"),
]


@pytest.mark.parametrize(("language", "elsewhere", "parted", "word"), CASES)
def test_a_parted_word_is_read_as_the_word_that_it_is(language: str, elsewhere: str, parted: str, word: str) -> None:
    text = f"{elsewhere}\n{parted.replace('/', chr(10))}."
    read_as = judged(text, [(0, len(elsewhere)), (len(elsewhere) + 1, len(text))], language)
    assert len(read_as) == len(text)
    assert as_read(read_as) == f"{elsewhere} {word}.".strip()
    plain = fold(read_as, 0, len(text)).text.strip()
    assert plain == f"{elsewhere} {word}.".strip().replace("’", "'")


def test_a_word_at_a_line_end_is_no_witness_of_itself() -> None:
    text = "third-\nparty and third-\nparty"
    assert as_read(judged(text, [(0, len(text))], "en")) == "third-party and third-party"


def test_only_what_goes_on_in_the_same_block_is_joined() -> None:
    assert judged("a stake\u00ad\nholders", [(0, 8), (9, 16)], "en") == "a stake-\nholders"


def test_within_a_line_only_a_known_word_is_taken_for_cut() -> None:
    text = (
        "We are com- mitted to good- practice goals, pre- and post-sale, and non- compliance is rare. "
        "Others are committed."
    )
    read_as = as_read(judged(text, [(0, len(text))], "en"))
    assert read_as.startswith(
        "We are committed to good- practice goals, pre- and post-sale, and non-compliance is rare."
    )


LINES = (
    "Every third-",
    "party labour provider follows this policy. We are com-",
    "mitted to respecting human rights, short-",
    "and long-term.",
)
READ = (
    "Every third-party labour provider follows this policy. "
    "We are committed to respecting human rights, short- and long-term."
)


def _text(content: bytes, kind: str) -> Document:
    reading = read(content, kind, "policy")
    assert reading.outcome is Outcome.READ
    assert reading.document is not None
    return reading.document


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (drawn(lambda c: write(c, 70, 90, *LINES)), PDF),
        ("\n".join(LINES).encode(), PLAIN),
        ("\n".join(LINES).encode(), MARKDOWN),
        (f"<html><body><p>{'<br>'.join(LINES)}</p></body></html>".encode(), HTML),
    ],
    ids=["pdf", "text", "markdown", "html"],
)
def test_every_format_reads_parted_words_alike(content: bytes, kind: str) -> None:
    assert as_read(_text(content, kind).text) == READ


def test_a_parted_word_has_a_box_on_each_line() -> None:
    content = drawn(lambda c: write(c, 70, 90, *LINES))
    document = document_of(content)
    start = document.text.index("third")
    span = Span(start, document.text.index("party") + 5)
    first, second = boxes(content, PDF, document, [span])[0]
    assert first.bottom <= second.top + 2
    assert second.x0 < first.x0


def test_the_desk_shows_whole_words_and_keeps_every_place() -> None:
    text = _text("\n".join(LINES).encode(), PLAIN).text
    cut = list(runs(text))
    assert "".join(shown + unseen for shown, unseen in cut) == text
    shown = as_read("".join(shown for shown, _ in cut))
    assert shown == READ


@pytest.mark.parametrize("file", reading_files("line-ends"), ids=lambda file: file.parts[-3])
def test_listed_compounds_are_two_parts_in_small_letters(file: Path) -> None:
    for word in read_yaml(file).mapping()["hyphenated"].texts():
        assert (word, word.count("-")) == (word.lower(), 1)
