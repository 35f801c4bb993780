"""Figures with their intervals, and what the rules are ahead of the baselines, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluation.figures import LOWER_IS_BETTER
from evaluation.measuring import TAUGHT
from evaluation.resampling import Compared
from findings.resampled import LEVEL, RESAMPLES, Interval

NAMES = {
    "recall_any": "labelled support with any candidate",
    "recall_supports": "recall of support",
    "precision_supports": "precision of support",
    "f1_supports": "F1 of support",
    "weak_called_supports": "near misses called support (lower is better)",
    "same_reason": "the labelled reason, of near misses called weak",
    "strict_precision": "strict precision of support",
    "strict_f1": "strict F1 of support",
    "f1_any": "F1 of any candidate",
    "met_called_supports": "quotes of met elements called support",
    "not_met_called_supports": "quotes of elements not met called support",
    "gap_within": "support in quotes of met elements less quotes of elements not met, within each element",
    "gap_within_any": "the same for any candidate",
}
MEANINGLESS_ALONE = frozenset({"met_called_supports", "not_met_called_supports"})  # no direction is better


def comparison(
    compared: Compared,
    headline: Sequence[str],
    groups: int,
    group_name: str,
    taught: Mapping[str, Mapping[str, Interval]] | None = None,
) -> Iterator[str]:
    """Each headline figure of each system with its interval, and the first system's lead.

    `taught` is the lead of what was taught by the set's own labels, over each baseline.
    """
    first = next(iter(compared.intervals))
    yield (
        f"In brackets where {LEVEL} % of {RESAMPLES:,} resamples of the {groups} {group_name} lie; "
        "leads over the same resamples."
    )
    width = max(map(len, compared.intervals)) + 2
    for figure in headline:
        yield NAMES[figure]
        for system, figures in compared.intervals.items():
            if figures[figure].value is None and system != first:
                continue  # keywords and classifier give no reasons
            line = f"  {system:{width}}{interval(figures[figure]):22}"
            if system != first and figure not in MEANINGLESS_ALONE:
                line += f"  {first} {lead(compared.differences[system][figure], figure in LOWER_IS_BETTER)}"
            yield line.rstrip()
        if figure not in MEANINGLESS_ALONE:
            for baseline, leads in (taught or {}).items():
                yield f"    {TAUGHT}, beside {baseline}: {lead(leads[figure], figure in LOWER_IS_BETTER)}"


def interval(figure: Interval) -> str:
    """A figure with its interval.

    >>> interval(Interval(0.4966, 0.41, 0.5649))
    '.497 (.410 to .565)'
    """
    if figure.value is None:
        return "-"
    return f"{_short(figure.value)} ({_short(figure.low)} to {_short(figure.high)})"


def lead(difference: Interval, lower_is_better: bool) -> str:
    """A difference in words; whether it could be chance is said.

    >>> lead(Interval(0.2, 0.12, 0.29), lower_is_better=False)
    'better by .200 (.120 to .290)'
    >>> lead(Interval(0.02, -0.05, 0.09), lower_is_better=True)
    'worse by .020 (-.050 to .090), which may be chance'
    """
    value, low, high = difference.value, difference.low, difference.high
    if value is None or low is None or high is None:
        return "cannot be compared"
    better = value <= 0 if lower_is_better else value >= 0
    if value < 0:
        value, low, high = -value, -high, -low
    chance = ", which may be chance" if low <= 0 else ""
    return f"{'better' if better else 'worse'} by {_short(value)} ({_short(low)} to {_short(high)}){chance}"


def cell(value: float | None) -> str:
    """A count as it is, a ratio to three places, a dash where there was nothing to divide by."""
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _short(value: float | None) -> str:
    """A ratio to three places, without the zero before the point."""
    return "-" if value is None else f"{value:.3f}".replace("0.", ".", 1)
