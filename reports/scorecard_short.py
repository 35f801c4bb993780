"""The short form of a scorecard: all scores, and of each indicator the best of its confirmed quotes.

The best is of an element that is met, one that the rules still find and hold for support, and among those the one that
a person is led to first (its rank). What is left out is said at the head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.records import Verdict
from forms import TRUTHS, counted
from reports.dossier import Dossier, ElementEntry, IndicatorEntry, Quote
from reports.scorecard_records import Asked, Group, Part, Scorecard

LEFT_OUT = (
    "This is the short form. Of {quotes} it has the best of each {entry}, {kept} in all. It leaves out other quotes, "
    "the {asked} one by one with why each is met or not and the notes on them, the passages that were held too weak, "
    "what was searched for what was not found, and the documents. The whole scorecard has them."
)
NO_QUOTE = "No quote is confirmed."
NO_QUOTES = "no confirmed quote"


def shortened(card: Scorecard, one: Dossier) -> Scorecard:
    """A dossier's scorecard without all that is not a score, a stage, a gap, a step of the plan or a best quote."""
    entries = {each.indicator.id: each for each in one.indicators}
    groups = tuple(_group(group, entries) for group in card.groups)
    return replace(
        card,
        details="The best quote of each topic" if one.staged else "The best quote of each indicator",
        about=(card.about[0], _left_out(one, groups), *card.about[1:]),
        groups=groups,
        searched=(),
        not_read=(),
        sources=(),
    )


def _left_out(one: Dossier, groups: tuple[Group, ...]) -> str:
    confirmed = sum(len(each.confirmed) for each in one.elements)
    return LEFT_OUT.format(
        quotes=counted(confirmed, "confirmed quote") if confirmed else NO_QUOTES,
        entry="topic" if one.staged else "indicator",
        kept=sum(len(part.asked) for group in groups for part in group.parts),
        asked="statements" if one.staged else "elements",
    )


def _group(group: Group, entries: dict[str, IndicatorEntry]) -> Group:
    return replace(group, parts=tuple(_part(part, entries[part.id]) for part in group.parts))


def _part(part: Part, entry: IndicatorEntry) -> Part:
    quotes = sorted(_quotes(part, entry), key=lambda found: _order(*found[:2]))
    if not quotes:
        return replace(part, told=f"{part.told} {NO_QUOTE}", asked=())
    return replace(part, asked=(quotes[0][2],))


def _quotes(part: Part, entry: IndicatorEntry) -> Iterator[tuple[ElementEntry, Quote, Asked]]:
    """Each confirmed quote, and what stands on the scorecard with it alone."""
    for asked, element in zip(part.asked, entry.elements, strict=True):
        for passage, quote in zip(asked.passages, element.confirmed, strict=True):
            kept = replace(asked, passages=(passage,))
            # Under a quote "not met" alone would be a riddle: there its ground stays.
            yield element, quote, replace(kept, why=(), note="") if element.outcome == TRUTHS["met"] else kept


def _order(element: ElementEntry, quote: Quote) -> tuple[bool, bool, bool, int]:
    """What stands first is the best."""
    candidate = quote.candidate
    return (
        element.outcome != TRUTHS["met"],
        not candidate.current,
        candidate.evidence.verdict is not Verdict.SUPPORTS,
        candidate.rank,
    )
