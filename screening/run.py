"""The way of a list of documents through the house, with its ledger.

What is listed and not yet done goes as one stream: each document is fetched, read and searched in a supervised
process and saved at once. The ledger in `firmword.db` says what is done: whoever starts a killed run again goes on
from there. Prefect may carry the run in batches, which the stream does not wait for; it keeps no record that counts.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from archive.fetch import NO_FILE, Limits, Remembering, is_gone
from archive.intake import sectors
from archive.store import Archive
from archive.visits import DELAY, Visits
from extractors import ocr
from extractors.records import Listing, Outcome, Source
from extractors.taught import ModelError
from findings.board import renew
from rubric.lending import not_lent
from screening.batch import Bench, Stream
from screening.cluster import pool_of
from screening.loading import begin, elsewhere
from screening.pool import Pool, PoolLimits
from screening.worker import recognise_archived, screen_document, tried
from workspace.companies import as_known
from workspace.place import archive_of
from workspace.records import DocumentRow, Missed
from workspace.rubrics import keep
from workspace.store import Store, open_store

if TYPE_CHECKING:
    from extractors.rules import Rules
    from screening.worker import Screener
from screening.to_do import Aim, Todo, left_to_do

Way = Literal["auto", "direct", "prefect"]

# A Prefect task costs about 50 ms of its server's time: for a hundred documents that is nothing.
BATCH = 100

log = logging.getLogger(__name__)


class Progress(Protocol):
    """Whoever wants to know how far a run is."""

    def start(self, total: int) -> None:
        """So many documents are to be screened."""

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """One more document is saved."""


class NoProgress:
    """Nobody wants to know."""

    def start(self, total: int) -> None:
        """Nothing."""

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents whose end is waited for together; `number` counts from 1."""

    number: int
    listings: tuple[Listing, ...]


Work = Callable[[Batch], None]
# Runs `work` on each batch, each at most once, in order: `flows.through_prefect` is one.
Carrier = Callable[[Sequence[Batch], Work], None]


def version_of(rules: Rules) -> str:
    """The version of readers, lexicons, rubric and rules, under which the ledger keeps what is done."""
    return rules.version


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and, for tests, other functions in the place of the real readers and finders."""

    fetching: Limits = field(default_factory=Limits)
    pool: PoolLimits = field(default_factory=PoolLimits)
    screen: Screener = screen_document  # importable by name: it is called in another process
    version: Callable[[Rules], str] = version_of
    delay: float = DELAY  # seconds between two requests to one host
    contact: str | None = None  # where servers may reach whoever runs this
    as_of: str | None = None  # a date: what was archived then is screened, nothing fetched
    dask: str | None = None  # the address of a scheduler, on whose workers documents are read
    crashed_again: bool = True  # what crashed is read once more, though neither it nor its reader has changed
    lists: bool = False  # whether a list or a folder is screened, which says what there is of its companies


@dataclass(frozen=True, slots=True)
class NotHad:
    """A listed document that gave nothing in this run, whatever is kept of it from before."""

    company: str
    source: str
    why: str  # as it was answered: "HTTP 404"
    gone: bool  # nothing is there any more; else it was refused, not answered, or of no use
    came: bool = False  # something stands there, but it is empty or too large: the document's outcome says so


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did."""

    done: int  # documents that reached an outcome in this run
    already: int  # listed documents on which there was nothing left to do
    outcomes: Mapping[Outcome, int]  # of the documents done in this run
    way: Literal["direct", "prefect"]
    why: str  # the reason for that way, for people
    seconds: float
    changed: int = 0  # of those done: of which something else had been received before
    gone: int = 0  # of those already done: local files that are no longer there
    lost: int = 0  # of those done: that could not be had any more, and were read out of the archive
    not_had: tuple[NotHad, ...] = ()


