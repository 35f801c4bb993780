"""The cells of the ruled tables on a PDF page.

PDFium gives the lines and rectangles that the page draws; pdfplumber's own table finding turns them into
cells. That is as good as pdfplumber on its own and many times faster, because the page is parsed once. Grids
that are no tables (a frame around the page, boxes of a layout) are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypedDict, cast

import numpy as np
import pypdfium2.raw as pdfium

from extractors.readers.pdf.fast import (
    Matrix,
    Painted,
    Reals,
    all_times,
    draw_modes_of,
    matrices_of,
    path_steps,
    segment_counts_of,
)
from extractors.readers.pdf.glyphs import Cell, PageView
from extractors.readers.pdf.loops import Handles, Numbers

THIN = 2.5  # points: a rectangle so thin is a ruling line
SHORTEST = 3.0  # points: shorter edges are ornaments
TOLERANCE = 3.0  # points: pdfplumber's own default for snapping and joining
SNAP = 2.0  # points: pieces of a rule that are nearer touch
FEWEST_RULES = 3  # across, in a table
MOST_EDGES = 5000  # more come from maps and patterns
MOST_SEGMENTS = 400
LARGEST_CELL = 0.5  # of the page's area
MOST_PATHS = 5000  # that are looked at together


class Edge(TypedDict):
    """A ruling line in the form that pdfplumber's table finding takes."""

    x0: float
    x1: float
    top: float
    bottom: float
    width: float
    height: float
    orientation: str


Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]


