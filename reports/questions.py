"""The draft of an assessment for the company itself: how each indicator stands, on which words, and what to answer.

Questions are drafted from decisions alone: what people found and did not find, never what the tool proposes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from findings.words import OPEN
from forms import listed
from reports.dossier import ElementEntry, IndicatorEntry, Quote
from reports.questions_heads import RETURNED
from rubric.model import Rubric
from rubric.proof import short_stage_text

DOCUMENT_ROWS = 30  # empty rows for documents that the company wants to be read
QUESTION = (
    "Is there a public document that shows what was not found? Please name it, with the page. Please also say where we "
    "read something wrongly."
)
OPEN_QUESTION = QUESTION.replace("was not found", "was not found, or is not decided yet")
NOTHING, NOTHING_YET, NOT_JUDGED = (
    "Nothing.",
    "Nothing so far: not all of it is decided yet.",
    "Nobody has judged it yet.",
)
ALL_FOUND = "Please say where we read something wrongly, or whether something here is no longer so."


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator's row in the file that goes to the company."""

    indicator: str
    title: str
    score: str  # "0.5 of 2", "0–1.5 of 2, not final", or of the only stage "still open: Described, or ..."
    found: tuple[str, ...]  # what counts, each with its words and place
    nothing: str  # what is said where nothing counts: that nobody judged it is not that nothing is there
    not_found: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Questions:
    """All that is asked of a company under one rubric."""

    company: str
    rubric: str
    title: str
    credit: str
    reference: str
    asked: tuple[Asked, ...]
    at: str  # ISO 8601, UTC
    people: tuple[str, ...]  # who judged, which need not be who asks
    judged: str  # the day of the last decision; "" before the first
    published: str  # the day on which its scores were published, as they are frozen; "" of a draft
    anchor: str


def introduction(questions: Questions) -> tuple[str, ...]:
    """What stands above the questions, a paragraph each."""
    by = f"as {listed(questions.people)} judged them by {questions.judged}" if questions.people else "not judged yet"
    draft = "" if questions.published else "a draft of "
    state = f"It was published on {questions.published}" if questions.published else "It is not a published result"
    places = f"name further public documents under “{RETURNED}”: by their address, or as files that you send along"
    return (
        f"This is {draft}how {questions.company} stands by its public documents, {by}. {state}.",
        f"Please write your answers into the boxes beside the questions, and {places}. Then send this file back.",
    )


def asked_of(entry: IndicatorEntry, rubric: Rubric) -> Asked:
    """What a company is asked about one indicator, beside its score, what was found and what was not."""
    found = [line for one in entry.elements for line in _found(one)]
    missing = [_missing(one) for one in entry.elements if one.outcome in ("not met", OPEN)]
    still_open = any(one.is_open for one in entry.elements)
    titles = {one.number: one.title for one in rubric.stages}
    return Asked(
        indicator=entry.indicator.id,
        title=entry.indicator.title,
        score=_score(entry, titles),
        found=tuple(found),
        nothing=(NOTHING_YET if any(map(_judged, entry.elements)) else NOT_JUDGED) if still_open else NOTHING,
        not_found=tuple(missing),
        question=(OPEN_QUESTION if still_open else QUESTION) if missing else ALL_FOUND,
    )


def _score(entry: IndicatorEntry, titles: Mapping[int, str]) -> str:
    if len(titles) == 1:  # "still open: Described, or ..." says already that it is not final
        return short_stage_text(entry.decided, titles)
    told = f"stage {entry.score}" if titles else f"{entry.score} of {entry.indicator.maximum}"
    return told if entry.final else f"{told}, not final"


def _judged(entry: ElementEntry) -> bool:
    """Whether anybody ruled on it, or on a passage of it."""
    return bool(entry.said or entry.confirmed or entry.against or entry.rejected)


def _found(entry: ElementEntry) -> list[str]:
    if entry.outcome != "met":
        return []
    head = f"{entry.element.key} {entry.element.label}"
    if not entry.confirmed:
        note = f": {entry.said.note}" if entry.said and entry.said.note else ""
        return [f"{head} (decided by hand{note})"]
    return [f"{head} — {_quoted(one)}" for one in entry.confirmed]


def _quoted(quote: Quote) -> str:
    return f"“{_lead(quote)}{quote.text}” ({place(quote)})"


def _lead(quote: Quote) -> str:
    return f"{quote.lead_in} … " if quote.lead_in else ""


def place(quote: Quote) -> str:
    """Where a quote stands: "Human rights policy, 2024, page 3 (printed iii)"."""
    paged = quote.page > 1 or quote.printed or "#page=" in quote.link
    printed = f" (printed {quote.printed})" if quote.printed else ""
    page = f"page {quote.page}{printed}" if paged else ""
    return ", ".join(part for part in (quote.document, quote.published, page) if part)


def _missing(entry: ElementEntry) -> str:
    """What is not found or still open: the reviewer's note, what counts without being enough, and what falls short."""
    note = entry.said.note.rstrip(".") if entry.said and entry.outcome != OPEN else ""
    counts = "; ".join(map(_quoted, entry.confirmed))
    near = "; ".join(f"{_quoted(one)}: {one.reason}".rstrip(".: ") for one in entry.against)
    told = (
        "not decided yet" if entry.outcome == OPEN else "",
        note,
        f"confirmed, and not enough alone: {counts}" if counts else "",
        f"looked at, and not enough: {near}" if near else "",
    )
    return f"{entry.element.key} {entry.element.label} — {' — '.join(filter(None, told)) or 'not found'}"
