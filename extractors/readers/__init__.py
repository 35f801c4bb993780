"""Bytes in, a Document out: finds out what a file is, and reads it with its format's reader.

To add a format, write a module beside this one with a `read(content, media_type)`, and name it in `FORMATS`. No bad
file gets past `read` as an error: each becomes an outcome with a detail that names the file, the value and
the cure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.dates import stated_date
from extractors.language import document_language
from extractors.readers.charset import charset_of, noted
from extractors.readers.format import (
    DOCX,
    HTML,
    MARKDOWN,
    MHTML,
    ODT,
    PDF,
    PLAIN,
    UNKNOWN,
    WEBARCHIVE,
    Boxes,
    Format,
    Unreadable,
    less,
    no_boxes,
)
from extractors.readers.letters import are_stray, are_told, may_lack_letters, words_broken
from extractors.readers.signatures import UNREAD, in_package, is_mime, unread_kind, unread_markup
from extractors.records import Document, Fact, FactKind, Outcome, PageBox, Reading, ScannedPage, Span
from extractors.versions import READERS_VERSION as READERS_VERSION
from extractors.walls import INSTEAD, is_long, shown_of, wall

# Each reader is imported, with its packages, when there is such a file: whoever only asks what a file is needs none of
# them, as the process that leaves reading to others.


def _read_pdf(content: bytes, media_type: str, scans: Sequence[ScannedPage] = ()) -> Reading:
    from extractors.readers import pdf

    return pdf.read(content, media_type, scans)


def _boxes_in_pdf(content: bytes, document: Document, spans: Sequence[Span]) -> Boxes:
    from extractors.readers import pdf

    return pdf.boxes(content, document, spans)


def _read_html(content: bytes, media_type: str) -> Reading:
    from extractors.readers import html

    return html.read(content, media_type)


def _read_markdown(content: bytes, media_type: str) -> Reading:
    from extractors.readers import markdown

    return markdown.read(content, media_type)


def _read_text(content: bytes, media_type: str) -> Reading:
    from extractors.readers import text

    return text.read(content, media_type)


def _read_docx(content: bytes, media_type: str) -> Reading:
    from extractors.readers import docx

    return docx.read(content, media_type)


def _read_odt(content: bytes, media_type: str) -> Reading:
    from extractors.readers import odt

    return odt.read(content, media_type)


def _read_mime(content: bytes, media_type: str) -> Reading:
    from extractors.readers import saved

    return saved.read_mime(content, media_type)


def _read_webarchive(content: bytes, media_type: str) -> Reading:
    from extractors.readers import saved

    return saved.read_webarchive(content, media_type)


_MESSAGES = (MHTML, "message/rfc822", "application/x-mimearchive")
FORMATS: tuple[Format, ...] = (
    Format((PDF,), (".pdf",), _read_pdf, _boxes_in_pdf),
    Format((HTML, "application/xhtml+xml"), (".html", ".htm", ".xhtml"), _read_html, no_boxes),
    Format((MARKDOWN, "text/x-markdown"), (".md", ".markdown"), _read_markdown, no_boxes),
    Format((PLAIN,), (".txt", ".text"), _read_text, no_boxes),
    Format((DOCX,), (".docx",), _read_docx, no_boxes),
    Format((ODT,), (".odt",), _read_odt, no_boxes),
    Format(_MESSAGES, (".mhtml", ".mht", ".eml"), _read_mime, no_boxes),
    Format((WEBARCHIVE,), (".webarchive",), _read_webarchive, no_boxes),
)

_HTML_SIGN = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_LOOKS_AT = 4096  # bytes
_READABLE = "PDF, HTML, DOCX, ODT, Markdown or plain text"


def sniff(content: bytes, name: str, served_as: str | None) -> str:
    """The media type of a file: by its content first, then by its name, then by how it was served."""
    head = content[:_LOOKS_AT]
    if b"%PDF-" in content[:1024]:
        return PDF
    named = _by_name(name, served_as)
    if head.startswith(b"PK\x03\x04"):
        return in_package(content, named)
    if (unread := unread_kind(head)) is not None:
        return unread
    if head.startswith(b"bplist00"):
        return WEBARCHIVE if named == WEBARCHIVE or b"WebMainResource" in content else UNKNOWN
    if not content.strip():
        return named
    return _kind_of_text(content, head, named)


def _kind_of_text(content: bytes, head: bytes, named: str) -> str:
    """The media type of a file that is none of the binary ones."""
    if not _is_text(head):
        return PDF if named == PDF else UNKNOWN  # a damaged PDF is told as such
    if is_mime(head):
        return MHTML
    if named != MARKDOWN and _HTML_SIGN.search(head):
        return HTML
    if named not in (HTML, MARKDOWN) and (markup := unread_markup(content, head)) is not None:
        return markup
    return named if named in (HTML, MARKDOWN) else PLAIN


def _by_name(name: str, served_as: str | None) -> str:
    """The media type that a file's name or the server's header claims."""
    ending = PurePosixPath(name.split("?")[0].split("#")[0]).suffix.lower()
    for known in FORMATS:
        if ending in known.endings:
            return known.media_types[0]
    claimed = (served_as or "").split(";")[0].strip().lower()
    for known in FORMATS:
        if claimed in known.media_types:
            return known.media_types[0]
    return UNKNOWN


def _is_text(head: bytes) -> bool:
    """Whether bytes are text: no NUL outside UTF-16, and few control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\x00" not in head and controls <= len(head) // 100


