"""A quote followed into another year's documents: it stands there unchanged, was moved, was reworded, or is gone.

A document is taken as its statements: sentences, items and cells, each with its lead-in, as the words that are in them.
The statements of two editions are aligned by their words; where the quote's own are met in that order it is unchanged,
where its words stand elsewhere it was moved. Only a statement that was in no earlier document can be a rewording of it.
Case, punctuation and the cut of a line are no change. A lead-in that changed is told beside, for "We aim at:" is not
"We commit to:"; a decision on such a quote is not offered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from extractors.fold import as_read, caseless
from extractors.passages import passages
from extractors.records import Document, Span

IN_PLACE = 0.5  # how much alike a new statement is that stands where the quote stood, to be its rewording
ELSEWHERE = 0.65  # and one that stands elsewhere
SEVERAL = 3  # statements in a row into which one was perhaps parted
FEWEST = 4  # words that two statements share, for one to be the other with more said, or less
_WORD = re.compile(r"\w+|[%€$£¥§]")

Words = tuple[str, ...]


class QuoteState(StrEnum):
    """What became of a quote."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    REWORDED = "reworded"
    GONE = "gone"
    UNTOLD = "cannot_be_told"  # found nowhere, but its document's source could not be read or had


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a document."""

    start: int
    end: int
    page: int
    words: Words
    led: Words = ()  # the words of its lead-in
    lead_in: Span | None = None


@dataclass(frozen=True)
class Statements:
    """A document's statements in their order, and its words as one line to look in."""

    document: Document
    said: tuple[Said, ...]

    @property
    def line(self) -> str:
        """All words, each with a space before it, and one at the end."""
        return self._laid_out[0]

    @cached_property
    def _laid_out(self) -> tuple[str, list[int]]:
        """The line, and where in it each statement begins."""
        pieces, starts = [], []
        at = 0
        for one in self.said:
            starts.append(at)
            piece = "".join(f" {word}" for word in one.words)
            pieces.append(piece)
            at += len(piece)
        return "".join(pieces) + " ", starts

    @cached_property
    def known(self) -> frozenset[Words]:
        """The words of each statement."""
        return frozenset(one.words for one in self.said)

    @cached_property
    def runs(self) -> frozenset[Words]:
        """The runs of five words in its statements."""
        return frozenset(
            one.words[start : start + 5] for one in self.said for start in range(max(len(one.words) - 4, 1))
        )

    def places(self, words: Words) -> Iterator[tuple[int, int, bool]]:
        """Where these words follow each other: first and last statement, and whether they fill them."""
        line, starts = self._laid_out
        wanted = "".join(f" {word}" for word in words)
        at = line.find(f"{wanted} ")
        while wanted and at >= 0:
            first = bisect_right(starts, at) - 1
            last = bisect_right(starts, at + len(wanted) - 1) - 1
            end = starts[last + 1] if last + 1 < len(starts) else len(line) - 1
            yield first, last, starts[first] == at and end == at + len(wanted)
            at = line.find(f"{wanted} ", at + 1)

    def text(self, first: int, last: int) -> str:
        """The text of statements that follow each other, with the lead-in of the first."""
        one = self.said[first]
        led = self.document.text[one.lead_in.start : one.lead_in.end] if one.lead_in else ""
        own = self.document.text[one.start : self.said[last].end]
        return " ".join(f"{led} {own}".split())


def words_of(text: str) -> Words:
    """The words of a text, whatever their case, punctuation and lines, and with accents as letters or as marks.

    Signs of money and per cent are words.
    """
    joined = re.sub(r"(?<=\w)[-\u2010\u2011](?=\w)", "", caseless(as_read(text)))
    return tuple(_WORD.findall(joined.replace("’", "").replace("'", "")))


