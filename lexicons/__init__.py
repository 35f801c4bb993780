"""The lexicons: which wordings stand for what, as data with their source, examples and near misses.

One folder a language, one YAML file a lexicon. This module is the one schema and the one loader. Each
entry has a stable id, the concept that it stands for, patterns (see `patterns.py`), its source, examples
that must match and near misses that must not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from lexicons.concepts import ASKED_BY_CODE, ASKED_WITHOUT_PARSER
from lexicons.grammar import FILE as GRAMMAR_FILE
from lexicons.grammar import Grammar, grammar
from lexicons.patterns import Pattern, PatternError, compile_pattern
from lexicons.strict_yaml import YamlError, YamlNode, read_yaml

FOLDER = Path(__file__).parent
_LANGUAGE = re.compile(r"[a-z]{2}")  # ISO 639-1: other folders hold what is of no language
_NEEDED = ("id", "concept", "patterns", "examples")
_MORE = ("source", "near_misses", "case", "hides", "only_in", "object", "standing")
_HEAD = ("about", "source", "longest_wins", "objects", "where_asked")


class LexiconError(YamlError):
    """A lexicon that cannot be used; the message names the file, the line, the entry and the cure."""


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
    is_object: bool = False  # it names what a promise is about: a right, an instrument
    standing: bool = False  # by it a company states a standing rule, also where a report tells of a year
    where_asked: bool = False  # it is searched for rubrics alone whose frames ask for its concept


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All entries of one language, in the order of their files, and the digest of the data."""

    language: str
    entries: tuple[Entry, ...]
    version: str
    grammar: Grammar | None = None  # None: passages are matched without a parser
    objects: frozenset[str] = frozenset()  # the ids of entries that name what a promise is about
    concepts: frozenset[str] = field(init=False)  # what the entries stand for
    # What the code asks of every passage and this language has no words for: such objections are not put.
    unasked: frozenset[str] = field(init=False)
    standing_rules: frozenset[str] = field(init=False)  # the ids of entries that state a standing rule

    def __post_init__(self) -> None:
        object.__setattr__(self, "concepts", frozenset(entry.concept for entry in self.entries))
        object.__setattr__(self, "unasked", self._asked_of_all - self.concepts)
        marked = frozenset(entry.id for entry in self.entries if entry.standing)
        named = self.grammar.standing_rules if self.grammar is not None else frozenset[str]()
        object.__setattr__(self, "standing_rules", marked | named)

    @property
    def _asked_of_all(self) -> frozenset[str]:
        return ASKED_BY_CODE if self.grammar is not None else ASKED_WITHOUT_PARSER

    def asked(self, concepts: frozenset[str]) -> Lexicons:
        """The same without what is searched only where it is asked for, and is not among these concepts.

        The words of one rubric then change nothing for another: any hit makes a passage one that is looked at.
        """
        kept = tuple(entry for entry in self.entries if not entry.where_asked or entry.concept in concepts)
        return replace(self, entries=kept) if len(kept) < len(self.entries) else self


