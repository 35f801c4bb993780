"""Learns a model from labels: the encoder, which passages it reads, how its word and the rules' are joined, and when.

A second encoder is taught by all but half of the companies with labels made to measure by, and reads that half, so
that what joins encoder and rules, and the thresholds from which the model may differ, are set on documents that the
encoder was not taught by. The encoder that is kept is taught by all. What a model learnt from is kept in it as
digests of names, so that it is never measured on whom it knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from errors import InputError
from evaluation.fitted import Row, fitted, on_others
from evaluation.lessons import Lesson, companies_of, first_name, in_part
from evaluation.worth_reading import worth_reading
from extractors import taught
from extractors.attributes import ATTRIBUTES
from extractors.by_wordings import model_by_wordings
from extractors.learned import EVEN, LEAST, Opinion, can_be_lifted, features_of, opinion_of, probability, said_of
from extractors.not_its_own import Said
from extractors.records import Verdict
from extractors.rules import Rules
from extractors.semantic import LANGUAGE, encoder
from extractors.taught import WEIGHTS, Linear, Model, Thresholds, beginnings, load_model
from rubric.frames import Frame
from screening.side_by_side import side_by_side
from workspace import DEFAULT_RUBRIC

if TYPE_CHECKING:
    from evaluation.encoder_training import Questions

HALVES = 2  # of the companies: on one of them the model is tried
MEASURED = ("gold", "sentences")  # forms of labels that the rules were not written with, made to measure by
RIGHT = 0.8  # of the times that it differs on what supports, the model must be right
STRENGTH = 0.3  # of the weights that join encoder and rules: the less, the nearer they stay to nothing
NEAR, DROP = 0.05, 0.03  # probabilities of being about an element: near misses are added from, left out below
FEWEST = 20  # cases: of fewer, four in five may be chance
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
    """The model of a folder that `firmword learn` made, else the one that screens: it comes with Firmword, or is made
    of the rubric's wordings; None without one. Raises ModelError for a folder without one, and a damaged one."""
    if folder is not None:
        return Learner(load_model(folder, rules.rubric.name))
    model = taught.shipped(rules.place) or _by_wordings(rules)
    return Learner(model) if model is not None else None


def _by_wordings(rules: Rules) -> Model | None:
    """The model of a rubric's wordings. Its encoder knows whom the usual rubric's model knows."""
    model, usual = model_by_wordings(rules.rubric), taught.shipped(DEFAULT_RUBRIC)
    if model is None or usual is None:
        return model
    return replace(model, learnt_from=usual.learnt_from, named_whole=usual.named_whole)


@dataclass(frozen=True, slots=True)
class Course:
    """What one rubric is taught by."""

    rules: Rules
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class Training:
    """One encoder to train: another process can do it."""

    lessons: Sequence[Lesson]
    courses: Sequence[Course]  # without lessons: what is asked
    folder: Path


def learn_to(folder: Path, courses: Sequence[Course], processes: int | None = None) -> list[Model]:
    """Learn from the lessons of each rubric, and write the models to a folder; the same lessons give the same files.

    Raises InputError when there is nothing to tell apart, and when torch is not installed.
    """
    for course in courses:
        if not _tells_apart(course.lessons):
            raise InputError(
                f"--train: the labels for {course.rules.rubric.name} name no passage that supports, or none that does "
                "not; name more labels"
            )
    with TemporaryDirectory() as place:
        trial = Path(place) / "trial"
        side_by_side(_train, list(_trainings(courses, trial, folder)), processes, name=lambda one: one.folder.name)
        for course in courses:
            _join(course, trial, folder)
    return [load_model(folder, course.rules.rubric.name) for course in courses]


def _trainings(courses: Sequence[Course], trial: Path, folder: Path) -> Iterator[Training]:
    """The encoder that is kept is taught by all lessons, the other by all but those on whom it is tried.

    What invented extracts and readings teach of others, both are taught.
    """
    lessons = [_bare(one) for course in courses for one in _sampled(course.lessons)]
    asked = [Course(course.rules, ()) for course in courses]
    yield Training(lessons, asked, folder)
    held = {first_name(one.company) for course in courses for one in _tried(course.lessons)}
    yield Training([one for one in lessons if first_name(one.company) not in held], asked, trial)