def page_cells(frame: PageView, painted: Painted) -> tuple[Cell, ...]:
    """The cells of the page's tables, row by row; none when the page has too few ruling lines both ways."""
    edges = _edges(frame, painted)
    if len(edges) > MOST_EDGES or len({round(edge["top"] / 2) for edge in edges if _is_level(edge)}) < FEWEST_RULES:
        return ()
    from pdfplumber.table import cells_to_tables, edges_to_intersections, merge_edges

    joints = _joints(edges)
    if all(map(_is_level, edges)) and not joints:
        return ()
    told = _Uprights(joints)
    drawn = _Uprights([edge for edge in edges if not _is_level(edge)] if joints else [])
    edges += joints
    merged = merge_edges([dict(edge) for edge in edges], TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    merged += [dict(side) for side in _open_sides(cast("list[Edge]", merged))]
    crossings = edges_to_intersections(merged, TOLERANCE, TOLERANCE)
    rectangles = _smallest_rectangles(
        {point: (_names(by["v"]), _names(by["h"])) for point, by in sorted(crossings.items())}
    )
    tables = cells_to_tables(rectangles) if len(rectangles) >= 4 else []
    area = frame.size[0] * frame.size[1]
    return tuple(
        replace(cell, inferred=True) if joints and _is_inferred(cell, told, drawn) else cell
        for number, table in enumerate(tables)
        if _is_table(table, area)
        for cell in _numbered(number, table)
    )


class _Uprights:
    """Lines going down, looked up by where they stand."""

    def __init__(self, lines: Sequence[Edge]) -> None:
        self._lines = sorted(lines, key=lambda line: line["x0"])
        self._places = [line["x0"] for line in self._lines]
        self._at: dict[float, tuple[list[float], list[float]]] = {}

    def stands(self, x: float, top: float, bottom: float) -> bool:
        """Whether one of them stands at `x` all the way from top to bottom."""
        tops, reach = self._near(x)
        above = bisect_right(tops, top + TOLERANCE)
        return above > 0 and reach[above - 1] >= bottom - TOLERANCE

    def _near(self, x: float) -> tuple[list[float], list[float]]:
        """The tops of the lines at `x`, highest first, and how far down those so far reach."""
        if x not in self._at:
            first, last = bisect_left(self._places, x - 2 * TOLERANCE), bisect_right(self._places, x + 2 * TOLERANCE)
            near = [line for line in self._lines[first:last] if abs(line["x0"] - x) <= TOLERANCE]
            near.sort(key=lambda line: line["top"])
            self._at[x] = [line["top"] for line in near], list(accumulate((line["bottom"] for line in near), max))
        return self._at[x]


def _is_inferred(cell: Cell, told: _Uprights, drawn: _Uprights) -> bool:
    """Whether the left or right side of a cell was told by breaks in the rules across, and is not drawn."""
    return any(
        told.stands(x, cell.top, cell.bottom) and not drawn.stands(x, cell.top, cell.bottom) for x in (cell.x0, cell.x1)
    )


def _joints(edges: list[Edge]) -> list[Edge]:
    """The borders of columns in tables without upright rules, whose rules across are drawn cell by cell.

    A border stands where rules of one extent are broken at the same place, at three heights at least.
    """
    tables: defaultdict[tuple[int, int], dict[float, set[int]]] = defaultdict(dict)
    for height, ends in _chains(edges):
        places = {round(x / SNAP) for x in ends}
        if len(places) > 2:  # not unbroken, as the rule under a page's header is
            table = tables[min(places), max(places)]
            table[height] = table.get(height, set()) | places
    found: list[Edge] = []
    for table in tables.values():
        counts = Counter(x for ends in table.values() for x in ends)
        borders = [x for x, count in counts.items() if count >= FEWEST_RULES]
        for x in borders if len(borders) > 2 else ():
            heights = [height for height, ends in table.items() if x in ends]
            top, bottom = min(heights), max(heights)
            found.append(Edge(x0=x * SNAP, x1=x * SNAP, top=top, bottom=bottom, width=0.0, height=bottom - top,
                              orientation="v"))  # fmt: skip
    return found


def _chains(edges: list[Edge]) -> Iterator[tuple[float, list[float]]]:
    """Rules across that touch or overlap one another: their height, and where each of them begins and ends."""
    level: defaultdict[int, set[tuple[float, float]]] = defaultdict(set)
    for edge in edges:
        if _is_level(edge):
            level[round(edge["top"])].add((round(edge["x0"], 1), round(edge["x1"], 1)))
    for height, pieces in level.items():
        ends: list[float] = []
        for x0, x1 in sorted(pieces):
            if ends and x0 > ends[-1] + SNAP:
                yield height, ends
                ends = []
            insort(ends, x0)
            insort(ends, x1)
        yield height, ends


def _open_sides(edges: list[Edge]) -> list[Edge]:
    """The left and right sides of tables that are ruled within but not around, where the lines across end.

    Only lines that one going down meets between their ends count: a rule under the page's header is none.
    """
    down = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    drawn = _Uprights(down)
    sides: dict[tuple[float, float, float], Edge] = {}
    for upright in down:
        ends: defaultdict[tuple[int, int], list[Edge]] = defaultdict(list)
        for line in across:
            if _meets(line, upright):
                ends[round(line["x0"] / TOLERANCE), round(line["x1"] / TOLERANCE)].append(line)
        for lines in ends.values():
            top, bottom = min(line["top"] for line in lines), max(line["top"] for line in lines)
            for x in (lines[0]["x0"], lines[0]["x1"]) if len(lines) >= 3 else ():
                if not drawn.stands(x, top, bottom):
                    sides[x, top, bottom] = Edge(
                        x0=x, x1=x, top=top, bottom=bottom, width=0.0, height=bottom - top, orientation="v"
                    )
    return list(sides.values())


def _meets(line: Edge, upright: Edge) -> bool:
    across = line["x0"] + TOLERANCE < upright["x0"] < line["x1"] - TOLERANCE
    return across and upright["top"] - TOLERANCE <= line["top"] <= upright["bottom"] + TOLERANCE


def _names(edges: list[dict[str, float | str]]) -> frozenset[int]:
    """The edges of a crossing, told apart by their identity: pdfplumber hands the same objects on."""
    return frozenset(map(id, edges))


def _smallest_rectangles(crossings: dict[Point, tuple[frozenset[int], frozenset[int]]]) -> list[Rectangle]:
    """For each crossing the smallest rectangle to its lower right whose sides are ruled.

    The same as pdfplumber's `intersections_to_cells` (a test compares them), but each crossing looks only along
    its own row and column, which takes a tenth of the time on pages with hundreds of cells.
    """
    columns: defaultdict[float, list[Point]] = defaultdict(list)
    rows: defaultdict[float, list[Point]] = defaultdict(list)
    for point in crossings:  # sorted, so that the next below and the next on the right come first
        columns[point[0]].append(point)
        rows[point[1]].append(point)
    found = (_smallest(point, columns[point[0]], rows[point[1]], crossings) for point in crossings)
    return [rectangle for rectangle in found if rectangle is not None]


def _smallest(
    point: Point,
    column: list[Point],
    row: list[Point],
    crossings: dict[Point, tuple[frozenset[int], frozenset[int]]],
) -> Rectangle | None:
    upright, level = crossings[point]
    rights = [right for right in row if right > point and level & crossings[right][1]]
    for below in column:
        if not rights or below <= point or not upright & crossings[below][0]:
            continue
        for right in rights:
            corner = crossings.get((right[0], below[1]))
            if corner is not None and corner[0] & crossings[right][0] and corner[1] & crossings[below][1]:
                return point[0], point[1], right[0], below[1]
    return None


def _is_level(edge: Edge) -> bool:
    return edge["orientation"] == "h"


def _is_table(table: list[Rectangle], area: float) -> bool:
    """Whether a grid has at least two rows and two columns and no cell that is half the page."""
    rows, columns = {cell[1] for cell in table}, {cell[0] for cell in table}
    largest = max((x1 - x0) * (bottom - top) for x0, top, x1, bottom in table)
    return len(table) >= 4 and len(rows) >= 2 and len(columns) >= 2 and largest < LARGEST_CELL * area


def _numbered(number: int, table: list[Rectangle]) -> list[Cell]:
    tops, lefts = sorted({cell[1] for cell in table}), sorted({cell[0] for cell in table})
    rows, columns = {top: row for row, top in enumerate(tops)}, {x0: column for column, x0 in enumerate(lefts)}
    cells = [Cell(number, rows[cell[1]], columns[cell[0]], *cell) for cell in table]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _edges(frame: PageView, painted: Painted) -> list[Edge]:
    """The ruling lines of a page: straight path segments and the sides of rectangles, as shown."""
    edges: list[Edge] = []
    paths = np.flatnonzero(painted.kinds == pdfium.FPDF_PAGEOBJ_PATH)
    paths = paths[draw_modes_of(painted.handles[paths]).any(axis=1)]
    counts = segment_counts_of(painted.handles[paths])
    some = (counts > 0) & (counts <= MOST_SEGMENTS)
    paths, counts = paths[some], counts[some]
    around = np.array(painted.matrices(_shown(frame)))
    for start in range(0, len(paths), MOST_PATHS):
        these = paths[start : start + MOST_PATHS]
        handles = painted.handles[these]
        matrices = all_times(matrices_of(handles), around[painted.within[these]])
        edges += _straight(*_segments(handles, counts[start : start + MOST_PATHS], matrices))
        if len(edges) > MOST_EDGES:
            break
    return edges


def _segments(paths: Handles, counts: Numbers, matrices: Reals) -> tuple[Reals, Reals]:
    """The straight segments of paths on the page as shown: rows of where they start, and of where they end."""
    kinds, points, closing = path_steps(paths, counts)
    a, b, c, d, e, f = np.repeat(matrices, counts, axis=0).T
    x, y = points.astype(np.float64).T
    at = np.stack((a * x + c * y + e, b * x + d * y + f), axis=1)
    steps = np.arange(len(at))
    begun = np.repeat(np.cumsum(counts) - counts, counts)  # where the path of each step begins
    moved = np.maximum.accumulate(np.where(kinds == pdfium.FPDF_SEGMENT_MOVETO, steps, -1))
    closes = (closing != 0) & (moved >= begun)
    before = np.where(closes, moved, steps)[:-1]  # where the pen is after each step
    pen = np.concatenate((at[:1], at[before]))
    straight = (kinds == pdfium.FPDF_SEGMENT_LINETO) & (steps > begun)
    starts = np.stack((pen, at), axis=1)
    ends = np.stack((at, at[moved]), axis=1)
    taken = np.stack((straight, closes), axis=1)
    return starts[taken], ends[taken]


def _straight(starts: Reals, ends: Reals) -> Iterator[Edge]:
    """Level and upright segments as edges, without slanting and very short ones."""
    x0, top = np.minimum(starts, ends).T
    x1, bottom = np.maximum(starts, ends).T
    width, height = x1 - x0, bottom - top
    level = (width >= SHORTEST) & (height < 1.0)
    upright = ~level & (height >= SHORTEST) & (width < 1.0)
    kept = level | upright
    sides = (x0, x1, top, bottom, width, height, level)
    for left, right, above, below, wide, high, is_level in zip(*(side[kept].tolist() for side in sides), strict=True):
        if is_level:
            yield Edge(x0=left, x1=right, top=above, bottom=above, width=wide, height=0.0, orientation="h")
        else:
            yield Edge(x0=left, x1=left, top=above, bottom=below, width=0.0, height=high, orientation="v")


def _shown(frame: PageView) -> Matrix:
    """The matrix from the PDF's coordinates to those of the page as shown."""
    if frame.turns == 1:
        return 0.0, 1.0, 1.0, 0.0, -frame.bottom, -frame.left
    if frame.turns == 2:
        return -1.0, 0.0, 0.0, 1.0, frame.right, -frame.bottom
    if frame.turns == 3:
        return 0.0, -1.0, -1.0, 0.0, frame.top, frame.right
    return 1.0, 0.0, 0.0, -1.0, -frame.left, frame.top
