"""Reasons: what a person can check of one candidate, worked out when it is asked for and not when it is screened.

How sure a model is persuades people of wrong answers too. So beside it stand: what the rules say and what the model
says, each by itself; the attributes that the element asks for and those that each of them reads, with their words; the
words that turn the verdict, each tried by reading the passage again without them, and the passages beside it, where
they do; and the element's own wording that is nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.again import Again, Opened, found_again
from extractors.attributes import BOUND, FORCE, LIMIT, PLACES, TOLD
from extractors.binding import binds_company, binds_suppliers, describes_company, row_over, vague_by_itself
from extractors.learned import BOUND_AS_ASKED, EVEN, OF_A_PROMISE, Opinion, opinions_on, probability, unit_of
from extractors.qualify import judgements
from extractors.reasons_beside import Beside, turned_by_what_is_beside
from extractors.reasons_without import counts_without, turned_to_support
from extractors.records import DOUBTED, LEARNED, Evidence, Hit, Verdict
from extractors.semantic import LANGUAGE, Unit, encoder
from extractors.taught import Model
from extractors.view import View, of, overlap
from lexicons.concepts import (
    ADVISES,
    COMMITS,
    COMMITS_WEAKLY,
    COMPANY,
    CONDITIONAL,
    EXPECTS,
    FUTURE,
    GIVEN_UP,
    GRANTS,
    LACKS,
    LAW_COMPLIANCE,
    LEGAL_LIMIT,
    MUST,
    NEGATED,
    NO_DUTY,
    NO_PROMISE,
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
from rubric.frames import Asks, Frame

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.65  # cosine from which a wording says much the same; below it a reader sees no likeness
_MOST = 3  # words that are named for one thing

_Read = tuple[str | None, tuple[Hit, ...]]  # an attribute as the rules read it, and what carries it


@dataclass(frozen=True, slots=True)
class Sides:
    """What the rules say, and what the model says."""

    rules: Verdict | None  # None: they pass it by
    rules_reason: str | None
    sure: float | None  # how probable the model holds it that a person takes it for support; None without a model
    likeliest: str | None  # the reason to fail that the model holds for likeliest
    differ: bool
    counts: bool = False  # whether the passage is called support
    sure_said: bool = False  # its explanation says how sure the model is: said twice, rounding gives two figures


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a passage by its names in attributes.py: as the element asks for it, and as it is read.

    Who takes a passage to fail in an attribute does not read that attribute as asked, whatever words it holds.
    """

    place: str  # who, force, told, limit
    asked: tuple[str, ...]  # one of these; none: the element does not ask
    rules: str | None  # None: they have no words for it here, or fail the passage for it
    words: tuple[str, ...]  # that carry what the rules read
    model: str | None  # None without a model, or where it fails the passage for it
    differ: bool
    fails: bool = False  # whether rules or model take the passage to fail in it


