"""One document from the web, within a deadline that holds whatever the server does.

A server may never answer, send a byte a minute, send without end, expand a few kilobytes to gigabytes,
break off in the middle or redirect in circles. Each request is a connection of its own to a checked address
(`adapter.py`, `exchange.py`); a redirect is followed without reading its body. Only a whole body is ever returned.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.adapter import Answered, ask
from archive.exchange import REDIRECTS
from archive.limits import Budget, Busy, Disallowed, Limits, NoBody, TooLarge
from archive.urls import joined, parsed

__all__ = [
    "Answer", "Budget", "Busy", "Disallowed", "Hop", "Limits", "NoBody", "TooLarge", "Validators", "get", "user_agent",
]  # fmt: skip

LONGEST_VALIDATOR = 1000  # characters; servers refuse questions whose headers are long


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a document, so that it can be asked whether that has changed."""

    url: str  # the address that gave them, after redirects: no other is told them
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and the head of its answer, as they went over the wire."""

    url: str
    status: int
    location: str | None  # where it redirected to, as it was written
    address: str  # the IP address that was connected to
    asked: bytes
    answered: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole body and how it was served; with status 304, that what is known still stands."""

    url: str
    final_url: str  # after redirects
    status: int  # 200 or 304
    served_as: str | None  # the Content-Type
    content: bytes  # decoded; empty with 304
    chain: tuple[Hop, ...]  # every request, the last one too
    etag: str | None
    last_modified: str | None
    length_stated: bool  # False: the end of the connection alone says that the body is whole
    fetched: str  # ISO 8601, UTC

    @property
    def validators(self) -> Validators:
        """What to ask with the next time."""
        return Validators(self.final_url, self.etag, self.last_modified)


# Opened around each request, with its address and the time that is left: who waits and asks first does it there.
Door = Callable[[str, Budget], AbstractContextManager[None]]


def user_agent(contact: str | None = None) -> str:
    """Who asks: the program, what for, and where its user can be reached."""
    return f"Firmword/0.1 (+corporate human-rights research{f'; {contact}' if contact else ''})"


def get(
    url: str,
    limits: Limits,
    known: Validators | None = None,
    agent: str | None = None,
    budget: Budget | None = None,
    door: Door | None = None,
) -> Answer:
    """The whole body behind a URL; raises `NoBody` or one of its kinds, at the latest after the deadline.

    With `known`, the server is asked only for what has changed since. `budget` is the time that is left, where
    something else has begun to use it up.
    """
    budget = budget or Budget(limits.deadline)
    chain: list[Hop] = []
    asked = url
    for _ in range(limits.redirects + 1):
        with door(asked, budget) if door else nullcontext():
            budget.start()
            response = ask(asked, _headers(asked, known, agent), limits, budget)
        target, wire = response.location, response.wire
        chain.append(Hop(asked, response.status_code, target, wire.address, wire.asked, wire.answered))
        if response.status_code not in REDIRECTS or target is None:
            return _answer(url, asked, response, tuple(chain))
        asked = _next(asked, target)
        if any(hop.url == asked for hop in chain):  # who wants a cookie first points to itself for ever
            raise NoBody("redirected in a circle", "open the address in a browser, and save the document there")
    raise NoBody(f"more than {limits.redirects} redirects", "open the address in a browser and list where it ends")


def _headers(url: str, known: Validators | None, agent: str | None) -> dict[str, str]:
    headers = {"User-Agent": agent or user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip, identity;q=0.5"}
    if known is not None and known.url == url:
        if known.etag and _can_be_told_again(known.etag):
            headers["If-None-Match"] = known.etag
        if known.last_modified and _can_be_told_again(known.last_modified):
            headers["If-Modified-Since"] = known.last_modified
    return headers


def _can_be_told_again(validator: str) -> bool:
    """Whether a server can be asked with what it gave: a mark that it may not say would end every later visit."""
    return validator.isascii() and validator.isprintable() and len(validator) <= LONGEST_VALIDATOR


def _next(url: str, target: str) -> str:
    """Where a redirect leads; raises `Disallowed` when that is no place of the web."""
    try:
        following = joined(url, target)
        scheme = following.partition(":")[0]
        if scheme in ("http", "https"):
            parsed(following)
            return following
    except ValueError as error:
        raise NoBody(f"redirected to no web address ({error})", "list the address where the document is") from error
    raise Disallowed(f"redirected to {following[:200]}", "only http and https addresses are read")


def _answer(url: str, final_url: str, response: Answered, chain: tuple[Hop, ...]) -> Answer:
    return Answer(
        url=url,
        final_url=final_url,
        status=response.status_code,
        served_as=response.headers.get("content-type"),
        content=response.content,
        chain=chain,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        length_stated=response.wire.length_stated,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
    )
