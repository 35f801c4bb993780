"""What an edit of the lexicons changes in a workspace: every candidate, finding and score, before it counts.

The documents are searched again as they were read, with the lexicons of a folder, and what is found is laid
beside what the store holds. Nothing is saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from errors import InputError
from extractors.extract import evidence_of, searched_by
from extractors.fold import as_read
from extractors.kinds import kind_of
from extractors.rank import order
from extractors.records import NOTHING_SEARCHED, Corrected, Document, Evidence, Listing, Outcome, Reading, Searched
from extractors.rules import Rules, check, open_rules
from findings.company import CompanyState, load_state
from findings.outcomes import findings, scores
from forms import counted, plain, span, wrapped
from lexicons import languages, load
from rubric.kinds import Kind
from rubric.scores import Bounds, Finding, Score
from screening.run import NoProgress, Progress
from screening.side_by_side import side_by_side
from workspace import rubrics
from workspace.records import Candidate, DocumentRow, Ruling, candidate_id
from workspace.store import Store

_QUOTED = 240  # characters of a quote in the text form


@dataclass(frozen=True, slots=True)
class CandidateChange:
    """A candidate before and after; None where there is none. `before` and `after` as in "weak (no_detail)"."""

    company: str
    rubric: str
    element: str
    source: str
    document: str  # sha256
    page: int
    start: int  # code points in the document's text
    end: int
    quote: str
    before: str | None
    after: str | None
    rules_gone: tuple[str, ...]  # entries that decided before, and no more
    rules_new: tuple[str, ...]

    @property
    def kind(self) -> str:
        """added, removed, changed (another verdict, reason or part), or rules (decided by others alone)."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "rules" if self.before == self.after else "changed"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What is proposed or decided about an element, before and after."""

    company: str
    rubric: str
    element: str
    proposed: tuple[str, str]
    decided: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """An indicator's bounds, before and after."""

    company: str
    rubric: str
    indicator: str
    proposed: tuple[Bounds, Bounds]
    decided: tuple[Bounds, Bounds]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changes, in the order of companies, rubrics and elements."""

    lexicons: Mapping[str, str]  # language: version of the lexicons that were tried
    documents: int  # that were searched again
    candidates: tuple[CandidateChange, ...]
    findings: tuple[FindingChange, ...]
    scores: tuple[ScoreChange, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """One document to be searched again; all that a process needs."""

    document: Document
    company: str
    kind: Kind
    rules: Rules
    outcome: Outcome  # of reading it
    corrected: Corrected  # by a person


@dataclass(frozen=True, slots=True)
class _Found:
    """What searching one document again gave: its evidence, and what of it these lexicons search."""

    evidence: tuple[Evidence, ...] = ()
    searched: Searched = NOTHING_SEARCHED


def difference(
    store: Store,
    folder: Path,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Search the workspace's documents with the lexicons in `folder`, and compare with what the store holds.

    Rules about whole documents are taken as they come with Firmword: the folder's `reading` stays out of it.
    Raises LexiconError, FrameError or InputError, each with its cure, before anything is searched.
    """
    rules = {name: rules_with(folder, store.workspace, name) for name in store.rubrics()}
    states = [state for rubric in rules for state in _states(store, rubric)]
    todo = [(state, row) for state in states for row in _read(state)]
    jobs = (_job(store, state, row, rules[state.rubric.name]) for state, row in todo)
    found: dict[tuple[str, str], dict[str, _Found]] = {}
    told = progress or NoProgress()
    told.start(len(todo))

    def advance(done: int) -> None:
        _, row = todo[done - 1]
        told.advance(Listing(row.company, row.source, row.source), row.outcome)

    for (state, row), one in zip(todo, side_by_side(_search, jobs, processes, advance, _name), strict=True):
        if one is not None and row.document:
            found.setdefault((state.company, state.rubric.name), {})[row.document] = one
    pairs = [(state, _after(state, found.get((state.company, state.rubric.name), {}))) for state in states]
    return Difference(
        lexicons={language: load(language, folder).version for language in languages(folder)},
        documents=len(todo),
        candidates=tuple(change for pair in pairs for change in _candidate_changes(*pair)),
        findings=tuple(change for pair in pairs for change in _finding_changes(*pair)),
        scores=tuple(change for pair in pairs for change in _score_changes(*pair)),
    )


