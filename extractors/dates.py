"""The date that a document states for itself, and where: "Last updated: 3 March 2025".

A date counts when words beside it say what it is to the document (`lexicons/<language>/reading/dates.yaml`), or when
the document's first words are hardly more than a title and a year. Dates within the text are history, not the
document's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from extractors.document_rules import DATES, PREFERRED, document_rules
from extractors.fold import fold
from extractors.records import Document, Role, StatedDate
from lexicons.reading_rules import reading_files
from lexicons.strict_yaml import read_yaml

OPENING, ENDING = 4000, 2500  # characters: where documents speak of themselves
GAP = 40  # characters between the words and the date
TITLE_WORDS = 12
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
WORDS = ("ordinals", "between_day_and_month", "joins", "before_years")


def stated_date(document: Document) -> StatedDate | None:
    """The date that a document gives itself, by the strongest of the words beside dates; None when there is none."""
    end = len(document.text)
    found: list[tuple[int, StatedDate]] = []
    for low, high in dict.fromkeys([(0, min(OPENING, end)), (max(0, end - ENDING), end)]):
        found += _beside_words(document, low, high)
    if found:
        return min(found, key=lambda one: one[0])[1]
    return _in_title(document)


def _beside_words(document: Document, low: int, high: int) -> Iterator[tuple[int, StatedDate]]:
    """Dates directly after words that say what they are, with the rank of these words."""
    folded = fold(document.text, low, high)
    for rule in document_rules(DATES):
        for pattern in rule.patterns:
            for words in pattern.finditer(folded.text):
                beside = _date().search(folded.text, words.end(), words.end() + GAP)
                value = _iso(beside) if beside else None
                if beside and value and _belongs(rule.concept, folded.text[words.end() : beside.start()], value):
                    yield PREFERRED.index(rule.concept), StatedDate(value, *folded.span(words.start(), beside.end()))


def _belongs(concept: str, between: str, value: str) -> bool:
    """Whether a date belongs to the words before it, by what stands between them and how exact it is."""
    if re.search(r"[.;]\s", between):
        return False
    if concept == "approved":
        return len(value) > len("2019")  # "approved in 2018" is told of many things
    return concept != "effective" or _joins().fullmatch(between) is not None


def _in_title(document: Document) -> StatedDate | None:
    """The year in the title at the head of the text: "Sustainability Report 2019"."""
    first = [block for block in document.blocks if block.role is not Role.FURNITURE][:3]
    for block in first:
        words = document.text[block.start : block.end]
        year = _title_year().search(words)
        if year and len(words.split()) <= TITLE_WORDS and not words.endswith((".", ";", ",")):
            at = block.start + year.start("year")
            return StatedDate(year["year"], at, at + len(year["year"]))
    return None


def _iso(found: re.Match[str]) -> str | None:
    """The date as ISO date, month or year; None for one that the calendar does not have.

    Between a day and a month that could be either, only the year is sure: 03.04.2025 is read as 2025.
    """
    groups = {name[0]: value for name, value in found.groupdict().items() if value}
    year, month, day = groups["y"], groups.get("m"), groups.get("d")
    if month is None:
        return year
    number = int(month) if month.isdecimal() else _months()[month.lower().rstrip(".")]
    if found["y4"] and number <= 12 and int(day or 0) <= 12 and number != int(day or 0):
        return year
    if found["y4"] and number > 12:
        number, day = int(day or 0), month
    if day is None:
        return f"{year}-{number:02}"
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return year


# --- the words of all languages together: a date may stand in another language than its document


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    read = [read_yaml(file).fields(("about", "months", *WORDS)) for file in reading_files("date-words")]
    return {key: tuple(word for data in read for word in data[key].texts()) for key in WORDS}


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """The number of each month by its names, in lower case."""
    found: dict[str, int] = {}
    for file in reading_files("date-words"):
        for number, names in enumerate(read_yaml(file).mapping()["months"].items(), 1):
            found |= {name.lower(): number for name in names.texts()}
    return found


def _any_of(words: Iterable[str]) -> str:
    """One of the words, the longest first; white space in them is any."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    month = rf"(?P<{{0}}>{_any_of(_months())})\.?"
    ordinal = rf"(?:{_any_of(_words()['ordinals'])})?"
    between = rf"(?:\s+(?:{_any_of(_words()['between_day_and_month'])}))?"
    forms = [
        rf"{_YEAR.format('y1')}-(?P<m1>\d\d)-(?P<d1>\d\d)",
        rf"(?P<d2>\d{{1,2}}){ordinal}{between}\s+{month.format('m2')},?\s+{_YEAR.format('y2')}",
        rf"{month.format('m3')}\s+(?P<d3>\d{{1,2}}){ordinal},?\s+{_YEAR.format('y3')}",
        rf"(?P<d4>\d{{1,2}})[./](?P<m4>\d{{1,2}})[./]{_YEAR.format('y4')}",
        rf"{month.format('m5')},?\s+{_YEAR.format('y5')}",
        _YEAR.format("y6"),
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w|[-/]\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _joins() -> re.Pattern[str]:
    return re.compile(rf"[\s:,(-]*(?:(?:{_any_of(_words()['joins'])})\b[\s:,-]*)*", re.IGNORECASE)


@lru_cache(maxsize=1)
def _title_year() -> re.Pattern[str]:
    before = _any_of(_words()["before_years"])
    return re.compile(rf"(?<![\w/.-])(?:(?:{before}|20\d\d\s*[-–/]\s*)\s?)?(?P<year>20\d\d)(?![\w/-])")
