"""How the scores of a company differ between then and now, and why: what the figures suggest, what a person said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from findings.company import load_state
from findings.editions import DocumentPair
from findings.outcomes import findings, scores
from forms import span
from rubric.model import Rubric
from rubric.scores import Bounds
from workspace.records import YEARS, Candidate, Decision, DocumentRow, Ruling
from workspace.store import Store

_REASON = re.compile(r"\s*\[(\w+)\]")


class Reason(StrEnum):
    """Why a score changed, as those who compare benchmarks over the years give it: a closed list."""

    NO_CHANGE = "no_change"  # of what the company says: only how it was read or decided
    IMPROVEMENT = "improvement"
    DECLINE = "decline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """An indicator's bounds by what was decided on the documents of then and of now."""

    rubric: str
    indicator: str
    then: Bounds
    now: Bounds
    proposed: Reason | None  # what the figures alone suggest; None: nothing, as it is open and not decided anew
    said: Decision | None  # the line of the log in which a person said why
    in_force: Bounds  # by all that is decided, as it is shown and exported

    @property
    def changed(self) -> bool:
        """Whether the bounds differ."""
        return self.then != self.now

    @property
    def reason(self) -> Reason | None:
        """What a person said."""
        return reason_of(self.said.note) if self.said else None

    @property
    def note(self) -> str:
        """What a person wrote with the reason."""
        return _REASON.sub("", self.said.note).strip() if self.said else ""

    @property
    def written(self) -> str:
        """ "2 → 0–2"."""
        return f"{span(self.then.low, self.then.high)} → {span(self.now.low, self.now.high)}"

    @property
    def held(self) -> str:
        """Why another score is in force than that of what is there now, in a sentence; "" where it is not so."""
        if self.in_force == self.now:
            return ""
        score = span(self.in_force.low, self.in_force.high)
        still = "what was decided on documents that are gone or were replaced counts until it is decided anew"
        return f"In force is {score}: {still}."


def score_changes(
    store: Store, company: str, rubric: Rubric, pairs: Sequence[DocumentPair], at: str
) -> list[ScoreChange]:
    """An indicator's bounds each, as its documents of then and of now give them; `at` parts what is said of them.

    Only indicators that had a score on both sides. What could not be had again counts as still there.
    """
    rows = store.documents(company, rubric.name)
    candidates = store.candidates(company, rubric.name)
    lines = [line for line in store.decisions(company) if line.rubric == rubric.name]
    told = [*lines, *(line for line in reasons_in(store, company) if line.rubric == rubric.name)]
    earlier = {pair.then.sha256 for pair in pairs if pair.then is not None}
    present = {pair.now.sha256 for pair in pairs if pair.now is not None}
    present |= {pair.then.sha256 for pair in pairs if pair.then is not None and pair.untold}  # it stays
    then = _bounds(rubric, rows, candidates, [line for line in lines if line.candidate or line.at < at], earlier)
    now = _bounds(rubric, rows, candidates, lines, present)
    state = load_state(store, rubric, company)
    return [
        ScoreChange(
            rubric=rubric.name,
            indicator=one.id,
            then=then[one.id],
            now=now[one.id],
            proposed=proposed_reason(then[one.id], now[one.id]),
            said=reason_given(told, one.id, at),
            in_force=state.scores[one.id].decided if state else now[one.id],
        )
        for one in rubric.indicators
        if one.id in then and one.id in now
    ]


def _bounds(
    rubric: Rubric,
    rows: Sequence[DocumentRow],
    candidates: Sequence[Candidate],
    lines: Sequence[Decision],
    documents: set[str],
) -> dict[str, Bounds]:
    there = [one for one in candidates if one.evidence.document in documents]
    found = findings(rubric, [replace(one, current=True) for one in there], lines, rows)
    return {one.indicator: one.decided for one in scores(rubric, found)}


def proposed_reason(then: Bounds, now: Bounds) -> Reason | None:
    """What the figures alone suggest: bounds that rose, fell, or did something else; None where they only opened."""
    if then == now or then.low <= now.low <= now.high <= then.high:  # it was open, and was decided since
        return Reason.NO_CHANGE
    if now.low <= then.low <= then.high <= now.high:
        return None
    if now.low >= then.low and now.high >= then.high:
        return Reason.IMPROVEMENT
    if now.low <= then.low and now.high <= then.high:
        return Reason.DECLINE
    return Reason.OTHER


def with_reason(reason: Reason, note: str = "") -> str:
    """The note of a decision that says why a score changed: "[improvement] they now name the right"."""
    return f"[{reason}] {note}".strip()


def reason_of(note: str) -> Reason | None:
    """The reason that a note gives, None where it gives none."""
    named = _REASON.match(note)
    return Reason(named[1]) if named and named[1] in set(Reason) else None


def reason_line(company: str, rubric: Rubric, change: ScoreChange, reason: Reason, note: str, who: str) -> Decision:
    """A line of the log that says why a score changed, and decides nothing."""
    return Decision(
        company=company,
        rubric=rubric.name,
        element=change.indicator,
        candidate=None,
        verdict=Ruling.REASONED,
        note=with_reason(reason, note),
        who=who,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        quote=change.written,
        rubric_version=rubric.version,
        track=YEARS,
    )


def reasons_in(store: Store, company: str) -> list[Decision]:
    """The lines of the log that say why scores of a company changed, and nothing else."""
    return [line for line in store.decisions(company, YEARS) if line.track == YEARS]


def reason_given(lines: Iterable[Decision], indicator: str, at: str) -> Decision | None:
    """The latest line since a moment that gives a reason for an indicator: of its own, or the note of a decision."""
    about = (line for line in lines if line.element.partition("/")[0] == indicator and line.at >= at)
    return max((line for line in about if reason_of(line.note)), key=lambda line: line.seq, default=None)
