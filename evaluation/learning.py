"""Learns a model from labels: the encoder, which passages it reads, how its word and the rules' are joined, and when.

Companies are parted: most teach the encoder, a fifth (told by their names) teach the weights that join it with the
rules, and set the thresholds from which the model may differ. So nothing is set on passages that the encoder was taught
by. What a model learnt from is kept in it as digests of names, so that it is never measured on whom it knows.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from errors import InputError
from evaluation.lessons import Lesson, companies_of, in_part
from extractors import learned
from extractors.learned import (
    LAYERS,
    LEAST,
    WEIGHTS,
    Linear,
    Model,
    Opinion,
    Thresholds,
    beginnings,
    features_of,
    load_model,
    opinion_of,
    probability,
)
from extractors.records import Verdict
from extractors.rules import Rules
from extractors.semantic import encoder
from extractors.view import Judgement

JOINING = 5  # of so many parts of the companies, one teaches how encoder and rules are joined
RIGHT = 0.8  # of the times that it differs from the rules, the model must be right: the lower end of what is likely
_Z = 1.96  # standard errors to that end: 95 % between both
KEPT = 0.97  # of the supporting passages are read by the encoder
NEAR, DROP = 0.2, 0.05  # probabilities of being about an element: near misses are added from, left out below
FEWEST = 8  # cases; of fewer, one that is wrong ends nothing
UNLABELLED = 1.6  # passages without a label that are learnt from, for each with one, of the same document
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Learner:
    """The model under test, where it learnt nothing from the companies that are put to the test."""

    model: Model

    def without(self, companies: Iterable[str]) -> Model | None:
        """The model; None, so that the rules stand alone, where it knows one of these companies."""
        return None if any(self.model.knows(one) for one in companies) else self.model


def learner(rules: Rules, folder: Path | None) -> Learner | None:
    """The model of a folder that `firmword learn` made, else the one that comes with Firmword; None without one."""
    model = load_model(folder) if folder is not None else learned.shipped(rules.place)
    return Learner(model) if model is not None else None


def learn_to(folder: Path, lessons: Sequence[Lesson], rules: Rules) -> Model:
    """Learn from the lessons, and write the model to a folder; the same lessons give the same files.

    Raises InputError when there is nothing to tell apart, and when torch is not installed.
    """
    taught = [one for one in lessons if not in_part(one.company, 0, JOINING, "joining")]
    joining = [one for one in lessons if in_part(one.company, 0, JOINING, "joining")]
    elements, reasons = tuple(one.id for one in rules.rubric.elements), tuple(one.code for one in rules.rubric.reasons)
    if not _tells_apart(taught) or not _tells_apart(joining):
        raise InputError("--train: the labels name no passage that supports, or none that does not; name more labels")
    _train(_sampled(taught), elements, reasons, rules, folder / LAYERS)
    passages = _documents(lessons)
    reads = _fitted([(dict.fromkeys(one.concepts, 1.0), _supports(one), 1.0) for one in passages], strength=0.3)
    names = (rules.rubric.name, folder / LAYERS, elements, reasons)
    draft = Model(*names, reads, Linear({}, 0.0), _OPEN, frozenset(), frozenset(), "")
    cases = list(_cases(joining, draft))
    supports = _fitted([(case.features, case.supports, case.counts) for case in cases], strength=1.0)
    _write(folder / WEIGHTS, draft, supports, _thresholds(cases, passages, reads), companies_of(lessons))
    return load_model(folder)


_OPEN = Thresholds(read=0.0, near=NEAR, drop=DROP, support=1.0, doubt=0.0)


def _tells_apart(lessons: Sequence[Lesson]) -> bool:
    return len({_supports(one) for one in lessons}) == 2


def _supports(lesson: Lesson) -> bool:
    return any(label.verdict is Verdict.SUPPORTS for label in lesson.labels.values())


def _documents(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The passages of documents that were labelled whole."""
    return [one for one in lessons if one.document]


def _sampled(lessons: Sequence[Lesson]) -> list[Lesson]:
    """All labelled passages, and of each document some without a label, chosen by their text."""
    labelled: dict[str, int] = {}
    for one in lessons:
        labelled[one.document] = labelled.get(one.document, 0) + bool(one.labels)
    bare = [one for one in lessons if one.document and not one.labels]
    bare.sort(key=lambda one: hashlib.sha256(one.unit.text.encode("utf-8", "surrogatepass")).hexdigest())
    taken: dict[str, int] = {}
    chosen = []
    for one in bare:
        taken[one.document] = taken.get(one.document, 0) + 1
        if taken[one.document] <= UNLABELLED * labelled[one.document] + 3:
            chosen.append(one)
    return [*(one for one in lessons if one.labels or not one.document), *chosen]


def _train(
    lessons: Sequence[Lesson], elements: tuple[str, ...], reasons: tuple[str, ...], rules: Rules, output: Path
) -> None:
    try:
        from evaluation.encoder_training import Questions, train
    except ModuleNotFoundError as error:
        raise InputError(
            f"learning needs {error.name}, which is not installed; install it with: pip install torch onnx"
        ) from error
    wordings = {one.id: (one.label, *one.wordings) for one in rules.rubric.elements}
    print(f"encoder: {len(lessons):,} passages to learn from", file=sys.stderr)
    output.parent.mkdir(parents=True, exist_ok=True)
    train(lessons, Questions(elements, reasons, wordings), output)


