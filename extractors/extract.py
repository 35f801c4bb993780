"""One document, all stages: bytes -> text -> passages -> hits -> evidence. Plain functions, no store, no network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath

import rubric as rubrics
from extractors import learned, readers
from extractors.context import Context, context, sign_off
from extractors.find import Finder, finder
from extractors.fold import Folded, fold
from extractors.kinds import classified
from extractors.language import UNDETERMINED, languages_of, languages_of_blocks
from extractors.learned import Model, Weighed, weighed
from extractors.passages import passages
from extractors.qualify import judgements
from extractors.rank import weight
from extractors.records import Block, Document, Evidence, Hit, LeadIn, Listing, Passage, Reading, Span, Verdict
from extractors.view import Judgement, View
from lexicons import FOLDER, languages, load, reading_rules
from rubric.crosswalk import crosswalk
from rubric.frames import Frame
from rubric.kinds import IN_RIGHTS, Kind
from rubric.lending import all_frames, lenders

# Raise it whenever the code of passages, find, qualify or rank changes what is found.
RULES_CODE = "2026-11-22.15"


@dataclass(frozen=True, slots=True)
class Screened:
    """What screening one document gave."""

    reading: Reading
    evidence: tuple[Evidence, ...]
    kind: str
    kind_reason: str = ""  # what the kind was told by
    signed: str | None = None  # the words in which the document says who approved it


@lru_cache(maxsize=8)
def rules_version(rubric_name: str) -> str:
    """The version of all that decides what is found: readers, lexicons, rubric (name or folder), rules, model."""
    rubric = rubrics.open_rubric(rubric_name)
    parts = [readers.READERS_VERSION, reading_rules.version(), rubric.version, RULES_CODE]
    borrowed = lenders(rubric)
    if borrowed:
        parts += [crosswalk().version, *(lender.version for lender in borrowed)]
    parts += [f"{language}={load(language).version}" for language in languages()]
    parts += [learned.digest(rubric_name)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def screen_document(
    content: bytes, media_type: str, listing: Listing, rubric_name: str, model: Model | None = None
) -> Screened:
    """Read one file and find its candidate evidence for every element of a rubric.

    `rubric_name` is the name of a rubric that comes with Firmword, or the folder of one of the user's own;
    `model` weighs the candidates (see learned.py), without one the rules alone decide.
    Never raises for what is in the file: a file that cannot be read gives a Reading with its outcome.
    """
    name = PurePath(listing.source).name or listing.source
    reading = readers.read(content, media_type, name)
    document = reading.document
    if document is None:
        return Screened(reading, (), Kind.POLICY.value)
    told = classified(document, listing.kind, name)
    note = _language_note(document.language)
    if note:
        reading = replace(reading, detail=f"{reading.detail} {name}: {note}".strip())
    found = tuple(evidence_of(document, listing.company, told.kind, rubric_name, model=model))
    signed = next((document.text[span.start : span.end] for span in sign_off(document)), None)
    return Screened(reading, _with_boxes(content, document, found), told.kind.value, told.reason, signed)


def evidence_of(
    document: Document,
    company: str,
    kind: Kind,
    rubric_name: str,
    lexicons: Path = FOLDER,
    model: Model | None = None,
) -> Iterator[Evidence]:
    """The candidate evidence of a document, in the order of its text; nothing for a language without lexicons.

    `lexicons` is a folder of lexicons to search with in the place of those that come with Firmword; with a
    `model`, candidates are weighed by it, and it may bring in some (see learned.py). Without one the rules
    alone decide.
    """
    for view, asked, rulings in judged(document, company, kind, rubric_name, lexicons):
        for frame, found in weighed(view, asked, rulings, model):
            yield _evidence(document, view, frame, found, rubric_name)


def judged(
    document: Document, company: str, kind: Kind, rubric_name: str, lexicons: Path = FOLDER
) -> Iterator[tuple[View, tuple[Frame, ...], list[tuple[Frame, Judgement]]]]:
    """The passages of a document in which a lexicon entry fires, with what the rules make of each for each frame."""
    for language in _searched_in(document.language):
        rules = finder(load(language, lexicons))
        asked = _frames(rubric_name, language, lexicons)
        around = context(document, company, kind, rules)
        for block in _blocks_in(document, language):
            for view in views(document, block, around, rules):
                yield view, asked, list(judgements(view, asked))


def _searched_in(language: str | None) -> tuple[str, ...]:
    """The lexicons for a document: English ones too where its language could not be told."""
    if language is None or language == UNDETERMINED:
        return ("en",)
    return tuple(part for part in languages_of(language) if part in languages())


def _blocks_in(document: Document, language: str) -> Iterator[Block]:
    """The blocks in one of a document's languages; all of them when it has only one."""
    if len(languages_of(document.language)) < 2:
        yield from document.blocks
        return
    for block, own in zip(document.blocks, languages_of_blocks(document.text, document.blocks), strict=True):
        if own is None or own == language:
            yield block


