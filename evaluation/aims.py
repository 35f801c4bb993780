"""Measures the rules on sentences of modern slavery statements that experts labelled.

The labels are broader than elements, so each is measured against all elements that mean the same together
(`aims.yaml`). Here every sentence was judged for every label: one without it is a negative, a bare commitment
too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluation.counts import Event, counts_of_label
from evaluation.documents import GOLD, beside
from evaluation.figures import SUPPORT, f1, ratio
from evaluation.measuring import Evaluation, LabelSet, Terms, measured, rules_of, under_test
from evaluation.question import Answer
from evaluation.statement_labels import (
    AIMS_SCHEME,
    StatementSentence,
    aims_labels,
    examples_of_statements,
    read_statements,
)
from evaluation.systems import said_by_all
from extractors.records import Verdict

_PRECISION, _PRECISION_ANY = ratio("firm", "claims"), ratio("seen", "candidates")
SET = LabelSet(
    name="aims",
    group_name="statements",
    row_name="labels",
    counts=(
        "gold_supports",  # sentences with the label
        "seen",  # ... with any candidate for an element of the label
        "firm",  # ... called support for one
        "claims",  # sentences called support for an element of the label
        "candidates",  # sentences with any candidate for one
    ),
    measures={
        "recall_supports": SUPPORT["recall_supports"],
        "precision_supports": _PRECISION,
        "f1_supports": f1(_PRECISION, SUPPORT["recall_supports"]),
        "recall_any": SUPPORT["recall_any"],
        "precision_any": _PRECISION_ANY,
        "f1_any": f1(_PRECISION_ANY, SUPPORT["recall_any"]),
    },
    headline=("recall_supports", "precision_supports", "f1_supports", "f1_any"),
    heads={
        "gold_supports": "labels",
        "recall_supports": "recall",
        "claims": "claims",
        "precision_supports": "prec.",
        "f1_supports": "F1",
        "recall_any": "r.any",
        "candidates": "any",
        "precision_any": "p.any",
        "f1_any": "F1.any",
    },
    legend="""\
labels: sentences with the label; claims: sentences called support; any: sentences with any candidate.""",
)
NOTE = """\
A sentence is taken as carrying a label when it supports one of the label's elements; any: when it has any
candidate for one, weak ones too."""


def evaluate(terms: Terms) -> Evaluation:
    """Ask the rules, and the baselines, about each sentence, and measure what they say.

    The classifier is trained on the files named, else on these sentences, always without the statements under
    test. Raises InputError for files that cannot be used.
    """
    data = terms.data or tuple(beside(GOLD / name, "--data") for name in ("aims_uk.csv", "aims_ca.csv"))
    labels = aims_labels(rules_of(terms).rubric.name)
    labelled = read_statements(data, rules_of(terms).rubric.name)
    tested = under_test(terms, {one.statement for one in labelled})
    sentences = [one for one in labelled if one.statement in tested]
    asked = [one.question for one in sentences]
    own = examples_of_statements(labelled)
    said, trained_on = said_by_all(asked, terms, data, own, teach=True, in_order=True)
    return measured(
        SET,
        terms,
        data,
        trained_on,
        passages=len(sentences),
        events={name: _events(sentences, found, labels) for name, found in said.items()},
        rows=list(labels),
        groups=sorted({one.statement for one in sentences}),
        notes=(*(f"{label}: {', '.join(sorted(elements))}" for label, elements in labels.items()), NOTE),
    )


def _events(
    sentences: Sequence[StatementSentence], said: Sequence[Answer], labels: Mapping[str, frozenset[str]]
) -> Iterator[Event]:
    for one, answer in zip(sentences, said, strict=True):
        for label, elements in labels.items():
            got = [answer[name] for name in (*elements, f"{AIMS_SCHEME}/{label}") if name in answer]
            if got:
                yield label, one.statement, "candidates"
            if any(said_of.verdict is Verdict.SUPPORTS for said_of in got):
                yield label, one.statement, "claims"
            if label in one.labels:
                for name in counts_of_label(Verdict.SUPPORTS, None, got):
                    yield label, one.statement, name
