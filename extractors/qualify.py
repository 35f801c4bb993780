"""Qualify: what a passage is worth for an element - does it support it, or is it weak, and why.

Default is to deny: a passage supports an element only when everything that the element's frame asks for
stands in it, and no objection (objections.py) holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.binding import (
    FIRM,
    NEXT_TO,
    binds_suppliers,
    governed_firmly,
    led_in,
    speaks_of_suppliers,
    told_by_table,
)
from extractors.in_one_clause import without_conditions
from extractors.objections import TESTS, denied, taken_away
from extractors.records import NOT_PARSED, Hit, Role, Verdict
from extractors.view import Judgement, View, of, of_concepts, overlap
from lexicons.concepts import (
    AS_FAR_AS_LAW,
    AT_WORK,
    CHANNEL,
    COMMITS,
    COMPANY,
    CONDITIONAL,
    FRAMEWORK_AGREEMENT,
    FUTURE,
    GRANTS,
    LAW_COMPLIANCE,
    MENTIONED,
    MUST,
    NO_RETALIATION,
    PROHIBITS,
    RAISES,
    SUPPLIERS,
    WORKERS,
)
from rubric.frames import GENERAL, Asks, Frame, Of
from rubric.kinds import Kind

_VIA = "via "  # a note of evidence that a borrowed frame found: "via C.1/S1.a"


def judgements(view: View, asked: Iterable[Frame]) -> Iterator[tuple[Frame, Judgement]]:
    """What a passage is worth for each element; where several frames speak of one, the best that they say."""
    best: dict[str, tuple[Frame, Judgement]] = {}
    signed: View | None = None
    for frame in asked:
        if frame.touches.isdisjoint(view.around):
            continue
        if frame.via is not None and not frame.allows("not_policy"):
            signed = signed or _signed_off(view)
            judgement = _judge(signed, frame)
        else:
            judgement = _judge(view, frame)
        if judgement is None:
            continue
        known = best.get(frame.element.id)
        if known is None or _better(judgement, known[1]):
            best[frame.element.id] = (frame, judgement)
    yield from best.values()


def _signed_off(view: View) -> View:
    """For a borrower that takes any public document it is no question whether this is a signed policy."""
    return view if view.context.signed_off else replace(view, context=replace(view.context, signed_off=True))


def _judge(view: View, frame: Frame) -> Judgement | None:
    judgement = qualify(view, frame)
    if judgement is None or frame.via is None:
        return judgement
    found = replace(judgement, notes=(*judgement.notes, f"{_VIA}{frame.via}"))
    if found.verdict is Verdict.SUPPORTS and not frame.whole:
        return replace(found, verdict=Verdict.WEAK, reason="no_detail")
    return found


def _better(one: Judgement, other: Judgement) -> bool:
    """Whether one judgement is worth more: support before a near miss, a part before what fails for a reason."""
    return _worth(one) < _worth(other)


def _worth(judgement: Judgement) -> int:
    if judgement.verdict is Verdict.SUPPORTS:
        return 0
    return 1 if judgement.reason == "no_detail" else 2


def qualify(view: View, frame: Frame) -> Judgement | None:
    """Judge one passage for one element; None when it is not about the element at all.

    A condition takes away what its clause says; what stands in other clauses may support all the same.
    """
    judgement = _as_a_whole(view, frame)
    if judgement is None or judgement.reason != CONDITIONAL or frame.asks is Asks.PRACTICE:
        return judgement
    others = without_conditions(view)
    freed = None if others is None else _as_a_whole(others, frame)
    return judgement if freed is None or freed.verdict is not Verdict.SUPPORTS else freed


def _as_a_whole(view: View, frame: Frame) -> Judgement | None:
    objects = _objects(view, frame)
    if not objects or (frame.find and not frame.find & view.around):
        return _worth_a_look(view, frame, _near_miss(view, frame))
    if frame.of is Of.SUPPLIER and not speaks_of_suppliers(view):
        return None
    for test in TESTS:
        failed = test(view, frame, objects)
        if failed:
            weak = _weak(view, frame, failed.reason, (*objects, *failed.hits))
            return _worth_a_look(view, frame, _denied(view, frame, objects, _finer(view, frame, weak)))
    parts = _parts(view, frame, objects)
    if frame.parts and not parts:  # "flexible working hours": of what the element asks for, nothing is shown
        return _worth_a_look(view, frame, _weak(view, frame, "incomplete_list", objects))
    return Judgement(Verdict.SUPPORTS, None, _grounds(view, frame, objects), parts, _notes(view, frame))


def _objects(view: View, frame: Frame) -> tuple[Hit, ...]:
    """What the passage is about: objects in its own words; a rule may take its object from the heading."""
    own = _own_objects(view, frame)
    if not own and not view.concepts.isdisjoint(frame.also):
        own = tuple(
            h for h in view.hits if h.concept in frame.also and h.end > view.own and governed_firmly(view, frame, h)
        )
    if own:
        return own
    referred = tuple(h for h in of(view, *frame.by_reference) if h.start >= view.own)
    if referred and view.context.stating(frame):  # the document states what its standards are
        return referred
    lead_in = of(view, *frame.object)
    takes_it_over = frame.asks is not Asks.PRACTICE or frame.promise  # "Concerns can be reported:" + "by e-mail"
    if lead_in and takes_it_over and view.passage.role is Role.ITEM and _adds_something(view, frame):
        return lead_in
    named = led_in(view, frame) or _named_around(view, frame)
    if named is not None:
        return named
    if frame.asks is Asks.STANDARD and _treats_people(view):
        return tuple(h for h in view.heading if h.concept in frame.object)
    return ()


def _own_objects(view: View, frame: Frame) -> tuple[Hit, ...]:
    """Objects in the passage's own words: for a rule, not those only mentioned while something else is ruled."""
    if view.concepts.isdisjoint(frame.object):
        return ()
    mentioned = of(view, MENTIONED) if frame.asks is Asks.STANDARD else ()
    own = (h for h in view.hits if h.concept in frame.object and h.end > view.own)
    return tuple(h for h in own if not any(overlap(h, one) for one in mentioned))


