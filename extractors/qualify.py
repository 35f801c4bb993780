"""Qualify: what a passage is worth for an element - does it support it, or is it weak, and why.

Default is to deny: a passage supports an element only when everything that the element's frame asks for
stands in it. Each test below is one question that a careful researcher would put; the first that fails
gives the reason. The order goes from what takes the content away to what is merely missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractors.clauses import Clause, Parsed, parse
from extractors.context import Context
from extractors.fold import Folded
from extractors.frames import Frame
from extractors.kinds import REPORTS, UNSIGNED, Kind
from extractors.records import Hit, Passage, Role, Verdict

# Words that bind their author, by what the element asks for.
_FIRM = {
    "commitment": frozenset({"commits"}),
    "standard": frozenset({"commits", "prohibits", "grants", "must", "expects"}),
}
_PREDICATES = frozenset({"commits", "prohibits", "grants", "must", "expects", "commits_weakly", "commits_to_effort"})
_PROMISES = frozenset({"commits", "commits_weakly", "commits_to_effort"})
_A_SENTENCE = 6  # words
_NEXT_TO = 25  # characters between a subject and its verb
_SUBJECTS = frozenset({"company", "suppliers", "workers"})
_REACH = 160  # characters after an object within which a passive predicate still governs it: "... is prohibited"


@dataclass(frozen=True, slots=True)
class View:
    """A passage with its lead-in, as one folded text with its hits."""

    passage: Passage
    text: str
    own: int  # where the passage itself starts in `text`: before it stands the lead-in
    origin: Folded  # `text` with the place of each character in the document
    hits: tuple[Hit, ...]  # offsets into `text`
    heading: tuple[Hit, ...]
    context: Context
    concepts: frozenset[str]
    around: frozenset[str]  # the concepts of passage, lead-in and headings together


@dataclass(frozen=True, slots=True)
class Judgement:
    """What qualifying one view for one frame gave."""

    verdict: Verdict
    reason: str | None
    decided_by: tuple[Hit, ...]  # the hits that the judgement rests on
    shows: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_default: bool = False  # weak because something was not seen; nothing was seen that speaks against it


def qualify(view: View, frame: Frame) -> Judgement | None:
    """Judge one passage for one element; None when it is not about the element at all."""
    objects = _objects(view, frame)
    if not objects or (frame.find and not frame.find & view.around):
        return _near_miss(view, frame)
    if frame.of == "supplier" and "suppliers" not in view.around and not _binds_suppliers(view):
        return None
    for test in _TESTS:
        failed = test(view, frame, objects)
        if failed:
            unseen = test is _missing or (test is _not_stated and failed.reason == "no_detail")
            by_default = unseen and _denied(view, frame, objects) is None
            return _weak(view, frame, failed.reason, (*objects, *failed.hits), by_default)
    return Judgement(Verdict.SUPPORTS, None, _grounds(view, frame, objects), _parts(view, frame), _notes(view, frame))


@dataclass(frozen=True, slots=True)
class _Failed:
    reason: str
    hits: tuple[Hit, ...] = ()


_Test = Callable[[View, Frame, tuple[Hit, ...]], _Failed | None]


def _objects(view: View, frame: Frame) -> tuple[Hit, ...]:
    """What the passage is about: objects in its own words; a rule may take its object from the heading."""
    own = tuple(h for h in view.hits if h.concept in frame.object and h.end > view.own)
    if not own and frame.also:
        own = tuple(
            h for h in view.hits if h.concept in frame.also and h.end > view.own and _governed_firmly(view, frame, h)
        )
    if own:
        return own
    lead_in = tuple(h for h in view.hits if h.concept in frame.object)
    takes_it_over = frame.asks != "practice" or frame.promise  # "Concerns can be reported:" + "by e-mail"
    if lead_in and takes_it_over and view.passage.role is Role.ITEM and _adds_something(view, frame):
        return lead_in
    led = _led_in(view, frame)
    if led:
        return led
    if frame.heading and frame.asks == "practice":
        return _headed(view, frame)
    if frame.heading and {"company", "commits"} <= view.concepts and "must" not in view.concepts:
        return tuple(h for h in view.heading if h.concept in frame.heading)  # "The Group is committed to modern rules"
    if frame.asks == "standard" and _treats_people(view):
        return tuple(h for h in view.heading if h.concept in frame.object)
    return ()


def _led_in(view: View, frame: Frame) -> tuple[Hit, ...]:
    """ "The following measures are in place:" + an item of any wording: the lead-in says what the item is."""
    return tuple(h for h in view.hits if h.concept in frame.lead_in and h.start < view.own)


def _headed(view: View, frame: Frame) -> tuple[Hit, ...]:
    """The nearest heading or the lead-in names what the passage is about: "7.2 Human Resources", then its tasks."""
    named = tuple(h for h in view.heading if h.concept in frame.heading)
    named += tuple(h for h in view.hits if h.concept in frame.heading and h.start < view.own)
    return named if _adds_something(view, frame) else ()


def _adds_something(view: View, frame: Frame) -> bool:
    """Whether an item, in its own words, shows anything of what the element needs beyond its lead-in."""
    wanted = frame.find.union(*(group.concepts for group in frame.needs))
    return any(h.concept in wanted for h in view.hits if h.start >= view.own)


def _treats_people(view: View) -> bool:
    """A rule for how people are treated, below a heading that names the right: "Workers shall keep their papers"."""
    if view.concepts & {"raises", "channel", "future"}:
        return False
    if view.context.kind is Kind.SUPPLIER_CODE:  # every rule in it is for the people at suppliers
        return bool(view.concepts & {"must", "prohibits", "grants"})
    people = [h for h in view.hits if h.concept in ("workers", "suppliers")]
    ruled = (p for p in view.hits if p.concept in ("must", "prohibits", "grants"))
    return any(0 <= rule.start - who.end <= _NEXT_TO for rule in ruled for who in people)


def _near_miss(view: View, frame: Frame) -> Judgement | None:
    """Without the object: a passage that a researcher would stop at all the same."""
    for group in frame.near:
        hits = tuple(h for h in view.hits if h.concept in group.concepts and h.end > view.own)
        beside = not group.beside or bool(group.beside & view.around)
        if (
            hits
            and beside
            and not group.unless & view.concepts
            and all(concept in view.concepts for concept in group.together_with)
        ):
            if frame.of == "supplier" and not _binds_suppliers(view):
                return None
            return _weak(view, frame, group.reason, hits, by_default=group.reason == "no_detail")
    return None


def _weak(view: View, frame: Frame, reason: str, hits: tuple[Hit, ...], by_default: bool = False) -> Judgement:
    """A reason counts only where the rubric lets it; else the element's most general one stands for it.

    The parts are named all the same: a person may hold the passage to be firm.
    """
    taken_away = _taken_away(view, frame)
    if reason in ("no_detail", "weak_wording") and taken_away is not None:
        reason, hits, by_default = taken_away.reason, (*hits, *taken_away.hits), False
    if not frame.allows(reason):
        reason = "weak_wording" if frame.allows("weak_wording") else "no_detail"
    return Judgement(Verdict.WEAK, reason, hits, _parts(view, frame), by_default=by_default)


def speaks_against(view: View, frame: Frame) -> bool:
    """Whether a passage denies, conditions, withholds or only plans whatever it may say of an element."""
    about = tuple(h for h in view.hits if h.concept in frame.object | frame.find and h.start >= view.own)
    return _taken_away(view, frame) is not None or (bool(about) and _denied(view, frame, about) is not None)


def _taken_away(view: View, frame: Frame) -> _Failed | None:
    """What a general reason must not hide: that it is denied, conditional, not public or only planned."""
    for test in (_negated, _on_condition, _not_public, _future):
        failed = test(view, frame, ())
        if failed is not None:
            return failed
    return None


# The tests, in the order in which they are put.


def _negated(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "We do not have a process": but "do not tolerate" and "no repercussions" are promises."""
    hits = _of(view, "negated")
    if hits and not _of(view, "prohibits", "no_retaliation"):
        return _Failed("negated", hits)
    return None


