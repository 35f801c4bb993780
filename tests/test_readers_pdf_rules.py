"""Ruling lines become the cells that pdfplumber makes of them: its own functions are asked beside ours."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from extractors.readers.pdf.tables import TOLERANCE, Rule, Rules, _crossings, _merged, _smallest_rectangles

# Lines of a page on a grid that is not quite even, so that some touch, some overlap and some all but meet.
places = st.builds(lambda step, more: 9.0 * step + more, st.integers(0, 5), st.sampled_from([0.0, 0.3, 2.9, 3.1]))
lengths = st.sampled_from([6.0, 9.0, 18.0, 27.3, 45.0])
rules = st.builds(lambda place, start, length: (place, start, start + length), places, places, lengths)
several = st.lists(rules, min_size=1, max_size=14)
Edge = dict[str, float | str]


def rows(lines: list[Rule]) -> Rules:
    return np.array(lines)


def level(lines: Rules) -> list[Edge]:
    return [{"x0": x0, "x1": x1, "top": y, "bottom": y, "orientation": "h"} for y, x0, x1 in lines.tolist()]


def upright(lines: Rules) -> list[Edge]:
    return [{"x0": x, "x1": x, "top": top, "bottom": bottom, "orientation": "v"} for x, top, bottom in lines.tolist()]


@given(several, several)
def test_lines_are_merged_as_pdfplumber_merges_them(across: list[Rule], down: list[Rule]) -> None:
    edges = [{**edge, "width": 0.0, "height": 0.0} for edge in (*level(rows(across)), *upright(rows(down)))]
    theirs = merge_edges(edges, TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    assert _merged(rows(across)).tolist() == [[e["top"], e["x0"], e["x1"]] for e in theirs if e["orientation"] == "h"]
    assert _merged(rows(down)).tolist() == [[e["x0"], e["top"], e["bottom"]] for e in theirs if e["orientation"] == "v"]


@given(several, several)
def test_the_cells_between_lines_are_those_that_pdfplumber_finds(across: list[Rule], down: list[Rule]) -> None:
    merged = _merged(rows(down)), _merged(rows(across))
    crossings = edges_to_intersections([*upright(merged[0]), *level(merged[1])], TOLERANCE, TOLERANCE)
    assert [*_crossings(*merged)] == sorted(crossings)
    cells = intersections_to_cells(crossings)
    assert _smallest_rectangles(_crossings(*merged)) == cells
