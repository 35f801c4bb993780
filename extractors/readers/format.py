"""What a format is to the registry, and how a reader says that it cannot read something.

Each format has its own module; `readers/__init__.py` lists them by what names them, and imports each when such a file
comes. A reader gives a `Reading` or raises `Unreadable`; the registry turns everything else that a parser may throw
into an outcome, so that no file stops a batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.records import Document, Fact, FactKind, Outcome, PageBox, Reading, Span

PDF = "application/pdf"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
MHTML = "multipart/related"
WEBARCHIVE = "application/x-webarchive"
UNKNOWN = "application/octet-stream"

Boxes = list[tuple[PageBox, ...]]


class Unreadable(Exception):
    """Why a file gave no document: its outcome, and a detail for people with the value and the cure."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the media types and file endings it answers to, and its two functions.

    `read(content, media_type)` gives a `Reading` or raises; its detail does not name the file, the registry does.
    `boxes(content, document, spans)` gives one tuple of boxes for each span.
    """

    media_types: tuple[str, ...]
    endings: tuple[str, ...]
    read: Callable[[bytes, str], Reading]
    boxes: Callable[[bytes, Document, Sequence[Span]], Boxes]


def less(reading: Reading, lost: Sequence[str], cure: str, kind: FactKind = FactKind.NOT_READ) -> Reading:
    """The reading without what was lost on the way, each loss in a sentence; where nothing was, the reading itself."""
    if not lost or reading.document is None:
        return reading
    facts = (*reading.document.facts, *(Fact(kind, (), sentence) for sentence in lost))
    detail = " ".join(filter(None, [reading.detail, *lost, cure]))
    document = replace(reading.document, facts=facts)
    return replace(reading, outcome=Outcome.PARTLY_READ, detail=detail, document=document)


def no_boxes(content: bytes, document: Document, spans: Sequence[Span]) -> Boxes:
    """The boxes of a format without pages: none for any span."""
    return [() for _ in spans]


def digest(content: bytes) -> str:
    """The sha256 under which a document is known."""
    return hashlib.sha256(content).hexdigest()
