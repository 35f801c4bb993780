"""Headings and lists that lost their marks: text taken out of a page keeps its lines, not its bullets.

"Our due diligence includes:" + "assessing each new supplier;" + "auditing suppliers." are three things on three lines
of one paragraph. Where a line says that something ends, and the next that something begins, they are told apart;
where only one of them does, the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from extractors.records import Role

Part = tuple[Role, list[str]]

_WRAPPED = 50  # characters: text with no line as long was not broken to fit a width
_SHORT = 0.6  # of the longest line: a line that ends as soon as this ends by itself
_TITLE = 12  # words of a heading, at most
_TEXT = 8  # words of the line below a heading, at least, where it neither leads to a list nor is a heading
_HEADINGS = 2  # one below the other, at most
_LEADS = (":", "：")
_ENDS = (".", "!", "?", ";", *_LEADS)
_ITEM_ENDS = re.compile(r";(?:\s+\w+){0,2}$")  # "...; and", "...; and are"
_STATES = re.compile(r":\s")  # "Date: 30 April"
_A_WORD = re.compile(r"[^\W\d_]{3}")
_LABELLED = re.compile(r"[A-ZÀ-Þ][^.:;!?]{2,50}:\s+\S")


def parted(lines: Sequence[str], led: bool = False, opens: bool = False) -> Iterator[Part]:
    """The headings, paragraphs and items of a run of lines without marks, in their order; no line is lost.

    `led`: what stands before them leads to them, "we do the following:". `opens`: a document opens with them; its title
    may go over several lines, and stays with them.
    """
    width = max(map(len, lines))
    if led:
        taken = yield from _items(lines, width)
        yield from _listed(lines[taken:], width)
        return
    headed = set[int]() if opens else _headings(lines, width)
    start = 0
    for place in [*sorted(headed), len(lines)]:
        if place > start:
            yield from _listed(lines[start:place], width)
        if place < len(lines):
            yield Role.HEADING, [lines[place]]
        start = place + 1


def item_end(lines: Sequence[str]) -> int:
    """How many lines an item has: a heading below its last sentence is no part of it."""
    return min(_headings(lines, max(map(len, lines))) - {0}, default=len(lines))


def goes_on(before: str, lines: Sequence[str]) -> bool:
    """Whether what stands before a blank line leads to lines below it: with a colon, or as an item before others."""
    return before.endswith(_LEADS) or (_ITEM_ENDS.search(before) is not None and lines[0][:1].islower())


def _headings(lines: Sequence[str], width: int) -> set[int]:
    """Where headings stand: short lines without an end, between the end of one sentence and the begin of another."""
    found: set[int] = set()
    if width < _WRAPPED:
        return found
    for place in range(len(lines) - 2, -1, -1):
        below = place + 1
        after_end = place == 0 or lines[place - 1].endswith(_ENDS) or _is_title(lines[place - 1], width)
        over_text = len(lines[below].split()) >= _TEXT or lines[below].endswith(_LEADS) or below in found
        row = sum(below + n in found for n in range(_HEADINGS))
        if _is_title(lines[place], width) and after_end and over_text and row < _HEADINGS and _begins(lines[below]):
            found.add(place)
    # A title above could still become a heading; by now it is known whether it did.
    return {place for place in found if place == 0 or lines[place - 1].endswith(_ENDS) or place - 1 in found}


def _is_title(line: str, width: int) -> bool:
    """Whether a line could be a heading by itself: few words, far from the width, and no end."""
    few = len(line.split()) <= _TITLE and len(line) <= _SHORT * width
    ends = line.endswith((*_ENDS, ",")) or _ITEM_ENDS.search(line) or _STATES.search(line)
    return few and _begins(line) and not ends and _A_WORD.search(line) is not None


def _begins(line: str) -> bool:
    return line[:1].isupper()


def _listed(lines: Sequence[str], width: int) -> Iterator[Part]:
    """Paragraphs, each with the items to which its last line leads."""
    while lines:
        goes_on_from_before = lines[0][:1].islower() and any(map(_ITEM_ENDS.search, lines[:-1]))
        if not goes_on_from_before:
            leading = (n for n, line in enumerate(lines[:-1]) if line.endswith(_LEADS) and not _wraps(lines, n, width))
            leads = next(leading, len(lines) - 1)
            yield Role.PARAGRAPH, list(lines[: leads + 1])
            lines = lines[leads + 1 :]
        if lines:
            taken = yield from _items(lines, width)
            lines = lines[taken:]


def _wraps(lines: Sequence[str], place: int, width: int) -> bool:
    """Whether a line ends in a colon by chance: the sentence goes on, broken where the width ends, and parts no items.

    "Six packages came out as high risk:" + "demolition, groundworks and natural stone from" + "India. A failure ...".
    """
    first, last = place + 1, len(lines) - 1
    if not lines[first][:1].islower() or " " not in lines[first] or not _is_full(lines, place, width):
        return False
    end = next((n for n in range(first, last) if _parts(lines[n], lines[n + 1], width)), last)
    alone = end == last or (_begins(lines[end + 1]) and not _ITEM_ENDS.search(lines[end]))
    beside = (other for other in (place - 1, first) if 0 <= other < last)
    return alone and any(_is_full(lines, other, width) for other in beside)


def _is_full(lines: Sequence[str], place: int, width: int) -> bool:
    """Whether the first word of the line below had no room any more in a line."""
    return width >= _WRAPPED and len(lines[place]) + len(lines[place + 1].split()[0]) >= width


def _items(lines: Sequence[str], width: int) -> Generator[Part, None, int]:
    """The items of a list; returns how many lines they take, where another sentence stands below them."""
    start = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and not _parts(lines[place - 1], lines[place], width):
            continue
        first, last = lines[start], lines[place - 1]
        if start and lines[0][:1].islower() and _begins(first) and not _LABELLED.match(first):
            return start
        alone = start == 0 and place == len(lines) and _begins(first)
        leads = place < len(lines) and last.endswith(_LEADS)  # to a list of its own
        yield Role.PARAGRAPH if alone or leads else Role.ITEM, list(lines[start:place])
        start = place
    return start


def _parts(line: str, below: str, width: int) -> bool:
    """Whether one item ends with a line and another begins below it."""
    if _ITEM_ENDS.search(line) or line.endswith(_LEADS):
        return True
    small = below[:1].islower()
    if not line.endswith((".", "!", "?")):
        return not small and _begins(below) and len(line) <= _SHORT * width and width >= _WRAPPED
    return small or _LABELLED.match(below) is not None or (len(line) <= _SHORT * width and _begins(below))
