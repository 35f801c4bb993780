"""How fast documents are read: pages a second of CPU time, beside PDFium's, or lxml's, bare text of the same pages.

    python benchmarks/reading.py FOLDER [--files 15]

Takes the smallest, the largest and those between them at even steps, reads each once in this process, and prints
the table of docs/benchmarks.md. Web pages are all taken, each counts as one page. CPU time, not wall time; run it when
nothing else runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from lxml.html import document_fromstring

from extractors.readers import read
from extractors.readers.format import HTML, PDF


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=15)
    asked = parser.parse_args()
    contents = [path.read_bytes() for path in spread(sorted(asked.folder.glob("*.pdf"), key=size), asked.files)]
    read(contents[0], PDF, "file.pdf")  # what is loaded once is not counted
    pages = sum(pages_of(content) for content in contents)
    bare = cpu(lambda: [bare_text(content) for content in contents])
    ours = cpu(lambda: [read(content, PDF, "file.pdf") for content in contents])
    print("| reading | files | pages | pages a second | times PDFium's bare text |")
    print("|---|---|---|---|---|")
    for name, seconds in (("PDFium, the text of each page", bare), ("Firmword, whole documents", ours)):
        print(f"| {name} | {len(contents)} | {pages} | {pages / seconds:.0f} | {seconds / bare:.1f} |")

    report_html([path.read_bytes() for path in sorted(asked.folder.rglob("*.html"))])


def report_html(contents: list[bytes]) -> None:
    """Print the same of web pages."""
    if not contents:
        return
    read(contents[0], HTML, "file.html")
    bare = cpu(lambda: [list(document_fromstring(content).itertext()) for content in contents])
    ours = cpu(lambda: [read(content, HTML, "file.html") for content in contents])
    kilobytes = sum(map(len, contents)) / len(contents) / 1024
    print(f"| web pages | pages | kB a page | pages a second | times lxml's bare text |\n|{'---|' * 5}")
    for name, seconds in (("lxml, the text of each page", bare), ("Firmword, whole documents", ours)):
        pages = len(contents)
        print(f"| {name} | {pages} | {kilobytes:.0f} | {pages / seconds:.0f} | {seconds / bare:.1f} |")


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


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU time that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
