"""Frames: what a passage must show for an element, read from the rubric's data.

A frame names concepts of the lexicons, so that it holds in every language and a new rubric needs no code. Groups of
them that the rubric's head names (`concept_groups`) may stand for their concepts.
Its keys, as they stand under `frames` in an indicator's file:

    asks: commitment | standard | practice   a promise; a rule for how people are treated; a description
    of: company | supplier | either          who must be bound (the company where nothing is said)
    object: [concepts]                       what the passage is about: one of these must stand in it
    also: [concepts]                         further objects that only count with a firm wording
    find: [concepts]                         one of these must stand in the passage or its heading too
    needs: [{any: [concepts], reason: code}] each group must be shown, else the passage is weak for the reason
                                             (lacks: what goes unsaid then, where no more is asked than that)
    rules_out: [{any, unless, reason}]       what makes the passage weak, unless something else stands there
    near: [{any, unless, with, and, reason}] without the object: a near miss worth showing, and why it fails
                                             (with: all of these too; and: one of these, or of the headings)
    parts: {part: [concepts]}                what several passages may show together
    future: yes                              plans count too ("will be carried out", "would")
    promise: yes                             an entitlement counts as a description ("anyone can report")
    implied: yes                             the object itself is the promise
    says: [concepts]                         the object, said in these words, is itself the promise ("we engage with")
    heading: [concepts]                      below a heading that names one, a task needs no object of its own
    lead_in: [concepts]                      after a lead-in that names one, an item needs no object of its own
    by_reference: [concepts]                 "the standards of this policy": the parts are those that it rules on
    amid: [concepts]                         a near miss needs one of these around it, unless the frame names its reason
    ages: yes                                what lies further back than the element's time frame is ruled out
    stated: yes                              the sentence must state its object as what is done (by the parser)
    box: [concepts]                          below a heading that names one, a few short lines need no own object
    told_by: [concepts]                      what a table's header, row label or line above says of a short cell
    together: [concepts]                     a tale about one: two or three sentences that go on about it may show it
    common: [concepts]                       words that stand beside much else: by these alone a model lifts no passage
    some: yes                                it has words for some of what may show the element: silence says nothing
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NoReturn

from lexicons.strict_yaml import YamlValue
from rubric.kinds import IN_RIGHTS, IN_THEIR_ROW, ROW_AT_WORK, Kind, setting
from rubric.model import Element, Rubric, RubricError

_KEYS = {
    "asks",
    "of",
    "object",
    "also",
    "find",
    "needs",
    "rules_out",
    "near",
    "parts",
    "future",
    "promise",
    "implied",
    "says",
    "heading",
    "stated",
    "ages",
    "lead_in",
    "by_reference",
    "amid",
    "together",
    "told_by",
    "box",
    "common",
    "some",
}
# A frame may ask for the kind of document: a grievance policy is itself the channel that it speaks of.
_KINDS = frozenset(map(setting, Kind)) | {IN_RIGHTS, IN_THEIR_ROW, ROW_AT_WORK}
# What a channel is for and who hears it is told by the same words, whichever element asks about it.
OF_THE_CHANNEL = frozenset({"managers_only", "other_topic_hotline"})
_TOLD_ALIKE = OF_THE_CHANNEL | {"proxy"}  # so is what stands in for a commitment, by the words of any frame
_OF_ONE_RIGHT = frozenset({"selected_rights", "incomplete_list"})  # what is firm may still be about one right alone
GENERAL = frozenset({"weak_wording", "no_detail"})  # what a passage is weak for when a finer reason does not apply
_GROUP_KEYS = {"any", "unless", "with", "and", "reason", "lacks"}


class Asks(StrEnum):
    """What a passage must be."""

    COMMITMENT = "commitment"  # a promise
    STANDARD = "standard"  # a rule for how people are treated
    PRACTICE = "practice"  # a description of what is done


class Of(StrEnum):
    """Who must be bound by it."""

    COMPANY = "company"
    SUPPLIER = "supplier"
    EITHER = "either"


class FrameError(RubricError):
    """A frame that cannot be used: the file, the line, the element, the value and the cure."""


@dataclass(frozen=True, slots=True)
class Group:
    """Concepts of which one is enough, and the reason that follows when it is (or is not) there."""

    concepts: frozenset[str]
    reason: str
    unless: frozenset[str] = frozenset()
    together_with: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    lacks: str = ""  # what a passage without these concepts does not say, as a clause: "people outside may use it"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a passage must show for one element."""

    element: Element
    asks: Asks
    of: Of
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
    says: frozenset[str] = frozenset()
    heading: frozenset[str] = frozenset()
    box: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    told_by: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    lead_in: frozenset[str] = frozenset()
    by_reference: frozenset[str] = frozenset()
    amid: frozenset[str] = frozenset()  # empty: anywhere
    stated: bool = False
    ages: bool = False
    some: bool = False
    years: int | None = None  # where it ages: how many years before a document an example in it may lie
    via: str | None = None  # borrowed (see lending.py): the element of another rubric whose frame this is
    whole: bool = True  # borrowed: False where meeting it shows only a part of the element
    shared: tuple[Group, ...] = ()  # of the rubric's other frames: by which they give reasons that this one does not

    single: frozenset[str] = frozenset()  # each a right alone, where the rubric lets a list of rights be incomplete

    # What a passage or what stands around it must have for any judgement: most frames are passed over by this alone.
    touches: frozenset[str] = field(init=False)
    needed: frozenset[str] = field(init=False)  # the concepts of all its needs
    named: frozenset[str] = field(init=False)  # the reasons that it or the element's document names, but general ones
    worded: Mapping[str, tuple[Group, ...]] = field(init=False)  # the groups whose words alone give a reason

    def __post_init__(self) -> None:
        near = frozenset().union(*(group.concepts for group in self.near))
        about = self.object | self.also | self.find | self.heading | self.box | self.lead_in | self.by_reference | near
        object.__setattr__(self, "touches", about)
        object.__setattr__(self, "needed", frozenset().union(*(group.concepts for group in self.needs)))
        reasons = {group.reason for group in self.groups} | {self.element.elsewhere or ""}
        object.__setattr__(self, "named", frozenset(reasons) - GENERAL - {""})
        object.__setattr__(self, "worded", _worded(self))

    @property
    def groups(self) -> tuple[Group, ...]:
        """All its groups: what it needs, what rules a passage out, and what comes near."""
        return (*self.needs, *self.rules_out, *self.near)

    def stands_amid(self, around: frozenset[str]) -> bool:
        """Whether a near miss among these concepts stands where the element may be meant; anywhere without `amid`."""
        return not self.amid or not self.amid.isdisjoint(around)

    @property
    def asked_for(self) -> frozenset[str]:
        """The concepts without which a passage could support the element unseen: what it is about, needs and shows."""
        return (self.object | self.also | self.find | self.needed).union(*self.parts.values()) - _KINDS

    def allows(self, reason: str) -> bool:
        """Whether the rubric lets this reason rule out evidence for this element."""
        return reason in self.element.reasons


