"""After which decision of a company a passage came, and when it was there before: what whoever decided can have seen.

Each candidate is kept with the number of the company's last decision by the time when it was first found, and keeps it
whenever it is found again, unless it is called support now and was not before. So "not met, by hand" can be told from
what a later document, or newer rules, brought up. What went and comes back, as when a page was another for a day, is
kept with the decisions between which it was there: it is new to those alone that were made without it. Numbers of
decisions are compared and no times, since a document may lie in the archive long before it is screened.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select

from extractors.records import Verdict
from workspace import tables
from workspace.packing import Packed
from workspace.records import decided_words
from workspace.saves import WENT, Touch

Spans = list[list[int]]  # each from after one decision up to another

_AFTER = "after"  # beside a candidate's evidence, where there was a decision before it
_WAS = "was"  # and the spans in which it was there before that
_SUPPORTED = "supported"  # of what is weak: the spans in which it was called support
_AT_ONCE = 500  # ids in one query


def came_after(evidence: Packed) -> int:
    """The company's last decision by the time when a candidate was first found; 0 for none, or where it is not kept."""
    return cast(int, evidence.get(_AFTER, 0))


def was_there(evidence: Packed) -> tuple[tuple[int, int], ...]:
    """Between which decisions it was there before, each from after the first up to the second."""
    return tuple((first, last) for first, last in _spans(evidence, _WAS))


def note_when_they_came(
    connection: Connection, company: str, rubric: str, document: str, rows: Sequence[dict[str, object]]
) -> None:
    """Note it on candidates of a document that are about to be put in the place of those that are there."""
    last = _last_decision(connection, company)
    if not last or not rows:
        return
    there = _there(connection, company, rubric, document, rows)
    same = [tuple(there.same_as(row)) for row in rows]
    was = _evidence_of(connection, sorted({one for ids in same for one in ids}))
    went = _went(connection, company, rubric, [row for row, ids in zip(rows, same, strict=True) if not ids])
    for row, ids in zip(rows, same, strict=True):
        evidence = cast(Packed, row["evidence"])
        _note(evidence, [was[one] for one in ids], went.spans_of(row), last)


def _note(evidence: Packed, same: Sequence[Packed], went: Spans, last: int) -> None:
    """Note on a passage when it came: it is the same as these that are there, or as what was there in these spans."""
    # What is called support now and was not then is news, though its words stood there.
    known = [one for one in same if not _supports(evidence) or _supports(one)]
    first = min(known, key=came_after, default=None)
    if first is not None:
        after, spans = came_after(first), _spans(first, _WAS)
    else:
        after, spans = last, _joined([went, *(_spans(one, _SUPPORTED) for one in same)])
    supported = [] if _supports(evidence) else _joined([_as_support(one, last) for one in same])
    told = {_AFTER: after, _WAS: spans, _SUPPORTED: supported}
    evidence.update({name: value for name, value in told.items() if value})


def note_that_they_went(
    connection: Connection, company: str, which: Sequence[ColumnElement[bool]], stay: Iterable[str], touch: Touch
) -> None:
    """Note when candidates were there that are about to go, but for those that `stay`, and for what people found."""
    last = _last_decision(connection, company)
    if not last:
        return
    known = tables.candidates.c
    going = select(known.id).where(*which, known.current, known.found_by == "")
    ids = sorted(set(connection.execute(going).scalars()).difference(stay))
    for some in _some(ids):
        rows = connection.execute(select(tables.candidates).where(known.id.in_(some))).all()
        lines = [_line_on(row, there) for row in rows if (there := _when_there(row.evidence, last))]
        if not lines:
            continue
        for source in sorted({str(one["source"]) for one in lines}):
            touch(company, WENT + source)
        connection.execute(delete(tables.went).where(tables.went.c.id.in_([one["id"] for one in lines])))
        connection.execute(insert(tables.went), lines)


def _line_on(row: Row[tuple[object, ...]], there: Spans) -> dict[str, object]:
    told = {name: getattr(row, name) for name in ("id", "company", "rubric", "source", "element")}
    return {**told, "words": _digest(row.quote), "supports": _supports(row.evidence), "there": there}


