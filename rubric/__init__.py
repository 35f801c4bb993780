"""Public rubrics as data, and what findings are worth under them.

>>> import rubric
>>> rubric.names()
('au-modern-slavery-2018', 'ca-supply-chains-2023', 'chrb-core-2019', 'rsj-2018', 'uk-modern-slavery-2015')
>>> len(rubric.load("chrb-core-2019").elements)
52
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rubric.loader import HEAD_FILE, load_rubric, names
from rubric.model import Element, Indicator, Rubric, RubricError

__all__ = ["Element", "Indicator", "Rubric", "RubricError", "load", "names", "open_rubric"]

_HERE = Path(__file__).parent


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


def open_rubric(name_or_folder: str) -> Rubric:
    """The rubric of this name, or else the one in this folder: what a person, or another process, writes.

    A name that comes with Firmword is never looked for as a folder; write ./NAME for one that is called so.
    A folder is read once. Raises RubricError with what there is, or with the file, the line and the cure.
    """
    if name_or_folder in names():
        return load(name_or_folder)
    folder = Path(name_or_folder)
    if not (folder / HEAD_FILE).is_file():
        raise RubricError(
            f"there is no rubric {name_or_folder!r}; write one of: {', '.join(names())}, "
            f"or the path of a folder that holds {HEAD_FILE}"
        )
    return _in_folder(folder.absolute())


@cache
def _in_folder(folder: Path) -> Rubric:
    return load_rubric(folder)
