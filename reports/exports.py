"""All that leaves the house as a file of its own, beside the four tables: one line for each, and one module.

A module has `write(store, output, company, rubric)`, which writes the file whole or not at all, in the form that the
file's ending asks for, and returns how many companies, lines or annotations are in it. It is imported when it is asked
for, because some need much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from errors import InputError
from forms import listed

if TYPE_CHECKING:
    from workspace.store import Store  # it brings along the database

    Writer = Callable[[Store, Path, str | None, str | None], int]


class About(StrEnum):
    """Whose findings a file holds."""

    ONE = "one company"
    ALL = "all companies"
    EITHER = "one company or all"


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of file that leaves the house."""

    name: str
    told: str  # what it is, for the help
    endings: tuple[str, ...]  # of the file, each a form
    about: About
    writer: Callable[[], Writer]  # imports its module
    short: Callable[[], Writer] | None = None  # the same for its short form, where it has one


def _decisions() -> Writer:
    from reports.decision_lines import write

    return write


def _scorecard() -> Writer:
    from reports.scorecard import write

    return write


def _short_scorecard() -> Writer:
    from reports.scorecard import write

    return partial(write, short=True)


def _wikirate() -> Writer:
    from reports.wikirate import write

    return write


def _sheet() -> Writer:
    from reports.sheet import write

    return write


def _annotations() -> Writer:
    from reports.annotations import write

    return write


def _package() -> Writer:
    from reports.package import write

    return write


def _workbook() -> Writer:
    from reports.workbook import write

    return write


EXPORTS: tuple[Export, ...] = (
    Export("decisions", "the decision log, a line each", (".jsonl",), About.EITHER, _decisions),
    Export(
        "scorecard", "a company's results, to be published", (".html", ".pdf"), About.ONE, _scorecard, _short_scorecard
    ),
    Export("wikirate", "decided answers for WikiRate's import", (".csv",), About.EITHER, _wikirate),
    Export("annotations", "rulings as W3C Web Annotations", (".jsonld",), About.EITHER, _annotations),
    Export("package", "the tables as Parquet beside a Data Package", (".json",), About.EITHER, _package),
    Export("sheet", "the scores with all on which they rest, to send", (".xlsx", ".html"), About.ONE, _sheet),
    Export("workbook", "all scores, a sheet for each indicator, charts", (".xlsx",), About.ALL, _workbook),
)
BY_NAME = {one.name: one for one in EXPORTS}


def export_file(
    store: Store, name: str, output: Path | None, company: str | None, rubric: str | None, short: bool = False
) -> int:
    """Write a file, or its short form; returns how much is in it.

    Raises InputError where the file or the company is not named, for an ending that is none of its forms, for a short
    form that it has not, for an unknown company or rubric, and for a file that cannot be written.
    """
    asked = BY_NAME[name]
    endings = listed(asked.endings)
    if output is None:
        raise InputError(f"export {name}: it is a file; add --output FILE{asked.endings[0]}")
    if output.suffix.lower() not in asked.endings:
        raise InputError(f"--output {output}: export {name} writes {endings}; name the file so")
    if asked.about is About.ONE and company is None:
        raise InputError(f"export {name}: it is about one company; add --company NAME")
    if asked.about is About.ALL and company is not None:
        raise InputError(f"--company {company}: export {name} is about all companies; leave it out")
    return (_short_form(asked) if short else asked.writer)()(store, output, company, rubric)


def _short_form(asked: Export) -> Callable[[], Writer]:
    if asked.short is None:
        raise InputError(f"--short: export {asked.name} has no short form; leave it out")
    return asked.short
