"""The order in which a person reads the lines of a page.

PDFium keeps the order in which a page was drawn, and that is the order to read on nearly all pages, also over
columns. Where it is visibly not (the order goes back up the page again and again), the page is cut along its
white space: first into columns, where nothing but white divides it from top to bottom, else into bands at the
widest gap across, and so on within each part. Lines that a program has drawn in upright strips are put together
again first. Coordinates are points from the top left of the page as shown.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np

MOST_BESIDE = 0.06  # of a page's lines may stand beside others when it has one column
MARGIN = 0.08  # of the page's height at its top and bottom: running lines, drawn at any time
MOST_FAULTS = 2  # steps back up a page, which a box in its margin may cause; fewer ask for a better order that is sure
ALLEY = 0.7  # type sizes of white that divide two columns
GULF = 2.5  # type sizes of white across columns that end what stands above, in all of them
SHORT_ENTRY = 5.0  # type sizes: the width of a table's numbers and names
MARK_REACH = 4.0  # type sizes between a bullet and its words
LONE_MARK = re.compile(r"(?:[•◦▪■□●○‣⁃∙▫◆◇►▶▸➢➤→✓✔❖♦»§·\uE000-\uF8FF\ufffdo–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])")


class Place(NamedTuple):
    """Where a line stands, and whether it is a bullet or number alone, which belongs to the words on its right."""

    x0: float
    top: float
    x1: float
    bottom: float
    mark: bool = False
    ended: bool = True  # its last word ends a sentence
    goes_on: bool = False  # its first word goes on with one: a small letter

    @property
    def height(self) -> float:
        """At least one point, so that it can be a measure."""
        return max(1.0, self.bottom - self.top)


def reading_order(places: Sequence[Place], page_height: float) -> list[int]:
    """The places' numbers in reading order; they are given in the order in which PDFium found them."""
    units = _units(places)
    boxes = [_around([places[i] for i in unit]) if len(unit) > 1 else places[unit[0]] for unit in units]
    return [i for number in _order(boxes, page_height) for i in units[number]]


def _order(boxes: Sequence[Place], page_height: float) -> list[int]:
    """The same for lines that have their bullets with them."""
    as_drawn = list(range(len(boxes)))
    if len(boxes) < 2 or not _faults(boxes, as_drawn):
        return as_drawn
    down = sorted(as_drawn, key=lambda i: (boxes[i].top + boxes[i].bottom, boxes[i].x0))
    if _beside(boxes, down) <= MOST_BESIDE * len(boxes):
        return down
    top, bottom = MARGIN * page_height, (1 - MARGIN) * page_height
    inside = {i for i in as_drawn if top < boxes[i].top and boxes[i].bottom < bottom}
    faults = _faults(boxes, [i for i in as_drawn if i in inside])
    if not faults:
        return as_drawn
    cut: list[int] = []
    _cut(_sides_of(boxes), as_drawn, cut)
    fewer = _faults(boxes, [i for i in cut if i in inside]) < faults / 2
    sure = faults > MOST_FAULTS or _kept_sentences(boxes, cut) >= _kept_sentences(boxes, as_drawn)
    return cut if fewer and sure else as_drawn


def _kept_sentences(places: Sequence[Place], order: Sequence[int]) -> int:
    """How many lines that end no sentence are followed by a line that goes on with one."""
    return sum(not places[a].ended and places[b].goes_on for a, b in itertools.pairwise(order))


def _beside(places: Sequence[Place], down: Sequence[int]) -> int:
    """How many lines stand beside others."""
    beside, reach = 0, -inf
    for i in down:
        beside += reach - places[i].top > 0.4 * (places[i].bottom - places[i].top)
        reach = max(reach, places[i].bottom)
    return beside


def _faults(places: Sequence[Place], order: Sequence[int]) -> int:
    """How often the order goes back up the page without going on to a column on the right."""
    steps = itertools.pairwise([places[i] for i in order])
    return sum(1 for a, b in steps if b.bottom <= a.top + 1 and b.x0 < a.x1 - 0.5 * a.height)


