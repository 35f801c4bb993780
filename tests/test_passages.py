"""Passages are whole sentences with exact offsets; matching never changes the text."""

from __future__ import annotations

import re
from typing import Literal
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fold import composed, fold
from extractors.passages import LONGEST, passages
from extractors.records import Block, Document, Page, Role, Span


def _document(text: str, role: Role = Role.PARAGRAPH) -> Document:
    return Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (Block(0, len(text), 1, role),))


def _sentences(text: str) -> list[str]:
    document = _document(text)
    return [text[p.start : p.end] for p, _ in passages(document, document.blocks[0])]


def test_a_sentence_does_not_end_after_an_abbreviation() -> None:
    text = (
        "We follow ILO Convention No. 87 and others, e.g. No. 98. "
        "The U.N. Guiding Principles apply to Example Ltd. and its suppliers. They matter."
    )
    assert _sentences(text) == [
        "We follow ILO Convention No. 87 and others, e.g. No. 98.",
        "The U.N. Guiding Principles apply to Example Ltd. and its suppliers.",
        "They matter.",
    ]


def test_a_sentence_runs_over_line_ends_and_hyphens() -> None:
    text = "We are com\u00ad\nmitted to respecting\nhuman rights. We act."
    assert _sentences(text) == ["We are com\u00ad\nmitted to respecting\nhuman rights.", "We act."]
    assert fold(text, 0, len(text)).text == "We are committed to respecting human rights. We act."


def test_a_long_sentence_is_cut_into_passages_of_at_most_120_words() -> None:
    text = "We respect " + ", ".join(f"right number {i}" for i in range(200)) + "."
    found = _sentences(text)
    assert len(found) > 1
    assert all(len(passage.split()) <= LONGEST for passage in found)
    assert sum(len(p.split()) for p in found) == len(text.split())


def test_a_long_sentence_is_cut_within_no_number() -> None:
    found = _sentences("We paid back " + " and ".join(f"{i},{100 + i} crowns to mill {i}" for i in range(1, 60)) + ".")
    assert len(found) > 1
    assert not [passage for passage in found if passage.endswith(",") or re.match(r"\d{3}\b", passage)]


def test_page_furniture_and_short_headings_are_no_passages() -> None:
    for role in (Role.FURNITURE, Role.HEADING):
        document = _document("Human rights policy", role)
        assert list(passages(document, document.blocks[0])) == []


def test_a_short_cell_of_words_and_bullets_is_quoted_whole_and_sentences_in_a_cell_alone() -> None:
    for text, wanted in (
        ("• Regular meetings with the unions • A yearly survey of staff • Audits", ["Regular"]),
        ("• We hold meetings with the unions. • We ask all staff each year.", ["We hold", "We ask"]),
    ):
        document = _document(text, Role.CELL)
        found = [text[p.start : p.end] for p, _ in passages(document, document.blocks[0])]
        assert [quote[: len(begin)] for quote, begin in zip(found, wanted, strict=True)] == wanted
        assert found[-1].endswith(text[-6:])


def test_the_header_of_a_column_and_the_label_of_a_row_are_no_passages_and_a_short_sentence_is_one() -> None:
    longer = "Dialogue with trade unions on pay and hours"
    for text, count in (("Trade unions", 0), ("We ban child labour.", 1), (longer, 1)):
        document = _document(text, Role.CELL)
        assert len(list(passages(document, document.blocks[0]))) == count, text


def test_what_a_colon_announces_is_the_first_sentence_after_it() -> None:
    text = "We promise this: Nobody works below the age of fifteen. We check papers."
    lead_in = Span(0, 16)
    document = Document(
        "0" * 64,
        "text/plain",
        text,
        (Page(1, 0, len(text)),),
        (Block(0, 16, 1, Role.PARAGRAPH), Block(17, len(text), 1, Role.PARAGRAPH, lead_in=lead_in)),
    )
    assert [p.lead_in for p, _ in passages(document, document.blocks[1])] == [lead_in, None]


@given(st.text(alphabet=st.sampled_from("ab .,\n\u00ad’“–ﬁ\u200bé\U0001f600"), max_size=80))
def test_folding_keeps_the_place_of_every_character(text: str) -> None:
    folded = fold(text, 0, len(text))
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    for letter, place in zip(folded.text, folded.origin, strict=True):
        if letter.isalpha() and text[place] != "ﬁ":
            assert text[place] == letter


LETTERS = "aeo\u0301\u0308\u0323\u0327çéﬁ…K\n-\u00ad .\u05b0\u05d0한か\u3099\U0001f600\u200b"


def bare(text: str) -> str:
    return "".join(one for one in normalize("NFD", text) if not combining(one))


@given(st.text(alphabet=LETTERS, max_size=30), st.sampled_from(["NFC", "NFD", None]), st.data())
def test_letters_and_their_marks_are_folded_as_one_and_found_with_their_marks(
    text: str, form: Literal["NFC", "NFD"] | None, data: st.DataObject
) -> None:
    text = normalize(form, text) if form else text
    folded, plain = fold(text, 0, len(text)), fold(composed(text), 0, len(composed(text)))
    assert folded.text == plain.text
    assert len(folded.text) == len(folded.origin)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    said, wanted = text[first:last], composed(text)[slice(*plain.span(start, end))]
    assert combining(folded.text[start]) or bare(said) == bare(wanted)
    part = folded.part(start, end)
    assert (part.text, part.end, part.span(0, end - start)) == (folded.text[start:end], last, (first, last))


def test_a_quote_ends_after_the_marks_of_its_last_letter() -> None:
    text = normalize("NFD", "Nous respectons la liberté! Nous agissons à l’équité")
    assert _sentences(text) == [
        normalize("NFD", one) for one in ("Nous respectons la liberté!", "Nous agissons à l’équité")
    ]


def test_an_items_place_is_known_behind_its_lead_in() -> None:
    lead, item = normalize("NFD", "Liberté:"), normalize("NFD", "égalité")
    text = f"{lead}\n{item}"
    joined = fold(text, 0, len(lead)).then(fold(text, len(lead) + 1, len(text)))
    assert joined.text == "Liberté: égalité"
    first, last = joined.span(9, 16)
    assert text[first:last] == item


@given(st.text(alphabet="ab -\n\té’“–…ﬁ\u00ad\u00a0\u200b\u2010\x1c.", max_size=12))
def test_a_stretch_that_is_folded_at_once_is_folded_as_piece_by_piece(text: str) -> None:
    at_once = fold(text, 0, len(text))
    with pytest.MonkeyPatch.context() as slowly:
        slowly.setattr("extractors.fold._LONGER", re.compile(""))  # so that nothing is folded at once
        piece_by_piece = fold(text, 0, len(text))
    assert (at_once.text, [*at_once.origin]) == (piece_by_piece.text, [*piece_by_piece.origin])
