"""Reading saved pages: MHTML and mail (MIME), and Safari's web archives; the page within is read by its own reader.

Of several parts the page itself is chosen: the one that the file calls its root, else the first web page, else the
first plain text; of two forms of one text the one with more words. The pages of its frames are read in their place.
Other documents in the file are told, and so is a file that breaks off. Pictures and styles are left alone.
"""

from __future__ import annotations

import email
import email.policy
import html as markup
import plistlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage, Message
from xml.parsers.expat import ExpatError

from extractors.readers import html, text
from extractors.readers.charset import decoded
from extractors.readers.format import HTML, MHTML, PLAIN, WEBARCHIVE, Unreadable, digest, less
from extractors.readers.signatures import ENVELOPE
from extractors.records import Outcome, Reading

_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    HTML: html.read, "application/xhtml+xml": html.read, PLAIN: text.read,
}  # fmt: skip
_BROKEN = ("CloseBoundaryNotFound", "InvalidBase64", "StartBoundaryNotFound", "NoBoundaryInMultipart")
# Parts that are no text of their own; all others may hold what is looked for.
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font)/|text/(?:css|javascript|calendar|vcard|x-vcard|xml)|application/(?:(?:x-)?javascript|json|"
    r"font|x-font|pgp-|pkcs7|x-pkcs7|ms-tnef|ld\+json|vnd\.ms-fontobject)|message/(?:delivery|disposition)"
)
_FRAME = re.compile(r"(<i?frame\b[^<>]*?\bsrc\s*=\s*)([\"'])cid:([^\"'<>]+)\2", re.IGNORECASE)
SAVE_THEM = "Save these as files of their own, and screen them, too."
CURE = "Open it in a browser, and save it as PDF or as a complete web page."


def read_mime(content: bytes, media_type: str) -> Reading:
    """The page in a saved page or a mail. Raises `Unreadable` when it holds none."""
    message = email.message_from_bytes(ENVELOPE.sub(b"", content.lstrip(), count=1), policy=email.policy.default)
    part = _page_of(message) if isinstance(message, EmailMessage) else None
    if part is None:
        raise Unreadable(Outcome.UNSUPPORTED, f"The saved page holds no web page and no text. {CURE}")
    body = _body_of(part)
    if not body.strip():
        raise Unreadable(Outcome.EMPTY, f"The page in the file is empty. {CURE}")
    charset = part.get_content_charset()
    named = part.get_content_type()
    served = f"{named}; charset={charset}" if charset else named
    frames = _frames(message, part) if named != PLAIN else {}
    if frames:
        body, served = _with_frames(body, charset, frames), f"{named}; charset=utf-8"
    reading = _READERS[named](body, served)
    address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    reading = _as_of_file(reading, content, MHTML, address)
    return less(less(reading, _others(message, part, frames), SAVE_THEM), _broken(message), CURE)


def _parts(message: Message) -> Iterator[EmailMessage]:
    return (part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart())


def _body_of(part: EmailMessage) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _page_of(message: EmailMessage) -> EmailMessage | None:
    """The part that a reader would be shown."""
    parts = list(_parts(message))
    root = message.get_param("start")
    named = [part for part in parts if root and str(part.get("Content-ID") or "").strip() == str(root).strip()]
    for wanted in (HTML, "application/xhtml+xml", PLAIN):
        for part in (*named, *parts):
            if part.get_content_type() == wanted and part.get_content_disposition() != "attachment":
                return _fuller(message, part)
    return None


def _fuller(message: EmailMessage, page: EmailMessage) -> EmailMessage:
    """Of a text in two forms the plain one, where the page has less than half its words."""
    for group in _in_two_forms(message):
        forms = list(_parts(group))
        plain = next((part for part in forms if part.get_content_type() == PLAIN), None)
        if plain is not None and page in forms and 2 * _words_in(page) < _words_in(plain):
            return plain
    return page


def _in_two_forms(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == "multipart/alternative")


def _words_in(part: EmailMessage) -> int:
    return len(re.sub(rb"<[^<>]*>", b" ", _body_of(part)).split())


def _frames(message: EmailMessage, page: EmailMessage) -> dict[str, EmailMessage]:
    """The web pages beside the page, by the name by which a frame shows them."""
    return {
        str(part.get("Content-ID") or "").strip().strip("<>"): part
        for part in _parts(message)
        if part is not page and part.get_content_type() == HTML and part.get("Content-ID")
    }


def _with_frames(body: bytes, charset: str | None, frames: dict[str, EmailMessage]) -> bytes:
    """The page with its frames' pages in their place, in UTF-8."""

    def shown(frame: re.Match[str]) -> str:
        part = frames.get(frame[3])
        if part is None:
            return frame[0]
        page = decoded(_body_of(part), part.get_content_charset(), markup=True)[0]
        return f'{frame[1].rpartition("src")[0]}srcdoc="{markup.escape(page)}"'

    return _FRAME.sub(shown, decoded(body, charset, markup=True)[0]).encode("utf-8", "surrogatepass")


def _others(message: EmailMessage, page: EmailMessage, frames: dict[str, EmailMessage]) -> list[str]:
    """The other documents in a mail: what is attached, forwarded, or stands behind its text; frames not counted."""
    forms = [
        part
        for group in message.walk()
        if group.get_content_type() == "multipart/alternative"
        for part in _parts(group)
    ]
    passed = {id(part) for part in (page, *frames.values(), *(forms if page in forms else ()))}
    saved_page = message.get_content_type() == MHTML or message.get("Snapshot-Content-Location") is not None
    names = [
        part.get_filename() or part.get_content_type()
        for part in _parts(message)
        if id(part) not in passed
        and not _NO_DOCUMENT.match(part.get_content_type())
        and not (saved_page and part.get_content_disposition() != "attachment")
        and _body_of(part).strip()
    ]
    return [f"Other documents in the file were not read: {', '.join(names[:5])}."] if names else []


def _broken(message: EmailMessage) -> list[str]:
    """Whether the file ends before its end, or its code is damaged."""
    faults = [type(fault).__name__ for part in message.walk() for fault in part.defects]
    return ["The file breaks off, or is damaged within."] if any(name.startswith(_BROKEN) for name in faults) else []


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
