"""The small language in which lexicon entries are written, compiled to regular expressions.

    commit* to respect          `*` at the end of a word: any ending (commits, committed, commitment)
    2* calls                    `*` after a figure: the rest of a number (2 calls, 29 calls, 2,914 calls)
    (respect|uphold) *right*    a choice; `*` before a word: any beginning
    we [fully] support          optional words
    expects <0-6> to comply     a gap of up to six words, never past the end of a sentence
    Forced <0-6 names> Act      a gap of words with a capital, and of the small words that join them in a name
    conventions <0-6> {87}      the part in braces is what is reported; the rest must stand around it
    conventions <number 87>     a number alone or in a list (Nos. 29, 87 and 98), reported without the word before it
    ilo conventions <numbers>   any number, and the list that it begins
    <code C87>                  C087, C.87, C 87, alone or in a list (C29/87)
    <count> suppliers           a number that counts: no year, no number of a goal, tier or disclosure
    No. 87, C087                anything else stands for itself

Choices and optional words may hold any of these. White space stands for any white space (a bracket or
quotation mark may open or close there) or a hyphen, `-` for a hyphen, a space or nothing, an apostrophe for any or
none; after a hyphen a line may end. Letters match in either case, unless the entry says `case: exact`.
`lexicons/numbers.py` says what counts as a list of numbers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from errors import Refusal
from lexicons import numbers
from lexicons.numbers import REPORTED

__all__ = ["CLOSING", "REPORTED", "TOKEN", "Pattern", "PatternError", "compile_pattern"]

TOKEN = re.compile(
    r"\s+|<\d+-\d+(?: names)?>|<number \d+>|<numbers>|<count>|<code [A-Z]\d+>|[()\[\]{}|]|[^\s()\[\]{}|<>]+"
)
CLOSING = {"(": ")", "[": "]", "{": "}"}
_SPACE = r"(?:[\"')]*\s+[\"'(]*|-\s?)"
_NO_REST = r"(?<!\d[.,]\d)"  # the figures behind the comma of "2,914" are no number
_REST = r"(?:[.,]\d+)*"
_IN_A_GAP = r"[\s,]+(?:[Nn]os?\.|[^\s.;:!?]+)"
# In plain words
_ANY, _GAP = "*", "<"
_AT = " @ "  # a word of its own
_SPACES = re.compile(" {2,}")
_OPEN = re.compile("[*'-]")  # in a word: what may be said in several ways
_MOST = 4  # ways of saying several words: more are told word by word
_LONGEST_GAP = 120  # words: as many as the longest passage has
_Letters = tuple[tuple[str, str], ...]  # each with what follows it
_IN_A_NAME = r"[\s,(-]+(?-i:[A-Z][\w'’-]*|&|and|of|on|in|at|for|the|plc|etc\.)\)?"


class PatternError(Refusal):
    """A pattern that cannot be read; the message names the pattern and the cure."""


@dataclass(frozen=True)
class Pattern:
    """One pattern, compiled when it is first asked for: of five languages a document is mostly searched by one.

    What cannot be read raises PatternError then, which names `place`.
    """

    written: str
    place: str = field(default="", compare=False)  # where it stands: file, line and entry

    @cached_property
    def regex(self) -> str:
        """Its regular expression."""
        return self._compiled[0]

    @cached_property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The phrases that it can't match without, the rarest set first.

        In the plain words (see `plain`) of every text that it matches stands, of each set, at least one phrase.
        """
        return self._compiled[1]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[tuple[str, ...], ...]]:
        try:
            return _compiled(self.written)
        except PatternError as error:
            raise PatternError(f"{self.place}: {error}" if self.place else str(error)) from None


class _Part(NamedTuple):
    """A piece of a pattern. A named tuple, for a hundred thousand are made at each start."""

    regex: str
    says: tuple[str, ...] = (_ANY,)  # all that it may say in plain words, with _ANY for what nobody knows
    needs: tuple[tuple[str, ...], ...] = ()  # what else is said in every match before `says`, one of each
    optional: bool = False
    joined: bool = False  # it says itself what stands between it and the word before it
    letters: _Letters = ()  # those that it may begin with; none: nobody knows
    tail: str = ""  # what follows on each of them


class _Plain(dict[int, str]):
    """What each character is in plain words."""

    def __missing__(self, code: int) -> str:
        self[code] = letter if (letter := chr(code)).isalnum() or letter == "_" else " "
        return self[code]


