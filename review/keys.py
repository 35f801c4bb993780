"""The keys of the pages: what each does, for the help, and for whoever gives an action another key or none.

A key is named here once. Pages carry it in `data-key`; in the browser it may stand for another, by the settings that
are kept there (WCAG 2.1.4: a single key can be changed or switched off).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from review.seats import Seat

MayUse = Callable[[Seat], bool]


def anybody(_seat: Seat) -> bool:
    """What one looks with."""
    return True


def who_decides(seat: Seat) -> bool:
    """What one decides with."""
    return seat.decides


def who_reads_first(seat: Seat) -> bool:
    """What there is not in a blind second reading, nor for who only looks on."""
    return seat.decides and not seat.blind


def who_sees_all(seat: Seat) -> bool:
    """What there is not in a blind second reading."""
    return not seat.blind


def who_adjudicates(seat: Seat) -> bool:
    """What one adjudicates with."""
    return seat.adjudicates and not seat.blind


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the pages name it: a capital letter is pressed with Shift."""

    name: str
    does: str
    of: MayUse = anybody  # to whom pages offer it


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together in the help."""

    title: str
    keys: tuple[Key, ...]


DECIDING = Group(
    "Deciding",
    (
        Key("c", "confirm: the passage, or what is selected, shows the element, or a part of it", who_decides),
        Key("w", "weak: about the element, but not enough", who_decides),
        Key("r", "reject: it has nothing to do with the element", who_decides),
        Key("s", "skip: decide later", who_decides),
        Key("N", "write a note; Esc leaves it", who_decides),
        Key("m", "the element by hand: met; without evidence it asks for a note", who_decides),
        Key("x", "the element by hand: not met", who_decides),
        Key("X", "all empty elements of the indicator: not met", who_decides),
        Key(
            "a",
            "the element by hand: not applicable; its outcome stays open, so the score may never be one number",
            who_decides,
        ),
        Key(
            "q",
            "rework the quote: trim or split it, move it to another element, reject its wording everywhere",
            who_reads_first,
        ),
        Key(
            "u",
            "take back what you did yourself: a correction that was the last, else your decision that is shown, else "
            "your last one, with its press; what held before holds; for another’s there is a button alone",
            who_decides,
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
        Key("o", "next question that can still change a score; without one, the scores and what is lacking"),
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
        Key("S", "select the sentence before; s selects the one here, then the next"),
        Key("K", "correct the document's kind, date, and what else is told of it", who_reads_first),
        Key("-", "the page smaller; + makes it larger"),
        Key("0", "the page as wide as its pane"),
    ),
)
COMPANIES = Group(
    "Companies",
    (
        Key("]", "next company, in the order in which the board was last seen", who_sees_all),
        Key("[", "company before", who_sees_all),
    ),
)
COMPARING = Group(
    "Comparing",
    (
        Key(
            "1",
            "take what is offered: the decision of a year ago, or the outcome of the first reading",
            who_reads_first,
        ),
        Key("2", "take the second reading’s outcome", who_adjudicates),
    ),
)
GROUPS = (DECIDING, GOING, LOOKING, READING, COMPANIES, COMPARING)


def offered_to(seat: Seat) -> tuple[Group, ...]:
    """The keys that pages offer to whoever sits there, and no others."""
    groups = (replace(group, keys=tuple(key for key in group.keys if key.of(seat))) for group in GROUPS)
    return tuple(group for group in groups if group.keys)
