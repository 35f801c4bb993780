"""How soon a small run screens, beside the bare import of spaCy in the same run.

    python -m benchmarks.start [FILE] [--rounds 5]

A run of one document (default: a fixture) in a new workspace, as `firmword screen` has it: the time by the clock from
the start of the command until the first document is saved, until the command ends, and the CPU time of all its
processes. Beside it, in turns, `python -c "import spacy"` and `firmword --help`. The median of the rounds counts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.processes import Took, measured
from extractors.records import Listing, Outcome
from workspace import DEFAULT_RUBRIC

ROOT = Path(__file__).resolve().parent.parent
ONE = ROOT / "fixtures" / "drellbeck-foods" / "responsible-business.html"
IMPORT = "python -c 'import spacy'"


class FirstSaved:
    """Prints, in seconds since the command began, when the first document was saved."""

    def __init__(self, began: float) -> None:
        self._began = began

    def start(self, total: int) -> None:
        """Nothing."""

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """The document is saved."""
        print(f"{time.time() - self._began:.3f} {outcome}", flush=True)


def main() -> None:
    """Measure all in turns and print the table; with `--from` it is the run that is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=ONE)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--from", dest="began", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--workspace", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.began is not None:
        screen_one(asked.file, asked.workspace, asked.began)
        return
    commands: dict[str, Callable[[], Took]] = {
        IMPORT: lambda: measured([sys.executable, "-c", "import spacy"], memory=False),
        "firmword --help": lambda: measured([sys.executable, "-P", "-m", "cli", "--help"], memory=False),
        "one document screened": lambda: one_screened(asked.file),
    }
    taken: dict[str, list[Took]] = {name: [] for name in commands}
    for work in commands.values():
        work()  # what is compiled once is not counted
    for _ in range(asked.rounds):
        for name, work in commands.items():
            taken[name].append(work())
    report(taken)


def screen_one(file: Path, workspace: Path, began: float) -> None:
    """The run that is measured, in the order of `firmword screen`."""
    from screening.loading import begin

    begin(DEFAULT_RUBRIC, 1)
    from screening.run import run

    run([Listing("Drellbeck Foods", file.name, str(file))], workspace, DEFAULT_RUBRIC, "direct", FirstSaved(began))


def one_screened(file: Path) -> Took:
    """One document in a new workspace."""
    with tempfile.TemporaryDirectory() as folder:
        own = [sys.executable, "-m", "benchmarks.start", str(file), "--workspace", folder]
        return measured([*own, "--from", str(time.time())], memory=False)


def report(taken: dict[str, list[Took]]) -> None:
    """Print medians, and the ratio to the bare import."""
    wall, cpu = (statistics.median(getattr(one, what) for one in taken[IMPORT]) for what in ("wall", "cpu"))
    print("| what | seconds by the clock | CPU seconds of all processes | times the bare import, clock and CPU |")
    print("|---|---|---|---|")
    for name, every in taken.items():
        walls, cpus = [one.wall for one in every], [one.cpu for one in every]
        rows = {name: walls}
        if "screened" in name:
            rows = {f"{name}: saved": [float(one.output.split()[0]) for one in every], f"{name}: whole run": walls}
        for row, clock in rows.items():
            by_clock, by_cpu = statistics.median(clock), statistics.median(cpus)
            print(f"| {row} | {by_clock:.2f} | {by_cpu:.2f} | {by_clock / wall:.1f} and {by_cpu / cpu:.1f} |")


if __name__ == "__main__":
    main()
