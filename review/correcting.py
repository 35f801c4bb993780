"""What a document is corrected in: saved as lines of the log, and the document judged again by what holds now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from errors import Refusal
from findings.company import CompanyState
from findings.held import before
from findings.judged_again import judge_again
from review import reading_pages
from review.correcting_pages import Fact, changes, facts_of
from review.desk import Desk, is_part, writer
from review.reading import Opened, Sent, opened_at, row_of, view_of
from review.reading_pages import DocumentView, Way
from review.sent import LONGEST_FACT, sent_as
from workspace.decisions import StaleDecision
from workspace.records import Decision, Ruling


class Corrected(Sent, frozen=True):
    """What a form says of the facts of a document, each with the last line of the log on it that was seen."""

    kind: str = Field("", max_length=LONGEST_FACT)
    published: str = Field("", max_length=LONGEST_FACT)
    company_name: str = Field("", max_length=LONGEST_FACT)
    signed_off: str = Field("", max_length=LONGEST_FACT)
    seen_kind: int = 0
    seen_published: int = 0
    seen_company_name: int = 0
    seen_signed_off: int = 0

    def values(self) -> dict[str, tuple[str, int]]:
        """The facts by name."""
        return {
            "kind": (self.kind.strip(), self.seen_kind),
            "published": (self.published.strip(), self.seen_published),
            "company_name": (self.company_name.strip(), self.seen_company_name),
            "signed_off": (self.signed_off.strip(), self.seen_signed_off),
        }


class Withdrawn(Sent, frozen=True):
    """Corrections that are taken back: their lines in the log."""

    line: tuple[int, ...]


def add(app: FastAPI, desk: Desk) -> None:
    """Add the ways in which corrections come."""
    checked = [Depends(writer())]

    @app.post("/correct", dependencies=checked)
    def correct(request: Request, sent: Annotated[Corrected, Depends(sent_as(Corrected))]) -> Response:
        opened, way = _opened(desk, sent)
        facts = {one.name: one for one in facts_of(opened.row, desk.store.decisions(sent.company))}
        told = {name: told for name, told in sent.values().items() if told[0] != facts[name].value}
        if "kind" in told and not told["kind"][0]:
            del told["kind"]  # one that the rubrics do not know stands in no list: left alone, it stays as it is
        lines = [
            _line(desk, opened, name, Ruling.CORRECTED, value, sent.note.strip()) for name, (value, _) in told.items()
        ]
        return _corrected(request, desk, sent, (opened, way), lines, [seen for _, seen in told.values()])

    @app.post("/correct/withdraw", dependencies=checked)
    def withdraw(request: Request, sent: Annotated[Withdrawn, Depends(sent_as(Withdrawn))]) -> Response:
        opened, way = _opened(desk, sent)
        known = [line for line in opened.state.corrections if line.document == way.sha256]
        taken = [line for line in known if line.seq in sent.line and line.verdict is Ruling.CORRECTED]
        if not taken or len(taken) < len(set(sent.line)):
            raise HTTPException(404, "Not saved: this correction is no longer there. Reload the page.")
        written = [(one, line.seq) for line in taken for one in _taken_back(desk, opened, known, line)]
        return _corrected(
            request, desk, sent, (opened, way), [one for one, _ in written], [seen for _, seen in written]
        )


def _opened(desk: Desk, sent: Sent) -> tuple[Opened, Way]:
    state = desk.state(sent.company, desk.rubric(sent.rubric))
    opened = opened_at(desk, state, row_of(state, sent.document), sent.page)
    if opened is None:
        raise HTTPException(404, "Not saved: this document has no text.")
    return opened, Way(state.company, sent.document, sent.element, sent.q.strip(), "", state.in_address)


def _line(desk: Desk, opened: Opened, fact: str, verdict: Ruling, value: str | None, note: str) -> Decision:
    return Decision(
        company=opened.state.company,
        rubric="",
        element=fact,
        candidate=None,
        verdict=verdict,
        note=note,
        who=desk.reviewer,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        document=opened.document.sha256,
        quote=value,
    )


def _taken_back(desk: Desk, opened: Opened, known: Sequence[Decision], line: Decision) -> list[Decision]:
    """The lines by which a correction is withdrawn, and the one that it replaced holds again."""
    withdrawn = _line(desk, opened, line.element, Ruling.OPEN, None, "")
    earlier = before(known, line)
    if earlier is None:
        return [withdrawn]
    note = earlier.note if earlier.who == desk.reviewer else f"{earlier.note} (as {earlier.who} corrected)".strip()
    return [withdrawn, _line(desk, opened, line.element, Ruling.CORRECTED, earlier.quote, note)]


def _corrected(
    request: Request, desk: Desk, sent: Sent, where: tuple[Opened, Way], lines: list[Decision], seen: list[int]
) -> Response:
    """Save the corrections and tell what follows from them, or why they were not saved."""
    opened, way = where
    if not lines:
        return _answer(request, view_of(desk, opened, way, message="Nothing was changed."), 200)
    try:
        desk.store.decide_together(lines, seen)
    except StaleDecision as error:
        fresh, _ = _opened(desk, sent)
        return _answer(request, view_of(desk, fresh, way, refused=str(error)), 409)
    except ValueError as error:
        if is_part(request):
            raise HTTPException(422, f"Not saved: {error}") from None
        return _answer(request, view_of(desk, opened, way, refused=f"Not saved: {error}"), 422)
    failed = _judged(desk, opened.state, way.sha256)
    after, _ = _opened(desk, sent)
    found = changes(opened.state, after.state, way.sha256, failed)
    return _answer(request, view_of(desk, after, way, changes=found, message=_told(lines, after)), 200)


def _judged(desk: Desk, state: CompanyState, sha256: str) -> str:
    """Judge the document again; why it could not be, where it could not."""
    try:
        judge_again(desk.store, state.company, sha256, desk.pictures.boxes)
    except Refusal as error:
        return str(error)
    return ""


def _told(lines: list[Decision], after: Opened) -> str:
    """What was saved: of each fact what holds now."""
    facts: dict[str, Fact] = {one.name: one for one in facts_of(after.row, ())}
    about = dict.fromkeys(line.element for line in lines)
    said = "; ".join(f"{facts[name].label}: {facts[name].value.replace('_', ' ') or 'none'}" for name in about)
    if lines[0].verdict is Ruling.OPEN:
        back = " and what was corrected before holds again" if len(lines) > len(about) else ""
        return f"Withdrawn by {lines[0].who}{back}. {said}."
    return f"{said} (corrected by {lines[0].who})."


def _answer(request: Request, view: DocumentView, status: int) -> Response:
    return HTMLResponse(reading_pages.document_html(view, is_part(request)), status)
