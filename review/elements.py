"""An element's page at one passage, what is said when all is final, what can be checked, and pictures of pages."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from extractors.records import Document
from findings.agenda import Agenda, agenda, next_question
from findings.cards import card, focus, focus_after
from findings.checked import checks
from findings.company import CompanyState
from review import element_pages, pages, words
from review.desk import Desk, element_of, is_part
from review.differing import in_company
from review.element_pages import ElementView, FinalView, element_view, final_view, in_pane, looked_at
from review.pictures import NoPicture, scale_for
from review.receipts import receipt
from rubric.model import Element
from workspace.records import Candidate


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""

    @app.get("/company/{company}/final")
    def final(request: Request, company: str, rubric: str = "", did: int = 0) -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        view = final_of(desk, state, receipt(state, did, desk.reviewer))
        part = is_part(request)
        return HTMLResponse(element_pages.final_part(view) if part else element_pages.final_page(view))

    @app.get("/company/{company}/{name:path}")
    def element(request: Request, company: str, name: str, look: str = "", rubric: str = "", did: int = 0) -> Response:
        if name.endswith("/") or not name:
            return RedirectResponse(_without_slash(words.company_in(company), name, request.url.query), 303)
        chosen = desk.rubric(rubric)
        state, element = desk.state(words.company_in(company), chosen), element_of(chosen, name)
        view = view_of(desk, state, element, looked_at(state, element, look), receipt(state, did, desk.reviewer))
        part = is_part(request)
        return HTMLResponse(element_pages.element_part(view) if part else element_pages.element_page(view))

    @app.get("/checked/{company}/{candidate}")
    def checked(request: Request, company: str, candidate: str, rubric: str = "") -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        asked = state.candidate(candidate)
        if asked is None:
            raise HTTPException(404, "This passage is no longer there. Reload the page.")
        told = checks(desk.store, state)(asked)
        part = is_part(request)
        return HTMLResponse(pages.checked_part(told) if part else pages.checked_page(state, asked, told, desk.reviewer))

    @app.get("/page/{sha256}/{number}.png")
    def picture(sha256: str, number: int) -> Response:
        scale = _scale(desk, sha256, number)
        try:
            image = desk.pictures.get(sha256, number, scale)
        except NoPicture as error:
            raise HTTPException(503, str(error)) from None
        return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


def _without_slash(company: str, name: str, query: str) -> str:
    """The address of the page that is meant where an address of a company ends in slashes."""
    meant = name.rstrip("/")
    return words.company_link(company) + (f"/{quote(meant)}" if meant else "") + (f"?{query}" if query else "")


def _scale(desk: Desk, sha256: str, number: int) -> float:
    document = desk.store.document(sha256) if re.fullmatch(r"[0-9a-f]{64}", sha256) else None
    for page in document.pages if document else ():
        if page.number == number and page.width > 0:
            return scale_for(page.width, page.height)
    raise HTTPException(404, "There is no such page.")


def view_of(
    desk: Desk,
    state: CompanyState,
    element: Element,
    candidate: Candidate | None,
    message: str = "",
    refused: str = "",
    note: str = "",
    asks: bool = False,
    left: Agenda | None = None,
) -> ElementView:
    """An element's page at one candidate, in its document; `left` is the state's agenda, where it is known already."""
    left = left or agenda(state)
    looked = candidate or in_pane(card(state, element))
    document = desk.store.document_of(looked) if looked else None
    if looked and document:
        _draw_ahead(desk, state, element, looked, document, left)
    told = replace(desk.told(state, message, refused, note, asks), theirs=desk.is_theirs(state, element))
    return element_view(state, element, candidate, document, told, left)


def final_of(desk: Desk, state: CompanyState, message: str) -> FinalView:
    """How far the company's scores are."""
    asked = agenda(state)
    return final_view(state, desk.told(state, message), in_company(desk, state, bool(asked.questions)), asked)


def _draw_ahead(
    desk: Desk, state: CompanyState, element: Element, looked: Candidate, document: Document, left: Agenda
) -> None:
    """Draw the page that is about to be shown, and those to which a decision may lead."""
    its = card(state, element)
    said = its.statement(looked)
    question = next_question(state, element, left)
    soon = [focus_after(its, said) if said else None, focus(card(state, question.element)) if question else None]
    wanted = [looked, *(one.first for one in soon if one)]
    numbers = {one.evidence.page for one in wanted if one.reading == looked.reading}
    for page in document.pages:
        if page.number in numbers and page.width > 0:
            desk.pictures.ahead(document.sha256, page.number, scale_for(page.width, page.height))
