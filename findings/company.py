"""The present state of one company's review: all that its pages show, derived from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.records import Outcome
from findings.blind import blinded, in_document_order, unnamed
from findings.outcomes import findings, scores
from findings.renewed import renewed
from findings.settled import missing_parts
from findings.shown import NOTHING, Shown, look_at
from findings.since import gone
from rubric.model import Element, Rubric
from rubric.scores import Finding, Score, Truth
from workspace import rubrics
from workspace.order import kept_order
from workspace.records import COUNTS, SECOND, Candidate, Decision, DocumentRow, Ruling
from workspace.store import Store


@dataclass(frozen=True, slots=True)
class CompanyState:
    """One company under one rubric, at one moment."""

    company: str
    rubric: Rubric
    candidates: tuple[Candidate, ...]  # by rank
    decisions: tuple[Decision, ...]  # the log, of this rubric
    documents: tuple[DocumentRow, ...]
    findings: dict[str, Finding]  # by element
    scores: dict[str, Score]  # by indicator
    shown: Shown = NOTHING  # what a person is shown by default
    track: str = COUNTS  # the reading whose decisions these are
    in_address: str = ""  # the rubric's name where addresses must tell it from the workspace's others
    corrections: tuple[Decision, ...] = ()  # what was said of its documents, in the log's order; none is told blindly
    # A rubric of one's own as it was when decisions were made, by version.
    earlier: Mapping[str, Rubric] = field(default_factory=dict)
    _by_element: dict[str, tuple[Candidate, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_element: dict[str, list[Candidate]] = defaultdict(list)
        for one in self.candidates:
            by_element[one.evidence.element].append(one)
        object.__setattr__(self, "_by_element", {name: tuple(some) for name, some in by_element.items()})

    @property
    def lines(self) -> tuple[Decision, ...]:
        """All that people said of it, decisions and corrections, in the log's order."""
        return tuple(sorted((*self.decisions, *self.corrections), key=lambda line: line.seq))

    @property
    def blind(self) -> bool:
        """Whether it is read blindly: nothing of what is proposed, nor of what others decided, is in it."""
        return self.track == SECOND

    def of(self, element: str) -> tuple[Candidate, ...]:
        """The element's candidates, in the order in which to look at them."""
        return self._by_element.get(element, ())

    def shown_first(self, element: str) -> tuple[Candidate, ...]:
        """The same with those first that are shown by default."""
        return tuple(sorted(self.of(element), key=lambda one: one not in self.shown))

    def open_in(self, element: str) -> tuple[Candidate, ...]:
        """The element's candidates that nobody judged yet, in any place, those first that are shown by default."""
        return tuple(one for one in self.shown_first(element) if self._waits(one))

    def open(self) -> tuple[Candidate, ...]:
        """All candidates that nobody judged yet, in any place."""
        return tuple(one for one in self.candidates if self._waits(one))

    def passages(self, element: str | None = None) -> int:
        """How many there are, in all or of an element: what stands again after its page changed counts once."""
        every = self.candidates if element is None else self.of(element)
        return sum(one.id not in self.shown.earlier for one in every)

    def _waits(self, one: Candidate) -> bool:
        return is_open(one) and one.id not in self.shown.judged

    def candidate(self, name: str) -> Candidate | None:
        """The candidate with this id."""
        return next((one for one in self.candidates if one.id == name), None)

    def row_of(self, one: Candidate) -> DocumentRow | None:
        """The row of the very document in which a candidate stands; None where its source has another by now."""
        return row_behind(self.documents, one)

    def history(self, element: str, candidate: str | None) -> tuple[Decision, ...]:
        """What was decided on a candidate (None: by hand on the element), oldest first."""
        return tuple(line for line in self.decisions if (line.element, line.candidate) == (element, candidate))

    def last_line(self, element: str, candidate: str | None) -> int:
        """The number of the last line on a candidate (None: by hand on the element), 0 for none."""
        return max((line.seq for line in self.history(element, candidate)), default=0)

    def unread(self) -> tuple[DocumentRow, ...]:
        """The documents that were not searched from beginning to end."""
        return tuple(row for row in self.documents if not row.searched_whole)


