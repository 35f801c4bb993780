"""The fast scan before the regular expressions loses nothing."""

from __future__ import annotations

import re

import pytest

from extractors.find import expression, finder
from extractors.fold import fold
from extractors.rules import open_rules
from lexicons import Entry, load
from lexicons.concepts import ASKED_BY_CODE
from lexicons.patterns import compile_pattern, lowered, plain
from lexicons.wordings import wordings

ENTRIES = load("en").entries


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("took 2,914 calls", "2,914 calls"),
        ("took 1.905 calls", "1.905 calls"),
        ("took 914 calls", "914 calls"),
        ("a score of 9.1 calls for more", "9.1 calls"),
        ("none of 3,000 calls", "3,000 calls"),
        ("2, 914 calls", "914 calls"),
    ],
)
def test_no_hit_begins_within_a_number(text: str, found: str) -> None:
    regex = compile_pattern("(0|1*|2*|3*|9*) calls").regex
    assert [match.group() for match in re.finditer(regex, text)] == [found]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_a_pattern_needs_stands_in_all_that_it_matches(entry: Entry) -> None:
    for pattern in entry.patterns:
        texts = [*entry.examples, *wordings(pattern.written, 20).texts]
        for text in (fold(text, 0, len(text)).text for text in texts):
            if re.search(pattern.regex, text, re.IGNORECASE):
                words = plain(lowered(text))
                assert all(any(phrase in words for phrase in phrases) for phrases in pattern.needs)


def test_the_sieve_lets_in_whatever_matches() -> None:
    rules = finder(load("en"))
    for text in (lowered(example) for entry in ENTRIES for example in entry.examples[:1]):
        let_in = set(rules.sieve.worth_trying(text))
        for place, (entry, written) in enumerate(rules.patterns):
            pattern, in_lower, _ = expression(written.regex, entry.exact_case)
            assert place in let_in or not in_lower or not pattern.search(text)


def test_the_sieve_tries_few_patterns_in_vain() -> None:
    rules = finder(load("en"))
    texts = [lowered(example) for entry in ENTRIES for example in entry.examples]
    tried = [(text, *rules.patterns[place]) for text in texts for place in rules.sieve.worth_trying(text)]
    compiled = [(text, expression(pattern.regex, entry.exact_case)[0]) for text, entry, pattern in tried]
    fitting = sum(1 for text, pattern in compiled if pattern.search(text) or pattern.flags & re.IGNORECASE)
    assert fitting > len(tried) / 2


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("we (support|uphold) rights", {(" we support rights ", " we uphold rights ")}),
        ("we [fully] support rights", {(" we support rights ", " we fully support rights ")}),
        ("(support|[any] uphold) <0-2> {87}", {(" support ", " uphold ", " any uphold "), (" 87 ",)}),
        ("commit* to *respect", {(" commit",), (" to ",), ("respect ",)}),
        ("we <0-3> act", {(" we ",), (" act ",)}),
        ("we [<0-3> may] act", {(" we act ", " act ")}),
        ("speak-up line's", {tuple(f" speak{one}up line{two}s " for one in ("", " ") for two in ("", " "))}),
        ("R&D (a|b|c) (d|e|f) team", {(" r d a ", " r d b ", " r d c "), (" d team ", " e team ", " f team ")}),
        ("conventions <number 87>", {(" conventions",), ("87",)}),
        ("(our|any|my) [b|c|d] (ex|fa|gu) [of (h|i)]", {(" our ", " any ", " my "), (" ex ", " fa ", " gu ")}),
        ("(our|any|my) [b|c|d] <0-2> team", {(" our", " any", " my"), (" team ",)}),
        ("<code C9>", {("09", "c9", "c 9"), tuple(f"c{gap}{figure}" for gap in ("", " ") for figure in range(10))}),
        ("<count> suppliers", {(" suppliers ",)}),
        ("*@*", {(" @ ",)}),
    ],
)
def test_all_words_that_are_certain_are_needed_as_phrases_and_none_that_is_not(
    written: str, needs: set[tuple[str, ...]]
) -> None:
    assert set(compile_pattern(written).needs) == needs


def test_plain_words_stand_apart_whatever_is_between_them() -> None:
    assert plain(lowered("We do not -- ever -- use “child-labour”; ask a@b.example.")) == (
        " we do not ever use child labour ask a @ b example "
    )
    assert plain("") == "  "


def test_plain_words_of_western_letters_alone_are_those_of_any_text() -> None:
    for letter in [*map(chr, range(0x250)), *"‘’“”–—•…€"]:
        assert plain(f"a{letter}b") == plain(f"a{letter}b 中").replace(" 中", ""), letter


@pytest.mark.parametrize("text", ["supply-\nchain", "supply- chain", "supply-chain", "supply chain"])
def test_a_line_may_end_after_a_hyphen(text: str) -> None:
    assert re.search(compile_pattern("supply chain").regex, fold(text, 0, len(text)).text)
    assert re.search(compile_pattern("supply-chain").regex, fold(text, 0, len(text)).text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "87 suppliers",
            "2,310 suppliers",
            "1.4m suppliers",
            "40-50 suppliers",
            "75–80% suppliers",
            "98.5% suppliers",
        ),
        *(
            "3 000 suppliers",
            "of 2023 and before, 12 suppliers",
            "in May 12 of 20 suppliers",
            "tier 2 had 61 suppliers",
        ),
    ],
)
def test_a_number_that_counts_is_told(text: str) -> None:
    assert _counted(text)


@pytest.mark.parametrize(
    "text",
    [
        *("in 2023 suppliers", "in 2023, suppliers", "since 1998 suppliers", "SDG 8 suppliers", "tier 2 suppliers"),
        *("tier-2 suppliers", "ISO 14001 suppliers", "414-1 suppliers", "2-26 suppliers", "by 31 December suppliers"),
        *("on December 31 suppliers", "code 2 and suppliers", "1) Suppliers", "code2 suppliers", "No. 7 suppliers"),
    ],
)
def test_a_number_that_names_or_dates_or_marks_counts_nothing(text: str) -> None:
    assert not _counted(text)


def _counted(text: str) -> bool:
    patterns = ("<count> <0-2> suppliers", "<count>% suppliers")
    words = lowered(fold(text, 0, len(text)).text)
    return any(re.search(compile_pattern(written).regex, words) for written in patterns)


def test_an_entry_may_count_only_in_some_kinds_of_document() -> None:
    def rules(kind: str | None) -> set[str]:
        return {hit.rule for hit in finder(load()).hits("The legal department is responsible for this policy.", kind)}

    assert "responsibility.this-policy" in rules("human_rights_policy") & rules(None)
    assert "responsibility.this-policy" not in rules("policy")


def test_words_that_only_another_rubric_asks_for_are_not_searched() -> None:
    def found(rubric: str) -> set[str]:
        text = "Visitors receive a short briefing."
        return {hit.concept for hit in open_rules(rubric).languages["en"].finder.hits(text)}

    assert "training" in found("uk-modern-slavery-2015")
    assert found("chrb-core-2019") == found("rsj-2018") == set()
    common = {entry.concept for entry in ENTRIES if entry.where_asked}
    assert common
    assert common.isdisjoint(ASKED_BY_CODE)  # the code would ask in vain
    for name, lexicons in (("chrb-core-2019", set[str]()), ("rsj-2018", {"beside-sourcing", "statements"})):
        known = open_rules(name).languages["en"]
        assert {entry.lexicon for entry in known.finder.lexicons.entries if entry.where_asked} == lexicons
