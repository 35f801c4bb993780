"""Where a document says who at the top approved it: "This statement was approved by the Board of Directors".

It counts in a sentence that names the document itself, anywhere, and as a label at its beginning or end ("Approved by:
Board of Directors"), in a table, a running header or a signature. The approval of another paper does not count, nor one
that is still to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from extractors.document_rules import APPROVER, NOT_YET, SIGN_OFF, TOP, says, worth_trying
from extractors.fold import as_read
from extractors.papers import Stretch, ends, near_an_end, stretch
from extractors.records import Document, Role, Span
from lexicons.concepts import SIGNED_OFF


@lru_cache(maxsize=1)  # asked twice of each document: for what its passages count as, and for what is told of it
def sign_off(document: Document) -> tuple[Span, ...]:
    """Where a document says that its board, a director or the chief executive approved it."""
    found = {*_in_tables(document)}
    for zone in ends(document):
        found |= {*_said(zone, anywhere=False)}
    for block in document.blocks:
        words = document.text[block.start : block.end]
        if not near_an_end(document, block) and _any(SIGNED_OFF, as_read(words)):
            found |= {*_said(stretch(document, block.start, block.end), anywhere=True)}
    return tuple(sorted(_widest(found), key=lambda span: span.start))


def _said(zone: Stretch, anywhere: bool) -> Iterator[Span]:
    """The approvals of the document itself that a stretch tells; of a place anywhere those that name the document."""
    for pattern in worth_trying(SIGN_OFF, SIGNED_OFF, zone.text):
        for match in pattern.finditer(zone.text):
            start = zone.named_from(*match.span())
            if (
                start is None
                or zone.begins_anew_within(*match.span())
                or (anywhere and not zone.names_itself(*match.span()))
            ):
                continue
            if not _any(NOT_YET, zone.text[min(start, zone.sentence(match.start())) : match.end()]):
                yield Span(*zone.folded.span(start, match.end()))


def _in_tables(document: Document) -> Iterator[Span]:
    """Cells that name somebody at the top, in a column or row of approvals."""
    cells = [block for block in document.blocks if block.role is Role.CELL and near_an_end(document, block)]
    for cell in cells:
        labels = [words for words in (cell.header, cell.row) if words and _any(APPROVER, words)]
        words = document.text[cell.start : cell.end]
        if labels and _any(TOP, words) and not _any(NOT_YET, f"{labels[0]} {words}"):
            before = document.text[: cell.start].rstrip()
            label = len(before) - len(labels[0]) if before.endswith(labels[0]) else cell.start
            yield Span(label, cell.end)


def _widest(spans: set[Span]) -> list[Span]:
    """Of spans that say the same those that lie in no other."""
    return [
        one
        for one in spans
        if not any(other != one and other.start <= one.start and one.end <= other.end for other in spans)
    ]


def _any(concept: str, text: str) -> bool:
    return says(SIGN_OFF, concept, text)
