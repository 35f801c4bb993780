"""Pronouns: of whom a sentence speaks that begins with "they", or of what one with "under it", by that before it."""

from __future__ import annotations

from dataclasses import replace

from extractors.binding import NEXT_TO, PREDICATES
from extractors.records import Hit
from lexicons.concepts import (
    COMPANY,
    POLICY_NAMED,
    REFERS_TO_POLICY,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    THEY,
    WORKERS,
)


def of_whom(hits: tuple[Hit, ...], own: int, suppliers_before: bool) -> tuple[tuple[Hit, ...], bool]:
    """The hits of a sentence whose own words start at `own`, and whether the next "they" may be suppliers.

    Below a heading that names suppliers they may be meant from the first sentence on.

    "Suppliers must respect rights. They must not use child labour": where the sentence before is about suppliers, a
    "they" that begins this one and is bound by it stands for them, and is a subject like "suppliers must".
    """
    they = _they(hits, own)
    if they is None:
        return hits, about_suppliers(hits, own)
    bound = any(h.concept in PREDICATES and 0 <= h.start - they.end <= NEXT_TO for h in hits)
    if not suppliers_before or not bound:
        return hits, suppliers_before
    named = tuple(replace(h, concept=SUPPLIER_SUBJECT) if h is they else h for h in hits)
    return named, True


def of_a_policy(hits: tuple[Hit, ...], own: int, named_before: bool) -> tuple[bool, bool]:
    """Whether a sentence tells what a policy says that the one before names, and whether the next one may, too.

    "The People Policy was adopted by the Board. Under it the company adheres to ... It also binds us to ..."
    """
    refers = named_before and any(h.concept == REFERS_TO_POLICY and h.start <= own + 1 for h in hits)
    return refers, refers or any(h.concept == POLICY_NAMED and h.start >= own for h in hits)


def _they(hits: tuple[Hit, ...], own: int) -> Hit | None:
    """The "they" with which a sentence begins, before anybody whom it names."""
    for hit in hits:
        if hit.start >= own and hit.concept in _SPOKEN_OF:
            return hit if hit.concept == THEY and hit.start <= own + NEXT_TO else None
    return None


_SPOKEN_OF = frozenset({THEY, COMPANY, WORKERS, SUPPLIERS})


def about_suppliers(hits: tuple[Hit, ...], own: int = 0) -> bool:
    """Whether suppliers are those of whom a sentence or heading says what they must, or the first whom it names."""
    concepts = {hit.concept for hit in hits}
    if SUPPLIER_SUBJECT in concepts:
        return True
    if SUPPLIERS not in concepts:  # most sentences name none
        return False
    named = [h for h in hits if h.concept in (COMPANY, WORKERS, SUPPLIERS) and h.start >= own]
    first = next((h for h in named if h.concept != COMPANY or not _has_them(h, named)), None)
    return first is not None and first.concept == SUPPLIERS


def _has_them(company: Hit, named: list[Hit]) -> bool:
    """ "Our suppliers", "we visit suppliers": they are those of whom it speaks."""
    return any(h.concept == SUPPLIERS and 0 <= h.start - company.end <= NEXT_TO for h in named)
