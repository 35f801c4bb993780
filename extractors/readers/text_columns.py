"""Plain text in two columns: what stands side by side on a page is not one line.

Programs that take text out of a page by its layout keep its columns beside each other, with spaces between them. Read
across, "We forbid child labour and" goes on with what stands right of it. Columns of prose are told from those of a
table: in both of them lines go on in small letters where a sentence was broken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_GAP = re.compile(r"\S {3,}(?=\S)")
_LINES = 5  # side by side at the same place, at least
_WORDS = 3.0  # of a line of a column, on the average
_BROKEN = 0.3  # of a column's lines begin in small letters, at least
_BLANKS = 2  # lines between two parts of the same columns, at most


def untangled(lines: Sequence[str]) -> list[str]:
    """The lines with the left column above the right one where there are two; every word stays, in this order."""
    found: list[str] = []
    start = 0
    while start < len(lines):
        place = _gutter_at(lines, start)
        end = _end(lines, start, place) if place else start
        columns = [_column(lines[start:end], place, left=left) for left in (True, False)] if place else []
        if columns and all(map(_is_prose, columns)):
            found += [*columns[0], "", *columns[1], ""]
            start = end
        else:
            found.append(lines[start])
            start += 1
    return found


def _gutter_at(lines: Sequence[str], start: int) -> int:
    """Where the right column begins of columns that begin with a line; 0 for none."""
    gap = _GAP.search(lines[start])
    if gap is None:
        return 0
    end = min(start + 4 * _LINES, len(lines))
    begun = Counter(one.end() for line in lines[start:end] for one in _GAP.finditer(line))
    place, times = max(begun.items(), key=lambda one: (one[1], -one[0]), default=(0, 0))
    return place if times >= _LINES and _is_clear(lines[start], place) else 0


def _is_clear(line: str, place: int) -> bool:
    """Whether a line leaves the space between the columns free: nothing of it stands there."""
    return not line[place - 2 : place].strip()


def _end(lines: Sequence[str], start: int, place: int) -> int:
    """Where columns end: at the first line that goes over both, or after some blank ones."""
    end, blank = start, 0
    for number in range(start, len(lines)):
        line = lines[number]
        blank = 0 if line.strip() else blank + 1
        if blank > _BLANKS or not _is_clear(line, place):
            break
        end = number + 1 if line.strip() else end
    return end


def _column(lines: Sequence[str], place: int, *, left: bool) -> list[str]:
    """The lines of one column; one that it has not parts paragraphs, unless a sentence goes on below it."""
    found: list[str] = []
    for line in lines:
        own = (line[:place] if left else line[place:]).rstrip()
        if own.lstrip()[:1].islower():
            while found and not found[-1]:
                found.pop()
        found.append(own)
    return found


def _is_prose(column: Sequence[str]) -> bool:
    """Whether the lines of a column are those of sentences, broken where the column ends."""
    written = [line.strip() for line in column if line.strip()]
    if len(written) < _LINES:
        return False
    words = sum(len(line.split()) for line in written)
    broken = sum(line[0].islower() for line in written)
    return words >= _WORDS * len(written) and broken >= _BROKEN * len(written)
