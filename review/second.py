"""Two readings of a company: the blind second one, the differences side by side, and how far the two agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from findings.agenda import next_question
from findings.company import CompanyState
from findings.compared import Compared, Comparison, compare, taking
from findings.held import pressed_with
from findings.twice_read import ReadingsRow, blind_rows, readings_rows
from review import receipts, second_pages, words
from review.desk import Desk, element_of, is_part, writer
from review.lines import line_on
from review.pages import link
from review.seats import at_desk
from review.sent import Note
from review.withdrawing import take_back
from rubric.model import Rubric
from workspace.by_hand import Found
from workspace.decisions import StaleDecision
from workspace.people import Role
from workspace.records import ADJUDICATED, SECOND, Decision, Ruling

SECONDS = 1.5  # for working out rows that are not kept: those that are left over come with the next look
CHANGED = "Not saved: meanwhile the readings of {element} changed: {changes}. {next}"
CONFIRMED_BY_SECOND = "As the second reading has it."
AGAIN, AGREE = "Look at it again, then decide.", "They agree now, so that nothing is left to decide here."


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages, and the way in which a difference is adjudicated."""

    @app.get("/second")
    def companies(rubric: str = "") -> HTMLResponse:
        _check(at_desk().reads_second, "the second reader")
        chosen = desk.rubric(rubric)
        found = blind_rows(desk.store, chosen, SECONDS)
        kept = desk.kept_from(chosen)
        return HTMLResponse(second_pages.second_page(chosen, found, kept, desk.reviewer, desk.switch(chosen)))

    @app.get("/company/{company}/second")
    def second(company: str, rubric: str = "") -> RedirectResponse:
        _check(at_desk().reads_second, "the second reader")
        state = desk.state(words.company_in(company), desk.rubric(rubric), SECOND)
        question = next_question(state)
        address = link(state, question.element.id) if question else words.final_link(state.company, state.in_address)
        return RedirectResponse(address, 303)

    @app.get("/company/{company}/differences")
    def differences(request: Request, company: str, element: str = "", rubric: str = "") -> HTMLResponse:
        _check(at_desk().compares, "the adjudicator")
        found = _compared(desk, words.company_in(company), desk.rubric(rubric))
        return _differences(request, desk, found, element)

    @app.get("/agreement")
    def agreed(rubric: str = "", whole: str = "") -> HTMLResponse:
        chosen = desk.rubric(rubric)
        found = readings_rows(desk.store, chosen, SECONDS)
        view = second_pages.agreement_view(chosen, found, desk.in_address(chosen), _may_know(bool(whole)))
        return HTMLResponse(second_pages.agreement_page(view, desk.reviewer, desk.switch(chosen)))

    @app.post("/adjudicate", dependencies=[Depends(writer(Role.ADJUDICATOR))])
    def adjudicate(
        request: Request,
        company: Annotated[str, Form()],
        element: Annotated[str, Form()],
        take: Annotated[Literal["first", "second", "open"], Form()],
        first: Annotated[str, Form()] = "",
        second: Annotated[str, Form()] = "",
        seen: Annotated[int, Form()] = 0,
        note: Annotated[Note, Form()] = "",
        rubric: Annotated[str, Form()] = "",
    ) -> Response:
        found = _compared(desk, company, desk.rubric(rubric))
        one = found.of(element_of(found.state.rubric, element).id)
        assert one is not None
        if take != "open" and (changes := _changes(one, first, second)):
            next_step = AGREE if one.first.outcome == one.second.outcome else AGAIN
            refused = CHANGED.format(element=element, changes=changes, next=next_step)
            return _differences(request, desk, found, element, refused=refused, note=note, status=409)
        if take == "open":
            return _withdrawn(request, desk, found, one, note.strip(), seen)
        return _adjudicated(request, desk, found, one, take, note.strip(), seen)


def _check(may: bool, who: str) -> None:
    if not may:
        raise HTTPException(403, f"This page is for {who}.")


def _may_know(whole: bool) -> Callable[[ReadingsRow], bool]:
    """Of which companies whoever is at the desk may know how far the readings agree.

    A reader, of those that are settled: figures and counts of others say what the other reader decided. Alone on one
    machine one is reader and adjudicator: of those that are read to the end, unless one asks for the whole.
    """
    seat = at_desk()
    if not seat.compares:
        return lambda one: one.settled
    return lambda one: one.done or whole or seat.logged_in


def _compared(desk: Desk, company: str, rubric: Rubric) -> Comparison:
    found = compare(desk.store, rubric, company, desk.in_address(rubric))
    if found is None:
        raise HTTPException(404, f"The workspace has no company “{company}”.")
    return found


