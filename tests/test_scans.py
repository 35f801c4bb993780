"""Pages that are pictures: recognised page by page, their words kept with places and confidence, and marked as such."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pdf_samples import BODY, HEIGHT, WIDTH, drawn, write
from PIL import Image, ImageFilter
from report_samples import as_screened
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from review_samples import RUBRIC

from archive.store import Archive
from extractors import extract, ocr
from extractors.extract import Screened, screen_document
from extractors.readers import boxes, pdf, read
from extractors.readers.format import PDF
from extractors.records import (
    READ_BY_OCR,
    Document,
    Evidence,
    FactKind,
    Listing,
    Outcome,
    Role,
    ScannedLine,
    ScannedPage,
    ScannedWord,
    Source,
    Span,
)
from extractors.rules import open_rules
from extractors.scanned import sureness
from reports import verify
from reports.explain import explain
from reports.explained_text import as_text
from reports.export import export
from review.web import create_app
from review.words import element_link
from workspace import ARCHIVE
from workspace.by_hand import evidence_by_hand
from workspace.packing import pack_document, pack_evidence, unpack_document, unpack_evidence
from workspace.store import open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

COMPANY = "Harrowgate Kettles"
LISTING = Listing(COMPANY, "scan.pdf", "/scan.pdf", kind="human rights policy")
PLEDGE = (
    "Human Rights Policy",
    "We are committed to respecting human",
    "rights in all that we do, and to non-",
    "discrimination.",
)
NOTICE = "Install text recognition"


def lines_of_ink() -> Image.Image:
    """A picture with what looks like writing: rows of short strokes."""
    ink = np.full((842, 595), 240, dtype=np.uint8)
    for top in range(90, 700, 24):
        ink[top : top + 8, 70:520:4] = 20
    return Image.fromarray(ink)


def picture(canvas: Canvas) -> None:
    """A page that is one picture."""
    canvas.drawImage(ImageReader(lines_of_ink()), 0, 0, WIDTH, HEIGHT)


def stamped(canvas: Canvas) -> None:
    picture(canvas)
    write(canvas, 200, 820, "Scanned by Example Scanner")


def as_recognised(
    *lines: str, number: int = 1, sure: float = 0.9, slope: float = 0.0, by: str = "played"
) -> ScannedPage:
    """Lines as recognition gives them: 14 points apart, each character 6 points wide, falling by `slope`."""
    found = []
    for row, line in enumerate(lines):
        x, words = 70.0, []
        for word in line.split():
            top = 90.0 + 14 * row + slope * (x - WIDTH / 2)
            words.append(ScannedWord(word, x, top, x + 6 * len(word), top + 10, sure))
            x += 6 * (len(word) + 1)
        found.append(ScannedLine(10.0, tuple(words)))
    return ScannedPage(by, tuple(found), slope, number=number)


def screened(*scans: ScannedPage, content: bytes | None = None) -> Screened:
    content = content or drawn(*[picture] * len(scans))
    return screen_document(content, PDF, LISTING, open_rules(RUBRIC).with_model(None), scans)


def test_without_recognition_the_outcome_names_the_pages_and_the_cure() -> None:
    whole, half = (read(drawn(*pages), PDF, "scan.pdf") for pages in ((picture, picture), (body, picture)))
    assert (whole.outcome, whole.waiting, half.outcome, half.waiting) == (
        Outcome.NO_TEXT_LAYER,
        (1, 2),
        Outcome.PARTLY_READ,
        (2,),
    )
    assert "2 pages" in whole.detail
    assert "Page 2" in half.detail
    for reading in (whole, half):
        assert (
            f"{NOTICE} (OCR) by make ocr or pip install '.[ocr]' in Firmword's folder and screen again"
            in reading.detail
        )
    assert screened(content=drawn(picture)).searched.waits


def test_a_document_is_searched_once_after_its_pictures_were_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def searched(_: Document, company: str, *__: object) -> tuple[Evidence, ...]:
        asked.append(company)
        return ()

    monkeypatch.setattr(extract, "evidence_of", searched)
    rules = open_rules(RUBRIC).with_model(None)
    first = screen_document(drawn(body, picture), PDF, LISTING, rules, None)
    assert (first.reading.waiting, first.evidence, asked) == ((2,), (), [])
    screen_document(drawn(body), PDF, LISTING, rules, None)  # nothing waits: this was all
    assert asked == [LISTING.company]


def body(canvas: Canvas) -> None:
    write(canvas, 70, 90, *BODY)


def test_the_words_of_a_recognised_page_are_its_text_and_every_quote_of_them_is_marked() -> None:
    found = screened(as_recognised(*PLEDGE, sure=0.93))
    document = found.reading.document
    assert document is not None
    assert (found.reading.outcome, found.reading.pages_without_text, found.reading.waiting) == (Outcome.READ, 0, ())
    assert "recognised from scans by played, confidence .93" in found.reading.detail
    assert [fact.kind for fact in document.facts] == [FactKind.RECOGNISED]
    assert found.searched.whole
    assert not found.searched.waits
    assert found.evidence
    for one in found.evidence:
        assert document.text[one.start : one.end] == one.quote
        assert one.recognised == 0.93
        assert READ_BY_OCR in one.notes
        assert one.explanation.endswith("Recognised from a scan, confidence .93: compare the words with the page.")
        assert unpack_evidence(pack_evidence(one)) == one
    pledge = next(one for one in found.evidence if one.quote.startswith("We are committed"))
    assert [(box.x0, box.top) for box in pledge.boxes] == [(70, 104), (70, 118), (70, 132)]


def test_text_that_the_file_holds_carries_no_mark() -> None:
    def pledge(canvas: Canvas) -> None:
        write(canvas, 70, 90, *PLEDGE)

    found = screened(content=drawn(pledge))
    assert found.evidence
    assert all(one.recognised is None and READ_BY_OCR not in one.notes for one in found.evidence)
    assert all("recognised" not in pack_evidence(one) for one in found.evidence)
    mixed = screened(as_recognised(*PLEDGE, number=2), content=drawn(pledge, picture))
    assert {(one.page, one.recognised) for one in mixed.evidence} == {(1, None), (2, 0.9)}


def test_a_word_cut_at_a_lines_end_is_whole_in_what_is_searched() -> None:
    reading = read(drawn(picture), PDF, "scan.pdf", [as_recognised(*PLEDGE)])
    assert reading.document is not None
    assert "non-\ndiscrimination" in reading.document.text


def test_a_page_that_lies_askew_has_straight_lines_and_boxes_where_its_words_stand() -> None:
    lines = ("We respect the rights of all people who work for us, and we", "ask the", "same of those who supply us.")
    for slope in (0.0, 0.035):
        reading = read(drawn(picture), PDF, "scan.pdf", [as_recognised(*lines, slope=slope)])
        document = reading.document
        assert document is not None
        assert [(block.start, block.end) for block in document.blocks] == [(0, len(document.text))]
        (marked,) = boxes(drawn(picture), PDF, document, [Span(0, 2)])
        assert marked[0].top == round(90 + slope * (70 - WIDTH / 2), 2)


def test_text_under_a_scan_stays_its_text_layer_and_a_stamp_does_not_hide_the_scan() -> None:
    def layered(canvas: Canvas) -> None:
        picture(canvas)
        write(canvas, 70, 90, *BODY)

    long = as_recognised(*["We respect the rights of all people who work for us and with us."] * 5)
    kept = read(drawn(layered), PDF, "scan.pdf", [long])
    assert kept.document is not None
    assert (kept.document.scans, kept.document.facts) == ((), ())
    assert "Every site reports" in kept.document.text
    assert read(drawn(stamped), PDF, "scan.pdf").waiting == (1,)
    given_up = read(drawn(stamped), PDF, "scan.pdf", [long])
    assert given_up.document is not None
    assert "Scanned by" not in given_up.document.text
    cover = read(drawn(stamped), PDF, "scan.pdf", [as_recognised("A word or two")])
    assert cover.document is not None
    assert cover.document.text == "Scanned by Example Scanner"
    assert cover.document.scans == ()


def test_a_page_that_could_not_be_recognised_is_told_and_is_no_text() -> None:
    late = ScannedPage("", (), number=2, unread="text recognition took longer than 60 s")
    reading = read(drawn(picture, picture), PDF, "scan.pdf", [as_recognised(*PLEDGE), late])
    assert (reading.outcome, reading.pages_without_text, reading.waiting) == (Outcome.PARTLY_READ, 1, ())
    assert "Page 2 was not recognised: text recognition took longer than 60 s." in reading.detail
    assert NOTICE not in reading.detail
    alone = read(drawn(picture), PDF, "scan.pdf", [replace(late, number=1)])
    assert (alone.outcome, alone.waiting) == (Outcome.NO_TEXT_LAYER, ())
    assert "longer than 60 s" in alone.detail


def test_text_recognition_is_advised_beside_pages_alone_on_which_it_was_not_tried() -> None:
    late, none = "text recognition took longer than 60 s", "its picture has no more than a word or two"
    tried = [as_recognised("A word or two"), *(ScannedPage("", (), number=1, unread=why) for why in (late, none))]
    for scan in tried:
        stamp = read(drawn(stamped), PDF, "scan.pdf", [scan])
        assert stamp.outcome is Outcome.PARTLY_READ
        assert stamp.detail == "scan.pdf: Page 1: what looks like writing is an image. Read these pages by eye."
    nothing = [replace(tried[2], number=number) for number in (2, 3, 4)]
    bare = read(drawn(*[picture] * 4), PDF, "scan.pdf", [as_recognised(*PLEDGE), *nothing])
    assert "2 of 4 pages have no text, only images (pages 2, 3). Read these pages by eye." in bare.detail
    left = read(drawn(*[picture] * 3), PDF, "scan.pdf", [as_recognised(*PLEDGE), replace(tried[1], number=2)])
    assert left.waiting == (3,)
    assert left.detail.count("read these pages by eye") == left.detail.count(NOTICE) == 1


def test_recognised_pages_are_kept_with_their_document_and_others_as_they_were_before() -> None:
    document = read(drawn(picture), PDF, "scan.pdf", [as_recognised(*PLEDGE, slope=0.01)]).document
    assert document is not None
    assert unpack_document(pack_document(document)) == document
    assert pack_document(replace(document, scans=())) != pack_document(document)


def test_what_a_person_marks_on_a_recognised_page_carries_the_mark_too() -> None:
    document = read(drawn(picture), PDF, "scan.pdf", [as_recognised(*PLEDGE, sure=0.8)]).document
    assert document is not None
    one = evidence_by_hand(document, RUBRIC, "A.1.1/S1.a", 20, 60)
    assert one.notes == ("by_hand", READ_BY_OCR)
    assert (one.recognised, one.explanation.startswith("Found by hand. Recognised from a scan")) == (0.8, True)


def test_confidence_is_that_of_the_words_quoted() -> None:
    sure, unsure = as_recognised("Certain words"), as_recognised("doubtful ones", sure=0.6)
    page = replace(sure, lines=(*sure.lines, *unsure.lines))
    document = read(drawn(picture), PDF, "scan.pdf", [page]).document
    assert document is not None
    assert [sureness(document, [Span(start, end)]) for start, end in ((0, 13), (14, 27), (0, 27), (27, 27))] == [
        0.9,
        0.6,
        0.75,
        None,
    ]


def test_verify_takes_the_words_as_stored_where_the_recogniser_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    content = drawn(picture)
    found = screened(as_recognised(*PLEDGE), content=content)
    with open_store(tmp_path) as store:
        sha256 = Archive(tmp_path / ARCHIVE).keep(content)
        source = Source(LISTING, "2026-03-01T09:00:00+00:00", "file copied", sha256, PDF)
        store.save_screening(as_screened(source, found, open_rules(RUBRIC)))
        told = verify.verify(store, processes=1)
    assert any("recognised by played, which is not here" in remark for remark in told.remarks)
    assert not [fault for fault in told.faults if "scan.pdf" in fault.what]


def test_the_card_the_export_and_the_explanation_say_that_a_quote_was_recognised(tmp_path: Path) -> None:
    content, said = drawn(picture), "Recognised from a scan, confidence .93: compare the words with the page."
    found = screened(as_recognised(*PLEDGE, sure=0.93), content=content)
    out = io.StringIO()
    with open_store(tmp_path) as store:
        sha256 = Archive(tmp_path / ARCHIVE).keep(content)
        source = Source(LISTING, "2026-03-01T09:00:00+00:00", "file copied", sha256, PDF)
        store.save_screening(as_screened(source, found, open_rules(RUBRIC)))
        export(store, "candidates", "jsonl", None, COMPANY, out)
        told = " ".join(as_text(explain(store, COMPANY, "A.1.1")).split())
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert rows
    assert all(row["recognised"] == 0.93 and "read_by_ocr" in row["notes"] for row in rows)
    assert said in told
    with TestClient(create_app(tmp_path, "R. Viewer", "token"), base_url="http://127.0.0.1:8000") as client:
        card = client.get(element_link(COMPANY, "A.1.1/S1.a")).text
    assert said in card
    assert "Note: its words were recognised" not in card


# --- the real recogniser


def as_scan(lines: tuple[str, ...], turned: int = 0) -> bytes:
    """A page of text printed, laid on the glass at an angle, and scanned at 150 dots an inch."""
    printed = pypdfium2.PdfDocument(drawn(lambda canvas: write(canvas, 70, 120, *lines, size=11)))
    page = printed[0].render(scale=150 / 72, grayscale=True).to_pil()
    page = page.rotate(-1, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.7))
    grain = np.random.default_rng(1).normal(0, 12, (page.height, page.width))
    grey = np.clip(np.asarray(page, dtype=np.float32) * 0.97 + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(grey).rotate(turned, expand=True).save(out, "JPEG", quality=60)
    image = ImageReader(Image.open(out))
    size = (HEIGHT, WIDTH) if turned % 180 else (WIDTH, HEIGHT)

    def scan(canvas: Canvas) -> None:
        canvas.setPageSize(size)
        canvas.drawImage(image, 0, 0, *size)

    return drawn(scan)


@pytest.mark.slow
@pytest.mark.skipif(not ocr.installed(), reason="the extra `ocr` is not installed: make ocr")
@pytest.mark.parametrize("turned", [0, 90, 180])
def test_a_scan_askew_noisy_and_on_its_side_is_read_word_for_word_and_the_same_each_time(turned: int) -> None:
    content = as_scan(BODY, turned)
    page = pdf.recognised(content, 1)
    assert page == pdf.recognised(content, 1)
    document = read(content, PDF, "scan.pdf", [page]).document
    assert document is not None
    assert document.text.split() == " ".join(BODY).split()
    assert page.sure > 0.8
    assert [block.role for block in document.blocks] == [Role.PARAGRAPH]


@pytest.mark.slow
@pytest.mark.skipif(not ocr.installed(), reason="the extra `ocr` is not installed: make ocr")
def test_a_picture_without_words_gives_none() -> None:
    grain = np.random.default_rng(2).integers(0, 255, (300, 200), dtype=np.uint8)
    noise = ImageReader(Image.fromarray(grain))
    content = drawn(picture, lambda canvas: canvas.drawImage(noise, 0, 0, WIDTH, HEIGHT))
    assert all(pdf.recognised(content, number).unread for number in (1, 2))
