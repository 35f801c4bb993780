"""What a person is shown by default: fewer candidates, and different ones.

The same statement in several places, editions or documents is one candidate with its places. Of each element the
supports are shown, and the few near misses that could change a mind; what is weaker stays one step away. Nothing is
stored, and nothing here says what counts: findings and scores look at all candidates.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from extractors.records import Evidence, Verdict
from findings.same_words import Words, folded, nearly_same
from findings.settled import SETTLED_AGAINST, is_settled
from workspace.records import Candidate, DocumentRow

# A researcher looks through forty candidates of a report in one sitting; of two hundred the last are skimmed.
MOST, OF_PAGES = 40, 50
WORDS_OF_A_PAGE = 500  # by which a text without pages has a length
# A policy says in three pages what a report says in fifty: a short document may show as many, and below so many pages
# no support gives way to the limit.
LEAST, SHORT = 40, 25
MOST_ALIKE = 20  # supports of one element for the same parts in one document: the next adds nothing to so many
FEW = 8  # near misses of one element; on labels fewer lost supports that the rules call weak, and more found hardly any
SEVERAL, FEWER = 3, 4  # with so many supports so few: what is only near changes a mind less
# Of 1,640 near misses to which the model gave no more than this, in documents of companies that it had not learnt from,
# one alone was how a labelled support was found (docs/quality.md).
HOPELESS = 0.003
NEW = 0.1  # how much earlier a near miss stands that shows another part or falls short otherwise; more cost supports

NO_KINDS: Mapping[str, str | None] = MappingProxyType({})

FEWEST_WORDS = 4  # "We respect human rights": with fewer nobody states anything
SPOKEN = 7  # words without a full stop that may state something; fewer are a heading or a label

_ENDED = re.compile(r"[.!?;:。！？；：]['\"”’)\]]*$")
# The row of a table that only points to where a report speaks of a thing: "GRI 414-2 ...", "ESRS S2-1 ...", "102-41".
_INDEX_ROW = re.compile(r"(?:(?:GRI|ESRS|SASB|SDG)\s+\S*\d|\d{3}-\d{1,2}\b|G4-\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """What candidates of one element say with the same words, wherever they stand."""

    first: Candidate  # the one that stands for all
    others: tuple[Candidate, ...] = ()  # the same in further places

    @property
    def places(self) -> tuple[Candidate, ...]:
        """All of them."""
        return (self.first, *self.others)

    @property
    def judged(self) -> Candidate | None:
        """The place where a person said what it is worth; None where nobody did.

        That is where it stands now, or where it stood in what its source was before: a page that was fetched again
        with another line changed says nothing new here.
        """
        if not self.first.current:
            return None
        if self.first.decided is not None:
            return self.first if is_settled(self.first) else None
        before = (one for one in self.others if not one.current and one.source == self.first.source)
        return next((one for one in before if is_settled(one)), None)

    @property
    def turned_down(self) -> Candidate | None:
        """The place where a person judged it weak or rejected it; None where they did not, or judge otherwise now."""
        judged = self.judged
        return judged if judged is not None and judged.decided in SETTLED_AGAINST else None

    @property
    def weight(self) -> float:
        """How much it deserves a look: as much as in the place where it weighs the most."""
        return max(one.evidence.weight for one in self.places)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a document is, and when it was published."""

    pages: float  # of paper, or what its words would fill
    published: str = ""


def length_of(row: DocumentRow) -> Length:
    """The length of a document by its pages; of a text without pages, by its words."""
    by_words = (row.about.words or 0) / WORDS_OF_A_PAGE
    return Length(float(row.pages) if row.pages > 1 else max(by_words, 1.0), row.published or "")


def lengths_of(rows: Iterable[DocumentRow], candidates: Iterable[Candidate]) -> dict[str, Length]:
    """The lengths of documents; of one whose file cannot be read any more, up to the last page with a passage."""
    told = {row.document: length_of(row) for row in rows if row.document and row.pages}
    last: dict[str, int] = {}
    for one in candidates:
        document, page = one.evidence.document, one.evidence.page
        if one.current and document not in told:
            last[document] = max(last.get(document, 1), page)
    return told | {document: Length(float(page)) for document, page in last.items()}


def kinds_of(rows: Iterable[DocumentRow]) -> dict[str, str | None]:
    """The kinds of documents by source: of what a source was before, too."""
    return {row.source: row.kind for row in rows}


# --- the same statement


def statements(
    candidates: Iterable[Candidate], lengths: Mapping[str, Length], kinds: Mapping[str, str | None] = NO_KINDS
) -> tuple[Statement, ...]:
    """The candidates with those of one element together that say the same; the most promising first.

    `kinds` are those of the documents, by source: a policy's words are not a report's, though they are the same. Words
    are the same whatever their case and punctuation. Nearly the same words are the same statement only when they have
    the same numbers, and the rules make the same of them: "child" for "forced" is another right.
    """
    by_element: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_element[one.evidence.rubric, one.evidence.element].append(one)
    found = [_statement(group, lengths) for some in by_element.values() for group in _groups(some, kinds)]
    return tuple(sorted(found, key=_promise))


