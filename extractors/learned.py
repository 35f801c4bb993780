"""Learned: a linear model over what the rules see, which orders candidates and finds some that the rules pass by.

Its features are the states of an element's frame (which groups are shown, and where), the concepts in the
passage, its lead-in and its headings, and the kind of document: no words of any document. Their weights are
its reasons, and are shown. It never changes a rule's judgement and never calls anything support: what it brings
in is a near miss for a person to judge. (Measured: what it took for support was mostly wrong outside the kinds of
documents that it learned from.) Without a model the rules alone work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path

from extractors.binding import speaks_of_suppliers
from extractors.records import LEARNED, Hit, Verdict
from extractors.view import Judgement, View
from rubric.frames import Frame, Of

FOLDER = Path(__file__).parent / "models"
NEAR = -4.3  # log odds from which a passage without any judgement is worth a look
_DECIDING = 4  # features that are named as the model's reasons


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of a model for one rubric; positive ones speak for support."""

    rubric: str
    weights: Mapping[str, float]
    intercept: float
    version: str  # from its weights: another model has another one

    def score(self, features: Iterable[str]) -> float:
        """The log odds that the passage supports the element."""
        return self.intercept + sum(map(self.weights.get, features, repeat(0.0)))

    def deciding(self, features: Iterable[str]) -> list[tuple[str, float]]:
        """What speaks most for the passage, in words, with its weight over all scopes, the strongest first."""
        told: dict[str, float] = {}
        for name in features:
            words = in_words(name)
            if words:
                told[words] = told.get(words, 0.0) + self.weights.get(name, 0.0)
        strongest = sorted(told.items(), key=lambda one: (-one[1], one[0]))[:_DECIDING]
        return [(words, weight) for words, weight in strongest if weight > 0]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A judgement with the model's opinion of it."""

    judgement: Judgement
    score: float | None  # log odds; None without a model
    because: tuple[tuple[str, float], ...] = ()  # for what the model brought in: features and weights


def weighed(
    view: View, asked: Sequence[Frame], judged: Iterable[tuple[Frame, Judgement]], model: Model | None
) -> Iterator[tuple[Frame, Weighed]]:
    """The rules' judgements on a passage with the model's opinion, and those that the model adds."""
    if model is None:
        yield from ((frame, Weighed(judgement, None)) for frame, judgement in judged)
        return
    known = {frame.element.id: (frame, judgement) for frame, judgement in judged}
    for frame in asked:
        if frame.element.id in known:
            frame, judgement = known[frame.element.id]
            yield frame, Weighed(judgement, model.score(features_of(view, frame, judgement)))
        elif frame.via is None and is_near(view, frame):
            added = _added(view, frame, model)
            if added is not None:
                yield frame, added


def _added(view: View, frame: Frame, model: Model) -> Weighed | None:
    """A near miss with the element's most general reason: no rule says what is wrong with it."""
    features = features_of(view, frame, None)
    score = model.score(features)
    if score <= NEAR:
        return None
    judgement = Judgement(
        verdict=Verdict.WEAK,
        reason="no_detail" if frame.allows("no_detail") else "weak_wording",
        decided_by=(*_seen(view, frame), Hit(f"{LEARNED}.{model.rubric}", LEARNED, view.own, len(view.text))),
        notes=(LEARNED,),
    )
    return Weighed(judgement, score, tuple(model.deciding(features)))


def _seen(view: View, frame: Frame) -> tuple[Hit, ...]:
    wanted = frame.object | frame.find | frame.needed
    return tuple(hit for hit in view.hits if hit.concept in wanted and hit.start >= view.own)


# --- features


def in_words(feature: str) -> str | None:
    """A feature for people, without its scope; None for those that say nothing of the passage itself.

    >>> in_words("B.2.1: under due_diligence")
    'a heading on due diligence'
    """
    _, _, told = feature.rpartition(": ")
    told = told.replace("_", " ")
    kind, _, rest = told.partition(" ")
    if kind in _SAID_BY:
        return f"{_SAID_BY[kind]} {rest}"
    if told.startswith(_SAYS_NOTHING) or told.endswith(_COUNTS):
        return None
    return f"what it {told.removeprefix('what it ')}" if told.startswith("what it ") else told


_SAID_BY = {"has": "words on", "after": "a lead-in on", "under": "a heading on"}
_SAYS_NOTHING = ("element ", "asks for ", "no rule", "no object", "about ", "need ", "rule says ", "shows ")
_COUNTS = (" needs missing",)


