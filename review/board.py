"""The pages above the passages: all companies of the workspace, and one company with its indicators."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from review import pages, words
from review.desk import Desk


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages."""

    @app.get("/")
    def companies(rubric: str = "") -> HTMLResponse:
        chosen = desk.rubric(rubric)
        states = [desk.state(company, chosen) for company in desk.store.companies(chosen.name)]
        return HTMLResponse(pages.companies_page(chosen, states, desk.reviewer, desk.switch(chosen)))

    @app.get("/company/{company}")
    def company(company: str, rubric: str = "") -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        return HTMLResponse(pages.company_page(state, desk.reviewer, desk.switch(state.rubric, state.company)))
