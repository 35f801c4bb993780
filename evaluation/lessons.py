"""What labels teach: each passage in which a lexicon entry fires, with its labels and what the rules say of it."""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from evaluation.companies import is_any, named_in_vain
from evaluation.coverings import covered, labels_by_document
from evaluation.documents import documents_of, labelled_documents, read_document
from evaluation.examples import form_of
from evaluation.extracts import Extract, Label, check_extracts, read_extracts
from evaluation.extracts import Unit as ExtractUnit
from evaluation.extracts import document_of as document_of_extract
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledPassage, Pages, read_labels, was_read
from evaluation.question import document_of
from evaluation.readings import Readings, digest_of, read_readings
from evaluation.sentence_labels import LabelledSentence, read_sentences
from evaluation.statement_labels import STATEMENT, read_statements
from extractors.extract import judged
from extractors.fold import caseless
from extractors.kinds import kind_of
from extractors.learned import concepts_of, unit_of
from extractors.records import NOTHING_CORRECTED, Corrected, Document, Verdict
from extractors.rules import Rules
from extractors.semantic import Unit
from extractors.view import Judgement, View
from rubric.frames import Frame
from rubric.kinds import Kind
from rubric.model import Rubric

EXTRACTS, TUNED = "extracts", "tuned"
Ruling = tuple[Frame, Judgement]
_UNLABELLED = 0.15  # what an element without a label counts, where only some elements were thought of


@dataclass(frozen=True, slots=True)
class Lesson:
    """One passage: as the encoder reads it, by its concepts, with what people and rules say of each element."""

    rubric: str
    company: str
    unit: Unit
    concepts: tuple[str, ...]
    labels: Mapping[str, Label]
    ruled: Mapping[str, Ruling]
    whole: float = 1.0  # what an element without a label counts: 1 where all were thought of
    topics: frozenset[str] = frozenset()  # the indicators that were thought of, where these are not all
    document: str = ""  # by which passages of one document are told from single sentences; empty for these
    form: str = "gold"  # of the labels, see examples.form_of; or that the rules were written with them

    @property
    def supports(self) -> bool:
        """Whether people said that it supports any element."""
        return any(label.verdict is Verdict.SUPPORTS for label in self.labels.values())


@dataclass(frozen=True, slots=True)
class Sources:
    """The files with labels that a model of one rubric is taught by, and where their documents are."""

    files: Sequence[Path]
    documents: Path | None = None
    pages: Pages = field(default_factory=dict)  # of documents labelled in part: the pages read
    without: Sequence[str] = ()  # companies of which nothing is learnt
    tuned: Sequence[Path] = ()  # of the files: those that the rules were written with, so that they look better there

    def of(self, form: str) -> list[Path]:
        """The files that hold labels in this form; raises InputError for a missing file, or one of no known form."""
        return [file for file in self.files if form_of(file) == form]

    def form(self, file: Path, form: str) -> str:
        """What lessons of a file in this form are kept as."""
        return TUNED if file in self.tuned else form


def check_labels(sources: Sources, taught: Sequence[Rubric]) -> None:
    """Raises InputError for a label of what the rubrics do not have, before any document is read.

    Extracts name their rubric; readings are of the first.
    """
    for file in sources.of("extracts"):
        check_extracts(file, taught)
    for file in sources.of("readings"):
        read_readings(file, taught[0])


def lessons_from(sources: Sources, rules: Rules) -> list[Lesson]:
    """The lessons of labelled files: documents, single sentences, invented extracts, and what readings name.

    A table of statements' sentences teaches by the readings that name its statements, and nothing by itself.
    Of documents labelled in part only what stands on the pages read is learnt from; extracts teach the rubric that
    they name. Raises InputError for a file that is missing or of no known form.
    """
    lessons = [
        *_of_gold(sources, rules),
        *_of_readings(sources, rules),
        *(lesson for file in sources.of("sentences") for lesson in _of_sentences(file, sources, rules)),
        *(lesson for file in sources.of("extracts") for lesson in _of_extracts(file, rules)),
    ]
    companies = {lesson.company for lesson in lessons if lesson.form != EXTRACTS}
    if vain := named_in_vain(sources.without, companies):
        print(f"--without: nothing is labelled for {', '.join(vain)}", file=sys.stderr)
    return [one for one in lessons if one.form == EXTRACTS or not is_any(one.company, sources.without)]


def _of_gold(sources: Sources, rules: Rules) -> Iterator[Lesson]:
    for file in sources.of("gold"):
        labels = read_labels([file], with_outcomes=False)
        by_document = labels_by_document(labels.passages)
        for one in labelled_documents(labels, sources.documents):
            labelled = by_document[one.sha256[:SHORT]]
            yield from _of_document(one, labelled, rules, sources.pages, sources.form(file, "gold"))


def _of_readings(sources: Sources, rules: Rules) -> Iterator[Lesson]:
    """What readings teach: of documents, and of the statements in tables of sentences, that are there."""
    statements = _statements(sources.of("aims"))
    for file in sources.of("readings"):
        readings = read_readings(file, rules.rubric)
        for name in sorted(readings.keys() & statements.keys()):
            document = _statement(statements[name])
            yield from _read(name, document, name, kind_of(document, STATEMENT, ""), readings, rules)
        for one in documents_of(readings.keys() - statements.keys(), sources.documents):
            document_read = read_document(one)
            if document_read is not None:
                kind = kind_of(document_read, one.listing.kind, PurePath(one.listing.source).name)
                yield from _read(one.sha256[:SHORT], document_read, one.listing.company, kind, readings, rules)


