"""Learned: what a model taught by labelled passages makes of candidates, beside the rules.

Two parts. A small sentence encoder (semantic.py) reads a passage and says, for each element, how much it is about it,
how much it supports it, and for which reason it might fail. A few weights join that with what the rules say, into one
probability that the passage supports the element. So the model may find what no rule has words for, and may differ:

- `learned`: it shows a near miss that the rules pass by, or holds for support what the rules do not;
- `doubted`: it holds a passage for a near miss that the rules take for support.

Each is marked, with how sure the model is and the reason that it sees. It calls support, or doubts it, only from
probabilities on at which it was right four times in five on labels (docs/quality.md); without such labels it only
orders, adds near misses, and leaves out those that have hardly to do with their element. It reads English; for other
languages, and without a model, the rules alone work.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from extractors.binding import speaks_of_suppliers, told_by_table
from extractors.fold import composed
from extractors.grounds import BY_ACTOR, can_hold
from extractors.not_its_own import Said, marks, not_its_own, said_in
from extractors.objections import outside
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, RULED, Hit, Role, Verdict
from extractors.semantic import LANGUAGE, Unit, encoder
from extractors.taught import Model
from extractors.view import Judgement, View
from lexicons.concepts import ADVISES, COMMITS_TO_EFFORT, COMMITS_WEAKLY, OTHERS_FOUND
from lexicons.grammar import Grammar
from rubric.frames import Asks, Frame, Of
from rubric.kinds import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = -6.0  # a logit below which an element is not thought of
# Of a commitment the rules read word by word who promises what, and how firmly: of 19 that a model doubted on documents
# in view, 10 were labelled support, too many to overrule words that a person can point to; and of 33 elements of
# commitments that the rules alone proposed as met there 31 were. So a model neither doubts a promise that they found
# nor lifts one that they found weakly worded, and what they found is worth at least as much as proposes an element.
LEFT_TO_RULES = frozenset({"weak_wording"})
OF_A_PROMISE = math.log(0.6 / 0.4)  # log odds
# What a document must be, and who must have approved it, stands outside the passage: a model does not see it. When it
# lifted such passages, it found one labelled support more in eight reports. So with what stands outside the kind of
# document that the rubric names (`elsewhere` in its data), whatever else is said of it, or where no rule judged it.
OF_THE_DOCUMENT = frozenset({"not_policy", "no_sign_off"})
# What the rules say for these reasons holds: of near misses in view for which they gave one of them, 11 of 328 were
# labelled support (for the other reasons one of four or five). A model that reads "we are not committed" as a
# commitment is wrong however sure it is: it lifts none of them, nor is anything proposed from them
# (findings/outcomes.py). The methodology refuses by name what goes only as far as the law demands (Theme A, Formal
# Policies), and what others or circumstances may undo is no promise: so with `legal_limit` and `conditional`, of which
# labels bear out fewer.
HOLDS = frozenset(
    {
        "board_level",
        "business_risk",
        "conditional",
        "future_plan",
        "incomplete_list",
        "legal_limit",
        "local_only",
        "material_not_salient",
        "negated",
        "not_public",
        "other_topic_hotline",
        "philanthropy",
        "progress_only",
        "proxy",
        "reporting_only",
        "selected_rights",
        "too_old",
    }
)
NEVER_LIFTED = HOLDS | OF_THE_DOCUMENT
EVEN = 0.5  # the probability at which a passage may as well support as not

Judged = tuple[View, tuple[Frame, ...], list[tuple[Frame, Judgement]]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder says of one passage."""

    about: Mapping[str, float]  # log odds by element
    supports: Mapping[str, float]
    fails: Mapping[str, float]  # by reason
    attributes: Mapping[str, float]  # see attributes.py

    def reason(self, view: View, frame: Frame) -> str:
        """The likeliest reason to fail that the rubric allows for the element, and that can be true of the passage."""
        return next((one for one in self._likeliest(frame) if can_hold(view, frame, one)), _general(frame))

    def _likeliest(self, frame: Frame) -> list[str]:
        """The reasons that the rubric allows for the element, the likeliest first."""
        general, allowed = _general(frame), filter(frame.allows, self.fails)
        return sorted(allowed, key=lambda reason: (self.fails[reason], reason == general, reason), reverse=True)