# What regular expressions take for an "i" or an "s" in another case is one.
_PLAIN = _Plain({ord("@"): _AT, ord("ı"): "i", ord("İ"): "i", ord("ſ"): "s"})
# The same for the bytes of what most texts are made of, which is faster: the letters of western Europe without "@".
_PLAIN_WESTERN = bytes(ord(letter) if len(letter := _PLAIN[code]) == 1 else 0 for code in range(256))
_SIGNS = "‘’“”–—•…"  # what such texts have besides, none of it a letter


def lowered(text: str) -> str:
    """The text in lower case, with every letter in its place: one that is two in lower case stays as it is."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


_OTHERWISE_WRITTEN = str.maketrans("ıİſ", "iis")


def as_written(matched: str) -> str:
    """A word that an expression for either case matched, in the small letters of the word that it was made of.

    Where case does not count, a dotless "ı" is an "i" and a long "ſ" an "s"; `lower` leaves both as they are.

    >>> as_written("Aprıl"), as_written("ſEPTEMBER")
    ('april', 'september')
    """
    return matched.translate(_OTHERWISE_WRITTEN).lower()


def plain(lower: str) -> str:
    """The words of a text in lower case, parted and enclosed by single spaces, without what else stands between them.

    >>> plain("we do not - ever - use \"child-labour\".")
    ' we do not ever use child labour '
    """
    spaced = _AT.join(map(_spaced, lower.split("@")))
    return f" {' '.join(spaced.split())} "


def _spaced(lower: str) -> str:
    """A text in lower case with spaces in the place of all that is no letter; it has no "@"."""
    for sign in () if lower.isascii() else _SIGNS:
        lower = lower.replace(sign, " ")
    try:
        return lower.encode("latin-1").translate(_PLAIN_WESTERN).decode("latin-1")
    except UnicodeEncodeError:
        return lower.translate(_PLAIN)


def compile_pattern(written: str, place: str = "") -> Pattern:
    """One pattern of the language above, compiled at once.

    Raises PatternError for brackets without a partner, a gap of an impossible length and a pattern in which no word is
    certain; the message names the place, where one is given.
    """
    pattern = Pattern(written, place)
    _ = pattern.regex
    return pattern


def _compiled(written: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The expression of a pattern, and what it needs."""
    tokens = deque(TOKEN.findall(written.strip()))
    if "".join(tokens) != written.strip():
        raise PatternError(f"pattern {written!r}: `<` and `>` only stand in gaps such as <0-6>; rewrite it")
    try:
        part = _alternatives(tokens, " ")
    except PatternError as error:
        raise PatternError(f"pattern {written!r}: {error}") from None
    if tokens:
        raise PatternError(f"pattern {written!r}: {tokens[0]!r} has no partner; close or remove it")
    needs = _certain(part)
    if not any(all(len(phrase.strip()) > 1 or phrase == _AT for phrase in phrases) for phrases in needs):
        raise PatternError(f"pattern {written!r}: no word of two letters or more is certain; name one")
    if part.regex.count(f"(?P<{REPORTED}>") > 1:
        raise PatternError(f"pattern {written!r}: two pieces would be reported; write two patterns")
    return rf"{_from_a_word(part)}(?!\w)", needs


def _from_a_word(part: _Part) -> str:
    """The expression of a piece that begins a word.

    Where its first letters are known they come first, and only then the look back: letters alone are searched for
    several times as fast.
    """
    if not part.letters:
        return rf"(?<!\w)(?:{part.regex})"
    ways = (rf"{letter}(?<!\w{letter}){_NO_REST if letter.isdigit() else ''}{rest}" for letter, rest in part.letters)
    return f"(?:{'|'.join(ways)}){part.tail}"


# What follows takes its tokens from the left of those that are given.


def _alternatives(tokens: deque[str], edge: str = "") -> _Part:
    """Sequences parted by `|`, up to a closing bracket; with `edge` before and after each in plain words."""
    parts = [_sequence(tokens, edge)]
    while tokens and tokens[0] == "|":
        tokens.popleft()
        parts.append(_sequence(tokens, edge))
    if len(parts) == 1:
        return parts[0]
    regex = "(?:" + "|".join(p.regex for p in parts) + ")"
    says = tuple(dict.fromkeys(said for p in parts for said in _shortly(p)))
    return _Part(regex, says, letters=_by_letter(parts))


