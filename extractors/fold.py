"""A folded view of a stretch of text for matching; the text itself is never changed.

White space runs become one space, words parted at a line's end (soft hyphen) become one word,
typographic quotes and dashes become plain ones, ligatures become letters. Each folded character knows
where it came from, so that every match is reported in the offsets of the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ODD = re.compile(r"[\u00ad\ufffe]\s*|\s+|[‘’‚‛′“”„‟″‐‑‒–—―−\u200b-\u200d\u2060\ufeffﬀ-ﬆ…]")
_PLAIN = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    "…": "...",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the original."""

    text: str
    origin: tuple[int, ...] | range
    end: int  # the original offset after the last character

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original range of a range of the folded text; empty ranges are not allowed."""
        last = self.origin[end - 1]
        return self.origin[start], last + 1


def fold(text: str, start: int, end: int) -> Folded:
    """Fold text[start:end]; origins are offsets into `text`."""
    first = _ODD.search(text, start, end)
    if first is None:
        return Folded(text[start:end], range(start, end), end)
    pieces: list[str] = []
    origin: list[int] = []
    at = start
    for odd in _ODD.finditer(text, start, end):
        pieces.append(text[at : odd.start()])
        origin.extend(range(at, odd.start()))
        plain = _plain(odd.group())
        pieces.append(plain)
        origin.extend([odd.start()] * len(plain))
        at = odd.end()
    pieces.append(text[at:end])
    origin.extend(range(at, end))
    return Folded("".join(pieces), tuple(origin), end)


def _plain(odd: str) -> str:
    if odd[0] in "\u00ad\ufffe":
        return ""
    if odd.isspace():
        return " "
    return _PLAIN[odd]
