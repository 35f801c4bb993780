"""How fast a person decides, by their own lines in the log: how long what is left will take.

Only presses that follow each other within ten minutes tell a pace: what lies between longer gaps was a break. The
median passes over the rest: the hard case, and the call that came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby, pairwise
from statistics import median

from workspace.records import Decision

BREAK = 600  # seconds without a decision: the person did something else
FEWEST = 5  # gaps; fewer tell no pace


def pace(decisions: Iterable[Decision], who: str) -> float | None:
    """The median seconds that this person takes for a question; None while there are too few to tell.

    All lines on one element in a row are one question, and so are all lines of one press.
    """
    own = sorted((line for line in decisions if line.who == who), key=lambda line: line.seq)
    moments = [list(lines)[-1].at for _, lines in groupby(own, key=lambda line: (line.company, line.element))]
    seconds = [datetime.fromisoformat(moment).timestamp() for moment in dict.fromkeys(moments)]
    gaps = [later - earlier for earlier, later in pairwise(seconds) if 0 < later - earlier < BREAK]
    return median(gaps) if len(gaps) >= FEWEST else None


def time_left(left: int, seconds: float | None) -> float | None:
    """The seconds that so many questions will take at this pace; None where the pace is not known."""
    return None if seconds is None else left * seconds