_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")  # white space and escapes are text's


def served_type(content: bytes, media_type: str, served_as: str | None) -> str:
    """The media type for `read`, with the character set that the server named where the bytes do not tell it.

    >>> served_type(b"<p>\\xb1</p>", "text/html", "text/html; charset=iso-8859-2")
    'text/html; charset=iso8859-2'
    """
    charset = charset_of(served_as or "")
    if charset is None or media_type not in (HTML, MARKDOWN, PLAIN):
        return media_type
    return noted(media_type, content, charset, markup=media_type == HTML)


def read(content: bytes, media_type: str, name: str, scans: Sequence[ScannedPage] = ()) -> Reading:
    """What became of one file. Never raises for bad content: the outcome and the detail say what is wrong.

    `media_type` as `sniff` or `served_type` gives it; `scans` are pages of a PDF that text recognition has read.
    """
    if not content.strip():
        return Reading(
            Outcome.EMPTY, f"{name}: the file is empty ({len(content)} bytes). Get the file again from its source."
        )
    reader = _format_of(media_type)
    if reader is None:
        known = UNREAD.get(_bare(media_type))
        value = f"this kind of file ({known.name if known else media_type}) is not read"
        cure = known.cure if known else f"Save it as {_READABLE} and screen that."
        return Reading(Outcome.UNSUPPORTED, f"{name}: {value}. {cure}")
    if scans and PDF in reader.media_types:
        return _reading(lambda: _read_pdf(content, media_type, scans), media_type, name)
    return _reading(lambda: reader.read(content, media_type), media_type, name)


def opening(content: bytes, media_type: str, name: str, pages: int) -> Reading:
    """As `read`, of a PDF only its first pages: enough to say what it is."""
    if _bare(media_type) != PDF:
        return read(content, media_type, name)
    return _reading(lambda: _opened(content, pages), media_type, name)


def _opened(content: bytes, pages: int) -> Reading:
    from extractors.readers import pdf

    return pdf.opening(content, pages)


def _reading(reader: Callable[[], Reading], media_type: str, name: str) -> Reading:
    try:
        return _told(reader(), media_type, name)
    except Unreadable as reason:
        return Reading(reason.outcome, f"{name}: {reason.detail}")
    except RecursionError:
        return Reading(
            Outcome.DAMAGED, f"{name}: its parts are nested too deeply to read. Save it anew, for example as PDF."
        )
    except MemoryError:  # the supervisor is told: the file is not to blame for what its reader's bug would be
        raise
    except Exception as error:  # whatever a parser throws, or what follows upon it: the batch goes on
        value = f"{type(error).__name__}: {error}"
        cure = "Look at the file by eye, and send it with this message to those who maintain Firmword."
        return Reading(Outcome.CRASHED, f"{name}: the reader failed ({value}). {cure}")


