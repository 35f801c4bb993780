"""Wording: a sentence or two for people about one candidate - the verdict, its words, and whose rules found them.

What decides stands first: the reason and the words on which it was decided. Who said so, how sure a model is and what
was not looked at come after (`parted`), where a reader who has decided needs not go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.fold import as_read
from extractors.grounds import (
    NO_DETAIL,
    TOO_VAGUE,
    firm_of_something_else,
    firm_words,
    grounds,
    looks_ahead,
    names_no_instrument,
)
from extractors.learned import EVEN, Weighed, probability, seen
from extractors.not_its_own import NOT_ITS_OWN
from extractors.parted import BY_MODEL, LENT, PASSED_BY, TAKEN, UNASKED, UNPARSED
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, Hit, Verdict
from extractors.rules import Rules
from extractors.view import Judgement, View, overlap
from forms import listed, spaced
from rubric.frames import Asks, Frame

_MOST = 4  # words that are cited
_LONGEST = 60  # characters of a heading that are cited
_WORTH_SAYING = 0.05  # a probability of support: "0% sure" only makes a reader ask why it is shown
NOTHING_FIRM = "Nothing in it is known as a promise or a rule"
NO_WORD = "it is not called so, because it has none of the words by which this could be checked: read it."
NOWHERE = "Looked for and not found in it"
NOT_KNOWN = "The rules do not recognise it as what is asked for."
UNNAMED = "It is not found to name the instrument that is asked for."
SOMETHING_ELSE = "It is firmly worded, but not found to name what is asked for."
ELSEWHERE = "Firm words in it, not found to be said of that"
_SAYS = {Asks.COMMITMENT: "Firm words", Asks.STANDARD: "Firm words", Asks.PRACTICE: "With"}


def explanation(view: View, frame: Frame, found: Weighed, rules: Rules) -> str:
    """Why a passage counts for an element, or does not."""
    said = _by_model(view, frame, found, rules) if {LEARNED, DOUBTED} & {*found.judgement.notes} else ""
    said = said or _sentences(_said(view, frame, found.judgement, rules), _held_back(view, found.judgement))
    if NOT_PARSED in found.judgement.notes:
        said += f" {UNPARSED}: the words stand there, and how they hang together was not looked at."
    if unasked := _unasked(view, frame):
        lacking = spaced(", ".join(sorted(unasked)))
        said += f" {UNASKED} for some objections, which were not put: {lacking}."
    return said if frame.via is None else f"{said} {LENT} {frame.via} of another rubric, which asks for much the same."


def _unasked(view: View, frame: Frame) -> frozenset[str]:
    """What the code or the frame would object by, and the passage's language has no words for."""
    lexicons = view.context.lexicons
    ruling_out = frozenset[str]().union(*(group.concepts for group in frame.rules_out))
    return lexicons.unasked | (ruling_out - lexicons.concepts) if lexicons.unasked else frozenset()


def _by_model(view: View, frame: Frame, found: Weighed, rules: Rules) -> str:
    """What a model makes of it where it differs from the rules: the reason and the words, then who says so."""
    sure = "by likeness to our own examples, so that nobody can say how sure it is"
    if rules.tells_how_sure:
        sure = f"{probability(found.score or 0.0):.0%} sure that it supports"
    if found.judgement.verdict is Verdict.SUPPORTS:
        return _lifted(view, frame, found, rules, sure)
    if unchecked := _unchecked(view, frame, found, rules):
        return unchecked
    lacks = _sentences(_lacks(view, frame, found.judgement, rules), _held_back(view, found.judgement))
    if DOUBTED in found.judgement.notes:
        by_rules = _said(view, frame, found.by_rules or found.judgement, rules).replace("Counts: ", "By the rules: ", 1)
        return _sentences(lacks, by_rules, f"{TAKEN}; a model learned from labels doubts it ({sure}).")
    told = f" ({sure})" if probability(found.score or 0.0) >= _WORTH_SAYING else ""
    words, lacking = _without_rules(view, frame), _not_found(view, frame, found.judgement)
    return _sentences(lacks, words, lacking if words else "", f"{PASSED_BY}; a model finds it near{told}.")


