"""Explains one indicator of one company: what is proposed and decided, on which words, and what was searched.

The explanation is for a reader who does not know the program: the bounds and how they follow, then for each
element the best passages with the words on which the rules fired marked «like this», the nearest misses with
the reason why they do not count, what can be checked of each, and, where nothing was found, the receipt: which
documents were searched, how many pages, and what could not be read and why. The same content comes as JSON, and
as text from `explained_text.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import rubric as rubrics
from errors import InputError
from extractors.fold import as_read
from extractors.records import Hit, Verdict
from findings.checked import UNCHECKED, Checked, Checks, checks
from findings.company import CompanyState
from findings.held import held
from findings.offers import Offer, offers_to
from findings.outcomes import LIKELY, PROBABLY, proposing_of
from findings.queue import advice_on
from findings.reworded import asked_then
from findings.settled import missing_parts
from findings.standing import standing, why_met
from findings.words import RULINGS, missing_in_words, moment
from forms import counted, listed, plain
from reports.company import company_meant, read_company, rubrics_used
from reports.exchanged import NONE, Engagement, told_of
from reports.journey import TopicReport, topic_report, topic_report_data
from reports.receipts import Receipt, RuleGroup, receipt, rules_of
from rubric.advice import Advice
from rubric.crosswalk import looked_for
from rubric.engine import score
from rubric.model import Element, Indicator, Rubric, Scoring
from rubric.proof import proof_data
from rubric.scores import Bounds, Finding, Proof, Truth
from workspace import rubrics as rubrics_kept
from workspace.records import Candidate, Decision, Ruling
from workspace.store import Store

if TYPE_CHECKING:
    from extractors.rules import Rules  # it brings along what finds evidence

SHOWN = 3  # passages, and as many near misses, for each element


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A candidate as it is shown to a reader."""

    id: str
    source: str
    document: str
    page: int
    quote: str
    marked: str  # lead-in and quote in one, the words on which rules fired between « and »
    verdict: Verdict
    reason: str | None
    explanation: str
    rules: tuple[str, ...]
    rank: int
    decided: str | None
    current: bool  # False: a person decided on it, and the present rules no longer find it
    remarks: tuple[str, ...]  # what people noted when they decided what holds
    shown: bool  # by default at the desk
    also_in: tuple[str, ...]  # the other places that say the same
    found_by: str | None = None  # who found it by hand; None: the rules did
    replaced: bool = False  # whether its source has another document by now
    missing: str = ""  # that its document is not found any more, in words
    besides: str = ""  # what its verdict does not say: that it adds nothing, or why nothing of it can be checked
    checked: Checked | None = None  # None: it was screened by other rules than the present ones


