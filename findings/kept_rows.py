"""Rows of which each follows from the state of one company: worked out once, and kept until the company changes.

The store drops what it kept of a company with every decision and every screening (`workspace/kept.py`), so nothing is
kept that could not be worked out again, and a list of hundreds of companies loads and scores none of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from workspace.kept import Body
from workspace.store import Store

Row = TypeVar("Row")


@dataclass(frozen=True)
class Kind(Generic[Row]):
    """A kind of row: under which name and by which versions it is kept, and how it is worked out."""

    name: str  # the rubric's, with what it is where it is not the board's
    stamp: str  # the versions of the rubric and of the code, and what else than the company a row follows from
    worked_out: Callable[[str], Row | None]  # from a company; None where there is nothing to say of it
    packed: Callable[[Row], Body]
    unpacked: Callable[[str, Body], Row]


def rows(store: Store, kind: Kind[Row], companies: Sequence[str], seconds: float | None) -> dict[str, Row]:
    """The rows of these companies; those that are not kept are worked out and kept.

    As many as these seconds allow, at least one; all of them without a limit.
    """
    kept = store.kept(kind.name)
    there = [one for one in companies if one in kept and kept[one].stamp == kind.stamp]
    found = {one: kind.unpacked(one, kept[one].body) for one in there}
    missing = [one for one in companies if one not in found]
    began, changes = time.monotonic(), store.changes() if missing else {}
    for company in missing:
        row = kind.worked_out(company)
        if row is not None:
            found[company] = row
            store.keep(company, kind.name, kind.stamp, kind.packed(row), changes.get(company, 0))
        if seconds is not None and time.monotonic() - began > seconds:
            break
    return found