# --- joining the encoder with the rules


@dataclass(frozen=True, slots=True)
class Case:
    """One passage and one element, with what encoder and rules say, and what people said."""

    company: str
    features: Mapping[str, float]
    supports: bool
    rule_supports: bool
    counts: float
    whole: bool  # of a document that was read whole, so that silence means no


def _cases(lessons: Sequence[Lesson], model: Model) -> Iterator[Case]:
    rows = encoder(model.layers).logits([one.unit for one in lessons])
    for lesson, row in zip(lessons, rows, strict=True):
        opinion = opinion_of(row, model)
        for element in model.elements:
            ruled = lesson.ruled.get(element)
            if ruled is None and max(opinion.about[element], opinion.supports[element]) < LEAST:
                continue
            yield _case(lesson, element, opinion, ruled)


def _case(lesson: Lesson, element: str, opinion: Opinion, ruled: Judgement | None) -> Case:
    label = lesson.labels.get(element)
    return Case(
        company=lesson.company,
        features=features_of(opinion, element, ruled),
        supports=label is not None and label.verdict is Verdict.SUPPORTS,
        rule_supports=ruled is not None and ruled.verdict is Verdict.SUPPORTS,
        counts=1.0 if label else lesson.whole,
        whole=bool(lesson.document),
    )


def _fitted(rows: Sequence[tuple[Mapping[str, float], bool, float]], strength: float) -> Linear:
    """Logistic regression of named features."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    table = vectors.fit_transform([dict(features) for features, _, _ in rows])
    answers, counts = [answer for _, answer, _ in rows], [count for _, _, count in rows]
    regression = LogisticRegression(C=strength, max_iter=2000).fit(table, answers, sample_weight=counts)
    names = map(str, vectors.get_feature_names_out())
    weights = {name: round(float(weight), 4) for name, weight in zip(names, regression.coef_[0], strict=True)}
    return Linear(weights, round(float(regression.intercept_[0]), 4))


# --- thresholds


def _thresholds(cases: Sequence[Case], documents: Sequence[Lesson], reads: Linear) -> Thresholds:
    """From which probabilities on the model is right often enough to differ; each case judged by weights of others."""
    sure = list(_cross_fitted(cases))
    lifted = [(p, case.supports) for case, p in sure if case.whole and not case.rule_supports]
    doubted = [(1 - p, not case.supports) for case, p in sure if case.whole and case.rule_supports]
    scores = sorted(reads.score_of(one.concepts) for one in documents if _supports(one))
    return Thresholds(
        read=round(scores[int((1 - KEPT) * len(scores))], 2),
        near=NEAR,
        drop=DROP,
        support=_first_right(lifted),
        doubt=round(1 - _first_right(doubted), 2),
    )


def _cross_fitted(cases: Sequence[Case]) -> Iterator[tuple[Case, float]]:
    for part in range(JOINING):
        tested = [case for case in cases if in_part(case.company, part, JOINING, "fitting")]
        others = [case for case in cases if not in_part(case.company, part, JOINING, "fitting")]
        if tested and len({case.supports for case in others}) == 2:
            fitted = _fitted([(case.features, case.supports, case.counts) for case in others], strength=1.0)
            yield from ((case, probability(fitted.score(case.features))) for case in tested)


def _first_right(pairs: Sequence[tuple[float, bool]]) -> float:
    """The least probability from which on the model is surely right often enough; 1 for none."""
    found = 1.0
    for step in range(100):
        limit = round(1 - step * _STEP, 2)
        right = [answer for p, answer in pairs if p >= limit]
        if len(right) >= FEWEST and _at_least(sum(right), len(right)) >= RIGHT:
            found = limit
        elif len(right) >= FEWEST and sum(right) < RIGHT * len(right):
            break
    return found


def _at_least(right: int, of: int) -> float:
    """The lower end of Wilson's interval: a share of few cases may be chance, and fell apart on other companies."""
    share, spread = right / of, _Z**2 / of
    off = _Z * math.sqrt((share * (1 - share) + spread / 4) / of)
    return (share + spread / 2 - off) / (1 + spread)


def _write(file: Path, model: Model, supports: Linear, thresholds: Thresholds, companies: Sequence[str]) -> None:
    begun = [beginnings(company) for company in companies]
    whole = {
        "rubric": model.rubric,
        "elements": list(model.elements),
        "reasons": list(model.reasons),
        "reads": {"weights": _told(model.reads), "intercept": model.reads.intercept},
        "supports": {"weights": _told(supports), "intercept": supports.intercept},
        "thresholds": asdict(thresholds),
        "learnt_from": sorted({one for names in begun for one in names}),
        "named_whole": sorted({names[-1] for names in begun}),
    }
    file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _told(linear: Linear) -> dict[str, float]:
    return {name: weight for name, weight in sorted(linear.weights.items()) if weight}
