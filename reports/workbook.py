"""All companies in one workbook: scores by company and indicator, a sheet for each indicator, how scores are spread.

Companies are read and written one at a time, and every sheet is streamed, so that a large batch needs no large memory.
Charts count final scores alone and say how many are open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook

from errors import InputError
from findings.board import possible
from findings.unscreened import unscreened
from reports.company import rubrics_used
from reports.dossier import Dossier, IndicatorEntry, dossier
from reports.files import whole_file
from reports.journey import FROM_OUTSIDE
from reports.sheet import (
    ELEMENT_TITLES,
    PAGES_TOLD,
    VERSION_COLUMNS,
    VERSIONS_TOLD,
    anchor_row,
    element_rows,
    rubric_rows,
)
from reports.sheet_charts import Chart, add_charts
from reports.sheet_lines import unbroken
from reports.sheet_scores import FROM_DECISIONS, score_cell
from reports.sheet_tables import Cell, Column, Look, Row, score_look
from reports.sheet_xlsx import Sheet, begun, sheet_name
from rubric.model import Indicator, Rubric, Scoring
from rubric.proof import short_stage_text
from rubric.scores import Bounds, summed
from workspace.commands import command
from workspace.rubrics import rules
from workspace.store import Store

OPEN_TOLD = "open (in no chart)"
LEGEND = "A final score is a number, the darker the higher. A range on yellow is open: what decisions leave possible."


def write(store: Store, output: Path, company: str | None, rubric: str | None) -> int:
    """Write the workbook of all companies, each rubric after another; returns how many companies are in it."""
    assert company is None  # the list of exports says that it is about all
    used = rubrics_used(store, None, rubric)
    if not used:
        cure = command("screen", "INPUT...", workspace=store.workspace)
        raise InputError(f"export workbook: nothing was screened in this workspace; run `{cure}` first")
    with whole_file(output) as unfinished:
        book = begun(store.anchor())
        companies = {name for one in used for name in _of_rubric(store, book, one, len(used) > 1)}
        book.save(unfinished)
    return len(companies)


def _of_rubric(store: Store, book: Workbook, rubric: Rubric, several: bool) -> list[str]:
    """Write the sheets of a rubric; returns the companies that are in them."""
    heading = f"{rubric.title}, {rubric.edition}"
    suffix = f" {rubric.name}" if several else ""
    outside = (FROM_OUTSIDE,) if rubric.scoring is Scoring.STAGES else ()
    companies = store.companies(rubric.name)
    sectors = any(map(store.sector_of, companies))
    scores = Sheet(book, f"Scores{suffix}", _score_columns(rubric, sectors), heading)
    left_out = unscreened(store, rubric).named
    told = (*_stages(rubric), *outside, *([f"{left_out}."] if left_out else []))
    scores.begin(heading, (f"Companies: {len(companies):,}. {FROM_DECISIONS} {LEGEND}", *told))
    drawn = book.create_sheet(sheet_name(book.sheetnames, f"Charts{suffix}"))
    spread = Sheet(book, f"Counts{suffix}", SPREAD_COLUMNS, heading)
    spread.begin(heading, ("How many companies have which score, of those whose score is final.",))
    columns = _indicator_columns(rubric)
    sheets = {one.id: Sheet(book, f"{one.id}{suffix}", columns, heading) for one in rubric.indicators}
    for one in rubric.indicators:
        sheets[one.id].begin(f"{one.id} {one.title}", (f"{heading}. {FROM_DECISIONS}", PAGES_TOLD, *outside))
    finals: dict[str, Counter[float]] = {one.id: Counter() for one in rubric.indicators}
    for name in companies:
        found = dossier(store, name, rubric)
        scores.add([_score_row(found, sectors)])
        for entry in found.indicators:
            sheets[entry.indicator.id].add(_indicator_rows(found, entry))
            if entry.final:
                finals[entry.indicator.id][entry.decided.low] += 1
    charts = [_spread(spread, rubric, one, finals[one.id], len(companies)) for one in rubric.indicators]
    for sheet in (scores, spread, *sheets.values(), _versions(store, book, rubric, suffix, heading)):
        sheet.end()
    add_charts(drawn, heading, charts)
    return companies


def _versions(store: Store, book: Workbook, rubric: Rubric, suffix: str, heading: str) -> Sheet:
    """The last sheet: whose rubric it is, what may be done with it, and how to see that nothing was changed since."""
    sheet = Sheet(book, f"Versions{suffix}", VERSION_COLUMNS, heading)
    sheet.begin(heading, (VERSIONS_TOLD,))
    sheet.add([*rubric_rows(rubric, rules(store.workspace, rubric.name).version), anchor_row(store.anchor())])
    return sheet


# --- companies by indicators


def _score_columns(rubric: Rubric, sectors: bool) -> tuple[Column, ...]:
    titles = [f"{one.id} {one.title}" for one in rubric.indicators]
    most = sum(one.maximum for one in rubric.indicators)
    sums = (Column(f"Sum of {most}, least", 8), Column(f"Sum of {most}, greatest", 9))
    return (
        Column("Company", 24),
        *((Column("Sector", 16),) if sectors else ()),
        *(Column(title, unbroken(title, 11), centred=True) for title in titles),
        *(() if rubric.scoring is Scoring.STAGES else sums),
        Column("Scores final", 8),
        Column("Scores open", 8),
        Column("Last decided", 11),
    )


def _score_row(found: Dossier, sectors: bool) -> Row:
    every = summed(one.decided for one in found.indicators)
    return Row(
        (
            found.company,
            *((found.sector,) if sectors else ()),
            *(score_cell(found, one) for one in found.indicators),
            *(() if found.staged else (every.low, every.high)),
            found.final,
            len(found.indicators) - found.final,
            found.last_decided or "nobody decided yet",
        )
    )


def _stages(rubric: Rubric) -> tuple[str, ...]:
    """What a score is of; where stages are counted, what they are called."""
    if rubric.scoring is not Scoring.STAGES:
        most = {one.maximum for one in rubric.indicators}
        return (f"Each score is of {most.pop()}.",) if len(most) == 1 else ()
    if len(rubric.stages) == 1:
        return (f"Each is {rubric.stages[0].title}, or there is no public evidence of all that it asks.",)
    names = ", ".join(f"{one.number} {one.title}" for one in rubric.stages)
    return (f"The highest stage with public evidence{f': {names}' if names else ''}.",)


# --- an indicator: the elements of each company


def _indicator_columns(rubric: Rubric) -> tuple[Column, ...]:
    """A stage is told in whole words: what its column takes more than a number, that of the passages gives."""
    score = unbroken(" ".join(("Indicator’s", *(f"{one.title}," for one in rubric.stages))), 8)
    widths = (18, 10, 12, 10, max(18, 25 + 8 - score), 13, 11, 7, 6, 19, 13, 9, 11)
    return (
        Column("Company", 13),
        Column("Indicator’s score", score, centred=True),
        *map(Column, ELEMENT_TITLES, widths),
    )


def _indicator_rows(found: Dossier, entry: IndicatorEntry) -> Iterator[Row]:
    """The elements' rows behind the company and its score, which stand in each for filters."""
    company, score = Cell(found.company, Look.STRONG), score_cell(found, entry)
    for number, row in enumerate(element_rows(entry)):
        lead = (company, score) if not number else (replace(company, look=Look.REPEATED), score)
        yield Row((*lead, *row.cells), len(lead) + row.repeated if row.repeated else 0)


# --- how scores are spread

SPREAD_COLUMNS = (
    Column("Indicator", 11),
    Column("What it is about", 70),
    Column("Score", 26, centred=True),
    Column("Companies", 12),
)


def _spread(sheet: Sheet, rubric: Rubric, indicator: Indicator, finals: Counter[float], companies: int) -> Chart:
    """The rows of an indicator, one for each score that it can have and one for what is open, and their chart."""
    titles = {one.number: one.title for one in rubric.stages}
    staged = rubric.scoring is Scoring.STAGES
    first = sheet.row + 1
    values = possible(indicator)
    head = (indicator.id, indicator.title)
    for number, value in enumerate(values):
        worth = Bounds(value, value)
        told = Cell(short_stage_text(worth, titles) if staged else value, score_look(worth, indicator.maximum))
        sheet.add([Row((*head, told, finals[value]), len(head) if number else 0)])
    final = finals.total()
    sheet.add([Row((*head, Cell(OPEN_TOLD, Look.OPEN), companies - final), len(head))])
    title = f"{indicator.id} {indicator.title}"
    return Chart(
        title,
        f"{final} final, {companies - final} open",
        sheet.sheet,
        (first, first + len(values) - 1),
        labels=3,
        values=4,
    )
