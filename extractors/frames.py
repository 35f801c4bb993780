"""Frames: what a passage must show for an element, read from the rubric's data.

A frame names concepts of the lexicons, so that it holds in every language and a new rubric needs no code.
Its keys, as they stand under `frames` in an indicator's file:

    asks: commitment | standard | practice   a promise; a rule for how people are treated; a description
    of: company | supplier                   who must be bound (the company where nothing is said)
    object: [concepts]                       what the passage is about: one of these must stand in it
    also: [concepts]                         further objects that only count with a firm wording
    find: [concepts]                         one of these must stand in the passage or its heading too
    needs: [{any: [concepts], reason: code}] each group must be shown, else the passage is weak for the reason
    rules_out: [{any, unless, reason}]       what makes the passage weak, unless something else stands there
    near: [{any, with, reason}]              without the object: a near miss worth showing, and why it fails
    parts: {part: [concepts]}                what several passages may show together
    future: yes                              plans count too ("will be carried out", "would")
    promise: yes                             an entitlement counts as a description ("anyone can report")
    implied: yes                             the object itself is the promise
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lexicons import Lexicons
from rubric.model import Element, Rubric, YamlValue

_KEYS = {"asks", "of", "object", "also", "find", "needs", "rules_out", "near", "parts", "future", "promise", "implied"}
_ASKS = {"commitment", "standard", "practice"}


class FrameError(ValueError):
    """A frame that cannot be used; the message names the element, the value and the cure."""


@dataclass(frozen=True, slots=True)
class Group:
    """Concepts of which one is enough, and the reason that follows when it is (or is not) there."""

    concepts: frozenset[str]
    reason: str
    unless: frozenset[str] = frozenset()
    together_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a passage must show for one element."""

    element: Element
    asks: str
    of: str
    object: frozenset[str]
    also: frozenset[str] = frozenset()
    find: frozenset[str] = frozenset()
    needs: tuple[Group, ...] = ()
    rules_out: tuple[Group, ...] = ()
    near: tuple[Group, ...] = ()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    future: bool = False
    promise: bool = False
    implied: bool = False

    def allows(self, reason: str) -> bool:
        """Whether the rubric lets this reason rule out evidence for this element."""
        return reason in self.element.reasons


def frames(rubric: Rubric, lexicons: Lexicons) -> tuple[Frame, ...]:
    """The frames of all elements that have one, in the rubric's order.

    Raises FrameError for an unknown key, reason or concept: a frame that asks for a concept which no
    lexicon entry stands for could never be met.
    """
    found = []
    for indicator in rubric.indicators:
        for element in indicator.elements:
            if element.frame:
                frame = _frame(element)
                _check(frame, lexicons, frozenset(reason.code for reason in rubric.reasons))
                found.append(frame)
    return tuple(found)


def _frame(element: Element) -> Frame:
    data = element.frame
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise FrameError(f"frame of {element.id}: unknown key {unknown[0]!r}; known keys: {', '.join(sorted(_KEYS))}")
    if data.get("asks") not in _ASKS:
        raise FrameError(f"frame of {element.id}: asks is {data.get('asks')!r}; write one of {', '.join(sorted(_ASKS))}")
    parts = data.get("parts", {})
    return Frame(
        element=element,
        asks=str(data["asks"]),
        of=str(data.get("of", "company")),
        object=_concepts(data.get("object")),
        also=_concepts(data.get("also")),
        find=_concepts(data.get("find")),
        needs=_groups(data.get("needs")),
        rules_out=_groups(data.get("rules_out")),
        near=_groups(data.get("near")),
        parts={name: _concepts(concepts) for name, concepts in parts.items()} if isinstance(parts, Mapping) else {},
        future=data.get("future") == "yes",
        promise=data.get("promise") == "yes",
        implied=data.get("implied") == "yes",
    )


def _concepts(value: YamlValue | None) -> frozenset[str]:
    return frozenset(str(concept) for concept in value) if isinstance(value, list) else frozenset()


def _groups(value: YamlValue | None) -> tuple[Group, ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(
        Group(_concepts(row.get("any")), str(row["reason"]), _concepts(row.get("unless")), tuple(sorted(_concepts(row.get("with")))))
        for row in rows
    )


def _check(frame: Frame, lexicons: Lexicons, reasons: frozenset[str]) -> None:
    groups = (*frame.needs, *frame.rules_out, *frame.near)
    named = frame.object | frame.also | frame.find
    for group in groups:
        named |= group.concepts | group.unless | set(group.together_with)
    for concepts in frame.parts.values():
        named |= concepts
    unknown = sorted(named - lexicons.concepts)
    if unknown:
        raise FrameError(
            f"frame of {frame.element.id}: no lexicon entry stands for the concept {unknown[0]!r}; "
            f"add an entry to lexicons/{lexicons.language} or mend the name"
        )
    strange = sorted({group.reason for group in groups} - reasons)
    if strange:
        raise FrameError(f"frame of {frame.element.id}: {strange[0]!r} is no reason of the rubric; known: {', '.join(sorted(reasons))}")
