"""How many exported annotations find their words again, in the archived documents as they are read anew.

    python benchmarks/annotations.py WORKSPACE FILE.jsonld

Three ways, each by itself: by the place in the text, by the words with what stands around them, and, in a PDF, by page
and rectangle, which another reader (pdfplumber) looks at. Where text recognition read a page, its words are taken as
they are stored, and no other reader can look.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber

from archive.store import Archive
from extractors import readers
from extractors.readers.format import PDF
from extractors.records import Document
from workspace.place import archive_of
from workspace.store import Store, open_store

SHARE = 0.9  # of a quote's letters that the other reader must find in its rectangle: readers differ in rare letters
MARGIN = 3.0  # points around the rectangle: glyphs reach over their boxes
_RECTANGLE = re.compile(r"viewrect=([\d.-]+),([\d.-]+),([\d.-]+),([\d.-]+)")
_URN = "urn:sha256:"


@dataclass(frozen=True, slots=True)
class Resolved:
    """One annotation: which of its selectors select its words."""

    id: str
    format: str
    by_place: bool
    by_words: bool
    on_page: bool | None  # None: no PDF, no rectangle, or a page whose words were recognised in its picture


def resolved(workspace: Path, file: Path) -> Iterator[Resolved]:
    """Follow each annotation to its document's bytes, document by document."""
    items = json.loads(file.read_text(encoding="utf-8"))["first"]["items"]
    archive = Archive(archive_of(workspace))
    with open_store(workspace) as store:
        for sha256 in sorted({_digest(one) for one in items}):
            content = archive.get(sha256)
            document = _read_anew(store, sha256, content)
            pages = _Pages(content) if document.media_type == PDF else None
            for one in items:
                if _digest(one) == sha256:
                    yield _resolve(one, document, pages)


def _digest(one: dict[str, Any]) -> str:
    target = one["target"]
    state: str = target["state"]["cached"] if "state" in target else target["source"]["id"]
    return state.removeprefix(_URN)


def _read_anew(store: Store, sha256: str, content: bytes) -> Document:
    stored = store.document(sha256)
    assert stored is not None, sha256
    document = readers.read(content, stored.media_type, sha256, stored.scans).document
    assert document is not None, sha256
    return document


class _Pages:
    """The words of a PDF's pages within rectangles, by another reader than ours."""

    def __init__(self, content: bytes) -> None:
        self._pdf = pdfplumber.open(io.BytesIO(content))
        self._kept: dict[int, Any] = {}

    def letters(self, number: int, rectangle: tuple[float, float, float, float]) -> Counter[str] | None:
        """The letters in a rectangle (left, top, width, height); None for a page that is not there."""
        if not 1 <= number <= len(self._pdf.pages):
            return None
        if number not in self._kept:
            self._kept = {number: self._pdf.pages[number - 1]}
        page = self._kept[number]
        left, top, width, height = rectangle
        x, y = page.bbox[0] + left, page.bbox[1] + top
        inside = (
            one["text"]
            for one in page.chars
            if x - MARGIN <= (one["x0"] + one["x1"]) / 2 <= x + width + MARGIN
            and y - MARGIN <= (one["top"] + one["bottom"]) / 2 <= y + height + MARGIN
        )
        return _letters("".join(inside))


def _resolve(one: dict[str, Any], document: Document, pages: _Pages | None) -> Resolved:
    by_kind = {each["type"]: each for each in one["target"]["selector"]}
    quote, place = by_kind["TextQuoteSelector"], by_kind.get("TextPositionSelector")
    exact, text = quote["exact"], document.text
    whole = quote.get("prefix", "") + exact + quote.get("suffix", "")
    found = text.find(whole)
    once = found >= 0 and text.find(whole, found + 1) < 0
    start = found + len(quote.get("prefix", ""))
    return Resolved(
        id=one["id"],
        format=document.media_type,
        by_place=place is not None and text[place["start"] : place["end"]] == exact,
        by_words=once and (place is None or start == place["start"]),
        on_page=_on_page(exact, by_kind.get("FragmentSelector"), document, pages),
    )


def _on_page(exact: str, page: dict[str, Any] | None, document: Document, pages: _Pages | None) -> bool | None:
    if page is None or pages is None:
        return None
    number = int(page["value"].removeprefix("page="))
    if any(scan.number == number for scan in document.scans):
        return None
    if "refinedBy" not in page:
        return 1 <= number <= len(document.pages)
    rectangle = _RECTANGLE.fullmatch(page["refinedBy"]["value"])
    assert rectangle, page
    left, top, width, height = map(float, rectangle.groups())
    there = pages.letters(number, (left, top, width, height))
    wanted = _letters(_on_its_page(exact, number, document))
    return there is not None and (there & wanted).total() >= SHARE * wanted.total()


def _on_its_page(exact: str, number: int, document: Document) -> str:
    """As much of a quote as stands on the page: it may go on to the next."""
    start = document.text.find(exact)
    page = next((one for one in document.pages if one.number == number), None)
    if page is None or page.end >= start + len(exact) or page.end <= start:
        return exact
    return exact[: page.end - start]


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isascii() and letter.isalnum())


def main(workspace: Path, file: Path) -> None:
    """Print the figures, and the annotations that do not find their words."""
    found = list(resolved(workspace, file))
    for name in ("by_place", "by_words", "on_page"):
        asked = [one for one in found if getattr(one, name) is not None]
        right = sum(getattr(one, name) for one in asked)
        print(f"{name}: {right:,} of {len(asked):,}")
        for one in asked:
            if not getattr(one, name):
                print(f"  {one}")
    print(Counter(one.format for one in found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
