"""Reading plain text: blank lines part paragraphs; bullets, numbering and underlined or capital lines have meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.readers.flow import Piece, flowing
from extractors.readers.format import PLAIN, Format, no_boxes
from extractors.records import Outcome, Reading, Role

MARK = re.compile(r"(?P<indent>[ \t]*)(?:[•◦▪■●○‣⁃∙►▶➢➤✓✔·*+–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])[ \t]+(?=\S)")
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,})\s*")
LONGEST_HEADING = 12  # words
LATEST_CODE_PAGE = "cp1252"
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(content: bytes) -> str:
    """The text of a file in its real character set: by its mark, else UTF-8, else Windows' western one."""
    for mark, charset in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(charset, errors="replace"))
    try:
        return _clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(content.decode(LATEST_CODE_PAGE, errors="replace"))


def _clean(text: str) -> str:
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page; its lines stay as they are."""
    pieces = list(_pieces(decoded(content).split("\n")))
    title = next((piece.text for piece in pieces if piece.role is Role.HEADING), None)
    return Reading(Outcome.READ, "", flowing(content, PLAIN, pieces, title), 1, 0)


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """The paragraphs, items and headings of a text."""
    for chunk in _chunks(lines):
        if len(chunk) > 1 and UNDERLINE.fullmatch(chunk[1]) and not MARK.match(chunk[0]):
            yield Piece(chunk[0].strip(), Role.HEADING, level=1 if "=" in chunk[1] else 2)
            chunk = chunk[2:]
        yield from _of_chunk([line for line in chunk if not UNDERLINE.fullmatch(line)])


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """The runs of lines between blank lines."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            chunk.append(line.rstrip())
        elif chunk:
            yield chunk
            chunk = []


def _of_chunk(chunk: list[str]) -> Iterator[Piece]:
    if len(chunk) == 1 and _is_heading(chunk[0]):
        yield Piece(chunk[0].strip(), Role.HEADING, level=2)
        return
    start = 0
    for index in range(1, len(chunk) + 1):
        if index == len(chunk) or MARK.match(chunk[index]):
            if index > start:
                yield _piece(chunk[start:index])
            start = index


def _piece(lines: list[str]) -> Piece:
    """A paragraph or an item; an item's range leaves out its bullet."""
    found = MARK.match(lines[0])
    text = "\n".join(line.strip() for line in lines)
    if found is None:
        return Piece(text, Role.PARAGRAPH)
    indent = len(found["indent"].expandtabs(4))
    return Piece(text, Role.ITEM, depth=indent, skip=found.end() - len(found["indent"]))


def _is_heading(line: str) -> bool:
    """A short line on its own that is in capitals or numbered and does not end like a sentence."""
    text = line.strip()
    words = text.split()
    if len(words) > LONGEST_HEADING or text.endswith((".", ";", ",", ":")) or not re.search(r"[^\W\d_]{2}", text):
        return False
    return text.isupper() or bool(re.match(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]", text)) or text.istitle()


FORMAT = Format((PLAIN,), (".txt", ".text"), read, no_boxes)
