"""The exchange with a company about its scores: questions out, answers in, and publishing."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import a_name, by_rubric, everywhere, in_a_folder, login_name, screened_store, to_output
from cli.streams import write_result
from cli.verify import checked
from errors import InputError
from forms import counted
from workspace import DEFAULT_RUBRIC

if TYPE_CHECKING:
    from extractors.records import Listing

by_whom = click.option(
    "--by", "who", metavar="NAME", callback=a_name, help="Who does it; goes into the log (default: the login name)."
)
one_rubric = by_rubric(None, "The rubric, where the company was screened by several.")


@click.group()
@everywhere
def engage() -> None:
    """Ask a company about its draft scores, read in what it answers, and publish what was decided.

    Each step stands in the decision log, and `firmword explain` tells it: what was asked, answered and changed, by whom
    and why.
    """


@engage.command()
@click.argument("company")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help="Ask about it alone; may be repeated.")
@by_whom
@one_rubric
@to_output
@everywhere
def ask(
    company: str, indicators: tuple[str, ...], who: str | None, rubric_name: str | None, output: Path | None
) -> None:
    """Draft the questions to COMPANY as a workbook (.xlsx) or a page (.html), with a box for each answer.

    The draft shows what was found and not found by decisions alone. It may be edited before it is sent; what comes
    back is read with `firmword engage answers`.
    """
    from reports.asking import ask as draft

    if output is None:
        raise InputError("engage ask: it is a file for the company; add --output FILE.xlsx or FILE.html")
    with screened_store() as store, checked(store):
        drafted = draft(store, company, rubric_name, output, who or login_name("--by"), indicators)
    click.echo(f"{output}: {len(drafted.asked)} questions to {company}, reference {drafted.reference}", err=True)


@engage.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@by_whom
@click.option("--screen", "screens", is_flag=True, help="Screen the documents that the company named, too.")
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=in_a_folder,
    help="Write the named documents as a list.",
)
@everywhere
def answers(file: Path, who: str | None, screens: bool, listed: Path | None) -> None:
    """Read in a FILE of answers: each is noted with its question, and the file kept.

    Documents that the company named by a web address, or that lie beside the file, are listed for `firmword screen`.
    """
    from reports.answers import receive, write_listings

    with screened_store() as store, checked(store):
        said = receive(store, file, who or login_name("--by"))
    what = f"{counted(said.answers, 'answer')} and {counted(len(said.documents), 'document')}"
    click.echo(f"{file}: {what} of {said.company}", err=True)
    for one in said.left_out:
        click.echo(f"Left out: {one}", err=True)
    if said.frozen:
        frozen = f"The scores were published on {said.frozen} and stay as they were"
        click.echo(
            f"{frozen}; to change them: firmword engage reopen {shlex.quote(said.company)} --because REASON", err=True
        )
    if listed is not None and said.documents:
        write_listings(said.documents, listed)
        click.echo(f"Screen them: firmword screen {listed} --rubric {said.rubric}", err=True)
    if screens and said.documents:
        _screened(said.documents, said.rubric)
    if said.documents and listed is None and not screens:
        click.echo("To screen them, give the same file again with --list FILE or --screen", err=True)


def _screened(documents: Sequence[Listing], rubric: str) -> None:
    from cli.screen import screened
    from screening.run import Settings

    screened(documents, rubric or DEFAULT_RUBRIC, "auto", Settings())


@engage.command()
@click.argument("company")
@one_rubric
@to_output
@everywhere
def show(company: str, rubric_name: str | None, output: Path | None) -> None:
    """Print what COMPANY was asked, answered and named, what changed since, by whom and why."""
    from reports.exchanged import trail

    with screened_store() as store:
        write_result(["\n".join(trail(store, company, rubric_name)) + "\n"], output)


@engage.command()
@click.argument("company")
@click.option("--open-too", is_flag=True, help="Publish scores that are still open, too, as open.")
@by_whom
@one_rubric
@everywhere
def publish(company: str, open_too: bool, who: str | None, rubric_name: str | None) -> None:
    """Freeze the scores of COMPANY as they are decided: from now on nothing is decided there."""
    from reports.publishing import publish as freeze

    with screened_store() as store, checked(store):
        click.echo(freeze(store, company, rubric_name, who or login_name("--by"), open_too), err=True)
        click.echo(f"Anchor: {store.anchor()}", err=True)


@engage.command()
@click.argument("company")
@click.option("--because", required=True, metavar="REASON", help="Why; it stands in the log.")
@by_whom
@one_rubric
@everywhere
def reopen(company: str, because: str, who: str | None, rubric_name: str | None) -> None:
    """Let the scores of COMPANY be decided again, for example after an appeal."""
    from reports.publishing import reopen as thaw

    with screened_store() as store, checked(store):
        click.echo(thaw(store, company, rubric_name, who or login_name("--by"), because), err=True)
