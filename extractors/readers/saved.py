"""Reading saved pages: MHTML and mail (MIME), and Safari's web archives; the page within is read by its own reader.

Of several parts the page itself is chosen: the one that the file calls its root, else the first web page, else the
first plain text. Pictures and styles are left alone.
"""

from __future__ import annotations

import email
import email.policy
import plistlib
import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from xml.parsers.expat import ExpatError

from extractors.readers import html, text
from extractors.readers.format import HTML, MHTML, PLAIN, WEBARCHIVE, Format, Unreadable, digest, no_boxes
from extractors.records import Outcome, Reading

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_TELLING = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Snapshot-Content-Location):",
    re.IGNORECASE | re.MULTILINE,
)
_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    HTML: html.read, "application/xhtml+xml": html.read, PLAIN: text.read,
}  # fmt: skip
CURE = "Open it in a browser, and save it as PDF or as a complete web page."


def is_mime(head: bytes) -> bool:
    """Whether a file begins with the header of a message, of which one line says what the content is.

    >>> is_mime(b"From: <Saved by a browser>\\r\\nMIME-Version: 1.0\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>")
    True
    >>> is_mime(b"Scope: all mills\\nContent-Type: of no matter")
    False
    """
    position = len(head) - len(head.lstrip())
    begin = position
    while found := _HEADER.match(head, position):
        position = found.end()
    named = _TELLING.findall(head[begin:position])
    return len(named) >= 2 or (bool(named) and head[position : position + 2].startswith((b"\n", b"\r\n")))


def read_mime(content: bytes, media_type: str) -> Reading:
    """The page in a saved page or a mail. Raises `Unreadable` when it holds none."""
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
    part = _page_of(message) if isinstance(message, EmailMessage) else None
    if part is None:
        raise Unreadable(Outcome.UNSUPPORTED, f"The saved page holds no web page and no text. {CURE}")
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes) or not body.strip():
        raise Unreadable(Outcome.EMPTY, f"The page in the file is empty. {CURE}")
    charset = part.get_content_charset()
    named = part.get_content_type()
    reading = _READERS[named](body, f"{named}; charset={charset}" if charset else named)
    address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    return _as_of_file(reading, content, MHTML, address)


def _page_of(message: EmailMessage) -> EmailMessage | None:
    """The part that a reader would be shown."""
    parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    root = message.get_param("start")
    named = [part for part in parts if root and str(part.get("Content-ID") or "").strip() == str(root).strip()]
    for wanted in (HTML, "application/xhtml+xml", PLAIN):
        for part in (*named, *parts):
            if part.get_content_type() == wanted and part.get_content_disposition() != "attachment":
                return part
    return None


def read_webarchive(content: bytes, media_type: str) -> Reading:
    """The main page of a web archive. Raises `Unreadable` when it holds none."""
    try:
        main = plistlib.loads(content)["WebMainResource"]
        body, named = main["WebResourceData"], str(main.get("WebResourceMIMEType") or HTML)
        charset, address = main.get("WebResourceTextEncodingName"), str(main.get("WebResourceURL") or "")
    except (plistlib.InvalidFileException, ExpatError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable(Outcome.DAMAGED, f"The web archive holds no page ({error}). {CURE}") from error
    if named not in _READERS or not isinstance(body, bytes):
        raise Unreadable(Outcome.UNSUPPORTED, f"The web archive holds a file of the kind {named}. {CURE}")
    reading = _READERS[named](body, f"{named}; charset={charset}" if charset else named)
    return _as_of_file(reading, content, WEBARCHIVE, address)


def _as_of_file(reading: Reading, content: bytes, media_type: str, address: str) -> Reading:
    """The reading of the page as that of the file in which it was kept."""
    if reading.document is None:
        return reading
    known = reading.document.url or (address if address.startswith(("http://", "https://")) else None)
    document = replace(reading.document, sha256=digest(content), media_type=media_type, url=known)
    return replace(reading, document=document)


FORMAT = Format((MHTML, "message/rfc822", "application/x-mimearchive"), (".mhtml", ".mht", ".eml"), read_mime, no_boxes)
ARCHIVE = Format((WEBARCHIVE,), (".webarchive",), read_webarchive, no_boxes)
