"""The crosswalk: which elements of two rubrics the same passage can be evidence for, and how far.

One reading serves both rubrics: where a rubric has no rules of its own for an element, those of a paired
element find the candidates, and what a person confirmed under one rubric is offered under the other. It is
never counted there: each pair says what remains to be looked for. The pairs are data (crosswalk.yaml).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lexicons.strict_yaml import YamlNode, read_yaml
from rubric import load
from rubric.model import Rubric, RubricError

CROSSWALK_FILE = Path(__file__).parent / "crosswalk.yaml"


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


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All pairs, each in both directions, in the order of the file."""

    between: tuple[str, str]
    pairs: tuple[Pair, ...]
    version: str  # a digest of its file

    def leading_from(self, rubric: str, element: str) -> tuple[Pair, ...]:
        """Where evidence for this element is worth something in the other rubric."""
        return tuple(pair for pair in self.pairs if (pair.rubric, pair.element) == (rubric, element))

    def leading_to(self, rubric: str, element: str) -> tuple[Pair, ...]:
        """Which elements of the other rubric have evidence that is worth something for this one."""
        return tuple(pair for pair in self.pairs if (pair.other_rubric, pair.other_element) == (rubric, element))

    def partner(self, rubric: str) -> str | None:
        """The rubric at the other side; None for a rubric that the crosswalk does not know."""
        first, second = self.between
        return {first: second, second: first}.get(rubric)


@cache
def crosswalk(file: Path = CROSSWALK_FILE) -> Crosswalk:
    """The crosswalk of a file; read once.

    Raises RubricError (file, line, what, cure) for a rubric or element that does not exist, a pair that stands
    twice, and an unknown key.
    """
    fields = read_yaml(file, RubricError).fields(("between", "pairs"))
    names = fields["between"].texts()
    if len(names) != 2:
        fields["between"].fail(f"{len(names)} rubrics are named", "name two different rubrics")
    rubrics = (load(names[0]), load(names[1]))
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


def lent(rubric: Rubric, walk: Crosswalk | None = None) -> tuple[Pair, ...]:
    """The pairs by which rules of the other rubric find candidates for this one, in its order of elements.

    Rules are lent by elements that have some, to those with rules of their own too: of what all of them say of a
    passage the best counts. A rubric in which every element has rules of its own borrows none.
    """
    if all(element.frame for element in rubric.elements):
        return ()
    walk = walk or crosswalk()
    partner = walk.partner(rubric.name)
    if partner is None:
        return ()
    lenders = {element.id for element in load(partner).elements if element.frame}
    return tuple(
        pair
        for element in rubric.elements
        for pair in walk.leading_to(rubric.name, element.id)
        if pair.element in lenders
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
    fields = entry.fields(("pair", "forward", "back", "because"))
    first, second = rubrics
    ids = fields["pair"].items()
    if len(ids) != 2:
        fields["pair"].fail(f"a pair has two elements, not {len(ids)}", f"write [{first.name}'s, {second.name}'s]")
    one, other = _element(ids[0], first), _element(ids[1], second)
    words = [worth.value for worth in Worth]
    forward = Worth(fields["forward"].one_of(words, "worth"))
    back = Worth(fields["back"].one_of(words, "worth"))
    because = fields["because"].text()
    return (
        Pair(first.name, one, second.name, other, forward, because),
        Pair(second.name, other, first.name, one, back, because),
    )


def _element(entry: YamlNode, rubric: Rubric) -> str:
    id = entry.text()
    if all(id != element.id for element in rubric.elements):
        entry.fail(f"{rubric.name} has no element {id!r}", f"write one that exists, such as {rubric.elements[0].id}")
    return id
