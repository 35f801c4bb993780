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

from lexicons import FOLDER, LexiconError, patterns_of, source_of, texts_of
from lexicons.strict_yaml import YamlNode, read_yaml


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
    """The rules of one file, in its order. Raises LexiconError with file, line, entry and cure."""
    head = read_yaml(folder / language / "reading" / f"{name}.yaml", LexiconError).fields(
        ("entries",), ("about", "source")
    )
    usual_source = head["source"].text() if "source" in head else ""
    return tuple(_rule(node, usual_source) for node in head["entries"].items())


def _rule(node: YamlNode, usual_source: str) -> Rule:
    row = node.fields(("id", "concept", "patterns", "examples"), ("source", "near_misses"))
    return Rule(
        id=row["id"].text(),
        concept=row["concept"].text(),
        patterns=tuple(re.compile(one.regex, re.IGNORECASE) for one in patterns_of(node, row["patterns"])),
        source=source_of(node, row, usual_source),
        examples=row["examples"].texts(),
        near_misses=texts_of(row, "near_misses"),
    )


@lru_cache(maxsize=1)
def version() -> str:
    """The digest of all reading data of all languages: what is found depends on it."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*/reading/*.yaml"), *FOLDER.glob("markup/*.yaml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
