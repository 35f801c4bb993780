"""The files named with `--train`, of any of the known forms, as labelled examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import InputError
from evaluation.documents import GOLD, beside, labelled_documents
from evaluation.gold_labels import Labels, Pages, read_labels, read_pages
from evaluation.label_files import header, header_of_tabs, json_lines
from evaluation.measuring import Terms
from evaluation.question import LabelledExample, Question
from evaluation.readings import COLUMNS as READINGS
from evaluation.sentence_labels import examples_of_sentences, read_sentences
from evaluation.statement_labels import examples_of_statements, read_statements
from evaluation.training import unlike


@dataclass(frozen=True, slots=True)
class Training:
    """What is learnt from, before the companies under test are left out."""

    files: tuple[Path, ...]
    examples: list[LabelledExample]

    def __str__(self) -> str:
        names = ", ".join(file.name for file in self.files)
        return f"{names}, without the companies under test" if names else "nothing"


def training(
    terms: Terms,
    data: Sequence[Path],
    own: Sequence[LabelledExample],
    asked: Sequence[Question],
    also: Sequence[Path] = (),
    within: Sequence[Path] = (),
) -> Training:
    """The examples of the named files; where none is named, of the measured data itself and of `also`.

    `own` are the examples of the measured data (none where they are for measuring only). Passages of other
    files that are word for word under test are left out, whatever company they are said to be of. `within` are
    files of a measured folder.
    """
    files = terms.train or (*(data if own else ()), *also)
    measured = {file.resolve() for file in (*data, *within)}
    others = [file for file in files if file.resolve() not in measured]
    examples = unlike(read_examples(others, terms.documents, read_pages(terms.pages)), asked)
    return Training(files, [*examples, *(own if len(others) < len(files) else ())])


def read_examples(
    files: Sequence[Path], documents: Path | None = None, pages: Pages | None = None
) -> list[LabelledExample]:
    """The labelled passages of files, told apart by what is in them.

    Documents that were labelled whole, or on some `pages`, are looked for in `documents` (default: beside their
    labels). Raises InputError for a file that is missing, of no known form, kept for measuring only, or that teaches a
    model alone.
    """
    forms = [(file, form_to_train_on(file)) for file in files]

    def of(wanted: str) -> list[Path]:
        return [file for file, form in forms if form == wanted]

    examples: list[LabelledExample] = []
    if whole := of("gold"):
        examples += examples_of_documents(read_labels(whole, with_outcomes=False), documents, pages or {})
    if sentences := of("sentences"):
        examples += examples_of_sentences(read_sentences(sentences))
    if statements := of("aims"):
        examples += examples_of_statements(read_statements(statements))
    return examples


def examples_of_documents(labels: Labels, folder: Path | None, pages: Pages) -> list[LabelledExample]:
    """What the documents that were labelled whole teach; raises InputError when one of them is nowhere."""
    from evaluation.baseline_passages import (  # reading documents takes a while to load
        examples_of,
        passages_in,
    )

    return examples_of(list(passages_in(labelled_documents(labels, folder), pages)), labels.passages)


def gold_if_there() -> list[Path]:
    """The folder of documents labelled whole that lies beside the project, if it does."""
    try:
        return [beside(GOLD, "--train")]
    except InputError:
        return []


def form_to_train_on(file: Path) -> str:
    """What a file of labels holds; raises InputError for what no baseline can learn from, as `form_of` does."""
    form = form_of(file)
    if form in ("extracts", "readings"):
        raise InputError(
            f"--train {file}: {form} teach a model alone (`firmword learn`); give documents labelled whole, sentences, "
            "or sentences of statements"
        )
    return form


def form_of(file: Path) -> str:
    """What a file of labels holds: gold, sentences, aims, extracts or readings.

    Raises InputError when nothing can be learnt from it.
    """
    if not file.exists():
        raise InputError(f"--train {file}: there is no such file; name a file of labels")
    if file.suffix == ".tsv" and header_of_tabs(file) == READINGS:
        return "readings"
    if file.is_dir() or file.suffix == ".tsv":
        return "gold"
    if file.suffix == ".csv":
        return _form_of_table(file)
    for _, row in json_lines(file):
        return "extracts" if "units" in row else "sentences" if "labels" in row else "gold"
    raise InputError(f"--train {file}: it is empty; name a file of labels")


def _form_of_table(file: Path) -> str:
    columns = header(file)
    if {"statement_id", "sentence"} <= set(columns):
        return "aims"
    if {"dataset", "verdict", "quote"} <= set(columns):
        raise InputError(
            f"--train {file}: quotes of other benchmarks are for measuring only, since a verdict there belongs to "
            "an element and not to each quote; leave this file out"
        )
    raise InputError(
        f"--train {file}: its columns are {', '.join(columns) or 'none'}; give sentences of statements "
        "(statement_id, sentence, C3_risk, ...), or labels as JSON lines"
    )
