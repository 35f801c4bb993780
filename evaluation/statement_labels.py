"""Reads sentences of modern slavery statements from CSV: one column a label, 0 or 1 (the form of the AIMS data)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import InputError
from evaluation.label_files import table
from evaluation.question import LabelledExample, Question
from extractors.records import Verdict
from lexicons.strict_yaml import read_yaml

AIMS = Path(__file__).with_name("aims.yaml")
AIMS_SCHEME = "aims"
STATEMENT = "modern slavery statement"


@dataclass(frozen=True, slots=True)
class StatementSentence:
    """A sentence of a modern slavery statement, with those of the labels that it carries."""

    place: str
    statement: str
    text: str
    labels: frozenset[str]

    @property
    def question(self) -> Question:
        """The sentence as it is put to rules and classifiers. The company is not known, so the statement stands in."""
        return Question(self.statement, STATEMENT, self.text)


@lru_cache(maxsize=1)
def aims_labels() -> dict[str, frozenset[str]]:
    """The labels of statements that mean the same as elements of chrb-core-2019, with those elements."""
    labels = read_yaml(AIMS).fields(("source", "labels"))["labels"].mapping()
    return {label: frozenset(one.fields(("elements", "why"))["elements"].texts()) for label, one in labels.items()}


def read_statements(files: Sequence[Path]) -> list[StatementSentence]:
    """The sentences of modern slavery statements in CSV files, in their order.

    Raises InputError for a file that is missing, has other columns or holds nothing, and for a label that is
    neither 0 nor 1.
    """
    sentences = [one for file in files for one in _statements(file)]
    if not sentences:
        raise InputError(f"{', '.join(map(str, files))}: no sentence in it; give a row a sentence below the header")
    return sentences


def _statements(file: Path) -> Iterator[StatementSentence]:
    labels = sorted(aims_labels())
    for line, row in table(file, ["statement_id", "sentence", *labels], "a table of statements' sentences"):
        place = f"{file}, line {line}"
        for label in labels:
            if row[label] not in ("0", "1"):
                raise InputError(f"{place}: {label} is {row[label]!r}; write 0 or 1")
        if not row["statement_id"]:
            raise InputError(f"{place}: statement_id is empty; name the statement that the sentence is from")
        carried = frozenset(label for label in labels if row[label] == "1")
        yield StatementSentence(place, row["statement_id"], row["sentence"], carried)


def examples_of_statements(sentences: Iterable[StatementSentence]) -> list[LabelledExample]:
    """What statements' sentences teach, in a scheme of their own; a sentence without a label says nothing."""
    return [
        LabelledExample(
            company=one.statement,
            document_kind=STATEMENT,
            text=one.text,
            lead_in=None,
            element=f"{AIMS_SCHEME}/{label}" if label else None,
            verdict=Verdict.SUPPORTS if label else None,
            reason=None,
            scheme=AIMS_SCHEME,
            place=one.place,
        )
        for one in sentences
        for label in sorted(one.labels) or (None,)
    ]