def _unchecked(view: View, frame: Frame, found: Weighed, rules: Rules) -> str:
    """That what a model takes for support has no word by which this could be checked, and no reason beside it.

    Which reason is likeliest says nothing then; what the passage's own words say against it still does.
    """
    sure = probability(found.score or 0.0)
    held_back = any(hit.concept == NOT_ITS_OWN for hit in found.judgement.decided_by)
    if DOUBTED in found.judgement.notes or sure < EVEN or held_back or seen(view, frame):
        return ""
    said = f"{sure:.0%} sure that it supports" if rules.tells_how_sure else "rather sure that it supports"
    against = _cited(view, grounds(view, frame, found.judgement.reason or ""))
    lacks = _lacks(view, frame, found.judgement, rules) if against else ""
    return _sentences(f"A model is {said}; {NO_WORD}", lacks, f"{PASSED_BY}.")


def _lacks(view: View, frame: Frame, judgement: Judgement, rules: Rules) -> str:
    """For what a model finds it short, with the words on which that rests."""
    label = _label(view, frame, judgement, rules).rstrip(".")
    if judgement.reason == TOO_VAGUE and names_no_instrument(view, frame):
        return f"What it may lack: {label}."
    cited = _cited(view, grounds(view, frame, judgement.reason or ""))
    if cited:
        return f"What it may lack: {label}: {cited}."
    unnamed = ", by no word that a model can name" if DOUBTED in judgement.notes else ""
    if not unnamed and label == rules.reasons.get(NO_DETAIL, "").rstrip("."):
        return NOT_KNOWN
    said = f"What it may lack{unnamed}: {label}."
    return said if unnamed else _sentences(said, _no_firm_word(view, judgement))


def _label(view: View, frame: Frame, judgement: Judgement, rules: Rules) -> str:
    """What the reason says; what goes unsaid in the place of "no detail" and "too vague" where these would mislead."""
    if judgement.reason == TOO_VAGUE and firm_of_something_else(view, frame, judgement.decided_by):
        return SOMETHING_ELSE
    if judgement.reason == TOO_VAGUE and names_no_instrument(view, frame):
        return UNNAMED
    unsaid = [f"that {group.lacks}" for group in frame.needs if group.lacks and group.concepts.isdisjoint(view.around)]
    if judgement.reason != NO_DETAIL or not unsaid:
        return rules.reasons[judgement.reason or ""]
    return f"It is not found to say {listed(unsaid)}."


def _held_back(view: View, judgement: Judgement) -> str:
    """Why what is likely to support is not called so: it is not the company's own."""
    marks = [hit for hit in judgement.decided_by if hit.concept == NOT_ITS_OWN]
    if not marks:
        return ""
    if any((hit.start, hit.end) == (view.own, len(view.text)) for hit in marks):
        kinds = "a title, a question, what announces a list, somebody's words, or one of some definitions"
        return f"By itself it states nothing of the company: it is {kinds}."
    return f"It only says what something means, or what holds for all: {_cited(view, marks)}."


def _lifted(view: View, frame: Frame, found: Weighed, rules: Rules, sure: str) -> str:
    takes, by_rules = f"{BY_MODEL} takes it for support ({sure}).", found.by_rules
    if by_rules is None:
        return _sentences("Counts.", _without_rules(view, frame), takes, f"{PASSED_BY}.")
    return _sentences(_counted(view, frame, by_rules), takes, f"By the rules: {rules.reasons[by_rules.reason or '']}")


def _sentences(*said: str) -> str:
    return " ".join(filter(None, said))


def _without_rules(view: View, frame: Frame) -> str:
    """The words that the rules know in a passage that they pass by."""
    cited = _cited(view, seen(view, frame))
    return f"Words of the element in it: {cited}." if cited else ""


def _said(view: View, frame: Frame, judgement: Judgement, rules: Rules) -> str:
    """What the rules say of it: the reason, what it is about, and the words."""
    about, others = _words(view, frame, judgement)
    if judgement.verdict is Verdict.SUPPORTS:
        words = f" {_SAYS[frame.asks]}: {others}." if others else ""
        by_reference = any(hit.concept in frame.by_reference for hit in judgement.decided_by)
        shows = "The policy itself states rules on" if by_reference else "It shows"
        parts = f" {shows} {spaced(', '.join(judgement.shows))}." if judgement.shows else ""
        return f"Counts: about {about or _by_heading(view, frame, judgement)}.{words}{parts}"
    label = _label(view, frame, judgement, rules)
    if others and not about:
        return _sentences(f"{label} The words to check: {others}.", _not_found(view, frame, judgement))
    about = about or _by_its_own_heading(view, frame, judgement)
    lacking = _not_found(view, frame, judgement)
    if others:
        return _sentences(f"{label} It is about {about}; the words to check: {others}.", lacking)
    named = f"It is about {about}." if about else ""
    return _sentences(label, named, _no_firm_word(view, judgement), lacking)