def run(
    inputs: Sequence[Listing],
    workspace: Path,
    rubric: str,
    way: Way,
    progress: Progress,
    carrier: Carrier | None = None,
    settings: Settings | None = None,
) -> RunSummary:
    """Screens what is listed and not yet done under the present rules, and saves each document as it ends.

    `rubric` is the name of a rubric, or the folder of one of the user's own, which the workspace then keeps.
    `carrier` is used when the way is "prefect" or "auto"; without one, batches run directly.
    What never reached the archive (not fetched, disallowed, too large, empty) and, unless the settings say otherwise,
    what crashed is tried again in each run, what ended at a limit in one that allows more; of what was read from the
    web, its server is asked in each run whether it has changed. What is to be read again and cannot be had any more is
    read out of the archive.

    Raises RubricError and LexiconError, ModelError for a damaged model, InputError for a name that may be one of
    several companies, Stopped and PoolDown where a scheduler or workers cannot be had, StoreError. What was saved until
    then stays, and the next run goes on from there.
    """
    began = time.monotonic()
    settings = settings or Settings()
    rules = _kept(workspace, rubric)
    with open_store(workspace) as store:
        inputs = as_known(inputs, store.companies())
        store.keep_sectors(sectors(inputs))
        archive = Archive(archive_of(workspace.absolute()))
        archive.clear_unfinished()
        aim = Aim(
            rules.rubric.name, settings.version(rules), archive, settings.as_of, settings.pool, settings.crashed_again
        )
        todo = left_to_do(inputs, store, aim)
        chosen, why = choose_way(way, carrier)
        tally = _Tally(progress, todo)
        _tell_gone(todo.gone)
        if todo.listings:
            _open(rules, len(todo.listings), settings)
        progress.start(len(todo.listings))
        recognise = recognise_archived if ocr.installed() else None
        with (
            pool_of(settings.dask, settings.screen, settings.pool, recognise) as pool,
            Stream(todo.listings, _bench(store, pool, rules, aim, todo, tally, settings)) as stream,
        ):
            trouble = _carry(
                carrier if chosen == "prefect" else None,
                _batches(todo.listings),
                lambda batch: stream.until(batch.listings),
            )
        missed = _note_seen(inputs, store, todo, tally, settings) if settings.as_of is None else []
        store.note_visits(*archive.register.end())
        touched = dict.fromkeys([*(one.company for one in todo.listings), *missed])
        renew(store, rules.rubric, touched)  # the board waits for nobody
    if trouble is not None:
        chosen, why = "direct", trouble
    return _summary(inputs, todo, tally, chosen, why, time.monotonic() - began)


def _summary(
    inputs: Sequence[Listing], todo: Todo, tally: _Tally, way: Literal["direct", "prefect"], why: str, seconds: float
) -> RunSummary:
    done = sum(tally.outcomes.values())
    return RunSummary(
        done=done,
        already=len(inputs) - done,
        outcomes=dict(tally.outcomes),
        way=way,
        why=why,
        seconds=seconds,
        changed=tally.changed,
        gone=len(todo.gone),
        lost=tally.lost,
        not_had=tuple(tally.not_had),
    )


def _bench(store: Store, pool: Pool, rules: Rules, aim: Aim, todo: Todo, tally: _Tally, settings: Settings) -> Bench:
    """What the documents that are left to do are worked on with."""
    return Bench(
        store=store,
        archive=aim.archive,
        pool=pool,
        rules=rules,
        version=aim.version,
        fetching=settings.fetching,
        visits=Visits(settings.fetching, settings.delay, settings.contact, memory=Remembering(aim.archive)),
        as_of=settings.as_of,
        originals=todo.originals,
        pages=todo.pages,
        settled=todo.settled,
        received=todo.received,
        ended=tally.ended,
        stands=tally.stood,
        lost=tally.was_lost,
    )


def _kept(workspace: Path, rubric: str) -> Rules:
    """The rules, which the workspace keeps; the log says what a copy of another rubric could be lent and is not."""
    rules = keep(workspace, rubric)
    if told := not_lent(rules.rubric):
        log.warning("%s", told)
    return rules


def _tell_gone(gone: Sequence[DocumentRow]) -> None:
    """Says of each file that is no longer where the list has it what is kept of it."""
    for row in gone:
        kept = f"what was read of it on {row.fetched[:10]} stays, and its bytes are in the archive"
        cure = "put it back, or take its line out of the list"
        log.warning("%s: no such file any more (%s); %s; %s", row.source, row.location, kept, cure)


class _Tally:
    """Counts what was done, and tells it to whoever wants to know."""

    def __init__(self, progress: Progress, todo: Todo) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.changed = 0  # documents of which something else had been received before
        self.lost = 0  # documents that could not be had any more
        self.again: list[tuple[str, str]] = []  # company and source of what is still what it was
        self.not_had = [NotHad(row.company, row.source, NO_FILE, gone=True) for row in todo.gone]
        self._progress = progress
        self._todo = todo

    def ended(self, source: Source, outcome: Outcome) -> None:
        """A document was saved with a new outcome."""
        listing = source.listing
        self.outcomes[outcome] += 1
        before = self._todo.received.get((listing.company, listing.source))
        self.changed += before is not None and _differs(before, source, outcome)
        if source.sha256 is None:
            self._gave_nothing(source, came=outcome not in (Outcome.NOT_FETCHED, Outcome.DISALLOWED))
        self._progress.advance(listing, outcome)

    def was_lost(self, source: Source) -> None:
        """A document could not be had any more, and is read as it was received before."""
        self.lost += 1
        self._gave_nothing(source)

    def stood(self, source: Source) -> None:
        """A settled document was asked for again, and is left as it is."""
        listing = source.listing
        if source.sha256 is not None:
            self.again.append((listing.company, listing.source))
        else:
            self._gave_nothing(source)
        self._progress.advance(listing, self._todo.outcomes[listing.company, listing.source])

    def _gave_nothing(self, source: Source, came: bool = False) -> None:
        listing = source.listing
        self.not_had.append(NotHad(listing.company, listing.source, source.answer, is_gone(source), came))