def _language_note(language: str | None) -> str:
    """What a person must know when a document was read but not, or not surely, searched from end to end."""
    known = languages()
    unknown = [part for part in languages_of(language) if part not in known]
    if not unknown:
        return ""
    cure = f"the lexicons cover {', '.join(known)}. Read it by eye, or screen a version in one of these."
    searched = [part for part in languages_of(language) if part in known]
    if searched:
        rest = " and ".join("a language that could not be told" if p == UNDETERMINED else repr(p) for p in unknown)
        part = ", ".join(map(repr, searched))
        return f"read, but only its part in {part} was searched, not the rest in {rest}: {cure}"
    said = "its language could not be told" if language == UNDETERMINED else f"it is in the language {language!r}"
    return f"read, but {said}: {cure}"


@lru_cache(maxsize=8)
def _frames(rubric_name: str, language: str, lexicons: Path = FOLDER) -> tuple[Frame, ...]:
    return all_frames(rubrics.open_rubric(rubric_name), load(language, lexicons))


def views(document: Document, block: Block, around: Context, rules: Finder) -> Iterator[View]:
    """The passages of a block in which any lexicon entry fires, with their lead-in and context."""
    for passage, folded in passages(document, block):
        joined, own = folded, 0
        if passage.lead_in is not None:
            lead = fold(document.text, passage.lead_in.start, passage.lead_in.end)
            joined, own = _together(lead, folded), len(lead.text) + 1
        hits = _with_names(rules.hits(joined.text, around.kind), joined.text, around)
        if not hits:
            continue
        heading = (*around.headings.get(passage.section, ()), *_labels_of(passage, rules, around.kind))
        concepts, setting = frozenset(h.concept for h in hits), _setting(passage.section, around)
        yield View(
            passage=passage,
            text=joined.text,
            own=own,
            hits=hits,
            origin=joined,
            heading=heading,
            context=around,
            concepts=concepts,
            setting=setting,
            around=concepts | frozenset(h.concept for h in heading) | setting,
        )


def _labels_of(passage: Passage, rules: Finder, kind: Kind) -> tuple[Hit, ...]:
    """What a table says of a cell: the label of its row and the header of its column are its headings."""
    labels = (label for label in (passage.row, passage.header) if label)
    return tuple(hit for label in labels for hit in rules.hits(fold(label, 0, len(label)).text, kind))


def _setting(section: tuple[str, ...], around: Context) -> frozenset[str]:
    """What a passage inherits without a word of its own: the kind of document, and that it speaks of rights."""
    kind = f"kind:{around.kind.value}"
    return frozenset({kind, IN_RIGHTS} if section in around.in_rights else {kind})


def _together(lead: Folded, item: Folded) -> Folded:
    """The lead-in and its item as one text, each character still knowing its place."""
    gap = lead.origin[-1] if len(lead.origin) else 0
    return Folded(f"{lead.text} {item.text}", (*lead.origin, gap, *item.origin), item.end)


def _with_names(hits: tuple[Hit, ...], text: str, around: Context) -> tuple[Hit, ...]:
    """Add the company's own names: they speak of it as "we" does."""
    if around.company is None:
        return hits
    named = tuple(Hit("actor.company-name", "company", m.start(), m.end()) for m in around.company.finditer(text))
    return tuple(sorted((*hits, *named), key=lambda h: (h.start, h.end, h.rule))) if named else hits