def rules_with(folder: Path, workspace: Path, rubric: str) -> Rules:
    """The rules of a rubric with the lexicons of a folder, which can meet all its frames.

    Raises LexiconError, FrameError, RubricError or InputError, each with its cure.
    """
    if not folder.is_dir() or not languages(folder):
        raise InputError(
            f"{folder}: no lexicons there; name a folder that holds en/*.yaml, such as a copy of lexicons/"
        )
    found = open_rules(rubrics.find(workspace, rubric).place, folder)
    check(found)
    return found


def _states(store: Store, rubric: str) -> Iterator[CompanyState]:
    for company in store.companies(rubric):
        state = load_state(store, rubrics.find(store.workspace, rubric).rubric, company)
        if state is not None:
            yield state


def _read(state: CompanyState) -> list[DocumentRow]:
    """The documents that have a text and were searched for the rubric, each once."""
    wanted = (row for row in state.documents if row.screened and row.outcome is not Outcome.DUPLICATE)
    return [row for row in wanted if row.document and row.pages]


def _job(store: Store, state: CompanyState, row: DocumentRow, rules: Rules) -> _Job | None:
    document = store.document(row.document) if row.document else None
    if document is None:
        return None
    known = row.kind if row.kind in set(Kind) else None
    kind = Kind(known) if known else kind_of(document, row.kind, row.source)
    corrected = store.corrected(state.company, row.document).else_dated(row.published)
    return _Job(document, state.company, kind, rules, row.outcome, corrected)


def _search(job: _Job | None) -> _Found | None:
    if job is None:
        return None
    searched = searched_by(Reading(job.outcome, "", job.document), job.rules)
    return _Found(tuple(evidence_of(job.document, job.company, job.kind, job.rules, job.corrected)), searched)


def _name(job: _Job | None) -> str:
    return f"{job.company}: document {job.document.sha256[:8]}" if job else "a document without text"


@dataclass(frozen=True, slots=True)
class _After:
    """A company as it would be."""

    candidates: dict[str, Candidate]  # by id, only those that the rules find
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]


def _after(state: CompanyState, documents: Mapping[str, _Found]) -> _After:
    """The company's candidates, findings and scores with what its documents, by sha256, hold now."""
    evidence = [piece for one in documents.values() for piece in one.evidence]
    before = {one.id: one for one in state.candidates}
    ruled = {(line.candidate, line.quote): line.verdict for line in state.decisions if line.candidate}
    sources = {row.document: row.source for row in state.documents if row.outcome is not Outcome.DUPLICATE}
    found: dict[str, Candidate] = {}
    rows = [_as_searched(row, documents) for row in state.documents]
    last = max((line.seq for line in state.decisions), default=0)
    for rank, place in enumerate(order(evidence), 1):
        piece = evidence[place]
        name = candidate_id(state.company, piece)
        ruling = ruled.get((name, piece.quote))
        decided = None if ruling is Ruling.OPEN else ruling
        after = before[name].after if name in before else last  # what these lexicons add nobody has seen
        one = Candidate(name, state.company, sources[piece.document], piece, rank, decided, after=after)
        found.setdefault(name, one)
    found |= {name: one for name, one in before.items() if one.found_by and one.current}  # no lexicon found these
    kept = [replace(one, current=False) for name, one in before.items() if one.decided and name not in found]
    result = findings(state.rubric, [*found.values(), *kept], state.decisions, rows)
    return _After(found, tuple(result), tuple(scores(state.rubric, result)))


def _as_searched(row: DocumentRow, documents: Mapping[str, _Found]) -> DocumentRow:
    """The row as screening with these lexicons would save it; a copy is searched as its original is."""
    again = documents.get(row.document or "")
    return replace(row, search=again.searched) if again and row.screened else row


def _candidate_changes(state: CompanyState, after: _After) -> Iterator[CandidateChange]:
    """The candidates that differ, in the order of the rubric's elements and of the text."""
    before = {one.id: one for one in state.candidates if one.current}
    place = {element.id: number for number, element in enumerate(state.rubric.elements)}
    changes = (_candidate_change(before.get(n), after.candidates.get(n)) for n in {**before, **after.candidates})
    found = [change for change in changes if change is not None]
    yield from sorted(found, key=lambda one: (place[one.element], one.source, one.start, one.end))