def statements_of(document: Document) -> Statements:
    """A document as its statements; titles and page furniture are none."""
    said = []
    for block in document.blocks:
        for one, _ in passages(document, block):
            led = one.lead_in
            before = words_of(document.text[led.start : led.end]) if led else ()
            words = words_of(document.text[one.start : one.end])
            if words:
                said.append(Said(one.start, one.end, one.page, words, before, led))
    return Statements(document, tuple(said))


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words: in both texts, or in one of them alone."""

    then: str
    now: str

    @property
    def same(self) -> bool:
        """Whether nothing changed in it."""
        return words_of(self.then) == words_of(self.now)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a quote, and where it stands now."""

    state: QuoteState  # of its own words
    then: str  # with its lead-in
    now: str = ""  # "" where it is gone
    document: str | None = None  # sha256 of the one in which it stands now
    start: int | None = None
    end: int | None = None
    page: int | None = None
    alike: float = 0.0  # 1: the same words
    led_otherwise: bool = False  # its own words are the same, the lead-in that they complete is another
    difference: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Aligned:
    """Two editions of a document: which statement of the later is which of the earlier."""

    then: Statements
    now: Statements

    @cached_property
    def pairs(self) -> dict[int, int]:
        """By their places, those that stand in both in the same order."""
        numbers: dict[Words, int] = {}
        one, other = (
            [numbers.setdefault(said.words, len(numbers)) for said in some.said] for some in (self.then, self.now)
        )
        found: dict[int, int] = {}
        for block in LCSseq.opcodes(one, other):
            if block.tag == "equal":
                length = block.src_end - block.src_start
                found |= {block.src_start + step: block.dest_start + step for step in range(length)}
        return found

    def gap(self, first: int, last: int) -> tuple[int, int]:
        """Between which statements of the later edition those of the earlier from `first` to `last` stood."""
        before = max((other for one, other in self.pairs.items() if one < first), default=-1)
        after = min((other for one, other in self.pairs.items() if one > last), default=len(self.now.said))
        return before, after


def follow(
    quote: Span, then: Statements, aligned: Aligned | None, others: Sequence[Statements], before: frozenset[Words]
) -> Followed:
    """What became of a quote of an earlier document.

    `aligned` is that with the document which stands in its place now, `others` are the company's other documents of
    now, and `before` has the words of all statements of all its earlier documents.
    """
    first, last = _within(quote, then)
    whole = then.text(first, last)
    said = then.said[first : last + 1]
    exact = words_of(then.document.text[quote.start : quote.end])
    part = exact != tuple(word for one in said for word in one.words)  # a person marked other words than a statement
    every = list(others)
    found = None
    if aligned is not None:
        gap = aligned.gap(first, last)
        found = _stands(exact, said[0].led, part, aligned.now, gap, whole)
        found = found or _reworded(exact, aligned.now, gap, whole, before)
        every.insert(0, aligned.now)
    return found or _elsewhere(exact, said[0].led, part, every, whole, before)


def _within(quote: Span, where: Statements) -> tuple[int, int]:
    """The statements in which a quote stands."""
    found = [place for place, one in enumerate(where.said) if one.start < quote.end and quote.start < one.end]
    if found:
        return found[0], found[-1]
    nearest = min(range(len(where.said)), key=lambda place: abs(where.said[place].start - quote.start))
    return nearest, nearest


def _stands(
    exact: Words, led: Words, part: bool, where: Statements, gap: tuple[int, int], whole: str
) -> Followed | None:
    """The same words as a statement of their own, in its place if they are there, else the first elsewhere."""
    places = [(first, last) for first, last, filled in where.places(exact) if filled or part]
    if not places:
        return None
    here = [place for place in places if gap[0] < place[0] and place[1] < gap[1]]
    # Where the same words stand twice, the place with the same lead-in is meant.
    first, last = min(here or places, key=lambda place: where.said[place[0]].led != led)
    otherwise = where.said[first].led != led
    return _found(QuoteState.UNCHANGED if here else QuoteState.MOVED, where, first, last, whole, otherwise)


def _reworded(
    exact: Words, where: Statements, gap: tuple[int, int], whole: str, before: frozenset[Words]
) -> Followed | None:
    """The new statements, in the place of the quote, that say nearly the same."""
    best = _best(exact, where, range(gap[0] + 1, gap[1]), before)
    if best is None or best[0] < IN_PLACE:
        return None
    return _found(QuoteState.REWORDED, where, best[1], best[2], whole)