def _general(frame: Frame) -> str:
    return "no_detail" if frame.allows("no_detail") else "weak_wording"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A judgement with the model's opinion of it."""

    judgement: Judgement
    score: float | None  # log odds of support; None without a model
    by_rules: Judgement | None = None  # where the model differs: what the rules say; None where they pass it by


# --- weighing


def weighed(judged: Sequence[Judged], model: Model | None) -> Iterator[tuple[View, list[tuple[Frame, Weighed]]]]:
    """The judgements on a document's passages with the model's opinion of each, and what it adds."""
    opinions = opinions_in(judged, model) if model is not None else {}
    for i, one in enumerate(judged):
        view, _, rulings = one
        if model is not None and i in opinions:
            beside = [opinions[j] for j in (i - 1, i + 1) if j in opinions]
            yield view, list(_weighed(one, opinions[i], beside, model))
        else:
            yield view, [(frame, Weighed(judgement, None)) for frame, judgement in rulings]


def opinions_in(judged: Sequence[Judged], model: Model) -> dict[int, Opinion]:
    """The encoder's opinion of the passages that it reads, by their place."""
    read = [
        i
        for i, (view, asked, rulings) in enumerate(judged)
        if view.context.lexicons.language == LANGUAGE and (rulings or _is_worth_reading(view, asked, model))
    ]
    return dict(zip(read, opinions_on([judged[i][0] for i in read], model), strict=True))


def _weighed(
    judged: Judged, opinion: Opinion, beside: Sequence[Opinion], model: Model
) -> Iterator[tuple[Frame, Weighed]]:
    view, asked, rulings = judged
    known = {frame.element.id: (frame, judgement) for frame, judgement in rulings}
    for first in asked:
        element = first.element.id
        frame, judgement = known.get(element, (first, None))
        if element not in opinion.about:  # of another edition: the rules alone know it
            if judgement is not None:
                yield frame, Weighed(judgement, None)
            continue
        found = weighed_for(view, frame, judgement, opinion, beside, model)
        if found is not None:
            yield frame, found


def weighed_for(
    view: View,
    frame: Frame,
    judgement: Judgement | None,
    opinion: Opinion,
    beside: Sequence[Opinion],
    model: Model,
) -> Weighed | None:
    """What rules and model make of one passage for one element that the model knows; None: no candidate."""
    if judgement is None and not _may_be_added(view, frame, opinion, model):
        return None
    score = model.supports.score(features_of(opinion, frame, judgement, beside))
    return _differs(view, frame, judgement, opinion, score, model)


def _may_be_added(view: View, frame: Frame, opinion: Opinion, model: Model) -> bool:
    """Whether a passage that no rule judges for an element may become a candidate for it, whatever its score will be.

    It is a near miss where it is about the element, and it may be lifted only where it has a word of it.
    """
    about, supports = opinion.about[frame.element.id], opinion.supports[frame.element.id]
    if max(about, supports) < LEAST or not _is_in_place(view, frame):
        return False
    return probability(about) >= model.thresholds.near or not words_of(frame).isdisjoint(view.concepts)


