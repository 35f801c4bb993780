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
from math import sqrt

import pypdfium2
import pypdfium2.raw as pdfium

from extractors import ocr
from extractors.iso_dates import iso_date
from extractors.language import language_of
from extractors.memory import give_back
from extractors.readers.format import PDF, Boxes, Unreadable, digest
from extractors.readers.letters import are_readable
from extractors.readers.line_ends import judged
from extractors.readers.outline import outline
from extractors.readers.pdf.characters import NO_EDGES, PageText, page_text
from extractors.readers.pdf.facts import FROM_THE_PUBLISHER, Seen, by_eye, facts_of, named_pages, told
from extractors.readers.pdf.glyphs import frame_of
from extractors.readers.pdf.held import Held, held
from extractors.readers.pdf.library import forgetful, has_drawn
from extractors.readers.pdf.mended import mended
from extractors.readers.pdf.pictures import FEW_LETTERS, shows_writing
from extractors.readers.pdf.scans import recognised_page, says_more, scanned_text
from extractors.readers.pdf.structure import parts
from extractors.records import (
    LOSES_TEXT,
    Document,
    Fact,
    FactKind,
    Outcome,
    Page,
    PageBox,
    Reading,
    ScannedPage,
    Span,
)
from extractors.scanned import facts_of_scans