@dataclass(frozen=True, slots=True)
class Contrast:
    """Words without which the contrary would be said, as was tried."""

    words: tuple[str, ...]
    together: bool  # False: each alone turns it; True: only all of them
    counts: bool  # whether it would count then


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a person can check of one candidate."""

    sides: Sides
    attributes: tuple[Attribute, ...]
    contrast: Contrast | None  # None: no single change turns the verdict, or the rules pass it by
    nearest: str | None  # of the element's wordings; None: none is near
    beside: Beside | None = None  # None: read alone it would be no other


def reasons(evidence: Evidence, where: Opened) -> Reasons | None:
    """What can be checked of a stored candidate; None where its passage is no longer what was stored."""
    again = found_again(evidence, where)
    if again is None:
        return None
    model = _model_for(again, where.rules.model)
    opinion = opinions_on([again.view], model)[0] if model else None
    both = sides(evidence, again, opinion)
    return Reasons(
        sides=both,
        attributes=attributes(again, opinion, (both.rules_reason, _against(evidence, both))),
        contrast=contrast(again, _Tried(again, where, None if both.differ else where.rules.model)),
        nearest=nearest(again, model) if model else None,
        beside=turned_by_what_is_beside(evidence, again, where, opinion, model) if opinion and model else None,
    )


def _model_for(again: Again, model: Model | None) -> Model | None:
    """The model where it was taught of the element, in the language that it reads."""
    reads = again.view.context.lexicons.language == LANGUAGE
    return model if model is not None and reads and again.frame.element.id in model.elements else None


# --- rules and model


def sides(evidence: Evidence, again: Again, opinion: Opinion | None) -> Sides:
    """What each of the two says, and whether they differ about support.

    What the model said when it read the whole document stands: read alone, a passage gets slightly other figures. Where
    it turned the verdict they differ, though it may not say by how much.
    """
    judgement, sure = again.judgement, evidence.sure if opinion else None
    verdict = judgement.verdict if judgement else None
    supports = verdict is Verdict.SUPPORTS
    if supports and again.frame.asks is Asks.COMMITMENT and sure == _OF_A_PROMISE:
        sure = None  # what a promise that the rules found counts for at least: no model says so
    turned = (evidence.verdict is Verdict.SUPPORTS) is not supports
    return Sides(
        rules=verdict,
        rules_reason=judgement.reason if judgement else None,
        sure=sure,
        likeliest=(_of_the_model(evidence) or opinion.reason(again.view, again.frame)) if opinion else None,
        differ=turned or (sure is not None and (sure >= EVEN) is not supports),
        counts=evidence.verdict is Verdict.SUPPORTS,
        sure_said=sure is not None and bool(_BY_MODEL & {*evidence.notes}),
    )


_OF_A_PROMISE = round(probability(OF_A_PROMISE), 3)
_BY_MODEL = frozenset({LEARNED, DOUBTED})  # notes of what a model made of a passage, told in its explanation


def _of_the_model(evidence: Evidence) -> str | None:
    """The reason of a candidate that a model made weak."""
    return evidence.reason if _BY_MODEL & {*evidence.notes} else None


def _against(evidence: Evidence, both: Sides) -> str | None:
    """The reason for which the model takes it for no support; None where it does not say so."""
    unlikely = both.sure is not None and both.sure < EVEN
    return both.likeliest if unlikely or _of_the_model(evidence) else None


# --- attributes


def attributes(
    again: Again, opinion: Opinion | None, against: tuple[str | None, str | None] = (None, None)
) -> tuple[Attribute, ...]:
    """Who is bound, with what force, whether it is described, and how it is limited: asked, and read by each.

    `against` are the reasons for which rules and model take the passage for no support.
    """
    view, frame = again.view, again.frame
    places = zip(_PLACES, _asked(frame), (_who, _force, _told, _limit), PLACES, strict=True)
    rules_fail, model_fails = (_FAILS_IN.get(reason or "") for reason in against)
    found = []
    for place, asked, read, names in places:
        by_rules, hits = read(again)
        if rules_fail == place and by_rules in asked:
            by_rules, hits = None, ()
        by_model = _likeliest(opinion, [name for name, _ in names.values()])
        if model_fails == place and by_model in asked:
            by_model = None
        differ = None not in (by_rules, by_model) and _means(by_rules) != _means(by_model)
        fails = place in (rules_fail, model_fails)
        found.append(Attribute(place, asked, by_rules, _words(view, hits), by_model, differ, fails))
    return tuple(found)


# The attribute that each reason says a passage lacks. Other reasons are about what no attribute says.
_FAILS_IN = {
    "wrong_actor": "who",
    "weak_wording": "force",
    "future_plan": "force",
    "no_detail": "told",
    "legal_limit": "limit",
    "conditional": "limit",
    "negated": "limit",
}


def _likeliest(opinion: Opinion | None, names: Sequence[str]) -> str | None:
    """The attribute of one place that the model reads; None without a model that knows it."""
    odds = opinion.attributes if opinion else {}
    return max((name for name in names if name in odds), key=lambda name: odds[name], default=None)


_PLACES = ("who", "force", "told", "limit")
_COMPANY, _SUPPLIERS, _BOTH, _OTHERS = (BOUND[letter][0] for letter in "csbo")
_PROMISE, _RULE, _ACCOUNT, _ADVICE, _PLAN = (FORCE[letter][0] for letter in "prdaf")
_DESCRIBED, _NAMED = (TOLD[letter][0] for letter in "yn")
_UNLIMITED, _LAW, _CONDITION, _DENIAL = (LIMIT[letter][0] for letter in "nlcx")


def _means(name: str | None) -> str | None:
    """A promise and a rule bind alike: which of the two "we never use child labour" is, nobody needs to settle."""
    return _RULE if name == _PROMISE else name


def _asked(frame: Frame) -> tuple[tuple[str, ...], ...]:
    """What the element asks, place by place; nothing where no frame says it."""
    if not frame.touches:
        return ((), (), (), ())
    who = BOUND_AS_ASKED[frame.of]
    if frame.asks is Asks.PRACTICE:
        also = (*((_PLAN,) if frame.future else ()), *((_PROMISE, _RULE) if frame.promise else ()))
        return who, (_ACCOUNT, *also), (_DESCRIBED,), ()
    return who, (_PROMISE,) if frame.asks is Asks.COMMITMENT else (_PROMISE, _RULE), (), (_UNLIMITED,)


def _who(again: Again) -> _Read:
    view = again.view
    told = again.judgement is not None and again.judgement.reason == "wrong_actor"
    others, company = of(view, THIRD_PARTY_ACTOR, *((OTHERS_SPEAK,) if told else ())), of(view, COMPANY)
    if others:
        return _OTHERS, others
    frame = again.frame
    if binds_suppliers(view) and not describes_company(view, frame) and not vague_by_itself(view, frame):
        suppliers = of(view, SUPPLIER_SUBJECT) or of(view, SUPPLIERS)
        own_too = binds_company(view, of(view, *frame.object))
        return (_BOTH, (*company, *suppliers)) if own_too else (_SUPPLIERS, suppliers)
    return (_COMPANY, company) if company else (None, ())


def _force(again: Again) -> _Read:
    view, frame = again.view, again.frame
    if frame.asks is Asks.PRACTICE:
        for concept, force in ((FUTURE, _PLAN), (PROMISED_ONLY, _PROMISE)):
            if hits := of(view, concept):
                return force, hits
        return (_ACCOUNT, ()) if _supports(again) else (None, ())
    decided = again.judgement.decided_by if again.judgement else ()
    targets = [hit for hit in decided if hit.concept in frame.object | frame.also]
    row = next((row for target in targets if (row := row_over(view, frame, target))), [])
    if row and row[0].concept in _FORCES:
        return _FORCES[row[0].concept], (row[0],)
    if _supports(again) and (said := of(view, *frame.says)):
        return _PROMISE, said
    advice = () if row else of(view, ADVISES)
    return (_ADVICE, advice) if advice else (None, ())


_FORCES = {COMMITS: _PROMISE, COMMITS_WEAKLY: _ADVICE} | dict.fromkeys((PROHIBITS, GRANTS, MUST, EXPECTS), _RULE)


def _told(again: Again) -> _Read:
    if again.frame.asks is not Asks.PRACTICE or again.judgement is None:
        return None, ()
    if _supports(again):
        return _DESCRIBED, ()
    return (_NAMED if again.judgement.reason == "no_detail" else None), ()


def _limit(again: Again) -> _Read:
    view, reason = again.view, again.judgement.reason if again.judgement else None
    if reason == "negated":
        return _DENIAL, of(view, NEGATED, NO_PROMISE, NO_DUTY, SET_ASIDE, GIVEN_UP, LACKS)
    promised = again.frame.asks is not Asks.PRACTICE
    law = of(view, LEGAL_LIMIT) if promised else ()  # "as far as possible under law" is accepted: no limit
    if reason == "legal_limit":
        law = law or of(view, LAW_COMPLIANCE)
    condition = of(view, ON_CONDITION, *((CONDITIONAL, UNBOUND) if promised else ()))
    if law or condition:
        return (_LAW, law) if law else (_CONDITION, condition)
    return (_UNLIMITED if again.judgement else None), ()


def _supports(again: Again) -> bool:
    return again.judgement is not None and again.judgement.verdict is Verdict.SUPPORTS


# --- what would turn it


@dataclass(frozen=True, slots=True)
class _Tried:
    """Whether words turn the verdict, tried on a document: that of screening, or without a model that of the rules."""

    again: Again
    where: Opened
    model: Model | None

    def turns(self, words: Sequence[str]) -> bool:
        """Whether what is read without these words counts where the passage does not, or the other way round."""
        return counts_without(self.again, self.where, words, self.model) is not _supports(self.again)


def contrast(again: Again, tried: _Tried) -> Contrast | None:
    """The words without which the contrary would be said, found by trying; None where no single change does it.

    What the passage is about comes last: that it must be named goes without saying.
    """
    if again.judgement is None:
        return None
    about = again.frame.object | again.frame.also | again.frame.by_reference
    decided = [hit for hit in again.judgement.decided_by if hit in again.view.hits]
    how = [hit for hit in decided if hit.concept not in about]
    rest = [hit for hit in again.view.hits if hit not in how]
    return _each(again, how, tried) or _concept(again, how, tried) or _each(again, rest, tried)


def _each(again: Again, some: Sequence[Hit], tried: _Tried) -> Contrast | None:
    """Those of some hits of which each alone turns it."""
    supports = _supports(again)
    turning = [hit for hit in some if _counts(again, _within(again.view, [hit])) is not supports]
    words = tuple(word for word in _words(again.view, turning) if tried.turns([word]))
    return Contrast(words, together=False, counts=not supports) if words else None


def _concept(again: Again, some: Sequence[Hit], tried: _Tried) -> Contrast | None:
    """All words of one concept, where only all of them together turn it."""
    supports = _supports(again)
    for concept in dict.fromkeys(hit.concept for hit in some):
        hits = of(again.view, concept)
        words = _words(again.view, hits)
        may_turn = len(words) == len(hits) > 1 and _counts(again, _within(again.view, hits)) is not supports
        if may_turn and tried.turns(words):
            return Contrast(words, together=True, counts=not supports)
    return None


def _within(view: View, gone: Sequence[Hit]) -> frozenset[Hit]:
    """The hits that stand in these words: who takes the words away takes away all that they say."""
    return frozenset(hit for hit in view.hits if any(one.start <= hit.start and hit.end <= one.end for one in gone))


def _counts(again: Again, gone: frozenset[Hit]) -> bool:
    """Whether the rules might count the passage without these hits: what is quick to see before it is tried."""
    view = again.view
    hits = tuple(hit for hit in view.hits if hit not in gone)
    concepts = frozenset(hit.concept for hit in hits)
    around = concepts | frozenset(hit.concept for hit in view.heading) | view.setting
    less = replace(view, hits=hits, concepts=concepts, around=around)
    return bool(hits) and any(turned_to_support(again, one) for _, one in judgements(less, again.frames))


def _words(view: View, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The words of hits in their order, of those that overlap the shortest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.end - h.start, h.start)):
        if not any(overlap(hit, other) for other in kept):
            kept.append(hit)
    words = dict.fromkeys(view.text[hit.start : hit.end] for hit in sorted(kept, key=lambda h: h.start))
    return tuple(words)[:_MOST]


# --- the element's own wordings


def nearest(again: Again, model: Model) -> str | None:
    """The wording of the element that is nearest to the passage, when it is near enough."""
    wordings = again.frame.element.wordings
    if not wordings:
        return None
    passage = encoder(model.layers).vectors([unit_of(again.view)])[0]
    near = [float(one @ passage) for one in _vectors(model.layers, wordings)]
    best = max(range(len(near)), key=near.__getitem__)
    return wordings[best] if near[best] >= NEAR else None


@lru_cache(maxsize=256)
def _vectors(layers: Path, wordings: tuple[str, ...]) -> NDArray[np.float32]:
    return encoder(layers).vectors([Unit(one) for one in wordings])