def _candidate_change(before: Candidate | None, after: Candidate | None) -> CandidateChange | None:
    one = after or before
    assert one is not None
    old, new = (_rules(candidate) for candidate in (before, after))
    if before and after and _said(before) == _said(after) and old == new:
        return None
    return CandidateChange(
        company=one.company,
        rubric=one.evidence.rubric,
        element=one.evidence.element,
        source=one.source,
        document=one.evidence.document,
        page=one.evidence.page,
        start=one.evidence.start,
        end=one.evidence.end,
        quote=one.evidence.quote,
        before=_said(before),
        after=_said(after),
        rules_gone=tuple(rule for rule in old if rule not in new),
        rules_new=tuple(rule for rule in new if rule not in old),
    )


def _rules(candidate: Candidate | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.rule for hit in candidate.evidence.rules)) if candidate else ()


def _said(candidate: Candidate | None) -> str | None:
    """The verdict with its reason, and the parts that the passage shows."""
    if candidate is None:
        return None
    evidence = candidate.evidence
    verdict = f"{evidence.verdict} ({evidence.reason})" if evidence.reason else str(evidence.verdict)
    return f"{verdict}, shows {', '.join(evidence.shows)}" if evidence.shows else verdict


def _finding_changes(state: CompanyState, after: _After) -> Iterator[FindingChange]:
    for new in after.findings:
        old = state.findings[new.element]
        if (old.proposed, old.decided) != (new.proposed, new.decided):
            proposed, decided = (str(old.proposed), str(new.proposed)), (str(old.decided), str(new.decided))
            yield FindingChange(state.company, state.rubric.name, new.element, proposed, decided)


def _score_changes(state: CompanyState, after: _After) -> Iterator[ScoreChange]:
    for new in after.scores:
        old = state.scores[new.indicator]
        if (old.proposed, old.decided) != (new.proposed, new.decided):
            proposed, decided = (old.proposed, new.proposed), (old.decided, new.decided)
            yield ScoreChange(state.company, state.rubric.name, new.indicator, proposed, decided)


# --- forms


def as_json(changes: Difference) -> str:
    """The difference as one JSON object."""
    whole = {
        "lexicons": dict(changes.lexicons),
        "documents": changes.documents,
        "candidates": [{"change": one.kind, **_fields(one)} for one in changes.candidates],
        "findings": [_fields(one) for one in changes.findings],
        "scores": [_fields(one) for one in changes.scores],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _fields(one: CandidateChange | FindingChange | ScoreChange) -> dict[str, object]:
    data = plain(one)
    assert isinstance(data, dict)
    return data


def as_text(changes: Difference) -> str:
    """The difference for people: scores and findings first, then the candidates behind them."""
    return "\n".join(_lines(changes)) + "\n"


def _lines(changes: Difference) -> Iterator[str]:
    versions = ", ".join(f"{language} {version}" for language, version in changes.lexicons.items())
    yield f"{counted(changes.documents, 'document')} searched with lexicons {versions}; nothing was saved."
    kinds = [one.kind for one in changes.candidates]
    numbers = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("added", "removed", "changed"))
    yield f"Candidates: {numbers}; {kinds.count('rules')} with the same verdict by other rules."
    yield f"{counted(len(changes.findings), 'finding')} and {counted(len(changes.scores), 'score')} change."
    for score in changes.scores:
        moves = f"proposed {_move(*map(_bounds, score.proposed))}, decided {_move(*map(_bounds, score.decided))}"
        yield from wrapped(f"score: {score.company}: {score.rubric} {score.indicator}: {moves}", hang="    ")
    for finding in changes.findings:
        moves = f"proposed {_move(*finding.proposed)}, decided {_move(*finding.decided)}"
        yield from wrapped(f"finding: {finding.company}: {finding.rubric} {finding.element}: {moves}", hang="    ")
    for one in changes.candidates:
        yield from _candidate_lines(one)


def _candidate_lines(one: CandidateChange) -> Iterator[str]:
    place = f"{one.company}: {one.source}, page {one.page}: {one.element}"
    yield from wrapped(f"{one.kind}: {place}: {_move(one.before or 'none', one.after or 'none')}", hang="    ")
    quote = as_read(one.quote)
    shown = quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]}…"
    yield from wrapped(f"“{shown}”", first="    ", hang="     ")
    for word, rules in (("no longer by", one.rules_gone), ("now by", one.rules_new)):
        if rules:
            yield from wrapped(f"{word} {', '.join(rules)}", first="    ", hang="      ")


def _move(before: str, after: str) -> str:
    return before if before == after else f"{before} -> {after}"


def _bounds(bounds: Bounds) -> str:
    return span(bounds.low, bounds.high)
