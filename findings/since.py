"""What came since a person called an element not met by hand, and what went since one judged a passage.

Such decisions rest on what there was to see. When something is shown that nobody could see then, "not met" no longer
tells the outcome: the element is asked again, until what came is judged too, or a person says "not met" once more. When
the document of a judged passage was replaced, and nothing that there is now says the same, it no longer counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from extractors.records import WITHOUT_TEXT
from extractors.walls import INSTEAD
from findings.held import About, press_of
from findings.same_words import Words, folded
from findings.settled import SETTLED_AGAINST, is_settled, shows_it
from findings.shown import Shown, Statement, kinds_of
from rubric.model import Element
from workspace.records import Candidate, Decision, DocumentRow, Ruling


@dataclass(frozen=True, slots=True)
class Later:
    """What came after elements had been decided."""

    since: Mapping[str, tuple[Candidate, ...]]  # by element, what reopens it
    confirmed: frozenset[str]  # of these, what a person confirmed after the element had been called not met
    known: frozenset[str]  # further places of what was judged, and what came later and is not shown: not asked about


NOTHING_LATER = Later({}, frozenset(), frozenset())


def came_later(
    by_hand: Mapping[str, Decision],
    by_element: Mapping[Element, Sequence[Candidate]],
    made: Mapping[About, Decision],
    shown: Shown,
) -> Later:
    """What came after elements were not met, by hand or because all passages had been judged.

    `by_hand` are the decisions in force by element, `made` what holds of all, as it was said first: what holds again
    because a later press was taken back is no younger. What reopens an element is shown, later than what was said of
    it, and not called weak or rejected. The same statement in another document of its kind, as in another edition, is
    no news.
    """
    ruled = {line.candidate: line for line in made.values() if line.candidate is not None}
    known = _known(shown)
    not_met = {name: made.get((name, None), line) for name, line in by_hand.items() if line.verdict is Ruling.NOT_MET}
    for element, some in by_element.items():
        if element.id not in by_hand and (line := _last_against(element, some, ruled, known)) is not None:
            not_met[element.id] = line
    found: dict[str, list[Candidate]] = defaultdict(list)
    for said in shown.statements:
        line = not_met.get(said.first.evidence.element)
        if line is not None and is_news(said, line) and said.first in shown and said.turned_down is None:
            found[line.element].append(_judged_since(said, line, ruled) or said.first)
    anew = (one.id for some in found.values() for one in some if one.decided is Ruling.SUPPORTS)
    confirmed = frozenset(one for one in anew if one in ruled and ruled[one].seq > not_met[ruled[one].element].seq)
    return Later({element: tuple(some) for element, some in found.items()}, confirmed, known | _folded(shown, not_met))


def _folded(shown: Shown, not_met: Mapping[str, Decision]) -> frozenset[str]:
    """Places of what came later and is not shown: it reopens nothing that was judged, as it reopens nothing by hand."""
    return frozenset(
        one.id
        for said in shown.statements
        if (line := not_met.get(said.first.evidence.element)) is not None and is_news(said, line)
        for one in said.places
        if one.decided is None and not any(place in shown for place in said.places)
    )


def _judged_since(said: Statement, line: Decision, ruled: Mapping[str, Decision]) -> Candidate | None:
    """The place where a statement was confirmed after the line, though its source has another document by now."""
    judged = said.judged
    return judged if judged is not None and judged.id in ruled and ruled[judged.id].seq > line.seq else None


def _known(shown: Shown) -> frozenset[str]:
    """Places on which nobody decided, of statements of which a person said elsewhere what they are worth."""
    return frozenset(
        one.id for said in shown.statements if said.judged is not None for one in said.places if one.decided is None
    )


def _last_against(
    element: Element, some: Sequence[Candidate], ruled: Mapping[str, Decision], known: frozenset[str]
) -> Decision | None:
    """The last ruling on an element's passages by which all that there were had been judged, before more came.

    Of what came, some may have been judged since; it is still what came.
    """
    if shows_it(element, [one for one in some if one.decided is Ruling.SUPPORTS]):
        return None
    waiting = [one for one in some if one.current and not is_settled(one) and one.id not in known]
    until = min((one.after for one in waiting), default=None)
    judged = [(one, ruled[one.id]) for one in some if is_settled(one) and one.id in ruled]
    before = [line for _, line in judged if until is None or line.seq <= until]
    last = max(before, key=lambda line: line.seq, default=None)
    if last is None:
        return None
    came = [one for one, line in judged if line.seq > last.seq]
    return None if any(one.was_there_at(last.seq) for one in (*came, *waiting)) else last


def gone(candidates: Sequence[Candidate], documents: Sequence[DocumentRow]) -> frozenset[str]:
    """The ids of confirmed passages whose document was replaced, and of which nothing is found in what there is now.

    What the present rules no longer find in a document that is there, and what could not be fetched or read again,
    stays. The same words in a document of another kind, or where a person judged them weak, are not the same.
    """
    lost = [one for one in candidates if one.decided is Ruling.SUPPORTS and not one.current]
    if not lost:
        return frozenset()
    present = {row.document for row in documents}
    without = {row.document for row in documents if row.outcome in WITHOUT_TEXT or INSTEAD in row.detail}
    replaced = {row.source for row in documents if row.document not in {None, *without}}
    kinds = kinds_of(documents)

    def says(one: Candidate) -> tuple[str, Words, str | None]:
        return one.evidence.element, folded(one.evidence.quote), kinds.get(one.source)

    said = {says(one) for one in candidates if one.current and one.decided not in SETTLED_AGAINST}
    return frozenset(
        one.id
        for one in lost
        if one.evidence.document not in present and one.source in replaced and says(one) not in said
    )


def passed(
    candidates: Sequence[Candidate], documents: Sequence[DocumentRow], shown: Shown, looked_for: Collection[str]
) -> frozenset[str]:
    """The ids of passages that were weak or rejected, and say nothing of what there is now: they settle nothing.

    Their document was replaced, and their statement stands nowhere any more; what nobody had judged went with them, so
    that nobody can tell whether all had been. What the present rules no longer find in a document that is there stays
    judged, but where no rule looks for all that its element asks: there finding nothing says nothing.
    """
    present = {row.document for row in documents}
    return frozenset(
        one.id
        for one in candidates
        if not one.current
        and one.decided in SETTLED_AGAINST
        and one.id not in shown.earlier
        and (one.evidence.document not in present or one.evidence.element not in looked_for)
    )


def unfounded(
    by_hand: Mapping[str, Decision],
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision],
    made: Mapping[About, Decision],
    lost: frozenset[str],
) -> frozenset[str]:
    """The elements called met by hand for passages that had been confirmed, of which none stands any more.

    Their document was replaced (`lost`), or a person thinks otherwise of them now. Where a person gave a note with it,
    that is what it rests on; an adjudicator's, one line of several in a press, is made of what the readings said, and
    rests on their passages for as long as these are there. `made` is what holds, as it was said first.
    """
    met = {name: made.get((name, None), line) for name, line in by_hand.items() if line.verdict is Ruling.MET}
    alone = {name: line for name, line in met.items() if line.together or not line.note}
    if not alone:
        return frozenset()
    then: dict[tuple[str, str], Ruling] = {}
    for line in decisions:
        if line.candidate is not None and line.element in alone and press_of(line) <= press_of(alone[line.element]):
            then[line.element, line.candidate] = line.verdict
    rested = {name for (name, _), verdict in then.items() if verdict is Ruling.SUPPORTS}
    stands = {one.evidence.element for one in candidates if one.decided is Ruling.SUPPORTS and one.id not in lost}
    # An adjudicator's outcome is theirs to change: what a reader says of its passages afterwards takes nothing from it.
    there = {one.id for one in candidates if one.current}
    ruled = {name for (name, one), verdict in then.items() if verdict is Ruling.SUPPORTS and one in there}
    return frozenset(rested - stands - {name for name in ruled if alone[name].together})


def is_news(said: Statement, line: Decision) -> bool:
    """Whether a statement counts and stood nowhere when the line was written."""
    counts = said.first.current or said.first.decided is Ruling.SUPPORTS
    there = [one for one in said.places if one.current] or [said.first]
    return counts and line.seq > 0 and not any(one.was_there_at(line.seq) for one in there)
