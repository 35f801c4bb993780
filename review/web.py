"""The review in a browser: a researcher looks at each passage in its page and decides with one key.

Pages are made on the server; htmx replaces the part that a decision changes. The server listens on this
machine only, answers no other host name, and writes nothing without the token that it made at its start,
so no other page in the same browser can decide anything. Nothing that a document, a file name or a note
says is ever read as HTML.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from extractors.records import Document
from findings.checked import checks
from findings.company import CompanyState, load_state
from findings.queue import next_open
from review import pages, words
from review.pictures import NoPicture, Pictures, scale_for
from rubric.model import Element, Rubric, RubricError
from workspace import DEFAULT_RUBRIC, rubrics
from workspace.records import ELEMENT_RULINGS, Candidate, Decision, Ruling
from workspace.store import StaleDecision, Store, open_store

ADDRESS = "127.0.0.1"
HOSTS = [ADDRESS, "localhost"]
STATIC = Path(__file__).parent / "static"
LONGEST_NOTE = 4000  # code points

SAFETY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What all pages share: the store, who is at the desk, and the token for writing."""

    store: Store
    wanted: str | None  # the one rubric to show, by its name; None: all of the workspace
    reviewer: str
    token: str
    pictures: Pictures

    def rubrics(self) -> list[Rubric]:
        """The rubrics that can be looked at, by name; looked up anew, as a screening may add one."""
        known = [one for one in rubrics.used(self.store) if self.wanted in (None, one.name)]
        return known or [rubrics.find(self.store.workspace, self.wanted or DEFAULT_RUBRIC).rubric]

    def rubric(self, name: str) -> Rubric:
        """The rubric of this name, without a name the first; 404 for one that the workspace does not have."""
        known = self.rubrics()
        for rubric in known:
            if name in ("", rubric.name):
                return rubric
        raise HTTPException(404, f"The workspace was not screened by the rubric “{name}”.")

    def state(self, company: str, rubric: Rubric) -> CompanyState:
        """The company's present state; 404 for one that the workspace does not have."""
        found = load_state(self.store, rubric, company, self._in_address(rubric))
        if found is None:
            raise HTTPException(404, f"The workspace has no company “{company}”.")
        return found

    def switch(self, chosen: Rubric, company: str | None = None) -> tuple[pages.Choice, ...]:
        """The rubrics to choose from, for the first page or a company's."""
        return tuple(
            pages.Choice(one.name, one.title, self._address(one, company), one.name == chosen.name)
            for one in self.rubrics()
        )

    def _address(self, rubric: Rubric, company: str | None) -> str:
        named = self._in_address(rubric)
        return words.company_link(company, named) if company else f"/{words.asking(rubric=named)}"

    def _in_address(self, rubric: Rubric) -> str:
        """The first rubric is the one that addresses without a name mean."""
        return "" if rubric.name == self.rubrics()[0].name else rubric.name


