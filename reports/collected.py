"""The list of collected documents, and the file of what was left out with the reason, as CSV."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import TextIO

from archive.collection import COLUMNS, Collection, LeftOut, Row, together
from forms import counted
from reports.export import inert, mark
from reports.files import whole_file


def write(
    rows: Iterable[Row], found: Iterable[Collection], output: Path | None, skipped: Path | None, stream: TextIO
) -> None:
    """The list goes to its file or to the stream, what was left out to a file alone: the one named, or one beside."""
    write_list(rows, output, stream)
    if skipped is None and output is not None:
        skipped = output.with_name(f"{output.stem}-skipped.csv")
    if skipped is not None:
        write_left_out([one for site in found for one in site.left], skipped, stream)


def as_they_end(
    earlier: Sequence[Row], output: Path | None, skipped: Path | None, stream: TextIO
) -> Callable[[Collection], None]:
    """What writes the list whenever a website was searched: a search that is cut off keeps all before it."""
    ended: list[Collection] = []
    lock = threading.Lock()  # several are searched at a time

    def write_so_far(one: Collection) -> None:
        with lock:
            ended.append(one)
            if output is not None:
                write(together(ended, earlier), ended, output, skipped, stream)

    return write_so_far


def write_list(rows: Iterable[Row], output: Path | None, stream: TextIO) -> None:
    """Writes the list to the file, or to the stream."""
    listed = list(rows)
    more = list(dict.fromkeys(name for row in listed for name, _ in row.more))
    cells = (
        [*(getattr(row, name) for name in COLUMNS), *(dict(row.more).get(name, "") for name in more)] for row in listed
    )
    _write([[*COLUMNS, *more], *cells], output, stream)


def write_left_out(left: Iterable[LeftOut], output: Path | None, stream: TextIO) -> None:
    """Writes what was looked at and left out, with the reason."""
    _write([[field.name for field in fields(LeftOut)], *(astuple(one) for one in left)], output, stream)


def told(collection: Collection) -> str:
    """How the search of one website went, in a line for people."""
    site = collection.website
    if collection.failed:
        return f"{site.company}: {site.address}: {collection.failed}"
    line = f"{site.company}: {counted(len(collection.rows), 'document')}, {_addresses(len(collection.left))} left out"
    line += f", {counted(collection.requests, 'request')}"
    if collection.unsearched:
        were = "was" if collection.unsearched == 1 else "were"
        line += f"; {_addresses(collection.unsearched)} {were} not asked for (more with a larger --budget)"
    return line


def _addresses(count: int) -> str:
    return counted(count, "address", "addresses")


def _write(rows: Iterable[Sequence[str]], output: Path | None, stream: TextIO) -> None:
    lines = ([inert(cell) for cell in row] for row in rows)
    if output is None:
        mark(stream)
        csv.writer(stream, lineterminator="\n").writerows(lines)
        return
    with whole_file(output) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        mark(file)
        csv.writer(file, lineterminator="\n").writerows(lines)
