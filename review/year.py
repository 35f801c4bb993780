"""A year later on the desk: what became of documents, quotes and scores, and decisions of then, offered for now.

An offer is never counted: the same words stand in a newer document, and one key decides on them as then. A reason for
a changed score is a line of the log on its indicator, which decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from errors import InputError
from findings.company import CompanyState
from findings.held import last_of, pressed_with
from findings.score_changes import Reason, reason_line, reasons_in
from findings.then_and_now import last_year
from findings.years import YearOffer, compare, offers_in
from review import receipts, words, year_pages
from review.desk import Desk, indicator_of, is_part, writer
from review.lines import line_on
from review.sent import Note
from review.undo import Undo
from review.withdrawing import take_back
from review.year_pages import YearView
from workspace.decisions import StaleDecision
from workspace.records import Ruling

ONCE = "Its documents were collected once: collect and screen them again, and compare then."
NO_CHANGE = "Not saved: the score of {indicator} does not differ. Look at it again."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which comparison is meant, of which company."""

    company: str
    since: str
    rubric: str


def asked(company: Annotated[str, Form()], since: Annotated[str, Form()], rubric: Annotated[str, Form()] = "") -> Asked:
    """What every form of the page sends."""
    return Asked(company, since, rubric)


def add(app: FastAPI, desk: Desk) -> None:
    """Add the page, and the ways in which it writes."""
    checked = [Depends(writer())]

    @app.get("/company/{company}/year")
    def year(
        request: Request, company: str, since: str = "", look: str = "", rubric: str = "", did: int = 0
    ) -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        message = receipts.receipt(state, did, desk.reviewer) or _reason_saved(desk, state.company, did)
        view = view_of(desk, state, since.strip(), look, message)
        return HTMLResponse(year_pages.year_html(view, is_part(request)))

    @app.post("/year/offer", dependencies=checked)
    def take(
        request: Request,
        form: Annotated[Asked, Depends(asked)],
        candidate: Annotated[str, Form()],
        verdict: Annotated[Ruling, Form()],
        seen: Annotated[int, Form()],
    ) -> Response:
        return _taken(request, desk, form, candidate, verdict, seen)

    @app.post("/year/withdraw", dependencies=checked)
    def withdraw(
        request: Request, form: Annotated[Asked, Depends(asked)], line: Annotated[tuple[int, ...], Form()]
    ) -> Response:
        return _withdrawn(request, desk, form, frozenset(line))

    @app.post("/year/reason", dependencies=checked)
    def give_reason(
        request: Request,
        form: Annotated[Asked, Depends(asked)],
        indicator: Annotated[str, Form()],
        reason: Annotated[Reason, Form()],
        note: Annotated[Note, Form()] = "",
    ) -> Response:
        return _reasoned(request, desk, form, indicator, reason, note.strip())


def view_of(
    desk: Desk, state: CompanyState, since: str, look: str = "", message: str = "", refused: str = ""
) -> YearView:
    """The comparison, at the offer that is looked at, else at the first."""
    since = since or last_year(desk.store.seen(state.company))
    told = desk.told(state, message, refused)
    last = last_of(state.lines, desk.reviewer)
    undo = Undo(pressed_with(state.lines, last), desk.reviewer) if last else None
    try:
        compared = compare(desk.store, state.company, since, desk.shelf.of(state.company)) if since else None
    except InputError as error:
        return YearView(state, since, None, (), None, undo, told, why=str(error).removeprefix("--since "))
    if compared is None:
        return YearView(state, since, None, (), None, undo, told, why=ONCE)
    offers = offers_in(desk.store, state.company, state.rubric.name, compared.documents)
    focused = next((one for one in offers if one.candidate.id == look), next(iter(offers), None))
    return YearView(state, since, compared, offers, focused, undo, told)


