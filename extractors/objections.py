"""Objections: the questions that a careful researcher puts before a passage counts.

Each is a function that gives the reason for which a passage fails, or None. They are put in the order of TESTS:
from what takes the content away to what is merely missing; the parser is asked late.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from extractors.binding import (
    NEXT_TO,
    PREDICATES,
    binds_company,
    binds_suppliers,
    describes_company,
    firm_words,
    governed_firmly,
    joints,
    led_in,
    only_advised,
    row_over,
    told_by_table,
    vague_by_itself,
)
from extractors.clauses import Clause, Parsed, Tense, parse
from extractors.named_years import last_year
from extractors.records import Hit, Role
from extractors.turned_aside import turned_aside
from extractors.view import View, of, overlap
from lexicons.concepts import (
    ADVISES,
    AS_FAR_AS_LAW,
    BUSINESS_RISK,
    CASE_DATA,
    COMMITS,
    COMMITS_TO_EFFORT,
    COMMITS_WEAKLY,
    COMPANY,
    CONDITIONAL,
    DENIES,
    EXPECTS,
    FINDING,
    FRAMEWORK_AGREEMENT,
    FUNCTION,
    FUTURE,
    GIVEN_UP,
    HOLDS,
    LACKS,
    LAW_COMPLIANCE,
    LEAVES_OUT,
    LEFT_TO_OTHERS,
    LEGAL_LIMIT,
    MUST,
    NEGATED,
    NO_PROMISE,
    NO_RETALIATION,
    NOT_BINDING,
    NOT_PUBLIC,
    OF_OTHERS,
    ON_CONDITION,
    OTHER_REMEDIES,
    OTHERS_SPEAK,
    OUT_OF_FORCE,
    OWN_POLICY,
    PAST,
    POLICY_IT_IS,
    PROHIBITS,
    PROMISED_ONLY,
    REGULAR,
    REPORTED_RESULTS,
    RESPECT_AS_A_NOUN,
    RESULTS,
    RIGHTS_RISK,
    RISK_SECTION,
    SALIENT,
    SAYS_WHAT_IT_IS,
    SENIOR_ROLE,
    SIGNED_OFF,
    STILL_HOLDS,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    THIRD_PARTY_ACTOR,
    TOLD_TO_IT,
    UNBOUND,
    WORKERS,
)
from lexicons.grammar import Grammar
from rubric.frames import Asks, Frame, Of
from rubric.kinds import REPORTS, UNSIGNED, Kind, setting

_A_SENTENCE = 6  # words


@dataclass(frozen=True, slots=True)
class Objection:
    """The reason for which a passage fails, and the words that it rests on."""

    reason: str
    hits: tuple[Hit, ...] = ()


_Test = Callable[[View, Frame, tuple[Hit, ...]], Objection | None]


def taken_away(view: View, frame: Frame) -> Objection | None:
    """What a general reason must not hide: that it is denied, conditional, not public or only planned."""
    for test in (_negated, _given_up, _answered_no, _on_condition, _not_public, _future):
        failed = test(view, frame, ())
        if failed is not None:
            return failed
    return None


def _negated(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "We do not have a process": but "do not tolerate" and "no repercussions" are promises.

    Unless that is denied: "nothing herein is a promise that we do not tolerate ...".
    """
    if outright := of(view, NO_PROMISE):
        return Objection("negated", outright)
    hits = of(view, NEGATED) if of(view, FINDING) else of(view, NEGATED, LACKS)  # "we found a lack of gloves"
    if hits and not of(view, PROHIBITS, NO_RETALIATION):
        return Objection("negated", hits)
    return None