def _tried(lessons: Sequence[Lesson]) -> list[Lesson]:
    """The lessons on which the model is tried: of the first half in which some support and others do not.

    All, where there is no such half: few labels, on which nothing sure can be learnt.
    """
    measured = _measured(lessons)
    halves = ([one for one in measured if in_part(one.company, half, HALVES, "half")] for half in range(HALVES))
    return next((some for some in (*halves, measured) if _tells_apart(some)), list(lessons))


def _bare(lesson: Lesson) -> Lesson:
    """A lesson as the encoder needs it, so that little is sent to another process."""
    return replace(lesson, ruled={}, concepts=())


def _join(course: Course, trial: Path, folder: Path) -> None:
    """Learn what joins encoder and rules, from what the encoder of the trial says of lessons that it was not taught."""
    rules, lessons = course.rules, course.lessons
    reads, read = worth_reading(lessons, _whole(lessons))
    cases = list(_cases(_tried(lessons), _draft(rules, trial, reads), rules))
    supports = fitted([_row(case) for case in cases], STRENGTH)
    thresholds = _thresholds(cases, read)
    if not _is_measured(lessons):  # invented extracts say nothing of how often it is right
        thresholds = replace(thresholds, support=1.0, doubt=0.0)
    _write(folder / rules.rubric.name / WEIGHTS, _draft(rules, folder, reads), supports, thresholds, lessons)


def _draft(rules: Rules, folder: Path, reads: Linear) -> Model:
    import numpy as np

    rubric = rules.rubric
    heads = np.load(folder / rubric.name / taught.HEADS).astype(np.float32)
    elements, reasons = tuple(one.id for one in rubric.elements), tuple(one.code for one in rubric.reasons)
    return Model(
        rubric=rubric.name,
        layers=folder / taught.LAYERS,
        heads=heads,
        elements=elements,
        reasons=reasons,
        attributes=ATTRIBUTES,
        reads=reads,
        supports=Linear({}, 0.0),
        thresholds=_OPEN,
        calibrated=False,
        learnt_from=frozenset(),
        named_whole=frozenset(),
        version="",
    )


_OPEN = Thresholds(read=0.0, near=NEAR, drop=DROP, support=1.0, doubt=0.0)


def _tells_apart(lessons: Sequence[Lesson]) -> bool:
    return len({one.supports for one in lessons}) == 2


def _whole(lessons: Sequence[Lesson]) -> Sequence[int]:
    """The places of lessons in documents labelled whole, those made to measure by where they tell something apart.

    All, where no document does.
    """
    of_documents = [i for i, one in enumerate(lessons) if one.document]
    measured = [i for i in of_documents if lessons[i].form in MEASURED]
    tell_apart = (some for some in (measured, of_documents) if _tells_apart([lessons[i] for i in some]))
    return next(tell_apart, range(len(lessons)))


def _is_measured(lessons: Sequence[Lesson]) -> bool:
    return any(one.form in MEASURED for one in lessons)


def _measured(lessons: Sequence[Lesson]) -> list[Lesson]:
    """What people labelled to measure by, and the rules were not written with; all where there is nothing else."""
    return [one for one in lessons if one.form in MEASURED] or list(lessons)


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


def _train(training: Training) -> None:
    try:
        from evaluation.encoder_training import train
    except ModuleNotFoundError as error:
        raise InputError(
            f"learning needs {error.name}, which is not installed; install it with: pip install -e '.[learn]'"
        ) from error
    train(training.lessons, _questions(training.courses), training.folder)


def _questions(courses: Sequence[Course]) -> Questions:
    from evaluation.encoder_training import Asked, Questions

    rubrics = [course.rules.rubric for course in courses]
    return Questions(
        rubrics=tuple(
            Asked(
                rubric=one.name,
                elements=tuple(element.id for element in one.elements),
                reasons=tuple(reason.code for reason in one.reasons),
                wordings={element.id: (element.label, *element.wordings) for element in one.elements},
            )
            for one in rubrics
        ),
        attributes=ATTRIBUTES,
    )


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
    may_be_lifted: bool  # as far as its own words and the rules say


