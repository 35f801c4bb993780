"""A supervised pool of worker processes: one bad document costs only itself.

Each document has a limit of time and of memory. A worker that runs out of either, or dies, ends the document
on which it worked as `timed_out` or `crashed`; the others go on in a new worker.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from errors import Stopped
from extractors.clock import OUT_OF_TIME
from extractors.confined import confine
from extractors.records import Limit, Outcome, ScannedPage
from screening.worker import OUT_OF_MEMORY, Failed, Job, recognised_within, screen_archived

if TYPE_CHECKING:
    from extractors.extract import Screened
    from screening.worker import Recogniser, Screener

P = ParamSpec("P")
T = TypeVar("T")

GIB = 1024**3
# Workers are replaced now and then, so that what a native library leaks does not add up.
DOCUMENTS_A_WORKER = 200
# When a worker's supervisor says nothing for this long after a document's time is up, it is replaced.
GRACE = 30.0
# How long a worker may take to start: the first waits until the fork server has loaded the readers.
SECONDS_TO_START = 120.0
# A worker may be lost through no fault of the document, as when the system ends it to free memory.
TRIES = 3
# Pages of one document that are recognised: a book of pictures must not hold up a batch for hours.
MOST_RECOGNISED = 300


class PoolDown(Stopped):
    """No worker process stays up, whatever it is given: says why, and how to go on."""


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one document may cost, and how many are read at a time."""

    seconds: float = 120.0  # of computing, to read and search a document; models are loaded besides
    page_seconds: float = 20.0  # of computing, to recognise a page that is a picture; beside those of the document
    patience: float = 10.0  # times as long by the clock: a busy machine is no fault of a document, a frozen worker is
    memory: int = 4 * GIB  # address space of a worker, in bytes
    processes: int = os.cpu_count() or 1

    @property
    def by_the_clock(self) -> float:
        """Seconds by the clock after which a worker is ended, whatever it does."""
        return self.seconds * self.patience