def row_behind(documents: Sequence[DocumentRow], one: Candidate) -> DocumentRow | None:
    """The row of the document in which a candidate stands, of several of the same bytes that of its source.

    None where that was replaced: title, date, kind and address of a row belong to the document that it has now.
    """
    found = [row for row in documents if row.document == one.evidence.document]
    return next((row for row in found if row.source == one.source), next(iter(found), None))


def is_open(candidate: Candidate) -> bool:
    """Does the candidate wait for a decision?"""
    return candidate.decided is None and candidate.current


def load_state(
    store: Store, rubric: Rubric, company: str, in_address: str = "", track: str = COUNTS
) -> CompanyState | None:
    """The company's state under the rubric in one reading of it, None when the store has no document of it.

    Raises OrderError when the workspace keeps an order of passages that cannot be read, and StoreError.
    """
    documents = as_screened(store.documents(company, rubric.name), rubric.name)
    if not documents:
        return None
    known = {element.id for element in rubric.elements}
    candidates = [
        one
        for one in store.candidates(company, rubric.name, track)
        if (one.current or one.decided) and one.evidence.element in known
    ]
    lines = store.decisions(company, track)
    decisions = [line for line in lines if line.rubric == rubric.name and line.element in known]
    corrections = tuple(line for line in lines if line.corrects and track != SECOND)
    ordered = in_kept_order(store, rubric.name, candidates)
    earlier = rubrics.earlier(store.workspace, rubric, {line.rubric_version for line in decisions})
    state = state_of(rubric, ordered, decisions, documents, in_address, track)
    return replace(state, corrections=corrections, earlier=earlier)


def in_kept_order(store: Store, rubric: str, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates in the order that the workspace keeps: that of screening, or one that decisions renewed."""
    habits = kept_order(store.workspace, rubric)
    return renewed(candidates, habits) if habits else candidates


def state_of(
    rubric: Rubric,
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision],
    documents: Sequence[DocumentRow],
    in_address: str = "",
    track: str = COUNTS,
) -> CompanyState:
    """The state that follows from what the store holds of one company under the rubric: at least one document."""
    blind = track == SECOND
    if blind:
        candidates, documents = blinded(candidates), unnamed(documents)
    shown = in_document_order(candidates, documents) if blind else look_at(candidates, documents)
    found = findings(rubric, candidates, decisions, documents, shown)
    if blind:
        found = [replace(finding, proposed=Truth.UNKNOWN) for finding in found]
    return CompanyState(
        company=documents[0].company,
        rubric=rubric,
        candidates=tuple(candidates),
        decisions=tuple(decisions),
        documents=tuple(documents),
        findings={finding.element: finding for finding in found},
        scores={score.indicator: score for score in scores(rubric, found)},
        shown=shown,
        track=track,
        in_address=in_address,
    )


def as_screened(rows: Sequence[DocumentRow], rubric: str) -> list[DocumentRow]:
    """The rows as they count for this rubric: what became of a document for another rubric says nothing here.

    Only a copy stays one: it is told with its original. The same bytes as a document that this rubric read are one.
    """
    read = {
        (row.company, row.document): row for row in reversed(rows) if row.screened and row.outcome != Outcome.DUPLICATE
    }
    return [row if row.screened else _unscreened(row, read.get((row.company, row.document)), rubric) for row in rows]


def _unscreened(row: DocumentRow, same: DocumentRow | None, rubric: str) -> DocumentRow:
    """A row that this rubric did not screen, with the one of the same bytes that it did, if there is one."""
    if same is not None and row.document is not None:
        detail = f"{row.source}: the same bytes as {same.source}; what became of them is shown there"
        return replace(row, outcome=Outcome.DUPLICATE, detail=detail, search=same.search)
    outcome = Outcome.DUPLICATE if row.outcome is Outcome.DUPLICATE else Outcome.NOT_SCREENED
    cure = f"screen it with --rubric {rubric}"
    return replace(row, outcome=outcome, detail=f"{row.source}: not searched for {rubric} so far; {cure}")


def still_missing(state: CompanyState, element: Element) -> tuple[str, ...]:
    """The parts of the element that no confirmed candidate shows yet; what went with its document shows none."""
    confirmed = [one for one in state.of(element.id) if one.decided is Ruling.SUPPORTS]
    lost = gone(state.of(element.id), state.documents) if confirmed else frozenset()
    return missing_parts(element, [one for one in confirmed if one.id not in lost])