def _named_around(view: View, frame: Frame) -> tuple[Hit, ...] | None:
    """What the labels of a cell or the heading say that the passage is about; None where nothing may say it."""
    if labelled := _labelled(view, frame):
        return labelled
    if frame.box and view.in_box:
        return _headed(view, frame, frame.box)
    if frame.heading and frame.asks is Asks.PRACTICE:
        return _headed(view, frame, frame.heading)
    if frame.heading and {COMPANY, COMMITS} <= view.concepts and MUST not in view.concepts:
        return tuple(h for h in view.heading if h.concept in frame.heading)  # "The Group is committed to modern rules"
    return None


def _labelled(view: View, frame: Frame) -> tuple[Hit, ...]:
    """A cell whose row or column names what it is about: the row "Works council", then "Twice a year"."""
    named = of_concepts(view.labels, frame.object)
    adds = _adds_something(view, frame) or told_by_table(view, frame)
    return named if named and frame.asks is Asks.PRACTICE and adds else ()


def _headed(view: View, frame: Frame, names: frozenset[str]) -> tuple[Hit, ...]:
    """The nearest heading or the lead-in names what the passage is about: "7.2 Human Resources", then its tasks."""
    named = tuple(h for h in view.heading if h.concept in names)
    named += tuple(h for h in view.hits if h.concept in names and h.start < view.own)
    return named if _adds_something(view, frame) else ()


def _adds_something(view: View, frame: Frame) -> bool:
    """Whether an item, in its own words, shows anything of what the element needs beyond its lead-in.

    Of a rule for how people are treated: it speaks of people or of what they meet at work.
    """
    wanted = frame.find | frame.needed
    if frame.asks is Asks.STANDARD:
        wanted |= {AT_WORK, WORKERS}
    return any(h.concept in wanted for h in view.hits if h.start >= view.own)


def _treats_people(view: View) -> bool:
    """A rule for how people are treated, below a heading that names the right: "Workers shall keep their papers"."""
    if view.concepts & {RAISES, CHANNEL, FUTURE}:
        return False
    if view.context.kind is Kind.SUPPLIER_CODE:  # its rules are for suppliers: not all are about people at work
        return bool(view.concepts & {MUST, PROHIBITS, GRANTS}) and bool(view.concepts & {WORKERS, AT_WORK})
    people = [h for h in view.hits if h.concept in (WORKERS, SUPPLIERS)]
    ruled = (p for p in view.hits if p.concept in (MUST, PROHIBITS, GRANTS) and not _is_of_the_company(view, p))
    return any(0 <= rule.start - who.end <= NEXT_TO for rule in ruled for who in people)


def _is_of_the_company(view: View, rule: Hit) -> bool:
    """ "The risk among suppliers is small, but we recognise ...": what the company says is no rule for them."""
    return any(who.start == rule.start for who in of(view, COMPANY))


