"""The documents of a run: fetched, read and searched, saved.

Documents are fetched by a few threads and taken up in the order of the list, so that of two copies of the
same document it is always the first that counts as the original. They are read by the pool, of those that are there
the longest first, and each is saved as soon as it is finished: what is saved does not depend on when.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archive.fetch import Limits, fetch, kept_as
from archive.intake import is_url
from archive.store import Archive, NotWhole
from archive.visits import Visits
from extractors.records import Listing, Outcome, Source
from screening.pool import Pool
from screening.worker import Failed, Job
from workspace.records import DocumentRow, Screening
from workspace.store import Store

if TYPE_CHECKING:
    from extractors.extract import Screened
    from extractors.rules import Rules

    Readings = dict[Future[Screened | Failed], Source]

# Fetching is waiting; more threads than this would only be impolite.
FETCHERS = 4
# Documents fetched before they are read: of so many the longest is taken, and so many a killed run fetches again.
AHEAD = 200
IN_HAND = 2  # documents of each worker: the one that it reads, and the next, so that it never waits for us
BYTES_A_PAGE = 19_000  # of 63 companies' reports as PDF, with 3,807 pages

log = logging.getLogger(__name__)

Originals = dict[tuple[str, str], str]  # company and sha256 -> the source under which it is screened


@dataclass(frozen=True, slots=True)
class Bench:
    """What a batch is worked on with: the places where things are kept, the pool, and the rules."""

    store: Store
    archive: Archive
    pool: Pool
    rules: Rules
    version: str  # of the rules, as the ledger has it
    fetching: Limits
    visits: Visits  # to the web
    as_of: str | None  # a date: nothing is fetched, what was archived then is taken
    originals: Originals
    pages: Mapping[str, int]  # of documents that were read before, by their hash
    settled: Mapping[tuple[str, str], str]  # done, by company and source: their hash; asked again whether it stands
    received: Mapping[tuple[str, str], DocumentRow]  # what is known of each source
    ended: Callable[[Source, Outcome], None]  # told of each document once it is saved
    stands: Callable[[Source], None]  # told of each settled document that is left as it is
    lost: Callable[[Source], None]  # told of each that is read as it was received before


class Stream:
    """The documents of a run on their way: some fetched ahead, of these the longest is read next, and saved as it ends.

    So no long document is left for the end, when all workers but one would wait for it. A context manager.
    """

    def __init__(self, listings: Sequence[Listing], bench: Bench) -> None:
        self._bench = bench
        self._fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="fetch")
        self._listed = iter(listings)
        self._left = {(one.company, one.source) for one in listings}  # not yet at their end
        self._fetched: deque[Future[Source]] = deque()  # in the order of the list
        self._waiting: list[tuple[int, int, Source]] = []  # a heap: the longest first, then in the order of the list
        self._readings: Readings = {}
        self._count = 0
        self._bell = threading.Event()  # rung whenever a document was fetched or its reading ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fetchers.shutdown(wait=False, cancel_futures=True)

    def until(self, batch: Sequence[Listing]) -> None:
        """Goes on until each document of the batch has one saved outcome; others may have come to theirs meanwhile."""
        wanted = {(one.company, one.source) for one in batch}
        self._go_on()
        while not wanted.isdisjoint(self._left):
            self._bell.wait()
            self._bell.clear()
            for ended in [reading for reading in self._readings if reading.done()]:
                source = self._readings.pop(ended)
                _save(self._bench, source, ended.result())
                self._end(source)
            self._go_on()

    def _go_on(self) -> None:
        """Fetches and hands to the workers as much as there is room for."""
        while self._fetched and self._fetched[0].done():
            source = _corrected(_or_as_received(self._fetched.popleft().result(), self._bench), self._bench)
            if _is_to_be_read(source, self._bench):
                self._count += 1
                heappush(self._waiting, (-_length(source, self._bench), self._count, source))
            else:
                self._end(source)
        most = IN_HAND * self._bench.pool.processes if self._waiting else 0  # a cluster is asked, which takes a while
        while self._waiting and len(self._readings) < most:
            _, _, source = heappop(self._waiting)
            self._ring_after(reading := _handed(source, self._bench))
            self._readings[reading] = source
        room = AHEAD - len(self._fetched) - len(self._waiting)
        for listing in islice(self._listed, max(room, 0)):
            bench = self._bench
            fetched = self._fetchers.submit(fetch, listing, bench.archive, bench.fetching, bench.visits, bench.as_of)
            self._fetched.append(fetched)
            self._ring_after(fetched)

    def _ring_after(self, work: Future[Source] | Future[Screened | Failed]) -> None:
        work.add_done_callback(lambda _: self._bell.set())

    def _end(self, source: Source) -> None:
        self._left.discard((source.listing.company, source.listing.source))


def _length(source: Source, bench: Bench) -> int:
    """About how long reading it will take, in bytes of a report: by its pages, where it was read before."""
    if source.sha256 is None:
        return 0
    return bench.pages.get(source.sha256, 0) * BYTES_A_PAGE or bench.archive.size(source.sha256)


def _or_as_received(source: Source, bench: Bench) -> Source:
    """The source, or where it cannot be had any more what the archive has of it: a file is gone, a server is silent.

    What is settled is left as it is; and a file that is there, but empty or too large, is another one now.
    """
    key = (source.listing.company, source.listing.source)
    before, gone = bench.received.get(key), source.outcome is Outcome.NOT_FETCHED or is_url(source.listing.location)
    if source.sha256 is not None or not gone or before is None or key in bench.settled or bench.as_of is not None:
        return source
    last = _last_received(before, bench.store)
    if last is None:
        return source
    sha256, at = last
    told = f"{key[1]}: {source.answer}; what was received on {at[:10]}"
    try:
        media_type = before.media_type or kept_as(source.listing, bench.archive, sha256)
        bench.archive.get(sha256)
    except NotWhole as error:
        cure = "put the document back, or restore that copy from a backup"
        return replace(source, detail=f"{told} is {error.how} in the archive ({error.where}); {cure}")
    log.warning("%s is read again out of the archive; put it back, or take its line out of the list", told)
    taken = replace(source, fetched=at, sha256=sha256, media_type=media_type)
    bench.lost(taken)
    return replace(taken, outcome=None, detail="")


def _last_received(before: DocumentRow, store: Store) -> tuple[str, str] | None:
    """What a source gave when it last gave anything, by its hash, and when; it may have been asked in vain since."""
    if before.document is not None:
        return before.document, before.fetched
    seen = [one for one in store.seen(before.company) if one.source == before.source]
    last = max(seen, key=lambda one: one.last, default=None)
    return (last.sha256, last.last) if last else None


def _corrected(source: Source, bench: Bench) -> Source:
    """The source with what a person corrected of these very bytes, which counts before the list."""
    said = bench.store.corrected(source.listing.company, source.sha256)
    return replace(source, listing=replace(source.listing, corrected=said))


def _is_to_be_read(source: Source, bench: Bench) -> bool:
    """Whether there is something to read; a document whose way ends with fetching is saved."""
    listing = source.listing
    if _still_stands(source, bench):
        bench.stands(source)
        return False
    if source.outcome is not None or source.sha256 is None:
        _save(bench, source, Failed(source.outcome or Outcome.NOT_FETCHED, source.detail))
        return False
    original = bench.originals.setdefault((listing.company, source.sha256), listing.source)
    if original != listing.source:
        detail = f"{listing.source}: the same bytes as {original}; what became of them is shown there"
        _save(bench, source, Failed(Outcome.DUPLICATE, detail))
        return False
    return True


def _handed(source: Source, bench: Bench) -> Future[Screened | Failed]:
    """Hands it to the pool."""
    media_type = source.media_type or "application/octet-stream"
    return bench.pool.submit(Job(source.listing, bench.archive.place, source.sha256 or "", media_type, bench.rules))


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
    bench.ended(source, screening.outcome)


def _screening(bench: Bench, source: Source, result: Screened | Failed) -> Screening:
    """What the document gave, as the store keeps it."""
    by = (bench.rules.rubric.name, bench.version)
    if isinstance(result, Failed):
        return Screening(source, *by, result.outcome, result.detail, limit=result.limit)
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
