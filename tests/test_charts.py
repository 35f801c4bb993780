"""Charts tell by shape what is decided, open and not reached; all that they show is in words, too."""

from __future__ import annotations

from lxml import etree

from reports.charts import EDGE, FILLED, LINE, OPEN, WIDTH, Bar, alternative, bars, height, pictures

DECIDED, HALF, NOTHING = (
    Bar("A decided one", "2 of 2", 2, 2, 2),
    Bar("A half", "0.5–2 of 2", 0.5, 2, 2),
    Bar("None", "0 of 2", 0, 0, 2),
)


def parts(svg: str, tag: str = "*", **has: str) -> list[etree._Element]:
    """The parts of a picture of this kind that have these attributes."""
    every = etree.fromstring(svg.encode()).iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    wanted = {name.replace("_", "-"): value for name, value in has.items()}
    return [one for one in every if all(one.get(name) == value for name, value in wanted.items())]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in parts(svg, "text")]


def test_what_is_open_is_hatched_within_a_dashed_edge_and_what_is_decided_is_not() -> None:
    for row, filled, dashed in ((DECIDED, 1, 0), (HALF, 1, 1), (NOTHING, 0, 0)):
        svg = bars((row,))
        assert (len(parts(svg, fill=FILLED)), len(parts(svg, stroke_dasharray="3,2"))) == (filled, dashed), row
        assert (len(parts(svg, "line", stroke=OPEN)) > 20) == bool(dashed), row
        assert parts(svg, "path", stroke=EDGE), "the whole stands around it"


def test_stripes_stay_within_what_is_open() -> None:
    stripes = parts(bars((Bar("Open", "1–2 of 4", 1, 2, 4),)), "line", stroke=OPEN)
    starts = [float(one.get("transform", "").partition("(")[2].partition(",")[0]) for one in stripes]
    ends = [start + float(one.get("x2", "")) for start, one in zip(starts, stripes, strict=True)]
    edges = [*starts, *ends]
    assert 262 / 4 - 0.01 <= min(edges) <= max(edges) <= 2 * 262 / 4 + 0.01


def test_a_text_in_a_chart_is_a_text() -> None:
    title = "<script>alert(1)</script> & \"x\" 'y' ]]> &lt;"
    svg = bars((Bar(title, "0 of 2", 0, 0, 2),))
    assert " ".join(texts(svg)) == f"{title} 0 of 2"
    assert parts(svg, "script") == []


def test_a_long_title_is_told_to_its_end_in_lines_of_its_own() -> None:
    title = "Responsibility and resources for functions from day to day " * 3 + "x" * 200
    svg = bars((Bar(title, "0 of 2", 0, 0, 2),))
    lines, (whole,) = texts(svg), parts(svg, "svg")
    assert "".join("".join(lines).split()) == "".join(f"{title}0 of 2".split())
    assert float(whole.get("height", "")) > LINE * (len(lines) - 1)
    assert float(whole.get("width", "")) <= WIDTH + 4


def test_the_pictures_for_paper_hold_all_rows_and_none_is_too_high_for_a_page() -> None:
    rows = [Bar(f"Row {n}", "1 of 2", 1, 1, 2, heading="Group" if n in (0, 40) else "") for n in range(50)]
    found = pictures(rows, 300)
    assert max(one.height for one in found) <= 300
    assert {"Row 0", "Row 40"} <= {one.told.partition(":")[0] for one in found}, "a group begins a picture"
    assert all(f"Row {n}: 1 of 2" in " ".join(one.told for one in found) for n in range(50))
    assert height(rows) > 300


def test_in_words_stands_what_the_picture_shows() -> None:
    assert alternative([DECIDED, HALF]) == "A decided one: 2 of 2; A half: 0.5–2 of 2, open."


def test_the_same_rows_are_the_same_bytes_and_have_no_parts_for_readers_by_ear() -> None:
    first = bars((DECIDED, HALF))
    bars.cache_clear()
    assert bars((DECIDED, HALF)) == first
    assert "aria-" not in first
    assert "role=" not in first
