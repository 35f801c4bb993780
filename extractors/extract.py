"""One document, all stages: bytes -> text -> passages -> hits -> evidence. Plain functions, no store, no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath

from extractors import readers
from extractors.binding import NEXT_TO
from extractors.by_name import as_we
from extractors.clauses import PutOff, putting_off, read_together
from extractors.context import Context, context
from extractors.document_rules import RECEIVED, RESPONSIBLE_FOR
from extractors.find import Finder
from extractors.fold import fold
from extractors.kinds import classified, classified_unread
from extractors.language import UNDETERMINED, languages_of, quoted, shares
from extractors.learned import Judged, Weighed, probability, weighed
from extractors.parts import by_language
from extractors.passages import passages
from extractors.pronouns import about_suppliers, of_a_policy, of_whom
from extractors.qualify import judgements, stated_firmly
from extractors.rank import weight
from extractors.records import (
    NOTHING_CORRECTED,
    NOTHING_SEARCHED,
    READ_BY_OCR,
    SEARCHED_WHOLE,
    Block,
    Corrected,
    Document,
    Evidence,
    Hit,
    LeadIn,
    Listing,
    Passage,
    Reading,
    Role,
    ScannedPage,
    Searched,
    SearchedPart,
    Span,
)
from extractors.rules import LanguageRules, Rules
from extractors.scanned import sureness, told
from extractors.sign_off import sign_off
from extractors.tables import headed, names_no_actor
from extractors.together import Ruled, Rulings, Tales, beside, told_together
from extractors.view import View, of_concepts
from extractors.wording import explanation
from lexicons.concepts import (
    AFFECTED,
    AT_WORK,
    CASE_DATA,
    COMMITS,
    COMMITS_WEAKLY,
    COMMUNITIES,
    COMPANY,
    FINDING,
    OWN_POLICY,
    PROHIBITS,
    SALIENT,
    THIRD_PARTY_ACTOR,
    WORKERS,
)
from rubric.frames import Frame
from rubric.kinds import IN_RIGHTS, IN_THEIR_ROW, POLICIES_ON_RIGHTS, ROW_AT_WORK, Kind, setting


@dataclass(frozen=True, slots=True)
class Screened:
    """What screening one document gave."""

    reading: Reading
    evidence: tuple[Evidence, ...]
    kind: str  # as the list or the document says; where a person corrected it, it was judged as that
    kind_reason: str = ""  # what the kind was told by
    signed: str | None = None  # the words in which the document says who approved it
    searched: Searched = NOTHING_SEARCHED


def screen_document(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None = ()
) -> Screened:
    """Read one file and find its candidate evidence for every element of the rules' rubric.

    Never raises for what is in the file: a file that cannot be read gives a Reading with its outcome. `scans` are pages
    that text recognition has read; None where it has still to read them: a document that has such is not searched yet.
    """
    name = PurePath(listing.source).name or listing.source
    reading = readers.read(content, media_type, name, scans or ())
    document = reading.document
    if document is None or (scans is None and reading.waiting):
        unread = classified_unread(listing.kind, name)
        return Screened(reading, (), unread.kind.value, unread.reason, searched=searched_by(reading, rules))
    by = classified(document, listing.kind, name)
    searched = searched_by(reading, rules)
    note = _language_note(document, searched, tuple(rules.languages))
    if note:
        reading = replace(reading, detail=f"{reading.detail} {name}: {note}".strip())
    corrected = listing.corrected
    kind = Kind(corrected.kind) if corrected.kind else by.kind
    found = tuple(evidence_of(document, listing.company, kind, rules, corrected.else_dated(listing.published)))
    signed = next((document.text[span.start : span.end] for span in sign_off(document)), None)
    return Screened(reading, _with_boxes(content, document, found), by.kind.value, by.reason, signed, searched)


def searched_by(reading: Reading, rules: Rules) -> Searched:
    """What these rules search of a file that was read so: in which parts, and by which lexicons."""
    if reading.document is None:
        return replace(NOTHING_SEARCHED, waits=bool(reading.waiting))
    language = reading.document.language
    unsearched = tuple(part for part in languages_of(language) if part not in rules.languages)
    parts = tuple(
        SearchedPart(
            language=known.lexicons.language,
            version=known.lexicons.version,
            parsed=known.lexicons.grammar is not None,
            cannot_ask=known.cannot_ask,
            tried=language == UNDETERMINED,
        )
        for known in (rules.languages[one] for one in rules.searched_in(language))
    )
    whole = reading.outcome in SEARCHED_WHOLE and set(unsearched) <= quoted(reading.document)
    return Searched(parts, unsearched, whole, waits=bool(reading.waiting))


def evidence_of(
    document: Document, company: str, kind: Kind, rules: Rules, corrected: Corrected = NOTHING_CORRECTED
) -> Iterator[Evidence]:
    """The candidate evidence of a document, in the order of its text; nothing for a language without lexicons.

    Where the rules have a model, it weighs the candidates and may bring in some (see learned.py).
    """
    for view, found in weighed(list(judged(document, company, kind, rules, corrected)), rules.model):
        for frame, one in found:
            yield _evidence(document, view, frame, one, rules)


def judged(
    document: Document, company: str, kind: Kind, rules: Rules, corrected: Corrected = NOTHING_CORRECTED
) -> Iterator[Judged]:
    """The passages of a document in which a lexicon entry fires, with what the rules make of each for each frame."""
    parts = by_language(document)
    for language in rules.searched_in(document.language):
        known, part = rules.languages[language], parts.get(language, document)
        yield from ruled(part, part.blocks, surroundings(part, company, kind, known, corrected), known)


def ruled(part: Document, blocks: Iterable[Block], around: Context, known: LanguageRules) -> Iterator[Judged]:
    """The passages of some blocks that follow each other, with what the rules make of each alone and together."""
    told = Tales.of(known.frames)
    told_until: dict[str, int] = {}  # by element: what was told together once is not told again from its middle
    neighbours: list[Ruled] = []
    for view, rulings in ruled_alone([v for block in blocks for v in views(part, block, around, known.finder)], known):
        yield view, known.asked, rulings
        neighbours = [*beside(neighbours, view), (view, rulings)]
        for whole, shown in told_together(neighbours, told):
            new = [(f, j) for f, j in shown if told_until.get(f.element.id, 0) <= whole.passage.start]
            told_until |= {frame.element.id: whole.passage.end for frame, _ in new}
            if new:
                yield whole, tuple(frame for frame, _ in new), new


def ruled_alone(read: Sequence[View], known: LanguageRules) -> Iterator[Ruled]:
    """Passages with what the rules make of each by itself. Those that the parser must read, it reads together."""

    def rulings(view: View) -> Rulings:
        return list(judgements(view, known.touched_by(view.around)))

    def unless_put_off(view: View) -> Rulings | None:
        try:
            return rulings(view)
        except PutOff:
            return None

    with putting_off() as waiting:
        first = [unless_put_off(view) for view in read]
    read_together(waiting)
    for view, found in zip(read, first, strict=True):
        yield view, rulings(view) if found is None else found


def surroundings(
    part: Document, company: str, kind: Kind, known: LanguageRules, corrected: Corrected = NOTHING_CORRECTED
) -> Context:
    """The context of a document's part in one language; of a policy about rights, with what it states firmly."""
    around = context(part, company, kind, known.finder, corrected)
    if kind not in POLICIES_ON_RIGHTS:
        return around
    read = cache(lambda: [view for block in part.blocks for view in views(part, block, around, known.finder)])
    stated: dict[tuple[str, str | None], frozenset[str]] = {}

    def stating(frame: Frame) -> frozenset[str]:
        asked = (frame.element.id, frame.via)
        if asked not in stated:
            with putting_off(False):  # whoever asks must know it, and it takes too long to be asked twice
                stated[asked] = stated_firmly(read(), frame)
        return stated[asked]

    return replace(around, stating=stating)


