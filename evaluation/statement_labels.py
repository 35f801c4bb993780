"""Reads sentences of modern slavery statements from CSV: one column a label, 0 or 1 (the form of the AIMS data)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import InputError
from evaluation.label_files import table
from evaluation.question import LabelledExample, Question
from extractors.records import Verdict
from lexicons.strict_yaml import YamlNode, read_yaml
from workspace import DEFAULT_RUBRIC

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


def labels_by_rubric() -> Mapping[str, YamlNode]:
    """The labels that mean the same as elements, by the rubric of these."""
    return read_yaml(AIMS).fields(("source", "rubrics"))["rubrics"].mapping()


@lru_cache(maxsize=8)
def aims_labels(rubric: str = DEFAULT_RUBRIC) -> dict[str, frozenset[str]]:
    """The labels of statements that mean the same as elements of a rubric, with those elements.

    Raises InputError for a rubric of which no label means the same.
    """
    rubrics = labels_by_rubric()
    if rubric not in rubrics:
        raise InputError(
            f"no label of statements is known to mean the same as an element of {rubric!r}; "
            f"measure one of {', '.join(rubrics)}, or add its labels to evaluation/{AIMS.name}"
        )
    labels = rubrics[rubric].mapping()
    return {label: frozenset(one.fields(("elements", "why"))["elements"].texts()) for label, one in labels.items()}


def read_statements(files: Sequence[Path], rubric: str = DEFAULT_RUBRIC) -> list[StatementSentence]:
    """The sentences of modern slavery statements in CSV files, in their order, with the labels that a rubric knows.

    Raises InputError for a file that is missing, has other columns or holds nothing, for a label that is neither
    0 nor 1, and for a rubric without labels.
    """
    labels = sorted(aims_labels(rubric))
    sentences = [one for file in files for one in _statements(file, labels)]
    if not sentences:
        raise InputError(f"{', '.join(map(str, files))}: no sentence in it; give a row a sentence below the header")
    return sentences


def _statements(file: Path, labels: Sequence[str]) -> Iterator[StatementSentence]:
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
