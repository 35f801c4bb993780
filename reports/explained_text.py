"""An explanation printed for people: what is proposed and decided, on which words, and what was searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractors.fold import as_read
from extractors.records import Searched
from findings.words import RULINGS, basis_said, languages_in_words
from forms import TRUTHS, WIDTH, counted, listed, points, spaced, wrapped
from reports.exchanged import NONE, engagement_lines
from reports.explain import ExplainedElement, Explanation, OfferedPassage, QuotedPassage
from reports.journey import topic_lines
from reports.receipts import Receipt, RuleGroup
from rubric.advice import Matter
from rubric.proof import proof_text, stage_name, stage_text
from rubric.scores import Basis, Bounds, Proof, Truth
from workspace.records import Ruling

MATTERS = 10  # elements that can change the score


def as_text(explanation: Explanation) -> str:
    """The explanation for people, at most 100 columns wide."""
    return "\n".join(line.rstrip() for line in _lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    yield from wrapped(f"{explanation.company}: {explanation.indicator} {explanation.title}")
    yield "=" * WIDTH
    proposed, decided = _worth(explanation, explanation.proposed), _worth(explanation, explanation.decided)
    stands = "if every proposal below were decided as it stands"
    yield from wrapped(f"Proposed: {proposed}, {stands}. A proposal is no result: a person decides.")
    if explanation.decisions:
        yield from wrapped(f"Decided: {decided}, from {counted(explanation.decisions, 'decision')}.")
    else:
        yield from wrapped(f"Decided: {decided}; nobody has decided anything here yet.")
    if explanation.topic:
        yield ""
        yield from topic_lines(explanation.topic)
    yield ""
    yield "How the proposed result follows" if explanation.topic else "How the proposed score follows"
    yield from _proof_lines(explanation.proof_proposed, _titles(explanation))
    if explanation.decisions:
        yield ""
        yield "How the decided result follows" if explanation.topic else "How the decided score follows"
        yield from _proof_lines(explanation.proof_decided, _titles(explanation))
    yield ""
    yield "What would change this result" if explanation.topic else "What would change this score"
    yield from _advice_lines(explanation)
    if explanation.limits and any(one.supports or one.weak for one in explanation.elements):
        yield ""
        yield "How sure the model must be"
        yield from wrapped(explanation.limits, "  ", "  ")
    for element in explanation.elements:
        yield ""
        yield from _element_lines(element, explanation.receipt)
    if explanation.engagement != NONE:
        yield ""
        yield "What the company was asked, and what came of it"
        yield from engagement_lines(explanation.engagement, "  ")
    yield ""
    yield "What was searched"
    yield from _receipt_lines(explanation.receipt)
    if explanation.credit:
        yield ""
        yield from wrapped(explanation.credit)


def _proof_lines(proof: Proof, titles: Mapping[int, str]) -> Iterator[str]:
    """The proof's own lines, each continued under its beginning where it is too long."""
    for line in proof_text(proof, titles).splitlines():
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        yield from wrapped(line.strip(), indent, indent + "    ")


def _element_lines(element: ExplainedElement, searched: Receipt) -> Iterator[str]:
    yield from wrapped(f"{element.element}  {element.label}", hang="    ")
    yield "-" * WIDTH
    for said in filter(None, _outcome(element)):
        yield from wrapped(said)
    yield from _numbered_lines(element.supports, element.more_supports, "passages that support it")
    if element.weak:
        yield "Nearest misses"
    yield from _numbered_lines(element.weak, element.more_weak, "weak passages")
    yield from _search_lines(element, searched)
    if element.offered:
        yield "Offered through the crosswalk, not counted"
    for offer in element.offered:
        yield from _offer_lines(offer)


def _outcome(element: ExplainedElement) -> Iterator[str]:
    """What is proposed and decided, and why, a sentence each; one that has nothing to say is empty."""
    proposed, decided = TRUTHS[element.proposed], TRUTHS[element.decided]
    passages = len(element.supports) + element.more_supports + len(element.weak) + element.more_weak
    basis = basis_said(Basis(element.basis), (Truth(element.proposed), Truth(element.decided)), passages)
    yield f"Proposed: {proposed}. Decided: {decided}. Basis: {basis}."
    yield _proposed_on_what_was_turned_down(element)
    yield element.source and f"Rubric: {element.source}"
    yield f"A person: {element.by_hand}" if element.by_hand else ""
    if element.parts:
        missing = f"; not shown: {_listed(element.parts_missing)}" if element.parts_missing else "; all are shown"
        yield f"Needs together: {_listed(element.parts)}{missing}."
    yield element.standing


