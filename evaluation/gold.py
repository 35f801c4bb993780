"""Measures what Firmword finds against documents that a person read whole and labelled.

Each labelled document is screened as a company of its own: its candidates are compared with the labelled
passages, and its proposed findings with the labelled outcomes. Nothing is stored. The rules learn nothing from
the labels; the model beside them is learned anew for each company, from all others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from errors import InputError
from evaluation.documents import GOLD, beside, labelled_documents
from evaluation.examples import form_of, training
from evaluation.figures import Counts as DocumentCounts
from evaluation.figures import Figures, Found, Matched, counts_by_document, match, measured, outcome_pairs, words
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledOutcome, Labels, read_labels
from evaluation.intervals import Array, Compared, Counts, compare, kappa
from evaluation.learning import Learner, learner
from evaluation.measuring import RULES, SUPPORT_MEASURES, baselines
from evaluation.question import LabelledExample
from extractors.records import SEARCHED_WHOLE, Evidence, Outcome
from extractors.rules import DEFAULT_RUBRIC, Rules, open_rules
from forms import plain
from rubric.scores import Finding, Truth
from screening.side_by_side import side_by_side


@dataclass(frozen=True, slots=True)
class ScreenedDocument:
    """What screening one labelled document gave."""

    sha256: str
    source: str
    outcome: Outcome
    detail: str
    words: int
    evidence: tuple[Evidence, ...]  # in the order in which a reader should see it
    findings: tuple[Finding, ...]

    @property
    def short(self) -> str:
        """The document's name in the labels."""
        return self.sha256[:SHORT]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures, and all that they come from."""

    rubric: str
    rubric_version: str
    labels: Labels
    train: tuple[Path, ...]  # named for training
    documents: tuple[ScreenedDocument, ...]
    sizes_from: str  # where the numbers of words come from
    figures: Figures
    compared: Compared  # intervals, and the lead over the baselines
    baselines: Mapping[str, Figures] = field(default_factory=dict)  # what the rules must beat, where asked for
    trained_on: str = ""  # what the baselines were trained on, for people
    model_from: tuple[Path, ...] = ()  # what the model that weighs candidates was learned from; empty without one


def evaluate(
    data: Sequence[Path],
    train: Sequence[Path] = (),
    folder: Path | None = None,
    rules: Rules | None = None,
    processes: int | None = None,
    with_baselines: bool = False,
    learned: bool = True,
) -> Evaluation:
    """Screen the labelled documents and measure what was found.

    `rules` are those of the rubric that was labelled (default: chrb-core-2019); `data` are label files or folders
    of them (default: the gold folder beside the project), `folder` holds the documents (default: a `documents`
    folder beside the labels). The classifier among the baselines is trained on the files `train` (default: these
    labels), never on the company under test. So is the model that weighs the candidates, unless `learned` is False
    and the rules stand alone. Raises InputError when a file or a labelled document is missing.
    """
    rules = rules or open_rules(DEFAULT_RUBRIC)
    rubric = rules.rubric
    for file in train:
        form_of(file)
    data = data or [beside(GOLD, "--data")]
    labels = read_labels(data)
    documents = labelled_documents(labels, folder)
    taught = learner(train, folder, rules) if learned else None
    screened = _screen_all(documents, rules, processes, taught)
    sizes = labels.sizes or {one.short: one.words for one in screened}
    outcomes = [outcome for one in screened for outcome in outcomes_of(one)]
    matched = match(labels.passages, [found for one in screened for found in found_in(one)], labels.outcomes)
    counts = {RULES: _counts(matched) | _outcome_counts(labels, outcomes, matched.documents)}
    figures = measured(matched, labels.outcomes, outcomes, sizes)
    beaten: dict[str, Figures] = {}
    trained_on = ""
    if with_baselines:
        known = frozenset(element.id for element in rubric.elements)
        found_by, trained_on = _baselines(labels, documents, data, train, folder)
        for name, rows in found_by.items():
            matched = match(labels.passages, [row for row in rows if row.element in known], labels.outcomes)
            beaten[name] = measured(matched, (), (), labels.sizes)
            counts[name] = _counts(matched)
    return Evaluation(
        rubric=rubric.name,
        rubric_version=rubric.version,
        labels=labels,
        train=tuple(train),
        documents=tuple(screened),
        sizes_from="the labels" if labels.sizes else "our own reading of the documents",
        figures=figures,
        compared=_compared(counts),
        baselines=beaten,
        trained_on=trained_on,
        model_from=taught.files if taught else (),
    )


def _baselines(
    labels: Labels,
    documents: Sequence[LabelledDocument],
    data: Sequence[Path],
    train: Sequence[Path],
    folder: Path | None,
) -> tuple[dict[str, list[Found]], str]:
    """What each baseline takes as support in the labelled documents, and what it was trained on, for people."""
    from evaluation.baseline_passages import (  # reading documents takes a while to load
        examples_of,
        passages_in,
    )

    candidates = list(passages_in(documents))
    asked = [one.question for one in candidates]
    own: list[LabelledExample] = examples_of(candidates, labels.passages)
    learnt = training(train, folder, data, own, asked, within=labels.files)
    said = baselines(asked, learnt.examples, None)
    found = {
        name: [
            one.found(element) for one, elements in zip(candidates, some, strict=True) for element in sorted(elements)
        ]
        for name, some in said.items()
    }
    return found, str(learnt)


# --- intervals

HEADLINE = ("recall_any", "recall_supports", "precision_supports", "f1_supports", "weak_called_supports", "same_reason")


def _compared(counts: Mapping[str, Counts]) -> Compared:
    """The systems by what all of them have, and the rules' agreement on outcomes."""
    compared = compare(counts, SUPPORT_MEASURES)
    outcomes = compare({RULES: counts[RULES]}, {"kappa": kappa}).intervals[RULES]
    return replace(compared, intervals=compared.intervals | {RULES: compared.intervals[RULES] | outcomes})


