"""Measures the desk: what a reader takes until all scores are final, in its order and in those of passages.

Each labelled document is screened as a company of its own, and read once in each order by the same reader, who decides
by the labels (`evaluation.desk_reader` says how, and which keys are counted).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from evaluation.coverings import match
from evaluation.desk_reader import Reader, Sitting, at_the_desk, by_candidates
from evaluation.documents import GOLD, beside, labelled_documents
from evaluation.gold_labels import SHORT, Labels, read_labels, read_pages
from evaluation.gold_screening import DocumentJob, ScreenedDocument, found_in, jobs_of, screen
from evaluation.measuring import Terms, rules_of, under_test
from evaluation.systems import taught
from extractors.records import Verdict
from rubric.engine import bounds
from rubric.model import Element, Rubric
from rubric.scores import Truth
from screening.side_by_side import side_by_side
from workspace.records import Candidate

DESK, CAREFUL, DOCUMENT, RANK = "desk", "desk_careful", "document_order", "rank_order"
ORDERS = (DESK, CAREFUL, DOCUMENT, RANK)


@dataclass(frozen=True, slots=True)
class Effort:
    """What one document took in one order, until all scores were final."""

    cards: int
    keys: int
    words: int
    by_decision: tuple[int, ...]  # the keys of each element that was decided, or of those closed together
    opened: int  # elements that the labels call met and for which weaker passages had to be opened
    added: int  # elements that the labels call met and for which the reader had to find a quote elsewhere
    agreeing: int  # elements decided as they are labelled
    decided: int  # elements decided that have a label
    scores_agreeing: int  # final scores that are those of the labels
    scores: int

    @property
    def keys_per_decision(self) -> float:
        """The median of the keys by which one thing was decided."""
        return float(median(self.by_decision)) if self.by_decision else 0.0


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One labelled document, and what it took in each order."""

    document: str  # the first 8 characters of the sha256
    source: str
    candidates: int
    efforts: Mapping[str, Effort]  # by order


@dataclass(frozen=True, slots=True)
class DeskEvaluation:
    """What all labelled documents took, and what they were read by."""

    rubric: str
    rubric_version: str
    data: tuple[Path, ...]
    model: str  # the version of the model beside the rules; empty without one
    documents: tuple[ReadDocument, ...]

    @property
    def all(self) -> dict[str, Effort]:
        """What the documents took together, by order."""
        return {order: _together([one.efforts[order] for one in self.documents]) for order in ORDERS}


def _together(efforts: Sequence[Effort]) -> Effort:
    return Effort(
        **{
            field.name: sum(getattr(one, field.name) for one in efforts)
            for field in fields(Effort)
            if field.name != "by_decision"
        },
        by_decision=tuple(keys for one in efforts for keys in one.by_decision),
    )


def evaluate(terms: Terms) -> DeskEvaluation:
    """Screen the labelled documents as they are measured elsewhere, and read each in each order.

    The model beside the rules is left out where it learnt from the company. Raises InputError when a file or a labelled
    document is missing.
    """
    data = terms.data or (beside(GOLD, "--data"),)
    every = read_labels(data)
    documents = labelled_documents(every, terms.documents)
    companies = under_test(terms, {one.listing.company for one in documents})
    tested = [one for one in documents if one.listing.company in companies]
    learner, rules = taught(terms), rules_of(terms)
    jobs = [
        ReadingJob(one, every.only({one.document.sha256[:SHORT]}))
        for one in jobs_of(tested, rules, learner, read_pages(terms.pages))
    ]
    read = side_by_side(
        read_in_all_orders,
        jobs,
        terms.processes,
        told=lambda done: print(f"desk: {done} of {len(jobs)} documents", file=sys.stderr),
        name=lambda job: job.screening.document.path.name,
    )
    return DeskEvaluation(
        rubric=rules.rubric.name,
        rubric_version=rules.rubric.version,
        data=every.files,
        model=learner.model.version if learner else "",
        documents=tuple(sorted(read, key=lambda one: one.document)),
    )


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """One document to be screened and read, with its labels: another process can do it."""

    screening: DocumentJob
    labels: Labels


def read_in_all_orders(job: ReadingJob) -> ReadDocument:
    """What one document takes in each order."""
    document, rubric = screen(job.screening), job.screening.rules.rubric
    efforts = {order: replay(document, job.labels, rubric, order) for order in ORDERS}
    return ReadDocument(document.short, document.source, len(document.candidates), efforts)


def replay(document: ScreenedDocument, labels: Labels, rubric: Rubric, order: str) -> Effort:
    """One document read in one order by a reader who decides by the labels."""
    assert document.row is not None
    reader = reader_of(document, labels)
    sitting = Sitting(rubric, document.row, list(document.candidates), reader, careful=order == CAREFUL)
    if order in (DESK, CAREFUL):
        at_the_desk(sitting)
    else:
        by_candidates(sitting, _ordered(document.candidates, order))
    return _effort(sitting)


def reader_of(document: ScreenedDocument, labels: Labels) -> Reader:
    """What the labels say of a document's candidates and elements."""
    own = labels.only({document.short})
    matched = match(own.passages, found_in(document), own.outcomes)
    supporting = {
        document.candidates[place].id
        for passage, hits in zip(matched.passages, matched.covering, strict=True)
        if passage.verdict is Verdict.SUPPORTS
        for place in hits
    }
    return Reader(frozenset(supporting), {one.element: one.outcome for one in own.outcomes})


def _ordered(candidates: Sequence[Candidate], order: str) -> list[Candidate]:
    if order == RANK:
        return sorted(candidates, key=lambda one: one.rank)
    return sorted(candidates, key=lambda one: (one.evidence.start, one.evidence.end, one.evidence.element))


def _effort(sitting: Sitting) -> Effort:
    state, reader = sitting.state(), sitting.reader
    decided = {
        one.element: one.decided
        for one in state.findings.values()
        if one.decided is not Truth.UNKNOWN and one.element in reader.outcomes
    }
    labelled = {
        one.id: bounds(one, {each.key: _labelled(reader, each) for each in one.elements})
        for one in sitting.rubric.indicators
    }
    return Effort(
        cards=sitting.cards,
        keys=sitting.keys.total(),
        words=sitting.words,
        by_decision=tuple(sitting.keys.values()),
        opened=sitting.opened,
        added=sitting.added,
        agreeing=sum(reader.outcomes[element] is truth for element, truth in decided.items()),
        decided=len(decided),
        scores_agreeing=sum(state.scores[name].decided == wanted for name, wanted in labelled.items()),
        scores=len(labelled),
    )


def _labelled(reader: Reader, element: Element) -> Truth:
    return Truth.MET if reader.is_met(element) else Truth.NOT_MET