def _proposed_on_what_was_turned_down(element: ExplainedElement) -> str:
    """That a proposal, which decisions do not change, rests on passages alone that people did not let count."""
    rulings = {passage.decided for passage in element.supports}
    if element.proposed != Truth.MET or element.more_supports or not rulings or not rulings <= _TURNED_DOWN:
        return ""
    said = listed(sorted(RULINGS[Ruling(one)] for one in rulings if one))
    return f"The proposal rests on what a person has ruled {said} since: nothing that still counts carries it."


_TURNED_DOWN = frozenset({Ruling.WEAK, Ruling.REJECTED})


def _numbered_lines(passages: Sequence[QuotedPassage], more: int, what: str) -> Iterator[str]:
    """The passages that are shown, by number, and how many more there are of what they are."""
    for number, passage in enumerate(passages, 1):
        yield from _passage_lines(f"{number}. ", passage)
    if more:
        yield f"   and {more} further {what}"


def _search_lines(element: ExplainedElement, searched: Receipt) -> Iterator[str]:
    """What it means that nothing was found: how much was searched, and by which rules."""
    if not element.supports and not element.weak:
        yield from wrapped(f"No passage was found in {searched.extent}.{_and_unread(searched)}")
    if not element.looked_for:
        yield from wrapped("No rule looks for all that this asks, so that finding nothing says nothing: read for it.")
    if element.searched_for and not element.supports:
        yield "Searched for, by these entries of the lexicons"
        for group in element.searched_for:
            yield from wrapped(f"{_role(group)}: {', '.join(group.rules)}", first="  ", hang="    ")


_ROLES = {
    "about": "about",
    "also": "about, where the wording is firm",
    "heading": "or below a heading on",
    "lead_in": "or after a lead-in on",
    "find": "in the passage or its heading",
    "needs": "needs",
    "rules_out": "ruled out by",
    "near": "near misses",
    "documents": "in a document, or a part headed as one, of the kind",
}
_ELSE = ("needs", "documents")  # the roles whose reason is that they are not there


def _role(group: RuleGroup) -> str:
    role = _ROLES.get(group.role, f"the part {spaced(group.role)}")
    via = f", as {group.via} asks" if group.via else ""
    if group.reason is None:
        return role + via
    return f"{role} (else {group.reason}){via}" if group.role in _ELSE else f"{role} ({group.reason}){via}"


def _advice_lines(explanation: Explanation) -> Iterator[str]:
    """The shortest ways to more, then the open elements in the order in which to look at them."""
    advice = explanation.advice
    if not advice.matters:
        yield "  Nothing that is open changes it."
    for step in dict.fromkeys(step for step in (advice.next, advice.maximum) if step):
        worth = _gives(step.value, explanation)
        yield from wrapped(f"{worth}, when confirmed: {', '.join(step.elements)}", "  ", "    ")
    for matter in advice.matters[:MATTERS]:
        yield from wrapped(f"- {_matter(matter)}", "  ", "    ")
    if len(advice.matters) > MATTERS:
        yield f"  and {counted(len(advice.matters) - MATTERS, 'further element')} that can change it"


def _gives(value: float, explanation: Explanation) -> str:
    if explanation.topic is None:
        return points(value, value)
    titles = _titles(explanation)
    return stage_name(int(value), titles if len(titles) == 1 else {})


def _matter(matter: Matter) -> str:
    said = []
    if matter.confirmed_with is not None:
        said.append(f"if met{_together(matter.confirmed_with)}, the least rises")
    if matter.rejected_with is not None:
        said.append(f"if not met{_together(matter.rejected_with)}, the greatest falls")
    waiting = " Passages that support it wait for a decision." if matter.likely else ""
    return f"{matter.element}: {'; '.join(said)}.{waiting}"


def _together(others: Sequence[str]) -> str:
    return f" with {', '.join(others)}" if others else ""


