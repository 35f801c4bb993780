"""PDFs that the tests draw themselves: what is on the page comes out, in order, with its place."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable

import pdfplumber
import pypdfium2
import pytest
from pdf_samples import BODY, HEIGHT, block_with, document_of, drawn, quotes, write
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.passages import passages
from extractors.readers import boxes, read, sniff
from extractors.readers.format import PDF
from extractors.readers.pdf import page_image
from extractors.readers.pdf.fast import objects_of
from extractors.readers.pdf.glyphs import frame_of
from extractors.readers.pdf.tables import page_cells
from extractors.records import Block, Document, Outcome, Role, Span


def policy(canvas: Canvas) -> None:
    write(canvas, 70, 90, "Human Rights Policy", size=22)
    write(canvas, 70, 130, "Our commitment", size=14, font="Helvetica-Bold")
    write(canvas, 70, 155, *BODY)
    write(canvas, 70, 210, "We are committed to respecting:")
    write(canvas, 84, 228, "\u2022  freedom of association and the right", "to bargain collectively;", size=10)
    write(canvas, 84, 260, "\u2022  the right to be free from forced labour.")


def test_headings_paragraphs_and_items_come_out_with_their_section_and_lead_in() -> None:
    document = document_of(drawn(policy))
    assert quotes(document, Role.HEADING) == ["Human Rights Policy", "Our commitment"]
    paragraph = block_with(document, "the board asks what was done")
    assert paragraph.section == ("Human Rights Policy", "Our commitment")
    assert document.text[paragraph.start : paragraph.end] == "\n".join(BODY)
    items = [b for b in document.blocks if b.role is Role.ITEM]
    assert [document.text[b.start : b.start + 10] for b in items] == ["freedom of", "the right "]
    for item in items:
        assert item.lead_in is not None
        assert document.text[item.lead_in.start : item.lead_in.end] == "We are committed to respecting:"


def test_a_box_lies_where_the_words_were_drawn() -> None:
    content = drawn(policy)
    document = document_of(content)
    start = document.text.index("Every site")
    ((box,),) = boxes(content, PDF, document, [Span(start, start + len("Every site"))])
    assert box.page == 1
    assert box.x0 == pytest.approx(70, abs=2)
    assert box.top < 168 < box.bottom + 4
    assert 8 < box.bottom - box.top < 20
    assert 40 < box.x1 - box.x0 < 60


def test_a_quote_over_two_lines_has_two_boxes_and_white_space_none() -> None:
    content = drawn(policy)
    document = document_of(content)
    start = document.text.index("who work for us")
    span = Span(start, document.text.index("reports to") + 7)
    gap = document.text.index("\n")
    two, none = boxes(content, PDF, document, [span, Span(gap, gap + 1)])
    assert len(two) == 2
    assert two[0].bottom <= two[1].bottom
    assert none == ()


def test_a_word_broken_at_a_lines_end_keeps_a_soft_hyphen_and_the_line_end() -> None:
    document = document_of(drawn(lambda c: write(c, 70, 90, "We offer remedy to all whose rights were vio-", "lated.")))
    assert "vio\u00ad\nlated." in document.text
    assert "\ufffe" not in document.text


def test_two_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        write(
            canvas,
            60,
            100,
            "The left column begins here and",
            "goes on with a second line that",
            "ends the left part of the",
        )
        write(canvas, 320, 100, "page at the top of the right", "column, where it comes to rest.")

    document = document_of(drawn(page))
    assert quotes(document, Role.PARAGRAPH) == [
        (
            "The left column begins here and goes on with a second line that ends the left part of the "
            "page at the top of the right column, where it comes to rest."
        )
    ]


def test_text_outside_the_crop_box_is_not_read_and_boxes_count_from_its_corner() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 120, 200, "This line is on the page.")
        write(canvas, 120, 20, "This line is cut off.")

    document = pypdfium2.PdfDocument(drawn(page))
    document[0].set_cropbox(100, 100, 500, 742)
    out = io.BytesIO()
    document.save(out)
    content = out.getvalue()
    made = document_of(content)
    assert made.text == "This line is on the page."
    assert (made.pages[0].width, made.pages[0].height) == (400, 642)
    ((box,),) = boxes(content, PDF, made, [Span(0, 4)])
    assert box.x0 == pytest.approx(20, abs=2)
    assert box.top < 100 < box.bottom + 4


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_cover_ink_on_the_page_image_whatever_its_rotation(turned: int) -> None:
    document = pypdfium2.PdfDocument(drawn(lambda c: write(c, 100, 300, "Remedy", size=30)))
    document[0].set_rotation(turned)
    out = io.BytesIO()
    document.save(out)
    content = out.getvalue()
    made = document_of(content)
    ((box,),) = boxes(content, PDF, made, [Span(0, 6)])
    with Image.open(io.BytesIO(page_image(content, 1, 1.0))) as image:
        assert image.mode == "P"
        ink = image.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    assert box.x0 - 2 <= left
    assert box.top - 2 <= top
    assert right <= box.x1 + 2
    assert bottom <= box.bottom + 2


def test_repeated_lines_at_the_edges_are_furniture_and_no_others() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def one(canvas: Canvas) -> None:
            write(canvas, 70, 40, "Annual Report 2025")
            write(canvas, 70, 300, "The same sentence in the middle.", f"Only on page {number} stands this.")
            write(canvas, 290, 810, str(number))

        return one

    document = document_of(drawn(*(page(n) for n in range(1, 5))))
    assert quotes(document, Role.FURNITURE) == [q for n in range(1, 5) for q in ("Annual Report 2025", str(n))]
    assert all(b.section == () for b in document.blocks if b.role is Role.FURNITURE)
    assert [p.number for p in document.pages] == [1, 2, 3, 4]


def test_a_ruled_table_comes_out_cell_by_cell_with_the_header_of_each_column() -> None:
    rows = (("Risk", "What we do"), ("Forced labour", "We check recruitment fees"), ("Wages", "We pay a living wage"))

    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY)
        canvas.grid([70, 200, 450], [HEIGHT - 200 - 30 * row for row in range(4)])
        for column, x in ((0, 75), (1, 205)):  # column by column, as some programs write tables
            for row, texts in enumerate(rows):
                write(canvas, x, 220 + 30 * row, texts[column])

    document = document_of(drawn(page))
    cells = [(document.text[b.start : b.end], b.header) for b in document.blocks if b.role is Role.CELL]
    assert cells == [
        ("Risk", None),
        ("What we do", None),
        ("Forced labour", "Risk"),
        ("We check recruitment fees", "What we do"),
        ("Wages", "Risk"),
        ("We pay a living wage", "What we do"),
    ]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_table_on_a_turned_page_is_found_where_it_is_shown(turned: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([70, 200, 450], [HEIGHT - 200 - 30 * row for row in range(4)])
        for row in range(3):
            write(canvas, 75, 220 + 30 * row, f"left {row}")
            write(canvas, 205, 220 + 30 * row, f"right {row}")
        write(canvas, 70, 90, *BODY)

    document = pypdfium2.PdfDocument(drawn(page))
    document[0].set_rotation(turned)
    out = io.BytesIO()
    document.save(out)
    assert sorted(quotes(document_of(out.getvalue()), Role.CELL)) == [
        "left 0", "left 1", "left 2", "right 0", "right 1", "right 2",
    ]  # fmt: skip


def test_cells_are_those_of_pdfplumbers_own_table_finding() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([70, 200, 300, 450], [HEIGHT - 100 - 30 * row for row in range(6)])
        canvas.grid([70, 300, 450], [HEIGHT - 400, HEIGHT - 450, HEIGHT - 500])
        canvas.rect(320, HEIGHT - 700, 100, 40)
        canvas.rect(420, HEIGHT - 740, 100, 80)
        write(canvas, 75, 90, *BODY)

    content = drawn(page)
    with pdfplumber.open(io.BytesIO(content)) as document:
        tables = document.pages[0].find_tables()
        theirs = {tuple(round(edge) for edge in cell) for table in tables for cell in table.cells}
    opened = pypdfium2.PdfDocument(content)
    first = opened[0]
    ours = {
        tuple(round(edge) for edge in (cell.x0, cell.top, cell.x1, cell.bottom))
        for cell in page_cells(frame_of(first.raw), objects_of(first.raw))
    }
    assert len(ours) >= 19
    assert ours <= theirs


def test_a_frame_around_a_page_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([40, 555], [40, 400, 800])
        write(canvas, 70, 90, *BODY)

    assert quotes(document_of(drawn(page)), Role.CELL) == []


def test_a_sentence_goes_on_over_a_page_break_as_one_block() -> None:
    def first(canvas: Canvas) -> None:
        write(
            canvas,
            70,
            700,
            "We will provide for remedy where we find that we have",
            "caused or contributed to a harm, and we",
        )

    document = document_of(drawn(first, lambda c: write(c, 70, 100, "expect our suppliers to do the same.")))
    (block,) = document.blocks
    assert document.text[block.start : block.end].endswith("and we\n\nexpect our suppliers to do the same.")
    assert block.page == 1


def test_a_bullet_from_a_symbol_font_is_left_out_of_its_item() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, "Our suppliers must:")
        for top, text in ((110, "pay wages on time"), (125, "keep no passports")):
            write(canvas, 80, top, "l", font="ZapfDingbats")
            write(canvas, 100, top, text)

    assert quotes(document_of(drawn(page)), Role.ITEM) == ["pay wages on time", "keep no passports"]


def scanned(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 100, 100)


def test_images_without_text_are_told_by_their_pages() -> None:
    reading = read(drawn(scanned, scanned), PDF, "scan.pdf")
    assert (reading.outcome, reading.pages, reading.pages_without_text) == (Outcome.NO_TEXT_LAYER, 2, 2)
    assert reading.document is None
    assert "scan.pdf" in reading.detail
    assert "OCR" in reading.detail


def test_a_document_with_many_scanned_pages_is_partly_read() -> None:
    reading = read(drawn(policy, scanned, policy), PDF, "half.pdf")
    assert (reading.outcome, reading.pages_without_text) == (Outcome.PARTLY_READ, 1)
    assert "page 2" in reading.detail
    assert reading.document is not None


def test_a_blank_page_takes_nothing_from_the_outcome() -> None:
    reading = read(drawn(policy, lambda canvas: None), PDF, "blank.pdf")
    assert (reading.outcome, reading.pages, reading.pages_without_text) == (Outcome.READ, 2, 0)
    assert reading.detail == ""


def test_half_a_pdf_is_damaged_and_a_locked_one_encrypted() -> None:
    content = drawn(policy)
    half = read(content[: len(content) // 2], PDF, "cut.pdf")
    locked = read(drawn(policy, encrypt=StandardEncryption("secret", canPrint=0)), PDF, "locked.pdf")
    assert (half.outcome, locked.outcome) == (Outcome.DAMAGED, Outcome.ENCRYPTED)
    assert half.detail.startswith("cut.pdf: ")
    assert "publisher" in half.detail
    assert locked.detail.startswith("locked.pdf: ")
    assert "password" in locked.detail


def test_a_pdf_without_its_end_is_never_counted_as_read_even_when_its_pages_open() -> None:
    content = drawn(policy)
    reading = read(content.replace(b"%%EOF", b""), PDF, "tail.pdf")
    assert reading.outcome is Outcome.DAMAGED
    assert "cut off" in reading.detail


def test_bullets_written_after_the_paragraphs_are_read_where_they_stand() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, "Suppliers must offer:")
        write(canvas, 70, 150, "They must not take:")
        write(canvas, 70, 110, "\u2022 safe work", "\u2022 fair pay")
        write(canvas, 70, 170, "\u2022 deposits")

    document = document_of(drawn(page))
    leads = {
        document.text[b.start : b.end]: document.text[b.lead_in.start : b.lead_in.end]
        for b in document.blocks
        if b.lead_in
    }
    assert leads == {
        "safe work": "Suppliers must offer:",
        "fair pay": "Suppliers must offer:",
        "deposits": "They must not take:",
    }


def test_reading_twice_gives_the_same_document() -> None:
    content = drawn(policy, policy)
    assert read(content, PDF, "a.pdf") == read(content, PDF, "a.pdf")
    assert sniff(content, "a", None) == PDF


def test_headings_drawn_after_their_tables_are_read_above_them() -> None:
    heads = ("Actions", "Results", "Objectives")

    def page(canvas: Canvas) -> None:
        for top in (100, 300, 500):
            for column, head in enumerate(heads):
                x = 60 + 160 * column
                write(canvas, x, top + 20, head, font="Helvetica-Bold")
                write(
                    canvas,
                    x,
                    top + 40,
                    f"we wrote line {top} of",
                    f"{head.lower()} here, and we",
                    "will go on with it.",
                )
            write(canvas, 60, top, f"Topic {top}", size=14, font="Helvetica-Bold")

    document = document_of(drawn(page))
    assert quotes(document, Role.HEADING) == [h for top in (100, 300, 500) for h in (f"Topic {top}", *heads)]
    assert quotes(document, Role.PARAGRAPH) == [
        f"we wrote line {top} of {head.lower()} here, and we will go on with it."
        for top in (100, 300, 500)
        for head in heads
    ]


def test_a_page_drawn_in_strips_is_read_line_by_line() -> None:
    lines = tuple(f"Line {n}: the board of the company respects human rights and hears complaints." for n in range(8))

    def page(canvas: Canvas) -> None:
        width = canvas.stringWidth("We", "Courier", 10) / 2
        for first in range(0, 80, 13):
            write(canvas, 60 + width * first, 100, *(line[first : first + 13] for line in lines), font="Courier")

    assert document_of(drawn(page)).text == "\n".join(lines)


def test_the_cells_of_a_table_without_sides_have_their_row_and_column() -> None:
    def page(canvas: Canvas) -> None:
        for row in range(4):
            canvas.line(60, HEIGHT - 100 - 30 * row, 500, HEIGHT - 100 - 30 * row)
        canvas.line(200, HEIGHT - 100, 200, HEIGHT - 190)
        for row, (label, said) in enumerate(
            (("Partner", "Frequency"), ("Trade unions", "Monthly"), ("Suppliers", "Yearly"))
        ):
            write(canvas, 65, 120 + 30 * row, label)
            write(canvas, 205, 120 + 30 * row, said)
        write(canvas, 60, 300, *BODY)

    cells = {document_text: (b.header, b.row) for b, document_text in _cells(document_of(drawn(page)))}
    assert cells["Monthly"] == ("Frequency", "Trade unions")
    assert cells["Yearly"] == ("Frequency", "Suppliers")


def _cells(document: Document) -> list[tuple[Block, str]]:
    return [(b, document.text[b.start : b.end]) for b in document.blocks if b.role is Role.CELL]


def test_footnotes_stand_apart_from_the_text() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY)
        write(canvas, 70, 700, "1 The figures of 2024 were", "restated.", size=7)
        write(canvas, 70, 730, "* Without joint ventures.", size=7)

    document = document_of(drawn(page))
    assert quotes(document, Role.FOOTNOTE) == ["1 The figures of 2024 were restated.", "* Without joint ventures."]
    assert quotes(document, Role.PARAGRAPH) == [" ".join(BODY)]


def _page_of_a_policy(number: int, *lines: str, note: str = "") -> Callable[[Canvas], None]:
    """A page with a running header, a page number, and a footnote if there is one."""

    def page(canvas: Canvas) -> None:
        write(canvas, 70, 40, "Tarn Mills | Human Rights Policy", size=8)
        write(canvas, 70, 90, *lines)
        if note:
            write(canvas, 70, 760, note, size=7)
        write(canvas, 290, 810, f"Page {number} of 3", size=8)

    return page


def test_the_halves_of_a_sentence_that_a_page_s_end_cuts_are_read_together() -> None:
    document = document_of(
        drawn(
            _page_of_a_policy(
                1, *BODY, "We take no part in forced labour and we pay back what", note="1 See our website."
            ),
            _page_of_a_policy(2, "workers paid for their jobs. We act at once.", *BODY),
            _page_of_a_policy(3, *BODY),
        )
    )
    rest = block_with(document, "workers paid for their jobs")
    assert (rest.page, _lead_in(document, rest)) == (2, "We take no part in forced labour and we pay back what")
    first, second = (passage for passage, _ in passages(document, rest) if passage.start < rest.start + 50)
    assert (first.lead_in, second.lead_in) == (rest.lead_in, None)
    assert [b.role for b in document.blocks if b.lead_in] == [Role.PARAGRAPH]


def test_a_footnote_does_not_part_a_list_from_its_lead_in() -> None:
    document = document_of(
        drawn(
            _page_of_a_policy(1, *BODY, "We are committed to:", "\u2022  equal pay;", note="1 See our website."),
            _page_of_a_policy(2, "\u2022  safe work.", "", *BODY),
            _page_of_a_policy(3, *BODY),
        )
    )
    assert quotes(document, Role.FOOTNOTE) == ["1 See our website."]
    assert _lead_in(document, block_with(document, "safe work")) == "We are committed to:"


def test_a_footnote_whose_lines_stand_at_uneven_distances_is_one_footnote() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY, *BODY)
        write(canvas, 70, 700, "1 The number of workers counts all who were at work at the end of", size=7)
        write(canvas, 70, 722, "the year, at whichever mill.", size=7)

    document = document_of(drawn(page))
    assert quotes(document, Role.FOOTNOTE) == [
        "1 The number of workers counts all who were at work at the end of the year, at whichever mill."
    ]


def _with_metadata(**entries: str) -> Document:
    """A page's document whose file has these entries in its information dictionary, and no others."""
    info = "".join(f"/{name} ({value}) " for name, value in entries.items()).encode("latin-1")
    content = drawn(policy)
    start = content.index(b"<<", content.index(b"/Author") - 20)
    return document_of(content[:start] + b"<< " + info + b">>" + content[content.index(b">>", start) + 2 :])


