"""Layers that are off are no text; filled fields and drawn notes are; joined letters are read by their names."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pdf_samples import document_of
from pikepdf import Array, Dictionary, Name

from extractors.readers import read
from extractors.readers.format import PDF
from extractors.readers.pdf import boxes
from extractors.records import Outcome, Span

SHOWN, DRAFT = "Our mills follow the law.", "We are committed to respecting human rights."


def page_with(contents: str, more: Callable[[pikepdf.Pdf, pikepdf.Object], object]) -> bytes:
    """One page with Helvetica as F1, to which more is added."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    page.Contents = pdf.make_stream(contents.encode("latin-1"))
    more(pdf, page)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def said(top: int, words: str) -> str:
    return f"BT /F1 11 Tf 1 0 0 1 60 {top} Tm ({words}) Tj ET\n"


def layered(off: bool, group: bool = False) -> Callable[[pikepdf.Pdf, pikepdf.Object], object]:
    def add(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
        named = Dictionary(Type=Name.OCMD, OCGs=Array([layer])) if group else layer
        page.Resources.Properties = Dictionary(L1=named)
        how = Dictionary(OFF=Array([layer])) if off else Dictionary()
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=how)

    return add


def form_in_a_layer(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    layered(off=True)(pdf, page)
    form = pdf.make_stream(said(600, DRAFT).encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    form.OC, form.Resources = page.Resources.Properties.L1, Dictionary(Font=page.Resources.Font)
    page.Resources.XObject = Dictionary(X1=form)


IN_A_LAYER = said(700, SHOWN) + "/OC /L1 BDC /Span << /MCID 0 >> BDC\n" + said(600, DRAFT) + "EMC EMC\n"


@pytest.mark.parametrize(
    ("contents", "more", "text"),
    [
        (IN_A_LAYER, layered(off=True), SHOWN),
        (IN_A_LAYER, layered(off=True, group=True), SHOWN),
        (IN_A_LAYER, layered(off=False), f"{SHOWN}\n{DRAFT}"),
        (said(700, SHOWN) + "/X1 Do", form_in_a_layer, SHOWN),
    ],
    ids=["off", "off by its group", "on", "a form of it"],
)
def test_what_stands_in_a_layer_that_is_off_is_no_text(
    contents: str, more: Callable[[pikepdf.Pdf, pikepdf.Object], object], text: str
) -> None:
    reading = read(page_with(contents, more), PDF, "policy.pdf")
    assert reading.document is not None
    assert (reading.outcome, reading.document.text) == (Outcome.READ, text)


def note(kind: str, drawn: bool = True) -> Callable[[pikepdf.Pdf, pikepdf.Object], object]:
    def add(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        one = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[60, 600, 400, 640], F=4, Contents=DRAFT)
        if kind == "Widget":
            one.FT, one.T, one.V = Name.Tx, "field", DRAFT
        if drawn:
            look = pdf.make_stream(said(10, DRAFT).replace("60 10", "2 10").encode())
            look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 340, 40])
            look.Resources = Dictionary(Font=page.Resources.Font)
            one.AP = Dictionary(N=look)
        page.Annots = Array([pdf.make_indirect(one)])
        if kind == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))

    return add


@pytest.mark.parametrize("kind", ["Widget", "FreeText", "Stamp"])
def test_a_filled_field_or_a_note_that_is_drawn_on_the_page_is_text_with_its_place(kind: str) -> None:
    content = page_with(said(700, SHOWN), note(kind))
    document = document_of(content)
    assert document.text == f"{SHOWN}\n{DRAFT}"
    start = document.text.index(DRAFT)
    ((box,),) = boxes(content, document, [Span(start, start + len(DRAFT))])
    assert 60 <= box.x0 < box.x1 <= 400
    assert 842 - 640 <= box.top < box.bottom <= 842 - 600


def field(**entries: object) -> Callable[[pikepdf.Pdf, pikepdf.Object], object]:
    """A field that has its words from the field above it, and no drawing."""

    def add(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        above = pdf.make_indirect(Dictionary({"/T": "field", **{f"/{key}": value for key, value in entries.items()}}))
        below = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[60, 600, 400, 640], F=4, Parent=above)
        page.Annots = Array([pdf.make_indirect(below)])
        above.Kids = Array([page.Annots[0]])
        pdf.Root.AcroForm = Dictionary(Fields=Array([above]))

    return add


def spoilt_note(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    """A text on the page whose drawing breaks off."""
    note("FreeText")(pdf, page)
    look = page.Annots[0].AP.N
    look.write(zlib.compress(look.read_bytes())[:20], filter=Name.FlateDecode)


@pytest.mark.parametrize(
    "more",
    [
        note("FreeText", drawn=False),
        spoilt_note,
        field(FT=Name.Tx, V=DRAFT),
        field(FT=Name.Ch, V="1", Opt=Array([Array(["0", "Other"]), Array(["1", DRAFT])])),
    ],
)
def test_words_that_a_viewer_would_draw_are_text_where_it_would_draw_them(
    more: Callable[[pikepdf.Pdf, pikepdf.Object], object],
) -> None:
    document = document_of(page_with(said(700, SHOWN), more))
    assert " ".join(document.text.split()) == f"{SHOWN} {DRAFT}"


@pytest.mark.parametrize("flags", [{"FT": Name.Tx, "V": DRAFT, "Ff": 1 << 13}, {"FT": Name.Btn, "V": Name.Yes}])
def test_a_password_and_a_tick_are_no_text(flags: dict[str, object]) -> None:
    assert document_of(page_with(said(700, SHOWN), field(**flags))).text == SHOWN


def test_a_comment_that_is_not_drawn_is_no_text() -> None:
    assert document_of(page_with(said(700, SHOWN), note("Text", drawn=False))).text == SHOWN


def names(*glyphs: str) -> Callable[[pikepdf.Pdf, pikepdf.Object], object]:
    def add(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        page.Resources.Font.F1.Encoding = Dictionary(
            BaseEncoding=Name.WinAnsiEncoding, Differences=Array([1, *(Name(f"/{one}") for one in glyphs)])
        )

    return add


def test_joined_letters_are_read_by_the_names_of_their_glyphs() -> None:
    content = page_with(said(700, "e\x01ective ac\x02on, an o\x03cer"), names("f_f", "t_i", "uni006600660069"))
    assert document_of(content).text == "effective action, an officer"


def test_letters_that_nothing_names_are_told() -> None:
    words = "e\x01ective ac\x02on, an o\x01cer, wri\x01en and commi\x01ed"
    reading = read(page_with(said(700, words), names("g901", "g902")), PDF, "policy.pdf")
    assert reading.outcome is Outcome.PARTLY_READ
    assert "Page 1: words lack letters" in reading.detail
