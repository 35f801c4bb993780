"""Reading plain text: blank lines part paragraphs; bullets, numbering and underlined or capital lines have meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.readers import unmarked
from extractors.readers.charset import charset_of, decoded, noted
from extractors.readers.flow import Piece, flowing
from extractors.readers.format import PLAIN
from extractors.readers.front_matter import parted
from extractors.readers.outline import ANNOUNCES, PROMISES
from extractors.readers.text_columns import untangled
from extractors.records import Outcome, Reading, Role

_SIGN = "[•◦▪■●○‣⁃∙›►▶➢➤✓✔·*+–—-]"  # before an item
MARK = re.compile(rf"(?P<indent>[ \t]*)(?:{_SIGN}|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,5}})[.)])[ \t]+(?=\S)")
BULLET = re.compile(rf"\s*{_SIGN}\s*")  # on a line of its own, its item below it
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,})\s*")
NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]")
_DASHED = re.compile(rf"\s*{_SIGN}\s+\S")
_ASKS = re.compile(  # "2. What we ask of each mill" speaks of what it asks below
    r"\s*[\d.]+\s+(?:what|how|who|whom|why|where|when|was|wie|wer|warum|wo|cosa|come|chi|perché|quel(?:le)?s?|comment|qui|"
    r"qué|cómo|quién|wat|hoe)\b",
    re.IGNORECASE,
)
LONGEST_HEADING = 12  # words
_LAST_WORDS = 80  # characters in which a sentence says that a list follows
_UNMARKED = 3  # the level of a heading that nothing marks: below those that something does
_WORD = re.compile(r"\w")
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")


def words_of(content: bytes, media_type: str) -> tuple[str, str]:
    """The text of a file, with plain line ends, and the name of its character set."""
    text, charset = decoded(content, charset_of(media_type))
    return _clean(text), charset


def _clean(text: str) -> str:
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page; its lines stay as they are."""
    text, charset = words_of(content, media_type)
    matter, text = parted(text)
    pieces = list(_pieces(_with_bullets(untangled(text.split("\n")))))
    title = matter.title or next((piece.text for piece in pieces if 0 < piece.level < _UNMARKED), None)
    document = matter.of(flowing(content, noted(PLAIN, content, charset), pieces, title))
    return Reading(Outcome.READ, "", document, 1, 0)


def _with_bullets(lines: list[str]) -> list[str]:
    """The lines, each bullet that stands alone before its item: where a blank line is between them, without it."""
    found: list[str] = []
    bullet = ""
    for number, line in enumerate(lines):
        if bullet and not line.strip():
            continue
        if BULLET.fullmatch(line) and _has_an_item(lines[number + 1 : number + 3]) and not _is_stacked(found):
            bullet = line.rstrip()
            continue
        found.append(f"{bullet} {line.strip()}" if bullet else line)
        bullet = ""
    return found


def _is_stacked(before: list[str]) -> bool:
    """Whether a bullet stands directly above: those of a whole list, taken out apart from their items."""
    return bool(before) and BULLET.fullmatch(before[-1]) is not None


