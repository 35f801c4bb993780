"""The order renewed by decisions, as a workspace keeps it: a file for each rubric, put there and taken away by people.

    order/chrb-core-2019.json           the kinds of near misses that stand earlier or later, and by how much

Without the file the order is that of screening. So a renewal counts from when it is kept until it is forgotten, and
nothing that was screened or decided changes with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

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
    file = _file(workspace, rubric)
    try:
        return tuple(Habit(**row) for row in json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise OrderError(
            f"{file}: the renewed order cannot be read ({error}); remove it with "
            f"`{command('order', workspace=workspace, rubric=rubric, forget=True)}`"
        ) from None


def keep_order(workspace: Path, rubric: str, habits: Iterable[Habit]) -> None:
    """Renew the order by these habits, in place of any before."""
    file = _file(workspace, rubric)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps([asdict(one) for one in habits], indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, file)


def forget_order(workspace: Path, rubric: str) -> bool:
    """Go back to the order of screening; whether there was another."""
    file = _file(workspace, rubric)
    there = file.is_file()
    file.unlink(missing_ok=True)
    return there


def _file(workspace: Path, rubric: str) -> Path:
    return workspace / FOLDER / f"{rubric}.json"
