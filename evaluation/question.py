"""The records of evaluation: a passage that is put to rules and classifiers, what they say, and a labelled passage."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from extractors.records import Block, Document, Page, Role, Span, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """One passage without its labels: all that anything under test may know of it."""

    company: str
    document_kind: str | None  # in the words of those who labelled it
    text: str
    lead_in: str | None = None
    heading: str | None = None  # the nearest above it

    @property
    def whole(self) -> str:
        """The passage with its lead-in before it."""
        return f"{self.lead_in or ''} {self.text}"


def document_of(question: Question) -> Document:
    """A document with one block, the passage, below its heading; its lead-in stands in the text before it.

    >>> document = document_of(Question("Tarn Mills", None, "forced labour.", "We prohibit:"))
    >>> [document.text[span.start : span.end] for span in (document.blocks[0].lead_in, document.blocks[0])]
    ['We prohibit:', 'forced labour.']
    """
    before = f"{question.lead_in}\n" if question.lead_in else ""
    text = before + question.text
    block = Block(
        start=len(before),
        end=len(text),
        page=1,
        role=Role.ITEM if before else Role.PARAGRAPH,
        section=(question.heading,) if question.heading else (),
        lead_in=Span(0, len(before) - 1) if before else None,
    )
    name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(name, "text/plain", text, (Page(1, 0, len(text)),), (block,))


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one passage for one element; a weak one has a reason for each of its sentences."""

    verdict: Verdict
    reasons: frozenset[str | None] = frozenset()


Answer = Mapping[str, Said]  # by element; elements that are not mentioned got no candidate


@dataclass(frozen=True, slots=True)
class LabelledExample:
    """One passage with one of its labels: what a model learns from.

    A passage with several labels comes as several examples, one after the other, of the same `place`. A passage
    that was judged and says nothing has `element` and `verdict` None. Labels of different schemes say nothing
    about each other: a passage labelled by the one is unknown to the other.
    """

    company: str
    document_kind: str | None
    text: str
    lead_in: str | None
    element: str | None  # "A.1.1/S1.a", or a label of another scheme: "aims/C3_risk"
    verdict: Verdict | None
    reason: str | None  # None for supports
    scheme: str = "elements"
    place: str = ""  # file and line, or document and offset: tells one passage from the next

    @property
    def question(self) -> Question:
        """The passage without its label."""
        return Question(self.company, self.document_kind, self.text, self.lead_in)
