"""The years that a sentence names: "in 2019", "the 2019 audit", "FY2019"; "we moved 2000 children" names none.

A figure is a year by the words and signs beside it, of all languages together as those of dates are
(`lexicons/<language>/reading/date-words.yaml`); one that nothing tells is none, for a reader can tell.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.date_words import any_of, months, words
from extractors.language import stop_words, told_languages

_AROUND = 40  # characters before a figure in which its words are looked for
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d%]|[.,]\d)")
_RANGE = re.compile(r"\s?[-/]\s?(?P<last>(?:19|20)\d\d|\d\d)(?!\w|[.,]\d)")


def years_named(text: str) -> list[int]:
    """The years in a folded text, in their order; of "2019/20" the later.

    >>> years_named("In March 2019 we moved 2000 children, and after FY2020 more (2021/22).")
    [2019, 2020, 2022]
    """
    found: list[int] = []
    behind = 0  # where the year before this one ends
    for figure in _YEAR.finditer(text):
        year, end = int(figure.group()), figure.end()
        if (until := _RANGE.match(text, end)) and (last := _last(year, until["last"])) is not None:
            year, end = last, until.end()
        elif not (_led(text, figure.start(), behind) or _followed().match(text, end)):
            continue
        if not _counts(text, end):
            found.append(year)
            behind = end
    return found


def last_year(text: str) -> int | None:
    """The last year that a text names of something that happened; None where it names none, or goes on since the last.

    >>> last_year("In 2016 and 2018 we met the elders."), last_year("Since 2014 we have met the elders.")
    (2018, None)
    """
    last = max(years_named(text), default=None)
    since = (int(found["since"]) for found in _from_then_on().finditer(text))
    return None if last is None or last in since else last


@lru_cache(maxsize=1)
def _from_then_on() -> re.Pattern[str]:
    led, month = any_of(words()["from_then_on"]), any_of(months())
    return re.compile(rf"(?<!\w)(?:{led})\s+(?:(?:{month})\.?\s+)?(?P<since>{_YEAR.pattern})", re.IGNORECASE)


def _last(first: int, written: str) -> int | None:
    """The last year of a range: of 2018-2021 and of 2019/20; None where it is none."""
    last = int(written) if len(written) > 2 else first - first % 100 + int(written)
    last += 100 if last < first and len(written) == 2 and first % 100 == 99 else 0
    return last if last > first else None


def _led(text: str, at: int, behind: int) -> bool:
    """Whether what stands before a figure makes it a year: a word, a month, a bracket, or another year."""
    joined = behind > 0 and _between().fullmatch(text, behind, at) is not None
    return joined or _before().search(text, max(0, at - _AROUND), at) is not None


def _counts(text: str, end: int) -> bool:
    """Whether what is counted follows, also behind a word: "1950 migrant workers", not "2019 that workers"."""
    found = _counted().match(text, end)
    return found is not None and (found["word"] or "").lower() not in _small_words()


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    return frozenset[str]().union(*map(stop_words, told_languages()))


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    led, month, ordinal = any_of(words()["before_a_year"]), any_of(months()), any_of(words()["ordinals"])
    day = rf"(?:\d\d?(?:{ordinal})?,?\s+)?"
    return re.compile(
        rf"(?:(?<!\w)(?:{led})[\s-]+|(?<!\w)(?:{any_of(words()['before_years'])})\s?"
        rf"|(?<!\w)(?:{month})\.?,?\s+{day}(?:(?:{led})\s+)?|[(\[]|(?<!\d)\d\d?[./-])$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _followed() -> re.Pattern[str]:
    """After a figure: a colon, a month ("2019-03"), or one of what a year has ("the 2019 audit")."""
    return re.compile(rf"\s?:|-\d\d(?!\d)|\s(?:{any_of(words()['of_a_year'])})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    return re.compile(rf"\s?[-/,;&]\s?|,?\s(?:{any_of(words()['between_years'])})\s", re.IGNORECASE)


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    return re.compile(rf"\s(?:(?P<word>[^\W\d_]+)\s)?(?:{any_of(words()['counted'])})(?!\w)", re.IGNORECASE)
