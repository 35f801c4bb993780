"""Weights that are learnt from labels, and what they say of companies that they were not learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluation.lessons import in_part
from extractors.taught import Linear

PARTS = 5  # of the companies: the weights that judge one part are learnt from the others

Row = tuple[Mapping[str, float], bool, float]  # what is known of a case, the answer, and how much it counts


def fitted(rows: Sequence[Row], strength: float) -> Linear:
    """Logistic regression of named features; the smaller the strength, the nearer the weights stay to nothing."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    table = vectors.fit_transform([dict(features) for features, _, _ in rows])
    answers, counts = [answer for _, answer, _ in rows], [count for _, _, count in rows]
    regression = LogisticRegression(C=strength, max_iter=2000).fit(table, answers, sample_weight=counts)
    names = map(str, vectors.get_feature_names_out())
    weights = {name: round(float(weight), 4) for name, weight in zip(names, regression.coef_[0], strict=True)}
    return Linear(weights, round(float(regression.intercept_[0]), 4))


def on_others(companies: Sequence[str], rows: Sequence[Row], strength: float) -> Iterator[tuple[int, float]]:
    """The place of each row with its log odds by the weights of other companies; none where these tell nothing apart.

    `companies` has one name a row.
    """
    for part in range(PARTS):
        tested = [i for i, company in enumerate(companies) if in_part(company, part, PARTS, "fitting")]
        held = set(tested)
        others = [row for i, row in enumerate(rows) if i not in held]
        if tested and len({answer for _, answer, _ in others}) == 2:
            weights = fitted(others, strength)
            yield from ((i, weights.score(rows[i][0])) for i in tested)
