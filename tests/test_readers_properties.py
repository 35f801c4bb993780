"""For any document that a generator makes: text in equals text out, and offsets, lead-ins and quotes agree."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.passages import LONGEST, passages
from extractors.readers import read
from extractors.readers.format import DOCX, HTML, MARKDOWN, PLAIN
from extractors.records import Document, Outcome, Role

WORDS = ["rights", "we", "Tarn", "labour", "équipe", "mills", "No", "fair", "pay", "Würde", "workers", "“all”", "R&D"]
FORMATS = [HTML, MARKDOWN, PLAIN, DOCX]


@dataclass(frozen=True, slots=True)
class Made:
    """One part of a made document: what it is, and its lines (cells row by row for a table)."""

    role: Role
    lines: tuple[str, ...]


words = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
headings = st.lists(st.sampled_from(WORDS[:6]), min_size=1, max_size=4).map(
    lambda w: Made(Role.HEADING, (" ".join(w),))
)
paragraphs = st.lists(words, min_size=1, max_size=3).map(
    lambda sentences: Made(Role.PARAGRAPH, (" ".join(f"The {sentence}." for sentence in sentences),))
)
lists = st.tuples(words, st.lists(words, min_size=1, max_size=4)).map(
    lambda made: Made(Role.ITEM, (f"The {made[0]} commit to:", *made[1]))
)
tables = st.lists(words, min_size=4, max_size=4).map(lambda cells: Made(Role.CELL, tuple(cells)))


def expected(parts: list[Made]) -> list[tuple[Role, str, str | None]]:
    """Each block's role, text and lead-in."""
    found: list[tuple[Role, str, str | None]] = []
    for part in parts:
        if part.role is Role.ITEM:
            found.append((Role.PARAGRAPH, part.lines[0], None))
            found += [(Role.ITEM, line, part.lines[0]) for line in part.lines[1:]]
        elif part.role is Role.CELL:
            label = part.lines[2]  # of the second row, below the headers
            found += [(Role.CELL, line, label if at == 3 else None) for at, line in enumerate(part.lines)]
        else:
            found += [(part.role, line, None) for line in part.lines]
    return found


def as_html(parts: list[Made]) -> bytes:
    made = []
    for part in parts:
        first, *rest = (html.escape(line) for line in part.lines)
        if part.role is Role.HEADING:
            made.append(f"<h2>{first}</h2>")
        elif part.role is Role.CELL:
            a, b, c = rest
            made.append(f"<table><tr><th>{first}<th>{a}<tr><td>{b}<td>{c}</table>")
        else:
            items = "".join(f"<li>{line.replace(' ', '<b> </b>', 1)}\n" for line in rest)
            made.append(f"<p>{first}\n</p>" + (f"<ul>{items}</ul>" if items else ""))
    return "".join(made).encode()


def as_markdown(parts: list[Made]) -> bytes:
    made = []
    for part in parts:
        first, *rest = part.lines
        if part.role is Role.HEADING:
            made.append(f"## {first}")
        elif part.role is Role.CELL:
            made.append(f"| {first} | {rest[0]} |\n|---|---|\n| {rest[1]} | {rest[2]} |")
        else:
            made.append("\n".join([first, *([""] if rest else []), *(f"- {line}" for line in rest)]))
    return ("\n\n".join(made) + "\n").encode()


def as_text(parts: list[Made]) -> bytes:
    made = []
    for part in parts:
        first, *rest = part.lines
        if part.role is Role.HEADING:
            made.append(f"{first}\n-----")
        else:
            made.append("\n".join([first, *(f"- {line}" for line in rest)]))
    return "\r\n\r\n".join(made).encode("utf-16")


def as_word(parts: list[Made]) -> bytes:
    file = docx.Document()
    for part in parts:
        first, *rest = part.lines
        if part.role is Role.HEADING:
            file.add_heading(first, 2)
        elif part.role is Role.CELL:
            table = file.add_table(rows=2, cols=2)
            for cell, line in zip([c for row in table.rows for c in row.cells], part.lines, strict=True):
                cell.text = line
        else:
            file.add_paragraph(first)
            for line in rest:
                file.add_paragraph(line, style="List Bullet")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


MAKERS = {HTML: as_html, MARKDOWN: as_markdown, PLAIN: as_text, DOCX: as_word}


@pytest.mark.parametrize("media_type", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_text_in_equals_text_out_with_its_structure(media_type: str, data: st.DataObject) -> None:
    kinds = headings | paragraphs | lists if media_type == PLAIN else headings | paragraphs | lists | tables
    parts = data.draw(st.lists(kinds, min_size=1, max_size=6))
    reading = read(MAKERS[media_type](parts), media_type, "made")
    assert reading.outcome is Outcome.READ, reading.detail
    document = reading.document
    assert document is not None
    wanted = expected(parts)
    got = [
        (b.role, document.text[b.start : b.end], document.text[b.lead_in.start : b.lead_in.end] if b.lead_in else None)
        for b in document.blocks
    ]
    assert got == wanted
    lines = [line.removeprefix("- ") for line in document.text.split("\n")]
    assert lines == [line for _, line, _ in wanted]
    check(document)


@pytest.mark.parametrize("media_type", [HTML, MARKDOWN, PLAIN])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=st.lists(st.sampled_from([
    "<p>", "</p>", "<li>", "<ul>", "</ul>", "<td>", "<tr>", "<table>", "<dt>", "<dd>", "<br>", "<h1>",
    "<div hidden>", "</div>",
    "<nav>", "<!--", "-->", "We act. ", "e.g. No. 87", "\n\n", "- a: ", "• b", "## ", "|",
    "\u00ad", "\ufffe", "é", "\x00", "&nbsp;", "1. ",
]), max_size=40).map("".join))  # fmt: skip
def test_whatever_a_file_holds_its_offsets_agree(media_type: str, source: str) -> None:
    reading = read(source.encode(), media_type, "any")
    assert reading.outcome in (Outcome.READ, Outcome.PARTLY_READ, Outcome.EMPTY), reading.detail
    if reading.document is not None:
        check(reading.document)


def check(document: Document) -> None:
    """Blocks lie in order within the text; passages lie in their block, short enough, each letter in its place."""
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        end = block.end
        if block.lead_in is not None:
            assert 0 <= block.lead_in.start < block.lead_in.end <= block.start
        last = block.start
        for passage, folded in passages(document, block):
            assert last <= passage.start < passage.end <= block.end
            last = passage.end
            quote = document.text[passage.start : passage.end]
            assert len(quote.split()) <= LONGEST
            assert quote == quote.strip()
            assert folded.span(0, len(folded.text)) == (passage.start, passage.end)
            if passage.lead_in is not None:
                assert passage.lead_in.end <= passage.start
