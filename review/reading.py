"""Whole documents: read page by page, searched, and what a person selects in them made evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote as quoted

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from archive.store import Archive, ArchiveError
from extractors.records import Document, Page, Span
from findings.company import CompanyState
from review import reading_pages, words
from review.chosen import Choice, NotChosen, Said, found_by_hand, span_of
from review.correcting_pages import Changes, facts_of
from review.desk import Desk, element_of, is_part, writer
from review.pictures import scale_for
from review.reading_pages import DocumentView, Draft, Jumps, Way
from review.receipts import receipt
from review.sent import Note, sent_as
from review.withdrawing import take_back
from rubric.model import Element
from workspace.decisions import StaleDecision
from workspace.place import archive_of
from workspace.records import Candidate, DocumentRow, Ruling
from workspace.search import Match

MOST_LIT = 2000  # matches of one document that are lit; nobody jumps through more
MOST_LISTED = 200
PDF = "application/pdf"


class Sent(BaseModel, frozen=True):
    """What every form of the page sends: whose document it is, and where one reads."""

    company: str
    document: str
    page: str = "1"
    element: str = ""
    q: str = ""
    note: Note = ""
    rubric: str = ""


class Selected(Sent, frozen=True):
    """Words that are selected, and what is said of them."""

    verdict: Ruling
    reading: int  # of the document, in which their place counts
    seen: int  # the last line of the log that the page showed
    quote: str = ""
    start: int | None = None
    end: int | None = None
    shows: tuple[str, ...] = ()


class Found(Sent, frozen=True):
    """What was found by hand and is taken back: the lines of its press."""

    line: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document of a company, opened at a page."""

    state: CompanyState
    row: DocumentRow
    document: Document
    reading: int
    page: Page
    labels: tuple[str, ...]


def add(app: FastAPI, desk: Desk) -> None:
    """Add the pages, and the ways in which evidence is added by hand, and taken back."""

    @app.get("/company/{company}/document/{sha256}")
    def document(
        request: Request,
        company: str,
        sha256: str,
        page: str = "1",
        element: str = "",
        q: str = "",
        look: str = "",
        at: int | None = None,
        rubric: str = "",
        did: int = 0,
    ) -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        row = row_of(state, sha256)
        way = Way(state.company, sha256, element, q.strip(), look, state.in_address)
        opened = opened_at(desk, state, row, page)
        if opened is None:
            return HTMLResponse(reading_pages.unread_html(state, row, way, desk.told(state)))
        view = view_of(desk, opened, way, at, receipt(state, did, desk.reviewer))
        return HTMLResponse(reading_pages.document_html(view, is_part(request)))

    @app.get("/company/{company}/search")
    def search(
        company: str, q: str = "", element: str = "", document: str = "", look: str = "", rubric: str = ""
    ) -> HTMLResponse:
        state = desk.state(words.company_in(company), desk.rubric(rubric))
        if element:
            element_of(state.rubric, element)
        way = Way(state.company, "", element, q.strip(), look, state.in_address)
        limit = MOST_LIT if document else MOST_LISTED
        found = desk.store.search(state.company, way.words, limit, document or None)
        view = reading_pages.search_view(state, way, found, document, desk.told(state))
        return HTMLResponse(reading_pages.search_html(view))

    @app.get("/original/{company}/{sha256}")
    def original(company: str, sha256: str, rubric: str = "") -> Response:
        row = row_of(desk.state(words.company_in(company), desk.rubric(rubric)), sha256)
        return _attached(desk, row, sha256)

    @app.post("/evidence", dependencies=[Depends(writer())])
    def evidence(request: Request, sent: Annotated[Selected, Depends(sent_as(Selected))]) -> Response:
        state = desk.state(sent.company, desk.rubric(sent.rubric))
        opened = opened_at(desk, state, row_of(state, sent.document), sent.page)
        if opened is None:
            raise HTTPException(404, "Not saved: this document has no text.")
        return _added(request, desk, opened, sent)

    @app.post("/evidence/withdraw", dependencies=[Depends(writer())])
    def withdraw(request: Request, sent: Annotated[Found, Depends(sent_as(Found))]) -> Response:
        return _withdrawn(request, desk, desk.state(sent.company, desk.rubric(sent.rubric)), sent)


# --- a document


def row_of(state: CompanyState, sha256: str) -> DocumentRow:
    """The company's document; 404 for one that it does not have."""
    found = [row for row in state.documents if row.document == sha256]
    if not found:
        raise HTTPException(404, f"“{state.company}” has no such document.")
    return min(found, key=lambda row: row.outcome.value == "duplicate")


