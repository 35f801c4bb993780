"""What workers need is loaded once, in the fork server, before any of them is forked from it.

A worker then starts in milliseconds, shares the memory of all that was loaded, and one that is replaced costs nothing.
The fork server is a process of its own: it loads while this one still opens the workspace. This module imports nothing
of ours, so that it can be called first of all.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.forkserver import ensure_running
from pathlib import Path

LOADED = "screening.loaded"  # imported by the fork server, which then has loaded everything
RULES = "FIRMWORD_LOADED_RULES"  # the fork server is given names of modules alone: by this it learns of the rubric
FOR = "FIRMWORD_LOADED_FOR"  # ... and for how many documents


def begin(rubric: str, documents: int) -> None:
    """Has the fork server load what searches so many documents by a rubric (its name or folder); returns at once.

    Once a process: where a fork server runs already, its workers load what it lacks themselves.
    """
    os.environ[RULES], os.environ[FOR] = rubric, str(documents)
    multiprocessing.get_context("forkserver").set_forkserver_preload([LOADED])
    ensure_running()


def elsewhere(ask: Callable[[Path], str], path: Path) -> str:
    """What is said of a file by a process that is forked where all is loaded: this one needs no memory for it.

    "" where that process is ended before it says anything: what is wrong, the workers then tell.
    """
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_say, args=(there, ask, path))
    process.start()
    there.close()
    try:
        said: str = here.recv()
    except EOFError:
        said = ""
    process.join()
    return said


def _say(there: Connection, ask: Callable[[Path], str], path: Path) -> None:
    there.send(ask(path))
