"""What a second reader sees: the passages, and nothing of what anybody or anything makes of them.

What is not shown is taken out of the records themselves, so that no page can let it slip: all passages look alike,
and stand in the order of their documents. The parts that a passage shows are kept, for without them a confirmed
passage decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.records import Verdict
from findings.shown import Shown, earlier_places, judged_places, kinds_of, lengths_of, statements
from workspace.records import BY_HAND_NOTE, Candidate, DocumentRow


def blinded(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without verdict, reason, weight and rules, in the order of their documents."""
    ordered = sorted(candidates, key=_place)
    return [replace(_blinded(one), rank=rank) for rank, one in enumerate(ordered, start=1)]


def _blinded(one: Candidate) -> Candidate:
    notes = tuple(note for note in one.evidence.notes if note == BY_HAND_NOTE)
    evidence = replace(
        one.evidence, verdict=Verdict.SUPPORTS, reason=None, explanation="", rules=(), notes=notes, weight=0, sure=None
    )
    return replace(one, evidence=evidence)


def unnamed(documents: Iterable[DocumentRow]) -> list[DocumentRow]:
    """The documents without what their kind was told by, which also names who corrected it."""
    return [replace(row, about=replace(row.about, kind_reason=None)) for row in documents]


def _place(one: Candidate) -> tuple[str, str, int, int, str]:
    evidence = one.evidence
    return one.source, evidence.document, evidence.start, evidence.end, evidence.element


def in_document_order(candidates: Iterable[Candidate], documents: Iterable[DocumentRow]) -> Shown:
    """All of them are shown, the same statement once, in the order of the documents."""
    rows = tuple(documents)
    there = [one for one in candidates if one.current or one.decided]
    said = sorted(statements(there, lengths_of(rows, there), kinds_of(rows)), key=lambda one: _place(one.first))
    ids = frozenset(one.first.id for one in said)
    return Shown(tuple(said), ids, judged_places(said), earlier_places(said))