def _note_seen(inputs: Sequence[Listing], store: Store, todo: Todo, tally: _Tally, settings: Settings) -> list[str]:
    """Notes what is still what it was, and what was found no more; the companies of which that is news."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    store.seen_again([*todo.as_before, *tally.again], now)
    return store.note_missing(*_there_and_missed(inputs, store, todo, tally, settings), now)


def _there_and_missed(
    inputs: Sequence[Listing], store: Store, todo: Todo, tally: _Tally, settings: Settings
) -> tuple[set[tuple[str, str]], dict[tuple[str, str], Missed]]:
    """The sources that the run found, and those that it missed, each of a company.

    What is not listed is missed where a list or a folder is screened that goes on from what was screened before: one
    that has none of it adds to it. What is listed under another name is there.
    """
    listed = {(one.company, one.source) for one in inputs}
    away = {(one.company, one.source) for one in tally.not_had if not one.came}
    known = [key for key in listed if (row := todo.received.get(key)) is not None and row.document is not None]
    left = [key for key in todo.received if key not in listed] if settings.lists and known else []
    missed = dict.fromkeys(away, Missed.NOT_RECEIVED) | dict.fromkeys(left, Missed.NOT_LISTED)
    if not missed:
        return listed, missed
    had = listed - away
    rows = store.documents()
    present = {(row.company, row.document) for row in rows if row.document and (row.company, row.source) in had}
    elsewhere = {(row.company, row.source) for row in rows if (row.company, row.document) in present} & missed.keys()
    return had | elsewhere, {key: how for key, how in missed.items() if key not in elsewhere}


def _open(rules: Rules, documents: int, settings: Settings) -> None:
    """Opens what many documents need before any: on this machine what is forked to the workers, and the model."""
    if settings.screen is screen_document and settings.dask is None:
        begin(rules.place, documents)
    _open_model(rules)


def _differs(before: DocumentRow, source: Source, outcome: Outcome) -> bool:
    """Whether something else came than was received before; of what came with no bytes at all nothing is kept."""
    if source.sha256 is None:
        return outcome is Outcome.EMPTY and before.document is not None and before.outcome is not Outcome.EMPTY
    return before.document not in (None, source.sha256)


def _open_model(rules: Rules) -> None:
    """Opens the model once before any document, so that a damaged one is not laid at every document's door.

    Raises ModelError. Where a model would be and none is installed, the log says so.
    """
    from rubric import names

    name, model = rules.rubric.name, rules.model
    if model is not None and (wrong := elsewhere(tried, model.layers)):
        raise ModelError(wrong)
    if rules.alone or (model is not None and (model.version or rules.place not in names())):
        return
    if model is not None:  # without the one that was learnt
        log.warning("no model for %s is installed: the rules and the rubric's wordings alone search", name)
    elif rules.place in names() or any(element.wordings for element in rules.rubric.elements):
        log.warning("no model for %s is installed: the rules alone search", name)


def choose_way(way: Way, carrier: Carrier | None) -> tuple[Literal["direct", "prefect"], str]:
    """The way to take, and why: through a flow where one is asked for, or where a server of Prefect's shows it."""
    if way == "direct":
        return "direct", "as asked"
    if carrier is None:
        return "direct", "no flow was given" if way == "prefect" else "no Prefect server is configured"
    return "prefect", "as asked" if way == "prefect" else "a Prefect server is configured"


def _batches(listings: Sequence[Listing]) -> list[Batch]:
    starts = range(0, len(listings), BATCH)
    return [Batch(number, tuple(listings[start : start + BATCH])) for number, start in enumerate(starts, 1)]


def _carry(carrier: Carrier | None, batches: Sequence[Batch], work: Work) -> str | None:
    """Runs all batches, through the carrier where there is one; what it leaves undone is then done directly.

    Returns what went wrong with the carrier, if anything did; what goes wrong with the work itself is raised.
    """
    done: set[int] = set()
    failures: list[Exception] = []
    trouble: str | None = None

    def watched(batch: Batch) -> None:
        try:
            work(batch)
        except Exception as error:
            failures.append(error)
            raise
        done.add(batch.number)

    if carrier is not None and batches:
        try:
            carrier(batches, watched)
        except Exception as error:
            if failures:
                raise failures[0] from error
            log.warning("Prefect could not carry the run (%s); going on directly", error)
            trouble = f"Prefect could not carry the run ({error})"
    for batch in batches:
        if batch.number not in done:
            work(batch)
    return trouble