@lru_cache(maxsize=8)
def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have lexicons, as ISO 639-1 codes. Raises LexiconError for a folder that is not there."""
    if not folder.is_dir():
        raise LexiconError(f"{folder}: there is no such folder; name a folder that holds en/*.yaml")
    found = (path for path in folder.iterdir() if _LANGUAGE.fullmatch(path.name) and any(path.glob("*.yaml")))
    return tuple(sorted(path.name for path in found))


@lru_cache(maxsize=8)
def load(language: str = "en", folder: Path = FOLDER) -> Lexicons:
    """Load and check all lexicons of a language.

    Raises LexiconError for an unknown language or key, a repeated id, a missing source or example, or a
    pattern that cannot be read: always with file, line, entry and cure. The patterns that come with Firmword, which
    its tests try, are compiled when they are first asked for: a PatternError then says as much.
    """
    files = sorted(path for path in (folder / language).glob("*.yaml") if path.name != GRAMMAR_FILE)
    if not files:
        raise LexiconError(
            f"{folder / language}: no lexicons for language {language!r}; known: {', '.join(languages(folder))}"
        )
    entries: list[Entry] = []
    seen: dict[str, str] = {}
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
        for place, entry in _entries(path, at_once=folder != FOLDER):
            if entry.id in seen:
                raise LexiconError(
                    f"{place}: id {entry.id!r} stands already in {seen[entry.id]}; ids are unique: rename one"
                )
            seen[entry.id] = place.removeprefix(f"{path.parent}/")
            entries.append(entry)
    found = grammar(language, folder)
    if found is not None:
        digest.update((folder / language / GRAMMAR_FILE).read_bytes())
        _check_concepts(folder / language, entries)
    objects = frozenset(entry.id for entry in entries if entry.is_object)
    return Lexicons(language, tuple(entries), digest.hexdigest()[:12], found, objects)


def _check_concepts(place: Path, entries: list[Entry]) -> None:
    """A language with a grammar is judged in full: what the code asks for must have an entry."""
    missing = sorted(ASKED_BY_CODE - {entry.concept for entry in entries})
    if missing:
        raise LexiconError(
            f"{place}: no entry stands for {', '.join(missing)}, for which the code asks; add one, or mend its concept"
        )


def _entries(path: Path, at_once: bool) -> list[tuple[str, Entry]]:
    """The entries of a file, each with its place: "en/rights.yaml:12"; their patterns compiled at once, or later."""
    head = read_yaml(path, LexiconError).fields(("entries",), _HEAD)
    usual_source = head["source"].text() if "source" in head else ""
    holds = {key: key in head and head[key].yes() for key in ("longest_wins", "objects", "where_asked")}
    return [(node.place, _entry(path, node, usual_source, holds, at_once)) for node in head["entries"].items()]


def _entry(path: Path, node: YamlNode, usual_source: str, holds: Mapping[str, bool], at_once: bool) -> Entry:
    row = node.fields(_NEEDED, _MORE)
    return Entry(
        id=row["id"].text(),
        concept=row["concept"].text(),
        lexicon=path.stem,
        patterns=patterns_of(node, row["patterns"], at_once),
        source=source_of(node, row, usual_source),
        examples=row["examples"].texts(),
        near_misses=texts_of(row, "near_misses"),
        exact_case="case" in row and row["case"].one_of(("exact", "any"), "case") == "exact",
        longest_wins=holds["longest_wins"],
        hides=texts_of(row, "hides"),
        only_in=texts_of(row, "only_in"),
        is_object=row["object"].yes() if "object" in row else holds["objects"],
        standing="standing" in row and row["standing"].yes(),
        where_asked=holds["where_asked"],
    )


# What the files of reading rules are read by, too


def patterns_of(entry: YamlNode, written: YamlNode, at_once: bool = True) -> tuple[Pattern, ...]:
    """The patterns of an entry, compiled at once or when they are first asked for."""
    known = f"entry {entry.mapping()['id'].text()}"
    texts = [(text, f"{one.place}: {known}") for one, text in zip(written.items(), written.texts(), strict=True)]
    if not at_once:
        return tuple(Pattern(text, place) for text, place in texts)
    try:
        return tuple(compile_pattern(text, place) for text, place in texts)
    except PatternError as error:
        raise LexiconError(str(error)) from error


def source_of(entry: YamlNode, row: dict[str, YamlNode], usual: str) -> str:
    """Where an entry's wordings are from: its own source, or that of its file."""
    if "source" in row:
        return row["source"].text()
    if not usual:
        entry.fail("`source` is missing", 'name the rubric\'s section, or "field usage"')
    return usual


def texts_of(row: dict[str, YamlNode], key: str) -> tuple[str, ...]:
    """A list that an entry may leave out."""
    return row[key].texts() if key in row else ()
