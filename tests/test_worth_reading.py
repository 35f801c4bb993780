"""Which passages the encoder reads, of those that no rule judges: told by words as well, and judged on others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evaluation import worth_reading
from evaluation.extracts import Label
from evaluation.fitted import fitted, on_others
from evaluation.lessons import Lesson
from evaluation.worth_reading import ALL, KEPT, OFTEN
from extractors.learned import concept_in, told_by
from extractors.records import Verdict
from extractors.rules import open_rules
from extractors.semantic import Unit
from extractors.view import Judgement

ELEMENT = "B.2.3/S1.c"
RULES = open_rules("chrb-core-2019")
FRAME = next(frame for frame in RULES.languages["en"].asked if frame.element.id == ELEMENT)


def lesson(company: str, text: str, supports: bool = False, *, ruled: bool = False) -> Lesson:
    """A passage that no concept tells of; what does not support has no label."""
    return Lesson(
        rubric="chrb-core-2019",
        company=company,
        unit=Unit(text),
        concepts=("about 6 words",),
        labels={ELEMENT: Label(Verdict.SUPPORTS, None)} if supports else {},
        ruled={ELEMENT: (FRAME, Judgement(Verdict.SUPPORTS, None, ()))} if ruled else {},
        document="d",
    )


NAMES = [f"Company{i}" for i in range(4 * OFTEN)]
REPAID = [lesson(name, "Fees were repaid to nine migrants.", True) for name in NAMES]
SOLD = [lesson(name, "Gear units were sold to nine mills.") for name in NAMES]


def learn(lessons: Sequence[Lesson]) -> tuple[float, float, float]:
    """The limit, and the score of what is like the supports and of what is like the others."""
    weights, limit = worth_reading.worth_reading(lessons, range(len(lessons)))
    texts = "In May fees were repaid to nine migrants.", "More gear units were sold to nine mills."
    like, unlike = (weights.score_of(told_by(Unit(text), ("about 6 words",))) for text in texts)
    return limit, like, unlike


def test_what_no_concept_tells_of_is_read_for_its_words() -> None:
    limit, like, unlike = learn([*REPAID, *SOLD])
    assert like >= limit > unlike


def test_the_limit_is_set_on_companies_from_which_nothing_was_learnt() -> None:
    # Each company has words of its own for what supports: weights know them by heart, and say nothing of the next.
    own = [lesson(name, f"{word} {word}s were mended.", True) for name, word in zip(NAMES, words(), strict=True)]
    lessons = [one for one in own for _ in range(OFTEN)] + SOLD * OFTEN
    told = [dict.fromkeys(told_by(one.unit, one.concepts), 1.0) for one in lessons]
    weights, limit = worth_reading.worth_reading(lessons, range(len(lessons)))
    known = [weights.score(names) for names, one in zip(told, lessons, strict=True) if one.labels]
    rows = [(names, bool(one.labels), 1.0) for names, one in zip(told, lessons, strict=True)]
    unknown = [
        score
        for place, score in on_others([one.company for one in lessons], rows, worth_reading.STRENGTH)
        if lessons[place].labels
    ]
    assert limit < min(known)
    assert sum(score >= limit for score in unknown) >= KEPT * len(unknown)


def words() -> list[str]:
    """A word of letters for each company."""
    return ["".join(chr(ord("a") + int(digit)) for digit in f"{i:05}") for i in range(len(NAMES))]


def test_of_what_a_rule_judges_nothing_is_lost_so_that_it_moves_no_limit() -> None:
    judged = [lesson(name, "Gear units were sold to nine mills.", True, ruled=True) for name in NAMES]
    assert learn([*REPAID, *SOLD])[0] == pytest.approx(learn([*REPAID, *SOLD, *judged[:1]])[0], abs=0.1)


def test_all_is_read_where_no_label_says_what_may_be_left_out() -> None:
    judged = [lesson(one.company, one.unit.text, True, ruled=True) for one in REPAID]
    assert learn([*judged, *SOLD])[0] == ALL


def test_a_word_counts_by_its_place_and_in_the_same_order_each_time() -> None:
    unit = Unit("Wages ARE paid, wages on time.", ("Fair wages",), "We see that", "Before it")
    assert list(told_by(unit, ("has wages", "about 6 words"))) == [
        *("has wages", "about 6 words", "says are", "says paid", "says time", "says wages"),
        *("led by before", "led by see", "led by that", "below fair", "below wages"),
    ]
    assert [concept_in(name) for name in ("has wages", "under fees", "says wages", "about 6 words")] == [
        *("wages", "fees", None, None)
    ]


def test_weights_say_nothing_of_companies_where_the_others_tell_nothing_apart() -> None:
    rows = [({"a": 1.0}, True, 1.0), ({"b": 1.0}, False, 1.0)]
    assert not list(on_others(["Acme", "Acme"], rows, 1.0))
    assert fitted(rows, 1.0).score({"a": 1.0}) > fitted(rows, 1.0).score({"b": 1.0})
