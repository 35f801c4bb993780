"""Measures the rules on sentences of modern slavery statements that experts labelled.

The labels are broader than elements, so each is measured against all elements that mean the same together
(`aims.yaml`). Here every sentence was judged for every label: one without it is a negative, a bare commitment
too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.documents import GOLD, beside
from evaluation.intervals import f1, ratio
from evaluation.measuring import Event, SetEvaluation, Terms, counted, figures, rubric_elements, said_by_all
from evaluation.question import Answer
from evaluation.statement_labels import (
    AIMS_SCHEME,
    StatementSentence,
    aims_labels,
    examples_of_statements,
    read_statements,
)
from extractors.records import Verdict

COUNTS = (
    "gold_supports",  # sentences with the label
    "seen",  # ... with any candidate for an element of the label
    "firm",  # ... called support for one
    "claims",  # sentences called support for an element of the label
    "candidates",  # sentences with any candidate for one
)
_PRECISION, _RECALL = ratio("firm", "claims"), ratio("firm", "gold_supports")
_PRECISION_ANY, _RECALL_ANY = ratio("seen", "candidates"), ratio("seen", "gold_supports")
MEASURES = {
    "recall_supports": _RECALL,
    "precision_supports": _PRECISION,
    "f1_supports": f1(_PRECISION, _RECALL),
    "recall_any": _RECALL_ANY,
    "precision_any": _PRECISION_ANY,
    "f1_any": f1(_PRECISION_ANY, _RECALL_ANY),
}
NOTE = """\
A sentence is taken as carrying a label when it supports one of the label's elements; any: when it has any
candidate for one, weak ones too."""
HEADLINE = ("recall_supports", "precision_supports", "f1_supports", "f1_any")


def evaluate(terms: Terms) -> SetEvaluation:
    """Ask the rules, and the baselines, about each sentence, and measure what they say.

    The classifier is trained on the files named, else on these sentences, always without the statements under
    test. Raises InputError for files that cannot be used.
    """
    rubric, version, _ = rubric_elements(terms)
    data = terms.data or tuple(beside(GOLD / name, "--data") for name in ("aims_uk.csv", "aims_ca.csv"))
    sentences = read_statements(data)
    asked = [one.question for one in sentences]
    said, trained_on = said_by_all(asked, terms, data, examples_of_statements(sentences))
    statements = sorted({one.statement for one in sentences})
    systems = {
        name: counted(_events(sentences, found), list(aims_labels()), statements, COUNTS)
        for name, found in said.items()
    }
    rows, compared = figures(systems, COUNTS, MEASURES)
    return SetEvaluation(
        name="aims",
        rubric=rubric,
        rubric_version=version,
        data=tuple(data),
        train=terms.train,
        trained_on=trained_on,
        passages=len(sentences),
        groups=len(statements),
        group_name="statements",
        row_name="labels",
        rows=rows,
        headline=HEADLINE,
        compared=compared,
        notes=(
            *(f"{label}: {', '.join(sorted(elements))}" for label, elements in aims_labels().items()),
            NOTE,
        ),
    )


def _events(sentences: Sequence[StatementSentence], said: Sequence[Answer]) -> Iterator[Event]:
    for one, answer in zip(sentences, said, strict=True):
        for label, elements in aims_labels().items():
            got = [answer[name] for name in (*elements, f"{AIMS_SCHEME}/{label}") if name in answer]
            firm = any(said_of.verdict is Verdict.SUPPORTS for said_of in got)
            for name, holds in (("candidates", bool(got)), ("claims", firm)):
                if holds:
                    yield label, one.statement, name
            if label in one.labels:
                yield label, one.statement, "gold_supports"
                for name, holds in (("seen", bool(got)), ("firm", firm)):
                    if holds:
                        yield label, one.statement, name
