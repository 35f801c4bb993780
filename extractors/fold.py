"""A folded view of a stretch of text for matching; the text itself is never changed.

White space runs become one space, words parted at a line's end become one word, with or without their hyphen,
typographic quotes and dashes become plain ones, ligatures become letters, a letter and the marks that follow it become
one letter. Each folded character knows where it came from, so that every match is reported in the offsets of the
original.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import combining, decomposition, is_normalized, normalize

PARTED = "\u00ad"  # before a line's end, where it parts a word that has no hyphen
HYPHEN = "-"  # before a line's end, where a word is parted at its own hyphen: the next line goes on with it
APART = "\u2010"  # before a line's end, where a new word follows: "short- and long-term"

_SIGNS = "‘’‚‛′“”„‟″‐‑‒–—―−\u200b-\u200d\u2060\ufeffﬀ-ﬆ…"
# A single space between words is nothing odd. The sign that each begins with comes first: it is fast to search for.
_ODD = re.compile(
    rf"[\u00ad\ufffe\s{_SIGNS}-]"
    rf"(?:(?<=[\u00ad\ufffe])\s*|(?<=\w-)[^\S\n]*\n\s*(?=\w)|(?<=[^\S ])\s*|(?<= )\s+|(?<=[{_SIGNS}]))"
)
_PLAIN = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    "…": "...",
}
# Most stretches have no more than what is one character for another, so that each keeps its place.
_EVEN = {odd: plain for odd, plain in _PLAIN.items() if len(odd) == len(plain)}
_LONGER = re.compile("[ﬀ-ﬆ…]")

# What parts a word at a line's end and is none of it.
CUT = re.compile(r"[\u00ad\ufffe]\s*|(?<=\w-)\s*\n\s*(?=\w)")
_APART = re.compile(rf"{APART}(?=\s)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the original."""

    text: str
    origin: tuple[int, ...] | range
    end: int  # the original offset after the last character
    longer: Mapping[int, int] = field(default_factory=dict, hash=False)  # of a letter with marks: where it ends

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original range of a range of the folded text; empty ranges are not allowed."""
        last = self.origin[end - 1]
        return self.origin[start], self.longer.get(last, last + 1)

    def part(self, start: int, end: int) -> Folded:
        """A range of the folded text by itself; empty ranges are not allowed."""
        return Folded(self.text[start:end], self.origin[start:end], self.span(start, end)[1], self.longer)

    def then(self, other: Folded, start: int = 0) -> Folded:
        """This and another, from a place of it on, as one text; the space between them stands where this one ends."""
        gap = self.origin[-1] if len(self.origin) else 0
        text = f"{self.text} {other.text[start:]}"
        return Folded(text, (*self.origin, gap, *other.origin[start:]), other.end, {**self.longer, **other.longer})


def fold(text: str, start: int, end: int) -> Folded:
    """Fold text[start:end]; origins are offsets into `text`."""
    whole = text[start:end]
    if whole.isascii() or is_normalized("NFC", whole):
        return _fold(text, start, end)
    letters, origin, longer = _letters(whole, start)
    folded = _fold(letters, 0, len(letters))
    return Folded(folded.text, tuple(origin[at] for at in folded.origin), end, longer)


def _letters(whole: str, start: int) -> tuple[str, list[int], dict[int, int]]:
    """A text with each letter and its marks as one; where each came from, and where those of several ended."""
    pieces: list[str] = []
    origin: list[int] = []
    longer: dict[int, int] = {}
    at = 0
    for found in _apart().finditer(whole):
        letter = normalize("NFC", found.group())
        if letter == found.group():
            continue
        first, last = found.span()
        pieces += (whole[at:first], letter)
        origin += (*range(start + at, start + first), *[start + first] * len(letter))
        longer[start + first] = start + last
        at = last
    origin += range(start + at, start + len(whole))
    return "".join((*pieces, whole[at:])), origin, longer


@lru_cache(maxsize=1)
def _apart() -> re.Pattern[str]:
    """A letter with all that Unicode may join to it, and signs that it writes by another; made when first needed."""
    after = {*map(chr, range(0x1161, 0x1176)), *map(chr, range(0x11A8, 0x11C3))}  # of Korean syllables
    alone = set()
    for letter in map(chr, range(0x300, 0x30000)):
        if combining(letter):
            after.add(letter)
        if (parts := decomposition(letter)) and not parts.startswith("<"):
            after.update(chr(int(code, 16)) for code in parts.split()[1:])
            if normalize("NFC", letter) != letter:
                alone.add(letter)
    return re.compile(f".[{''.join(sorted(after))}]+|[{''.join(sorted(alone))}]", re.DOTALL)


def folded(text: str) -> str:
    """Folded alone: of a name or a title, of which nobody asks where its letters came from.

    >>> folded("People’s  Voice")
    "People's Voice"
    """
    return fold(text, 0, len(text)).text


def composed(text: str) -> str:
    """The text with each letter and its marks as one, for words that are looked up and have no place of their own."""
    return normalize("NFC", text)


def caseless(text: str) -> str:
    """The text by which names and words are compared: whatever their case, with accents as letters or as marks.

    >>> caseless("NESTLE\u0301") == caseless("Nestlé")
    True
    """
    return composed(text.casefold())


# Letters that Unicode takes for letters of their own, as people type them who lack the key.
_TYPED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def findable(text: str) -> str:
    """The text as a person finds it: whatever the case, with accents or without. Names are told apart by `caseless`.

    >>> findable("Nestlé, NESTLE\u0301"), findable("Mærsk ØRSTED Großfeld İzmir")
    ('nestle, nestle', 'maersk orsted grossfeld izmir')
    """
    if text.isascii():
        return text.lower()
    letters = "".join(sign for sign in normalize("NFD", text.casefold()) if not combining(sign))
    return composed(letters).translate(_TYPED)


def _fold(text: str, start: int, end: int) -> Folded:
    whole = text[start:end]
    even = whole.replace("\n", " ")
    for odd, plain in () if whole.isascii() else _EVEN.items():
        even = even.replace(odd, plain)
    is_even = even.isprintable() and "  " not in even and f"{HYPHEN}\n" not in whole
    if is_even and (even.isascii() or not _LONGER.search(even)):
        return Folded(even, range(start, end), end)
    odds = [(odd.start(), odd.end(), _plain(odd.group())) for odd in _ODD.finditer(text, start, end)]
    if not odds:
        return Folded(whole, range(start, end), end)
    pieces: list[str] = []
    at = start
    for first, last, plain in odds:
        pieces += (text[at:first], plain)
        at = last
    folded = "".join((*pieces, text[at:end]))
    if all(last - first == len(plain) for first, last, plain in odds):  # each character keeps its place
        return Folded(folded, range(start, end), end)
    origin: list[int] = []
    at = start
    for first, last, plain in odds:
        origin.extend(range(at, first))
        origin.extend([first] * len(plain))
        at = last
    origin.extend(range(at, end))
    return Folded(folded, tuple(origin), end)


def _plain(odd: str) -> str:
    if odd[0] in "\u00ad\ufffe":
        return ""
    if odd[0] == HYPHEN:
        return "-"
    if odd.isspace():
        return " "
    return _PLAIN[odd]


def as_read(text: str) -> str:
    """The text as a person reads it, to be shown or copied: on one line, with whole words.

    >>> as_read("We are com\u00ad\\nmitted to a third-\\nparty\\naudit.")
    'We are committed to a third-party audit.'
    """
    parted = "-" in text and "\n" in text
    if parted or "\u00ad" in text or "\ufffe" in text:  # most texts have nothing that may part a word
        text = CUT.sub("", text)
    if APART in text:
        text = _APART.sub("-", text)
    return " ".join(text.split())
