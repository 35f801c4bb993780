"""Writes the workspace as tables for other programs: candidates, findings, scores and documents.

Rows are made one company at a time, so that a large workspace needs no large memory, and come sorted by
company, rubric, the rubric's order of elements, and rank. The same row is written in four forms: JSON lines
keep nested fields as JSON, Parquet keeps them as lists and structures; CSV and XLSX hold them as JSON text, with an
empty cell for null. Beside a CSV and a Parquet file stands the description of its columns. A company's text
may begin like a spreadsheet formula ("=", "+", "-", "@"): in XLSX such text is stored as text, in CSV an
apostrophe is put before it, also where a program that takes semicolons, tabs or bars for separators would begin a
cell, so that opening an export never runs anything. CSV begins with a byte order mark, by which spreadsheet programs
know its letters, and its cells are one line each, to be pasted. Use JSON lines for exact quotes.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, cast, get_args

from errors import InputError
from extractors.fold import CUT, as_read
from forms import guarded, plain
from reports.company import companies_named, rubrics_used
from reports.described import MEDIA_TYPES, describe_beside
from reports.files import whole_file
from reports.rows import ROW_TYPES, CandidateRow, Row, Table, document_rows, rubric_rows
from workspace.store import Store

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

Format = Literal["csv", "jsonl", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
FILES_ALONE: dict[Format, str] = {"xlsx": "a spreadsheet", "parquet": "a Parquet file"}  # that cannot be printed

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
_LEADS = frozenset("=+-@＝＋－＠ \"'")  # what may stand at the head of a formula
_BREAKS = re.compile("[\\s\x00-\x1f\x7f-\x9f]+")  # line breaks of all kinds, tabs, and what nobody sees
LONGEST_CELL = 32_767  # characters; a spreadsheet program refuses a file with a longer cell
ROWS_OF_A_SHEET = 1_048_575  # below the header; a spreadsheet program reads no more
# Control characters that XML does not allow, and half characters: a sheet that holds one cannot be opened.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Widths of columns in characters; those not named get 14.
WIDTHS = {
    "company": 28,
    "source": 40,
    "url": 40,
    "document": 20,
    "quote": 80,
    "lead_in": 40,
    "explanation": 60,
    "detail": 60,
    "decision_note": 60,
    "evidence": 40,
    "rules": 30,
    "boxes": 20,
    "rubric": 16,
    "start": 9,
    "end": 9,
    "page": 7,
    "rank": 7,
}

Cell = str | int | float | None


def export(
    store: Store,
    table: Table,
    form: Format,
    output: Path | None,
    company: str | None = None,
    standard_output: TextIO | None = None,
    rubric: str | None = None,
    shown: bool = False,
) -> int:
    """Write a table to a file, or to `standard_output` when no file is named; returns the number of rows.

    `rubric`, a name or a folder, leaves out what belongs to other rubrics, `shown` the candidates that the desk does
    not show by default. A file appears whole or not at all, with the workspace's anchor. Raises InputError for an
    unknown company or rubric, for XLSX or Parquet without a file, for `shown` of another table, and for a file that
    cannot be written.
    """
    if form in FILES_ALONE and output is None:
        raise InputError(f"--format {form}: {FILES_ALONE[form]} cannot be printed; add --output FILE.{form}")
    if shown and table != "candidates":
        raise InputError(f"--shown: {table} are all exported; leave it out, or export candidates")
    rows = table_rows(store, table, company, rubric)
    if shown:
        rows = (row for row in rows if isinstance(row, CandidateRow) and row.shown)
    if output is None:
        if standard_output is None:
            raise ValueError("export needs a file or a stream to write to")
        return _write_text(rows, table, form, standard_output)
    anchor = store.anchor()
    with whole_file(output) as unfinished:
        if form == "xlsx":
            return write_xlsx(rows, table, unfinished, anchor)
        if form == "parquet":
            count = _write_parquet(rows, table, unfinished, anchor)
        else:
            with unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                count = _write_text(rows, table, form, stream)
    write_anchor(output, anchor)
    if form in MEDIA_TYPES:
        describe_beside(output, table, form)
    return count


def write_anchor(output: Path, anchor: str) -> None:
    """The anchor of what was written, beside it: a table for programs has no place for it."""
    beside = output.with_name(f"{output.name}.anchor")
    with whole_file(beside) as unfinished:
        unfinished.write_text(f"{anchor}  {output.name}\n", encoding="utf-8", errors="backslashreplace")


def table_rows(store: Store, table: Table, company: str | None = None, rubric: str | None = None) -> Iterator[Row]:
    """The rows of all companies and rubrics, or of those named, which are checked before anything is written."""
    companies = companies_named(store, company)
    chosen = {one.name for one in rubrics_used(store, company, rubric)}
    if table == "documents":  # a row for each source, whichever rubrics it was screened by
        asked = next(iter(chosen)) if rubric else None
        return (row for name in companies for row in document_rows(store, name, asked))
    return (
        row
        for name in companies
        for one in rubrics_used(store, name)
        if one.name in chosen
        for row in rubric_rows(store, table, name, one)
    )


def _write_text(rows: Iterable[Row], table: Table, form: Format, stream: TextIO) -> int:
    return write_csv(rows, table, stream) if form == "csv" else write_jsonl(rows, stream)


def _write_parquet(rows: Iterable[Row], table: Table, path: Path, anchor: str) -> int:
    from reports.parquet import write_parquet  # it brings along a database

    return write_parquet(rows, table, path, anchor)


def write_jsonl(rows: Iterable[Row], stream: TextIO) -> int:
    """One JSON object a line; returns the number of rows."""
    count = 0
    for row in rows:
        stream.write(json.dumps(plain(row), ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Row], table: Table, stream: TextIO) -> int:
    """A header and one line a row; returns the number of rows."""
    mark(stream)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(column_names(table))
    count = 0
    for row in rows:
        writer.writerow([inert(cell) for cell in cells(row)])
        count += 1
    return count


def write_xlsx(rows: Iterable[Row], table: Table, path: Path, anchor: str = "") -> int:
    """A sheet with a frozen header; a further sheet where one is full; returns the number of rows.

    The anchor of the workspace stands in the book's properties.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.description = f"Firmword anchor: {anchor}"
    names = column_names(table)
    sheet = _begin(book.create_sheet(table), names)
    count = 0
    for row in rows:
        if count and count % ROWS_OF_A_SHEET == 0:
            sheet = _begin(book.create_sheet(f"{table} {count // ROWS_OF_A_SHEET + 1}"), names)
        sheet.append([_sheet_value(sheet, cell) for cell in cells(row)])
        count += 1
    book.save(path)
    return count


