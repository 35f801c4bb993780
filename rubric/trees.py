"""AND/OR trees of elements: their value, and the questions that scoring asks about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from rubric.model import AllOf, AnyOf, Leaf, Tree
from rubric.scores import Truth


def is_met(tree: Tree, met: Collection[str]) -> bool:
    """Whether the tree is met when exactly these elements are."""
    if isinstance(tree, Leaf):
        return tree.element in met
    values = (is_met(branch, met) for branch in tree.branches)
    return all(values) if isinstance(tree, AllOf) else any(values)


def truth(tree: Tree, known: Mapping[str, Truth]) -> Truth:
    """The tree's three-valued answer; an element not mentioned is unknown.

    Met when it is met whatever the unknown elements turn out to be, not met when it is not whatever they
    are. Trees are monotone, so looking at all unknown as not met, then as met, decides it.
    """
    elements = leaves(tree)
    if is_met(tree, {element for element in elements if known.get(element) == Truth.MET}):
        return Truth.MET
    if not is_met(tree, {element for element in elements if known.get(element) != Truth.NOT_MET}):
        return Truth.NOT_MET
    return Truth.UNKNOWN


def leaves(tree: Tree) -> tuple[str, ...]:
    """The elements of a tree, in order, as often as they stand there."""
    if isinstance(tree, Leaf):
        return (tree.element,)
    return tuple(element for branch in tree.branches for element in leaves(branch))


def and_branches(tree: Tree) -> Iterator[Tree]:
    """The branches that can give a half step: those of the outermost AND groups, each as a whole.

    An OR group on the way is looked through ("system AND supply chain, OR an example" has the two branches
    of its AND group). Below an AND group nothing more counts by itself.
    """
    if isinstance(tree, Leaf):
        return
    if isinstance(tree, AllOf):
        yield from tree.branches
        return
    for branch in tree.branches:
        yield from and_branches(branch)


def requirements(tree: Tree) -> Iterator[Tree]:
    """What "at least one of the requirements" can mean: the branches of the outermost AND groups, each as a
    whole, and the alternatives of an OR group; a lone element is its own requirement."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, AllOf):
        yield from tree.branches
    else:
        for branch in tree.branches:
            yield from requirements(branch)


def each_way(tree: Tree) -> Iterator[frozenset[str]]:
    """Sets of elements that meet the tree, one by one; all the smallest are among them.

    Of groups that are needed together there are as many as their numbers multiplied: whoever has found what they look
    for stops.
    """
    if isinstance(tree, Leaf):
        yield frozenset((tree.element,))
    elif isinstance(tree, AnyOf):
        for branch in tree.branches:
            yield from each_way(branch)
    elif not tree.branches:
        yield frozenset()
    else:
        first, *others = tree.branches
        for way in each_way(first):
            yield from (way | more for more in each_way(AllOf(tuple(others))))


def ways(tree: Tree) -> list[frozenset[str]]:
    """The smallest sets of elements that meet the tree, shortest first."""
    found = set(each_way(tree))
    smallest = [way for way in found if not any(other < way for other in found)]
    return sorted(smallest, key=lambda way: (len(way), sorted(way)))


def fewest(tree: Tree) -> int:
    """How many elements the smallest set has that meets the tree."""
    if isinstance(tree, Leaf):
        return 1
    if isinstance(tree, AnyOf):
        return min(map(fewest, tree.branches))
    groups = apart(tree.branches)
    return sum(fewest(one[0]) if len(one) == 1 else len(ways(AllOf(tuple(one)))[0]) for one in groups)


def apart(branches: Collection[Tree]) -> list[list[Tree]]:
    """The branches in groups, so that no element stands in two groups."""
    groups: list[tuple[set[str], list[Tree]]] = []
    for branch in branches:
        elements, together = set(leaves(branch)), [branch]
        for known in [group for group in groups if group[0] & elements]:
            groups.remove(known)
            elements |= known[0]
            together = known[1] + together
        groups.append((elements, together))
    return [together for _, together in groups]
