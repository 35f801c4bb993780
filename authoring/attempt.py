"""What the rules make of a text that a person types in: which fired and where, and what it counts for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from errors import InputError
from extractors.extract import evidence_of, surroundings, views
from extractors.kinds import is_known, kind_of
from extractors.passages import passages
from extractors.records import Block, Document, Evidence, Hit, Page, Role, Span
from extractors.rules import Rules
from extractors.view import View
from forms import WIDTH, listed, spaced, wrapped
from lexicons import Lexicons
from reports.explain import marked
from rubric.kinds import Kind

INSTRUMENTS = "instruments"  # the lexicon whose concepts are the ids of instruments
_NEAR = 0.8  # of their letters: nearer than this, what names no kind is told which it may be
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class TriedPassage:
    """One passage of the text; offsets are code points of the text as it was given."""

    start: int
    end: int
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]  # with the rules that lie in the text; those of the lead-in are named, not placed


@dataclass(frozen=True, slots=True)
class Trial:
    """A text and what the rules make of it."""

    text: str
    lead_in: str
    kind: str
    passages: tuple[TriedPassage, ...]
    instruments: tuple[str, ...]  # ids of the interface, in the order of their first mention
    headings: tuple[str, ...] = ()  # above it, the outermost first


def attempt(
    text: str,
    rules: Rules,
    kind: str | None = None,
    lead_in: str = "",
    company: str = "",
    language: str = "en",
    headings: Sequence[str] = (),
) -> Trial:
    """Read a text as a document that holds nothing else; blank lines part its paragraphs.

    The rules alone decide, without a model. `kind` is the kind of document in a person's words (told from the text
    where nothing is said), `lead_in` the words before a list of which the text is an item, `company` whose
    names speak of it as "we" does, `language` the ISO 639-1 code of the lexicons, `headings` what stands above it, the
    outermost first: a short text below one is read as a box of few lines, whose heading says what they are about.
    Raises InputError for a text without words, for a language without lexicons and for a kind that there is not.
    """
    if not text.strip():
        raise InputError("TEXT: there is nothing in it; give a sentence, or - to read standard input")
    if language not in rules.languages:
        raise InputError(
            f"--language {language}: there are no lexicons for it; write one of: {', '.join(rules.languages)}"
        )
    document = _document(text, lead_in, language, tuple(headings))
    own = len(document.text) - len(text)
    known = kind_of(document, None, "") if kind is None else _stated(kind, document)
    searched = rules.languages[language]
    evidence = [_moved(one, own) for one in evidence_of(document, company, known, rules.with_model(None))]
    around = surroundings(document, company, known, searched)
    tried: list[TriedPassage] = []
    for block in document.blocks:
        fired = {view.passage.start: _hits(view, own) for view in views(document, block, around, searched.finder)}
        for passage, _ in passages(document, block):
            start, end = passage.start - own, passage.end - own
            mine = tuple(one for one in evidence if (one.start, one.end) == (start, end))
            tried.append(TriedPassage(start, end, fired.get(passage.start, ()), mine))
    hits = (hit for passage in tried for hit in passage.hits)
    return Trial(text, lead_in, known.value, tuple(tried), instruments_in(searched.lexicons, hits), tuple(headings))


def _stated(kind: str, document: Document) -> Kind:
    """The kind that a person's words name; InputError where they name none, or nearly another."""
    known = {spaced(one.value): one for one in Kind}
    words = " ".join(spaced(kind).lower().split())
    if words in known:
        return known[words]
    taken = kind_of(document, kind, "") if is_known(kind) else None
    meant = next(iter(get_close_matches(words, known, 1, _NEAR)), None)
    if taken is not None and (meant is None or known[meant] is taken):
        return taken
    ask = f"did you mean {meant!r}? Else write" if meant else "write"
    raise InputError(f"--kind {kind!r}: there is no such kind of document; {ask} one of: {', '.join(known)}")


