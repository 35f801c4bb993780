"""Explains one indicator of one company: what is proposed and decided, on which words, and what was searched.

The explanation is for a reader who does not know the program: the bounds and how they follow, then for each
element the best passages with the words on which the rules fired marked «like this», the nearest misses with
the reason why they do not count, and, where nothing was found, the receipt: which documents were searched,
how many pages, and what could not be read and why. The same content comes as text and as JSON.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from archive.intake import InputError
from extractors.records import Bounds, Finding, Hit, Outcome, Proof, Truth, Verdict
from reports.company import companies_named, read_company, rubrics_used
from reports.plain import plain
from review.findings import missing_parts
from review.state import CompanyState
from review.store import Candidate, Decision, DocumentRow, Store
from rubric.engine import score
from rubric.model import Element, Indicator, Rubric
from rubric.proof import proof_data, proof_text

WIDTH = 100  # columns of the text form
SHOWN = 3  # passages, and as many near misses, for each element

OUTCOME_WORDS = {Truth.MET: "met", Truth.NOT_MET: "not met", Truth.UNKNOWN: "not known yet"}


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
    remarks: tuple[str, ...]  # what people noted when they decided


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


@dataclass(frozen=True, slots=True)
class SearchedDocument:
    """A document whose text was searched, in whole or in part."""

    source: str
    outcome: str
    pages: int
    pages_without_text: int


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


def explain(store: Store, company: str, indicator: str, rubric: str | None = None) -> Explanation:
    """Explain an indicator ("A.1.2"), or one element of it ("A.1.2/S1.c"), of one company.

    `rubric` names the rubric; without it, the workspace's rubric that has the indicator is taken. Raises
    InputError for an unknown company, indicator or element.
    """
    companies_named(store, company)
    chosen, where, elements = _find(rubrics_used(store, company), indicator, rubric)
    view = read_company(store, company, chosen)
    decisions = [one for one in view.decisions if one.element.partition("/")[0] == where.id]
    bounds, findings = view.scores[where.id], view.findings
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
        elements=tuple(_element(view, element, findings[element.id], decisions) for element in elements),
        receipt=receipt(view.documents),
        credit=chosen.credit,
    )


def _find(used: Sequence[Rubric], wanted: str, name: str | None) -> tuple[Rubric, Indicator, tuple[Element, ...]]:
    """The rubric, indicator and elements that were asked for."""
    asked = wanted.strip().casefold()
    offered = [rubric for rubric in used if name in (None, rubric.name)]
    for rubric in offered:
        for indicator in rubric.indicators:
            if asked == indicator.id.casefold():
                return rubric, indicator, tuple(indicator.elements)
            for element in indicator.elements:
                if asked == element.id.casefold():
                    return rubric, indicator, (element,)
    if not offered:
        names = ", ".join(rubric.name for rubric in used) or "none"
        raise InputError(f"--rubric {name}: the workspace was not screened by it; screened by: {names}")
    known = ", ".join(indicator.id for rubric in offered for indicator in rubric.indicators)
    raise InputError(
        f"{wanted!r}: no such indicator or element; name an indicator ({known}), "
        f"or an element such as {offered[0].elements[0].id}"
    )


def _proof(indicator: Indicator, outcomes: dict[str, Truth]) -> Proof:
    known = {element.key: outcomes.get(element.id, Truth.UNKNOWN) for element in indicator.elements}
    return score(indicator, known).proof


def _element(view: CompanyState, element: Element, finding: Finding, decisions: Sequence[Decision]) -> ExplainedElement:
    mine = list(view.of(element.id))
    # What the proposal or the decision rests on comes first, then by rank.
    mine.sort(key=lambda one: (one.id not in finding.evidence, one.rank))
    supports = [one for one in mine if one.evidence.verdict is Verdict.SUPPORTS]
    weak = [one for one in mine if one.evidence.verdict is Verdict.WEAK]
    return ExplainedElement(
        element=element.id,
        label=element.label,
        source=str(element.source),
        proposed=finding.proposed,
        decided=finding.decided,
        basis=finding.basis,
        by_hand=_by_hand(element, decisions),
        parts=element.parts,
        parts_missing=missing_parts(element, supports),
        supports=tuple(_passage(one, decisions) for one in supports[:SHOWN]),
        weak=tuple(_passage(one, decisions) for one in weak[:SHOWN]),
        more_supports=len(supports[SHOWN:]),
        more_weak=len(weak[SHOWN:]),
    )


def _by_hand(element: Element, decisions: Sequence[Decision]) -> str | None:
    """The latest decision about the element itself, in words; None when there is none or it was withdrawn."""
    mine = [one for one in decisions if one.candidate is None and one.element == element.id]
    if not mine or mine[-1].verdict == "open":
        return None
    last = mine[-1]
    return f"{last.verdict} by {last.who}, {last.at}" + (f": {last.note}" if last.note else "")


def _passage(candidate: Candidate, decisions: Sequence[Decision]) -> QuotedPassage:
    evidence = candidate.evidence
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
        remarks=tuple(f"{one.who}: {one.note}" for one in decisions if one.candidate == candidate.id and one.note),
    )


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
    return " ".join(quote.split())


def receipt(documents: Iterable[DocumentRow]) -> Receipt:
    """What was searched, and what could not be read and why."""
    searched, not_read = [], []
    for row in documents:
        # A duplicate is the same text again, and a page is counted once.
        if row.searched and row.outcome is not Outcome.DUPLICATE:
            searched.append(SearchedDocument(row.source, row.outcome, row.pages, row.pages_without_text))
        if not row.searched_whole:
            not_read.append(UnreadDocument(row.source, row.outcome, row.detail))
    pages = sum(one.pages - one.pages_without_text for one in searched)
    return Receipt(tuple(searched), pages, tuple(not_read))


# --- forms


def as_json(explanation: Explanation) -> str:
    """The explanation as one JSON object."""
    whole = {field.name: plain(getattr(explanation, field.name)) for field in fields(explanation)}
    whole["proof_decided"] = proof_data(explanation.proof_decided)
    whole["proof_proposed"] = proof_data(explanation.proof_proposed)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_text(explanation: Explanation) -> str:
    """The explanation for people, at most 100 columns wide."""
    return "\n".join(line.rstrip() for line in _lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    yield from _wrapped(f"{explanation.company}: {explanation.indicator} {explanation.title}")
    yield "=" * WIDTH
    proposed = f"Proposed: {points(explanation.proposed)}, if every proposal below were decided as it stands."
    yield from _wrapped(f"{proposed} A proposal is no result: a person decides.")
    if explanation.decisions:
        yield from _wrapped(
            f"Decided: {points(explanation.decided)}, from {_number(explanation.decisions, 'decision')}."
        )
    else:
        yield from _wrapped(f"Decided: {points(explanation.decided)}; nobody has decided anything here yet.")
    yield ""
    yield "How the proposed score follows"
    yield from _proof_lines(explanation.proof_proposed)
    if explanation.decisions:
        yield ""
        yield "How the decided score follows"
        yield from _proof_lines(explanation.proof_decided)
    for element in explanation.elements:
        yield ""
        yield from _element_lines(element, explanation.receipt)
    yield ""
    yield "What was searched"
    yield from _receipt_lines(explanation.receipt)
    if explanation.credit:
        yield ""
        yield from _wrapped(explanation.credit)


def _proof_lines(proof: Proof) -> Iterator[str]:
    """The proof's own lines, each continued under its beginning where it is too long."""
    for line in proof_text(proof).splitlines():
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        yield from _wrapped(line.strip(), indent, indent + "    ")


