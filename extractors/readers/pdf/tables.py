"""The cells of the ruled tables on a PDF page.

PDFium gives the lines and rectangles that the page draws; pdfplumber's way of finding tables turns them into
cells. That is as good as pdfplumber on its own and many times faster, because the page is parsed once and its lines
stay in arrays. Grids that are no tables (a frame around the page, boxes of a layout) are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
import pypdfium2.raw as pdfium

from extractors.readers.pdf.fast import (
    Mask,
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


Rules = Reals  # rows of where ruling lines stand, and where each begins and ends: top, x0, x1 or x0, top, bottom
Rule = tuple[float, float, float]
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
Crossings = dict[Point, tuple[int, int]]  # the lines that meet there, down and across: a bit for each


def page_cells(frame: PageView, painted: Painted) -> tuple[Cell, ...]:
    """The cells of the page's tables, row by row; none when the page has too few ruling lines both ways."""
    across, down = _rules(frame, painted)
    if len(across) + len(down) > MOST_EDGES or len({*np.rint(across[:, 0] / 2).tolist()}) < FEWEST_RULES:
        return ()
    joints = _joints(across)
    if not len(down) and not joints:
        return ()
    drawn = down
    across, down = _merged(across), _merged(np.concatenate((down, np.array(joints).reshape(-1, 3))))
    down = np.concatenate((down, _open_sides(down, across)))
    rectangles = _smallest_rectangles(_crossings(down, across))
    from pdfplumber.table import cells_to_tables  # 7 MB: where there is a table

    tables = cells_to_tables(rectangles) if len(rectangles) >= 4 else []
    area = frame.size[0] * frame.size[1]
    cells = [cell for number, table in enumerate(tables) if _is_table(table, area) for cell in _numbered(number, table)]
    return tuple(_with_inferred(cells, joints, drawn) if cells and joints else cells)


class _Uprights:
    """Lines going down, looked up by where they stand."""

    def __init__(self, lines: Sequence[Sequence[float]]) -> None:
        self._lines = sorted(lines, key=lambda line: line[0])
        self._places = [line[0] for line in self._lines]
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
            near = [(top, bottom) for place, top, bottom in self._lines[first:last] if abs(place - x) <= TOLERANCE]
            near.sort(key=lambda line: line[0])
            self._at[x] = [top for top, _ in near], list(accumulate((bottom for _, bottom in near), max))
        return self._at[x]


def _with_inferred(cells: Sequence[Cell], joints: Sequence[Rule], down: Rules) -> Iterator[Cell]:
    """The cells, marked where a left or right side was told by breaks in the rules across, and is not drawn."""
    sides = [*{side for one in cells for side in ((one.x0, one.top, one.bottom), (one.x1, one.top, one.bottom))}]
    x, top, bottom = np.array(sides).T
    at, first, last = np.array(joints).T[:, :, None]
    told = ((abs(at - x) <= TOLERANCE) & (first <= top + TOLERANCE) & (last >= bottom - TOLERANCE)).any(axis=0)
    drawn = _Uprights(down.tolist())
    open_sides = {sides[number] for number in np.flatnonzero(told).tolist() if not drawn.stands(*sides[number])}
    for one in cells:
        inferred = (one.x0, one.top, one.bottom) in open_sides or (one.x1, one.top, one.bottom) in open_sides
        yield Cell(*one[:7], inferred=True) if inferred else one


def _joints(across: Rules) -> list[Rule]:
    """The borders of columns in tables without upright rules, whose rules across are drawn cell by cell.

    A border stands where rules of one extent are broken at the same place, at three heights at least.
    """
    tables: defaultdict[tuple[int, int], dict[float, set[int]]] = defaultdict(dict)
    for height, ends in _chains(across):
        places = {round(x / SNAP) for x in ends}
        if len(places) > 2:  # not unbroken, as the rule under a page's header is
            table = tables[min(places), max(places)]
            table[height] = table.get(height, set()) | places
    found: list[Rule] = []
    for table in tables.values():
        counts = Counter(x for ends in table.values() for x in ends)
        borders = [x for x, count in counts.items() if count >= FEWEST_RULES]
        for x in borders if len(borders) > 2 else ():
            heights = [height for height, ends in table.items() if x in ends]
            found.append((x * SNAP, min(heights), max(heights)))
    return found


