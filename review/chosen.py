"""The words that a person chose in a document, checked, and the evidence that they become."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.fold import fold
from extractors.passages import LONGEST, passages, word_count
from extractors.records import Document, Evidence, LeadIn, Role, Span
from findings.company import CompanyState
from review.lines import line_on
from review.pictures import Pictures
from rubric.model import Element
from workspace.by_hand import Found, evidence_by_hand
from workspace.records import BY_HAND, Ruling, candidate_id, hand_id


class NotChosen(Exception):
    """These words cannot be evidence; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form sends of the words that were chosen: their place where the page knows it, else only the words."""

    quote: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the words, by whom, and the last line of the log that the page showed."""

    element: Element
    verdict: Ruling
    shows: tuple[str, ...]
    note: str
    who: str
    seen: int


def span_of(document: Document, choice: Choice, within: Span) -> Span:
    """Where the chosen words stand, without the spaces around them. Raises NotChosen.

    A place must have the very words that were sent: a browser that counts otherwise than in code points, or shows an
    older reading of the document, would else make evidence of other words.
    """
    if choice.start is None or choice.end is None:
        found = _found_in(document.text, choice.quote, within)
    else:
        found = _placed(document.text, choice.quote, choice.start, choice.end)
    words = word_count(fold(document.text, found.start, found.end).text)
    if words > LONGEST:
        raise NotChosen(f"Not saved: {words} words are selected; a quote has at most {LONGEST}. Select fewer.")
    return found


def _placed(text: str, quote: str, start: int, end: int) -> Span:
    if not 0 <= start <= end <= len(text):
        raise NotChosen(
            f"Not saved: there are no words from {start} to {end}: the document ends at {len(text)}. Select them again."
        )
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise NotChosen("Not saved: nothing is selected. Select the words first.")
    if _bare(quote) != _bare(text[start:end]):
        raise NotChosen(
            f"Not saved: at {start} to {end} the document does not say what was sent. Reload the page, "
            "and select the words again."
        )
    return Span(start, end)


def _found_in(text: str, quote: str, within: Span) -> Span:
    folded = fold(text, within.start, within.end)  # copied words are whole, also where a line's end parts them
    words = fold(quote, 0, len(quote)).text.split()
    if not words:
        raise NotChosen("Not saved: nothing is selected. Select the words first, or copy them into the field.")
    found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), folded.text)]
    if not found:
        raise NotChosen("Not saved: these words do not stand here as they are written. Copy them from the text.")
    if len(found) > 1:
        raise NotChosen(f"Not saved: these words stand here {len(found)} times. Take some more of the words around.")
    return Span(*folded.span(*found[0]))


def same_words(text: str, quote: str, within: Span) -> tuple[Span, ...]:
    """Wherever the words of a quote stand, whatever their case and punctuation: as a statement is the same."""
    said = fold(quote, 0, len(quote)).text
    words = re.findall(r"\w+", said)
    if not words:
        return ()
    folded = fold(text, within.start, within.end)
    first, last = (r"[^\w\s]*" if re.search(edge, said) else "" for edge in (r"^\W", r"\W$"))
    found = re.finditer(first + r"\W+".join(map(re.escape, words)) + last, folded.text, re.IGNORECASE)
    return tuple(Span(*folded.span(*match.span())) for match in found)


def _bare(words: str) -> str:
    """The words without white space, in which a page differs from the text that it shows."""
    return "".join(words.split())


def units(document: Document, within: Span) -> tuple[Span, ...]:
    """The sentences, items, cells and headings of a part of a document: what is selected in one go."""
    found: list[Span] = []
    for block in document.blocks:
        if block.start < within.end and within.start < block.end and block.role is not Role.FURNITURE:
            pieces = [Span(one.start, one.end) for one, _ in passages(document, block)]
            found += pieces or [Span(block.start, block.end)]
    return tuple(found)


def lead_in_of(document: Document, span: Span) -> LeadIn | None:
    """The words before a list that an item needs to be understood, unless they are chosen themselves."""
    for block in document.blocks:
        if block.start <= span.start < block.end:
            for passage, _ in passages(document, block):
                if passage.end > span.start and passage.lead_in is not None:
                    return _lead_in(document, passage.lead_in, span)
    return None


def _lead_in(document: Document, lead: Span, span: Span) -> LeadIn | None:
    if lead.start < span.end and span.start < lead.end:
        return None
    page = next((page.number for page in document.pages if page.start <= lead.start < page.end), 1)
    return LeadIn(lead.start, lead.end, document.text[lead.start : lead.end], page)


def check_worth(verdict: Ruling) -> None:
    """Raises NotChosen for a ruling by which no words become evidence."""
    if verdict not in (Ruling.SUPPORTS, Ruling.WEAK):
        raise NotChosen("Not saved: what is added supports the element, or is weak. Reload the page.")


def found_by_hand(
    state: CompanyState, document: Document, reading: int, spans: Sequence[tuple[Span, Said]], pictures: Pictures
) -> list[Found]:
    """What the store is to add: evidence with its places on the pages, and what is said of it. Raises NotChosen."""
    leads = [lead_in_of(document, span) for span, _ in spans]
    places = [span for span, _ in spans] + [Span(lead.start, lead.end) for lead in leads if lead]
    boxes = dict(zip(places, pictures.boxes(document, places), strict=True))
    found = []
    for (span, said), lead in zip(spans, leads, strict=True):
        missing = bool(said.element.parts) and not said.shows and said.verdict is Ruling.SUPPORTS
        if missing or not set(said.shows) <= set(said.element.parts):
            raise NotChosen(f"Not saved: say which parts of {said.element.id} these words show.")
        placed = replace(lead, boxes=boxes[Span(lead.start, lead.end)]) if lead else None
        weak = said.verdict is Ruling.WEAK
        about = (state.rubric.name, said.element.id, span.start, span.end, weak, said.shows, placed, boxes[span])
        evidence = evidence_by_hand(document, *about)
        line = replace(line_on(state, said.element, None, said.verdict, said.note, said.who), rules_version=BY_HAND)
        found.append(Found(evidence, reading, line, seen_of(state, evidence, said.seen)))
    return found


def seen_of(state: CompanyState, evidence: Evidence, seen: int) -> int:
    """The last line on the candidate of this evidence of those that the page can have shown."""
    name = candidate_id(state.company, evidence)
    of_rules = next((one for one in state.candidates if one.id == name and one.current), None)
    if of_rules is None or not set(evidence.shows) <= set(of_rules.evidence.shows):
        name = hand_id(state.company, evidence, state.track)
    lines = (line.seq for line in state.decisions if line.candidate == name)
    return max((seq for seq in lines if seq <= seen), default=0)


def last_line(state: CompanyState) -> int:
    """The number of the last line of the log that a page of this state shows."""
    return max((line.seq for line in state.decisions), default=0)