def _counts(matched: Matched) -> dict[str, Array]:
    by_document = counts_by_document(matched).values()
    return {name: np.array([getattr(one, name) for one in by_document], dtype=float) for name in DocumentCounts._fields}


def _outcome_counts(labels: Labels, said: Iterable[LabelledOutcome], documents: Iterable[str]) -> dict[str, Array]:
    """How many outcomes of each document are labelled met, proposed as met, and both."""
    place = {document: i for i, document in enumerate(sorted(documents))}
    counts = {name: np.zeros(len(place)) for name in ("elements", "gold_met", "said_met", "both_met")}
    for document, gold, mine in outcome_pairs(labels.outcomes, said):
        for name, holds in (("elements", True), ("gold_met", gold), ("said_met", mine), ("both_met", gold and mine)):
            counts[name][place[document]] += holds
    return counts


# --- what is measured


def found_in(document: ScreenedDocument) -> Iterator[Found]:
    """The document's candidates as they are measured; rank counts within the document."""
    for rank, one in enumerate(document.evidence, 1):
        yield Found(
            document=document.short,
            page=one.page,
            quote=one.quote,
            element=one.element,
            verdict=one.verdict,
            reason=one.reason,
            rank=rank,
            lead_in=one.lead_in.quote if one.lead_in else None,
        )


def outcomes_of(document: ScreenedDocument) -> Iterator[LabelledOutcome]:
    """The proposed outcome of each element; what is unknown stays so, and is measured as not met."""
    for finding in document.findings:
        yield LabelledOutcome(document.short, finding.element, finding.proposed)


# --- screening


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """One labelled document to be screened, and by which rules."""

    document: LabelledDocument
    rules: Rules


