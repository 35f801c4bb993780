"""The company sheet: what one sends to a colleague or to the company, as plain tables before they take a form.

Its first page has the scores; then come the elements with their passages, the documents, the receipts of what is not
met, the decision log, and the versions with the log's anchor. All of it follows from decisions. What the tool proposes
stands on the last page, which says that it is no result. `reports/sheet_xlsx.py` and `reports/sheet_html.py` write it;
`reports/sheet_scores.py`, `sheet_searched.py` and `sheet_exchange.py` make pages of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extractors.fold import as_read
from findings.words import OPEN, languages_in_words
from forms import counted, sentence
from reports.dossier import NOT_NEEDED, Dossier, ElementEntry, IndicatorEntry, Quote, dossiers
from reports.export import write_anchor
from reports.files import whole_file
from reports.logged import HOLDS, LogEntry
from reports.sheet_exchange import exchange_pages
from reports.sheet_scores import FROM_DECISIONS, GAP_ALONE, about_scores, score_columns, score_rows, score_sums, worth
from reports.sheet_searched import (
    DOCUMENT_COLUMNS,
    ZERO_COLUMNS,
    about_documents,
    about_zeros,
    document_row,
    listed_as,
    zero_rows,
)
from reports.sheet_tables import Cell, Column, Look, Page, Row, Value, outcome_look
from rubric.model import Rubric
from workspace.store import Store

NO_RESULTS = (
    "These are proposals of a program, and no results. Nobody decided them; no score, sum or outcome on the other "
    "pages contains any of them."
)


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write the sheet of a company, of each rubric one after another; returns how many companies it is about."""
    assert company is not None  # the list of exports says that it is about one
    found = dossiers(store, company, rubric)
    pages = [page for one in found for page in sheet_pages(one, len(found) > 1)]
    anchor = found[0].anchor
    with whole_file(output) as unfinished:
        if output.suffix.lower() == ".xlsx":
            from reports.sheet_xlsx import write_pages

            write_pages(pages, unfinished, anchor)
            return 1
        from reports.sheet_html import as_html

        unfinished.write_text(as_html(pages, company, anchor), encoding="utf-8", errors="backslashreplace")
    write_anchor(output, anchor)
    return 1


def sheet_pages(found: Dossier, several: bool = False) -> list[Page]:
    """The pages of a company under a rubric; with the rubric's name where there are `several`."""
    suffix = f" {found.rubric.name}" if several else ""
    head = f"{found.company}: {found.rubric.title}, {found.rubric.edition}"
    pages = (
        Page("Scores", head, about_scores(found), score_columns(found), score_rows(found), score_sums(found)),
        Page(
            "Elements",
            head,
            (
                "Each element with its outcome, and the passages and notes on which it rests.",
                FROM_DECISIONS,
                PAGES_TOLD,
            ),
            ELEMENT_COLUMNS,
            tuple(row for one in found.indicators for row in element_rows(one)),
        ),
        Page("Documents", head, about_documents(found), DOCUMENT_COLUMNS, tuple(map(document_row, found.documents))),
        Page("Not met", head, about_zeros(found), ZERO_COLUMNS, tuple(zero_rows(found))),
        Page(
            "Decisions",
            head,
            (LOG_TOLD, PAGES_IN_LOG),
            LOG_COLUMNS,
            tuple(map(_log_line, found.log)),
        ),
        *exchange_pages(found, head),
        Page(
            "Versions",
            head,
            (VERSIONS_TOLD,),
            VERSION_COLUMNS,
            tuple(_versions(found)),
        ),
        Page("Proposed only", head, (NO_RESULTS,), PROPOSAL_COLUMNS, tuple(_proposals(found)), warning=True),
    )
    return [replace(one, name=one.name + suffix, rows=one.rows or (Row(("There is nothing here.",)),)) for one in pages]


# --- elements and their passages

ELEMENT_TITLES = (
    "Element and what it asks",
    "Outcome",
    "On what it rests",
    "A person said",
    "Passage",
    "Document",
    "Date",
    "Page",
    "In print",
    "What it lacks; remarks",
    "Note",
    "Who",
    "When",
)
ELEMENT_COLUMNS = tuple(map(Column, ELEMENT_TITLES, (22, 10, 14, 10, 37, 13, 11, 7, 7, 24, 12, 9, 11)))
LINKED = "; a link where the document has a public address"
PAGES_TOLD = f"Page: of the file{LINKED}. In print: the number that the page itself bears, where it differs."


def element_rows(one: IndicatorEntry) -> Iterator[Row]:
    """The elements of an indicator: a row for the decision by hand, and one for each passage; at least one."""
    for entry in one.elements:
        head: tuple[Value, ...] = (
            f"{entry.element.id} {entry.element.label}",
            Cell(entry.outcome, outcome_look(entry.outcome)),
            _ground(entry),
        )
        tails = list(_tails(entry)) or [()]
        for number, tail in enumerate(tails):
            yield Row((*head, *tail), repeated=len(head) if number else 0)


