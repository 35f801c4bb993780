"""One way to print: lines and counts for people, records as JSON knows them, one word for each truth value."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

WIDTH = 100  # columns of a text form

# By the values of rubric.scores.Truth; the same words on every page, in every explanation and in every table.
TRUTHS: Mapping[str, str] = {"met": "met", "not_met": "not met", "unknown": "not known yet"}


# What a terminal takes for a command, and what turns the order of letters round: C0, C1, and Unicode's bidi controls.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_SIGN = "[=+@＝＋－＠-]"
# Where a formula would begin: in the cell, or in one by other separators; spaces and quotes may precede it.
_BEGINS = re.compile(rf"(?:^|[;|])[\s\"'\u200b-\u200d\u2060\ufeff]*(?={_SIGN})")
_GUARDED = re.compile(rf"((?:^|[;|])[\s\"'\u200b-\u200d\u2060\ufeff]*)'(?={_SIGN})")


def guarded(cell: str) -> str:
    """A cell of a CSV with an apostrophe where a spreadsheet program would begin a formula: CSV has no types.

    >>> guarded("@Home Care; =1")
    "'@Home Care; '=1"
    """
    return _BEGINS.sub(lambda found: f"{found.group()}'", cell)


def unguarded(cell: str) -> str:
    """The cell before `guarded`.

    >>> unguarded("'@Home Care; '=1"), unguarded(guarded("'+")), unguarded("'Quoted'")
    ('@Home Care; =1', "'+", "'Quoted'")
    """
    return _GUARDED.sub(r"\1", cell)


def as_kept(text: str) -> str:
    """The text as the store keeps it: what UTF-8 cannot hold is written as an escape (`\\udcff`).

    So odd bytes of a file name are letters like others.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def harmless(text: str) -> str:
    """The text as a terminal may show it: what would command it is shown as its code, as JSON writes it."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, of at most so many characters, cut between words.

    >>> shortened("We respect human rights.", 20), shortened("We agree.", 20)
    ('We respect human …', 'We agree.')
    """
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"


def apart(text: str) -> str:
    """The text as a title in a browser's tab shows it: what turns its letters round turns nothing beside it."""
    return f"\u2068{text}\u2069" if _COMMANDS.search(text) else text


def wrapped(text: str, first: str = "", hang: str = "") -> list[str]:
    """The text cut into lines; a long address or file name is kept whole, to be copied."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(count: int, thing: str, things: str = "") -> str:
    """ "1 statement", "2 statements", "1,200 statements"; `things` is the plural that an s alone does not make."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: S1.a, S1.b and S2.c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(words: str) -> str:
    """
    >>> sentence("rests on evidence")
    'Rests on evidence.'
    """
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def spaced(code: str) -> str:
    """A code of a rubric or a record as words: `child_labour` is child labour."""
    return code.replace("_", " ")


def span(low: float, high: float) -> str:
    """A pair of bounds in a table: one number when they meet, else low–high."""
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def points(low: float, high: float) -> str:
    """A pair of bounds in a sentence: "1 point", "0 to 2 points"."""
    return f"{low:g} {'point' if low == 1 else 'points'}" if low == high else f"{low:g} to {high:g} points"


def moment(at: str) -> str:
    """A moment of the log (ISO 8601, UTC) to the minute."""
    return at[:16].replace("T", " ") + " UTC"


def plain(value: object) -> object:
    """A record, or a value in it, as objects, lists, strings, numbers and null."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, str) else value
