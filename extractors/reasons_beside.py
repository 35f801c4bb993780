"""Beside: whether a passage would count if it were read alone, without the passages before and after.

A model reads the sentence before a passage with it, and adds what it thinks of the passages around it, since evidence
is told over several sentences. So the same sentence may count in one place and not in another. It is weighed again
without these, and what stands beside it is looked at only where that gives another verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.again import Again, Opened
from extractors.extract import ruled
from extractors.fold import as_read
from extractors.learned import Judged, Opinion, Weighed, opinions_in, opinions_on, probability, unit_of, weighed_for
from extractors.records import Block, Document, Evidence, Verdict
from extractors.taught import Model
from extractors.view import View


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a passage, where it turned the verdict."""

    alone: float | None  # how sure the model would be; None where it cannot say, or it would be no candidate
    counts: bool  # whether it would count, read alone
    found: bool  # whether it would be a candidate at all
    before: str | None  # the words of what turned it there; None: nothing there did
    after: str | None


def turned_by_what_is_beside(
    evidence: Evidence, again: Again, where: Opened, opinion: Opinion, model: Model
) -> Beside | None:
    """What turned the verdict on a stored candidate beside it; None where read alone it would be as it is."""
    supports = evidence.verdict is Verdict.SUPPORTS
    view = replace(again.view, before="")
    same = unit_of(view) == unit_of(again.view)
    by_itself = opinion if same else opinions_on([view], model)[0]
    alone = _weighed(again, by_itself, (), model)
    if _counts(alone) is supports:
        return None
    ahead, behind = _neighbours(again, where, model)
    if _counts(_weighed(again, opinion, [one for _, one in (*ahead, *behind)], model)) is not supports:
        return None  # it is not what was stored
    before = after = None
    if _counts(_weighed(again, opinion, (), model)) is supports:
        before = again.view.before
    elif _counts(_weighed(again, opinion, [one for _, one in ahead], model)) is supports:
        before = _words(ahead[0][0])
    if _counts(_weighed(again, by_itself, [one for _, one in behind], model)) is supports:
        after = _words(behind[0][0])
    if before is after is None:  # only together
        before, after = again.view.before, _words(behind[0][0])
    sure = probability(alone.score) if alone and alone.score is not None and where.rules.tells_how_sure else None
    return Beside(sure, not supports, alone is not None, as_read(before) if before else None, after)


def _weighed(again: Again, opinion: Opinion, beside: Sequence[Opinion], model: Model) -> Weighed | None:
    return weighed_for(again.view, again.frame, again.judgement, opinion, beside, model)


def _counts(found: Weighed | None) -> bool:
    return found is not None and found.judgement.verdict is Verdict.SUPPORTS


def _words(view: View) -> str:
    return as_read(view.text[view.own :])


_Read = list[tuple[View, Opinion]]  # one passage, or none


def _neighbours(again: Again, where: Opened, model: Model) -> tuple[_Read, _Read]:
    """The passages before and after that the model read with it when it was screened."""
    around = _judged_around(again, where)
    place = again.view.passage.start, again.view.passage.end
    at = next(i for i, (view, _, _) in enumerate(around) if (view.passage.start, view.passage.end) == place)
    ahead, behind = around[at - 1 : at] if at else [], around[at + 1 : at + 2]
    return _read(ahead, model), _read(behind, model)


def _read(judged: Sequence[Judged], model: Model) -> _Read:
    return [(judged[i][0], opinion) for i, opinion in opinions_in(judged, model).items()]


def _judged_around(again: Again, where: Opened) -> list[Judged]:
    """The passages of its block, and of the nearest before and after that have any, as when it was screened."""
    language = again.view.context.lexicons.language
    part, around, known = where.parts[language], where.around[language], where.rules.languages[language]
    passage = again.view.passage

    def of(blocks: Sequence[Block]) -> list[Judged]:
        return list(ruled(part, blocks, around, known))

    at = next(i for i, block in enumerate(part.blocks) if block.start <= passage.start < block.end)
    first = next((i for i in range(at - 1, -1, -1) if of(part.blocks[i : i + 1])), at)
    while first and part.blocks[first].section in around.boxes and _goes_on(part, first):
        first -= 1  # what is told in a box is told from its first line on
    last = next((i for i in range(at + 1, len(part.blocks)) if of(part.blocks[i : i + 1])), at)
    return of(part.blocks[first : last + 1])


def _goes_on(part: Document, at: int) -> bool:
    return part.blocks[at - 1].section == part.blocks[at].section
