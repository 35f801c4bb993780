"""Checked: what a person can check of stored candidates, worked out when it is asked for; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findings.company import CompanyState
from rubric.kinds import Kind
from workspace import rubrics
from workspace.decisions import Corrections, corrected
from workspace.records import Candidate
from workspace.store import Store

if TYPE_CHECKING:
    from extractors.again import Opened
    from extractors.reasons import Reasons
    from extractors.rules import Rules


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be checked of one candidate, and the same in at most four lines for people."""

    reasons: Reasons
    lines: tuple[str, ...]


# Of a passage of which nothing is worked out.
UNCHECKED = (
    "Nothing can be checked of it here: it is told over several sentences, and only single ones are judged anew, or it"
    " was screened by other rules than the present ones (then screen again)."
)

Checks = Callable[[Candidate], Checked | None]


def checks(store: Store, state: CompanyState) -> Checks:
    """Asks for what can be checked of each candidate of a state; a document is opened once for all that are asked.

    None for a candidate that was screened by other rules than the present ones, or is no longer what was stored.
    """
    from extractors.reasons import reasons  # they bring along what finds evidence
    from extractors.reasons_told import lines

    rules = rubrics.rules(store.workspace, state.rubric.name)

    said = store.corrections(state.company)
    kept: dict[int, Opened | None] = {}  # by reading

    def checked(candidate: Candidate) -> Checked | None:
        if candidate.rules_version != rules.version:
            return None
        if candidate.reading not in kept:
            kept[candidate.reading] = _opened(store, state, candidate, rules, said)
        where = kept[candidate.reading]
        found = reasons(candidate.evidence, where) if where else None
        return Checked(found, lines(found, rules.reasons)) if found else None

    return checked


def _opened(store: Store, state: CompanyState, candidate: Candidate, rules: Rules, said: Corrections) -> Opened | None:
    """The document of a candidate as it was screened: None where nobody knows any more as what kind."""
    from extractors.again import opened

    row = state.row_of(candidate)
    kind = next((one for one in Kind if row and one.value == row.kind), None)
    if row is None or kind is None:
        return None
    right = corrected(said, candidate.evidence.document).else_dated(row.published)
    return opened(store.document_of(candidate), state.company, kind, rules, right)
