"""The company sheet: what one sends to a colleague or to the company, as plain tables before they take a form.

Its first page has the scores; then come the elements with their passages, the documents, the receipts of what is not
met, the decision log, and the versions with the log's anchor. All of it follows from decisions. What the tool proposes
stands on the last page, which says that it is no result. `reports/sheet_xlsx.py` and `reports/sheet_html.py` write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from extractors.fold import as_read
from findings.board import total
from findings.words import OPEN, document_name, languages_in_words, moment
from forms import TRUTHS, counted, sentence, span
from reports.dossier import (
    NOT_NEEDED,
    DocumentEntry,
    Dossier,
    ElementEntry,
    IndicatorEntry,
    Quote,
    Said,
    dossiers,
)
from reports.export import write_anchor
from reports.files import whole_file
from reports.journey import FROM_OUTSIDE
from reports.logged import HOLDS, LogEntry
from reports.receipts import by_entries, without_a_rule
from reports.sheet_exchange import exchange_pages
from reports.sheet_tables import Cell, Column, Look, Page, Row, Value, outcome_look, score_look
from rubric.model import Rubric
from rubric.proof import short_stage_text
from rubric.scores import Bounds
from workspace.store import Store

FROM_DECISIONS = "Everything here follows from what people decided, and from nothing else."
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
        Page("Scores", head, _about_scores(found), score_columns(found), score_rows(found), score_sums(found)),
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
        Page("Documents", head, _about_documents(found), DOCUMENT_COLUMNS, tuple(map(_document, found.documents))),
        Page("Not met", head, _about_zeros(found), ZERO_COLUMNS, tuple(_zeros(found))),
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


# --- scores


def _about_scores(found: Dossier) -> tuple[str, ...]:
    what = "topic" if found.staged else "indicator"
    states = f"{found.final} of {counted(len(found.indicators), what)} final"
    people = f", by {', '.join(found.people)}; the last on {found.last_decided}" if found.people else ""
    told = f"{states}. {counted(len(found.decisions), 'decision')}{people}."
    sector = f"Sector: {found.sector}. " if found.sector else ""
    published = _published(found)
    of_stages = (GAP_TOLD, FROM_OUTSIDE) if found.staged else ()
    return (f"{sector}{FROM_DECISIONS} {told}", *published, COUNTED_TOLD, *of_stages)


def _published(found: Dossier) -> tuple[str, ...]:
    """Whether these are the scores that were published; nothing where they are drafts."""
    if found.published is None:
        return ()
    moved = f" Since then changed: {', '.join(found.since_published)}." if found.since_published else ""
    return (f"Published by {found.published.who} on {found.published.at}.{moved}",)


def worth(found: Dossier, value: Bounds) -> str:
    """A result in words: "1.5", "0–1.5", "1 Launched", "from none to 2 Established"."""
    if not found.staged:
        return span(value.low, value.high)
    names = {one.number: one.title for one in found.rubric.stages}
    return short_stage_text(value, names)


# Outcomes of elements, which the first page counts, with the widths of their columns.
COUNTED = {"met": 6, "not met": 6, OPEN: 7, NOT_NEEDED: 9, "not applicable": 11}
COUNTED_TOLD = "Met to not applicable: how many of its elements are so."
GAP_ALONE = "The result does not wait for it; the improvement plan counts it as lacking."
GAP_TOLD = "Open beside a final result: the improvement plan counts it as lacking, the result does not wait for it."


def score_columns(found: Dossier) -> tuple[Column, ...]:
    """The columns of the first page."""
    return (
        Column("Topic" if found.staged else "Indicator", 10),
        Column("What it is about", 42),
        Column("Module" if found.staged else "Theme", 30),
        _result_column(found),
        Column("Final or open", 22 if found.staged else 28),
        Column("Least", 7),
        Column("Greatest", 10),
        Column("Of", 5),
        *(Column(f"{one[:1].upper()}{one[1:]}", width) for one, width in COUNTED.items()),
    )


def _result_column(found: Dossier) -> Column:
    if not found.staged:
        return Column("Score", 12, centred=True)
    return Column("Highest stage with public evidence" if len(found.rubric.stages) != 1 else "Result", 22)


def score_rows(found: Dossier) -> tuple[Row, ...]:
    """A row for each indicator."""
    return tuple(_score_row(found, one) for one in found.indicators)


def _score_row(found: Dossier, one: IndicatorEntry) -> Row:
    outcomes = [each.outcome for each in one.elements]
    return Row(
        (
            one.indicator.id,
            one.indicator.title,
            f"{one.indicator.theme} {one.theme}",
            score_cell(found, one),
            state_of(one),
            one.decided.low,
            one.decided.high,
            one.indicator.maximum,
            *map(outcomes.count, COUNTED),
        )
    )


def score_cell(found: Dossier, one: IndicatorEntry) -> Cell:
    """A score with its look: a number where it is final, and where stages are counted the stage in words."""
    number = one.final and not found.staged
    value = one.decided.low if number else worth(found, one.decided)
    return Cell(value, score_look(one.decided, one.indicator.maximum))


def state_of(one: IndicatorEntry) -> str:
    """Whether a score is final, and if not, what it waits for."""
    if one.final:
        return "final"
    waits = [each.element.key for each in one.elements if each.is_open]
    if waits:
        return f"open: {', '.join(waits)} still to be decided"
    held = [each.element.key for each in one.elements if each.outcome == "not applicable"]
    return f"open: {', '.join(held)} {'do' if len(held) > 1 else 'does'} not apply; nothing is left to decide"


def score_sums(found: Dossier) -> tuple[Row, ...]:
    """The sums of themes and of all, or where stages are counted how far the modules are."""
    if found.journey:
        last = max(one.indicator.maximum for one in found.indicators)
        return tuple(
            _sum_row(
                f"Module {one.module}", f"{one.title}: as far as the lowest of its topics", found, one.stages, last
            )
            for one in found.journey.decided.modules
        )
    rows = [
        _sum_row(f"Theme {one.id}", _weighed(one.title, one.weight), found, one.decided, one.maximum)
        for one in found.themes
    ]
    every = total(one.decided for one in found.themes)
    return (*rows, _sum_row("All", "Sum of all themes", found, every, sum(one.maximum for one in found.themes)))


def _weighed(title: str, weight: int | None) -> str:
    return f"{title} ({weight} % of the whole)" if weight else title


def _sum_row(name: str, title: str, found: Dossier, value: Bounds, maximum: float) -> Row:
    state = "final" if value.low == value.high else "open"
    cells = (name, title, "", worth(found, value), state, value.low, value.high, maximum)
    return Row(tuple(Cell(one, Look.STRONG) for one in cells))


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


# --- documents

DOCUMENT_COLUMNS = (
    Column("Document", 18),
    Column("As it was listed", 18),
    Column("Kind", 13),
    Column("Date", 11),
    Column("Language", 11),
    Column("What became of it", 11),
    Column("Pages", 8),
    Column("Pages without text", 9),
    Column("Searched with", 18),
    Column("What could not be read or searched, or may have been missed", 29),
    Column("Public address", 21),
    Column("Link", 6),
    Column("Fetched", 11),
)


def _about_documents(found: Dossier) -> tuple[str, ...]:
    lacking = sum(not one.row.searched_whole for one in found.documents)
    searched = f"{found.receipt.extent} searched"
    rest = f"{counted(lacking, 'document')} not read or not searched whole" if lacking else "all of them whole"
    return (f"{searched}; {rest}. Every document that was listed for the company is here.",)


def _document(one: DocumentEntry) -> Row:
    row = one.row
    whole = row.searched_whole
    return Row(
        (
            one.title,
            listed_as(row.source),
            one.kind,
            row.published or "",
            languages_in_words(row.language),
            Cell(one.outcome, Look.PLAIN if whole else Look.NOT_MET),
            row.pages,
            row.pages_without_text,
            _searched_with(one),
            "\n".join(_told_of(one)),
            one.link or "none",
            Cell("open", url=one.link) if one.link else "",
            moment(row.fetched),
        )
    )


def _told_of(one: DocumentEntry) -> tuple[str, ...]:
    """What was not read, and what else is to be known of the reading: each once."""
    facts = (fact.detail for fact in one.row.about.facts)
    return (*one.not_read, *(fact for fact in facts if not any(fact in told for told in one.not_read)))


def listed_as(source: str) -> str:
    """A source as it was listed; of a path from the root of a machine only the file's name leaves the house."""
    rooted = PurePosixPath(source).is_absolute() or PureWindowsPath(source).is_absolute()
    return document_name(source.replace("\\", "/")) if rooted else source


