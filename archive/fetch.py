"""Fetches one listed document into the archive: a local file is copied, a web address is read.

Whatever happens, the answer is a `Source` that says when, how it answered, and, where the way ends here,
with which outcome and what can be done about it. Nothing is raised for a document that cannot be had.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.intake import is_url
from archive.register import Visit
from archive.store import Archive, ArchiveError, NotWhole
from archive.visits import Visits
from archive.warc import keep_exchange
from archive.web import Answer, Disallowed, Limits, NoBody, TooLarge, Validators, get
from extractors.readers import served_type, sniff
from extractors.records import Listing, Outcome, Source

__all__ = ["Limits", "Remembering", "archived_on", "fetch", "is_gone", "keep_answer", "kept_as", "known_of"]

NO_FILE = "no such file"
NOT_THERE = ("HTTP 404", "HTTP 410", NO_FILE)  # answers


def fetch(
    listing: Listing, archive: Archive, limits: Limits, visits: Visits | None = None, as_of: str | None = None
) -> Source:
    """Copies or fetches the document, keeps it, and says how that went.

    Outcome None means that it is kept and can be read; otherwise it is `empty`, `too_large`, `not_fetched`
    or `disallowed`. With `visits` the web is read politely, robots.txt first; without, the one address is asked.
    With `as_of`, a date, nothing is fetched: what the archive had of the address then is taken.
    """
    if not is_url(listing.location):
        return _from_file(listing, archive, limits)
    if as_of is not None:
        return _from_archive(listing, archive, as_of)
    return _from_web(listing, archive, limits, visits)


def is_gone(source: Source) -> bool:
    """Whether there is nothing any more where the document was; a host that is silent or refuses says nothing of it."""
    return source.answer.startswith(NOT_THERE)


def archived_on(archive: Archive, url: str, date: str) -> str | None:
    """The SHA-256 of what the archive had of an address at the end of a date (ISO: day, month, year or moment)."""
    visit = archive.register.on(url, date)
    return visit.sha256 if visit else None


def known_of(archive: Archive, url: str) -> Visit | None:
    """The last visit to an address whose bytes the archive still has whole: what the server may be asked with."""
    visit = archive.register.latest(url)
    try:
        if visit is not None:
            archive.get(visit.sha256)
    except ArchiveError:
        return None
    return visit


def keep_answer(archive: Archive, answer: Answer, known: Visit | None) -> Visit:
    """Keeps what a server answered: the bytes, the exchange as a WARC, and a line in the register.

    `known` is the visit whose validators the server was asked with; it must be given when the answer is 304.
    """
    if answer.status == 304:
        assert known is not None
        sha256, size = known.sha256, known.size
    else:
        sha256, size = archive.keep(answer.content), len(answer.content)
    same = archive.register.first_with(answer.url, sha256)
    warc, warc_sha256 = keep_exchange(archive, answer, sha256, same)
    visit = Visit(
        url=answer.url,
        at=answer.fetched,
        sha256=sha256,
        size=size,
        final_url=answer.final_url,
        status=answer.status,
        served_as=answer.served_as,
        etag=answer.etag,
        last_modified=answer.last_modified,
        length_stated=answer.length_stated,
        warc=warc,
        warc_sha256=warc_sha256,
    )
    if known is not None and answer.status == 304:  # a 304 repeats only some of what was said
        visit = replace(
            visit,
            served_as=visit.served_as or known.served_as,
            etag=visit.etag or known.etag,
            last_modified=visit.last_modified or known.last_modified,
            length_stated=known.length_stated,
        )
    archive.register.add(visit)
    archive.files.finish(warc)
    return visit


def kept_as(listing: Listing, archive: Archive, sha256: str) -> str | None:
    """The media type of bytes that the listed place gave once, by the register's line on them; raises ArchiveError."""
    place = listing.location if is_url(listing.location) else Path(listing.location).absolute().as_uri()
    visit, content = archive.register.latest(place), archive.get(sha256)
    if visit is None or visit.sha256 != sha256:
        visit = Visit(place, "", sha256, len(content), place)
    return _of_visit(listing, visit, content, "").media_type


