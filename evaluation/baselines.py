"""What the rules must beat: searching for keywords, and a plain text classifier.

Both see the same passages as the rules. The keywords are a fixed list of data; the classifier (TF-IDF with
logistic regression, from scikit-learn) learns from labelled passages, never from those of a company that it is
measured on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.question import LabelledExample, Question
from extractors.fold import fold
from extractors.records import Verdict
from lexicons.strict_yaml import read_yaml

if TYPE_CHECKING:
    from evaluation.training import Trained

KEYWORDS = Path(__file__).with_name("keywords.yaml")
BY_KEYWORDS = "keywords"
BY_CLASSIFIER = "TF-IDF with logistic regression"
_SURE = 0.5  # the probability from which the classifier's word counts
_FEWEST = 2  # documents in which a word must stand to be a feature


@lru_cache(maxsize=100_000)  # the same passage is learnt from in most parts
def folded(question: Question) -> str:
    """A passage with its lead-in in lower case, white space and typography folded."""
    return fold(question.whole, 0, len(question.whole)).text.strip().lower()


def by_keywords(asked: Sequence[Question]) -> list[frozenset[str]]:
    """For each passage the elements of which it holds a keyword: taken as support, whatever it says."""
    keywords = _keywords()
    texts = [folded(one) for one in asked]
    return [frozenset(e for e, wanted in keywords.items() if any(word in text for word in wanted)) for text in texts]


@lru_cache(maxsize=1)
def _keywords() -> dict[str, tuple[str, ...]]:
    return {element: words.texts() for element, words in read_yaml(KEYWORDS).mapping().items()}


class Classifier:
    """One yes-or-no classifier an element over the words and pairs of words of a passage."""

    def __init__(self, vectors: Any, models: dict[str, Any]) -> None:
        self._vectors = vectors
        self._models = models

    def supported(self, asked: Sequence[Question]) -> list[frozenset[str]]:
        """For each passage the elements that it supports with a probability of at least one half."""
        found: list[set[str]] = [set() for _ in asked]
        if not self._models or not asked:
            return [frozenset() for _ in asked]
        unseen = self._vectors.transform([folded(one) for one in asked])
        for element, model in self._models.items():
            for elements, probability in zip(found, model.predict_proba(unseen)[:, 1], strict=True):
                if probability >= _SURE:
                    elements.add(element)
        return [frozenset(elements) for elements in found]


def train_classifier(examples: Sequence[LabelledExample]) -> Trained:
    """Learn each element that some example supports; every other passage of the same scheme is a no.

    Passages that are near misses and nothing else are not learnt from: so like support, they make the classifier
    so timid that it is the easier to beat (F1 .19 instead of .21 on the documents labelled whole). Examples that
    share no word (or none at all) teach nothing: the classifier then supports nothing.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    by_passage = (list(same) for _, same in groupby(examples, lambda one: (one.scheme, one.place, one.text)))
    passages = [labels for labels in by_passage if _supported(labels) or labels[0].verdict is None]
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=_FEWEST, sublinear_tf=True)
    try:
        seen = vectors.fit_transform([folded(labels[0].question) for labels in passages])
    except ValueError:  # no word stands in two passages
        return Classifier(None, {})
    supported = [_supported(labels) for labels in passages]
    models = {}
    for scheme in sorted({one.scheme for one in examples}):
        mine = [i for i, labels in enumerate(passages) if labels[0].scheme == scheme]
        for element in sorted({element for i in mine for element in supported[i]}):
            answers = [element in supported[i] for i in mine]
            if not all(answers):
                model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
                models[element] = model.fit(seen[mine], answers)
    return Classifier(vectors, models)


def _supported(labels: Sequence[LabelledExample]) -> frozenset[str]:
    return frozenset(one.element for one in labels if one.element and one.verdict is Verdict.SUPPORTS)
