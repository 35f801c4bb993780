"""The review's times: the board at 300 and 3,000 companies, first paint, key to next card, decision acknowledged.

    python benchmarks/review.py [--companies 300 3000] [--rounds 5] [--baseline 40]

The fixtures are screened once into a temporary folder, and their rows copied under invented names, with decisions in
two companies of three. Server times are those of whole answers of a review that is really served, the median of the
rounds; where Chromium and playwright are installed, a browser's times follow. The baseline is the way before: the state
of every company loaded and scored at each look; measured on `--baseline` companies of the same workspace and scaled,
because it grows by the company.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

# Before this file's folder: `review` is the pages, not this file.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from archive.intake import listings
from findings.board import read_board, renew
from findings.company import load_state
from findings.twice_read import blind_rows, readings_rows
from review.seats import OF_SECOND
from review.words import company_link, element_link
from rubric import load
from rubric.model import Rubric
from screening.run import NoProgress, run
from workspace import DEFAULT_RUBRIC, FILE_NAME
from workspace.records import COUNTS, Decision, Ruling
from workspace.records import SECOND as BLIND
from workspace.store import Store, open_store

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
FIRST = ("Alder", "Birch", "Cobble", "Dunmore", "Eskdale", "Fenwick", "Glimmer", "Harrow", "Inglenook", "Juniper")
SECOND = ("Mills", "Foods", "Textiles", "Electronics", "Footwear", "Tools", "Paper", "Ceramics", "Lighting", "Farms")
SECTORS = ("Agricultural products", "Apparel", "Electronics", "Extractives")
TABLES = ("sources", "candidates", "ledger")
START = """
import sys
from pathlib import Path
from review.web import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), "R")
"""
ELEMENT = "A.1.1/S1.a"  # with more passages than there are rounds
AT = "2026-11-28T10:00:00+00:00"
CHROMIUM = shutil.which("chromium")


def main() -> None:
    """Make each workspace, measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--baseline", type=int, default=40)
    asked = parser.parse_args()
    print("| what | companies | seconds, median | rounds | the way before, seconds | before / now |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder) / "fixtures"
        listed = listings([str(ROOT / "fixtures" / "companies.csv")], None)
        run(listed, fixtures, DEFAULT_RUBRIC, "direct", NoProgress())
        for count in asked.companies:
            workspace = Path(folder) / str(count)
            made(fixtures, workspace, count)
            measure(workspace, count, asked.rounds, asked.baseline)


# --- an invented workspace


def name_of(number: int) -> str:
    """An invented company's name."""
    again = number // (len(FIRST) * len(SECOND))
    name = f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}"
    return f"{name} {again + 1}" if again else name


def made(fixtures: Path, workspace: Path, count: int, rubric_name: str = DEFAULT_RUBRIC) -> None:
    """A workspace with so many invented companies, each with the rows of one company of the fixtures."""
    shutil.copytree(fixtures, workspace)
    with sqlite3.connect(workspace / FILE_NAME) as database:
        originals = [name for (name,) in database.execute("SELECT DISTINCT company FROM sources ORDER BY company")]
        for number in range(count):
            _copy(database, originals[number % len(originals)], name_of(number))
        for table in (*TABLES, "kept_states"):
            database.executemany(f"DELETE FROM {table} WHERE company = ?", [(one,) for one in originals])
    database.close()
    with open_store(workspace) as store:
        store.keep_sectors({name_of(number): SECTORS[number % 7 % len(SECTORS)] for number in range(count)})
        for number in range(count):
            if number % 3:
                decide(store, load(rubric_name), name_of(number), number)


def _copy(database: sqlite3.Connection, original: str, company: str) -> None:
    for table in TABLES:
        cursor = database.execute(f"SELECT * FROM {table} WHERE company = ?", (original,))
        columns = [one[0] for one in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) | {"company": company} for row in cursor]
        if table == "candidates":
            rows = [row | {"id": hashlib.sha256(f"{row['id']} {company}".encode()).hexdigest()[:16]} for row in rows]
        marks = ", ".join("?" for _ in columns)
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", [tuple(row.values()) for row in rows])


def decide(store: Store, rubric: Rubric, company: str, number: int, track: str = COUNTS) -> None:
    """Decide some elements of a company in a reading, of every seventh company all of them."""
    elements = rubric.elements if number % 7 == 0 else rubric.elements[: 4 + number * 5 % 36]
    verdicts = (Ruling.MET, Ruling.NOT_MET, Ruling.MET, Ruling.NOT_MET, Ruling.NOT_MET)
    who = "B" if track == BLIND else "R"
    lines = [
        Decision(company, rubric.name, one.id, None, verdicts[(place * 3 + number) % 5], "", who, AT, track=track)
        for place, one in enumerate(elements)
    ]
    store.decide_together(lines, [None for _ in lines])


# --- measuring