def test_a_file_s_author_and_last_change_are_taken_from_its_metadata() -> None:
    document = _with_metadata(Author="Tarn  Mills Ltd", CreationDate="D:20230101", ModDate="D:20240229103000+01'00'")
    assert (document.author, document.file_date) == ("Tarn Mills Ltd", "2024-02-29")
    assert _with_metadata(CreationDate="D:20230105").file_date == "2023-01-05"
    assert _with_metadata(CreationDate="2023-01-05T10:00:00Z").file_date == "2023-01-05"


@pytest.mark.parametrize("value", ["", "yesterday", "D:20231399", "D:00000000", "D:20230230", "31/12/2023"])
def test_a_date_that_makes_no_sense_harms_nothing(value: str) -> None:
    document = _with_metadata(ModDate=value, CreationDate="D:2022")
    assert document.file_date == "2022"
    assert document.author is None
    assert "We respect the rights" in document.text


def test_metadata_that_cannot_be_decoded_are_left_out() -> None:
    document = _with_metadata(Author="\xfe\xff\xd8\x00\x00A", ModDate="\xfe\xff\xdc\x00")
    assert document.file_date is None
    assert "We respect the rights" in document.text


def _ruled_across(canvas: Canvas, top: float, columns: tuple[float, ...], *rows: tuple[str, ...]) -> None:
    """A table whose rules across are drawn cell by cell, with none going down."""
    for number, row in enumerate((*rows, ())):
        for left, right in itertools.pairwise(columns):
            canvas.line(left, HEIGHT - top - 24 * number, right, HEIGHT - top - 24 * number)
        for left, words in zip(columns, row, strict=False):
            write(canvas, left + 4, top + 24 * number + 16, words)


