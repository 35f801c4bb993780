"""From candidates and decisions to findings, and from findings to scores.

Nothing here is stored: the same candidates, decisions and documents always give the same findings. What
is proposed follows from the rules alone, what is decided from people alone, and the two stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import prod

from extractors.learned import NEVER_LIFTED
from extractors.not_its_own import NOT_ITS_OWN, states_nothing
from extractors.records import DOUBTED, LEARNED, RULED, Verdict
from findings.held import made
from findings.same_words import Words, folded
from findings.settled import is_settled, shows_it
from findings.shown import Shown, look_at
from findings.since import NOTHING_LATER, Later, came_later, gone, passed, unfounded
from rubric.crosswalk import looked_for
from rubric.engine import bounds
from rubric.model import Element, Indicator, Rubric
from rubric.scores import Basis, Bounds, Finding, Score, Truth
from workspace.records import Candidate, Decision, DocumentRow, Ruling

# That one of the surest passages is right, from which an element is proposed; by this, kappa with labelled outcomes was
# the greatest on documents that the model had not seen (docs/quality.md).
PROBABLY, _SUREST = 0.6, 3
LIKELY = 0.5  # that a near miss supports: then it is proposed from, too


def findings(
    rubric: Rubric,
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision],
    documents: Sequence[DocumentRow],
    shown: Shown | None = None,
) -> list[Finding]:
    """What is proposed and what was decided on every element, in the rubric's order, for one company.

    The three sequences are what the store holds for that company; other rubrics' entries are passed over.
    Without any document there is no company, and nothing is found. `shown` is what a person is shown of the
    candidates, where it is known already.
    """
    if not documents:
        return []
    looked = looked_for(rubric)
    by_hand = hand_decisions(rubric.name, decisions)
    by_element = _by_element(rubric, candidates)
    lines = [line for line in decisions if line.rubric == rubric.name]
    first = made(lines)
    if not any(one.after or _was_judged(one) for one in candidates):
        later = NOTHING_LATER
    else:
        shown = look_at(candidates, documents) if shown is None else shown
        by_element = _without(by_element, passed(candidates, documents, shown, looked))
        later = came_later(by_hand, {one: by_element.get(one.id, []) for one in rubric.elements}, first, shown)
    lost = gone(candidates, documents)
    baseless = unfounded(by_hand, candidates, lines, first, lost)
    found = []
    for element in rubric.elements:
        whole = all(row.searched_for(element.id) for row in documents)
        found.append(
            _finding(
                company=documents[0].company,
                rubric=rubric.name,
                element=element,
                candidates=by_element.get(element.id, []),
                by_hand=by_hand,
                later=later,
                lost=lost,
                unfounded=element.id in baseless,
                whole=whole,
                # Where no rule looks for all that an element asks, finding nothing says nothing: a person has to read.
                absence_counts=whole and element.id in looked,
            )
        )
    return found


def _was_judged(one: Candidate) -> bool:
    """Whether a person said what it is worth in a document that was replaced, or by rules that were."""
    return not one.current and is_settled(one)


def hand_decisions(rubric: str, decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The hand decision in force for each element that has one: the latest, unless it was withdrawn."""
    latest = {line.element: line for line in decisions if line.candidate is None and line.rubric == rubric}
    return {element: line for element, line in latest.items() if line.verdict is not Ruling.OPEN}


