"""The command that compares a company with what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import everywhere, in_form, screened_store, to_output
from cli.streams import write_result

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("company")
@click.option(
    "--since", metavar="DATE", required=True, help="What was seen up to this day is compared with what is now."
)
@in_form
@to_output
@everywhere
def compare(company: str, since: str, form: str, output: Path | None) -> None:
    """Compare a company's documents, confirmed quotes and scores with those of before a date.

    Documents are the same, changed, new or gone, by their content; quotes unchanged, moved, reworded or gone. Between
    the two the company's documents were collected and screened again.
    """
    from reports.years import as_json, as_text, comparison

    with screened_store() as store:
        found = comparison(store, company, since)
    write_result([as_json(found) if form == "json" else as_text(found)], output)
