"""The commands that explain a score, and print a document's text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.options import by_rubric, everywhere, in_form, screened_store, to_output
from cli.streams import write_result
from forms import harmless, listed


@click.command()
@click.argument("company")
@click.argument("indicator")
@in_form
@by_rubric(None, "The rubric (default: the one that has the indicator).")
@to_output
@everywhere
def explain(company: str, indicator: str, form: str, rubric_name: str | None, output: Path | None) -> None:
    """Explain an indicator (A.1.2) or an element (A.1.2/S1.c) of a company: bounds, evidence, near misses.

    Below each passage stands what can be checked of it: rules and model side by side, what the element asks beside
    what is read, the words that would turn the verdict, and the nearest of the element's own wordings.

    For a rubric of stages also a module (2), or the rubric's name (rsj-2018): the highest stages with public
    evidence, what is missing, and the improvement plan. An indicator that has its module's name is shown itself.
    """
    from reports import explain as explaining
    from reports import explained_text, journey

    with screened_store() as store:
        report = journey.journey_report(store, company, indicator, rubric_name)
        if report is not None:
            text = journey.as_json(report) if form == "json" else journey.as_text(report)
        else:
            explanation = explaining.explain(store, company, indicator, rubric_name)
            text = explaining.as_json(explanation) if form == "json" else explained_text.as_text(explanation)
        by = report.rubric if report is not None else explanation.rubric
        others = [] if rubric_name else explaining.also_in(store, company, indicator, by)
    if others:
        has = f"{listed(others)} {'has' if len(others) == 1 else 'have'} it, too: for that add --rubric {others[0]}"
        click.echo(harmless(f"{indicator} is explained by {by}; {has}"), err=True)
    write_result([text], output)


@click.command()
@click.argument("sha256", metavar="SHA256")
@to_output
@everywhere
def text(sha256: str, output: Path | None) -> None:
    """Print a document's text exactly as offsets count it; the first 8 characters of the hash are enough."""
    from reports.text import document_text

    with screened_store() as store:
        exact = document_text(store, sha256).encode("utf-8", "surrogatepass")
    if output is None:
        if sys.stdout.isatty():
            exact = harmless(exact.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        sys.stdout.buffer.write(exact)
        sys.stdout.buffer.flush()
        return
    from reports.files import whole_file

    with whole_file(output) as unfinished:
        unfinished.write_bytes(exact)