def is_near(view: View, frame: Frame) -> bool:
    """Whether a passage without a judgement has anything of what the element is about, in a place where it may be.

    The labels hold no IT policy and no report on financial controls, so that weights say nothing of their passages.
    """
    if not frame.stands_amid(view.around):
        return False
    if frame.of is Of.SUPPLIER and not speaks_of_suppliers(view):
        return False
    named = view.around - view.setting  # by its own words or a heading
    if not all(named.isdisjoint(wanted) for wanted in (frame.object, frame.also, frame.find)):
        return True
    return any(group.concepts & view.concepts for group in frame.near)


def features_of(view: View, frame: Frame, judgement: Judgement | None) -> tuple[str, ...]:
    """The names of what holds for a passage and an element; each holds or not.

    Three scopes share them, so that elements with few examples learn from others: all elements, those of a
    theme or an indicator, and the element alone.
    """
    element, indicator = frame.element.id, frame.element.indicator
    own = {hit.concept for hit in view.hits if hit.start >= view.own}
    lead_in = {hit.concept for hit in view.hits if hit.start < view.own}
    heading = {hit.concept for hit in view.heading}
    states = list(_states(view, frame, judgement, own, lead_in, heading))
    places = list(_places(view, judgement))
    return (
        *states,
        *(f"{indicator[0]}: {state}" for state in states),
        *(f"{element}: {state}" for state in states),
        *places,
        *(f"{indicator}: {place}" for place in places),
        *(f"{indicator}: has {concept}" for concept in sorted(own)),
        *(f"{indicator}: after {concept}" for concept in sorted(lead_in)),
        *(f"{indicator}: under {concept}" for concept in sorted(heading)),
        f"element {element}",
    )


def _states(
    view: View, frame: Frame, judgement: Judgement | None, own: set[str], lead_in: set[str], heading: set[str]
) -> Iterator[str]:
    """How much of the frame is there, and where."""
    objects = frame.object | frame.also
    if own & objects:
        yield "object in the passage"
    elif lead_in & objects:
        yield "object in the lead-in"
    elif heading & (objects | frame.heading):
        yield "object in the heading"
    else:
        yield "no object"
    if frame.find:
        yield f"what it must find {'in the passage' if frame.find & own else _around(frame.find, view)}"
    missing = sum(1 for group in frame.needs if not group.concepts & view.around)
    yield f"{missing} needs missing"
    for place, group in enumerate(frame.needs, 1):
        yield f"need {place} {'in the passage' if group.concepts & own else _around(group.concepts, view)}"
    if any(group.concepts & view.concepts and not group.unless & view.concepts for group in frame.rules_out):
        yield "something that rules it out"
    yield "no rule" if judgement is None else f"rule says {judgement.reason or 'supports'}"
    yield f"asks for a {frame.asks}"


def _around(concepts: frozenset[str], view: View) -> str:
    return "around it" if concepts & view.around else "nowhere"


def _places(view: View, judgement: Judgement | None) -> Iterator[str]:
    """What kind of passage it is, and where it stands."""
    yield f"in a {view.context.kind.value}"
    yield f"is a {view.passage.role.value}"
    yield f"about {min(len(view.text.split()) // 8, 6) * 8} words"
    if view.passage.section in view.context.in_rights:
        yield "in a section about rights"
    if judgement is not None and judgement.shows:
        yield f"shows {min(len(judgement.shows), 4)} parts"


# --- models as files


@lru_cache(maxsize=8)
def shipped(rubric_name: str) -> Model | None:
    """The model that comes with Firmword for a rubric of this name; None where there is none, as for a folder."""
    file = _file(rubric_name)
    return load_model(file) if file.is_file() else None


def digest(rubric_name: str) -> str:
    """What tells one model file of a rubric from another, without reading it as a model; empty without one."""
    file = _file(rubric_name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


def _file(rubric_name: str) -> Path:
    return FOLDER / f"{Path(rubric_name).name}.skops" if Path(rubric_name).name == rubric_name else FOLDER / "none"


def load_model(file: Path) -> Model:
    """Read a model: the names of its features and scikit-learn's LogisticRegression of them, saved with skops.

    Raises skops' UntrustedTypesFoundException when the file holds anything else.
    """
    import skops.io

    kept = skops.io.load(file, trusted=[])
    names, regression = kept["features"].split("\n"), kept["regression"]
    weights = {name: float(weight) for name, weight in zip(names, regression.coef_[0], strict=True)}
    return model_of(file.stem, weights, float(regression.intercept_[0]))


def model_of(rubric: str, weights: Mapping[str, float], intercept: float) -> Model:
    """A model from its weights; its version is a digest of them."""
    told = hashlib.sha256(repr((sorted(weights.items()), intercept)).encode()).hexdigest()
    return Model(rubric, dict(weights), intercept, told[:12])
