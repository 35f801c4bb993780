"""The exchange with a company about its scores: what it was asked and answered, and what changed since, and by whom.

Nothing is stored but lines of the log (`workspace.records.ENGAGEMENT`): each question with how its indicator stood,
each answer with the file in which it came, each document that the company named, and what was published. What changed
follows from the decisions that came after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby, zip_longest

from findings.company import CompanyState
from findings.held import press_of
from findings.words import outcome_of
from forms import span
from rubric.model import Indicator, Rubric
from workspace.records import ENGAGEMENT, Decision, DocumentRow, Ruling
from workspace.store import Store

REFERENCE = "FW-{number}-{digest}"  # by which a file of questions is known again


@dataclass(frozen=True, slots=True)
class Stood:
    """How an indicator stood at a moment, by decisions."""

    score: str  # "1.5", or "0–2" while it was open
    outcomes: Mapping[str, str]  # by the element's key: met, not met, not applicable, open

    def written(self) -> str:
        """As it is kept in the log: "0.5–2: S1.a met, S1.b open"."""
        return f"{self.score}: {', '.join(f'{key} {word}' for key, word in self.outcomes.items())}"


@dataclass(frozen=True, slots=True)
class Named:
    """A document that the company named, and what became of it."""

    line: Decision
    row: DocumentRow | None  # None: it was not screened so far

    @property
    def title(self) -> str:
        """What the company called it."""
        return self.line.note or self.line.quote or ""


@dataclass(frozen=True, slots=True)
class Change:
    """An element that does not stand as it stood when the company was asked."""

    element: str
    then: str
    now: str
    by: tuple[Decision, ...]  # the decisions on it since, oldest first


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question to the company about an indicator, and what came of it until it was asked anew, or until now."""

    asked: Decision
    again: tuple[Decision, ...]  # drafts of the same question on the same state that followed
    then: Stood
    now: Stood  # of one that was asked anew: as it stood then, so that each change is told once
    answers: tuple[Decision, ...]  # to any of these drafts, however late
    documents: tuple[Named, ...]
    changes: tuple[Change, ...]
    asked_anew: bool


@dataclass(frozen=True, slots=True)
class Press:
    """What one person notes of the exchange in one go: every line of it has the same head."""

    company: str
    rubric: str
    who: str
    at: str  # ISO 8601, UTC
    document: str | None = None  # SHA-256 of the file of answers from which it is

    def line(
        self, ruling: Ruling, element: str = "", note: str = "", quote: str | None = None, who: str = ""
    ) -> Decision:
        """A line of the log; `who` is who said it, where that is not who notes it."""
        return Decision(
            company=self.company,
            rubric=self.rubric,
            element=element,
            candidate=None,
            verdict=ruling,
            note=note,
            who=who or self.who,
            at=self.at,
            document=self.document,
            quote=quote,
            track=ENGAGEMENT,
        )

    def standing(self, ruling: Ruling, state: CompanyState, notes: Mapping[str, str]) -> list[Decision]:
        """A line for each indicator in `notes`, with its note and how it stands now."""
        return [
            replace(
                self.line(ruling, name, note, stands(state, state.rubric.indicator(name)).written()),
                rubric_version=state.rubric.version,
            )
            for name, note in notes.items()
        ]


def pressed(company: str, rubric: str, who: str, document: str | None = None) -> Press:
    """What is noted now."""
    return Press(company, rubric, who, datetime.now(UTC).isoformat(timespec="seconds"), document)


def noted(store: Store, lines: Sequence[Decision]) -> tuple[Decision, ...]:
    """Add the lines to the log, all or none; as they stand there."""
    numbers = set(store.decide_together(lines, [None] * len(lines)))
    return tuple(line for line in engagement(store, lines[0].company, lines[0].rubric) if line.seq in numbers)


def stands(state: CompanyState, indicator: Indicator) -> Stood:
    """How an indicator stands now, by decisions."""
    bounds = state.scores[indicator.id].decided
    outcomes = {one.key: outcome_of(state.findings[one.id]) for one in indicator.elements}
    return Stood(span(bounds.low, bounds.high), outcomes)


def stood(written: str) -> Stood:
    """Reads what `Stood.written` wrote."""
    score, _, rest = written.partition(": ")
    pairs = (one.partition(" ") for one in rest.split(", ") if one)
    return Stood(score, {key: word for key, _, word in pairs})


def engagement(store: Store, company: str, rubric: str) -> tuple[Decision, ...]:
    """The lines of the exchange with a company under a rubric, oldest first."""
    return tuple(line for line in store.decisions(company, ENGAGEMENT) if line.rubric == rubric and line.track)


def engaged(store: Store, company: str, frozen: bool = False) -> tuple[str, ...]:
    """The rubrics under which anything passed with a company; `frozen`: under which its scores are published now."""
    lines = [line for line in store.decisions(company, ENGAGEMENT) if line.track]
    names = dict.fromkeys(line.rubric for line in lines)
    if not frozen:
        return tuple(names)
    return tuple(name for name in names if published_lines([line for line in lines if line.rubric == name]))


