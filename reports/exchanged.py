"""The exchange with a company in words: what was asked, answered and changed, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from findings.company import CompanyState
from findings.engagement import (
    Change,
    Exchange,
    Named,
    engaged,
    engagement,
    exchanges,
    published_lines,
    reference,
    screened_as,
    stands,
    stood,
)
from findings.words import OUTCOMES, RULINGS, moment
from forms import counted, wrapped
from reports.company import company_meant, one_rubric, read_company
from rubric.model import Element, Indicator
from workspace.commands import command
from workspace.records import Decision, Ruling
from workspace.store import Store


@dataclass(frozen=True, slots=True)
class Told:
    """Something that somebody said, when."""

    who: str
    at: str  # to the minute, UTC
    text: str
    question: str = ""  # of an answer: as it stood in the file, where it differs from what was drafted
    file: str = ""  # SHA-256 of the archived file in which it came


@dataclass(frozen=True, slots=True)
class NamedTold:
    """A document that the company named, and what became of it."""

    title: str
    place: str
    who: str
    at: str
    outcome: str  # in words; "not screened so far"
    used: int  # passages of it that were confirmed for the indicator; where it was named for none, for any


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """An element that stands otherwise than when the company was asked, and the decisions that made it so."""

    element: str  # id and words
    then: str
    now: str
    by: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ExchangeTold:
    """One question and what came of it."""

    asked: Told
    reference: str  # by which its file is known
    again: tuple[Told, ...]  # drafts of the same question on the same state that followed; the text is the reference
    score_then: str
    score_now: str  # of a question that was asked anew: the score then
    asked_anew: bool
    answers: tuple[Told, ...]
    documents: tuple[NamedTold, ...]
    changes: tuple[ChangeTold, ...]


@dataclass(frozen=True, slots=True)
class Engagement:
    """What passed between those who score and the company about one indicator."""

    exchanges: tuple[ExchangeTold, ...]
    published: Told | None  # the text is the score and, a line each, how its elements stood; None while it is open
    differs: bool  # it no longer stands as it was published
    steps: tuple[Told, ...] = ()  # each time that it was published or reopened before that, oldest first


NONE = Engagement((), None, False)
NOBODY_RULED = "Nobody ruled on it since: what was screened later brought passages to be judged, or took some away"


@dataclass(frozen=True, slots=True)
class WholeExchange:
    """All that passed between those who score and a company under a rubric."""

    about: tuple[tuple[Indicator, Engagement], ...]  # the indicators of which anything was asked or published
    named: tuple[NamedTold, ...]  # documents that the company named for no indicator
    unplaced: tuple[Told, ...]  # words outside of the boxes; the question says where they stood
    steps: tuple[Told, ...]  # each time that the scores were published or reopened, oldest first

    def __bool__(self) -> bool:
        """Whether anything passed at all."""
        return bool(self.about or self.named or self.unplaced or self.steps)


def whole_exchange(state: CompanyState, lines: Sequence[Decision]) -> WholeExchange:
    """All of the exchange; `lines` are those of `findings.engagement.engagement`."""
    told = ((one, _told_of(state, lines, one, whole=False)) for one in state.rubric.indicators)
    named = (line for line in lines if line.verdict is Ruling.OFFERED and not line.element)
    every = tuple(state.rubric.elements)
    return WholeExchange(
        tuple((one, about) for one, about in told if about != NONE),
        tuple(_named(state, every, Named(line, screened_as(state, line.quote or ""))) for line in named),
        tuple(_answer(line) for line in lines if line.verdict is Ruling.ANSWERED and not line.element),
        tuple(_steps(lines)),
    )


def _steps(lines: Sequence[Decision]) -> Iterator[Told]:
    """Publishing notes a line for each indicator, in one press: that is one step."""
    seen = set()
    for line in lines:
        if line.verdict is Ruling.REOPENED:
            yield Told(line.who, moment(line.at), f"Reopened: {line.note}")
        elif line.verdict is Ruling.PUBLISHED and line.together not in seen:
            seen.add(line.together)
            yield Told(line.who, moment(line.at), "Published")


def told_of(store: Store, state: CompanyState, indicator: Indicator) -> Engagement:
    """The exchange about one indicator."""
    lines = engagement(store, state.company, state.rubric.name)
    return _told_of(state, lines, indicator) if lines else NONE


def _told_of(state: CompanyState, lines: Sequence[Decision], indicator: Indicator, whole: bool = True) -> Engagement:
    """`whole`: with what belongs to no indicator alone, for whoever reads of this one only."""
    published = next((one for one in published_lines(lines) if one.element == indicator.id), None)
    return Engagement(
        tuple(_exchange(state, indicator, one) for one in exchanges(state, lines, indicator, whole)),
        Told(published.who, moment(published.at), _stood(published, indicator)) if published else None,
        published is not None and published.quote != stands(state, indicator).written(),
        tuple(_steps_of(lines, indicator, published)) if whole else (),
    )


def _steps_of(lines: Sequence[Decision], indicator: Indicator, in_force: Decision | None) -> Iterator[Told]:
    """Each time that an indicator was published or reopened, but for the publication in force."""
    frozen = False
    for line in lines:
        if line.verdict is Ruling.PUBLISHED and line.element == indicator.id:
            frozen = True
            if line != in_force:
                yield Told(line.who, moment(line.at), f"Published at a score of {stood(line.quote or '').score}")
        elif line.verdict is Ruling.REOPENED and frozen:
            frozen = False
            yield Told(line.who, moment(line.at), f"Reopened: {line.note}")


def _exchange(state: CompanyState, indicator: Indicator, one: Exchange) -> ExchangeTold:
    asked = one.asked
    labels = {element.id: element.label for element in indicator.elements}
    return ExchangeTold(
        asked=Told(asked.who, moment(asked.at), asked.note),
        reference=reference(asked),
        again=tuple(Told(line.who, moment(line.at), reference(line)) for line in one.again),
        score_then=one.then.score,
        score_now=one.now.score,
        asked_anew=one.asked_anew,
        answers=tuple(_answer(line, asked.note) for line in one.answers),
        documents=tuple(_named(state, indicator.elements, document) for document in one.documents),
        changes=tuple(_change(change, labels) for change in one.changes),
    )


def _answer(line: Decision, asked: str = "") -> Told:
    question = line.quote if line.quote and line.quote != asked else ""
    return Told(line.who, moment(line.at), line.note, question, file=line.document or "")


def _stood(published: Decision, indicator: Indicator) -> str:
    """How an indicator stood when it was published, each element with its words; those that there are no more, too."""
    then, labels = stood(published.quote or ""), {one.key: one.label for one in indicator.elements}
    each = (f"{key} {labels.get(key, '(no longer in the rubric)')}: {word}" for key, word in then.outcomes.items())
    return "\n".join((then.score, *each))


def _named(state: CompanyState, elements: Sequence[Element], named: Named) -> NamedTold:
    row, line = named.row, named.line
    of_indicator = {one.id for one in elements}
    used = [
        one
        for one in state.candidates
        if row and one.source == row.source and one.evidence.element in of_indicator and one.decided is Ruling.SUPPORTS
    ]
    outcome = OUTCOMES[row.outcome] if row else "not screened so far"
    return NamedTold(named.title, line.quote or "", line.who, moment(line.at), outcome, len(used))


def _change(change: Change, labels: Mapping[str, str]) -> ChangeTold:
    said = tuple(
        Told(line.who, moment(line.at), f"{RULINGS[line.verdict]}{_of(line)}{f': {line.note}' if line.note else ''}")
        for line in change.by
    )
    return ChangeTold(f"{change.element} {labels[change.element]}", change.then, change.now, said)


def _of(line: Decision) -> str:
    return f" “{' '.join(line.quote.split())}”" if line.quote else ""


# --- as text


def trail(store: Store, company: str, rubric: str | None) -> Iterator[str]:
    """The whole exchange with a company under a rubric, line by line; InputError as for `one_rubric`.

    Where the company was screened by several and none is named, it is the one under which anything was asked.
    """
    company = company_meant(store, company)
    chosen = one_rubric(store, company, rubric, engaged(store, company))
    state = read_company(store, company, chosen)
    lines = engagement(store, company, chosen.name)
    yield from wrapped(f"{company}: {chosen.title}")
    yield ""
    if not lines:
        cure = command("engage ask", company, workspace=store.workspace, rubric=chosen.name, output="FILE.xlsx")
        yield f"Nothing was asked so far: {cure}"
    found = whole_exchange(state, lines)
    for indicator, about in found.about:
        yield f"{indicator.id} {indicator.title}"
        yield from engagement_lines(about, "  ")
        yield ""
    if found.named:
        yield "Documents that the company named for no indicator"
        for document in found.named:
            yield from _lines(f"Named by {document.who}, {document.at}: {document_told(document)}", "  ")
        yield ""
    if found.unplaced:
        yield "Words outside of the boxes"
        for one in found.unplaced:
            yield from _lines(f"{one.question}, {one.who}, {one.at} (file {one.file[:12]})", "  ")
            yield from _lines(f"“{one.text}”", "    ")
        yield ""
    for step in found.steps:
        yield from _lines(f"{step.at}, {step.who}: {step.text}", "")


def engagement_lines(about: Engagement, indent: str = "") -> Iterator[str]:
    """The exchange about one indicator, line by line."""
    for one in about.exchanges:
        yield from _asked(one, indent)
        for document in one.documents:
            yield from _lines(f"Document named by {document.who}, {document.at}: {document_told(document)}", indent)
        yield from _changed(one, indent)
    for step in about.steps:
        yield from _lines(f"{step.at}, {step.who}: {step.text}", indent)
    if about.published:
        score, *elements = about.published.text.splitlines()
        yield from _lines(f"Published by {about.published.who}, {about.published.at}, at a score of {score}", indent)
        for element in elements:
            yield from _lines(element, f"{indent}  ")
        if about.differs:
            yield from _lines("Since then documents were screened again, and it no longer stands so", indent)


def _asked(one: ExchangeTold, indent: str) -> Iterator[str]:
    asked = f"Asked by {one.asked.who}, {one.asked.at}, at a score of {one.score_then}"
    yield from _lines(f"{asked}, reference {one.reference}", indent)
    for draft in one.again:
        yield from _lines(f"drafted again by {draft.who}, {draft.at}, reference {draft.text}", f"{indent}  ")
    yield from _lines(f"“{one.asked.text}”", f"{indent}  ")
    for answer in one.answers:
        yield from _lines(f"Answered by {answer.who}, {answer.at} (file {answer.file[:12]})", indent)
        if answer.question:
            yield from _lines(f"to the question as it stood there: “{answer.question}”", f"{indent}  ")
        yield from _lines(f"“{answer.text}”", f"{indent}  ")
    if not one.answers:
        yield f"{indent}No answer so far"


def document_told(one: NamedTold) -> str:
    """A document that the company named, where it is, and what became of it."""
    used = f"; {counted(one.used, 'passage')} confirmed" if one.used else ""
    place = f" ({one.place})" if one.place != one.title else ""
    return f"{one.title}{place}: {one.outcome}{used}"


def _changed(one: ExchangeTold, indent: str) -> Iterator[str]:
    if one.score_then != one.score_now:
        yield f"{indent}The score changed from {one.score_then} to {one.score_now}"
    elif not one.changes:
        yield f"{indent}Nothing {'changed until it was asked anew' if one.asked_anew else 'has changed since'}"
    for change in one.changes:
        yield from _lines(
            f"{change.element}: {change.then}, {'then' if one.asked_anew else 'now'} {change.now}", indent
        )
        for said in change.by:
            yield from _lines(f"{said.who}, {said.at}: {said.text}", f"{indent}  ")
        if not change.by:
            yield from _lines(NOBODY_RULED, f"{indent}  ")


def _lines(text: str, indent: str) -> Iterable[str]:
    return wrapped(text, indent, f"{indent}  ")
