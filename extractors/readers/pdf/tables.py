"""The cells of the ruled tables on a PDF page.

PDFium gives the lines and rectangles that the page draws; pdfplumber's own table finding turns them into
cells. That is as good as pdfplumber on its own and many times faster, because the page is parsed once. Grids
that are no tables (a frame around the page, boxes of a layout) are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TypedDict, cast

import pypdfium2.raw as pdfium

from extractors.readers.pdf.fast import (
    Matrix,
    drawn_segments,
    matrix_of,
    objects_in,
    steps_of,
    times,
)
from extractors.readers.pdf.glyphs import Cell, PageView

THIN = 2.5  # points: a rectangle so thin is a ruling line
SHORTEST = 3.0  # points: shorter edges are ornaments
TOLERANCE = 3.0  # points: pdfplumber's own default for snapping and joining
SNAP = 2.0  # points: pieces of a rule that are nearer touch
FEWEST_RULES = 3  # across, in a table
MOST_EDGES = 5000  # more come from maps and patterns
MOST_SEGMENTS = 400
LARGEST_CELL = 0.5  # of the page's area
DEEPEST_FORM = 4


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


def page_cells(frame: PageView, objects: list[tuple[int, int]]) -> tuple[Cell, ...]:
    """The cells of the page's tables, row by row; none when the page has too few ruling lines both ways."""
    edges = _edges(frame, objects)
    if len(edges) > MOST_EDGES or len({round(edge["top"] / 2) for edge in edges if _is_level(edge)}) < FEWEST_RULES:
        return ()
    from pdfplumber.table import cells_to_tables, edges_to_intersections, merge_edges

    joints = _joints(edges)
    if all(map(_is_level, edges)) and not joints:
        return ()
    drawn = [edge for edge in edges if not _is_level(edge)] if joints else []
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
        replace(cell, inferred=True) if joints and _is_inferred(cell, joints, drawn) else cell
        for number, table in enumerate(tables)
        if _is_table(table, area)
        for cell in _numbered(number, table)
    )


def _is_inferred(cell: Cell, joints: list[Edge], drawn: list[Edge]) -> bool:
    """Whether the left or right side of a cell was told by breaks in the rules across, and is not drawn."""
    return any(
        any(_stands_at(joint, x, cell.top, cell.bottom) for joint in joints)
        and not any(_stands_at(line, x, cell.top, cell.bottom) for line in drawn)
        for x in (cell.x0, cell.x1)
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
            ends = sorted([*ends, x0, x1])
        yield height, ends


def _open_sides(edges: list[Edge]) -> list[Edge]:
    """The left and right sides of tables that are ruled within but not around, where the lines across end.

    Only lines that one going down meets between their ends count: a rule under the page's header is none.
    """
    down = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    sides: dict[tuple[float, float, float], Edge] = {}
    for upright in down:
        ends: defaultdict[tuple[int, int], list[Edge]] = defaultdict(list)
        for line in across:
            if _meets(line, upright):
                ends[round(line["x0"] / TOLERANCE), round(line["x1"] / TOLERANCE)].append(line)
        for lines in ends.values():
            top, bottom = min(line["top"] for line in lines), max(line["top"] for line in lines)
            for x in (lines[0]["x0"], lines[0]["x1"]) if len(lines) >= 3 else ():
                if not any(_stands_at(other, x, top, bottom) for other in down):
                    sides[x, top, bottom] = Edge(
                        x0=x, x1=x, top=top, bottom=bottom, width=0.0, height=bottom - top, orientation="v"
                    )
    return list(sides.values())


def _meets(line: Edge, upright: Edge) -> bool:
    across = line["x0"] + TOLERANCE < upright["x0"] < line["x1"] - TOLERANCE
    return across and upright["top"] - TOLERANCE <= line["top"] <= upright["bottom"] + TOLERANCE


def _stands_at(upright: Edge, x: float, top: float, bottom: float) -> bool:
    """Whether a line going down already stands at `x` from top to bottom."""
    return (
        abs(upright["x0"] - x) <= TOLERANCE
        and upright["top"] <= top + TOLERANCE
        and upright["bottom"] >= bottom - TOLERANCE
    )


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


def _edges(frame: PageView, objects: list[tuple[int, int]]) -> list[Edge]:
    """The ruling lines of a page: straight path segments and the sides of rectangles, as shown."""
    edges: list[Edge] = []
    for path, count, matrix in _paths_among(objects, _shown(frame), 0):
        edges += [edge for segment in _segments(path, count, matrix) if (edge := _edge(*segment)) is not None]
        if len(edges) > MOST_EDGES:
            break
    return edges


def _paths_among(items: list[tuple[int, int]], matrix: Matrix, depth: int) -> Iterator[tuple[int, int, Matrix]]:
    """Every path that is painted, how many segments it has, and its matrix with those of the forms around it."""
    path, form = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM
    for item, kind in items:
        if kind == path:
            if count := drawn_segments(item, MOST_SEGMENTS):
                yield item, count, times(matrix_of(item), matrix)
        elif kind == form and depth < DEEPEST_FORM:
            yield from _paths_among(objects_in(item), times(matrix_of(item), matrix), depth + 1)


def _segments(path: int, count: int, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a path, on the page as shown."""
    a, b, c, d, e, f = matrix
    first: Point | None = None
    last: Point | None = None
    for kind, x, y, closes in steps_of(path, count):
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        last = point
        if closes and first is not None:
            yield last, first
            last = first


def _shown(frame: PageView) -> Matrix:
    """The matrix from the PDF's coordinates to those of the page as shown."""
    if frame.turns == 1:
        return 0.0, 1.0, 1.0, 0.0, -frame.bottom, -frame.left
    if frame.turns == 2:
        return -1.0, 0.0, 0.0, 1.0, frame.right, -frame.bottom
    if frame.turns == 3:
        return 0.0, -1.0, -1.0, 0.0, frame.top, frame.right
    return 1.0, 0.0, 0.0, -1.0, -frame.left, frame.top


def _edge(start: Point, end: Point) -> Edge | None:
    """A level or upright segment as an edge, None for slanting and very short ones."""
    x0, x1 = (start[0], end[0]) if start[0] < end[0] else (end[0], start[0])
    top, bottom = (start[1], end[1]) if start[1] < end[1] else (end[1], start[1])
    width, height = x1 - x0, bottom - top
    if width >= SHORTEST and height < 1.0:
        return Edge(x0=x0, x1=x1, top=top, bottom=top, width=width, height=0.0, orientation="h")
    if height >= SHORTEST and width < 1.0:
        return Edge(x0=x0, x1=x0, top=top, bottom=bottom, width=0.0, height=height, orientation="v")
    return None
