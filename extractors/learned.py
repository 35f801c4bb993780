"""Learned: what a model taught by labelled passages makes of candidates, beside the rules.

Two parts. A small sentence encoder (semantic.py) reads a passage and says, for each element, how much it is about it,
how much it supports it, and for which reason it might fail. A few weights join that with what the rules say, into one
probability that the passage supports the element. So the model may find what no rule has words for, and may differ:

- `learned`: it shows a near miss that the rules pass by, or holds for support what the rules do not;
- `doubted`: it holds a passage for a near miss that the rules take for support.

Each is marked, with how sure the model is and the reason that it sees. It calls support, or doubts it, only from
probabilities on at which it was right four times in five on labels; where there are none, as in the model that is
shipped now (docs/quality.md), it only orders, adds near misses, and leaves out those that have hardly to do with their
element. Without a model the rules alone work.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from errors import Refusal
from extractors.binding import speaks_of_suppliers
from extractors.records import DOUBTED, LEARNED, NOT_PARSED, Hit, Role, Verdict
from extractors.semantic import Unit, encoder
from extractors.view import Judgement, View
from rubric.frames import Frame, Of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "models"
LAYERS, WEIGHTS = "encoder.onnx", "model.json"
LEAST = -6.0  # a logit below which an element is not thought of

Judged = tuple[View, tuple[Frame, ...], list[tuple[Frame, Judgement]]]


class ModelError(Refusal):
    """A model that cannot be used: the file, what is wrong, and the cure."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of weights of named features: log odds."""

    weights: Mapping[str, float]
    intercept: float

    def score(self, features: Mapping[str, float]) -> float:
        """The log odds of what was learnt."""
        return self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())

    def score_of(self, names: Iterable[str]) -> float:
        """The same for features that hold or not."""
        return self.intercept + sum(map(self.weights.get, names, repeat(0.0)))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probabilities on the model says something of its own; set on labels, see evaluation/learning.py."""

    read: float  # log odds of the concepts from which a passage is read by the encoder at all
    near: float  # probability of being about an element from which a near miss is added
    drop: float  # ... and below which one of the rules' is not shown
    support: float  # probability of support from which what the rules call weak is lifted
    doubt: float  # probability of support below which what the rules call support is doubted


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt for one rubric."""

    rubric: str
    layers: Path  # of the encoder
    elements: tuple[str, ...]  # the order of the encoder's questions: about each, support of each, then reasons
    reasons: tuple[str, ...]
    reads: Linear  # which passages are worth the encoder's time, by their concepts
    supports: Linear  # what encoder and rules say together
    thresholds: Thresholds
    learnt_from: frozenset[str]  # digests of the companies whose labels it was taught by: of each name's beginnings
    named_whole: frozenset[str]  # ... and of the whole names
    version: str

    def knows(self, company: str) -> bool:
        """Whether it was taught by labels of this company, so that it cannot be measured on it.

        Two names are of one company when the one begins with the other.
        """
        begins = beginnings(company)
        return begins[-1] in self.learnt_from or not self.named_whole.isdisjoint(begins)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder says of one passage."""

    about: Mapping[str, float]  # log odds by element
    supports: Mapping[str, float]
    fails: Mapping[str, float]  # by reason

    def reason(self, frame: Frame) -> str:
        """The likeliest reason to fail that the rubric allows for the element."""
        allowed = [reason for reason in self.fails if frame.allows(reason)]
        general = "no_detail" if frame.allows("no_detail") else "weak_wording"
        return max(allowed, key=lambda reason: (self.fails[reason], reason == general, reason), default=general)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A judgement with the model's opinion of it."""

    judgement: Judgement
    score: float | None  # log odds of support; None without a model
    by_rules: Judgement | None = None  # where the model differs: what the rules say; None where they pass it by


# --- weighing


def weighed(judged: Sequence[Judged], model: Model | None) -> Iterator[tuple[View, list[tuple[Frame, Weighed]]]]:
    """The judgements on a document's passages with the model's opinion of each, and what it adds."""
    if model is None:
        for view, _, rulings in judged:
            yield view, [(frame, Weighed(judgement, None)) for frame, judgement in rulings]
        return
    read = [i for i, (view, _, rulings) in enumerate(judged) if rulings or _is_worth_reading(view, model)]
    opinions = dict(zip(read, opinions_on([judged[i][0] for i in read], model), strict=True))
    for i, (view, asked, rulings) in enumerate(judged):
        yield view, list(_weighed(view, asked, rulings, opinions[i], model)) if i in opinions else []


