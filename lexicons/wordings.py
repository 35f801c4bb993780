"""A pattern written out: the wordings that it stands for, as far as they can be counted out.

Wildcards give the bare stem, gaps the fewest words that they allow, numbers and codes themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lexicons.patterns import CLOSING, TOKEN

FILLER = "thing"  # stands for each word that a gap asks for
MOST = 200


@dataclass(frozen=True, slots=True)
class Wordings:
    """Wordings of one pattern, in its order; `whole` when there are no others but for wildcards and gaps."""

    texts: tuple[str, ...]
    whole: bool  # all of them are here
    exact: bool  # and nothing in the pattern stands for words or endings that are not written


def wordings(written: str, most: int = MOST) -> Wordings:
    """The wordings of a pattern that `compile_pattern` accepts, at most so many of them."""
    texts, rest = _choice(TOKEN.findall(written.strip()), most + 1)
    assert not rest, f"{written!r} is no pattern"
    clean = tuple(dict.fromkeys(" ".join(text.split()) for text in texts))
    return Wordings(clean[:most], len(texts) <= most, "*" not in written and "<" not in written)


def _choice(tokens: Sequence[str], most: int) -> tuple[list[str], Sequence[str]]:
    texts, rest = _row(tokens, most)
    while rest and rest[0] == "|":
        more, rest = _row(rest[1:], most)
        texts += more
    return texts[:most], rest


def _row(tokens: Sequence[str], most: int) -> tuple[list[str], Sequence[str]]:
    texts = [""]
    while tokens and tokens[0] not in ("|", *CLOSING.values()):
        if tokens[0] in CLOSING:
            inner, rest = _choice(tokens[1:], most)
            inner = ["", *inner] if tokens[0] == "[" else inner
            tokens = rest[1:]
        else:
            inner, tokens = [_plain(tokens[0])], tokens[1:]
        texts = [before + piece for before in texts for piece in inner][:most]
    return texts, tokens


def _plain(token: str) -> str:
    if token.isspace():
        return " "
    if not token.startswith("<"):
        return token.replace("*", "")
    kind, _, wanted = token.strip("<>").partition(" ")
    if kind == "numbers":
        return " No. 999"
    if kind == "count":
        return "87"
    if kind == "number":
        return f" No. {wanted}"
    return wanted if kind == "code" else f" {FILLER}" * int(kind.split("-")[0])
