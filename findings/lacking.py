"""What the next stages of a company still lack, and which of it nobody has decided yet.

For rubrics that count stages. A topic's result may be final while statements of its next stage are open: they can no
longer move the result, but the gap and the improvement plan count them as lacking until a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from findings.company import CompanyState
from findings.words import OPEN, outcome_of
from rubric.journey import Gap, journey, topic_progress
from rubric.model import Element, Indicator, Scoring


@dataclass(frozen=True, slots=True)
class Lacking:
    """A topic that has a next stage: how much of it lacks evidence, and what of that is open."""

    topic: Indicator
    stage: int
    statements: int
    open: tuple[Element, ...]


def lacking(state: CompanyState) -> tuple[Lacking, ...]:
    """The steps of the improvement plan as decided, the closest first; () where points are counted."""
    if state.rubric.scoring is not Scoring.STAGES:
        return ()
    steps = journey(state.rubric, {id: one.decided for id, one in state.findings.items()}).plan
    outcomes = outcomes_of(state)
    return tuple(
        Lacking(
            topic=state.rubric.indicator(step.topic),
            stage=step.gap.stage,
            statements=len(step.gap.statements),
            open=tuple(state.rubric.element(id) for id in open_in(step.gap, outcomes)),
        )
        for step in steps
    )


def open_in_gap(state: CompanyState, indicator: Indicator) -> frozenset[str]:
    """The statements, by full id, that a topic's gap counts as lacking and that nobody decided."""
    if indicator.scoring is not Scoring.STAGES:
        return frozenset()
    known = {one.id: state.findings[one.id].decided for one in indicator.elements}
    gap = topic_progress(indicator, known).gap
    return frozenset(open_in(gap, outcomes_of(state))) if gap else frozenset()


def open_in(gap: Gap, outcomes: Mapping[str, str]) -> list[str]:
    """The statements of a gap that nobody decided; `outcomes` as `outcomes_of` gives them."""
    return [id for id in gap.statements if outcomes[id] == OPEN]


def outcomes_of(state: CompanyState) -> dict[str, str]:
    """The outcome of each element in a word, by decisions alone."""
    return {id: outcome_of(one) for id, one in state.findings.items()}
