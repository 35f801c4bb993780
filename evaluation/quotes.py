"""Measures the rules on quotes that other human-rights benchmarks cited, with the verdict of the cited element.

A verdict belongs to the benchmark's element as a whole: a quote may have been cited for what is missing, and
one good quote of several may have decided. So no quote is right or wrong by itself. What can be measured is
whether support is found more often in quotes of elements that were met than in quotes of elements that were
not: their difference, within each element and so over all of them, since some elements are met more often
than others. The quotes are for measuring only; nothing is trained on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from errors import InputError
from evaluation.asked import Answer, Asked
from evaluation.documents import GOLD, beside
from evaluation.examples import gold_if_there
from evaluation.intervals import Array, Counts, Measure, gap, ratio
from evaluation.rows import table
from evaluation.sets import Event, SetEvaluation, Terms, counted, figures, rubric_elements, said_by_all
from extractors.records import Verdict
from lexicons.strict_yaml import read_yaml

MAP = Path(__file__).with_name("quotes.yaml")
COLUMNS = ("dataset", "company", "element", "verdict", "quote")
VERDICTS = ("met", "partial", "not_met")
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


@dataclass(frozen=True, slots=True)
class Mapped:
    """An element of another benchmark, and those of ours that mean the same."""

    dataset: str
    element: str  # how it begins
    elements: frozenset[str]

    @property
    def name(self) -> str:
        """A short name for tables: the benchmark, the number that the element has, its first words."""
        return f"{self.dataset} {' '.join(self.element.split()[:5])}"[:40]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote with the verdict of the element that it was cited for."""

    company: str
    text: str
    mapped: Mapped
    verdict: str


def evaluate(terms: Terms) -> SetEvaluation:
    """Ask the rules, and the baselines, about each quote, and measure how often they find support.

    The classifier is trained on the files named, else on the sentences and documents labelled for elements,
    always without the companies under test. Raises InputError for files that cannot be used.
    """
    rubric, version, _ = rubric_elements(terms)
    data = terms.data or (beside(GOLD / "benchmark_quotes_dev.csv", "--data"),)
    quotes, left = read_quotes(data)
    once = list(dict.fromkeys(Asked(one.company, None, one.text) for one in quotes))
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


@lru_cache(maxsize=1)
def mapped() -> tuple[Mapped, ...]:
    """The elements of other benchmarks that mean the same as some of ours."""
    entries = read_yaml(MAP).fields(("source", "map"))["map"].items()
    rows = [entry.fields(("dataset", "element", "elements", "why")) for entry in entries]
    return tuple(
        Mapped(row["dataset"].text(), row["element"].text(), frozenset(row["elements"].texts())) for row in rows
    )


def read_quotes(files: Sequence[Path]) -> tuple[list[Quote], int]:
    """The quotes of elements that mean the same as some of ours, and the number of all others.

    Raises InputError for a file that is missing, has other columns or no such quote, and for a verdict that is
    none of met, partial and not_met.
    """
    quotes: list[Quote] = []
    left = 0
    for file in files:
        for line, row in table(file, COLUMNS, "a table of benchmark quotes"):
            if row["verdict"] not in VERDICTS:
                raise InputError(
                    f"{file}, line {line}: the verdict is {row['verdict']!r}; write {' or '.join(VERDICTS)}"
                )
            meant = _meant(row["dataset"], " ".join(row["element"].split()))
            if meant is None:
                left += 1
            else:
                quotes.append(Quote(row["company"], row["quote"], meant, row["verdict"]))
    if not quotes:
        raise InputError(
            f"{', '.join(map(str, files))}: no quote of an element that {MAP.name} names, of {left}; "
            f"name the element there, or give quotes of one that it names"
        )
    return quotes, left


@lru_cache(maxsize=1024)
def _meant(dataset: str, element: str) -> Mapped | None:
    return next((one for one in mapped() if one.dataset == dataset and _begins(element, one.element)), None)


def _begins(element: str, start: str) -> bool:
    """Whether an element begins so: with whole words, so that G1.1 is not G1.10."""
    return element.startswith(start) and not element[len(start) : len(start) + 1].isalnum()


def _events(quotes: Sequence[Quote], said: dict[Asked, Answer]) -> Iterator[Event]:
    for one in quotes:
        answer = said[Asked(one.company, None, one.text)]
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
