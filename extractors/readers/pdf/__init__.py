"""Reading PDF: text in reading order with its structure, the boxes of a quote, and a page as an image.

PDFium is used through its plain functions, in one process at a time (it is not made for threads). A page that
fails is left empty and told in the outcome; it never takes the other pages with it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import pypdfium2
import pypdfium2.raw as pdfium

from extractors import ocr
from extractors.language import language_of
from extractors.readers.format import PDF, Boxes, Format, Unreadable, digest
from extractors.readers.outline import outline
from extractors.readers.pdf.characters import UNKNOWN_GLYPH, PageText, page_text
from extractors.readers.pdf.scans import is_stamped, recognised_page, says_more, scanned_text
from extractors.readers.pdf.structure import parts
from extractors.records import Document, Outcome, Page, PageBox, Reading, ScannedPage, Span
from extractors.scanned import facts_of

PAGE_BREAK = "\n\n"  # between the texts of two pages
MOST_PAGES_WITHOUT_TEXT = 0.1  # of the pages that are not blank
MOST_UNKNOWN_GLYPHS = 0.2  # of a page's characters
END_OF_FILE = b"%%EOF"
_OBJECT = re.compile(rb"\d+ \d+ obj\b")
_DATE = re.compile(r"\s*(?:D:)?(?P<year>(?:19|20)\d\d)-?(?P<month>\d\d)?-?(?P<day>\d\d)?")


@dataclass(frozen=True, slots=True)
class _About:
    """What the file says about itself."""

    title: str | None
    author: str | None
    changed: str | None  # ISO date, month or year


@dataclass(frozen=True, slots=True)
class _Pages:
    """What reading the pages one by one gave."""

    texts: list[PageText]
    failed: list[int]
    blank: int  # pages on which nothing is drawn
    without_text: list[int]  # pages on which something is drawn, but no readable text
    stamped: list[int]  # pages that are one picture with hardly any text
    scans: list[ScannedPage]  # what was recognised, of the pages that have no better text


def read(content: bytes, media_type: str, scans: Sequence[ScannedPage] = ()) -> Reading:
    """The whole document, with what was recognised of its pages. Raises `Unreadable`: damaged or encrypted.

    Pages on which recognition might find words are told in `Reading.waiting`; `recognised` gives what it finds.
    """
    return _read(content, None, scans)


def opening(content: bytes, pages: int) -> Reading:
    """The first pages as a document of their own; raises as `read` does. `Reading.pages` counts them all."""
    return _read(content, pages)


def recognised(content: bytes, page: int) -> ScannedPage:
    """What text recognition makes of a page, counted from 1. It may take long: give it a limit of its own."""
    with _opened(content) as document:
        opened = document[page - 1]
        try:
            return recognised_page(opened, page)
        finally:
            opened.close()


def _read(content: bytes, first: int | None, scans: Sequence[ScannedPage] = ()) -> Reading:
    with _opened(content) as document:
        count = len(document)
        if count == 0:
            raise Unreadable(Outcome.DAMAGED, "The PDF has no pages. Get the file again from its publisher.")
        pages = _read_pages(document, first, {scan.number: scan for scan in scans})
        about = _about(document)
    cut = _is_cut(content)
    without = len(pages.without_text) + len(pages.failed)
    tried = {scan.number for scan in scans}
    waiting = tuple(number for number in sorted({*pages.without_text, *pages.stamped}) if number not in tried)
    if not any(page.text for page in pages.texts):
        if cut or pages.failed:
            raise Unreadable(
                Outcome.DAMAGED, f"None of the {count} pages could be read. Get the file again from its publisher."
            )
        value = f"The PDF has {count} page{'s' * (count > 1)} but no text, only images."
        cure = f"{ocr.CURE}, or get a version with text."
        told = " ".join(fact.detail for fact in facts_of(pages.scans))
        return Reading(Outcome.NO_TEXT_LAYER, f"{value} {told or cure}", None, count, without, waiting)
    outcome, detail = _judged(pages, count, cut, bool(waiting))
    detail = " ".join([*filter(None, [detail]), *(fact.detail for fact in facts_of(pages.scans))])
    return Reading(outcome, detail, _document(content, pages.texts, about, pages.scans), count, without, waiting)


def _document(content: bytes, texts: Sequence[PageText], about: _About, scans: Sequence[ScannedPage] = ()) -> Document:
    starts: list[int] = []
    position = 0
    for page in texts:
        starts.append(position)
        position += len(page.text) + len(PAGE_BREAK)
    text = PAGE_BREAK.join(page.text for page in texts)
    pages = tuple(
        Page(number, start, start + len(page.text), page.width, page.height)
        for number, (page, start) in enumerate(zip(texts, starts, strict=False), 1)
    )
    blocks = outline(text, parts(texts, starts))
    return Document(
        digest(content),
        PDF,
        text,
        pages,
        blocks,
        about.title,
        language_of(text),
        author=about.author,
        file_date=about.changed,
        facts=tuple(facts_of(scans)),
        scans=tuple(scans),
    )


def _about(document: pypdfium2.PdfDocument) -> _About:
    """The title, author and last change in a file's metadata, each None where it is absent or makes no sense."""
    title, author, changed, created = (_entry(document, key) for key in ("Title", "Author", "ModDate", "CreationDate"))
    return _About(_clean(title), _clean(author), _file_date(changed) or _file_date(created))