def _worded(frame: Frame) -> dict[str, tuple[Group, ...]]:
    """The groups of each reason for which a frame rules a passage out, or other frames do: for their words alone.

    A near miss adds words, but none that a group already rules out by: what excuses these excuses them there, too.
    """
    lacking = {group.reason for group in frame.needs}
    groups: dict[str, tuple[Group, ...]] = {}
    for group in (*frame.rules_out, *frame.shared):
        if group.reason in frame.named - lacking or group in frame.shared:
            groups[group.reason] = (*groups.get(group.reason, ()), group)
    for group in frame.near:
        known = frozenset[str]().union(*(one.concepts for one in groups.get(group.reason, ())))
        if known and not group.concepts <= known:
            groups[group.reason] = (*groups[group.reason], group)
    return groups


def frames(rubric: Rubric, concepts: frozenset[str]) -> tuple[Frame, ...]:
    """The frames of all elements that have one, in the rubric's order.

    `concepts` are those of the lexicons of all languages. Raises FrameError for an unknown key, reason or concept: a
    frame that asks for a concept which no lexicon entry stands for could never be met.
    """
    found = []
    years = {frame.code: frame.years for frame in rubric.time_frames}
    groups = _concept_groups(rubric, concepts)
    for indicator in rubric.indicators:
        for element in indicator.elements:
            if element.frame:
                frame = _frame(element, groups)
                if frame.ages:
                    frame = replace(frame, years=years.get(element.time_frame or ""))
                _check(frame, concepts, frozenset(reason.code for reason in rubric.reasons))
                found.append(frame)
    return tuple(_sharing(frame, found) for frame in found)


