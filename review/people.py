"""Log-in and log-out, and what is said to who has to log in first."""

from __future__ import annotations

from math import ceil
from threading import Semaphore
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from review.desk import Desk, is_part
from review.entrance import COOKIE, LOG_IN, LOG_OUT, Elsewhere, NotLoggedIn
from review.pages import environment
from review.seats import at_desk
from review.sessions import LONGEST, Waits
from workspace.people import LONGEST as LONGEST_PASSWORD
from workspace.people import LONGEST_NAME, Person, TooSoon

WRONG = "This name and this password do not belong together."
AT_ONCE = 2  # passwords that are checked at the same time: each takes 64 MB of memory


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""
    waits, checking = Waits(), Semaphore(AT_ONCE)
    app.add_exception_handler(NotLoggedIn, _log_in_first)
    app.add_exception_handler(Elsewhere, _elsewhere)

    @app.get(LOG_IN)
    def log_in(to: str = "") -> Response:
        if at_desk().name:
            return RedirectResponse(_within(to), 303)
        return _page(to)

    @app.post(LOG_IN)
    def logged_in(
        request: Request,
        name: Annotated[str, Form(max_length=LONGEST_NAME)],
        password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
        to: Annotated[str, Form()] = "",
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            waits.begin(address, desk.now())
            with checking:
                person = desk.store.check_person(name, password, desk.now())
        except TooSoon as error:
            answer = _page(to, name, str(error), 429)
            answer.headers["Retry-After"] = str(max(ceil(error.seconds), 1))
            return answer
        if person is None:
            return _page(to, name, WRONG, 403)
        waits.end(address)
        return _seated(request, desk, person, to)

    @app.post(LOG_OUT)
    def logged_out(request: Request) -> Response:
        desk.sessions.end(request.cookies.get(COOKIE))
        answer = RedirectResponse(LOG_IN, 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer


def _seated(request: Request, desk: Desk, person: Person, to: str) -> Response:
    """Begin a session under a name that nobody knew before, and go to where the person wanted to go."""
    answer = RedirectResponse(_within(to), 303)
    answer.set_cookie(
        COOKIE,
        desk.sessions.begin(person, desk.now(), request.cookies.get(COOKIE)),
        max_age=round(LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _page(to: str, name: str = "", refused: str = "", status: int = 200) -> Response:
    template = environment().get_template("log_in.html")
    told = {"to": _within(to), "name": name, "refused": refused, "token": at_desk().token}
    return HTMLResponse(template.render(reviewer="", switch=(), **told), status)


def _within(to: str) -> str:
    """An address of this review: never one that leads to another host."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\", LOG_IN)) and to.isprintable() else "/"


def _log_in_first(request: Request, _error: Exception) -> Response:
    if is_part(request) or request.method != "GET":
        return PlainTextResponse("Not saved: you are not logged in. Log in, then reload this page.", 401)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{LOG_IN}?to={quote(path, safe='')}", 303)


def _elsewhere(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Elsewhere)
    return RedirectResponse(error.address, 303)
