"""A scorecard as plain records, all its texts in letters that a reader sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast

from forms import harmless
from reports.charts import Bar
from reports.export import NOT_IN_XML


@dataclass(frozen=True, slots=True)
class Passage:
    """A confirmed quote, and where it stands."""

    text: str
    lead_in: str
    language: str  # ISO 639, "" where it is not one language that is known
    document: str
    place: str  # "published 2025-01-20, page 3"
    link: str  # "" where there is none that a reader may follow
    said: str  # "Confirmed by Ada, 2026-03-02 08:00 UTC"
    note: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """An element: what was asked, the outcome, and on what it rests."""

    id: str
    label: str
    mark: str  # a sign for the outcome, beside the word
    outcome: str
    why: tuple[str, ...]
    note: str  # of who decided by hand
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a next stage lacks."""

    told: str
    choices: tuple[tuple[str, ...], ...]  # one of each group is needed


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator or a topic."""

    anchor: str  # unique in the file
    id: str
    title: str
    result: str  # "1.5 of 2", "0–2 of 2"
    state: str  # final or open
    told: str  # the result and its state in a sentence or two
    asked: tuple[Asked, ...]
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A theme or a module."""

    id: str
    title: str
    result: str
    state: str
    weight: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the improvement plan."""

    title: str
    missing: Missing


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with all that its picture says, in words."""

    title: str
    told: str
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document and what became of it."""

    title: str
    told: str  # kind, date, outcome
    address: str
    link: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the head."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A company under one rubric, in words."""

    anchor: str  # of its heading, unique in the file
    company: str
    rubric: str  # title
    staged: bool
    about: tuple[str, ...]  # what a reader must know before the figures
    people: tuple[str, ...]  # who decided
    facts: tuple[Fact, ...]
    charts: tuple[Chart, ...]
    groups: tuple[Group, ...]
    total: str  # "" where stages are counted
    state: str  # of all
    figures: str  # what the figures mean
    details: str  # the heading above the indicators
    plan: tuple[Step, ...]
    plan_told: str  # how much of the plan nobody decided; "" where all is
    searched: tuple[str, ...]  # this and the next two are empty in the short form
    not_read: tuple[str, ...]
    sources: tuple[Source, ...]
    versions: tuple[Fact, ...]
    credit: tuple[str, ...]


# --- letters

Text = TypeVar("Text")


def printable(text: str) -> str:
    """The text with codes for what would turn its order round or is no character: nothing is lost or hidden."""
    return NOT_IN_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", harmless(text))


def in_letters(value: Text, letters: Callable[[str], str]) -> Text:
    """A record with all its texts passed through `letters`; addresses to follow stay as they are."""
    if isinstance(value, str):
        return cast("Text", letters(value))
    if isinstance(value, tuple):
        return cast("Text", tuple(in_letters(one, letters) for one in value))
    if is_dataclass(value) and not isinstance(value, type):
        own = {one.name: getattr(value, one.name) for one in fields(value) if one.name != "link"}
        return replace(value, **{name: in_letters(one, letters) for name, one in own.items()})
    return value
