"""Qualify: what a passage is worth for an element - does it support it, or is it weak, and why.

Default is to deny: a passage supports an element only when everything that the element's frame asks for
stands in it. Each test below is one question that a careful researcher would put; the first that fails
gives the reason. The order goes from what takes the content away to what is merely missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extractors.context import Context
from extractors.fold import Folded
from extractors.frames import Frame
from extractors.kinds import REPORTS, Kind
from extractors.records import Hit, Passage, Role, Verdict

# Words that bind their author, by what the element asks for.
_FIRM = {
    "commitment": frozenset({"commits"}),
    "standard": frozenset({"commits", "prohibits", "grants", "must", "expects"}),
}
_PREDICATES = frozenset({"commits", "prohibits", "grants", "must", "expects", "commits_weakly"})
_PROMISES = frozenset({"commits", "commits_weakly"})
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


def qualify(view: View, frame: Frame) -> Judgement | None:
    """Judge one passage for one element; None when it is not about the element at all."""
    objects = _objects(view, frame)
    if not objects:
        return _near_miss(view, frame)
    if frame.find and not (frame.find & view.around):
        return None
    if frame.of == "supplier" and "suppliers" not in view.around and not _binds_suppliers(view):
        return None
    for test in _TESTS:
        failed = test(view, frame, objects)
        if failed:
            return _weak(view, frame, failed.reason, (*objects, *failed.hits))
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
    if frame.heading:
        return _headed(view, frame)
    if frame.asks == "standard" and _treats_people(view):
        return tuple(h for h in view.heading if h.concept in frame.object)
    return ()


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
        if hits and all(concept in view.concepts for concept in group.together_with):
            if frame.of == "supplier" and not _binds_suppliers(view):
                return None
            return _weak(view, frame, group.reason, hits)
    return None


def _weak(view: View, frame: Frame, reason: str, hits: tuple[Hit, ...]) -> Judgement:
    """A reason counts only where the rubric lets it; else the element's most general one stands for it.

    The parts are named all the same: a person may hold the passage to be firm.
    """
    if not frame.allows(reason):
        reason = "weak_wording" if frame.allows("weak_wording") else "no_detail"
    return Judgement(Verdict.WEAK, reason, hits, _parts(view, frame))


# The tests, in the order in which they are put.


def _negated(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """ "We do not have a process": but "do not tolerate" and "no repercussions" are promises."""
    hits = _of(view, "negated")
    if hits and not _of(view, "prohibits", "no_retaliation"):
        return _Failed("negated", hits)
    return None


def _wrong_actor(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """The requirement's own subject must be bound: the company, or its suppliers."""
    others = _of(view, "third_party_actor")
    if others:
        return _Failed("wrong_actor", others)
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
    return _Failed("weak_wording", _of(view, "commits_weakly"))


def _somebody_says_so(view: View) -> bool:
    """A promise has somebody who makes it: the company by name, "we", its policy, or a passive with none."""
    return "company" in view.around or "own_policy" in view.around or "supplier_subject" in view.around


def _not_policy(view: View, frame: Frame, objects: tuple[Hit, ...]) -> _Failed | None:
    """CHRB Core 2019, Theme A, Formal Policies: a report counts where it states the company's policy."""
    if frame.asks == "practice" or view.context.kind not in REPORTS:
        return None
    if view.context.signed_off or {"own_policy", "signed_off"} & view.around:
        return None
    return _Failed("not_policy")


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


_TESTS: tuple[_Test, ...] = (
    _negated,
    _wrong_actor,
    _ruled_out,
    _future,
    _conditional,
    _limited_by_law,
    _weakly_worded,
    _not_policy,
    _a_bare_title,
    _missing,
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
    if own and "prohibits" in view.concepts and "workers" in view.concepts:
        return True  # "we prohibit our employees, suppliers and agents from ..."
    return bool(own) and any(own[0].start <= p.start < asked for p in _of(view, "commits", "prohibits", "grants"))


def _describes_company(view: View, frame: Frame) -> bool:
    """A description of what the company does with its suppliers has the company as its subject."""
    if frame.asks != "practice" or any(h.start < view.own for h in _of(view, "supplier_subject")):
        return False
    if view.context.kind is Kind.SUPPLIER_CODE and "must" in view.concepts and "supplier_subject" in view.around:
        return "company" in view.concepts
    return True


def _governed_firmly(view: View, frame: Frame, target: Hit) -> bool:
    """Whether firm words govern `target`: the nearest before it, or a passive close behind it.

    Of several predicates in a row the first decides: "committed to and seek to align with" is firm,
    "aim to respect" is not. A new subject ("..., and we respect") starts a new row.
    """
    firm = _FIRM[frame.asks]
    binding = _PROMISES if frame.asks == "commitment" else _PREDICATES
    row = _row_before(view, target, binding)
    if row:
        return row[0].concept in firm
    behind = next((p for p in view.hits if p.concept in binding and target.end <= p.start <= target.end + _REACH), None)
    if behind is not None:
        return behind.concept in firm
    from_heading = target in view.heading
    return from_heading and bool(view.concepts & firm)


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
        elif row and hit.end <= target.start and _is_object(hit) and not _overlap(hit, row[-1]):
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
