"""The grammar of a language: the small words on which a judgement turns, and which parser reads it.

A language is searched by its lexicons alone; its grammar makes the reading finer. The words are data
(`lexicons/<language>/grammar.yaml`), so that no English stands in code that judges other languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lexicons.strict_yaml import YamlError, read_yaml

FILE = "grammar.yaml"


@dataclass(frozen=True, slots=True, eq=False)  # one value a language: told apart by being another
class Grammar:
    """What the code asks of a language's grammar; words in lower case."""

    parser: str  # the package of its spaCy model
    we: str  # the word by which a company speaks of itself, in the place of its name
    no_subject_after: frozenset[str]  # behind these a name is none: "suppliers of Ostler provide", "the Ostler mills"
    negations: frozenset[str]  # without one of these in a passage nothing in it is denied
    denying: frozenset[str]  # before a noun: "no manager is responsible"
    not_denied_by: frozenset[str]  # after a negation: "not only"
    compares: frozenset[str]  # behind a word after a negation: "no more than" is a limit, and denies nothing
    no_answers: frozenset[str]  # after a colon at a sentence's end: "Hotline for all workers: no"
    joins_clauses: frozenset[str]
    of: frozenset[str]
    amounts: frozenset[str]
    undergoes: frozenset[str]
    leads_on: frozenset[str]
    wishes: frozenset[str]
    people: frozenset[str]
    goes_on_by: frozenset[str]
    read_as_one: frozenset[str]  # words with hyphens that the parser misreads when it parts them
    standing_rules: frozenset[str]  # ids of entries
    looks_ahead: frozenset[str]  # without one of these in a passage it may be no plan
    refers_back: frozenset[str]  # a sentence with one of these goes on about what the one before it named


_WORDS = ("parser", "we")
_LISTS = tuple(name for name in Grammar.__dataclass_fields__ if name not in _WORDS)


@lru_cache(maxsize=16)
def grammar(language: str, folder: Path) -> Grammar | None:
    """The grammar of a language below a folder of lexicons; None where it has none.

    Raises YamlError, with file and line, for a file that cannot be used.
    """
    file = folder / language / FILE
    if not file.is_file():
        return None
    fields = read_yaml(file, YamlError).fields((*_WORDS, *_LISTS), ("about", "source"))
    lists = {name: frozenset(fields[name].texts()) for name in _LISTS}
    return Grammar(parser=fields["parser"].text(), we=fields["we"].text(), **lists)
