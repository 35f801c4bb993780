"""Documents read and searched on many machines: a pool whose places are the workers of a Dask cluster.

Only reading goes there. Fetching, the order of the list, what is a copy of what, and saving stay with the run, so that
what is saved cannot depend on who read it: a worker that is lost costs the time of the documents that it had in hand,
which the scheduler gives to others. On each worker documents are read in a supervised pool, as at home.

The workers see the workspace's archive (and a rubric of one's own, which is kept beside it) under the same path, and
have the same Firmword. They never ask the database.
"""

from __future__ import annotations

import gc
import multiprocessing
import socket
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archive.files import Place
from archive.store import Archive
from errors import InputError, Refusal, Stopped
from extractors.records import Outcome
from screening.pool import Pool, PoolDown, PoolLimits, SupervisedPool
from screening.worker import Failed, Job

if TYPE_CHECKING:
    from distributed import Client

    from extractors.extract import Screened
    from screening.worker import Recogniser, Screener

SECONDS_TO_CONNECT = 15
# How long a worker waits for a document that was just kept: a shared disk may show it a little later elsewhere.
SECONDS_TO_APPEAR = 60.0

_pools: dict[tuple[object, ...], SupervisedPool] = {}  # of this worker
_making = threading.Lock()


def pool_of(address: str | None, screen: Screener, limits: PoolLimits, recognise: Recogniser | None) -> Pool:
    """The pool of this machine, or the one of the Dask scheduler at this address.

    Raises InputError where none answers, Stopped where it has no workers.
    """
    return ClusterPool(address, screen, limits, recognise) if address else SupervisedPool(screen, limits, recognise)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise InputError(
            f"--dask {address}: Dask is not installed; pip install '.[dask]' in Firmword's folder"
        ) from error
    try:
        return Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        told = str(error).splitlines()[0]
    # A client that could not start closes when it is taken away; if that were while another starts, both would wait.
    gc.collect()
    raise InputError(
        f"--dask {address}: no Dask scheduler answers there ({told}); "
        "start one (dask scheduler) and give the address that it prints, as tcp://HOST:8786"
    )


class ClusterPool:
    """The workers of a Dask cluster. A context manager; leaving it gives back what it has not read."""

    def __init__(self, address: str, screen: Screener, limits: PoolLimits, recognise: Recogniser | None) -> None:
        """Connect; the number of processes in `limits` is each worker's own number of threads instead."""
        self._address = address
        self._how = (screen, limits, recognise)
        self._client = _connected(address)
        try:
            self._client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
        except TimeoutError as error:
            self._client.close()
            raise Stopped(
                f"--dask {address}: the scheduler has no workers; start some: dask worker {address} --no-nanny"
            ) from error
        self._executor = self._client.get_executor(pure=False)
        self._readers = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def processes(self) -> int:
        """How many documents its workers read at a time, as they are now: some may have come or gone.

        Where the scheduler is lost, as many as before: what is handed to it then says so.
        """
        with suppress(OSError, TimeoutError):
            self._readers = max(1, int(sum(self._client.nthreads().values())))
        return self._readers

    def submit(self, job: Job) -> Future[Screened | Failed]:
        """Queues a job.

        The future never raises for what happens to the document, but Stopped where a worker cannot work, and `PoolDown`
        where the scheduler is gone.
        """
        result: Future[Screened | Failed] = Future()
        asked = self._executor.submit(read, job, job.rules.version, *self._how)
        asked.add_done_callback(partial(self._told, job, result))
        return result

    def _told(self, job: Job, result: Future[Screened | Failed], asked: Future[Screened | Failed]) -> None:
        from distributed import KilledWorker

        error = None if asked.cancelled() else asked.exception()
        if asked.cancelled():
            cure = "what is done is saved; start it, then start the same command again to go on"
            result.set_exception(PoolDown(f"--dask {self._address}: the scheduler was lost; {cure}"))
        elif isinstance(error, KilledWorker):
            # Others went well in the same places, so it is the document, as in a pool of this machine.
            why = "each worker that read it was lost; save it again with another program and list that file"
            result.set_result(Failed(Outcome.CRASHED, f"{job.listing.source}: {why}"))
        elif isinstance(error, Refusal):
            result.set_exception(error)
        elif error is not None:
            cure = "what is done is saved; see what the workers printed, then start the same command again to go on"
            result.set_exception(PoolDown(f"--dask {self._address}: {type(error).__name__}: {error}; {cure}"))
        else:
            result.set_result(asked.result())


def read(
    job: Job, version: str, screen: Screener, limits: PoolLimits, recognise: Recogniser | None
) -> Screened | Failed:
    """One document, on a worker. Raises Stopped where this worker cannot do what the run asks."""
    here = socket.gethostname()
    if multiprocessing.current_process().daemon:
        raise Stopped(
            f"the Dask worker on {here} may not start processes, in which documents are read; start it with --no-nanny"
        )
    if job.rules.version != version:
        raise Stopped(f"the Dask worker on {here} has another Firmword than this one; install the same on all machines")
    archive, until = Archive(job.archive), time.monotonic() + SECONDS_TO_APPEAR
    while not archive.has(job.sha256):
        if _is_no_folder(job.archive) or time.monotonic() > until:
            raise Stopped(
                f"{job.archive}: the Dask worker on {here} does not find {job.sha256[:12]} there; "
                "the workspace must lie on a disk that all machines share, under the same path, or its archive at an "
                "address (firmword move --archive)"
            )
        time.sleep(0.2)
    return _pool_here(screen, limits, recognise).submit(job).result()


def _is_no_folder(place: Place) -> bool:
    """Whether it is a path that leads nowhere on this machine; an address is asked instead."""
    return isinstance(place, Path) and not place.is_dir()


def _pool_here(screen: Screener, limits: PoolLimits, recognise: Recogniser | None) -> SupervisedPool:
    """This worker's pool, with a process for each of its threads; it stays until the worker ends."""
    from distributed import get_worker

    how = (screen, replace(limits, processes=get_worker().state.nthreads), recognise)
    with _making:
        if how not in _pools:
            _pools[how] = SupervisedPool(*how)
            threading.Thread(target=_end_with_worker, args=(_pools[how],), daemon=True).start()
        return _pools[how]


def _end_with_worker(pool: SupervisedPool) -> None:
    """A pool's own threads would keep a worker that was asked to end: they end as soon as all else has."""
    threading.main_thread().join()
    pool.__exit__(None, None, None)
