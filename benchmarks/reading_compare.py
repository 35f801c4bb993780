"""Characters of each PDF of a folder by Firmword's reader, by PDFium and by pdfplumber, side by side.

    python benchmarks/reading_compare.py FOLDER [--seconds 60] [--pages 25] [--names]

White space is left out of all counts. Long documents are sampled evenly (`--pages` of each). pdfplumber runs in a
process of its own with a time limit per file. Files are told by the first 8 of their sha256, unless `--names`.
`outside` and `hidden` count what PDFium holds and the page does not show: outside the crop box, or unseen on it.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import multiprocessing.connection
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.readers.pdf.characters import page_text
from extractors.readers.pdf.fast import objects_of, text_objects
from extractors.readers.pdf.glyphs import PageView, frame_of
from extractors.readers.pdf.hidden import hidden_text

EXPLAINED = 0.05  # a difference up to here needs no reason


@dataclass(frozen=True, slots=True)
class Counts:
    """Characters without white space on the sampled pages of one file."""

    pages: int
    ours: int
    pdfium: int
    outside: int
    hidden: int
    pdfplumber: int | None  # None: over the time limit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pages", type=int, default=25)
    parser.add_argument("--names", action="store_true")
    asked = parser.parse_args()
    print("| file | pages | Firmword | PDFium | outside | hidden | pdfplumber | to PDFium shown | to pdfplumber |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in sorted(asked.folder.glob("*.pdf")):
        name = path.name if asked.names else hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        print(row(name, counts(path, asked.pages, asked.seconds)), flush=True)


def counts(path: Path, most_pages: int, seconds: float) -> Counts:
    """Counts the characters of one file's sampled pages."""
    document = pypdfium2.PdfDocument(path)
    step = max(1, len(document) // most_pages)
    numbers = range(0, len(document), step)
    ours = all_of_pdfium = outside = hidden = 0
    for number in numbers:
        page = document[number]
        ours += inked(page_text(page.raw).text)
        held, off, unseen = held_by_pdfium(page.raw)
        all_of_pdfium, outside, hidden = all_of_pdfium + held, outside + off, hidden + unseen
        page.close()
    document.close()
    return Counts(len(numbers), ours, all_of_pdfium, outside, hidden, by_pdfplumber(path, numbers, seconds))


def inked(text: str) -> int:
    """How many characters are no white space."""
    return len("".join(text.split()))


def held_by_pdfium(page: pdfium.FPDF_PAGE) -> tuple[int, int, int]:
    """Characters that PDFium finds on a page; of these outside the visible page; and unseen on it."""
    text_page = pdfium.FPDFText_LoadPage(page)
    frame, count = frame_of(page), max(0, pdfium.FPDFText_CountChars(text_page))
    hidden = hidden_text(page, frame, objects_of(page))
    objects = text_objects(text_page, range(count))
    held = outside = unseen = 0
    for index in range(count):
        if chr(pdfium.FPDFText_GetUnicode(text_page, index)).isspace() or not objects[index]:
            continue
        held += 1
        if is_outside(text_page, index, frame):
            outside += 1
        elif objects[index] in hidden:
            unseen += 1
    pdfium.FPDFText_ClosePage(text_page)
    return held, outside, unseen


def is_outside(text_page: pdfium.FPDF_TEXTPAGE, index: int, frame: PageView) -> bool:
    """Whether the middle of a character lies off the visible page."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return not (frame.left - 1 <= x <= frame.right + 1 and frame.bottom - 1 <= y <= frame.top + 1)


def by_pdfplumber(path: Path, numbers: Sequence[int], seconds: float) -> int | None:
    """The same count by pdfplumber, None when it takes longer than `seconds`."""
    mine, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_plumb, args=(path, list(numbers), theirs))
    process.start()
    theirs.close()
    try:
        found: int | None = mine.recv() if mine.poll(seconds) else None
    except EOFError:
        found = None
    process.kill()
    process.join()
    return found


def _plumb(path: Path, numbers: list[int], answer: multiprocessing.connection.Connection) -> None:
    import pdfplumber

    total = 0
    with pdfplumber.open(path) as document:
        for number in numbers:
            page = document.pages[number]
            x0, top, x1, bottom = page.cropbox
            for char in page.dedupe_chars().chars:
                across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
                total += inked(char["text"]) * (x0 - 1 <= across <= x1 + 1 and top - 1 <= down <= bottom + 1)
            page.close()
    answer.send(total)


def row(name: str, found: Counts) -> str:
    """A line of the table; differences above 5 % are marked."""
    visible = found.pdfium - found.outside - found.hidden
    cells = [name, found.pages, found.ours, found.pdfium, found.outside, found.hidden, found.pdfplumber or "-"]
    cells += [difference(found.ours, visible), difference(found.ours, found.pdfplumber)]
    return "| " + " | ".join(map(str, cells)) + " |"


def difference(ours: int, theirs: int | None) -> str:
    """How much more or less we have, in per cent."""
    if not theirs:
        return "-"
    share = ours / theirs - 1
    return f"{share:+.1%}" + (" !" if abs(share) > EXPLAINED else "")


if __name__ == "__main__":
    main()
