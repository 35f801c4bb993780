"""Renews the tables of docs/quality.md from measured figures: `python -m evaluation.quality_page FILE...`.

Each file is what `firmword evaluate ... --format json` gave for one of the sets. A table stands in the page
between `<!-- figures of gold -->` (or `elements of gold`, and so on) and `<!-- end -->`; what stands elsewhere
is written by hand and stays. A set whose file is not given keeps its tables. Figures of another rubric, or of the
companies that a file names, have tables of their own: `<!-- figures of aims/uk-modern-slavery-2015/half -->`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from errors import InputError
from evaluation import aims, gold, quotes, sentences
from evaluation.comparison import MEANINGLESS_ALONE, NAMES, cell, interval, lead
from evaluation.figures import LOWER_IS_BETTER
from evaluation.measuring import RULES, TAUGHT, LabelSet
from findings.resampled import Interval
from workspace import DEFAULT_RUBRIC

PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
BLOCK = re.compile(r"(<!-- (\w+) of ([\w./-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
SETS = {of.name: of for of in (gold.SET, sentences.SET, aims.SET, quotes.SET)}

Measured = Mapping[str, Any]  # what one JSON file holds


def renewed(page: str, measured: Mapping[str, Measured]) -> str:
    """The page with the tables of the measured sets; raises InputError for a table that is not known."""

    def table(block: re.Match[str]) -> str:
        before, what, of, after = block.groups()
        if of not in measured:
            return block.group()
        if what not in TABLES:
            raise InputError(f"{PAGE.name}: there is no table {what!r}; write one of {', '.join(TABLES)} of {of}")
        lines = TABLES[what](of, measured[of])
        return before + "".join(f"{line}\n" for line in lines) + after

    return BLOCK.sub(table, page)


def _figures(of: str, measured: Measured) -> Iterator[str]:
    """Each headline figure of each system with its interval, and the leads beside the baselines' figures."""
    systems = list(measured["intervals"])
    led = measured.get("taught", {}).get("differences", {})
    yield from _head(["", *(f"**{system}**" if system == RULES else system for system in systems)])
    for figure in _set(of).headline:
        cells = [interval(Interval(**measured["intervals"][system][figure])) for system in systems]
        for place, system in enumerate(systems):
            if system != RULES and figure not in MEANINGLESS_ALONE and cells[place] != "-":
                difference = Interval(**measured["differences"][system][figure])
                cells[place] += f"; {RULES} {lead(difference, figure in LOWER_IS_BETTER)}"
                if system in led:
                    cells[place] += f"; {TAUGHT} {lead(Interval(**led[system][figure]), figure in LOWER_IS_BETTER)}"
        yield _row([NAMES[figure], *cells])


def _elements(of: str, measured: Measured) -> Iterator[str]:
    heads = _set(of).heads
    yield from _head(["", *heads.values()])
    for name, figures in measured[_set(of).row_name].items():
        yield _row([name, *(cell(figures[figure]) for figure in heads)])


def _outcomes(of: str, measured: Measured) -> Iterator[str]:
    """Agreement on outcomes, and the reading load, in two sentences."""
    outcomes, reading = measured["outcomes"], measured["reading"]
    yield (
        f"Outcomes of {outcomes['elements']:,} elements: {outcomes['gold_met']} labelled met, {outcomes['said_met']} "
        f"proposed met; precision {cell(outcomes['precision_met'])}, recall {cell(outcomes['recall_met'])}, Cohen's "
        f"kappa {interval(Interval(**measured['intervals'][RULES]['kappa']))}."
    )
    if reading and reading["shown"] is not None:
        last = reading["read_for_90"]
        seen = "never seen" if last is None else f"seen once {last:.1%} of a document is read in rank order"
        yield (
            f"In the {reading['documents']} documents of more than 5,000 words all candidates are "
            f"{reading['shown']:.1%} of the words; 90 % of the labelled support is {seen}."
        )


def _set(of: str) -> LabelSet:
    return SETS[of.partition("/")[0]]


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield "|" + "---|" * len(cells)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


TABLES: dict[str, Callable[[str, Measured], Iterator[str]]] = {
    "figures": _figures,
    "elements": _elements,
    "outcomes": _outcomes,
}


def read_measured(files: Sequence[Path]) -> dict[str, Measured]:
    """The measured figures by set; raises InputError for a file that holds none."""
    measured: dict[str, Measured] = {}
    for file in files:
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{file}: cannot be read ({error}); give `firmword evaluate ... --format json`") from None
        if not isinstance(found, dict) or found.get("set") not in SETS:
            raise InputError(f"{file}: no measured set in it; give what `firmword evaluate ... --format json` wrote")
        measured[_name(found)] = found
    return measured


def _name(found: Measured) -> str:
    """By which the page knows it: the set, then the rubric unless it is the usual one, then whom alone was measured."""
    parts = [found["set"]]
    if found.get("rubric", DEFAULT_RUBRIC) != DEFAULT_RUBRIC:
        parts.append(found["rubric"])
    if "companies_from" in found:
        parts.append(Path(found["companies_from"]).stem)
    return "/".join(parts)


def main() -> int:
    """Renew the page from the files named."""
    try:
        measured = read_measured([Path(name) for name in sys.argv[1:]])
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8", newline="\n")
    except InputError as error:
        print(f"quality_page: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
