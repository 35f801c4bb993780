"""A year later: what became of a company's documents and of the quotes that were confirmed in them.

What a source was, and when, is known from when it was seen (`Store.seen`). Documents are told to be the same or changed
by their content: the same bytes, the same words, nearly the same text, or a text of the same kind and title that still
shares some; the address alone says nothing. Quotes are followed by `findings.followed`. Nothing is stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from archive.places import register_of
from archive.register import Visited
from errors import InputError
from extractors.fold import caseless
from extractors.records import Document, Span
from findings.company import load_state
from findings.followed import Aligned, Followed, QuoteState, Statements, all_said, follow, shared, statements_of
from findings.outcomes import findings, scores
from findings.words import missing_in_words
from forms import moment as told_moment
from forms import span
from rubric.model import Rubric
from rubric.scores import Bounds
from workspace import rubrics
from workspace.place import archive_of
from workspace.records import YEARS, Candidate, Decision, DocumentRow, Ruling, Seen
from workspace.store import Store

NEAR = 0.4  # how much of their text two editions share that need no other sign
SOME = 0.05  # and two of the same kind and title: a yearly report is written anew
SAME_PLACE = 0.15  # and two at the same address
TITLES = 85  # per cent of a title that two editions have in common, years left out

_REASON = re.compile(r"\s*\[(\w+)\]")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d)?\d\d)?\b|\bfy\s?\d\d\b", re.IGNORECASE)


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


class DocumentState(StrEnum):
    """What became of a document."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Reason(StrEnum):
    """Why a score changed, as those who compare benchmarks over the years give it: a closed list."""

    NO_CHANGE = "no_change"  # of what the company says: only how it was read or decided
    IMPROVEMENT = "improvement"
    DECLINE = "decline"
    OTHER = "other"


@dataclass(frozen=True)
class Edition:
    """A document as a company had it at one time."""

    sha256: str
    sources: tuple[str, ...]  # where it stood
    kind: str | None
    text: Statements | None  # None: it could not be read

    @property
    def title(self) -> str:
        """Its title, else the name of its file, without years."""
        named = self.text.document.title if self.text else None
        name = named or self.sources[0].rstrip("/").rpartition("/")[2]
        return " ".join(caseless(_YEAR.sub(" ", name.replace("_", " ").replace("-", " "))).split())


@dataclass(frozen=True)
class DocumentPair:
    """A document then and now; one of them where it is new or gone."""

    state: DocumentState
    then: Edition | None
    now: Edition | None
    alike: float  # how much of the text is shared, from 0 to 1
    why: str
    untold: bool = False  # whether what stands there now could not be had or read: what was read before stays


@dataclass(frozen=True)
class FollowedQuote:
    """A passage on which a person decided, and what became of it."""

    candidate: Candidate
    source: str  # where it stood then
    became: Followed


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """An indicator's bounds by what was decided on the documents of then and of now."""

    rubric: str
    indicator: str
    then: Bounds
    now: Bounds
    proposed: Reason | None  # what the figures alone suggest; None: nothing, as it is open and not decided anew
    said: Decision | None  # the line of the log in which a person said why
    in_force: Bounds  # by all that is decided, as it is shown and exported

    @property
    def changed(self) -> bool:
        """Whether the bounds differ."""
        return self.then != self.now

    @property
    def reason(self) -> Reason | None:
        """What a person said."""
        return reason_of(self.said.note) if self.said else None

    @property
    def note(self) -> str:
        """What a person wrote with the reason."""
        return _REASON.sub("", self.said.note).strip() if self.said else ""

    @property
    def written(self) -> str:
        """ "2 → 0–2"."""
        return f"{span(self.then.low, self.then.high)} → {span(self.now.low, self.now.high)}"

    @property
    def held(self) -> str:
        """Why another score is in force than that of what is there now, in a sentence; "" where it is not so."""
        if self.in_force == self.now:
            return ""
        score = span(self.in_force.low, self.in_force.high)
        still = "what was decided on documents that are gone or were replaced counts until it is decided anew"
        return f"In force is {score}: {still}."


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
        """What is of then, in words: "up to 2026-03-31"; "before 2026-03-31 12:00 UTC"."""
        whole = _is_day(self.asked) and self.since == _times(self.asked)[0]
        return f"up to {date.fromisoformat(self.asked.strip())}" if whole else f"before {told_moment(self.since)}"


# --- then and now