def _evidence(document: Document, view: View, frame: Frame, found: Weighed, rubric_name: str) -> Evidence:
    passage, judgement = view.passage, found.judgement
    rules = tuple(
        replace(hit, start=start, end=end)
        for hit in judgement.decided_by
        if hit not in view.heading
        for start, end in [view.origin.span(hit.start, hit.end)]
    )
    return Evidence(
        document=document.sha256,
        rubric=_name(rubric_name),
        element=frame.element.id,
        start=passage.start,
        end=passage.end,
        quote=document.text[passage.start : passage.end],
        page=passage.page,
        verdict=judgement.verdict,
        reason=judgement.reason,
        explanation=_explanation(view, frame, found, rubric_name),
        rules=rules,
        lead_in=_lead_in(document, passage),
        shows=judgement.shows,
        notes=judgement.notes,
        weight=weight(judgement.verdict, judgement.reason, len(rules), len(judgement.shows), found.score),
    )


_SAYS = {"commitment": "Firm words", "standard": "Firm words", "practice": "With"}


def _explanation(view: View, frame: Frame, found: Weighed, rubric_name: str) -> str:
    """A sentence or two for people: the verdict, the words on which it rests, and whose rules found them."""
    said = _said(view, frame, found.judgement, rubric_name)
    if found.because:
        features = "; ".join(f"{name} ({weight:+.2f})" for name, weight in found.because)
        said = (
            f"The rules pass it by; a model learned from labels finds it worth a look. Its reasons: {features}. {said}"
        )
    return said if frame.via is None else f"{said} Found by the rules of {frame.via}, through the crosswalk."


def _said(view: View, frame: Frame, judgement: Judgement, rubric_name: str) -> str:
    hits = [hit for hit in judgement.decided_by if hit not in view.heading]
    objects = frame.object | frame.also | frame.by_reference
    about = _cited(view, [hit for hit in hits if hit.concept in objects])
    others = _cited(view, [hit for hit in hits if hit.concept not in objects])
    if not about and others and judgement.reason:
        return f"{_labels(rubric_name)[judgement.reason]} The words to check: {others}."
    about = f"about {about or 'what its heading names'}"
    if judgement.verdict is Verdict.SUPPORTS:
        words = f" {_SAYS[frame.asks]}: {others}." if others else ""
        shows = "The policy itself names" if any(h.concept in frame.by_reference for h in hits) else "It shows"
        parts = f" {shows} {', '.join(judgement.shows).replace('_', ' ')}." if judgement.shows else ""
        return f"Counts: {about}.{words}{parts}"
    label = _labels(rubric_name)[judgement.reason or ""]
    return f"{label} It is {about}; the words to check: {others}." if others else f"{label} It is {about}."


def _cited(view: View, hits: Sequence[Hit]) -> str:
    """The words of some hits in quotation marks, the longest of those that overlap, at most four."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    words = dict.fromkeys(_word(view.text[hit.start : hit.end], hit) for hit in sorted(kept, key=lambda h: h.start))
    return ", ".join(list(words)[:4])


def _word(text: str, hit: Hit) -> str:
    """Cited words; a number alone, as in "Nos. 87 and 98", with what it stands for."""
    return f"“{text}”" if any(map(str.isalpha, text)) else f"“{text}” ({hit.concept})"


@lru_cache(maxsize=8)
def _name(rubric_name: str) -> str:
    """The rubric's own name; once, because opening it looks at the disk."""
    return rubrics.open_rubric(rubric_name).name


@lru_cache(maxsize=8)
def _labels(rubric_name: str) -> dict[str, str]:
    return {reason.code: reason.label for reason in rubrics.open_rubric(rubric_name).reasons}


def _lead_in(document: Document, passage: Passage) -> LeadIn | None:
    if passage.lead_in is None:
        return None
    start, end = passage.lead_in.start, passage.lead_in.end
    page = next((p.number for p in document.pages if p.start <= start < p.end), passage.page)
    return LeadIn(start, end, document.text[start:end], page)


def _with_boxes(content: bytes, document: Document, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Add the rectangles of quotes and lead-ins; only pages that carry evidence are read again."""
    wanted = list(dict.fromkeys(_spans(found)))
    if not wanted:
        return tuple(found)
    boxes = dict(zip(wanted, readers.boxes(content, document.media_type, document, wanted), strict=True))
    return tuple(
        replace(
            e,
            boxes=boxes[Span(e.start, e.end)],
            lead_in=replace(e.lead_in, boxes=boxes[Span(e.lead_in.start, e.lead_in.end)]) if e.lead_in else None,
        )
        for e in found
    )


def _spans(found: Iterable[Evidence]) -> Iterator[Span]:
    for e in found:
        yield Span(e.start, e.end)
        if e.lead_in:
            yield Span(e.lead_in.start, e.lead_in.end)
