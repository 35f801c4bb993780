"""Binding: who is bound by a passage, and by which words - the grammar of promises, rules and demands.

A promise is made by somebody, with a predicate, about an object. The lexicons know the words; here it is
decided which predicate governs which object, and whether the company or its suppliers are bound by it.
"""

from __future__ import annotations

from extractors.records import Hit
from extractors.tables import says_something
from extractors.view import View, of, of_concepts, overlap
from lexicons.concepts import (
    ADVISES,
    COMMITS,
    COMMITS_TO_EFFORT,
    COMMITS_WEAKLY,
    COMPANY,
    EXPECTS,
    GRANTS,
    IN_SUPPLY_CHAIN,
    LAW_COMPLIANCE,
    MUST,
    OWN_OPERATIONS,
    PROHIBITS,
    PROMISED_ONLY,
    SUPPLIER_SUBJECT,
    SUPPLIERS,
    WORKERS,
)
from rubric.frames import Asks, Frame, Of
from rubric.kinds import ROW_AT_WORK, Kind

# Words that bind their author, by what the element asks for.
FIRM = {
    Asks.COMMITMENT: frozenset({COMMITS}),
    Asks.STANDARD: frozenset({COMMITS, PROHIBITS, GRANTS, MUST, EXPECTS}),
}
PREDICATES = frozenset(
    {
        COMMITS,
        PROHIBITS,
        GRANTS,
        MUST,
        EXPECTS,
        COMMITS_WEAKLY,
        COMMITS_TO_EFFORT,
    }
)
_PROMISES = frozenset({COMMITS, COMMITS_WEAKLY, COMMITS_TO_EFFORT})
_SOFT = _PROMISES - {COMMITS}
# What must have words in a language for anybody to be bound in it.
ACTORS = frozenset({COMPANY, SUPPLIERS, SUPPLIER_SUBJECT, WORKERS})
NEXT_TO = 25  # characters between a subject and its verb
_SUBJECTS = frozenset({COMPANY, SUPPLIERS, WORKERS})
_REACH = 160  # characters after an object within which a passive predicate still governs it: "... is prohibited"


def led_in(view: View, frame: Frame) -> tuple[Hit, ...]:
    """ "The following measures are in place:" + an item of any wording: the lead-in says what the item is."""
    return tuple(h for h in of(view, *frame.lead_in) if h.start < view.own)


def told_by_table(view: View, frame: Frame) -> tuple[Hit, ...]:
    """What a table says of a short cell by its header, the label of its row or the line above, for a topic asked for.

    "Topic | Responsible" over "Human rights | Chief People Officer": not over "Travel expenses | Finance Director".
    """
    told = of_concepts(view.labels, frame.told_by)
    topics = frame.needed - frame.told_by
    said = view.concepts | (view.setting & {ROW_AT_WORK}) | {h.concept for h in view.labels}
    about = not topics.isdisjoint(said)
    return told if told and about and says_something(view.text[view.own :]) else ()


def binds_suppliers(view: View) -> bool:
    """Whether suppliers are the ones who must: by the sentence, its heading, or the whole document."""
    if view.context.kind is Kind.SUPPLIER_CODE:
        return not _of_own_workers(view)
    if SUPPLIER_SUBJECT in view.around:
        return True
    if PROHIBITS in view.concepts and IN_SUPPLY_CHAIN in view.concepts:
        return True
    if COMPANY in view.concepts:  # "we will not discriminate", in a policy that applies to suppliers too, binds us
        return False
    return view.context.binds_suppliers_too and bool(view.concepts & {MUST, PROHIBITS, COMMITS, GRANTS})


def _of_own_workers(view: View) -> bool:
    """ "We use no child labour in our own shops", in a supplier code: the company's rule, which binds no supplier."""
    return OWN_OPERATIONS in view.concepts and view.concepts.isdisjoint({SUPPLIERS, SUPPLIER_SUBJECT})


def speaks_of_suppliers(view: View) -> bool:
    """Whether suppliers are named, here or in a heading, or bound: else nothing here is about them."""
    return not _of_own_workers(view) and (SUPPLIERS in view.around or binds_suppliers(view))


def binds_company(view: View, objects: tuple[Hit, ...]) -> bool:
    """Whether the company binds itself in the same words: "we respect ..., and require the same of suppliers"."""
    if view.context.kind is Kind.SUPPLIER_CODE:
        firm = {COMMITS, PROHIBITS, GRANTS} if OWN_OPERATIONS in view.concepts else {COMMITS}
        if SUPPLIER_SUBJECT in view.concepts:
            return _promises_first(view, objects)
        return COMPANY in view.concepts and bool(firm & view.concepts)
    if view.context.binds_suppliers_too and SUPPLIER_SUBJECT not in view.around:
        return True
    asked = min((_asks_from(view, h) for h in of(view, SUPPLIER_SUBJECT, EXPECTS)), default=len(view.text))
    own = [h for h in of(view, COMPANY) if h.start < asked]
    if _adds_a_promise(view, asked):
        return True
    if own and _neither(view, own[0], asked):
        return True
    if any(h.start < asked for h in of(view, IN_SUPPLY_CHAIN)) and OWN_OPERATIONS not in view.concepts:
        return False  # "we prohibit forced labour in our supply chain" says nothing of the company's own workers
    if own and WORKERS in view.concepts and any(p.start <= asked for p in of(view, PROHIBITS)):
        return True  # "we prohibit our employees, suppliers and agents from ...", not "we ask suppliers to use no ..."
    return bool(own) and any(own[0].start <= p.start < asked for p in of(view, COMMITS, PROHIBITS, GRANTS))


