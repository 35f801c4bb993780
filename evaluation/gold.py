"""Measures what Firmword finds against documents that a person read whole and labelled.

Each labelled document is screened as a company of its own: its candidates are compared with the labelled
passages, and its proposed findings with the labelled outcomes. Nothing is stored and nothing is learnt from
the labels, so that the figures are those of the rules as they stand.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

import rubric as rubrics
from archive.intake import DOCUMENT_ENDINGS, InputError, listings
from evaluation.figures import Figures, Found, measure, words
from evaluation.labels import SHORT, LabelledDocument, LabelledOutcome, Labels, read_labels
from extractors.records import SEARCHED_WHOLE, Evidence, Finding, Listing, Outcome, Truth
from reports.plain import plain

GOLD = Path("..") / "shared" / "gold"
DOCUMENTS = Path("..") / "shared" / "documents"
PROJECT = Path(__file__).resolve().parent.parent


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
    train: tuple[Path, ...]  # named for training; nothing is trained
    documents: tuple[ScreenedDocument, ...]
    sizes_from: str  # where the numbers of words come from
    figures: Figures
    baselines: Mapping[str, Figures] = field(default_factory=dict)  # what the rules must beat, where asked for


def evaluate(
    data: Sequence[Path],
    train: Sequence[Path] = (),
    folder: Path | None = None,
    rubric_name: str = "chrb-core-2019",
    processes: int | None = None,
    with_baselines: bool = False,
) -> Evaluation:
    """Screen the labelled documents and measure what was found.

    `rubric_name` is the name of a rubric that comes with Firmword, or the folder of one of the user's own.
    `data` are label files or folders of them (default: the gold folder beside the project), `folder` holds
    the documents (default: a `documents` folder beside the labels), `train` is only noted. Raises InputError
    when a file or a labelled document is missing.
    """
    rubric = rubrics.open_rubric(rubric_name)
    for file in train:
        if not file.exists():
            raise InputError(f"--train {file}: there is no such file; name a file of labels")
    labels = read_labels(data or [_beside(GOLD, "--data")])
    documents = labelled_documents(labels, folder)
    screened = _screen_all(documents, rubric_name, processes)
    sizes = labels.sizes or {one.short: one.words for one in screened}
    evaluation = Evaluation(
        rubric=rubric.name,
        rubric_version=rubric.version,
        labels=labels,
        train=tuple(train),
        documents=tuple(screened),
        sizes_from="the labels" if labels.sizes else "our own reading of the documents",
        figures=measure(
            labels.passages,
            [found for one in screened for found in found_in(one)],
            labels.outcomes,
            [outcome for one in screened for outcome in outcomes_of(one)],
            sizes,
        ),
    )
    if not with_baselines:
        return evaluation
    from evaluation.baselines import baselines  # scikit-learn takes seconds to load

    return replace(evaluation, baselines=baselines(labels, documents))


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


def _beside(wanted: Path, option: str) -> Path:
    """A folder beside the project or beside the current directory."""
    for place in (PROJECT / wanted, Path.cwd() / wanted):
        if place.is_dir():
            return place.resolve()
    raise InputError(f"{wanted}: there is no such folder beside the project; name another with {option}")


# --- the documents


def labelled_documents(labels: Labels, folder: Path | None) -> list[LabelledDocument]:
    """Each labelled document, found by its hash; raises InputError for those that are nowhere."""
    if folder is not None and not folder.is_dir():
        raise InputError(f"--documents {folder}: there is no such folder; name the folder of the documents")
    missing = set(labels.documents)
    found: dict[str, LabelledDocument] = {}
    places = [folder] if folder is not None else _usual_places(labels)
    for place in places:
        for document in _documents_in(place) if missing else ():
            short = document.sha256[:SHORT]
            if short in missing:
                found[short] = document
                missing.discard(short)
    if missing:
        searched = ", ".join(map(str, places)) or "no folder"
        raise InputError(
            f"{len(missing)} of {len(labels.documents)} labelled documents are not in {searched}: "
            f"{', '.join(sorted(missing))}; name their folder with --documents"
        )
    return [found[short] for short in sorted(found)]


def _usual_places(labels: Labels) -> list[Path]:
    parents = dict.fromkeys(file.resolve().parent for file in labels.files)
    places = [place for parent in parents for place in (parent / "documents", parent.parent / "documents", parent)]
    places += [PROJECT / DOCUMENTS, Path.cwd() / DOCUMENTS]
    return list(dict.fromkeys(place.resolve() for place in places if place.is_dir()))


def _documents_in(folder: Path) -> Iterator[LabelledDocument]:
    """The documents of a folder with what its companies.csv says about them, if it has one."""
    table = folder / "companies.csv"
    listed = {Path(one.location): one for one in listings([str(table)], None)} if table.is_file() else {}
    loose = sorted(path for path in folder.iterdir() if path.suffix.lower() in DOCUMENT_ENDINGS)
    for path in dict.fromkeys([*listed, *loose]):
        if path.is_file():
            listing = listed.get(path) or Listing(path.stem, path.name, str(path.absolute()))
            with path.open("rb") as content:
                yield LabelledDocument(hashlib.file_digest(content, "sha256").hexdigest(), listing, path)


# --- screening


def _screen_all(
    documents: Sequence[LabelledDocument], rubric_name: str, processes: int | None
) -> list[ScreenedDocument]:
    """Screen the documents, several at a time; the largest first, so that none is waited for alone."""
    processes = min(processes or os.cpu_count() or 1, len(documents))
    if processes <= 1:
        return [screen(one, rubric_name) for one in documents]
    largest_first = sorted(documents, key=lambda one: -one.path.stat().st_size)
    try:
        with ProcessPoolExecutor(processes) as pool:
            screened = list(pool.map(screen, largest_first, [rubric_name] * len(documents)))
    except BrokenProcessPool:
        raise InputError(
            "a labelled document ended the process that read it; see which with --processes 1 --verbose"
        ) from None
    return sorted(screened, key=lambda one: one.sha256)


def screen(document: LabelledDocument, rubric_name: str) -> ScreenedDocument:
    """Read one labelled document and search it, as a company of its own and without a store."""
    from extractors.rank import order
    from extractors.readers import sniff
    from extractors.screening import screen_document

    content = document.path.read_bytes()
    media_type = sniff(content, document.path.name, None)
    screened = screen_document(content, media_type, document.listing, rubric_name)
    reading = screened.reading
    evidence = tuple(screened.evidence[place] for place in order(screened.evidence))
    return ScreenedDocument(
        sha256=document.sha256,
        source=document.listing.source,
        outcome=reading.outcome,
        detail=reading.detail,
        words=len(words(reading.document.text)) if reading.document else 0,
        evidence=evidence,
        findings=tuple(_findings(document, evidence, reading.outcome, rubric_name)),
    )


def _findings(
    document: LabelledDocument, evidence: Iterable[Evidence], outcome: Outcome, rubric_name: str
) -> list[Finding]:
    """What would be proposed for a company that had published this document alone."""
    from review.findings import findings
    from review.records import Candidate, DocumentRow, candidate_id

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
    return findings(rubrics.open_rubric(rubric_name), candidates, [], [row])


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
