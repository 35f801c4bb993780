"""The small language in which lexicon entries are written, compiled to regular expressions.

    commit* to respect          `*` at the end of a word: any ending (commits, committed, commitment)
    (respect|uphold) *right*    a choice; `*` before a word: any beginning
    we [fully] support          optional words
    expects <0-6> to comply     a gap of up to six words, never past the end of a sentence
    Forced <0-6 names> Act      a gap of words with a capital, and of the small words that join them in a name
    conventions <0-6> {87}      the part in braces is what is reported; the rest must stand around it
    conventions <number 87>     a number alone or in a list (Nos. 29, 87 and 98), reported without the word before it
    ilo conventions <numbers>   any number, and the list that it begins
    <code C87>                  C087, C.87, C 87, alone or in a list (C29/87)
    No. 87, C087                anything else stands for itself

Choices and optional words may hold any of these. White space stands for any white space (a bracket or
quotation mark may open or close there) or a hyphen, `-` for a hyphen, a space or nothing, an apostrophe for any or
none; after a hyphen a line may end. Letters match in either case, unless the entry says `case: exact`.
`lexicons/numbers.py` says what counts as a list of numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from errors import Refusal
from lexicons import numbers
from lexicons.numbers import REPORTED

__all__ = ["CLOSING", "REPORTED", "TOKEN", "Pattern", "PatternError", "compile_pattern"]

TOKEN = re.compile(r"\s+|<\d+-\d+(?: names)?>|<number \d+>|<numbers>|<code [A-Z]\d+>|[()\[\]{}|]|[^\s()\[\]{}|<>]+")
CLOSING = {"(": ")", "[": "]", "{": "}"}
_SPACE = r"(?:[\"')]*\s+[\"'(]*|-\s?)"
_IN_A_GAP = r"[\s,]+(?:[Nn]os?\.|[^\s.;:!?]+)"
_IN_A_NAME = r"[\s,(-]+(?-i:[A-Z][\w'’-]*|&|and|of|on|in|at|for|the|plc|etc\.)\)?"


class PatternError(Refusal):
    """A pattern that cannot be read; the message names the pattern and the cure."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern: its regular expression and the letters that it can't match without."""

    written: str
    regex: str
    anchors: tuple[str, ...]  # lower-case; at least one of them stands in every match
    needs: tuple[tuple[str, ...], ...] = ()  # so does, of each of these, at least one: the anchors are among them


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern; no anchors: it can match nothing, or anything."""

    regex: str
    anchors: tuple[str, ...] = ()
    optional: bool = False
    needs: tuple[tuple[str, ...], ...] = ()  # all such sets of letters, the anchors among them
    joined: bool = False  # it says itself what stands between it and the word before it


def compile_pattern(written: str) -> Pattern:
    """Compile one pattern of the language above.

    Raises PatternError for brackets without a partner and for a pattern in which no word is certain.
    """
    tokens = TOKEN.findall(written.strip())
    if "".join(tokens) != written.strip():
        raise PatternError(f"pattern {written!r}: `<` and `>` only stand in gaps such as <0-6>; rewrite it")
    try:
        part, rest = _alternatives(tokens)
    except PatternError as error:
        raise PatternError(f"pattern {written!r}: {error}") from None
    if rest:
        raise PatternError(f"pattern {written!r}: {rest[0]!r} has no partner; close or remove it")
    if not part.anchors or any(len(anchor) < 2 and anchor != "@" for anchor in part.anchors):
        raise PatternError(f"pattern {written!r}: no word of two letters or more is certain; name one")
    if part.regex.count(f"(?P<{REPORTED}>") > 1:
        raise PatternError(f"pattern {written!r}: two pieces would be reported; write two patterns")
    return Pattern(written, rf"(?<!\w)(?:{part.regex})(?!\w)", part.anchors, part.needs)


def _alternatives(tokens: list[str]) -> tuple[_Part, list[str]]:
    """Sequences parted by `|`, up to a closing bracket."""
    parts: list[_Part] = []
    part, rest = _sequence(tokens)
    parts.append(part)
    while rest and rest[0] == "|":
        part, rest = _sequence(rest[1:])
        parts.append(part)
    if len(parts) == 1:
        return parts[0], rest
    regex = "(?:" + "|".join(p.regex for p in parts) + ")"
    certain = all(p.anchors for p in parts)
    anchors = tuple(dict.fromkeys(a for p in parts for a in p.anchors)) if certain else ()
    return _Part(regex, anchors, needs=(anchors,) if certain else ()), rest


def _sequence(tokens: list[str]) -> tuple[_Part, list[str]]:
    """Items one after the other, parted as they are written."""
    regex, anchors, lonely, spaced = "", (), True, False
    best: tuple[str, ...] = anchors
    needs: tuple[tuple[str, ...], ...] = ()
    while tokens and tokens[0] not in ("|", ")", "]", "}"):
        if tokens[0].isspace():
            spaced, tokens = True, tokens[1:]
            continue
        part, tokens = _item(tokens)
        space = _SPACE if spaced else ""
        if part.optional and lonely:
            regex += f"(?:{part.regex}{_SPACE})?"
        elif part.optional:
            regex += f"(?:{space}{part.regex})?"
        else:
            regex += ("" if lonely or part.joined else space) + part.regex
            lonely, best, needs = False, _better(best, part.anchors), needs + part.needs
        spaced = False
    return _Part(regex, best, needs=tuple(dict.fromkeys(needs))), tokens


def _item(tokens: list[str]) -> tuple[_Part, list[str]]:
    first, rest = tokens[0], tokens[1:]
    if first in CLOSING:
        part, rest = _alternatives(rest)
        if not rest or rest[0] != CLOSING[first]:
            raise PatternError(f"a {first!r} is not closed by {CLOSING[first]!r}; close it")
        if first == "{":
            return _Part(f"(?P<{REPORTED}>{part.regex})", part.anchors, needs=part.needs), rest[1:]
        grouped = f"(?:{part.regex})"
        return (replace(part, regex=grouped) if first == "(" else _Part(grouped, (), True)), rest[1:]
    if first.startswith("<"):
        return _gap_or_number(first.strip("<>")), rest
    return _certain(_word(first), (_longest_letters(first),)), rest


def _gap_or_number(inside: str) -> _Part:
    """What stands between `<` and `>`: "0-6", "0-6 names", "numbers", "number 87" or "code C87"."""
    kind, _, wanted = inside.partition(" ")
    if kind == "code":
        return _certain(numbers.code(wanted), numbers.anchors(wanted))
    if kind == "number":
        return replace(_certain(numbers.number(wanted), numbers.anchors(wanted)), joined=True)
    if kind == "numbers":
        return _Part(numbers.numbers(), joined=True)
    low, high = kind.split("-")
    return _Part(rf"(?:{_IN_A_NAME if wanted else _IN_A_GAP}){{{low},{high}}},?", joined=True)


def _certain(regex: str, anchors: tuple[str, ...]) -> _Part:
    """A piece that stands in every match, with letters of which one stands in the piece."""
    return _Part(regex, anchors, needs=(anchors,) if all(anchors) and anchors else ())


def _word(word: str) -> str:
    """One word as a regular expression: wildcards, hyphens and apostrophes in every spelling."""
    core = "".join(_letter(letter) for letter in word.strip("*"))
    return (r"\w*" if word.startswith("*") else "") + core + (r"\w*" if word.endswith("*") else "")


def _letter(letter: str) -> str:
    if letter == "-":
        return r"(?:-\s?|\s)?"
    if letter == "'":
        return r"['’]?"
    return r"\w*" if letter == "*" else re.escape(letter)


def _longest_letters(text: str) -> str:
    """The longest run of plain letters and digits: what a fast scan looks for first."""
    runs = re.findall(r"[^\s*'\-]+", text)
    return max(runs, key=len).lower() if runs else ""


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The set of anchors whose shortest member is longer: it lets fewer passages through."""
    if not other or (one and min(map(len, other)) <= min(map(len, one))):
        return one
    return other
