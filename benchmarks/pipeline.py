"""The whole way, from bytes to candidates in a store, beside the plain pipeline that a user would write.

    python -m benchmarks.pipeline [FOLDER] [--reports 30 100 300] [--compared 10] [--most-pages 80] [--no-recognition]

Ours is `firmword screen` of a list in a new workspace. The plain pipeline takes the words of the same files by
pdfplumber (of web pages by BeautifulSoup), runs spaCy's small English model over everything, page by page, and a
PhraseMatcher with the wordings of the lexicons, and inserts the matches into SQLite; it neither judges nor ranks them.
Both are commands of their own, in the same run, and CPU time is that of all processes that they start, with their
start. The plain pipeline is slow: it takes the first `--compared` reports. `--reports` gives the sizes for which our
CPU time a page and peak memory are told: where the folder has fewer reports, they come again under other companies'
names, which is said. Then a short document may find sentences parsed that its twin has left in a worker's memory.
Where text recognition is installed, pages that are pictures are recognised, too, which the plain pipeline passes by:
`--no-recognition` leaves that out.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.finding import MODEL, PLACES
from benchmarks.processes import Took, measured
from benchmarks.reading import pages_of

ROOT = Path(__file__).resolve().parent.parent
FORMATS = (".pdf", ".html", ".md", ".txt", ".docx")
WITHOUT_RECOGNITION = "from extractors import ocr; ocr.installed = lambda: False; from cli import main; main()"


@dataclass(frozen=True, slots=True)
class Report:
    """A file, and the company under whose name it is listed."""

    company: str
    file: Path
    pages: int


def main() -> None:
    """Compare both, then tell ours at each size; with `--plain` it is the plain pipeline that is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=next((p for p in PLACES if p.is_dir()), PLACES[-1]))
    parser.add_argument("--reports", type=int, nargs="*", default=[30, 100, 300])
    parser.add_argument("--compared", type=int, default=10, help="reports that both take; 0: no comparison")
    parser.add_argument("--most-pages", type=int, default=80, help="longer reports are left out")
    parser.add_argument("--kinds", nargs="*", default=[".pdf"], choices=FORMATS)
    parser.add_argument("--no-recognition", action="store_true", help="of pages that are pictures")
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plain is not None:
        plain_pipeline(asked.plain)
        return
    every = reports(asked.folder.resolve(), asked.kinds, asked.most_pages)
    print(f"{len(every)} different reports of {asked.folder.name} with at most {asked.most_pages} pages")
    started = ["-c", WITHOUT_RECOGNITION] if asked.no_recognition else ["-m", "cli"]
    with tempfile.TemporaryDirectory() as folder:
        if asked.compared:
            compare(listed(every, asked.compared), Path(folder), started)
        print("| reports | different | pages | CPU ms a page | seconds by the clock | PSS, RSS in MB | candidates |")
        print("|---|---|---|---|---|---|---|")
        for size in asked.reports:
            some = listed(every, size)
            took, candidates = firmword(some, Path(folder) / f"workspace-{size}", started)
            pages = sum(one.pages for one in some)
            print(
                f"| {size} | {min(size, len(every))} | {pages:,} | {1000 * took.cpu / pages:.1f} | {took.wall:.0f} | "
                f"{took.pss:.0f}, {took.rss:.0f} | {candidates:,} |",
                flush=True,
            )


def reports(folder: Path, kinds: Sequence[str], most_pages: int) -> list[Report]:
    """The folder's files of these kinds, small and large in turns, so that a few stand for all."""
    found = []
    for file in sorted(file for file in folder.rglob("*") if file.suffix in kinds):
        pages = pages_of(file.read_bytes()) if file.suffix == ".pdf" else 1
        if pages <= most_pages:
            found.append(Report(file.stem, file, pages))
    found.sort(key=lambda one: one.pages)
    step = next(step for step in (7, 11, 13, 17, 19) if len(found) % step)  # shares no divisor: comes by each once
    return [found[i * step % len(found)] for i in range(len(found))]


