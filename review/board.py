"""The pages above the passages: the board of all companies, and one company with its indicators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from findings.agenda import agenda
from findings.board import Board, Wanted, neighbour, read_board
from review import board_pages, differing, words
from review.desk import Desk, is_part
from rubric.model import Rubric

SECONDS = 1.5  # for working out rows that are not kept; the others come by themselves a moment later


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""

    @app.get("/")
    def companies(
        request: Request, wanted: Annotated[Wanted, Depends(asked)], rubric: str = "", start: int = 0
    ) -> HTMLResponse:
        chosen = desk.rubric(rubric)
        board = board_of(desk, chosen)
        view = board_pages.board_view(board, wanted, start, desk.in_address(chosen), differing.on_board(desk, board))
        if not is_part(request):
            return HTMLResponse(board_pages.board_page(view, desk.reviewer, desk.switch(chosen), desk.store.anchor()))
        if start:
            return HTMLResponse(board_pages.board_rows(view))
        return HTMLResponse(board_pages.board_part(view), headers={"HX-Replace-Url": view.address})

    @app.get("/next")
    def following(
        wanted: Annotated[Wanted, Depends(asked)], company: str = "", rubric: str = "", back: bool = False
    ) -> Response:
        chosen = desk.rubric(rubric)
        named = desk.in_address(chosen)
        found = neighbour(board_of(desk, chosen), wanted, company, back)
        to = words.company_link(found.company, named) if found else board_pages.board_link(wanted, named)
        return RedirectResponse(to, 303)

    @app.get("/company/{company}")
    def company(company: str, rubric: str = "") -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        switch, asked = desk.switch(state.rubric, state.company), agenda(state)
        apart = differing.in_company(desk, state, bool(asked.questions))
        page = board_pages.company_page(state, asked, desk.reviewer, switch, desk.store.anchor(), apart)
        return HTMLResponse(page)


def asked(
    find: str = "",
    progress: str = "",
    unread: str = "",
    year: str = "",
    sector: str = "",
    sort: str = "",
    down: str = "",
) -> Wanted:
    """What an address asks of the board."""
    return Wanted(find.strip(), progress, bool(unread), year, sector, sort, bool(down))


def board_of(desk: Desk, rubric: Rubric) -> Board:
    """The board as it is now; what is not worked out within the time is waited for."""
    return read_board(desk.store, rubric, SECONDS)
