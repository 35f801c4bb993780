"""One batch of documents: fetched, read and searched, saved.

Documents are fetched by a few threads and taken up in the order of the list, so that of two copies of the
same document it is always the first that counts as the original. They are read by the pool in any order,
and each is saved as soon as it is finished: what is saved does not depend on when.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.fetch import Limits, fetch
from archive.store import Archive
from archive.visits import Visits
from extractors.records import Listing, Outcome, Source
from screening.pool import Pool
from screening.worker import Failed, Job
from workspace.records import Screening
from workspace.store import Store

if TYPE_CHECKING:
    from extractors.extract import Screened
    from extractors.rules import Rules

    Readings = dict[Future[Screened | Failed], Source]

# Fetching is waiting; more threads than this would only be impolite.
FETCHERS = 4

log = logging.getLogger(__name__)

Originals = dict[tuple[str, str], str]  # company and sha256 -> the source under which it is screened


@dataclass(frozen=True, slots=True)
class Bench:
    """What a batch is worked on with: the places where things are kept, the pool, and the rules."""

    store: Store
    archive: Archive
    pool: Pool
    fetching: Limits
    rules: Rules
    version: str  # of the rules, as the ledger has it
    ended: Callable[[Listing, Outcome], None]  # told of each document once it is saved
    originals: Originals = field(default_factory=dict)
    visits: Visits | None = None  # to the web; None: each address is asked without robots.txt and delay
    as_of: str | None = None  # a date: nothing is fetched, what was archived then is taken
    settled: Mapping[tuple[str, str], str] = field(default_factory=dict)  # done; asked again whether that still stands
    stands: Callable[[Source], None] = lambda _: None  # told of each settled document that is left as it is


def screen_batch(listings: Sequence[Listing], bench: Bench) -> None:
    """Takes each listed document to one saved outcome."""
    fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="fetch")
    try:
        sources = [
            fetchers.submit(fetch, listing, bench.archive, bench.fetching, bench.visits, bench.as_of)
            for listing in listings
        ]
        _take_up(sources, bench)
    finally:
        fetchers.shutdown(wait=False, cancel_futures=True)


def _take_up(sources: Sequence[Future[Source]], bench: Bench) -> None:
    bell = threading.Event()  # rung whenever a document was fetched or its reading ended
    for fetched in sources:
        fetched.add_done_callback(lambda _: bell.set())
    readings: Readings = {}
    arrived = 0
    while arrived < len(sources) or readings:
        bell.wait()
        bell.clear()
        for ended in [reading for reading in readings if reading.done()]:
            _save(bench, readings.pop(ended), ended.result())
        while arrived < len(sources) and sources[arrived].done():
            source = _corrected(sources[arrived].result(), bench)
            arrived += 1
            reading = _receive(source, bench)
            if reading is not None:
                readings[reading] = source
                reading.add_done_callback(lambda _: bell.set())


def _corrected(source: Source, bench: Bench) -> Source:
    """The source with what a person corrected of these very bytes, which counts before the list."""
    said = bench.store.corrected(source.listing.company, source.sha256)
    return replace(source, listing=replace(source.listing, corrected=said))


def _receive(source: Source, bench: Bench) -> Future[Screened | Failed] | None:
    """Saves a document whose way ends with fetching, or hands it to the pool."""
    listing = source.listing
    if _still_stands(source, bench):
        bench.stands(source)
        return None
    if source.outcome is not None or source.sha256 is None:
        _save(bench, source, Failed(source.outcome or Outcome.NOT_FETCHED, source.detail))
        return None
    original = bench.originals.setdefault((listing.company, source.sha256), listing.source)
    if original != listing.source:
        detail = f"{listing.source}: the same bytes as {original}; what was found is shown there"
        _save(bench, source, Failed(Outcome.DUPLICATE, detail))
        return None
    media_type = source.media_type or "application/octet-stream"
    return bench.pool.submit(Job(listing, bench.archive.folder, source.sha256, media_type, bench.rules))


def _still_stands(source: Source, bench: Bench) -> bool:
    """Whether what was screened before is left as it is: its address gave the same bytes, or nothing in its place."""
    listing = source.listing
    before = bench.settled.get((listing.company, listing.source))
    if before is None:
        return False
    if source.sha256 is None:
        log.warning("%s: %s; what was read before stays", listing.source, source.answer)
        return True
    if source.sha256 != before and bench.originals.get((listing.company, before)) == listing.source:
        del bench.originals[listing.company, before]
    return source.sha256 == before


def _save(bench: Bench, source: Source, result: Screened | Failed) -> None:
    """One transaction with everything that the document gave."""
    screening = _screening(bench, source, result)
    bench.store.save_screening(screening)
    bench.ended(source.listing, screening.outcome)


def _screening(bench: Bench, source: Source, result: Screened | Failed) -> Screening:
    """What the document gave, as the store keeps it."""
    by = (bench.rules.rubric.name, bench.version)
    if isinstance(result, Failed):
        return Screening(source, *by, result.outcome, result.detail)
    reading = result.reading
    return Screening(
        source,
        *by,
        reading.outcome,
        reading.detail,
        reading=reading,
        evidence=result.evidence,
        searched=result.searched,
        kind=result.kind,
        kind_reason=result.kind_reason,
        signed_off=result.signed,
    )