def reference(line: Decision) -> str:
    """By which the questions that were asked with this line are known again; of all lines of one press the same."""
    said = f"{press_of(line)}\n{line.company}\n{line.rubric}\n{line.at}"
    return REFERENCE.format(number=press_of(line), digest=hashlib.sha256(said.encode()).hexdigest()[:8])


def asked_in(lines: Iterable[Decision], wanted: str) -> tuple[Decision, ...]:
    """The questions that are known by this reference; none where nobody asked them.

    It may have been typed: case and white space make no other reference of it.
    """
    typed = _typed(wanted)
    return tuple(line for line in lines if line.verdict is Ruling.ASKED and _typed(reference(line)) == typed)


def _typed(reference: str) -> str:
    return "".join(reference.split()).casefold()


def received_under(lines: Sequence[Decision], known_by: str) -> tuple[Decision, ...]:
    """What was noted of the files that came back to the questions of this reference, oldest first."""
    presses = {line.seq for line in lines if line.verdict is Ruling.RECEIVED and line.quote == known_by}
    return tuple(line for line in lines if line.seq in presses or line.together in presses)


def exchanges(
    state: CompanyState, lines: Sequence[Decision], indicator: Indicator, whole: bool = True
) -> tuple[Exchange, ...]:
    """What was asked about an indicator, oldest first; each with what was answered to it, however late.

    `lines` are the whole exchange under the rubric. `whole`: with documents that the company named for no indicator.
    """
    about = [line for line in lines if line.element == indicator.id or (whole and not line.element)]
    # The file of a press of answers names the questions that it answers.
    answered = {line.seq: line.quote for line in lines if line.verdict is Ruling.RECEIVED}
    asked = (line for line in about if line.verdict is Ruling.ASKED)
    drafts = [list(same) for _, same in groupby(asked, key=lambda line: (line.note, line.quote))]
    found = []
    for own, later in zip_longest(drafts, drafts[1:]):
        names = {reference(one) for one in own}
        since = [line for line in about if answered.get(line.together) in names]
        found.append(_exchange(state, indicator, own, since, later[0] if later else None))
    return tuple(found)


def _exchange(
    state: CompanyState,
    indicator: Indicator,
    drafts: Sequence[Decision],
    since: Sequence[Decision],
    later: Decision | None,
) -> Exchange:
    asked = drafts[0]
    then, now = stood(asked.quote or ""), stood(later.quote or "") if later else stands(state, indicator)
    offered = [line for line in since if line.verdict is Ruling.OFFERED]
    return Exchange(
        asked=asked,
        again=tuple(drafts[1:]),
        then=then,
        now=now,
        answers=tuple(line for line in since if line.verdict is Ruling.ANSWERED and line.element),
        documents=tuple(Named(line, screened_as(state, line.quote or "")) for line in offered),
        changes=tuple(_changes(state, indicator, (then, now), (asked.seq, later.seq if later else None))),
        asked_anew=later is not None,
    )


def screened_as(state: CompanyState, place: str) -> DocumentRow | None:
    """The source of this address, or the file of this name, wherever it lay when it was screened."""
    return next((row for row in state.documents if is_of(row, place)), None)


def is_of(row: DocumentRow, place: str) -> bool:
    """Whether a source is that of this address, or of the file of this name, wherever it lay."""
    return place in (row.source, row.url) or row.source.endswith(f"/{place}")


def _changes(
    state: CompanyState, indicator: Indicator, stood: tuple[Stood, Stood], between: tuple[int, int | None]
) -> Iterable[Change]:
    (then, now), (first, last) = stood, between
    for element in indicator.elements:
        before, after = then.outcomes.get(element.key, ""), now.outcomes.get(element.key, "")
        if before != after:
            said = (line for line in state.decisions if line.element == element.id and line.seq > first)
            yield Change(element.id, before, after, tuple(line for line in said if last is None or line.seq < last))


def published_lines(lines: Sequence[Decision]) -> tuple[Decision, ...]:
    """The lines that published the scores as they are frozen now, one an indicator; none while they are open."""
    last = next((one for one in reversed(lines) if one.verdict in (Ruling.PUBLISHED, Ruling.REOPENED)), None)
    if last is None or last.verdict is Ruling.REOPENED:
        return ()
    return tuple(one for one in lines if one.verdict is Ruling.PUBLISHED and press_of(one) == press_of(last))


def differs(state: CompanyState, rubric: Rubric, lines: Sequence[Decision]) -> tuple[str, ...]:
    """The indicators that no longer stand as they were published: what is screened anew may open them again."""
    known = {line.element: line.quote for line in published_lines(lines)}
    return tuple(
        one.id for one in rubric.indicators if one.id in known and known[one.id] != stands(state, one).written()
    )
