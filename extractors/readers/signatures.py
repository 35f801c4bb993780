"""What a file is by its first bytes, where it is of a kind that is not read: its name for people and the cure.

Such a file never passes as text: its markup would be taken for sentences.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass

from extractors.readers.format import DOCX, ODT, UNKNOWN

_WORD_CURE = "Open it in Word or LibreOffice, save it as DOCX or PDF, and screen that."
_SAVE_CURE = "Open it in the program in which it was made, save it as PDF, and screen that."
_UNPACK_CURE = "Unpack it, and screen the documents in it."
_IMAGE_CURE = "Have its text recognised and save it as PDF, or find the document itself."
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_TELLING = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Snapshot-Content-Location):",
    re.IGNORECASE | re.MULTILINE,
)
ENVELOPE = re.compile(rb"From [^\r\n]*\r?\n")  # before each mail in a mailbox


@dataclass(frozen=True, slots=True)
class Unread:
    """A kind of file that is not read."""

    media_type: str
    name: str
    cure: str


_BY_FIRST_BYTES: tuple[tuple[bytes, Unread], ...] = (
    (b"{\\rtf", Unread("application/rtf", "Rich Text (RTF)", _WORD_CURE)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unread("application/x-ole-storage", "an old Office file (DOC)", _WORD_CURE)),
    (b"\xdb\xa5-\x00", Unread("application/msword", "an old Word file (DOC)", _WORD_CURE)),
    (b"\xffWPC", Unread("application/vnd.wordperfect", "a WordPerfect file", _WORD_CURE)),
    (b"%!PS", Unread("application/postscript", "PostScript", _SAVE_CURE)),
    (b"\\documentclass", Unread("application/x-latex", "LaTeX", _SAVE_CURE)),
    (b"AT&TFORM", Unread("image/vnd.djvu", "DjVu", _SAVE_CURE)),
    (b"\x89PNG\r\n\x1a\n", Unread("image/png", "a picture (PNG)", _IMAGE_CURE)),
    (b"\xff\xd8\xff", Unread("image/jpeg", "a picture (JPEG)", _IMAGE_CURE)),
    (b"GIF8", Unread("image/gif", "a picture (GIF)", _IMAGE_CURE)),
    (b"II*\x00", Unread("image/tiff", "a picture (TIFF)", _IMAGE_CURE)),
    (b"MM\x00*", Unread("image/tiff", "a picture (TIFF)", _IMAGE_CURE)),
    (b"\x1f\x8b", Unread("application/gzip", "a packed file (GZIP)", _UNPACK_CURE)),
    (b"7z\xbc\xaf\x27\x1c", Unread("application/x-7z-compressed", "a packed file (7z)", _UNPACK_CURE)),
    (b"Rar!\x1a\x07", Unread("application/vnd.rar", "a packed file (RAR)", _UNPACK_CURE)),
)
_XML = Unread("application/xml", "XML that is no web page", _SAVE_CURE)
_JSON = Unread("application/json", "data (JSON)", "Find the page or the document that shows it, and screen that.")
_IN_ZIP: tuple[tuple[str, Unread], ...] = (
    ("xl/workbook.xml", Unread("application/vnd.ms-excel", "an Excel workbook", _SAVE_CURE)),
    ("ppt/presentation.xml", Unread("application/vnd.ms-powerpoint", "a PowerPoint presentation", _SAVE_CURE)),
    ("META-INF/container.xml", Unread("application/epub+zip", "an e-book (EPUB)", _SAVE_CURE)),
    ("Index/Document.iwa", Unread("application/vnd.apple.pages", "a file of Apple's Pages", _SAVE_CURE)),
    ("content.xml", Unread("application/vnd.oasis.opendocument", "an OpenDocument file that is no text", _SAVE_CURE)),
)
_ZIP = Unread("application/zip", "a packed folder (ZIP)", _UNPACK_CURE)
UNREAD = {kind.media_type: kind for _, kind in (*_BY_FIRST_BYTES, *_IN_ZIP)} | {
    kind.media_type: kind for kind in (_XML, _JSON, _ZIP)
}
_XML_SIGN = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_LONGEST_JSON = 20_000_000  # bytes


def unread_kind(head: bytes) -> str | None:
    """The media type of a file that is not read, by its first bytes; of other files None."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind.media_type for first, kind in _BY_FIRST_BYTES if begin.startswith(first)), None)


def in_package(content: bytes, named: str) -> str:
    """The media type of a ZIP file: a text of Word or OpenDocument, or what its parts say that it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = frozenset(package.namelist())
            says = package.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in parts else ""
    except (zipfile.BadZipFile, ValueError, OSError, KeyError, RuntimeError, NotImplementedError):
        damaged = next((kind for kind in (DOCX, ODT) if named == kind), None)
        return DOCX if b"word/document.xml" in content else damaged or UNKNOWN
    if "word/document.xml" in parts or named == DOCX:
        return DOCX
    if says.strip().startswith(ODT) or (named == ODT and "content.xml" in parts):
        return ODT
    return next((kind.media_type for part, kind in _IN_ZIP if part in parts), _ZIP.media_type)


def unread_markup(content: bytes, head: bytes) -> str | None:
    """The media type of XML that is no web page, and of JSON; both would be read raw."""
    if _XML_SIGN.match(head.removeprefix(b"\xef\xbb\xbf")):
        return _XML.media_type
    if head.lstrip()[:1] in (b"{", b"[") and len(content) < _LONGEST_JSON:
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            return None
        return _JSON.media_type if isinstance(found, dict | list) and found else None
    return None


def is_mime(head: bytes) -> bool:
    """Whether a file begins with the header of a message, of which one line says what the content is.

    >>> is_mime(b"From: <Saved by a browser>\\r\\nMIME-Version: 1.0\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>")
    True
    >>> is_mime(b"Scope: all mills\\nContent-Type: of no matter")
    False
    """
    position = len(head) - len(head.lstrip())
    if envelope := ENVELOPE.match(head, position):
        position = envelope.end()
    begin = position
    while found := _HEADER.match(head, position):
        position = found.end()
    named = _TELLING.findall(head[begin:position])
    return len(named) >= 2 or (bool(named) and head[position : position + 2].startswith((b"\n", b"\r\n")))
