"""A process of its own for other people's files: it may take so much memory, and lives no longer than its parent."""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading


def confine(memory: int) -> None:
    """Runs first in such a process: limits its memory (bytes of address space), and ties it to its parent."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no gigabytes of core file
    threading.Thread(target=_end_with_parent, daemon=True, name="end-with-parent").start()


def _end_with_parent() -> None:
    """A killed run leaves no workers behind: when the parent is gone, so is this process."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
