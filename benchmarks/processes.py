"""What a command takes with all processes that it starts: CPU time, time by the clock, and peak memory.

A command's own figures leave out what it never waits for, such as the server that its workers are forked from. So the
orphans of the command become children of the measuring process (a "subreaper" of Linux), which waits for them all.
Memory is that of all processes at one moment: PSS, in which what several share counts once, and RSS, in which it counts
for each of them. It is looked at every 0.2 s.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # of Linux, prctl(2)
SECONDS_BETWEEN_LOOKS = 0.2
MIB = 1024  # of the kB that Linux gives


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took."""

    wall: float  # seconds until the command itself ended
    cpu: float  # seconds of all processes
    pss: float  # MB of all processes together, at most
    rss: float
    output: str


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None, memory: bool = True) -> Took:
    """Runs a command to its end, and that of all processes that it leaves; Raises CalledProcessError if it fails.

    Without `memory` nothing is looked at meanwhile, so that a short command is not disturbed.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, began = _cpu(), time.monotonic()
    most_pss = most_rss = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # a pipe that nobody reads meanwhile fills, and blocks
        running = subprocess.Popen(command, stdout=said, env=environment)
        while memory and running.poll() is None:
            pss, rss = _memory(os.getpid())
            most_pss, most_rss = max(most_pss, pss), max(most_rss, rss)
            with suppress(subprocess.TimeoutExpired):
                running.wait(SECONDS_BETWEEN_LOOKS)
        running.wait()
        wall = time.monotonic() - began
        said.seek(0)
        output = said.read()
    with suppress(ChildProcessError):  # until there are no more children
        while True:
            os.wait()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command, output)
    return Took(wall, _cpu() - before, most_pss, most_rss, output)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(parent: int) -> tuple[float, float]:
    """PSS and RSS in MB of all processes below the parent."""
    pss = rss = 0
    for process in _below(parent):
        with suppress(OSError):  # it ended meanwhile
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    pss += int(line.split()[1])
                elif line.startswith("Rss:"):
                    rss += int(line.split()[1])
    return pss / MIB, rss / MIB


def _below(parent: int) -> Iterator[int]:
    with suppress(OSError):
        children = [Path(f"/proc/{parent}/task/{task}/children") for task in os.listdir(f"/proc/{parent}/task")]
        for child in " ".join(one.read_text() for one in children).split():
            yield int(child)
            yield from _below(int(child))
