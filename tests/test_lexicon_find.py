"""The fast scan before the regular expressions loses nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from extractors.find import finder
from extractors.fold import fold
from extractors.rules import open_rules
from lexicons import Entry, load
from lexicons.concepts import ASKED_BY_CODE
from lexicons.patterns import compile_pattern
from lexicons.wordings import wordings

ENTRIES = load("en").entries


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_a_pattern_needs_stands_in_all_that_it_matches(entry: Entry) -> None:
    for pattern in entry.patterns:
        assert pattern.anchors in pattern.needs
        texts = [*entry.examples, *wordings(pattern.written, 20).texts]
        for text in (fold(text, 0, len(text)).text for text in texts):
            if re.search(pattern.regex, text, re.IGNORECASE):
                assert all(any(letters in text.lower() for letters in needed) for needed in pattern.needs)


def test_the_scan_finds_what_trying_every_pattern_finds() -> None:
    rules = finder(load("en"))
    careless = replace(rules, needs=tuple(() for _ in rules.needs))
    for text in (example for entry in ENTRIES for example in entry.examples):
        assert rules.hits(text) == careless.hits(text)


def test_every_word_that_is_certain_is_needed_and_what_is_optional_is_not() -> None:
    assert compile_pattern("we [fully] (support|uphold) rights").needs == (("we",), ("support", "uphold"), ("rights",))
    assert compile_pattern("(support|[any] uphold) <0-2> {87}").needs == (("support", "uphold"), ("87",))


@pytest.mark.parametrize("text", ["supply-\nchain", "supply- chain", "supply-chain", "supply chain"])
def test_a_line_may_end_after_a_hyphen(text: str) -> None:
    assert re.search(compile_pattern("supply chain").regex, fold(text, 0, len(text)).text)
    assert re.search(compile_pattern("supply-chain").regex, fold(text, 0, len(text)).text)


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
    for name in ("chrb-core-2019", "rsj-2018"):
        known = open_rules(name).languages["en"]
        kept = [entry for entry in known.finder.lexicons.entries if entry.where_asked]
        assert kept == []
