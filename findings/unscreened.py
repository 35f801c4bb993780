"""Companies of a workspace that a rubric did not screen.

A list of all companies under a rubric cannot have them. It names them, so that nobody takes it for all there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from forms import listed
from rubric.model import Rubric
from workspace.commands import command
from workspace.store import Store

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Unscreened:
    """The companies that only other rubrics screened, and the command by which this one does."""

    rubric: str
    companies: tuple[str, ...]  # sorted
    cure: str

    @property
    def counted(self) -> str:
        """How many they are: "2 companies were not screened by rsj-2018"; "" where there is none."""
        verb = "was" if len(self.companies) == 1 else "were"
        every = f"{len(self.companies):,} {'company' if len(self.companies) == 1 else 'companies'}"
        return f"{every} {verb} not screened by {self.rubric}" if self.companies else ""

    @property
    def named(self) -> str:
        """The same with their names, of many the first; "" where there is none."""
        names, more = self.companies[:MOST_NAMED], len(self.companies) - MOST_NAMED
        told = listed([*names, *([f"{more:,} more"] if more > 0 else [])])
        return f"{self.counted}: {told}" if self.companies else ""


def unscreened(store: Store, rubric: Rubric) -> Unscreened:
    """The companies of the workspace that the rubric did not screen."""
    known = set(store.companies(rubric.name))
    others = tuple(one for one in store.companies() if one not in known)
    return Unscreened(rubric.name, others, command("screen", "INPUT...", workspace=store.workspace, rubric=rubric.name))