def _language_note(document: Document, searched: Searched, known: tuple[str, ...]) -> str:
    """What a person must know when a document was not, or not surely, searched from end to end, or without a parser."""
    unknown = searched.unsearched
    cure = f"the lexicons cover {', '.join(known)}. Read it by eye, or screen a version in one of these."
    if unknown and not searched.anything:
        said = " and ".join(
            "its language could not be told" if one == UNDETERMINED else f"it is in the language {one!r}"
            for one in unknown
        )
        return f"read, but {said}: {cure}"
    how = dict.fromkeys(unknown, ", not searched")
    how |= {part.language: ", searched without a parser" for part in searched.parts if not part.parsed}
    if not how:
        return ""
    parts = shares(document) or dict.fromkeys(languages_of(document.language), 1.0)
    told = "; ".join(_with_share(language, share) + how.get(language, "") for language, share in parts.items())
    if unknown and set(unknown) <= quoted(document):
        return f"read and searched, but for what is quoted in another language ({told}): read that by eye."
    if unknown:
        return f"read, but not searched from end to end ({told}): {cure}"
    return f"read and searched by languages ({told}): look at near misses there, too."


def _with_share(language: str, share: float) -> str:
    """ "fr 31 %": of the words that are in any language."""
    name = "a language that could not be told" if language == UNDETERMINED else language
    return f"{name} {round(100 * share)} %" if share >= 0.01 else f"{name} under 1 %"


