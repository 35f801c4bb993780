"""Decided elements and final scores as a CSV that WikiRate imports as answers.

Its columns and what each must hold are from WikiRate's own code: `AnswerImportItem` (for a time `RecordImportItem`) and
its tests in https://github.com/wikirate/wikirate, mod/deckorate_import, commit 4c21cfd, and `ImportItem` in
https://github.com/decko-commons/card-mods, card-mod-csv_import, commit 189974e. The file is UTF-8 with commas and a
header; metric, company, year, value and source must be given; sources are addresses with "; " between; a metric must
exist. A comment becomes HTML of the answer's discussion, so that what HTML and WikiRate's own marks would take for
theirs is escaped.
"""

from __future__ import annotations

import csv
import html
import logging
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from archive.intake import named_cells
from errors import InputError
from findings.words import OUTCOMES, RULINGS, moment
from forms import TRUTHS, counted
from reports.company import companies_named, rubrics_used
from reports.dossier import Dossier, ElementEntry, IndicatorEntry, Quote, Said, dossier
from reports.export import inert, mark, write_anchor
from reports.files import whole_file
from reports.rows import year_of
from workspace.records import Decision
from workspace.store import Store

log = logging.getLogger(__name__)

HEADER = ("Metric", "Company", "Year", "Value", "Source", "Comment")
BETWEEN_SOURCES = "; "
NAMES_FILE = "wikirate.csv"  # in the workspace: what metrics are called
VALUES = {TRUTHS["met"]: "Yes", TRUTHS["not_met"]: "No"}
# WikiRate's own marks in a text: links and nests.
_MARKS = str.maketrans({"[": "&#91;", "{": "&#123;"})

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what a company was found to do, or scored, in a year."""

    id: str  # of the element or the indicator
    metric: str  # "": none is wanted
    company: str
    year: int
    value: str
    sources: tuple[str, ...]  # public addresses
    comment: str


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write the answers of a company, or of all; those without any public address are left out, and said.

    Raises InputError for a file of names that cannot be used.
    """
    names = metric_names(store.workspace)
    companies = companies_named(store, company)
    chosen = {one.name for one in rubrics_used(store, company, rubric)}
    count = 0
    with (
        whole_file(output) as unfinished,
        unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream,
    ):
        mark(stream)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        for each in companies:
            reports = (dossier(store, each, one) for one in rubrics_used(store, each) if one.name in chosen)
            wanted = [one for report in reports for one in answers(report, names) if one.metric]
            given = [one for one in wanted if one.sources]
            writer.writerows([inert(cell) for cell in _cells(one)] for one in given)
            count += len(given)
            _say_what_is_left_out(each, [one.id for one in wanted if not one.sources])
    write_anchor(output, store.anchor())
    return count


def _say_what_is_left_out(company: str, ids: list[str]) -> None:
    if ids:
        log.warning(
            "%s: %s left out, because WikiRate takes none without a public address: %s; "
            "give the documents' addresses in the list (column url) and screen again",
            company,
            counted(len(ids), "answer"),
            ", ".join(ids),
        )


def _cells(one: Answer) -> list[str | int]:
    return [one.metric, one.company, one.year, one.value, BETWEEN_SOURCES.join(one.sources), one.comment]


# --- what metrics are called


def metric_names(workspace: Path) -> dict[tuple[str, str], str]:
    """The names that the workspace's file gives, by rubric and id of an element or indicator; "" wants no answers.

    Raises InputError for a file that cannot be read or has other columns.
    """
    file = workspace / NAMES_FILE
    if not file.is_file():
        return {}
    names = {}
    for line, row in named_cells(file, ("rubric", "id")):
        if "metric" not in row:
            raise InputError(
                f"{file}: line {line}: the cell 'metric' is missing; name a metric, or none in an empty cell"
            )
        names[row["rubric"], row["id"]] = row["metric"]
    return names


def metric_name(names: Names, rubric: str, of: str) -> str:
    """What the metric of an element or indicator is called: as the file says, else designer and title by their ids.

    WikiRate's names are designer+title, without a slash.
    """
    return names.get((rubric, of), f"{rubric}+{of.replace('/', ' ')}")


# --- answers


def answers(of: Dossier, names: Names) -> Iterator[Answer]:
    """An answer for each element that is decided, and for each score that is final, in the rubric's order."""
    rubric = of.rubric.name
    for entry in of.indicators:
        decided = [one for one in entry.elements if one.outcome in VALUES]
        for one in decided:
            yield _of_element(of, one, metric_name(names, rubric, one.element.id))
        if entry.final and decided:
            yield _of_score(of, entry, decided, metric_name(names, rubric, entry.indicator.id))


