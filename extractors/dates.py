"""The date that a document states for itself, and where: "Last updated: 3 March 2025".

A date counts when words beside it, or above it in a table, say what it is to the document
(`lexicons/<language>/reading/dates.yaml`) and do not speak of another paper; when it stands alone on the cover; or when
the document's first words are hardly more than a title and a year. Other dates within the text are history, and the
next review, or the year of an Act, is the document's own date nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from extractors.date_words import any_of, day_first_languages, months, words
from extractors.document_rules import (
    CONTROL,
    DATES,
    INSTRUMENT,
    OTHER,
    PREFERRED,
    all_said,
    says,
)
from extractors.fold import composed
from extractors.iso_dates import iso_date
from extractors.papers import ENDING, OPENING, TITLE_BLOCKS, TITLE_WORDS, Stretch, ends, near_an_end, stretch
from extractors.records import Block, Document, Role, StatedDate
from lexicons.patterns import as_written

GAP = 40  # characters between the words and the date
LONGEST = 80  # characters from a date's beginning to its year
NEAR = 300  # characters around dates in which such words are looked for: a gap, and the longest of these words
APPROVERS_GAP = 90  # "Approved by the Remuneration Committee of the Board of Directors, 12 March 2024"
COVER_LINES = 25  # of the first page
A_STATEMENT = 20_000  # characters: what is no longer may end with a name and a date
PLACE_WORDS = 4  # "Turin, 12 March 2024": how many words a place may have
_VERSION = re.compile(r"(?<!\w)v?\d+(?:\.\d+)*(?!\w)", re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")  # without one there is no date
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"


_NO_DOCUMENT = Document("", "text/plain", "", (), ())


class _Label(NamedTuple):
    """Words that say what a date beside them is."""

    concept: str
    start: int
    end: int


def stated_date(document: Document) -> StatedDate | None:
    """The date that a document gives itself, by the strongest of the words beside dates; None when there is none.

    Of dates that are equally its own it is the latest, and of two forms of one date the more exact.
    """
    found = [*_beside_words(document), *_in_tables(document), *_on_the_cover(document)]
    if not found:
        return _in_title(document)
    strongest = min(rank for rank, _ in found)
    latest = max((one for rank, one in found if rank == strongest), key=lambda one: one.date)
    return _published(document, latest) if strongest == PREFERRED.index("period") else latest


def _published(document: Document, period: StatedDate) -> StatedDate:
    """Of a document that names the period it reports on, the month in its title, if that is later: then it came out."""
    title = _in_title(document)
    return title if title and len(title.date) > len("2024") and title.date > period.date else period


def _beside_words(document: Document) -> Iterator[tuple[int, StatedDate]]:
    """Dates after words that say what they are, with the rank of these words; of cells, where no label does."""
    for zone in ends(document):
        dates = [*_dates(zone.text)]
        labels = _labels_near(zone.text, dates)
        before = 0
        for found in dates:
            found, label = _with_label(zone.text, labels, found, before)
            before = found.end()
            value = _iso(found, document)
            if label is None or value is None or label.concept not in PREFERRED:
                continue
            if _in_labelled_cell(zone, found) or _is_of_another(zone, labels, label, found, value):
                continue
            if not _belongs(zone, label, found, value):
                continue
            yield PREFERRED.index(label.concept), StatedDate(value, *zone.folded.span(label.start, found.end()))


def _labels_near(text: str, dates: Iterable[re.Match[str]]) -> list[_Label]:
    """The words around dates that say what these are, where some may be the document's own."""
    around: list[tuple[int, int]] = []
    for found in dates:
        low, high = found.start() - NEAR, found.end() + NEAR
        if around and low <= around[-1][1]:
            around[-1] = around[-1][0], high
        else:
            around.append((low, high))
    asked = [(low, high) for low, high in around if any(_labels(text, low, high, PREFERRED))]
    return [label for low, high in asked for label in _labels(text, low, high)]


def _labels(text: str, low: int = 0, high: int | None = None, among: Container[str] | None = None) -> Iterator[_Label]:
    """All words in text[low:high] that say what a date beside them is; `low` may lie before its beginning."""
    return (_Label(concept, *label.span()) for concept, label in all_said(DATES, text, max(0, low), high, among))


