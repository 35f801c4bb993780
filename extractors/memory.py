"""Memory that is free goes back to the system: the C library of Linux keeps what lies between what is still taken.

A document of hundreds of pages leaves ten megabytes so, and so does a large file that was unpacked.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Gives back what is free; takes a millisecond after a long document. Does nothing where there is no such call."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc, not of musl
    return found
