"""The facts of a document that a person can correct, and what a correction changed, as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fold import as_read
from extractors.records import Verdict
from findings.company import CompanyState
from review import words
from rubric.kinds import Kind
from rubric.words import reason_label
from workspace.records import CORRECTABLE, Candidate, Decision, DocumentRow, Ruling

HINTS = {
    "kind": "",
    "published": "2025, 2025-03 or 2025-03-31",
    "company_name": "as the document calls it",
    "signed_off": "the words that say who approved it",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a document: as it counts now, and the correction where a person made one."""

    name: str
    value: str  # on one line, as a field sends it back
    seen: int  # the last line of the log on it
    correction: Decision | None

    @property
    def label(self) -> str:
        """What the page calls it."""
        return words.FACTS[self.name]

    @property
    def hint(self) -> str:
        """How it is written."""
        return HINTS[self.name]


@dataclass(frozen=True, slots=True)
class Turned:
    """A passage of which the rules now say something else, or that came or went."""

    element: str
    quote: str
    before: str
    after: str
    candidate: str | None  # its id, while it is there


@dataclass(frozen=True, slots=True)
class Rescored:
    """An indicator whose decided score is another now."""

    indicator: str
    before: str
    after: str
    because: str  # of which of its elements another outcome is decided


@dataclass(frozen=True, slots=True)
class Changes:
    """What judging a document again changed."""

    before: int  # candidates
    after: int
    turned: tuple[Turned, ...]
    rescored: tuple[Rescored, ...] = ()
    failed: str = ""  # why it could not be judged again; what was corrected is saved


def facts_of(row: DocumentRow, decisions: Sequence[Decision]) -> tuple[Fact, ...]:
    """The facts as they count; `decisions` is the company's log."""
    values = {
        "kind": row.kind,
        "published": row.published,
        "company_name": row.company_name,
        "signed_off": row.about.signed_off,
    }
    found = []
    for name in CORRECTABLE:
        lines = [one for one in decisions if one.corrects and (one.document, one.element) == (row.document, name)]
        last = lines[-1] if lines else None
        standing = last if last and last.verdict is Ruling.CORRECTED else None
        found.append(Fact(name, as_read(values[name] or ""), last.seq if last else 0, standing))
    return tuple(found)


def kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of document, each with its words."""
    return tuple((kind.value, kind.value.replace("_", " ")) for kind in Kind)


def of_document(state: CompanyState, sha256: str) -> tuple[Candidate, ...]:
    """The present candidates of a document."""
    return tuple(one for one in state.candidates if one.evidence.document == sha256 and one.current)


def changes(before: CompanyState, after: CompanyState, sha256: str, failed: str = "") -> Changes:
    """What is said now of a document's passages that was not said before."""
    old, new = (
        {_place(one): one for one in of_document(state, sha256) if not one.found_by} for state in (before, after)
    )
    turned = []
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place), new.get(place)
        told = _worth(before, was), _worth(after, now)
        if told[0] != told[1]:
            element, _, _ = place
            said = now or was
            quote = said.evidence.quote if said else ""
            turned.append(Turned(element, words.shortened(quote, 160), *told, now.id if now else None))
    return Changes(len(old), len(new), tuple(turned), tuple(_rescored(before, after)), failed)


def _rescored(before: CompanyState, after: CompanyState) -> Iterator[Rescored]:
    """The indicators whose decided score is another now, with the elements of which another outcome is decided."""
    for indicator in after.rubric.indicators:
        was, now = (words.bounds(state.scores[indicator.id].decided) for state in (before, after))
        if was == now:
            continue
        told = (
            (one.id, *(words.decided(state.findings[one.id]) for state in (before, after)))
            for one in indicator.elements
        )
        because = "; ".join(f"{name} was {then} and is {here}" for name, then, here in told if then != here)
        yield Rescored(indicator.id, was, now, because)


def _place(one: Candidate) -> tuple[str, int, int]:
    return one.evidence.element, one.evidence.start, one.evidence.end


def _worth(state: CompanyState, one: Candidate | None) -> str:
    if one is None:
        return "no candidate"
    if one.evidence.verdict is Verdict.SUPPORTS:
        return "supports"
    return f"weak ({reason_label(state.rubric, one.evidence.reason)})" if one.evidence.reason else "weak"