@dataclass(frozen=True, slots=True)
class Taken:
    """How long each round took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def taken(rounds: int, work: Callable[[], object]) -> Taken:
    """The time of each round; the first, in which templates are compiled, is not counted."""
    work()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return Taken(tuple(found))


def told(what: str, count: int, found: Taken, before: float | None = None) -> None:
    """A line of the table."""
    rounds = ", ".join(f"{one:.3f}" for one in found.seconds)
    rest = f"{before:.2f} | {before / found.median:,.0f}" if before is not None else " | "
    print(f"| {what} | {count:,} | {found.median:.3f} | {rounds} | {rest} |", flush=True)


def measure(workspace: Path, count: int, rounds: int, baseline: int) -> None:
    """All that is measured of one workspace."""
    rubric = load(DEFAULT_RUBRIC)
    with open_store(workspace) as store:
        start = time.perf_counter()
        renew(store, rubric, store.companies(rubric.name))
        told("rows worked out at the end of screening, each", count, Taken(((time.perf_counter() - start) / count,)))
        some = store.companies(rubric.name)[:baseline]
        states = taken(1, lambda: [load_state(store, rubric, one) for one in some])
        before = states.median / len(some) * count
        told("rows read", count, taken(rounds, lambda: read_board(store, rubric, 0)), before)
    with fetching(workspace) as get:
        for what, address in (
            ("board", "/"),
            ("board, sorted and filtered", "/?sort=A.1.2&down=1&progress=in_work"),
            ("company", company_link(name_of(1))),
            ("element", element_link(name_of(1), ELEMENT)),
        ):
            found = taken(rounds, partial(get, address))
            told(f"{what}: server", count, found, before if what.startswith("board") else None)
    if CHROMIUM:
        _in_browser(workspace, count, rounds)
    # Last: these decisions leave the rows of the board to be worked out anew.
    _read_twice(workspace, rubric, count, rounds)


def _read_twice(workspace: Path, rubric: Rubric, count: int, rounds: int) -> None:
    """The lists of a second reading, once every company has one and the rows of all are kept."""
    with open_store(workspace) as store:
        for number in range(count):
            decide(store, rubric, name_of(number), number + 1, BLIND)
        start = time.perf_counter()
        blind_rows(store, rubric, None)
        readings_rows(store, rubric, None)
        told("two readings worked out, each", count, Taken(((time.perf_counter() - start) / count,)))
    pages = ("agreement", "/agreement"), ("second reading", f"/second?rubric={rubric.name}{OF_SECOND}")
    with fetching(workspace) as get:
        for what, address in pages:
            told(f"{what}: server", count, taken(rounds, partial(get, address)))


@contextmanager
def fetching(workspace: Path) -> Iterator[Callable[[str], None]]:
    """What fetches an address of a running review, over one connection."""
    with served(workspace) as base, requests.Session() as session:

        def get(address: str) -> None:
            session.get(base + address, timeout=LONGEST).raise_for_status()

        yield get


# --- in a browser


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """A running review and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-c", START, str(workspace), str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                requests.get(address, timeout=60)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
COUNT = """window.settled = 0; document.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.elt.id === 'desk') window.settled += 1;
})"""
SETTLED = "window.settled"
LONGEST = 30.0  # seconds that are waited for
GLANCE = 0.7  # seconds in which a person sees the card: a key that is pressed sooner decides nothing unseen


def _in_browser(workspace: Path, count: int, rounds: int) -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    with served(workspace) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address).new_page()
        told("board: first paint in Chromium", count, _painted(page, "/", rounds))
        told("element: first paint in Chromium", count, _painted(page, element_link(name_of(0), ELEMENT), rounds))
        page.evaluate(COUNT)
        for what, key in (("key to next card", "n"), ("decision acknowledged", "w")):
            told(f"{what}, in Chromium", count, Taken(tuple(_pressed(page, key) for _ in range(rounds))))
        browser.close()


def _painted(page: Page, path: str, rounds: int) -> Taken:
    """Until something is seen of a page; the first time, in which files are fetched, is not counted."""
    found = []
    for _ in range(rounds + 1):
        page.goto(path)
        found.append(float(str(_awaited(page, PAINTED, None))) / 1000)
    return Taken(tuple(found[1:]))


def _pressed(page: Page, key: str) -> float:
    """From a key to the card that follows, put in its place."""
    time.sleep(GLANCE)
    before = page.evaluate(SETTLED)
    start = time.perf_counter()
    page.keyboard.press(key)
    _awaited(page, SETTLED, before)
    return time.perf_counter() - start


def _awaited(page: Page, expression: str, before: object) -> object:
    """What an expression gives once it gives something else than before; the page's policy lets nothing else wait."""
    start = time.perf_counter()
    while time.perf_counter() - start < LONGEST:
        now: object = page.evaluate(expression)
        if now is not None and now != before:
            return now
        time.sleep(0.004)
    raise TimeoutError(expression)


if __name__ == "__main__":
    main()
