"""Identified: which language a few words are in, by a small model (py3langid). Nothing else knows that library.

Loading takes half a second, so that it is asked only where stop words leave a doubt; it runs on the processor and
comes with its package.
"""

from __future__ import annotations

import lzma
import os
import shutil
import sys
from array import array
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Literal
from zipfile import ZipFile

import numpy as np

from extractors.memory import give_back
from lexicons import FOLDER
from lexicons.strict_yaml import read_yaml

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from py3langid.langid import LanguageIdentifier

TOLD = FOLDER / "languages" / "told-by-model.yaml"
_LONGEST = 1000  # characters: what is not told by these is not told by more


def likeliest(text: str, among: Collection[str] | None = None) -> tuple[str, float]:
    """The likeliest language of a text, of all or of some, and how probable it is among these."""
    ranked = _ranked(" ".join(text.split())[:_LONGEST])
    ranked = [(language, sure) for language, sure in ranked if among is None or language in among]
    total = sum(sure for _, sure in ranked)
    language, sure = ranked[0]
    return language, sure / total if total else 0.0


@lru_cache(maxsize=512)
def _ranked(text: str) -> list[tuple[str, float]]:
    """All languages with how probable each is; kept, as a block in another language than most is asked for twice."""
    ranked: list[tuple[str, float]] = _model().rank(text)
    return ranked


@cache
def _languages() -> tuple[str, ...]:
    return read_yaml(TOLD).fields(("about", "source", "languages"))["languages"].texts()


@cache
def _model() -> LanguageIdentifier:
    """The package's model for the languages that are told, held in a fifth of the memory that its own loading takes."""
    from py3langid import langid

    with TemporaryFile() as unpacked:
        with lzma.open(langid.MODEL_DIR / langid.MODEL_FILE) as packed:
            shutil.copyfileobj(packed, unpacked)
        give_back()
        unpacked.seek(0)
        with np.load(unpacked, allow_pickle=False) as data:
            classes = data["classes"].tolist()
            some = [number for number, language in enumerate(classes) if language in _languages()]
            scores, before = _columns(data.zip, "ptc", some), data["pc"][some]
            steps, rows = _on_disk(data.zip, "nextmove"), array("H", data["nextmove_row"].tobytes())
            features = array("i", data["out_feat"].tobytes())
    return langid.LanguageIdentifier(
        scores, before, [classes[number] for number in some], steps, features, norm_probs=True, tk_row=rows
    )


def _columns(parts: ZipFile, name: str, some: Sequence[int]) -> NDArray[Any]:
    """Some columns of a table of the package, of which never more than a few thousand rows are held whole."""
    with parts.open(f"{name}.npy") as packed:
        (height, width), kind = _header(packed)
        kept = np.empty((height, len(some)), kind)
        for first in range(0, height, _ROWS):
            rows = np.frombuffer(packed.read(_ROWS * width * kind.itemsize), kind).reshape(-1, width)
            kept[first : first + len(rows)] = rows[:, some]
    return kept


_ROWS = 512


def _header(packed: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The shape and kind of a table, whose numbers follow."""
    np.lib.format.read_magic(packed)
    shape, _, kind = np.lib.format.read_array_header_1_0(packed)
    return shape, kind


def _on_disk(parts: ZipFile, name: str) -> Mapping[int, int] | memoryview[int]:
    """A table of the package that stays in a file without a name: of its 39 MB a text needs some thousand numbers."""
    with parts.open(f"{name}.npy") as packed, TemporaryFile() as file:
        _, kind = _header(packed)
        shutil.copyfileobj(packed, file)
        file.flush()
        if sys.platform != "win32":
            return _Read(os.dup(file.fileno()), kind)
        table: Any = np.frombuffer(mmap(file.fileno(), 0, access=ACCESS_READ), kind)
        return memoryview(table)


class _Read(dict[int, int]):
    """The numbers of a file that were asked for: whole pages of it, as a map of the file has them, take 18 MB."""

    def __init__(self, file: int, kind: np.dtype[Any]) -> None:
        super().__init__()
        self._file, self._size = file, kind.itemsize
        self._order: Literal["big", "little"] = "big" if kind.str.startswith(">") else "little"

    def __missing__(self, place: int) -> int:
        if len(self) >= _MOST_KEPT:
            self.clear()
        read = os.pread(self._file, self._size, place * self._size)  # at no place that forks have in common
        self[place] = number = int.from_bytes(read, self._order)
        return number


_MOST_KEPT = 40_000