def listed(every: Sequence[Report], count: int) -> list[Report]:
    """So many reports; from the second time on under other names."""
    names = ("", *(f" {turn}" for turn in range(2, 2 + count // len(every))))
    again = (Report(f"{one.company}{name}", one.file, one.pages) for name in names for one in every)
    return [report for report, _ in zip(again, range(count), strict=False)]


def compare(some: Sequence[Report], folder: Path, started: Sequence[str]) -> None:
    """Both on the same files."""
    plain = measured([sys.executable, "-m", "benchmarks.pipeline", "--plain", str(_list(some, folder))])
    ours, candidates = firmword(some, folder / "compared", started)
    pages = sum(one.pages for one in some)
    print(f"{len(some)} reports, {pages} pages, bytes to a store:")
    print("| pipeline | CPU seconds of all processes | CPU ms a page | PSS in MB | found |")
    print("|---|---|---|---|---|")
    for name, took, found in (("Firmword", ours, f"{candidates} candidates"), ("plain", plain, plain.output.strip())):
        print(f"| {name} | {took.cpu:.1f} | {1000 * took.cpu / pages:.1f} | {took.pss:.0f} | {found} |")
    print(f"ratio: {plain.cpu / ours.cpu:.1f}", flush=True)


def firmword(some: Sequence[Report], workspace: Path, started: Sequence[str]) -> tuple[Took, int]:
    """`firmword screen` of these reports in a new workspace, and how many candidates it stored."""
    workspace.mkdir()
    own = [sys.executable, "-P", *started, "--workspace", str(workspace), "screen", str(_list(some, workspace))]
    took = measured([*own, "--way", "direct"])
    with closing(sqlite3.connect(workspace / "firmword.db")) as store:
        (candidates,) = store.execute("SELECT count(*) FROM candidates").fetchone()
    if not candidates:
        raise SystemExit(f"{workspace}: nothing was found in these reports, so nothing is measured")
    return took, candidates


def _list(some: Sequence[Report], folder: Path) -> Path:
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["company", "source"])
        rows.writerows([one.company, one.file] for one in some)
    return path


def plain_pipeline(listing: Path) -> None:
    """What a user would write: words of each page, spaCy over all of them, a matcher, a table."""
    import spacy
    from spacy.matcher import PhraseMatcher

    from lexicons import load
    from lexicons.wordings import wordings

    nlp = spacy.load(MODEL)
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for entry in load("en").entries:
        phrases = dict.fromkeys(text for pattern in entry.patterns for text in wordings(pattern.written).texts)
        matcher.add(entry.id, [nlp.make_doc(text) for text in phrases])
    with listing.open(newline="", encoding="utf-8") as file:
        rows = [(row["company"], Path(row["source"])) for row in csv.DictReader(file)]
    with closing(sqlite3.connect(listing.with_name("plain.db"))) as store:
        store.execute("CREATE TABLE matches (company TEXT, page INTEGER, entry TEXT, words TEXT)")
        for company, path in rows:
            for page, parsed in enumerate(nlp.pipe(plain_pages(path), batch_size=16), 1):
                found = ((company, page, nlp.vocab.strings[m], parsed[a:b].text) for m, a, b in matcher(parsed))
                store.executemany("INSERT INTO matches VALUES (?, ?, ?, ?)", list(found))
            store.commit()
        (count,) = store.execute("SELECT count(*) FROM matches").fetchone()
    print(f"{count} matches")


def plain_pages(path: Path) -> Iterator[str]:
    """The words of each page."""
    if path.suffix == ".pdf":
        import pdfplumber

        with pdfplumber.open(path) as document:
            for page in document.pages:
                yield page.extract_text() or ""
                page.close()
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        from bs4 import BeautifulSoup

        text = BeautifulSoup(text, "lxml").get_text(" ")
    yield text


if __name__ == "__main__":
    main()
