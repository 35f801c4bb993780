"""What a person decides: saved as lines of the log, or said why it was not; then the question that comes next.

One press may be several lines: a statement in all its places, or the empty elements of an indicator. They are saved
together or not at all, and withdrawn together (`review/withdrawing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from findings.agenda import agenda, folded, is_final, next_question, questions_in
from findings.cards import card, focus, focus_after
from findings.company import CompanyState
from findings.empties import Empty, empties
from forms import listed
from review import element_pages, receipts, words
from review.desk import Desk, element_of, indicator_of, is_part, writer
from review.element_pages import ElementView, looked_at, weaker_after
from review.elements import final_of, view_of
from review.lines import line_on
from review.sent import Note
from rubric.model import Element, Indicator
from rubric.scores import Truth
from workspace.decisions import StaleDecision
from workspace.records import CANDIDATE_RULINGS, ELEMENT_RULINGS, Candidate, Ruling

ASKED = "Not saved: nothing is confirmed for this element. Confirm a passage, or write down what you rely on."

THEIRS = "Not saved: where two readings differed an adjudicator decided this, and alone can change it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a decision form sends."""

    rubric: str
    company: str
    element: str
    candidates: tuple[str, ...]  # the places of a statement, the one that is looked at first; empty: the element
    verdict: Ruling
    note: str
    seen: tuple[int, ...]  # the latest decision on each candidate when the page was made, 0 for none
    seen_element: int  # the same for hand decisions on the element
    seen_last: int | None  # the same for whatever was decided on the element or its passages; None: not told

    @property
    def by_hand(self) -> bool:
        """Whether it is about the element as a whole."""
        return self.verdict in ELEMENT_RULINGS


def add(app: FastAPI, desk: Desk) -> None:
    """Add the ways in which decisions come."""
    checked = [Depends(writer())]

    @app.post("/decide", dependencies=checked)
    def decide(
        request: Request,
        company: Annotated[str, Form()],
        element: Annotated[str, Form()],
        verdict: Annotated[Ruling, Form()],
        rubric: Annotated[str, Form()] = "",
        candidate: Annotated[tuple[str, ...], Form()] = (),
        note: Annotated[Note, Form()] = "",
        seen: Annotated[tuple[int, ...], Form()] = (),
        seen_element: Annotated[int, Form()] = 0,
        seen_last: Annotated[int | None, Form()] = None,
    ) -> Response:
        about = tuple(one for one in candidate if one)
        looked = (seen or (0,) * len(about), seen_element, seen_last)
        return _decided(request, desk, Asked(rubric, company, element, about, verdict, note.strip(), *looked))

    @app.post("/empties", dependencies=checked)
    def close_empties(
        request: Request,
        company: Annotated[str, Form()],
        indicator: Annotated[str, Form()],
        element: Annotated[tuple[str, ...], Form()],
        seen: Annotated[tuple[int, ...], Form()],
        rubric: Annotated[str, Form()] = "",
    ) -> Response:
        chosen = desk.rubric(rubric)
        return _closed(request, desk, desk.state(company, chosen), indicator_of(chosen, indicator), (element, seen))


# --- one statement, or one element by hand


def _decided(request: Request, desk: Desk, asked: Asked) -> Response:
    """Save the decision and show what follows from it, or say why it was not saved."""
    rubric = desk.rubric(asked.rubric)
    element = element_of(rubric, asked.element)
    before = desk.state(asked.company, rubric)
    about = _about(before, element, asked)
    shown = about[0] if about else looked_at(before, element)
    overtaken = _overtaken(desk, before, element, asked)
    if overtaken:
        return answer(request, view_of(desk, before, element, shown, refused=overtaken, note=asked.note), 409)
    if asked.verdict is Ruling.MET and not _is_said(asked.note) and not _has_evidence(before, element):
        return answer(request, view_of(desk, before, element, shown, refused=ASKED, asks=True), 409)
    if asked.by_hand:
        lines, seen = [line_on(before, element, None, asked.verdict, asked.note, desk.reviewer)], [asked.seen_element]
    else:
        lines = [line_on(before, element, one, asked.verdict, asked.note, desk.reviewer) for one in about]
        seen = list(asked.seen)
    try:
        did, *_ = desk.store.decide_together(lines, seen, _known_until(before) if asked.by_hand else None)
    except StaleDecision as error:
        fresh = desk.state(asked.company, rubric)
        same = fresh.candidate(shown.id) if shown else None
        return answer(request, view_of(desk, fresh, element, same, refused=str(error), note=asked.note), 409)
    after = desk.state(asked.company, rubric)
    theirs = not asked.by_hand and desk.is_theirs(after, element)
    message = _told(before, after, [element], asked.verdict, len(lines), theirs) + _lost(after, element, about)
    return _lead_on(request, desk, before, after, element, None if asked.by_hand else shown, message, did)