def test_a_table_with_rules_across_alone_has_cells_with_headers_and_row_labels() -> None:
    def page(canvas: Canvas) -> None:
        rows = (("Group", "Dialogue"), ("Unions", "Regular meetings"), ("Suppliers", "Audits and surveys"))
        _ruled_across(canvas, 100, (60, 200, 400), *rows)

    document = document_of(drawn(page))
    cells = {words: (b.header, b.row, _lead_in(document, b)) for b, words in _cells(document)}
    assert cells["Regular meetings"] == ("Dialogue", "Unions", "Unions")
    assert cells["Audits and surveys"] == ("Dialogue", "Suppliers", "Suppliers")
    assert cells["Unions"] == ("Group", None, None)


def test_a_row_s_heading_over_columns_that_are_not_ruled_there_stays_whole() -> None:
    def page(canvas: Canvas) -> None:
        rows = (("Group", "Dialogue"), ("Those who work for us and their unions", ""), ("Suppliers", "Surveys"))
        _ruled_across(canvas, 100, (60, 140, 400), *rows, ("Unions", "Regular meetings"))

    words = [words for _, words in _cells(document_of(drawn(page)))]
    assert "Those who work for us and their unions" in words


def test_a_first_row_of_data_is_no_header_and_a_number_is_read_with_what_it_numbers() -> None:
    def page(canvas: Canvas) -> None:
        rows = (("102-1", "Name of the company", "Tarn Mills Ltd."), ("102-2", "Contact for questions", "Our Desk"))
        _ruled_across(canvas, 100, (60, 120, 300, 450), *rows, ("102-3", "Place", "Tarn"))

    document = document_of(drawn(page))
    cells = {words: (b.header, _lead_in(document, b)) for b, words in _cells(document)}
    assert cells["Our Desk"] == (None, "102-2 Contact for questions")
    assert cells["Place"] == (None, None)