def _by_element(rubric: Rubric, candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """By rank; what the rules no longer find counts only where a person decided on it."""
    found: dict[str, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.rank):
        if one.evidence.rubric == rubric.name and (one.current or is_settled(one)):
            found.setdefault(one.evidence.element, []).append(one)
    return found


def _without(by_element: dict[str, list[Candidate]], ids: frozenset[str]) -> dict[str, list[Candidate]]:
    if not ids:
        return by_element
    return {element: [one for one in some if one.id not in ids] for element, some in by_element.items()}


def _finding(
    company: str,
    rubric: str,
    element: Element,
    candidates: list[Candidate],
    by_hand: dict[str, Decision],
    later: Later,
    lost: frozenset[str],
    unfounded: bool,
    whole: bool,
    absence_counts: bool,
) -> Finding:
    went = [one for one in candidates if one.id in lost]
    hand, since = _in_force(by_hand.get(element.id), later.since.get(element.id, ()), went)
    hand = None if unfounded else hand
    candidates = [one for one in candidates if one.id not in lost]
    proposed = _proposed(element, candidates, absence_counts)
    if hand:
        decided = _by_hand(hand)
    elif since:
        decided = _asked_again(element, candidates, since, later.confirmed, whole)
    elif unfounded:
        decided = Truth.UNKNOWN
    elif went:
        decided = Truth.MET if shows_it(element, _confirmed(candidates)) else Truth.UNKNOWN
    else:
        decided = _decided(element, [one for one in candidates if one.id not in later.known], whole)
    behind = _behind(candidates, proposed if decided is Truth.UNKNOWN else decided)
    return Finding(
        company=company,
        rubric=rubric,
        element=element.id,
        proposed=proposed,
        decided=decided,
        basis=_basis(hand, behind, whole),
        evidence=tuple(candidate.id for candidate in behind),
        since=tuple(candidate.id for candidate in since),
        back=tuple(one.id for one in since if one.decided is Ruling.SUPPORTS and one.id not in later.confirmed),
        gone=tuple(one.id for one in went) if decided is Truth.UNKNOWN and not hand else (),
        unfounded=unfounded,
    )


def _in_force(
    hand: Decision | None, since: tuple[Candidate, ...], went: Sequence[Candidate]
) -> tuple[Decision | None, tuple[Candidate, ...]]:
    """The decision by hand, unless something came since, be it that it went again; and what came and did not go."""
    lost = {one.id for one in went}
    superseded = bool(since) or (
        hand is not None and hand.verdict is Ruling.NOT_MET and any(not one.was_there_at(hand.seq) for one in went)
    )
    return None if superseded else hand, tuple(one for one in since if one.id not in lost)


def _proposed(element: Element, candidates: list[Candidate], absence_counts: bool) -> Truth:
    proposing = proposing_of(candidates)
    if shows_it(element, proposing) and _is_enough(element, proposing, candidates):
        return Truth.MET
    # Not finding a thing means something only where all was read, and where a rule looks for it.
    return Truth.NOT_MET if absence_counts else Truth.UNKNOWN


def _is_enough(element: Element, proposing: Sequence[Candidate], candidates: Iterable[Candidate]) -> bool:
    """Whether what is proposed from is enough: by how sure a model is of the passages, else by how many there are.

    Where there are probabilities, they count together: that at least one of the surest three is right. So nothing is
    proposed from one unsure passage, and something may be from one and two near misses.
    """
    if any(one.found_by for one in proposing):
        return True  # a person says so; no model was asked about these words
    sure = how_sure(candidates)
    return _passages(proposing) >= element.proposed_from if sure is None else sure >= PROBABLY


def how_sure(candidates: Iterable[Candidate]) -> float | None:
    """How likely it is that at least one of the surest three passages is right, from 0 to 1.

    The same words count once, where they are the surest: saying them again makes nothing less likely. None where a
    passage that is proposed from has no probability: then how many there are counts.
    """
    known = [one for one in candidates if one.current and not _holds_against(one)]
    if any(one.evidence.sure is None for one in proposing_of(known)):
        return None
    sure: dict[Words, float] = {}
    for one in known:
        words = folded(one.evidence.quote)
        sure[words] = max(sure.get(words, 0.0), one.evidence.sure or 0.0)
    return 1 - prod(1 - each for each in sorted(sure.values())[-_SUREST:])


def _passages(candidates: Iterable[Candidate]) -> int:
    """How many passages these are: the same words in the same document count once."""
    return len({(one.evidence.document, one.evidence.start, one.evidence.end) for one in candidates})


def _decided(element: Element, candidates: list[Candidate], whole: bool) -> Truth:
    """By the passages that people judged: met as soon as they show it, not met once none is left and none can be.

    Where a document was not searched `whole` for the element, evidence may be there: "not met" is a person's to say.
    """
    if shows_it(element, _confirmed(candidates)):
        return Truth.MET
    if whole and candidates and all(is_settled(candidate) for candidate in candidates):
        return Truth.NOT_MET
    return Truth.UNKNOWN


def _asked_again(
    element: Element, candidates: list[Candidate], since: tuple[Candidate, ...], anew: frozenset[str], whole: bool
) -> Truth:
    """What an element is that a person called not met before something came: open until what came is confirmed `anew`.

    What had been confirmed before, and was enough, was overruled by that person: it does not count again by itself.
    """
    if anew.isdisjoint(one.id for one in since):
        return Truth.UNKNOWN
    came = {one.id for one in since}
    before = [one for one in _confirmed(candidates) if one.id not in came]
    overruled = {one.id for one in before} if shows_it(element, before) else frozenset()
    return _decided(element, [one for one in candidates if one.id not in overruled], whole)


def _by_hand(decision: Decision) -> Truth:
    return {Ruling.MET: Truth.MET, Ruling.NOT_MET: Truth.NOT_MET}.get(decision.verdict, Truth.UNKNOWN)


def proposing_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The firm passages that the documents still hold, and near misses that are the likelier to be firm.

    Of what people found, what they hold to; the rules' passages are proposed whatever people said of them.
    """
    return [one for one in candidates if one.current and _is_firm(one)]


def _is_firm(candidate: Candidate) -> bool:
    if candidate.found_by:
        return candidate.decided is Ruling.SUPPORTS
    evidence = candidate.evidence
    return evidence.verdict is Verdict.SUPPORTS or (not _holds_against(candidate) and (evidence.sure or 0.0) >= LIKELY)


def _holds_against(candidate: Candidate) -> bool:
    """Whether something makes it weak that no model outweighs: in its words, by the rules, or in its document.

    So do weak words of a promise that the rules read, "aligned with", and that a model found it and it has no word of
    its element: nobody could say on which words it rests.
    """
    evidence = candidate.evidence
    if evidence.verdict is not Verdict.WEAK:
        return False
    concepts = {hit.concept for hit in evidence.rules}
    if _states_nothing(evidence.quote) or NOT_ITS_OWN in concepts:
        return True
    if LEARNED in evidence.notes:
        return concepts == {LEARNED}
    return RULED in evidence.notes or (DOUBTED not in evidence.notes and evidence.reason in NEVER_LIFTED)


@lru_cache(maxsize=4096)  # with every decision on a company all its near misses are weighed again
def _states_nothing(quote: str) -> bool:
    return states_nothing(quote)


def _confirmed(candidates: list[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.decided is Ruling.SUPPORTS]


def _behind(candidates: list[Candidate], outcome: Truth) -> list[Candidate]:
    """The candidates on which an outcome rests: the firm ones for a yes, all that were looked at else."""
    if outcome is Truth.MET:
        return _confirmed(candidates) or proposing_of(candidates)
    return candidates


def _basis(hand: Decision | None, behind: list[Candidate], whole: bool) -> Basis:
    if hand is not None:
        return Basis.NOT_APPLICABLE if hand.verdict is Ruling.NOT_APPLICABLE else Basis.BY_HAND
    if behind:
        return Basis.EVIDENCE
    return Basis.NOT_FOUND if whole else Basis.NOT_READABLE


def scores(rubric: Rubric, found: Sequence[Finding]) -> list[Score]:
    """The bounds of each indicator, in the rubric's order, for the one company of the findings.

    `decided` follows from decisions alone; `proposed` is what it would be if the proposals were decided.
    """
    if not found:
        return []
    decided = {finding.element: finding.decided for finding in found}
    proposed = {finding.element: finding.proposed for finding in found}
    return [
        Score(
            company=found[0].company,
            rubric=rubric.name,
            indicator=indicator.id,
            decided=_bounds(indicator, decided),
            proposed=_bounds(indicator, proposed),
        )
        for indicator in rubric.indicators
    ]


def _bounds(indicator: Indicator, outcomes: dict[str, Truth]) -> Bounds:
    return bounds(indicator, {one.key: outcomes.get(one.id, Truth.UNKNOWN) for one in indicator.elements})