def views(document: Document, block: Block, around: Context, finder: Finder) -> Iterator[View]:
    """The passages of a block in which any lexicon entry fires, with their lead-in and context."""
    sentence, around = "", around.of_part(block.section)
    of_suppliers, of_policy = about_suppliers(around.headings.get(block.section, ())), False
    for passage, folded in passages(document, block, around.lexicons.language):
        before, sentence = sentence, folded.text
        joined, own = folded, 0
        for ahead in (passage.lead_in, *reversed(passage.outer)) if passage.lead_in is not None else ():
            lead = fold(document.text, ahead.start, ahead.end)
            joined, own = lead.then(joined), own + len(lead.text) + 1
        respelt = as_we(joined.text, around.company, around.grammar)
        hits = _with_names(finder.hits(joined.text, around.kind, respelt), joined.text, around)
        hits = _without_mark(hits, joined.text, own, passage)
        hits, of_suppliers = of_whom(hits, own, of_suppliers)
        in_policy, of_policy = of_a_policy(hits, own, of_policy)
        row = around.titled(passage.row)
        if not hits and not row:  # a figure says something by the label of its row alone
            continue
        column = _column(document, block, around) if passage.role is Role.CELL else around.titled(passage.header)
        heading = (*around.headings.get(passage.section, ()), *row, *column)
        concepts, setting = frozenset(h.concept for h in hits), _setting(passage, row, column, around)
        setting |= {OWN_POLICY} if in_policy else frozenset()
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
            labels=(*row, *column),
            in_box=passage.section in around.boxes,
            before=before,
        )


def _column(document: Document, cell: Block, around: Context) -> tuple[Hit, ...]:
    """What the header of a cell's column says of it, and the line above its table.

    Of the cells of a row that one line above them all tells of, the first stands for the row.
    """
    header = headed(cell.header)
    titled = around.titled(cell.header)
    if names_no_actor(header):
        return tuple(hit for hit in titled if hit.concept != RESPONSIBLE_FOR)
    told = (*titled, *header)
    above = around.captions.get(cell.start)
    label = cell.lead_in
    first = label is None or not document.text[label.end : cell.start].strip(" |\t\n")
    if above is None or not first:
        return told
    said = of_concepts(headed(above), _TOLD_ABOVE | {RECEIVED})
    return (*told, *of_concepts(around.titled(above), _TOLD_ABOVE), *said)


