"""Faults in the data about web pages, `markup/`: names of elements that fit no example or fit a near miss, wordings of
pages that stand in the place of a document, and files that nothing reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from authoring.check_reading import of_rules, repeated, unknown_file
from authoring.faults import ERROR, Fault, unreadable
from extractors import called, walls
from extractors.readers import furniture
from extractors.readers.html import panels
from extractors.readers.markup_names import pattern_of, spelled
from lexicons.strict_yaml import YamlError, read_yaml

FOLDER_NAME = walls.WALLS.parent.name
# The files in the pattern language, with the concepts that the code knows.
_WORDINGS = {
    walls.WALLS.name: walls.CONCEPTS,
    panels.MORE.name: panels.MORE_CONCEPTS,
    called.TITLES.name: called.CONCEPTS,
}
_NAMES = (panels.PANELS.name, furniture.FURNITURE.name)


@dataclass(frozen=True, slots=True)
class _Named:
    """An entry of names, by which elements are told."""

    id: str
    concept: str  # "" in a file of one concept
    names: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


def markup_faults(folder: Path) -> Iterator[Fault]:
    """The faults of `markup/` below a folder of lexicons."""
    ids: dict[str, str] = {}
    for file in sorted((folder / FOLDER_NAME).glob("*.yaml")):
        place = f"{FOLDER_NAME}/{file.name}"
        try:
            if file.name in _WORDINGS:
                yield from of_rules(file, place, _WORDINGS[file.name], ids)
            elif file.name in _NAMES:
                entries = list(_entries(file))
                for entry in entries:
                    yield from _of_names(entry, entries, place, within=file.name == panels.PANELS.name)
                    yield from repeated(entry.id, place, ids)
            else:
                yield unknown_file(file, place, {*_WORDINGS, *_NAMES})
        except YamlError as error:
            yield unreadable(place, error)


def _entries(file: Path) -> Iterator[_Named]:
    """The entries of a file of names, read as strictly as where they are used."""
    with_concept = file.name == panels.PANELS.name
    head = read_yaml(file).fields(
        ("about", "entries") if with_concept else ("about", "beside", "tags", "roles", "entries")
    )
    concept = ("concept",) if with_concept else ()
    for node in head["entries"].items():
        row = node.fields(("id", *concept, "names", "source", "examples", "near_misses"))
        named = row["concept"].one_of(panels.CONCEPTS, "concept") if with_concept else ""
        lists = (row[key].texts() for key in ("names", "examples", "near_misses"))
        yield _Named(row["id"].text(), named, *lists)


def _of_names(entry: _Named, entries: list[_Named], place: str, *, within: bool) -> Iterator[Fault]:
    """Each name has an example of its own, each example is told by a name, and no near miss by any of its concept."""
    for example in entry.examples:
        if not pattern_of(entry.names, within=within).search(spelled(example)):
            yield Fault(ERROR, "example_fails", place, entry.id, example, "add a name for it, or remove the example")
    all_names = [name for one in entries if one.concept == entry.concept for name in one.names]
    for near in entry.near_misses:
        if pattern_of(all_names, within=within).search(spelled(near)):
            yield Fault(ERROR, "near_miss_matches", place, entry.id, near, "narrow the name that fits it")
    for name in entry.names:
        if not any(pattern_of([name], within=within).search(spelled(example)) for example in entry.examples):
            cure = "add an example that needs it, or remove it"
            yield Fault(ERROR, "unproved_pattern", place, entry.id, name, cure)
