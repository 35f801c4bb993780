"""What agreement between found and labelled evidence means: recall, precision, F1, kappa, reading load.

A candidate covers a labelled passage when both are of the same document and element, their pages differ by
at most one, and the words that they share, in order, are at least 60 % of the shorter of the two and at least
40 % of the labelled passage. A candidate of more than 120 words, or of more than 60 words and three times the
labelled passage, covers nothing: showing everything is not finding. Every figure counts such coverings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from evaluation.gold_labels import LabelledOutcome, LabelledPassage
from extractors.records import Verdict
from rubric.scores import Truth

WORD = re.compile(r"[a-z0-9]+")
HYPHEN_AT_LINE_END = re.compile(r"-\s*\n\s*")
LARGE = 5000  # words; reading load is measured in documents that nobody reads for pleasure
LONGEST = 120  # words; what is longer is no passage


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate as it is measured."""

    document: str  # the first 8 characters of the sha256
    page: int
    quote: str
    element: str
    verdict: Verdict
    reason: str | None
    rank: float = 0.0  # the order in which a reader would see this document's candidates, smallest first
    lead_in: str | None = None


Wanted = Callable[["LabelledPassage | Found"], bool]


class Counts(NamedTuple):
    """What the figures of a tally are ratios of; counts of disjoint sets of documents add up."""

    gold_supports: int = 0
    seen: int = 0  # labelled supports that some candidate covers
    firm: int = 0  # ... that a candidate called supports covers
    claims: int = 0  # candidates called supports
    right: int = 0  # ... that cover a labelled supports
    gold_weak: int = 0
    fooled: int = 0  # labelled near misses covered by a candidate called supports
    weak_seen: int = 0  # ... by a candidate called weak
    agreed: int = 0  # ... with the labelled reason
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures over labelled and found passages; a ratio is None where there is nothing to divide by."""

    gold_supports: int
    recall_any: float | None  # labelled supports that some candidate covers
    recall_supports: float | None  # ... that a candidate called supports covers
    claimed_supports: int
    precision_supports: float | None  # candidates called supports that cover a labelled supports
    f1_supports: float | None
    gold_weak: int
    weak_called_supports: float | None  # labelled near misses covered by a candidate called supports
    recall_weak: float | None  # ... by a candidate called weak
    same_reason: float | None  # of those, with the labelled reason
    candidates: int


@dataclass(frozen=True, slots=True)
class ReadingLoad:
    """How much of the large documents (over 5,000 words) a researcher reads, as a share of their words."""

    documents: int
    shown: float | None  # all candidates' passages, each counted once
    read_for_90: float | None  # until 90 % of the labelled supports were seen; None when they never are


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """Agreement on which elements are met; an unknown outcome counts as not met."""

    elements: int
    gold_met: int
    said_met: int
    precision_met: float | None
    recall_met: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one evaluation."""

    documents: int
    all: Tally
    indicators: dict[str, Tally]
    elements: dict[str, Tally]
    reading: ReadingLoad | None  # None when the documents' sizes are not known
    outcomes: OutcomeFigures


@dataclass(frozen=True, slots=True)
class Matched:
    """Labelled passages and candidates of the same documents, and which candidates cover which passage."""

    documents: frozenset[str]
    passages: Sequence[LabelledPassage]
    found: Sequence[Found]
    found_words: Sequence[list[str]]
    covering: Sequence[Sequence[int]]  # for each passage, the positions in `found` of those that cover it


def words(text: str) -> list[str]:
    """The lower-case words and numbers of a text; a word broken at a line's end is one word."""
    return WORD.findall(HYPHEN_AT_LINE_END.sub("", text.lower()))


def words_of(found: Found) -> list[str]:
    """The words of a candidate, with those of its lead-in before them."""
    return words(f"{found.lead_in} {found.quote}" if found.lead_in is not None else found.quote)


def measure(
    passages: Sequence[LabelledPassage],
    found: Sequence[Found],
    outcomes: Sequence[LabelledOutcome],
    found_outcomes: Sequence[LabelledOutcome],
    sizes: Mapping[str, int],
) -> Figures:
    """All figures; candidates of documents without labels are left out."""
    matched = match(passages, found, outcomes)
    return measured(matched, outcomes, found_outcomes, sizes)


