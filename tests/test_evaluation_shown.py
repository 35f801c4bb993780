"""How many candidates are shown by default, and which labelled support is among them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evaluation.coverings import Found, match
from evaluation.gold_labels import LabelledPassage
from evaluation.gold_screening import DocumentLoad, ScreenedDocument
from evaluation.shown_load import ShownLoad, shown_load
from extractors.records import Outcome, Verdict

ELEMENT = "A.1.1/S1.a"
QUOTES = (
    "We respect the human rights of all.",
    "Nobody is ever forced to work here.",
    "Children go to school, always.",
)


def screened(name: str, pages: float, candidates: int, shown: int) -> ScreenedDocument:
    load = DocumentLoad(pages, candidates, shown)
    return ScreenedDocument(name, f"{name}.pdf", Outcome.READ, "", 9, (), (), load)


def found(document: str, quote: str, shown: bool) -> Found:
    return Found(document, 1, quote, ELEMENT, Verdict.WEAK, "weak_wording", 1, shown=shown)


def label(document: str, quote: str, verdict: Verdict = Verdict.SUPPORTS) -> LabelledPassage:
    return LabelledPassage(document, 1, quote, ELEMENT, verdict, None)


def measured(
    documents: Sequence[ScreenedDocument], labels: Sequence[LabelledPassage] = (), candidates: Sequence[Found] = ()
) -> ShownLoad:
    return shown_load(documents, match(labels, candidates, ()))


def test_what_is_shown_is_told_for_fifty_pages_of_the_long_documents_and_for_each_short_one() -> None:
    long = [screened("aaaaaaaa", 100, 300, 60), screened("bbbbbbbb", 50, 90, 45)]
    short = [screened("cccccccc", 3, 50, 40), screened("dddddddd", 1, 9, 9)]
    load = measured([*long, *short])
    assert (load.documents, load.candidates, load.shown) == (4, 449, 154)
    assert (load.long_documents, load.of_50_pages, load.worst_of_50_pages) == (2, 35.0, 45.0)
    assert (load.in_a_shorter, load.most_in_a_shorter) == (24.5, 40)


def test_a_labelled_support_is_shown_when_any_candidate_that_covers_it_is() -> None:
    labels = [label("aaaaaaaa", quote) for quote in QUOTES]
    hidden, twice = found("aaaaaaaa", QUOTES[0], False), found("aaaaaaaa", QUOTES[1], False)
    load = measured([screened("aaaaaaaa", 50, 3, 1)], labels, [hidden, twice, found("aaaaaaaa", QUOTES[1], True)])
    assert (load.covered_supports, load.supports_shown, load.supports_shown_in_long) == (2, 0.5, 0.5)


def test_an_element_is_shown_when_one_of_its_supports_is() -> None:
    labels = [label("aaaaaaaa", quote) for quote in QUOTES] + [label("bbbbbbbb", QUOTES[0])]
    candidates = [found("aaaaaaaa", quote, quote == QUOTES[2]) for quote in QUOTES] + [
        found("bbbbbbbb", QUOTES[0], False)
    ]
    load = measured([screened("aaaaaaaa", 50, 3, 1), screened("bbbbbbbb", 50, 1, 0)], labels, candidates)
    assert (load.covered_elements, load.elements_shown, load.supports_shown) == (2, 0.5, 0.25)


def test_only_supports_that_something_covers_count() -> None:
    labels = [label("aaaaaaaa", QUOTES[0]), label("aaaaaaaa", QUOTES[1], Verdict.WEAK), label("aaaaaaaa", QUOTES[2])]
    shown = [found("aaaaaaaa", QUOTES[0], True), found("aaaaaaaa", QUOTES[1], False)]
    load = measured([screened("aaaaaaaa", 2, 2, 1)], labels, shown)
    assert (load.covered_supports, load.supports_shown, load.supports_shown_in_long) == (1, 1.0, None)


def test_a_document_that_could_not_be_read_is_no_document_without_candidates() -> None:
    load = measured([screened("aaaaaaaa", 0, 0, 0), screened("bbbbbbbb", 4, 6, 4)])
    assert (load.documents, load.in_a_shorter) == (1, 4.0)


@pytest.mark.parametrize("pages", [49.9, 50.0])
def test_a_document_is_long_from_fifty_pages_on(pages: float) -> None:
    assert measured([screened("aaaaaaaa", pages, 9, 9)]).long_documents == (pages == 50.0)
