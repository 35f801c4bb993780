"""What was found, as records: the rows of candidates with their ranks and with what was decided on each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, LargeBinary, Row, Select, type_coerce

from extractors.rank import order
from extractors.records import Evidence, Outcome
from workspace import tables
from workspace.came import came_after, was_there
from workspace.decisions import read_log
from workspace.packed import expanded
from workspace.packing import unpack_evidence
from workspace.records import BY_HAND, Candidate, Decision, Ruling, decided_words

# After a decision all of a company's candidates are read again, and hardly any has changed: some 30 MB at the most.
MOST = 8192

_Row = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the column of evidence holds."""

    evidence: Evidence
    after: int
    was: tuple[tuple[int, int], ...]


def read_candidates(
    connection: Connection, company: str | None, rubric: str | None, track: str, element: str | None
) -> list[Candidate]:
    """All candidates of these with rank and decision, sorted by company, rubric and rank.

    Raises zlib.error and ValueError for what was damaged.
    """
    rows = connection.execute(_query(company, rubric, element)).all()
    decided = _decided(read_log(connection, company, track))
    names = _source_names(connection, company)
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        # What a person found is there in the reading in which it was found, until that is withdrawn.
        if row.rules_version != BY_HAND or _stands(_ruling(row, decided)):
            groups[row.company, row.rubric].append(row)
    return [
        _candidate(row, rank, kept, names, _ruling(row, decided))
        for _, some in sorted(groups.items())
        for rank, (row, kept) in enumerate(_ranked(some), start=1)
    ]


def _query(company: str | None, rubric: str | None, element: str | None) -> Select[tuple[object, ...]]:
    found = tables.candidates.c
    query = tables.of_company(tables.candidates, company)
    if rubric is not None:
        query = query.where(found.rubric == rubric)
    if element is not None:
        query = query.where(found.element == element)
    as_kept = type_coerce(found.evidence, LargeBinary).label(found.evidence.name)
    return query.with_only_columns(*(as_kept if one is found.evidence else one for one in found))


def _source_names(connection: Connection, company: str | None) -> dict[tuple[str, str], str]:
    """The source under which each document is reported: of several with the same bytes, the one read."""
    rows = connection.execute(tables.of_company(tables.sources, company)).all()
    names: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: (row.outcome == Outcome.DUPLICATE.value, row.source)):
        names.setdefault((row.company, row.document), row.source)
    return names


_Decided = Mapping[tuple[str | None, str | None], Ruling]


def _decided(log: Iterable[Decision]) -> _Decided:
    """The latest ruling on each candidate, with the words on which it was made: other words are undecided."""
    return {(line.candidate, decided_words(line.quote)): line.verdict for line in log if line.candidate}


def _ruling(row: _Row, decided: _Decided) -> Ruling | None:
    return decided.get((row.id, decided_words(row.quote)))


def _stands(ruling: Ruling | None) -> bool:
    return ruling is not None and ruling is not Ruling.OPEN


def _ranked(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Kept]]:
    """The rows of one company and rubric in the order in which to look, what is no longer found last."""
    by_id = sorted(rows, key=lambda row: row.id)  # so that the order never depends on what was saved first
    read = [(row, _read(bytes(row.evidence))) for row in by_id]
    for current in (True, False):
        some = [pair for pair in read if pair[0].current is current]
        yield from (some[place] for place in order([kept.evidence for _, kept in some]))


@lru_cache(maxsize=MOST)
def _read(evidence: bytes) -> _Kept:
    packed = json.loads(expanded(evidence))
    return _Kept(unpack_evidence(packed), came_after(packed), was_there(packed))


def _candidate(
    row: _Row, rank: int, kept: _Kept, names: Mapping[tuple[str, str], str], ruling: Ruling | None
) -> Candidate:
    return Candidate(
        id=row.id,
        company=row.company,
        source=names.get((row.company, row.document), row.source),
        evidence=kept.evidence,
        rank=rank,
        decided=ruling if _stands(ruling) else None,
        current=row.current,
        rules_version=row.rules_version,
        reading=row.reading,
        found_by=row.found_by,
        after=kept.after,
        was=kept.was,
    )
