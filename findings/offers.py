"""Offers: what people confirmed under one rubric, shown under another through their crosswalk.

An offer is never counted. It says: this passage was confirmed for that element, it is worth so much for this
one, and here is why; a person looks again and decides. What a person has already decided on for the element
at hand is no longer offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from findings.outcomes import hand_decisions
from rubric.crosswalk import Crosswalk, Pair, crosswalks, walks_of
from rubric.model import Element, Rubric
from workspace import rubrics as kept
from workspace.records import Candidate, Decision, Ruling
from workspace.store import Store


@dataclass(frozen=True, slots=True)
class Offer:
    """Confirmed evidence of another rubric for an element of this one."""

    pair: Pair  # from `pair.element`, where it was confirmed, to `pair.other_element`, to which it is offered
    candidate: Candidate | None  # the passage; None where the element was decided by hand
    decision: Decision | None  # by hand: who, when, and the note

    @property
    def element(self) -> str:
        """The element to which it is offered."""
        return self.pair.other_element


def offered(
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision],
    from_rubric: str,
    to_rubric: str,
    walks: Sequence[Crosswalk] | None = None,
) -> tuple[Offer, ...]:
    """What was confirmed under one rubric and is worth something under the other, for one company.

    `candidates` and `decisions` are those of the company under both rubrics; `walks` join these, if not those that come
    with Firmword. In the crosswalk's order, by hand first, then passages by rank; empty for two rubrics that no
    crosswalk joins.
    """
    walks = crosswalks(from_rubric, to_rubric) if walks is None else walks
    by_hand = {
        element: line for element, line in hand_decisions(from_rubric, decisions).items() if line.verdict is Ruling.MET
    }
    confirmed = sorted(_confirmed(candidates, from_rubric), key=lambda one: one.rank)
    settled = {_place(one) for one in candidates if one.evidence.rubric == to_rubric and one.decided is not None}
    offers: list[Offer] = []
    for pair in (pair for walk in walks for pair in walk.pairs):
        if (pair.rubric, pair.other_rubric) != (from_rubric, to_rubric):
            continue
        if pair.element in by_hand:
            offers.append(Offer(pair, None, by_hand[pair.element]))
        offers += [
            Offer(pair, one, None)
            for one in confirmed
            if one.evidence.element == pair.element and (pair.other_element, *_passage(one)) not in settled
        ]
    return tuple(offers)


def offers_to(store: Store, company: str, rubric: Rubric) -> tuple[Offer, ...]:
    """What the workspace holds for a company that can be offered under this rubric.

    A passage of a document in which nothing supports the element, as outside of a statement under the acts, is none.
    """
    decisions = store.decisions(company)
    known = sorted({*store.rubrics(company), *(line.rubric for line in decisions)} - {rubric.name})
    lending = _lending(store, rubric, known)
    own = store.candidates(company, rubric.name) if lending else []
    kinds = {row.source: row.kind for row in store.documents(company)} if lending else {}
    found: list[Offer] = []
    for partner, walks in lending.items():
        found += offered([*store.candidates(company, partner), *own], decisions, partner, rubric.name, walks)
    return tuple(one for one in found if _may_count(one, rubric.element(one.element), kinds))


def _lending(store: Store, rubric: Rubric, known: Iterable[str]) -> dict[str, tuple[Crosswalk, ...]]:
    """The rubrics known of a company from which a crosswalk leads to this one, each with what joins them.

    A rubric of one's own brings its crosswalks along, whichever of the two is asked for.
    """
    found: dict[str, tuple[Crosswalk, ...]] = {}
    own = kept.own_names(store.workspace)
    for name in known:
        walks = walks_of(rubric, name)
        if not walks and name in own:
            walks = walks_of(kept.find(store.workspace, name).rubric, rubric.name)
        if walks:
            found[name] = walks
    return found


def _may_count(offer: Offer, element: Element, kinds: Mapping[str, str | None]) -> bool:
    if offer.candidate is None or element.elsewhere is None:
        return True
    return kinds.get(offer.candidate.source) in element.carried_by


def _confirmed(candidates: Iterable[Candidate], rubric: str) -> list[Candidate]:
    return [one for one in candidates if one.evidence.rubric == rubric and one.decided is Ruling.SUPPORTS]


def _passage(candidate: Candidate) -> tuple[str, int, int]:
    evidence = candidate.evidence
    return evidence.document, evidence.start, evidence.end


def _place(candidate: Candidate) -> tuple[str, str, int, int]:
    return (candidate.evidence.element, *_passage(candidate))
