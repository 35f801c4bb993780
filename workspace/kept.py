"""What was worked out of a company, kept until anything about it changes, so that a list of companies is quick.

A change drops it inside its own transaction. What was read before a change and is handed in after it is not kept:
whoever works it out says which number of changes it saw.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from workspace import tables
from workspace.saves import KEPT, note

Body = dict[str, object]  # JSON values


@dataclass(frozen=True, slots=True)
class Kept:
    """What was worked out of one company under one rubric."""

    stamp: str  # the versions of the rubric and of the code that worked it out
    body: Body


def changed(connection: Connection, company: str) -> None:
    """Something about the company changes: drop what was worked out of it."""
    known = tables.changes
    same = known.c.company == company
    if connection.execute(update(known).where(same).values(number=known.c.number + 1)).rowcount == 0:
        connection.execute(insert(known).values(company=company, number=1))
    connection.execute(delete(tables.kept_states).where(tables.kept_states.c.company == company))


def changes(connection: Connection) -> dict[str, int]:
    """How often anything changed, by company; one that is not there never did."""
    return {row.company: row.number for row in connection.execute(select(tables.changes))}


def changes_of(connection: Connection, company: str) -> int:
    """How often anything about one company changed."""
    known = tables.changes
    return connection.execute(select(known.c.number).where(known.c.company == company)).scalar_one_or_none() or 0


def read_kept(connection: Connection, rubric: str) -> dict[str, Kept]:
    """What is kept under a rubric, by company."""
    known = tables.kept_states
    rows = connection.execute(select(known).where(known.c.rubric == rubric))
    return {row.company: Kept(row.stamp, row.body) for row in rows}


def keep(connection: Connection, company: str, rubric: str, kept: Kept, seen: int) -> bool:
    """Keep it, unless something changed since `seen`; whether it was kept."""
    if changes_of(connection, company) != seen:
        return False
    states = tables.kept_states
    connection.execute(delete(states).where(states.c.company == company, states.c.rubric == rubric))
    row = {"company": company, "rubric": rubric, "stamp": kept.stamp, "body": kept.body}
    connection.execute(insert(states).values(row))
    note(connection, company, KEPT + rubric)
    return True