@dataclass(frozen=True, slots=True)
class OfferedPassage:
    """What was confirmed under another rubric and is offered here through the crosswalk: never counted."""

    rubric: str
    element: str  # for which it was confirmed
    worth: str  # enough or part
    because: str
    candidate: str | None  # None where a person decided the other element by hand
    source: str | None
    page: int | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class ExplainedElement:
    """One element: its outcome, the best passages, the nearest misses."""

    element: str
    label: str
    source: str
    proposed: Truth
    decided: Truth
    basis: str
    by_hand: str | None  # who decided it by hand, when, and the note
    parts: tuple[str, ...]  # what passages must show together; empty: one passage is enough
    parts_missing: tuple[str, ...]  # of these, what no supporting passage shows
    supports: tuple[QuotedPassage, ...]
    weak: tuple[QuotedPassage, ...]
    more_supports: int  # how many further candidates are not shown
    more_weak: int
    # Why it is not met, not found, not readable or not applicable, or met as proposed though little supports it
    standing: str
    searched_for: tuple[RuleGroup, ...]  # the rules that looked for it; none: a person has to
    looked_for: bool  # False: no rule looks for all that the element asks
    offered: tuple[OfferedPassage, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One indicator of one company, explained."""

    company: str
    rubric: str
    indicator: str
    title: str
    decided: Bounds
    proposed: Bounds
    decisions: int  # how many decisions people took about this indicator
    proof_decided: Proof
    proof_proposed: Proof
    elements: tuple[ExplainedElement, ...]
    receipt: Receipt
    credit: str
    advice: Advice  # what would change the decided score
    limits: str  # from which probabilities on the model has a say; "" where it gives none
    topic: TopicReport | None = None  # where stages are counted: what the next one lacks, and the module
    engagement: Engagement = NONE  # what the company was asked and answered about it, and what changed since


def explain(store: Store, company: str, indicator: str, rubric: str | None = None) -> Explanation:
    """Explain an indicator ("A.1.2"), or one element of it ("A.1.2/S1.c"), of one company.

    `rubric` is the rubric's name or folder; without it, the workspace's rubric that has the indicator is
    taken. A company's name may be written in other capitals. Raises InputError for an unknown company, indicator or
    element.
    """
    company = company_meant(store, company)
    chosen, where, elements = _find(rubrics_used(store, company, rubric), indicator, rubrics_used(store, company))
    view = read_company(store, company, chosen)
    decisions = [one for one in view.decisions if one.element.partition("/")[0] == where.id]
    bounds, findings = view.scores[where.id], view.findings
    what = receipt(store, view)
    rules = rules_of(chosen, what.languages)
    offers = offers_to(store, company, chosen)
    check = checks(store, view)
    return Explanation(
        company=company,
        rubric=chosen.name,
        indicator=where.id,
        title=where.title,
        decided=bounds.decided,
        proposed=bounds.proposed,
        decisions=len(decisions),
        proof_decided=_proof(where, {one.element: one.decided for one in findings.values()}),
        proof_proposed=_proof(where, {one.element: one.proposed for one in findings.values()}),
        elements=tuple(
            _element(
                view,
                one,
                findings[one.id],
                decisions,
                [offer for offer in offers if offer.element == one.id],
                rules.get(one.id, ()),
                check,
            )
            for one in elements
        ),
        receipt=what,
        credit=chosen.credit,
        advice=advice_on(view, where),
        limits=limits(rubrics_kept.rules(store.workspace, chosen.name)),
        topic=topic_report(view, where.id),
        engagement=told_of(store, view, where),
    )


def also_in(store: Store, company: str, wanted: str, answered: str) -> list[str]:
    """The other rubrics by which the company was screened that have what was asked for, where one `answered`."""
    asked = wanted.strip().casefold()
    return [one.name for one in rubrics_used(store, company) if one.name != answered and asked in _names(one)]


def limits(rules: Rules) -> str:
    """From which probabilities on the model differs from the rules and met is proposed; "" where it tells none."""
    if rules.model is None or not rules.tells_how_sure:
        return ""
    at = rules.model.thresholds
    return (
        f"The model calls support what the rules do not from {at.support:.0%} on, and doubts what they do below"
        f" {at.doubt:.0%}, but for how firm a promise is worded. A near miss is proposed from where it is {LIKELY:.0%}"
        f" sure, and met where it is"
        f" {PROBABLY:.0%} sure that one of the surest three passages is right. What is weak for its document stays so,"
        " most of what its own words rule out, what binds others than the element asks, and what has no word of it."
    )


def _find(
    offered: Sequence[Rubric], wanted: str, used: Sequence[Rubric]
) -> tuple[Rubric, Indicator, tuple[Element, ...]]:
    """The rubric, indicator and elements that were asked for; `used` are all by which the company was screened."""
    asked = wanted.strip().casefold()
    for rubric in offered:
        for indicator in rubric.indicators:
            if asked == indicator.id.casefold():
                return rubric, indicator, tuple(indicator.elements)
            for element in indicator.elements:
                if asked == element.id.casefold():
                    return rubric, indicator, (element,)
    by = [one.name for one in used]
    for other in (*used, *(rubrics.load(name) for name in rubrics.names() if name not in by)):
        if asked not in _names(other):
            continue
        if other.name in by and other not in offered:
            raise InputError(f"{wanted!r}: it belongs to {other.name}; write --rubric {other.name}, or leave it out")
        if other.name not in by:
            raise InputError(
                f"{wanted!r}: {_place(other, asked)}, under which nothing of the company was screened, but under"
                f" {listed(by)}; screen its documents with --rubric {other.name}, then ask again"
            )
    known = ", ".join(indicator.id for rubric in offered for indicator in rubric.indicators)
    raise InputError(
        f"{wanted!r}: no such indicator or element; name an indicator ({known}), "
        f"or an element such as {offered[0].elements[0].id}"
    )


def _place(rubric: Rubric, asked: str) -> str:
    return f"it is the rubric {rubric.name}" if asked == rubric.name.casefold() else f"it stands in {rubric.name}"


def _names(rubric: Rubric) -> set[str]:
    """All that may be asked for of a rubric: its indicators and elements; of one of stages its modules and itself."""
    own = {rubric.name, *(theme.id for theme in rubric.themes)} if rubric.scoring is Scoring.STAGES else set[str]()
    return {one.casefold() for one in own} | {name for indicator in rubric.indicators for name in _ids(indicator)}


def _ids(indicator: Indicator) -> set[str]:
    return {indicator.id.casefold(), *(element.id.casefold() for element in indicator.elements)}


def _proof(indicator: Indicator, outcomes: dict[str, Truth]) -> Proof:
    known = {element.key: outcomes.get(element.id, Truth.UNKNOWN) for element in indicator.elements}
    return score(indicator, known).proof


def _element(
    view: CompanyState,
    element: Element,
    finding: Finding,
    decisions: Sequence[Decision],
    offers: Sequence[Offer],
    rules: tuple[RuleGroup, ...],
    check: Checks,
) -> ExplainedElement:
    mine = list(view.of(element.id))
    # What the proposal or the decision rests on comes first, of this each statement once, then by rank.
    mine.sort(key=lambda one: (one.id not in finding.evidence, one not in view.shown, one.rank))
    supports = [one for one in mine if one.evidence.verdict is Verdict.SUPPORTS]
    weak = [one for one in mine if one.evidence.verdict is Verdict.WEAK]
    return ExplainedElement(
        element=element.id,
        label=element.label,
        source=str(element.source),
        proposed=finding.proposed,
        decided=finding.decided,
        basis=finding.basis,
        by_hand=_by_hand(element, finding, decisions),
        parts=element.parts,
        parts_missing=missing_parts(element, proposing_of(mine)),
        supports=tuple(_passage(view, one, element, decisions, check) for one in supports[:SHOWN]),
        weak=tuple(_passage(view, one, element, decisions, check) for one in weak[:SHOWN]),
        more_supports=len(supports[SHOWN:]),
        more_weak=len(weak[SHOWN:]),
        standing=f"{standing(view, element) or why_met(view, element)} {asked_then(view, element)}".strip(),
        searched_for=rules,
        looked_for=element.id in looked_for(view.rubric),
        offered=tuple(_offered(one) for one in offers),
    )


def _offered(offer: Offer) -> OfferedPassage:
    passage = offer.candidate
    return OfferedPassage(
        rubric=offer.pair.rubric,
        element=offer.pair.element,
        worth=offer.pair.worth,
        because=offer.pair.because,
        candidate=passage.id if passage else None,
        source=passage.source if passage else None,
        page=passage.evidence.page if passage else None,
        quote=passage.evidence.quote if passage else None,
    )


def _by_hand(element: Element, finding: Finding, decisions: Sequence[Decision]) -> str | None:
    """The latest decision about the element itself, in words, and whether it holds; None when there is none."""
    mine = [one for one in decisions if one.candidate is None and one.element == element.id]
    if not mine or mine[-1].verdict is Ruling.OPEN:
        return None
    last = mine[-1]
    said = f"{RULINGS[last.verdict]} by {last.who}, {moment(last.at)}"
    came = f"before {counted(len(finding.since), 'passage')} came; " if finding.since else ""
    no_longer = "" if finding.by_hand else f" ({came}it holds no longer)"
    return said + no_longer + (f": {last.note}" if last.note else "")


def _passage(
    view: CompanyState, candidate: Candidate, element: Element, decisions: Sequence[Decision], check: Checks
) -> QuotedPassage:
    evidence, checked = candidate.evidence, check(candidate)
    lead_in = evidence.lead_in
    before = f"{marked(lead_in.quote, lead_in.start, evidence.rules)} … " if lead_in else ""
    return QuotedPassage(
        id=candidate.id,
        source=candidate.source,
        document=evidence.document,
        page=evidence.page,
        quote=evidence.quote,
        marked=before + marked(evidence.quote, evidence.start, evidence.rules),
        verdict=evidence.verdict,
        reason=evidence.reason,
        explanation=evidence.explanation,
        rules=tuple(dict.fromkeys(hit.rule for hit in evidence.rules)),
        rank=candidate.rank,
        decided=candidate.decided,
        current=candidate.current,
        replaced=view.row_of(candidate) is None,
        missing=missing_in_words(view.row_of(candidate)),
        remarks=_remarks(candidate, decisions),
        shown=candidate in view.shown,
        also_in=tuple(f"{one.source}, page {one.evidence.page}" for one in view.shown.same_as(candidate)),
        checked=checked,
        found_by=candidate.found_by or None,
        besides=_besides(candidate, element, checked),
    )


def _remarks(candidate: Candidate, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """What people noted of a passage as they said of it what holds: not what was taken back, or decided otherwise."""
    if not any(line.candidate == candidate.id and line.note for line in decisions):
        return ()
    mine = held(decisions).get((candidate.evidence.element, candidate.id), ())
    lines = (one.line for one in mine if one.line.verdict is candidate.decided)
    return tuple(
        f"{line.who}, {moment(line.at)}{_instead(line, decisions)}: {line.note}" for line in lines if line.note
    )


def _instead(line: Decision, decisions: Sequence[Decision]) -> str:
    """The ruling on the same passage whose place a decision took."""
    of_it = [
        one
        for one in decisions
        if (one.element, one.candidate, one.track) == (line.element, line.candidate, line.track)
    ]
    earlier = of_it[: of_it.index(line)]
    if not earlier or earlier[-1].verdict in (line.verdict, Ruling.OPEN):
        return ""
    last = earlier[-1]
    return f", in the place of “{RULINGS[last.verdict]}” by {last.who}, {moment(last.at)}"


def _besides(candidate: Candidate, element: Element, checked: Checked | None) -> str:
    """What is to be known of a passage that neither its verdict nor what can be checked says."""
    evidence = candidate.evidence
    said = []
    if element.parts and evidence.verdict is Verdict.SUPPORTS and not evidence.shows:
        said.append("It shows none of what is needed together, and so adds nothing to it.")
    if checked is None and candidate.current and not candidate.found_by:
        said.append(UNCHECKED)
    return " ".join(said)


def marked(quote: str, start: int, rules: Iterable[Hit]) -> str:
    """The quote with the words on which rules fired between « and »; `start` is its place in the document.

    Overlapping and touching spans are marked as one; what lies outside the quote is left out.
    """
    spans: list[list[int]] = []
    for first, last in sorted((hit.start - start, hit.end - start) for hit in rules):
        first, last = max(first, 0), min(last, len(quote))
        if first >= last:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], last)
        else:
            spans.append([first, last])
    for first, last in reversed(spans):
        quote = f"{quote[:first]}«{quote[first:last]}»{quote[last:]}"
    return as_read(quote)


def as_json(explanation: Explanation) -> str:
    """The explanation as one JSON object."""
    whole = {field.name: plain(getattr(explanation, field.name)) for field in fields(explanation)}
    whole["proof_decided"] = proof_data(explanation.proof_decided)
    whole["proof_proposed"] = proof_data(explanation.proof_proposed)
    whole["topic"] = topic_report_data(explanation.topic) if explanation.topic else None
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
