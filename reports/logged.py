"""The decision log in words: each line with what it is about, where that stands, and whether it still holds.

Nothing is left out: withdrawn and replaced lines are told as such, and so are the corrections of documents, which
belong to no rubric and may have moved what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from findings.company import CompanyState
from findings.words import FACTS, RULINGS, document_title, kind_in_words, moment
from forms import spaced
from workspace.records import Decision, DocumentRow, Ruling

NOT_LISTED = "(a document that is no longer the company’s)"
HOLDS, REPLACED, WITHDRAWN = "holds", "a later line took its place", "withdraws what was decided before"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the log in words."""

    decision: Decision
    ruling: str  # "confirmed"; "corrected to “2024”"
    element: str  # the element's id; "" for the correction of a document
    asks: str  # what the element asks, or the fact of the document
    document: str  # the title, "" for a decision on a whole element
    page: int | None  # of the file, from 1; None without a passage, or where the documents no longer hold it
    printed: str  # what the page is called in print, "" where that is not told or the same
    at: str  # to the minute, UTC
    standing: str  # whether it holds


def log_entries(
    state: CompanyState, decisions: Iterable[Decision], printed: Callable[[DocumentRow, int], str]
) -> Iterator[LogEntry]:
    """The lines of this rubric and the corrections, oldest first; `decisions` is the company's log."""
    mine = (line for line in decisions if line.corrects or line.rubric == state.rubric.name)
    lines = sorted(mine, key=lambda line: line.seq)
    latest = {_about(line): line.seq for line in lines}
    rows = {row.document: row for row in state.documents if row.document}
    pages = {one.id: one.evidence.page for one in state.candidates}
    labels = {element.id: element.label for element in state.rubric.elements}
    labels |= {one.id: one.title for one in state.rubric.indicators}  # a reason of a changed score is about one
    for line in lines:
        row = rows.get(line.document or "")
        page = pages.get(line.candidate or "")
        yield LogEntry(
            decision=line,
            ruling=_ruling(line),
            element="" if line.corrects else line.element,
            asks=_asks(line, labels),
            document=document_title(row) if row else NOT_LISTED if line.document else "",
            page=page,
            printed=printed(row, page) if row and page else "",
            at=moment(line.at),
            standing=_standing(line, latest),
        )


def _about(line: Decision) -> Hashable:
    return (line.rubric, line.track, line.element, line.candidate, line.document if line.corrects else None)


def _ruling(line: Decision) -> str:
    if line.verdict is Ruling.CORRECTED:
        value = kind_in_words(line.quote) if line.element == "kind" else line.quote
        return f"corrected to “{value}”" if value else "corrected: there is none"
    if line.verdict is Ruling.REASONED:
        return f"{RULINGS[line.verdict]}, {line.quote}"
    return RULINGS[line.verdict]


def _asks(line: Decision, labels: dict[str, str]) -> str:
    if line.corrects:
        return f"A fact of the document: {FACTS.get(line.element, spaced(line.element))}"
    return labels.get(line.element, "(no longer in the rubric)")


def _standing(line: Decision, latest: dict[Hashable, int]) -> str:
    if latest[_about(line)] != line.seq:
        return REPLACED
    return WITHDRAWN if line.verdict is Ruling.OPEN else HOLDS
