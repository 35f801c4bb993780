"""How many lines a text takes in a column, so that rows are as high as their text and none is cut.

Spreadsheet programs fit the height of a row only to their own type, and none shows more than 409 points of one. So the
height is worked out from the widths of Arial, which is on every machine or has a twin there of the same widths
(Liberation Sans), and what would be too high goes on in a further row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.sheet_tables import Column

# Thousandths of the type's size, from the published metrics of Helvetica, which Arial has, too.
_WIDTHS = {
    222: "ijl'‘’",
    278: " !,./:;I[\\]ft|·",
    333: "()-`r“”„°*",
    500: "Jcksvxyz",
    556: '#$0123456789?L_abdeghnopqu"{}–€',
    611: "FTZß+<=>~^",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@—…™",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDE, _OTHER, _CAPITAL = 1100, 600, 800  # of East Asian letters, of other small letters and of other capitals
_NARROWEST = 100  # of what takes no room: so that no cell holds more of it than a cell can
_STRONG = 1.08  # how much wider bold type is
SIZE = 10.0  # points of the type
_PER_CHARACTER = 5.25  # points of a column for each of its characters, at that size
_PADDING = 5.0  # points of a cell that are left free, both sides together
_CARE = 0.95  # programs round widths, each in its way
LINE = 12.75  # points of a line
_BUTTON = 3  # characters of a column that the button of its filter takes
MOST_LINES = 24  # of a row: 306 of the 409 points that a row may have, so that it fits on a page with others
_PARTS = re.compile(r"\S+\s*")
_BREAKS = "/\u2010–—-"  # behind these some programs break a word, and others do not
_PIECES = re.compile(rf"[^\s{_BREAKS}]+[{_BREAKS}]*\s*|[{_BREAKS}]+\s*")


def wrapped(text: str, width: float, strong: bool = False) -> list[str]:
    """The lines of a text in a column of so many characters, together the text; a word that is too long is broken."""
    return list(_wrapped(text, width, strong))


def unbroken(text: str, least: int) -> int:
    """The characters of the narrowest column, of at least so many, in which no word of a strong text is broken."""
    longest = max(map(_measured, text.split()), default=0.0)
    points = longest * _STRONG * SIZE / 1000 / _CARE + _PADDING
    return max(least, ceil(points / _PER_CHARACTER))


def head_lines(columns: Sequence[Column]) -> int:
    """Lines of the row of titles: one more where the button of a filter would stand on a last line."""
    lines = {one: wrapped(one.title, one.width, strong=True) for one in columns}
    most = max(map(len, lines.values()))
    lowest = ((own[-1], one.width - _BUTTON) for one, own in lines.items() if len(own) == most)
    return most + any(len(wrapped(text, free, strong=True)) > 1 for text, free in lowest)


def height(lines: int) -> float:
    """Points of a row with so many lines."""
    return LINE * max(lines, 1) + 2.25


@lru_cache(maxsize=8192)
def _wrapped(text: str, width: float, strong: bool) -> tuple[str, ...]:
    room = (width * _PER_CHARACTER - _PADDING) * _CARE * 1000 / SIZE / (_STRONG if strong else 1)
    if len(text) * _WIDE <= room and "\n" not in text:
        return (text,)
    ways = [tuple(line for part in text.splitlines(keepends=True) for line in _lines(part, room, _PARTS))]
    if len(ways[0]) > 1 and not set(_BREAKS).isdisjoint(text):
        ways.append(tuple(line for part in text.splitlines(keepends=True) for line in _lines(part, room, _PIECES)))
    return max(ways, key=len) or ("",)  # the longer, so that no program cuts it


def _lines(text: str, room: float, parts: re.Pattern[str]) -> Iterator[str]:
    line, used = "", 0.0
    for word in parts.findall(text):
        needed = _measured(word.rstrip())
        if line and used + needed > room:
            yield line
            line, used = "", 0.0
        while needed > room:  # a long address, or a language that parts no words
            head = _head(word, room)
            yield head
            word = word[len(head) :]
            needed = _measured(word.rstrip())
        line += word
        used += _measured(word)
    yield line


def _head(word: str, room: float) -> str:
    """As many of a word's letters as there is room for; at least one."""
    used, count = 0.0, 0
    for letter in word:
        used += _width(letter)
        if used > room:
            break
        count += 1
    return word[: max(count, 1)]


def _measured(text: str) -> float:
    return sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    known = _WIDTH.get(letter)
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", letter)[0]  # é is as wide as e
    if base in _WIDTH:
        return _WIDTH[base]
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    if unicodedata.combining(letter):
        return _NARROWEST
    return _CAPITAL if letter.isupper() or not letter.isalpha() else _OTHER