def _promises_first(view: View, objects: tuple[Hit, ...]) -> bool:
    """ "We are committed to human rights and encourage suppliers to be": before they are asked, the promise is made.

    Not "we are committed to fairness, and suppliers must respect human rights", nor "we require them to commit to".
    """
    asked = min(_asks_from(view, h) for h in of(view, SUPPLIER_SUBJECT, EXPECTS))
    own = [who for who in of(view, COMPANY) if view.own <= who.start < asked]
    promises = [p for who in own[:1] for p in of(view, COMMITS) if who.start <= p.start]
    return any(p.start <= target.start < asked for p in promises for target in objects)


def vague_by_itself(view: View, frame: Frame) -> bool:
    """ "This Code draws on the Guiding Principles", in a supplier code: nothing is asked, and little promised."""
    asks = {SUPPLIER_SUBJECT, SUPPLIERS, MUST, EXPECTS, PROHIBITS, GRANTS, COMMITS}
    if frame.asks is not Asks.COMMITMENT or SUPPLIER_SUBJECT in view.around:
        return False
    return COMPANY in view.concepts and asks.isdisjoint(view.concepts)


def _asks_from(view: View, asking: Hit) -> int:
    """Where suppliers begin to be asked: in "we prohibit forced labour and require suppliers to" not at "prohibit"."""
    inside = (h.start for h in of(view, EXPECTS) if asking.start < h.start < asking.end)
    return max(inside, default=asking.start)


def joints(view: View, *pauses: str) -> tuple[str, ...]:
    """Behind what a clause begins: these signs, and the words that join clauses, each as a word of its own."""
    grammar = view.context.grammar
    return pauses if grammar is None else (*pauses, *(f" {word}" for word in grammar.joins_clauses))


def _adds_a_promise(view: View, asked: int) -> bool:
    """ "We expect suppliers to respect rights, and we are committed to them": a clause of the company's own."""
    begins = joints(view, ",", ";")
    starts = [h for h in of(view, COMPANY) if h.start > asked and view.text[: h.start].rstrip().endswith(begins)]
    return any(0 < p.start - who.end <= NEXT_TO for p in of(view, COMMITS, PROHIBITS) for who in starts)


def _neither(view: View, company: Hit, suppliers: int) -> bool:
    """ "Neither we nor our suppliers may ...": not "At no time may our suppliers ...", where "our" is no subject."""
    grammar = view.context.grammar
    between = view.text[company.end : suppliers].lower().split()
    joined = grammar is not None and not (grammar.denying | grammar.joins_clauses).isdisjoint(between)
    return joined and any(p.end <= company.start <= p.end + NEXT_TO for p in of(view, PROHIBITS))


def describes_company(view: View, frame: Frame) -> bool:
    """A description of what the company does with its suppliers has the company as its subject."""
    if frame.asks is not Asks.PRACTICE or any(h.start < view.own for h in of(view, SUPPLIER_SUBJECT)):
        return False
    return view.context.kind is not Kind.SUPPLIER_CODE or COMPANY in view.concepts


def firm_words(frame: Frame) -> frozenset[str]:
    """The predicates that bind: what a company expects binds others, not itself."""
    firm = FIRM[frame.asks]
    return firm if frame.of is Of.SUPPLIER else firm - {EXPECTS}


def governed_firmly(view: View, frame: Frame, target: Hit) -> bool:
    """Whether firm words govern `target`: the nearest before it, or a passive close behind it.

    Of several predicates in a row the first decides: "committed to and seek to align with" is firm,
    "aim to respect" is not. A new subject ("..., and we respect") starts a new row.
    """
    if any(overlap(target, said) and not _suppliers_say(view, said) for said in of(view, *frame.says)):
        return True  # "we engage with communities" promises to engage, and nothing of what stands behind it
    firm = firm_words(frame)
    row = row_over(view, frame, target)
    if row:
        return row[0].concept in firm and not _only_tried(view, row)
    from_heading = target in view.heading
    return from_heading and bool(view.concepts & firm)


def _suppliers_say(view: View, said: Hit) -> bool:
    """ "Our supplier engages with communities": its subject, right before the verb, is no company."""
    return any(view.text[who.end : said.start].isspace() for who in of(view, SUPPLIERS) if who.end < said.start)


