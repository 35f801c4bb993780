"""What runs inside a worker process: one archived document is read and searched.

Reading other people's PDFs means running a large native library on whatever is in them. It may loop, take
all memory or die; so it happens in a process of its own, limited in memory, and the parent limits the time.
PDFium must never be used from two threads: each worker handles one document at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.files import Place
from archive.store import Archive
from extractors.clock import counted, uncounted
from extractors.records import Limit, Listing, Outcome, ScannedPage

if TYPE_CHECKING:
    from extractors.extract import Screened
    from extractors.rules import Rules

    Screener = Callable[[bytes, str, Listing, Rules, Sequence[ScannedPage] | None], Screened]
    Recogniser = Callable[[Place, str, int], ScannedPage]

# How a worker says, with its last breath, that a document needed more memory than allowed.
OUT_OF_MEMORY = 77


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be read and searched; its bytes are in the archive."""

    listing: Listing
    archive: Place
    sha256: str
    media_type: str
    rules: Rules
    scans: tuple[ScannedPage, ...] | None = ()  # what text recognition made of its pages; None: it has still to come


@dataclass(frozen=True, slots=True)
class Failed:
    """The document could not be screened: which outcome, and why, for people."""

    outcome: Outcome
    detail: str
    limit: Limit | None = None  # at which it ended; None: at none


def screen_document(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None
) -> Screened:
    """`extractors.extract.screen_document`, imported by the worker alone: the parent needs no readers."""
    with uncounted():
        from extractors import extract

    return extract.screen_document(content, media_type, listing, rules, scans)


def recognise_archived(archive: Place, sha256: str, page: int) -> ScannedPage:
    """What text recognition makes of one page of an archived PDF; whatever goes wrong is told of that page."""
    with uncounted():
        from extractors.readers.pdf import recognised

    try:
        return recognised(Archive(archive).get(sha256), page)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        return ScannedPage("", (), number=page, unread=f"text recognition failed ({type(error).__name__}: {error})")


def recognised_within(seconds: float, recognise: Recogniser, archive: Place, sha256: str, page: int) -> ScannedPage:
    """One page; more seconds of computing end the worker."""
    with counted(seconds):
        return recognise(archive, sha256, page)


def screen_archived(screen: Screener, job: Job, seconds: float) -> Screened | Failed:
    """The result for one job; an exception becomes a `Failed`, lack of memory or time ends the worker."""
    try:
        content = Archive(job.archive).get(job.sha256)
        with counted(seconds):
            return screen(content, job.media_type, job.listing, job.rules, job.scans)
    except MemoryError:
        # What holds the memory may not let go of it; the next document gets a fresh process.
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        return Failed(
            Outcome.CRASHED,
            f"{job.listing.source}: reading it failed ({why}); "
            "save the document again with another program and list that file",
        )


def tried(layers: Path) -> str:
    """What is wrong with a model's encoder, and the cure; "" where nothing is."""
    from extractors.semantic import encoder
    from extractors.taught import ModelError

    try:
        encoder(layers)
    except ModelError as error:
        return str(error)
    return ""
