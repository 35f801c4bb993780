"""Sentences: where a stretch of text may be cut so that each piece can be quoted alone.

A full stop is an end only when something begins after it; "No. 87", "e.g.", "U.N.", "Art. 4", initials, numbers,
addresses and ellipses are none. A bullet within a paragraph begins a piece of its own. The words that decide
are data (`lexicons/<language>/reading/abbreviations.yaml`); the cases are in `tests/data/splits.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lexicons.reading_rules import reading_file, reading_files
from lexicons.strict_yaml import read_yaml

# Every pattern that is searched for begins with a plain set of characters: that is what makes a search fast.
_MARK = re.compile(r"(?P<mark>[.!?…。！？]+)[\"'”’»)\]]*")
_NOTE = re.compile(r"\.\d{1,2}(?=\s+[A-ZÀ-Þ])")  # a note's number, glued to the end of a sentence
_GLUED = re.compile(r"\.(?=[A-ZÀ-Þ][a-zà-ÿ])")  # a space was lost between two sentences
_LETTERS_BEFORE = re.compile(r"[a-zà-ÿ]{3}")
_BULLET = re.compile(r"[•◦▪■□●○‣⁃∙►▶➢➤➔✓✔❖](?:\s+|$)")
_DASH = re.compile(r"(?:(?<=\s)|(?<!.))[-–](?:\s+[>›])?\s+(?=\S)")  # a bullet, where several begin something
_BEGINS = re.compile(r"[\"'“‘(\[]*[A-ZÀ-Þ]")
_ITEM = 3  # words that the items between dashes have, on the average, at least
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘/]+$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){2,}$|(?:[A-ZÀ-Þ][a-zà-ÿ]{0,3}\.){2,}$")  # "U.N.", "S.p.A.", "El.Tex."
_INITIAL = re.compile(r"[A-ZÀ-Þ]\.$")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5})\.$")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_NUMBER = re.compile(r"[\"'(\[]*(?:\d|[IVXLC]+\b|C\d)")
_FIRST_WORD = re.compile(r"[\"'“‘«(\[]*([^\W\d_]+)")
_NEXT_ITEM = re.compile(r"\(?(?:[a-z]|[ivx]{1,5})[.)]\s+[A-ZÀ-Þ]")  # "b. No forced labour"
_NOTHING = "(?!)"  # a pattern that fits nothing
_LOOKS_BACK = 40  # characters: no abbreviation is longer


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence's range in the text, and whether a bullet began it."""

    start: int
    end: int
    bulleted: bool = False


@dataclass(frozen=True)
class _Words:
    """The words that decide about a full stop."""

    always: frozenset[str]
    titles: frozenset[str]
    before_number: frozenset[str]
    starters: frozenset[str]
    not_starters: frozenset[str]
    before_initials: frozenset[str]
    ordinal_before: frozenset[str]

    @cached_property
    def of_several(self) -> re.Pattern[str] | None:
        """Any entry of several words, with and without its spaces: "z. B.", "z.B."; `title` for those of `titles`."""
        always, titles = (_any_of_several(words) for words in (self.always, self.titles))
        return (
            re.compile(rf"(?<![^\W_])(?:(?P<title>{titles or _NOTHING})|{always or _NOTHING})")
            if always or titles
            else None
        )


def _any_of_several(words: Iterable[str]) -> str:
    """The entries of several words as a pattern, the longest first."""
    found = sorted((word for word in words if " " in word), key=len, reverse=True)
    return "|".join(r"\s?".join(map(re.escape, one.split(" "))) for one in found)


LISTS = tuple(_Words.__dataclass_fields__)


@lru_cache(maxsize=16)
def _words(language: str | None) -> _Words:
    """The words of one language, or of all together for a language that has none of its own."""
    own = reading_file("abbreviations", language) if language else None
    files = (own,) if own is not None and own.is_file() else reading_files("abbreviations")
    read = [read_yaml(file).fields(("about", *LISTS)) for file in files]
    return _Words(*(frozenset(word for data in read for word in data[key].texts()) for key in LISTS))


def sentences(text: str, language: str | None = None) -> list[Piece]:
    """The sentences of a text, without the white space around them; a bullet stands in no sentence.

    `language` is the text's, by its ISO 639-1 code, where it is known.

    >>> [(piece.start, piece.end) for piece in sentences("See No. 87. We act.")]
    [(0, 11), (12, 19)]
    """
    found: list[Piece] = []
    known = _words(language)
    start, bulleted = 0, False
    for bullet in _bullets(text):
        _cut(text, start, bullet.start(), bulleted, found, known)
        start, bulleted = bullet.end(), True
    _cut(text, start, len(text), bulleted, found, known)
    return found


def _bullets(text: str) -> list[re.Match[str]]:
    """The bullets within a text, and the dashes that stand for some."""
    found = [one for one in _BULLET.finditer(text) if one.start() == 0 or text[one.start() - 1].isspace()]
    dashes = _dashes(text) if "- " in text or "– " in text else []
    return sorted([*found, *dashes], key=lambda one: one.start()) if dashes else found


def _dashes(text: str) -> list[re.Match[str]]:
    """The dashes that begin items: "We: - train buyers - visit mills", or several before a capital and none else.

    Not "our mills - Tarn and Alder - are audited", where they stand around a name.
    """
    found = list(_DASH.finditer(text))
    led = next((n for n, one in enumerate(found) if text[: one.start()].rstrip().endswith(":")), None)
    if led is None and not all(_BEGINS.match(text, one.end()) for one in found):
        return []
    found = found[led or 0 :]
    if len(found) < 2 or len(text[found[0].end() :].split()) < _ITEM * len(found):
        return []
    return found


