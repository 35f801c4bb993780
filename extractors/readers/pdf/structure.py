"""From a PDF's lines to parts: headings, paragraphs, list items, cells, and the furniture of its pages.

A PDF knows no paragraphs. What a line belongs to is told by its place, its type and its words: the reasons
stand beside each rule. Every line ends up in exactly one part, in the order of the text.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.readers.outline import Part
from extractors.readers.pdf.characters import LINE_END_HYPHEN, PageText
from extractors.readers.pdf.labels import Table, headless, table_of
from extractors.readers.pdf.order import LONE_MARK
from extractors.readers.pdf.rows import FULL_STOP, LETTERS, Body, LineGroup, Row
from extractors.readers.pdf.running import DIGITS, furniture, wordless
from extractors.records import Role

LONGEST_HEADING = 20  # words
LARGER = 1.12  # times the body size makes a line a heading
MOST_ABREAST = 3  # headings stand side by side, in columns; more are a table's row
SMALLER = 0.94  # times the body size, at most, is a footnote's type
FOOT = 0.45  # of the page's height: footnotes stand below
SAME_SIZE = 1.09  # times a type's size, at most, is no other type
LOOSE = 1.3  # times the usual line distance parts two paragraphs

BULLET = re.compile(r"[•◦▪■□●○‣⁃∙▫◾◽◆◇►▶▸▹➢➤➔➣➜→⇒✓✔✗✘❖❑❒♦★☆☐☑»§¤\uF000-\uF8FF\uE000-\uEFFF\ufffd](?:\s+|(?=\w))")
DASH = re.compile(r"[-–—*·o‐‑−](?:\s+)(?=\S)")
NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z]|[ivx]{1,5})\.)\s+(?=\S)")
SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[IVX]+\.)\s+\S")
CLAUSE = re.compile(r"(?:\d{1,2}\.){1,3}\d{1,2}\.?\s+(?=[\"'“‘(]?[A-ZÀ-Þ])")  # "6.1.2 Regularly assess"
FOOTNOTE = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡§]|[¹²³⁴-⁹]{1,3})(?:\s*(?=[\"'“‘(]?[A-ZÀ-Þ])|$)")
SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*$")
ADDRESS = re.compile(
    r"(?:(?:e-?mail|mail|web|website|post)\b[.:\s]*)?(?:https?://|www\.|[\w.+-]+@[\w-]+\.\w)|"
    r"(?:phone|tel|telephone|mobile|fax)\b[.:\s]*[+\d(]|\+\d[\d\s()./-]{7,}|\(?\d{3,4}\)?[- ]\d{3,4}-\d{3,4}",
    re.IGNORECASE,
)  # at a line's start: "Tel. +39 011 0000000", "ethics@example.com", "800-555-0100"
ABBREVIATED = re.compile(r"\b(?:\w\.){1,3}$|\b(?:Ltd|Inc|Co|Corp)\.$")  # "Example B.V." ends no sentence
MOST_ADDRESS_LINES = 6
LONGEST_ADDRESS_LINE = 12  # words
MOST_ADDRESS_STEP = 3.5  # type sizes from one line of an address to the next


def parts(pages: Sequence[PageText], starts: Sequence[int]) -> list[Part]:
    """The parts of a document whose pages' texts begin at `starts`."""
    rows = [
        Row(number, start + line.start, start + line.end, page.text[line.start : line.end], line, line.box.bottom)
        for number, (page, start) in enumerate(zip(pages, starts, strict=False), 1)
        for line in page.lines
    ]
    abreast = _abreast(rows)
    aside = furniture(pages, rows, abreast) | wordless(pages, rows)
    body = _body([row for row in rows if row.start not in aside], [page.height for page in pages])
    groups = list(_addresses(list(_groups(rows, aside, body, _table_rows(abreast)))))
    levels = _levels(groups)
    return list(_parts(groups, levels))


