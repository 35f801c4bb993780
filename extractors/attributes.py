"""Attributes: what a passage is, whatever it is about - who is bound, with what force, described or only named, limits.

An element is met by passages of certain attributes only: a promise of the company, a rule for its suppliers, an account
of what is done. The encoder is asked for each attribute of its own, for all elements together, so that a person can
see which of them it holds for missing, and correct it.
"""

from __future__ import annotations

from collections.abc import Mapping

# One letter each as labels write them, in the order of the four places of a label; its name; what it says for people.
BOUND: Mapping[str, tuple[str, str]] = {
    "c": ("binds the company", "the company or its own staff"),
    "s": ("binds suppliers", "suppliers or partners"),
    "b": ("binds both", "the company and its suppliers"),
    "o": ("binds others", "somebody else, or nobody"),
}
FORCE: Mapping[str, tuple[str, str]] = {
    "p": ("promise", "a promise"),
    "r": ("rule", "a rule"),
    "d": ("account", "an account of what is done"),
    "a": ("advice", "advice or a wish"),
    "f": ("plan", "a plan"),
    "t": ("topic", "a topic or a value"),
}
TOLD: Mapping[str, tuple[str, str]] = {"y": ("described", "described"), "n": ("named", "only named")}
LIMIT: Mapping[str, tuple[str, str]] = {
    "n": ("no limit", "without limits"),
    "l": ("law", "limited to what the law asks"),
    "c": ("condition", "under a condition"),
    "x": ("denial", "denied or absent"),
}
PLACES = (BOUND, FORCE, TOLD, LIMIT)
ATTRIBUTES: tuple[str, ...] = tuple(name for place in PLACES for name, _ in place.values())
SAYS: Mapping[str, str] = {name: says for place in PLACES for name, says in place.values()}


def named(letters: str) -> frozenset[str]:
    """The attributes of a label's four letters; raises ValueError for other letters.

    >>> sorted(named("srnn"))
    ['binds suppliers', 'named', 'no limit', 'rule']
    """
    if len(letters) != len(PLACES) or any(one not in place for one, place in zip(letters, PLACES, strict=True)):
        raise ValueError(f"{letters!r} are no four letters of who is bound, force, told and limit")
    return frozenset(place[one][0] for one, place in zip(letters, PLACES, strict=True))