def _taken(request: Request, desk: Desk, form: Asked, name: str, verdict: Ruling, seen: int) -> Response:
    """Decide on the passage of now, as then or otherwise, and show the next offer."""
    state = desk.state(form.company, desk.rubric(form.rubric))
    view = view_of(desk, state, form.since, name)
    offer = next((one for one in view.offers if one.candidate.id == name), None)
    if offer is None:
        refused = "Not saved: this passage is no longer offered. Look at it again, then decide."
        return _answer(request, view_of(desk, state, form.since, refused=refused), 409)
    if verdict not in (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED):
        raise HTTPException(400, "Not saved: a passage is confirmed, weak or rejected. Reload the page.")
    line = line_on(state, state.rubric.element(offer.candidate.evidence.element), offer.candidate, verdict,
                   _note(state, offer, verdict), desk.reviewer)  # fmt: skip
    try:
        did = desk.store.decide(line, seen)
    except StaleDecision as error:
        fresh = desk.state(state.company, state.rubric)
        return _answer(request, view_of(desk, fresh, form.since, refused=str(error)), 409)
    after = view.offers[view.offers.index(offer) + 1 :]
    return _done(request, desk, state, form, did, after[0].candidate.id if after else "")


def _note(state: CompanyState, offer: YearOffer, verdict: Ruling) -> str:
    """From where a decision was taken over: the document of then, who decided there, and what was noted."""
    if verdict is not offer.decision:
        return ""
    earlier = state.history(offer.then.evidence.element, offer.then.id)
    where = words.document_name(offer.then.source)
    said = (
        f"As {earlier[-1].who} decided on the same words in {where}." if earlier else f"The same words as in {where}."
    )
    return f"{said} {earlier[-1].note if earlier else ''}".strip()


def _reasoned(request: Request, desk: Desk, form: Asked, name: str, reason: Reason, note: str) -> Response:
    """Write down why an indicator's score changed: nothing is decided with it."""
    rubric = desk.rubric(form.rubric)
    state = desk.state(form.company, rubric)
    indicator = indicator_of(rubric, name)
    view = view_of(desk, state, form.since)
    change = next((one for one in view.changed if one.indicator == indicator.id), None)
    if change is None:
        refused = NO_CHANGE.format(indicator=indicator.id)
        return _answer(request, view_of(desk, state, form.since, refused=refused), 409)
    did = desk.store.decide(reason_line(state.company, rubric, change, reason, note, desk.reviewer))
    return _done(request, desk, state, form, did, "")


def _reason_saved(desk: Desk, company: str, did: int) -> str:
    """That this line of the log gives a reason, where this person wrote it; "" for any other line."""
    line = next((one for one in reasons_in(desk.store, company) if (one.seq, one.who) == (did, desk.reviewer)), None)
    return f"{line.element}: the reason is saved. Nothing is decided by it." if line else ""


def _withdrawn(request: Request, desk: Desk, form: Asked, numbers: frozenset[int]) -> Response:
    """Take back a press and stay on the page, at the offer that is open again."""
    state = desk.state(form.company, desk.rubric(form.rubric))
    taken = take_back(desk, state, numbers)
    look = taken.lines[0].candidate or ""
    if taken.refused:
        fresh = desk.state(state.company, state.rubric)
        return _answer(request, view_of(desk, fresh, form.since, look, refused=taken.refused), 409)
    return _done(request, desk, state, form, taken.did, look)


def _done(request: Request, desk: Desk, state: CompanyState, form: Asked, did: int, look: str) -> Response:
    after = desk.state(state.company, state.rubric)
    message = receipts.receipt(after, did, desk.reviewer) or _reason_saved(desk, state.company, did)
    return _answer(request, view_of(desk, after, form.since, look, message), 200, did)


def _answer(request: Request, view: YearView, status: int, did: int = 0) -> Response:
    if is_part(request):
        return HTMLResponse(year_pages.year_html(view, True), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(year_pages.year_html(view, False), status)
    return RedirectResponse(words.with_receipt(view.address, did), 303)