def instruments_in(lexicons: Lexicons, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The instruments that hits name, each once, in the order of the hits.

    Concepts in capitals are instruments; the others of that lexicon only keep false friends away.
    """
    ids = {entry.concept for entry in lexicons.entries if entry.lexicon == INSTRUMENTS and entry.concept.isupper()}
    return tuple(dict.fromkeys(hit.concept for hit in hits if hit.concept in ids))


def _document(text: str, lead_in: str, language: str, section: tuple[str, ...]) -> Document:
    """The text, with its lead-in on the lines before it, as paragraphs or as items of that lead-in."""
    before = f"{lead_in}\n" if lead_in else ""
    whole = before + text
    role, introduction = (Role.ITEM, Span(0, len(lead_in))) if lead_in else (Role.PARAGRAPH, None)
    blocks = tuple(Block(start, end, 1, role, section, introduction) for start, end in _paragraphs(whole, len(before)))
    name = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(name, "text/plain", whole, (Page(1, 0, len(whole)),), blocks, language=language)


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    for gap in _BLANK_LINE.finditer(text, start):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def _hits(view: View, own: int) -> tuple[Hit, ...]:
    """The rules that fired in a passage's own words, with their place in the text as it was given."""
    placed = []
    for hit in view.hits:
        if hit.start >= view.own:
            start, end = view.origin.span(hit.start, hit.end)
            placed.append(replace(hit, start=start - own, end=end - own))
    return tuple(placed)


def _moved(evidence: Evidence, own: int) -> Evidence:
    """The evidence with its places in the text as it was given; what lies in the lead-in has places below 0."""
    rules = tuple(replace(hit, start=hit.start - own, end=hit.end - own) for hit in evidence.rules)
    return replace(evidence, start=evidence.start - own, end=evidence.end - own, rules=rules)


# --- forms


def as_json(trial: Trial) -> str:
    """The trial as one JSON object: the instruments, every rule that fired, and the evidence."""
    whole = {
        "instruments": list(trial.instruments),
        "hits": [_rule(hit, "rule") | {"concept": hit.concept} for one in trial.passages for hit in one.hits],
        "evidence": [_evidence_data(trial, found) for one in trial.passages for found in one.evidence],
        "kind": trial.kind,
        "headings": list(trial.headings),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rule(hit: Hit, key: str) -> dict[str, str | int]:
    return {key: hit.rule, "start": hit.start, "end": hit.end}


def _evidence_data(trial: Trial, one: Evidence) -> dict[str, object]:
    """A candidate's fields, as far as a text without a company or an address has them."""
    before = [
        replace(hit, start=hit.start + len(trial.lead_in) + 1, end=hit.end + len(trial.lead_in) + 1)
        for hit in one.rules
        if hit.start < 0
    ]
    lead_in = {"quote": trial.lead_in, "rules": [_rule(hit, "id") for hit in before]} if trial.lead_in else None
    return {
        "rubric": one.rubric,
        "element": one.element,
        "verdict": one.verdict.value,
        "reason": one.reason,
        "explanation": one.explanation,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "lead_in": lead_in,
        "rules": [_rule(hit, "id") for hit in one.rules if hit.start >= 0],
        "shows": list(one.shows),
        "notes": list(one.notes),
    }


def as_text(trial: Trial) -> str:
    """The trial for people: each passage with its rules marked and named, then its verdict for each element."""
    below = f" below {listed([f'“{one}”' for one in trial.headings])}" if trial.headings else ""
    lines = wrapped(f"Read as a {spaced(trial.kind)}{below}, by the rules alone: when screening, a model may differ.")
    lines += wrapped(f"Instruments: {', '.join(trial.instruments) or 'none'}", hang="  ")
    for passage in trial.passages:
        lines += ["", *_passage_lines(trial, passage)]
    return "\n".join(lines) + "\n"


def _passage_lines(trial: Trial, passage: TriedPassage) -> Iterator[str]:
    quote = trial.text[passage.start : passage.end]
    yield from wrapped(marked(quote, passage.start, passage.hits))
    yield "-" * WIDTH
    for hit in passage.hits:
        words = " ".join(trial.text[hit.start : hit.end].split())
        yield from wrapped(f"{hit.rule} ({hit.concept}) {hit.start}-{hit.end}: “{words}”", first="  ", hang="      ")
    if not passage.hits:
        yield "  No rule fires here."
    for one in passage.evidence:
        verdict = f"weak ({one.reason})" if one.reason else one.verdict.value
        yield from wrapped(f"{one.element}: {verdict}. {one.explanation}", hang="    ")
        if one.notes:
            yield from wrapped(f"Let in by: {', '.join(one.notes)}", first="    ", hang="    ")
    if not passage.evidence:
        yield "No element is concerned."
