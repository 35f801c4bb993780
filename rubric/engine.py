"""From findings to a score, with its proof.

Each element is met, not met, or not yet known. A score is therefore a pair of bounds: the least and the
greatest that is still possible; one number when they meet. The trees and the points that exist come from
the rubric's data; how points follow from them is here, and each rule names the choice in the rubric's file
that it carries out.

Why two evaluations give exact bounds: no element that becomes met ever lowers a result. AND and OR groups
are monotone. Score 1 unmet gives 0 or 0.5, Score 1 met gives 1 or 1.5, both met give 2, so a level that
becomes met only raises the points, and within a level more met branches turn 0 into 0.5 or 1 into 1.5,
never back. A stage counts when it and all below are met, which is monotone too. So the least over all
completions of the unknown elements is the result with all of them not met, and the greatest the one with
all of them met.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from errors import Refusal
from rubric.model import AllOf, Caution, Indicator, Leaf, Level, Scoring, Tree
from rubric.scores import Bounds, Proof, ProofKind, ProofNote, Truth
from rubric.trees import and_branches, is_met, requirements, truth


class FindingsError(Refusal):
    """Findings that don't fit the indicator: the value and the cure."""


class Rule(StrEnum):
    """Which rule gave a result; the values are the sentences of the proof."""

    BOTH = "Score 1 and Score 2 are met."
    IMPLIED = "Score 2 is met in full, which here stands for Score 1 as well."
    ONE_AND_HALF = "Score 1 is met, and some of what Score 2 asks for together."
    ONE = "Score 1 is met, Score 2 is not."
    HALF = "Some of what Score 1 asks for together is met, not all of it."
    STAR = "Score 1 is not met, but at least one requirement of Score 2 is."
    NONE = "Score 1 is not met, and nothing of it that gives half a point."
    STAGE = "All of this stage and of those below it has public evidence."
    NO_STAGE = "The first stage lacks public evidence."


