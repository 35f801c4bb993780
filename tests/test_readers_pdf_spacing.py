"""Words have the spaces that a person sees, however their type is set; an initial belongs to its sentence."""

from __future__ import annotations

import pytest
from pdf_samples import document_of, drawn, write
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SENTENCE = "Our mills are committed to respecting the rights of all workers."


def set_word_by_word(canvas: Canvas, gap: float, words: str = SENTENCE, size: float = 10) -> None:
    """Each word at its own place, so far from the one before."""
    x = 70.0
    canvas.setFont("Helvetica", size)
    for word in words.split():
        canvas.drawString(x, 700, word)
        x += stringWidth(word, "Helvetica", size) + gap


def tracked(canvas: Canvas, words: str, letters: float, spaces: float) -> None:
    """Each letter at its own place."""
    x = 70.0
    canvas.setFont("Helvetica", 12)
    for letter in words:
        if letter == " ":
            x += spaces
            continue
        canvas.drawString(x, 700, letter)
        x += stringWidth(letter, "Helvetica", 12) + letters


@pytest.mark.parametrize("gap", [0.9, 1.2, 1.6, 2.2, 4.0])
def test_words_that_stand_close_are_words(gap: float) -> None:
    assert document_of(drawn(lambda canvas: set_word_by_word(canvas, gap))).text == SENTENCE


def test_one_long_word_stays_one() -> None:
    long = "Menschenrechtssorgfaltspflichten"
    assert document_of(drawn(lambda canvas: write(canvas, 70, 90, f"Unsere {long} gelten."))).text == (
        f"Unsere {long} gelten."
    )


@pytest.mark.parametrize(("letters", "spaces"), [(3.0, 7.0), (4.0, 8.0), (6.0, 9.0)])
def test_letters_that_are_set_apart_are_words(letters: float, spaces: float) -> None:
    words = "WE RESPECT HUMAN RIGHTS"
    assert document_of(drawn(lambda canvas: tracked(canvas, words, letters, spaces))).text == words


def test_a_row_of_single_letters_and_figures_keeps_its_spaces() -> None:
    text = document_of(drawn(lambda canvas: write(canvas, 70, 90, "Options a b c d e f are open."))).text
    assert text == "Options a b c d e f are open."


def test_an_initial_over_several_lines_belongs_to_its_sentence() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 38)
        canvas.drawString(60, 676, "T")
        for line, words in enumerate(("he company respects the rights of all", "who work for it, wherever they are.")):
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(84, 692 - 14 * line, words)

    (block,) = document_of(drawn(page)).blocks
    assert block.start == 0
    assert document_of(drawn(page)).text.replace("\n", " ") == (
        "The company respects the rights of all who work for it, wherever they are."
    )
