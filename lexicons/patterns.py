"""The small language in which lexicon entries are written, compiled to regular expressions.

    commit* to respect          `*` at the end of a word: any ending (commits, committed, commitment)
    (respect|uphold) *right*    a choice; `*` before a word: any beginning
    we [fully] support          optional words
    expects <0-6> to comply     a gap of up to six words, never past the end of a sentence
    conventions <0-6> {87}      the part in braces is what is reported; the rest must stand around it
    No. 87, C087                anything else stands for itself

Choices and optional words may hold any of these. White space stands for any white space (a bracket or
quotation mark may open or close there) or a hyphen, `-` for a hyphen, a space or nothing, an apostrophe for any or
none. Letters match in either case, unless the entry says `case: exact`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s+|<\d+-\d+>|[()\[\]{}|]|[^\s()\[\]{}|<>]+")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
REPORTED = "reported"  # the name of the regular expression's group for the part in braces
_SPACE = r"(?:[\"')]*\s+[\"'(]*|-)"


class PatternError(ValueError):
    """A pattern that cannot be read; the message names the pattern and the cure."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern: its regular expression and the letters that it can't match without."""

    written: str
    regex: str
    anchors: tuple[str, ...]  # lower-case; at least one of them stands in every match


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern; no anchors: it can match nothing, or anything."""

    regex: str
    anchors: tuple[str, ...] = ()
    optional: bool = False


def compile_pattern(written: str) -> Pattern:
    """Compile one pattern of the language above.

    Raises PatternError for brackets without a partner and for a pattern in which no word is certain.
    """
    tokens = _TOKEN.findall(written.strip())
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
    return Pattern(written, rf"(?<!\w)(?:{part.regex})(?!\w)", part.anchors)


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
    return _Part(regex, tuple(dict.fromkeys(a for p in parts for a in p.anchors)) if certain else ()), rest


def _sequence(tokens: list[str]) -> tuple[_Part, list[str]]:
    """Items one after the other, parted as they are written."""
    regex, anchors, lonely, spaced = "", (), True, False
    best: tuple[str, ...] = anchors
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
            regex += ("" if lonely or _is_gap(part) else space) + part.regex
            lonely, best = False, _better(best, part.anchors)
        spaced = False
    return _Part(regex, best), tokens


def _item(tokens: list[str]) -> tuple[_Part, list[str]]:
    first, rest = tokens[0], tokens[1:]
    if first in _CLOSING:
        part, rest = _alternatives(rest)
        if not rest or rest[0] != _CLOSING[first]:
            raise PatternError(f"a {first!r} is not closed by {_CLOSING[first]!r}; close it")
        if first == "{":
            return _Part(f"(?P<{REPORTED}>{part.regex})", part.anchors), rest[1:]
        grouped = f"(?:{part.regex})"
        return (_Part(grouped, part.anchors) if first == "(" else _Part(grouped, (), True)), rest[1:]
    if first.startswith("<"):
        low, high = first.strip("<>").split("-")
        return _Part(rf"(?:[\s,]+(?:[Nn]os?\.|[^\s.;:!?]+)){{{low},{high}}},?"), rest
    return _Part(_word(first), (_longest_letters(first),)), rest


def _is_gap(part: _Part) -> bool:
    return part.regex.startswith(r"(?:[\s,]+")


def _word(word: str) -> str:
    """One word as a regular expression: wildcards, hyphens and apostrophes in every spelling."""
    core = "".join(_letter(letter) for letter in word.strip("*"))
    return (r"\w*" if word.startswith("*") else "") + core + (r"\w*" if word.endswith("*") else "")


def _letter(letter: str) -> str:
    if letter == "-":
        return r"[-\s]?"
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
