"""How many candidates a researcher is shown by default, and which share of the labelled support is among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.coverings import Matched
from evaluation.gold_screening import ScreenedDocument
from extractors.records import Verdict
from findings.resampled import PLACES
from findings.shown import OF_PAGES


@dataclass(frozen=True, slots=True)
class ShownLoad:
    """What is shown by default of documents as long as a report, and of shorter ones, whose limit is another."""

    documents: int
    candidates: int
    shown: int
    of_50_pages: float | None  # shown for each 50 pages of the documents that have as many
    worst_of_50_pages: float | None  # ... in the worst of them
    long_documents: int
    in_a_shorter: float | None  # shown in a document of fewer pages
    most_in_a_shorter: int | None
    covered_supports: int  # labelled supports that any candidate covers
    supports_shown: float | None  # the share of them that a candidate covers that is shown, or says the same
    supports_shown_in_long: float | None
    covered_elements: int  # of a document, with such a support
    elements_shown: float | None  # the share of them of which one such support at least is shown: it decides a score


def shown_load(documents: Iterable[ScreenedDocument], matched: Matched) -> ShownLoad:
    """Count what is shown of the documents, and which of the labelled supports that any candidate covers are in it.

    A document counts with all its pages, even where labels are only of some.
    """
    loads = {one.short: one.load for one in documents if one.load.pages}
    long = {name: load for name, load in loads.items() if load.pages >= OF_PAGES}
    short = [load.shown for name, load in loads.items() if name not in long]
    rates = [load.shown / load.pages * OF_PAGES for load in long.values()]
    pages = sum(load.pages for load in long.values())
    covered = _covered(matched)
    by_element: dict[tuple[str, str], bool] = {}
    for name, element, seen in covered:
        by_element[name, element] = seen or by_element.get((name, element), False)
    return ShownLoad(
        documents=len(loads),
        candidates=sum(load.candidates for load in loads.values()),
        shown=sum(load.shown for load in loads.values()),
        of_50_pages=_ratio(sum(load.shown for load in long.values()) * OF_PAGES, pages),
        worst_of_50_pages=round(max(rates), PLACES) if rates else None,
        long_documents=len(long),
        in_a_shorter=_ratio(sum(short), len(short)),
        most_in_a_shorter=max(short, default=None),
        covered_supports=len(covered),
        supports_shown=_share([seen for *_, seen in covered]),
        supports_shown_in_long=_share([seen for name, _, seen in covered if name in long]),
        covered_elements=len(by_element),
        elements_shown=_share(list(by_element.values())),
    )


def _covered(matched: Matched) -> list[tuple[str, str, bool]]:
    """Document and element of each labelled support that any candidate covers, and whether one that is shown does."""
    return [
        (passage.document, passage.element, any(matched.found[place].shown for place in hits))
        for passage, hits in zip(matched.passages, matched.covering, strict=True)
        if hits and passage.verdict is Verdict.SUPPORTS
    ]


def _share(seen: Sequence[bool]) -> float | None:
    return _ratio(sum(seen), len(seen))


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, PLACES) if whole else None