def asking_besides(
    frame: Frame, more: Mapping[str, YamlValue], place: str, rubric: Rubric, concepts: frozenset[str]
) -> Frame:
    """A frame that a crosswalk lends to a rubric's element, with the `needs` and `rules_out` that its pair adds.

    Raises FrameError as `frames` does.
    """
    if not more:
        return frame
    spelt = _spelt_out(dict(more), _concept_groups(rubric, concepts))
    assert isinstance(spelt, dict)
    element = replace(frame.element, frame=spelt, frame_at=place, parts=())
    needs, rules_out = _groups(element, "needs"), _groups(element, "rules_out")
    added = Frame(element, frame.asks, frame.of, frozenset(), needs=needs, rules_out=rules_out)
    _check(added, concepts, frozenset(reason.code for reason in rubric.reasons))
    return replace(frame, needs=(*frame.needs, *needs), rules_out=(*rules_out, *frame.rules_out))


def _sharing(frame: Frame, others: Sequence[Frame]) -> Frame:
    """A frame with what others say: by which words a channel falls short, and which rights a list must name."""
    open_to_it = {reason for reason in _TOLD_ALIKE - frame.worded.keys() if frame.allows(reason)}
    groups = (
        group
        for one in others
        for group in (*one.rules_out, *one.near)
        if group.reason in open_to_it and (group in one.rules_out or group.reason not in OF_THE_CHANNEL)
    )
    listed = (part for one in others if one.allows("incomplete_list") for part in one.parts.values())
    single = frozenset[str]().union(*listed) if any(map(frame.allows, _OF_ONE_RIGHT)) else frozenset[str]()
    return replace(frame, shared=tuple(dict.fromkeys(groups)), single=single)