def _offer_lines(offer: OfferedPassage) -> Iterator[str]:
    place = f"{offer.source}, page {offer.page}" if offer.quote else "decided by hand"
    yield from wrapped(f"- {place}: confirmed for {offer.element}; worth here: {offer.worth}", hang="  ")
    if offer.quote:
        yield from wrapped(f"“{as_read(offer.quote)}”", first="  ", hang="   ")
    yield from wrapped(f"Why: {offer.because}", first="  ", hang="  ")


def _passage_lines(number: str, passage: QuotedPassage) -> Iterator[str]:
    hang = "   "
    verdict = f"weak ({passage.reason})" if passage.reason else str(passage.verdict)
    decided = f"; decided: {RULINGS[Ruling(passage.decided)]}" if passage.decided else ""
    if passage.replaced:
        decided += f"; in what its source was before{', which cannot be read now' * passage.current}"
    elif not passage.current:
        decided += "; the present rules no longer find it"
    if passage.missing:
        decided += f"; its document: {passage.missing}"
    yield from wrapped(f"{number}{passage.source}, page {passage.page}: {verdict}{decided}", hang=hang)
    yield from wrapped(f"“{passage.marked}”", first=hang, hang=hang + " ")
    yield from wrapped(f"Why: {passage.explanation}", first=hang, hang=hang)
    if passage.rules:
        yield from wrapped(f"Rules: {', '.join(passage.rules)}", first=hang, hang=hang)
    if passage.besides:
        yield from wrapped(passage.besides, first=hang, hang=hang)
    for line in passage.checked.lines if passage.checked else ():
        yield from wrapped(f"- {line}", first=hang, hang=hang + "  ")
    if passage.also_in:
        yield from wrapped(f"The same in {listed(passage.also_in)}.", first=hang, hang=hang)
    for remark in passage.remarks:
        yield from wrapped(f"Note by {remark}", first=hang, hang=hang)


def _receipt_lines(searched: Receipt) -> Iterator[str]:
    yield from wrapped(f"{searched.extent}:" if searched.searched else "No document could be searched.", first="  ")
    for one in searched.searched:
        blank = f", {one.pages_without_text} of them without text" if one.pages_without_text else ""
        blank += f" (pages {', '.join(map(str, one.blank_pages))})" if one.blank_pages else ""
        said = f"- {one.source}: {counted(one.pages, 'page')}{blank} ({one.outcome}), by {by_lexicons(one.search)}"
        said += f"; {one.missing}" if one.missing else ""
        yield from wrapped(said, "  ", "    ")
        for fact in one.facts:
            yield from wrapped(f"- {fact.detail}", "    ", "      ")
    if searched.not_read:
        yield "  Not read, or not wholly:"
    for unread in searched.not_read:
        yield from wrapped(f"- {unread.source}: {unread.outcome}. {unread.detail}", "  ", "    ")
    lexicons = ", ".join(f"{languages_in_words(code)} {version}" for code, version in searched.lexicons.items())
    now = f"What would search now: rubric {searched.rubric} (data {searched.rubric_version}) and lexicons {lexicons}"
    yield from wrapped(f"{now}; version of all rules together: {searched.rules_version}.", "  ", "    ")
    if searched.outdated:
        older = f"Screened by other rules than these: {', '.join(searched.outdated)}. Screen again to be sure."
        yield from wrapped(older, "  ", "    ")


def by_lexicons(search: Searched) -> str:
    """The lexicons by which a document was searched, with their versions, and for how much they have no words."""
    return "lexicons " + ", ".join(
        f"{languages_in_words(one.language)} {one.version or '(version not kept)'}"
        + (f" (without words for {counted(len(one.cannot_ask), 'element')})" if one.cannot_ask else "")
        for one in search.parts
    )


def _titles(explanation: Explanation) -> Mapping[int, str]:
    """Of the rubric's stages; none where points are counted."""
    return explanation.topic.titles.stages if explanation.topic else {}


def _worth(explanation: Explanation, bounds: Bounds) -> str:
    """Bounds in words, in points or in stages."""
    return stage_text(bounds, explanation.topic.titles.stages) if explanation.topic else points(bounds.low, bounds.high)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(map(spaced, parts))


def _and_unread(searched: Receipt) -> str:
    unread = len(searched.not_read)
    return f" {counted(unread, 'document')} could not be read, or not wholly; see below." if unread else ""
