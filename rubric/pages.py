"""The documentation page of each rubric, written from its data: `python -m rubric.pages` (or `make docs`).

A researcher reads here what Firmword takes a rubric to say: each element with its place in the source, how
elements combine, which points exist, what can rule evidence out, and how we read the source where it can be
read in more than one way. The pages are never written by hand; a test compares them with the data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from forms import counted
from rubric import load, names
from rubric.model import Caution, DocumentKind, Element, Guidance, Indicator, LookUp, Rubric, Scoring
from rubric.show import tree_text
from rubric.trees import leaves

FOLDER = Path(__file__).parent.parent / "docs" / "rubrics"
_ALWAYS = ("what it asks", "source")  # columns that every table has
_TO_ESCAPE = str.maketrans({sign: f"\\{sign}" for sign in "\\`*[]|"} | {"<": "&lt;", ">": "&gt;"})


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write the page of every rubric that comes with Firmword; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in names():
        file = folder / f"{name}.md"
        file.write_text(page(load(name)), encoding="utf-8", newline="\n")
        files.append(file)
    return files


def page(rubric: Rubric) -> str:
    """The whole page as Markdown."""
    return "\n".join(_lines(rubric)).rstrip() + "\n"


def _lines(rubric: Rubric) -> Iterator[str]:
    yield f"# {_text(rubric.title)}, {_text(rubric.edition)}"
    yield f"\nThe rubric `{rubric.name}` as Firmword has it, written from its data by `make docs`: change the data,"
    yield "not this page. What is said here is in our own words; each line names its place in the source."
    yield f"\n{_text(rubric.credit)}"
    yield f"\n{_text(rubric.licence)}"
    yield from _overview(rubric)
    yield from _warnings(rubric)
    for theme in rubric.themes:
        worth = f" ({theme.maximum} points, {theme.weight} %)" if theme.maximum and theme.weight else ""
        yield f"\n## {theme.id}. {_text(theme.title)}{worth}"
        for indicator in rubric.indicators:
            if indicator.theme == theme.id:
                yield from _indicator(indicator)
    yield from _reading(rubric)
    yield from _codes(rubric)
    for look_up in rubric.look_ups:
        yield from _look_up(look_up)


def _overview(rubric: Rubric) -> Iterator[str]:
    size = f"{counted(len(rubric.indicators), 'indicator')}, {counted(len(rubric.elements), 'element')}"
    yield f"\n## Overview: {size}\n"
    if rubric.scoring is Scoring.POINTS:
        rows = [
            (one.id, one.title, len(one.elements), " ".join(one.points.printed) if one.points else "")
            for one in rubric.indicators
        ]
        yield from _table(("indicator", "title", "elements", "points that exist"), rows)
        yield "\nA star is the half point that may be given when something of Score 2 is met, but Score 1 is not."
        return
    stages = [f"{stage.number} {stage.title}" for stage in rubric.stages]
    heads = stages or [str(level.number) for level in rubric.indicators[0].levels]
    per_stage = [(one.id, one.title, *_statements(one)) for one in rubric.indicators]
    yield from _table(("topic", "title", *heads), per_stage)
    yield "\nThe numbers are statements. A stage counts when it and all below it have public evidence."


def _statements(indicator: Indicator) -> list[int]:
    """How many statements each stage has."""
    return [len(set(leaves(level.tree))) for level in indicator.levels]


def _warnings(rubric: Rubric) -> Iterator[str]:
    if rubric.warnings:
        yield "\n## Warnings\n"
        yield from (f"- {_text(warning)}" for warning in rubric.warnings)


def _indicator(indicator: Indicator) -> Iterator[str]:
    yield f"\n### {indicator.id} {_text(indicator.title)}\n"
    if indicator.points:
        yield f"Points that exist: {_text(', '.join(indicator.points.printed))}.\n"
    step = "Stage" if indicator.scoring is Scoring.STAGES else "Score"
    yield from (f"- {step} {level.number}: {tree_text(level.tree)}" for level in indicator.levels)
    if indicator.score_2_implies_score_1:
        yield "- All of Score 2 stands for Score 1 as well."
    yield ""
    yield from _elements(indicator.elements)
    if indicator.standards:
        cited = "; ".join(f"{one.name} {', '.join(one.clauses)}" for one in indicator.standards)
        yield f"\nStandards cited: {_text(cited)}."
    if indicator.guidance or indicator.cautions:
        yield ""
    yield from (_guidance(bullet) for bullet in indicator.guidance)
    yield from (_caution(caution) for caution in indicator.cautions)


def _elements(elements: Sequence[Element]) -> Iterator[str]:
    """A table with what differs between these elements; what is the same for all is said once, below it."""
    columns = {
        "what it asks": [_text(element.label) for element in elements],
        "source": [_text(element.source.partition(", ")[2]) for element in elements],
        "carried by": [_words([element.documents]) for element in elements],
        "parts": [_words(element.parts) for element in elements],
        "proposed from": [f"{e.proposed_from} passages" if e.proposed_from > 1 else "" for e in elements],
        "time frame": [_words([element.time_frame] if element.time_frame else []) for element in elements],
        "weak for": [_words(element.reasons) for element in elements],
        "let in by": [_words(element.notes) for element in elements],
    }
    same = {name: cells[0] for name, cells in columns.items() if len(set(cells)) == 1 and name not in _ALWAYS}
    told = {name: cells for name, cells in columns.items() if name not in same}
    yield f"| element | {' | '.join(told)} |"
    yield f"|{'---|' * (len(told) + 1)}"
    for place, element in enumerate(elements):
        yield f"| {element.key} | {' | '.join(cells[place] for cells in told.values())} |"
    shared = [f"{name} {words}" for name, words in same.items() if words]
    if shared:
        yield f"\nAll of them: {'; '.join(shared)}."


def _guidance(bullet: Guidance) -> str:
    code = bullet.reason or bullet.note
    gives = f" It gives `{code}` for {', '.join(bullet.elements)}." if code else ""
    return f"- Guidance: {_text(bullet.text)}{gives} ({_text(bullet.source)})"


def _caution(caution: Caution) -> str:
    unless = f", unless {tree_text(caution.unless)} is" if caution.unless else ""
    return f"- Caution when {tree_text(caution.when)} is met{unless}: {_text(caution.text)} ({_text(caution.source)})"


def _reading(rubric: Rubric) -> Iterator[str]:
    if rubric.choices:
        yield "\n## How the source is read\n"
        yield "Where the source can be read in more than one way. Whoever reads it otherwise changes the data."
    for choice in rubric.choices:
        yield f"\n**{_text(choice.code)}.** {_text(choice.reading)} Because: {_text(choice.because)}"
        yield f"Source: {_text(choice.source)}. To change it: {_text(choice.where)}."


def _codes(rubric: Rubric) -> Iterator[str]:
    if rubric.reasons:
        yield "\n## Why a passage can be weak\n"
        yield from _table(
            ("reason", "meaning", "source"), [(one.code, one.label, one.source) for one in rubric.reasons]
        )
    if rubric.notes:
        yield "\n## Why a passage that looks weak can count\n"
        yield from _table(("note", "meaning", "source"), [(one.code, one.label, one.source) for one in rubric.notes])
    if rubric.documents:
        yield "\n## What kind of document can carry an element\n"
        rows = [(one.code, one.label, _meaning(one), one.source) for one in rubric.documents]
        yield from _table(("code", "kind", "meaning", "source"), rows)
    if rubric.time_frames:
        yield "\n## Time frames\n"
        frames = [(one.code, one.years, one.text, one.source) for one in rubric.time_frames]
        yield from _table(("code", "years", "meaning", "source"), frames)


def _meaning(kind: DocumentKind) -> str:
    """What a kind of document is, and what of a document that is none."""
    if kind.elsewhere is None:
        return kind.text
    told = " or ".join(one.value.replace("_", " ") for one in kind.kinds)
    return f"{kind.text} Told by the document's kind ({told}) or by a part's heading; elsewhere: {kind.elsewhere}."


def _look_up(look_up: LookUp) -> Iterator[str]:
    yield f"\n## {_text(look_up.title)}\n"
    yield f"Source: {_text(look_up.source)}.\n"
    rows = [(one.code, one.label, one.text, "; ".join(one.examples)) for one in look_up.entries]
    yield from _table(("code", "label", "meaning", "examples"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_text, heads))} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_text(str(cell)) for cell in row)} |"


def _words(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _text(words: str) -> str:
    """Words in which no sign is read as Markdown."""
    return words.translate(_TO_ESCAPE)


if __name__ == "__main__":
    for written in write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
