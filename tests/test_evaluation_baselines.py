"""The baselines see what the rules see, and the classifier never learns from the company that it is measured on."""

from __future__ import annotations

from evaluation.baseline_passages import BaselinePassage, examples_of
from evaluation.baselines import KEYWORDS, by_keywords, train_classifier
from evaluation.gold_labels import LabelledPassage
from evaluation.question import LabelledExample, Question
from evaluation.statement_labels import aims_labels, labels_by_rubric
from evaluation.training import leaving_out
from extractors.records import Verdict
from lexicons.strict_yaml import load_yaml
from rubric import load

CHANNEL = "All employees can raise concerns through our confidential hotline number {}."
OTHER = "The mill in valley number {} spun more yarn than in any year before it."
ELEMENT = "C.1/S1.a"


def candidate(company: str, quote: str) -> BaselinePassage:
    return BaselinePassage(company.ljust(8, "0"), company, 1, quote, None)


def label(company: str, quote: str, verdict: Verdict = Verdict.SUPPORTS) -> LabelledPassage:
    reason = None if verdict is Verdict.SUPPORTS else "managers_only"
    return LabelledPassage(company.ljust(8, "0"), 1, quote, ELEMENT, verdict, reason)


def passages(*companies: str) -> list[BaselinePassage]:
    return [candidate(c, text.format(i)) for c in companies for i in range(30) for text in (CHANNEL, OTHER)]


def said(candidates: list[BaselinePassage], labels: list[LabelledPassage]) -> dict[str, list[str]]:
    """What the classifier takes as support for the element, by company."""
    examples = examples_of(candidates, labels)
    supported = leaving_out(train_classifier, examples, [one.question for one in candidates], None)
    found: dict[str, list[str]] = {one.company: [] for one in candidates}
    for one, elements in zip(candidates, supported, strict=True):
        found[one.company] += [one.quote] if ELEMENT in elements else []
    return found


def test_every_keyword_belongs_to_an_element_that_is_measured_and_every_such_element_has_one() -> None:
    keywords = load_yaml(KEYWORDS)
    assert isinstance(keywords, dict)
    of_chrb = {element.id for element in load("chrb-core-2019").elements}
    labelled = {name: frozenset[str]().union(*aims_labels(name).values()) for name in labels_by_rubric()}
    assert set(keywords) == of_chrb.union(*labelled.values())
    assert all(keywords.values())


def test_an_element_of_another_rubric_is_not_taken() -> None:
    asked = [Question("a", None, "Our headquarters are in Leith.")]
    assert by_keywords(asked, {"C.1/S1.a"}) == [frozenset()]
    assert by_keywords(asked, {"C.1/S1.a", "54.5.a/structure"}) == [frozenset({"54.5.a/structure"})]


def test_a_passage_with_a_keyword_is_taken_whatever_it_says() -> None:
    asked = [
        Question("a", None, "We have no hotline."),
        Question("a", None, "Yarn is spun."),
        Question("a", None, "x", "Hotline:"),
    ]
    assert by_keywords(asked, {element.id for element in load("chrb-core-2019").elements}) == [
        frozenset({"C.1/S1.a", "C.1/S2.c"}),
        frozenset(),
        frozenset({"C.1/S1.a", "C.1/S2.c"}),
    ]


def test_the_classifier_finds_in_one_company_what_the_others_were_labelled_for() -> None:
    found = said(passages("a", "b", "c"), [label(c, CHANNEL.format(i)) for c in ("a", "b") for i in range(30)])
    assert found["c"]
    assert all("hotline" in quote for quote in found["c"])


def test_labels_of_a_company_alone_teach_nothing_about_it() -> None:
    found = said(passages("a", "b"), [label("a", CHANNEL.format(i)) for i in range(30)])
    assert found["a"] == []
    assert found["b"]


def test_a_near_miss_is_an_example_with_its_reason_but_no_support() -> None:
    one = candidate("a", CHANNEL.format(1))
    weak, supports = label("a", one.quote, Verdict.WEAK), label("a", one.quote)
    assert [(e.verdict, e.reason) for e in examples_of([one], [weak])] == [(Verdict.WEAK, "managers_only")]
    assert [(e.verdict, e.reason) for e in examples_of([one], [weak, supports])] == [(Verdict.SUPPORTS, None)]


def test_of_what_nobody_labelled_every_25th_passage_is_an_example_of_what_says_nothing() -> None:
    examples = examples_of([candidate("a", OTHER.format(i)) for i in range(60)], [])
    assert [(one.text, one.element) for one in examples] == [(OTHER.format(i), None) for i in (0, 25, 50)]


def test_passages_without_a_word_in_common_teach_nothing() -> None:
    example = LabelledExample("a", None, "unique", None, ELEMENT, Verdict.SUPPORTS, None)
    assert train_classifier([example]).supported([Question("b", None, "unique")]) == [frozenset()]
    assert train_classifier([]).supported([Question("b", None, "unique")]) == [frozenset()]
