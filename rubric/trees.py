"""AND/OR trees of elements: their value, and the questions that scoring asks about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from rubric.model import AllOf, Leaf, Tree
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


def ways(tree: Tree) -> list[frozenset[str]]:
    """The smallest sets of elements that meet the tree, shortest first."""
    if isinstance(tree, Leaf):
        return [frozenset((tree.element,))]
    inner = [ways(branch) for branch in tree.branches]
    if isinstance(tree, AllOf):
        found = {frozenset[str]().union(*choice) for choice in product(*inner)}
    else:
        found = {way for branch in inner for way in branch}
    smallest = [way for way in found if not any(other < way for other in found)]
    return sorted(smallest, key=lambda way: (len(way), sorted(way)))