def _cases(lessons: Sequence[Lesson], model: Model, rules: Rules) -> Iterator[Case]:
    rows = encoder(model.layers).answers([one.unit for one in lessons], model.heads) if lessons else ()
    opinions = [opinion_of(row, model) for row in rows]
    frames = {frame.element.id: frame for known in rules.languages.values() for frame in known.asked}
    grammar = rules.languages[LANGUAGE].lexicons.grammar
    for i, (lesson, opinion) in enumerate(zip(lessons, opinions, strict=True)):
        beside = [
            opinions[j]
            for j in (i - 1, i + 1)
            if 0 <= j < len(lessons) and lesson.document and lessons[j].document == lesson.document
        ]
        said = said_of(lesson.unit, lesson.concepts, grammar)
        for element in model.elements:
            if element in lesson.ruled or max(opinion.about[element], opinion.supports[element]) >= LEAST:
                yield _case(lesson, said, frames[element], opinion, beside)


def _case(lesson: Lesson, said: Said, frame: Frame, opinion: Opinion, beside: Sequence[Opinion]) -> Case:
    element = frame.element.id
    label = lesson.labels.get(element)
    frame, ruled = lesson.ruled.get(element, (frame, None))
    return Case(
        company=lesson.company,
        features=features_of(opinion, frame, ruled, beside),
        supports=label is not None and label.verdict is Verdict.SUPPORTS,
        rule_supports=ruled is not None and ruled.verdict is Verdict.SUPPORTS,
        counts=1.0 if label else lesson.whole,
        whole=bool(lesson.document),
        may_be_lifted=can_be_lifted(said, frame, ruled),
    )


# --- thresholds


def _thresholds(cases: Sequence[Case], read: float) -> Thresholds:
    """From which probabilities on the model is right often enough to differ; each case judged by weights of others."""
    sure = list(_cross_fitted(cases))
    lifted = [(p, case.supports) for case, p in sure if case.whole and not case.rule_supports and case.may_be_lifted]
    doubted = [(1 - p, not case.supports) for case, p in sure if case.whole and case.rule_supports]
    return Thresholds(
        read=read,
        near=NEAR,
        drop=DROP,
        support=_first_right(lifted, RIGHT),
        doubt=round(1 - _first_right(doubted, RIGHT), 2),
    )


def _cross_fitted(cases: Sequence[Case]) -> Iterator[tuple[Case, float]]:
    rows = [_row(case) for case in cases]
    for place, score in on_others([case.company for case in cases], rows, STRENGTH):
        yield cases[place], probability(score)


def _row(case: Case) -> Row:
    return case.features, case.supports, case.counts


def _first_right(pairs: Sequence[tuple[float, bool]], share: float) -> float:
    """The least probability from which on the model is right in this share of cases, on enough; 1 for none.

    Never below one half: there it would differ where the rules are the likelier to be right.
    """
    found = 1.0
    for step in range(100 - int(100 * EVEN) + 1):
        limit = round(1 - step * _STEP, 2)
        right = [answer for p, answer in pairs if p >= limit]
        if len(right) >= FEWEST and sum(right) >= share * len(right):
            found = limit
    return found


def _write(file: Path, model: Model, supports: Linear, thresholds: Thresholds, lessons: Sequence[Lesson]) -> None:
    begun = [beginnings(company) for company in companies_of(lessons)]
    whole = {
        "rubric": model.rubric,
        "elements": list(model.elements),
        "reasons": list(model.reasons),
        "attributes": list(model.attributes),
        "reads": {"weights": _told(model.reads), "intercept": model.reads.intercept},
        "supports": {"weights": _told(supports), "intercept": supports.intercept},
        "thresholds": asdict(thresholds),
        "calibrated": _is_measured(lessons),
        "learnt_from": sorted({one for names in begun for one in names}),
        "named_whole": sorted({names[-1] for names in begun}),
    }
    file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _told(linear: Linear) -> dict[str, float]:
    return {name: weight for name, weight in sorted(linear.weights.items()) if weight}