def _lead_in(document: Document, block: Block) -> str | None:
    lead_in = block.lead_in
    return " ".join(document.text[lead_in.start : lead_in.end].split()) if lead_in else None


def test_a_numbered_heading_in_the_type_of_the_text_leads_in_the_list_below_it() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY, *BODY, *BODY)
        write(canvas, 70, 230, "7.3 Human Resources")
        write(canvas, 84, 248, "\u2022  Trains all staff in human rights.", "\u2022  Hears complaints.")

    document = document_of(drawn(page))
    assert _lead_in(document, block_with(document, "Trains all")) == "7.3 Human Resources"


def test_the_lines_of_an_address_are_one_block_that_the_words_before_them_announce() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY)
        write(canvas, 70, 150, "Anyone may report a concern about human rights to:")
        for number, line in enumerate(("Tarn Mills B.V.", "12 Mill Lane, Tarn", "E-mail: speakup@example.com")):
            write(canvas, 70, 172 + 20 * number, line)
        write(canvas, 70, 260, "We answer within a week and we protect those who report to us.")

    document = document_of(drawn(page))
    block = block_with(document, "speakup@example.com")
    assert " ".join(document.text[block.start : block.end].split()) == (
        "Tarn Mills B.V. 12 Mill Lane, Tarn E-mail: speakup@example.com"
    )
    assert _lead_in(document, block) == "Anyone may report a concern about human rights to:"


