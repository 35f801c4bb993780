"""Where labels and the documents that they are about are found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.intake import DOCUMENT_ENDINGS, listings
from errors import InputError
from evaluation.gold_labels import SHORT, LabelledDocument, Labels
from extractors.records import Document, Listing

GOLD = Path("..") / "shared" / "gold"
DOCUMENTS = Path("..") / "shared" / "documents"
PROJECT = Path(__file__).resolve().parent.parent


def beside(wanted: Path, option: str) -> Path:
    """A file or folder beside the project or beside the current directory; raises InputError when there is none."""
    for place in (PROJECT / wanted, Path.cwd() / wanted):
        if place.exists():
            return place.resolve()
    raise InputError(f"{wanted}: there is nothing of this name beside the project; name another with {option}")


def labelled_documents(labels: Labels, folder: Path | None) -> list[LabelledDocument]:
    """Each labelled document, found by its hash; raises InputError for those that are nowhere."""
    if folder is not None and not folder.is_dir():
        raise InputError(f"--documents {folder}: there is no such folder; name the folder of the documents")
    places = [folder] if folder is not None else _usual_places(labels)
    found = _found_in(places, labels.documents)
    if missing := set(labels.documents) - found.keys():
        searched = ", ".join(map(str, places)) or "no folder"
        raise InputError(
            f"{len(missing)} of {len(labels.documents)} labelled documents are not in {searched}: "
            f"{', '.join(sorted(missing))}; name their folder with --documents"
        )
    return [found[short] for short in sorted(found)]


def documents_of(names: Iterable[str], folder: Path | None) -> list[LabelledDocument]:
    """The documents with these beginnings of their hashes, in the order of these; raises InputError for those missing.

    They are looked for in the folder (default: `../shared/documents`).
    """
    wanted = set(names)
    found = _found_in([folder or beside(DOCUMENTS, "--documents")], wanted) if wanted else {}
    if missing := wanted - found.keys():
        raise InputError(
            f"{len(missing)} of {len(wanted)} documents that were read are not there: {', '.join(sorted(missing))}; "
            "name their folder with --documents, or the table of their sentences with --train"
        )
    return [found[name] for name in sorted(found)]


def _found_in(places: Iterable[Path], names: Iterable[str]) -> dict[str, LabelledDocument]:
    """Those of the documents with these beginnings of their hashes that are there, each from the first place."""
    missing = set(names)
    found: dict[str, LabelledDocument] = {}
    for place in places:
        for document in _documents_in(place) if missing else ():
            short = document.sha256[:SHORT]
            if short in missing:
                found[short] = document
                missing.discard(short)
    return found


def _usual_places(labels: Labels) -> list[Path]:
    parents = dict.fromkeys(file.resolve().parent for file in labels.files)
    places = [place for parent in parents for place in (parent / "documents", parent.parent / "documents", parent)]
    places += [PROJECT / DOCUMENTS, Path.cwd() / DOCUMENTS]
    return list(dict.fromkeys(place.resolve() for place in places if place.is_dir()))


def _documents_in(folder: Path) -> Iterator[LabelledDocument]:
    """The documents of a folder with what its companies.csv, companies_2.csv, ... say about them, if it has any."""
    tables = [str(table) for table in sorted(folder.glob("companies*.csv"))]
    listed = {Path(one.location): one for one in listings(tables, None)} if tables else {}
    loose = sorted(path for path in folder.iterdir() if path.suffix.lower() in DOCUMENT_ENDINGS)
    for path in dict.fromkeys([*listed, *loose]):
        if path.is_file():
            listing = listed.get(path) or Listing(path.stem, path.name, str(path.absolute()))
            with path.open("rb") as content:
                yield LabelledDocument(hashlib.file_digest(content, "sha256").hexdigest(), listing, path)


def read_document(one: LabelledDocument) -> Document | None:
    """The document as it is read for screening; None where nothing of it can be read."""
    from extractors.readers import read, sniff  # readers take a while to load

    content, name = one.path.read_bytes(), one.path.name
    return read(content, sniff(content, name, None), name).document
