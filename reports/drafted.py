"""What a company was shown is kept word by word, so that words typed over it are told when the file comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archive.register import Visit
from archive.store import Archive, ArchiveError
from reports.answer_files import Unplaced
from workspace.place import archive_of
from workspace.records import Decision
from workspace.store import Store


def kept(store: Store, address: str, content: bytes, at: str) -> str:
    """Keep the bytes in the archive as documents are, with a line in the register; returns their SHA-256."""
    archive = Archive(archive_of(store.workspace))
    sha256 = archive.keep(content)
    archive.register.add(Visit(address, at, sha256, len(content), address))
    store.note_visits(*archive.register.end())
    return sha256


def kept_draft(store: Store, words: Iterable[str], output: Path, at: str) -> str:
    """Keep what stands in the cells of a draft, as text; its SHA-256 stands in the log with each question."""
    text = "\n".join(words)
    return kept(store, f"{output.absolute().as_uri()}#drafted", text.encode(), at)


def typed_over(
    store: Store, asked: Sequence[Decision], cells: Iterable[Unplaced]
) -> tuple[tuple[Unplaced, ...], tuple[str, ...]]:
    """The lines of these cells that were not drafted, by cell; and what is to be told where that cannot be known.

    A draft from before this was kept has no such record, and its cells are taken as they are.
    """
    if not asked[0].document:
        return (), ()
    try:
        draft = Archive(archive_of(store.workspace)).get(asked[0].document).decode()
    except ArchiveError as error:
        return (), (f"words typed over what was drafted cannot be told: {error}",)
    return tuple(_new(cells, set(_lines(draft)))), ()


def _new(cells: Iterable[Unplaced], drafted: set[str]) -> Iterator[Unplaced]:
    for cell in cells:
        new = [line for line in _lines(cell.text) if line not in drafted]
        if new:
            yield Unplaced("\n".join(new), f"{cell.where}, which is not as it was drafted")


def _lines(text: str) -> Iterator[str]:
    """The lines of a cell; what programs do to spaces and empty lines says nothing."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return (line for line in lines if line)
