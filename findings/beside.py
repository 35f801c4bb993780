"""What reading came upon on the pages on which evidence stands: to be known before it is confirmed or passed by."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.language import UNDETERMINED, languages_of_blocks
from extractors.records import Document, Evidence, Fact, FactKind, Searched
from forms import listed
from workspace.records import DocumentRow

# Told of each passage by itself, with how sure recognition is of its words.
_TOLD_OTHERWISE = frozenset({FactKind.RECOGNISED})


def beside(document: Document, search: Searched | None, evidence: Evidence) -> tuple[str, ...]:
    """Sentences for people: the facts of the evidence's pages, and which languages on them were not searched."""
    lead_in = evidence.lead_in
    boxes = (*evidence.boxes, *(lead_in.boxes if lead_in else ()))
    pages = {evidence.page, *(box.page for box in boxes), *([lead_in.page] if lead_in else ())}
    return (*_touching(document.facts, pages), *_unsearched(document, search, pages))


def not_in_detail(row: DocumentRow) -> tuple[str, ...]:
    """What reading came upon in a document that its outcome's detail does not tell."""
    return tuple(fact.detail for fact in row.about.facts if fact.detail not in row.detail)


def _touching(facts: tuple[Fact, ...], pages: set[int]) -> Iterator[str]:
    """The facts of these pages, and those of the whole file."""
    for fact in facts:
        if fact.kind not in _TOLD_OTHERWISE and (not fact.pages or pages & set(fact.pages)):
            yield fact.detail


def _unsearched(document: Document, search: Searched | None, pages: set[int]) -> Iterator[str]:
    """Which languages on these pages no lexicon covers."""
    if search is None or not search.unsearched or not search.anything:
        return
    told = zip(document.blocks, languages_of_blocks(document.text, document.blocks), strict=True)
    here = dict.fromkeys(language for block, language in told if block.page in pages)
    found = [one for one in search.unsearched if one in here]
    if found:
        names = ["a language that could not be told" if one == UNDETERMINED else repr(one) for one in found]
        yield f"Some of this page is in {listed(names)}, and was not searched."
