"""What the codes of a rubric stand for, in its own words."""

from __future__ import annotations

from forms import spaced
from rubric.model import Rubric


def reason_label(rubric: Rubric, code: str) -> str:
    """What a weak reason stands for; the code as words where the rubric does not define it."""
    return next((one.label for one in rubric.reasons if one.code == code), spaced(code))


def note_label(rubric: Rubric, code: str) -> str:
    """What a note of a passage stands for; the code as words where the rubric does not define it."""
    return next((one.label for one in rubric.notes if one.code == code), spaced(code))