class Remembering:
    """The archive as the memory of visits: what a server is asked with, and what becomes of its answer."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def validators(self, url: str) -> Validators | None:
        """What to ask with for an address of which the archive has the last answer whole."""
        return _validators(known_of(self._archive, url))

    def keep(self, answer: Answer) -> Answer:
        """Keeps an answer unless it is empty; gives it back with its body, also where that has not changed."""
        if answer.status == 200 and not answer.content:
            return answer
        known = known_of(self._archive, answer.url) if answer.status == 304 else None
        visit = keep_answer(self._archive, answer, known)
        if answer.status == 304:
            return replace(answer, content=self._archive.get(visit.sha256), served_as=visit.served_as)
        return answer


def _validators(known: Visit | None) -> Validators | None:
    return Validators(known.final_url, known.etag, known.last_modified) if known else None


def _from_web(listing: Listing, archive: Archive, limits: Limits, visits: Visits | None) -> Source:
    url = listing.location
    known = known_of(archive, url)
    validators = _validators(known)
    try:
        answer = visits.get(url, validators) if visits else get(url, limits, validators)
    except TooLarge as ended:
        return _without(listing, Outcome.TOO_LARGE, ended.answer, ended.cure)
    except Disallowed as ended:
        return _without(listing, Outcome.DISALLOWED, ended.answer, ended.cure)
    except NoBody as ended:
        return _without(listing, Outcome.NOT_FETCHED, ended.answer, ended.cure)
    said = f"HTTP {answer.status}"
    if answer.status == 304 and known is not None:
        said += f", the same as on {known.at[:10]}"
    if answer.final_url != url:
        said += f", redirected to {answer.final_url}"
    if not answer.length_stated:
        said += ", length not stated"
    if answer.status == 200 and not answer.content:
        return _empty(listing, said)
    visit = keep_answer(archive, answer, known)
    return _of_visit(listing, visit, answer.content or archive.get(visit.sha256), said)


def _from_archive(listing: Listing, archive: Archive, date: str) -> Source:
    """What the archive had of the address on a date."""
    visit = archive.register.on(listing.location, date)
    if visit is None:
        cure = "name a later date, or fetch it now by leaving --as-of out"
        return _without(listing, Outcome.NOT_FETCHED, f"not in the archive up to {date}", cure)
    answer = f"archived on {visit.at[:10]}"
    try:
        content = archive.get(visit.sha256)
    except NotWhole as error:
        cure = "restore that copy from a backup, or leave --as-of out"
        return _without(listing, Outcome.NOT_FETCHED, f"{answer}, but {error.how} there ({error.where})", cure)
    return _of_visit(listing, visit, content, answer)


def _of_visit(listing: Listing, visit: Visit, content: bytes, answer: str) -> Source:
    """The document that a visit brought."""
    name = Path(urlsplit(visit.final_url).path).name
    kind = served_type(content, sniff(content, name, visit.served_as), visit.served_as)
    return Source(listing=listing, fetched=visit.at, answer=answer, sha256=visit.sha256, media_type=kind)


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
        return _without(listing, Outcome.NOT_FETCHED, f"{NO_FILE} ({path})", cure)
    except (OSError, ValueError) as error:  # ValueError: a character that no path can hold
        why = getattr(error, "strerror", None) or str(error)
        return _without(listing, Outcome.NOT_FETCHED, f"cannot be opened ({why})", "check the path and its permissions")
    return _copied(listing, archive, content, path)


def _copied(listing: Listing, archive: Archive, content: bytes, path: Path) -> Source:
    """A local file is kept as well, with a line in the register."""
    if not content:
        return _empty(listing, "an empty file")
    source = Source(
        listing=listing,
        fetched=_now(),
        answer="file copied",
        sha256=archive.keep(content),
        media_type=served_type(content, sniff(content, path.name, None), None),
    )
    assert source.sha256 is not None
    address = path.absolute().as_uri()
    archive.register.add(Visit(address, source.fetched, source.sha256, len(content), address))
    return source


def _empty(listing: Listing, answer: str) -> Source:
    return _without(listing, Outcome.EMPTY, f"{answer}, 0 bytes", "get the document again from its publisher")


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