def _with_label(
    text: str, labels: list[_Label], found: re.Match[str], since: int
) -> tuple[re.Match[str], _Label | None]:
    """A date with the label before it. Of "Version 2 of May 2024" the date begins where the label ends."""
    into = next((one for one in labels if one.start < found.start() < one.end < found.end()), None)
    shorter = _date().search(text, into.end, found.end()) if into else None
    return (shorter, into) if shorter else (found, _nearest(labels, found.start(), since))


def _nearest(labels: Iterable[_Label], at: int, since: int) -> _Label | None:
    """The label that ends nearest before a date, and no other date between; of several the longest."""
    saying = [one for one in labels if since <= one.end <= at and one.concept in (*PREFERRED, OTHER)]
    near = [one for one in saying if at <= one.end + (APPROVERS_GAP if one.concept == "approved" else GAP)]
    return max(near, key=lambda one: (one.end, one.end - one.start), default=None)


def _is_of_another(zone: Stretch, labels: list[_Label], label: _Label, found: re.Match[str], value: str) -> bool:
    """Whether the label is part of another ("to be approved by"), or the year that of an Act."""
    inside = any(one.concept == OTHER and one.start < label.end and label.start < one.end for one in labels)
    return inside or (len(value) == len("2019") and _of_another(zone.text, labels, found.start()))


def _belongs(zone: Stretch, label: _Label, found: re.Match[str], value: str) -> bool:
    """Whether a date belongs to the words before it, by what stands between them, and they to the document."""
    between = zone.text[label.end : found.start()]
    if re.search(r"[.;]\s", between):
        return False
    if label.concept == "approved" and len(value) == len("2019"):
        return False  # "approved in 2018" is told of many things
    bare = zone.without_itself(label.end, found.start())
    if label.concept == "version":
        bare = _VERSION.sub("", bare)
    if label.concept in ("effective", "dated", "version") and not _joins().fullmatch(bare):
        return False
    return label.concept == "period" or zone.speaks_of_itself(label.start, found.start())


# --- tables: "Version | Date | Approved by"


def _in_tables(document: Document) -> Iterator[tuple[int, StatedDate]]:
    """Dates in cells whose column or row says what they are."""
    cells = [block for block in document.blocks if block.role is Role.CELL and near_an_end(document, block)]
    controlled = any(says(DATES, CONTROL, said) for cell in cells for said in (cell.header, cell.row) if said)
    for cell in cells:
        zone = stretch(document, cell.start, cell.end)
        found = next(_dates(zone.text), None)
        value = _iso(found, document) if found else None
        if not found or not value:
            continue
        concept = _of_cell(document, cell)
        if concept in PREFERRED and concept != "period" and (concept != "dated" or controlled):
            yield PREFERRED.index(concept), StatedDate(value, *zone.folded.span(*found.span()))


def _of_cell(document: Document, cell: Block) -> str:
    """What the column, else the row, says of a date in the cell; "" where the cell says it itself, or neither does."""
    if any(one.concept != CONTROL for one in _labels(stretch(document, cell.start, cell.end).text)):
        return ""
    for said in (cell.header, cell.row):
        labels = [one for one in _labels(composed(said or "")) if one.concept != CONTROL]
        if labels:
            return max(labels, key=lambda one: (one.end, one.end - one.start)).concept
    return ""


def _in_labelled_cell(zone: Stretch, found: re.Match[str]) -> bool:
    block = zone.block_at(found.start())
    return block is not None and block.role is Role.CELL and bool(_of_cell(zone.document, block))


# --- the cover and the title


def _on_the_cover(document: Document) -> Iterator[tuple[int, StatedDate]]:
    """A month or a day that stands alone in a line of the first page, or, with its place, at the end."""
    first = document.pages[0].end if document.pages else 0
    opening = [*islice(_lines(document, 0, min(first, OPENING)), COVER_LINES)]
    ending = [*_lines(document, max(0, len(document.text) - ENDING), len(document.text))]
    for low, high in dict.fromkeys((*opening, *ending)):
        if not _ANY_YEAR.search(document.text, low, high):
            continue
        zone = stretch(document, low, high)
        found = next(_dates(zone.text), None)
        value = _iso(found, document) if found else None
        if found is None or value is None or len(value) == len("2019") or _next_date(zone.text, found.end()):
            continue
        rest = zone.text[: found.start()], zone.text[found.end() :]
        near = low < OPENING or len(document.text) <= A_STATEMENT
        alone = near and not _beside_alone().sub("", " ".join(rest)).strip(" ,.:;()|-")
        if alone or _after_a_place(*rest, value):
            yield PREFERRED.index("cover"), StatedDate(value, *zone.folded.span(*found.span()))


