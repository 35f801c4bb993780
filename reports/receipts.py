"""The receipt for a zero: what was searched, by which rules, and what could not be read.

A company that appeals a zero may ask how anyone knows that the evidence is not there. The receipt answers:
these documents and pages were searched, with these rules of these versions, and those could not be read, for
this reason. It never says more: an element for which no rule searches, or a document that was searched for
another rubric alone, is told as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import NOTHING_SEARCHED, Fact, Outcome, Searched
from findings.company import CompanyState
from findings.words import missing_in_words
from forms import counted
from lexicons import Lexicons, languages
from lexicons import load as load_lexicons
from rubric.frames import Frame, Group
from rubric.kinds import setting
from rubric.lending import all_frames
from rubric.model import Element, Rubric
from workspace import rubrics
from workspace.records import DocumentRow
from workspace.store import Store

if TYPE_CHECKING:
    from extractors.rules import Rules  # it brings along what finds evidence


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Lexicon entries of which one is enough, and what they are for."""

    role: str  # about, also, find, needs, rules_out, near, documents, or the part of the element that they show
    reason: str | None  # what a passage is weak for without them (needs, documents), or because of them
    rules: tuple[str, ...]  # the entries' ids
    via: str | None = None  # the element of another rubric whose frame is borrowed through the crosswalk


@dataclass(frozen=True, slots=True)
class SearchedDocument:
    """A document whose text was searched, in whole or in part."""

    source: str
    outcome: str
    pages: int
    pages_without_text: int
    blank_pages: tuple[int, ...]  # the pages without text, where the document still tells them
    rules_version: str  # of readers, lexicons, rubric and code at the time
    facts: tuple[Fact, ...]  # what reading came upon, so that something may have been missed
    search: Searched  # which of its parts, and by which lexicons, as it was noted when it was screened
    missing: str = ""  # that it is not found any more, in words


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document that could not be read, or not wholly, with the reason and the cure."""

    source: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was searched and what was not: the ground on which "nothing was found" stands."""

    searched: tuple[SearchedDocument, ...]
    pages: int  # that were searched
    not_read: tuple[UnreadDocument, ...]
    rubric: str
    rubric_version: str
    lexicons: Mapping[str, str]  # of what would search now; language: version
    rules_version: str  # of what would search now
    # Sources that were searched by another version of the rules, or not at all and now would be
    outdated: tuple[str, ...]

    @property
    def languages(self) -> frozenset[str]:
        """The languages by whose lexicons any of it was searched."""
        return frozenset(part.language for one in self.searched for part in one.search.parts)

    @property
    def extent(self) -> str:
        """How much was searched: "12 pages of 3 documents"."""
        return f"{counted(self.pages, 'page')} of {counted(len(self.searched), 'document')}"


def receipt(store: Store, state: CompanyState) -> Receipt:
    """What was searched for the rubric, by which versions, and what could not be read and why."""
    versions = store.screened(state.company, state.rubric.name)
    rules = rubrics.rules(store.workspace, state.rubric.name)
    searched, not_read, outdated = [], [], []
    for row in state.documents:
        # A duplicate is the same text again, and a page is counted once.
        if row.searched and row.outcome is not Outcome.DUPLICATE:
            searched.append(_searched(store, row, versions[row.source]))
        if not row.searched_whole:
            not_read.append(UnreadDocument(row.source, row.outcome, row.detail))
        if _is_outdated(row, versions.get(row.source), rules):
            outdated.append(row.source)
    return Receipt(
        searched=tuple(searched),
        pages=sum(one.pages - one.pages_without_text for one in searched),
        not_read=tuple(not_read),
        rubric=state.rubric.name,
        rubric_version=state.rubric.version,
        lexicons={one.language: one.version for one in _lexicons()},
        rules_version=rules.version,
        outdated=tuple(outdated),
    )


def _searched(store: Store, row: DocumentRow, version: str) -> SearchedDocument:
    document = store.document(row.document) if row.document and row.pages_without_text else None
    blank = tuple(p.number for p in document.pages if not document.text[p.start : p.end].strip()) if document else ()
    return SearchedDocument(
        source=row.source,
        outcome=row.outcome,
        pages=row.pages,
        pages_without_text=row.pages_without_text,
        blank_pages=blank,
        rules_version=version,
        facts=row.about.facts,
        search=row.search or NOTHING_SEARCHED,
        missing=missing_in_words(row),
    )


def by_entries(rules: int) -> str:
    """By how many entries of the lexicons something was searched for."""
    return f"{counted(rules, 'entry').replace('entrys', 'entries')} of the lexicons"


def without_a_rule(element: Element) -> str:
    """On what a zero rests for which no entry of a lexicon searched: a clause after "no entry of the lexicons;"."""
    model = (
        "the model looks for its wordings, where it is installed, and else it rests" if element.wordings else "it rests"
    )
    return f"{model} on who read for it"


def _is_outdated(row: DocumentRow, version: str | None, rules: Rules) -> bool:
    """Whether other rules than these searched it, or none did, and these would search it."""
    if row.search is None or row.outcome is Outcome.DUPLICATE or version == rules.version:
        return False
    has_text = row.pages > row.pages_without_text
    return row.searched or (has_text and bool(rules.searched_in(row.language)))


def _concepts() -> frozenset[str]:
    return frozenset[str]().union(*(one.concepts for one in _lexicons()))


def _lexicons() -> list[Lexicons]:
    return [load_lexicons(language) for language in languages()]


def rules_of(rubric: Rubric, searched_in: Collection[str]) -> dict[str, tuple[RuleGroup, ...]]:
    """For each element the lexicon entries, of these languages, that its frames ask for; none without a frame."""
    if not searched_in:
        return {}
    entries: dict[str, list[str]] = {}
    for lexicons in _lexicons():
        for entry in lexicons.entries:
            ids = entries.setdefault(entry.concept, [])
            if lexicons.language in searched_in:
                ids.append(entry.id)
    found: dict[str, tuple[RuleGroup, ...]] = {}
    for frame in all_frames(rubric, _concepts()):
        found[frame.element.id] = (*found.get(frame.element.id, ()), *_groups(frame, entries))
    return found


def _groups(frame: Frame, entries: Mapping[str, list[str]]) -> Iterator[RuleGroup]:
    plain = {"about": frame.object, "also": frame.also, "heading": frame.heading, "lead_in": frame.lead_in}
    plain |= {"find": frame.find} | dict(frame.parts)
    for role, concepts in plain.items():
        if ids := _ids(concepts, entries):
            yield RuleGroup(role, None, ids, frame.via)
    reasoned: dict[str, tuple[Group, ...]] = {"needs": frame.needs, "rules_out": frame.rules_out, "near": frame.near}
    for role, groups in reasoned.items():
        for group in groups:
            if ids := _ids(group.concepts, entries):
                yield RuleGroup(role, group.reason, ids, frame.via)
    if frame.element.elsewhere is not None:
        yield RuleGroup("documents", frame.element.elsewhere, tuple(map(setting, frame.element.carried_by)), frame.via)


def _ids(concepts: Iterable[str], entries: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The entries that stand for the concepts; what no language has an entry for (a kind of document) is itself."""
    return tuple(sorted({id for concept in concepts for id in entries.get(concept, [concept])}))
