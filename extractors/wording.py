"""Wording: a sentence or two for people about one candidate - the verdict, its words, and whose rules found them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.fold import composed
from extractors.grounds import grounds
from extractors.learned import EVEN, Weighed, probability, seen
from extractors.not_its_own import NOT_ITS_OWN
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, Hit, Verdict
from extractors.rules import Rules
from extractors.view import Judgement, View, overlap
from forms import spaced
from rubric.frames import Asks, Frame

_MOST = 4  # words that are cited
_WORTH_SAYING = 0.05  # a probability of support: "0% sure" only makes a reader ask why it is shown
_SAYS = {Asks.COMMITMENT: "Firm words", Asks.STANDARD: "Firm words", Asks.PRACTICE: "With"}


def explanation(view: View, frame: Frame, found: Weighed, rules: Rules) -> str:
    """Why a passage counts for an element, or does not."""
    said = _said(view, frame, found.by_rules or found.judgement, rules)
    if DOUBTED in found.judgement.notes:  # it does not count any more
        said = said.replace("Counts: ", "By the rules: ", 1)
    if {LEARNED, DOUBTED} & {*found.judgement.notes}:
        rest = said if found.by_rules else _without_rules(view, frame, found)
        said = f"{_differing(view, frame, found, rules)} {rest}".strip()
    said += _held_back(view, found.judgement)
    if NOT_PARSED in found.judgement.notes:
        said += " No parser read it: the words stand there, and how they hang together was not looked at."
    if unasked := _unasked(view, frame):
        lacking = spaced(", ".join(sorted(unasked)))
        said += f" Its language has no words yet for some objections, which were not put: {lacking}."
    return (
        said
        if frame.via is None
        else f"{said} Found by the rules for {frame.via} of another rubric, which asks for much the same."
    )


def _unasked(view: View, frame: Frame) -> frozenset[str]:
    """What the code or the frame would object by, and the passage's language has no words for."""
    lexicons = view.context.lexicons
    ruling_out = frozenset[str]().union(*(group.concepts for group in frame.rules_out))
    return lexicons.unasked | (ruling_out - lexicons.concepts) if lexicons.unasked else frozenset()


def _differing(view: View, frame: Frame, found: Weighed, rules: Rules) -> str:
    """What the model says where it differs from the rules, how sure it is, and for which words it may."""
    sure = "by likeness to our own examples, so that nobody can say how sure it is"
    if rules.tells_how_sure:
        sure = f"{probability(found.score or 0.0):.0%} sure that it supports"
    judgement = found.judgement
    if judgement.verdict is Verdict.SUPPORTS:
        rest = "By the rules:" if found.by_rules else "The rules pass it by."
        return f"A model learned from labels takes it for support ({sure}). {rest}"
    label = rules.reasons[judgement.reason or ""].rstrip(".")
    cited = _cited(view, grounds(view, frame, judgement.reason or ""))
    why = f"{label}: {cited}." if cited else f"{label}."
    if DOUBTED in judgement.notes:
        doubts = f"The rules take it for support; a model learned from labels doubts it ({sure})"
        if cited:
            return f"{doubts}, most likely for: {why}"
        return f"{doubts}, by no word that it can name. It is nearest to what falls short so: {why}"
    told = f" ({sure})" if probability(found.score or 0.0) >= _WORTH_SAYING else ""
    return f"The rules pass it by; a model finds it near{told}. What it may lack: {why}"


def _held_back(view: View, judgement: Judgement) -> str:
    """Why what is likely to support is not called so: it is not the company's own."""
    marks = [hit for hit in judgement.decided_by if hit.concept == NOT_ITS_OWN]
    if not marks:
        return ""
    if any((hit.start, hit.end) == (view.own, len(view.text)) for hit in marks):
        kinds = "a title, a question, what announces a list, somebody's words, or one of some definitions"
        return f" By itself it states nothing of the company: it is {kinds}."
    return f" It only says what something means, or what holds for all: {_cited(view, marks)}."


def _without_rules(view: View, frame: Frame, found: Weighed) -> str:
    """The words that the rules know in a passage that they pass by; that there are none, where one might wonder."""
    cited = _cited(view, seen(view, frame))
    if cited:
        return f"Words of the element in it: {cited}."
    likely = probability(found.score or 0.0) >= EVEN
    return "It has no word of its element, without which nothing is called support." if likely else ""


def _said(view: View, frame: Frame, judgement: Judgement, rules: Rules) -> str:
    hits = [hit for hit in judgement.decided_by if hit not in view.heading and hit.concept != NOT_ITS_OWN]
    objects = frame.object | frame.also | frame.by_reference
    about = _cited(view, [hit for hit in hits if hit.concept in objects])
    others = _cited(view, [hit for hit in hits if hit.concept not in objects])
    if not about and others and judgement.reason:
        return f"{rules.reasons[judgement.reason]} The words to check: {others}."
    about = f"about {about or _headed(view, judgement, objects)}"
    if judgement.verdict is Verdict.SUPPORTS:
        words = f" {_SAYS[frame.asks]}: {others}." if others else ""
        shows = "The policy itself names" if any(h.concept in frame.by_reference for h in hits) else "It shows"
        parts = f" {shows} {spaced(', '.join(judgement.shows))}." if judgement.shows else ""
        return f"Counts: {about}.{words}{parts}"
    label = rules.reasons[judgement.reason or ""]
    return f"{label} It is {about}; the words to check: {others}." if others else f"{label} It is {about}."


def _headed(view: View, judgement: Judgement, objects: frozenset[str]) -> str:
    """The nearest of the titles over a passage that names what it is about: "its heading “Health and safety”"."""
    passage = view.passage
    titles = [title for title in (passage.row, passage.header, *reversed(passage.section)) if title]
    concepts = objects.intersection(hit.concept for hit in judgement.decided_by) or objects
    named = (one for one in titles if any(hit.concept in concepts for hit in view.context.titled(one)))
    title = next(named, None) or next(iter(titles), None)
    return f"what its heading names, “{composed(' '.join(title.split()))}”" if title else "what stands around it"


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
