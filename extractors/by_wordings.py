"""By wordings: a model for a rubric that nobody has labelled, from how its elements may be said in our own words.

A passage is about an element as far as its vector lies near the mean vector of the element's wordings, or nearer still
to one of them. So the model shows near misses that no rule has words for, and leaves the rest to the rules: it lifts,
doubts and drops nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.semantic import Unit, encoder
from extractors.taught import FOLDER, LAYERS, Linear, Model, Thresholds
from rubric.model import Rubric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# On the wordings of both rubrics and passages labelled for them, from a likeness (cosine) of .55 on three passages of
# ten are about the element, and three of ten that are about it are found: enough to look at, too little to rely on.
_ALIKE, _STEEPNESS, _NEAR = 0.666, 12.0, 0.2
_ALMOST_THE_SAME = 0.8  # to a single wording: wordings of many ways to meet an element have a mean that is near none
_SHOWS = Thresholds(read=-100.0, near=_NEAR, drop=0.0, support=1.0, doubt=0.0)


def model_by_wordings(rubric: Rubric) -> Model | None:
    """The model of a rubric's wordings, by the encoder that comes with Firmword; None where there is either not."""
    import numpy as np

    elements = [element for element in rubric.elements if element.wordings]
    if not elements or not (FOLDER / LAYERS).is_file():
        return None
    reader = encoder(FOLDER / LAYERS)
    asked: list[str] = []
    rows: list[NDArray[np.float32]] = []
    for element in elements:
        vectors = reader.vectors([Unit(text) for text in element.wordings])
        mean = vectors.mean(0)
        likened = [(mean / np.linalg.norm(mean), _ALIKE), *((one, _ALMOST_THE_SAME) for one in vectors)]
        rows += [np.append(_STEEPNESS * vector, -_STEEPNESS * enough) for vector, enough in likened]
        asked += [element.id] * len(likened)
    about = np.array(rows, np.float32)
    return Model(
        rubric=rubric.name,
        layers=FOLDER / LAYERS,
        heads=np.concatenate([about, about]),
        elements=tuple(asked),
        reasons=(),
        attributes=(),
        reads=Linear({}, 0.0),
        supports=Linear({"supports": 1.0, "rule supports": 2.0}, -1.0),
        thresholds=_SHOWS,
        calibrated=False,
        learnt_from=frozenset(),
        named_whole=frozenset(),
        version="",
    )
