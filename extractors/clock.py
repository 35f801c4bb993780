"""The computing time that one document may take: it ends the process, and loading what every document needs is free.

The time is that of the processor, so that a busy machine makes no document fail; whoever starts the process sees by
which signal it died.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

OUT_OF_TIME = signal.SIGPROF


@contextmanager
def counted(seconds: float) -> Iterator[None]:
    """Ends the process with OUT_OF_TIME when what is done here takes more seconds of computing."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def uncounted() -> Iterator[None]:
    """What is done here is not counted: a model is loaded once, and by no fault of the document at hand."""
    left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, left)
