"""What runs along on the pages of a PDF: their heads, feet and navigation; and lines that nobody could quote."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from math import ceil

from extractors.readers.pdf.characters import PageText
from extractors.readers.pdf.rows import FULL_STOP, LETTERS, YEAR, Row

BAND = 0.11  # of the page's height: where running headers and footers stand
SIDE = 0.1  # of the page's width: where navigation stands beside the text
LEADER = re.compile(r"[.…_](?:(?<=\.)\s?(?:\.\s?){5,}|(?<=…)…+|(?<=_)_{5,})\s*\d{0,3}\s*$")  # "Our people ........ 12"
UNREADABLE = re.compile(r"[\ufffd\uE000-\uF8FF]")
DOTS = re.compile(r"[.…_]\s?[.…_]|[\ufffd\uE000-\uF8FF]")  # what a page must have to have one of these two
DIGITS = re.compile(r"\d+")  # left aside: a page's number runs along, and differs


def furniture(pages: Sequence[PageText], rows: Sequence[Row], abreast: Sequence[Sequence[Row]]) -> set[int]:
    """Where lines begin that stand at the top or bottom of several pages, numbers left aside."""
    edges, years = _edge_rows(rows), _beside_years(abreast)
    keys = {
        row.start: key
        for row in rows
        if row.start not in years and (key := _furniture_key(pages, row, edges)) is not None
    }
    seen: dict[tuple[str, int], set[int]] = {}
    for row in rows:
        if row.start in keys:
            seen.setdefault(keys[row.start], set()).add(row.page)
    needed = max(2, min(3, ceil(len(pages) / 3)))
    return {start for start, key in keys.items() if len(seen[key]) >= needed}


def _beside_years(abreast: Sequence[Sequence[Row]]) -> set[int]:
    """Where lines begin that stand at the height of two years or more: the head of a table, on however many pages."""
    return {row.start for rows in abreast if len(rows) > 1 and sum(map(_is_year, rows)) > 1 for row in rows}


def _is_year(row: Row) -> bool:
    return bool(YEAR.fullmatch(row.text))


def wordless(pages: Sequence[PageText], rows: Sequence[Row]) -> set[int]:
    """Where lines begin that nobody could quote: entries of a table of contents, glyphs without characters."""
    doubted = {number for number, page in enumerate(pages, 1) if DOTS.search(page.text)}
    return {
        row.start
        for row in rows
        if row.page in doubted
        and (LEADER.search(row.text) or 2 * len(UNREADABLE.findall(row.text)) > max(2, len(row.text)))
    }


def _edge_rows(rows: Sequence[Row]) -> set[int]:
    """Where the highest and the lowest line of each page begin."""
    edges: set[int] = set()
    for _, of_page in itertools.groupby(rows, key=lambda row: row.page):
        here = list(of_page)
        edges.add(min(here, key=lambda row: row.line.box.top).start)
        edges.add(max(here, key=lambda row: row.line.box.bottom).start)
    return edges


def _furniture_key(pages: Sequence[PageText], row: Row, edges: set[int]) -> tuple[str, int] | None:
    """What a running line has in common on its pages; None for lines that are none: in mid page, cells, sentences."""
    height, width, box = pages[row.page - 1].height, pages[row.page - 1].width, row.line.box
    in_band = box.top <= BAND * height or box.bottom >= (1 - BAND) * height
    beside = (box.x1 <= SIDE * width or box.x0 >= (1 - SIDE) * width) and LETTERS.search(row.text)
    if row.line.cell is not None or not (in_band or beside or row.start in edges):
        return None
    if len(row.text) > 40 and FULL_STOP.search(row.text):  # a sentence that is set on each page
        return None
    if not in_band and row.start not in edges:  # navigation stands at one place, a table's words anywhere
        return f"{row.text.casefold()} at {box.x0:.0f} {box.top:.0f}", round(row.line.size)
    return DIGITS.sub("#", " ".join(row.text.casefold().split())), round(row.line.size)
