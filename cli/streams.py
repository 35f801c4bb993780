"""Standard input and output as UTF-8, whatever the terminal's settings, and the file that stands for output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO


def standard_input() -> TextIO:
    """Standard input as UTF-8; what is not UTF-8 becomes a replacement character."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output as UTF-8, written out before the command ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    yield sys.stdout
    sys.stdout.flush()


def write_result(pieces: Iterable[str], output: Path | None) -> None:
    """Print a result, or write it to the file."""
    if output is None:
        with standard_output() as stream:
            stream.writelines(pieces)
        return
    from reports.files import whole_file

    with (
        whole_file(output) as unfinished,
        unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream,
    ):
        stream.writelines(pieces)
