"""Taking back: one undo takes back one press, all its lines together, and what held before holds again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response

from findings.company import CompanyState
from findings.compared import is_adjudicated
from findings.held import before
from review import receipts
from review.deciding import THEIRS, answer
from review.desk import Desk, element_of, writer
from review.element_pages import looked_at
from review.elements import view_of
from review.lines import line_on
from review.seats import at_desk
from workspace.decisions import StaleDecision
from workspace.people import Role
from workspace.records import ADJUDICATED, Candidate, Decision, Ruling


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking back a press."""

    lines: tuple[Decision, ...]  # that were to be withdrawn
    did: int = 0  # the first line that was written
    refused: str = ""  # why none was


def add(app: FastAPI, desk: Desk) -> None:
    """Add the way in which a press is taken back."""

    @app.post("/withdraw", dependencies=[Depends(writer())])
    def withdraw(
        request: Request,
        company: Annotated[str, Form()],
        line: Annotated[tuple[int, ...], Form()],
        rubric: Annotated[str, Form()] = "",
    ) -> Response:
        return _withdrawn(request, desk, desk.state(company, desk.rubric(rubric)), frozenset(line))


def take_back(desk: Desk, then: CompanyState, numbers: frozenset[int]) -> TakenBack:
    """Withdraw these lines of the log together, or say why they stay."""
    lines = tuple(line for line in then.decisions if line.seq in numbers and line.verdict is not Ruling.OPEN)
    if not lines or len(lines) < len(numbers):
        raise HTTPException(404, "Not saved: this decision is no longer there. Reload the page.")
    every = desk.store.decisions(then.company, None)
    if Role.ADJUDICATOR not in at_desk().roles and any(_is_theirs(then, every, line) for line in lines):
        return TakenBack(lines, refused=THEIRS)
    written = [(one, seen) for line in lines for one, seen in _taken_back(desk, then, every, line)]
    try:
        saved = desk.store.decide_together([one for one, _ in written], [seen for _, seen in written])
    except StaleDecision as error:
        return TakenBack(lines, refused=str(error))
    return TakenBack(lines, saved[0])


def _withdrawn(request: Request, desk: Desk, then: CompanyState, numbers: frozenset[int]) -> Response:
    """Withdraw these lines, and show what they were about."""
    taken = take_back(desk, then, numbers)
    first, about = element_of(then.rubric, taken.lines[0].element), _of(then, taken.lines[0])
    now = desk.state(then.company, then.rubric)
    shown = now.candidate(about.id) if about else None
    if taken.refused:
        return answer(request, view_of(desk, now, first, shown, refused=taken.refused), 409)
    # What was found by hand is no more once that is withdrawn.
    message = receipts.receipt(now, taken.did, desk.reviewer)
    return answer(request, view_of(desk, now, first, shown or looked_at(now, first), message), 200, taken.did)


def _is_theirs(state: CompanyState, every: Sequence[Decision], line: Decision) -> bool:
    """Whether an adjudicator decided this between two readings."""
    return line.candidate is None and not state.blind and is_adjudicated(every, line)


def _taken_back(
    desk: Desk, state: CompanyState, every: Sequence[Decision], line: Decision
) -> list[tuple[Decision, int | None]]:
    """The lines by which a line is withdrawn and what held before holds again, each with what must have been seen."""
    element, about = element_of(state.rubric, line.element), _of(state, line)
    opened = line_on(state, element, about, Ruling.OPEN, "", desk.reviewer)
    earlier = before(state.decisions, line)
    if earlier is None:
        return [(opened, line.seq)]
    note = earlier.note if earlier.who == desk.reviewer else f"{earlier.note} (as {earlier.who} decided)".strip()
    again = line_on(state, element, about, earlier.verdict, note, desk.reviewer)
    # An outcome that was adjudicated is still that: the line that says whose it is comes back with it.
    with_it = [one for one in every if one.track == ADJUDICATED and 0 < one.together == earlier.together]
    back = [(replace(again, note=one.note, track=ADJUDICATED), None) for one in with_it if one.element == element.id]
    return [(opened, line.seq), *back, (again, line.seq)]


def _of(state: CompanyState, line: Decision) -> Candidate | None:
    """The candidate of a line; 404 for one that went with its document."""
    if line.candidate is None:
        return None
    found = state.candidate(line.candidate)
    if found is None:
        raise HTTPException(404, "Not saved: this passage is no longer there. Reload the page.")
    return found
