"""Measures the rules on quotes that other human-rights benchmarks cited, with the verdict of the cited element.

A verdict belongs to the benchmark's element as a whole: a quote may have been cited for what is missing, and
one good quote of several may have decided. So no quote is right or wrong by itself. What can be measured is
whether support is found more often in quotes of elements that were met than in quotes of elements that were
not: their difference, within each element and so over all of them, since some elements are met more often
than others. The quotes are for measuring only; nothing is trained on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evaluation.documents import GOLD, beside
from evaluation.examples import gold_if_there
from evaluation.intervals import Array, Counts, Measure, gap, ratio
from evaluation.measuring import Event, SetEvaluation, Terms, counted, figures, rubric_elements, said_by_all
from evaluation.question import Answer, Question
from evaluation.quote_labels import VERDICTS, Quote, mapped, read_quotes
from extractors.records import Verdict

COUNTS = tuple(f"{verdict}{what}" for verdict in VERDICTS for what in ("", "_seen", "_firm"))
MEASURES = {
    **{f"{verdict}_called_supports": ratio(f"{verdict}_firm", verdict) for verdict in VERDICTS},
    **{f"{verdict}_with_candidate": ratio(f"{verdict}_seen", verdict) for verdict in VERDICTS},
    "gap": gap(ratio("met_firm", "met"), ratio("not_met_firm", "not_met")),
}
NOTE = """\
A verdict belongs to the benchmark's element, not to each quote: a quote of an element that was not met may be
good, and one of an element that was met may be idle. Only the difference means something."""
HEADLINE = ("met_called_supports", "not_met_called_supports", "gap_within", "gap_within_any")


def evaluate(terms: Terms) -> SetEvaluation:
    """Ask the rules, and the baselines, about each quote, and measure how often they find support.

    The classifier is trained on the files named, else on the sentences and documents labelled for elements,
    always without the companies under test. Raises InputError for files that cannot be used.
    """
    rubric, version, _ = rubric_elements(terms)
    data = terms.data or (beside(GOLD / "benchmark_quotes_dev.csv", "--data"),)
    quotes, left = read_quotes(data)
    once = list(dict.fromkeys(Question(one.company, None, one.text) for one in quotes))
    said, trained_on = said_by_all(once, terms, data, (), _labelled_for_elements())
    companies = sorted({one.company for one in quotes})
    named = {one.name for one in {quote.mapped for quote in quotes}}
    rows = [one.name for one in mapped() if one.name in named]
    systems = {
        name: counted(_events(quotes, dict(zip(once, found, strict=True))), rows, companies, COUNTS)
        for name, found in said.items()
    }
    overall = {"gap_within": within(rows, "firm"), "gap_within_any": within(rows, "seen")}
    figures_of, compared = figures(systems, COUNTS, MEASURES, overall)
    return SetEvaluation(
        name="quotes",
        rubric=rubric,
        rubric_version=version,
        data=tuple(data),
        train=terms.train,
        trained_on=trained_on,
        passages=len(quotes),
        groups=len(companies),
        group_name="companies",
        row_name="elements",
        rows=figures_of,
        headline=HEADLINE,
        compared=compared,
        notes=(
            f"{left:,} quotes of elements that ask for something else are left out.",
            NOTE,
        ),
    )


def _labelled_for_elements() -> list[Path]:
    """What can be learnt from beside the project: the documents labelled whole, and the labelled sentences."""
    return [file for folder in gold_if_there() for file in (folder, folder / "sentences.jsonl") if file.exists()]


def _events(quotes: Sequence[Quote], said: dict[Question, Answer]) -> Iterator[Event]:
    for one in quotes:
        answer = said[Question(one.company, None, one.text)]
        got = [answer[element] for element in one.mapped.elements if element in answer]
        yield one.mapped.name, one.company, one.verdict
        if got:
            yield one.mapped.name, one.company, f"{one.verdict}_seen"
        if any(said_of.verdict is Verdict.SUPPORTS for said_of in got):
            yield one.mapped.name, one.company, f"{one.verdict}_firm"


def within(rows: Sequence[str], what: str) -> Measure:
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
