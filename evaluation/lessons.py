"""What labels teach: each passage in which a lexicon entry fires, with its labels and what the rules say of it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from evaluation.companies import is_any, named_in_vain
from evaluation.coverings import covered, labels_by_document
from evaluation.documents import labelled_documents, read_document
from evaluation.examples import form_of
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledPassage, Pages, read_labels, was_read
from evaluation.question import document_of
from evaluation.sentence_labels import LabelledSentence, read_sentences
from extractors.extract import judged
from extractors.kinds import kind_of
from extractors.learned import concepts_of, unit_of
from extractors.records import Document, Verdict
from extractors.rules import Rules
from extractors.semantic import Unit
from extractors.view import Judgement, View
from rubric.kinds import Kind

_UNLABELLED = 0.15  # what an element without a label counts, where only some elements were thought of


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of a passage for one element."""

    verdict: Verdict
    reason: str | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One passage: as the encoder reads it, by its concepts, with what people and rules say of each element."""

    company: str
    unit: Unit
    concepts: tuple[str, ...]
    labels: Mapping[str, Label]
    ruled: Mapping[str, Judgement]
    whole: float = 1.0  # what an element without a label counts: 1 where all were thought of
    document: str = ""  # by which passages of one document are told from single sentences; empty for these


def lessons_from(
    files: Sequence[Path],
    documents: Path | None,
    rules: Rules,
    pages: Pages | None = None,
    without: Sequence[str] = (),
) -> list[Lesson]:
    """The lessons of labelled files, in their order: documents labelled whole, and single sentences.

    Of the documents in `pages` only what stands on these pages is learnt from; of the companies `without`, nothing.
    Raises InputError for a file that is missing or of no known form.
    """
    forms = [(file, form_of(file)) for file in files]
    whole = [file for file, form in forms if form == "gold"]
    single = [file for file, form in forms if form == "sentences"]
    lessons: list[Lesson] = []
    companies: set[str] = set()
    if whole:
        labels = read_labels(whole, with_outcomes=False)
        by_document = labels_by_document(labels.passages)
        for one in labelled_documents(labels, documents):
            companies.add(one.listing.company)
            if not is_any(one.listing.company, without):
                lessons += _of_document(one, by_document[one.sha256[:SHORT]], rules, pages or {})
    for file in single:
        sentences = read_sentences([file])
        thought_of = 1.0 if any(not one.labels for one in sentences) else _UNLABELLED
        for sentence in sentences:
            companies.add(sentence.question.company)
            if not is_any(sentence.question.company, without):
                lessons += _of_sentence(sentence, rules, thought_of)
    if vain := named_in_vain(without, companies):
        print(f"--without: nothing is labelled for {', '.join(vain)}", file=sys.stderr)
    return lessons


def in_part(company: str, part: int, of: int, name: str) -> bool:
    """Whether a company belongs to a part of all companies, the same in every run; `name` tells one parting apart."""
    first = "".join(sign for sign in company.casefold().split(" ")[0] if sign.isalnum())
    return int(hashlib.sha256(f"{name} {first}".encode()).hexdigest(), 16) % of == part


def _of_document(
    one: LabelledDocument, labelled: Sequence[tuple[LabelledPassage, list[str]]], rules: Rules, pages: Pages
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
    yield from _lessons(document, one.listing.company, kind, rules, labels, document_name=one.sha256[:SHORT])


def _of_sentence(sentence: LabelledSentence, rules: Rules, whole: float) -> Iterator[Lesson]:
    document = document_of(sentence.question)
    kind = kind_of(document, sentence.question.document_kind, "")
    known = {label.element: Label(label.verdict, label.reason) for label in sentence.labels}
    yield from _lessons(document, sentence.question.company, kind, rules, lambda _: known, whole)


def _lessons(
    document: Document,
    company: str,
    kind: Kind,
    rules: Rules,
    labels: Callable[[View], Mapping[str, Label] | None],
    whole: float = 1.0,
    *,
    document_name: str = "",
) -> Iterator[Lesson]:
    """`labels` says of a passage which elements have which; None where nobody judged it."""
    for view, _, judgements in judged(document, company, kind, rules):
        said = labels(view)
        if said is not None:
            ruled = {frame.element.id: judgement for frame, judgement in judgements}
            yield Lesson(company, unit_of(view), concepts_of(view), said, ruled, whole, document_name)


def companies_of(lessons: Iterable[Lesson]) -> list[str]:
    """The companies whose labels teach something, each once."""
    return sorted({lesson.company for lesson in lessons})
