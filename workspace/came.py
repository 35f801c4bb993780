"""After which decision of a company a passage came: who decided before it cannot have seen it.

Each candidate is kept with the number of the company's last decision by the time when it was first found, and keeps it
whenever it is found again, unless it is called support now and was not before. So "not met, by hand" can be told from
what a later document, or newer rules, brought up. Numbers of decisions are compared and no times, since a document may
lie in the archive long before it is screened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection, func, or_, select

from extractors.records import Verdict
from workspace import tables
from workspace.packing import Packed
from workspace.records import decided_words

_AFTER = "after"  # beside a candidate's evidence, where there was a decision before it
_AT_ONCE = 500  # ids in one query


def came_after(evidence: Packed) -> int:
    """The company's last decision by the time when a candidate was first found; 0 for none, or where it is not kept."""
    return cast(int, evidence.get(_AFTER, 0))


def note_when_they_came(
    connection: Connection, company: str, rubric: str, document: str, rows: Sequence[dict[str, object]]
) -> None:
    """Note it on candidates of a document that are about to be put in the place of those that are there."""
    log = tables.decisions.c
    last = connection.execute(select(func.max(log.seq)).where(log.company == company)).scalar_one()
    if last is None or not rows:
        return
    there = _there(connection, company, rubric, document, rows)
    same = [tuple(there.same_as(row)) for row in rows]
    was = _evidence_of(connection, sorted({one for ids in same for one in ids}))
    for row, ids in zip(rows, same, strict=True):
        evidence = cast(Packed, row["evidence"])
        # What is called support now and was not then is news, though its words stood there.
        known = [was[one] for one in ids if not _supports(evidence) or _supports(was[one])]
        after = min(map(came_after, known), default=last)
        if after:
            evidence[_AFTER] = after


def _supports(evidence: Packed) -> bool:
    return evidence["verdict"] == Verdict.SUPPORTS


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
    """What is known already; the words of others only where one of the rows is new in its document.

    What went before, and is found in nothing that was there until now, is as new as what never was.
    """
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


def _evidence_of(connection: Connection, ids: Sequence[str]) -> dict[str, Packed]:
    known = tables.candidates.c
    found: dict[str, Packed] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = select(known.id, known.evidence).where(known.id.in_(ids[start : start + _AT_ONCE]))
        found |= {row.id: row.evidence for row in connection.execute(query)}
    return found
