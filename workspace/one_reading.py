"""Of the two readings of a company each person does one: a figure of how far two people agree is no figure of one.

A person's reading is that in which they decided first. It stays theirs in whatever role they come back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workspace.records import ADJUDICATED, COUNTS, SECOND

OTHER = {COUNTS: SECOND, SECOND: COUNTS}


@dataclass(frozen=True, slots=True, order=True)
class Reader:
    """Somebody who decided in a reading of a company."""

    company: str
    track: str
    who: str
    first: int  # the number of their first line there


def reads_other(readers: Iterable[Reader], who: str, track: str) -> bool:
    """Whether this person's reading is the other one; `readers` are those of one company under one rubric.

    Whoever adjudicated knows both readings, and does none blindly.
    """
    first = {one.track: one.first for one in readers if one.who == who}
    if track == SECOND and ADJUDICATED in first:
        return True
    other = first.get(OTHER[track])
    return other is not None and other < first.get(track, other + 1)


def whose(company: str, track: str) -> str:
    """Why somebody who does the other reading of the company does not do this one, and who does."""
    if track == SECOND:
        return f"you read {company} in the first reading, so the second is another person's"
    return f"you read {company} in the blind second reading, so the first is another person's"
