"""A company that says by its name what it does is read as one that says "we"."""

from __future__ import annotations

import re

import pytest

from extractors.by_name import as_we
from extractors.find import finder
from lexicons import load

OSTLER = re.compile(r"Ostler Yarns|Ostler")
LEXICONS = load("en")


def respelt(text: str) -> str:
    again = as_we(text, OSTLER, LEXICONS.grammar)
    return text if again is None else " ".join(again.text.split())


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ostler provides safe looms.", "we provides safe looms."),
        ("This is why Ostler Yarns offers safe looms.", "This is why we offers safe looms."),
        ("Where Ostler has caused harm, Ostler makes amends.", "Where we has caused harm, we makes amends."),
    ],
)
def test_a_name_that_is_a_subject_is_read_as_we(text: str, read: str) -> None:
    assert respelt(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "Suppliers of Ostler provide safe looms.",
        "The Ostler Foundation provides safe looms.",
        "Ruth Ostler provides safe looms.",
        "An Ostler mill provides safe looms.",
        "Ostler's mills provide safe looms.",
        "Looms are provided by Ostler.",
    ],
)
def test_a_name_that_belongs_to_something_else_is_no_subject(text: str) -> None:
    assert respelt(text) == text


def test_without_a_name_or_a_grammar_nothing_is_read_otherwise() -> None:
    assert as_we("Ostler provides safe looms.", None, LEXICONS.grammar) is None
    assert as_we("Ostler fournit des métiers.", OSTLER, load("fr").grammar) is None


def test_what_is_found_by_a_name_stands_where_the_name_stands() -> None:
    text = "At last Ostler Yarns provides safe looms."
    found = finder(LEXICONS).hits(text, None, as_we(text, OSTLER, LEXICONS.grammar))
    said = {hit.rule: text[hit.start : hit.end] for hit in found}
    assert said["commitment.provides"] == "Ostler Yarns provides"
    assert "actor.company" not in said  # the name itself is told by another


def test_all_letters_but_those_of_the_name_keep_their_places() -> None:
    text = "At last Ostler Yarns provides safe looms."
    again = as_we(text, OSTLER, LEXICONS.grammar)
    assert again is not None
    assert len(again.text) == len(text)
    assert again.text[: text.index("Ostler")] == text[: text.index("Ostler")]
    assert again.text[text.index(" provides") :] == text[text.index(" provides") :]