def _of_element(of: Dossier, one: ElementEntry, metric: str) -> Answer:
    return Answer(
        id=one.element.id,
        metric=metric,
        company=of.company,
        year=_year(of, one),
        value=VALUES[one.outcome],
        sources=_sources(of, one),
        comment=_inert_there(" ".join(_told(of, one))),
    )


def _what(of: Dossier, entry: IndicatorEntry) -> str:
    if not of.staged:
        return f"Points of {entry.indicator.maximum:g}"
    if len(of.rubric.stages) != 1:
        return "The highest stage with public evidence"
    return f"1 for {of.rubric.stages[0].title}, 0 for no public evidence of all of it"


def _of_score(of: Dossier, entry: IndicatorEntry, decided: list[ElementEntry], metric: str) -> Answer:
    what = _what(of, entry)
    outcomes = "; ".join(f"{one.element.label}: {one.outcome}" for one in decided)
    told = f"{entry.indicator.title} ({_edition(of)}). {what}: {entry.score}, from decisions: {outcomes}."
    lines = _lines(of, {one.element.id for one in entry.elements})
    people = ", ".join(dict.fromkeys(line.who for line in lines))
    return Answer(
        id=entry.indicator.id,
        metric=metric,
        company=of.company,
        year=max(_year(of, one) for one in decided),
        value=entry.score,
        sources=tuple(dict.fromkeys(source for one in decided for source in _sources(of, one))),
        comment=_inert_there(f"{told} Decided by {people}, last {moment(lines[-1].at)}."),
    )


def _ground(one: ElementEntry) -> tuple[Quote, ...]:
    """The passages on which an outcome rests."""
    return one.confirmed if one.outcome == TRUTHS["met"] else (*one.confirmed, *one.against)


def _sources(of: Dossier, one: ElementEntry) -> tuple[str, ...]:
    """The addresses of the documents that an outcome rests on; where no passage does, of all that were searched."""
    links = {row.row.source: row.link for row in of.documents}
    ground = [links.get(quote.source, "") for quote in _ground(one)]
    if not ground:
        ground = [row.link for row in of.documents if row.row.searched]
    return tuple(dict.fromkeys(link.replace(" ", "%20") for link in ground if link))


def _year(of: Dossier, one: ElementEntry) -> int:
    """The year of the newest document that the outcome rests on, else of the decision."""
    years = [year for quote in _ground(one) if (year := year_of(quote.published))]
    return max(years, default=year_of(_lines(of, {one.element.id})[-1].at) or 0)


def _lines(of: Dossier, elements: Set[str]) -> list[Decision]:
    """The log's lines on these elements, oldest first; a decided element has some."""
    return sorted((line for line in of.decisions if line.element in elements), key=lambda line: line.at)


def _told(of: Dossier, one: ElementEntry) -> Iterator[str]:
    """The comment, in sentences: what was asked, the passages with place, note, reviewer and date, and why not."""
    yield f"{one.element.label} ({_edition(of)}, {one.element.id}): {one.outcome}."
    if one.standing:
        yield one.standing
    if one.said:
        yield _by(one.said)
    for quote in _ground(one):
        printed = f", printed {quote.printed}" if quote.printed else ""
        published = f", published {quote.published}" if quote.published else ""
        lead_in = f"{quote.lead_in} " if quote.lead_in else ""
        not_enough = one.outcome != TRUTHS["met"] and quote in one.confirmed
        enough = "Confirmed, and not enough: " if not_enough else ""
        yield f"{enough}“{lead_in}{quote.text}” ({quote.document}, page {quote.page}{printed}{published})."
        if quote.reason:
            yield f"It falls short: {quote.reason.rstrip('.')}."
        if quote.said:
            yield _by(quote.said)
    if not _ground(one):
        if not one.said:  # whoever judged the passages rejected all
            last = _lines(of, {one.element.id})[-1]
            yield _by(Said(RULINGS[last.verdict], last.who, moment(last.at), last.note))
        yield " ".join(_searched(of))


def _by(said: Said) -> str:
    note = f"; note: {said.note.rstrip('.')}" if said.note else ""
    return f"{said.who}, {said.at}: {said.ruling}{note}."


def _searched(of: Dossier) -> Iterable[str]:
    """What was searched where no passage was found, and what has no public address."""
    searched = [row for row in of.documents if row.row.searched]
    yield f"{counted(len(searched), 'document')} searched."
    hidden = [row.title for row in searched if not row.link]
    if hidden:
        yield f"Without a public address: {', '.join(hidden)}."
    for row in of.documents:
        if not row.row.searched:
            yield f"Not searched: {row.title} ({OUTCOMES[row.row.outcome]})."


def _edition(of: Dossier) -> str:
    return of.rubric.title if of.rubric.edition in of.rubric.title else f"{of.rubric.title}, {of.rubric.edition}"


def _inert_there(text: str) -> str:
    """A comment in which nothing is HTML, a link or a nest."""
    return html.escape(text, quote=False).translate(_MARKS)
