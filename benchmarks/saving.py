"""What saving a document costs, whether it is a company's first or its two hundredth: `python -m benchmarks.saving`.

    python -m benchmarks.saving [--documents 200] [--candidates 100]

One invented company in a new workspace, saved as a run saves it: one document a transaction. Beside CPU time stand the
steps that SQLite took, which no busy machine changes. Then what else is saved of a company that is so large: evidence
added by hand, and that all its sources are as they were.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import event

from extractors.records import (
    Block,
    Document,
    Evidence,
    Hit,
    Listing,
    Outcome,
    Page,
    Reading,
    Role,
    Source,
    Verdict,
)
from workspace import DEFAULT_RUBRIC
from workspace.by_hand import evidence_by_hand
from workspace.records import COUNTS, Decision, Ruling, Screening
from workspace.saves import end_of
from workspace.store import Store, open_store

COMPANY = "Alder Mills"
AT = "2026-12-08T10:00:00+00:00"
BEGAN = {f"rules-{week}": datetime(2026, 12, 7 * week, tzinfo=UTC) for week in (1, 2)}  # when which rules screened
AGAIN = tuple(f"2026-12-{day}T10:00:00+00:00" for day in (10, 11, 12))
AROUND = 10  # documents of which the median is told
WORDS = "respect human rights, in all our operations and in those of suppliers, and provide remedy where we caused harm"


def document_of(number: int, sentences: int) -> Document:
    """An invented document with so many sentences."""
    lines = [f"In case {number}.{place} we {WORDS}." for place in range(sentences)]
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:place]) for place in range(sentences)]
    blocks = tuple(
        Block(start, start + len(line), 1, Role.PARAGRAPH) for start, line in zip(starts, lines, strict=True)
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(sha256, "text/plain", text, (Page(1, 0, len(text)),), blocks, f"Page {number}", "en")


def screening_of(number: int, candidates: int, rules: str = "rules-1") -> Screening:
    """What screening that document gave, each at a moment of its own: a candidate from each of its sentences."""
    document = document_of(number, candidates)
    evidence = tuple(
        Evidence(
            document.sha256, DEFAULT_RUBRIC, f"A.1.{place % 9 + 1}/S1.a", block.start, block.end,
            document.text[block.start : block.end], 1, Verdict.SUPPORTS, None, "Invented.",
            (Hit("commitment.respects", "commitment", block.start, block.start + 9),), weight=1 / (place + 1),
        )
        for place, block in enumerate(document.blocks)
    )  # fmt: skip
    listing = Listing(COMPANY, f"page-{number}.txt", f"/invented/page-{number}.txt")
    fetched = (BEGAN[rules] + timedelta(seconds=number)).isoformat()
    source = Source(listing, fetched, "file copied", document.sha256, document.media_type)
    reading = Reading(Outcome.READ, document=document, pages=1)
    return Screening(source, DEFAULT_RUBRIC, rules, Outcome.READ, reading=reading, evidence=evidence)


def added_by_hand(store: Store, number: int, candidates: int) -> None:
    """A person marks the first words of a document."""
    document = document_of(number, candidates)
    reading = store.reading_of(document.sha256)
    assert reading is not None
    piece = evidence_by_hand(document, DEFAULT_RUBRIC, "A.1.1/S1.a", 0, 12)
    said = Decision(COMPANY, DEFAULT_RUBRIC, piece.element, None, Ruling.SUPPORTS, "", "R. Reader", AT, track=COUNTS)
    store.add_by_hand(piece, reading, said)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one save cost."""

    seconds: float  # of CPU time
    steps: int  # of the database: what it looked at, whether or not it gave it back


class Meter:
    """Counts what a store's database file does, in steps of its own machine, so many at a time."""

    def __init__(self, store: Store, at_a_time: int = 100) -> None:
        self.steps, self._at_a_time = 0, at_a_time
        event.listen(store._engine, "checkout", self._watch)

    def _watch(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.set_progress_handler(self._step, self._at_a_time)

    def _step(self) -> int:
        self.steps += self._at_a_time
        return 0

    def of(self, work: Callable[[], object]) -> Cost:
        """What this work costs."""
        steps, began = self.steps, time.process_time()
        work()
        return Cost(time.process_time() - began, self.steps - steps)


def saved(meter: Meter, store: Store, documents: int, candidates: int, rules: str = "rules-1") -> list[Cost]:
    """The cost of saving each of so many documents of one company, one after the other."""
    every = (screening_of(number, candidates, rules) for number in range(documents))
    return [meter.of(partial(store.save_screening, one)) for one in every]


def main() -> None:
    """Save the documents, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        meter = Meter(store)
        store.save_screening(screening_of(-1, asked.candidates))  # what is loaded once is not counted
        costs = saved(meter, store, asked.documents, asked.candidates)
        first = _median(costs[:AROUND])
        print(f"| what, {asked.candidates} candidates a document | CPU ms | to the first | steps to the first |")
        print("|---|---|---|---|")
        for end in (AROUND, asked.documents // 2, asked.documents):
            _told(f"documents {end - AROUND + 1} to {end}", _median(costs[end - AROUND : end]), first)
        hand = [meter.of(partial(added_by_hand, store, number, asked.candidates)) for number in range(AROUND)]
        _told("evidence added by hand, then", _median(hand), first)
        names = [(COMPANY, f"page-{number}.txt") for number in range(asked.documents)]
        again = [meter.of(partial(store.seen_again, names, moment)) for moment in AGAIN]
        _told(f"all {asked.documents} seen again", _median(again), first)
        later = _median(saved(meter, store, AROUND, asked.candidates, "rules-2"))
        _told("then a document by new rules", later, first)
        print(f"\nThe chain has {_lines(store)} lines.")


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(one.seconds for one in costs), round(statistics.median(one.steps for one in costs)))


def _told(what: str, cost: Cost, first: Cost) -> None:
    ratios = f"{cost.seconds / first.seconds:.1f} | {cost.steps / first.steps:.1f}"
    print(f"| {what} | {1000 * cost.seconds:.0f} | {ratios} |")


def _lines(store: Store) -> int:
    with store.reading() as connection:
        end = end_of(connection)
    return end.n if end else 0


if __name__ == "__main__":
    main()
