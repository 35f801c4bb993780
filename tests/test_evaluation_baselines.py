"""The baselines see what the rules see, and the classifier never learns from the company that it is measured on."""

from __future__ import annotations

from evaluation.baselines import KEYWORDS, Candidate, by_classifier, by_keywords
from evaluation.labels import LabelledPassage
from extractors.records import Verdict
from lexicons.strict_yaml import load_yaml
from rubric import load


def _candidate(company: str, quote: str, document: str = "") -> Candidate:
    return Candidate((document or company).ljust(8, "0"), company, 1, quote, None)


def _label(company: str, quote: str) -> LabelledPassage:
    return LabelledPassage(company.ljust(8, "0"), 1, quote, "C.1/S1.a", Verdict.SUPPORTS, None)


CHANNEL = "All employees can raise concerns through our confidential hotline number {}."
OTHER = "The mill in valley number {} spun more yarn than in any year before it."


def test_every_keyword_belongs_to_an_element_of_the_rubric_and_every_element_has_one() -> None:
    keywords = load_yaml(KEYWORDS)
    assert isinstance(keywords, dict)
    assert set(keywords) == {element.id for element in load("chrb-core-2019").elements}
    assert all(keywords.values())


def test_a_passage_with_a_keyword_is_taken_whatever_it_says() -> None:
    found = list(by_keywords([_candidate("a", "We have no hotline."), _candidate("a", "Yarn is spun.")]))
    assert {(one.quote, one.element) for one in found} == {
        ("We have no hotline.", "C.1/S1.a"),
        ("We have no hotline.", "C.1/S2.c"),
    }


def test_the_classifier_finds_in_one_company_what_the_others_were_labelled_for() -> None:
    companies = ("a", "b", "c")
    candidates = [_candidate(c, text.format(i)) for c in companies for i in range(30) for text in (CHANNEL, OTHER)]
    labels = [_label(c, CHANNEL.format(i)) for c in ("a", "b") for i in range(30)]
    found = by_classifier(candidates, labels)
    mine = [one for one in found if one.document.startswith("c")]
    assert mine
    assert all("hotline" in one.quote for one in mine)


def test_labels_of_a_company_alone_teach_nothing_about_it() -> None:
    candidates = [_candidate(c, text.format(i)) for c in ("a", "b") for i in range(30) for text in (CHANNEL, OTHER)]
    found = by_classifier(candidates, [_label("a", CHANNEL.format(i)) for i in range(30)])
    assert not [one for one in found if one.document.startswith("a")]