def _lines(document: Document, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The lines of what is neither an item nor a cell."""
    for block in document.blocks:
        if block.start >= low and block.end <= high and block.role not in (Role.ITEM, Role.CELL):
            yield from (line.span() for line in _LINE.finditer(document.text, block.start, block.end))


def _next_date(text: str, at: int) -> bool:
    return next(_dates(text, at), None) is not None


def _after_a_place(before: str, after: str, value: str) -> bool:
    """ "Turin, 12 March 2024": so a letter or a report ends."""
    place = before.strip()
    named = place.endswith(",") and place[:1].isupper() and len(place.split()) <= PLACE_WORDS
    return named and not after.strip(" .") and len(value) == len("2019-01-01")


def _in_title(document: Document) -> StatedDate | None:
    """The year in the title at the head of the text: "Sustainability Report 2019"."""
    first = [block for block in document.blocks if block.role is not Role.FURNITURE][:TITLE_BLOCKS]
    for block in first:
        zone = stretch(document, block.start, block.end)
        title = zone.text
        if block.role is Role.ITEM or len(title.split()) > TITLE_WORDS or title.endswith((".", ";", ",")):
            continue
        labels = [*_labels(title)]
        for year in _title_year().finditer(title):
            if not _of_another(title, labels, year.start("year")):
                return _exact(zone, year)
    return None


def _exact(zone: Stretch, year: re.Match[str]) -> StatedDate:
    """The year of a title, or the month or the day in which it stands."""
    for found in _dates(zone.text):
        value = _iso(found, zone.document)
        if found.start() < year.start("year") and found.end() == year.end("year") and value:
            return StatedDate(value, *zone.folded.span(*found.span()))
    span = zone.folded.span(year.start("year"), year.end())
    return StatedDate(_last_year(year["year"], year["short"]), *span)


def _of_another(text: str, labels: Iterable[_Label], at: int) -> bool:
    """Whether a year belongs to something else: "Next review: 2027", "Modern Slavery Act 2015", "Vision 2030"."""
    for one in labels:
        between = text[one.end : at]
        if one.concept == OTHER and 0 <= at - one.end <= GAP and not _next_date(between, 0):
            return True
        if one.concept == INSTRUMENT and one.end <= at and re.fullmatch(r"[\s(:-]*(?:of\s+)?", between):
            return True
    return False


def _last_year(year: str, short: str | None) -> str:
    """Of "2022/23" the later year."""
    first = int(year)  # also of figures of another script
    return str(first + 1 if short and int(short) == (first + 1) % 100 else first)


# --- what a date is


def written_date(words: str) -> str | None:
    """The date that words are, as ISO date, month or year; None for none, for one that is in no calendar, and for one
    whose day and month could be either.

    >>> written_date("12 March 2024"), written_date("2024-13-01"), written_date("03/04/2025")
    ('2024-03-12', None, None)
    """
    found = _date().fullmatch(words.strip())
    value = _iso(found, _NO_DOCUMENT) if found else None
    exact = found is not None and any(group and name[0] == "m" for name, group in found.groupdict().items())
    return None if exact and value and len(value) == len("2019") else value


def _iso(found: re.Match[str], document: Document) -> str | None:
    """The date as ISO date, month or year.

    Of one that the calendar does not have, or whose day and month could be either, only the year is sure: 03/04/2025 is
    read as 2025, where no other date of the document tells its order.
    """
    groups = {name[0]: value for name, value in found.groupdict().items() if value}
    year, month, day = _last_year(groups["y"], found["x8"]), groups.get("m"), groups.get("d")
    if month is None:
        return year
    number = int(month) if month.isdecimal() else months()[as_written(month)]
    if found["y4"]:
        order = _day_first(found, document)
        if order is None:
            return year
        if not order:
            number, day = int(day or 0), month
    return iso_date(f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")) or year


def _day_first(found: re.Match[str], document: Document) -> bool | None:
    """Whether the day stands before the month; None where nothing tells it.

    Dots are written between day, month and year alone; with strokes the order is one's own.
    """
    first, second = int(found["d4"]), int(found["m4"])
    if "." in found.group() or first == second:
        return True
    if first > 12 or second > 12:
        return first > 12
    orders = _orders(document.text)
    if len(orders) == 1:
        return next(iter(orders))
    return True if document.language in day_first_languages() else None


@lru_cache(maxsize=1)
def _orders(text: str) -> frozenset[bool]:
    """Whether day or month stands first in the dates of a text that tell it; kept, as each date that does not asks."""
    return frozenset(int(one["d4"]) > 12 for one in _numeric(text) if max(int(one["d4"]), int(one["m4"])) > 12)


def _numeric(text: str) -> Iterator[re.Match[str]]:
    return (one for one in _dates(text) if one["y4"])


# --- how dates are written


def _dates(text: str, at: int = 0) -> Iterator[re.Match[str]]:
    """The dates in a text from a place on: tried only where one may begin before a year; every place would be slow."""
    while year := _ANY_YEAR.search(text, at):
        words = _words_of_dates().finditer(text, max(at, year.start() - LONGEST), year.end())
        begun = (one.start() for one in words if one.group()[0].isdecimal() or _is_month(one.group()))
        found = next(filter(None, (_date().match(text, start) for start in begun)), None)
        if found:
            yield found
        at = found.end() if found else year.end()


@lru_cache(maxsize=1)
def _words_of_dates() -> re.Pattern[str]:
    """Figures, and words that begin as a month does."""
    initials = {name[0] for name in months()}
    either = "".join(sorted({*initials, *map(str.upper, initials), "ſ"}))  # which is an "s" where case does not count
    return re.compile(rf"[\d{re.escape(either)}](?<!\w.)[^\W\d_]*")


@lru_cache(maxsize=4096)
def _is_month(word: str) -> bool:
    return _month().fullmatch(word) is not None


@lru_cache(maxsize=1)
def _month() -> re.Pattern[str]:
    return re.compile(any_of(months()), re.IGNORECASE)


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    month = rf"(?P<{{0}}>{any_of(months())})\.?"
    ordinal = rf"(?:{any_of(words()['ordinals'])})?"
    joined = any_of(words()["between_day_and_month"])
    day_to_month = rf"(?:(?:\s+(?:{joined}))?\s+|-)"
    month_to_year = rf"(?:,?(?:\s+(?:{joined}))?\s+|-)"
    forms = [
        rf"{_YEAR.format('y1')}[-./](?P<m1>\d\d?)[-./](?P<d1>\d\d?)",
        rf"(?P<d2>\d{{1,2}}){ordinal}{day_to_month}{month.format('m2')}{month_to_year}{_YEAR.format('y2')}",
        rf"{month.format('m3')}\s+(?P<d3>\d{{1,2}}){ordinal},?\s+{_YEAR.format('y3')}",
        rf"(?P<d4>\d{{1,2}})(?P<s4>[./-])(?P<m4>\d{{1,2}})(?P=s4){_YEAR.format('y4')}",
        rf"{month.format('m5')}{month_to_year}{_YEAR.format('y5')}",
        rf"{_YEAR.format('y6')}-(?P<m6>0[1-9]|1[0-2])",
        rf"(?P<m7>0[1-9]|1[0-2])[/.]{_YEAR.format('y7')}",
        rf"(?:(?:19|20)\d\d\s?[-/]\s?)?{_YEAR.format('y8')}(?:[-/](?P<x8>\d\d))?",
    ]
    return re.compile(rf"(?<![\w])(?<!\d[./:-])(?:{'|'.join(forms)})(?!\w|[-/]\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _joins() -> re.Pattern[str]:
    return re.compile(rf"[\s:,|(-]*(?:(?:{any_of(words()['joins'])})(?!\w)[\s:,|-]*)*", re.IGNORECASE)


@lru_cache(maxsize=1)
def _beside_alone() -> re.Pattern[str]:
    """What may stand beside a date that is alone in its line: "Version 2.1 - March 2024"."""
    return re.compile(rf"(?<!\w)(?:(?:{any_of(words()['beside_alone'])})\.?|v?\d[\d.]*)(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _title_year() -> re.Pattern[str]:
    before = any_of(words()["before_years"])
    return re.compile(
        rf"(?<![\w/.-])(?<!\d:)(?:(?:{before}|20\d\d\s*[-–/]\s*)\s?)?"
        r"(?P<year>20\d\d)(?:\s?[-–/](?P<short>\d\d))?(?![\w/-])"
    )