def _is_said(note: str) -> bool:
    """Whether a note says anything: one letter, however often, is the key that asked for it, pressed again."""
    return len(set(note)) > 1


def _known_until(state: CompanyState) -> int:
    """The last line of the log that the state knows: what is decided by hand must not overrule a later one unseen."""
    return max((line.seq for line in state.decisions), default=0)


def _overtaken(desk: Desk, state: CompanyState, element: Element, asked: Asked) -> str:
    """Why a decision by hand must not be saved, or nothing: what it would overrule was not seen, or is not theirs."""
    if not asked.by_hand:
        return ""
    last = next((line for line in reversed(state.decisions) if line.element == element.id), None)
    if asked.seen_last is not None and last is not None and last.seq > asked.seen_last:
        return str(StaleDecision(last))
    return THEIRS if desk.is_theirs(state, element) else ""


def _about(state: CompanyState, element: Element, asked: Asked) -> tuple[Candidate, ...]:
    """The candidates that are decided on: places of one statement of the element."""
    found = [state.candidate(name) for name in asked.candidates]
    about = tuple(one for one in found if one is not None)
    if any(one.evidence.element != element.id for one in about):
        raise HTTPException(400, f"Not saved: this passage does not belong to {element.id}. Reload the page.")
    if asked.verdict is Ruling.OPEN:
        raise HTTPException(400, "Not saved: a decision is withdrawn by its own button. Reload the page.")
    if asked.verdict not in CANDIDATE_RULINGS | ELEMENT_RULINGS:
        raise HTTPException(400, f"Not saved: “{asked.verdict}” is no ruling on evidence. Reload the page.")
    if len(about) < len(found) or not (about or asked.by_hand):
        raise HTTPException(404, "Not saved: this passage is no longer there. Reload the page.")
    places = {one.id for one in (about[0], *state.shown.same_as(about[0]))} if about else set()
    if len(asked.seen) != len(found) or not places.issuperset(one.id for one in about):
        raise HTTPException(400, "Not saved: these passages are no longer the same statement. Reload the page.")
    return about


def _has_evidence(state: CompanyState, element: Element) -> bool:
    lost = state.findings[element.id].gone
    return any(one.decided is Ruling.SUPPORTS and one.id not in lost for one in state.of(element.id))


# --- the empty elements of an indicator


def _closed(
    request: Request,
    desk: Desk,
    before: CompanyState,
    indicator: Indicator,
    shown: tuple[Sequence[str], Sequence[int]],
) -> Response:
    """Set the empty elements not met, each with its receipt as the note, if they still are those that were shown."""
    found = empties(before, indicator).together
    names, seen = shown
    first = indicator.elements[0]
    if [one.element.id for one in found] != list(names) or len(seen) != len(names):
        refused = f"Not saved: {_otherwise_empty(names, found)}. Look at them again, then decide."
        element = found[0].element if found else first
        return answer(request, view_of(desk, before, element, looked_at(before, element), refused=refused), 409)
    lines = [line_on(before, one.element, None, Ruling.NOT_MET, one.receipt, desk.reviewer) for one in found]
    try:
        did, *_ = desk.store.decide_together(lines, seen, _known_until(before))
    except StaleDecision as error:
        fresh = desk.state(before.company, before.rubric)
        element = element_of(before.rubric, error.refused.element) if error.refused else found[0].element
        return answer(request, view_of(desk, fresh, element, looked_at(fresh, element), refused=str(error)), 409)
    after = desk.state(before.company, before.rubric)
    elements = [one.element for one in found]
    message = _told(before, after, elements, Ruling.NOT_MET, 1)
    return _lead_on(request, desk, before, after, elements[-1], None, message, did)


def _otherwise_empty(shown: Sequence[str], found: Sequence[Empty]) -> str:
    """Which elements are no longer empty that were shown so, and which others are now."""
    now = [one.element.id for one in found]
    gone, new = [one for one in shown if one not in now], [one for one in now if one not in shown]
    said = [
        f"{listed(some)} {'is' if len(some) == 1 else 'are'} {what}"
        for some, what in ((gone, "no longer empty"), (new, "empty, too"))
        if some
    ]
    return f"meanwhile {listed(said)}" if said else "this page does not say what it showed"


