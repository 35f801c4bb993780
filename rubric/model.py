"""What a rubric is, as typed frozen records.

A rubric has themes; a theme has indicators; an indicator has elements, the smallest things that a
researcher ticks, and says in one tree per level how they combine. Everything here is read from the data
files of a rubric by `rubric.loader`, and nothing here knows a particular rubric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from lexicons.strict_yaml import YamlError, YamlValue
from rubric.kinds import Kind


class RubricError(YamlError):
    """A rubric's data, or a question about it, that can't be used: where, what, and what to do."""


class Scoring(StrEnum):
    """How findings become a result."""

    POINTS = "points"  # Score 1 and Score 2, with the half points that the rubric's table has
    STAGES = "stages"  # the highest stage all of whose trees, and all below, are met


@dataclass(frozen=True, slots=True)
class Leaf:
    """One element, by its id inside the indicator: "S1.a"."""

    element: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """An AND group: every branch is needed."""

    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """An OR group: one branch is enough."""

    branches: tuple[Tree, ...]


Tree: TypeAlias = Leaf | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Level:
    """What one step of an indicator asks for: Score 1, Score 2, or a stage."""

    number: int
    tree: Tree


@dataclass(frozen=True, slots=True)
class Points:
    """The points that exist for an indicator beside 0, 1 and 2."""

    printed: tuple[str, ...]  # as the source's table has them: "0", "*", "1", "2"
    half: bool  # 0.5 for some of what Score 1 asks for together
    star: bool  # 0.5, at the researcher's discretion, for some of Score 2 alone
    one_and_half: bool  # 1.5 for Score 1 and some of what Score 2 asks for together


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """How many years before the start of the research cycle evidence may lie."""

    code: str
    years: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What kind of document can carry an element."""

    code: str
    label: str
    text: str
    source: str
    kinds: tuple[Kind, ...] = ()  # what is told apart of it: these documents, and parts headed as one; empty: any
    elsewhere: str | None = None  # the weak reason for what stands in any other


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage can be weak, and what is said about that for more than one indicator."""

    code: str
    label: str
    source: str
    closeness: float = 0.35  # to counting, from 0 to 1: how early a person should look at such a near miss


@dataclass(frozen=True, slots=True)
class Note:
    """Why a passage that looks weak may still support."""

    code: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """How we read the source where it can be read in more than one way."""

    code: str
    reading: str
    because: str
    source: str
    where: str  # what to change for another reading


@dataclass(frozen=True, slots=True)
class Guidance:
    """One piece of the source's advice to researchers, in our words."""

    text: str
    source: str
    elements: tuple[str, ...]  # ids inside the indicator
    reason: str | None = None  # the weak reason that it gives
    note: str | None = None  # the note that it gives


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about a combination of findings; it never changes a score."""

    when: Tree
    unless: Tree | None
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Standard:
    """An international standard that an indicator rests on, with the clauses cited."""

    name: str  # "UNGP"
    clauses: tuple[str, ...]  # "12", "16c"


@dataclass(frozen=True, slots=True)
class Element:
    """The smallest thing that a researcher ticks."""

    id: str  # "A.1.1/S1.a"
    key: str  # "S1.a", unique inside the indicator
    indicator: str  # "A.1.1"
    label: str  # in our own words
    source: str  # the place in the source
    documents: str  # a DocumentKind's code
    carried_by: tuple[Kind, ...] = ()  # its kinds: nothing in any other document supports it; empty: any may
    elsewhere: str | None = None  # the reason for which what stands in another is weak
    parts: tuple[str, ...] = ()  # what passages must show together; empty: any one passage is enough
    # From so many supporting passages on `met` is proposed; a person may decide on fewer. What describes a system
    # is seldom said in one sentence.
    proposed_from: int = 1
    time_frame: str | None = None  # a TimeFrame's code
    reasons: tuple[str, ...] = ()  # the weak reasons that apply, in the rubric's order
    notes: tuple[str, ...] = ()  # the notes that apply, in the rubric's order
    wordings: tuple[str, ...] = ()  # how it may be said, in our own words: what retrieval begins with
    # What a passage must show, for the extractors: kept as it was written, not read here.
    frame: Mapping[str, YamlValue] = field(default_factory=dict, compare=False)
    frame_at: str = field(default="", compare=False)  # the frame's file and line, for complaints about it


@dataclass(frozen=True, slots=True)
class Indicator:
    """What one score is given for."""

    id: str
    theme: str
    title: str
    scoring: Scoring
    standards: tuple[Standard, ...]
    points: Points | None  # None where stages are counted
    elements: tuple[Element, ...]
    levels: tuple[Level, ...]  # lowest first
    guidance: tuple[Guidance, ...] = ()
    cautions: tuple[Caution, ...] = ()
    score_2_implies_score_1: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The elements' ids inside the indicator, in order."""
        return tuple(element.key for element in self.elements)

    @property
    def maximum(self) -> int:
        """The highest result: 2 points, or the number of the last stage."""
        return self.levels[-1].number


@dataclass(frozen=True, slots=True)
class Theme:
    """A part of the rubric; `maximum` and `weight` (percent, as printed) only where points are given."""

    id: str
    title: str
    maximum: int | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's number and name, where stages are counted."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class LookUpEntry:
    """One line of a look-up, with the source's examples of it."""

    code: str
    label: str
    text: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """A list or table of the source that helps to tell things apart; no score depends on it."""

    code: str
    title: str
    source: str
    entries: tuple[LookUpEntry, ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric, as its data files say."""

    name: str
    title: str
    edition: str  # the source's own version or date
    version: str  # a digest of the data files
    credit: str
    licence: str
    scoring: Scoring
    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]
    documents: tuple[DocumentKind, ...] = ()
    time_frames: tuple[TimeFrame, ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Note, ...] = ()
    choices: tuple[Choice, ...] = ()
    accepted_wordings: tuple[str, ...] = ()
    weak_wordings: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()  # their names, where stages are counted and have names
    # Concepts that frames name together, for the extractors: the group's name stands in frames for all of them.
    concept_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    look_ups: tuple[LookUp, ...] = ()
    warnings: tuple[str, ...] = ()  # what loading found odd: points that no findings reach
    copied_from: str = ""  # a rubric that comes with Firmword, whose crosswalks hold for what stands here word for word
    crosswalks: tuple[Path, ...] = field(default=(), compare=False)  # files of its own, in its folder

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements in the rubric's order."""
        return tuple(element for indicator in self.indicators for element in indicator.elements)

    def indicator(self, id: str) -> Indicator:
        """The indicator with this id; a KeyError names those that exist."""
        for indicator in self.indicators:
            if indicator.id == id:
                return indicator
        known = ", ".join(indicator.id for indicator in self.indicators)
        raise KeyError(f"{self.name} has no indicator {id!r}; write one of: {known}")

    def element(self, id: str) -> Element:
        """The element with this full id ("A.1.1/S1.a"); a KeyError says what is missing."""
        indicator = self.indicator(id.partition("/")[0])
        for element in indicator.elements:
            if element.id == id:
                return element
        known = ", ".join(element.id for element in indicator.elements)
        raise KeyError(f"{self.name} has no element {id!r}; {indicator.id} has: {known}")
