"""The order renewed by decisions, as a workspace keeps it: a file for each rubric, put there and taken away by people.

    order/chrb-core-2019.json           the kinds of near misses that stand earlier or later, and by how much

Without the file the order is that of screening. So a renewal counts from when it is kept until it is forgotten, and
nothing that was screened or decided changes with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.files import write_whole
from errors import Refusal
from workspace.commands import command

FOLDER = "order"


class OrderError(Refusal):
    """A kept order that cannot be read: the file and the cure."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How often people confirmed near misses of one kind, and how far their weight is shifted for it."""

    element: str
    reason: str | None
    rule: str  # the first that fired; empty where none did
    judged: int
    confirmed: int
    shift: float

    @property
    def kind(self) -> tuple[str, str | None, str]:
        """Which near misses it is about."""
        return self.element, self.reason, self.rule


def kept_order(workspace: Path, rubric: str) -> tuple[Habit, ...]:
    """The habits by which the order is renewed; none where it is that of screening. Raises OrderError."""
    with _told(workspace, rubric):
        written = _written(workspace, rubric)
        return () if written is None else tuple(Habit(**row) for row in json.loads(written))


def digest_of_order(workspace: Path, rubric: str) -> str:
    """Names the kept order, for what follows from it; empty where it is that of screening. Raises OrderError."""
    with _told(workspace, rubric):
        written = _written(workspace, rubric)
        return "" if written is None else hashlib.sha256(written).hexdigest()[:12]


def keep_order(workspace: Path, rubric: str, habits: Iterable[Habit]) -> None:
    """Renew the order by these habits, in place of any before."""
    written = json.dumps([asdict(one) for one in habits], indent=1) + "\n"
    write_whole(_file(workspace, rubric), lambda file: file.write(written.encode()), editable=True)


def forget_order(workspace: Path, rubric: str) -> bool:
    """Go back to the order of screening; whether there was another."""
    file = _file(workspace, rubric)
    there = file.is_file()
    file.unlink(missing_ok=True)
    return there


def _written(workspace: Path, rubric: str) -> bytes | None:
    with suppress(FileNotFoundError):
        return _file(workspace, rubric).read_bytes()
    return None


@contextmanager
def _told(workspace: Path, rubric: str) -> Iterator[None]:
    """Raises OrderError for a file that cannot be read, or not as an order."""
    try:
        yield
    except (OSError, ValueError, TypeError) as error:
        raise OrderError(
            f"{_file(workspace, rubric)}: the renewed order cannot be read ({error}); remove it with "
            f"`{command('order', workspace=workspace, rubric=rubric, forget=True)}`"
        ) from None


def _file(workspace: Path, rubric: str) -> Path:
    return workspace / FOLDER / f"{rubric}.json"