def opened_at(desk: Desk, state: CompanyState, row: DocumentRow, page: str) -> Opened | None:
    """The document at the page that was asked for, by its number or as it is called in print; None without a text."""
    sha256 = row.document or ""
    document, reading = desk.store.document(sha256), desk.store.reading_of(sha256)
    if document is None or reading is None or not document.pages:
        return None
    labels = desk.pictures.labels(sha256) if document.media_type == PDF else ()
    number = _number(page.strip(), labels, len(document.pages))
    return Opened(state, row, document, reading, document.pages[number - 1], labels)


def _number(asked: str, labels: tuple[str, ...], count: int) -> int:
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return min(max(int(asked), 1), count)
    folded = [label.casefold() for label in labels[:count]]
    return folded.index(asked.casefold()) + 1 if asked.casefold() in folded else 1


def view_of(
    desk: Desk,
    opened: Opened,
    way: Way,
    at: int | None = None,
    message: str = "",
    refused: str = "",
    draft: Draft | None = None,
    changes: Changes | None = None,
) -> DocumentView:
    """A page of a document with all that stands beside it."""
    state, page = opened.state, opened.page
    element = element_of(state.rubric, way.element) if way.element else None
    found = _evidence_on(opened)
    matches = desk.store.search(state.company, way.words, MOST_LIT, way.sha256) if way.words else None
    lit = matches.matches if matches else ()
    hits = [hit for match in lit if match.reading == opened.reading for hit in match.hits]
    looked = reading_pages.looked_at(state, way.look, way.element)
    if at is None and looked and looked.candidate in found:
        at = looked.candidate.evidence.start
    _draw_ahead(desk, opened)
    label = opened.labels[page.number - 1] if page.number <= len(opened.labels) else ""
    return DocumentView(
        state=state,
        way=way,
        row=opened.row,
        reading=opened.reading,
        page=page,
        label="" if label == str(page.number) else label,
        labels=opened.labels,
        count=len(opened.document.pages),
        blocks=reading_pages.text_of(opened.document, page, found, way.element, hits, at, state.blind),
        picture=reading_pages.picture_of(opened.document, page, found, way.element, state.blind),
        element=element,
        evidence=reading_pages.on_page(state, found, way.element),
        jumps=_jumps(desk, opened, way, lit, at) if way.words else Jumps(),
        facts=facts_of(opened.row, desk.store.decisions(state.company)),
        told=desk.told(state, message, refused),
        draft=draft or Draft(),
        changes=changes,
        looked=looked,
        undo=reading_pages.undo_of(state, way.sha256, looked, desk.reviewer),
    )


def _evidence_on(opened: Opened) -> list[Candidate]:
    page = opened.page
    return [
        one
        for one in opened.state.candidates
        if one.reading == opened.reading
        and one.evidence.document == opened.document.sha256
        and one.evidence.start < page.end
        and page.start < one.evidence.end
    ]


def _jumps(desk: Desk, opened: Opened, way: Way, lit: tuple[Match, ...], at: int | None) -> Jumps:
    """The places before and after the present one where one's own words stand, on through all documents."""
    counts = desk.store.search(opened.state.company, way.words, 1).counts
    page = opened.page
    here = at if at is not None else page.start - 1
    behind = [one for one in lit if (one.place < here if at is not None else one.place < page.start)]
    ahead = [one for one in lit if one.place > here]
    order = list(counts)
    place = order.index(way.sha256) if way.sha256 in order else -1

    def elsewhere(step: int) -> str | None:
        if not 0 <= place + step < len(order):
            return None
        other = order[place + step]
        found = desk.store.search(opened.state.company, way.words, 1 if step > 0 else MOST_LIT, other).matches
        return way.document(found[-1].page, found[-1].place, other) if found else None

    return Jumps(
        here=len(lit),
        everywhere=sum(counts.values()),
        previous=way.document(behind[-1].page, behind[-1].place) if behind else elsewhere(-1),
        next=way.document(ahead[0].page, ahead[0].place) if ahead else elsewhere(1),
    )


def _draw_ahead(desk: Desk, opened: Opened) -> None:
    """Draw the page that is about to be shown, and those to which it may be turned."""
    number = opened.page.number
    for page in opened.document.pages[max(0, number - 2) : number + 1]:
        if page.width > 0:
            desk.pictures.ahead(opened.document.sha256, page.number, scale_for(page.width, page.height))


