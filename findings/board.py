"""The board: one row for each company, worked out once and kept until a decision or a screening changes it.

A row follows from the state of its company alone, so nothing is kept that could not be worked out again. To list
thousands of companies nothing is unpacked and nothing is scored but what changed since the last look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import cast

from extractors.fold import findable
from findings import kept_rows
from findings.agenda import agenda
from findings.company import CompanyState, load_state
from findings.unscreened import Unscreened, unscreened
from rubric.model import Indicator, Rubric, Scoring
from rubric.scores import Bounds, summed
from workspace.kept import Body
from workspace.order import digest_of_order
from workspace.records import Ruling
from workspace.store import Store

BOARD_CODE = "11"  # raise it when code changes what a row says: scores, agenda, what is shown


class Progress(StrEnum):
    """How far a person is with a company."""

    NOT_STARTED = "not_started"  # no decision is in force
    IN_WORK = "in_work"
    FINAL = "final"  # every score is one number


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that was not searched from beginning to end."""

    source: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A company on the board."""

    company: str
    progress: Progress
    decided: tuple[Bounds, ...]  # by indicator, in the rubric's order
    proposed: tuple[Bounds, ...]
    final: int  # indicators whose score is one number
    questions: int  # answers left until all scores are final
    open: int  # candidates on which nobody decided anything
    candidates: int
    documents: int
    unread: tuple[Unread, ...]
    year: str  # of the newest document, empty where none has a date
    again: int = 0  # elements asked again: something came since "not met", or what was confirmed is gone
    sector: str = ""

    @property
    def total(self) -> Bounds:
        """The sum of what is decided."""
        return summed(self.decided)

    @property
    def total_proposed(self) -> Bounds:
        """The sum of what is proposed."""
        return summed(self.proposed)


@dataclass(frozen=True, slots=True)
class Board:
    """All companies that were screened by a rubric."""

    rubric: Rubric
    rows: tuple[BoardRow, ...]  # by company
    waiting: tuple[str, ...] = ()  # companies whose row is not yet worked out
    left_out: Unscreened | None = None  # those that it did not screen; None: not asked


# --- one row


def row_of(state: CompanyState) -> BoardRow:
    """The row that follows from a company's state."""
    asked = agenda(state)
    scores = [state.scores[one.id] for one in state.rubric.indicators]
    return BoardRow(
        company=state.company,
        progress=_progress(state, len(asked.final) == asked.indicators),
        decided=tuple(one.decided for one in scores),
        proposed=tuple(one.proposed for one in scores),
        final=len(asked.final),
        questions=asked.left,
        open=len(state.open()),
        candidates=state.passages(),
        documents=len(state.documents),
        unread=tuple(Unread(one.source, one.outcome.value, one.detail) for one in state.unread()),
        year=max((one.published or "" for one in state.documents), default="")[:4],
        again=asked.again(state),
    )


def _progress(state: CompanyState, all_final: bool) -> Progress:
    if all_final:
        return Progress.FINAL
    latest = {(line.element, line.candidate): line.verdict for line in state.decisions}
    in_force = any(verdict is not Ruling.OPEN for verdict in latest.values())
    return Progress.IN_WORK if in_force else Progress.NOT_STARTED


def stamp(workspace: Path, rubric: Rubric) -> str:
    """Names what a row was worked out by: also the order of passages, which says what is left to ask."""
    return f"{rubric.version} {BOARD_CODE} {digest_of_order(workspace, rubric.name)}".strip()


def packed(row: BoardRow) -> Body:
    """The row as JSON values; bounds are written one after the other."""
    return {
        "progress": row.progress.value,
        "decided": [value for one in row.decided for value in (one.low, one.high)],
        "proposed": [value for one in row.proposed for value in (one.low, one.high)],
        "counts": [row.final, row.questions, row.open, row.candidates, row.documents, row.again],
        "unread": [[one.source, one.outcome, one.detail] for one in row.unread],
        "year": row.year,
    }


def unpacked(company: str, body: Body) -> BoardRow:
    """The row that `packed` was given."""
    final, questions, waiting, candidates, documents, again = cast(list[int], body["counts"])
    return BoardRow(
        company=company,
        progress=Progress(cast(str, body["progress"])),
        decided=_bounds(cast(list[float], body["decided"])),
        proposed=_bounds(cast(list[float], body["proposed"])),
        final=final,
        questions=questions,
        open=waiting,
        candidates=candidates,
        documents=documents,
        unread=tuple(Unread(*one) for one in cast(list[list[str]], body["unread"])),
        year=cast(str, body["year"]),
        again=again,
    )


def _bounds(values: Sequence[float]) -> tuple[Bounds, ...]:
    return tuple(map(_pair, values[::2], values[1::2]))


@lru_cache(maxsize=4096)
def _pair(low: float, high: float) -> Bounds:
    """One record for equal bounds: there are few different ones, and many rows."""
    return Bounds(low, high)


# --- all rows


def read_board(store: Store, rubric: Rubric, seconds: float) -> Board:
    """The board; rows that are not kept are worked out and kept, as many as these seconds allow, at least one."""
    companies = store.companies(rubric.name)
    found = kept_rows.rows(store, _kind(store, rubric), companies, seconds)
    sectors = store.sectors()
    rows = (
        replace(found[one], sector=sectors[one]) if one in sectors else found[one] for one in companies if one in found
    )
    waiting = tuple(one for one in companies if one not in found)
    return Board(rubric, tuple(rows), waiting, unscreened(store, rubric))


