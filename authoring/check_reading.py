"""Faults beside a language's entries: in its rules and lists about whole documents, in its grammar, and in the words by
which documents are found on websites.

Each of these would else be met where a document is read, or never: a rule that does not fit its own example, a concept
that the code does not know, a parser that is not installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from archive import naming
from authoring.faults import ERROR, Fault, unreadable
from extractors import company_names, date_words, sentences
from extractors.document_rules import KNOWN
from extractors.readers import line_ends
from lexicons import Lexicons
from lexicons.grammar import FILE as GRAMMAR_FILE
from lexicons.reading_rules import Rule, rules_in
from lexicons.strict_yaml import YamlError, read_yaml

# The files that are lists of words: the keys that each needs and those that it may have.
_LISTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "abbreviations": (("about", *sentences.LISTS), ()),
    company_names.FILE: (company_names.LISTS, ("about", "source")),
    line_ends.FILE: (line_ends.KEYS, ("about", "source")),
    date_words.FILE: (("about", "months", *date_words.LISTS), ()),
}
_MONTHS = 12
# Of all languages together: the words by which documents are found on websites, with the concepts that the code knows.
_COLLECTING = {naming.NAMES.name: naming.CONCEPTS}


def reading_faults(language: str, folder: Path) -> Iterator[Fault]:
    """The faults of a language's `reading/` below a folder of lexicons, in the order of its files."""
    for file in sorted((folder / language / "reading").glob("*.yaml")):
        place = f"{language}/reading/{file.name}"
        try:
            yield from _of_file(file, place)
        except YamlError as error:
            yield unreadable(place, error)


def _of_file(file: Path, place: str) -> Iterator[Fault]:
    if file.stem in KNOWN:
        for rule in rules_in(file):
            yield from _of_rule(rule, place, KNOWN[file.stem])
    elif file.stem in _LISTS:
        _read_lists(file)
    else:
        yield unknown_file(file, place, (f"{name}.yaml" for name in {*KNOWN, *_LISTS}))


def collecting_faults(folder: Path) -> Iterator[Fault]:
    """The faults of `collecting/` below a folder of lexicons."""
    ids: dict[str, str] = {}
    for file in sorted((folder / naming.FOLDER_NAME).glob("*.yaml")):
        place = f"{naming.FOLDER_NAME}/{file.name}"
        try:
            if file.name in _COLLECTING:
                yield from of_rules(file, place, _COLLECTING[file.name], ids)
            elif file.name == naming.ADDRESSES.name:
                naming.lists_in(file)
            else:
                yield unknown_file(file, place, {*_COLLECTING, naming.ADDRESSES.name})
        except YamlError as error:
            yield unreadable(place, error)


def unknown_file(file: Path, place: str, known: Iterable[str]) -> Fault:
    """A file of a name that no code asks for."""
    cure = f"nothing reads it; name it one of: {', '.join(sorted(known))}"
    return Fault(ERROR, "unknown_file", place, "", file.name, cure)


def of_rules(file: Path, place: str, known: tuple[str, ...], ids: dict[str, str]) -> Iterator[Fault]:
    """The faults of a file of rules, each of which has a near miss and an id that no rule of `ids` has."""
    for rule in rules_in(file):
        yield from _of_rule(rule, place, known)
        if not rule.near_misses:
            value = f"nothing shows where {rule.written[0]!r} ends"
            yield Fault(
                ERROR, "no_near_miss", place, rule.id, value, "add a wording that comes near and must not match"
            )
        yield from repeated(rule.id, place, ids)


def _of_rule(rule: Rule, place: str, known: tuple[str, ...]) -> Iterator[Fault]:
    """A rule fits its examples and no near miss, each of its patterns is proved, and the code knows its concept."""
    if rule.concept not in known:
        yield Fault(ERROR, "unknown_concept", place, rule.id, rule.concept, f"write one of: {', '.join(known)}")
    for example in rule.examples:
        if not rule.search(example):
            yield Fault(ERROR, "example_fails", place, rule.id, example, "add a pattern for it, or remove the example")
    for near in rule.near_misses:
        if rule.search(near):
            yield Fault(ERROR, "near_miss_matches", place, rule.id, near, "narrow the pattern that fires in it")
    for written, pattern in zip(rule.written, rule.patterns, strict=True):
        if not any(pattern.search(example) for example in rule.examples):
            cure = "add an example that needs it, or remove it"
            yield Fault(ERROR, "unproved_pattern", place, rule.id, written, cure)


def _read_lists(file: Path) -> None:
    """Read a file of lists as the code does; raises YamlError where it cannot be used."""
    needed, more = _LISTS[file.stem]
    found = read_yaml(file).fields(needed, more)
    for key in needed:
        if key == "months":
            months = found[key].items()
            if len(months) != _MONTHS:
                found[key].fail(f"{len(months)} months stand here", "write the names of twelve, January first")
            for names in months:
                names.texts()
        elif key != "about":
            found[key].texts()


def grammar_faults(lexicons: Lexicons) -> Iterator[Fault]:
    """The faults of a language's grammar that show only beside what it names: the parser and the entries."""
    grammar, place = lexicons.grammar, f"{lexicons.language}/{GRAMMAR_FILE}"
    if grammar is None:
        return
    if not _installed(grammar.parser):
        cure = "install this package (pyproject.toml and the lock name those that come along), or mend its name"
        yield Fault(ERROR, "no_parser", place, "parser", grammar.parser, cure)
    for unknown in sorted(grammar.standing_rules - {entry.id for entry in lexicons.entries}):
        cure = "write the id of an entry of this language, or take it away"
        yield Fault(ERROR, "unknown_entry", place, "standing_rules", unknown, cure)


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):  # a name with dots below nothing, or no name of a package
        return False


def repeated_ids(loaded: list[Lexicons]) -> Iterator[Fault]:
    """Ids that stand in two languages: evidence names an entry by its id alone."""
    places: dict[str, str] = {}
    for lexicons in loaded:
        for entry in lexicons.entries:
            yield from repeated(entry.id, f"{lexicons.language}/{entry.lexicon}.yaml", places)


def repeated(one: str, place: str, places: dict[str, str]) -> Iterator[Fault]:
    """An id that stood in another place before."""
    if one in places:
        yield Fault(ERROR, "repeated_id", place, one, one, f"rename it: it stands in {places[one]} already")
    places.setdefault(one, place)
