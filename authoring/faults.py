"""What a check of the lexicons finds wrong, or worth a look."""

from __future__ import annotations

from dataclasses import dataclass

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


def unreadable(file: str, error: Exception) -> Fault:
    """A file that cannot be used, with the error that names the line and the cure."""
    return Fault(ERROR, "unreadable", file, "", str(error), "mend what it names, then check again")