def _attached(desk: Desk, row: DocumentRow, sha256: str) -> Response:
    """The bytes as they came, to be saved and never to be shown: what is in them is not ours."""
    try:
        content = Archive(archive_of(desk.store.workspace)).get(sha256)
    except ArchiveError as error:
        raise HTTPException(404, str(error)) from None
    name = words.document_name(row.source).split("?")[0] or sha256[:12]
    return Response(
        content,
        media_type=PDF if row.media_type == PDF else "application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quoted(name, safe='')}"},
    )


# --- evidence by hand


def _added(request: Request, desk: Desk, opened: Opened, sent: Selected) -> Response:
    """Save the selected words as evidence, or say why not; the words stay in the form."""
    state, document = opened.state, opened.document
    way = Way(state.company, document.sha256, sent.element, sent.q.strip(), "", state.in_address)
    draft = Draft(sent.quote, sent.start, sent.end, sent.shows, sent.note.strip())
    if sent.reading != opened.reading:
        again = "Not saved: meanwhile the document was read anew. Select the words again."
        return _answer(request, view_of(desk, opened, way, refused=again, draft=Draft(note=draft.note)), 409)
    try:
        element = _element(state, sent.element, sent.verdict)
        span = span_of(document, Choice(sent.quote, sent.start, sent.end), _around(document, opened.page))
        said = Said(element, sent.verdict, sent.shows, draft.note, desk.reviewer, sent.seen)
        (found,) = found_by_hand(state, document, opened.reading, [(span, said)], desk.pictures)
        name = desk.store.add_by_hand(found.evidence, found.reading, found.decision, found.last_seen)
    except NotChosen as error:
        if is_part(request):
            raise HTTPException(422, str(error)) from None
        return _answer(request, view_of(desk, opened, way, refused=str(error), draft=draft), 422)
    except StaleDecision as error:
        return _answer(request, _anew(desk, opened, way, str(error), draft), 409)
    after = desk.state(state.company, state.rubric)
    did = after.history(element.id, name)[-1].seq
    way = replace(way, look=name)
    message = receipt(after, did, desk.reviewer)
    return _answer(request, view_of(desk, replace(opened, state=after), way, span.start, message), 200, did)


def _withdrawn(request: Request, desk: Desk, then: CompanyState, sent: Found) -> Response:
    """Take back what was found by hand and stay where one reads, at the words."""
    row_of(then, sent.document)  # before anything is written: 404 for a document that is not theirs
    taken = take_back(desk, then, frozenset(sent.line))
    state = desk.state(then.company, then.rubric)
    opened = opened_at(desk, state, row_of(state, sent.document), sent.page)
    if opened is None:
        raise HTTPException(404, "This document has no text.")
    way = Way(state.company, sent.document, sent.element, sent.q.strip(), "", state.in_address)
    message = "" if taken.refused else receipt(state, taken.did, desk.reviewer)
    view = view_of(desk, opened, way, taken.lines[0].start, message, taken.refused)
    return _answer(request, view, 409 if taken.refused else 200, taken.did)


def _anew(desk: Desk, opened: Opened, way: Way, refused: str, draft: Draft) -> DocumentView:
    """The page as things stand now."""
    state = desk.state(opened.state.company, opened.state.rubric)
    fresh = opened_at(desk, state, row_of(state, way.sha256), str(opened.page.number))
    return view_of(desk, fresh or opened, way, refused=refused, draft=draft)


def _element(state: CompanyState, name: str, verdict: Ruling) -> Element:
    if not name:
        raise NotChosen("Not saved: choose the element that these words show.")
    if verdict not in (Ruling.SUPPORTS, Ruling.WEAK):
        raise NotChosen("Not saved: selected words support an element, or are weak.")
    return element_of(state.rubric, name)


def _around(document: Document, page: Page) -> Span:
    """The page with the whole of the blocks that reach over its edges."""
    touched = [block for block in document.blocks if block.start < page.end and page.start < block.end]
    starts, ends = [block.start for block in touched], [block.end for block in touched]
    return Span(min([page.start, *starts]), max([page.end, *ends]))


def _answer(request: Request, view: DocumentView, status: int, did: int = 0) -> Response:
    if is_part(request):
        return HTMLResponse(reading_pages.document_html(view, True), status, headers={"HX-Push-Url": view.address})
    if status != 200:
        return HTMLResponse(reading_pages.document_html(view, False), status)
    return RedirectResponse(words.with_receipt(view.address, did), 303)
