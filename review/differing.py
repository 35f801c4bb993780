"""How many differences of two readings nobody adjudicated, for lists and pages of who may know of them."""

from __future__ import annotations

from findings.board import Board
from findings.company import CompanyState
from findings.twice_read import Listed, ReadingsRow, readings_row, readings_rows
from review.desk import Desk
from review.seats import at_desk

SECONDS = 0.5  # for comparing readings of which no row is kept: the board asks again for those that are left over


def on_board(desk: Desk, board: Board) -> Listed[ReadingsRow]:
    """The companies of the board with open differences of which whoever is at the desk may know."""
    if not at_desk().compares:
        return Listed(())
    asks = {row.company for row in board.rows if row.questions}
    found = readings_rows(desk.store, board.rubric, SECONDS)
    return Listed(tuple(one for one in found.rows if one.open and _may_know(one.company in asks)), found.waiting)


def in_company(desk: Desk, state: CompanyState, asks: bool) -> int:
    """How many are open of a company, of which something is left to ask or not; 0 for who may not know of them."""
    if state.blind or not at_desk().compares or not _may_know(asks):
        return 0
    found = readings_row(desk.store, state.rubric, state.company)
    return found.open if found else 0


def _may_know(asks: bool) -> bool:
    """An adjudicator and a viewer, always; who is alone is reader, too, so not while a company is still read."""
    return at_desk().logged_in or not asks
