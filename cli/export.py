"""Export: tables for other programs, and files for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cli.options import by_rubric, everywhere, screened_store, to_output
from cli.streams import table_output
from cli.verify import checked
from errors import InputError
from forms import harmless, listed
from reports.exports import EXPORTS, export_file

if TYPE_CHECKING:
    from reports.export import Format
    from reports.rows import Table
    from workspace.store import Store

WHATEVER_SCREENED_IT = ("documents", "decisions")  # what has all companies, by whichever rubric
TABLES = ("candidates", "findings", "scores", "documents")
FILES = "\n".join(f"{one.name:<14}{one.told}: {listed(one.endings)}, {one.about}" for one in EXPORTS)
HELP = """Write a table, or a file for people and programs, from what was found and decided.

Tables are candidates, findings, scores and documents. CSV is for spreadsheet programs: with a byte order mark, one line
a cell, and an apostrophe before text that they would take for a formula; JSON lines and Parquet have every quote
exactly. XLSX and Parquet need --output; beside a CSV or Parquet file FILE.datapackage.json says what stands in it.
The anchor by which `firmword verify --anchor` knows the workspace again stands in the properties of an XLSX, beside
another file as FILE.anchor, else on standard error.

Files need --output; its ending is the form:

\b
"""


HELP_TEXT = HELP + FILES


@click.command(help=HELP_TEXT)
@click.argument("what", type=click.Choice([*TABLES, *(one.name for one in EXPORTS)]), metavar="WHAT")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "xlsx", "parquet"]),
    help="Of a table: CSV or a workbook for spreadsheet programs, JSON lines, or Parquet.  [default: csv]",
)
@click.option("--company", metavar="NAME", help="Only this company.")
@click.option("--shown", is_flag=True, help="Only the candidates that the review shows by default.")
@click.option("--short", is_flag=True, help="Of a scorecard: the scores and the best quote of each indicator.")
@by_rubric(None, "Only this rubric (default: all of the workspace).")
@to_output
@everywhere
def export(
    what: str,
    form: str | None,
    company: str | None,
    shown: bool,
    short: bool,
    rubric_name: str | None,
    output: Path | None,
) -> None:
    """Write a table or a file; the help is drawn up above, from the list of files."""
    from reports.export import export as write_table

    with screened_store() as store, checked(store):
        if what not in TABLES:
            _only_of_tables(what, form, shown)
            count = export_file(store, what, output, company, rubric_name, short)
            click.echo(f"{output}: {count:,} written. Anchor of this export: {store.anchor()}", err=True)
            _tell_left_out(store, what, company, rubric_name)
            return
        if short:
            raise InputError("--short: it belongs to scorecards; leave it out, or export scorecard")
        with table_output() as stream:
            write_table(
                store, cast("Table", what), cast("Format", form or "csv"), output, company, stream, rubric_name, shown
            )
        if output is None:
            click.echo(f"Anchor of this export: {store.anchor()}", err=True)
        _tell_left_out(store, what, company, rubric_name)


def _tell_left_out(store: Store, what: str, company: str | None, rubric_name: str | None) -> None:
    """Name the companies of which nothing is in what was written, because the rubric did not screen them."""
    from findings.unscreened import unscreened
    from reports.company import rubrics_used

    if company is not None or what in WHATEVER_SCREENED_IT:
        return
    for one in rubrics_used(store, None, rubric_name):
        if (found := unscreened(store, one)).companies:
            click.echo(f"{harmless(found.named)}; to screen by it: {harmless(found.cure)}", err=True)


def _only_of_tables(what: str, form: str | None, shown: bool) -> None:
    """The options that files do not take."""
    if form is not None:
        raise InputError(f"--format {form}: it belongs to tables; the ending of --output is the form of {what}")
    if shown:
        raise InputError("--shown: it belongs to candidates; leave it out, or export candidates")
