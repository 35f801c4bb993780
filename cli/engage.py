"""The exchange with a company about its scores: questions out, answers in, and publishing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import a_name, by_rubric, everywhere, in_a_folder, login_name, screened_store, to_output, workspace
from cli.streams import write_result
from cli.verify import checked
from errors import InputError
from forms import counted, listed, spaced
from workspace import DEFAULT_RUBRIC
from workspace.commands import command

if TYPE_CHECKING:
    from extractors.records import Listing
    from reports.answers import Received
    from workspace.store import Store

by_whom = click.option(
    "--by",
    "who",
    metavar="NAME",
    callback=a_name,
    help="Who does it, by the name as which they log in; goes into the log (default: the login name).",
)
one_rubric = by_rubric(None, "The rubric, where the company was screened by several.")


def _by(store: Store, who: str | None) -> str:
    """Whose name goes into the log: where people were added, one of them who decides in the first reading."""
    from workspace.people import Role

    decide = (Role.READER, Role.ADJUDICATOR)
    name, people = who or login_name("--by"), store.people()
    role = next((one.role for one in people if one.name == name), None)
    if not people or role in decide:
        return name
    able = listed([one.name for one in people if one.role in decide])
    does = (
        f"{name!r} is nobody here" if role is None else f"{name!r} is a {spaced(role.value)} and decides nothing here"
    )
    cure = command("people add", "NAME", workspace=workspace(), role=Role.READER.value)
    may = f"give the name of a reader or an adjudicator: --by {able}" if able else f"add a reader: {cure}"
    raise InputError(f"--by: {does}; {may}")


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
        drafted = draft(store, company, rubric_name, output, _by(store, who), indicators)
    questions = counted(len(drafted.asked), "question")
    click.echo(f"{output}: {questions} to {company}, reference {drafted.reference}", err=True)


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
        said = receive(store, file, _by(store, who))
    for line in _told(file, said):
        click.echo(line, err=True)
    if said.screened:
        click.echo(f"Screened already: {counted(said.screened, 'document')} that it names", err=True)
    if not said.documents:
        for option in (f"--list {listed}" if listed is not None else "", "--screen" if screens else ""):
            if option:
                click.echo(f"{option}: no document is left to be screened; nothing was done for it", err=True)
        return
    if listed is not None:
        write_listings(said.documents, listed)
        then = command("screen", str(listed), workspace=workspace(), rubric=said.rubric)
        click.echo(f"Screen them: {then}", err=True)
    if screens:
        _screened(said.documents, said.rubric)
    if listed is None and not screens:
        again = command("engage answers", str(file), workspace=workspace(), screen=True)
        waiting = counted(len(said.documents), "document")
        click.echo(f"Not screened yet: {waiting} that it names. To screen: {again} (or --list FILE)", err=True)


def _told(file: Path, said: Received) -> Iterator[str]:
    """What was noted of a file, and what was not."""
    new = f"{counted(said.answers, 'answer')} and {counted(said.named, 'document')}"
    again = any((said.answers, said.named, said.unplaced))
    yield f"{file}: {new if again else 'nothing new'} of {said.company}"
    for one in said.unplaced:
        yield f"Noted on no indicator, {one.where}: “{one.text}”"
    yield from (f"Left out: {one}" for one in said.left_out)
    if said.frozen:
        from workspace.decisions import reopening

        cure = reopening(said.company, said.rubric, workspace())
        yield f"The scores were published on {said.frozen} and stay as they were; to change them: {cure}"


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
@click.option(
    "--open-too",
    is_flag=True,
    help="Publish as they are scores that are open, or on which two readings differ.",
)
@by_whom
@one_rubric
@everywhere
def publish(company: str, open_too: bool, who: str | None, rubric_name: str | None) -> None:
    """Freeze the scores of COMPANY as they are decided: from now on nothing is decided there."""
    from reports.publishing import publish as freeze

    with screened_store() as store, checked(store):
        click.echo(freeze(store, company, rubric_name, _by(store, who), open_too), err=True)
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
        click.echo(thaw(store, company, rubric_name, _by(store, who), because), err=True)
