"""Which of the things that a zero can mean it is, in one sentence: for explanations, the desk and what is exported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePath

from extractors.records import Verdict
from findings.company import CompanyState
from findings.held import made
from findings.looked import looked
from findings.outcomes import PROBABLY, how_sure, proposing_of
from findings.settled import is_found, is_settled, missing_parts
from findings.since import gone
from findings.words import document_name
from forms import counted, listed, moment, spaced
from rubric.model import Element
from rubric.scores import Basis, Truth
from workspace.records import Candidate, DocumentRow, Ruling

_NAMED = 3  # near misses: as many as are counted together


def standing(state: CompanyState, element: Element) -> str:
    """Why an element is not met, not found, not readable or not applicable; "" where it is met or proposed as met."""
    told = reopened(state, element) or _standing(state, element)
    lacking = "" if state.findings[element.id].by_hand or not told else no_such_document(state, element)
    return f"{told} {lacking}".rstrip()


def reopened(state: CompanyState, element: Element) -> str:
    """That an element was decided once and is asked again, and why; "" else.

    Passages came that are shown since a person said "not met", or the document of a confirmed one was replaced, or
    nothing stands any more of what "met" by hand rested on. Once these are judged, or a person decides it by hand once
    more, it is asked no longer.
    """
    finding = state.findings[element.id]
    if not finding.asked_again:
        return ""
    by_hand = made(state.decisions).get((element.id, None))
    if not finding.since and not finding.gone and by_hand is not None:
        rested = "no passage on which that rested is confirmed any more"
        return f"Asked again: {by_hand.who} said “met” by hand, {moment(by_hand.at)}; {rested}."
    if not finding.since:
        went = [one for one in state.of(element.id) if one.id in finding.gone]
        lost = f"{counted(len(went), 'confirmed passage')} stood in what was replaced: {_where(went)}"
        return f"Asked again: {lost}. It is found nowhere in what there is now."
    if by_hand is not None and by_hand.verdict is Ruling.NOT_MET:
        said = f"{by_hand.who} said “not met” by hand, {moment(by_hand.at)}"
    else:
        said = "all passages that there were had been judged, and none was enough"
    came = [one for one in state.of(element.id) if one.id in finding.since]
    many = counted(len(came), "passage")
    return f"Asked again: {said}; {many} came since: {_where(came)}."


def _where(found: Sequence[Candidate]) -> str:
    """By document the pages: "report.pdf, pages 3 and 12"; of more documents than a few, how many more."""
    pages: dict[str, set[int]] = defaultdict(set)
    for one in found:
        pages[document_name(one.source)].add(one.evidence.page)
    told = [
        f"{name}, page{'s' * (len(on) > 1)} {listed([str(one) for one in sorted(on)])}" for name, on in pages.items()
    ]
    more = len(told) - _NAMED
    return "; ".join(told[:_NAMED]) + (f"; and in {counted(more, 'more document')}" if more > 0 else "")


def why_met(state: CompanyState, element: Element) -> str:
    """Why an element is proposed as met although what supports it would not be enough; "" where it would."""
    finding, candidates = state.findings[element.id], state.of(element.id)
    if (finding.proposed, finding.decided) != (Truth.MET, Truth.UNKNOWN):
        return ""
    proposing = proposing_of(candidates)
    near = [one for one in proposing if one.evidence.verdict is Verdict.WEAK and not one.found_by]
    supports = [one for one in proposing if one not in near]
    alone, sure = how_sure(supports), how_sure(candidates)
    lacking = missing_parts(element, supports)
    if sure is None or (supports and (alone or 0.0) >= PROBABLY and not lacking):
        return ""
    named = ", ".join(map(spaced, lacking))
    if not supports:
        why = f"no passage is called support, but {_of_the_surest(sure)}"
    elif lacking:
        why = f"{counted(len(supports), 'supporting passage')} found; near misses show what these do not ({named})"
    else:
        why = f"with {counted(len(supports), 'supporting passage')} and what comes near {_of_the_surest(sure)}"
    surest = sorted(near, key=lambda one: -(one.evidence.sure or 0.0))[:_NAMED]
    places = (
        f"{document_name(one.source)}, page {one.evidence.page} ({_percent(one.evidence.sure or 0.0)})"
        for one in surest
    )
    which = f" Near misses from which it is proposed, the surest first: {'; '.join(places)}." if near else ""
    return f"Met, as proposed: {why}.{which}"


def _of_the_surest(sure: float) -> str:
    said = f"the model is {_percent(sure)} sure that one of the surest {_NAMED} is right"
    return f"{said}, and met is proposed from {PROBABLY:.0%} on"


def _percent(sure: float) -> str:
    return f"{int(100 * sure)}%"  # rounded down: 59.9 % is not 60 %


def no_such_document(state: CompanyState, element: Element) -> str:
    """That nothing is known to be of the kind in which an element must stand, and the cure.

    "" where a document is of that kind, or a part of one, or any may be.
    """
    if element.elsewhere is None or any(row.kind in element.carried_by for row in state.documents):
        return ""
    if _stands_in_a_part(state, element):
        return ""
    needed = next(one.label for one in state.rubric.documents if one.code == element.documents)
    return (
        f"As far as was told, no document of the company is {needed}{_read_as(state.documents)}: where one is, give its"
        " kind in the list, or correct it at the desk (K)."
    )


def _stands_in_a_part(state: CompanyState, element: Element) -> bool:
    """Whether a passage of any element that asks for the same kind counts: then it stands in a part that is of it."""
    same = {one.id for one in state.rubric.elements if one.documents == element.documents}
    return any(
        one.decided is Ruling.SUPPORTS or (not state.blind and one.evidence.verdict is Verdict.SUPPORTS)
        for one in state.candidates
        if one.evidence.element in same
    )


def _read_as(documents: Sequence[DocumentRow]) -> str:
    """ " (policy.pdf is read as policy)"; of several documents, how many as each kind."""
    kinds = {row.source: row.kind for row in documents if row.kind and row.pages}
    if len(kinds) == 1:
        return "".join(f" ({PurePath(source).name} is read as {spaced(kind)})" for source, kind in kinds.items())
    told = ", ".join(f"{many} as {spaced(kind)}" for kind, many in Counter(kinds.values()).most_common())
    return f" (read are {told})" if told else ""


def _standing(state: CompanyState, element: Element) -> str:
    finding = state.findings[element.id]
    if finding.basis is Basis.NOT_APPLICABLE:
        return "Not applicable: a person said so; the score treats it as not known."
    if finding.basis is Basis.BY_HAND:
        though = though_confirmed(confirmed(state, element))
        return "" if finding.decided is Truth.MET else f"Not met: a person said so, by hand{though}."
    if finding.basis is Basis.NOT_FOUND:
        return "Not found: all documents were read and searched whole, and no passage comes near."
    if finding.basis is Basis.NOT_READABLE:
        return _not_searched(state)
    if finding.decided is Truth.NOT_MET:
        return f"Not met: people judged every passage, and {_rest(state, element)}."
    all_judged = finding.decided is Truth.UNKNOWN and _all_judged(state, element)
    if all_judged and (not_whole := looked(state, element).not_whole):
        return f"Open: people judged every passage, and {_rest(state, element)}; but {_may_hold_more(not_whole)}."
    if Truth.MET in (finding.decided, finding.proposed):
        return ""
    candidates = [one for one in state.of(element.id) if is_found(one)]
    supports = [one for one in candidates if one.evidence.verdict is Verdict.SUPPORTS]
    near = f"{counted(len(candidates), 'passage')} found, but {_short(element, candidates, supports)}"
    if finding.proposed is Truth.NOT_MET:
        return f"Not met, as proposed: {near}."
    return f"Open: {near}, and what was not searched may hold more."


def _rest(state: CompanyState, element: Element) -> str:
    return "what they accepted does not show it" if confirmed(state, element) else "accepted none"


def _all_judged(state: CompanyState, element: Element) -> bool:
    current = [one for one in state.of(element.id) if one.current]
    return bool(current) and all(is_settled(one) for one in current)


def _may_hold_more(not_whole: Sequence[DocumentRow]) -> str:
    """Which documents were not searched whole, so that passages alone cannot say that something is not met."""
    names = [document_name(row.source) for row in not_whole]
    more = len(names) - _NAMED
    told = [*names[:_NAMED], counted(more, "more document")] if more > 0 else names
    return f"{listed(told)} may hold more, not searched whole for this"


def confirmed(state: CompanyState, element: Element) -> int:
    """How many of an element's passages people confirmed, but for those that went with their document."""
    every = state.of(element.id)
    return sum(one.decided is Ruling.SUPPORTS for one in every) - len(gone(every, state.documents))


def though_confirmed(passages: int) -> str:
    """What is added where something is not met and passages of it are confirmed: they are not enough."""
    return f", though {counted(passages, 'passage')} {'is' if passages == 1 else 'are'} confirmed" if passages else ""


def _short(element: Element, candidates: Sequence[Candidate], supports: Sequence[Candidate]) -> str:
    if not supports:
        return "each falls short, for the reason given"
    if missing_parts(element, supports):
        return "they do not show all its parts"
    sure = how_sure(candidates)
    if sure is None:
        return f"it is proposed from {element.proposed_from} supporting passages on"
    told = f"the model is {_percent(sure)} sure that one is right"
    return f"with {counted(len(supports), 'supporting passage')} {told}, and met is proposed from {PROBABLY:.0%} on"


def _not_searched(state: CompanyState) -> str:
    """Why finding nothing says nothing."""
    if state.unread():
        return "Not readable: nothing was found in what could be read, but not everything could be."
    return "Not asked: all documents were read, but the lexicons of a language in them lack the words; read for it."