def goes_on(text: str, stop: int) -> bool:
    """Whether the full stop before this place ends no sentence: that of "art. 3", in any language, or of "S.p.A. and".

    >>> goes_on("under art. 4 of the Decree", 10), goes_on("of Tarn S.p.A. approved", 14), goes_on("a board. 4 May", 8)
    (True, True, False)
    """
    after = text[stop : stop + _LOOKS_BACK].lstrip()
    word = _WORD_BEFORE.search(text, max(0, stop - _LOOKS_BACK), stop)
    if word is None or not after:
        return False
    if _ACRONYM.search(word.group()):
        return after[0].islower()
    return word.group() in _words(None).before_number and _NUMBER.match(after) is not None


def _cut(text: str, start: int, end: int, bulleted: bool, found: list[Piece], known: _Words) -> None:
    """Adds the sentences of text[start:end] to what was found."""
    begin = start
    for match in _MARK.finditer(text, start, end):
        at = _end(text, begin, match, end, known)
        if at is not None:
            _add(text, begin, at, bulleted, found)
            begin = at
    _add(text, begin, end, bulleted, found)


def _add(text: str, start: int, end: int, bulleted: bool, found: list[Piece]) -> None:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    right = start + len(words.rstrip())
    if left < right:
        found.append(Piece(left, right, bulleted))


def _end(text: str, begin: int, match: re.Match[str], end: int, known: _Words) -> int | None:
    """Where a sentence that began at `begin` ends, if it ends with this mark."""
    at = match.end()
    if at >= end:
        return None
    if text[at].isspace():
        return at if _ends(text, begin, match, known) else None
    if match["mark"][-1] in "。！？":
        return at
    start = match.start()
    if match["mark"] != "." or at != start + 1 or not _LETTERS_BEFORE.fullmatch(text, max(begin, start - 3), start):
        return None
    if note := _NOTE.match(text, start, end):
        return note.end()
    return at if _GLUED.match(text, start, end) and not _is_address(text, start, end) else None


def _ends(text: str, begin: int, match: re.Match[str], known: _Words) -> bool:
    """Whether a mark before white space ends the sentence that began at `begin`."""
    mark = match["mark"]
    after = text[match.end() : match.end() + _LOOKS_BACK].lstrip()
    if not after:
        return False
    word = _FIRST_WORD.match(after)
    if word is not None and word[1][0].islower() and not _NEXT_ITEM.match(after):
        return False
    if mark.strip(".") == "" and len(mark) == 1:
        return not _is_abbreviation(text, begin, match, after, word[1] if word else "", known)
    if mark == "..":  # an abbreviation's stop and the sentence's, or one stop typed twice
        return True
    if mark.startswith(("..", "…")):  # words left out, unless they trail off at a sentence's end
        left = text[match.start() - 1 : match.start()]
        return word is not None and left.isalnum() and word[1] in known.starters
    return True


def _is_abbreviation(text: str, begin: int, match: re.Match[str], after: str, first: str, known: _Words) -> bool:
    """Whether a full stop belongs to its word and something goes on after it."""
    stop = match.start() + 1
    before = _WORD_BEFORE.search(text, max(begin, stop - _LOOKS_BACK), stop)
    if before is None:
        return False
    last = before.group()
    if (several := _of_several(text, begin, stop, known)) is not None:
        return several.end() > stop or several["title"] is not None or not _starts(after, first, known)
    if first in known.ordinal_before and _ORDINAL.search(last):
        return True
    if match.end() == stop and not text[begin : before.start()].strip(" \t\n([\"'") and _ENUMERATOR.match(last):
        return True  # the number of a list's item
    if last in known.before_number and (_NUMBER.match(after) or _signs_a_number(after, known)):
        return True
    if last in known.titles:
        return True
    if last in known.always or _ACRONYM.search(last):
        return (match.end() == stop or _closes_a_bracket(text, begin, match)) and not _starts(after, first, known)
    if _INITIAL.fullmatch(last):
        return bool(first) and not _starts(after, first, known) and _follows_a_name(text, begin, before.start(), known)
    return False


def _of_several(text: str, begin: int, stop: int, known: _Words) -> re.Match[str] | None:
    """The abbreviation of several words to which the stop before `stop` belongs."""
    if known.of_several is None:
        return None
    low, high = max(begin, stop - _LOOKS_BACK), stop + _LOOKS_BACK
    found = known.of_several.finditer(text, low, high)
    return next((one for one in found if one.start() < stop <= one.end()), None)


def _signs_a_number(after: str, known: _Words) -> bool:
    """Whether a number follows with its sign: "Conv. Nos. 29 and 105"."""
    sign, _, rest = after.partition(" ")
    return sign in known.before_number and _NUMBER.match(rest.lstrip()) is not None


def _closes_a_bracket(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a bracket within the sentence ends after the stop: the stop of "(gases, dust, etc.)" is not its end."""
    opened = text.rfind("(", begin, match.start())
    return match.group().endswith(")") and bool(text[begin : max(begin, opened)].strip())


def _starts(after: str, first: str, known: _Words) -> bool:
    """Whether a word is one with which sentences start; the "No." of a number is none."""
    return first in known.starters and not after.startswith(tuple(known.not_starters))


def _follows_a_name(text: str, begin: int, at: int, known: _Words) -> bool:
    """Whether a single letter is an initial: the first of a name, or after its other words."""
    words = text[max(begin, at - _LOOKS_BACK) : at].split()
    return not words or words[-1][:1].isupper() or words[-1].lower() in known.before_initials


def _is_address(text: str, at: int, end: int) -> bool:
    """Whether a point lies within a web or e-mail address."""
    left, right = text.rfind(" ", 0, at) + 1, text.find(" ", at)
    word = text[left : right if 0 <= right <= end else end]
    return any(sign in word for sign in ("@", "/", "www", "_"))