def _chains(across: Rules) -> Iterator[tuple[float, list[float]]]:
    """Several rules across that touch or overlap one another: their height, and where each begins and ends."""
    level: defaultdict[int, set[tuple[float, float]]] = defaultdict(set)
    tenths = {x: round(x, 1) for x in {*across[:, 1:].ravel().tolist()}}
    for top, x0, x1 in across.tolist():
        level[round(top)].add((tenths[x0], tenths[x1]))
    for height, pieces in level.items():
        if len(pieces) == 1:
            continue
        ends: list[float] = []
        for x0, x1 in sorted(pieces):
            if ends and x0 > ends[-1] + SNAP:
                yield height, ends
                ends = []
            insort(ends, x0)
            insort(ends, x1)
        yield height, ends


def _merged(rules: Rules) -> Rules:
    """Lines that all but stand at one place put there, and joined where they touch: sorted, as few as they can be.

    The same as pdfplumber's `merge_edges`, of one direction (a test compares them), in a fifth of the time.
    """
    if not len(rules):
        return rules
    at = _snapped(rules[:, 0])
    order = np.lexsort((rules[:, 1], at))
    at, (_, starts, ends) = at[order], rules[order].T
    apart = np.concatenate(([True], at[1:] != at[:-1]))
    reach = np.maximum.accumulate(np.cumsum(apart) + 1j * ends).imag  # of those so far at the same place
    first = apart | np.concatenate(([True], starts[1:] > reach[:-1] + TOLERANCE))
    last = np.concatenate((first[1:], [True]))
    return np.column_stack((at[first], starts[first], reach[last]))


def _snapped(places: Reals) -> Reals:
    """Each place moved to the mean of those that lie so near one another that no wider step parts them."""
    steps, which = np.unique(places, return_inverse=True)
    apart = np.concatenate(([0], np.cumsum(steps[1:] > steps[:-1] + TOLERANCE)))[which]
    means = np.bincount(apart, weights=places) / np.bincount(apart)
    moved: Reals = places + (means[apart] - places)
    return moved


def _open_sides(down: Rules, across: Rules) -> Rules:
    """The left and right sides of tables that are ruled within but not around, where the lines across end.

    Only lines that one going down meets between their ends count: a rule under the page's header is none.
    """
    drawn = _Uprights(down.tolist())
    sides: dict[Rule, None] = {}
    met = _meets(down, across)
    for upright in np.flatnonzero(met.sum(axis=1) >= FEWEST_RULES).tolist():
        ends: defaultdict[tuple[int, int], list[Rule]] = defaultdict(list)
        for top, x0, x1 in across[met[upright]].tolist():
            ends[round(x0 / TOLERANCE), round(x1 / TOLERANCE)].append((top, x0, x1))
        for lines in ends.values():
            top, bottom = lines[0][0], lines[-1][0]  # they are sorted
            for x in lines[0][1:] if len(lines) >= FEWEST_RULES else ():
                if not drawn.stands(x, top, bottom):
                    sides[x, top, bottom] = None
    return np.array([*sides]).reshape(-1, 3)


def _meets(down: Rules, across: Rules) -> Mask:
    """For each line going down, a row that says which lines across it meets well between their ends."""
    x, above, below = down.T[:, :, None]
    top, x0, x1 = across.T
    met: Mask = (x0 + TOLERANCE < x) & (x < x1 - TOLERANCE) & (above - TOLERANCE <= top) & (top <= below + TOLERANCE)
    return met


def _crossings(down: Rules, across: Rules) -> Crossings:
    """Where lines meet, sorted by x and then by y, as pdfplumber's `edges_to_intersections` finds it."""
    x, above, below = down.T[:, :, None]
    top, x0, x1 = across.T
    meet = (above <= top + TOLERANCE) & (below >= top - TOLERANCE) & (x >= x0 - TOLERANCE) & (x <= x1 + TOLERANCE)
    xs, tops = down[:, 0].tolist(), across[:, 0].tolist()
    found: Crossings = {}
    for one, two in zip(*(numbers.tolist() for numbers in np.nonzero(meet)), strict=True):
        point = xs[one], tops[two]
        upright, level = found.get(point, (0, 0))
        found[point] = upright | 1 << one, level | 1 << two
    return dict(sorted(found.items(), key=lambda entry: entry[0]))


