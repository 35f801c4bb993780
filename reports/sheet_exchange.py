"""The page of a company sheet on the exchange with the company: asked, answered, named, changed, published."""

from __future__ import annotations

from collections.abc import Iterator

from reports.dossier import Dossier
from reports.exchanged import NOBODY_RULED, ExchangeTold, NamedTold, Told, document_told
from reports.sheet_tables import Column, Page, Row
from rubric.model import Indicator

COLUMNS = (
    Column("Indicator", 30),
    Column("What happened", 30),
    Column("Words", 68),
    Column("Then", 14),
    Column("Now", 14),
    Column("Who", 16),
    Column("When", 12),
)
ABOUT = "What the company was asked, answered and named, and what changed since, by whom and why."
DECIDES_NOTHING = "Neither a question nor an answer decides anything: only what people ruled after it does."


def exchange_pages(found: Dossier, head: str) -> tuple[Page, ...]:
    """The page; none where the company was not asked and nothing was published."""
    if not found.exchange:
        return ()
    return (Page("Exchange", head, (ABOUT, DECIDES_NOTHING), COLUMNS, tuple(_rows(found))),)


def _rows(found: Dossier) -> Iterator[Row]:
    whole = found.exchange
    for indicator, about in whole.about:
        rows = [row for one in about.exchanges for row in _one(indicator, one)]
        if about.published:
            rows.append(_row(indicator, "published", about.published))
        yield from rows[:1]
        yield from (Row(row.cells, repeated=1) for row in rows[1:])
    for document in whole.named:
        yield _document(None, document)
    for words in whole.unplaced:
        yield _row(None, "wrote outside of the boxes", Told(words.who, words.at, f"{words.question}: {words.text}"))
    for step in whole.steps:
        yield _row(None, "all scores", step)


def _one(indicator: Indicator, one: ExchangeTold) -> Iterator[Row]:
    """A question and what came of it, in the order in which one would tell it."""
    yield _row(indicator, "asked", one.asked, one.score_then, one.score_now)
    for draft in one.again:
        yield _row(indicator, "drafted again", Told(draft.who, draft.at, f"Reference {draft.text}"))
    for answer in one.answers:
        edited = f"[To the question as it stood in the file: {answer.question}]\n" if answer.question else ""
        yield _row(indicator, "answered", Told(answer.who, answer.at, f"{edited}{answer.text}"))
    if not one.answers:
        yield _row(indicator, "no answer so far", Told("", "", ""))
    for document in one.documents:
        yield _document(indicator, document)
    for change in one.changes:
        for said in change.by or (Told("", "", NOBODY_RULED),):
            yield _row(indicator, f"changed: {change.element}", said, change.then, change.now)


def _document(indicator: Indicator | None, named: NamedTold) -> Row:
    return _row(indicator, "named a document", Told(named.who, named.at, document_told(named)))


def _row(indicator: Indicator | None, what: str, told: Told, then: str = "", now: str = "") -> Row:
    name = f"{indicator.id} {indicator.title}" if indicator else "No single indicator"
    return Row((name, what, told.text, then, now, told.who, told.at))
