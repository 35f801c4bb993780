"""PDFs that the tests draw themselves, and what is asked of the documents read from them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from extractors.readers import read
from extractors.readers.format import PDF
from extractors.records import Block, Document, Role

WIDTH, HEIGHT = 595.0, 842.0
BODY = (
    "We respect the rights of all people who work for us and with us.",
    "Every site reports to the board once a year, and the board asks",
    "what was done about each of the cases that the year has brought.",
)


def drawn(*pages: Callable[[Canvas], object], **options: Any) -> bytes:
    """A PDF with one page for each function."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, **options)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas: Canvas, x: float, top: float, *lines: str, size: float = 10, font: str = "Helvetica") -> float:
    """Sets lines below one another from `top` points below the page's top edge; gives where the next would stand."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, HEIGHT - top, line)
        top += 1.3 * size
    return top


def document_of(content: bytes) -> Document:
    reading = read(content, PDF, "policy.pdf")
    assert reading.document is not None, reading.detail
    return reading.document


def quotes(document: Document, role: Role) -> list[str]:
    return [" ".join(document.text[b.start : b.end].split()) for b in document.blocks if b.role is role]


def block_with(document: Document, words: str) -> Block:
    return next(b for b in document.blocks if words in " ".join(document.text[b.start : b.end].split()))
