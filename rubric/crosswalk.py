"""Crosswalks: which elements of two rubrics the same passage can be evidence for, and how far.

One reading serves several rubrics: where a rubric has no rules of its own for an element, those of a paired
element find the candidates, and what a person confirmed under one rubric is offered under the other. It is
never counted there: each pair says what remains to be looked for. The pairs are data: a file in `crosswalks/` for
any two rubrics, named after both (`chrb-core-2019--rsj-2018.yaml`). A rubric of one's own may have such files in a
folder `crosswalks` of its own, and a copy of one that comes with Firmword keeps that one's pairs for all elements that
it left as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from lexicons.strict_yaml import YamlNode, YamlValue, read_yaml
from rubric import load, open_rubric
from rubric.loader import CROSSWALKS, HEAD_FILE
from rubric.model import Rubric, RubricError

FOLDER = Path(__file__).parent / CROSSWALKS
_WHEN = ("needs", "rules_out")
_BETWEEN = "--"  # in a file's name, between those of its rubrics


class Worth(StrEnum):
    """What evidence for one element is worth for its partner."""

    ENOUGH = "enough"  # the passage would support the partner as it stands
    PART = "part"  # something of the partner remains to be looked for


@dataclass(frozen=True, slots=True)
class Pair:
    """Two elements, by rubric and full id, that the same passage can be evidence for."""

    rubric: str
    element: str
    other_rubric: str
    other_element: str
    worth: Worth  # of evidence for `element`, when it is looked at for `other_element`
    because: str  # what is shared, and what remains
    # What a passage that rules for `element` find must show besides to support the other: `needs` and `rules_out`, as
    # in a frame, and where they are written.
    when: Mapping[str, YamlValue] = field(default_factory=dict, hash=False)
    when_at: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All pairs, each in both directions, in the order of the file."""

    between: tuple[str, str]
    pairs: tuple[Pair, ...]
    version: str  # a digest of its file

    def leading_to(self, rubric: str, element: str) -> tuple[Pair, ...]:
        """Which elements of the other rubric have evidence that is worth something for this one."""
        return tuple(pair for pair in self.pairs if (pair.other_rubric, pair.other_element) == (rubric, element))

    def partner(self, rubric: str) -> str | None:
        """The rubric at the other side; None for a rubric that the crosswalk does not know."""
        first, second = self.between
        return {first: second, second: first}.get(rubric)


def walks_of(rubric: Rubric, *partner: str) -> tuple[Crosswalk, ...]:
    """The crosswalks of a rubric: of its own, and those that come with Firmword for it or for what it is a copy of.

    With a partner, what joins it with that one: files between others are not opened. Where both join it with the same
    rubric its own alone counts. Raises RubricError as `crosswalk` does.
    """
    own = [_own(file, rubric) for file in rubric.crosswalks if _joined(file).issuperset(partner)]
    there = {walk.partner(rubric.name) for walk in own}
    shipped = crosswalks(rubric.name, *partner) or _of_the_original(rubric, *partner)
    return (*own, *(walk for walk in shipped if walk.partner(rubric.name) not in there))


def alike(rubric: Rubric, other: Rubric) -> frozenset[str]:
    """The ids of elements that ask the same in both: their ids and labels are the same, word for word."""
    labels = {element.id: element.label for element in other.elements}
    return frozenset(element.id for element in rubric.elements if labels.get(element.id) == element.label)


def crosswalks(*rubrics: str) -> tuple[Crosswalk, ...]:
    """The crosswalks that come with Firmword: of all the rubrics named, those of one or between two, or all there are.

    Raises RubricError as `crosswalk` does. Files between other rubrics are not opened.
    """
    return tuple(crosswalk(file) for file in sorted(FOLDER.glob("*.yaml")) if _joined(file).issuperset(rubrics))


def _joined(file: Path) -> frozenset[str]:
    """The two rubrics that a file joins, by its name."""
    return frozenset(file.stem.split(_BETWEEN))


@cache
def crosswalk(file: Path) -> Crosswalk:
    """The crosswalk of a file; read once.

    Raises RubricError (file, line, what, cure) for a rubric or element that does not exist, a pair that stands
    twice, an unknown key, and a name of the file that is not those of its rubrics.
    """
    fields = read_yaml(file, RubricError).fields(("between", "pairs"))
    names = fields["between"].texts()
    if len(names) != 2:
        fields["between"].fail(f"{len(names)} rubrics are named", "name two different rubrics")
    if file.stem != _BETWEEN.join(names):
        fields["between"].fail(
            f"the file is named {file.name}, so nobody who asks for {names[0]} or {names[1]} finds it",
            f"name it {_BETWEEN.join(names)}.yaml",
        )
    rubrics = (_named(names[0], file), _named(names[1], file))
    forward: dict[tuple[str, str], Pair] = {}
    pairs: list[Pair] = []
    for entry in fields["pairs"].items():
        there, back = _pair(entry, rubrics)
        if (there.element, there.other_element) in forward:
            entry.fail(f"{there.element} and {there.other_element} are a pair already", "take one of them away")
        forward[there.element, there.other_element] = there
        pairs += [there, back]
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    return Crosswalk((names[0], names[1]), tuple(pairs), version)