def _weighed(
    view: View, asked: Sequence[Frame], rulings: Sequence[tuple[Frame, Judgement]], opinion: Opinion, model: Model
) -> Iterator[tuple[Frame, Weighed]]:
    known = {frame.element.id: (frame, judgement) for frame, judgement in rulings}
    for frame in asked:
        element = frame.element.id
        if element not in opinion.about:  # borrowed, or of another edition: the rules alone know it
            if element in known:
                yield known[element][0], Weighed(known[element][1], None)
            continue
        ruled = known.get(element)
        frame = ruled[0] if ruled else frame
        judgement = ruled[1] if ruled else None
        if judgement is None and max(opinion.about[element], opinion.supports[element]) < LEAST:
            continue
        score = model.supports.score(features_of(opinion, element, judgement))
        found = _differs(view, frame, judgement, opinion, score, model)
        if found is not None:
            yield frame, found


def _differs(
    view: View, frame: Frame, judgement: Judgement | None, opinion: Opinion, score: float, model: Model
) -> Weighed | None:
    """The rules' judgement, or the model's where it is sure enough to differ."""
    sure, limits = probability(score), model.thresholds
    supports = judgement is not None and judgement.verdict is Verdict.SUPPORTS
    if judgement is not None and supports and sure < limits.doubt:
        notes = (*judgement.notes, DOUBTED)
        doubted = replace(judgement, verdict=Verdict.WEAK, reason=opinion.reason(frame), notes=notes)
        return Weighed(doubted, score, judgement)
    if not supports and sure >= limits.support and _binds_whom_it_should(view, frame):
        return Weighed(_own(view, frame, judgement, Verdict.SUPPORTS, None, model), score, judgement)
    about = probability(opinion.about[frame.element.id])
    if judgement is not None:
        return Weighed(judgement, score) if supports or about >= limits.drop else None
    if about < limits.near:
        return None
    return Weighed(_own(view, frame, None, Verdict.WEAK, opinion.reason(frame), model), score)


def _binds_whom_it_should(view: View, frame: Frame) -> bool:
    """What nothing ties to suppliers is never lifted to support for an element about them."""
    return frame.of is not Of.SUPPLIER or speaks_of_suppliers(view)


def _own(
    view: View, frame: Frame, judgement: Judgement | None, verdict: Verdict, reason: str | None, model: Model
) -> Judgement:
    """A judgement of the model's own: on the words that the rules saw, and on the passage as a whole."""
    by_rules = judgement.decided_by if judgement else _seen(view, frame)
    whole = Hit(f"{LEARNED}.{model.rubric}", LEARNED, view.own, len(view.text))
    unparsed = (NOT_PARSED,) if judgement is None and view.context.grammar is None else ()
    notes = (*(judgement.notes if judgement else unparsed), LEARNED)
    return Judgement(verdict, reason, (*by_rules, whole), judgement.shows if judgement else (), notes)


def _seen(view: View, frame: Frame) -> tuple[Hit, ...]:
    wanted = frame.object | frame.find | frame.needed
    return tuple(hit for hit in view.hits if hit.concept in wanted and hit.start >= view.own)


# --- what a model is asked


def unit_of(view: View) -> Unit:
    """A passage as the encoder reads it."""
    passage = view.passage
    labels = tuple(label for label in (passage.row, passage.header) if label)
    lead_in = view.text[: view.own].strip()
    before = view.before if passage.role is Role.PARAGRAPH else ""
    return Unit(view.text[view.own :], (*passage.section[-2:], *labels), lead_in, before)


def opinions_on(views: Sequence[View], model: Model) -> list[Opinion]:
    """The encoder's opinion of each passage of a document, in their order."""
    if not views:
        return []
    rows = encoder(model.layers).logits([unit_of(view) for view in views])
    return [opinion_of(row, model) for row in rows]