def ruled_by(view: View, target: Hit) -> Hit | None:
    """The firm word of any kind that governs `target`, whoever is bound: "suppliers must uphold the rights"."""
    row = _row_over(view, target, PREDICATES)
    return row[0] if row and row[0].concept in FIRM[Asks.STANDARD] and not _only_tried(view, row) else None


def _only_tried(view: View, row: list[Hit]) -> bool:
    """ "Suppliers should seek to avoid child labour": what must be done is to try."""
    if len(row) < 2 or row[0].concept != MUST:
        return False
    tries = row[1].concept == COMMITS_TO_EFFORT or any(overlap(row[1], h) for h in of(view, PROMISED_ONLY))
    return tries and not view.text[row[0].end : row[1].start].strip()


def only_advised(view: View) -> bool:
    """Whether a passage, or what it stands under, says what is good to do and nothing that must be done."""
    advice = of(view, ADVISES)
    if not advice and not any(h.concept == ADVISES for h in view.heading):
        return False
    firm = (h for h in of(view, MUST, PROHIBITS, GRANTS, EXPECTS) if not any(overlap(h, soft) for soft in advice))
    return next(firm, None) is None


def row_over(view: View, frame: Frame, target: Hit) -> list[Hit]:
    """The predicates that govern a target, the deciding one first; a passive may stand close behind it."""
    return _row_over(view, target, _PROMISES if frame.asks is Asks.COMMITMENT else PREDICATES)


def _row_over(view: View, target: Hit, binding: frozenset[str]) -> list[Hit]:
    row = _row_before(view, target, binding)
    if row and not _has_its_own_verb(view, row, target):
        return row
    inside = [p for p in view.hits if p.concept in binding and target.start <= p.start and p.end <= target.end]
    behind = [
        p
        for p in view.hits
        if p.concept in binding and target.end <= p.start <= target.end + _REACH and not _starts_anew(view, target, p)
    ]
    return (behind or inside)[:1]  # "all employment is voluntary" names the right and grants it


def _has_its_own_verb(view: View, row: list[Hit], target: Hit) -> bool:
    """ "It is recommended that you keep records, and child labour is prohibited": what is advised ends at the joint."""
    between = view.text[row[-1].end : target.start].rstrip()
    if row[0].concept not in _SOFT or not between.endswith(joints(view, ",", ";")):
        return False
    return any(target.end <= p.start <= target.end + NEXT_TO for p in of(view, PROHIBITS))


def _starts_anew(view: View, target: Hit, promise: Hit) -> bool:
    """ "Through our part in the Global Compact, we made a commitment": a promise with its own subject leads on.

    Not "the rights in the Declaration, which we uphold".
    """
    if promise.concept not in _PROMISES:
        return False
    subjects = [who for who in of(view, COMPANY) if target.end <= who.start <= promise.start]
    return any(view.text[: who.start].rstrip().endswith(",") for who in subjects)


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
        elif row and row[-1].end <= hit.end <= target.start and hit.rule in view.context.lexicons.objects:
            finished = True
    return row


def _new_clause(view: View, row: list[Hit], predicate: Hit) -> bool:
    """Whether a new subject or a semicolon stands between the row so far and this predicate."""
    if not row:
        return False
    between = view.text[row[-1].end : predicate.start]
    if ";" in between or (row[0].concept in _SOFT and _joined_on(view, predicate)):
        return True
    if _in_what_is_said(between):
        return False
    subjects = [h for h in view.hits if h.concept in _SUBJECTS and row[-1].end <= h.start <= predicate.start]
    begins = joints(view, ",", ":")
    return any(view.text[: s.start].rstrip().endswith(begins) for s in subjects)


def _joined_on(view: View, predicate: Hit) -> bool:
    """ "Suppliers are encouraged to train them and must not use child labour": a duty of its own."""
    grammar = view.context.grammar
    said = view.text[predicate.start : predicate.end].lower().split()
    duty = predicate.concept == MUST or any(overlap(predicate, must) for must in of(view, MUST))
    if grammar is not None and predicate.concept == PROHIBITS and said[0] not in grammar.negations:
        duty = duty or not grammar.negations.isdisjoint(said)  # "may not use": not "encouraged to train and not use"
    return duty and view.text[: predicate.start].rstrip().endswith(joints(view, ",", ";"))


def _in_what_is_said(between: str) -> bool:
    """ "We strive to ensure that we and our staff respect": both are subjects of what is striven for."""
    return " that " in between and "," not in between


def _is_about_law(view: View, predicate: Hit) -> bool:
    """ "In accordance with local law" says nothing about the right; how far law limits it is asked elsewhere."""
    return predicate.concept == COMMITS_WEAKLY and any(overlap(predicate, law) for law in of(view, LAW_COMPLIANCE))