def _by_letter(parts: list[_Part]) -> _Letters:
    """The letters that a choice may begin with; none where they, or what follows, cannot be told apart."""
    following: dict[str, list[str]] = {}
    for part in parts:
        if not part.letters or (part.tail and len(part.letters) > 1):
            return ()
        for letter, rest in part.letters:
            following.setdefault(letter, []).append(rest + part.tail)
    if len({letter.lower() for letter in following}) < len(following):
        return ()
    return tuple((letter, rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})") for letter, rest in following.items())


def _shortly(part: _Part) -> tuple[str, ...]:
    """What a piece says, as one set: of several the rarest, with anything around it."""
    if not part.needs:
        return part.says
    return next((tuple(f"{_ANY}{phrase}{_ANY}" for phrase in phrases) for phrases in _certain(part)), (_ANY,))


def _sequence(tokens: deque[str], edge: str) -> _Part:
    """Items one after the other, parted as they are written."""
    regex, tail, lonely, spaced = "", "", True, False
    letters: _Letters = ()
    said = _Part("", (edge,))
    while tokens and tokens[0] not in ("|", ")", "]", "}"):
        first = tokens.popleft()
        if first.isspace():
            spaced = True
            continue
        part = _item(first, tokens)
        space = _SPACE if spaced else ""
        if part.optional and lonely:
            added = f"(?:{part.regex}{_SPACE})?"
            said = _and(said, part._replace(says=("", *(f"{one} " for one in part.says))))
        elif part.optional:
            added = f"(?:{space}{part.regex})?"
            after = part._replace(says=("", *(f"{' ' if spaced else ''}{one}" for one in part.says)))
            said = _and(said, after, then=" " if spaced and _goes_on_apart(tokens, edge) else "")
        else:
            apart = not (lonely or part.joined)
            added = (space if apart else "") + part.regex
            said, lonely = _and(said, part, " " if spaced and apart else ""), False
        letters, tail = (letters, tail + added) if regex else (part.letters, part.tail)
        regex, spaced = regex + added, False
    said = _and(said, _Part("", ("",)), edge)
    return _Part(regex, said.says, said.needs, letters=letters, tail=tail)


def _goes_on_apart(tokens: deque[str], edge: str) -> bool:
    """Whether a space comes next in plain words, whatever of what is optional is said."""
    spaced, depth = False, 0
    for token in tokens:
        if depth == 0:
            if token in ("|", *CLOSING.values()):
                break
            if token.isspace():
                spaced = True
                continue
            if token != "[" or not spaced:
                return spaced and not token.startswith("<")  # a gap of no words says no space
            spaced = False
        depth += (token in CLOSING) - (token in CLOSING.values())
    return edge == " "


def _and(before: _Part, after: _Part, space: str = "", then: str = "") -> _Part:
    """What two pieces say one after the other; where that may be too much, the first is told apart from the second.

    `then` is what follows the first, whatever the second says.
    """
    if len(before.says) == len(after.says) == 1 and not after.needs and not before.says[0].endswith(_GAP):
        return _Part("", (before.says[0] + space + after.says[0],), before.needs)  # the plain case, in one step
    says = tuple(one + space for one in before.says) if space else before.says
    if space and all(one.endswith(_GAP) for one in before.says):  # before a gap ends a word, however long the gap is
        ended = tuple(one.removesuffix(_GAP) + space for one in before.says)
        return _Part("", tuple(space + one for one in after.says), (*before.needs, ended, *after.needs))
    if after.needs:
        return _Part("", tuple(_ANY + one for one in after.says), (*before.needs, says, *after.needs))
    if len(says) > 1 and len(says) * len(after.says) > _MOST:
        return _Part("", tuple((space or _ANY) + one for one in after.says), (*before.needs, _followed(says, then)))
    return _Part("", tuple(dict.fromkeys(one + other for one in says for other in after.says)), before.needs)


def _followed(says: tuple[str, ...], end: str) -> tuple[str, ...]:
    return tuple(one + end for one in says) if end else says


def _item(first: str, tokens: deque[str]) -> _Part:
    if first in CLOSING:
        part = _alternatives(tokens)
        if not tokens or tokens.popleft() != CLOSING[first]:
            raise PatternError(f"a {first!r} is not closed by {CLOSING[first]!r}; close it")
        if first == "{":
            return part._replace(regex=f"(?P<{REPORTED}>{part.regex})", letters=())
        grouped = f"(?:{part.regex})"
        if first == "(":
            return part._replace(regex=grouped)
        return _Part(grouped, _shortly(part), optional=True)
    if first.startswith("<"):
        return _gap_or_number(first.strip("<>"))
    return _one_word(first)


