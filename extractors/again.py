"""Again: a stored candidate found anew in its document, so that questions can be put to it that screening did not ask.

The document is read as it was when it was screened and its context is made once; only the block of the passage is
gone through. Where the passage, or what the rules say of it, is not what was stored, nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractors.context import Context
from extractors.extract import surroundings, views
from extractors.parts import by_language
from extractors.qualify import judgements
from extractors.records import DOUBTED, LEARNED, NOTHING_CORRECTED, Corrected, Document, Evidence, Verdict
from extractors.rules import LanguageRules, Rules
from extractors.view import Judgement, View
from rubric.frames import Frame
from rubric.kinds import Kind


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its part and context in each language by whose lexicons it is searched."""

    document: Document
    rules: Rules
    parts: Mapping[str, Document]
    around: Mapping[str, Context]


@dataclass(frozen=True, slots=True)
class Again:
    """A stored passage, judged anew by the rules."""

    view: View
    frames: tuple[Frame, ...]  # all that ask for the element, with those that are borrowed
    frame: Frame  # the one by which it was judged
    judgement: Judgement | None  # None: the rules pass it by


def opened(
    document: Document, company: str, kind: Kind, rules: Rules, corrected: Corrected = NOTHING_CORRECTED
) -> Opened:
    """A document opened to be asked; its context costs as much as in screening, so keep it."""
    known = rules.searched_in(document.language)
    own = by_language(document)
    parts = {one: own.get(one, document) for one in known}
    around = {one: surroundings(parts[one], company, kind, rules.languages[one], corrected) for one in known}
    return Opened(document, rules, parts, around)


def found_again(evidence: Evidence, where: Opened) -> Again | None:
    """The passage of a stored candidate with what the rules say of it; None where it is no longer what was stored."""
    if where.document.text[evidence.start : evidence.end] != evidence.quote:
        return None
    asked = (
        _judged(view, where.rules.languages[language], evidence.element)
        for language, around in where.around.items()
        for view in _views_at(evidence, where, language, around)
    )
    return next((one for one in asked if one is not None and _as_stored(evidence, one.judgement)), None)


def _views_at(evidence: Evidence, where: Opened, language: str, around: Context) -> Iterator[View]:
    finder = where.rules.languages[language].finder
    part = where.parts[language]
    for block in part.blocks:
        if block.start <= evidence.start < block.end:
            for view in views(part, block, around, finder):
                if (view.passage.start, view.passage.end) == (evidence.start, evidence.end):
                    yield view


def _judged(view: View, known: LanguageRules, element: str) -> Again | None:
    frames = tuple(frame for frame in known.frames if frame.element.id == element)  # several, own and borrowed
    frames = frames or tuple(frame for frame in known.asked if frame.element.id == element)
    if not frames:
        return None
    frame, judgement = next(judgements(view, frames), (frames[0], None))
    return Again(view, frames, frame, judgement)


def _as_stored(evidence: Evidence, judgement: Judgement | None) -> bool:
    """Whether the rules say what they must have said then: a model may have differed from them, and says so."""
    verdict = judgement.verdict if judgement else None
    if DOUBTED in evidence.notes:
        return verdict is Verdict.SUPPORTS
    if LEARNED in evidence.notes:
        return verdict is not Verdict.SUPPORTS
    return judgement is not None and (verdict, judgement.reason) == (evidence.verdict, evidence.reason)
