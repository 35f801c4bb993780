"""Everything that leaves the house about one company under one rubric, before it takes a form.

A dossier is made from the decisions in force. What the tool proposes stands in fields of its own (`proposed`,
`waiting`) and is never an outcome: an element on which nobody decided is open. Sheets, scorecards and questions to the
company are written from it, so that they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.store import Archive, ArchiveError
from extractors.fold import as_read
from extractors.readers.format import PDF, Unreadable
from extractors.readers.pdf import page_labels
from findings.agenda import agenda
from findings.company import CompanyState
from findings.engagement import differs, engagement, published_lines
from findings.lacking import open_in_gap
from findings.outcomes import hand_decisions
from findings.reworded import asked_then
from findings.score_changes import reasons_in
from findings.settled import is_found
from findings.standing import reopened, standing
from findings.words import (
    BASES,
    NOT_APPLICABLE,
    OPEN,
    OUTCOMES,
    RULINGS,
    document_name,
    document_title,
    kind_in_words,
    missing_in_words,
    moment,
    note_in_words,
    outcome_of,
    public_link,
)
from forms import TRUTHS, span
from reports.company import company_meant, read_company, rubrics_used
from reports.exchanged import WholeExchange, whole_exchange
from reports.journey import JourneyReport, journey_of
from reports.logged import LogEntry, log_entries
from reports.receipts import Receipt, receipt, rules_of
from rubric.model import Element, Indicator, Rubric, Scoring
from rubric.scores import Bounds, Finding, Truth, summed
from rubric.words import reason_label
from workspace.place import archive_of
from workspace.records import BY_HAND_NOTE, Candidate, Decision, DocumentRow, Ruling, decided_words
from workspace.store import Store

NOT_NEEDED = "not needed"  # whatever its outcome were, the score would be the same, and what a next stage lacks


@dataclass(frozen=True, slots=True)
class Said:
    """Who ruled what, when, and the note; of a passage or of an element."""

    ruling: str  # in words: "confirmed", "weak", "met, by hand"
    who: str
    at: str  # to the minute, UTC
    note: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage on which a person ruled, and where it stands."""

    candidate: Candidate
    document: str  # its title
    source: str  # as it was listed
    published: str
    page: int  # of the file, from 1
    printed: str  # what the page is called in print, "" where that is not told or the same
    link: str  # the public address, at the page where a reader goes to it; "" where there is none
    lead_in: str  # the words that it completes, "" without
    text: str
    reason: str  # why it falls short, in words; "" where it counts
    remarks: tuple[str, ...]  # what to know of how it was read or judged: found by hand, read from a picture
    also_in: tuple[str, ...]  # the other places that say the same
    said: Said | None  # None: nobody ruled on it


@dataclass(frozen=True, slots=True)
class ElementEntry:
    """One element: its outcome by decisions, why, and the passages."""

    element: Element
    outcome: str  # met, not met, not applicable, not needed or open
    basis: str  # on what it rests, in words; "" while it is open
    standing: str  # why it is not met, not applicable or asked again, in a sentence; "" else
    asked_then: str  # what it asked when it was decided, where it asks something else now, in a sentence; "" else
    said: Said | None  # the decision by hand in force
    confirmed: tuple[Quote, ...]
    against: tuple[Quote, ...]  # that people looked at and held too weak
    rejected: tuple[Said, ...]  # the rulings on passages that people held to show nothing of it
    waiting: int  # passages that nobody ruled on yet
    proposed: str  # what the tool proposes: no result
    rules: int  # lexicon entries that searched for it; 0: only a model or a person can find it
    zero: bool  # not met with nothing found: the receipt is its ground
    in_gap_alone: bool = False  # open, and no score waits for it: the plan counts it as lacking

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide, for the score to be final."""
        return self.outcome == OPEN and not self.in_gap_alone


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One indicator: its bounds by decisions, and its elements."""

    indicator: Indicator
    theme: str
    decided: Bounds
    proposed: Bounds
    elements: tuple[ElementEntry, ...]

    @property
    def final(self) -> bool:
        """Whether the bounds are one number."""
        return self.decided.final

    @property
    def score(self) -> str:
        """ "1.5", or "0–1.5" while it is open."""
        return span(self.decided.low, self.decided.high)


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme's sum of points, with the most that it can be; only where points are given."""

    id: str
    title: str
    decided: Bounds
    maximum: float
    weight: int | None  # percent, as printed in the rubric


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A source and what became of it, in words."""

    row: DocumentRow
    title: str
    kind: str
    outcome: str
    link: str
    not_read: tuple[str, ...]  # what could not be read or searched, each in a sentence


@dataclass(frozen=True, slots=True)
class Dossier:
    """One company under one rubric."""

    company: str
    sector: str
    rubric: Rubric
    indicators: tuple[IndicatorEntry, ...]
    themes: tuple[ThemeEntry, ...]
    documents: tuple[DocumentEntry, ...]
    receipt: Receipt
    journey: JourneyReport | None  # where stages are counted
    decisions: tuple[Decision, ...]  # the log, of this rubric
    published: Said | None  # who published its scores, where they are frozen now
    since_published: tuple[str, ...]  # the indicators that no longer stand as they were published
    exchange: WholeExchange  # what the company was asked and answered, and what came of it
    log: tuple[LogEntry, ...]  # the same in words, with the corrections of documents, which belong to no rubric
    anchor: str  # the end of the workspace's chain of saves

    @property
    def elements(self) -> tuple[ElementEntry, ...]:
        """All elements, in the rubric's order."""
        return tuple(one for entry in self.indicators for one in entry.elements)

    @property
    def staged(self) -> bool:
        """Whether stages are counted instead of points."""
        return self.rubric.scoring is Scoring.STAGES

    @property
    def final(self) -> int:
        """How many indicators are final."""
        return sum(one.final for one in self.indicators)

    @property
    def people(self) -> tuple[str, ...]:
        """Who decided anything, in the order of their first decision."""
        return tuple(dict.fromkeys(line.who for line in self.decisions))

    @property
    def last_decided(self) -> str:
        """When the last decision was taken, to the minute; "" without any."""
        return moment(max(line.at for line in self.decisions)) if self.decisions else ""