def _units(places: Sequence[Place]) -> list[list[int]]:
    """Each line with the bullet on its left, which white space must not part from it."""
    marks = [i for i, place in enumerate(places) if place.mark]
    units: dict[int, list[int]] = {i: [i] for i in range(len(places))}
    if not marks:
        return list(units.values())
    x0, top, bottom, height = np.array([(place.x0, place.top, place.bottom, place.height) for place in places]).T
    for i in marks:
        mark = places[i]
        level = np.minimum(mark.bottom, bottom) - np.maximum(mark.top, top) > 0.5 * np.minimum(mark.height, height)
        beside = np.flatnonzero(level & (x0 >= mark.x0)).tolist()
        distance, j = min(((places[j].x0 - mark.x1, j) for j in beside if j != i and j in units), default=(inf, i))
        if distance <= MARK_REACH * mark.height and not places[j].mark:
            units[j].insert(0, i)
            del units[i]
    return list(units.values())


def _around(places: Sequence[Place]) -> Place:
    return Place(
        min(p.x0 for p in places),
        min(p.top for p in places),
        max(p.x1 for p in places),
        max(p.bottom for p in places),
        ended=places[-1].ended,
    )


class _Sides(NamedTuple):
    """The sides of boxes, each in a list of its own: they are sorted and compared again and again."""

    x0: list[float]
    top: list[float]
    x1: list[float]
    bottom: list[float]
    heights: list[float]
    rows: list[int]  # a number for the height of the page at which a box stands


def _sides_of(boxes: Sequence[Place]) -> _Sides:
    x0, top, x1, bottom = zip(*(box[:4] for box in boxes), strict=True)
    rows = [round((above + below) / 6) for above, below in zip(top, bottom, strict=True)]
    return _Sides([*x0], [*top], [*x1], [*bottom], [box.height for box in boxes], rows)


def _cut(sides: _Sides, members: list[int], ordered: list[int]) -> None:
    """Adds the members in reading order: columns one after the other, else the parts above and below the widest gap."""
    if len(members) < 2:
        ordered += members
        return
    usual = sorted([sides.heights[i] for i in members])[len(members) // 2]
    columns, alley = _columns(sides, members, ALLEY * usual)
    bands, gap = _bands(sides, members)
    across = len(columns) == 1 or gap > max(alley, GULF * usual) or _is_grid(sides, members)
    parts = bands if across else columns
    if len(parts) == 1:
        ordered += sorted(members, key=lambda i: (sides.rows[i], sides.x0[i]))
        return
    for part in parts:
        _cut(sides, part, ordered)


def _columns(sides: _Sides, members: list[int], narrowest: float) -> tuple[list[list[int]], float]:
    """The members parted where the widest white runs through from top to bottom, and how wide that is."""
    x0, x1 = sides.x0, sides.x1
    ordered = sorted(members, key=x0.__getitem__)
    reaches = itertools.accumulate([x1[i] for i in ordered], max)
    alleys = [x0[i] - reach for i, reach in zip(ordered[1:], reaches, strict=False)]
    widest = max(alleys)
    parts = [ordered[:1]]
    least = max(narrowest, 0.6 * widest)  # the two pages of a spread first, the columns on each then
    for i, alley in zip(ordered[1:], alleys, strict=True):
        if alley >= least:
            parts.append([])
        parts[-1].append(i)
    return parts, widest


def _bands(sides: _Sides, members: list[int]) -> tuple[list[list[int]], float]:
    """The members above and below the widest gap that runs across, and its height; all in one without a gap."""
    tops, bottoms = sides.top, sides.bottom
    ordered = sorted(members, key=tops.__getitem__)
    reach, widest, at = -inf, -inf, 0
    for place, i in enumerate(ordered):
        top, bottom = tops[i], bottoms[i]
        gap = top - reach
        if place and gap > widest and gap > -0.2 * sides.heights[i]:
            widest, at = gap, place
        if bottom > reach:
            reach = bottom
    return ([ordered[:at], ordered[at:]], widest) if at else ([ordered], 0.0)


def _is_grid(sides: _Sides, members: list[int]) -> bool:
    """Whether columns are those of a table of short entries, to be read row by row."""
    rows = Counter([sides.rows[i] for i in members])
    full = sum(count for count in rows.values() if count > 2)
    usual = sorted([(sides.x1[i] - sides.x0[i]) / sides.heights[i] for i in members])[len(members) // 2]
    return len(rows) > 2 and full > 0.7 * len(members) and usual < SHORT_ENTRY