def _elsewhere(
    exact: Words, led: Words, part: bool, every: Sequence[Statements], whole: str, before: frozenset[Words]
) -> Followed:
    """The quote in another place of its document, or in another document."""
    nowhere = (0, 0)
    for where in every:
        found = _stands(exact, led, part, where, nowhere, whole)
        if found is not None:
            return found
    best: tuple[float, int, int] | None = None
    home: Statements | None = None
    for where in every:
        near = _best(exact, where, range(len(where.said)), before)
        if near is not None and (best is None or near[0] > best[0]):
            best, home = near, where
    if best is None or home is None or best[0] < ELSEWHERE:
        return Followed(QuoteState.GONE, whole)
    return _found(QuoteState.REWORDED, home, best[1], best[2], whole)


def _best(exact: Words, where: Statements, places: range, before: frozenset[Words]) -> tuple[float, int, int] | None:
    """The statements among these places that are the most like the words, with how much; new ones alone."""
    best: tuple[float, int, int] | None = None
    new = [place for place in places if where.said[place].words not in before]
    fresh = set(new)
    for first in new:
        words: Words = ()
        for last in range(first, min(first + SEVERAL, len(where.said))):
            if last not in fresh:
                break
            words += where.said[last].words
            found = alike(exact, words)
            if best is None or found > best[0]:
                best = (found, first, last)
    return best


def alike(one: Words, other: Words) -> float:
    """How much two statements say the same, from 0 to 1: by words in their order, and by their letters."""
    shared = LCSseq.similarity(one, other)
    if shared < 2:
        return 0.0
    by_words = 2 * shared / (len(one) + len(other))
    if shared >= FEWEST and shared >= 0.8 * min(len(one), len(other)):  # one is the other, with more said
        by_words = max(by_words, 0.5 + 0.5 * shared / max(len(one), len(other)))
    if shared >= FEWEST and len(other) > len(one):  # it was drawn into a longer statement, and reworded there
        by_words = max(by_words, 0.9 * fuzz.partial_ratio(one, other) / 100)
    by_letters = float(fuzz.token_sort_ratio(" ".join(one), " ".join(other))) / 100
    return max(by_words, by_letters - 0.2)


def _found(
    state: QuoteState, where: Statements, first: int, last: int, then: str, led_otherwise: bool = False
) -> Followed:
    now = where.text(first, last)
    one = where.said[first]
    same = state in (QuoteState.UNCHANGED, QuoteState.MOVED)
    return Followed(
        state=state,
        then=then,
        now=now,
        document=where.document.sha256,
        start=one.start,
        end=where.said[last].end,
        page=one.page,
        alike=1.0 if same else round(alike(words_of(then), words_of(now)), 2),
        led_otherwise=led_otherwise,
        difference=() if same and not led_otherwise else difference_of(then, now),
    )


def difference_of(then: str, now: str) -> tuple[Change, ...]:
    """Both texts cut where they differ, by words."""
    one, other = then.split(), now.split()
    folded = ([" ".join(words_of(word)) or word for word in words] for words in (one, other))
    found = []
    for block in LCSseq.opcodes(*folded):
        change = Change(
            " ".join(one[block.src_start : block.src_end]), " ".join(other[block.dest_start : block.dest_end])
        )
        found.append(change)
    return tuple(_joined(found))


def _joined(changes: Sequence[Change]) -> Iterator[Change]:
    """Deletions and insertions side by side as one change."""
    waiting: Change | None = None
    for one in changes:
        if waiting is None or one.same != waiting.same:
            if waiting is not None:
                yield waiting
            waiting = one
        else:
            waiting = Change(f"{waiting.then} {one.then}".strip(), f"{waiting.now} {one.now}".strip())
    if waiting is not None:
        yield waiting


def marked(changes: Sequence[Change]) -> str:
    """A difference for people: what went [-so-], what came {+so+}."""
    pieces = []
    for one in changes:
        if one.same:
            pieces.append(one.now)
            continue
        pieces += [f"[-{one.then}-]"] if one.then else []
        pieces += [f"{{+{one.now}+}}"] if one.now else []
    return " ".join(pieces)


def all_said(documents: Sequence[Statements]) -> frozenset[Words]:
    """The words of all statements of some documents."""
    return frozenset[Words]().union(*(one.known for one in documents))


def shared(one: Statements, other: Statements) -> float:
    """How much two documents have the same text, from 0 to 1: by the runs of five words that are in both."""
    mine, theirs = one.runs, other.runs
    if not mine or not theirs:
        return float(mine == theirs and one.line == other.line)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