def _concept_groups(rubric: Rubric, concepts: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Each group's concepts; a group may name those above it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, members in rubric.concept_groups.items():
        if name in concepts:
            raise FrameError(
                f"{rubric.name}: the concept group {name!r} has the name of a concept of the lexicons; rename the group"
            )
        found[name] = tuple(one for concept in members for one in found.get(concept, (concept,)))
    return found


def _spelt_out(value: YamlValue, groups: Mapping[str, tuple[str, ...]]) -> YamlValue:
    """A frame's data with the concepts of each group in the place of its name."""
    if isinstance(value, list):
        spelt: list[YamlValue] = []
        for one in value:
            spelt += groups.get(one, (one,)) if isinstance(one, str) else [_spelt_out(one, groups)]
        return spelt
    if isinstance(value, dict):
        return {key: _spelt_out(one, groups) for key, one in value.items()}
    return value


def _frame(element: Element, groups: Mapping[str, tuple[str, ...]]) -> Frame:
    element = replace(element, frame={key: _spelt_out(value, groups) for key, value in element.frame.items()})
    data = element.frame
    for key in data:
        if key not in _KEYS:
            _fail(element, f"unknown key {key!r}", f"known keys: {', '.join(sorted(_KEYS))}")
    if "asks" not in data:
        _fail(element, "asks is missing", f"write one of {', '.join(sorted(Asks))}")
    parts = data.get("parts", {})
    if not isinstance(parts, Mapping):
        _fail(element, f"parts is {parts!r}", "write lines of the form part: [concepts]")
    return Frame(
        element=element,
        asks=Asks(_word(element, "asks", tuple(Asks))),
        of=Of(_word(element, "of", tuple(Of), Of.COMPANY)),
        object=_concepts(element, "object", data),
        also=_concepts(element, "also", data),
        find=_concepts(element, "find", data),
        needs=_groups(element, "needs"),
        rules_out=_groups(element, "rules_out"),
        near=_groups(element, "near"),
        parts={name: _concepts(element, name, parts) for name in parts},
        future=_yes(element, "future"),
        promise=_yes(element, "promise"),
        implied=_yes(element, "implied"),
        says=_concepts(element, "says", data),
        heading=_concepts(element, "heading", data),
        box=_concepts(element, "box", data),
        common=_concepts(element, "common", data),
        together=_concepts(element, "together", data),
        told_by=_concepts(element, "told_by", data),
        lead_in=_concepts(element, "lead_in", data),
        by_reference=_concepts(element, "by_reference", data),
        amid=_concepts(element, "amid", data),
        stated=_yes(element, "stated"),
        ages=_yes(element, "ages"),
        some=_yes(element, "some"),
    )


def _fail(element: Element, what: str, cure: str) -> NoReturn:
    place = f"{element.frame_at}: " if element.frame_at else ""
    raise FrameError(f"{place}frame of {element.id}: {what}; {cure}")


def _word(element: Element, key: str, allowed: Collection[str], usual: str | None = None) -> str:
    word = element.frame.get(key, usual)
    if not isinstance(word, str) or word not in allowed:
        _fail(element, f"{key} is {word!r}", f"write one of {', '.join(sorted(allowed))}")
    return word


def _yes(element: Element, key: str) -> bool:
    return _word(element, key, ("yes", "no"), "no") == "yes"


def _concepts(element: Element, key: str, data: Mapping[str, YamlValue]) -> frozenset[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(concept, str) for concept in value):
        _fail(element, f"{key} is {value!r}", f"write a list of concepts: {key}: [...]")
    return frozenset(str(concept) for concept in value)


def _groups(element: Element, key: str) -> tuple[Group, ...]:
    rows = element.frame.get(key, [])
    if not isinstance(rows, list):
        _fail(element, f"{key} is {rows!r}", f"write a list of groups: {key}: [{{any: [concepts], reason: code}}]")
    return tuple(_group(element, key, row) for row in rows)


def _group(element: Element, key: str, row: YamlValue) -> Group:
    if not isinstance(row, dict) or not row.get("any") or not isinstance(row.get("reason"), str):
        _fail(element, f"{key} has {row!r}", "write each group as {any: [concepts], reason: code}")
    for name in row:
        if name not in _GROUP_KEYS:
            _fail(element, f"unknown key {name!r} in {key}", f"known keys: {', '.join(sorted(_GROUP_KEYS))}")
    concepts, unless = _concepts(element, "any", row), _concepts(element, "unless", row)
    together = tuple(sorted(_concepts(element, "with", row)))
    lacks = row.get("lacks", "")
    if not isinstance(lacks, str) or (lacks and key != "needs"):
        _fail(element, f"lacks is {lacks!r} in {key}", "write in a group of needs what goes unsaid without its words")
    return Group(concepts, str(row["reason"]), unless, together, _concepts(element, "and", row), lacks)


def _check(frame: Frame, concepts: frozenset[str], reasons: frozenset[str]) -> None:
    """Every concept has an entry in the lexicons, every reason is one of the rubric, every part is known."""
    element = frame.element
    for concept in sorted(concepts_of(frame) - concepts - _KINDS):
        _fail(
            element,
            f"no lexicon entry stands for the concept {concept!r}",
            "add an entry to the lexicons or mend the name",
        )
    for reason in sorted({group.reason for group in frame.groups} - reasons):
        _fail(element, f"{reason!r} is no reason of the rubric", f"known: {', '.join(sorted(reasons)) or 'none'}")
    if not GENERAL & set(element.reasons):
        _fail(
            element,
            "neither weak_wording nor no_detail can be said of its passages",
            "define one of these reasons in rubric.yaml and let it apply to the element: it stands for all others",
        )
    for part in sorted(set(element.parts) ^ set(frame.parts)):
        _fail(element, f"the part {part!r} is not in both the element and its frame", "name the same parts in both")


def concepts_of(frame: Frame) -> frozenset[str]:
    """All concepts that a frame names: those that count, and those that rule a passage out."""
    named = frame.object | frame.also | frame.find | frame.heading | frame.lead_in | frame.by_reference | frame.amid
    named |= frame.box | frame.together | frame.says | frame.told_by | frame.common
    for group in frame.groups:
        named |= group.concepts | group.unless | group.beside | set(group.together_with)
    return named.union(*frame.parts.values())
