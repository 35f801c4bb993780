"""A line of the decision log, as every page of the desk writes it: who says what of which words, and by which rules."""

from __future__ import annotations

from datetime import UTC, datetime

from findings.company import CompanyState
from rubric.model import Element
from workspace.records import Candidate, Decision, Ruling


def line_on(
    state: CompanyState, element: Element, about: Candidate | None, verdict: Ruling, note: str, who: str
) -> Decision:
    """What somebody says now of a candidate, or by hand of the element as a whole, in the reading of the state."""
    evidence = about.evidence if about else None
    return Decision(
        company=state.company,
        rubric=state.rubric.name,
        element=element.id,
        candidate=about.id if about else None,
        verdict=verdict,
        note=note,
        who=who,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        document=evidence.document if evidence else None,
        start=evidence.start if evidence else None,
        end=evidence.end if evidence else None,
        quote=evidence.quote if evidence else None,
        rubric_version=state.rubric.version,
        rules_version=about.rules_version if about else "",
        track=state.track,
    )
