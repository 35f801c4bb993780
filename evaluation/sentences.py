"""Measures the rules on single labelled sentences, each read as a document of its kind that holds nothing else.

What is counted is pairs of a sentence and an element. A sentence carries labels for some elements and says
nothing of the others: its labeller may not have thought of them. So the figures count labelled pairs only;
what is called support on a pair without a label is counted apart, and the strict precision takes all of it as
wrong. The truth lies between the two precisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.documents import GOLD, beside
from evaluation.examples import gold_if_there
from evaluation.intervals import f1, ratio
from evaluation.measuring import (
    RULES,
    SUPPORT_MEASURES,
    Event,
    SetEvaluation,
    Terms,
    counted,
    figures,
    rubric_elements,
    said_by_all,
)
from evaluation.question import Answer
from evaluation.sentence_labels import LabelledSentence, examples_of_sentences, read_sentences
from extractors.records import Verdict

COUNTS = (
    "gold_supports",  # pairs labelled as support
    "seen",  # ... with any candidate
    "firm",  # ... called support
    "claims",  # labelled pairs called support
    "right",  # ... and labelled so
    "gold_weak",  # pairs labelled as near misses
    "fooled",  # ... called support
    "weak_seen",  # ... called weak
    "agreed",  # ... with the labelled reason
    "claims_without_label",  # pairs without a label called support
)
_STRICT = ratio("right", "claims", "claims_without_label")
MEASURES = {
    **SUPPORT_MEASURES,
    "strict_precision": _STRICT,
    "strict_f1": f1(_STRICT, SUPPORT_MEASURES["recall_supports"]),
}
NOTE = """\
Only pairs of a sentence and an element that carry a label are counted. Unl.: called support on a pair without a
label, where nobody knows; strict: with all of these taken as wrong."""
HEADLINE = (
    "recall_supports",
    "precision_supports",
    "f1_supports",
    "weak_called_supports",
    "same_reason",
    "strict_precision",
    "strict_f1",
)


def evaluate(terms: Terms) -> SetEvaluation:
    """Ask the rules, and the baselines, about each sentence, and measure what they say.

    The classifier is trained on the files named, else on these sentences and the documents labelled whole,
    always without the companies under test. Raises InputError for files that cannot be used.
    """
    rubric, version, elements = rubric_elements(terms)
    data = terms.data or (beside(GOLD / "sentences.jsonl", "--data"),)
    sentences = read_sentences(data, frozenset(elements))
    asked = [one.question for one in sentences]
    own = examples_of_sentences(sentences)
    said, trained_on = said_by_all(asked, terms, data, own, gold_if_there())
    companies = sorted({one.question.company for one in sentences})
    systems = {
        name: counted(_events(sentences, found, elements), elements, companies, COUNTS) for name, found in said.items()
    }
    rows, compared = figures(systems, COUNTS, MEASURES)
    shown = [row for row, own in rows[RULES].items() if any(own[count] for count in COUNTS)]
    return SetEvaluation(
        name="sentences",
        rubric=rubric,
        rubric_version=version,
        data=tuple(data),
        train=terms.train,
        trained_on=trained_on,
        passages=len(sentences),
        groups=len(companies),
        group_name="companies",
        row_name="elements",
        rows={name: {row: row_of[row] for row in shown} for name, row_of in rows.items()},
        headline=HEADLINE,
        compared=compared,
        notes=(NOTE,),
    )


def _events(sentences: Sequence[LabelledSentence], said: Sequence[Answer], elements: Sequence[str]) -> Iterator[Event]:
    known = frozenset(elements)
    for one, answer in zip(sentences, said, strict=True):
        company = one.question.company
        for label in one.labels:
            for name in _counts_of(label.verdict, label.reason, answer, label.element):
                yield label.element, company, name
        for element in known & answer.keys() - {label.element for label in one.labels}:
            if answer[element].verdict is Verdict.SUPPORTS:
                yield element, company, "claims_without_label"


def _counts_of(verdict: Verdict, reason: str | None, answer: Answer, element: str) -> Iterator[str]:
    """What one labelled pair adds to."""
    got = answer.get(element)
    firm = got is not None and got.verdict is Verdict.SUPPORTS
    if firm:
        yield "claims"
    if verdict is Verdict.SUPPORTS:
        yield "gold_supports"
        if got is not None:
            yield "seen"
        if firm:
            yield "firm"
            yield "right"
        return
    yield "gold_weak"
    if firm:
        yield "fooled"
    elif got is not None:
        yield "weak_seen"
        if reason in got.reasons:
            yield "agreed"
