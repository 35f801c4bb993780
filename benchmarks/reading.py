"""How fast documents are read, beside PDFium's or lxml's bare text and pdfplumber's words; how much memory it takes.

    python benchmarks/reading.py FOLDER [--files 15] [--sample 8] [--long 700] [--web] [--recorded SITES]

Takes the smallest, the largest and those between them at even steps, reads each once in this process, and prints the
tables of docs/benchmarks.md. pdfplumber, which is slow, gets `--sample` pages of each, evenly spaced, as documents of
their own, and the others read these as well. CPU time, not wall time: keep the ratios. Memory is the most that a new
process ever held (Linux, macOS): for the longest document, and for one of `--long` pages put together from the longest.

Web pages are all taken, each counts as one page: those of the recorded websites (`*.tar.gz`) of SITES, some hundred,
then those of FOLDER. The first of either is told by itself, since what all pages need is loaded with it. No page is
read twice: what is remembered of one would make it seem faster than any other. `--web` leaves out the rest.
"""

from __future__ import annotations

import argparse
import gc
import io
import multiprocessing
import tarfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pypdfium2

from extractors.readers import read, sniff
from extractors.readers.format import HTML, PDF
from extractors.readers.pdf import loops

Way = Callable[[bytes], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=15)
    parser.add_argument("--sample", type=int, default=8)
    parser.add_argument("--long", type=int, default=700)
    parser.add_argument("--web", action="store_true")
    parser.add_argument("--recorded", type=Path)
    asked = parser.parse_args()
    paths = sorted(asked.folder.glob("*.pdf"), key=size)
    if not asked.web:
        report_pdf(paths, asked.files, asked.sample)
    if asked.recorded is not None:
        report_html("pages of recorded websites", recorded(asked.recorded))
    report_html("web pages", [path.read_bytes() for path in sorted(asked.folder.rglob("*.html"))])
    if not asked.web:
        print_memory(sorted((path.read_bytes() for path in paths), key=pages_of), asked.long)


def report_pdf(paths: list[Path], files: int, sample: int) -> None:
    """Print the tables of PDFs: of whole documents, and of some pages of each."""
    contents = [path.read_bytes() for path in spread(paths, files)]
    some = [picked([content], sample) for content in contents]
    for content in some:
        whole(content)  # what is loaded once is not counted: the dictionary, the model of languages, lexicons
    gc.collect()
    gc.freeze()  # as in each worker (screening/loaded.py): what was loaded is not gone through for garbage again
    print(f"The loops over PDFium's functions are {'run in Python' if loops.compiled is None else 'compiled'}.\n")
    print_times("whole documents", contents, {"PDFium, bare text": bare_text, "Firmword": whole})
    tried = {"PDFium, bare text": bare_text, "Firmword": whole, "pdfplumber, words": plumbed_words}
    taken = print_times(f"{sample} pages of each", some, tried)
    print(
        f"\npdfplumber's words take {taken['pdfplumber, words'] / taken['Firmword']:.1f} times as long as Firmword.\n"
    )


def print_times(
    name: str, contents: Sequence[bytes], ways: Mapping[str, Callable[[bytes], object]]
) -> dict[str, float]:
    """Reads the documents in each way and prints a table; gives the CPU seconds of each way, of which bare is first."""
    pages = sum(map(pages_of, contents))
    print(f"| {name} | files | pages | pages a second | times PDFium's bare text |")
    print("|---|---|---|---|---|")
    taken: dict[str, float] = {}
    for way, work in ways.items():
        taken[way] = cpu(lambda work=work: [work(content) for content in contents])  # type: ignore[misc]
        times = taken[way] / next(iter(taken.values()))
        print(f"| {way} | {len(contents)} | {pages} | {pages / taken[way]:.0f} | {times:.1f} |")
    return taken


def print_memory(contents: Sequence[bytes], long: int) -> None:
    """The most memory that a process of its own held for a page, the longest document and a still longer one."""
    print("| document | most memory, MB |")
    print("|---|---|")
    longest = picked(contents[::-1], long)
    for content in (picked([contents[-1]], 1), contents[-1], longest):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            print(f"| {pages_of(content)} pages | {pool.submit(most_memory, content).result():.0f} |")


def report_html(name: str, contents: list[bytes]) -> None:
    """Print the same of web pages, each read once, and what the first one takes before all others."""
    from lxml.html import document_fromstring  # here, since what is loaded counts as memory of a PDF

    first, *contents = dict.fromkeys(contents) or [b""]
    if not contents:
        return
    alone = cpu(lambda: read(first, HTML, "file.html"))
    gc.collect()
    gc.freeze()
    bare = cpu(lambda: [list(document_fromstring(content).itertext()) for content in contents])
    ours = cpu(lambda: [read(content, HTML, "file.html") for content in contents])
    kilobytes = sum(map(len, contents)) / len(contents) / 1024
    pages = len(contents)
    print(f"The first of these pages takes {1000 * alone:.0f} ms.\n")
    print(f"| {name}, all different | pages | kB a page | pages a second | times lxml's bare text |\n|{'---|' * 5}")
    for way, seconds in (("lxml, the text of each page", bare), ("Firmword, whole documents", ours)):
        print(f"| {way} | {pages} | {kilobytes:.0f} | {pages / seconds:.0f} | {seconds / bare:.1f} |")
    print()


def recorded(folder: Path) -> list[bytes]:
    """The web pages of recorded sites: archives of the files with which a site answered."""
    found: list[bytes] = []
    for path in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(path) as archive:
            files = ((one.name, archive.extractfile(one)) for one in archive.getmembers() if one.isfile())
            contents = ((name, file.read()) for name, file in files if file is not None)
            found += [content for name, content in contents if content.strip() and sniff(content, name, None) == HTML]
    return found


def size(path: Path) -> int:
    """Bytes of a file."""
    return path.stat().st_size


def spread(paths: list[Path], count: int) -> list[Path]:
    """`count` of the paths at even steps."""
    return [paths[i * (len(paths) - 1) // max(1, count - 1)] for i in range(min(count, len(paths)))]


def pages_of(content: bytes) -> int:
    """The number of a PDF's pages."""
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    return count


def picked(contents: Sequence[bytes], most: int) -> bytes:
    """A document of at most so many pages, evenly spaced over one document, or the first ones of several."""
    made = pypdfium2.PdfDocument.new()
    for content in contents:
        document = pypdfium2.PdfDocument(content)
        room = most - len(made)
        step = max(1, -(-len(document) // most)) if len(contents) == 1 else 1
        made.import_pages(document, list(range(0, len(document), step))[:room])
        document.close()
        if len(made) >= most:
            break
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def whole(content: bytes) -> object:
    """The whole document as Firmword reads it: text in reading order, hidden text, tables, structure, language."""
    return read(content, PDF, "file.pdf")


def bare_text(content: bytes) -> int:
    """PDFium's own text of every page; gives its length."""
    document = pypdfium2.PdfDocument(content)
    length = 0
    for page in document:
        text = page.get_textpage()
        length += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return length


def plumbed_words(content: bytes) -> int:
    """The words of every page with their boxes by pdfplumber; gives their number."""
    import pdfplumber

    count = 0
    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages:
            count += len(page.extract_words())
            page.close()
    return count


def most_memory(content: bytes) -> float:
    """Reads a document, and gives the most megabytes that this process ever held."""
    import resource

    read(content, PDF, "file.pdf")
    status = Path("/proc/self/status")
    if status.exists():  # of Linux, where what `resource` tells begins with the process that started this one
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU time that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