def element_of(rubric: Rubric, name: str) -> Element:
    """The rubric's element; 404 for one that it does not have."""
    try:
        return rubric.element(name)
    except KeyError:
        raise HTTPException(404, f"The rubric has no element “{name}”.") from None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a decision form sends."""

    rubric: str
    company: str
    element: str
    candidate: str  # empty: about the element as a whole
    verdict: Ruling
    note: str
    seen: int  # the latest decision on the candidate when the page was made, 0 for none
    seen_element: int  # the same for hand decisions on the element


def create_app(
    workspace: Path, reviewer: str, token: str, pictures: Pictures | None = None, rubric: str | None = None
) -> FastAPI:
    """The review of a workspace as an ASGI application; `token` must come with every write.

    It shows all rubrics by which the workspace was screened, or the one named.
    """
    store = open_store(workspace)
    drawn = pictures or Pictures(workspace / "archive")
    desk = Desk(store, rubric, reviewer, token, drawn)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        drawn.start()
        yield
        drawn.close()
        store.close()

    app = FastAPI(title="Firmword", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    app.middleware("http")(_with_safety_headers)
    app.add_exception_handler(StarletteHTTPException, _plain_error)
    app.add_exception_handler(RequestValidationError, _incomplete_form)
    app.add_exception_handler(RubricError, _unusable_rubric)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_pages(app, desk)
    _add_decisions(app, desk)
    return app


async def _with_safety_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    for name, value in SAFETY.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _plain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    if request.headers.get("HX-Request") or request.method != "GET":
        return PlainTextResponse(str(error.detail), error.status_code)
    return HTMLResponse(pages.error_page(str(error.detail)), error.status_code)


def _unusable_rubric(request: Request, error: Exception) -> Response:
    return _plain_error(request, StarletteHTTPException(500, str(error)))


def _incomplete_form(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Not saved: the form is incomplete, or the note too long. Reload the page.", 422)


def _add_pages(app: FastAPI, desk: Desk) -> None:
    @app.get("/")
    def companies(rubric: str = "") -> HTMLResponse:
        chosen = desk.rubric(rubric)
        states = [desk.state(company, chosen) for company in desk.store.companies(chosen.name)]
        return HTMLResponse(pages.companies_page(chosen, states, desk.reviewer, desk.switch(chosen)))

    @app.get("/company/{company}")
    def company(company: str, rubric: str = "") -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        return HTMLResponse(pages.company_page(state, desk.reviewer, desk.switch(state.rubric, state.company)))

    @app.get("/company/{company}/{name:path}")
    def element(request: Request, company: str, name: str, look: str = "", rubric: str = "") -> HTMLResponse:
        chosen = desk.rubric(rubric)
        state, element = desk.state(words.company_in(company), chosen), element_of(chosen, name)
        view = _element_view(desk, state, element, _looked_at(state, element, look))
        part = "HX-Request" in request.headers
        return HTMLResponse(pages.element_part(view) if part else pages.element_page(view))

    @app.get("/checked/{company}/{candidate}")
    def checked(request: Request, company: str, candidate: str, rubric: str = "") -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        asked = state.candidate(candidate)
        if asked is None:
            raise HTTPException(404, "This passage is no longer there. Reload the page.")
        told = checks(desk.store, state)(asked)
        part = "HX-Request" in request.headers
        return HTMLResponse(pages.checked_part(told) if part else pages.checked_page(state, asked, told, desk.reviewer))

    @app.get("/page/{sha256}/{number}.png")
    def picture(sha256: str, number: int) -> Response:
        scale = _scale(desk, sha256, number)
        try:
            image = desk.pictures.get(sha256, number, scale)
        except NoPicture as error:
            raise HTTPException(503, str(error)) from None
        return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


def _scale(desk: Desk, sha256: str, number: int) -> float:
    document = desk.store.document(sha256) if re.fullmatch(r"[0-9a-f]{64}", sha256) else None
    for page in document.pages if document else ():
        if page.number == number and page.width > 0:
            return scale_for(page.width, page.height)
    raise HTTPException(404, "There is no such page.")


def _looked_at(state: CompanyState, element: Element, name: str) -> Candidate | None:
    """The candidate asked for, else the first open one, else the first."""
    asked = state.candidate(name)
    if asked is not None and asked.evidence.element == element.id:
        return asked
    return next(iter([*state.open_in(element.id), *state.shown_first(element.id)]), None)


def _element_view(
    desk: Desk,
    state: CompanyState,
    element: Element,
    candidate: Candidate | None,
    message: str = "",
    refused: str = "",
    note: str = "",
) -> pages.ElementView:
    document = desk.store.document_of(candidate) if candidate else None
    _draw_ahead(desk, state, candidate, document)
    switch = desk.switch(state.rubric, state.company)
    told = (desk.reviewer, desk.token, message, refused, note, switch)
    return pages.element_view(state, element, candidate, document, *told)


def _draw_ahead(desk: Desk, state: CompanyState, candidate: Candidate | None, document: Document | None) -> None:
    """Draw the page that is about to be shown, and the one that a decision leads to."""
    if candidate is None or document is None:
        return
    following = next_open(state, candidate)
    soon = [candidate, following] if following and following.reading == candidate.reading else [candidate]
    wanted = {one.evidence.page for one in soon}
    for page in document.pages:
        if page.number in wanted and page.width > 0:
            desk.pictures.ahead(document.sha256, page.number, scale_for(page.width, page.height))


def _add_decisions(app: FastAPI, desk: Desk) -> None:
    def with_token(request: Request, token: Annotated[str, Form()] = "") -> None:
        given = request.headers.get("X-Firmword-Token") or token
        if not secrets.compare_digest(given.encode(), desk.token.encode()):
            raise HTTPException(403, "Not saved: this page is from an earlier start of the review. Reload it.")

    @app.post("/decide", dependencies=[Depends(with_token)])
    def decide(
        request: Request,
        company: Annotated[str, Form()],
        element: Annotated[str, Form()],
        verdict: Annotated[Ruling, Form()],
        rubric: Annotated[str, Form()] = "",
        candidate: Annotated[str, Form()] = "",
        note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
        seen: Annotated[int, Form()] = 0,
        seen_element: Annotated[int, Form()] = 0,
    ) -> Response:
        asked = Asked(rubric, company, element, candidate, verdict, note.strip(), seen, seen_element)
        return _decided(request, desk, asked)


def _decided(request: Request, desk: Desk, asked: Asked) -> Response:
    """Save the decision and show what follows from it, or say why it was not saved."""
    rubric = desk.rubric(asked.rubric)
    element = element_of(rubric, asked.element)
    state = desk.state(asked.company, rubric)
    shown = state.candidate(asked.candidate)
    if shown is not None and shown.evidence.element != element.id:
        raise HTTPException(400, f"Not saved: this passage does not belong to {element.id}. Reload the page.")
    decision, last_seen = _decision(desk, rubric, element, shown, asked)
    try:
        desk.store.decide(decision, last_seen)
    except StaleDecision as error:
        fresh = desk.state(asked.company, rubric)
        same = fresh.candidate(asked.candidate)
        view = _element_view(desk, fresh, element, same, refused=str(error), note=asked.note)
        return _answer(request, view, 409)
    state = desk.state(asked.company, rubric)
    message = f"{element.id}: {words.RULINGS[asked.verdict]}."
    following = _following(state, element, shown, decision)
    return _answer(request, _element_view(desk, state, element, following, message), 200)


def _decision(
    desk: Desk, rubric: Rubric, element: Element, shown: Candidate | None, asked: Asked
) -> tuple[Decision, int]:
    by_hand = shown is None or (asked.verdict in ELEMENT_RULINGS and asked.verdict is not Ruling.OPEN)
    if by_hand and asked.verdict not in ELEMENT_RULINGS:
        raise HTTPException(404, "Not saved: this passage is no longer there. Reload the page.")
    about = None if by_hand else shown
    evidence = about.evidence if about else None
    decision = Decision(
        company=asked.company,
        rubric=rubric.name,
        element=element.id,
        candidate=about.id if about else None,
        verdict=asked.verdict,
        note=asked.note,
        who=desk.reviewer,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        document=evidence.document if evidence else None,
        start=evidence.start if evidence else None,
        end=evidence.end if evidence else None,
        quote=evidence.quote if evidence else None,
        rubric_version=rubric.version,
        rules_version=about.rules_version if about else "",
    )
    return decision, asked.seen_element if by_hand else asked.seen


def _following(state: CompanyState, element: Element, shown: Candidate | None, decision: Decision) -> Candidate | None:
    """After a decision on a passage the next open one; after any other the same again."""
    if shown is None:
        return _looked_at(state, element, "")
    if decision.candidate is None or decision.verdict is Ruling.OPEN:
        return state.candidate(shown.id)
    return next_open(state, shown) or state.candidate(shown.id)


def _answer(request: Request, view: pages.ElementView, status: int) -> Response:
    if "HX-Request" in request.headers:
        return HTMLResponse(pages.element_part(view), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(pages.element_page(view), status)
    return RedirectResponse(view.address, 303)


def serve(workspace: Path, port: int, reviewer: str, rubric: str | None = None) -> None:
    """Serve the review on this machine until Ctrl-C; the address goes to standard error.

    `rubric` is the name of the one rubric to show; without it there is a switch between those of the workspace.
    """
    app = create_app(workspace, reviewer, secrets.token_urlsafe(32), rubric=rubric)
    print(f"Review at http://{ADDRESS}:{port}/ (stop with Ctrl-C)", file=sys.stderr, flush=True)
    uvicorn.run(app, host=ADDRESS, port=port, log_level="warning", access_log=False)