def dossiers(store: Store, company: str, rubric: str | None = None) -> list[Dossier]:
    """The dossier of a company under each rubric by which it was screened, or under the one named.

    Raises InputError for an unknown company or rubric.
    """
    company = company_meant(store, company)
    return [dossier(store, company, one) for one in rubrics_used(store, company, rubric)]


def dossier(store: Store, company: str, rubric: Rubric) -> Dossier:
    """Everything about a company under a rubric; InputError for an unknown company."""
    state = read_company(store, company, rubric)
    what = receipt(store, state)
    exchange = engagement(store, company, rubric.name)
    frozen = published_lines(exchange)
    places = _Places(state, Archive(archive_of(store.workspace)))
    entries = _indicators(state, places, _rules_by_element(rubric, what.languages))
    return Dossier(
        company=company,
        sector=store.sector_of(company) or "",
        rubric=rubric,
        indicators=entries,
        themes=tuple(_themes(rubric, entries)),
        documents=tuple(_document(row) for row in state.documents),
        receipt=what,
        journey=journey_of(state) if rubric.scoring is Scoring.STAGES else None,
        decisions=state.decisions,
        published=_said(frozen[0]) if frozen else None,
        since_published=differs(state, rubric, exchange),
        exchange=whole_exchange(state, exchange),
        log=tuple(log_entries(state, [*store.decisions(company), *reasons_in(store, company)], places.printed)),
        anchor=store.anchor(),
    )


# --- indicators and elements


@lru_cache(maxsize=64)  # of a batch's companies most are in the same languages
def _rules_by_element(rubric: Rubric, languages: frozenset[str]) -> Mapping[str, int]:
    """How many lexicon entries of these languages search for each element."""
    found = rules_of(rubric, languages)
    return {element: len({rule for group in some for rule in group.rules}) for element, some in found.items()}


@dataclass(frozen=True, slots=True)
class _Needed:
    """The elements that are open, by what waits for them."""

    score: frozenset[str]
    gap: frozenset[str]  # what the next stage lacks alone


def _indicators(state: CompanyState, places: _Places, rules: Mapping[str, int]) -> tuple[IndicatorEntry, ...]:
    themes = {theme.id: theme.title for theme in state.rubric.themes}
    hand = hand_decisions(state.rubric.name, state.decisions)
    asked = {one.element.id for one in agenda(state).questions}
    lacking = frozenset().union(*(open_in_gap(state, one) for one in state.rubric.indicators))
    needed = _Needed(frozenset(asked), lacking - asked)
    return tuple(
        IndicatorEntry(
            indicator=one,
            theme=themes.get(one.theme, one.theme),
            decided=state.scores[one.id].decided,
            proposed=state.scores[one.id].proposed,
            elements=tuple(_element(state, each, places, hand, needed, rules) for each in one.elements),
        )
        for one in state.rubric.indicators
    )


def _element(
    state: CompanyState,
    element: Element,
    places: _Places,
    hand: Mapping[str, Decision],
    needed: _Needed,
    rules: Mapping[str, int],
) -> ElementEntry:
    finding, candidates = state.findings[element.id], state.of(element.id)
    outcome = _outcome(finding, element.id in needed.score | needed.gap)
    decided = finding.decided is not Truth.UNKNOWN
    line = hand.get(element.id) if finding.by_hand else None
    why = outcome == NOT_APPLICABLE or finding.decided is Truth.NOT_MET
    return ElementEntry(
        element=element,
        outcome=outcome,
        basis=BASES[finding.basis] if decided else "",
        standing=standing(state, element) if why else reopened(state, element),
        asked_then=asked_then(state, element),
        said=_said(line) if line else None,
        confirmed=tuple(places.quotes(candidates, Ruling.SUPPORTS)),
        against=tuple(places.quotes(candidates, Ruling.WEAK)),
        rejected=tuple(one.said for one in places.quotes(candidates, Ruling.REJECTED) if one.said),
        waiting=len(state.open_in(element.id)),
        proposed=TRUTHS[finding.proposed],
        rules=rules.get(element.id, 0),
        zero=finding.decided is Truth.NOT_MET and not any(map(is_found, candidates)),
        in_gap_alone=element.id in needed.gap,
    )


