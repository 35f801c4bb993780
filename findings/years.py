"""A year later: what became of a company's documents and of the quotes that were confirmed in them.

Which sources are of then and of now says `then_and_now.py`, which documents belong together `editions.py`, how scores
changed `score_changes.py`; quotes are followed by `followed.py`. Nothing is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.places import register_of
from archive.register import Visited
from extractors.records import Document, Span
from findings.editions import DocumentPair, Edition, paired
from findings.followed import Aligned, Followed, QuoteState, Statements, all_said, follow, statements_of
from findings.score_changes import ScoreChange, score_changes
from findings.then_and_now import moment, then_and_now, up_to
from findings.words import missing_in_words
from workspace import rubrics
from workspace.place import archive_of
from workspace.records import Candidate, DocumentRow, Ruling, Seen
from workspace.store import Store

Texts = dict[int, Statements]  # by the reading


@dataclass
class Shelf:
    """The texts of the company that was looked at last: whoever takes offer after offer does not wait for them anew."""

    company: str = ""
    texts: Texts = field(default_factory=dict)

    def of(self, company: str) -> Texts:
        """The texts of this company."""
        if company != self.company:
            self.company, self.texts = company, {}
        return self.texts


@dataclass(frozen=True)
class FollowedQuote:
    """A passage on which a person decided, and what became of it."""

    candidate: Candidate
    source: str  # where it stood then
    became: Followed


@dataclass(frozen=True)
class Comparison:
    """A company then and now."""

    company: str
    asked: str  # since when, as it was asked
    since: str  # the moment that parts then and now
    documents: tuple[DocumentPair, ...]
    quotes: tuple[FollowedQuote, ...]  # confirmed ones
    scores: tuple[ScoreChange, ...] = ()

    @property
    def up_to(self) -> str:
        """What is of then, in words."""
        return up_to(self.asked, self.since)


# --- quotes


def followed(candidates: Iterable[tuple[Candidate, Span, str]], pairs: Sequence[DocumentPair]) -> list[FollowedQuote]:
    """What became of passages of then; each with its place in the text of then, and its source."""
    earlier = {pair.then.sha256: pair for pair in pairs if pair.then is not None}
    texts = [pair.now.text for pair in pairs if pair.now is not None and pair.now.text is not None]
    before = all_said([pair.then.text for pair in earlier.values() if pair.then and pair.then.text])
    aligned: dict[str, Aligned | None] = {}
    found = []
    for candidate, place, source in candidates:
        pair = earlier[candidate.evidence.document]
        then, now = pair.then, pair.now
        if then is None or then.text is None or not then.text.said:
            continue
        if then.sha256 not in aligned:
            aligned[then.sha256] = Aligned(then.text, now.text) if now is not None and now.text is not None else None
        others = [text for text in texts if now is None or text is not now.text]
        became = follow(place, then.text, aligned[then.sha256], others, before)
        if pair.untold and became.state is QuoteState.GONE:
            became = replace(became, state=QuoteState.UNTOLD)
        found.append(FollowedQuote(candidate, source, became))
    return found


# --- a company


def compare(store: Store, company: str, since: str, texts: Texts | None = None) -> Comparison:
    """A company's documents, confirmed quotes and scores, then and now. Raises InputError.

    `texts` are those that are cut into statements already; what is not among them is added.
    """
    at, pairs = _documents(store, company, since, {} if texts is None else texts)
    decided = _decided(store, company, pairs)
    confirmed = [one for one in decided if one[0].decided is Ruling.SUPPORTS]
    used = rubrics.used(store, company)
    return Comparison(
        company=company,
        asked=since,
        since=at,
        documents=pairs,
        quotes=tuple(followed(confirmed, pairs)),
        scores=tuple(one for rubric in used for one in score_changes(store, company, rubric, pairs, at)),
    )


def _documents(store: Store, company: str, since: str, texts: Texts) -> tuple[str, tuple[DocumentPair, ...]]:
    seen = store.seen(company)
    at = moment(seen, since, company)
    then, now = ([_edition(store, some, texts) for some in _by_content(part)] for part in then_and_now(seen, at))
    rows = {row.source: row for row in store.documents(company)}
    visits = register_of(archive_of(store.workspace))
    return at, tuple(_told(pair, rows, at, visits) for pair in paired(then, now))


def _by_content(seen: Sequence[Seen]) -> list[list[Seen]]:
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        groups.setdefault(one.sha256, []).append(one)
    return list(groups.values())


def _edition(store: Store, some: Sequence[Seen], texts: Texts) -> Edition:
    sha256 = some[0].sha256
    reading = store.reading_of(sha256)
    if reading is not None and reading not in texts and (document := store.document(sha256)) is not None:
        texts[reading] = statements_of(document)
    kind = next((one.kind for one in some if one.kind), None)
    return Edition(sha256, tuple(one.source for one in some), kind, texts.get(reading or 0))


def _told(pair: DocumentPair, rows: Mapping[str, DocumentRow], at: str, visits: Visited) -> DocumentPair:
    """Of a document that is gone, whether its source was looked for and not received, or only not screened again.

    Of one that was there since, whether it is missing by now.
    """
    if pair.then is None or pair.now is not None:
        return _missing_by_now(pair, rows)
    for source in pair.then.sources:
        visit = visits.latest(source)
        if visit is not None and visit.at >= at and visit.sha256 == pair.then.sha256:
            why = f"not screened since, but on {visit.at[:10]} it was still at its address"
            return replace(pair, why=why, untold=True)
    tried = [rows[one] for one in pair.then.sources if one in rows and rows[one].fetched >= at]
    failed = next((row for row in tried if row.document is None), None)
    if failed is None:
        if any(row.document != pair.then.sha256 for row in tried):
            return replace(pair, why="another document stands at its address now")
        missing = [rows[one] for one in pair.then.sources if one in rows and rows[one].missing is not None]
        return replace(pair, why=missing_in_words(missing[0]) if missing else "not among what was received since")
    why = f"not received again, so it may still be there: {failed.detail or failed.outcome}"
    return replace(pair, why=why, untold=True)


def _missing_by_now(pair: DocumentPair, rows: Mapping[str, DocumentRow]) -> DocumentPair:
    found = [rows[one] for one in pair.now.sources if one in rows] if pair.now is not None else []
    if not found or any(row.missing is None for row in found):
        return pair
    return replace(pair, why="; ".join(filter(None, [pair.why, missing_in_words(found[0])])))


def _decided(store: Store, company: str, pairs: Sequence[DocumentPair]) -> list[tuple[Candidate, Span, str]]:
    """The decided passages of the documents of then, each with its place in the text as it is read now."""
    earlier = {pair.then.sha256: pair.then for pair in pairs if pair.then is not None}
    found = []
    for one in store.candidates(company):
        edition = earlier.get(one.evidence.document)
        if edition is None or edition.text is None or one.decided is None:
            continue
        place = Span(one.evidence.start, one.evidence.end)
        document = edition.text.document
        if document.text[place.start : place.end] != one.evidence.quote:  # decided in the text of older readers
            at = document.text.find(one.evidence.quote)
            place = Span(at, at + len(one.evidence.quote)) if at >= 0 else _nearby(document, one)
        found.append((one, place, edition.sources[0]))
    return found


def _nearby(document: Document, one: Candidate) -> Span:
    start = min(one.evidence.start, max(len(document.text) - 1, 0))
    return Span(start, start + 1)


# --- what the desk offers


@dataclass(frozen=True)
class YearOffer:
    """A decision of then, offered for the same words in the documents of now."""

    candidate: Candidate  # of now, undecided
    then: Candidate
    decision: Ruling
    became: Followed


def offers_in(store: Store, company: str, rubric: str, pairs: Sequence[DocumentPair]) -> tuple[YearOffer, ...]:
    """Decisions on passages that stand unchanged or moved in another document than then, for the passages of now.

    By the rank of the passages; what is decided on is no longer offered. The documents are those of `compare`.
    """
    now: dict[tuple[str | None, str], list[Candidate]] = defaultdict(list)
    for one in store.candidates(company, rubric):
        if one.current and one.decided is None:
            now[one.evidence.document, one.evidence.element].append(one)
    judged = [
        one
        for one in _decided(store, company, pairs)
        if one[0].evidence.rubric == rubric and one[0].decided in (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED)
    ]
    found: dict[str, YearOffer] = {}
    for quote in followed(judged, pairs):
        became, then = quote.became, quote.candidate
        same_words = became.state in (QuoteState.UNCHANGED, QuoteState.MOVED) and not became.led_otherwise
        if not same_words or became.document == then.evidence.document:
            continue
        for one in now[became.document, then.evidence.element]:
            if _meets(one, became) and then.decided is not None:
                found.setdefault(one.id, YearOffer(one, then, then.decided, became))
    return tuple(sorted(found.values(), key=lambda offer: offer.candidate.rank))


def _meets(candidate: Candidate, became: Followed) -> bool:
    evidence = candidate.evidence
    if became.start is None or became.end is None:
        return False
    return evidence.start < became.end and became.start < evidence.end
