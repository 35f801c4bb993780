"""Which candidates cover which labelled passage of a document that was labelled whole.

A candidate covers a labelled passage when both are of the same document and element, their pages differ by
at most one, and the words that they share, in order, are at least 60 % of the shorter of the two and at least
40 % of the labelled passage. A candidate of more than 120 words, or of more than 60 words and three times the
labelled passage, covers nothing: showing everything is not finding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from evaluation.counts import Event, counts_of_label
from evaluation.gold_labels import LabelledOutcome, LabelledPassage
from evaluation.question import Said
from extractors.fold import composed
from extractors.records import Verdict

WORD = re.compile(r"[a-z0-9]+")
HYPHEN_AT_LINE_END = re.compile(r"-\s*\n\s*")
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
    shown: bool = False  # by default, or what says the same is


@dataclass(frozen=True, slots=True)
class Matched:
    """Labelled passages and candidates of the same documents, and which candidates cover which passage."""

    documents: frozenset[str]
    passages: Sequence[LabelledPassage]
    found: Sequence[Found]
    found_words: Sequence[list[str]]
    covering: Sequence[Sequence[int]]  # for each passage, the positions in `found` of those that cover it


def words(text: str) -> list[str]:
    """The lower-case words and numbers of a text; a word broken at a line's end is one word.

    Letters with accents part words; so do letters whose accents are marks of their own.
    """
    return WORD.findall(HYPHEN_AT_LINE_END.sub("", composed(text.lower())))


def words_of(found: Found) -> list[str]:
    """The words of a candidate, with those of its lead-in before them."""
    return words(f"{found.lead_in} {found.quote}" if found.lead_in is not None else found.quote)


def match(passages: Sequence[LabelledPassage], found: Iterable[Found], outcomes: Iterable[LabelledOutcome]) -> Matched:
    """Find which candidates cover which labelled passage; candidates of documents without labels are left out."""
    documents = frozenset({row.document for row in passages} | {row.document for row in outcomes})
    found = [row for row in found if row.document in documents]
    found_words = [words_of(row) for row in found]
    return Matched(documents, passages, found, found_words, _coverings(passages, found, found_words))


def events(matched: Matched) -> Iterator[Event]:
    """What each labelled passage and each candidate adds to: its element, its document, and a count."""
    found = matched.found
    supporting: set[int] = set()  # candidates that cover a passage labelled as support
    for passage, hits in zip(matched.passages, matched.covering, strict=True):
        said = [Said(found[i].verdict, frozenset({found[i].reason})) for i in hits]
        for name in counts_of_label(passage.verdict, passage.reason, said):
            yield passage.element, passage.document, name
        if passage.verdict is Verdict.SUPPORTS:
            supporting.update(hits)
    for i, candidate in enumerate(found):
        firm = candidate.verdict is Verdict.SUPPORTS
        for name, holds in (("candidates", True), ("claims", firm), ("right", firm and i in supporting)):
            if holds:
                yield candidate.element, candidate.document, name


def labels_by_document(labelled: Iterable[LabelledPassage]) -> dict[str, list[tuple[LabelledPassage, list[str]]]]:
    """Labelled passages and their words, by document."""
    found: dict[str, list[tuple[LabelledPassage, list[str]]]] = defaultdict(list)
    for row in labelled:
        found[row.document].append((row, words(row.quote)))
    return found


def covered(text: str, page: int, labelled: Iterable[tuple[LabelledPassage, list[str]]]) -> list[LabelledPassage]:
    """The labelled passages of any element that a passage of the same document, with its lead-in, covers."""
    mine = words(text)
    return [row for row, wanted in labelled if abs(row.page - page) <= 1 and covers(mine, wanted)]


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
