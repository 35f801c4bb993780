"""The pages across companies: an indicator read in all of them, and how wordings were ruled on before."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse

from findings.board import Wanted, chosen
from findings.company import load_state
from findings.precedents import matching, precedents, similar
from review import across_pages
from review.board import asked, board_of
from review.desk import Desk, indicator_of, is_part
from rubric.model import Element, Indicator

AT_ONCE = 12  # companies whose cards are read together; the next come as one scrolls, or by a link


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""

    @app.get("/indicator/{name}")
    def indicator(
        request: Request,
        name: str,
        wanted: Annotated[Wanted, Depends(asked)],
        element: str = "",
        rubric: str = "",
        start: int = 0,
    ) -> HTMLResponse:
        known = desk.rubric(rubric)
        read = indicator_of(known, name)
        board, named = board_of(desk, known), desk.in_address(known)
        rows = chosen(board, wanted)
        start = start if 0 < start < len(rows) else 0
        part = rows[start : start + AT_ONCE]
        states = [one for row in part for one in [load_state(desk.store, known, row.company, named)] if one is not None]
        view = across_pages.across_view(read, _elements(read, element), wanted, rows, part, states, start, named)
        if is_part(request) and start:
            return HTMLResponse(across_pages.across_part(view))
        switch = desk.switch(known)
        return HTMLResponse(across_pages.across_page(view, board, named, desk.reviewer, switch))

    @app.get("/precedents")
    def all_precedents(q: str = "", rubric: str = "") -> HTMLResponse:
        known = desk.rubric(rubric)
        found = matching(precedents(known, desk.store.rulings(known.name)), q)
        told = (known, q.strip(), desk.in_address(known), desk.reviewer, desk.switch(known))
        return HTMLResponse(across_pages.precedents_page(found, *told))

    @app.get("/precedents/{candidate}")
    def of_candidate(request: Request, candidate: str, company: str = "", rubric: str = "") -> HTMLResponse:
        state = desk.state(company, desk.rubric(rubric))
        card = state.candidate(candidate)
        if card is None:
            raise HTTPException(404, "This passage is no longer there. Reload the page.")
        element, quote = card.evidence.element, card.evidence.quote
        # What was ruled alike in the statement's other places is the same ruling, and told beside them.
        own = {one.id for one in (card, *state.shown.same_as(card)) if one.decided is card.decided}
        found = similar(desk.store.rulings(state.rubric.name, element), element, quote, own)
        if is_part(request):
            return HTMLResponse(across_pages.similar_part(found, state.in_address))
        return HTMLResponse(across_pages.similar_page(found, state, card, desk.reviewer))


def _elements(indicator: Indicator, key: str) -> tuple[Element, ...]:
    """The element asked for, or all."""
    if not key:
        return indicator.elements
    found = tuple(one for one in indicator.elements if one.key == key)
    if not found:
        raise HTTPException(404, f"{indicator.id} has no element “{key}”.")
    return found