def said_alike(candidate: Candidate, others: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those of the others that say of the same element the same in nearly the same words, in whatever company."""
    exact: dict[Words, list[Candidate]] = defaultdict(list)
    exact[_said(candidate.evidence).words].append(candidate)  # first, so that all are compared with it
    about = candidate.evidence.rubric, candidate.evidence.element
    for one in others:
        if one.id != candidate.id and (one.evidence.rubric, one.evidence.element) == about:
            exact[_said(one.evidence).words].append(one)
    group = next(group for group in nearly_same(exact, _mean_the_same) if candidate in group)
    return tuple(one for one in group if one is not candidate)


def _mean_the_same(one: Candidate, other: Candidate) -> bool:
    return _said(one.evidence).means(_said(other.evidence))


def _promise(one: Statement) -> tuple[bool, float, str]:
    return not _supports(one.first), -one.weight, one.first.id


def _statement(group: Sequence[Candidate], lengths: Mapping[str, Length]) -> Statement:
    """What a person has judged stands for all, else what supports; of these the newest document's, the first place.

    So nobody is asked again what was judged in another place.
    """

    def place(one: Candidate) -> tuple[bool, bool, bool, str, int, int]:
        evidence = one.evidence
        length = lengths.get(evidence.document)
        published = _latest_first(length.published if length else "")
        return not one.current, one.decided is None, not _supports(one), published, evidence.start, evidence.end

    first, *others = sorted(sorted(group, key=lambda one: one.evidence.document), key=place)
    return Statement(first, tuple(others))


_TURNED = str.maketrans("0123456789", "9876543210")


def _latest_first(published: str) -> str:
    """A date turned so that the latest sorts first, and none last."""
    return published.translate(_TURNED) or "~"


def _groups(candidates: Iterable[Candidate], kinds: Mapping[str, str | None]) -> list[list[Candidate]]:
    """Candidates of one element, those together that say the same.

    Scraps of one list are one statement, for none of them says anything alone. Words that support in one document and
    not in another, or that stand in a policy and in a report, are two: to judge the one is not to judge the other.
    """
    apart: dict[tuple[bool, str | None], list[Candidate]] = defaultdict(list)
    for one in candidates:
        apart[_supports(one), kinds.get(one.source)].append(one)
    return [group for some in apart.values() for group in _alike(some)]


class _Said(NamedTuple):
    """All by which a passage of an element is the same statement as another."""

    lead_in: str | None
    quote: str
    verdict: Verdict
    reason: str | None
    shows: tuple[str, ...]

    @property
    def words(self) -> Words:
        return folded(f"{self.lead_in} {self.quote}" if self.lead_in is not None else self.quote)

    def means(self, other: _Said) -> bool:
        return (self.verdict, self.reason, self.shows) == (other.verdict, other.reason, other.shows)


def _said(evidence: Evidence) -> _Said:
    lead_in = evidence.lead_in.quote if evidence.lead_in else None
    return _Said(lead_in, evidence.quote, evidence.verdict, evidence.reason, evidence.shows)


def _alike(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    places = _places_alike(tuple(_said(one.evidence) for one in candidates))
    return [[candidates[place] for place in some] for some in places]


@lru_cache(maxsize=1024)  # with every decision on a company the same passages are put together again
def _places_alike(every: tuple[_Said, ...]) -> tuple[tuple[int, ...], ...]:
    """Which of these are one statement, by their places in the row."""
    scraps: dict[tuple[object, ...], list[int]] = defaultdict(list)
    exact: dict[Words, list[int]] = defaultdict(list)
    for place, one in enumerate(every):
        if one.lead_in is not None and len(one.quote.split()) < FEWEST_WORDS:
            scraps[folded(one.lead_in), one.verdict, one.shows].append(place)
        else:
            exact[one.words].append(place)
    groups = nearly_same(exact, lambda one, other: every[one].means(every[other]))
    return tuple(tuple(some) for some in (*scraps.values(), *groups))


# --- what is shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A company's statements under one rubric, and which of its candidates are shown by default."""

    statements: tuple[Statement, ...] = ()
    ids: frozenset[str] = frozenset()  # of the candidates shown
    judged: frozenset[str] = frozenset()  # of the candidates on whose statement a person said what it is worth
    earlier: frozenset[str] = frozenset()  # of what stood in an earlier document of a source and stands there again

    def __contains__(self, candidate: Candidate) -> bool:
        return candidate.id in self.ids

    def repeats(self) -> frozenset[str]:
        """The ids of candidates that are not shown because what says the same is."""
        said = (one for one in self.statements if one.first.id in self.ids)
        return frozenset(other.id for one in said for other in one.others) - self.ids

    def same_as(self, candidate: Candidate) -> tuple[Candidate, ...]:
        """The other candidates that say the same."""
        said = next((one for one in self.statements if candidate in one.places), None)
        return tuple(one for one in said.places if one.id != candidate.id) if said else ()

    def stands_for(self) -> dict[str, Statement]:
        """The statement of each candidate, by the candidate's id."""
        return {one.id: said for said in self.statements for one in said.places}


NOTHING = Shown()


def look_at(candidates: Iterable[Candidate], documents: Iterable[DocumentRow]) -> Shown:
    """What is shown of a company's candidates under one rubric; `documents` are all of the company."""
    rows = tuple(documents)
    there = [one for one in candidates if one.current or one.decided]
    lengths = lengths_of(rows, there)
    said = statements(there, lengths, kinds_of(rows))
    return Shown(said, shown(said, lengths), judged_places(said), earlier_places(said))


def judged_places(found: Iterable[Statement]) -> frozenset[str]:
    """The ids of all places of statements that a person judged: wherever else they come up, nobody is asked again."""
    return frozenset(place.id for one in found if one.judged is not None for place in one.places)


def earlier_places(found: Iterable[Statement]) -> frozenset[str]:
    """The ids of places in documents that were replaced, of statements that stand in what there is now."""
    return frozenset(one.id for said in found if said.first.current for one in said.others if not one.current)


def shown(found: Iterable[Statement], lengths: Mapping[str, Length]) -> frozenset[str]:
    """The ids of the candidates that are shown by default, each standing for its statement.

    `found` are all of a company's statements under one rubric, the most promising first. What a person has decided on
    is always shown.
    """
    every = tuple(found)
    by_element: dict[str, list[Statement]] = defaultdict(list)
    for one in every:
        if one.first.current and not is_fragment(one.first.evidence):
            by_element[one.first.evidence.element].append(one)
    by_document: dict[str, list[Statement]] = defaultdict(list)
    for some in by_element.values():
        for one in _worth_a_look(some):
            by_document[one.first.evidence.document].append(one)
    chosen = (one.first for document, some in by_document.items() for one in _within(some, lengths.get(document)))
    decided = (place for one in every for place in one.places if place.decided is not None)
    return frozenset(one.id for one in (*chosen, *decided))


def is_fragment(evidence: Evidence) -> bool:
    """Whether the words say nothing alone: a scrap without its lead-in, a heading, the row of an index."""
    spoken = _ENDED.search(evidence.quote) is not None
    if not spoken and _INDEX_ROW.match(evidence.quote):
        return True
    if evidence.lead_in is not None:
        return False
    count = len(evidence.quote.split())
    if evidence.verdict is Verdict.SUPPORTS:  # "Overtime is voluntary.", a heading that names the survey
        return count < FEWEST_WORDS - 1 and not spoken
    return count < FEWEST_WORDS or (count < SPOKEN and not spoken)


def most(length: Length | None) -> int:
    """How many candidates of a document are shown."""
    return max(LEAST, round((length.pages if length else 0) * MOST / OF_PAGES))


def _worth_a_look(of_element: Sequence[Statement]) -> Iterator[Statement]:
    """The different supports of an element, and the few near misses that could change a mind."""
    supports = [one for one in of_element if _supports(one.first)]
    alike = Counter[tuple[str, tuple[str, ...]]]()
    for one in supports:
        kind = (one.first.evidence.document, one.first.evidence.shows)
        alike[kind] += 1
        if alike[kind] <= MOST_ALIKE:
            yield one
    near = [one for one in of_element if not _supports(one.first) and not _is_hopeless(one)]
    told = {part for one in supports for part in one.first.evidence.shows}
    yield from _different(near, told)[: FEW if len(supports) < SEVERAL else FEWER]


def _is_hopeless(one: Statement) -> bool:
    """Whether the model rules it out wherever it stands; never where no model was asked."""
    return all(place.evidence.sure is not None and place.evidence.sure <= HOPELESS for place in one.places)


def _different(near: Sequence[Statement], told: set[str]) -> list[Statement]:
    """Near misses in their order; earlier where they show a part, or fall short for a reason, that none before does."""
    reasons: set[str | None] = set()
    weighed = []
    for one in near:
        evidence = one.first.evidence
        new = evidence.reason not in reasons or not told.issuperset(evidence.shows)
        weighed.append((one.weight + (NEW if new else 0.0), one))
        reasons.add(evidence.reason)
        told = told.union(evidence.shows)
    return [one for _, one in sorted(weighed, key=lambda pair: -pair[0])]


def _within(some: Sequence[Statement], length: Length | None) -> list[Statement]:
    """Those of one document that its limit leaves.

    Of a short one all supports stay, and for each element that would have nothing its best near miss: or the element
    would look as if nothing had been found, because another took its place.
    """
    ordered = sorted(some, key=_promise)
    limit = most(length)
    if length is not None and length.pages >= SHORT:
        return ordered[:limit]
    supports = sum(_supports(one.first) for one in ordered)
    within = ordered[: max(limit, supports)]
    seen = {one.first.evidence.element for one in within}
    best = {one.first.evidence.element: one for one in reversed(ordered)}
    return within + [one for element, one in best.items() if element not in seen]


def _supports(one: Candidate) -> bool:
    return one.evidence.verdict is Verdict.SUPPORTS
