"""Measures the rules on single labelled sentences, each read as a document of its kind that holds nothing else.

What is counted is pairs of a sentence and an element. A sentence carries labels for some elements and says
nothing of the others: its labeller may not have thought of them. So the figures count labelled pairs only;
what is called support on a pair without a label is counted apart, and the strict precision takes all of it as
wrong. The truth lies between the two precisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluation.counts import SUPPORT_COUNTS, Event, counts_of_label
from evaluation.documents import GOLD, beside
from evaluation.examples import gold_if_there
from evaluation.figures import SUPPORT, f1, ratio
from evaluation.measuring import ALL, RULES, SUPPORT_HEADS, Evaluation, LabelSet, Terms, measured, rules_of, under_test
from evaluation.question import Answer
from evaluation.sentence_labels import LabelledSentence, examples_of_sentences, read_sentences
from evaluation.systems import said_by_all
from extractors.records import Verdict

_STRICT = ratio("right", "claims", "claims_without_label")
SET = LabelSet(
    name="sentences",
    group_name="companies",
    row_name="elements",
    counts=(*SUPPORT_COUNTS, "claims_without_label"),  # of pairs with a label; of those without one, called support
    measures={**SUPPORT, "strict_precision": _STRICT, "strict_f1": f1(_STRICT, SUPPORT["recall_supports"])},
    headline=(
        "recall_supports",
        "precision_supports",
        "f1_supports",
        "weak_called_supports",
        "same_reason",
        "strict_precision",
        "strict_f1",
    ),
    heads={
        "gold_supports": "labels",
        "recall_any": "seen",
        "recall_supports": "recall",
        "claims": "claims",
        **SUPPORT_HEADS,
        "claims_without_label": "unl.",
        "strict_precision": "s.prec",
    },
    legend="""\
labels: pairs of a sentence and an element labelled as support; seen: of these, with any candidate; recall:
called support; claims: labelled pairs called support; prec.: of these, labelled so; weak: pairs labelled as near
misses; fooled: of these, called support; w.seen: called weak; reason: of these, with the labelled reason.""",
)
NOTE = """\
Only pairs of a sentence and an element that carry a label are counted. Unl.: called support on a pair without a
label, where nobody knows; strict: with all of these taken as wrong."""

NOTHING = """\
{} of the sentences are evidence for nothing: whatever is called support there is a wrong claim."""


def evaluate(terms: Terms) -> Evaluation:
    """Ask the rules, and the baselines, about each sentence, and measure what they say.

    The classifier is trained on the files named, else on these sentences and the documents labelled whole,
    always without the companies under test. Raises InputError for files that cannot be used.
    """
    elements = [element.id for element in rules_of(terms).rubric.elements]
    data = terms.data or (beside(GOLD / "sentences.jsonl", "--data"),)
    every = read_sentences(data, frozenset(elements))
    tested = under_test(terms, {one.question.company for one in every})
    sentences = [one for one in every if one.question.company in tested]
    asked = [one.question for one in sentences]
    said, trained_on = said_by_all(asked, terms, data, examples_of_sentences(every), gold_if_there())
    for_nothing = sum(not one.labels for one in sentences)
    evaluation = measured(
        SET,
        terms,
        data,
        trained_on,
        passages=len(sentences),
        events={name: _events(sentences, found, elements) for name, found in said.items()},
        rows=elements,
        groups=sorted({one.company for one in asked}),
        notes=(NOTE, NOTHING.format(for_nothing)) if for_nothing else (NOTE,),
    )
    return _without_empty_rows(evaluation)


def _without_empty_rows(evaluation: Evaluation) -> Evaluation:
    """Without the elements that no label names and that the rules claim nowhere."""
    own = evaluation.rows[RULES]
    shown = [name for name, row in own.items() if name == ALL or any(row[count] for count in SET.counts)]
    return replace(
        evaluation, rows={system: {name: rows[name] for name in shown} for system, rows in evaluation.rows.items()}
    )


def _events(sentences: Sequence[LabelledSentence], said: Sequence[Answer], elements: Sequence[str]) -> Iterator[Event]:
    known = frozenset(elements)
    for one, answer in zip(sentences, said, strict=True):
        company = one.question.company
        claimed = {element for element in known & answer.keys() if answer[element].verdict is Verdict.SUPPORTS}
        for label in one.labels:
            got = [answer[label.element]] if label.element in answer else []
            for name in counts_of_label(label.verdict, label.reason, got):
                yield label.element, company, name
            if label.element in claimed:
                yield label.element, company, "claims"
                if label.verdict is Verdict.SUPPORTS:
                    yield label.element, company, "right"
        for element in claimed - {label.element for label in one.labels}:
            yield element, company, "claims_without_label" if one.labels else "claims"
