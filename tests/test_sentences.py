"""Sentences end where a reader would end them, and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.passages import passages
from extractors.records import Block, Document, Page, Role
from extractors.sentences import sentences
from lexicons.strict_yaml import load_yaml, read_yaml

CASES = load_yaml(Path(__file__).parent / "data" / "splits.yaml")
assert isinstance(CASES, list)
IN_LANGUAGES = read_yaml(Path(__file__).parent / "data" / "splits-languages.yaml").mapping()
OF_LANGUAGES = [(code, list(case.texts())) for code, cases in IN_LANGUAGES.items() for case in cases.items()]
BULLETS = "•▪- "


@pytest.mark.parametrize("pieces", CASES, ids=lambda pieces: pieces[0][:40])
def test_a_text_is_parted_as_a_reader_would_part_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert [text[p.start : p.end] for p in sentences(text)] == [piece.lstrip(BULLETS) for piece in pieces]


@pytest.mark.parametrize(("language", "pieces"), OF_LANGUAGES, ids=lambda told: told[0][:40])
def test_a_text_in_another_language_is_parted_by_its_own_abbreviations(language: str, pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert [text[p.start : p.end] for p in sentences(text, language)] == pieces


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


def test_a_note_s_number_stays_with_its_sentence_and_a_lost_space_parts_two() -> None:
    text = "We respect human rights.12 We act at once.Our suppliers follow."
    found = [text[p.start : p.end] for p in sentences(text)]
    assert found == ["We respect human rights.12", "We act at once.", "Our suppliers follow."]


def test_bullets_within_a_paragraph_are_read_with_the_words_before_them() -> None:
    text = "We report. We are committed to: • freedom of association • equal pay."
    document = Document(
        "0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (Block(0, len(text), 1, Role.PARAGRAPH),)
    )
    found = [
        (text[p.start : p.end], text[p.lead_in.start : p.lead_in.end] if p.lead_in else None)
        for p, _ in passages(document, document.blocks[0])
    ]
    assert found == [
        ("We report.", None),
        ("We are committed to:", None),
        ("freedom of association", "We are committed to:"),
        ("equal pay.", "We are committed to:"),
    ]


@given(st.text(alphabet=st.sampled_from('aB .!?…•()[]"’1é。\n'), max_size=120))
def test_no_letter_is_lost_or_read_twice(text: str) -> None:
    pieces = sentences(text)
    assert all(piece.start < piece.end for piece in pieces)
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    kept = "".join(text[p.start : p.end] for p in pieces)
    assert [letter for letter in kept if letter.isalnum()] == [letter for letter in text if letter.isalnum()]
