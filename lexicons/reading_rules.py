"""The rules about whole documents that are kept as data: `lexicons/<language>/reading/<name>.yaml`.

They are written in the pattern language of the lexicons, with source, examples and near misses, but stand for
nothing that is evidence.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lexicons import FOLDER, LexiconError
from lexicons.patterns import PatternError, compile_pattern
from lexicons.strict_yaml import load_yaml


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: what it stands for, and a regular expression for each way of saying it."""

    id: str
    concept: str
    patterns: tuple[re.Pattern[str], ...]
    source: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in the text where the rule fits."""
        found = [match for pattern in self.patterns if (match := pattern.search(text))]
        return min(found, key=lambda match: match.start(), default=None)


@lru_cache(maxsize=16)
def rules(name: str, language: str = "en", folder: Path = FOLDER) -> tuple[Rule, ...]:
    """The rules of one file, in its order. Raises LexiconError with file, entry and cure."""
    path = folder / language / "reading" / f"{name}.yaml"
    data = load_yaml(path)
    if not isinstance(data, dict) or not isinstance(rows := data.get("entries"), list):
        raise LexiconError(f"{path}: no list `entries`; put the rules under this key")
    return tuple(_rule(path, row, str(data.get("source", ""))) for row in rows)


def _rule(path: Path, row: dict[str, object], usual_source: str) -> Rule:
    for key in ("id", "concept", "patterns", "examples"):
        if not row.get(key):
            raise LexiconError(f"{path}: entry {row.get('id')!r}: `{key}` is missing or empty; every entry needs it")
    try:
        patterns = tuple(re.compile(compile_pattern(text).regex, re.IGNORECASE) for text in _list(row, "patterns"))
    except PatternError as error:
        raise LexiconError(f"{path}: entry {row['id']!r}: {error}") from error
    source = str(row.get("source", usual_source))
    if not source:
        raise LexiconError(f'{path}: entry {row["id"]!r}: `source` is missing; name it, or write "field usage"')
    concept = str(row["concept"])
    return Rule(str(row["id"]), concept, patterns, source, _list(row, "examples"), _list(row, "near_misses"))


def _list(row: dict[str, object], key: str) -> tuple[str, ...]:
    value = row.get(key, [])
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


@lru_cache(maxsize=1)
def version() -> str:
    """The digest of all reading data of all languages: what is found depends on it."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*/reading/*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
