"""Who may come in: for every request, before any page is made, who it is from, and whether that person may do this.

What is not allowed here is refused, also for a route that is added later and thinks of nothing: writes need the token,
a page of this review, and a role; whoever reads blindly reaches only the pages named here.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from review.desk import Desk, begin_request
from review.seats import ALL_ROLES, NOBODY, OF_SECOND, Seat, take
from workspace.people import Role
from workspace.records import SECOND

COOKIE = "firmword_session"
LOG_IN, LOG_OUT = "/log-in", "/log-out"
# The routes of a blind second reading: none that shows what is proposed, or what others decided.
BLIND = frozenset(
    {
        LOG_IN,
        LOG_OUT,
        "/second",
        "/company/{company}",
        "/company/{company}/second",
        "/company/{company}/final",
        "/company/{company}/document/{sha256}",
        "/company/{company}/search",
        "/company/{company}/{name:path}",
        "/original/{company}/{sha256}",
        "/page/{sha256}/{number}.png",
        "/decide",
        "/empties",
        "/withdraw",
        "/evidence",
        "/evidence/withdraw",
    }
)
# What a page shows that is not of the blind reading, its reader must not have seen.
OF_ANOTHER_ROLE = "Not saved: this page is no part of your blind second reading, but from an earlier role. Reload it."
_SAME_PAGE = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site


class NotLoggedIn(Exception):
    """Nobody is logged in, and this page is for those who are."""


class Elsewhere(Exception):
    """This page is not for who asks, but another is."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


def entrance(desk: Desk) -> Callable[[Request], Awaitable[None]]:
    """What every route depends on: it takes the seat of whoever asks, or refuses."""

    async def enter(request: Request) -> None:
        begin_request()
        route: str = request.scope["route"].path
        writes = request.method not in ("GET", "HEAD")
        seat = await _who(desk, request, route)
        told = await _told(request, writes)
        if writes:
            _check_page(request)
            _check_token(request, told.get("token", ""), seat)
        seat = _reading(seat, told.get("rubric", ""))
        take(seat)
        if seat.blind and route not in BLIND:
            if route == "/":
                raise Elsewhere(f"/second?{request.url.query}")
            raise HTTPException(403, "This is no part of a blind second reading.")
        if seat.blind and writes and route != LOG_OUT and not told.get("rubric", "").endswith(OF_SECOND):
            raise HTTPException(403, OF_ANOTHER_ROLE)
        if writes and route not in (LOG_IN, LOG_OUT) and not seat.decides:
            raise HTTPException(403, f"Not saved: you are the {seat.role or 'viewer'}, and only readers decide.")

    return enter


async def _who(desk: Desk, request: Request, route: str) -> Seat:
    people = await run_in_threadpool(desk.store.people)
    if not people and not desk.others:
        return Seat(desk.alone, ALL_ROLES, desk.first_token)
    session = desk.sessions.of(request.cookies.get(COOKIE), desk.now())
    for person in people:
        if session and (person.name, person.password) == (session.name, session.password):
            return Seat(person.name, frozenset({person.role}), session.token, logged_in=True)
    if route != LOG_IN:
        raise NotLoggedIn
    return replace(NOBODY, token=desk.first_token)


async def _told(request: Request, writes: bool) -> dict[str, str]:
    """The rubric, with the reading in it, and the token, as they come in the address or in a form."""
    given = await request.form() if writes else request.query_params
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _check_page(request: Request) -> None:
    """403 for what another page than one of this review sent."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and _host_of(origin) != request.headers.get("host", "").lower()
    if foreign or (site is not None and site not in _SAME_PAGE):
        raise HTTPException(403, "Not saved: this did not come from a page of the review.")


def _host_of(origin: str) -> str | None:
    """The host that a browser names as where a form stood; None for what is no address."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _check_token(request: Request, told: str, seat: Seat) -> None:
    """403 without the token that this person's pages carry."""
    given = request.headers.get("X-Firmword-Token") or told
    if not seat.token or not secrets.compare_digest(given.encode(), seat.token.encode()):
        again = "log-in or " if seat.logged_in else ""
        raise HTTPException(403, f"Not saved: this page is from an earlier {again}start of the review. Reload it.")


def _reading(seat: Seat, rubric: str) -> Seat:
    """Which reading is meant: a second reader has no other than that one, and nobody else has it."""
    if seat.roles == {Role.SECOND_READER}:
        return replace(seat, track=SECOND)
    if not rubric.endswith(OF_SECOND):
        return seat
    if not seat.reads_second:
        raise HTTPException(403, f"A blind second reading is the second reader's alone; you are the {seat.role}.")
    return replace(seat, track=SECOND)
