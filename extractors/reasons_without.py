"""Without some words: a passage read anew as if they did not stand in it, by rules and model as they screen.

To drop what the lexicons found in some words is not enough: without them other entries may fire, the sentence may
hang together in another way, or be none, and a model may make something else of it. So the words are taken out of the
document, and the block of the passage is gone through again, below the same headings and lead-ins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.again import Again, Opened
from extractors.extract import views
from extractors.learned import Judged, weighed
from extractors.qualify import judgements
from extractors.records import Block, Document, Passage, Verdict
from extractors.taught import Model
from extractors.view import Judgement, View


def counts_without(again: Again, where: Opened, words: Sequence[str], model: Model | None) -> bool:
    """Whether what is left of the passage counts for its element; without a model, by the rules alone.

    `words` are such as stand in the passage or its lead-ins, as `again.view.text` has them; they are taken away
    wherever they stand there.
    """
    whole = where.parts[again.view.context.lexicons.language]
    less = _without(whole, again.view, words)
    at = next((i for i, block in enumerate(less.blocks) if _overlap(block, again.view.passage)), None)
    if at is None:
        return False
    judged = _judged(less, less.blocks[at], again, where)
    if model is not None:  # it looks at the passages before and after, too
        before = (_judged(less, block, again, where) for block in reversed(less.blocks[:at]))
        after = (_judged(less, block, again, where) for block in less.blocks[at + 1 :])
        judged = [*_nearest(before)[-1:], *judged, *_nearest(after)[:1]]
    return any(
        frame.element.id == again.frame.element.id and turned_to_support(again, found.judgement)
        for view, rulings in weighed(judged, model)
        if _overlap(view.passage, again.view.passage)
        for frame, found in rulings
    )


def turned_to_support(again: Again, judgement: Judgement) -> bool:
    """Whether what is left counts; of a near miss for an element of several parts, only where it shows one of them.

    Hours "of at most  a week" would break no rule any more, and be nothing that a person could count.
    """
    if judgement.verdict is not Verdict.SUPPORTS:
        return False
    supported = again.judgement is not None and again.judgement.verdict is Verdict.SUPPORTS
    return supported or bool(judgement.shows) or not again.frame.parts


def _without(document: Document, view: View, words: Sequence[str]) -> Document:
    """The document with white space in the place of some words of a passage, so that all else keeps its place."""
    text = document.text
    for word in words:
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", view.text):
            start, end = view.origin.span(*found.span())
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return replace(document, text=text)


def _judged(document: Document, block: Block, again: Again, where: Opened) -> list[Judged]:
    """The passages of a block, and what the rules make of each, as when it is screened."""
    language = again.view.context.lexicons.language
    known = where.rules.languages[language]
    return [
        (view, known.asked, list(judgements(view, known.touched_by(view.around))))
        for view in views(document, block, where.around[language], known.finder)
    ]


def _nearest(blocks: Iterator[list[Judged]]) -> list[Judged]:
    """The passages of the first of some blocks that has any."""
    return next(filter(None, blocks), [])


def _overlap(one: Block | Passage, other: Passage) -> bool:
    return one.start < other.end and other.start < one.end
