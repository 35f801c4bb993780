"""Taught: what was learnt from labels for one rubric, as it is kept in a folder.

A folder holds one encoder (`encoder.onnx`: a passage becomes a vector) and for each rubric a folder of its name:
`heads.npy`, by which the vector answers the rubric's questions, and `model.json`, which joins the answers with the
rules.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errors import Refusal
from extractors.fold import caseless

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "models"
LAYERS, HEADS, WEIGHTS = "encoder.onnx", "heads.npy", "model.json"


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
    heads: NDArray[np.float32] = field(compare=False, repr=False)  # a row a question, the last column its bias
    elements: tuple[str, ...]  # the order of the questions: about each, support of each, then reasons, attributes
    reasons: tuple[str, ...]
    attributes: tuple[str, ...]  # see attributes.py
    reads: Linear  # which passages are worth the encoder's time, by their concepts
    supports: Linear  # what encoder and rules say together
    thresholds: Thresholds
    calibrated: bool  # what it says is a probability, as set on labels of real passages
    learnt_from: frozenset[str]  # digests of the companies whose labels it was taught by: of each name's beginnings
    named_whole: frozenset[str]  # ... and of the whole names
    version: str

    def knows(self, company: str) -> bool:
        """Whether it was taught by labels of this company, so that it cannot be measured on it.

        Two names are of one company when the one begins with the other.
        """
        begins = beginnings(company)
        return begins[-1] in self.learnt_from or not self.named_whole.isdisjoint(begins)


@lru_cache(maxsize=8)
def shipped(rubric_name: str) -> Model | None:
    """The model that comes with Firmword for a rubric of this name; None where there is none, as for a folder.

    A model that lacks one of its files is none. Raises ModelError where one of them is damaged.
    """
    return load_model(FOLDER, rubric_name) if _is_shipped(rubric_name) else None


@lru_cache(maxsize=8)
def digest(rubric_name: str) -> str:
    """What tells one model of a rubric from another, without loading it; empty without one."""
    return _digest(FOLDER, rubric_name) if _is_shipped(rubric_name) else ""


@lru_cache(maxsize=1)
def encoder_digest() -> str:
    """What tells the encoder that comes with Firmword from another; empty without one."""
    file = FOLDER / LAYERS
    return hashlib.sha256(_bytes_of(file)).hexdigest()[:12] if file.is_file() else ""


def _is_shipped(rubric_name: str) -> bool:
    is_name = Path(rubric_name).name == rubric_name and rubric_name not in (".", "..")
    return is_name and all(file.is_file() for file in _files(FOLDER, rubric_name))


def _files(folder: Path, rubric_name: str) -> tuple[Path, ...]:
    return folder / LAYERS, folder / rubric_name / HEADS, folder / rubric_name / WEIGHTS


def _digest(folder: Path, rubric_name: str) -> str:
    found = hashlib.sha256()
    for file in _files(folder, rubric_name):
        found.update(_bytes_of(file))
    return found.hexdigest()[:12]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelError(
            f"{file.parent}: no model there ({file.name}: {error.strerror}); "
            "name a folder that `firmword learn` made for this rubric"
        ) from None
    except OSError as error:
        raise ModelError(f"{file}: cannot be read ({error.strerror}); let it be read") from None


def damaged(file: Path, why: str) -> ModelError:
    """The refusal of a model's file that is not what it should be."""
    own = file.is_relative_to(FOLDER)  # of those that come with Firmword nobody else has the labels
    cure = "install Firmword again" if own else "make the model anew with `firmword learn`"
    return ModelError(f"{file}: it is damaged ({why}); {cure}")


def load_model(folder: Path, rubric_name: str) -> Model:
    """Read what was learnt for a rubric; the encoder is loaded when it is first asked.

    Raises ModelError, with file and cure, for a folder that holds no such model, and for a file that is damaged.
    """
    layers, heads, weights = _files(folder, rubric_name)
    try:
        kept = json.loads(_bytes_of(weights))
        return _model(kept, layers, _heads(heads, _questions(kept)), _digest(folder, rubric_name))
    except KeyError as error:
        raise damaged(weights, f"no {error} in it") from None
    except (ValueError, TypeError, AttributeError):
        raise damaged(weights, "it is no JSON with what was learnt") from None


def _model(kept: Mapping[str, Any], layers: Path, heads: NDArray[np.float32], version: str) -> Model:
    return Model(
        rubric=kept["rubric"],
        layers=layers,
        heads=heads,
        elements=tuple(kept["elements"]),
        reasons=tuple(kept["reasons"]),
        attributes=tuple(kept["attributes"]),
        reads=_linear(kept["reads"]),
        supports=_linear(kept["supports"]),
        thresholds=Thresholds(**{name: float(value) for name, value in kept["thresholds"].items()}),
        calibrated=bool(kept["calibrated"]),
        learnt_from=frozenset(kept["learnt_from"]),
        named_whole=frozenset(kept["named_whole"]),
        version=version,
    )


def _linear(kept: Mapping[str, Any]) -> Linear:
    return Linear({name: float(weight) for name, weight in kept["weights"].items()}, float(kept["intercept"]))


def _questions(kept: Mapping[str, Any]) -> int:
    """How many questions the heads answer: about each element and its support, then reasons and attributes."""
    return 2 * len(kept["elements"]) + len(kept["reasons"]) + len(kept["attributes"])


def _heads(file: Path, questions: int) -> NDArray[np.float32]:
    import numpy as np

    try:
        rows = np.lib.format.read_array(BytesIO(_bytes_of(file)), allow_pickle=False).astype(np.float32)
    except (ValueError, EOFError) as error:
        raise damaged(file, f"no table of numbers: {error}") from None
    if rows.ndim != 2 or len(rows) != questions or not np.isfinite(rows).all():
        raise damaged(file, f"not the {questions} rows of numbers that {WEIGHTS} asks for")
    return rows


def beginnings(company: str) -> list[str]:
    """Digests of a company's name, word by word up to the whole: a model says whom it knows without naming anybody."""
    words = re.findall(r"[^\W_]+", caseless(company))
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    begun = [" ".join(words[: i + 1]) for i in range(len(words))] or [company]
    return [hashlib.sha256(name.encode()).hexdigest()[:16] for name in begun]
