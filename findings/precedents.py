"""Precedents: how wordings were ruled on before, in all companies, so that the same words are judged alike.

A ruling is what a person decided on a quote and did not withdraw, or noted by hand on an element. Empty elements that
were closed together are none: their notes say where nothing was found, and there are twenty of them for each company.
Nor is a quote that was rejected because other limits of it were taken: what is ruled is what took its place.
Rulings on nearly the same words under one element are one precedent; where they differ it is contradictory, and
somebody should look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from extractors.fold import findable
from findings.held import press_of
from findings.reworked import put_otherwise
from findings.same_words import Words, folded, nearly_same
from rubric.model import Rubric
from workspace.records import Decision, Ruling

JUDGED = (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED)
SIMILAR = 0.6  # of the words of the longer: another company says the same in its own name and order
MOST_SIMILAR = 8
FEWEST_WORDS = 4  # with fewer, two quotes share most of their words by chance


@dataclass(frozen=True, slots=True)
class Precedent:
    """Rulings on nearly the same words under one element, the newest first."""

    element: str
    quote: str  # of the newest; empty: a note by hand, on no words
    rulings: tuple[Decision, ...]

    @property
    def verdicts(self) -> tuple[tuple[Ruling, int], ...]:
        """How often each was said, the most frequent first."""
        return tuple(Counter(one.verdict for one in self.rulings).most_common())

    @property
    def contradictory(self) -> bool:
        """Whether one person confirmed what another, or the same elsewhere, called weak or rejected."""
        said = {one.verdict for one in self.rulings}
        return Ruling.SUPPORTS in said and bool(said & {Ruling.WEAK, Ruling.REJECTED})


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The rulings among lines of the log: the latest on each candidate, or by hand with a note on each element."""
    lines = list(decisions)
    latest = {(one.company, one.element, one.candidate): one for one in lines}
    closed, trimmed = _closed_together(lines), put_otherwise(lines)
    taught = (
        one for one in latest.values() if _teaches(one) and press_of(one) not in closed and one.seq not in trimmed
    )
    return sorted(taught, key=lambda one: -one.seq)


def _closed_together(lines: Iterable[Decision]) -> set[int]:
    """The presses that set several elements by hand at once: `X`."""
    closed: dict[int, set[str]] = defaultdict(set)
    for one in lines:
        if one.candidate is None and one.verdict is Ruling.NOT_MET:
            closed[press_of(one)].add(one.element)
    return {press for press, elements in closed.items() if len(elements) > 1}


def _teaches(one: Decision) -> bool:
    if one.verdict is Ruling.OPEN:
        return False
    if one.candidate is not None and one.quote:
        return one.verdict in JUDGED or bool(one.note)
    return bool(one.note)


def precedents(rubric: Rubric, decisions: Iterable[Decision]) -> tuple[Precedent, ...]:
    """All precedents under a rubric, in the order of its elements, contradictory ones and the newest first."""
    places = {element.id: place for place, element in enumerate(rubric.elements)}
    by_element: dict[str, list[Decision]] = defaultdict(list)
    for one in in_force(decisions):
        if one.element in places:
            by_element[one.element].append(one)
    found = [
        Precedent(element, group[0].quote or "", tuple(sorted(group, key=lambda one: -one.seq)))
        for element, some in by_element.items()
        for group in _groups(some)
    ]
    return tuple(sorted(found, key=lambda one: (places[one.element], not one.contradictory, -one.rulings[0].seq)))


def _groups(some: Sequence[Decision]) -> list[list[Decision]]:
    exact: dict[Words, list[Decision]] = defaultdict(list)
    for one in some:
        if one.quote:
            exact[folded(one.quote)].append(one)
    return [*nearly_same(exact), *([one] for one in some if not one.quote)]


def matching(found: Iterable[Precedent], asked: str) -> tuple[Precedent, ...]:
    """Those in which each of these words stands: in the quote, a note, the element's id, a company or a person."""
    words = findable(asked).split()
    return tuple(one for one in found if all(word in text for text in [_text(one)] for word in words))


def _text(one: Precedent) -> str:
    told = (f"{each.quote or ''} {each.note} {each.company} {each.who} {each.verdict.value}" for each in one.rulings)
    return findable(f"{one.element} {' '.join(told)}")


def similar(
    decisions: Iterable[Decision], element: str, quote: str, but: Collection[str] = frozenset()
) -> tuple[Decision, ...]:
    """The rulings on wordings like this one under the element, the likest first; `but` are the candidates at hand."""
    words = Counter(folded(quote))
    if words.total() < FEWEST_WORDS:
        return ()
    near = [
        (share, one)
        for one in in_force(decisions)
        if one.element == element and one.quote and one.candidate not in but
        for share in [_share(words, Counter(folded(one.quote)))]
        if share >= SIMILAR
    ]
    ordered = sorted(near, key=lambda pair: (-pair[0], -pair[1].seq))
    return tuple(one for _, one in ordered[:MOST_SIMILAR])


def _share(words: Counter[str], others: Counter[str]) -> float:
    longer = max(words.total(), others.total())
    return (words & others).total() / longer if min(words.total(), others.total()) >= SIMILAR * longer else 0.0