def _not_found(view: View, frame: Frame, judgement: Judgement) -> str:
    """Which part of what is asked stands nowhere in a passage that the rules find not to describe it."""
    told = any(group.lacks and group.concepts.isdisjoint(view.around) for group in frame.needs)
    if judgement.reason != NO_DETAIL or told:
        return ""
    parts = (frame.object, *(group.concepts for group in frame.needs), frame.find)
    lacking = next((part for part in parts if part and part.isdisjoint(view.around)), frozenset[str]())
    names = sorted(spaced(name) for name in lacking if name.islower() and ":" not in name)
    return f"{NOWHERE}: {', '.join(names[:_MOST])}." if names else ""


def _no_firm_word(view: View, judgement: Judgement) -> str:
    """What "too vague" means where no vague word is cited: nothing is promised, or something else is."""
    if judgement.reason != TOO_VAGUE:
        return ""
    if firm := _cited(view, firm_words(view)):
        return f"{ELSEWHERE}: {firm}."
    return "" if looks_ahead(view) else f"{NOTHING_FIRM}."


def _counted(view: View, frame: Frame, by_rules: Judgement) -> str:
    """What counts for a model, in the words on which the rules decided otherwise."""
    about, others = _words(view, frame, by_rules)
    if others and not about:
        return f"Counts. The words to check: {others}."
    about = about or _by_heading(view, frame, by_rules)
    return f"Counts: about {about}; the words to check: {others}." if others else f"Counts: about {about}."


def _words(view: View, frame: Frame, judgement: Judgement) -> tuple[str, str]:
    """The words of a passage that name what it is about, and the others that it was decided on; "" for none."""
    hits = [hit for hit in judgement.decided_by if hit not in view.heading and hit.concept != NOT_ITS_OWN]
    about = [hit for hit in hits if hit.concept in _objects(frame)]
    return _cited(view, about), _cited(view, [hit for hit in hits if hit not in about])


def _objects(frame: Frame) -> frozenset[str]:
    return frame.object | frame.also | frame.by_reference


def _by_heading(view: View, frame: Frame, judgement: Judgement) -> str:
    """The heading, or the label of a row or column, by which a passage is about the element in no word of its own."""
    deciding = {hit for hit in judgement.decided_by if hit in view.heading}
    about = {hit for hit in deciding if hit.concept in _objects(frame)} or deciding
    for what, title in _titles(view):
        if not about.isdisjoint(view.context.titled(title)):
            return f"{_name(title)}, {what}"
    return "what its heading names"


def _by_its_own_heading(view: View, frame: Frame, judgement: Judgement) -> str:
    """The like, but for a heading of the whole document: it tells nobody why a passage is near an element."""
    named = _by_heading(view, frame, judgement)
    whole = {section[0] for section in view.context.headings if section}
    of_all = len(whole) == 1 and max(map(len, view.context.headings)) > 1 and view.passage.section[:1]
    return "" if of_all and named == f"{_name(view.passage.section[0])}, its heading" else named


def _titles(view: View) -> Iterator[tuple[str, str]]:
    """The titles of a passage, the nearest first, and what each is."""
    if view.passage.row:
        yield "the label of its row", view.passage.row
    if view.passage.header:
        yield "the header of its column", view.passage.header
    for heading in reversed(view.passage.section[-2:]):
        yield "its heading", heading


def _name(title: str) -> str:
    shown = as_read(title)
    return f"“{shown}”" if len(shown) <= _LONGEST else f"“{shown[:_LONGEST].rsplit(' ', 1)[0]} …”"


def _cited(view: View, hits: Sequence[Hit]) -> str:
    """The words of some hits in quotation marks, the longest of those that overlap."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(overlap(hit, other) for other in kept):
            kept.append(hit)
    words = dict.fromkeys(_word(view.text[hit.start : hit.end], hit) for hit in sorted(kept, key=lambda h: h.start))
    return ", ".join(list(words)[:_MOST])


def _word(text: str, hit: Hit) -> str:
    """Cited words; a number alone, as in "Nos. 87 and 98", with what it stands for."""
    return f"“{text}”" if any(map(str.isalpha, text)) else f"“{text}” ({hit.concept})"
