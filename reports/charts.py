"""Charts of a scorecard, as SVG: bars of points and profiles of stages, drawn without a browser and without network.

What is decided is filled, what is open is hatched within a dashed edge, and what is not reached is hollow, so that
nothing depends on telling colours apart. A chart is narrow enough for a phone; a title stands above its bar, in as many
lines as it takes. The same rows always give the same bytes. Who shows a chart gives its text alternative.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair
import vl_convert
from lxml import etree

FONT = "Libertinus Serif"  # the font of the PDF; a page in HTML sets its own
WIDTH = 360  # pixels
BARS = 262  # of them for bars; the rest is for the figures beside
BAR, LINE, GAP = 14, 15, 10  # heights: of a bar, of a line of its title, and between a bar and the next title
LETTERS = 46  # of a line of a title
STRIPES = 5  # pixels from one stripe of the hatching to the next
INK, FILLED, OPEN, EDGE = "#1c1f23", "#0b5563", "#7d5200", "#6b7178"

Mark = dict[str, Any]
# How parts of a bar look, what lies below first.
LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hollow", {"fill": "white", "stroke": EDGE, "strokeWidth": 1}),
    ("open", {"fill": "white", "stroke": OPEN, "strokeWidth": 1.5, "strokeDash": [3, 2]}),
    ("decided", {"fill": FILLED, "stroke": FILLED, "strokeWidth": 1}),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: from 0 to `low` is decided, from there to `high` open, of `maximum` in all."""

    title: str
    figures: str  # beside the bar: "1.5 of 2", "0–2 of 2"
    low: float
    high: float
    maximum: float
    heading: str = ""  # above it, where a group begins


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of a chart, drawn."""

    svg: str
    height: int  # pixels of `WIDTH`
    told: str  # all that it shows, in words


def pictures(rows: Sequence[Bar], tallest: int) -> list[Picture]:
    """The rows as pictures of at most this height, and one for each group: for paper, where no picture goes on."""
    parts: list[list[Bar]] = []
    for row in rows:
        if not parts or row.heading or height([*parts[-1], row]) > tallest:
            parts.append([])
        parts[-1].append(row)
    most = max((row.maximum for row in rows), default=1)
    return [Picture(bars(tuple(part), most), height(part), alternative(part)) for part in parts]


def alternative(rows: Sequence[Bar]) -> str:
    """What the rows show, in words."""
    told = "; ".join(f"{row.title}: {row.figures}{'' if row.low == row.high else ', open'}" for row in rows)
    return f"{told}."


def height(rows: Sequence[Bar]) -> int:
    """How high a picture of the rows is, in pixels."""
    lines = sum(len(_wrapped(told)) for row in rows for told in (row.heading, row.title))
    groups = sum(bool(row.heading) for row in rows[1:])
    return LINE * lines + (BAR + GAP) * len(rows) + GAP * groups


@lru_cache(maxsize=64)  # a PDF may be set anew, for letters that no font has, with the same charts
def bars(rows: tuple[Bar, ...], most: float = 0) -> str:
    """The rows as an SVG, all on one scale, up to `most` or the greatest maximum; whole points are marked off."""
    scale = BARS / max(most, *(row.maximum for row in rows))
    top = 0
    texts: list[Mark] = []
    boxes: list[Mark] = []
    lines: list[Mark] = []
    for row in rows:
        top += GAP if row.heading and top else 0
        for told, weight in ((row.heading, "bold"), (row.title, "normal")):
            for line in _wrapped(told):
                texts.append({"x": 0, "y": top + LINE - 6, "text": line, "weight": weight})
                top += LINE
        boxes += _boxes(row, scale, top)
        lines += _stripes(row, scale, top)
        lines += [_line(scale * at, scale * at, top, EDGE) for at in range(1, int(row.maximum + 0.5))]
        texts.append({"x": scale * row.maximum + 6, "y": top + BAR - 3, "text": row.figures, "weight": "bold"})
        top += BAR + GAP
    return _drawn(texts, boxes, lines, height(rows))


def _wrapped(title: str) -> list[str]:
    """A title in lines, by half as many letters where some are as wide as they are high."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in title)
    return textwrap.wrap(title, LETTERS // 2 if wide else LETTERS)


def _boxes(row: Bar, scale: float, top: int) -> Iterator[Mark]:
    """The hollow whole, on it what is open, on it what is decided."""
    parts = ((0, row.maximum, "hollow"), (row.low, row.high, "open"), (0, row.low, "decided"))
    for start, end, kind in parts:
        if end > start:
            yield {"x": scale * start, "x2": scale * end, "y": top, "y2": top + BAR, "kind": kind}


def _stripes(row: Bar, scale: float, top: int) -> Iterator[Mark]:
    """Slanting stripes, each cut at the ends of what is open."""
    start, end = scale * row.low, scale * row.high
    at = start - BAR + STRIPES
    while at < end:
        left, right = max(at, start), min(at + BAR, end)
        if right > left:  # it climbs as far as it goes to the right
            yield {"x": left, "y": top + BAR - (left - at), "x2": right, "y2": top + BAR - (right - at), "ink": OPEN}
        at += STRIPES


def _line(start: float, end: float, top: int, ink: str) -> Mark:
    return {"x": start, "y": top, "x2": end, "y2": top + BAR, "ink": ink}


def _drawn(texts: list[Mark], boxes: list[Mark], lines: list[Mark], tall: int) -> str:
    """Marks in pixels from the upper left, as SVG; later layers lie on earlier ones."""
    x = altair.X("x:Q", scale=altair.Scale(domain=[0, WIDTH], range=[0, WIDTH]), axis=None)
    y = altair.Y("y:Q", scale=altair.Scale(domain=[0, tall], range=[0, tall]), axis=None)
    stroke = altair.Stroke("ink:N", scale=None)
    layers: list[altair.Chart] = [
        *(_of(boxes, "kind", kind).mark_rect(**look).encode(x=x, x2="x2:Q", y=y, y2="y2:Q") for kind, look in LOOKS),
        _chart(lines).mark_rule(strokeWidth=1).encode(x=x, x2="x2:Q", y=y, y2="y2:Q", stroke=stroke),
        *(
            _of(texts, "weight", weight)
            .mark_text(align="left", baseline="alphabetic", fontSize=12.5, fontWeight=weight, fill=INK)
            .encode(x=x, y=y, text="text:N")
            for weight in ("normal", "bold")
        ),
    ]
    chart = altair.layer(*layers).properties(width=WIDTH, height=tall, padding=2, autosize="none", background="white")
    settled = chart.configure(aria=False, font=FONT).configure_view(stroke=None)
    return _one_picture(vl_convert.vegalite_to_svg(settled.to_dict()))


def _one_picture(svg: str) -> str:
    """The SVG without roles of its parts: it is read out as one picture, by the words of whoever shows it."""
    whole = etree.fromstring(svg.encode("utf-8"))
    for part in whole.iter():
        for name in [one for one in part.attrib if str(one) == "role" or str(one).startswith("aria-")]:
            del part.attrib[name]
    return etree.tostring(whole, encoding="unicode")


def _of(marks: list[Mark], key: str, value: str) -> altair.Chart:
    return _chart([one for one in marks if one[key] == value])


def _chart(marks: list[Mark]) -> altair.Chart:
    return altair.Chart(altair.InlineData(values=marks))
