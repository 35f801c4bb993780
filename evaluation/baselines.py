"""What the rules must beat: searching for keywords, and a plain text classifier.

Both see the same passages as the rules. The keywords are a fixed list of data; the classifier (TF-IDF with
logistic regression, from scikit-learn) learns from labelled passages, never from those of a company that it is
measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
EVEN = 0.0  # log odds from which the classifier's word counts: a probability of one half
_FEWEST = 2  # documents in which a word must stand to be a feature

Features = Callable[[Sequence[Question]], Any]  # passages become a table, one row each


@lru_cache(maxsize=100_000)  # the same passage is learnt from in most parts
def folded(question: Question) -> str:
    """A passage with its lead-in in lower case, white space and typography folded."""
    return fold(question.whole, 0, len(question.whole)).text.strip().lower()


def by_keywords(asked: Sequence[Question], elements: Collection[str]) -> list[frozenset[str]]:
    """For each passage those of the elements of which it holds a keyword: taken as support, whatever it says."""
    keywords = {element: words for element, words in _keywords().items() if element in elements}
    texts = [folded(one) for one in asked]
    return [frozenset(e for e, wanted in keywords.items() if any(word in text for word in wanted)) for text in texts]


@lru_cache(maxsize=1)
def _keywords() -> dict[str, tuple[str, ...]]:
    return {element: words.texts() for element, words in read_yaml(KEYWORDS).mapping().items()}


class Classifier:
    """One yes-or-no classifier an element over what `features` makes of a passage."""

    def __init__(self, features: Features | None, models: Mapping[str, Any]) -> None:
        self._features = features
        self._models = models

    def supported(self, asked: Sequence[Question]) -> list[frozenset[str]]:
        """For each passage the elements that it supports with a probability of at least one half."""
        return [frozenset(e for e, odds in said.items() if odds >= EVEN) for said in self.log_odds(asked)]

    def log_odds(self, asked: Sequence[Question]) -> list[dict[str, float]]:
        """For each passage how likely it supports each element that was learnt, as log odds."""
        found: list[dict[str, float]] = [{} for _ in asked]
        if self._features is None or not self._models or not asked:
            return found
        unseen = self._features(asked)
        for element, model in self._models.items():
            for said, odds in zip(found, model.decision_function(unseen), strict=True):
                said[element] = float(odds)
        return found


def train_classifier(examples: Sequence[LabelledExample]) -> Trained:
    """The baseline: what is learnt of each element from the words and pairs of words of passages."""
    return classifier(examples, word_features, {"C": 10.0, "max_iter": 1000})


def classifier(
    examples: Sequence[LabelledExample],
    features_from: Callable[[Sequence[Question]], Features | None],
    fit: Mapping[str, Any],
) -> Classifier:
    """Learn each element that some example supports; every other passage of the same scheme is a no.

    `features_from` makes of the passages to learn from what turns any passage into numbers; None where they share
    nothing: the classifier then supports nothing. `fit` is how scikit-learn fits the regression.
    Passages that are near misses and nothing else are not learnt from: so like support, they make the classifier so
    timid that it is the easier to beat (F1 .19 instead of .21 on the documents labelled whole).
    """
    from sklearn.linear_model import LogisticRegression

    by_passage = (list(same) for _, same in groupby(examples, lambda one: (one.scheme, one.place, one.text)))
    passages = [labels for labels in by_passage if _supported(labels) or labels[0].verdict is None]
    questions = [labels[0].question for labels in passages]
    features = features_from(questions)
    if features is None:
        return Classifier(None, {})
    seen = features(questions)
    supported = [_supported(labels) for labels in passages]
    models = {}
    for scheme in sorted({one.scheme for one in examples}):
        mine = [i for i, labels in enumerate(passages) if labels[0].scheme == scheme]
        for element in sorted({element for i in mine for element in supported[i]}):
            answers = [element in supported[i] for i in mine]
            if not all(answers):
                model = LogisticRegression(class_weight="balanced", **fit)
                models[element] = model.fit(seen[mine], answers)
    return Classifier(features, models)


def word_features(questions: Sequence[Question]) -> Features | None:
    """What weighs the words and pairs of words of a passage as they stand in these; None if they share no word."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=_FEWEST, sublinear_tf=True)
    try:
        vectors.fit([folded(one) for one in questions])
    except ValueError:  # no word stands in two passages
        return None
    return lambda asked: vectors.transform([folded(one) for one in asked])


def _supported(labels: Sequence[LabelledExample]) -> frozenset[str]:
    return frozenset(one.element for one in labels if one.element and one.verdict is Verdict.SUPPORTS)