# --- what follows


def _lead_on(
    request: Request,
    desk: Desk,
    before: CompanyState,
    after: CompanyState,
    element: Element,
    shown: Candidate | None,
    message: str,
    did: int,
) -> Response:
    """Answer with the next question; with the same element while it is asked, or where it was not asked before."""
    left = agenda(after)
    if left.asks(element):
        found = _next_passage(before, after, element, shown)
    elif not _was_asked(before, element):
        found = after.candidate(shown.id) if shown else looked_at(after, element)
    else:
        question = next_question(after, element, left)
        if question is None:
            return _all_final(request, desk, after, message, did)
        element, found = question.element, looked_at(after, question.element)
    return answer(request, view_of(desk, after, element, found, message, left=left), 200, did)


def _was_asked(before: CompanyState, element: Element) -> bool:
    asked = questions_in(before, before.rubric.indicator(element.indicator))
    return any(one.element.id == element.id for one in asked)


def _next_passage(
    before: CompanyState, after: CompanyState, element: Element, shown: Candidate | None
) -> Candidate | None:
    """What to read next of an element that is still asked; None when all that is shown is judged.

    Whoever reads what is weaker goes on there, though what is decided stands no longer among it.
    """
    its = card(after, element)
    said = its.statement(shown) if shown else None
    weaker = weaker_after(before, element, shown) if shown else None
    found = weaker or (focus_after(its, said) if said else focus(its)) or focus(its)
    return after.candidate(found.first.id) if found else None


def _told(
    before: CompanyState,
    after: CompanyState,
    elements: Sequence[Element],
    verdict: Ruling,
    places: int,
    theirs: bool = False,
) -> str:
    """What was saved, and what follows from it: a final score, elements that no longer matter, or stay open.

    `theirs`: whether what the element is was decided by an adjudicator, and whoever is at the desk is none.
    """
    indicator = after.rubric.indicator(elements[0].indicator)
    told = [receipts.ruled(elements, verdict, places)]
    if verdict not in ELEMENT_RULINGS:
        told += [receipts.became(after, one) for one in elements if _outcome(before, one) != _outcome(after, one)]
    bounds = words.bounds(after.scores[indicator.id].decided)
    if theirs:
        told += [receipts.theirs(after, one) for one in elements]
    elif verdict is Ruling.SUPPORTS:
        told += [said for one in elements if (said := receipts.held_by_hand(after, one))]
    if is_final(after, indicator):
        told += _finally(before, indicator, bounds)
    elif verdict is Ruling.NOT_APPLICABLE:
        told.append(f"So its outcome stays open, and {indicator.id} between {bounds.replace('–', ' and ')}.")
    known = {one.element.id for one in folded(before, indicator)}
    needless = [one for one in folded(after, indicator) if one.element.id not in known]
    if needless:
        told.append(f"No longer needed: {words.not_needed(needless)}.")
    return " ".join(told)


def _finally(before: CompanyState, indicator: Indicator, bounds: str) -> list[str]:
    """That a score is final, where it was not, or was final at another value."""
    was = words.bounds(before.scores[indicator.id].decided)
    if not is_final(before, indicator):
        return [f"{indicator.id} is final: {bounds}."]
    return [f"{indicator.id} is final: {bounds}, no longer {was}."] if was != bounds else []


def _lost(state: CompanyState, element: Element, about: Sequence[Candidate]) -> str:
    """That what was confirmed does not count, as nothing that there is now says it; "" where it does."""
    lost = any(one.id in state.findings[element.id].gone for one in about)
    return " It does not count: its document was replaced, and nothing there now says the same." if lost else ""


def _outcome(state: CompanyState, element: Element) -> Truth:
    return state.findings[element.id].decided


def _all_final(request: Request, desk: Desk, state: CompanyState, message: str, did: int) -> Response:
    address = words.final_link(state.company, state.in_address)
    if not is_part(request):
        return RedirectResponse(words.with_receipt(address, did), 303)
    part = element_pages.final_part(final_of(desk, state, message))
    return HTMLResponse(part, headers={"HX-Push-Url": address})


def answer(request: Request, view: ElementView, status: int, did: int = 0) -> Response:
    """The page, or what htmx replaces of it; without scripts the next page tells what the line `did` says."""
    if is_part(request):
        return HTMLResponse(element_pages.element_part(view), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(element_pages.element_page(view), status)
    return RedirectResponse(words.with_receipt(view.address, did), 303)
