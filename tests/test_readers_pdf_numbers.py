"""Numbers that a PDF says of itself are believed by nobody: it is read soon, in little memory, and tells its losses."""

from __future__ import annotations

import io
import re
import resource
import sys
import time
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_samples import BODY, drawn, write
from pikepdf import Dictionary, Name

from extractors.readers import read
from extractors.readers.format import PDF
from extractors.records import FactKind, Outcome, Reading

LONGEST = 10.0  # seconds of computing
MOST_MEMORY = 600 * 1024**2  # bytes more than before
PAGES = 3
ABSURD = (-(2**63), -1, 0, 2**31 - 1, 2**31, 2**32, 10**12, 10**20)
PLACES = {
    "pages": rb"(?<=/Count )\d+",
    "lengths": rb"(?<=/Length )\d+",
    "size": rb"(?<=/Size )\d+",
    "the list's place": rb"(?<=startxref\n)\d+",
    "the list's length": rb"(?<=xref\n0 )\d+",
    "places of objects": rb"(?<=\n)\d{10}(?= 00000 n)",
    "page sizes": rb"(?<=/MediaBox \[ 0 0 )595 842",
    "turns": rb"(?<=/Rotate )\d+",
    "type sizes": rb"(?<=/F1 )10",
}


def sound() -> bytes:
    """Three pages, in nothing compressed; page n has the lines of BODY with its number before them."""
    pages = [lambda canvas, n=n: write(canvas, 70, 90, *(f"{n}. {line}" for line in BODY * 3)) for n in (1, 2, 3)]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn(*pages))) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = 0
            page.obj.Contents.write(page.obj.Contents.read_bytes())
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


SOUND = sound()


def quickly(content: bytes) -> Reading:
    """The reading; fails where it takes long, or much memory."""
    before, begun = _peak(), time.process_time()
    reading = read(content, PDF, "policy.pdf")
    assert time.process_time() - begun < LONGEST
    assert _peak() - before < MOST_MEMORY
    return reading


def _peak() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def lines_of(reading: Reading) -> int:
    text = " ".join(reading.document.text.split()) if reading.document is not None else ""
    return sum(text.count(f"{number}. {line}") for number in (1, 2, 3) for line in BODY)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(PLACES)), st.sampled_from(ABSURD), st.integers(0, 2))
def test_an_absurd_number_costs_neither_time_nor_silence(place: str, number: int, which: int) -> None:
    found = list(re.finditer(PLACES[place], SOUND))
    at = found[which % len(found)]
    said = f"{number} {number}" if place == "page sizes" else f"{number}"
    reading = quickly(SOUND[: at.start()] + said.encode() + SOUND[at.end() :])
    lost = lines_of(reading) < PAGES * 3 * len(BODY)
    assert reading.outcome is not Outcome.READ or not lost, (place, number, reading.detail)


def with_page(change: Callable[[pikepdf.Pdf, pikepdf.Object], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        change(pdf, pdf.pages[1].obj)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def packed(**parms: int) -> bytes:
    """Page 2 with contents that are packed in rows, as these numbers say."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        data = zlib.compress(b"\2" + page.Contents.read_bytes())
        page.Contents.write(
            data, filter=Name.FlateDecode, decode_parms=Dictionary({f"/{k}": v for k, v in parms.items()})
        )

    return with_page(change)


@pytest.mark.parametrize(
    "parms",
    [
        {"Predictor": 12, "Columns": 2_000_000_000},
        {"Predictor": 15, "Columns": 5, "Colors": 1_000_000, "BitsPerComponent": 10_000},
        {"Predictor": 2, "Columns": -1},
    ],
)
def test_rows_longer_than_any_picture_are_not_set_aside(parms: dict[str, int]) -> None:
    reading = quickly(packed(**parms))
    assert reading.outcome is Outcome.PARTLY_READ
    assert "Page 2: its contents cannot be decoded." in reading.detail


def test_a_stream_that_unpacks_to_more_than_a_page_is_told() -> None:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        data = zlib.compress(b" " * 300_000_000 + page.Contents.read_bytes(), 9)
        page.Contents.write(data, filter=Name.FlateDecode, decode_parms=Dictionary(Predictor=1))

    assert "Page 2: its contents are larger than any page." in read(with_page(change), PDF, "policy.pdf").detail


def test_the_documents_that_a_file_carries_along_are_told() -> None:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        pdf.attachments["annex.pdf"] = pikepdf.AttachedFileSpec(pdf, SOUND, filename="annex.pdf")
        pdf.attachments["figures.xml"] = pikepdf.AttachedFileSpec(pdf, b"<x/>", filename="figures.xml")

    reading = read(with_page(change), PDF, "policy.pdf")
    assert reading.outcome is Outcome.PARTLY_READ
    assert "carries along were not read: annex.pdf. Save these" in reading.detail
    assert reading.document is not None
    assert [fact.kind for fact in reading.document.facts] == [FactKind.NOT_READ]
