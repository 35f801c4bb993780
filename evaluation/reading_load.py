"""How much of the large documents a researcher reads who reads the candidates in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluation.coverings import Matched
from extractors.records import Verdict
from findings.resampled import PLACES

LARGE = 5000  # words; reading load is measured in documents that nobody reads for pleasure
MOST = 90  # per cent of the labelled supports, until which is read


@dataclass(frozen=True, slots=True)
class ReadingLoad:
    """How much of the large documents (over 5,000 words) a researcher reads, as a share of their words."""

    documents: int
    shown: float | None  # all candidates' passages, each counted once
    read_for_90: float | None  # until 90 % of the labelled supports were seen; None when they never are


def reading_load(matched: Matched, sizes: Mapping[str, int]) -> ReadingLoad:
    """Read each large document's candidates by rank; note what was read when each support was seen.

    `sizes` are numbers of words by document; of those that were not matched nothing counts.
    """
    large = {document: size for document, size in sizes.items() if size > LARGE and document in matched.documents}
    read = {document: dict(_read(matched, document)) for document in large}
    wanted = [
        (row.document, hits)
        for row, hits in zip(matched.passages, matched.covering, strict=True)
        if row.verdict is Verdict.SUPPORTS and row.document in large
    ]
    costs = sorted(min(read[d][i] for i in hits) / large[d] for d, hits in wanted if hits)
    need = -(-MOST * len(wanted) // 100)
    total = sum(large.values())
    shown = sum(max(words.values(), default=0) for words in read.values())
    return ReadingLoad(
        documents=len(large),
        shown=round(shown / total, PLACES) if total else None,
        read_for_90=round(costs[need - 1], PLACES) if wanted and len(costs) >= need else None,
    )


def _read(matched: Matched, document: str) -> Iterator[tuple[int, int]]:
    """Each candidate's position by rank, and the words read once it was read; the same passage is read once."""
    mine = [position for position, row in enumerate(matched.found) if row.document == document]
    seen: set[tuple[int, str]] = set()
    read = 0
    for position in sorted(mine, key=lambda i: matched.found[i].rank):
        passage = (matched.found[position].page, matched.found[position].quote)
        if passage not in seen:
            seen.add(passage)
            read += len(matched.found_words[position])
        yield position, read
