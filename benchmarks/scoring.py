"""How long scoring takes, as a ratio to what nobody can save: `python benchmarks/scoring.py [LINES]`.

`firmword score` reads lines of JSON, and a spreadsheet has many: so the measure is how many times as long it
takes as reading the lines alone, and as parsing their JSON alone, in the same run on the same machine. Ratios
can be compared between machines; seconds cannot. Each time is the best of three.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import rubric  # noqa: E402
from rubric.lines import score_lines  # noqa: E402
from rubric.model import Rubric  # noqa: E402
from rubric.scores import Truth  # noqa: E402

LINES = 100_000
ROUNDS = 3
VALUES = [value.value for value in Truth]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input."""

    name: str
    rubric: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for one kind of input."""

    reading: float
    parsing: float
    scoring: float  # in this process
    command: float  # `firmword score`, with its start


def random_lines(known: Rubric, chance: random.Random) -> Iterator[str]:
    """Lines without end: each an indicator with a random answer, or none, for each element, in any order."""
    while True:
        indicator = chance.choice(known.indicators)
        keys = chance.sample(indicator.keys, chance.randint(1, len(indicator.keys)))
        findings = {key: chance.choice(VALUES) for key in keys}
        yield json.dumps({"indicator": indicator.id, "findings": findings}) + "\n"


def distinct(lines: Iterator[str]) -> Iterator[str]:
    """Each line once: what comes again gets a number of spaces of its own."""
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, -1) + 1
        yield line.replace("{", "{" + " " * seen[line], 1)


def kinds(count: int) -> list[Kind]:
    """The inputs that are measured, the same in every run."""
    chance = random.Random(2026)
    chrb, rsj = rubric.load("chrb-core-2019"), rubric.load("rsj-2018")
    few = list(islice(random_lines(chrb, chance), 100))
    return [
        Kind("100 different lines, repeated", chrb.name, [chance.choice(few) for _ in range(count)]),
        Kind("random answers", chrb.name, list(islice(random_lines(chrb, chance), count))),
        Kind("random answers, no line twice", chrb.name, list(islice(distinct(random_lines(chrb, chance)), count))),
        Kind("random answers, no line twice", rsj.name, list(islice(distinct(random_lines(rsj, chance)), count))),
    ]


def measure(kind: Kind, file: Path) -> Times:
    """The four times, each over the same file."""
    file.write_text("".join(kind.lines), encoding="utf-8")
    known = rubric.load(kind.rubric)
    return Times(
        reading=best(lambda: _each(file, len)),
        parsing=best(lambda: _each(file, json.loads)),
        scoring=best(lambda: _score(file, known)),
        command=best(lambda: _command(file, kind.rubric)),
    )


def best(work: Callable[[], None]) -> float:
    """The least seconds of a few rounds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _each(file: Path, work: Callable[[str], object]) -> None:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            work(line)


def _score(file: Path, known: Rubric) -> None:
    with file.open(encoding="utf-8") as lines:
        for _ in score_lines(lines, known):
            pass


def _command(file: Path, name: str) -> None:
    words = [sys.executable, "-m", "cli", "score", "--rubric", name]
    with file.open("rb") as lines:
        subprocess.run(words, stdin=lines, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)


def table(measured: Sequence[tuple[Kind, Times]]) -> str:
    """The ratios as a Markdown table."""
    rows = [
        "| lines | rubric | different | to parsing | to reading | whole command to parsing |",
        "|---|---|---|---|---|---|",
    ]
    for kind, times in measured:
        ratios = (times.scoring / times.parsing, times.scoring / times.reading, times.command / times.parsing)
        told = " | ".join(f"{ratio:.1f}" for ratio in ratios)
        rows.append(f"| {kind.name} | {kind.rubric} | {len(set(kind.lines)):,} of {len(kind.lines):,} | {told} |")
    return "\n".join(rows)


def main() -> None:
    """Measure all kinds and print the table; the seconds of parsing go to standard error."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds(count):
            times = measure(kind, Path(folder) / "lines.jsonl")
            print(f"{kind.name}, {kind.rubric}: {times}", file=sys.stderr)
            measured.append((kind, times))
    print(table(measured))


if __name__ == "__main__":
    main()