def _element_lines(element: ExplainedElement, searched: Receipt) -> Iterator[str]:
    yield from _wrapped(f"{element.element}  {element.label}", hang="    ")
    yield "-" * WIDTH
    proposed, decided = OUTCOME_WORDS[element.proposed], OUTCOME_WORDS[element.decided]
    yield from _wrapped(f"Proposed: {proposed}. Decided: {decided}. Basis: {element.basis.replace('_', ' ')}.")
    if element.source:
        yield from _wrapped(f"Rubric: {element.source}")
    if element.by_hand:
        yield from _wrapped(f"Decided by hand: {element.by_hand}")
    if element.parts:
        missing = f"; not shown: {_listed(element.parts_missing)}" if element.parts_missing else "; all are shown"
        yield from _wrapped(f"Needs together: {_listed(element.parts)}{missing}.")
    for number, passage in enumerate(element.supports, 1):
        yield from _passage_lines(f"{number}. ", passage)
    if element.more_supports:
        yield f"   and {element.more_supports} further passages that support it"
    if element.weak:
        yield "Nearest misses"
    for number, passage in enumerate(element.weak, 1):
        yield from _passage_lines(f"{number}. ", passage)
    if element.more_weak:
        yield f"   and {element.more_weak} further weak passages"
    if not element.supports and not element.weak:
        yield from _wrapped(f"No passage was found in {_counted(searched)}.{_and_unread(searched)}")


def _passage_lines(number: str, passage: QuotedPassage) -> Iterator[str]:
    hang = "   "
    verdict = f"weak ({passage.reason})" if passage.reason else str(passage.verdict)
    decided = f"; decided: {passage.decided}" if passage.decided else ""
    decided += "" if passage.current else "; the present rules no longer find it"
    yield from _wrapped(f"{number}{passage.source}, page {passage.page}: {verdict}{decided}", hang=hang)
    yield from _wrapped(f"“{passage.marked}”", first=hang, hang=hang + " ")
    yield from _wrapped(f"Why: {passage.explanation}", first=hang, hang=hang)
    if passage.rules:
        yield from _wrapped(f"Rules: {', '.join(passage.rules)}", first=hang, hang=hang)
    for remark in passage.remarks:
        yield from _wrapped(f"Note by {remark}", first=hang, hang=hang)


def _receipt_lines(searched: Receipt) -> Iterator[str]:
    yield from _wrapped(f"{_counted(searched)}:" if searched.searched else "No document could be searched.", first="  ")
    for one in searched.searched:
        blank = f", {one.pages_without_text} of them without text" if one.pages_without_text else ""
        yield from _wrapped(f"- {one.source}: {_number(one.pages, 'page')}{blank} ({one.outcome})", "  ", "    ")
    if searched.not_read:
        yield "  Not read, or not wholly:"
    for unread in searched.not_read:
        yield from _wrapped(f"- {unread.source}: {unread.outcome}. {unread.detail}", "  ", "    ")


def points(bounds: Bounds) -> str:
    """Bounds in words: "1 point", "0 to 2 points"."""
    low, high = f"{bounds.low:g}", f"{bounds.high:g}"
    return f"{low} point{'' if low == '1' else 's'}" if low == high else f"{low} to {high} points"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(part.replace("_", " ") for part in parts)


def _counted(searched: Receipt) -> str:
    return f"{_number(searched.pages, 'page')} of {_number(len(searched.searched), 'document')}"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _and_unread(searched: Receipt) -> str:
    unread = len(searched.not_read)
    return f" {_number(unread, 'document')} could not be read, or not wholly; see below." if unread else ""


def _wrapped(text: str, first: str = "", hang: str = "") -> list[str]:
    # A long address or file name may be wider than the page: it is kept whole, to be copied.
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
