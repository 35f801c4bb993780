"""How far a long run is: a bar where a person watches, else a line each tenth of the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from extractors.records import Listing, Outcome
from forms import counted, harmless

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from screening.run import Progress

SHORT = 40  # characters of a document's name beside the bar


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """What `screening.run.run` tells its progress to: a bar when the stream is a terminal, else lines."""
    if not stream.isatty():
        yield Lines(stream)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with RichProgress(*columns, console=Console(file=stream)) as bar:
        yield Bar(bar)


class Lines:
    """Says at each tenth of the way how many documents are done."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = self._done = 0

    def start(self, total: int) -> None:
        """So many documents are to be screened."""
        self._total = total

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """One more document is done."""
        before, self._done = self._done, self._done + 1
        if self._total and before * 10 // self._total < self._done * 10 // self._total:
            self._stream.write(f"screened {self._done:,} of {counted(self._total, 'document')}\n")
            self._stream.flush()


class Bar:
    """Moves a bar and names the document that was finished last."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def start(self, total: int) -> None:
        """So many documents are to be screened."""
        self._task = self._bar.add_task("", total=total)

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """One more document is done."""
        from rich.markup import escape

        if self._task is not None:
            said = escape(harmless(f"{listing.source[-SHORT:]}: {outcome}"))
            self._bar.update(self._task, advance=1, description=said)
