"""What the board shows: its columns with their bars, its rows cell by cell, and the addresses that sort and filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from findings.agenda import Agenda
from findings.board import Bar, Board, BoardRow, Progress, Wanted, chosen, is_called, spread
from findings.company import CompanyState
from findings.twice_read import Listed, ReadingsRow
from findings.unscreened import Unscreened
from review import pages, words
from review.pages import Choice
from rubric.model import Indicator, Rubric, Scoring
from rubric.scores import Bounds

AT_ONCE = 300  # rows of one answer; the next come as one scrolls, or by a link
MOST_TOLD = 25  # companies of which it is said below the table what could not be read
STEPS = 4  # the colours of scores, from none of it to all
PROGRESS = {Progress.NOT_STARTED: "not started", Progress.IN_WORK: "in work", Progress.FINAL: "final"}


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A piece of a bar, in the units of its picture."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The bars of an indicator: how its scores are spread, and the same in words."""

    pieces: tuple[Rectangle, ...]
    width: float
    height: float
    told: str


@dataclass(frozen=True, slots=True)
class Sort:
    """A link that sorts the board."""

    name: str
    label: str
    title: str
    address: str
    sorted: str  # ascending, descending, or empty

    @property
    def sign(self) -> str:
        """How the rows stand."""
        return {"ascending": "▲", "descending": "▼"}.get(self.sorted, "↕")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what sorts by it, and of an indicator what reads it over all companies."""

    sorts: tuple[Sort, ...]  # one, or two where a column holds two things
    read: str = ""
    picture: Picture | None = None
    under: str = ""

    @property
    def name(self) -> str:
        """Of the column."""
        return self.sorts[0].name

    @property
    def sorted(self) -> str:
        """How the rows are sorted by it: ascending, descending, or empty."""
        return next((one.sorted for one in self.sorts if one.sorted), "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A score on the board: what is decided, what is proposed, and its colour."""

    decided: str
    proposed: str
    look: str


@dataclass(frozen=True, slots=True)
class Line:
    """A company on the board."""

    row: BoardRow
    address: str
    total: Cell | None  # None where stages are counted, which have no sum
    cells: tuple[tuple[str, Cell], ...]  # with the indicators' ids
    differing: int = 0  # elements on which two readings differ and that nobody adjudicated, for who may know


@dataclass(frozen=True, slots=True)
class BoardView:
    """All that a page of the board shows."""

    rubric: Rubric
    wanted: Wanted
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    start: int
    found: int  # companies that pass the filters
    every: int
    waiting: tuple[str, ...]
    progress: tuple[tuple[str, str, int], ...]  # value, words and how many companies
    years: tuple[str, ...]
    sectors: tuple[str, ...]
    address: str
    more: str | None
    before: str | None
    in_address: str
    left_out: Unscreened | None = None
    comparing: int = 0  # companies of which two readings are not yet compared

    @property
    def left_out_found(self) -> tuple[str, ...]:
        """The companies that are called as is looked for, and that the rubric did not screen."""
        there = self.left_out.companies if self.left_out and self.wanted.find else ()
        return tuple(one for one in there if is_called(one, self.wanted.find))

    @property
    def summary(self) -> str:
        """How many companies are shown."""
        every = f"{self.every:,} {'company' if self.every == 1 else 'companies'}"
        apart = len(self.left_out_found)
        besides = f", and {apart:,} not screened by {self.rubric.name}" if apart else ""
        return f"{self.found:,} of {every}{besides}" if self.wanted.filters else every

    @property
    def unread(self) -> tuple[BoardRow, ...]:
        """The companies of which it is said what could not be read."""
        return tuple(line.row for line in self.lines if line.row.unread)[:MOST_TOLD]

    @property
    def unread_left(self) -> int:
        """How many more have such documents."""
        return sum(bool(line.row.unread) for line in self.lines) - len(self.unread)


def board_link(wanted: Wanted, rubric: str = "", start: int = 0, path: str = "/") -> str:
    """The address of the board with these filters in this order."""
    return path + words.asking(
        find=wanted.find,
        progress=wanted.progress,
        unread="1" if wanted.unread else "",
        year=wanted.year,
        sector=wanted.sector,
        sort=wanted.sort,
        down="1" if wanted.down else "",
        rubric=rubric,
        start=str(start) if start else "",
    )


def board_view(board: Board, wanted: Wanted, start: int, in_address: str, twice: Listed[ReadingsRow]) -> BoardView:
    """Gather what the board shows, from this row on; `twice` are the companies with open differences to tell of."""
    differing = {one.company: one.open for one in twice.rows}
    rows = chosen(board, wanted)
    start = start if 0 < start < len(rows) else 0
    part, end = rows[start : start + AT_ONCE], start + AT_ONCE
    counts = {one: sum(row.progress is one for row in board.rows) for one in Progress}
    return BoardView(
        rubric=board.rubric,
        wanted=wanted,
        heads=_heads(board.rubric, wanted, rows, in_address),
        lines=tuple(_line(board.rubric, row, in_address, differing.get(row.company, 0)) for row in part),
        start=start,
        found=len(rows),
        every=len(board.rows) + len(board.waiting),
        waiting=board.waiting,
        progress=tuple((one.value, PROGRESS[one], counts[one]) for one in Progress),
        years=tuple(sorted({row.year for row in board.rows if row.year}, reverse=True)),
        sectors=tuple(sorted({row.sector for row in board.rows if row.sector}, key=str.casefold)),
        address=board_link(wanted, in_address),
        more=board_link(wanted, in_address, end) if end < len(rows) else None,
        before=board_link(wanted, in_address, max(start - AT_ONCE, 0)) if start else None,
        in_address=in_address,
        left_out=board.left_out,
        comparing=len(twice.waiting),
    )


