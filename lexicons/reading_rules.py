"""The rules about whole documents that are kept as data: `lexicons/<language>/reading/<name>.yaml`.

They are written in the pattern language of the lexicons, with source, examples and near misses, but stand for
nothing that is evidence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from lexicons import FOLDER, LexiconError, languages, patterns_of, source_of, texts_of
from lexicons.patterns import Pattern
from lexicons.strict_yaml import YamlNode, read_yaml

_DATA = ("*/reading/*.yaml", "markup/*.yaml", "languages/*.yaml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: what it stands for, and a pattern for each way of saying it."""

    id: str
    concept: str
    compiled: tuple[Pattern, ...]
    source: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    @property
    def written(self) -> tuple[str, ...]:
        """The patterns as they stand in the file, in the same order."""
        return tuple(one.written for one in self.compiled)

    @property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The patterns as regular expressions, in the same order; each is compiled when it is first asked for."""
        return tuple(expression(one.regex) for one in self.compiled)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in the text where the rule fits."""
        found = [match for pattern in self.patterns if (match := pattern.search(text))]
        return min(found, key=lambda match: match.start(), default=None)


@lru_cache(maxsize=16)
def rules(name: str, known: tuple[str, ...], folder: Path = FOLDER) -> tuple[Rule, ...]:
    """The rules of one name, of all languages: a title or a file's name may be in another than its document.

    `known` are the concepts that the code knows. Raises LexiconError with file, line and cure, also for another one.
    """
    return tuple(rule for file in reading_files(name, folder) for rule in rules_in(file, known))


def reading_files(name: str, folder: Path = FOLDER) -> tuple[Path, ...]:
    """The data of one name in each language that has any, also in those without lexicons, in their order."""
    languages(folder)  # says so where there is no such folder
    return tuple(sorted(folder.glob(f"[a-z][a-z]/reading/{name}.yaml")))


def reading_file(name: str, language: str) -> Path:
    """Where a language has data of this name, if it has any."""
    return FOLDER / language / "reading" / f"{name}.yaml"


def rules_in(file: Path, known: tuple[str, ...] | None = None) -> Iterator[Rule]:
    """The rules of one file, with these concepts, or None: with any. Raises LexiconError as `rules` does."""
    head = read_yaml(file, LexiconError).fields(("entries",), ("about", "source"))
    usual_source = head["source"].text() if "source" in head else ""
    for node in head["entries"].items():
        yield _rule(node, usual_source, known)


def _rule(node: YamlNode, usual_source: str, known: tuple[str, ...] | None) -> Rule:
    row = node.fields(("id", "concept", "patterns", "examples"), ("source", "near_misses"))
    return Rule(
        id=row["id"].text(),
        concept=row["concept"].text() if known is None else row["concept"].one_of(known, "concept"),
        compiled=patterns_of(node, row["patterns"]),
        source=source_of(node, row, usual_source),
        examples=row["examples"].texts(),
        near_misses=texts_of(row, "near_misses"),
    )


@cache
def expression(regex: str) -> re.Pattern[str]:
    """The expression of a pattern, for either case; compiled once."""
    return re.compile(regex, re.IGNORECASE)


@lru_cache(maxsize=1)
def version() -> str:
    """The digest of all reading data of all languages: what is found depends on it."""
    digest = hashlib.sha256()
    for path in sorted(path for where in _DATA for path in FOLDER.glob(where)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