def _differs(
    view: View, frame: Frame, judgement: Judgement | None, opinion: Opinion, score: float, model: Model
) -> Weighed | None:
    """The rules' judgement, or the model's where it is sure enough to differ."""
    supports = judgement is not None and judgement.verdict is Verdict.SUPPORTS
    told = supports and (frame.asks is Asks.COMMITMENT or bool(told_by_table(view, frame)))
    if judgement is not None and told:  # nor is what a table says by its header: a model reads "14" for itself
        return Weighed(judgement, max(score, OF_A_PROMISE))
    sure, limits = probability(score), model.thresholds
    if judgement is not None and supports and sure < limits.doubt:
        reason = opinion.reason(view, frame)
        doubted = replace(judgement, verdict=Verdict.WEAK, reason=reason, notes=(*judgement.notes, DOUBTED))
        return Weighed(doubted, score, judgement)
    if not supports and sure >= limits.support and _may_be_lifted(view, frame, judgement):
        return Weighed(_own(view, frame, judgement, Verdict.SUPPORTS, None, model), score, judgement)
    about = probability(opinion.about[frame.element.id])
    if judgement is not None:
        held = judgement if supports or sure < EVEN else _held(view, judgement)
        if not supports and _is_ruled(frame, judgement):
            held = replace(held, notes=(*held.notes, RULED))
        return Weighed(held, score) if supports or about >= limits.drop else None
    if about < limits.near or not _is_in_place(view, frame):
        return None
    elsewhere = outside(view, frame)
    reason = elsewhere.reason if elsewhere is not None else opinion.reason(view, frame)
    if not frame.allows(reason):
        return None
    near = _own(view, frame, None, Verdict.WEAK, reason, model)
    return Weighed(near if sure < EVEN else _held(view, near), score)


def _may_be_lifted(view: View, frame: Frame, judgement: Judgement | None) -> bool:
    """Not what its document or its own words make weak, nor what nothing ties to suppliers where they are asked for."""
    if outside(view, frame) is not None or not _is_in_place(view, frame):
        return False
    if not can_be_lifted(said_in(view), frame, judgement):
        return False
    return frame.of is not Of.SUPPLIER or speaks_of_suppliers(view)


def can_be_lifted(said: Said, frame: Frame, judgement: Judgement | None) -> bool:
    """Whether a model may call a passage support, by what it says, and what the rules say of it.

    It must hold a word of its element, so that a person can check it: "This is followed up by our officers" is about a
    hotline by the sentence before alone. It must be the company's own: not a title, a definition, what a law asks of
    all, or somebody's quoted words. Whether a promise is firm, and whom a promise or rule binds, the rules read word by
    word ("strives to respect"; "suppliers must"): of promises that bind others 2 of 11 were lifted rightly. In view 10
    of 26 lifts for the other reasons were right, of the rest 43 of 71. Nor is a rule one that words of advice make
    weak, what suppliers are "encouraged to prohibit", nor what the rules read as another's finding: "a study found".
    """
    if judgement is not None and (judgement.reason in NEVER_LIFTED or _is_ruled(frame, judgement)):
        return False
    return not words_of(frame).isdisjoint(said.own) and not not_its_own(said)


def _is_ruled(frame: Frame, judgement: Judgement) -> bool:
    """Whether the rules found words that they read better than a model does: nothing is proposed from it either."""
    reason = judgement.reason
    if reason in LEFT_TO_RULES and (frame.asks is Asks.COMMITMENT or _rests_on(judgement, _ONLY_ADVISES)):
        return True
    return _rests_on(judgement, _ANOTHERS) or (reason == BY_ACTOR and frame.asks is not Asks.PRACTICE)


def _rests_on(judgement: Judgement, concepts: frozenset[str]) -> bool:
    return any(hit.concept in concepts for hit in judgement.decided_by)


_ONLY_ADVISES = frozenset({ADVISES, COMMITS_WEAKLY, COMMITS_TO_EFFORT})
_ANOTHERS = frozenset({OTHERS_FOUND})


def _held(view: View, judgement: Judgement) -> Judgement:
    """A near miss that is likely to support, with the words by which it is not the company's own: they hold it back."""
    return replace(judgement, decided_by=tuple(dict.fromkeys((*judgement.decided_by, *marks(view)))))


