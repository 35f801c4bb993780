"""Other people's files are opened in processes that are limited in memory and leave nothing behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from extractors.confined import confine

MEMORY = 2**40
PARENT = """
import multiprocessing, os, signal
from test_confined import waits
context = multiprocessing.get_context("forkserver")
here, there = context.Pipe(duplex=False)
context.Process(target=waits, args=(there,)).start()
print(here.recv(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def waits(there: Connection) -> None:
    """The process: says what it may take, and would then stay for a minute."""
    confine(MEMORY)
    there.send((resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]))
    time.sleep(60)


def test_a_confined_process_has_a_limit_of_memory_and_ends_when_its_parent_is_killed() -> None:
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    # It holds what is written here open: the answer is whole only once it has ended.
    told = subprocess.run(
        [sys.executable, "-c", PARENT], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, timeout=30
    )
    assert told.returncode == -signal.SIGKILL
    assert told.stdout.decode().strip() == str((MEMORY, 0))
