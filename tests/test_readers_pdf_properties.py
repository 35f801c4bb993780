"""Whatever a generated PDF says comes out: the same words, the same blocks, and boxes where they were drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pdf_samples import HEIGHT, WIDTH, document_of, drawn, write
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from extractors.passages import passages
from extractors.readers import boxes
from extractors.readers.format import PDF
from extractors.records import Block, Document, Role, Span

LEFT, MIDDLE, TOP = 60.0, 315.0, 80.0
LEADING = 13.0  # of 10 point type
WORDS = (
    "we",
    "respect",
    "rights",
    "people",
    "suppliers",
    "remedy",
    "wages",
    "board",
    "safety",
    "fees",
    "union",
    "harm",
)

SETTINGS = settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))

sentences = st.lists(st.sampled_from(WORDS), min_size=4, max_size=14).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join)
lists = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map(lambda words: " ".join(words).capitalize() + ":"),
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=12).map(lambda w: " ".join(w) + ";"),
        min_size=1,
        max_size=4,
    ),
)
contents = st.lists(st.one_of(paragraphs, lists), min_size=1, max_size=4)
tables = st.integers(2, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from(WORDS), min_size=columns, max_size=columns, unique=True), min_size=3, max_size=6
    )
)


@dataclass
class Drawn:
    """The lines to draw, each with its place, and what must be read from them."""

    lines: list[tuple[float, float, str]] = field(default_factory=list)
    blocks: list[tuple[Role, str, str | None]] = field(default_factory=list)  # role, words, lead-in
    places: list[tuple[float, float, float, float]] = field(default_factory=list)  # x0, top, x1, bottom of each block

    def add(self, content: str | tuple[str, list[str]], x: float, top: float, width: float) -> float:
        """Sets a paragraph, or a list with its lead-in, in a column; gives where the next would stand."""
        if isinstance(content, str):
            return self.block(Role.PARAGRAPH, content, None, x, top, width) + LEADING
        lead_in, items = content
        top = self.block(Role.PARAGRAPH, lead_in, None, x, top, width)
        for item in items:
            self.lines.append((x + 8, top, "\u2022"))
            top = self.block(Role.ITEM, item, lead_in, x + 20, top, width - 20)
        return top + LEADING

    def block(self, role: Role, words: str, lead_in: str | None, x: float, top: float, width: float) -> float:
        first = top
        for line in simpleSplit(words, "Helvetica", 10, width):
            self.lines.append((x, top, line))
            top += LEADING
        self.blocks.append((role, words, lead_in))
        self.places.append((x, first - 12, x + width, top - 5))
        return top

    def page(self, canvas: Canvas) -> None:
        for x, top, line in self.lines:
            write(canvas, x, top, line)


def words_of(document: Document, start: int, end: int) -> str:
    return " ".join(document.text[start:end].split())


def read_blocks(document: Document) -> list[tuple[Role, str, str | None]]:
    return [
        (
            b.role,
            words_of(document, b.start, b.end),
            words_of(document, b.lead_in.start, b.lead_in.end) if b.lead_in else None,
        )
        for b in document.blocks
    ]


def check_places(content: bytes, document: Document, made: Drawn) -> None:
    """Every block's boxes lie within the place where it was drawn, a box a line."""
    found = boxes(content, PDF, document, [Span(b.start, b.end) for b in document.blocks])
    for block, lines, (x0, top, x1, bottom) in zip(document.blocks, found, made.places, strict=True):
        assert len(lines) == document.text[block.start : block.end].count("\n") + 1
        for box in lines:
            assert box.page == 1
            assert x0 - 3 <= box.x0 < box.x1 <= x1 + 3
            assert top - 4 <= box.top < box.bottom <= bottom + 6


def check_passages(document: Document) -> None:
    """Passages are parts of their blocks, in order, and together leave out nothing but white space."""
    for block in document.blocks:
        found = [passage for passage, _ in passages(document, block)]
        assert "".join("".join(document.text[p.start : p.end].split()) for p in found) == "".join(said(document, block))
        assert all(p.lead_in == block.lead_in for p in found)


def said(document: Document, block: Block) -> list[str]:
    return document.text[block.start : block.end].split()


@SETTINGS
@given(contents, st.randoms(use_true_random=False))
def test_one_column_comes_out_as_it_was_drawn_in_whatever_order(contents: list[str], shuffled: random.Random) -> None:
    made, top = Drawn(), TOP
    for content in contents:
        top = made.add(content, LEFT, top, WIDTH - 2 * LEFT)
    shuffled.shuffle(made.lines)
    pdf = drawn(made.page)
    document = document_of(pdf)
    assert read_blocks(document) == made.blocks
    check_places(pdf, document, made)
    check_passages(document)


@SETTINGS
@given(contents, contents)
def test_two_columns_come_out_one_after_the_other(left: list[str], right: list[str]) -> None:
    made = Drawn()
    for x, column in ((LEFT, left), (MIDDLE, right)):
        top = TOP
        for content in column:
            top = made.add(content, x, top, 220)
    pdf = drawn(made.page)
    document = document_of(pdf)
    assert read_blocks(document) == made.blocks
    check_places(pdf, document, made)
    check_passages(document)


@SETTINGS
@given(tables)
def test_a_table_comes_out_cell_by_cell_with_header_and_row(rows: list[list[str]]) -> None:
    width = 400 / len(rows[0])

    def page(canvas: Canvas) -> None:
        write(canvas, LEFT, TOP, "We publish what we find.")
        canvas.grid(
            [LEFT + width * i for i in range(len(rows[0]) + 1)], [HEIGHT - 100 - 25 * i for i in range(len(rows) + 1)]
        )
        for i, row in enumerate(rows):
            for j, word in enumerate(row):
                write(canvas, LEFT + 4 + width * j, 116 + 25 * i, word)

    document = document_of(drawn(page))
    assert words_of(document, 0, len(document.text)) == "We publish what we find. " + " ".join(
        w for r in rows for w in r
    )
    cells = [(words_of(document, b.start, b.end), b.header, b.row) for b in document.blocks if b.role is Role.CELL]
    assert cells == [
        (word, rows[0][j] if i else None, row[0] if i and j else None)
        for i, row in enumerate(rows)
        for j, word in enumerate(row)
    ]
