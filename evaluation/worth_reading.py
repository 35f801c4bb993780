"""Learns which passages are worth the encoder's time, of those that no rule judges.

By concepts alone, with a limit set on the passages that the weights were learnt from, one of ten supports of other
companies was never read. So words count as well, and the limit is set on passages of companies left out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from evaluation.fitted import fitted, on_others
from evaluation.lessons import Lesson
from extractors.learned import told_by
from extractors.taught import Linear

KEPT = 0.97  # of the supporting passages a rule judges or the encoder reads
OFTEN = 25  # times that a word or concept stands in lessons: of rarer ones nothing is learnt
STRENGTH = 0.03  # see fitted.fitted
ALL = -99.0  # log odds from which everything is read, where no label says what may be left out


def worth_reading(lessons: Sequence[Lesson], whole: Sequence[int]) -> tuple[Linear, float]:
    """What tells which passages have a label, and from which log odds on they are read.

    `whole`: the places of those lessons that stand in documents labelled whole, on which the limit is set.
    """
    told = [tuple(dict.fromkeys(told_by(one.unit, one.concepts))) for one in lessons]
    times = Counter(name for names in told for name in names)
    labelled, supports = [bool(one.labels) for one in lessons], [one.supports for one in lessons]
    answers = labelled if len(set(labelled)) == 2 else supports  # where all have a label, some only near misses
    rows = [
        ({name: 1.0 for name in names if times[name] >= OFTEN}, answer, 1.0)
        for names, answer in zip(told, answers, strict=True)
    ]
    scores = dict(on_others([one.company for one in lessons], rows, STRENGTH))
    return fitted(rows, STRENGTH), _limit([lessons[i] for i in whole], [scores.get(i) for i in whole])


def _limit(lessons: Sequence[Lesson], scores: Sequence[float | None]) -> float:
    """The log odds from which on enough of what supports is read, with what a rule judges."""
    supports = [(one, score) for one, score in zip(lessons, scores, strict=True) if one.supports]
    asked = sorted(score for one, score in supports if score is not None and not one.ruled)
    lost = int((1 - KEPT) * len(supports))
    return math.floor(100 * asked[lost]) / 100 if lost < len(asked) else ALL