def _smallest_rectangles(crossings: Crossings) -> list[Rectangle]:
    """For each crossing the smallest rectangle to its lower right whose sides are ruled.

    The same as pdfplumber's `intersections_to_cells` (a test compares them), but each crossing looks only along
    its own row and column, which takes a tenth of the time on pages with hundreds of cells.
    """
    columns: defaultdict[float, list[Point]] = defaultdict(list)
    rows: defaultdict[float, list[Point]] = defaultdict(list)
    places: list[tuple[int, int]] = []  # of each crossing in its column, and in its row
    for point in crossings:  # sorted, so that the next below and the next on the right come first
        column, row = columns[point[0]], rows[point[1]]
        places.append((len(column), len(row)))
        column.append(point)
        row.append(point)
    found = (
        _smallest(point, columns[point[0]][below + 1 :], rows[point[1]][right + 1 :], crossings)
        for point, (below, right) in zip(crossings, places, strict=True)
    )
    return [rectangle for rectangle in found if rectangle is not None]


def _smallest(point: Point, lower: list[Point], rights: list[Point], crossings: Crossings) -> Rectangle | None:
    """The smallest rectangle from a crossing to one of those below it and one of those on its right."""
    upright, level = crossings[point]
    for below in lower:
        on_left, at_bottom = crossings[below]
        if not upright & on_left:
            break  # a line has no gap: it does not come to those further down either
        for right in rights:
            at_right, on_top = crossings[right]
            if not level & on_top:
                break
            corner = crossings.get((right[0], below[1]))
            if corner is not None and corner[0] & at_right and corner[1] & at_bottom:
                return point[0], point[1], right[0], below[1]
    return None


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


def _rules(frame: PageView, painted: Painted) -> tuple[Rules, Rules]:
    """The ruling lines of a page, across and down: straight path segments and the sides of rectangles, as shown."""
    across, down = [np.zeros((0, 3))], [np.zeros((0, 3))]
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
        level, upright = _straight(*_segments(handles, counts[start : start + MOST_PATHS], matrices))
        across.append(level)
        down.append(upright)
        if sum(map(len, across)) + sum(map(len, down)) > MOST_EDGES:
            break
    return np.concatenate(across), np.concatenate(down)


def _segments(paths: Handles, counts: Numbers, matrices: Reals) -> tuple[Reals, Reals]:
    """The straight segments of paths on the page as shown: rows of where they start, and of where they end."""
    kinds, points, closing = path_steps(paths, counts)
    a, b, c, d, e, f = np.repeat(matrices.T, counts, axis=1)
    x, y = points.astype(np.float64).T
    at = np.stack((a * x + c * y + e, b * x + d * y + f), axis=1)
    steps = np.arange(len(at))
    begun = np.repeat(np.cumsum(counts) - counts, counts)  # where the path of each step begins
    moved = np.maximum.accumulate(np.where(kinds == pdfium.FPDF_SEGMENT_MOVETO, steps, -1))
    closes = (closing != 0) & (moved >= begun)
    before = np.where(closes, moved, steps)[:-1]  # where the pen is after each step
    pen = np.concatenate((at[:1], at[before]))
    straight = (kinds == pdfium.FPDF_SEGMENT_LINETO) & (steps > begun)
    step, closing = np.divmod(np.flatnonzero(np.stack((straight, closes), axis=1)), 2)
    back = closing[:, None] == 1
    return np.where(back, at[step], pen[step]), np.where(back, at[moved[step]], at[step])


def _straight(starts: Reals, ends: Reals) -> tuple[Rules, Rules]:
    """Level and upright segments, without slanting and very short ones."""
    x0, top = np.minimum(starts, ends).T
    x1, bottom = np.maximum(starts, ends).T
    width, height = x1 - x0, bottom - top
    level = (width >= SHORTEST) & (height < 1.0)
    upright = ~level & (height >= SHORTEST) & (width < 1.0)
    return np.column_stack((top, x0, x1))[level], np.column_stack((x0, top, bottom))[upright]


def _shown(frame: PageView) -> Matrix:
    """The matrix from the PDF's coordinates to those of the page as shown."""
    if frame.turns == 1:
        return 0.0, 1.0, 1.0, 0.0, -frame.bottom, -frame.left
    if frame.turns == 2:
        return -1.0, 0.0, 0.0, 1.0, frame.right, -frame.bottom
    if frame.turns == 3:
        return 0.0, -1.0, -1.0, 0.0, frame.top, frame.right
    return 1.0, 0.0, 0.0, -1.0, -frame.left, frame.top
