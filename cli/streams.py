"""Standard input and output as UTF-8, whatever the terminal's settings, and the file that stands for output."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO, cast

from forms import harmless


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


@contextmanager
def table_output() -> Iterator[TextIO]:
    """Standard output for tables that programs read: exact, unless a terminal shows it."""
    with standard_output() as stream:
        yield cast(TextIO, _Shown(stream)) if stream.isatty() else stream


class _Shown:
    """A terminal that is given nothing that would command it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def isatty(self) -> bool:
        """A terminal it is."""
        return True

    def write(self, text: str) -> int:
        return self._stream.write(harmless(text))


class HarmlessLog(logging.Formatter):
    """Lines of the log without what would command the terminal: they name files and companies."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, as `forms.harmless` shows it."""
        return harmless(super().format(record))


def write_result(pieces: Iterable[str], output: Path | None) -> None:
    """Print a result, or write it to the file."""
    if output is None:
        with standard_output() as stream:
            stream.writelines(map(harmless, pieces))
        return
    from reports.files import whole_file

    with (
        whole_file(output) as unfinished,
        unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream,
    ):
        stream.writelines(pieces)