def _heads(rubric: Rubric, wanted: Wanted, rows: Sequence[BoardRow], in_address: str) -> tuple[Head, ...]:
    def sort(name: str, label: str, title: str) -> Sort:
        here = (wanted.sort or "company") == name
        # Names begin with A, figures with the greatest; the same head again turns the order.
        down = not wanted.down if here else name not in ("company", "sector")
        address = board_link(replace(wanted, sort=name, down=down), in_address)
        return Sort(name, label, title, address, ("descending" if wanted.down else "ascending") if here else "")

    newest = "by the year of the newest document"
    first = [
        Head((sort("company", "Company", "by name"), sort("sector", "Sector", "by sector"))),
        Head((sort("year", "Year", newest),)),
        Head((sort("documents", "Docs", "by documents"), sort("unread", "unread", "by documents not read whole"))),
        Head((sort("left", "Left", "by the questions left until all scores are final"),)),
    ]
    if rubric.scoring is Scoring.POINTS:
        total = sort("total", "Total", "by the total of what is decided")
        first.append(Head((total,), under=f"of {pages.maximum(rubric)}"))
    indicators = [
        Head(
            (sort(one.id, one.id, f"by {one.id}, {one.title}"),),
            read=indicator_link(wanted, one.id, in_address),
            picture=picture(one, spread(rubric, one, rows)),
        )
        for one in rubric.indicators
    ]
    return (*first, *indicators)


def indicator_link(wanted: Wanted, indicator: str, rubric: str = "", element: str = "", start: int = 0) -> str:
    """The address under which all companies' cards of an indicator are read, in the order of the board."""
    address = board_link(wanted, rubric, start, f"/indicator/{words.quoted(indicator)}")
    asked = words.asking(element=element)
    return address + (asked.replace("?", "&", 1) if "?" in address else asked)


def picture(indicator: Indicator, bars: Sequence[Bar], width: float = 9, height: float = 22) -> Picture:
    """A bar for each score: at its foot the companies whose score is final, above them, hatched, what is proposed."""
    most = max((one.final + one.proposed for one in bars), default=0) or 1
    pieces: list[Rectangle] = []
    for place, one in enumerate(bars):
        x, firm, soft = place * (width + 1), height * one.final / most, height * one.proposed / most
        step = f"s{_step(one.value, indicator.maximum)}"
        pieces.append(Rectangle(x, height, width, 1, "ground"))
        if one.final:
            pieces.append(Rectangle(x, round(height - firm, 2), width, round(firm, 2), step))
        if one.proposed:
            pieces.append(Rectangle(x, round(height - firm - soft, 2), width, round(soft, 2), f"{step} open"))
    return Picture(tuple(pieces), len(bars) * (width + 1) - 1, height + 1, told(bars))


def told(bars: Sequence[Bar]) -> str:
    """The bars in words."""
    final = [f"{one.value:g}: {one.final}" for one in bars if one.final]
    proposed = [f"{one.value:g}: {one.proposed}" for one in bars if one.proposed]
    said = [f"final {', '.join(final)}"] if final else []
    return "; ".join([*said, f"open, proposed {', '.join(proposed)}"] if proposed else said) or "no company"


def _line(rubric: Rubric, row: BoardRow, in_address: str, differing: int) -> Line:
    cells = (
        (one.id, cell(row.decided[place], row.proposed[place], one.maximum))
        for place, one in enumerate(rubric.indicators)
    )
    sums = rubric.scoring is Scoring.POINTS
    total = cell(row.total, row.total_proposed, pages.maximum(rubric)) if sums else None
    return Line(row, words.company_link(row.company, in_address), total, tuple(cells), differing)


@lru_cache(maxsize=4096)
def cell(decided: Bounds, proposed: Bounds, maximum: int) -> Cell:
    """A score with its colour: the score's own once it is final, until then hatched and the proposal's."""
    if decided.final:
        return Cell(words.bounds(decided), "", f"s{_step(decided.low, maximum)}")
    look = f"s{_step(proposed.low, maximum)} open"
    return Cell(words.bounds(decided), words.bounds(proposed), look)


def _step(value: float, maximum: int) -> int:
    return round(STEPS * value / maximum)


# --- the pages


def board_page(view: BoardView, reviewer: str, switch: tuple[Choice, ...], anchor: str) -> str:
    """The board as a whole; the anchor of the workspace stands at its foot."""
    return pages.rendered("companies.html", view=view, alone=False, reviewer=reviewer, switch=switch, anchor=anchor)


def board_part(view: BoardView) -> str:
    """Its table alone, for htmx: another order, other filters."""
    return pages.rendered("board_part.html", view=view, alone=True)


def board_rows(view: BoardView) -> str:
    """Further rows, for htmx to put at the table's end."""
    return pages.rendered("board_rows.html", view=view)


def company_page(
    state: CompanyState, asked: Agenda, reviewer: str, switch: tuple[Choice, ...], anchor: str, differing: int
) -> str:
    """A company's page: its indicators, their elements, its documents, what to ask next, and the anchor at its foot.

    `differing` counts the elements on which two readings differ and that nobody adjudicated, for who may know.
    """
    return pages.rendered(
        "company.html",
        state=state,
        asked=asked,
        next_question=pages.link(state, asked.questions[0].element.id) if asked.questions else None,
        reviewer=reviewer,
        switch=switch,
        anchor=anchor,
        differing=differing,
    )