_OF_WORK = frozenset({AT_WORK})
_TOLD_ABOVE = frozenset({CASE_DATA, FINDING, SALIENT})


def _without_mark(hits: tuple[Hit, ...], text: str, own: int, passage: Passage) -> tuple[Hit, ...]:
    """ "9 High-risk suppliers are those ...": the number at the head of a footnote is its mark, and counts nothing."""
    mark = _MARK.match(text, own) if passage.role is Role.FOOTNOTE else None
    return hits if mark is None else tuple(hit for hit in hits if not own <= hit.start < mark.end())


def _setting(passage: Passage, row: tuple[Hit, ...], column: tuple[Hit, ...], around: Context) -> frozenset[str]:
    """What a passage has without a word of its own: the kind of its document or part, its subject, and whose row."""
    inherited = {setting(around.kind), *map(setting, around.parts.get(passage.section, ()))}
    if passage.section in around.in_rights:
        inherited.add(IN_RIGHTS)
    if any(hit.concept in _PEOPLE for hit in row):
        inherited.add(IN_THEIR_ROW)
    if of_concepts(column, _TOLD_ABOVE) and of_concepts(row, _OF_WORK):
        inherited.add(ROW_AT_WORK)
    return frozenset(inherited)


def _with_names(hits: tuple[Hit, ...], text: str, around: Context) -> tuple[Hit, ...]:
    """Add what the document introduced by a name, and the company's own names: they speak of it as "we" does.

    And others who promise something by their names.
    """
    named = list(around.register.hits(text))
    if around.company is None:
        return _in_order(hits, named)
    named += [Hit("actor.company-name", COMPANY, m.start(), m.end()) for m in around.company.finditer(text)]
    for other in around.others.finditer(text) if around.others is not None else ():
        if any(h.concept in _SAID_BY_OTHERS and 0 <= h.start - other.end() <= NEXT_TO for h in hits):
            named.append(Hit("actor.other-company", THIRD_PARTY_ACTOR, other.start(), other.end()))
    return _in_order(hits, named)


def _in_order(hits: tuple[Hit, ...], named: list[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted((*hits, *named), key=lambda h: (h.start, h.end, h.rule))) if named else hits


_MARK = re.compile(r"\d{1,3}\)?\s?(?=\D)(?![.,]\d)")  # not of "2,914 calls"
_PEOPLE = frozenset({AFFECTED, COMMUNITIES, WORKERS})
_SAID_BY_OTHERS = frozenset({COMMITS, COMMITS_WEAKLY, PROHIBITS})


def _evidence(document: Document, view: View, frame: Frame, found: Weighed, rules: Rules) -> Evidence:
    passage, judgement = view.passage, found.judgement
    fired = tuple(
        replace(hit, start=start, end=end)
        for hit in judgement.decided_by
        if hit not in view.heading
        for start, end in [view.origin.span(hit.start, hit.end)]
    )
    closeness = 1.0 if judgement.reason is None else rules.closeness[judgement.reason]
    said, notes = explanation(view, frame, found, rules), judgement.notes
    recognised = sureness(
        document, [Span(passage.start, passage.end), *filter(None, [passage.lead_in]), *passage.outer]
    )
    if recognised is not None:
        said, notes = f"{said} {told(recognised)}", (*notes, READ_BY_OCR)
    return Evidence(
        document=document.sha256,
        rubric=rules.rubric.name,
        element=frame.element.id,
        start=passage.start,
        end=passage.end,
        quote=document.text[passage.start : passage.end],
        page=passage.page,
        verdict=judgement.verdict,
        reason=judgement.reason,
        explanation=said,
        rules=fired,
        lead_in=_lead_in(document, passage),
        shows=judgement.shows,
        notes=notes,
        weight=weight(closeness, len(fired), len(judgement.shows), found.score),
        sure=round(probability(found.score), 3) if found.score is not None and rules.tells_how_sure else None,
        recognised=recognised,
    )


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
