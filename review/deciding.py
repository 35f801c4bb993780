"""What a person decides: saved as a line of the log, or said why it was not; then what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from findings.company import CompanyState
from findings.queue import next_open
from review import pages, words
from review.desk import Desk, element_of, token_of
from review.elements import looked_at, view_of
from rubric.model import Element, Rubric
from workspace.records import ELEMENT_RULINGS, Candidate, Decision, Ruling
from workspace.store import StaleDecision

LONGEST_NOTE = 4000  # code points


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


def add(app: FastAPI, desk: Desk) -> None:
    """Add the way in which a decision comes."""

    @app.post("/decide", dependencies=[Depends(token_of(desk))])
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
        view = view_of(desk, fresh, element, same, refused=str(error), note=asked.note)
        return _answer(request, view, 409)
    state = desk.state(asked.company, rubric)
    message = f"{element.id}: {words.RULINGS[asked.verdict]}."
    following = _following(state, element, shown, decision)
    return _answer(request, view_of(desk, state, element, following, message), 200)


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
        return looked_at(state, element, "")
    if decision.candidate is None or decision.verdict is Ruling.OPEN:
        return state.candidate(shown.id)
    return next_open(state, shown) or state.candidate(shown.id)


def _answer(request: Request, view: pages.ElementView, status: int) -> Response:
    if "HX-Request" in request.headers:
        return HTMLResponse(pages.element_part(view), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(pages.element_page(view), status)
    return RedirectResponse(view.address, 303)
