"""The lexicons: which wordings stand for what, as data with their source, examples and near misses.

One folder a language, one YAML file a lexicon. This module is the one schema and the one loader. Each
entry has a stable id, the concept that it stands for, patterns (see `patterns.py`), its source, examples
that must match and near misses that must not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lexicons.patterns import Pattern, PatternError, compile_pattern
from lexicons.strict_yaml import YamlError, load_yaml

FOLDER = Path(__file__).parent
_KEYS = {"id", "concept", "patterns", "source", "examples", "near_misses", "case", "hides", "only_in"}


class LexiconError(ValueError):
    """A lexicon that cannot be used; the message names the file, the entry and the cure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One lexicon entry: a way of saying one concept."""

    id: str
    concept: str
    lexicon: str
    patterns: tuple[Pattern, ...]
    source: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    exact_case: bool = False
    longest_wins: bool = False  # in its lexicon a longer hit hides the hits inside it
    hides: tuple[str, ...] = ()  # concepts whose hits inside one of its own do not count
    only_in: tuple[str, ...] = ()  # the kinds of document in which it counts; empty: all


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All entries of one language, in the order of their files, and the digest of the data."""

    language: str
    entries: tuple[Entry, ...]
    version: str

    @property
    def concepts(self) -> frozenset[str]:
        return frozenset(entry.concept for entry in self.entries)


@lru_cache(maxsize=8)
def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have lexicons, as ISO 639-1 codes."""
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir() and any(path.glob("*.yaml"))))


@lru_cache(maxsize=8)
def load(language: str = "en", folder: Path = FOLDER) -> Lexicons:
    """Load and check all lexicons of a language.

    Raises LexiconError for an unknown language or key, a repeated id, a missing source or example, or a
    pattern that cannot be read: always with file, entry and cure.
    """
    files = sorted((folder / language).glob("*.yaml"))
    if not files:
        raise LexiconError(
            f"{folder / language}: no lexicons for language {language!r}; known: {', '.join(languages(folder))}"
        )
    entries: list[Entry] = []
    seen: dict[str, Path] = {}
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
        for entry in _entries(path):
            if entry.id in seen:
                raise LexiconError(
                    f"{path}: id {entry.id!r} stands already in {seen[entry.id].name}; ids are unique: rename one"
                )
            seen[entry.id] = path
            entries.append(entry)
    return Lexicons(language, tuple(entries), digest.hexdigest()[:12])


def _entries(path: Path) -> list[Entry]:
    try:
        data = load_yaml(path)
    except YamlError as error:
        raise LexiconError(str(error)) from error
    if not isinstance(data, dict) or not isinstance(rows := data.get("entries"), list):
        raise LexiconError(f"{path}: no list `entries`; put the lexicon's entries under this key")
    default_source = str(data.get("source", ""))
    longest_wins = data.get("longest_wins") == "yes"
    return [_entry(path, row, default_source, longest_wins) for row in rows]


def _entry(path: Path, row: object, default_source: str, longest_wins: bool) -> Entry:
    if not isinstance(row, dict) or "id" not in row:
        raise LexiconError(f"{path}: {row!r} is no entry with an `id`; see the entries beside it")
    name = f"{path}: entry {row['id']!r}"
    unknown = set(row) - _KEYS
    if unknown:
        raise LexiconError(f"{name}: unknown key {sorted(unknown)[0]!r}; known keys: {', '.join(sorted(_KEYS))}")
    for key in ("concept", "patterns", "examples"):
        if not row.get(key):
            raise LexiconError(f"{name}: `{key}` is missing or empty; every entry needs it")
    source = row.get("source", default_source)
    if not source:
        raise LexiconError(f'{name}: `source` is missing; name the rubric\'s section, or "field usage"')
    try:
        patterns = tuple(compile_pattern(written) for written in row["patterns"])
    except PatternError as error:
        raise LexiconError(f"{name}: {error}") from error
    return Entry(
        id=row["id"],
        concept=row["concept"],
        lexicon=path.stem,
        patterns=patterns,
        source=source,
        examples=tuple(row["examples"]),
        near_misses=tuple(row.get("near_misses", ())),
        exact_case=row.get("case") == "exact",
        longest_wins=longest_wins,
        hides=tuple(row.get("hides", ())),
        only_in=tuple(row.get("only_in", ())),
    )
