"""Measures the rules on quotes that other human-rights benchmarks cited, with the verdict of the cited element.

A verdict belongs to the benchmark's element as a whole: a quote may have been cited for what is missing, and
one good quote of several may have decided. So no quote is right or wrong by itself. What can be measured is
whether support is found more often in quotes of elements that were met than in quotes of elements that were
not: their difference, within each element and so over all of them, since some elements are met more often
than others. The quotes are for measuring only; nothing is trained on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from evaluation.counts import Array, Counts, Event
from evaluation.documents import GOLD, beside
from evaluation.examples import gold_if_there
from evaluation.figures import Measure, gap, ratio
from evaluation.measuring import Evaluation, LabelSet, Terms, measured
from evaluation.question import Answer, Question
from evaluation.quote_labels import VERDICTS, Quote, mapped, read_quotes
from evaluation.systems import said_by_all
from extractors.records import Verdict

SET = LabelSet(
    name="quotes",
    group_name="companies",
    row_name="elements",
    # quotes of elements that were met, partly met, not met; of these, with any candidate, and called support
    counts=tuple(f"{verdict}{what}" for verdict in VERDICTS for what in ("", "_seen", "_firm")),
    measures={
        **{f"{verdict}_called_supports": ratio(f"{verdict}_firm", verdict) for verdict in VERDICTS},
        **{f"{verdict}_with_candidate": ratio(f"{verdict}_seen", verdict) for verdict in VERDICTS},
        "gap": gap(ratio("met_firm", "met"), ratio("not_met_firm", "not_met")),
    },
    headline=("met_called_supports", "not_met_called_supports", "gap_within", "gap_within_any"),
    heads={
        "met": "met",
        "met_called_supports": "supp.",
        "met_with_candidate": "any",
        "partial": "part.",
        "partial_called_supports": "supp.",
        "partial_with_candidate": "any",
        "not_met": "not",
        "not_met_called_supports": "supp.",
        "not_met_with_candidate": "any",
        "gap": "gap",
    },
    legend="""\
met, part., not: quotes of elements that were met, partly met, not met; after each, the share of them called
support, and with any candidate; gap: the share of met less the share of not.""",
)
NOTE = """\
A verdict belongs to the benchmark's element, not to each quote: a quote of an element that was not met may be
good, and one of an element that was met may be idle. Only the difference means something."""


def evaluate(terms: Terms) -> Evaluation:
    """Ask the rules, and the baselines, about each quote, and measure how often they find support.

    The classifier is trained on the files named, else on the sentences and documents labelled for elements,
    always without the companies under test. Raises InputError for files that cannot be used.
    """
    data = terms.data or (beside(GOLD / "benchmark_quotes_dev.csv", "--data"),)
    quotes, left = read_quotes(data)
    once = list(dict.fromkeys(one.question for one in quotes))
    said, trained_on = said_by_all(once, terms, data, (), _labelled_for_elements(), teach=True)
    cited = {one.mapped.name for one in quotes}
    rows = [one.name for one in mapped() if one.name in cited]
    return measured(
        SET,
        terms,
        data,
        trained_on,
        passages=len(quotes),
        events={name: _events(quotes, dict(zip(once, found, strict=True))) for name, found in said.items()},
        rows=rows,
        groups=sorted({one.company for one in quotes}),
        overall={"gap_within": _within(rows, "firm"), "gap_within_any": _within(rows, "seen")},
        notes=(f"{left:,} quotes of elements that ask for something else are left out.", NOTE),
    )


def _labelled_for_elements() -> list[Path]:
    """What can be learnt from beside the project: the documents labelled whole, and the labelled sentences."""
    return [file for folder in gold_if_there() for file in (folder, folder / "sentences.jsonl") if file.exists()]


def _events(quotes: Sequence[Quote], said: Mapping[Question, Answer]) -> Iterator[Event]:
    for one in quotes:
        answer = said[one.question]
        got = [answer[element] for element in one.mapped.elements if element in answer]
        yield one.mapped.name, one.company, one.verdict
        if got:
            yield one.mapped.name, one.company, f"{one.verdict}_seen"
        if any(said_of.verdict is Verdict.SUPPORTS for said_of in got):
            yield one.mapped.name, one.company, f"{one.verdict}_firm"


def _within(rows: Sequence[str], what: str) -> Measure:
    """The difference between quotes of met and not met elements within each row, weighed over the rows.

    The weights are those of Mantel and Haenszel for a difference of shares: a row counts by how many quotes of
    both kinds it has, so that a row with one kind only counts nothing.
    """

    def of(counts: Counts) -> Array:
        above, below = np.asarray(0.0), np.asarray(0.0)
        for row in rows:
            met, other = counts[f"{row}:met"], counts[f"{row}:not_met"]
            both = np.where(met + other == 0, 1, met + other)
            found, found_other = counts[f"{row}:met_{what}"], counts[f"{row}:not_met_{what}"]
            above = above + (found * other - found_other * met) / both
            below = below + met * other / both
        return np.where(below == 0, np.nan, above / np.where(below == 0, 1, below))

    return of
