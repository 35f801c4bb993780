"""The first page of a company sheet: the scores, and their sums."""

from __future__ import annotations

from findings.words import OPEN
from forms import counted, span
from reports.dossier import NOT_NEEDED, Dossier, IndicatorEntry
from reports.journey import FROM_OUTSIDE
from reports.sheet_tables import Cell, Column, Look, Row, score_look
from rubric.proof import short_stage_text
from rubric.scores import Bounds, summed

FROM_DECISIONS = "Everything here follows from what people decided, and from nothing else."


def about_scores(found: Dossier) -> tuple[str, ...]:
    """What stands above the scores: how many are final, who decided, whether they were published."""
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
    every = summed(one.decided for one in found.themes)
    return (*rows, _sum_row("All", "Sum of all themes", found, every, sum(one.maximum for one in found.themes)))


def _weighed(title: str, weight: int | None) -> str:
    return f"{title} ({weight} % of the whole)" if weight else title


def _sum_row(name: str, title: str, found: Dossier, value: Bounds, maximum: float) -> Row:
    state = "final" if value.final else "open"
    cells = (name, title, "", worth(found, value), state, value.low, value.high, maximum)
    return Row(tuple(Cell(one, Look.STRONG) for one in cells))
