"""What a check of the lexicons finds wrong, or worth a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or worth a look, in the lexicons."""

    severity: str  # error, warning
    kind: str
    file: str  # relative to the folder of the lexicons
    entry: str  # its id; empty where the fault is not one entry's
    value: str
    cure: str


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The beginning of a cure: the known name that is like an unknown one; "" where none is."""
    meant = get_close_matches(name, sorted(known), 1)
    return f"did you mean {meant[0]}? Else " if meant else ""


def unreadable(file: str, error: Exception) -> Fault:
    """A file that cannot be used, with the error that names the line and the cure."""
    return Fault(ERROR, "unreadable", file, "", str(error), "mend what it names, then check again")