def _gap_or_number(inside: str) -> _Part:
    """What stands between `<` and `>`: "0-6", "0-6 names", "numbers", "number 87", "count" or "code C87"."""
    kind, _, wanted = inside.partition(" ")
    if kind in ("code", "number"):
        known = (plain(letters).strip() for letters in numbers.anchors(wanted))
        says = tuple(dict.fromkeys(f"{_ANY}{one}{_ANY}" for one in known)) or (_ANY,)
        if kind == "number":
            return _Part(numbers.number(wanted), says, joined=True)
        return _Part(numbers.code(wanted), says, (numbers.beginnings(wanted),))
    if kind == "numbers":
        return _Part(numbers.numbers(), joined=True)
    if kind == "count":
        return _count()
    low, high = map(int, kind.split("-"))
    if not low <= high <= _LONGEST_GAP:
        cure = f"<{high}-{low}>" if high < low <= _LONGEST_GAP else f"at most <{min(low, _LONGEST_GAP)}-{_LONGEST_GAP}>"
        raise PatternError(f"no gap is from {low} to {high} words long; write {cure}")
    return _Part(rf"(?:{_IN_A_NAME if wanted else _IN_A_GAP}){{{low},{high}}},?", (_GAP,), joined=True)


@cache
def _count() -> _Part:
    """A number that counts something; its figures are known as the letters of a word are."""
    ways = numbers.counts()
    return _Part(f"(?:{'|'.join(figure + rest for figure, rest in ways)})", letters=ways)


@cache
def _one_word(word: str) -> _Part:
    regex = _word(word)
    return _Part(regex, _said_by(word), letters=_first_letter(word, regex))


def _word(word: str) -> str:
    """One word as a regular expression: wildcards, hyphens and apostrophes in every spelling."""
    core = "".join(_letter(letter) for letter in word.strip("*"))
    ending = "" if not word.endswith("*") else rf"\w*{_REST}" if word[-2:-1].isdigit() else r"\w*"
    return (r"\w*" if word.startswith("*") else "") + core + ending


def _first_letter(word: str, regex: str) -> _Letters:
    """The letter that a word begins with, and the rest of its expression; nothing where it may be any, or left out."""
    letter = re.escape(word[0])
    return () if word[0] in "*'-" else ((letter, regex[len(letter) :]),)


def _letter(letter: str) -> str:
    if letter == "-":
        return r"(?:-\s?|\s)?"
    if letter == "'":
        return r"['’]?"
    return r"\w*" if letter == "*" else re.escape(letter)


def _said_by(word: str) -> tuple[str, ...]:
    """One word in plain words: with its hyphens and apostrophes as nothing or as a space."""
    if not _OPEN.search(word):
        return (word.lower().translate(_PLAIN),)
    said = [""]
    for letter in word.lower():
        ways = ("", " ") if letter in "-'" else (_ANY,) if letter == "*" else (_PLAIN[ord(letter)],)
        said = [before + way for before in said for way in ways]
    return tuple(said)


def _certain(part: _Part) -> tuple[tuple[str, ...], ...]:
    """The sets of phrases of which one stands in every match, the rarest first: the longer, the rarer."""
    every = (_stretches(says) for says in (*part.needs, part.says))
    found = dict.fromkeys(phrases for some in every for says in some if (phrases := _phrases(says)))
    return tuple(sorted(found, key=lambda phrases: sum(0.5 ** len(phrase) for phrase in phrases)))


def _stretches(says: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What is said in one way only as all its known stretches, each of which is certain by itself."""
    return zip(_known(says[0])) if len(says) == 1 else iter((says,))


def _phrases(says: tuple[str, ...]) -> tuple[str, ...]:
    """The longest certain phrase of each way of saying something; none where one of them has none to speak of."""
    phrases = dict.fromkeys(max(_known(one), key=len) for one in says)
    return tuple(phrases) if all(len(phrase.strip()) > 1 or len(phrase) > 2 for phrase in phrases) else ()


def _known(said: str) -> list[str]:
    """The stretches of which all is known."""
    return _SPACES.sub(" ", said.replace(_GAP, _ANY)).split(_ANY)