def renew(store: Store, rubric: Rubric, companies: Iterable[str]) -> None:
    """Work out the rows of these companies that are not kept, so that nobody waits for them."""
    kept_rows.rows(store, _kind(store, rubric), list(companies), seconds=None)


def _kind(store: Store, rubric: Rubric) -> kept_rows.Kind[BoardRow]:
    """How a row of the board is worked out and kept."""

    def worked_out(company: str) -> BoardRow | None:
        state = load_state(store, rubric, company)
        return row_of(state) if state is not None else None

    return kept_rows.Kind(rubric.name, stamp(store.workspace, rubric), worked_out, packed, unpacked)


# --- which rows, and in which order


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of the board: words in a company's name, filters, and the column to sort by."""

    find: str = ""
    progress: str = ""  # a Progress, empty: all
    unread: bool = False  # only companies with a document that was not read whole
    year: str = ""
    sector: str = ""
    sort: str = ""  # company, sector, year, documents, unread, left, total, or an indicator's id; empty: company
    down: bool = False  # the greatest first

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return bool(self.find or self.progress or self.unread or self.year or self.sector)


COLUMNS: Mapping[str, Callable[[BoardRow], tuple[object, ...]]] = {
    "company": lambda row: (),
    "sector": lambda row: (row.sector == "", row.sector.casefold()),
    "year": lambda row: (row.year,),
    "documents": lambda row: (row.documents,),
    "unread": lambda row: (len(row.unread),),
    "left": lambda row: (row.questions, len(row.decided) - row.final),
    "total": lambda row: (row.total.low, row.total.high, row.total_proposed.low, row.total_proposed.high),
}


def chosen(board: Board, wanted: Wanted) -> tuple[BoardRow, ...]:
    """The rows that pass the filters, in the order that is asked for; equal ones by name."""
    return tuple(row for row in in_order(board, wanted) if passes(row, wanted))


def in_order(board: Board, wanted: Wanted) -> list[BoardRow]:
    """All rows in the order that is asked for."""
    by_name = sorted(board.rows, key=lambda row: (row.company.casefold(), row.company), reverse=_names_down(wanted))
    return sorted(by_name, key=_key(board.rubric, wanted.sort), reverse=wanted.down)


def _names_down(wanted: Wanted) -> bool:
    return wanted.down and wanted.sort in ("", "company")


def _key(rubric: Rubric, sort: str) -> Callable[[BoardRow], tuple[object, ...]]:
    if sort in COLUMNS:
        return COLUMNS[sort]
    place = next((place for place, one in enumerate(rubric.indicators) if one.id == sort), None)
    if place is None:
        return COLUMNS["company"]

    def of_indicator(row: BoardRow) -> tuple[object, ...]:
        decided, proposed = row.decided[place], row.proposed[place]
        return decided.low, decided.high, proposed.low, proposed.high

    return of_indicator


def passes(row: BoardRow, wanted: Wanted) -> bool:
    """Whether a row is asked for."""
    return (
        is_called(row.company, wanted.find)
        and wanted.progress in ("", row.progress.value)
        and (not wanted.unread or bool(row.unread))
        and wanted.year in ("", row.year)
        and wanted.sector in ("", row.sector)
    )


def is_called(company: str, find: str) -> bool:
    """Whether all words that are looked for stand in the company's name."""
    name = findable(company)
    return all(word in name for word in findable(find).split())


def neighbour(board: Board, wanted: Wanted, company: str, back: bool = False) -> BoardRow | None:
    """The company that comes after this one on the board, or before it, round the end; None when there is no other.

    A company that no longer passes the filters, as when its last score became final, still has its place.
    """
    rows = in_order(board, wanted)
    if back:
        rows.reverse()
    here = next((place for place, row in enumerate(rows) if row.company == company), -1)
    others = rows[here + 1 :] + rows[: max(here, 0)]
    return next((row for row in others if passes(row, wanted)), None)


# --- how the scores of an indicator are spread


@dataclass(frozen=True, slots=True)
class Bar:
    """How many companies have one score: by decisions, or as long as it is open by the proposals."""

    value: float
    final: int
    proposed: int


def spread(rubric: Rubric, indicator: Indicator, rows: Sequence[BoardRow]) -> tuple[Bar, ...]:
    """The distribution of an indicator's scores over these companies: a bar for each score that exists, lowest first.

    What is open counts where the proposals would put it at the least.
    """
    place = rubric.indicators.index(indicator)
    final: dict[float, int] = {}
    proposed: dict[float, int] = {}
    for row in rows:
        decided = row.decided[place]
        counts, value = (final, decided.low) if decided.final else (proposed, row.proposed[place].low)
        counts[value] = counts.get(value, 0) + 1
    values = sorted({*possible(indicator), *final, *proposed})
    return tuple(Bar(value, final.get(value, 0), proposed.get(value, 0)) for value in values)


def possible(indicator: Indicator) -> tuple[float, ...]:
    """The scores that the indicator can have."""
    if indicator.scoring is Scoring.STAGES:
        return tuple(float(value) for value in range(indicator.maximum + 1))
    assert indicator.points is not None
    half = [0.5] if indicator.points.half or indicator.points.star else []
    return (0.0, *half, 1.0, *([1.5] if indicator.points.one_and_half else []), 2.0)