def match(passages: Sequence[LabelledPassage], found: Iterable[Found], outcomes: Iterable[LabelledOutcome]) -> Matched:
    """Find which candidates cover which labelled passage: the slow part, done once."""
    documents = frozenset({row.document for row in passages} | {row.document for row in outcomes})
    found = [row for row in found if row.document in documents]
    found_words = [words_of(row) for row in found]
    return Matched(documents, passages, found, found_words, _coverings(passages, found, found_words))


def measured(
    matched: Matched,
    outcomes: Sequence[LabelledOutcome],
    found_outcomes: Iterable[LabelledOutcome],
    sizes: Mapping[str, int],
) -> Figures:
    """All figures of what was matched."""
    elements = sorted({row.element for row in matched.passages} | {row.element for row in matched.found})
    indicators: dict[str, set[str]] = defaultdict(set)
    for element in elements:
        indicators[element.partition("/")[0]].add(element)
    known = {document: size for document, size in sizes.items() if document in matched.documents}
    return Figures(
        documents=len(matched.documents),
        all=tally(counted(matched, lambda row: True)),
        indicators={indicator: tally(counted(matched, _about(of))) for indicator, of in indicators.items()},
        elements={element: tally(counted(matched, _about({element}))) for element in elements},
        reading=_reading(matched, known) if sizes else None,
        outcomes=_outcome_figures(outcomes, found_outcomes),
    )


def counts_by_document(matched: Matched) -> dict[str, Counts]:
    """The counts of each document, over all elements, in the order of the documents' names."""
    return {document: counted(matched, _of(document)) for document in sorted(matched.documents)}


def _about(elements: Set[str]) -> Wanted:
    return lambda row: row.element in elements


def _of(document: str) -> Wanted:
    return lambda row: row.document == document


def _coverings(
    passages: Sequence[LabelledPassage], found: Sequence[Found], found_words: Sequence[list[str]]
) -> list[list[int]]:
    """For each labelled passage, the positions in `found` of the candidates that cover it.

    Comparing word by word is slow, so only candidates of the same document, element and neighbouring pages
    are compared, and only when their words would suffice in any order.
    """
    near: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for position, row in enumerate(found):
        for page in (row.page - 1, row.page, row.page + 1):
            near[row.document, row.element, page].append(position)
    bags = [Counter(one) for one in found_words]
    covering = []
    for passage in passages:
        wanted = words(passage.quote)
        bag = Counter(wanted)
        matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(wanted)
        candidates = near[passage.document, passage.element, passage.page]
        possible = [i for i in candidates if _could_cover(found_words[i], bags[i], wanted, bag)]
        covering.append([i for i in possible if _covers(matcher, found_words[i], wanted)])
    return covering


def covers(candidate: list[str], wanted: list[str]) -> bool:
    """Whether a candidate's words cover a labelled passage's words."""
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    return _could_cover(candidate, Counter(candidate), wanted, Counter(wanted)) and _covers(matcher, candidate, wanted)


def _could_cover(candidate: list[str], bag: Counter[str], wanted: list[str], wanted_bag: Counter[str]) -> bool:
    if not candidate or not wanted:
        return False
    if len(candidate) > LONGEST or len(candidate) > max(60, 3 * len(wanted)):
        return False
    return _enough((bag & wanted_bag).total(), candidate, wanted)


def _covers(matcher: SequenceMatcher[str], candidate: list[str], wanted: list[str]) -> bool:
    matcher.set_seq1(candidate)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return _enough(shared, candidate, wanted)


def _enough(shared: int, candidate: list[str], wanted: list[str]) -> bool:
    return shared >= 0.6 * min(len(candidate), len(wanted)) and shared >= 0.4 * len(wanted)


def counted(matched: Matched, wanted: Wanted) -> Counts:
    """Count over the labelled passages and candidates that are wanted."""
    found = matched.found
    labelled = [(row, hits) for row, hits in zip(matched.passages, matched.covering, strict=True) if wanted(row)]
    supports = [hits for row, hits in labelled if row.verdict is Verdict.SUPPORTS]
    weak = [(row, hits) for row, hits in labelled if row.verdict is Verdict.WEAK]
    candidates = [i for i, row in enumerate(found) if wanted(row)]
    claims = {i for i in candidates if found[i].verdict is Verdict.SUPPORTS}
    weak_hits = [(row, [i for i in hits if found[i].verdict is Verdict.WEAK]) for row, hits in weak]
    return Counts(
        gold_supports=len(supports),
        seen=sum(bool(hits) for hits in supports),
        firm=sum(any(i in claims for i in hits) for hits in supports),
        claims=len(claims),
        right=len(claims & {i for hits in supports for i in hits}),
        gold_weak=len(weak),
        fooled=sum(any(i in claims for i in hits) for _, hits in weak),
        weak_seen=sum(bool(hits) for _, hits in weak_hits),
        agreed=sum(any(found[i].reason == row.reason for i in hits) for row, hits in weak_hits),
        candidates=len(candidates),
    )