def _is_in_place(view: View, frame: Frame) -> bool:
    """In an annual report "risk" or "vendor" are words of business, unless words of the element stand around them.

    Of 7,284 passages of annual reports that were read without a rule's word for them, 58 gave anything: of vaccines,
    pensions and the prices of cargo. So a frame that does not say amid what it stands wants what it is about.
    """
    if view.context.kind is not Kind.ANNUAL_REPORT:
        return True
    amid = frame.amid or frame.object | frame.also
    return not amid or not amid.isdisjoint(view.around)


def _own(
    view: View, frame: Frame, judgement: Judgement | None, verdict: Verdict, reason: str | None, model: Model
) -> Judgement:
    """A judgement of the model's own: on the words that the rules saw, and on the passage as a whole."""
    by_rules = judgement.decided_by if judgement else seen(view, frame)
    whole = Hit(f"{LEARNED}.{model.rubric}", LEARNED, view.own, len(view.text))
    unparsed = (NOT_PARSED,) if judgement is None and view.context.grammar is None else ()
    notes = (*(judgement.notes if judgement else unparsed), LEARNED)
    return Judgement(verdict, reason, (*by_rules, whole), judgement.shows if judgement else (), notes)


def seen(view: View, frame: Frame) -> tuple[Hit, ...]:
    """The words of an element that the rules know in a passage, whether or not they judge it."""
    wanted = words_of(frame)
    return tuple(hit for hit in view.hits if hit.concept in wanted and hit.start >= view.own)


def words_of(frame: Frame) -> frozenset[str]:
    """The concepts that a passage about the element has words for, without those that stand beside much else.

    "The laundry contractor" is no result of an assessment: of nine lifts that rested on "contractor", "temporary" or
    "worker" alone, in the elements whose frames call these common, one was right.
    """
    return (frame.object | frame.find | frame.needed) - frame.common


# --- what a model is asked


def unit_of(view: View) -> Unit:
    """A passage as the encoder reads it."""
    passage = view.passage
    labels = tuple(label for label in (passage.row, passage.header) if label)
    lead_in = view.text[: view.own].strip()
    before = view.before if passage.role is Role.PARAGRAPH else ""
    titles = tuple(map(composed, (*passage.section[-2:], *labels)))
    return Unit(view.text[view.own :], titles, lead_in, before)


def opinions_on(views: Sequence[View], model: Model) -> list[Opinion]:
    """The encoder's opinion of each passage of a document, in their order."""
    if not views:
        return []
    rows = encoder(model.layers).answers([unit_of(view) for view in views], model.heads)
    return [opinion_of(row, model) for row in rows]


def opinion_of(row: NDArray[np.float32], model: Model) -> Opinion:
    """One row of the encoder's numbers under their names."""
    numbers = iter([float(number) for number in row])

    def told(names: Sequence[str]) -> dict[str, float]:
        """Each question's answer; of an element that is asked about in several ways, the greatest."""
        found: dict[str, float] = {}
        for name, number in zip(names, islice(numbers, len(names)), strict=True):
            found[name] = max(number, found.get(name, number))
        return found

    return Opinion(told(model.elements), told(model.elements), told(model.reasons), told(model.attributes))


def _is_worth_reading(view: View, asked: Iterable[Frame], model: Model) -> bool:
    """Whether a passage of which no rule says anything may become a candidate, by its concepts and its place."""
    if not any(_is_in_place(view, frame) for frame in asked):  # by far the cheaper question
        return False
    return model.reads.score_of(told_by(unit_of(view), concepts_of(view))) >= model.thresholds.read


def told_by(unit: Unit, concepts: Iterable[str]) -> Iterator[str]:
    """By what it is told whether a passage is worth the encoder's time: its concepts, its words, and those around it.

    Concepts alone are not enough: of what supports in documents of other companies and no rule judges, they left out
    two in five (docs/quality.md).
    """
    yield from concepts
    parts = ((_SAYS, unit.text), (_LED_BY, f"{unit.lead_in} {unit.before}"), (_BELOW, " ".join(unit.headings)))
    for place, text in parts:
        yield from sorted({f"{place}{word}" for word in _A_WORD.findall(text.lower())})  # sums in the same order