def _entry(document: pypdfium2.PdfDocument, key: str) -> str:
    """An entry of the file's information dictionary; empty where it is absent or cannot be decoded."""
    try:
        value: str = document.get_metadata_value(key)
    except UnicodeDecodeError:
        return ""
    return value


def _file_date(value: str) -> str | None:
    """The ISO date, month or year of a PDF date; None for one that the calendar does not have.

    >>> _file_date("D:20240229103000+01'00'"), _file_date("D:202402"), _file_date("D:20230229")
    ('2024-02-29', '2024-02', None)
    """
    found = _DATE.match(value)
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    try:
        date(*(int(part) for part in [*parts, "01", "01"][:3]))
    except ValueError:
        return None
    return "-".join(parts)


def _judged(pages: _Pages, count: int, cut: bool, waiting: bool) -> tuple[Outcome, str]:
    """The outcome of a PDF with text, and why it is not wholly read."""
    if cut:
        return (
            Outcome.DAMAGED,
            (
                f"The file is cut off before its end; {count} pages could still be opened. "
                "Get the file again from its publisher."
            ),
        )
    if pages.failed:
        return (
            Outcome.PARTLY_READ,
            f"{_pages(pages.failed)} of {count} could not be read. Get the file again from its publisher.",
        )
    if len(pages.without_text) > MOST_PAGES_WITHOUT_TEXT * (count - pages.blank):
        return (
            Outcome.PARTLY_READ,
            (
                f"{len(pages.without_text)} of {count} pages have no text, only images ({_pages(pages.without_text)}). "
                f"{f'{ocr.CURE}, or read these pages by eye.' if waiting else 'Read these pages by eye.'}"
            ),
        )
    return Outcome.READ, ""


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10]) + (", ..." if len(numbers) > 10 else "")
    return f"page{'s' * (len(numbers) > 1)} {shown}"


def _clean(value: str) -> str | None:
    """A metadata value on one line, None when there is nothing in it."""
    return " ".join(value.replace("\x00", "").encode("utf-8", "ignore").decode().split()) or None


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Unreadable(
                Outcome.ENCRYPTED,
                "The PDF opens only with a password. Save a copy without the password and screen that.",
            ) from error
        raise Unreadable(
            Outcome.DAMAGED, f"The PDF is damaged ({error}). Get the file again from its publisher."
        ) from error
    try:
        yield document
    finally:
        document.close()