def tally(counts: Counts) -> Tally:
    """The figures of some counts."""
    precision, recall = _ratio(counts.right, counts.claims), _ratio(counts.firm, counts.gold_supports)
    return Tally(
        gold_supports=counts.gold_supports,
        recall_any=_ratio(counts.seen, counts.gold_supports),
        recall_supports=recall,
        claimed_supports=counts.claims,
        precision_supports=precision,
        f1_supports=_f1(precision, recall, counts.gold_supports),
        gold_weak=counts.gold_weak,
        weak_called_supports=_ratio(counts.fooled, counts.gold_weak),
        recall_weak=_ratio(counts.weak_seen, counts.gold_weak),
        same_reason=_ratio(counts.agreed, counts.weak_seen),
        candidates=counts.candidates,
    )


def _reading(matched: Matched, sizes: Mapping[str, int]) -> ReadingLoad:
    """Read each large document's candidates by rank; note what was read when each support was seen."""
    found = matched.found
    large = {document for document, size in sizes.items() if size > LARGE}
    positions: dict[str, list[int]] = {document: [] for document in large}
    for position, row in enumerate(found):
        if row.document in large:
            positions[row.document].append(position)
    read_at: dict[int, float] = {}  # by position: the share of the document read once it was seen
    shown = 0
    for document, mine in positions.items():
        seen: set[tuple[int, str]] = set()
        spent = 0
        for position in sorted(mine, key=lambda i: found[i].rank):
            passage = (found[position].page, found[position].quote)
            if passage not in seen:
                seen.add(passage)
                spent += len(matched.found_words[position])
            read_at[position] = spent / sizes[document]
        shown += spent
    wanted = [
        hits
        for row, hits in zip(matched.passages, matched.covering, strict=True)
        if row.verdict is Verdict.SUPPORTS and row.document in large
    ]
    costs = sorted(min(read_at[i] for i in hits) for hits in wanted if hits)
    need = -(-90 * len(wanted) // 100)
    total = sum(sizes[document] for document in large)
    return ReadingLoad(
        documents=len(large),
        shown=_ratio(shown, total),
        read_for_90=round(costs[need - 1], 4) if wanted and len(costs) >= need else None,
    )


def outcome_pairs(
    outcomes: Iterable[LabelledOutcome], found: Iterable[LabelledOutcome]
) -> list[tuple[str, bool, bool]]:
    """For each labelled outcome: its document, whether it is labelled met, whether it was proposed as met."""
    said = {(row.document, row.element): row.outcome is Truth.MET for row in found}
    return [(row.document, row.outcome is Truth.MET, said.get((row.document, row.element), False)) for row in outcomes]


def _outcome_figures(outcomes: Iterable[LabelledOutcome], found: Iterable[LabelledOutcome]) -> OutcomeFigures:
    pairs = [(gold, mine) for _, gold, mine in outcome_pairs(outcomes, found)]
    gold_met, said_met = sum(gold for gold, _ in pairs), sum(mine for _, mine in pairs)
    both = sum(gold and mine for gold, mine in pairs)
    return OutcomeFigures(
        elements=len(pairs),
        gold_met=gold_met,
        said_met=said_met,
        precision_met=_ratio(both, said_met),
        recall_met=_ratio(both, gold_met),
        kappa=kappa(pairs),
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two readers' yes and no, to four places; None where chance alone explains all."""
    n = len(pairs)
    if not n:
        return None
    agreement = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return round((agreement - chance) / (1 - chance), 4) if chance < 1 else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _f1(precision: float | None, recall: float | None, supports: int) -> float | None:
    if precision and recall:
        return round(2 * precision * recall / (precision + recall), 4)
    return 0.0 if supports else None
