"""The commands on lexicons: check them, try them on a sentence, and see what an edit changes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.options import by_rubric, everywhere, in_form, screened_store, to_output, workspace
from cli.streams import standard_input, write_result
from workspace import DEFAULT_RUBRIC


@click.group()
@everywhere
def lexicon() -> None:
    """The wordings that are searched for: check them, try them, and see what an edit changes."""


@lexicon.command("check")
@click.argument("folder", metavar="[LEXICON_FOLDER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--all", "whole", is_flag=True, help="Show warnings that Firmword's own lexicons have, too.")
@in_form
@to_output
@everywhere
def lexicon_check(folder: Path | None, whole: bool, form: str, output: Path | None) -> None:
    """Look for faults in the lexicons; exit code 1 where one of them is an error, not just a warning.

    Warnings that Firmword's own lexicons have as they come are left out, and counted: no edit made them.
    """
    from authoring.check import as_json, as_text, check, comes_with_firmword, has_errors
    from lexicons import FOLDER

    faults = check(folder or FOLDER)
    known = frozenset() if whole else comes_with_firmword(faults)
    told = [fault for fault in faults if fault not in known]
    left_out = len(faults) - len(told)
    write_result([as_json(told, left_out) if form == "json" else as_text(told, left_out)], output)
    if has_errors(faults):
        raise click.exceptions.Exit(1)


@lexicon.command("try")
@click.argument("text", metavar="TEXT")
@click.option("--kind", metavar="KIND", help="The kind of document it stands in, such as 'supplier code'.")
@click.option("--lead-in", default="", metavar="TEXT", help="The words before a list of which it is an item.")
@click.option(
    "--heading", "headings", multiple=True, metavar="TEXT", help="A heading above it; for several the outermost first."
)
@click.option("--company", default="", metavar="NAME", help="The company that speaks.")
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="The language of the text: its lexicons."
)
@click.option(
    "--lexicons",
    "folder",
    metavar="LEXICON_FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="An edited copy of the folder lexicons; without it, they are taken as they are now.",
)
@by_rubric(DEFAULT_RUBRIC, "The rubric to judge by.")
@in_form
@to_output
@everywhere
def lexicon_try(
    text: str,
    kind: str | None,
    lead_in: str,
    headings: tuple[str, ...],
    company: str,
    language: str,
    folder: Path | None,
    rubric_name: str,
    form: str,
    output: Path | None,
) -> None:
    """Show which rules fire in TEXT and what they make of it; - reads standard input."""
    from authoring.attempt import as_json, as_text, attempt
    from authoring.diff import rules_with
    from workspace import rubrics

    if text == "-":
        text = standard_input().read()
    rules = rules_with(folder, workspace(), rubric_name) if folder else rubrics.rules(workspace(), rubric_name)
    trial = attempt(text, rules, kind, lead_in, company, language, headings)
    write_result([as_json(trial) if form == "json" else as_text(trial)], output)


@lexicon.command("diff")
@click.argument("folder", metavar="[LEXICON_FOLDER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--processes", type=click.IntRange(min=1), help="Documents at the same time (default: one a core).")
@in_form
@to_output
@everywhere
def lexicon_diff(folder: Path | None, processes: int | None, form: str, output: Path | None) -> None:
    """Search the workspace's documents with edited lexicons, and show what would change; nothing is saved.

    LEXICON_FOLDER is an edited copy of the folder lexicons; without it, they are taken as they are now.
    The rules about whole documents, in reading/, are always those that come with Firmword.
    """
    from authoring.diff import as_json, as_text, difference
    from lexicons import FOLDER
    from reports.progress import progress_on

    with screened_store() as store, progress_on(sys.stderr) as progress:
        changes = difference(store, folder or FOLDER, processes, progress)
    write_result([as_json(changes) if form == "json" else as_text(changes)], output)


@lexicon.command("usage")
@in_form
@to_output
@everywhere
def lexicon_usage(form: str, output: Path | None) -> None:
    """Show how often each entry decided about a passage of the workspace, and which never did."""
    from authoring.usage import as_json, as_text, usage

    with screened_store() as store:
        rows = usage(store)
    write_result([as_json(rows) if form == "json" else as_text(rows)], output)