def _has_an_item(below: list[str]) -> bool:
    """Whether words stand below a bullet, at most a blank line between: no other bullet, nor an item with its own."""
    first = next((line for line in below if line.strip()), "")
    return _WORD.search(first) is not None and MARK.match(first) is None


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """The paragraphs, items and headings of a text."""
    chunks = [part for chunk in _chunks(lines) for part in _at_headings(chunk)]
    before = ""
    for number, chunk in enumerate(chunks):
        if not any(_WORD.search(line) for line in chunk):  # bullets that were taken out apart from their items
            yield Piece("\n".join(line.strip() for line in chunk), Role.FURNITURE)
            continue
        if len(chunk) > 1 and UNDERLINE.fullmatch(chunk[1]) and not MARK.match(chunk[0]):
            yield Piece(chunk[0].strip(), Role.HEADING, level=1 if "=" in chunk[1] else 2)
            chunk, before = chunk[2:], ""
        elif len(chunk) > 1 and (
            _stands_in_capitals(*chunk[:2]) or _is_numbered_heading(*chunk[:2]) or _heads_a_list(chunk, before)
        ):
            yield Piece(chunk[0].strip(), Role.HEADING, level=2)
            chunk, before = chunk[1:], ""
        beside = [*chunks[max(number - 1, 0) : number], *chunks[number + 1 : number + 2]]
        in_list = any(len(other) == 1 and NUMBERED.match(other[0]) for other in beside)
        for piece in _of_chunk([line for line in chunk if not UNDERLINE.fullmatch(line)], in_list, before, number == 0):
            yield piece
            before = piece.text


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """The runs of lines between blank lines."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            chunk.append(line.rstrip())
        elif chunk:
            yield chunk
            chunk = []


def _at_headings(chunk: list[str]) -> Iterator[list[str]]:
    """A run of lines, parted above each numbered line in capitals that stands below the end of a sentence."""
    start = 0
    for place in range(1, len(chunk) - 1):
        line, below = chunk[place : place + 2]
        in_capitals = line.isupper() and NUMBERED.match(line) and _is_heading(line) and not below.isupper()
        if in_capitals and chunk[place - 1].endswith((".", "!", "?")):
            yield chunk[start:place]
            start = place
    yield chunk[start:]


def _of_chunk(chunk: list[str], in_list: bool, before: str, opens: bool) -> Iterator[Piece]:
    """A numbered line is a heading when it stands alone, and an item when others like it stand beside it."""
    if len(chunk) == 1 and _is_heading(chunk[0]) and not (in_list and NUMBERED.match(chunk[0])):
        yield Piece(chunk[0].strip(), Role.HEADING, level=2)
        return
    start = 0
    for index in range(1, len(chunk) + 1):
        if index == len(chunk) or MARK.match(chunk[index]):
            if index > start:
                yield from _written(chunk[start:index], before if start == 0 else "", opens)
            start = index


def _written(lines: list[str], before: str, opens: bool) -> Iterator[Piece]:
    """An item, whose range leaves out its bullet; or what stands in lines without any, `before` a blank line."""
    found = MARK.match(lines[0])
    lines = [line.strip() for line in lines]
    if found is not None:
        indent = len(found["indent"].expandtabs(4))
        end = unmarked.item_end(lines)
        yield Piece("\n".join(lines[:end]), Role.ITEM, depth=indent, skip=found.end() - len(found["indent"]))
        lines, before = lines[end:], ""
    if not lines:
        return
    for role, some in unmarked.parted(lines, unmarked.goes_on(before, lines), opens):
        yield Piece("\n".join(some), role, level=_UNMARKED if role is Role.HEADING else 0)


def _is_heading(line: str) -> bool:
    """A short line on its own that is in capitals or numbered and does not end like a sentence."""
    text = line.strip()
    words = text.split()
    if len(words) > LONGEST_HEADING or text.endswith((".", ";", ",", ":")) or not re.search(r"[^\W\d_]{2}", text):
        return False
    return text.isupper() or bool(NUMBERED.match(text)) or text.istitle()


def _is_numbered_heading(line: str, below: str) -> bool:
    """ "2. Our suppliers" right above its paragraph: not the first of several numbered lines, nor one that goes on."""
    begins = below.lstrip()[:1].isupper() and MARK.match(below) is None and NUMBERED.match(below) is None
    return NUMBERED.match(line) is not None and _is_heading(line) and begins


def _heads_a_list(chunk: list[str], before: str) -> bool:
    """ "5. What we have done" right above its dashes, with none of its kind: no item of a list that something leads to.

    "5. We train our buyers" is an item, with the dashes for its parts.
    """
    first, below = chunk[:2]
    led = unmarked.goes_on(before, chunk) or ANNOUNCES.search(before[-_LAST_WORDS:]) is not None
    if led or not NUMBERED.match(first) or not _is_heading(first) or not _DASHED.match(below):
        return False
    alone = not any(NUMBERED.match(line) for line in chunk[1:])
    return first.isupper() or (alone and (_ASKS.match(first) is not None or PROMISES.search(first) is None))


def _stands_in_capitals(line: str, below: str) -> bool:
    """ "OUR SUPPLIERS" above a line that is not in capitals, too."""
    return line.isupper() and _is_heading(line) and not below.isupper() and not MARK.match(line)
