"""Where an element was looked for: the ground on which "no passage" stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.records import Outcome
from findings.company import CompanyState
from findings.settled import is_found
from forms import counted
from rubric.crosswalk import looked_for
from rubric.model import Element
from workspace.records import DocumentRow


@dataclass(frozen=True, slots=True)
class Looked:
    """The documents that were searched for an element, and those that were not."""

    documents: int
    whole: int  # searched from beginning to end for this element
    pages: int  # with text, each document counted once
    not_whole: tuple[DocumentRow, ...]  # could not be read, or not for this element: evidence may be there
    by_rules: bool  # whether rules look for all that the element asks

    @property
    def counts(self) -> bool:
        """Whether finding nothing means something."""
        return self.by_rules and not self.not_whole

    def __str__(self) -> str:
        told = f"{self.whole} of {counted(self.documents, 'document')} searched whole"
        return told if self.by_rules else f"{told}, but no rule looks for all that it asks"


def looked(state: CompanyState, element: Element) -> Looked:
    """Where the element was looked for."""
    rows = state.documents
    not_whole = tuple(row for row in rows if not row.searched_for(element.id))
    return Looked(
        documents=len(rows),
        whole=len(rows) - len(not_whole),
        pages=_pages(row for row in rows if row.searched_for(element.id)),
        not_whole=not_whole,
        by_rules=element.id in looked_for(state.rubric),
    )


def _pages(rows: Iterable[DocumentRow]) -> int:
    return sum(row.pages - row.pages_without_text for row in rows if row.outcome is not Outcome.DUPLICATE)


def says_nothing(state: CompanyState, element: Element) -> bool:
    """Whether no passage of the element is shown: what was judged weak and is found no longer is none."""
    return not any(is_found(one) and one in state.shown for one in state.of(element.id))
