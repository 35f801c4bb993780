"""Work on a quote: other limits, two quotes for one, another element, or rejected wherever the same words stand.

The quote that was there is rejected and says what took its place; what takes its place is evidence by hand
(`review/replacing.py`). Both are lines of one press, for all places of the statement: saved together, and withdrawn
together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from findings.company import is_open
from findings.shown import said_alike
from review import reworking_pages, words
from review.chosen import Choice, NotChosen, Said, check_worth, span_of
from review.desk import Desk, element_of, writer
from review.lines import line_on
from review.reading_pages import Draft
from review.replacing import Instead, Parts, Work, put_instead
from review.reworking_pages import Halves, PassageView, Rejected, RejectedView, Touched
from review.sent import Note, sent_as
from rubric.model import Element
from workspace.decisions import StaleDecision
from workspace.records import Candidate, Ruling


class Sent(BaseModel, frozen=True):
    """What every form of the page sends."""

    company: str
    candidate: str
    seen: int  # the last line of the log that the page showed
    note: Note = ""
    rubric: str = ""
    place: tuple[str, ...] = ()  # the statement's other places, as the page showed them
    to: str = ""  # the element that is chosen, to which the quote may be moved


class Trimmed(Sent, frozen=True):
    """What is to stay of a quote."""

    verdict: Ruling
    quote: str = ""
    start: int | None = None
    end: int | None = None
    shows: tuple[str, ...] = ()


class Split(Sent, frozen=True):
    """The two quotes into which one is split."""

    first: str = ""
    second: str = ""
    first_shows: tuple[str, ...] = ()
    second_shows: tuple[str, ...] = ()
    cut: int | None = None  # where the first ends in the document; None: by their words alone


class Moved(Sent, frozen=True):
    """The element to which a quote belongs."""

    verdict: Ruling
    shows: tuple[str, ...] = ()


class Everywhere(Sent, frozen=True):
    """The candidates that were shown as saying the same, each with the last line on it."""

    touched: tuple[str, ...]
    lines: tuple[int, ...]


def add(app: FastAPI, desk: Desk) -> None:
    """Add the page and what can be done on it."""
    checked = [Depends(writer())]

    @app.get("/company/{company}/passage/{candidate}")
    def passage(company: str, candidate: str, to: str = "", everywhere: str = "", rubric: str = "") -> HTMLResponse:
        work = _work(desk, words.company_in(company), candidate, rubric)
        target = element_of(work.state.rubric, to) if to else None
        found = _everywhere(desk, work) if everywhere else None
        return HTMLResponse(reworking_pages.passage_html(_view(desk, work, to=target, touched=found)))

    @app.post("/rework/trim", dependencies=checked)
    def trim(sent: Annotated[Trimmed, Depends(sent_as(Trimmed))]) -> Response:
        return _trimmed(desk, sent)

    @app.post("/rework/split", dependencies=checked)
    def split(sent: Annotated[Split, Depends(sent_as(Split))]) -> Response:
        return _split(desk, sent)

    @app.post("/rework/move", dependencies=checked)
    def move(sent: Annotated[Moved, Depends(sent_as(Moved))]) -> Response:
        return _moved(desk, sent)

    @app.post("/reject-everywhere", dependencies=checked)
    def reject_everywhere(sent: Annotated[Everywhere, Depends(sent_as(Everywhere))]) -> Response:
        return _rejected(desk, sent)


def _trimmed(desk: Desk, sent: Trimmed) -> Response:
    work, note = _work(desk, sent.company, sent.candidate, sent.rubric), sent.note.strip()
    draft = Draft(sent.quote, sent.start, sent.end, sent.shows, note)
    said = Said(work.element, sent.verdict, sent.shows, note, desk.reviewer, sent.seen)
    try:
        check_worth(sent.verdict)
        choice, inside = Choice(sent.quote, sent.start, sent.end), reworking_pages.around(work.document, work.candidate)
        span = span_of(work.document, choice, inside)
        if span == work.span:
            raise NotChosen("Not saved: this is the whole quote. Select what is to stay of it.")
        if span.start >= work.span.end or work.span.start >= span.end:
            raise NotChosen("Not saved: these are other words than the quote’s. Add them in the document.")
        return _replaced(desk, work, [(span, said)], "Trimmed to", sent)
    except (NotChosen, StaleDecision) as error:
        return _refused(desk, work, error, sent, trimmed=draft)


def _split(desk: Desk, sent: Split) -> Response:
    work = _work(desk, sent.company, sent.candidate, sent.rubric)
    halves = Halves(sent.first, sent.second, sent.first_shows, sent.second_shows, sent.cut)
    try:
        spans = [span_of(work.document, one, work.span) for one in _halves(work, sent)]
        if spans[0].end > spans[1].start:
            raise NotChosen("Not saved: the two quotes overlap. Say where the first ends and the second begins.")
        parts = [
            (span, Said(work.element, work.worth, shows, sent.note.strip(), desk.reviewer, sent.seen))
            for span, shows in zip(spans, (sent.first_shows, sent.second_shows), strict=True)
        ]
        return _replaced(desk, work, parts, "Split into", sent)
    except (NotChosen, StaleDecision) as error:
        return _refused(desk, work, error, sent, halves=halves)


def _halves(work: Work, sent: Split) -> tuple[Choice, Choice]:
    """The two quotes, by the place where one ends and the other begins where that is known. Raises NotChosen."""
    if not (sent.first.strip() and sent.second.strip()):
        raise NotChosen("Not saved: one of the two quotes has no words. Select up to where the first part ends.")
    if sent.cut is None:
        return Choice(sent.first), Choice(sent.second)
    return Choice(sent.first, work.span.start, sent.cut), Choice(sent.second, sent.cut, work.span.end)


def _moved(desk: Desk, sent: Moved) -> Response:
    work, note = _work(desk, sent.company, sent.candidate, sent.rubric), sent.note.strip()
    target = element_of(work.state.rubric, sent.to)
    said = Said(target, sent.verdict, sent.shows, note, desk.reviewer, sent.seen)
    try:
        check_worth(sent.verdict)
        if target == work.element:
            raise NotChosen("Not saved: it is for this element already. Choose another.")
        return _replaced(desk, work, [(work.span, said)], f"Moved to {target.id}:", sent)
    except (NotChosen, StaleDecision) as error:
        return _refused(desk, work, error, sent, moved=Draft(shows=sent.shows, note=note))


def _work(desk: Desk, company: str, name: str, rubric: str) -> Work:
    state = desk.state(company, desk.rubric(rubric))
    candidate = state.candidate(name)
    if candidate is None:
        raise HTTPException(404, "This passage is no longer there. Go back, and reload the page.")
    return Work(state, candidate, desk.store.document_of(candidate))


def _view(
    desk: Desk,
    work: Work,
    refused: str = "",
    trimmed: Draft | None = None,
    halves: Halves | None = None,
    to: Element | None = None,
    moved: Draft | None = None,
    touched: tuple[Touched, ...] | None = None,
) -> PassageView:
    state, candidate = work.state, work.candidate
    shows = candidate.evidence.shows
    of_half = shows if len(shows) == 1 else ()  # of several nobody can say which half shows them
    others, apart = reworking_pages.others_of(state, candidate)
    return PassageView(
        state=state,
        candidate=candidate,
        element=work.element,
        worth=work.worth,
        row=state.row_of(candidate),
        blocks=reworking_pages.blocks_around(work.document, candidate),
        history=state.history(work.element.id, candidate.id),
        told=desk.told(state, refused=refused),
        trimmed=trimmed or Draft(shows=shows),
        halves=halves or Halves(first_shows=of_half, second_shows=of_half),
        to=to,
        moved=moved or Draft(),
        touched=touched,
        others=others,
        apart=apart,
        said_there=reworking_pages.said_of(state, to, (candidate, *others)) if to else (),
    )


def _refused(
    desk: Desk,
    work: Work,
    error: NotChosen | StaleDecision,
    sent: Sent,
    trimmed: Draft | None = None,
    halves: Halves | None = None,
    moved: Draft | None = None,
) -> Response:
    """The page as things stand now, with what was written, and what was chosen."""
    state = desk.state(work.state.company, work.state.rubric)
    work = replace(work, state=state, candidate=state.candidate(work.candidate.id) or work.candidate)
    to = element_of(state.rubric, sent.to) if sent.to else None
    view = _view(desk, work, str(error), trimmed, halves, to, moved)
    return HTMLResponse(reworking_pages.passage_html(view), 422 if isinstance(error, NotChosen) else 409)


def _replaced(desk: Desk, work: Work, parts: Parts, told: str, sent: Sent) -> Response:
    """Put what takes the quote's place there, in one press; the card of it follows. Raises NotChosen, StaleDecision."""
    name = put_instead(desk, work, Instead(told, parts, sent.place, sent.seen))
    element = parts[0][1].element.id
    did = desk.state(work.state.company, work.state.rubric).history(element, name)[-1].seq
    address = words.element_link(work.state.company, element, name, work.state.in_address)
    return RedirectResponse(words.with_receipt(address, did), 303)


