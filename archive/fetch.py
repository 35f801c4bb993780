"""Fetches one listed document into the archive: a local file is copied, a web address is read.

Whatever happens, the answer is a `Source` that says when, how it answered, and, where the way ends here,
with which outcome and what can be done about it. Nothing is raised for a document that cannot be had.
"""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.intake import is_url
from archive.store import Archive
from archive.web import Disallowed, Limits, NoBody, TooLarge, get
from extractors.readers import served_type, sniff
from extractors.records import Listing, Outcome, Source

__all__ = ["Limits", "fetch"]


def fetch(listing: Listing, archive: Archive, limits: Limits) -> Source:
    """Copies or fetches the document, keeps it, and says how that went.

    Outcome None means that it is kept and can be read; otherwise it is `empty`, `too_large`, `not_fetched`
    or `disallowed`.
    """
    if is_url(listing.location):
        return _from_web(listing, archive, limits)
    return _from_file(listing, archive, limits)


def _from_web(listing: Listing, archive: Archive, limits: Limits) -> Source:
    url = listing.location
    try:
        body = get(url, limits)
    except TooLarge as ended:
        return _without(listing, Outcome.TOO_LARGE, ended.answer, ended.cure)
    except Disallowed as ended:
        return _without(listing, Outcome.DISALLOWED, ended.answer, ended.cure)
    except NoBody as ended:
        return _without(listing, Outcome.NOT_FETCHED, ended.answer, ended.cure)
    answer = "HTTP 200" if body.final_url == url else f"HTTP 200, redirected to {body.final_url}"
    if not body.length_stated:
        answer += ", length not stated"
    name = Path(urlsplit(body.final_url).path).name
    return _kept(listing, archive, body.content, answer, name, body.served_as)


def _from_file(listing: Listing, archive: Archive, limits: Limits) -> Source:
    path = Path(listing.location)
    try:
        # Only what is known to be a plain file is opened: opening a named pipe would wait for ever.
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _without(listing, Outcome.NOT_FETCHED, "is a folder", "list each of its documents")
        if not stat.S_ISREG(status.st_mode):
            return _without(listing, Outcome.NOT_FETCHED, "is no plain file", "list a document")
        if status.st_size > limits.max_bytes:
            size = f"{status.st_size:,} bytes, more than {limits.max_bytes:,}"
            return _without(listing, Outcome.TOO_LARGE, size, "split the document, and list the parts")
        content = path.read_bytes()
    except FileNotFoundError:
        cure = "correct the source, which counts from the folder of the list, or put the file there"
        return _without(listing, Outcome.NOT_FETCHED, f"no such file ({path})", cure)
    except (OSError, ValueError) as error:  # ValueError: a character that no path can hold
        why = getattr(error, "strerror", None) or str(error)
        return _without(listing, Outcome.NOT_FETCHED, f"cannot be opened ({why})", "check the path and its permissions")
    return _kept(listing, archive, content, "file copied", path.name, None)


def _kept(listing: Listing, archive: Archive, content: bytes, answer: str, name: str, served_as: str | None) -> Source:
    if not content:
        return _without(listing, Outcome.EMPTY, f"{answer}, 0 bytes", "get the document again from its publisher")
    return Source(
        listing=listing,
        fetched=_now(),
        answer=answer,
        sha256=archive.keep(content),
        media_type=served_type(content, sniff(content, name, served_as), served_as),
    )


def _without(listing: Listing, outcome: Outcome, answer: str, cure: str) -> Source:
    return Source(
        listing=listing,
        fetched=_now(),
        answer=answer,
        outcome=outcome,
        detail=f"{listing.source}: {answer}; {cure}",
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
