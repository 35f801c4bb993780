"""Grounds: on which words a reason to fail rests, and whether it can be true of a passage at all.

A model tells which reason a passage is likest to fail for, by its likeness to labelled ones. It is told to people only
where it can hold: a plan where words speak of one, another's promise where somebody else is named, "not a formal
policy" where the document is none. Two reasons say that something is missing, which no word shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.binding import PREDICATES, ruled_by, speaks_of_suppliers
from extractors.named_years import years_named
from extractors.records import Hit
from extractors.view import View, of
from lexicons.concepts import (
    ABOUT_SUPPLIERS,
    AS_FAR_AS_LAW,
    COMMITS,
    COMMITS_TO_EFFORT,
    COMMITS_WEAKLY,
    COMPANY,
    CONDITIONAL,
    FUTURE,
    GIVEN_UP,
    LACKS,
    LAW_COMPLIANCE,
    LEFT_OPEN,
    LEFT_TO_OTHERS,
    LEGAL_LIMIT,
    MUST,
    NEGATED,
    NO_DUTY,
    NO_PROMISE,
    NO_RETALIATION,
    NOT_PUBLIC,
    ON_CONDITION,
    OTHERS_SPEAK,
    PROHIBITS,
    PROMISED_ONLY,
    SET_ASIDE,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    THIRD_PARTY_ACTOR,
    UNBOUND,
)
from rubric.frames import OF_THE_CHANNEL, Asks, Frame, Of
from rubric.kinds import REPORTS, UNSIGNED, Kind

BY_ACTOR, TOO_VAGUE, NO_DETAIL = "wrong_actor", "weak_wording", "no_detail"
VAGUE = frozenset({COMMITS_WEAKLY, COMMITS_TO_EFFORT})
_WORD = re.compile(r"[^\W\d_]+")
_DENIALS = frozenset({NEGATED, NO_PROMISE, NO_DUTY, SET_ASIDE, GIVEN_UP, LACKS})
_OUTRIGHT = frozenset({NO_PROMISE, NO_DUTY, GIVEN_UP})
_FORBIDS = frozenset({PROHIBITS, NO_RETALIATION})
_WORDS = {
    "legal_limit": frozenset({LEGAL_LIMIT, LAW_COMPLIANCE, AS_FAR_AS_LAW}),
    "negated": _DENIALS,
    "future_plan": frozenset({FUTURE, PROMISED_ONLY}),
    "conditional": frozenset({CONDITIONAL, ON_CONDITION, UNBOUND, LEFT_OPEN}),
    "not_public": frozenset({NOT_PUBLIC}),
}
# What stands in the passage or its lead-in alone can give these, as when the rules give them: a heading says neither
# who speaks, nor what each channel below it is for. So no other element is denied what counts for one.
_OF_ITSELF = OF_THE_CHANNEL | {BY_ACTOR}
_ELSEWHERE = frozenset({THIRD_PARTY_ACTOR, OTHERS_SPEAK, LEFT_TO_OTHERS})
_OTHERS = {
    Of.COMPANY: _ELSEWHERE | {SUPPLIERS, SUPPLIER_SUBJECT},
    Of.SUPPLIER: _ELSEWHERE | {COMPANY},
    Of.EITHER: _ELSEWHERE,
}


def can_hold(view: View, frame: Frame, reason: str) -> bool:
    """Whether a reason can be true of a passage: its words stand there or around it, or its document is of the kind."""
    if reason == "not_policy":
        return view.context.kind in REPORTS or view.context.kind is Kind.INFORMAL
    if reason == "no_sign_off":
        return view.context.kind in UNSIGNED and not view.context.signed_off
    if reason == TOO_VAGUE and _said_firmly(view, frame):
        return False
    if reason == "selected_rights" and reason not in frame.worded:
        return any(hit.rule in view.context.lexicons.objects for hit in (*view.hits, *view.heading))
    if reason == "incomplete_list" and frame.asks is Asks.COMMITMENT:  # a list of rights may name none of them
        return not frame.single.isdisjoint(view.concepts)
    if reason == "too_old":
        told = _of_the_rubric(view, frame, reason) or frozenset[str]()  # "ten years ago"
        return bool(years_named(view.text)) or not told.isdisjoint(view.concepts)
    if reason == "negated" and not _forbidding(frame).isdisjoint(view.concepts):  # "shall not" is a promise
        return not _OUTRIGHT.isdisjoint(view.concepts)
    if next(_small_words(view, reason), None) is not None:
        return True
    words = _words(view, frame, reason)
    return words is None or not words.isdisjoint(view.concepts if reason in _OF_ITSELF else view.around)


def _forbidding(frame: Frame) -> frozenset[str]:
    """The words that make a denial a rule: of what people are to meet, also "shall not"."""
    return _FORBIDS | {MUST} if frame.asks is Asks.STANDARD else _FORBIDS


def _said_firmly(view: View, frame: Frame) -> bool:
    """Whether firm words govern what a passage is about: what the element asks for, or one right beside it.

    "We are committed to a workplace without discrimination" is no vague commitment to human rights, but a firm one to
    less; "suppliers must uphold human rights" binds others. A promise of what the element asks for the rules have read.
    """
    own = [hit for hit in view.hits if hit.start >= view.own]
    asked = [hit for hit in own if hit.concept in frame.object | frame.also]
    if not asked:
        return any(ruled_by(view, hit) for hit in own if hit.concept in frame.single)
    promised = {COMMITS} if frame.asks is Asks.COMMITMENT else set()
    return any(by is not None and by.concept not in promised for by in (ruled_by(view, hit) for hit in asked))


def firm_of_something_else(view: View, frame: Frame, decided_by: Sequence[Hit]) -> bool:
    """Whether firm words govern what a passage was judged by, while it names nothing of what the element asks for."""
    if not view.concepts.isdisjoint(frame.object | frame.also):
        return False
    return any(ruled_by(view, hit) is not None for hit in decided_by if hit in view.hits)


def names_no_instrument(view: View, frame: Frame) -> bool:
    """Whether a promise of certain instruments is asked for, which lexicons call by capitals, and none is named."""
    asked = frame.object | frame.also
    if frame.asks is not Asks.COMMITMENT or not asked:
        return False
    return asked.isdisjoint(view.concepts) and all(map(str.isupper, asked))


def grounds(view: View, frame: Frame, reason: str) -> tuple[Hit, ...]:
    """The words of a passage on which a reason rests; none where it says that something is missing."""
    if reason == TOO_VAGUE and (vague := of(view, *VAGUE)):
        return vague
    return of(view, *(_words(view, frame, reason) or ())) or tuple(_small_words(view, reason))


def firm_words(view: View) -> tuple[Hit, ...]:
    """The words by which a passage promises, grants, forbids or requires something, whatever it is."""
    return of(view, *(PREDICATES - VAGUE))


def looks_ahead(view: View) -> bool:
    """Whether it says "will": of what it speaks after that, it may be a promise that no entry knows."""
    return next(_small_words(view, "future_plan"), None) is not None


def _words(view: View, frame: Frame, reason: str) -> frozenset[str] | None:
    """The concepts one of which a reason needs; None for a reason that needs none."""
    own = _of_the_rubric(view, frame, reason)
    if reason == BY_ACTOR:
        return _others(view, frame) | (own or frozenset())
    return _WORDS.get(reason, own)


def _of_the_rubric(view: View, frame: Frame, reason: str) -> frozenset[str] | None:
    """The concepts by which the rubric gives a reason; of what a channel is for, unless the passage opens it to all."""
    groups = frame.worded.get(reason)
    if groups is None:
        return None
    excused = view.concepts if reason in OF_THE_CHANNEL else frozenset[str]()
    return frozenset[str]().union(*(group.concepts for group in groups if group.unless.isdisjoint(excused)))


def _others(view: View, frame: Frame) -> frozenset[str]:
    """Those who are not asked about: not suppliers where the element is about them, nor the company beside them."""
    others = _OTHERS[frame.of]
    if frame.of is Of.SUPPLIER:
        return others - {COMPANY} if speaks_of_suppliers(view) else others
    asked = frame.find | frame.object | frame.needed
    return others if asked.isdisjoint({SUPPLIERS, ABOUT_SUPPLIERS}) else others - {SUPPLIERS, SUPPLIER_SUBJECT}


def _small_words(view: View, reason: str) -> Iterator[Hit]:
    """Words by which a passage may deny something or speak of a plan, as its language's grammar knows them."""
    grammar = view.context.grammar
    small = {"negated": grammar.negations, "future_plan": grammar.looks_ahead} if grammar is not None else {}
    for word in _WORD.finditer(view.text) if reason in small else ():
        if word[0].lower() in small[reason]:
            yield Hit(f"grammar.{reason}", reason, *word.span())
