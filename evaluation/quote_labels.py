"""Reads quotes that other human-rights benchmarks cited, from CSV, and what their elements mean among ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import InputError
from evaluation.label_files import table
from evaluation.question import Question
from lexicons.strict_yaml import read_yaml

MAP = Path(__file__).with_name("quotes.yaml")
COLUMNS = ("dataset", "company", "element", "verdict", "quote")
VERDICTS = ("met", "partial", "not_met")


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

    @property
    def question(self) -> Question:
        """The quote as it is put to rules and classifiers; the kind of its document is not known."""
        return Question(self.company, None, self.text)


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
