"""Judged again: a document whose kind, date, name or sign-off a person corrected, with all that hangs on them.

Nothing is fetched or read anew: the text is the one that is stored. Screening it again later gives the same, for it
counts what was corrected before what the list says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.records import Document, Evidence, PageBox, Span
from rubric.kinds import Kind
from workspace import rubrics
from workspace.records import DocumentRow
from workspace.screened import Judged
from workspace.store import Store

# Where spans of a document stand on its pages. Pages are read in a process of its own, which who asks has.
Boxes = Callable[[Document, Sequence[Span]], Sequence[tuple[PageBox, ...]]]


def judge_again(store: Store, company: str, sha256: str, boxes: Boxes | None = None) -> tuple[str, ...]:
    """Judge a document of the company again by all rubrics by which it was screened; their names.

    Without `boxes`, a passage that was not found before is marked on no picture of its page.
    """
    known = store.judged_by(company, sha256)
    return tuple(rubric for rubric in known if _judge(store, company, sha256, rubric, boxes))


def _judge(store: Store, company: str, sha256: str, rubric: str, boxes: Boxes | None) -> bool:
    """By one rubric, once more while something changes meanwhile; False for a document that has no text."""
    from extractors.extract import evidence_of  # it brings along what finds evidence

    rules = rubrics.rules(store.workspace, rubric)
    while True:
        said = store.corrected(company, sha256)  # before all that depends on it
        reading = store.reading_of(sha256)
        document = store.document(sha256)
        source, before = store.judged_by(company, sha256)[rubric]
        row = next((row for row in store.documents(company) if row.source == source), None)
        kind = _kind(row)
        if reading is None or document is None or row is None or kind is None:
            return False
        # The text may be from an older reader: screening has yet to read it again, and the ledger says so.
        version = rules.version if before == rules.version else f"{rules.version} on a text that was read before"
        judged = Judged(company, sha256, reading, rubric, source, said, version)
        found = list(evidence_of(document, company, kind, rules, said.else_dated(row.published)))
        if store.save_judged(judged, _placed(store, judged, document, found, boxes)):
            return True


def _kind(row: DocumentRow | None) -> Kind | None:
    """As what the document is judged: what a person said, else what was told when it was screened."""
    return next((kind for kind in Kind if row and kind.value == row.kind), None)


def _placed(
    store: Store, judged: Judged, document: Document, found: Sequence[Evidence], boxes: Boxes | None
) -> list[Evidence]:
    """The evidence with its places on the pages: known ones, and for the rest those that `boxes` gives."""
    known: dict[tuple[int, int], tuple[PageBox, ...]] = {}
    for one in store.candidates(judged.company):
        if one.reading == judged.reading:
            for piece in (one.evidence, one.evidence.lead_in):
                if piece is not None:
                    known[piece.start, piece.end] = piece.boxes
    spans = {(piece.start, piece.end) for one in found for piece in (one, one.lead_in) if piece is not None}
    wanted = [Span(*span) for span in sorted(spans - known.keys())]
    if boxes is not None and wanted:
        known |= {(span.start, span.end): got for span, got in zip(wanted, boxes(document, wanted), strict=True)}
    return [_with_boxes(one, known) for one in found]


def _with_boxes(one: Evidence, known: dict[tuple[int, int], tuple[PageBox, ...]]) -> Evidence:
    lead_in = one.lead_in
    if lead_in is not None:
        lead_in = replace(lead_in, boxes=known.get((lead_in.start, lead_in.end), ()))
    return replace(one, boxes=known.get((one.start, one.end), ()), lead_in=lead_in)