def _changes(one: Compared, first: str, second: str) -> str:
    """What the readings say otherwise than when the page was made; "" where they say the same."""
    sides = (("first", one.first.outcome or "", first), ("second", one.second.outcome or "", second))
    told = [
        f"the {which} is “{second_pages.said(now)}”, it was “{second_pages.said(then)}”"
        for which, now, then in sides
        if now != then
    ]
    return ", ".join(told)


def _adjudicated(
    request: Request, desk: Desk, found: Comparison, one: Compared, take: str, note: str, seen: int
) -> Response:
    """Save the decision by hand, with the line that says whose outcome it is, and show the next difference."""
    name = one.element.id
    try:
        ruling, said = taking(one, take == "first", note)
    except ValueError as error:
        raise HTTPException(400, f"Not saved: {error} Reload the page.") from None
    decided = line_on(found.state, one.element, None, ruling, said, desk.reviewer)
    lines = [(replace(decided, note=take, track=ADJUDICATED), None), (decided, seen)]
    quotes: list[Found] = []
    if ruling is Ruling.MET and take == "second":
        quotes, others = _quotes(desk, found.state, one)
        lines += others
    try:
        desk.store.add_together(quotes, lines)
    except StaleDecision as error:
        fresh = _compared(desk, found.state.company, found.state.rubric)
        return _differences(request, desk, fresh, name, refused=str(error), note=note, status=409)
    fresh = _compared(desk, found.state.company, found.state.rubric)
    told = f"{name}: {second_pages.said(ruling.value)}, as the {take} reading has it."
    return _differences(request, desk, fresh, _next(fresh, name), told)


def _quotes(desk: Desk, state: CompanyState, one: Compared) -> tuple[list[Found], list[tuple[Decision, int | None]]]:
    """What the second reader confirmed, confirmed in the reading that counts: "met" would rest on no quote there.

    What was found by hand belongs to one reading alone, and is added to the one that counts, but for what stood in a
    document that was replaced.
    """
    confirmed = {place.id for each in one.second.judged for place in each.places if place.decided is Ruling.SUPPORTS}
    every = desk.store.candidates(state.company, state.rubric.name, SECOND, one.element.id)
    quotes: list[Found] = []
    lines: list[tuple[Decision, int | None]] = []
    for place in every:
        known = state.candidate(place.id)
        if place.id not in confirmed or (known is not None and known.decided is Ruling.SUPPORTS):
            continue
        line = line_on(state, one.element, place, Ruling.SUPPORTS, CONFIRMED_BY_SECOND, desk.reviewer)
        if place.found_by and place.current:
            quotes.append(Found(place.evidence, place.reading, line, None))
        elif known is not None:
            lines.append((line, state.last_line(one.element.id, place.id)))
    return quotes, lines


def _withdrawn(request: Request, desk: Desk, found: Comparison, one: Compared, note: str, seen: int) -> Response:
    """Take back the press that adjudicated, with all that it confirmed: what held before holds again."""
    state, name = found.state, one.element.id
    if one.adjudicated is None:
        refused = "Not saved: meanwhile this adjudication was withdrawn. Look at it again, then decide."
        return _differences(request, desk, found, name, refused=refused, note=note, status=409)
    if seen != one.seen:
        refused = str(StaleDecision(state.history(name, None)[-1]))
        return _differences(request, desk, found, name, refused=refused, note=note, status=409)
    pressed = pressed_with(state.decisions, one.adjudicated)
    there = (line for line in pressed if line.candidate is None or state.candidate(line.candidate) is not None)
    taken = take_back(desk, state, frozenset(line.seq for line in there))
    fresh = _compared(desk, state.company, state.rubric)
    if taken.refused:
        return _differences(request, desk, fresh, name, refused=taken.refused, note=note, status=409)
    return _differences(request, desk, fresh, name, receipts.receipt(fresh.state, taken.did, desk.reviewer))


def _next(found: Comparison, name: str) -> str:
    """The open difference that comes after this element, wrapping; this one when none is open."""
    names = [one.element.id for one in found.elements]
    here = names.index(name)
    waiting = {one.element.id for one in found.open}
    return next((other for other in (*names[here + 1 :], *names[:here]) if other in waiting), name)


def _differences(
    request: Request,
    desk: Desk,
    found: Comparison,
    element: str,
    message: str = "",
    refused: str = "",
    note: str = "",
    status: int = 200,
) -> HTMLResponse:
    view = second_pages.differences_view(found, element, message, refused, note)
    headers = {"HX-Push-Url": view.address} if request.method == "POST" else {}
    if is_part(request):
        return HTMLResponse(second_pages.differences_part(view), status, headers=headers)
    page = second_pages.differences_page(view, desk.reviewer, desk.switch(found.state.rubric))
    return HTMLResponse(page, status)