def _on_condition(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "Provided that our insurer agrees": nothing is promised or done until somebody else lets it be."""
    hits = _of(view, "on_condition")
    return _Failed("conditional", hits) if hits else None


def _not_public(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, evidence for research: public information only."""
    hits = _of(view, "not_public")
    return _Failed("not_public", hits) if hits else None


def _wrong_actor(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """The requirement's own subject must be bound: the company, or its suppliers."""
    others = _of(view, "third_party_actor")
    if others:
        return _Failed("wrong_actor", others)
    if frame.of == "either":
        return None
    if frame.of == "supplier":
        return None if _binds_suppliers(view) else _Failed("wrong_actor", _of(view, "suppliers"))
    if _binds_suppliers(view) and not _binds_company(view) and not _describes_company(view, frame):
        return _Failed("wrong_actor", _of(view, "supplier_subject", "suppliers"))
    return None


def _ruled_out(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """What the rubric's guidance rules out."""
    for group in frame.rules_out:
        hits = tuple(h for h in view.hits if h.concept in group.concepts)
        if hits and not (group.unless & view.concepts):
            return _Failed(group.reason, hits)
    return None


def _future(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """What is done is asked for, not what is planned; a commitment may speak of the future."""
    hits = _of(view, "future")
    if frame.asks == "practice" and not frame.future and hits:
        return _Failed("future_plan", hits)
    return None


def _conditional(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "Where appropriate": the condition leaves open whether anything is promised or done."""
    hits = _of(view, "conditional")
    if hits and frame.asks != "practice" and not _of(view, "prohibits"):
        return _Failed("conditional", hits)
    return None


def _limited_by_law(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, Theme A, Formal Policies: "where legally required" is no commitment,
    "as far as possible under law" may be one."""
    if frame.asks == "practice" or _of(view, "as_far_as_law"):
        return None
    hard = _of(view, "legal_limit")
    if hard:
        return _Failed("legal_limit", hard)
    soft = _of(view, "law_compliance")
    if soft and all(_stands_before_object(view, limit, objects) for limit in soft):
        return _Failed("legal_limit", soft)
    return None


def _stands_before_object(view: View, limit: Hit, objects: tuple[Hit, ...]) -> bool:
    """Whether compliance with law is all that is promised: it stands between every promise and the right."""
    firm = _PREDICATES - {"commits_weakly"}
    promises = [p for p in view.hits if p.concept in firm and not _overlap(p, limit)]
    return not any(_free_of(limit, promise, target) for promise in promises for target in objects)


def _free_of(limit: Hit, promise: Hit, target: Hit) -> bool:
    """Whether a promise reaches its object without the law in between."""
    between = promise.end <= limit.start < target.start
    return promise.start >= target.end or (promise.end <= target.start and not between)


def _weakly_worded(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, Theme A, Policy Commitment - Wording: accepted and weak words."""
    if frame.asks == "practice" or frame.implied:
        return None
    if any(_governed_firmly(view, frame, o) for o in objects) and (frame.asks == "standard" or _somebody_says_so(view)):
        return None
    return _Failed("weak_wording", _of(view, "commits_weakly", "commits_to_effort"))


def _somebody_says_so(view: View) -> bool:
    """A promise has somebody who makes it: the company by name, "we", its policy, or a passive with none."""
    return "company" in view.around or "own_policy" in view.around or "supplier_subject" in view.around


def _promised_list(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "We are committed to:" + "providing access to a grievance mechanism": a description is not promised."""
    promised = _promised_before(view)
    return _Failed("no_detail", promised) if promised and frame.asks == "practice" else None


def _promised_before(view: View) -> tuple[Hit, ...]:
    """The words of promise in a lead-in that the passage completes; a whole sentence before it is none."""
    lead_in = view.text[: view.own].rstrip()
    unfinished = not lead_in.endswith((".", "!", "?", ";"))
    return tuple(h for h in _of(view, "promised_only") if h.start < view.own) if unfinished else ()


def _too_old(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, timeframe for examples: within three years of the start of the research cycle.

    A cycle starts after the document was published, so what was too old then is too old for any cycle. An example
    that names no year is left to the reader.
    """
    if frame.years is None or view.context.year is None:
        return None
    named = [int(year) for year in _YEAR.findall(view.text)]
    old = bool(named) and max(named) < view.context.year - frame.years
    return _Failed("too_old", _of(view, "past")) if old else None


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _in_a_list_of_risks(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "Our main risk areas are:" + "forced labour": what is listed is feared, not forbidden."""
    feared = tuple(h for h in view.hits if h.start < view.own and h.concept in _FEARED)
    if frame.asks == "standard" and feared and not any(h.start < view.own for h in _of(view, "commits", "prohibits")):
        return _Failed("not_policy", feared)
    return None


_FEARED = frozenset({"rights_risk", "salient", "business_risk", "risk_section"})


def _not_signed_off(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, A.1.2 guidance: signed off by the board, or in a policy or code that implies it."""
    if view.context.kind not in UNSIGNED or view.context.signed_off or not frame.allows("no_sign_off"):
        return None
    return None if {"own_policy", "signed_off", "framework_agreement"} & view.around else _Failed("no_sign_off")


def _not_policy(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, Theme A, Formal Policies: a report counts where it states the company's policy."""
    informal = view.context.kind is Kind.INFORMAL and not frame.allows("no_sign_off")
    if frame.asks == "practice" or (view.context.kind not in REPORTS and not informal):
        return None
    if view.context.signed_off or {"own_policy", "signed_off"} & view.around:
        return None
    if _commits_itself(view, frame, objects):
        return None
    return _Failed("not_policy")


def _commits_itself(view: View, frame: Frame, objects: tuple[Hit, ...]) -> bool:
    """ "The Group is committed to equal opportunities at all times" states a rule; it does not tell of a year."""
    rows = [row[0] for o in objects if (row := _row_over(view, frame, o))]
    stated = any(p.rule == "commitment.committed-to" for p in rows)
    return stated and "company" in view.concepts and not view.concepts & {"past", "regular"}


def _a_bare_title(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "Supplier social assessment": a few words without a sentence describe nothing."""
    if frame.asks == "practice" and not view.own and len(view.text.split()) < _A_SENTENCE:
        return _Failed("no_detail")
    return None


def _missing(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """Every group that the frame needs must be shown, by the passage, its lead-in or its headings."""
    shown = view.around if frame.asks == "practice" else view.concepts
    for group in frame.needs:
        if not group.concepts & shown:
            return _Failed(group.reason)
    return None


_SAID_WITH_NO = frozenset({"finding", "results", "case_data", "reported_results", "other_remedies", "no_retaliation"})


def _denied(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """What the sentence denies is not shown: "the helpline is not available in other languages".

    A prohibition is a promise, and "no complaints were received" is a figure: neither is asked here.
    """
    if frame.implied or any(hit.concept in _SAID_WITH_NO for hit in objects):
        return None
    words = objects if frame.asks == "practice" else _deciding(view, frame, objects)
    own = [hit for hit in words if hit.start >= view.own and hit not in view.heading]
    if not own or not any(word in _NOT for word in view.text[view.own :].lower().split()):
        return None
    parsed = parse(view.text[view.own :])
    if all(_is_denied(parsed, view, frame, hit) for hit in own):
        return _Failed("negated", tuple(own))
    return None


def _is_denied(parsed: Parsed, view: View, frame: Frame, hit: Hit) -> bool:
    """Whether the sentence denies it; for a promise the "not" stands right before it: "we do not commit"."""
    denied = parsed.clause(hit.start - view.own, hit.end - view.own).denied_at
    if denied is None or frame.asks == "practice":
        return denied is not None
    return 0 <= hit.start - view.own - denied <= _NEXT_TO


_NOT = frozenset({"not", "no", "nor", "neither", "cannot", "never"})


def _deciding(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The promises (for suppliers: demands) that decide over the objects; empty when a prohibition does for any."""
    concepts = {"commits", "expects"} if frame.of == "supplier" else {"commits"}
    rows = [row[0] for o in objects if (row := _row_over(view, frame, o))]
    return tuple(rows) if rows and all(p.concept in concepts for p in rows) else ()


def _not_promised(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """A promise is what its sentence states: not what "programmes that promote human rights" are said to do."""
    if frame.asks == "practice" or frame.implied:
        return None
    words = [row[0] for o in objects if (row := _row_over(view, frame, o)) and row[0].concept in _firm(frame)]
    own = [word for word in words if word.start >= view.own]
    if len(own) < len(words) or not own or (frame.asks == "standard" and any(p.concept != "commits" for p in own)):
        return None
    parsed = parse(view.text[view.own :])
    if any(parsed.clause(word.start - view.own, word.end - view.own).stated for word in own):
        return None
    return _Failed("weak_wording", tuple(own))


def _not_stated(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """A description states what is done, by the company: not what an order asks of others, or a circumstance.

    "For questions about our risk assessment, write to us" describes no assessment.
    """
    if not frame.stated:
        return None
    parsed = parse(view.text[view.own :])
    own = [hit for hit in objects if hit.start >= view.own and hit not in view.heading]
    if not own:
        return None if parsed.is_a_task or _led_in(view, frame) else _Failed("no_detail")
    if not (view.own or parsed.says_something or view.passage.role is Role.CELL):
        return _Failed("no_detail")
    clauses = [parsed.clause(hit.start - view.own, hit.end - view.own) for hit in own]
    stated = [clause for clause in clauses if clause.stated and not _only_promised(view, clause)]
    if not stated:
        return _Failed("no_detail")
    return None if any(_by_the_company(view, clause) for clause in stated) else _Failed("wrong_actor")


def _only_promised(view: View, clause: Clause) -> bool:
    """ "We are committed to identifying risks" promises what "we identify risks" describes."""
    promised = _of(view, "promised_only")
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
    if who & {"company", "senior_role", "function"}:  # "the Chief Procurement Officer", "our buyers"
        return True
    return not who & {"workers", "suppliers", "supplier_subject"}


_TESTS: tuple[_Test, ...] = (
    _negated,
    _on_condition,
    _not_public,
    _wrong_actor,
    _ruled_out,
    _too_old,
    _future,
    _conditional,
    _limited_by_law,
    _in_a_list_of_risks,
    _promised_list,
    _weakly_worded,
    _not_signed_off,
    _not_policy,
    _a_bare_title,
    _missing,
    # The parser reads only what would count without it.
    _denied,
    _not_promised,
    _not_stated,
)


# What the tests look at.


def _of(view: View, *concepts: str) -> tuple[Hit, ...]:
    return tuple(h for h in view.hits if h.concept in concepts)


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _binds_suppliers(view: View) -> bool:
    """Whether suppliers are the ones who must: by the sentence, its heading, or the whole document."""
    if "supplier_subject" in view.around or view.context.kind is Kind.SUPPLIER_CODE:
        return True
    if "prohibits" in view.concepts and "in_supply_chain" in view.concepts:
        return True
    return view.context.binds_suppliers_too and bool(view.concepts & {"must", "prohibits", "commits", "grants"})


def _binds_company(view: View) -> bool:
    """Whether the company binds itself in the same words: "we respect ..., and require the same of suppliers"."""
    if view.context.kind is Kind.SUPPLIER_CODE:
        return "company" in view.concepts and "supplier_subject" not in view.concepts and "commits" in view.concepts
    if view.context.binds_suppliers_too and "supplier_subject" not in view.around:
        return True
    asked = min((h.start for h in _of(view, "supplier_subject", "expects")), default=len(view.text))
    own = [h for h in _of(view, "company") if h.start < asked]
    if "in_supply_chain" in view.concepts and "own_operations" not in view.concepts:
        return False  # "we prohibit forced labour in our supply chain" says nothing of the company's own workers
    if own and "prohibits" in view.concepts and "workers" in view.concepts:
        return True  # "we prohibit our employees, suppliers and agents from ..."
    return bool(own) and any(own[0].start <= p.start < asked for p in _of(view, "commits", "prohibits", "grants"))


def _describes_company(view: View, frame: Frame) -> bool:
    """A description of what the company does with its suppliers has the company as its subject."""
    if frame.asks != "practice" or any(h.start < view.own for h in _of(view, "supplier_subject")):
        return False
    return view.context.kind is not Kind.SUPPLIER_CODE or "company" in view.concepts


def _firm(frame: Frame) -> frozenset[str]:
    """The predicates that bind: what a company expects binds others, not itself."""
    firm = _FIRM[frame.asks]
    return firm if frame.of == "supplier" else firm - {"expects"}


def _governed_firmly(view: View, frame: Frame, target: Hit) -> bool:
    """Whether firm words govern `target`: the nearest before it, or a passive close behind it.

    Of several predicates in a row the first decides: "committed to and seek to align with" is firm,
    "aim to respect" is not. A new subject ("..., and we respect") starts a new row.
    """
    firm = _firm(frame)
    row = _row_over(view, frame, target)
    if row:
        return row[0].concept in firm
    from_heading = target in view.heading
    return from_heading and bool(view.concepts & firm)


def _row_over(view: View, frame: Frame, target: Hit) -> list[Hit]:
    """The predicates that govern a target, the deciding one first; a passive may stand close behind it."""
    binding = _PROMISES if frame.asks == "commitment" else _PREDICATES
    row = _row_before(view, target, binding)
    if row:
        return row
    inside = [p for p in view.hits if p.concept in binding and target.start <= p.start and p.end <= target.end]
    behind = [p for p in view.hits if p.concept in binding and target.end <= p.start <= target.end + _REACH]
    return (behind or inside)[:1]  # "all employment is voluntary" names the right and grants it


def _row_before(view: View, target: Hit, binding: frozenset[str]) -> list[Hit]:
    """The predicates that stand before a target in its own clause, in order.

    A predicate after a finished object starts anew: "aligned with the UNGPs and prohibits child labour".
    """
    if target in view.heading:
        return [p for p in view.hits if p.concept in binding][:1]
    row: list[Hit] = []
    finished = False
    for hit in view.hits:
        if hit.start > target.start:
            break
        if hit.concept in binding and not _is_about_law(view, hit):
            if finished or _new_clause(view, row, hit):
                row, finished = [], False
            row.append(hit)
        elif row and row[-1].end <= hit.end <= target.start and _is_object(hit):
            finished = True
    return row


def _new_clause(view: View, row: list[Hit], predicate: Hit) -> bool:
    """Whether a new subject or a semicolon stands between the row so far and this predicate."""
    if not row:
        return False
    between = view.text[row[-1].end : predicate.start]
    if ";" in between:
        return True
    subjects = [h for h in view.hits if h.concept in _SUBJECTS and row[-1].end <= h.start <= predicate.start]
    return any(view.text[: s.start].rstrip().endswith((",", "and", "but", ":")) for s in subjects)


def _is_about_law(view: View, predicate: Hit) -> bool:
    """ "In accordance with local law" says nothing about the right; how far law limits it is asked elsewhere."""
    return predicate.concept == "commits_weakly" and any(
        _overlap(predicate, law) for law in _of(view, "law_compliance")
    )


def _is_object(hit: Hit) -> bool:
    """Instruments have ids in capitals; rights are named by their lexicon."""
    return hit.concept.isupper() or hit.concept[0].isupper() or hit.rule.startswith("right.")


def _grounds(view: View, frame: Frame, objects: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits on which a supporting judgement rests."""
    wanted = frozenset().union(*(group.concepts for group in frame.needs)) if frame.needs else frozenset()
    firm = _FIRM.get(frame.asks, frozenset())
    return tuple(dict.fromkeys((*objects, *(h for h in view.hits if h.concept in wanted | firm | {"as_far_as_law"}))))


def _parts(view: View, frame: Frame) -> tuple[str, ...]:
    """The parts of the element that this passage shows."""
    concepts = view.concepts if any(c & view.concepts for c in frame.parts.values()) else view.around
    return tuple(part for part, names in frame.parts.items() if names & concepts)


def _notes(view: View, frame: Frame) -> tuple[str, ...]:
    """The rules that let the passage in, for those who check."""
    notes = []
    if frame.asks != "practice" and _of(view, "as_far_as_law", "law_compliance"):
        notes.append("as_far_as_law")
    if "framework_agreement" in view.around or view.context.kind is Kind.FRAMEWORK_AGREEMENT:
        notes.append("framework_agreement")
    if frame.element.indicator == "A.1.2" and view.context.kind is Kind.HUMAN_RIGHTS_POLICY:
        notes.append("policy_implies_sign_off")
    return tuple(note for note in notes if note in frame.element.notes)
