"""A company then and now, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from findings.editions import DocumentPair, DocumentState, Edition
from findings.followed import QuoteState, marked
from findings.score_changes import Reason, ScoreChange
from findings.years import Comparison, FollowedQuote, compare
from forms import counted, spaced
from reports.company import company_meant
from workspace.store import Store

OPEN = "open: not decided anew"  # of a score from which nothing can be told


def comparison(store: Store, company: str, since: str) -> Comparison:
    """A company then and now. Raises InputError for an unknown company, and where nothing was collected since."""
    return compare(store, company_meant(store, company), since)


def as_text(found: Comparison) -> str:
    """Documents, quotes and changed scores, what changed first."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield f"{found.company}: what was seen {found.up_to}, and what is there since"
    yield ""
    yield f"Documents: {_totals([one.state for one in found.documents], list(DocumentState))}"
    for state in DocumentState:
        yield from (_document(one) for one in found.documents if one.state is state)
    yield ""
    states = [one.became.state for one in found.quotes]
    told = [one for one in QuoteState if one in states or one is not QuoteState.UNTOLD]
    yield f"Confirmed quotes: {_totals(states, told)}"
    for became in reversed(QuoteState):
        for one in found.quotes:
            if one.became.state is became:
                yield from _quote(one)
    changed = [one for one in found.scores if one.changed]
    yield ""
    yield f"Scores by decisions: {counted(len(changed), 'indicator')} of {len(found.scores)} differ"
    for differs in changed:
        yield _score(differs)
        if differs.held:
            yield f"    {differs.held}"


def _totals(states: Sequence[str], every: Sequence[str]) -> str:
    counts = Counter(states)
    return ", ".join(f"{counts[one]} {spaced(one)}" for one in every)


def _document(one: DocumentPair) -> str:
    there = one.now or one.then
    assert there is not None
    name = ", ".join(there.sources)
    before = (
        f" (was {', '.join(one.then.sources)})" if one.then and one.now and one.then.sources != one.now.sources else ""
    )
    return f"  {one.state:9} {name}{before}{f': {one.why}' if one.why else ''}"


def _quote(one: FollowedQuote) -> Iterator[str]:
    became = one.became
    where = f"{one.source}, page {one.candidate.evidence.page}"
    otherwise = ", under another lead-in" if became.led_otherwise else ""
    yield f"  {spaced(became.state):9} {one.candidate.evidence.element}, {where}{otherwise}"
    yield f"    {marked(became.difference) if became.difference else became.then}"


def _score(one: ScoreChange) -> str:
    said = f"{spaced(one.proposed)}, by the figures alone" if one.proposed else OPEN
    if one.said is not None:
        said = f"{one.reason}, as {one.said.who} said{f': {one.note}' if one.note else ''}"
    return f"  {one.rubric} {one.indicator}: {one.written} ({said})"


def as_json(found: Comparison) -> str:
    """The same for programs, with the closed list of reasons."""
    sources = {pair.now.sha256: pair.now.sources[0] for pair in found.documents if pair.now is not None}
    told = {
        "company": found.company,
        "since": found.since,
        "asked": found.asked,
        "documents": [_document_data(one) for one in found.documents],
        "quotes": [_quote_data(one, sources) for one in found.quotes],
        "scores": [_score_data(one) for one in found.scores],
        "reasons": [str(one) for one in Reason],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _document_data(one: DocumentPair) -> dict[str, object]:
    return {
        "state": one.state,
        "then": _edition_data(one.then),
        "now": _edition_data(one.now),
        "alike": one.alike,
        "why": one.why,
        "untold": one.untold,
    }


def _edition_data(one: Edition | None) -> dict[str, object] | None:
    if one is None:
        return None
    title = one.text.document.title if one.text is not None else None
    return {"document": one.sha256, "source": one.sources[0], "sources": one.sources, "kind": one.kind, "title": title}


def _quote_data(one: FollowedQuote, sources: dict[str, str]) -> dict[str, object]:
    evidence, became = one.candidate.evidence, one.became
    now = None
    if became.document is not None:
        source = sources.get(became.document)
        place = {"page": became.page, "start": became.start, "end": became.end, "text": became.now}
        now = {"document": became.document, "source": source, **place}
    return {
        "id": one.candidate.id,
        "rubric": evidence.rubric,
        "element": evidence.element,
        "state": became.state,
        "quote": evidence.quote,
        "then": {
            "document": evidence.document,
            "source": one.source,
            "page": evidence.page,
            "start": evidence.start,
            "end": evidence.end,
            "text": became.then,
        },
        "now": now,
        "alike": became.alike,
        "led_otherwise": became.led_otherwise,
        "difference": [{"then": part.then, "now": part.now, "same": part.same} for part in became.difference],
        "marked": marked(became.difference),
    }


def _score_data(one: ScoreChange) -> dict[str, object]:
    return {
        "rubric": one.rubric,
        "indicator": one.indicator,
        "then": {"low": one.then.low, "high": one.then.high},
        "now": {"low": one.now.low, "high": one.now.high},
        "in_force": {"low": one.in_force.low, "high": one.in_force.high},
        "changed": one.changed,
        "reason": one.reason,
        "note": one.note,
        "said_by": one.said.who if one.said else None,
        "proposed_reason": one.proposed,
    }
