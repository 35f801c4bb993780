"""What takes the place of a quote: in each place of its statement where the same words stand, in one press.

The quote as it was is rejected in all these places, as any other decision covers them; a place in which the words that
stay do not stand is rejected alone, and the line says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.records import Document, Span
from findings.company import CompanyState
from review import words
from review.chosen import NotChosen, Said, found_by_hand, same_words
from review.desk import Desk
from review.lines import line_on
from review.reworking_pages import around
from rubric.model import Element
from workspace.by_hand import Found
from workspace.records import Candidate, Decision, Ruling

Parts = Sequence[tuple[Span, Said]]


@dataclass(frozen=True, slots=True)
class Work:
    """A quote that is worked on, in its document."""

    state: CompanyState
    candidate: Candidate
    document: Document

    @property
    def element(self) -> Element:
        """The element that it is for."""
        return self.state.rubric.element(self.candidate.evidence.element)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.candidate.evidence.start, self.candidate.evidence.end)

    @property
    def worth(self) -> Ruling:
        """What it is taken for so far, by a person or by the rules."""
        if self.candidate.decided in (Ruling.SUPPORTS, Ruling.WEAK):
            return self.candidate.decided
        return Ruling.WEAK if self.candidate.evidence.verdict.value == "weak" else Ruling.SUPPORTS


@dataclass(frozen=True, slots=True)
class Instead:
    """What is to take the quote's place, as a form says it."""

    told: str  # how a note begins: "Trimmed to"
    parts: Parts  # in the place at hand
    places: tuple[str, ...]  # the statement's other places that the page showed
    seen: int  # the last line of the log that the page showed


def put_instead(desk: Desk, work: Work, instead: Instead) -> str:
    """Put it there and reject the quote, in all places together; the id of what now stands in the place at hand.

    Raises NotChosen, and StaleDecision where anything was decided on any of the places since the page was made.
    """
    if not _as_read_now(desk, work):
        raise NotChosen("Not saved: the document was read anew since. Find the words in it again.")
    places = [work, *_others(desk, work, instead.places)]
    parts = [instead.parts, *(_there(desk, work, other, instead.parts) for other in places[1:])]
    found = _found(desk, places, parts)
    lines = [_line(desk, work, one, instead, some) for one, some in zip(places, parts, strict=True)]
    return desk.store.add_together(found, lines)[0]


def _others(desk: Desk, work: Work, names: Sequence[str]) -> Iterator[Work]:
    """The statement's other places that the page showed. Raises NotChosen where they are that no longer."""
    known = {one.id: one for one in work.state.shown.same_as(work.candidate)}
    documents = {work.document.sha256: work.document}
    for name in names:
        if name not in known:
            raise NotChosen(
                "Not saved: meanwhile the same words do not stand in all these places. Look at them again, then decide."
            )
        one = known[name]
        sha256 = one.evidence.document
        document = documents.get(sha256) if one.reading == work.candidate.reading else None
        documents[sha256] = document or desk.store.document_of(one)
        yield Work(work.state, one, documents[sha256])


def _as_read_now(desk: Desk, work: Work) -> bool:
    return work.candidate.reading == desk.store.reading_of(work.document.sha256)


def _there(desk: Desk, work: Work, other: Work, parts: Parts) -> Parts:
    """The parts as they stand in another place; none where one of them does not."""
    if not _as_read_now(desk, other):
        return []
    spans = [_span_there(work, other, span) for span, _ in parts]
    return [(span, said) for span, (_, said) in zip(spans, parts, strict=True) if span] if all(spans) else []


def _span_there(work: Work, other: Work, span: Span) -> Span | None:
    """Where the words of this place stand in the other: of several times the same one; None where they do not."""
    if span == work.span:
        return other.span
    quote = work.document.text[span.start : span.end]
    here, there = _stands(work, quote), _stands(other, quote)
    if not here or len(here) != len(there):
        return None
    nearest = min(range(len(here)), key=lambda n: abs(here[n].start - span.start))
    return there[nearest]


def _stands(work: Work, quote: str) -> list[Span]:
    found = same_words(work.document.text, quote, around(work.document, work.candidate))
    return [one for one in found if one.start < work.span.end and work.span.start < one.end]


def _found(desk: Desk, places: Sequence[Work], parts: Sequence[Parts]) -> list[Found]:
    """What is put there, document by document, so that each is opened once; that of the place at hand first."""
    by_document: dict[str, tuple[Work, dict[Span, Said]]] = {}
    for one, some in zip(places, parts, strict=True):
        _, spans = by_document.setdefault(one.document.sha256, (one, {}))
        for span, said in some:
            spans.setdefault(span, said)  # two places may give the same words, where one trims beyond the quote
    return [
        found
        for one, spans in by_document.values()
        for found in found_by_hand(one.state, one.document, one.candidate.reading, tuple(spans.items()), desk.pictures)
    ]


def _line(desk: Desk, at_hand: Work, one: Work, instead: Instead, parts: Parts) -> tuple[Decision, int]:
    """The line that rejects the quote in one place, with the last line on it that the page can have shown."""
    told = f"{instead.told} {_quotes(one, parts)}."
    if not parts:
        told = f"{instead.told} {_quotes(at_hand, instead.parts)} elsewhere; here these words could not be placed."
    note = f"{told} {instead.parts[0][1].note}".strip()
    line = line_on(one.state, one.element, one.candidate, Ruling.REJECTED, note, desk.reviewer)
    history = [each.seq for each in one.state.history(one.element.id, one.candidate.id)]
    return line, max((seq for seq in history if seq <= instead.seen), default=0)


def _quotes(one: Work, parts: Parts) -> str:
    text = one.document.text
    return " and ".join(f"“{words.shortened(text[span.start : span.end])}”" for span, _ in parts)