def moment(seen: Sequence[Seen], since: str, company: str) -> str:
    """The moment that parts then and now: what was first seen before it is of then, what was seen since is of now.

    A date is taken with its day, so that a collection of that day is of then; without it, where nothing was seen
    later; where nothing is older than that day, its first collection is of then. Raises InputError.
    """
    asked = _times(since)
    for at in asked:
        if any(one.first < at for one in seen) and any(one.last >= at for one in seen):
            return at
    again = [one.last for one in seen if one.last > one.first] + _replaced(seen)
    of_that_day = [one for one in seen if asked[-1] <= one.first < asked[0]]
    if again and of_that_day and all(one.first >= asked[-1] for one in seen):
        return min(again)
    if seen and all(one.first >= asked[0] for one in seen):
        raise InputError(
            f"--since {since}: nothing of “{company}” was seen up to then; its first document was at "
            f"{min(one.first for one in seen)}. Name that day, or a later one."
        )
    latest = max((one.last for one in seen), default="")
    told = f"its documents were last seen at {latest}" if latest else "none of its documents was received"
    raise InputError(
        f"--since {since}: nothing of “{company}” was collected since; {told}. "
        "Collect and screen it again, or name an earlier date."
    )


def _times(since: str) -> tuple[str, ...]:
    """The moments that a date or a time can mean, the first that which is tried first."""
    try:
        at = datetime.fromisoformat(since.strip())
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at = at.astimezone(UTC)
        moments = [at + timedelta(days=1), at] if _is_day(since) else [at]
    except (ValueError, OverflowError):  # the first and the last day of all have no day beside them
        raise InputError(f"--since {since}: no date; write it as 2026-03-31 or 2026-03-31T12:00") from None
    return tuple(one.isoformat(timespec="seconds") for one in moments)


def _is_day(since: str) -> bool:
    """Whether it names a whole day, and no moment of one."""
    with suppress(ValueError):
        date.fromisoformat(since.strip())
        return True
    return False


def _replaced(seen: Sequence[Seen]) -> list[str]:
    """When sources were first seen as something else than before."""
    firsts: dict[str, list[str]] = {}
    for one in sorted(seen, key=lambda one: one.first):
        firsts.setdefault(one.source, []).append(one.first)
    return [first for every in firsts.values() for first in every[1:]]


def last_year(seen: Iterable[Seen]) -> str:
    """The day up to which to look back, where nobody names one: the last before the newest collection; "" for none."""
    days = sorted({at[:10] for one in seen for at in (one.first, one.last)})
    return days[-2] if len(days) > 1 else ""


def then_and_now(seen: Sequence[Seen], at: str) -> tuple[list[Seen], list[Seen]]:
    """What each source was before a moment, and what it is since."""
    then: dict[str, Seen] = {}
    now: dict[str, Seen] = {}
    for one in sorted(seen, key=lambda one: (one.first, one.last)):
        if one.first < at:
            then[one.source] = one
        if one.last >= at:
            now[one.source] = one
    return list(then.values()), list(now.values())


# --- documents


def paired(then: Sequence[Edition], now: Sequence[Edition]) -> tuple[DocumentPair, ...]:
    """Each document of then with that of now which is the same or has come from it, the surest first; then the rest."""
    left, right = {one.sha256: one for one in then}, {one.sha256: one for one in now}
    found = []
    for sha256 in [one for one in left if one in right]:
        found.append(DocumentPair(DocumentState.SAME, left.pop(sha256), right.pop(sha256), 1.0, "the same bytes"))
    near = [(*_near(one, other), one, other) for one in left.values() for other in right.values()]
    for _, alike, why, one, other in sorted(near, key=lambda pair: (-pair[0], pair[3].sha256, pair[4].sha256)):
        if why and one.sha256 in left and other.sha256 in right:
            state = DocumentState.SAME if alike == 1.0 else DocumentState.CHANGED
            untold = other.text is None
            found.append(DocumentPair(state, left.pop(one.sha256), right.pop(other.sha256), alike, why, untold))
    found += [DocumentPair(DocumentState.GONE, one, None, 0.0, "") for one in left.values()]
    found += [DocumentPair(DocumentState.NEW, None, one, 0.0, "") for one in right.values()]
    return tuple(found)


