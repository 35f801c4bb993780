"""What can still change an indicator's score, by what was decided so far."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from extractors.records import Verdict
from findings.company import CompanyState
from findings.settled import is_settled
from rubric.advice import Advice, advise
from rubric.model import Indicator
from rubric.scores import Basis, Truth
from workspace.records import Candidate

NOTHING_ELSE: Mapping[str, Truth] = MappingProxyType({})


def advice_on(state: CompanyState, indicator: Indicator, supposed: Mapping[str, Truth] = NOTHING_ELSE) -> Advice:
    """What would change the indicator's score, by what is decided so far and what is `supposed` of others, by key.

    Elements with supporting passages that nobody judged yet are likely; those that do not apply are closed.
    """
    findings = [state.findings[element.id] for element in indicator.elements]
    keys = dict(zip((finding.element for finding in findings), indicator.keys, strict=True))
    return advise(
        indicator,
        {keys[finding.element]: finding.decided for finding in findings} | dict(supposed),
        likely=[key for element, key in keys.items() if any(_promises(one) for one in state.of(element))],
        closed=[keys[one.element] for one in findings if one.basis is Basis.NOT_APPLICABLE],
    )


def _promises(candidate: Candidate) -> bool:
    return candidate.current and candidate.evidence.verdict is Verdict.SUPPORTS and not is_settled(candidate)
