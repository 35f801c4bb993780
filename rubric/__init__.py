"""Public rubrics as data, and what findings are worth under them.

>>> import rubric
>>> rubric.names()
('chrb-core-2019',)
>>> len(rubric.load("chrb-core-2019").elements)
52
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rubric.loader import HEAD_FILE, load_rubric
from rubric.model import Element, Indicator, Rubric
from rubric.yaml_lines import RubricError

__all__ = ["Element", "Indicator", "Rubric", "RubricError", "load", "names"]

_HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The rubrics that come with Firmword, sorted."""
    return tuple(sorted(head.parent.name for head in _HERE.glob(f"*/{HEAD_FILE}")))


@cache
def load(name: str, folder: Path | None = None) -> Rubric:
    """The rubric of this name; it is read once.

    `folder` is the rubric's own folder when it is one of the user's own. Raises RubricError with the file,
    the line, what is wrong and the cure.
    """
    if folder is None and name not in names():
        raise RubricError(f"there is no rubric {name!r}; write one of: {', '.join(names())}")
    place = folder or _HERE / name
    found = load_rubric(place)
    if found.name != name:
        raise RubricError(f"{place}: the rubric there is called {found.name!r}, not {name!r}; use that name")
    return found
