"""The table at the end of screening: what is proposed for each company, what was found, what was not read.

Nothing here is a result about a company: the bounds are proposals until a person decides, and the table says
so. A few companies get a table each, indicator by indicator; many get one line each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.records import Listing, Outcome, Verdict
from findings.agenda import agenda
from forms import counted, harmless, listed, span
from reports.company import read_company
from rubric import Rubric
from rubric.model import Scoring
from rubric.scores import Bounds
from screening.run import RunSummary
from workspace.commands import command
from workspace.companies import Names
from workspace.records import DocumentRow, Missed
from workspace.store import Store

WIDE = 160  # columns of what is read line by line, when the summary goes to a file or a pipe
NO_LIMIT = 100_000  # columns of a file or a pipe: a row for each company is as long as it has to be
FEW = 5  # companies: up to here each has a table of its own
MOST_SHARED = 5  # documents of several companies that are told
MOST_LINES = 40  # of documents that could not be read; the rest is counted and found in the export


@dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """One indicator of one company."""

    indicator: str
    title: str
    proposed: Bounds
    decided: Bounds
    supports: int  # candidates
    weak: int


@dataclass(frozen=True, slots=True)
class CompanySummary:
    """One company: its indicators and its documents."""

    company: str
    indicators: tuple[IndicatorSummary, ...]
    documents: tuple[DocumentRow, ...]
    decisions: int
    staged: bool  # the bounds are the highest stages with public evidence, not points
    shown: int  # candidates that the desk shows by default
    figures: str  # what the bounds are where they are stages, in words
    again: int = 0  # elements that are asked again: something came since "not met", or what was confirmed is gone

    @property
    def supports(self) -> int:
        """Candidates that support an element."""
        return sum(one.supports for one in self.indicators)

    @property
    def weak(self) -> int:
        """Candidates that are near misses."""
        return sum(one.weak for one in self.indicators)


def summarize(store: Store, rubric: Rubric, companies: Iterable[str]) -> list[CompanySummary]:
    """What the store holds about the companies under the rubric."""
    return [_company(store, rubric, company) for company in companies]


def _company(store: Store, rubric: Rubric, company: str) -> CompanySummary:
    view = read_company(store, company, rubric)
    counts = Counter(
        (one.evidence.element.partition("/")[0], one.evidence.verdict) for one in view.candidates if one.current
    )
    titles = {indicator.id: indicator.title for indicator in rubric.indicators}
    indicators = tuple(
        IndicatorSummary(
            indicator=score.indicator,
            title=titles[score.indicator],
            proposed=score.proposed,
            decided=score.decided,
            supports=counts[score.indicator, Verdict.SUPPORTS],
            weak=counts[score.indicator, Verdict.WEAK],
        )
        for score in view.scores.values()
    )
    staged = rubric.scoring is Scoring.STAGES
    again = agenda(view).again(view) if view.decisions else 0
    shown = sum(one.current and one in view.shown for one in view.candidates)
    return CompanySummary(
        company=company,
        indicators=indicators,
        documents=view.documents,
        decisions=len(view.decisions),
        staged=staged,
        shown=shown,
        figures=_figures(rubric),
        again=again,
    )


def _figures(rubric: Rubric) -> str:
    if len(rubric.stages) == 1:
        return f"Figures: 1 is “{rubric.stages[0].title}”, by public evidence"
    return "Figures are the highest stage with public evidence"


def print_run(stream: TextIO, store: Store, rubric: Rubric, listings: Sequence[Listing], done: RunSummary) -> bool:
    """Print what the store now says about the companies just screened, and what the run itself did.

    Returns whether any of what was listed has been read, now or before, and could be had in this run.
    """
    names = Names(store.companies())
    wanted = {(company, one.source) for one in listings for company in names.meant(one.company)}
    companies = sorted({company for company, _ in wanted}, key=str.casefold)
    console = Console(file=stream, width=None if stream.isatty() else NO_LIMIT, soft_wrap=False, highlight=False)
    summaries = summarize(store, rubric, companies)
    print_summary(console, summaries, store.workspace)
    console.print(Text(run_text(done)), width=_prose(console))
    rows = [row for one in summaries for row in one.documents]
    here = [row for row in rows if (row.company, row.source) in wanted]
    for told in (_besides(len(rows) - len(here)), *_of_several(rows)):
        if told:
            console.print(_shown(told), width=_prose(console))
    not_had = {(one.company, one.source) for one in done.not_had}
    return any(row.pages > row.pages_without_text and (row.company, row.source) not in not_had for row in here)


def _besides(count: int) -> str:
    """Why more documents are counted than were named now."""
    if not count:
        return ""
    are = "is" if count == 1 else "are"
    some = counted(count, "document")
    return f"Counted above {are} also {some} of these companies that {are} not in what was named now."


def _of_several(documents: Iterable[DocumentRow]) -> Iterator[str]:
    """The documents that two companies have, byte for byte: a joint statement, or a slip of the list."""
    same: dict[str, dict[str, str]] = {}
    for row in documents:
        if row.document is not None:
            same.setdefault(row.document, {}).setdefault(row.company, row.source)
    shared = [companies for companies in same.values() if len(companies) > 1]
    for companies in shared[:MOST_SHARED]:
        named = listed([f"{company} ({source})" for company, source in companies.items()])
        yield f"The very same document stands for {named}: if it is of one alone, take the other line out of the list."
    if len(shared) > MOST_SHARED:
        yield f"So do {len(shared) - MOST_SHARED:,} more."


def run_text(done: RunSummary) -> str:
    """One sentence on the run: how many documents, how long, which way and why."""
    there = done.already - done.gone
    were = "was" if there == 1 else "were"
    changed = f", {done.changed:,} of which had changed" if done.changed else ""
    already = f"; {there:,} {were} screened before and unchanged" if there else ""
    files = f"{done.gone:,} listed {'file is' if done.gone == 1 else 'files are'} gone"
    gone = f"; {files}, what was read before stays" if done.gone else ""
    told = f"{counted(done.done, 'document')} screened in {done.seconds:.1f} s{changed}"
    lost = f", {done.lost:,} of which out of the archive, as nothing could be had in its place" if done.lost else ""
    return f"{told}{lost}, way: {done.way} ({done.why}){already}{gone}."


def print_summary(console: Console, summaries: Sequence[CompanySummary], workspace: Path | None = None) -> None:
    """Print the tables, what could not be read, and the totals."""
    wide = _prose(console)
    if len(summaries) <= FEW:
        for summary in summaries:
            console.print(_company_table(summary), width=wide)
            console.print()
    else:
        console.print(_many_table(summaries, wide=console.width >= 150))
        console.print()
    console.print(_unread([row for summary in summaries for row in summary.documents], workspace), width=wide)
    console.print(_totals(summaries) if len(summaries) > 1 else _shown(_documents(summaries)), width=wide)
    if again := [one for one in summaries if one.again]:
        console.print(_again(again), width=wide)
    for how in Missed:
        if rows := [row for one in summaries for row in one.documents if row.missing and row.missing.how is how]:
            console.print(_missing(rows, how), width=wide)


def _prose(console: Console) -> int | None:
    """The columns of what is no list of companies; None: as many as there are."""
    return WIDE if console.width == NO_LIMIT else None


def _shown(words: str, style: str = "") -> Text:
    """Words of documents and lists as a terminal may show them."""
    return Text(harmless(words), style)


def _company_table(summary: CompanySummary) -> Table:
    table = Table(title=_shown(f"{summary.company}: proposals, nothing is confirmed yet", "bold"), title_justify="left")
    if summary.decisions:
        table.title = _shown(f"{summary.company}: proposals, and what was decided so far", "bold")
    if summary.staged:
        table.caption = Text(f"{summary.figures}; 0 is none.")
    table.add_column("topic" if summary.staged else "indicator", no_wrap=True)
    table.add_column("title", ratio=1)
    table.add_column("proposed", justify="right", no_wrap=True)
    if summary.decisions:
        table.add_column("decided", justify="right", no_wrap=True)
    table.add_column("supports", justify="right", no_wrap=True)
    table.add_column("weak", justify="right", no_wrap=True)
    for one in summary.indicators:
        decided = [bounds_text(one.decided)] if summary.decisions else []
        cells = [
            one.indicator,
            one.title,
            bounds_text(one.proposed),
            *decided,
            str(one.supports),
            str(one.weak),
        ]
        table.add_row(*map(_shown, cells))
    return table


def _many_table(summaries: Sequence[CompanySummary], wide: bool) -> Table:
    """One line a company: with the bounds of each indicator where there is room, else with their sums."""
    table = Table(title=Text("Proposals, nothing is confirmed yet", "bold"), title_justify="left", pad_edge=False)
    if any(summary.decisions for summary in summaries):
        table.title = Text("Proposals; where people decided, the export of scores says what", "bold")
    table.add_column("company")  # the one that may be wrapped is the one that gives way; its cells are cut instead
    staged = summaries[0].staged
    if staged:
        lowest = "" if wide else "; one figure stands for the lowest topic"
        table.caption = Text(f"{summaries[0].figures}{lowest}.")
    names = [one.indicator for one in summaries[0].indicators]
    if not wide:
        names = ["lowest topic" if staged else "proposed points"]
    for name in ["read", "supports", "weak", *names]:
        table.add_column(name, justify="right", no_wrap=True)
    for summary in summaries:
        bounds = [one.proposed for one in summary.indicators]
        if not wide:
            together = min if staged else sum  # stages have no sum
            bounds = [Bounds(together(one.low for one in bounds), together(one.high for one in bounds))]
        read = sum(row.searched_whole for row in summary.documents)
        cells = [
            f"{read:,}/{len(summary.documents):,}",
            *_figures_of(summary.supports, summary.weak),
        ]
        company = Text(harmless(summary.company), no_wrap=True, overflow="ellipsis")
        table.add_row(company, *map(_shown, [*cells, *map(bounds_text, bounds)]))
    return table


def _unread(documents: Sequence[DocumentRow], workspace: Path | None) -> RenderableType:
    """What was not searched from beginning to end, or is worth a look: the file, what happened, and the cure."""
    unread = [row for row in documents if not row.searched_whole or (row.detail and row.outcome is Outcome.READ)]
    if not unread:
        every = "The document was" if len(documents) == 1 else f"All {len(documents):,} documents were"
        return Text(f"{every} read and searched whole.\n")
    table = Table(title=Text("Not searched whole, or worth a look", "bold"), title_justify="left")
    table.add_column("company", overflow="fold")
    table.add_column("source", overflow="fold")
    table.add_column("outcome", no_wrap=True)
    table.add_column("why, and what to do", ratio=1, overflow="fold")
    for row in unread[:MOST_LINES]:
        table.add_row(*map(_shown, [row.company, row.source, row.outcome, row.detail]))
    if len(unread) <= MOST_LINES:
        return Group(table, "")
    every = command("export", "documents", workspace=workspace)
    return Group(table, Text(f"and {len(unread) - MOST_LINES:,} more: {every}\n"))


def _totals(summaries: Sequence[CompanySummary]) -> RenderableType:
    """Candidates per indicator and documents per outcome, over all companies."""
    table = Table(title=Text("Candidates, all companies", "bold"), title_justify="left")
    for name in ("indicator", "supports", "weak", "companies with support"):
        table.add_column(name, justify="left" if name == "indicator" else "right", no_wrap=True)
    columns = zip(*(summary.indicators for summary in summaries), strict=True)
    for column in columns:
        supports, weak = sum(one.supports for one in column), sum(one.weak for one in column)
        table.add_row(column[0].indicator, *_figures_of(supports, weak, sum(one.supports > 0 for one in column)))
    supports, weak = sum(one.supports for one in summaries), sum(one.weak for one in summaries)
    table.add_section()
    table.add_row("all", *_figures_of(supports, weak, sum(one.supports > 0 for one in summaries)))
    return Group(table, _shown(_documents(summaries)))


def _figures_of(*counts: int) -> list[str]:
    return [f"{count:,}" for count in counts]


def _documents(summaries: Sequence[CompanySummary]) -> str:
    """How many documents and pages there are, what became of them, and how many candidates are shown first."""
    documents = [row for summary in summaries for row in summary.documents]
    counts = Counter(row.outcome for row in documents)
    outcomes = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts[outcome])
    pages = sum(row.pages for row in documents if row.outcome is not Outcome.DUPLICATE)
    shown = sum(summary.shown for summary in summaries)
    found = sum(summary.supports + summary.weak for summary in summaries)
    first = f"{shown:,} of {counted(found, 'candidate')} shown first" if found else "no candidates"
    told = f"{counted(len(documents), 'document')}, {counted(pages, 'page')}"
    return f"{told}: {outcomes or 'none'}; {first}"


def _again(summaries: Sequence[CompanySummary]) -> Text:
    """What is asked again: a score that was final may be open now."""
    named = [f"{one.company} ({counted(one.again, 'element')})" for one in summaries[:MOST_LINES]]
    more = len(summaries) - len(named)
    rest = f" and {more} more" if more else ""
    why = "as something came since “not met”, or the document of what was confirmed was replaced"
    return _shown(f"Asked again, {why}: {', '.join(named)}{rest}.")


def _missing(rows: Sequence[DocumentRow], how: Missed) -> Text:
    """What was screened before and is not there any more, by company; what it shows still counts."""
    some = rows[:MOST_LINES]
    by_company = groupby(some, key=lambda row: row.company)
    named = "; ".join(f"{company}: {', '.join(row.source for row in own)}" for company, own in by_company)
    more = f"; and {len(rows) - len(some)} more" if len(rows) > len(some) else ""
    were, are = ("was", "is") if len(rows) == 1 else ("were", "are")
    what = "no longer in the list" if how is Missed.NOT_LISTED else "not found or received any more"
    stays = "What was confirmed there still counts: reject it at its element where it is not to."
    return _shown(f"{counted(len(rows), 'document')} that {were} screened before {are} {what}: {named}{more}. {stays}")


def bounds_text(bounds: Bounds) -> str:
    """Bounds as a table shows them: "1", or "0–1.5" while not all is known."""
    return span(bounds.low, bounds.high)