def _outcome(finding: Finding, needed: bool) -> str:
    """An element's outcome in a word, by decisions alone."""
    outcome = outcome_of(finding)
    return NOT_NEEDED if outcome == OPEN and not needed else outcome


def _themes(rubric: Rubric, entries: Sequence[IndicatorEntry]) -> Iterable[ThemeEntry]:
    """The sums of points: stages have none."""
    if rubric.scoring is Scoring.STAGES:
        return
    for theme in rubric.themes:
        own = [one for one in entries if one.indicator.theme == theme.id]
        bounds = summed(one.decided for one in own)
        yield ThemeEntry(theme.id, theme.title, bounds, sum(one.indicator.maximum for one in own), theme.weight)


# --- passages and where they stand


class _Places:
    """Tells of a company's passages where they stand; a file is asked once what its pages are called."""

    def __init__(self, state: CompanyState, archive: Archive) -> None:
        self._state, self._archive = state, archive
        self._printed: dict[str, tuple[str, ...]] = {}
        said = (line for line in state.decisions if line.candidate)
        self._lines = {(line.candidate, decided_words(line.quote), line.verdict): line for line in said}

    def quotes(self, candidates: Iterable[Candidate], ruling: Ruling) -> Iterable[Quote]:
        """The passages of which this was ruled, by rank."""
        for one in candidates:
            if one.decided is ruling:
                yield self._quote(one, self._lines.get((one.id, decided_words(one.evidence.quote), one.decided)))

    def _quote(self, one: Candidate, line: Decision | None) -> Quote:
        evidence, row, rubric = one.evidence, self._state.row_of(one), self._state.rubric
        return Quote(
            candidate=one,
            document=document_title(row) if row else document_name(one.source),
            source=one.source,
            published=(row.published if row else None) or "",
            page=evidence.page,
            printed=self.printed(row, evidence.page) if row else "",
            link=at_page(row, evidence.page) if row else "",
            lead_in=as_read(evidence.lead_in.quote) if evidence.lead_in else "",
            text=as_read(evidence.quote),
            reason=reason_label(rubric, evidence.reason) if evidence.reason and one.decided is Ruling.WEAK else "",
            remarks=tuple(self._remarks(one)),
            also_in=tuple(map(self._place, self._state.shown.same_as(one))),
            said=_said(line) if line else None,
        )

    def _place(self, one: Candidate) -> str:
        row = self._state.row_of(one)
        return f"“{document_title(row) if row else document_name(one.source)}”, page {one.evidence.page}"

    def _remarks(self, one: Candidate) -> Iterable[str]:
        if one.found_by:
            yield f"found by hand by {one.found_by}"
        notes = (note for note in one.evidence.notes if not (one.found_by and note == BY_HAND_NOTE))
        yield from (note_in_words(self._state.rubric, note) for note in notes)
        stands = self._state.row_of(one) is not None
        if one.current and not stands:
            yield "it stands in what its source was before, which cannot be read now"
        elif missing := missing_in_words(self._state.row_of(one)):
            yield f"its document: {missing}"
        if not one.current:
            gone = "the present rules no longer find it" if stands else "it stood in what its source was before"
            yield f"decided once; {gone}"

    def printed(self, row: DocumentRow, page: int) -> str:
        """What a page is called in print; "" where that is not told or is its number."""
        if row.document is None or row.media_type != PDF:
            return ""
        if row.document not in self._printed:
            self._printed[row.document] = _printed(self._archive, row.document)
        names = self._printed[row.document]
        name = names[page - 1] if page <= len(names) else ""
        return "" if name == str(page) else name


def _printed(archive: Archive, sha256: str) -> tuple[str, ...]:
    """What a document's pages are called; nothing where its file is gone: `firmword verify` says so."""
    try:
        return page_labels(archive.get(sha256))
    except (ArchiveError, Unreadable):
        return ()


def at_page(row: DocumentRow, page: int) -> str:
    """The public address of a document, at the page where a browser can go to it; "" where there is none."""
    address = public_link(row.url) or public_link(row.source) or ""
    paged = address and row.media_type == PDF and "#" not in address
    return f"{address}#page={page}" if paged else address


def _said(line: Decision) -> Said:
    return Said(RULINGS[line.verdict], line.who, moment(line.at), line.note)


# --- documents


def _document(row: DocumentRow) -> DocumentEntry:
    told = row.detail and (not row.searched_whole or row.about.facts)
    return DocumentEntry(
        row=row,
        title=document_title(row),
        kind=kind_in_words(row.kind),
        outcome="; ".join(filter(None, (OUTCOMES[row.outcome], missing_in_words(row)))),
        link=public_link(row.url) or public_link(row.source) or "",
        not_read=(row.detail,) if told else (),
    )
