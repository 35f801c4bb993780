"""The commands on rubrics: which there are, what is in them, and scoring by one."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import by_rubric, everywhere, in_form, to_output, workspace
from cli.streams import standard_input, write_result
from errors import InputError
from workspace import DEFAULT_RUBRIC


@click.command()
@by_rubric(DEFAULT_RUBRIC, "The rubric to score by.")
@to_output
@everywhere
def score(rubric_name: str, output: Path | None) -> None:
    """Score findings: JSON lines {"indicator", "findings": {"S1.a": "met"}} on standard input, bounds out."""
    from rubric.lines import LineError, score_lines
    from workspace import rubrics

    answers = score_lines(standard_input(), rubrics.find(workspace(), rubric_name).rubric)
    try:
        write_result((f"{answer}\n" for answer in answers), output)
    except LineError as error:
        raise InputError(f"standard input, {error}") from error


@click.group()
@everywhere
def rubric() -> None:
    """The rubrics: which there are, and what is in them."""


@rubric.command("list")
@in_form
@to_output
@everywhere
def rubric_list(form: str, output: Path | None) -> None:
    """List the rubrics: those that come with Firmword, and those of the workspace."""
    import json

    from rubric.show import list_text, rubric_data
    from workspace import rubrics

    loaded = [rubrics.find(workspace(), name).rubric for name in rubrics.names(workspace())]
    if form == "json":
        heads = [rubric_data(one) for one in loaded]
        shown = json.dumps([{key: one[key] for key in ("name", "title", "edition", "version")} for one in heads])
    else:
        shown = list_text(loaded)
    write_result([shown, "\n"], output)


@rubric.command("show")
@click.argument("name", metavar="NAME_OR_FOLDER")
@in_form
@to_output
@everywhere
def rubric_show(name: str, form: str, output: Path | None) -> None:
    """Show a rubric: its indicators, elements, and how they combine; or what is wrong with it."""
    from extractors.rules import check, open_rules
    from rubric.lending import not_lent, told_lent
    from rubric.show import show_json, show_text
    from workspace import rubrics

    found = rubrics.find(workspace(), name)
    check(open_rules(found.place))  # a frame that no lexicon can meet is told here, not when a run begins
    shown = found.rubric
    notes = [f"\nNote: {told}\n" for told in (told_lent(shown), not_lent(shown)) if told]
    write_result([show_json(shown), "\n"] if form == "json" else [show_text(shown), "\n", *notes], output)
