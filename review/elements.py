"""An element's page at one passage, what can be checked of it, and the pictures of its pages."""

from __future__ import annotations

import re

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from extractors.records import Document
from findings.checked import checks
from findings.company import CompanyState
from findings.queue import next_open
from review import pages, words
from review.desk import Desk, element_of
from review.pictures import NoPicture, scale_for
from rubric.model import Element
from workspace.records import Candidate


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""

    @app.get("/company/{company}/{name:path}")
    def element(request: Request, company: str, name: str, look: str = "", rubric: str = "") -> HTMLResponse:
        chosen = desk.rubric(rubric)
        state, element = desk.state(words.company_in(company), chosen), element_of(chosen, name)
        view = view_of(desk, state, element, looked_at(state, element, look))
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


def looked_at(state: CompanyState, element: Element, name: str) -> Candidate | None:
    """The candidate asked for, else the first open one, else the first."""
    asked = state.candidate(name)
    if asked is not None and asked.evidence.element == element.id:
        return asked
    return next(iter([*state.open_in(element.id), *state.shown_first(element.id)]), None)


def view_of(
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
