"""Firmword, taught: what a linear classifier learns from a set's own labels over words and Firmword's encoder together.

The rules look for what the elements ask; labels of another set may mean more. This says how far Firmword comes when it
is shown the same labels as the text classifier that it must beat: the same examples, the same parts of the companies,
the same words, and beside them the encoder's vector of the passage. The answers of the heads are sums of that vector,
and what the rules and lexicons find in a single sentence added nothing measurable to it: neither is put in again.
The sentences of a statement are read among their neighbours, as Firmword reads documents; words alone gain nothing by
that.

The encoder was itself taught by labels for elements. Of a company that it knows by name its vector would be hindsight,
so there the classifier over words alone speaks, the baseline: where every company is known, nothing is ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from evaluation.baselines import Features, classifier, word_features
from evaluation.neighbours import AmongNeighbours
from evaluation.question import LabelledExample, Question
from evaluation.training import leaving_out
from extractors.semantic import Unit, encoder

if TYPE_CHECKING:
    from evaluation.learning import Learner
    from evaluation.training import Trained
    from extractors.taught import Model

Vectors = Mapping[Unit, Any]

# The 384 numbers of a vector are small beside the weights of a few rare words, and are heard at five times their
# length: set before anything was measured. The strength is scikit-learn's own; the lead at three times as much is the
# same on statements that the encoder never saw, at a third of it two thirds (docs/quality.md).
_HEARD = 5.0
_FIT = {"C": 1.0, "solver": "liblinear"}  # this solver is the quickest where some columns are never empty


def said_by_taught(
    asked: Sequence[Question],
    examples: Sequence[LabelledExample],
    learner: Learner,
    by_words: Sequence[frozenset[str]],
    in_order: bool,
) -> list[frozenset[str]]:
    """What is taken as support in each passage; `by_words` is what the classifier over words alone says of each.

    `in_order` where the passages of a company are the sentences of one text, as they follow each other there.
    """
    vectors = _read([*(one.question for one in examples), *asked], learner.model)
    said = leaving_out(partial(_train, vectors=vectors, in_order=in_order), examples, asked)
    known = {company: learner.without([company]) is None for company in {one.company for one in asked}}
    return [words if known[one.company] else own for one, own, words in zip(asked, said, by_words, strict=True)]


def _read(questions: Iterable[Question], model: Model) -> Vectors:
    """The encoder's vector of each passage, all read at once: once for all parts of the companies."""
    units = list(dict.fromkeys(map(_unit, questions)))
    return dict(zip(units, encoder(model.layers).vectors(units), strict=True)) if units else {}


def _unit(question: Question) -> Unit:
    headings = (question.heading,) if question.heading else ()
    return Unit(question.text, headings, question.lead_in or "")


def _train(examples: Sequence[LabelledExample], vectors: Vectors, in_order: bool) -> Trained:
    alone = classifier(examples, partial(_features, vectors), _FIT)
    return AmongNeighbours(alone) if in_order else alone


def _features(vectors: Vectors, learnt: Sequence[Question]) -> Features | None:
    from scipy.sparse import csr_matrix, hstack

    words = word_features(learnt)
    if words is None:
        return None
    return lambda asked: hstack([words(asked), csr_matrix([_HEARD * vectors[_unit(one)] for one in asked])]).tocsr()