def test_entries_of_a_table_of_contents_are_never_quoted() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, "Human rights " + "." * 60 + " 12", "Remedy " + ". " * 40 + "14")
        write(canvas, 70, 300, *BODY)

    document = document_of(drawn(page))
    assert len(quotes(document, Role.FURNITURE)) == 2
    assert quotes(document, Role.PARAGRAPH) == [" ".join(BODY)]


def test_a_clauses_number_is_no_part_of_it_and_a_run_in_heading_names_its_list() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 90, *BODY)
        write(canvas, 70, 150, "6.1.2 Regularly assess suppliers.", "6.1.3 Publish what was found.")
        write(canvas, 70, 200, "7.3 Ethics & Compliance")
        write(canvas, 80, 215, "\u2022 Keep the channels open.", "\u2022 Keep records.")

    document = document_of(drawn(page))
    assert quotes(document, Role.ITEM) == [
        "Regularly assess suppliers.", "Publish what was found.", "Keep the channels open.", "Keep records.",
    ]  # fmt: skip
    assert block_with(document, "Keep records").section == ("7.3 Ethics & Compliance",)


def test_navigation_repeated_beside_the_text_is_furniture() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def one(canvas: Canvas) -> None:
            write(canvas, 555, 300, "Menu")
            write(canvas, 70, 280, f"What {('first', 'next', 'third', 'last')[number]} is said here is its own.", *BODY)

        return one

    assert quotes(document_of(drawn(*(page(n) for n in range(4)))), Role.FURNITURE) == ["Menu"] * 4