def _told(reading: Reading, media_type: str, name: str) -> Reading:
    """The reading with the file's name in its detail, and a word on pages that are not what their name says."""
    if reading.document is not None and not reading.document.text.strip():
        return Reading(Outcome.EMPTY, f"{name}: the file has no text. Get the file again from its source.")
    reading = reading if _bare(media_type) == PDF else _letters_told(reading)
    detail = reading.detail
    if _bare(media_type) == HTML and name.split("?")[0].lower().endswith(".pdf"):
        named = (
            "the file is named as a PDF but is a web page, often a notice or a log-in page in place of the document. "
            "It was read as a web page; open its address in a browser and save the real document."
        )
        detail = f"{detail} {named}".strip()
    # What a PDF's reader says is of its pages, not of what it is; that of web pages has asked it already.
    told = bool(detail) and reading.outcome is not Outcome.READ and _bare(media_type) != PDF
    asked = told or _bare(media_type) == HTML
    document = None if asked or reading.document is None or is_long(reading.document) else reading.document
    if document is not None and (found := wall(shown_of(document))) is not None:
        detail = f"{detail} {found.told()} {INSTEAD}".strip()
        reading = replace(reading, outcome=Outcome.PARTLY_READ)
    document = None if reading.document is None else _completed(reading.document)
    return replace(reading, detail=f"{name}: {detail}" if detail else "", document=document)


def _letters_told(reading: Reading) -> Reading:
    """The reading with a word on letters that the file does not tell: taken by damage, or known to a font alone."""
    document = reading.document
    if document is None or not may_lack_letters(document.text):
        return reading
    if not are_told(document.text):
        return less(reading, ["Its letters are not told: what it shows is not what it says."], _BY_EYE, _LETTERS)
    broken = words_broken(document.text)
    if not are_stray(broken, document.text):
        return less(reading, [f"{broken} words lack letters."], _BY_EYE, _LETTERS)
    if not broken:
        return reading
    stray = Fact(FactKind.STRAY_LETTERS, (), "A word or two lack a letter.")
    detail = f"{reading.detail} {stray.detail}".strip()
    return replace(reading, detail=detail, document=replace(document, facts=(*document.facts, stray)))


_LETTERS = FactKind.UNKNOWN_LETTERS
_BY_EYE = "Open it by eye, and save it anew as PDF or in Unicode (UTF-8)."


def _completed(document: Document) -> Document:
    """The document with what any format's text tells: its languages, and the date that it gives itself."""
    languages = document_language(document.text, document.blocks, document.language)
    if languages != document.language:
        document = replace(document, language=languages)
    dated = stated_date(document)
    return replace(document, dated=dated, published=_more_exact(dated.date if dated else None, document.published))


def _more_exact(stated: str | None, described: str | None) -> str | None:
    """The date that the text states; that of the file's description where it is the same, with month and day."""
    return described if stated is None or (described or "").startswith(stated) else stated


def _format_of(media_type: str) -> Format | None:
    return next((known for known in FORMATS if _bare(media_type) in known.media_types), None)


def _bare(media_type: str) -> str:
    return media_type.split(";")[0].strip().lower()


def boxes(content: bytes, media_type: str, document: Document, spans: Sequence[Span]) -> list[tuple[PageBox, ...]]:
    """For each span of the document's text one box per line, in points from the top left of its page.

    `content` must be the bytes that the document was read from; formats without pages give no boxes.
    """
    reader = _format_of(media_type)
    found: Boxes = reader.boxes(content, document, spans) if reader is not None and spans else [() for _ in spans]
    return found
