"""Reads hand-labelled evidence: which passages a careful researcher would cite, and each element's outcome.

Labels come as JSON lines. A line with a `quote` is a labelled passage, a line with an `outcome` is an
element's outcome in one document. A tab-separated file gives the number of words of each document. Files are
told apart by what is in them, so that they may have any name. A passage may have a `lead_in`, the words before a
list of which it is an item: it is for people, and what is measured is the quote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from errors import InputError
from evaluation.label_files import json_lines, tab_pairs
from extractors.records import Listing, Verdict
from rubric.scores import Truth

SHORT = 8  # labels name a document by the first characters of its sha256

_SIZE = "document, tab, number of words"
_PAGES = "document, tab, the pages that were read with blanks between"

Pages = Mapping[str, frozenset[int]]  # of the documents that were not read whole: the pages that were


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage that a person cited for an element, or a near miss with its reason."""

    document: str  # the first 8 characters of the sha256
    page: int  # 1-based; 1 for HTML and Markdown
    quote: str
    element: str
    verdict: Verdict
    reason: str | None


@dataclass(frozen=True, slots=True)
class LabelledOutcome:
    """Whether an element is met by one document alone."""

    document: str
    element: str
    outcome: Truth


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document that was labelled, and where its bytes are."""

    sha256: str
    listing: Listing
    path: Path


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels of an evaluation, and where they were read."""

    files: tuple[Path, ...]
    passages: tuple[LabelledPassage, ...]
    outcomes: tuple[LabelledOutcome, ...]
    sizes: dict[str, int]  # words of a document, by the first 8 characters of its sha256; may be empty

    @property
    def documents(self) -> tuple[str, ...]:
        """The labelled documents, sorted."""
        passages, outcomes = {row.document for row in self.passages}, {row.document for row in self.outcomes}
        return tuple(sorted(passages | outcomes))

    def only(self, documents: Collection[str]) -> Labels:
        """The labels of some documents, by the first 8 characters of their sha256."""
        return replace(
            self,
            passages=tuple(row for row in self.passages if row.document in documents),
            outcomes=tuple(row for row in self.outcomes if row.document in documents),
        )


def read_labels(paths: Iterable[Path], with_outcomes: bool = True) -> Labels:
    """Read label files, or folders that hold passages.jsonl, outcomes.jsonl and perhaps words.tsv.

    Beside a passages file, a `words.tsv` of the same folder is read too, when no other is named.
    Raises InputError when a file cannot be read, a line is no label, or one of the two kinds is missing; to
    train on, passages are enough (`with_outcomes` false).
    """
    option = "--data" if with_outcomes else "--train"
    files = _label_files(list(paths), option)
    passages: list[LabelledPassage] = []
    outcomes: list[LabelledOutcome] = []
    sizes: dict[str, int] = {}
    for file in files:
        if file.suffix == ".tsv":
            sizes.update(_sizes(file))
            continue
        for number, row in json_lines(file):
            label = _label(file, number, row)
            if isinstance(label, LabelledPassage):
                passages.append(label)
            else:
                outcomes.append(label)
    for kind, rows in (("labelled passages", passages), ("labelled outcomes", outcomes)):
        if not rows and (with_outcomes or kind == "labelled passages"):
            named = ", ".join(str(file) for file in files) or "no file"
            raise InputError(f"{named}: no {kind} in it; name a file of {kind} too with {option}")
    return Labels(tuple(files), tuple(passages), tuple(outcomes), sizes)


def _label_files(paths: Sequence[Path], option: str) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [path / name for name in ("passages.jsonl", "outcomes.jsonl", "words.tsv")]
            found = [file for file in inside if file.is_file()]
            if not found:
                raise InputError(f"{path}: no passages.jsonl in this folder; name the label files with {option}")
            files += found
        elif path.is_file():
            files.append(path)
        else:
            raise InputError(f"{path}: there is no such file; name the label files with {option}")
    if not any(file.suffix == ".tsv" for file in files):
        beside = {file.parent / "words.tsv" for file in files}
        files += sorted(file for file in beside if file.is_file())
    return list(dict.fromkeys(files))


def _label(file: Path, number: int, row: dict[str, object]) -> LabelledPassage | LabelledOutcome:
    """One line as a label. The field `document` is accepted for `doc`."""
    try:
        document = str(row["doc"] if "doc" in row else row["document"])[:SHORT]
        element = str(row["element"])
        if "outcome" in row:
            return LabelledOutcome(document, element, Truth(str(row["outcome"])))
        reason = row.get("reason")
        return LabelledPassage(
            document=document,
            page=int(str(row["page"])),
            quote=str(row["quote"]),
            element=element,
            verdict=Verdict(str(row["verdict"])),
            reason=None if reason is None else str(reason),
        )
    except KeyError as error:
        raise InputError(
            f"{file}, line {number}: no {error} in it; a passage has doc, page, quote, element and verdict, "
            "an outcome has doc, element and outcome"
        ) from None
    except ValueError:
        told = ", ".join(f"{name} {row[name]!r}" for name in ("outcome", "page", "verdict") if name in row)
        raise InputError(
            f"{file}, line {number}: {told}; an outcome is {' or '.join(Truth)}, a page is a number, "
            f"a verdict is {' or '.join(Verdict)}"
        ) from None


def _sizes(file: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for number, document, words in tab_pairs(file, _SIZE):
        if not words.isdecimal():
            raise InputError(f"{file}, line {number}: {words!r} is no number of words; give {_SIZE}")
        sizes[document[:SHORT]] = int(words)
    return sizes


def read_pages(file: Path | None) -> Pages:
    """The pages that were read of documents that were not read whole; None is no such document.

    Raises InputError for a file that cannot be read, and for a line without a document and its pages.
    """
    if file is not None and not file.is_file():
        raise InputError(f"--pages {file}: there is no such file; name a text file: {_PAGES}")
    pages: dict[str, frozenset[int]] = {}
    for number, document, numbers in tab_pairs(file, _PAGES) if file else ():
        if not document or not numbers or not all(one.isdecimal() for one in numbers.split()):
            raise InputError(f"{file}, line {number}: {numbers!r} are no numbers of pages; give {_PAGES}")
        pages[document[:SHORT]] = frozenset(map(int, numbers.split()))
    return pages


def was_read(pages: Pages, document: str, page: int) -> bool:
    """Whether a page was read by those who labelled: what is found on another says nothing."""
    return document not in pages or page in pages[document]