def _near(one: Edition, other: Edition) -> tuple[float, float, str]:
    """How surely one document came from another, how much text they share, and why; "" where it did not."""
    placed = bool(set(one.sources) & set(other.sources))
    lineage = one.kind == other.kind and fuzz.ratio(one.title, other.title) >= TITLES
    if one.text is None or other.text is None:
        same = "the same kind and title" if lineage else "the same address"
        return 0.1 * placed + 0.3 * lineage, 0.0, f"{same}; not both can be read" if placed else ""
    if one.text.line == other.text.line and one.text.said:
        return 2.0, 1.0, "the same words in other bytes"
    alike = min(round(shared(one.text, other.text), 2), 0.99)
    sure = alike + 0.3 * lineage + 0.1 * placed
    if alike >= NEAR:
        return sure, alike, f"{alike:.0%} of the text"
    if lineage and alike >= SOME:
        return sure, alike, f"the same kind and title, {alike:.0%} of the text"
    if placed and alike >= SAME_PLACE:
        return sure, alike, f"the same address, {alike:.0%} of the text"
    return sure, alike, ""


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
        scores=tuple(one for rubric in used for one in _scores(store, company, rubric, pairs, at)),
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
    """Of a document that is gone, whether its source was looked for and not received, or only not screened again."""
    if pair.then is None or pair.now is not None:
        return pair
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


# --- scores and their reasons


def _scores(store: Store, company: str, rubric: Rubric, pairs: Sequence[DocumentPair], at: str) -> list[ScoreChange]:
    rows = store.documents(company, rubric.name)
    candidates = store.candidates(company, rubric.name)
    lines = [line for line in store.decisions(company) if line.rubric == rubric.name]
    told = [*lines, *(line for line in reasons_in(store, company) if line.rubric == rubric.name)]
    earlier = {pair.then.sha256 for pair in pairs if pair.then is not None}
    present = {pair.now.sha256 for pair in pairs if pair.now is not None}
    present |= {pair.then.sha256 for pair in pairs if pair.then is not None and pair.untold}  # it stays
    then = _bounds(rubric, rows, candidates, [line for line in lines if line.candidate or line.at < at], earlier)
    now = _bounds(rubric, rows, candidates, lines, present)
    state = load_state(store, rubric, company)
    return [
        ScoreChange(
            rubric=rubric.name,
            indicator=one.id,
            then=then[one.id],
            now=now[one.id],
            proposed=proposed_reason(then[one.id], now[one.id]),
            said=reason_given(told, one.id, at),
            in_force=state.scores[one.id].decided if state else now[one.id],
        )
        for one in rubric.indicators
        if one.id in then and one.id in now
    ]


def _bounds(
    rubric: Rubric,
    rows: Sequence[DocumentRow],
    candidates: Sequence[Candidate],
    lines: Sequence[Decision],
    documents: set[str],
) -> dict[str, Bounds]:
    there = [one for one in candidates if one.evidence.document in documents]
    found = findings(rubric, [replace(one, current=True) for one in there], lines, rows)
    return {one.indicator: one.decided for one in scores(rubric, found)}


def proposed_reason(then: Bounds, now: Bounds) -> Reason | None:
    """What the figures alone suggest: bounds that rose, fell, or did something else; None where they only opened."""
    if then == now or then.low <= now.low <= now.high <= then.high:  # it was open, and was decided since
        return Reason.NO_CHANGE
    if now.low <= then.low <= then.high <= now.high:
        return None
    if now.low >= then.low and now.high >= then.high:
        return Reason.IMPROVEMENT
    if now.low <= then.low and now.high <= then.high:
        return Reason.DECLINE
    return Reason.OTHER


def with_reason(reason: Reason, note: str = "") -> str:
    """The note of a decision that says why a score changed: "[improvement] they now name the right"."""
    return f"[{reason}] {note}".strip()


def reason_of(note: str) -> Reason | None:
    """The reason that a note gives, None where it gives none."""
    named = _REASON.match(note)
    return Reason(named[1]) if named and named[1] in set(Reason) else None


def reason_line(company: str, rubric: Rubric, change: ScoreChange, reason: Reason, note: str, who: str) -> Decision:
    """A line of the log that says why a score changed, and decides nothing."""
    return Decision(
        company=company,
        rubric=rubric.name,
        element=change.indicator,
        candidate=None,
        verdict=Ruling.REASONED,
        note=with_reason(reason, note),
        who=who,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        quote=change.written,
        rubric_version=rubric.version,
        track=YEARS,
    )


def reasons_in(store: Store, company: str) -> list[Decision]:
    """The lines of the log that say why scores of a company changed, and nothing else."""
    return [line for line in store.decisions(company, YEARS) if line.track == YEARS]


def reason_given(lines: Iterable[Decision], indicator: str, at: str) -> Decision | None:
    """The latest line since a moment that gives a reason for an indicator: of its own, or the note of a decision."""
    about = (line for line in lines if line.element.partition("/")[0] == indicator and line.at >= at)
    return max((line for line in about if reason_of(line.note)), key=lambda line: line.seq, default=None)


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
