"""The keys of the pages: what each does, for the help, and for whoever gives an action another key or none.

A key is named here once. Pages carry it in `data-key`; in the browser it may stand for another, by the settings that
are kept there (WCAG 2.1.4: a single key can be changed or switched off).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the pages name it: a capital letter is pressed with Shift."""

    name: str
    does: str


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together in the help."""

    title: str
    keys: tuple[Key, ...]


DECIDING = Group(
    "Deciding",
    (
        Key("c", "confirm: the passage shows the element, or a part of it"),
        Key("w", "weak: about the element, but not enough"),
        Key("r", "reject: it has nothing to do with the element"),
        Key("s", "skip: decide later"),
        Key("N", "write a note; Esc leaves it"),
        Key("m", "the element by hand: met; without evidence it asks for a note"),
        Key("x", "the element by hand: not met"),
        Key("X", "all empty elements of the indicator: not met"),
        Key("a", "the element by hand: not applicable; its outcome stays open, so the score may never be one number"),
        Key("q", "rework the quote: trim or split it, move it to another element, reject its wording everywhere"),
        Key(
            "u",
            "take back the decision that is shown, or else your last one, with its press; what held before holds",
        ),
    ),
)
GOING = Group(
    "Going on",
    (
        Key("n", "next passage of this element"),
        Key("j", "the same"),
        Key("p", "previous passage"),
        Key("k", "the same"),
        Key("o", "next question that can still change a score"),
        Key("i", "next indicator that is open"),
        Key("e", "next element of the rubric, open or not"),
    ),
)
LOOKING = Group(
    "Looking",
    (
        Key("+", "show the weaker passages"),
        Key("v", "show where else the passage stands"),
        Key("g", "fold the guidance and the wordings away, or show them"),
        Key("y", "why, and where it stands, told whole: who says so and how sure, the headings above it, the file"),
        Key("d", "the whole document, at this place"),
        Key("/", "search all documents of the company; on the board, find a company"),
        Key("?", "this help; Esc closes it"),
    ),
)
READING = Group(
    "Reading a whole document",
    (
        Key("f", "the original"),
        Key(
            "S",
            "select the sentence before; s selects the one here, then the next; c and w make it evidence",
        ),
        Key("K", "correct the document's kind, date, and what else is told of it"),
        Key("-", "the page smaller; + makes it larger"),
        Key("0", "the page as wide as its pane"),
    ),
)
COMPANIES = Group(
    "Companies",
    (
        Key("]", "next company, in the order in which the board was last seen"),
        Key("[", "company before"),
    ),
)
COMPARING = Group(
    "Comparing",
    (
        Key("1", "take what is offered: the decision of a year ago, or the outcome of the first reading"),
        Key("2", "take the outcome of the second reading"),
    ),
)
GROUPS = (DECIDING, GOING, LOOKING, READING, COMPANIES, COMPARING)