def _begin(new: Worksheet | WriteOnlyWorksheet, names: list[str]) -> Worksheet:
    """Give a new sheet its widths and its frozen header."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    # A sheet that is only written has the same columns, though its type does not say so.
    sheet = cast("Worksheet", new)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, 14)
    header = [_text_cell(sheet, name) for name in names]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    return sheet


def _sheet_value(sheet: Worksheet, value: Cell) -> Cell | SheetCell:
    """A value for a sheet in which text is always text: no formula is ever read out of it."""
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("\ufffd", CUT.sub("", value))[:LONGEST_CELL]
    # Only such text could be taken for a formula or, as "#N/A", for an error; a cell of its own costs time.
    return _text_cell(sheet, text) if text.startswith((*FORMULA_SIGNS, "#")) else text


def _text_cell(sheet: Worksheet, text: str) -> SheetCell:
    from openpyxl.cell.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True  # so that it stays text when a person edits the cell
    return cell


def column_names(table: Table) -> list[str]:
    """The names of a table's columns, in their order."""
    return [field.name for field in fields(ROW_TYPES[table])]


def cells(row: Row) -> list[Cell]:
    """A row's values for a flat table: nested fields as JSON text, null as it is."""
    return [_cell(plain(getattr(row, field.name))) for field in fields(row)]


def _cell(value: object) -> Cell:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, (int, float)):
        return value
    return str(value)


def mark(stream: TextIO) -> None:
    """Begin a table with the byte order mark, except on a terminal."""
    if not stream.isatty():
        stream.write(BYTE_ORDER_MARK)


def inert(cell: Cell) -> Cell:
    """A cell of a CSV: one line, and nothing in it that a spreadsheet program would run, whatever its separators."""
    if not isinstance(cell, str):
        return cell
    if _is_plain(cell):
        return cell
    line = _BREAKS.sub(" ", as_read(cell)).strip(" ")
    return guarded(line)


def _is_plain(cell: str) -> bool:
    """Whether nothing in a cell has to be mended, as in most: a large table is written several times as fast."""
    separated = ";" in cell or "|" in cell or "  " in cell
    return cell.isprintable() and not separated and cell[:1] not in _LEADS and cell[-1:] != " "
