"""What findings are, and what they are worth: truth values, bounds, proofs and scores, as frozen records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """A three-valued answer for one element."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a finding rests on."""

    EVIDENCE = "evidence"
    NOT_FOUND = "not_found"
    NOT_READABLE = "not_readable"
    NOT_APPLICABLE = "not_applicable"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is proposed and what was decided about one element of one company."""

    company: str
    rubric: str
    element: str
    proposed: Truth
    decided: Truth
    basis: Basis
    evidence: tuple[str, ...] = ()  # candidate ids
    since: tuple[str, ...] = ()  # of those that came since a person said "not met", and reopen it
    back: tuple[str, ...] = ()  # of these, what was confirmed before that and came back: to be confirmed once more
    gone: tuple[str, ...] = ()  # of confirmed ones whose document was replaced, for want of which it is open
    unfounded: bool = False  # called met by hand, for passages of which none stands any more

    @property
    def by_hand(self) -> bool:
        """Whether a decision by hand on the element tells the outcome: one that was overtaken does so no longer."""
        return self.basis in (Basis.BY_HAND, Basis.NOT_APPLICABLE)

    @property
    def asked_again(self) -> bool:
        """Whether it was decided once, and is open again."""
        return self.decided is Truth.UNKNOWN and bool(self.since or self.gone or self.unfounded)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest score that is still possible, in points."""

    low: float
    high: float

    @property
    def final(self) -> bool:
        """Whether only one score is possible any more."""
        return self.low == self.high


def summed(values: Iterable[Bounds]) -> Bounds:
    """The sum of the least and of the greatest."""
    every = tuple(values)
    return Bounds(sum(one.low for one in every), sum(one.high for one in every))


class ProofKind(StrEnum):
    """What a node of a proof is."""

    INDICATOR = "indicator"  # the root
    LEVEL = "level"  # Score 1, Score 2, or a stage
    ALL = "all"  # an AND group
    ANY = "any"  # an OR group
    ELEMENT = "element"


@dataclass(frozen=True, slots=True)
class ProofNote:
    """A sentence about a score. Kinds: low, high (the rule behind the bound), discretionary, caution."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A score's proof: a tree from the indicator through its levels and groups down to the elements."""

    kind: ProofKind
    name: str  # "A.1.2", "Score 1", "all of", "A.1.2/S1.a"
    label: str = ""  # what it stands for, in words; empty for levels and groups
    value: Truth | None = None  # None at the root, which has bounds instead
    decided_by: tuple[str, ...] = ()  # the elements that settle the value, or that it waits for while unknown
    bounds: Bounds | None = None  # at the root
    notes: tuple[ProofNote, ...] = ()  # at the root
    parts: tuple[Proof, ...] = ()
    evidence: tuple[str, ...] = ()  # under an element: candidate ids


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator's score: from decisions alone, and as if the proposals were decided."""

    company: str
    rubric: str
    indicator: str
    decided: Bounds
    proposed: Bounds