PAGE_BREAK = "\n\n"  # between the texts of two pages
MOST_PAGES_WITHOUT_TEXT = 0.1  # of the pages that are not blank
MANY_PAGES = 100  # after which memory is given back to the system, and edges of characters are not kept
MOST_PIXELS = 40_000_000  # of a page's image: a page may say that it is a mile wide
END_OF_FILE = b"%%EOF"
_OBJECT = re.compile(rb"\d+ \d+ obj\b")
# Without text and with nothing worse than these a file is sound, and has only images.
_OF_IMAGES = frozenset({FactKind.PICTURE_OF_TEXT, FactKind.NOT_RECOGNISED})
_BESIDE = frozenset({FactKind.RECOGNISED, FactKind.STRAY_LETTERS})  # told, and no loss
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
    seen: list[Seen]
    scans: list[ScannedPage]  # what was recognised, of the pages whose file holds no better text

    @property
    def bare(self) -> list[int]:
        """The pages on which something is drawn, but no readable text."""
        return [number for number, one in enumerate(self.seen, 1) if one.objects and not one.readable]

    @property
    def pictures(self) -> list[int]:
        """The pages on which text recognition might find words."""
        return [n for n, one in enumerate(self.seen, 1) if one.writing or (one.objects and not one.readable)]

    @property
    def drawn(self) -> int:
        """The pages that are not blank."""
        return sum(one.failed or one.objects > 0 for one in self.seen)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The pages of the last document that was read, with the edges of their characters: its quotes ask for boxes."""

    document: str  # its digest
    scans: tuple[ScannedPage, ...]  # what was recognised of it
    pages: tuple[PageText, ...]


# One; none where the last document has many pages, which would take too much memory, or where some were drawn and some
# use fonts that it does not bring along: drawing changes what stands in for these (library.py), and so their boxes.
_kept: list[_Kept] = []


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
    _kept.clear()
    with _opened(content) as document:
        count = len(document)
        if count == 0:
            raise Unreadable(Outcome.DAMAGED, f"The PDF has no pages. {FROM_THE_PUBLISHER}")
        pages = _read_pages(document, first, {scan.number: scan for scan in scans})
        about = _about(document)
        moved = has_drawn() and not all(page.own_fonts for page in pages.texts)
    if len(pages.texts) >= MANY_PAGES:
        give_back()
    cut = _is_cut(content)
    doubted = [number for number, one in enumerate(pages.texts, 1) if one.hidden]
    found = held(content, doubted) if first is None else Held()
    facts = (*facts_of(pages.seen, replace(found, layered=mended(content).less)), *facts_of_scans(pages.scans))
    tried = {scan.number for scan in scans}
    waiting = tuple(number for number in pages.pictures if number not in tried)
    without = len({*pages.bare, *_unread(facts, pages.seen)})
    lost = [fact for fact in facts if fact.kind in LOSES_TEXT]
    if not any(page.text for page in pages.texts):
        if cut or any(fact.kind not in _OF_IMAGES for fact in lost):
            why = told(lost, waiting) or FROM_THE_PUBLISHER
            raise Unreadable(Outcome.DAMAGED, f"None of the {count} pages could be read. {why}")
        value = f"The PDF has {count} page{'s' * (count > 1)} but no text, only images."
        cure = f"{ocr.CURE}, or get a version with text." if waiting else told(lost, waiting)
        return Reading(Outcome.NO_TEXT_LAYER, f"{value} {cure}".strip(), None, count, without, waiting)
    outcome, detail = _judged(pages, count, cut, lost, found, waiting)
    detail = " ".join([*filter(None, [detail]), *(f.detail for f in facts if f.kind in _BESIDE)])
    made = _document(content, pages, about, facts)
    if len(pages.texts) >= MANY_PAGES:
        give_back()
    elif first is None and not moved:
        _kept[:] = [_Kept(made.sha256, made.scans, tuple(pages.texts))]
    return Reading(outcome, detail, made, count, without, waiting)


def _document(content: bytes, read: _Pages, about: _About, facts: tuple[Fact, ...]) -> Document:
    texts = read.texts
    starts: list[int] = []
    position = 0
    for page in texts:
        starts.append(position)
        position += len(page.text) + len(PAGE_BREAK)
    drawn = PAGE_BREAK.join(page.text for page in texts)
    cut = parts(texts, starts)
    language = language_of(drawn)
    text = judged(drawn, [(part.start, part.end) for part in cut], language)
    pages = tuple(
        Page(number, start, start + len(page.text), page.width, page.height)
        for number, (page, start) in enumerate(zip(texts, starts, strict=False), 1)
    )
    blocks = outline(text, cut)
    return Document(
        digest(content),
        PDF,
        text,
        pages,
        blocks,
        about.title,
        language,
        author=about.author,
        file_date=about.changed,
        facts=facts,
        scans=tuple(read.scans),
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
    return iso_date("-".join(part for part in found.groups() if part))


def _judged(
    pages: _Pages, count: int, cut: bool, lost: Sequence[Fact], found: Held, waiting: Sequence[int]
) -> tuple[Outcome, str]:
    """The outcome of a PDF with text, and why it is not wholly read."""
    if cut:
        value = f"The file is cut off before its end; {count} pages could still be opened."
        return Outcome.DAMAGED, f"{value} {told(lost, waiting) or FROM_THE_PUBLISHER}"
    if lost:
        return Outcome.PARTLY_READ, told(lost, waiting)
    bare = [number for number in pages.bare if number not in (1, count)]  # a cover is a picture, without harm
    if len(bare) > MOST_PAGES_WITHOUT_TEXT * pages.drawn:
        value = f"{len(bare)} of {count} pages have no text, only images ({named_pages(bare)})."
        return Outcome.PARTLY_READ, f"{value} {by_eye(bare, waiting)}"
    if found.rebuilt:
        value = "The file's list of its own parts is wrong; the parts were searched for"
        return Outcome.REPAIRED, f"{value}, and all {count} pages were read. If anything seems missing, look at them."
    return Outcome.READ, ""


def _unread(facts: Sequence[Fact], seen: Sequence[Seen]) -> set[int]:
    """The pages of which nothing was read, but for those on which nothing stands."""
    empty = {number for number, one in enumerate(seen, 1) if not one.text}
    return {page for fact in facts if fact.kind in LOSES_TEXT for page in fact.pages} & empty


def _clean(value: str) -> str | None:
    """A metadata value on one line, None when there is nothing in it."""
    return " ".join(value.replace("\x00", "").encode("utf-8", "ignore").decode().split()) or None


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with forgetful():
        yield from _open(content)


def _open(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(mended(content).content)
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
    pages = _Pages([], [], [])
    with_edges = first is None and len(document) < MANY_PAGES
    for index in range(len(document))[:first]:
        try:
            with _page(document, index) as page:
                text, scan = _text(page, scans.get(index + 1), with_edges)
                seen = _seen(page, text, recognised=scan is not None)
        except (pypdfium2.PdfiumError, ValueError, ArithmeticError, LookupError):
            text, seen, scan = PageText("", (), NO_EDGES, 0.0, 0.0), Seen(failed=True), None
        pages.texts.append(text)
        pages.seen.append(seen)
        pages.scans.extend([scan] if scan else [])
    return pages


def _text(page: pdfium.FPDF_PAGE, scan: ScannedPage | None, with_edges: bool) -> tuple[PageText, ScannedPage | None]:
    """The text of a page, and what was recognised in its picture where that is the text, or was to be.

    Only who puts boxes around quotes asks for the edges of its characters.
    """
    text = page_text(page, with_edges)
    if scan is None or (text.text and are_readable(text.text) and not says_more(scan, text.text)):
        return text, None
    if scan.unread:
        return text, scan
    scanned = scanned_text(scan, text.width, text.height)
    return replace(scanned, kinds=text.kinds, edges=scanned.edges if with_edges else NO_EDGES), scan


def _seen(page: pdfium.FPDF_PAGE, read: PageText, recognised: bool) -> Seen:
    """The page as PDFium shows it; of one that was recognised nobody needs to ask whether it looks like writing."""
    texts, forms = (read.kinds.count(kind) for kind in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM))
    more = len(read.kinds) - texts
    return Seen(
        text=read.text,
        texts=texts,
        forms=forms,
        objects=len(read.kinds),
        hidden=read.hidden,
        readable=bool(read.text) and are_readable(read.text),
        writing=not recognised and len(read.text) < FEW_LETTERS and more > 0 and shows_writing(page, frame_of(page)),
    )


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
    """For each span one box per line of text, in points from the top left of the page; only touched pages are read.

    None is read anew right after the document itself was.
    """
    touched = sorted({page.number for span in spans for page in document.pages if _overlap(page, span)})
    found: list[list[PageBox]] = [[] for _ in spans]
    for number, text in _with_edges(content, document, touched):
        page = document.pages[number - 1]
        for boxes_of_span, span in zip(found, spans, strict=False):
            if _overlap(page, span):
                boxes_of_span.extend(_line_boxes(text, number, span.start - page.start, span.end - page.start))
    return [tuple(boxes_of_span) for boxes_of_span in found]


def _with_edges(content: bytes, document: Document, numbers: Sequence[int]) -> Iterator[tuple[int, PageText]]:
    """Some pages of a document, by their numbers, with the edges of their characters."""
    for kept in _kept:
        if (kept.document, kept.scans) == (document.sha256, document.scans):
            yield from ((number, kept.pages[number - 1]) for number in numbers)
            return
    scans = {scan.number: scan for scan in document.scans}
    with _opened(content) as opened:
        for number in numbers:
            with _page(opened, number - 1) as raw:
                text, _ = _text(raw, scans.get(number), with_edges=True)
            yield number, text


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
        pixels = max(1.0, opened.get_width() * opened.get_height() * scale * scale)
        image = opened.render(scale=scale * min(1.0, sqrt(MOST_PIXELS / pixels))).to_pil()
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