def _searched_with(one: DocumentEntry) -> str:
    parts = one.row.search.parts if one.row.search else ()
    return "\n".join(
        f"{languages_in_words(part.language)} lexicons, {part.version or 'version not kept'}"
        + (f"; no words for {counted(len(part.cannot_ask), 'element')}" if part.cannot_ask else "")
        for part in parts
    )


# --- receipts of what is not met

ZERO_COLUMNS = (
    Column("Element and what it asks", 30),
    Column("Why it is not met", 27),
    Column("What was searched", 14),
    Column("Searched for by", 20),
    Column("Passages that people judged", 16),
    Column("What was not read or not searched for it", 34),
    Column("Note", 21),
    Column("Who", 11),
    Column("When", 11),
)


def _about_zeros(found: Dossier) -> tuple[str, ...]:
    told = "For each element that is not met: what was searched for it, by what, and what was not."
    outdated = found.receipt.outdated
    older = (
        (f"Searched by older rules than the present ones: {', '.join(map(listed_as, outdated))}.",) if outdated else ()
    )
    return (told, *older)


def _zeros(found: Dossier) -> Iterator[Row]:
    searched = found.receipt.extent
    last = {line.element: line for line in found.log if line.standing == HOLDS}
    for one in found.elements:
        if one.outcome != TRUTHS["not_met"]:
            continue
        line = last.get(one.element.id)
        said = one.said or (Said("", line.decision.who, line.at, line.decision.note) if line else None)
        yield Row(
            (
                f"{one.element.id} {one.element.label}",
                one.standing,
                searched,
                _searched_by(one),
                _judged(one),
                "\n".join(f"{each.title}: {_not_searched(each)}" for each in _lacking(found, one)) or "nothing",
                *((said.note, said.who, said.at) if said else ("", "", "")),
            )
        )


def _searched_by(one: ElementEntry) -> str:
    """By how many entries of the lexicons it was searched for; without any, on what it rests."""
    return by_entries(one.rules) if one.rules else f"no entry of the lexicons; {without_a_rule(one.element)}"


def _judged(one: ElementEntry) -> str:
    total = len(one.confirmed) + len(one.against) + len(one.rejected)
    kinds = ((len(one.confirmed), "confirmed"), (len(one.against), "weak"), (len(one.rejected), "rejected"))
    judged = f"{total}: {', '.join(f'{count} {word}' for count, word in kinds if count)}" if total else "none"
    if one.waiting:
        return f"{judged}; {one.waiting} more {'was' if one.waiting == 1 else 'were'} found, which nobody judged"
    return judged if total else "none: no passage was found"


def _lacking(found: Dossier, one: ElementEntry) -> list[DocumentEntry]:
    return [each for each in found.documents if not each.row.searched_for(one.element.id)]


def _not_searched(document: DocumentEntry) -> str:
    if document.row.searched_whole:
        return "the lexicons of a language in it lack the words for this element"
    return document.outcome


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