def opinion_of(row: NDArray[np.float32], model: Model) -> Opinion:
    """One row of the encoder's numbers under their names."""
    numbers, n = [float(number) for number in row], len(model.elements)
    return Opinion(
        about=dict(zip(model.elements, numbers[:n], strict=True)),
        supports=dict(zip(model.elements, numbers[n : 2 * n], strict=True)),
        fails=dict(zip(model.reasons, numbers[2 * n :], strict=True)),
    )


def _is_worth_reading(view: View, model: Model) -> bool:
    return model.reads.score_of(concepts_of(view)) >= model.thresholds.read


def concepts_of(view: View) -> tuple[str, ...]:
    """What a passage, its lead-in and its headings hold, as features."""
    own = {f"has {hit.concept}" for hit in view.hits if hit.start >= view.own}
    lead_in = {f"after {hit.concept}" for hit in view.hits if hit.start < view.own}
    heading = {f"under {hit.concept}" for hit in view.heading}
    length = f"about {min(len(view.text.split()) // 6, 5) * 6} words"
    return (*sorted(own), *sorted(lead_in), *sorted(heading), length)


def features_of(opinion: Opinion, element: str, judgement: Judgement | None) -> dict[str, float]:
    """What is joined for one passage and one element: the encoder's log odds, and what the rules say."""
    about, supports = opinion.about[element], opinion.supports[element]
    best = max(opinion.supports.values())
    told = {"supports": supports, "about": about, "less than the best": max(supports - best, LEAST)}
    told["fails"] = math.log1p(math.exp(min(max(opinion.fails.values(), default=-20.0), 20.0)))
    if judgement is None:
        return told | {"no rule": 1.0}
    told["parts"] = min(len(judgement.shows), 4) / 4
    if judgement.verdict is Verdict.SUPPORTS:
        return told | {"rule supports": 1.0, "supports as the rules": supports}
    return told | {f"rule says {judgement.reason}": 1.0}


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 50.0), -50.0)))


# --- models as folders


@lru_cache(maxsize=8)
def shipped(rubric_name: str) -> Model | None:
    """The model that comes with Firmword for a rubric of this name; None where there is none, as for a folder."""
    folder = _folder(rubric_name)
    return load_model(folder) if folder is not None else None


@lru_cache(maxsize=8)
def digest(rubric_name: str) -> str:
    """What tells one model of a rubric from another, without loading it; empty without one."""
    folder = _folder(rubric_name)
    return _digest(folder) if folder is not None else ""


def _folder(rubric_name: str) -> Path | None:
    folder = FOLDER / Path(rubric_name).name
    is_name = Path(rubric_name).name == rubric_name and rubric_name not in (".", "..")
    return folder if is_name and (folder / WEIGHTS).is_file() else None


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for name in (LAYERS, WEIGHTS):
        found.update((folder / name).read_bytes())
    return found.hexdigest()[:12]


def load_model(folder: Path) -> Model:
    """Read a model's weights; its encoder is loaded when it is first asked.

    Raises ModelError, with file and cure, for a folder that holds no such model.
    """
    try:
        kept = json.loads((folder / WEIGHTS).read_text(encoding="utf-8"))
        return Model(
            rubric=kept["rubric"],
            layers=folder / LAYERS,
            elements=tuple(kept["elements"]),
            reasons=tuple(kept["reasons"]),
            reads=Linear(kept["reads"]["weights"], kept["reads"]["intercept"]),
            supports=Linear(kept["supports"]["weights"], kept["supports"]["intercept"]),
            thresholds=Thresholds(**kept["thresholds"]),
            learnt_from=frozenset(kept["learnt_from"]),
            named_whole=frozenset(kept["named_whole"]),
            version=_digest(folder),
        )
    except OSError as error:
        raise ModelError(
            f"{folder}: no model there ({error.strerror}); name a folder that `firmword learn` made"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / WEIGHTS}: it is no model ({error}); make it anew with `firmword learn`") from None


def beginnings(company: str) -> list[str]:
    """Digests of a company's name, word by word up to the whole: a model says whom it knows without naming anybody."""
    words = re.findall(r"[^\W_]+", company.casefold())
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    begun = [" ".join(words[: i + 1]) for i in range(len(words))] or [company]
    return [hashlib.sha256(name.encode()).hexdigest()[:16] for name in begun]
