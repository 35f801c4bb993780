"""Files of labels: their rows with line numbers, and one message for whatever is wrong in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from errors import InputError
from rubric.model import Rubric


def json_lines(file: Path) -> Iterable[tuple[int, dict[str, object]]]:
    """The objects of a file of JSON lines with their line numbers; raises InputError where a line is none."""
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"{file}, line {number}: no JSON ({error}); give one object a line") from None
                if not isinstance(row, dict):
                    raise InputError(
                        f"{file}, line {number}: {line.strip()[:40]!r} is no object; give one object a line"
                    )
                yield number, row
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read ({error}); give a file of JSON lines in UTF-8") from None


def tab_pairs(file: Path, what: str) -> Iterator[tuple[int, str, str]]:
    """The lines of a text file of two columns with a tab between, with their numbers.

    `what` says for people what a line should be. Raises InputError when the file cannot be read, or a line has no tab.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read ({error}); give a text file in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            first, tab, second = line.partition("\t")
            if not tab:
                raise InputError(f"{file}, line {number}: {line[:40]!r} has no tab in it; give {what}")
            yield number, first.strip(), second.strip()


def header(file: Path) -> list[str]:
    """The columns of a CSV file; raises InputError when it cannot be read."""
    for _, row in _rows(file):
        return row
    return []


def header_of_tabs(file: Path) -> tuple[str, ...]:
    """The cells of the first line of a table with tabs; none when the file cannot be read."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return tuple(lines.readline().rstrip("\n").split("\t"))
    except (OSError, UnicodeDecodeError):
        return ()


def table(file: Path, columns: Sequence[str], what: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by column, with the number of the line on which each ends.

    `what` says for people what the file should be. Raises InputError when the file is missing or not UTF-8, a
    column is missing, or a row is too short or too long.
    """
    rows = _rows(file)
    names = next(rows, (1, []))[1]
    missing = [column for column in columns if column not in names]
    if missing:
        raise InputError(f"{file}, line 1: no column {', '.join(map(repr, missing))}; {what} has {', '.join(columns)}")
    for line, cells in rows:
        if len(cells) != len(names):
            raise InputError(
                f"{file}, line {line}: {len(cells)} cells where the header has {len(names)} columns; "
                "correct the line, with quotation marks around a text that has a comma"
            )
        yield line, dict(zip(names, cells, strict=True))


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    if not file.is_file():
        raise InputError(f"{file}: there is no such file; name another with --data")
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            for row in reader:
                if row:
                    yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"{file}, line {reader.line_num}: no CSV ({error}); correct the line") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read ({error}); give a CSV file in UTF-8") from None


def tab_table(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with tabs by column, with their line numbers.

    Raises InputError when the file cannot be read, has other columns, or a row of another length.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read ({error}); give a text file in UTF-8") from None
    if not lines or lines[0].split("\t") != [*columns]:
        raise InputError(
            f"{file}, line 1: the columns are not {', '.join(columns)}; name them there, with tabs between"
        )
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise InputError(
                f"{file}, line {number}: {len(cells)} cells where there are {len(columns)} columns; "
                f"give {', '.join(columns)} with tabs between, each empty where there is nothing to say"
            )
        yield number, dict(zip(columns, cells, strict=True))


def check_known(place: str, rubric: Rubric, element: str, reason: str | None) -> None:
    """Raises InputError, with what is allowed, for an element or a reason that the rubric does not have."""
    elements = [one.id for one in rubric.elements]
    if element not in elements:
        beside = [one for one in elements if one.partition("/")[0] == element.partition("/")[0]]
        known = beside or [f"{one.id}/..." for one in rubric.indicators]  # all elements would be a page of them
        raise InputError(f"{place}: {element!r} is no element of {rubric.name}; write one of: {', '.join(known)}")
    reasons = [one.code for one in rubric.reasons]
    if reason is not None and reason not in reasons:
        raise InputError(
            f"{place}: {reason!r} is no reason of {rubric.name}; write one of: {', '.join(reasons)}, or none"
        )
