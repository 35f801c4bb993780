"""The words of dates, of all languages together: a date may stand in another language than its document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lexicons.reading_rules import reading_files
from lexicons.strict_yaml import read_yaml

FILE = "date-words"
LISTS = (
    *("ordinals", "between_day_and_month", "joins", "before_years", "beside_alone", "between_papers", "same_paper"),
    *("before_a_year", "from_then_on", "between_years", "of_a_year", "counted"),
)


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """The lists of words, by their names."""
    read = [read_yaml(file).fields(("about", "months", *LISTS)) for file in reading_files(FILE)]
    return {key: tuple(word for data in read for word in data[key].texts()) for key in LISTS}


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """The number of each month by its names, in lower case."""
    found: dict[str, int] = {}
    for file in reading_files(FILE):
        for number, names in enumerate(read_yaml(file).mapping()["months"].items(), 1):
            found |= {name.lower(): number for name in names.texts()}
    return found


def any_of(choice: Iterable[str]) -> str:
    """One of the words, the longest first; white space in them is any."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(choice, key=len, reverse=True))


@lru_cache(maxsize=1)
def day_first_languages() -> frozenset[str]:
    """English is written with the month before the day, and with the day before the month; the others are not."""
    return frozenset(file.parts[-3] for file in reading_files(FILE)) - {"en"}


@lru_cache(maxsize=1)
def dot_before_month() -> re.Pattern[str]:
    """The dot of "12. März", which ends no sentence."""
    return re.compile(rf"\.(?<=\d.)(?=\s(?:{any_of(months())})(?!\w))", re.IGNORECASE)