def _read_pages(document: pypdfium2.PdfDocument, first: int | None, scans: Mapping[int, ScannedPage]) -> _Pages:
    """All pages, or the first so many; those that were recognised have the words that were found in their pictures."""
    pages = _Pages([], [], 0, [], [], [])
    blank = 0
    for index in range(len(document))[:first]:
        try:
            with _page(document, index) as page:
                text, scan = _text(page, scans.get(index + 1))
                drawn = pdfium.FPDFPage_CountObjects(page)
                stamped = bool(text.text) and is_stamped(page, text.text)
        except (pypdfium2.PdfiumError, ValueError, ArithmeticError, LookupError):
            pages.failed.append(index + 1)
            text, drawn = PageText("", (), [], [], [], [], 0.0, 0.0), 0
        else:
            if drawn and not _is_readable(text.text):
                pages.without_text.append(index + 1)
            blank += not drawn
            pages.stamped.extend([index + 1] * stamped)
            pages.scans.extend([scan] if scan else [])
        pages.texts.append(text)
    return replace(pages, blank=blank)


def _text(page: pdfium.FPDF_PAGE, scan: ScannedPage | None) -> tuple[PageText, ScannedPage | None]:
    """The text of a page, and what was recognised in its picture where that is the text, or was to be."""
    text = page_text(page)
    if scan is None or (_is_readable(text.text) and not says_more(scan, text.text)):
        return text, None
    return (text if scan.unread else scanned_text(scan, text.width, text.height)), scan


def _is_readable(text: str) -> bool:
    """Whether a page has text, and its fonts tell what most of the glyphs mean."""
    return bool(text) and text.count(UNKNOWN_GLYPH) < MOST_UNKNOWN_GLYPHS * len(text)


@contextmanager
def _page(document: pypdfium2.PdfDocument, index: int) -> Iterator[pdfium.FPDF_PAGE]:
    page = document[index]
    try:
        yield page.raw
    finally:
        page.close()


def _is_cut(content: bytes) -> bool:
    """Whether a PDF ends before its end: no end mark, or objects after the last one."""
    at = content.rfind(END_OF_FILE)
    return at < 0 or bool(_OBJECT.search(content, at))


def boxes(content: bytes, document: Document, spans: Sequence[Span]) -> Boxes:
    """For each span one box per line of text, in points from the top left of the page; only touched pages are read."""
    touched = sorted({page.number for span in spans for page in document.pages if _overlap(page, span)})
    found: list[list[PageBox]] = [[] for _ in spans]
    scans = {scan.number: scan for scan in document.scans}
    with _opened(content) as opened:
        for number in touched:
            page = document.pages[number - 1]
            with _page(opened, number - 1) as raw:
                text, _ = _text(raw, scans.get(number))
            for boxes_of_span, span in zip(found, spans, strict=False):
                if _overlap(page, span):
                    boxes_of_span.extend(_line_boxes(text, number, span.start - page.start, span.end - page.start))
    return [tuple(boxes_of_span) for boxes_of_span in found]


def _overlap(page: Page, span: Span) -> bool:
    return page.start < span.end and span.start < page.end


def _line_boxes(text: PageText, number: int, start: int, end: int) -> Iterator[PageBox]:
    for line in text.lines:
        if line.start < end and start < line.end:
            box = text.box(max(line.start, start), min(line.end, end))
            if box is not None:
                yield PageBox(number, round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))


def page_image(content: bytes, page: int, scale: float) -> bytes:
    """A page (counted from 1) as a palette PNG; `scale` 1 gives 72 pixels an inch. Raises `Unreadable`."""
    with _opened(content) as document:
        if not 1 <= page <= len(document):
            raise Unreadable(Outcome.READ, f"There is no page {page}: the document has {len(document)} pages.")
        opened = document[page - 1]
        image = opened.render(scale=scale).to_pil()
        opened.close()
    out = io.BytesIO()
    image.convert("RGB").quantize(64).save(out, "PNG", optimize=False)
    return out.getvalue()


def page_labels(content: bytes) -> tuple[str, ...]:
    """What each page is called in the file ("iv", "A-3"), "" where it has no name. Raises `Unreadable`."""
    with _opened(content) as document:
        return tuple(_label(document, index) for index in range(len(document)))


def _label(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        label: str = document.get_page_label(index)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""
    return _clean(label) or ""


FORMAT = Format((PDF,), (".pdf",), read, boxes)