def _turned_aside(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "We are under no duty to respect human rights", "we uphold custom, not the Declaration": see turned_aside.py."""
    found = turned_aside(view, frame, objects)
    return None if found is None else Objection(*found)


def _left_out(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "This policy does not address forced labour": it says nothing of what it leaves out, unless it promises it."""
    hits = of(view, LEAVES_OUT)
    if not hits or frame.asks is Asks.PRACTICE or any(governed_firmly(view, frame, one) for one in objects):
        return None
    return Objection("negated", hits)


def _given_up(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Until 2015 we were committed": what held once is neither promised nor done, nor what is headed as withdrawn."""
    hits = () if frame.asks is Asks.COMMITMENT and _promises_anew(view, frame) else of(view, GIVEN_UP)
    hits = (*hits, *(hit for hit in view.heading if hit.concept == OUT_OF_FORCE))
    return Objection("negated", hits) if hits else None


def _promises_anew(view: View, frame: Frame) -> bool:
    """ "The pledge of 2012 was withdrawn, but we are committed to more": the promise comes after what was given up."""
    last = max((hit.end for hit in of(view, GIVEN_UP)), default=0)
    return any(last <= who.start for who, _ in _own_promises(view, frame, (";",)))


def _own_promises(view: View, frame: Frame, pauses: tuple[str, ...]) -> Iterator[tuple[Hit, Hit]]:
    """The company as a subject, at the head of the text or behind a pause, "and" or "but"; and its promise."""
    begins = joints(view, *pauses)
    firm = of(view, *firm_words(frame))
    for who in of(view, COMPANY):
        ahead = view.text[: who.start].rstrip()
        if not ahead or ahead.endswith(begins):
            yield from ((who, p) for p in firm if who.start <= p.start <= who.end + NEXT_TO)


def _answered_no(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Hotline open to all workers: no", in a list of answers or a table; "complaints received: none" is a figure."""
    grammar = view.context.grammar
    if grammar is None or any(hit.concept in _SAID_WITH_NO for hit in objects):
        return None
    own = view.text[view.own :].strip(_MARKS).lower()
    if own in grammar.no_answers or _answer_in(own) in grammar.no_answers:
        return Objection("negated", objects)
    return None


def _answer_in(text: str) -> str:
    """What stands behind the last colon, question mark or dash of a text: the answer to it."""
    return _ANSWERS.split(text)[-1].strip(_MARKS)


_MARKS = " .!;,()[]\"'”’"
_ANSWERS = re.compile(r"[:?]\s|\s[-–—]+\s")


def _only_asked(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Are we committed to human rights?" says neither yes nor no."""
    return Objection("weak_wording") if view.text.rstrip(" )\"'”’").endswith("?") else None


def _on_condition(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Provided that our insurer agrees": nothing is promised or done until somebody else lets it be."""
    hits = of(view, ON_CONDITION)
    return Objection("conditional", hits) if hits else None


def _not_public(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, evidence for research: public information only."""
    hits = of(view, NOT_PUBLIC)
    return Objection("not_public", hits) if hits else None


def _wrong_actor(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """The requirement's own subject must be bound: the company, or its suppliers."""
    others = of(view, THIRD_PARTY_ACTOR) or _said_by_others(view, frame)
    if others:
        return Objection("wrong_actor", others)
    if frame.of is Of.EITHER:
        return None
    if frame.of is Of.SUPPLIER:
        return None if binds_suppliers(view) else Objection("wrong_actor", of(view, SUPPLIERS))
    if vague_by_itself(view, frame):
        return None  # another test says what it lacks
    if binds_suppliers(view) and not binds_company(view, objects) and not describes_company(view, frame):
        return Objection("wrong_actor", of(view, SUPPLIER_SUBJECT, SUPPLIERS))
    return None


def _said_by_others(view: View, frame: Frame) -> tuple[Hit, ...]:
    """Below "Competitors' policies", or led in by "Our customers say:", whoever says "we" is not the company.

    Unless the lead-in comes back to it: "Others promise much. We promise:".
    """
    leading = [hit for hit in of(view, OF_OTHERS) if hit.start < view.own]
    back = [hit for one in leading for hit in of(view, COMPANY) if one.end <= hit.start < view.own]
    headed = tuple(hit for hit in view.heading if hit.concept == OF_OTHERS) if frame.asks is not Asks.PRACTICE else ()
    return headed or (() if back else tuple(leading))


def _others_speak(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "The Guiding Principles say that businesses should respect rights": below no heading is it the company's own.

    Unless the company promises in a clause of its own: "..., and we commit to it".
    """
    others = of(view, OTHERS_SPEAK)
    if frame.of is Of.SUPPLIER or not others:
        return None
    if frame.asks is Asks.PRACTICE:  # "the Act asks companies to set up": not "a report was made, the press says"
        first = min((hit.start for hit in objects if hit not in view.heading), default=0)
        asks_first = COMPANY not in view.concepts and others[0].end <= first
        return Objection("wrong_actor", others) if asks_first else None
    for who, promise in _own_promises(view, frame, (",", ";", ":")):
        if not any(overlap(who, one) or who.end <= one.start <= promise.start for one in others):
            return None
    return Objection("wrong_actor", others)


def _left_to_others(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "We urge states to uphold the Declaration": not "we respect human rights and call on states to do the same"."""
    others = of(view, LEFT_TO_OTHERS)
    if not others or frame.asks is not Asks.COMMITMENT:
        return None
    own = [who.start for who, _ in _own_promises(view, frame, (",", ";", ":"))]

    def _theirs(target: Hit) -> bool:
        return any(
            one.start < target.start and not any(one.start < start < target.start for start in own) for one in others
        )

    return Objection("wrong_actor", others) if all(_theirs(target) for target in objects) else None


def _said_of_any(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "A grievance mechanism is a process by which workers raise concerns": what it is anywhere, none is set up."""
    hits = of(view, SAYS_WHAT_IT_IS)
    reason = "no_detail" if frame.asks is Asks.PRACTICE else "weak_wording"
    return Objection(reason, hits) if hits and COMPANY not in view.concepts else None


def _ruled_out(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """What the rubric's guidance rules out, by words of the passage or by the kind of document that it stands in."""
    for group in frame.rules_out:
        hits = tuple(h for h in view.hits if h.concept in group.concepts)
        if (hits or group.concepts & view.setting) and not (group.unless & view.concepts):
            return Objection(group.reason, hits)
    return None


def _future(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """What is done is asked for, not what is planned; a commitment may speak of the future."""
    hits = of(view, FUTURE)
    if frame.asks is Asks.PRACTICE and not frame.future and hits:
        return Objection("future_plan", hits)
    return None


def _conditional(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Where appropriate": the condition leaves open whether anything is promised or done."""
    if frame.asks is Asks.PRACTICE:
        return None
    hits = of(view, UNBOUND) if of(view, PROHIBITS) else of(view, UNBOUND, CONDITIONAL)
    return Objection("conditional", hits) if hits else None


def _limited_by_law(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, Theme A, Formal Policies: "where legally required" is no commitment,
    "as far as possible under law" may be one."""
    if frame.asks is Asks.PRACTICE or of(view, AS_FAR_AS_LAW):
        return None
    hard = of(view, LEGAL_LIMIT)
    if hard:
        return Objection("legal_limit", hard)
    soft = of(view, LAW_COMPLIANCE)
    if _vague_at_once(view, frame, objects):
        return None
    if soft and all(_stands_before_object(view, limit, objects) for limit in soft):
        return Objection("legal_limit", soft)
    return None


def _vague_at_once(view: View, frame: Frame, objects: tuple[Hit, ...]) -> bool:
    """ "Aligned with the Guiding Principles, and applicable law": the promise is vague before the law is spoken of."""
    rows = _deciding_rows(view, frame, objects) if frame.asks is Asks.COMMITMENT else []
    law = of(view, LAW_COMPLIANCE)
    vague = (row.concept in _VAGUE and not any(overlap(row, limit) for limit in law) for row in rows)
    return bool(rows) and all(vague)


_VAGUE = frozenset({COMMITS_WEAKLY, COMMITS_TO_EFFORT})


def _stands_before_object(view: View, limit: Hit, objects: tuple[Hit, ...]) -> bool:
    """Whether compliance with law is all that is promised: it stands between every promise and the right."""
    firm = PREDICATES - {COMMITS_WEAKLY}
    promises = [p for p in view.hits if p.concept in firm and not overlap(p, limit)]
    return not any(_free_of(limit, promise, target) for promise in promises for target in objects)


def _free_of(limit: Hit, promise: Hit, target: Hit) -> bool:
    """Whether a promise reaches its object without the law in between."""
    between = promise.end <= limit.start < target.start
    return promise.start >= target.end or (promise.end <= target.start and not between)


def _only_advised(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """Below "Health and safety", "growers should offer shade" is advice: the heading lends a right, no firmness.

    And what stands in a part that says so of itself, "Annex 2 (not binding)", binds nobody, unless it forbids.
    """
    unbound = tuple(hit for hit in view.heading if hit.concept == NOT_BINDING)
    if unbound and frame.asks is not Asks.PRACTICE and PROHIBITS not in view.concepts:
        return Objection("weak_wording", unbound)
    lent = all(hit in view.heading for hit in objects)
    if frame.asks is Asks.STANDARD and lent and only_advised(view):
        return Objection("weak_wording", of(view, ADVISES))
    return None


def _weakly_worded(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, Theme A, Policy Commitment - Wording: accepted and weak words."""
    if frame.asks is Asks.PRACTICE or frame.implied:
        return None
    if any(governed_firmly(view, frame, o) for o in objects) and (
        frame.asks is Asks.STANDARD or _somebody_says_so(view)
    ):
        return None
    if _is_an_order(view, frame, objects):
        return None
    if PAST in view.concepts and _not_policy(view, frame, objects):  # "in 2025 all mills respected the conventions"
        return Objection("not_policy", of(view, PAST))
    return Objection("weak_wording", of(view, COMMITS_WEAKLY, COMMITS_TO_EFFORT))


def _is_an_order(view: View, frame: Frame, objects: tuple[Hit, ...]) -> bool:
    """A bare imperative in a supplier code is a rule: "Keep exits clear"; not in a list of advice.

    In a company's own code it tells employees what to do, which is no promise to them.
    """
    grammar = view.context.grammar
    own = [hit for hit in objects if hit.start >= view.own and hit not in view.heading]
    if grammar is None or not own or frame.asks is not Asks.STANDARD or view.context.kind is not Kind.SUPPLIER_CODE:
        return False
    if view.concepts & (PREDICATES | {ADVISES}) or any(hit.concept == ADVISES for hit in view.heading):
        return False
    parsed = _parsed(view, grammar, own)
    return any(parsed.clause(hit.start - view.own, hit.end - view.own).imperative for hit in own)


def _somebody_says_so(view: View) -> bool:
    """A promise has somebody who makes it: the company by name, "we", its policy, or a passive with none."""
    return not _SAYS_SO.isdisjoint(view.around)


_SAYS_SO = frozenset({COMPANY, OWN_POLICY, SUPPLIER_SUBJECT})


def _promised_list(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "We are committed to:" + "providing access to a grievance mechanism": a description is not promised."""
    promised = _promised_before(view)
    return Objection("no_detail", promised) if promised and frame.asks is Asks.PRACTICE else None


def _promised_before(view: View) -> tuple[Hit, ...]:
    """The words of promise in a lead-in that the passage completes; a whole sentence before it is none."""
    lead_in = view.text[: view.own].rstrip()
    unfinished = not lead_in.endswith((".", "!", "?", ";"))
    return tuple(h for h in of(view, PROMISED_ONLY) if h.start < view.own) if unfinished else ()


def _too_old(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, timeframe for examples: within three years of the start of the research cycle.

    A cycle starts after the document was published, so what was too old then is too old for any cycle. An example
    that names no year is left to the reader, and so is what goes on since then, or regularly by its verb.
    """
    if frame.years is None or view.context.year is None:
        return None
    year = last_year(view.text)
    if year is None or year >= view.context.year - frame.years or _goes_on(view, objects):
        return None
    return Objection("too_old", of(view, PAST))


def _goes_on(view: View, objects: tuple[Hit, ...]) -> bool:
    """ "Each year we meet the council that was founded in 2009": not "in 2009 we held regular meetings"."""
    grammar = view.context.grammar
    if grammar is None or REGULAR not in view.concepts:
        return REGULAR in view.concepts  # without a parser nothing tells when
    own = [hit for hit in objects if hit.start >= view.own and hit not in view.heading]
    parsed = _parsed(view, grammar, own)
    return any(parsed.clause(hit.start - view.own, hit.end - view.own).tense is Tense.NOW for hit in own)


def _in_a_list_of_risks(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Our main risk areas are:" + "forced labour": what is listed is feared, not forbidden.

    An item with a predicate of its own says itself what it is: "Scope:" + "Suppliers must not use forced labour".
    """
    if any(h.start >= view.own and h.concept in _SAYS_ITSELF for h in view.hits):
        return None
    feared = tuple(h for h in view.hits if h.start < view.own and h.concept in _FEARED)
    if frame.asks is Asks.STANDARD and feared and not any(h.start < view.own for h in of(view, COMMITS, PROHIBITS)):
        return Objection("not_policy", feared)
    return None


_SAYS_ITSELF = frozenset({MUST, EXPECTS, COMMITS, PROHIBITS})
_FEARED = frozenset({RIGHTS_RISK, SALIENT, BUSINESS_RISK, RISK_SECTION})


def _not_signed_off(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, A.1.2 guidance: signed off by the board, or in a policy or code that implies it."""
    if view.context.kind not in UNSIGNED or view.context.signed_off or not frame.allows("no_sign_off"):
        return None
    return None if {OWN_POLICY, SIGNED_OFF, FRAMEWORK_AGREEMENT} & view.around else Objection("no_sign_off")


def _not_policy(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """CHRB Core 2019, Theme A, Formal Policies: a report counts where it states the company's policy."""
    informal = view.context.kind is Kind.INFORMAL and not frame.allows("no_sign_off")
    if frame.asks is Asks.PRACTICE or (view.context.kind not in REPORTS and not informal):
        return None
    if view.context.signed_off or {OWN_POLICY, SIGNED_OFF} & view.around:
        return None
    if _commits_itself(view, frame, objects):
        return None
    return Objection("not_policy")


def _commits_itself(view: View, frame: Frame, objects: tuple[Hit, ...]) -> bool:
    """ "The Group is committed to equal opportunities at all times" states a rule; it does not tell of a year.

    So does what it forbids: "we prohibit forced labour in any form".
    """
    rows = _deciding_rows(view, frame, objects)
    stated = any(p.rule in view.context.lexicons.standing_rules or _forbids(view, frame, p) for p in rows)
    return stated and COMPANY in view.concepts and not view.concepts & {PAST, REGULAR}


def _forbids(view: View, frame: Frame, predicate: Hit) -> bool:
    """Whether the company itself forbids, for its own part: it stands right before the verb, or in it ("vietiamo")."""
    if frame.of is Of.SUPPLIER or predicate.concept != PROHIBITS:
        return False
    return any(0 <= predicate.start - who.end <= NEXT_TO or overlap(who, predicate) for who in of(view, COMPANY))


def _a_bare_title(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "Supplier social assessment": a few words without a sentence describe nothing.

    Not in the row "Human rights" of an index either; but "Trade unions" and "Regular meetings" say that they meet.
    """
    if told_by_table(view, frame):
        return None
    lead_in = view.text[: view.own].strip()
    label = frame.stated and not lead_in.endswith(":") and len(lead_in.split()) < _A_SENTENCE
    if frame.asks is Asks.PRACTICE and (label or not lead_in) and len(view.text[view.own :].split()) < _A_SENTENCE:
        return Objection("no_detail")
    return None


def _only_announces(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """ "We take the following steps against these risks:" says that a description follows: its items are that."""
    announces = frame.stated and view.text.rstrip(" \n\"'”’)").endswith(":")
    return Objection("no_detail", objects) if announces else None


def missing(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """Every group that the frame needs must be shown, by the passage, its lead-in or its headings."""
    shown = view.around if frame.asks is Asks.PRACTICE else view.concepts | view.setting
    for group in frame.needs:
        if not group.concepts & shown:
            return Objection(group.reason)
    return None


def outside(view: View, frame: Frame, objects: tuple[Hit, ...] = ()) -> Objection | None:
    """What the rubric asks of one kind of document stands in such a document, or in a part that is headed as one.

    Modern slavery acts: s 54(1) and (5) (United Kingdom), s 16(1) (Australia), s. 11(1) and (3) (Canada).
    """
    element = frame.element
    if element.elsewhere is None or not view.setting.isdisjoint(map(setting, element.carried_by)):
        return None
    return Objection(element.elsewhere)


def _parsed(view: View, grammar: Grammar, hits: Sequence[Hit]) -> Parsed:
    """The parse of the passage's own words, without a label before what it says of the hits: "Risk assessments:"."""
    own = view.text[view.own :]
    label = _LABEL.match(own)
    if label and any(hit.start >= view.own + label.end() for hit in hits):
        return parse(own[label.end() :], grammar, label.end())
    return parse(own, grammar)


_LABEL = re.compile(r"[A-Z][^.:;]{1,60}:\s+(?=[A-Z])")
_SAID_WITH_NO = frozenset(
    {
        FINDING,
        RESULTS,
        CASE_DATA,
        REPORTED_RESULTS,
        OTHER_REMEDIES,
        NO_RETALIATION,
    }
)


def denied(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """What the sentence denies is not shown: "the helpline is not available in other languages".

    A prohibition is a promise, and "no complaints were received" is a figure: neither is asked here.
    """
    grammar = view.context.grammar
    if grammar is None:
        return _denied_by_words(view, frame, objects)
    if frame.implied or any(hit.concept in _SAID_WITH_NO for hit in objects):
        return None
    words = objects if frame.asks is Asks.PRACTICE else _deciding(view, frame, objects)
    kept = of(view, STILL_HOLDS)  # "never abandoned"
    own = [hit for hit in words if hit.start >= view.own and hit not in view.heading]
    own = [hit for hit in own if not any(overlap(hit, one) for one in kept)]
    if own and not grammar.negations.isdisjoint(view.text[view.own :].lower().split()):
        parsed = _parsed(view, grammar, own)
        if all(_is_denied(parsed, view, frame, hit) for hit in own):
            return Objection("negated", tuple(own))
    return _denied_before(view, grammar, own) if frame.asks is not Asks.PRACTICE else None


def _denied_before(view: View, grammar: Grammar, own: Sequence[Hit]) -> Objection | None:
    """ "We do not intend" + "to respect human rights;": what a lead-in denies of each item, read as one sentence."""
    lead_in = view.text[: view.own].rstrip().rstrip(":：")
    if not own or lead_in.endswith((".", "!", "?", ";")) or grammar.negations.isdisjoint(lead_in.lower().split()):
        return None
    parsed = parse(lead_in.ljust(view.own) + view.text[view.own :], grammar)
    denied = (parsed.clause(hit.start, hit.end).denied_at for hit in own)
    return Objection("negated", tuple(own)) if all(at is not None and at < view.own for at in denied) else None


def _denied_by_words(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """Without a parser: a denial stands between the same commas as what is described, or right before the promise.

    "Although no audits of suppliers had been carried out, ...", in any mood: not what forbids, "we do not tolerate".
    """
    said_with_no = _SAID_WITH_NO - {FINDING, RESULTS}  # "no risks were found" tells of no result
    if frame.implied or any(hit.concept in said_with_no for hit in objects):
        return None
    forbids = of(view, PROHIBITS, NO_RETALIATION, OTHER_REMEDIES, STILL_HOLDS)
    denials = [no for no in of(view, DENIES) if not any(overlap(no, one) for one in forbids)]
    words = objects if frame.asks is Asks.PRACTICE else _promised_over(view, frame, objects)
    own = [hit for hit in words if hit.start >= view.own and hit not in view.heading]
    reached = [[no for no in denials if _reaches(view, frame, no, hit)] for hit in own]
    return Objection("negated", tuple(dict.fromkeys(chain.from_iterable(reached)))) if own and all(reached) else None


def _deciding_rows(view: View, frame: Frame, objects: tuple[Hit, ...]) -> list[Hit]:
    """Over each object that stands under any, the word that decides."""
    return [row[0] for o in objects if (row := row_over(view, frame, o))]


def _promised_over(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The promises that decide over the objects; empty when a prohibition does for any."""
    rows = _deciding_rows(view, frame, objects)
    return () if any(row.concept == PROHIBITS for row in rows) else tuple(rows)


def _reaches(view: View, frame: Frame, no: Hit, hit: Hit) -> bool:
    """Whether a denial reaches the words of a hit; a promise only from right before it: "we do not commit".

    One that is a part of the promise denies it not: "we never infringe rights".
    """
    between = view.text[min(no.end, hit.end) : max(no.start, hit.start)]
    if _PAUSE.search(between):
        return False
    return frame.asks is Asks.PRACTICE or 0 < no.end <= hit.start <= no.start + NEXT_TO


_PAUSE = re.compile(r"[,;:.!?]")


def _is_denied(parsed: Parsed, view: View, frame: Frame, hit: Hit) -> bool:
    """Whether the sentence denies it; for a promise the "not" stands right before it: "we do not commit".

    One with which the promise begins denies it not: "no company of the Group will contribute to abuse".
    """
    denied = parsed.clause(hit.start - view.own, hit.end - view.own).denied_at
    if denied is None or frame.asks is Asks.PRACTICE:
        return denied is not None
    return 0 < hit.start - view.own - denied <= NEXT_TO


def _deciding(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The promises (for suppliers: demands) that decide over the objects; empty when a prohibition does for any."""
    concepts = {COMMITS, EXPECTS} if frame.of is Of.SUPPLIER else {COMMITS}
    rows = _deciding_rows(view, frame, objects)
    return tuple(rows) if rows and all(p.concept in concepts for p in rows) else ()


def _not_promised(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """A promise is what its sentence states: not what "programmes that promote human rights" are said to do."""
    grammar = view.context.grammar
    if grammar is None or frame.asks is Asks.PRACTICE or frame.implied:
        return None
    words = [word for word in _deciding_rows(view, frame, objects) if word.concept in firm_words(frame)]
    own = [word for word in words if word.start >= view.own]
    if len(own) < len(words) or not own or (frame.asks is Asks.STANDARD and any(p.concept != COMMITS for p in own)):
        return None
    parsed = _parsed(view, grammar, own)
    if frame.asks is Asks.COMMITMENT and all(_is_of_another(view, parsed, word, objects) for word in own):
        return Objection("wrong_actor", tuple(own))
    stating = (word for word in own if _states(view, parsed, word) or _is_let_in(view, parsed, word))
    if any(not _only_spoken_of(view, parsed, word) for word in stating):
        return None
    return Objection("weak_wording", tuple(own))


def _is_let_in(view: View, parsed: Parsed, promise: Hit) -> bool:
    """ "We follow the law and seek ways to respect rights to the greatest extent", or what the policy says."""
    return any(overlap(promise, one) for one in of(view, AS_FAR_AS_LAW)) or _is_the_policy(view, parsed, promise)


def _is_the_policy(view: View, parsed: Parsed, promise: Hit) -> bool:
    """ "It is our policy, adopted by the Board, to respect": the parser ties "to respect" to the adopting.

    Not "adopted with groups that want us to respect": it begins behind a pause, or is joined to what does.
    """
    if not any(policy.end <= promise.start for policy in of(view, POLICY_IT_IS)):
        return False
    start = parsed.infinitive(promise.start - view.own, promise.end - view.own)
    return start is not None and view.text[: view.own + start].rstrip().endswith(joints(view, ","))


def _only_spoken_of(view: View, parsed: Parsed, promise: Hit) -> bool:
    """ "Respect for human rights was our theme": it promises where it is said to hold, as "a basic requirement"."""
    noun = next((hit for hit in of(view, RESPECT_AS_A_NOUN) if hit.start == promise.start), None)
    if view.own or noun is None or any(hit.start >= noun.end for hit in of(view, HOLDS)):
        return False
    subject = parsed.clause(noun.start - view.own, noun.end - view.own).subject
    return subject is not None and subject[0] <= noun.start - view.own < subject[1]


def _is_of_another(view: View, parsed: Parsed, promise: Hit, objects: tuple[Hit, ...]) -> bool:
    """ "The commissioner was set up to uphold rights": what they are there for is not promised by the heading.

    Below "Our policy" a sentence may leave out who promises; not where it names another, to whom something was done.
    """
    if not _SAYS_SO.isdisjoint(view.concepts):
        return False
    clause = parsed.clause(promise.start - view.own, promise.end - view.own)
    if clause.subject is None or clause.active or len(clause.verbs) == 1:  # "rights are upheld", by whoever promises
        return False
    start, end = (view.own + place for place in clause.subject)
    return not any(start < hit.end and hit.start < end for hit in objects)


def _states(view: View, parsed: Parsed, promise: Hit) -> bool:
    """Whether the sentence states a promise; a relative clause does when it names the company as the one who promises.

    "A policy that demonstrates our commitment", "rights that we will respect": not "programmes that promote rights".
    """
    clause = parsed.clause(promise.start - view.own, promise.end - view.own)
    if clause.stated or not clause.described:
        return clause.stated
    start, end = clause.subject or (0, 0)
    subject = (view.own + start, view.own + end)
    return any(
        subject[0] <= who.start < subject[1] or promise.start <= who.start < promise.end for who in of(view, COMPANY)
    )


def not_stated(view: View, frame: Frame, objects: tuple[Hit, ...]) -> Objection | None:
    """A description states what is done, by the company: not what an order asks of others, or a circumstance.

    "For questions about our risk assessment, write to us" describes no assessment. Without a parser it is told by the
    words: a description says who does it, or when it was done.
    """
    grammar = view.context.grammar
    if not frame.stated or told_by_table(view, frame):
        return None
    if grammar is None:
        return None if _DOES_IT & view.concepts else Objection("no_detail", objects)
    own = [hit for hit in objects if hit.start >= view.own and hit not in view.heading]
    parsed = _parsed(view, grammar, own)
    if not own:
        return None if parsed.is_a_task or led_in(view, frame) else Objection("no_detail")
    if not (view.own or parsed.says_something or view.passage.role is Role.CELL):
        return Objection("no_detail")
    clauses = [parsed.clause(hit.start - view.own, hit.end - view.own) for hit in own]
    stated = [clause for clause in clauses if clause.described and not _only_promised(view, clause)]
    if not stated:
        return Objection("no_detail")
    return None if any(_by_the_company(view, clause) for clause in stated) else Objection("wrong_actor")


_DOES_IT = frozenset({COMPANY, SENIOR_ROLE, FUNCTION, PAST})


def _only_promised(view: View, clause: Clause) -> bool:
    """ "We are committed to identifying risks" promises what "we identify risks" describes."""
    promised = of(view, PROMISED_ONLY)
    if clause.subject is None and _promised_before(view):
        return True  # "We are committed to:" + "identifying risks"
    return any(p.start <= view.own + start < p.end for start, _ in clause.verbs for p in promised)


def _by_the_company(view: View, clause: Clause) -> bool:
    """Whether the company does it: nobody else is its subject, and it is no order to the reader."""
    if clause.imperative:
        return bool(view.own) or view.passage.role is Role.ITEM
    if clause.subject is None or not clause.active:
        return True
    start, end = (place + view.own for place in clause.subject)
    who = {hit.concept for hit in view.hits if start <= hit.start < end}
    if who & {COMPANY, SENIOR_ROLE, FUNCTION}:  # "the Chief Procurement Officer", "our buyers"
        return True
    told = (start <= hit.start < end for hit in of(view, TOLD_TO_IT))  # "600 workers told us in interviews"
    asked = (hit.start < start < hit.end for hit in of(view, EXPECTS))  # "we expect suppliers to", as "our suppliers"
    if any(told) or (COMPANY in view.concepts and any(asked)):
        return True
    return not who & {WORKERS, SUPPLIERS, SUPPLIER_SUBJECT}


TESTS: tuple[_Test, ...] = (
    _negated,
    _turned_aside,
    _left_out,
    _given_up,
    _answered_no,
    _only_asked,
    _on_condition,
    _not_public,
    _wrong_actor,
    _others_speak,
    _left_to_others,
    _said_of_any,
    _ruled_out,
    _too_old,
    _future,
    _conditional,
    _limited_by_law,
    _in_a_list_of_risks,
    _promised_list,
    _only_advised,
    _weakly_worded,
    _not_signed_off,
    _not_policy,
    _a_bare_title,
    missing,
    _only_announces,
    # From here on the parser reads what would count without it.
    denied,
    _not_promised,
    not_stated,
    # What would count if it stood in the right document: a near miss says the last thing that is amiss, and this is it.
    outside,
)
