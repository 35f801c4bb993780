"""Firmword with lexicons for English alone: for tests of what a language that is added changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from extractors.rules import open_rules
from lexicons import FOLDER, languages, load

TOY = Path(__file__).parent / "data" / "second-language" / "it"  # twenty entries of a second language
OTHERS = tuple(language for language in languages() if language != "en")


def english_alone(folder: Path) -> Path:
    """A copy of the lexicons in a folder that is not there yet, without those of other languages."""
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", *OTHERS))
    return folder


def with_toy(folder: Path) -> Path:
    """The same with the second language beside it."""
    shutil.copytree(TOY, english_alone(folder) / "it")
    return folder


@contextmanager
def of_today(folder: Path) -> Iterator[None]:
    """From now on these are the lexicons: whoever asks for those of today is told so."""
    with pytest.MonkeyPatch.context() as patch:
        for function, defaults in ((languages, (folder,)), (load, ("en", folder)), (open_rules, (folder,))):
            patch.setattr(function.__wrapped__, "__defaults__", defaults)
            function.cache_clear()
        yield
    for function in (languages, load, open_rules):
        function.cache_clear()