DISCRETIONARY = (
    'The source says that a half point for Score 2 alone "may be awarded"; whoever does not award it gives 0.'
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a set of met elements gives: points or a stage, and the rule behind it."""

    value: float
    rule: Rule


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator's score: the least and the greatest still possible, and the proof."""

    low: float  # points, or a stage's number
    high: float
    proof: Proof


def result(indicator: Indicator, met: Collection[str]) -> Result:
    """What exactly these met elements (by their ids inside the indicator) give; all others are not met."""
    if indicator.scoring is Scoring.STAGES:
        return _stage(indicator, met)
    return _points(indicator, met)


def bounds(indicator: Indicator, findings: Mapping[str, Truth]) -> Bounds:
    """The least and the greatest result over all completions of what is unknown, without the proof.

    Findings are keyed by the element's id inside the indicator ("S1.a"); one not mentioned is unknown.
    Raises FindingsError for a key that the indicator does not have.
    """
    met, possible = _met_and_possible(indicator, findings)
    return Bounds(result(indicator, met).value, result(indicator, possible).value)


def score(indicator: Indicator, findings: Mapping[str, Truth]) -> Scored:
    """An indicator's score from what was found about its elements, with the proof.

    Findings are keyed by the element's id inside the indicator ("S1.a"); one not mentioned is unknown.
    Raises FindingsError for a key that the indicator does not have. The rules are those of the rubric's
    file (`choices` in rubric.yaml, with their places in the source).
    """
    met, possible = _met_and_possible(indicator, findings)
    least, greatest = result(indicator, met), result(indicator, possible)
    known = {key: findings.get(key, Truth.UNKNOWN) for key in indicator.keys}
    proof = Proof(
        kind=ProofKind.INDICATOR,
        name=indicator.id,
        label=indicator.title,
        bounds=Bounds(least.value, greatest.value),
        notes=_notes(indicator, met, least, greatest),
        parts=tuple(_level_proof(indicator, level, known) for level in indicator.levels),
    )
    return Scored(least.value, greatest.value, proof)


def _met_and_possible(indicator: Indicator, findings: Mapping[str, Truth]) -> tuple[frozenset[str], frozenset[str]]:
    """The elements that are met, and those that are met or may still be."""
    keys = indicator.keys
    for key in findings:
        if key not in keys:
            raise FindingsError(f"{indicator.id} has no element {key!r}; write one of: {', '.join(keys)}")
    met = frozenset(key for key in keys if findings.get(key) == Truth.MET)
    possible = frozenset(key for key in keys if findings.get(key) != Truth.NOT_MET)
    return met, possible


def _points(indicator: Indicator, met: Collection[str]) -> Result:
    """Points by the rules recorded under `choices`; each branch names its choice."""
    assert indicator.points is not None
    first, second = (level.tree for level in indicator.levels)
    score_1, score_2 = is_met(first, met), is_met(second, met)
    if score_2 and not score_1 and indicator.score_2_implies_score_1:  # choice score_2_implies_score_1
        return Result(2.0, Rule.IMPLIED)
    if score_1 and score_2:
        return Result(2.0, Rule.BOTH)
    if score_1:  # choices score_2_needs_score_1, half_steps
        some = any(is_met(branch, met) for branch in and_branches(second))
        return Result(1.5, Rule.ONE_AND_HALF) if indicator.points.one_and_half and some else Result(1.0, Rule.ONE)
    if indicator.points.half and any(is_met(branch, met) for branch in and_branches(first)):
        return Result(0.5, Rule.HALF)  # choices half_steps, plain_half_point_first
    if indicator.points.star and any(is_met(branch, met) for branch in requirements(second)):
        return Result(0.5, Rule.STAR)  # choice star
    return Result(0.0, Rule.NONE)


def _stage(indicator: Indicator, met: Collection[str]) -> Result:
    """The highest stage whose tree, and all those below, are met; 0 when the first is not."""
    reached = 0
    for level in indicator.levels:
        if not is_met(level.tree, met):
            break
        reached = level.number
    return Result(float(reached), Rule.STAGE if reached else Rule.NO_STAGE)


def _notes(indicator: Indicator, met: frozenset[str], least: Result, greatest: Result) -> tuple[ProofNote, ...]:
    """Why the score is what it is, what is discretionary in it, and what to be careful about."""
    notes = [ProofNote("low", least.rule.value)]
    if greatest != least:
        notes.append(ProofNote("high", greatest.rule.value))
    if Rule.STAR in (least.rule, greatest.rule):
        notes.append(ProofNote("discretionary", DISCRETIONARY))
    notes += [
        ProofNote("caution", f"{caution.text} ({caution.source})")
        for caution in indicator.cautions
        if _applies(caution, met)
    ]
    return tuple(notes)


def _applies(caution: Caution, met: frozenset[str]) -> bool:
    """A caution goes by what is met so far; what is unknown counts as not (yet) met."""
    return is_met(caution.when, met) and not (caution.unless is not None and is_met(caution.unless, met))


def _level_proof(indicator: Indicator, level: Level, known: Mapping[str, Truth]) -> Proof:
    tree = _tree_proof(indicator, level.tree, known)
    name = f"Stage {level.number}" if indicator.scoring is Scoring.STAGES else f"Score {level.number}"
    return Proof(ProofKind.LEVEL, name, value=tree.value, decided_by=tree.decided_by, parts=(tree,))


def _tree_proof(indicator: Indicator, tree: Tree, known: Mapping[str, Truth]) -> Proof:
    if isinstance(tree, Leaf):
        element = next(element for element in indicator.elements if element.key == tree.element)
        value = known[element.key]
        return Proof(ProofKind.ELEMENT, element.id, element.label, value, decided_by=(element.id,))
    parts = tuple(_tree_proof(indicator, branch, known) for branch in tree.branches)
    value = truth(tree, known)
    kind, name = (ProofKind.ALL, "all of") if isinstance(tree, AllOf) else (ProofKind.ANY, "any of")
    return Proof(kind, name, value=value, decided_by=_deciders(value, parts), parts=parts)


def _deciders(value: Truth, parts: tuple[Proof, ...]) -> tuple[str, ...]:
    """The elements that settle a group: those of the branches that have the group's own value.

    An AND group is met by all its branches and not met by those that are not; an OR group is met by those
    that are and not met by all. An unknown group waits for its unknown branches.
    """
    found = [id for part in parts if part.value == value for id in part.decided_by]
    return tuple(dict.fromkeys(found))
