"""Screens each labelled document as a company of its own, as if it had published nothing else. Nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.coverings import Found, words
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledOutcome, Pages, was_read
from evaluation.learning import Learner
from extractors.records import Evidence, Outcome, Reading, Searched
from extractors.rules import Rules
from rubric.scores import Finding
from screening.side_by_side import side_by_side

if TYPE_CHECKING:
    from workspace.records import Candidate, DocumentRow


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """One labelled document to be screened, and by which rules."""

    document: LabelledDocument
    rules: Rules
    pages: Pages


@dataclass(frozen=True, slots=True)
class DocumentLoad:
    """How much of one whole document a researcher is shown by default."""

    pages: float  # of paper, or what its words would fill
    candidates: int
    shown: int


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
    load: DocumentLoad  # what of the whole document is shown by default, whichever pages were read
    shown: frozenset[int] = frozenset()  # the places in `evidence` of what is shown by default, or says the same
    row: DocumentRow | None = None  # the document as a store would tell it
    candidates: tuple[Candidate, ...] = ()  # `evidence` as a store would hold it

    @property
    def short(self) -> str:
        """The document's name in the labels."""
        return self.sha256[:SHORT]


def screen_all(
    documents: Sequence[LabelledDocument],
    rules: Rules,
    processes: int | None,
    taught: Learner | None,
    pages: Pages,
) -> list[ScreenedDocument]:
    """Screen the documents, several at a time; the largest first, so that none is waited for alone.

    Each is weighed by a model that learnt nothing from its company. Of the documents in `pages`, what stands on other
    pages counts neither as found nor for a finding. They come back in the order of their names.
    """
    jobs = jobs_of(documents, rules, taught, pages)
    screened = side_by_side(
        screen,
        jobs,
        processes,
        told=lambda done: print(f"rules: {done} of {len(jobs)} documents", file=sys.stderr),
        name=lambda job: job.document.path.name,
    )
    return sorted(screened, key=lambda one: one.sha256)


def jobs_of(
    documents: Sequence[LabelledDocument], rules: Rules, taught: Learner | None, pages: Pages
) -> list[DocumentJob]:
    """The documents, each with rules whose model learnt nothing from its company; the largest first."""
    models = [taught.without([one.listing.company]) if taught else None for one in documents]
    if taught is not None and None in models:
        alone = f"{models.count(None)} of {len(documents)} documents are of companies that it learnt from"
        print(f"model: {alone}: there the rules stand alone", file=sys.stderr)
    weighed = [rules.with_model(model) for model in models]
    jobs = [DocumentJob(*pair, pages) for pair in zip(documents, weighed, strict=True)]
    return sorted(jobs, key=lambda job: -job.document.path.stat().st_size)


def screen(job: DocumentJob) -> ScreenedDocument:
    """Read one labelled document and search it, as a company of its own and without a store."""
    from extractors.extract import screen_document
    from extractors.rank import order
    from extractors.readers import sniff
    from findings.outcomes import findings
    from findings.shown import length_of, look_at

    document, rules = job.document, job.rules
    content = document.path.read_bytes()
    media_type = sniff(content, document.path.name, None)
    screened = screen_document(content, media_type, document.listing, rules)
    reading = screened.reading
    ordered = [screened.evidence[place] for place in order(screened.evidence)]
    candidates = _candidates(document, ordered)
    row = _row(document, reading, screened.searched)
    looks = look_at(candidates, [row])
    read = [one for one in candidates if was_read(job.pages, document.sha256[:SHORT], one.evidence.page)]
    visible = looks.ids | looks.repeats()
    return ScreenedDocument(
        sha256=document.sha256,
        source=document.listing.source,
        outcome=reading.outcome,
        detail=reading.detail,
        words=len(words(reading.document.text)) if reading.document else 0,
        evidence=tuple(one.evidence for one in read),
        findings=tuple(findings(rules.rubric, read, [], [row])),
        load=DocumentLoad(length_of(row).pages if row.pages else 0, len(candidates), len(looks.ids)),
        shown=frozenset(place for place, one in enumerate(read) if one.id in visible),
        row=row,
        candidates=tuple(read),
    )


def _candidates(document: LabelledDocument, evidence: Iterable[Evidence]) -> list[Candidate]:
    """The evidence as a company's that had published this document alone."""
    from workspace.records import Candidate, candidate_id

    listing = document.listing
    return [
        Candidate(candidate_id(listing.company, one), listing.company, listing.source, one, rank, None)
        for rank, one in enumerate(evidence, 1)
    ]


def _row(document: LabelledDocument, reading: Reading, searched: Searched) -> DocumentRow:
    from workspace.records import About, DocumentRow

    listing, read = document.listing, reading.document
    return DocumentRow(
        company=listing.company,
        source=listing.source,
        url=listing.url,
        document=document.sha256,
        media_type=None,
        outcome=reading.outcome,
        detail="",
        pages=len(read.pages) if read else 0,
        pages_without_text=0,
        kind=listing.kind,
        language=None,
        published=listing.published,
        fetched="",
        about=About(words=len(read.text.split()) if read else 0),
        search=searched,
    )


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
            shown=rank - 1 in document.shown,
        )


def outcomes_of(document: ScreenedDocument) -> Iterator[LabelledOutcome]:
    """The proposed outcome of each element; what is unknown stays so, and is measured as not met."""
    for finding in document.findings:
        yield LabelledOutcome(document.short, finding.element, finding.proposed)