class Pool(Protocol):
    """What reads and searches archived documents, here or elsewhere. Leaving it ends all that it works on."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def processes(self) -> int:
        """How many documents it reads at a time."""

    def submit(self, job: Job) -> Future[Screened | Failed]:
        """Queues a job. The future never raises for what happens to the document, but where no work can go on."""


class SupervisedPool:
    """Workers that read and search archived documents. A context manager; leaving it ends all workers."""

    def __init__(self, screen: Screener, limits: PoolLimits, recognise: Recogniser | None = None) -> None:
        """Without `recognise`, pages that are pictures are left unread.

        What workers need is best loaded before: see `loading.begin`. They load it themselves otherwise.
        """
        self._screen = screen
        self._recognise = recognise
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.processes, thread_name_prefix="supervise")
        context = _Context()
        context.set_forkserver_preload([screen.__module__])
        self._lanes = [_Lane(limits, context) for _ in range(limits.processes)]
        self._idle: SimpleQueue[_Lane] = SimpleQueue()
        for lane in self._lanes:
            self._idle.put(lane)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for lane in self._lanes:
            lane.stop()

    @property
    def processes(self) -> int:
        """How many documents are read at a time."""
        return self._limits.processes

    def submit(self, job: Job) -> Future[Screened | Failed]:
        """Queues a job; its time counts from when a worker takes it.

        The future never raises for what happens to the document, but `PoolDown` when no worker can be had.
        """
        return self._threads.submit(self._supervise, job)

    def _supervise(self, job: Job) -> Screened | Failed:
        lane = self._idle.get()
        try:
            for _ in range(TRIES):
                try:
                    return self._result(lane, job)
                except _LaneLost:
                    lane.renew()
            # Other work goes well in the same place, so it is the document.
            return Failed(Outcome.CRASHED, f"{job.listing.source}: {_died_of_it('at once')}")
        finally:
            self._idle.put(lane)

    def _result(self, lane: _Lane, job: Job) -> Screened | Failed:
        source, limits = job.listing.source, self._limits
        try:
            if self._recognise is None:
                return lane.call(screen_archived, self._screen, job, limits.seconds)
            result = lane.call(screen_archived, self._screen, replace(job, scans=None), limits.seconds)
            if isinstance(result, Failed) or not result.reading.waiting:
                return result
            # Pictures of pages: each is recognised within a limit of its own, then the document read anew and searched.
            scans = tuple(self._recognised(self._recognise, lane, job, result.reading.waiting))
            return lane.call(screen_archived, self._screen, replace(job, scans=scans), limits.seconds)
        except TimeoutError:
            return _too_slow(source, limits, limits.by_the_clock, "by the clock")
        except ProcessExpired as death:
            if death.exitcode == -OUT_OF_TIME:
                return _too_slow(source, limits, limits.seconds, "of computing")
            ended_at = Limit(memory=limits.memory) if death.exitcode == OUT_OF_MEMORY else None
            return Failed(Outcome.CRASHED, f"{source}: {_cause_of_death(death.exitcode, limits)}", ended_at)
        except (_LaneLost, CancelledError):
            raise
        except Exception as error:
            return Failed(Outcome.CRASHED, f"{source}: its result was lost ({error}); report this as a fault")

    def _recognised(self, recognise: Recogniser, lane: _Lane, job: Job, pages: Sequence[int]) -> Iterator[ScannedPage]:
        """What is recognised on each page, or why nothing is: a page that takes too long or dies costs only itself."""
        limits = self._limits
        by_the_clock = limits.page_seconds * limits.patience
        for page in pages[:MOST_RECOGNISED]:
            about = (limits.page_seconds, recognise, job.archive, job.sha256, page)
            try:
                yield lane.call_within(by_the_clock, recognised_within, *about)
            except TimeoutError:
                yield _unread(page, f"text recognition took longer than {by_the_clock:g} s by the clock")
            except ProcessExpired as death:
                why = f"failed, {_cause_of_death(death.exitcode, limits)}"
                if death.exitcode == -OUT_OF_TIME:
                    why = f"took more than {limits.page_seconds:g} s of computing"
                yield _unread(page, f"text recognition {why}")
        for page in pages[MOST_RECOGNISED:]:
            yield _unread(page, f"no more than {MOST_RECOGNISED} pages of one document are")


def _unread(page: int, why: str) -> ScannedPage:
    return ScannedPage("", (), number=page, unread=why)


class _LaneLost(Exception):
    """The worker or its supervisor was lost, and it cannot be said on what."""


class _Lane:
    """One worker process and its supervisor.

    It has one document at a time, so that a death can never be laid at another document's door: a pool that
    deals several documents to several workers learns of a death before or after it learns who had what.
    """

    def __init__(self, limits: PoolLimits, context: _Context) -> None:
        self._limits = limits
        self._context = context
        self._pool = self._started()
        self._is_up = False  # it has told its number once
        self._cancel: Callable[[], object] = bool  # of the present call; at first there is none
        self._stopped = False
        self._ending = threading.Lock()  # of two threads that end the worker, one closes its pipes

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result from the worker, within the time of a document; raises as `call_within` does."""
        return self.call_within(self._limits.by_the_clock, function, *args, **kwargs)

    def call_within(self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result from the worker, within so many seconds.

        A worker that was ended from outside may be no fault of its work, which a fresh one is given once more. Raises
        `TimeoutError`, `ProcessExpired` (the worker died of it) or `_LaneLost`.
        """
        self._wait_until_up()
        try:
            return self._call(seconds, function, *args, **kwargs)
        except ProcessExpired as death:
            if death.exitcode != -signal.SIGKILL:
                raise
        return self._call(seconds, function, *args, **kwargs)

    def _wait_until_up(self) -> None:
        """Whether a worker starts at all is no matter of a document's time; raises `_LaneLost`."""
        if self._is_up:
            return
        try:
            self._call(SECONDS_TO_START, os.getpid)
        except (TimeoutError, ProcessExpired) as error:
            raise _LaneLost from error
        self._is_up = True

    def _call(self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=seconds)
        except RuntimeError as error:  # the worker died while it had nothing to do
            raise _LaneLost from error
        self._cancel = future.cancel
        if self._stopped:
            future.cancel()  # type: ignore[no-untyped-call]
        try:
            return future.result(seconds + GRACE)
        except BrokenProcessPool as error:
            raise _LaneLost from error
        except TimeoutError as error:
            if future.done():
                raise
            raise _LaneLost from error

    def renew(self) -> None:
        """Starts anew; raises `PoolDown` when the new worker does not even tell its number."""
        with self._ending:
            if self._stopped:
                raise CancelledError
            self._end()
            self._pool = self._started()
            self._is_up = False
        try:
            self._wait_until_up()
        except _LaneLost as error:
            raise PoolDown(
                "the worker processes do not stay up; what is done is saved. "
                "Free memory or use fewer processes, then start the same command again to go on"
            ) from error

    def stop(self) -> None:
        """Ends the worker, in the middle of a document if need be."""
        with self._ending:
            self._stopped = True
            self._end()

    def _end(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._cancel()

    def _started(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            max_tasks=DOCUMENTS_A_WORKER,
            initializer=confine,
            initargs=(self._limits.memory,),
            context=self._context,
        )


class _Context(ForkServerContext):
    """How workers are started.

    Forking this process would be unsafe: it has threads. A fork server has none, and starts a worker in
    milliseconds with the readers already loaded, where spawning loads them each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:
        # Kept as long as the pool: a worker that is still starting when the pool ends looks for its locks.
        lock = super().RLock()
        self._locks.append(lock)
        return lock


def _too_slow(source: str, limits: PoolLimits, seconds: float, told: str) -> Failed:
    more = f"or allow more with --max-seconds (now {limits.seconds:g})"
    why = f"not read within {seconds:g} s {told}; split the document, save it again with another program, {more}"
    return Failed(Outcome.TIMED_OUT, f"{source}: {why}", Limit(seconds=limits.seconds))


def _cause_of_death(exitcode: int, limits: PoolLimits) -> str:
    if exitcode == OUT_OF_MEMORY:
        allowed = f"{limits.memory / GIB:g} GiB"
        return f"reading it took more than {allowed} of memory; split the document, or allow more with --max-memory"
    if exitcode == -signal.SIGKILL:
        cure = "free memory or use fewer --processes and screen it again, or save it again with another program"
        return f"the reader was ended twice (SIGKILL), perhaps by the system for want of memory; {cure}"
    try:
        return _died_of_it(signal.Signals(-exitcode).name)
    except ValueError:
        return _died_of_it(f"exit code {exitcode}")


def _died_of_it(how: str) -> str:
    return f"the reader died of it ({how}); save the document again with another program and list that file"
