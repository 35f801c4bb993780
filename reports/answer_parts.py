"""What a workbook of answers holds beside its cells: notes, text boxes, and pictures, which nobody can read here.

The file comes from outside: a part that is too large is not looked into, which is told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup

MOST_OF_PART = 1_000_000  # bytes of a part that are looked into
MOST_PARTS = 500
NOTES = re.compile(r"xl/(comments/)?comments?\d*\.xml")  # where programs keep the notes of a sheet
DRAWINGS = re.compile(r"xl/drawings/[^/]+\.xml|xl/diagrams/data[^/]*\.xml")  # and shapes, and what they draw of words
PICTURES = re.compile(r"xl/(media|embeddings)/[^/]+")
WORDS = re.compile(r"^((.+:)?txBody|dgm:t)$")  # of a shape, or of a point of a diagram
PARAGRAPH, FALLBACK = re.compile(r"^(.+:)?p$"), re.compile(r"^(.+:)?Fallback$")  # which says the same once more


@dataclass(frozen=True, slots=True)
class Beside:
    """Words beside the cells; no words where it is a picture, an embedded file, or too large to be looked into."""

    text: str
    where: str


def beside_cells(package: zipfile.ZipFile) -> tuple[Beside, ...]:
    """All of it, each with its sheet where the file tells that."""
    sheets = _sheets(package)
    return tuple(one for part in package.infolist() for one in _of_part(package, part, sheets.get(part.filename, "")))


def _of_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, sheet: str) -> Iterator[Beside]:
    name, of = part.filename, f" of “{sheet}”" if sheet else ""
    if PICTURES.fullmatch(name):
        yield Beside("", f"a picture or embedded file{of or f' ({name})'}")
    if part.file_size > MOST_OF_PART:
        if NOTES.fullmatch(name) or DRAWINGS.fullmatch(name):
            yield Beside("", f"notes or shapes{of}, too large to be looked into")
        return
    if NOTES.fullmatch(name):
        notes = BeautifulSoup(package.read(name), "xml").find_all("comment")
        said = [(note.get_text().strip(), f"a note at cell {note.get('ref')}{of}") for note in notes]
    elif DRAWINGS.fullmatch(name):
        said = [(text, f"a text box{of}") for text in _texts(package.read(name))]
    else:
        said = []
    yield from (Beside(text, where) for text, where in said if text)


def _texts(part: bytes) -> Iterator[str]:
    """The words of each shape, a line each paragraph."""
    for box in BeautifulSoup(part, "xml").find_all(WORDS):
        if box.find_parent(FALLBACK) is None:
            lines = (line.get_text() for line in box.find_all(PARAGRAPH))
            yield "\n".join(lines).strip()


def _sheets(package: zipfile.ZipFile) -> Mapping[str, str]:
    """The sheet of each part that belongs to one: what it points to, and what that points to."""
    book = "xl/workbook.xml"
    names = set(package.namelist())
    if book not in names:
        return {}
    paths = _pointed(package, book, names)
    found: dict[str, str] = {}
    for sheet in BeautifulSoup(package.read(book), "xml").find_all("sheet"):
        known = paths.get(str(sheet.get("r:id")), "")
        reached = [known] if known else []
        for part in reached:
            for further in _pointed(package, part, names).values():
                if further not in found and len(found) < MOST_PARTS:
                    found[further] = str(sheet.get("name"))
                    reached.append(further)
    return found


def _pointed(package: zipfile.ZipFile, part: str, names: set[str]) -> dict[str, str]:
    """The parts of the package to which a part points, by the ids of its relationships."""
    from openpyxl.packaging.relationship import get_dependents

    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in names or package.getinfo(path).file_size > MOST_OF_PART:
        return {}
    return {str(one.Id): str(one.target) for one in get_dependents(package, path) if one.target in names}
