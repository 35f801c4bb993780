"""The parser tells what is said with the words that the lexicons find."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extractors import clauses
from extractors.clauses import Clause, Parsed, Tense
from extractors.extract import evidence_of
from extractors.readers import read
from extractors.rules import open_rules
from lexicons import FOLDER
from lexicons.grammar import grammar
from rubric.kinds import Kind

ENGLISH = grammar("en", FOLDER)


def parse(text: str, at: int = 0) -> Parsed:
    assert ENGLISH is not None
    return clauses.parse(text, ENGLISH, at)


def clause(text: str, words: str) -> Clause:
    """What is said with some words of a text."""
    start = text.index(words)
    return parse(text).clause(start, start + len(words))


def cut(text: str, place: tuple[int, int] | None) -> str | None:
    return None if place is None else text[slice(*place)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We carry out risk assessments every year.", "risk assessments"),
        ("The risk analysis covers all suppliers.", "risk analysis"),
        ("We interview workers to assess risks.", "assess risks"),
        ("Risks are identified through audits of our suppliers.", "audits"),
        ("We are committed to identifying risks.", "identifying risks"),
    ],
)
def test_what_a_sentence_says_is_stated(text: str, words: str) -> None:
    assert clause(text, words).stated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("For questions about our risk assessment, write to us.", "risk assessment"),
        ("If we find risks, we act.", "risks"),
        ("We support programmes that promote human rights.", "promote human rights"),
    ],
)
def test_a_circumstance_of_what_is_said_is_not_stated(text: str, words: str) -> None:
    assert not clause(text, words).stated


def test_the_subject_of_a_sentence_is_a_whole_noun_phrase() -> None:
    text = "The company's suppliers assess risks."
    assert cut(text, clause(text, "assess risks").subject) == "The company's suppliers"


def test_a_passive_subject_is_not_the_one_who_does_it() -> None:
    assert clause("We audit suppliers.", "suppliers").active
    passive = clause("Suppliers are audited every year.", "audited")
    assert (passive.subject, passive.active) == ((0, len("Suppliers")), False)


def test_the_verbs_above_some_words_are_named_nearest_first() -> None:
    text = "We are committed to identifying risks."
    assert [cut(text, verb) for verb in clause(text, "risks").verbs][:2] == ["identifying", "committed"]


def test_an_order_has_no_subject() -> None:
    order = clause("Report any suspected violation to your manager.", "suspected violation")
    assert (order.imperative, order.subject) == (True, None)
    assert not clause("Workers report violations to their manager.", "violations").imperative


@pytest.mark.parametrize(
    ("text", "words", "denial"),
    [
        ("The effect of these actions is not measured.", "measured", "not"),
        ("No manager is responsible for human rights.", "responsible", "No"),
        ("Neither our sites nor our suppliers are audited.", "audited", "Neither"),
    ],
)
def test_a_denial_is_found_where_it_stands(text: str, words: str, denial: str) -> None:
    assert clause(text, words).denied_at == text.index(denial)


@pytest.mark.parametrize("limit", ["no more than ten hours", "not later than May", "never longer than a day"])
def test_a_limit_denies_nothing(limit: str) -> None:
    assert clause(f"Overtime is {limit}.", "Overtime").denied_at is None


def test_not_only_denies_nothing() -> None:
    assert clause("We not only assess risks but publish them.", "assess risks").denied_at is None


def test_what_is_denied_of_one_thing_is_not_denied_of_another() -> None:
    text = "We assess risks every year. The results are not published."
    assert clause(text, "assess risks").denied_at is None
    assert clause(text, "published").denied_at == text.index("not")


def test_a_title_says_nothing_and_a_sentence_or_an_order_does() -> None:
    assert not parse("Risk assessment and due diligence").says_something
    assert parse("We assess risks.").says_something
    assert parse("Report any violation.").says_something
    plans = "In all our businesses, human rights action plans set out training, controls and remedies for the risks."
    assert parse(plans).says_something
    assert not parse("Controls and remedies set out in our action plans").says_something


@pytest.mark.parametrize("text", ["Oversee the human rights programme.", "Regularly review the risks."])
def test_a_task_begins_with_its_verb(text: str) -> None:
    assert parse(text).is_a_task
    assert not parse(f"The board will {text.lower()}").is_a_task


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("Each month we meet the elders.", Tense.NOW),
        ("We have regularly met the elders.", Tense.NOW),
        ("Meetings with the elders are held each year.", Tense.NOW),
        ("We held meetings with the elders.", Tense.THEN),
        ("Meetings with the elders were held in May.", Tense.THEN),
        ("We will meet the elders.", Tense.OPEN),
        ("Meetings with the elders", Tense.OPEN),
    ],
)
def test_the_verb_tells_whether_it_was_or_goes_on(text: str, tense: Tense) -> None:
    assert clause(text, "elders").tense is tense


@pytest.mark.parametrize("by", ["Day-to-day", "Site-by-site"])
def test_words_with_hyphens_that_the_parser_misreads_in_parts_are_read_as_one(by: str) -> None:
    text = f"{by} accountability for human rights rests with our General Counsel."
    assert clause(text, "General Counsel").stated


def test_a_text_without_words_says_nothing() -> None:
    empty = parse("")
    assert (empty.says_something, empty.is_a_task) == (False, False)
    assert empty.clause(0, 0) == Clause(False, False, None, False, (), False, None)


def test_each_word_of_a_parse_stands_where_it_says() -> None:
    text = "Naïve “quotes” – and\nbroken lines; 2.5 %, e.g. of ﬁsh."
    parsed = parse(text)
    assert [text[word.start : word.end] for word in parsed.words] == [word.text for word in parsed.words]
    assert all(0 <= word.head < len(parsed.words) for word in parsed.words)


def test_the_parser_is_loaded_only_when_something_is_parsed() -> None:
    code = "import sys, extractors.extract; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "words", "described"),
    [
        ("We operate a system that identifies risks to workers.", "identifies", True),
        ("We have a framework to identify risks.", "identify", True),
        ("We buy from suppliers who assess their risks.", "assess", False),
        ("We see the need to assess our risks.", "assess", False),
        ("All new suppliers are subject to an audit.", "audit", True),
        ("We made a number of commitments to our workers.", "commitments", True),
    ],
)
def test_what_a_thing_in_the_statement_does_is_described(text: str, words: str, described: bool) -> None:
    start = text.index(words)
    assert parse(text).clause(start, start + len(words)).described is described


def test_those_who_are_subject_to_something_do_not_do_it() -> None:
    text = "All new suppliers are subject to an audit."
    clause = parse(text).clause(text.index("audit"), len(text) - 1)
    assert clause.subject is not None
    assert not clause.active


def test_the_ranges_of_a_parse_count_from_where_its_text_began() -> None:
    assert parse("We audit.", 10).clause(10, 12).verbs == ((13, 18),)


def test_the_dictionary_is_what_the_parsers_lemmatizer_knows() -> None:
    assert ENGLISH is not None
    lemmatizer = clauses._load(ENGLISH.parser, ("tok2vec", "tagger", "parser", "ner")).get_pipe("lemmatizer")
    lookups = getattr(lemmatizer, "lookups")  # noqa: B009 spaCy's types do not know it
    tables = [lookups.get_table(name) for name in ("lemma_index", "lemma_exc")]
    known = {word for table in tables for words in table.values() for word in words}
    words = clauses.dictionary(ENGLISH.parser)
    assert {*words} == known
    assert len(words) == len(known)
    assert all(word in words for word in known)
    assert not any(word in words for word in ("", "ommitmen", "commitment\ncommit", "\ud800", 7))
    with pytest.raises(ModuleNotFoundError, match="no_such_model: the model is not installed"):
        clauses.dictionary("no_such_model")


SENTENCES = (
    "We assess risks at all suppliers every year.",
    "No hotline is available in other languages.",
    "Report any violation.",
)


def test_what_was_put_off_is_read_together_as_each_would_be_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [parse(text, at) for at, text in enumerate(SENTENCES)]
    clauses.parse.cache_clear()
    with clauses.putting_off() as waiting:
        for at, text in enumerate(SENTENCES):
            with pytest.raises(clauses.PutOff):
                parse(text, at)
    clauses.read_together(waiting)
    monkeypatch.setattr(clauses, "_parser", lambda package: pytest.fail("a text is parsed a second time"))
    assert [parse(text, at) for at, text in enumerate(SENTENCES)] == alone


def test_only_a_text_of_usual_length_that_nobody_waits_for_is_put_off() -> None:
    clauses.parse.cache_clear()
    long = " ".join(["We assess risks."] * 100)
    with clauses.putting_off() as waiting:
        assert parse(long).words
        with clauses.putting_off(False):
            assert parse(SENTENCES[0]).words
        assert parse(SENTENCES[0]).words  # known by now
    assert not waiting


def test_the_sentences_of_a_document_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ENGLISH is not None
    parser, alone = clauses._parser(ENGLISH.parser), list[str]()
    clauses.parse.cache_clear()

    class Watched:
        def __call__(self, text: str) -> object:
            alone.append(text)
            return parser(text)

        pipe = staticmethod(parser.pipe)

    monkeypatch.setattr(clauses, "_parser", lambda package: Watched())
    text = "We assess the human rights risks of our suppliers every year.\n\nWe audit all suppliers for forced labour."
    document = read(text.encode(), "text/plain", "a.txt").document
    assert document is not None
    assert list(evidence_of(document, "Acme", Kind.POLICY, open_rules("chrb-core-2019").with_model(None)))
    assert clauses.parse.cache_info().currsize
    assert not alone
