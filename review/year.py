"""A year later on the desk: what became of documents, quotes and scores, and decisions of then, offered for now.

An offer is never counted: the same words stand in a newer document, and one key decides on them as then. A reason for
a changed score stands in the note of a decision of its indicator, which is said once more with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from errors import InputError
from findings.company import CompanyState
from findings.compared import is_adjudicated
from findings.held import last_of, pressed_with
from findings.years import Reason, YearOffer, compare, last_year, line_for_reason, offers_in, with_reason
from forms import sentence
from review import receipts, words, year_pages
from review.deciding import THEIRS
from review.desk import Desk, indicator_of, is_part, writer
from review.element_pages import Undo
from review.lines import line_on
from review.seats import at_desk
from review.sent import Note
from review.withdrawing import take_back
from review.year_pages import YearView
from workspace.people import Role
from workspace.records import Ruling
from workspace.store import StaleDecision

ONCE = "Its documents were collected once: collect and screen them again, and compare then."
UNDECIDED = "Not saved: nothing is decided in {indicator}. Decide an element of it, then say why its score changed."


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
        view = view_of(desk, state, since.strip(), look, receipts.receipt(state, did, desk.reviewer))
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
        return _reasoned(request, desk, form, indicator, with_reason(reason, note.strip()))


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
    view = YearView(state, since, compared, offers, focused, undo, told)
    whys = {one.indicator: _no_reason(desk, state, one.indicator) for one in view.changed if at_desk().decides}
    return replace(
        view, no_reason={name: sentence(why.removeprefix("Not saved: ")) for name, why in whys.items() if why}
    )


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


def _reasoned(request: Request, desk: Desk, form: Asked, indicator: str, note: str) -> Response:
    """Say the latest decision in an indicator once more, with the reason why its score changed."""
    rubric = desk.rubric(form.rubric)
    state = desk.state(form.company, rubric)
    line = line_for_reason(state.decisions, indicator_of(rubric, indicator).id)
    refused = _no_reason(desk, state, indicator)
    if line is None or refused:
        return _answer(request, view_of(desk, state, form.since, refused=refused), 409)
    about = state.candidate(line.candidate) if line.candidate else None
    if line.candidate and about is None:
        raise HTTPException(404, "Not saved: the passage that was decided last is no longer there. Reload the page.")
    again = line_on(state, rubric.element(line.element), about, line.verdict, note, desk.reviewer)
    try:
        did = desk.store.decide(again, line.seq)
    except StaleDecision as error:
        return _answer(request, view_of(desk, desk.state(form.company, rubric), form.since, refused=str(error)), 409)
    return _done(request, desk, state, form, did, "")


def _withdrawn(request: Request, desk: Desk, form: Asked, numbers: frozenset[int]) -> Response:
    """Take back a press and stay on the page, at the offer that is open again."""
    state = desk.state(form.company, desk.rubric(form.rubric))
    taken = take_back(desk, state, numbers)
    look = taken.lines[0].candidate or ""
    if taken.refused:
        fresh = desk.state(state.company, state.rubric)
        return _answer(request, view_of(desk, fresh, form.since, look, refused=taken.refused), 409)
    return _done(request, desk, state, form, taken.did, look)


def _no_reason(desk: Desk, state: CompanyState, indicator: str) -> str:
    """Why this person can give no reason for a changed score: no decision would carry it, or one that is not theirs."""
    line = line_for_reason(state.decisions, indicator)
    if line is None:
        return UNDECIDED.format(indicator=indicator)
    adjudicates = Role.ADJUDICATOR in at_desk().roles
    if line.candidate is None and not adjudicates and is_adjudicated(desk.store.decisions(state.company, None), line):
        return THEIRS
    return ""


def _done(request: Request, desk: Desk, state: CompanyState, form: Asked, did: int, look: str) -> Response:
    after = desk.state(state.company, state.rubric)
    return _answer(
        request, view_of(desk, after, form.since, look, receipts.receipt(after, did, desk.reviewer)), 200, did
    )


def _answer(request: Request, view: YearView, status: int, did: int = 0) -> Response:
    if is_part(request):
        return HTMLResponse(year_pages.year_html(view, True), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(year_pages.year_html(view, False), status)
    return RedirectResponse(words.with_receipt(view.address, did), 303)
