"""Turned aside: words between a promise and what it would be about, by which it is not promised.

"We are under no duty to respect human rights", "we uphold local custom, not the Declaration", "we undertake to review
whether we will uphold it", "we support a project on it". Each reaches from where it stands to the end of its clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.binding import PREDICATES, joints
from extractors.records import Hit
from extractors.view import View, of
from lexicons.concepts import (
    COMPANY,
    LEFT_OPEN,
    NO_DUTY,
    ONLY_A_TOPIC,
    SET_ASIDE,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    WORKERS,
)
from rubric.frames import Asks, Frame

REASONS: Mapping[str, str] = {
    NO_DUTY: "negated",
    SET_ASIDE: "negated",
    LEFT_OPEN: "conditional",
    ONLY_A_TOPIC: "weak_wording",
}
_SUBJECTS = frozenset({COMPANY, SUPPLIERS, SUPPLIER_SUBJECT, WORKERS})
# What may not stand between: a topic has no subject of its own, and a contrast no verb either.
_NOT_BETWEEN = {SET_ASIDE: _SUBJECTS | PREDICATES, ONLY_A_TOPIC: _SUBJECTS}
_STOP = re.compile(r"[;:.!?](?:\s|$)")


def turned_aside(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[str, tuple[Hit, ...]] | None:
    """The reason for which no object is promised, and the words; None where one is.

    Of a rule it is asked only whether anybody is bound to it: "suppliers are not required to prohibit child labour".
    """
    if frame.asks is Asks.PRACTICE or view.concepts.isdisjoint(REASONS):
        return None
    for concept in REASONS if frame.asks is Asks.COMMITMENT else (NO_DUTY,):
        words = [word for word in of(view, concept) if concept is not NO_DUTY or not _frees_workers(view, word)]
        behind = concept is NO_DUTY and frame.asks is Asks.COMMITMENT
        reaching = [
            [word for word in words if _reaches(view, word, target) or (behind and _follows(view, word, target))]
            for target in objects
        ]
        if reaching and all(reaching):
            return REASONS[concept], tuple(dict.fromkeys(word for some in reaching for word in some))
    return None


def _frees_workers(view: View, word: Hit) -> bool:
    """ "Workers are not obliged to hand in papers": to them it is a protection."""
    ahead = [hit for hit in view.hits if hit.concept in _SUBJECTS and hit.start < word.start]
    nearest = max(ahead, key=lambda hit: (hit.start, hit.concept == WORKERS), default=None)
    return nearest is not None and nearest.concept == WORKERS and not _STOP.search(view.text[nearest.end : word.start])


def _reaches(view: View, word: Hit, target: Hit) -> bool:
    """Whether what is said before a target is said of it: no other clause begins between them."""
    if target in view.heading or word.start >= target.start:
        return False
    between = view.text[word.end : target.start]
    if _STOP.search(_without_the_colon(view, word.end, target.start)):
        return False
    inside = [hit for hit in view.hits if word.end <= hit.start < target.start]
    if any(hit.concept in _NOT_BETWEEN.get(word.concept, ()) for hit in inside):
        return False
    begins = joints(view, ",")
    pauses = [place for mark in begins for place in _places(f"{mark} ", between)]
    if word.concept in _NOT_BETWEEN:
        return not pauses
    anew = [hit.start - word.end for hit in inside if hit.concept in _SUBJECTS | PREDICATES]
    return not any(pause <= start for pause in pauses for start in anew)


def _follows(view: View, word: Hit, target: Hit) -> bool:
    """ "Adherence to the Guidelines is not required": it is said of what stands right before it."""
    return target not in view.heading and target.end <= word.start and not view.text[target.end : word.start].strip()


def _without_the_colon(view: View, start: int, end: int) -> str:
    """The text in a range without the colon with which a lead-in ends: what follows goes on with it."""
    if not start < view.own <= end:
        return view.text[start:end]
    return f"{view.text[start : view.own].rstrip().rstrip(':：')} {view.text[view.own : end]}"


def _places(mark: str, text: str) -> list[int]:
    return [found.end() for found in re.finditer(re.escape(mark), text)]