def _screen_all(
    documents: Sequence[LabelledDocument], rules: Rules, processes: int | None, taught: Learner | None
) -> list[ScreenedDocument]:
    """Screen the documents, several at a time; the largest first, so that none is waited for alone."""
    weighed = [rules.with_model(taught.without([one.listing.company]) if taught else None) for one in documents]
    jobs = [DocumentJob(*pair) for pair in zip(documents, weighed, strict=True)]
    screened = side_by_side(
        screen,
        sorted(jobs, key=lambda job: -job.document.path.stat().st_size),
        processes,
        told=lambda done: print(f"rules: {done} of {len(jobs)} documents", file=sys.stderr),
        name=lambda job: job.document.path.name,
    )
    return sorted(screened, key=lambda one: one.sha256)


def screen(job: DocumentJob) -> ScreenedDocument:
    """Read one labelled document and search it, as a company of its own and without a store."""
    from extractors.extract import screen_document
    from extractors.rank import order
    from extractors.readers import sniff

    document, rules = job.document, job.rules
    content = document.path.read_bytes()
    media_type = sniff(content, document.path.name, None)
    screened = screen_document(content, media_type, document.listing, rules)
    reading = screened.reading
    evidence = tuple(screened.evidence[place] for place in order(screened.evidence))
    return ScreenedDocument(
        sha256=document.sha256,
        source=document.listing.source,
        outcome=reading.outcome,
        detail=reading.detail,
        words=len(words(reading.document.text)) if reading.document else 0,
        evidence=evidence,
        findings=tuple(_findings(document, evidence, reading.outcome, rules)),
    )


def _findings(
    document: LabelledDocument, evidence: Iterable[Evidence], outcome: Outcome, rules: Rules
) -> list[Finding]:
    """What would be proposed for a company that had published this document alone."""
    from findings.outcomes import findings
    from workspace.records import Candidate, DocumentRow, candidate_id

    listing = document.listing
    candidates = [
        Candidate(candidate_id(listing.company, one), listing.company, listing.source, one, rank, None)
        for rank, one in enumerate(evidence, 1)
    ]
    row = DocumentRow(
        company=listing.company,
        source=listing.source,
        url=listing.url,
        document=document.sha256,
        media_type=None,
        outcome=outcome,
        detail="",
        pages=0,
        pages_without_text=0,
        kind=listing.kind,
        language=None,
        published=listing.published,
        fetched="",
    )
    return findings(rules.rubric, candidates, [], [row])


# --- for others to check


def write_found(evaluation: Evaluation, folder: Path) -> None:
    """Write found.jsonl and found_outcomes.jsonl, so that anyone can measure with a program of their own.

    Raises InputError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "found.jsonl", (row for one in evaluation.documents for row in _found_rows(one)))
        _write(
            folder / "found_outcomes.jsonl",
            (row for one in evaluation.documents for row in _outcome_rows(one)),
        )
    except OSError as error:
        raise InputError(f"--export-found {folder}: cannot be written ({error.strerror}); name another") from error


def _found_rows(document: ScreenedDocument) -> Iterator[dict[str, object]]:
    for rank, one in enumerate(document.evidence, 1):
        yield {
            "document": document.sha256,
            "page": one.page,
            "start": one.start,
            "end": one.end,
            "quote": one.quote,
            "lead_in": plain(one.lead_in),
            "element": one.element,
            "verdict": one.verdict,
            "reason": one.reason,
            "explanation": one.explanation,
            "rules": plain(one.rules),
            "rank": rank,
        }


def _outcome_rows(document: ScreenedDocument) -> Iterator[dict[str, object]]:
    for finding in document.findings:
        met = Truth.MET if finding.proposed is Truth.MET else Truth.NOT_MET
        yield {
            "document": document.sha256,
            "element": finding.element,
            "outcome": met,
            "proposed": finding.proposed,
        }


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def unread(evaluation: Evaluation) -> list[ScreenedDocument]:
    """The labelled documents that could not be read whole."""
    return [one for one in evaluation.documents if one.outcome not in SEARCHED_WHOLE]
