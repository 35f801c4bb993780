"""What leaves the house from many companies: time and memory of each export at 300 and 3,000 companies.

    python -m benchmarks.exports [--companies 300 3000] [--only scores workbook ...]

The workspaces are those of `benchmarks/review.py`: the rows of the fixtures under invented names, with decisions in
two companies of three. Each export is a command of its own, its CPU time that of all its processes, its memory their
peak. Beside it stands what a company takes, so that what grows faster than the list is seen; the start of a command
(`firmword --help`) is measured in the same run, to be taken off: a company's CPU time is without it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.processes import Took, measured
from benchmarks.review import made

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-P", "-m", "cli")
EXPORTS: Mapping[str, tuple[str, ...]] = {
    "scores": ("scores", "--output", "scores.csv"),
    "findings": ("findings", "--output", "findings.csv"),
    "documents": ("documents", "--output", "documents.csv"),
    "candidates": ("candidates", "--output", "candidates.csv"),
    "candidates, JSON lines": ("candidates", "--format", "jsonl", "--output", "candidates.jsonl"),
    "candidates, Parquet": ("candidates", "--format", "parquet", "--output", "candidates.parquet"),
    "decisions": ("decisions", "--output", "decisions.jsonl"),
    "wikirate": ("wikirate", "--output", "answers.csv"),
    "annotations": ("annotations", "--output", "annotations.jsonld"),
    "workbook": ("workbook", "--output", "workbook.xlsx"),
}


def main() -> None:
    """Make each workspace, take each export out of it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--only", nargs="+", default=list(EXPORTS), choices=list(EXPORTS))
    asked = parser.parse_args()
    print("| export | companies | seconds | CPU seconds | MB at most | file, MB | ms of CPU a company |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder) / "fixtures"
        screen = [*COMMAND, "--workspace", str(fixtures), "screen", str(ROOT / "fixtures" / "companies.csv")]
        subprocess.run(screen, check=True, capture_output=True)
        start = measured([*COMMAND, "--help"])
        print(f"| the start | | {start.wall:.1f} | {start.cpu:.1f} | {start.pss:.0f} | | |", flush=True)
        for count in asked.companies:
            workspace = Path(folder) / str(count)
            made(fixtures, workspace, count)
            for name in asked.only:
                told(name, count, start, *exported(workspace, EXPORTS[name]))


def exported(workspace: Path, arguments: tuple[str, ...]) -> tuple[Took, int]:
    """What an export took, and the bytes of its file."""
    file = workspace / arguments[-1]
    took = measured([*COMMAND, "--workspace", str(workspace), "export", *arguments[:-1], str(file)])
    size = file.stat().st_size
    file.unlink()
    return took, size


def told(name: str, count: int, start: Took, took: Took, size: int) -> None:
    """A line of the table."""
    each = 1000 * (took.cpu - start.cpu) / count
    figures = f"{took.wall:.1f} | {took.cpu:.1f} | {took.pss:.0f} | {size / 2**20:.1f} | {each:.1f}"
    print(f"| {name} | {count:,} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