def _tails(entry: ElementEntry) -> Iterator[tuple[Value, ...]]:
    """What follows an element's outcome in each of its rows."""
    if entry.said:
        said = entry.said
        yield (said.ruling, "", "", "", "", "", "", said.note, said.who, said.at)
    for quote in (*entry.confirmed, *entry.against):
        yield _quote_cells(quote)
    if entry.said or entry.confirmed:
        return  # it rests on these; what was rejected is not its ground
    for said, count in Counter(entry.rejected).items():
        told = f"{counted(count, 'passage')} that {'shows' if count == 1 else 'show'} nothing of it."
        yield (said.ruling, "", "", "", "", "", told, said.note, said.who, said.at)


def _quote_cells(quote: Quote) -> tuple[Value, ...]:
    said = quote.said
    also = (f"The same in {'; '.join(quote.also_in)}.",) if quote.also_in else ()
    before = f"[{quote.lead_in}] " if quote.lead_in else ""
    return (
        said.ruling if said else "",
        f"{before}{quote.text}",
        quote.document,
        quote.published,
        Cell(quote.page, url=quote.link),  # short: some programs cut a link that is longer than its column
        quote.printed,
        "\n".join(sentence(one) for one in (quote.reason, *quote.remarks, *also) if one),
        said.note if said else "",
        said.who if said else "",
        said.at if said else "",
    )


def _ground(entry: ElementEntry) -> str:
    """On what an outcome rests, in a few words; of an open element, what it waits for."""
    if entry.outcome == NOT_NEEDED:
        return "Whatever it were, the score would be the same."
    if entry.outcome == OPEN:
        if entry.standing:
            return entry.standing
        waiting = counted(entry.waiting, "passage")
        told = f"Open: {waiting} to be judged." if entry.waiting else "Open: nobody decided yet."
        return f"{told} {GAP_ALONE}" if entry.in_gap_alone else told
    told = entry.standing or f"{entry.basis[:1].upper()}{entry.basis[1:]}."
    return f"{told} {entry.asked_then}".rstrip()


# --- the decision log

LOG_TOLD = (
    "All lines of the decision log on this company under this rubric, oldest first: replaced and withdrawn ones, too. "
    "The numbers between are lines of others, or of questions to companies."
)
PAGES_IN_LOG = PAGES_TOLD.replace(LINKED, "")
LOG_COLUMNS = (
    Column("Line of the log", 7),
    Column("When", 11),
    Column("Who", 11),
    Column("About", 25),
    Column("Ruling", 12),
    Column("Words", 47),
    Column("Document", 20),
    Column("Page", 7),
    Column("In print", 7),
    Column("Note", 24),
    Column("Does it still hold?", 13),
)


def _log_line(one: LogEntry) -> Row:
    line = one.decision
    return Row(
        (
            line.seq,
            one.at,
            line.who,
            f"{one.element} {one.asks}".strip(),
            one.ruling,
            as_read(line.quote or ""),
            one.document,
            one.page or "",
            one.printed,
            line.note,
            Cell(one.standing, Look.PLAIN if one.standing == HOLDS else Look.REPEATED),
        )
    )


# --- versions


VERSION_COLUMNS = (Column("What", 34), Column("Version or value", 90), Column("What it is for", 50))
VERSIONS_TOLD = "By what this was searched and judged, and how to see that it was not changed since."


def rubric_rows(rubric: Rubric, rules: str) -> Iterator[Row]:
    """Whose rubric it is, and the version of all `rules` that would search by it now."""
    yield Row(("Rubric", f"{rubric.title}, {rubric.edition} ({rubric.name})", "What was asked"))
    yield Row(("Credit", rubric.credit, "Whose rubric it is"))
    yield Row(("Licence", rubric.licence, "What may be done with it"))
    yield Row(("Data of the rubric", rubric.version, "Digest of its files"))
    yield Row(("All rules together", rules, "Readers, lexicons, rubric and code that would search now"))


def anchor_row(anchor: str) -> Row:
    """The log's digest, and what to do with it."""
    use = "`firmword verify --anchor` with this digest tells whether the workspace still holds what is here"
    return Row(("Anchor of the log", anchor, use))


def _versions(found: Dossier) -> Iterator[Row]:
    receipt = found.receipt
    yield from rubric_rows(found.rubric, receipt.rules_version)
    for language, version in receipt.lexicons.items():
        yield Row(
            (f"Lexicons, {languages_in_words(language)}", version, "Digest of the lexicons that would search now")
        )
    for one in receipt.searched:
        yield Row((f"Searched: {listed_as(one.source)}", one.rules_version, "All rules together when it was searched"))
    log = counted(len(found.log), "line")
    yield Row(("Decision log", log, f"The last decision: {found.last_decided or 'none'}"))
    yield anchor_row(found.anchor)


# --- proposals

PROPOSAL_COLUMNS = (
    Column("Element and what it asks", 60),
    Column("Proposed, no result", 20),
    Column("Passages to be judged", 14),
    Column("Score if all proposals were decided so, no result", 30),
)


def _proposals(found: Dossier) -> Iterator[Row]:
    """The elements that a person still has to decide."""
    for one in found.indicators:
        for entry in one.elements:
            if entry.outcome == OPEN:
                name = f"{entry.element.id} {entry.element.label}"
                yield Row(
                    (
                        name,
                        f"proposed: {entry.proposed}",
                        entry.waiting,
                        f"{one.indicator.id}: {worth(found, one.proposed)}",
                    )
                )
