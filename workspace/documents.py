"""Documents, as records: the row of each source with what became of it, what was searched, and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, Row

from extractors.records import Limit, Outcome, Searched
from workspace import tables
from workspace.decisions import Corrections, corrections
from workspace.missing import Key, read_missing
from workspace.packing import unpack_about, unpack_end, unpack_searched
from workspace.records import DocumentRow, Missing

_Row = Row[tuple[object, ...]]


def read_documents(connection: Connection, company: str | None, rubric: str | None) -> list[DocumentRow]:
    """One row for each source of a company or of all, sorted by company and source.

    With a rubric, each row tells what became of the document for it, and what was searched. What a person corrected is
    corrected.
    """
    rows = connection.execute(tables.of_company(tables.sources, company)).all()
    rows = sorted(rows, key=lambda row: (row.company, row.source))  # a server gives them in whatever order
    searches = _searches(connection, company, rubric)
    said = corrections(connection, company)
    missed = read_missing(connection, company)
    originals: dict[tuple[str, str], _Row] = {}  # by company and document
    for row in rows:
        if row.outcome != Outcome.DUPLICATE.value:
            originals.setdefault((row.company, row.document), row)
    named = [((row.company, row.source), row) for row in rows]
    found = (_document_row(row, originals, searches.get(key), missed.get(key)) for key, row in named)
    return [_corrected(row, said.get(row.company, {})) for row in found]


def _searches(connection: Connection, company: str | None, rubric: str | None) -> dict[Key, _Row]:
    """The ledger's line on each source under a rubric."""
    if rubric is None:
        return {}
    query = tables.of_company(tables.ledger, company).where(tables.ledger.c.rubric == rubric)
    return {(row.company, row.source): row for row in connection.execute(query)}


def _document_row(
    row: _Row,
    originals: Mapping[tuple[str, str], _Row],
    line: _Row | None,
    missed: Missing | None,
) -> DocumentRow:
    outcome, detail, limit = _end(row, line)
    # A duplicate was not read again: what the reading says is said by the row of the original.
    is_copy = Outcome.DUPLICATE in (row.outcome, outcome)
    original = originals.get((row.company, row.document)) if is_copy else row
    read = row if original is None or row.pages else original
    if original is None and outcome is Outcome.DUPLICATE:
        since = "of what was the same as this another document came since"
        detail = f"{row.source}: {since}; screen it again, to have it read"
    return DocumentRow(
        company=row.company,
        source=row.source,
        url=row.url,
        document=row.document,
        media_type=row.media_type or read.media_type,
        outcome=outcome,
        detail=detail,
        pages=read.pages,
        pages_without_text=read.pages_without_text,
        kind=row.kind or read.kind,
        language=row.language or read.language,
        published=row.published or read.published,
        fetched=row.fetched,
        title=row.title or read.title,
        about=unpack_about(read.about),
        search=_search(row, line),
        location=row.location,
        limit=limit,
        missing=missed,
    )


def _end(row: _Row, line: _Row | None) -> tuple[Outcome, str, Limit | None]:
    """What became of a source for the rubric at hand, why, and at which limit: for another it may have ended otherwise.

    Without the ledger's line, or where other bytes were received since, what became of it last.
    """
    if line is None or line.document not in (None, row.document):
        return Outcome(row.outcome), row.detail, None
    outcome = Outcome(line.outcome)
    detail, limit = unpack_end(line.searched)
    if detail is None:  # not kept, or nothing to say
        detail = row.detail if line.outcome == row.outcome else _told(row.source, outcome)
    return outcome, detail, limit


def _told(source: str, outcome: Outcome) -> str:
    """What can be said of an end whose detail was not kept."""
    if outcome in (Outcome.READ, Outcome.REPAIRED):
        return ""
    if outcome is Outcome.DUPLICATE:
        return f"{source}: the same bytes as another document; what became of them is shown there"
    return f"{source}: {outcome} when it was screened for this rubric; screen it for this rubric again"


def _corrected(row: DocumentRow, found: Corrections) -> DocumentRow:
    """The row with what a person corrected of its document."""
    said = {fact: line for (document, fact), line in found.items() if document == row.document}
    if not said:
        return row
    value = {fact: line.quote or None for fact, line in said.items()}
    about = row.about
    if "kind" in said:
        about = replace(about, kind_reason=f"corrected by {said['kind'].who}")
    if "signed_off" in said:
        about = replace(about, signed_off=value["signed_off"])
    return replace(
        row,
        kind=value.get("kind", row.kind),
        published=value.get("published", row.published),
        company_name=value.get("company_name"),
        about=about,
    )


def _search(row: _Row, line: _Row | None) -> Searched | None:
    """What was searched of a source's document, by the ledger's line on it under the rubric at hand."""
    if line is None:
        return None
    # Other bytes may since have been received for another rubric: they were not searched for this one.
    same = row.document is None or line.document in (None, row.document)
    return unpack_searched(line.searched) if same else None
