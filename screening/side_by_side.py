"""The one parallel map: a function over many items, several at a time, the results in the order of the items.

For work of our own on documents that were read before, or that a person chose: what runs here has no limit of time
or memory. Documents that come from outside are read in `pool`, where one bad document costs only itself.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TypeVar

from errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 64  # items that wait for a process or for their turn: items may be made as they are taken, and be large

log = logging.getLogger(__name__)


def side_by_side(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    processes: int | None = None,
    told: Callable[[int], object] | None = None,
    name: Callable[[Item], str] = str,
) -> list[Result]:
    """What the function gives for each item, in their order; the same on any number of processes.

    `function` is importable by name, since another process calls it (None processes: one a core). `told` hears, after
    each item in its turn, how many are done. What the function raises is raised here; a process that an item ends
    raises InputError with the `name` of the items that were being worked on.
    """
    waiting = iter(items)
    first = list(islice(waiting, 2))
    processes = processes or os.cpu_count() or 1
    alone = processes == 1 or len(first) < 2
    each = _here if alone else _elsewhere
    results = []
    for result in each(function, chain(first, waiting), processes, name):
        results.append(result)
        if told is not None:
            told(len(results))
    return results


def _here(
    function: Callable[[Item], Result], items: Iterable[Item], _: int, name: Callable[[Item], str]
) -> Iterator[Result]:
    for item in items:
        log.info("%s", name(item))  # the last one named is the one that ended the process
        yield function(item)


def _elsewhere(
    function: Callable[[Item], Result], items: Iterable[Item], processes: int, name: Callable[[Item], str]
) -> Iterator[Result]:
    # Forking this process would be unsafe where it has threads, such as those of a progress bar.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([function.__module__])
    ahead: deque[tuple[Item, Future[Result]]] = deque()
    pool = ProcessPoolExecutor(processes, context)
    try:
        for item in items:
            ahead.append((item, pool.submit(function, item)))
            if len(ahead) >= AHEAD:
                yield ahead[0][1].result()
                ahead.popleft()
        while ahead:
            yield ahead[0][1].result()
            ahead.popleft()
    except BrokenProcessPool:
        # Items are taken in order, so that it was one of the first that have no result, one a process.
        lost = [name(item) for item, future in ahead if future.exception() is not None]
        raise InputError(
            f"one of these ended the process that worked on it: {', '.join(lost[:processes])}; "
            "see which with --processes 1 --verbose"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
