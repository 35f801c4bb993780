"""The passages of labelled documents as a baseline sees them, and what their labels teach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.coverings import Found, covered, labels_by_document
from evaluation.documents import read_document
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledPassage, Pages, was_read
from evaluation.question import LabelledExample, Question
from extractors.passages import passages
from extractors.records import Document, Verdict

_ELSEWHERE = 25  # every so many passages without a label is taken as an example of what says nothing


@dataclass(frozen=True, slots=True)
class BaselinePassage:
    """One passage that a baseline may take, in the form in which it is measured."""

    document: str
    company: str
    page: int
    quote: str
    lead_in: str | None
    kind: str | None = None
    start: int = 0

    @property
    def question(self) -> Question:
        """The passage as it is put to a baseline."""
        return Question(self.company, self.kind, self.quote, self.lead_in)

    def found(self, element: str) -> Found:
        """The passage, taken as support for an element."""
        return Found(self.document, self.page, self.quote, element, Verdict.SUPPORTS, None, 0.0, self.lead_in)


def passages_in(documents: Iterable[LabelledDocument], pages: Pages) -> Iterator[BaselinePassage]:
    """All passages of the documents that can be read, on the pages that those who labelled read."""
    for one in documents:
        document = read_document(one)
        if document is not None:
            every = passages_of(document, one.sha256, one.listing.company, one.listing.kind)
            yield from (passage for passage in every if was_read(pages, passage.document, passage.page))


def passages_of(document: Document, sha256: str, company: str, kind: str | None) -> Iterator[BaselinePassage]:
    """All passages of a document, as the rules see them."""
    for block in document.blocks:
        for passage, _ in passages(document, block):
            lead_in = passage.lead_in
            yield BaselinePassage(
                document=sha256[:SHORT],
                company=company,
                page=passage.page,
                quote=document.text[passage.start : passage.end],
                lead_in=document.text[lead_in.start : lead_in.end] if lead_in else None,
                kind=kind,
                start=passage.start,
            )


def examples_of(every: Sequence[BaselinePassage], labelled: Iterable[LabelledPassage]) -> list[LabelledExample]:
    """What documents that were labelled whole teach: each labelled passage, and some that nobody labelled."""
    labels = labels_by_document(labelled)
    examples: list[LabelledExample] = []
    for number, one in enumerate(every):
        mine = covered(one.question.whole, one.page, labels.get(one.document, ()))
        if mine or number % _ELSEWHERE == 0:
            examples += _examples(one, mine)
    return examples


def _examples(one: BaselinePassage, labels: Sequence[LabelledPassage]) -> Iterator[LabelledExample]:
    """A passage with each of its labels; where it was labelled twice for an element, support counts."""
    best: dict[str, LabelledPassage] = {}
    for row in labels:
        if row.element not in best or row.verdict is Verdict.SUPPORTS:
            best[row.element] = row
    for label in best.values() or (None,):
        yield LabelledExample(
            company=one.company,
            document_kind=one.kind,
            text=one.quote,
            lead_in=one.lead_in,
            element=label.element if label else None,
            verdict=label.verdict if label else None,
            reason=label.reason if label else None,
            place=f"{one.document}:{one.start}",
        )
