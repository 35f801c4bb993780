"""What a decision was made on, where a rubric of one's own asks something else of its element by now.

A decision names the version of the rubric under which it was made, and a workspace keeps each version of a rubric of
one's own. What was decided stays as it is; whoever reads it is told what it answered, until it is decided once more. A
rubric that comes with Firmword is not compared: its labels are our words for the same source.
"""

from __future__ import annotations

from collections.abc import Mapping

from findings.company import CompanyState
from findings.held import made
from findings.settled import shows_it
from forms import listed, spaced
from rubric.model import Element, Rubric
from rubric.scores import Basis, Truth
from workspace.records import Decision, Ruling


def asked_then(state: CompanyState, element: Element) -> str:
    """What an element asked when it was decided, in a sentence, where it asks something else now; "" else."""
    finding = state.findings[element.id]
    if not state.earlier or (finding.decided is Truth.UNKNOWN and finding.basis is not Basis.NOT_APPLICABLE):
        return ""
    holding = made(state.decisions)
    rests_on = [None] if finding.by_hand else list(finding.evidence)
    lines = [line for one in rests_on if (line := holding.get((element.id, one))) is not None]
    older = [line for line in lines if _question(state.earlier, line, element) is not None]
    if not older or _still_shown(state, element, lines, older):
        return ""
    then = _question(state.earlier, max(older, key=lambda line: line.seq), element)
    assert then is not None
    if then.label == element.label:
        parts = f"showed {listed([spaced(one) for one in then.parts])}" if then.parts else "needed no parts together"
        return f"Decided when the rubric asked for what {parts}."
    return f"Decided when the rubric asked: “{then.label}”."


def _question(earlier: Mapping[str, Rubric], line: Decision, element: Element) -> Element | None:
    """What the element was when the line was written, where it asked something else; None also where nobody knows."""
    rubric = earlier.get(line.rubric_version)
    then = next((one for one in rubric.elements if one.id == element.id), None) if rubric else None
    return then if then and (then.label, then.parts) != (element.label, element.parts) else None


def _still_shown(state: CompanyState, element: Element, lines: list[Decision], older: list[Decision]) -> bool:
    """Whether what was confirmed as the rubric asks now is enough by itself."""
    present = {line.candidate for line in lines if line not in older}
    some = [one for one in state.of(element.id) if one.id in present and one.decided is Ruling.SUPPORTS]
    return shows_it(element, some)