def _near_miss(view: View, frame: Frame) -> Judgement | None:
    """Without the object: a passage that a researcher would stop at all the same."""
    for group in frame.near:
        if view.concepts.isdisjoint(group.concepts):
            continue
        hits = tuple(h for h in view.hits if h.concept in group.concepts and h.end > view.own)
        beside = not group.beside or bool(group.beside & view.around)
        if (
            hits
            and beside
            and not group.unless & view.concepts
            and all(concept in view.concepts for concept in group.together_with)
        ):
            if frame.of is Of.SUPPLIER and not binds_suppliers(view):
                return None
            return _weak(view, frame, group.reason, hits)
    return None


def _denied(view: View, frame: Frame, objects: tuple[Hit, ...], weak: Judgement) -> Judgement:
    """What is denied does not merely say too little: "the helpline has not been evaluated"; a protection may."""
    if weak.reason not in GENERAL or not frame.allows("negated") or of(view, PROHIBITS, NO_RETALIATION):
        return weak
    failed = denied(view, frame, objects)
    return weak if failed is None else replace(weak, reason=failed.reason)


def _finer(view: View, frame: Frame, weak: Judgement) -> Judgement:
    """The reason that the frame names for such a near miss, where it only seems to say too little."""
    near = _near_miss(view, frame) if weak.reason == "no_detail" else None
    return near if near is not None and near.reason in frame.named else weak


def _worth_a_look(view: View, frame: Frame, near_miss: Judgement | None) -> Judgement | None:
    """A near miss, unless it stands nowhere near what the element is about and its reason says no more than that.

    "We assess the risks to our data centres" describes too little, but nobody would look for rights there. A reason
    that the frame itself names, such as business_risk, says what else it is about.
    """
    if near_miss is None or near_miss.reason in frame.named or frame.stands_amid(view.around):
        return near_miss
    return None


def _weak(view: View, frame: Frame, reason: str, hits: tuple[Hit, ...]) -> Judgement:
    """A reason counts only where the rubric lets it; else the element's most general one stands for it.

    The parts are named all the same: a person may hold the passage to be firm.
    """
    stronger = taken_away(view, frame) if reason in GENERAL else None
    if stronger is not None:
        reason, hits = stronger.reason, (*hits, *stronger.hits)
    if not frame.allows(reason):
        reason = "weak_wording" if frame.allows("weak_wording") else "no_detail"
    return Judgement(Verdict.WEAK, reason, hits, _parts(view, frame, hits), _unparsed(view))


def _grounds(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits on which a supporting judgement rests."""
    wanted = frame.needed | frame.says | FIRM.get(frame.asks, frozenset()) | {AS_FAR_AS_LAW}
    return tuple(dict.fromkeys((*objects, *(h for h in view.hits if h.concept in wanted))))


def _parts(view: View, frame: Frame, hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """The parts of the element that this passage shows, itself or by reference to what the whole policy states."""
    concepts = _shown(view, frame)
    if any(hit.concept in frame.by_reference for hit in hits):
        concepts = view.context.stating(frame)
    return tuple(part for part, names in frame.parts.items() if names & concepts)


def _shown(view: View, frame: Frame) -> frozenset[str]:
    return view.concepts if any(c & view.concepts for c in frame.parts.values()) else view.around


def stated_firmly(views: Iterable[View], frame: Frame) -> frozenset[str]:
    """What passages of a policy state a rule over, whoever is bound: "the standards of this policy" are these.

    Not what it merely names, denies or leaves at too little: a reference adds nothing to what is referred to.
    """
    own = replace(frame, by_reference=frozenset())
    found: set[str] = set()
    for view in views:
        for asked in (own, replace(own, of=Of.EITHER)):
            judgement = qualify(view, asked)
            if judgement is not None and judgement.verdict is Verdict.SUPPORTS:
                found |= {hit.concept for hit in judgement.decided_by} | _shown(view, frame)
                break
    return frozenset(found)


def _notes(view: View, frame: Frame) -> tuple[str, ...]:
    """The rules that let the passage in, for those who check."""
    notes = []
    if frame.asks is not Asks.PRACTICE and of(view, AS_FAR_AS_LAW, LAW_COMPLIANCE):
        notes.append("as_far_as_law")
    if FRAMEWORK_AGREEMENT in view.around or view.context.kind is Kind.FRAMEWORK_AGREEMENT:
        notes.append("framework_agreement")
    if view.context.kind is Kind.HUMAN_RIGHTS_POLICY:
        notes.append("policy_implies_sign_off")
    return (*(note for note in notes if note in frame.element.notes), *_unparsed(view))


def _unparsed(view: View) -> tuple[str, ...]:
    """What everybody must know of a candidate in a language without a grammar: no parser read it."""
    return (NOT_PARSED,) if view.context.grammar is None else ()
