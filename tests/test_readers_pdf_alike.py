"""A document is read alike whatever the process drew before: fonts that stand in for absent ones are shared."""

from __future__ import annotations

import io

import pypdfium2.raw as pdfium
import pytest
from pdf_samples import drawn, write
from pikepdf import Array, Dictionary, Name, Pdf

from extractors import readers
from extractors.readers import pdf as readers_pdf
from extractors.readers.pdf import page_image
from extractors.readers.pdf.characters import PageText, page_text
from extractors.records import PageBox, Span

SENTENCE = "We are committed to respecting human rights."


def with_an_absent_font() -> bytes:
    """A page in a font that is neither in the file nor on any computer: another stands in, narrowed to its widths."""
    pdf = Pdf.new()
    about = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/NobodysSans"),
        Flags=32,
        ItalicAngle=0,
        Ascent=900,
        Descent=-200,
        CapHeight=700,
        StemV=200,
        MissingWidth=700,
        FontBBox=Array([-100, -200, 1000, 900]),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/NobodysSans"),
        Encoding=Name.WinAnsiEncoding,
        FirstChar=32,
        LastChar=126,
        Widths=Array([700] * 95),
        FontDescriptor=pdf.make_indirect(about),
    )
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({SENTENCE}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def text_and_boxes(content: bytes) -> tuple[str, list[tuple[PageBox, ...]]]:
    document = readers.read(content, "application/pdf", "absent.pdf").document
    assert document is not None
    start = document.text.index(SENTENCE)
    spans = [Span(start + 3, start + 10), Span(start, start + len(SENTENCE))]
    return document.text, readers.boxes(content, document.media_type, document, spans)


def pages_read(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry for each page of which the text is made, from now on."""
    read: list[bool] = []

    def counted(page: pdfium.FPDF_PAGE, with_edges: bool = True) -> PageText:
        read.append(with_edges)
        return page_text(page, with_edges)

    monkeypatch.setattr(readers_pdf, "page_text", counted)
    return read


def test_boxes_asked_for_right_after_reading_take_no_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_an_absent_font()
    read = pages_read(monkeypatch)
    kept = text_and_boxes(content)
    assert len(read) == 1
    readers_pdf._kept.clear()
    document = readers.read(content, "application/pdf", "absent.pdf").document
    assert document is not None
    readers.read(drawn(lambda canvas: write(canvas, 70, 90, "Another")), "application/pdf", "another.pdf")
    read.clear()
    start = document.text.index(SENTENCE)
    spans = [Span(start + 3, start + 10), Span(start, start + len(SENTENCE))]
    assert readers.boxes(content, "application/pdf", document, spans) == kept[1]
    assert len(read) == 1  # of another document than the last


def test_where_words_stand_in_a_face_that_drawing_may_have_changed_is_asked_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = with_an_absent_font()
    monkeypatch.setattr(readers_pdf, "has_drawn", lambda: True)
    read = pages_read(monkeypatch)
    text_and_boxes(content)
    assert len(read) == 2


def test_a_document_is_read_alike_after_its_pages_were_drawn() -> None:
    content = with_an_absent_font()
    before = text_and_boxes(content)
    page_image(content, 1, 1.0)
    assert text_and_boxes(content) == before