def concepts_of(view: View) -> tuple[str, ...]:
    """What a passage, its lead-in and its headings hold, as features."""
    own = {f"{_HAS}{hit.concept}" for hit in view.hits if hit.start >= view.own}
    lead_in = {f"{_AFTER}{hit.concept}" for hit in view.hits if hit.start < view.own}
    heading = {f"{_UNDER}{hit.concept}" for hit in view.heading}
    length = f"about {min(len(view.text.split()) // 6, 5) * 6} words"
    return (*sorted(own), *sorted(lead_in), *sorted(heading), length)


def concept_in(feature: str) -> str | None:
    """The concept of which a feature tells, by which a passage is read; None where it tells of words or of a length."""
    place, _, concept = feature.partition(" ")
    return concept if f"{place} " in (_HAS, _AFTER, _UNDER) else None


def said_of(unit: Unit, features: Sequence[str], grammar: Grammar | None) -> Said:
    """What may be a passage of the company's own, of the features that `concepts_of` gave of it."""
    own, lead_in, headings = (
        frozenset(one.removeprefix(head) for one in features if one.startswith(head)) for head in (_HAS, _AFTER, _UNDER)
    )
    return Said(unit.text, own, headings, lead_in, bool(unit.lead_in), grammar)


_HAS, _AFTER, _UNDER = "has ", "after ", "under "
_SAYS, _LED_BY, _BELOW = "says ", "led by ", "below "
_A_WORD = re.compile(r"[^\W\d_]{3,}")


def features_of(
    opinion: Opinion, frame: Frame, judgement: Judgement | None, beside: Sequence[Opinion] = ()
) -> dict[str, float]:
    """What is joined for one passage and one element: the encoder's log odds, and what the rules say.

    `beside` are the opinions of the passages before and after, where evidence is told over several sentences.
    """
    element = frame.element.id
    about, supports = opinion.about[element], opinion.supports[element]
    best = max(opinion.supports.values())
    told = {"supports": supports, "about": about, "less than the best": max(supports - best, LEAST)}
    told["beside"] = max((one.supports[element] for one in beside), default=LEAST)
    told["fails"] = math.log1p(math.exp(min(max(opinion.fails.values(), default=-20.0), 20.0)))
    told |= _attributes(opinion, frame)
    if judgement is None:
        return told | {"no rule": 1.0}
    told["parts"] = min(len(judgement.shows), 4) / 4
    if judgement.verdict is Verdict.SUPPORTS:
        return told | {"rule supports": 1.0, "supports as the rules": supports}
    return told | {f"rule says {judgement.reason}": 1.0}


def _attributes(opinion: Opinion, frame: Frame) -> Iterator[tuple[str, float]]:
    """What the passage is, beside what the element asks: a promise or rule, or an account; of whom."""
    asked = "account" if frame.asks is Asks.PRACTICE else "promise"
    for name, odds in opinion.attributes.items():
        yield f"asked for {asked}: {name}", _within_most(odds)
    if opinion.attributes:
        yield "binds as asked", _within_most(max(opinion.attributes[name] for name in BOUND_AS_ASKED[frame.of]))


def _within_most(odds: float) -> float:
    return max(min(odds, _MOST_ODDS), -_MOST_ODDS)


_MOST_ODDS = 4.0  # an attribute is sure enough then
BOUND_AS_ASKED = {
    Of.COMPANY: ("binds the company", "binds both"),
    Of.SUPPLIER: ("binds suppliers", "binds both"),
    Of.EITHER: ("binds the company", "binds suppliers", "binds both"),
}


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 50.0), -50.0)))