def _read(
    name: str, document: Document, company: str, kind: Kind, readings: Readings, rules: Rules
) -> Iterator[Lesson]:
    def labels(view: View) -> Mapping[str, Label] | None:
        return readings[name].get(digest_of(document.text[view.passage.start : view.passage.end]))

    yield from _lessons(document, company, kind, rules, labels, document_name=name, form="readings")


def _statements(files: Sequence[Path]) -> dict[str, list[str]]:
    """The sentences of statements by their statement."""
    found: dict[str, list[str]] = {}
    for one in read_statements(files) if files else ():
        found.setdefault(one.statement, []).append(one.text)
    return found


def _statement(sentences: Sequence[str]) -> Document:
    """A statement as a document with a paragraph for each sentence."""
    units = tuple(ExtractUnit(text, (), "", "", {}) for text in sentences if text.strip())
    return document_of_extract(Extract("", "", frozenset(), STATEMENT, units))[0]


def _of_sentences(file: Path, sources: Sources, rules: Rules) -> Iterator[Lesson]:
    sentences = read_sentences([file])
    thought_of = 1.0 if any(not one.labels for one in sentences) else _UNLABELLED
    for sentence in sentences:
        yield from _of_sentence(sentence, rules, thought_of, sources.form(file, "sentences"))


def _of_extracts(file: Path, rules: Rules) -> Iterator[Lesson]:
    for number, extract in enumerate(read_extracts(file)):
        if extract.rubric == rules.rubric.name:
            document, known = document_of_extract(extract)
            blocks = sorted(known)

            def labels(
                view: View, known: Mapping[int, Mapping[str, Label]] = known, blocks: Sequence[int] = blocks
            ) -> Mapping[str, Label]:
                return known[blocks[bisect_right(blocks, view.passage.start) - 1]]

            name = f"{file.name.replace(' ', '-')}/{number + 1}"  # one word: each extract is a company of its own
            kind = kind_of(document, extract.kind, "")
            for lesson in _lessons(document, name, kind, rules, labels, document_name=name, form=EXTRACTS):
                yield replace(lesson, topics=extract.topics)


def in_part(company: str, part: int, of: int, name: str) -> bool:
    """Whether a company belongs to a part of all companies, the same in every run; `name` tells one parting apart."""
    return int(hashlib.sha256(f"{name} {first_name(company)}".encode()).hexdigest(), 16) % of == part


def first_name(company: str) -> str:
    """The first word of a company's name, by which it is the same in files that end its name otherwise."""
    return "".join(sign for sign in caseless(company).split(" ")[0] if sign.isalnum())


def _of_document(
    one: LabelledDocument, labelled: Sequence[tuple[LabelledPassage, list[str]]], rules: Rules, pages: Pages, form: str
) -> Iterator[Lesson]:
    """Each passage of a document; what has no label does not support."""
    document = read_document(one)
    if document is None:
        return

    def labels(view: View) -> Mapping[str, Label] | None:
        passage = view.passage
        if not was_read(pages, one.sha256[:SHORT], passage.page):
            return None
        lead_in = f"{document.text[passage.lead_in.start : passage.lead_in.end]} " if passage.lead_in else ""
        said: dict[str, Label] = {}
        for row in covered(lead_in + document.text[passage.start : passage.end], passage.page, labelled):
            if row.element not in said or row.verdict is Verdict.SUPPORTS:
                said[row.element] = Label(row.verdict, row.reason)
        return said

    kind = kind_of(document, one.listing.kind, PurePath(one.listing.source).name)
    yield from _lessons(
        document,
        one.listing.company,
        kind,
        rules,
        labels,
        corrected=one.listing.corrected.else_dated(one.listing.published),
        document_name=one.sha256[:SHORT],
        form=form,
    )


def _of_sentence(sentence: LabelledSentence, rules: Rules, whole: float, form: str) -> Iterator[Lesson]:
    document = document_of(sentence.question)
    kind = kind_of(document, sentence.question.document_kind, "")
    known = {label.element: Label(label.verdict, label.reason) for label in sentence.labels}
    yield from _lessons(document, sentence.question.company, kind, rules, lambda _: known, whole, form=form)


def _lessons(
    document: Document,
    company: str,
    kind: Kind,
    rules: Rules,
    labels: Callable[[View], Mapping[str, Label] | None],
    whole: float = 1.0,
    *,
    corrected: Corrected = NOTHING_CORRECTED,
    document_name: str = "",
    form: str,
) -> Iterator[Lesson]:
    """`labels` says of a passage which elements have which; None where nobody judged it."""
    for view, _, judgements in judged(document, company, kind, rules, corrected):
        said = labels(view)
        if said is not None:
            ruled = {frame.element.id: (frame, judgement) for frame, judgement in judgements}
            yield Lesson(
                rubric=rules.rubric.name,
                company=company,
                unit=unit_of(view),
                concepts=concepts_of(view),
                labels=said,
                ruled=ruled,
                whole=whole,
                document=document_name,
                form=form,
            )


def companies_of(lessons: Iterable[Lesson]) -> list[str]:
    """The companies whose labels teach something, each once."""
    return sorted({lesson.company for lesson in lessons if lesson.form != EXTRACTS})