# --- everywhere


def _everywhere(desk: Desk, work: Work) -> tuple[Touched, ...]:
    """The open candidates of all companies that say the same of the element, the one at hand among them."""
    evidence, track = work.candidate.evidence, work.state.track
    every = desk.store.candidates(None, evidence.rubric, track, evidence.element)
    found = [one for one in (work.candidate, *said_alike(work.candidate, every)) if is_open(one)]
    return reworking_pages.touched(found, desk.store.decisions(None, track))


def _rejected(desk: Desk, sent: Everywhere) -> Response:
    """Reject what was shown, company by company, each all or nothing; what is new since then was not shown."""
    work = _work(desk, sent.company, sent.candidate, sent.rubric)
    if len(sent.touched) != len(sent.lines):
        raise HTTPException(422, "Not saved: the form is incomplete. Reload the page.")
    shown = dict(zip(sent.touched, sent.lines, strict=True))
    same = f"The same wording as in {work.state.company}: “{words.shortened(work.candidate.evidence.quote)}”."
    rejected = []
    for group in _everywhere(desk, work):
        about = [one for one, _ in group.candidates if one.id in shown]
        if about:
            seen = [shown[one.id] for one in about]
            rejected.append(_rejected_in(desk, work, about, seen, sent.note.strip() or same))
    if not any(one.lines for one in rejected):
        refused = next((one.refused for one in rejected), "Not saved: meanwhile all of it was decided.")
        fresh = _work(desk, sent.company, sent.candidate, sent.rubric)
        view = _view(desk, fresh, refused, touched=_everywhere(desk, fresh))
        return HTMLResponse(reworking_pages.passage_html(view), 409)
    view_of_all = RejectedView(work.state, work.candidate, tuple(rejected), desk.told(work.state))
    return HTMLResponse(reworking_pages.rejected_html(view_of_all))


def _rejected_in(desk: Desk, work: Work, about: list[Candidate], seen: list[int], note: str) -> Rejected:
    company = about[0].company
    state = replace(work.state, company=company)  # a line tells of the state the company, the rubric and the reading
    lines = [line_on(state, work.element, one, Ruling.REJECTED, note, desk.reviewer) for one in about]
    try:
        return Rejected(company, tuple(desk.store.decide_together(lines, seen)))
    except StaleDecision as error:
        return Rejected(company, (), str(error))
