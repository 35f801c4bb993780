"""Plain text whose columns stand side by side is read column by column; tables and single columns stay as they are."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from extractors.readers.text import read
from extractors.readers.text_columns import untangled
from extractors.records import Role

LEFT = """We are committed to respecting
internationally recognised human
rights at all of our mills and in
the chains that feed them.

We forbid child labour and forced
labour, and we ask the same of
everybody who delivers to us.""".splitlines()
RIGHT = """Anyone can report a concern to our
ethics line, day and night, in the
language that they speak best.

We will remedy any harm to people
that we have caused, together with
those who were harmed by it.""".splitlines()
GAP = 40


def beside(left: list[str], right: list[str]) -> list[str]:
    return [f"{one:<{GAP}}{other}".rstrip() for one, other in zip_longest(left, right, fillvalue="")]


def paragraphs(lines: list[str]) -> list[str]:
    document = read("\n".join(lines).encode(), "text/plain").document
    assert document is not None
    texts = (document.text[one.start : one.end] for one in document.blocks if one.role is Role.PARAGRAPH)
    return [" ".join(text.split()) for text in texts]


def test_two_columns_are_read_one_after_the_other() -> None:
    first = "We are committed to respecting internationally recognised human rights at all of our mills and in the "
    assert paragraphs(beside(LEFT, RIGHT)) == [
        f"{first}chains that feed them.",
        "We forbid child labour and forced labour, and we ask the same of everybody who delivers to us.",
        "Anyone can report a concern to our ethics line, day and night, in the language that they speak best.",
        "We will remedy any harm to people that we have caused, together with those who were harmed by it.",
    ]


def test_a_sentence_goes_on_where_only_the_other_column_has_a_line() -> None:
    left, right = [*LEFT, "", *LEFT[:2], "", *LEFT[2:]], [*RIGHT, "", *RIGHT]
    told = paragraphs(beside(left, right))
    assert (told[2], len(told)) == (told[0], 8)


def test_what_goes_over_both_columns_stays_between_them() -> None:
    wide = "This is a sentence of the introduction that goes over the whole width of the page, above and below columns."
    read_lines = untangled([wide, *beside(LEFT, RIGHT), "", "", "", wide])
    assert (read_lines[0], read_lines[1], read_lines[-1]) == (wide, LEFT[0], wide)
    assert read_lines.index(LEFT[-1]) < read_lines.index(RIGHT[0])


@pytest.mark.parametrize("count", [0, 1, 4])
def test_no_word_is_lost_whatever_stands_around(count: int) -> None:
    lines = [*["A line of one column, without any gap in it."] * count, *beside(LEFT, RIGHT[: 7 - count]), "The end."]
    before, after = (sorted(" ".join(some).split()) for some in (lines, untangled(lines)))
    assert before == after


def test_rows_of_a_table_are_not_read_as_columns() -> None:
    cells = ["Mill", "Hamar", "Lodz", "Porto", "Graz", "Turku"], ["Audits", "12", "9", "31", "4", "8"]
    told = [f"Audits of the mill in {name}" for name in cells[0]], [f"Done by {name} Ltd in 2025" for name in cells[0]]
    for left, right in (cells, told):
        assert untangled(beside(list(left), list(right))) == beside(list(left), list(right))


def test_a_text_of_one_column_stays_as_it_is() -> None:
    lines = [*LEFT, "", "   Indented,   with    gaps   in  it", *RIGHT]
    assert untangled(lines) == lines