def _abreast(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows, those together that stand at one height of their page."""
    heights: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        heights.setdefault((row.page, round(row.baseline / 3)), []).append(row)
    return [*heights.values()]


def _table_rows(abreast: Sequence[Sequence[Row]]) -> set[int]:
    """Where lines begin that share their height with several others, as in tables without ruling: no headings."""
    return {row.start for rows in abreast if len(rows) > MOST_ABREAST for row in rows}


def _body(rows: Sequence[Row], heights: Sequence[float]) -> Body:
    """The type of most characters, and the usual distance of lines set in it."""
    weights: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        weights[round(row.line.size * 2) / 2, row.line.bold] += len(row.text)
    if not weights:
        return Body(10.0, False, 1.2, heights)
    size, bold = max(weights, key=lambda kind: (weights[kind], kind))
    leadings: Counter[float] = Counter()
    for above, below in itertools.pairwise(rows):
        step = below.baseline - above.baseline
        if above.page == below.page and 0.8 * size < step < 2.5 * size and abs(below.line.size - size) < 1:
            leadings[round(step / size, 1)] += 1
    leading = max(leadings, key=lambda step: (leadings[step], -step)) if leadings else 1.2
    return Body(max(size, 1.0), bold, leading, heights)


def _groups(rows: Sequence[Row], aside: set[int], body: Body, table_rows: set[int]) -> Iterator[LineGroup]:
    """The rows gathered into groups, in order."""
    open_group: LineGroup | None = None
    for row in rows:
        if row.start in aside:
            if open_group is not None:
                yield open_group
            open_group = None
            yield LineGroup(Role.FURNITURE, [row])
            continue
        if open_group is not None and (_joins(open_group, row, body) or _goes_on_in_note(open_group, row, body)):
            open_group.add(row)
            continue
        if open_group is not None:
            yield open_group
        open_group = _opened(row, body, row.start not in table_rows)
    if open_group is not None:
        yield open_group


def _addresses(groups: Sequence[LineGroup]) -> Iterator[LineGroup]:
    """The groups, with the lines of a postal address, e-mail, telephone and web address put together.

    The lines stand below one another at one left edge, are no sentences, and the last of them is or has an address.
    """
    at = 0
    while at < len(groups):
        end = at + 1
        while end < len(groups) and end - at < MOST_ADDRESS_LINES and _below_in_address(groups[end - 1], groups[end]):
            end += 1
        while end > at + 1 and not ADDRESS.match(groups[end - 1].rows[0].text):
            end -= 1
        group = groups[at]
        for other in groups[at + 1 : end]:
            for row in other.rows:
                group.add(row)
        yield group
        at = end


def _below_in_address(above: LineGroup, below: LineGroup) -> bool:
    """Whether a paragraph stands directly below another that is one short line and no sentence, or beside it."""
    last, first = above.rows[-1], below.rows[0]
    if above.role is not Role.PARAGRAPH or below.role is not Role.PARAGRAPH or len(above.rows) > 1:
        return False
    said = SENTENCE_END.search(last.text) and not ABBREVIATED.search(last.text)
    if said or len(last.text.split()) > LONGEST_ADDRESS_LINE or last.page != first.page or last.line.cell is not None:
        return False
    size = max(last.line.size, 4.0)
    step = first.baseline - last.baseline
    if ADDRESS.match(last.text) and ADDRESS.match(first.text):  # also side by side
        return -0.5 * size < step < MOST_ADDRESS_STEP * size
    return abs(first.line.box.x0 - last.line.box.x0) < 0.5 * size and 0 < step < MOST_ADDRESS_STEP * size


def _opened(row: Row, body: Body, may_be_heading: bool) -> LineGroup:
    """A new group that begins with this row."""
    if row.line.cell is not None:
        return LineGroup(Role.CELL, [row])
    if _is_footnote(row, body):
        group = LineGroup(Role.FOOTNOTE, [])
        group.add(row)
        return group
    mark, skip = _mark(row)
    heading = may_be_heading and _stands_out(row, body)
    if skip and not (heading and (NUMBER.match(row.text) or CLAUSE.match(row.text))):
        group = LineGroup(Role.ITEM, [], mark, skip)
    else:
        group = LineGroup(Role.HEADING if heading else Role.PARAGRAPH, [])
    group.add(row)
    return group


def _is_footnote(row: Row, body: Body) -> bool:
    """Whether a line in smaller type low on its page begins with a number or an asterisk, as footnotes do."""
    small = row.line.size <= SMALLER * body.size
    low = row.line.box.top >= FOOT * body.heights[row.page - 1]
    return small and low and bool(FOOTNOTE.match(row.text))


def _mark(row: Row) -> tuple[str, int]:
    """A row's bullet or numbering, and how many characters it takes up; 0 when it has none."""
    text = row.text
    if not row.line.symbol and text[:1].isalpha() and text[0] != "o" and "." not in text[:7] and ")" not in text[:7]:
        return "", 0  # as most lines begin: with a word
    if LONE_MARK.fullmatch(text) or (row.line.symbol and len(text) == 1):
        return _kind_of_mark(text), len(text)
    if row.line.symbol and len(text) > 2 and text[1] == " ":
        return text[0], 2
    for pattern in (BULLET, DASH, NUMBER, CLAUSE):
        if found := pattern.match(text):
            return _kind_of_mark(found.group().strip()), found.end()
    return "", 0


def _kind_of_mark(mark: str) -> str:
    """The bullet itself, or the kind of numbering: "1." and "2." are of one kind."""
    return re.sub(r"[ivx]+|[a-z]", "a", DIGITS.sub("1", mark)) if len(mark) > 1 else mark


def _stands_out(row: Row, body: Body) -> bool:
    """Whether a line is set as a heading: larger or bolder than the text."""
    if row.line.size >= LARGER * body.size:
        return True
    return row.line.bold and not body.bold and row.line.size >= 0.9 * body.size


def _joins(group: LineGroup, row: Row, body: Body) -> bool:
    """Whether a row goes on with the group before it."""
    last = group.rows[-1]
    if row.line.cell is not None or last.line.cell is not None:
        return row.line.cell == last.line.cell and row.page == last.page
    if _is_lone_mark(group):
        return row.page == last.page and _same_baseline(last, row)
    if row.page == last.page and _same_baseline(last, row):
        gap = row.line.box.x0 - last.line.box.x1  # a footnote's mark is set on a line of its own
        return abs(gap) < 0.6 * max(last.line.size, row.line.size)
    if _mark(row)[1] and not _runs_on(last, row):
        return False
    if not _same_type(group, row):
        return False
    if row.page != last.page or row.line.box.bottom < last.line.box.top:
        return group.role is not Role.HEADING and (_runs_on(last, row) or _goes_on_elsewhere(group, row))
    return _close_below(group, row, body) and not _new_paragraph(group, row)


def _goes_on_in_note(group: LineGroup, row: Row, body: Body) -> bool:
    """Whether a footnote's sentence goes on, though a raised mark or letter put the lines at uneven distances."""
    if group.role is not Role.FOOTNOTE:
        return False
    last = group.rows[-1]
    small = row.line.size <= SMALLER * body.size and row.page == last.page and row.line.cell is None
    return small and _runs_on(last, row)


def _is_lone_mark(group: LineGroup) -> bool:
    return group.role is Role.ITEM and len(group.rows) == 1 and group.skip == len(group.rows[0].text)


def _same_baseline(above: Row, below: Row) -> bool:
    one, two = above.line.box, below.line.box
    overlap = min(one.bottom, two.bottom) - max(one.top, two.top)
    return overlap > 0.5 * min(one.bottom - one.top, two.bottom - two.top)


def _same_type(group: LineGroup, row: Row) -> bool:
    """Whether the row is set in the group's type; a bold first line that breaks a sentence still belongs to it."""
    last = group.rows[-1].line
    sizes = sorted((last.size, row.line.size))
    if sizes[1] > SAME_SIZE * max(sizes[0], 0.1):
        return False
    if last.bold == row.line.bold or group.role is Role.ITEM:
        return True
    return group.role is Role.PARAGRAPH and (_runs_on(group.rows[-1], row) or _goes_on_below(group, row))


def _goes_on_below(group: LineGroup, row: Row) -> bool:
    """Whether the last line is full and ends no sentence, so that the row must go on with it."""
    last = group.rows[-1]
    return not SENTENCE_END.search(last.text) and _room(group, row) < 1.5 * max(row.line.size, 4.0) + _first_word(row)


def _room(group: LineGroup, row: Row) -> float:
    """How much of its column the group's last line leaves free."""
    return max(group.right, row.line.box.x1) - group.rows[-1].line.box.x1


def _first_word(row: Row) -> float:
    """About how wide the row's first word is."""
    return len((row.text.split(maxsplit=1) or [""])[0]) * 0.5 * max(row.line.size, 4.0)


def _runs_on(last: Row, row: Row) -> bool:
    """Whether a sentence goes on from one line to the next: no end before, no beginning after."""
    if last.text.endswith((LINE_END_HYPHEN, ",")):
        return True
    return not SENTENCE_END.search(last.text) and row.text[:1].islower() and not _mark(row)[1]


def _goes_on_elsewhere(group: LineGroup, row: Row) -> bool:
    """Whether a sentence that fills its line goes on at the top of the next column or page with a capital letter."""
    last = group.rows[-1]
    if len(group.rows) < 2 or SENTENCE_END.search(last.text) or _mark(row)[1] or last.line.bold != row.line.bold:
        return False
    width = group.right - group.rows[-2].line.box.x0
    return group.right - last.line.box.x1 < 0.15 * width and row.line.box.x1 - row.line.box.x0 < 1.5 * width


def _close_below(group: LineGroup, row: Row, body: Body) -> bool:
    """Whether the row stands below the group at the distance of lines, and not beside it."""
    last = group.rows[-1]
    box, above = row.line.box, last.line.box
    step = row.baseline - last.baseline
    usual = min(group.leadings[-3:], default=body.leading * max(row.line.size, 1.0))
    beside = box.x0 > group.right or box.x1 < min(r.line.box.x0 for r in group.rows[-3:])
    return not beside and step <= LOOSE * max(usual, 1.05 * row.line.size) + 1 and box.top >= above.top


def _new_paragraph(group: LineGroup, row: Row) -> bool:
    """Whether the row begins anew: the line before ended early, or the row is set in or out."""
    last = group.rows[-1]
    em = max(row.line.size, 4.0)
    begins = not row.text[:1].islower()
    room, first_word = _room(group, row), _first_word(row)
    if group.role is Role.ITEM:
        text_left = group.rows[1].line.box.x0 if len(group.rows) > 1 else group.rows[0].line.box.x0 + 0.8 * em
        ended = SENTENCE_END.search(last.text) or room > first_word + 0.3 * em
        if begins and ended and row.line.box.x0 < text_left - 0.5 * em:
            return True
    elif begins and FULL_STOP.search(last.text) and row.line.box.x0 > group.rows[-1].line.box.x0 + 0.8 * em:
        return True
    if group.role is Role.HEADING or not begins:
        return False
    if SENTENCE_END.search(last.text):
        return room > first_word + 1.5 * em
    return room > max(first_word + 3 * em, 0.3 * (group.right - group.rows[0].line.box.x0))


def _is_heading(group: LineGroup) -> bool:
    """Whether lines set as a heading read like one: short, with words, and no full stop at the end."""
    text = " ".join(row.text for row in group.rows)
    if len(text.split()) > LONGEST_HEADING or len(group.rows) > 4 or not LETTERS.search(text):
        return False
    return not text.endswith((".", ";", ",")) or bool(SECTION_NUMBER.fullmatch(text))


def _levels(groups: Sequence[LineGroup]) -> dict[tuple[float, bool], int]:
    """The level of each type of heading: the larger, the higher."""
    kinds = {_kind(group) for group in groups if group.role is Role.HEADING and _is_heading(group)}
    return {kind: level for level, kind in enumerate(sorted(kinds, reverse=True), 1)}


def _kind(group: LineGroup) -> tuple[float, bool]:
    return round(group.rows[0].line.size), group.rows[0].line.bold


def _parts(groups: Sequence[LineGroup], levels: dict[tuple[float, bool], int]) -> Iterator[Part]:
    tables: dict[int, Table] = {key: Table(headed=False) for key in headless(groups)}
    open_items: list[tuple[str, float]] = []  # mark and left edge of the items around, outermost first
    following = [*groups[1:], None]
    for group, after in zip(groups, following, strict=False):
        first, last = group.rows[0], group.rows[-1]
        start, end = first.start, last.end
        if group.role not in (Role.ITEM, Role.FURNITURE):
            open_items.clear()
        if group.role is Role.CELL:
            header, label = table_of(tables, group).taken(group)
            yield Part(start, end, first.page, Role.CELL, header=header, row=label)
        elif _is_run_in_heading(group, after):
            open_items.clear()
            yield Part(start, end, first.page, Role.HEADING, level=len(levels) + 1, leads=True)
        elif group.role is Role.ITEM:
            start = _after_mark(group)
            if start < end:
                yield Part(start, end, first.page, Role.ITEM, depth=_depth(open_items, group))
        elif group.role is Role.HEADING and _is_heading(group):
            yield Part(start, end, first.page, Role.HEADING, level=levels[_kind(group)])
        else:
            role = group.role if group.role in (Role.FURNITURE, Role.FOOTNOTE) else Role.PARAGRAPH
            yield Part(start, end, first.page, role)


def _is_run_in_heading(group: LineGroup, after: LineGroup | None) -> bool:
    """Whether a numbered line in the type of the text ("7.3 Ethics & Compliance") is the heading of the list below."""
    text = group.rows[0].text
    if group.role not in (Role.PARAGRAPH, Role.ITEM, Role.HEADING) or len(group.rows) > 1 or after is None:
        return False
    short = len(text.split()) <= 10 and not text.endswith((".", ";", ",", ":"))
    own_list = after.role is Role.ITEM and after.mark != group.mark
    return short and own_list and bool(CLAUSE.match(text) if group.mark else SECTION_NUMBER.match(text))


def _after_mark(group: LineGroup) -> int:
    """Where an item's words begin, after its bullet and the white space behind it."""
    first = group.rows[0]
    if group.skip < len(first.text):
        return first.start + group.skip
    return group.rows[1].start if len(group.rows) > 1 else first.end


def _depth(open_items: list[tuple[str, float]], group: LineGroup) -> int:
    """How deep an item lies: as deep as the item before with its mark, else deeper when it is set in further."""
    left = group.rows[0].line.box.x0
    for depth, (mark, _) in enumerate(open_items):
        if mark == group.mark:
            del open_items[depth + 1 :]
            return depth
    while open_items and left < open_items[-1][1] - 2:
        open_items.pop()
    open_items.append((group.mark, left))
    return len(open_items) - 1