def _last_decision(connection: Connection, company: str) -> int:
    log = tables.decisions.c
    return connection.execute(select(func.max(log.seq)).where(log.company == company)).scalar_one() or 0


def _supports(evidence: Packed) -> bool:
    return evidence["verdict"] == Verdict.SUPPORTS


def _spans(evidence: Packed, name: str) -> Spans:
    return cast(Spans, evidence.get(name, []))


def _when_there(evidence: Packed, last: int) -> Spans:
    """When it was there, up to the last decision: before, and since it came, where anything was decided since."""
    after = came_after(evidence)
    return [*_spans(evidence, _WAS), *([[after, last]] if after < last else [])]


def _as_support(evidence: Packed, last: int) -> Spans:
    """The spans in which it was called support."""
    if not _supports(evidence):
        return _spans(evidence, _SUPPORTED)
    return _when_there(evidence, last)


def _joined(found: Iterable[Spans]) -> Spans:
    """All of them, in their order, each once."""
    return [list(one) for one in sorted({(first, last) for spans in found for first, last in spans})]


def _digest(quote: object) -> str:
    return hashlib.sha256((decided_words(cast(str, quote)) or "").encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class _There:
    """The candidates in a document and in what its source was, before it is saved: by what makes them known."""

    ids: set[str]
    by_words: dict[tuple[object, object], list[str]] = field(default_factory=lambda: defaultdict(list))
    in_document: dict[object, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def same_as(self, row: dict[str, object]) -> Iterable[str]:
        """Those that said the same of the element: the same words of its source, more or less of them in its text."""
        if row["id"] in self.ids:
            return [row["id"]]
        words = decided_words(cast(str, row["quote"])) or ""
        if known := self.by_words.get((row["element"], words)):
            return known
        beside = self.in_document.get(row["element"], [])
        return [name for other, name in beside if words in other or other in words]


def _there(
    connection: Connection, company: str, rubric: str, document: str, rows: Sequence[dict[str, object]]
) -> _There:
    """What is known already; the words of others only where one of the rows is new in its document."""
    known = tables.candidates.c
    of_company = (known.company == company, known.rubric == rubric, known.current)
    ids = connection.execute(select(known.id).where(known.document == document, *of_company)).scalars()
    found = _There(set(ids))
    if found.ids.issuperset(row["id"] for row in rows):
        return found
    near = or_(known.document == document, known.source.in_({cast(str, row["source"]) for row in rows}))
    query = select(known.id, known.element, known.quote, known.document).where(*of_company, near)
    for row in connection.execute(query):
        words = decided_words(row.quote) or ""
        found.by_words[row.element, words].append(row.id)
        if row.document == document:
            found.in_document[row.element].append((words, row.id))
    return found


@dataclass(frozen=True, slots=True)
class _Went:
    """When what went was there, by its element and words, and whether it was called support then."""

    by_words: dict[tuple[object, str], list[tuple[bool, Spans]]]

    def spans_of(self, row: dict[str, object]) -> Spans:
        """When the same words of its source were there; called support, where they are now."""
        supports = _supports(cast(Packed, row["evidence"]))
        then = self.by_words.get((row["element"], _digest(row["quote"])), [])
        return _joined(spans for did, spans in then if did or not supports)


def _went(connection: Connection, company: str, rubric: str, rows: Sequence[dict[str, object]]) -> _Went:
    """What went of the sources of these candidates, which are found nowhere in what there is until now."""
    known = tables.went.c
    found: dict[tuple[object, str], list[tuple[bool, Spans]]] = defaultdict(list)
    sources = {cast(str, row["source"]) for row in rows}
    if sources:
        query = select(known.element, known.words, known.supports, known.there)
        of_sources = (known.company == company, known.rubric == rubric, known.source.in_(sources))
        for row in connection.execute(query.where(*of_sources)):
            found[row.element, row.words].append((row.supports, row.there))
    return _Went(found)


def _evidence_of(connection: Connection, ids: Sequence[str]) -> dict[str, Packed]:
    known = tables.candidates.c
    found: dict[str, Packed] = {}
    for some in _some(ids):
        query = select(known.id, known.evidence).where(known.id.in_(some))
        found |= {row.id: row.evidence for row in connection.execute(query)}
    return found