def _named(name: str, file: Path) -> Rubric:
    """A rubric that a crosswalk names: that in whose folder it stands, or one that comes with Firmword."""
    home = file.parent.parent
    if file.parent.name == CROSSWALKS and (home / HEAD_FILE).is_file():
        own = open_rubric(str(home))
        if own.name == name:
            return own
    return load(name)


def _own(file: Path, rubric: Rubric) -> Crosswalk:
    walk = crosswalk(file.absolute())
    if walk.partner(rubric.name) is None:
        raise RubricError(
            f"{file}:1: it joins {walk.between[0]} and {walk.between[1]}, and neither is the rubric in whose folder it "
            f"stands; join {rubric.name} with one that comes with Firmword"
        )
    return walk


def _of_the_original(rubric: Rubric, *partner: str) -> tuple[Crosswalk, ...]:
    """The crosswalks of the rubric of which it is a copy, with their pairs of elements that ask the same in both."""
    if not rubric.copied_from:
        return ()
    original, name = load(rubric.copied_from), rubric.name
    same = alike(rubric, original)

    def copied(walk: Crosswalk) -> Crosswalk:
        one, other = ({original.name: name}.get(side, side) for side in walk.between)
        pairs = [
            replace(pair, rubric=name) if pair.rubric == original.name else replace(pair, other_rubric=name)
            for pair in walk.pairs
            if (pair.element if pair.rubric == original.name else pair.other_element) in same
        ]
        return replace(walk, between=(one, other), pairs=tuple(pairs))

    return tuple(copied(walk) for walk in crosswalks(original.name, *partner))


def lent(rubric: Rubric, walks: tuple[Crosswalk, ...] | None = None) -> tuple[Pair, ...]:
    """The pairs by which rules of other rubrics find candidates for this one, in its order of elements.

    Rules are lent by elements that have some, to those with rules of their own too: of what all of them say of a
    passage the best counts. A rubric in which every element has rules of its own borrows none.
    """
    if all(element.frame for element in rubric.elements):
        return ()
    walks = walks_of(rubric) if walks is None else walks
    lenders = {
        (partner, element.id)
        for walk in walks
        if (partner := walk.partner(rubric.name)) is not None
        for element in load(partner).elements
        if element.frame
    }
    return tuple(
        pair
        for element in rubric.elements
        for walk in walks
        for pair in walk.leading_to(rubric.name, element.id)
        if (pair.rubric, pair.element) in lenders
    )


def looked_for(rubric: Rubric) -> frozenset[str]:
    """The elements for which a rule looks that can find all they ask: their own, or a lent one that is enough.

    For all others, not finding anything means nothing: a person has to read for them. So it is where a rule of their
    own says that it has words for some of what may show them only (`some`).
    """
    own = {element.id for element in rubric.elements if element.frame and element.frame.get("some") != "yes"}
    return frozenset(own | {pair.other_element for pair in lent(rubric) if pair.worth is Worth.ENOUGH})


def _pair(entry: YamlNode, rubrics: tuple[Rubric, Rubric]) -> tuple[Pair, Pair]:
    """A pair of the file in its two directions."""
    fields = entry.fields(("pair", "forward", "back", "because"), ("when",))
    first, second = rubrics
    ids = fields["pair"].items()
    if len(ids) != 2:
        fields["pair"].fail(f"a pair has two elements, not {len(ids)}", f"write [{first.name}'s, {second.name}'s]")
    one, other = _element(ids[0], first), _element(ids[1], second)
    words = [worth.value for worth in Worth]
    forward = Worth(fields["forward"].one_of(words, "worth"))
    back = Worth(fields["back"].one_of(words, "worth"))
    because = fields["because"].text()
    when = {key: groups.plain() for key, groups in fields["when"].fields((), _WHEN).items()} if "when" in fields else {}
    at = fields["when"].place if when else ""
    return (
        Pair(first.name, one, second.name, other, forward, because, when, at),
        Pair(second.name, other, first.name, one, back, because),
    )


def _element(entry: YamlNode, rubric: Rubric) -> str:
    id = entry.text()
    if all(id != element.id for element in rubric.elements):
        entry.fail(f"{rubric.name} has no element {id!r}", f"write one that exists, such as {rubric.elements[0].id}")
    return id
