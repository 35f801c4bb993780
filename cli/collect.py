"""Find a company's documents on its website, and list them for screening."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import as_of_date, everywhere, from_the_web, in_a_folder, politely, stopped_as, to_output, workspace
from cli.screen import refuse_unread, screened
from cli.streams import table_output
from errors import Stopped
from forms import counted, harmless
from workspace import DEFAULT_RUBRIC
from workspace.commands import command

if TYPE_CHECKING:
    from archive.collection import Collection


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="WEBSITE...")
@click.option("--company", metavar="NAME", help="The company whose website this is (default: the host).")
@politely
@click.option(
    "--skipped",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=in_a_folder,
    metavar="FILE",
    help="Where to write what was left out, and why (default: beside the list, as LIST-skipped.csv).",
)
@click.option("--screen", "then_screen", is_flag=True, help="Screen what is listed as well.")
@to_output
@as_of_date("Look into what the archive had on DATE (YYYY-MM-DD), and fetch nothing.")
@from_the_web
@everywhere
def collect(
    inputs: tuple[str, ...],
    company: str | None,
    budget: int,
    delay: float | None,
    skipped: Path | None,
    then_screen: bool,
    output: Path | None,
    as_of: str | None,
    contact: str | None,
    allow_private_addresses: bool,
) -> None:
    """Find the documents on companies' websites, and write the list that `screen` takes.

    WEBSITE is an address, or a CSV with the columns company and website. The list is a CSV to edit: a row with
    yes under keep stays as it is at the next run with the same --output, one with no stays out and is not
    screened, all others are renewed. Robots.txt is asked first, and each host is asked slowly. Exit code 1
    where no website could be searched.
    """
    from archive import collection
    from archive.limits import Limits
    from archive.remembered import Web, searching
    from reports import collected
    from screening.run import Settings
    from workspace.place import archive_of

    sites = collection.websites(inputs, company)
    earlier = collection.read_list(output) if output is not None and output.exists() else []
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay, as_of)
    with table_output() as stream:
        keep = collected.as_they_end(earlier, output, skipped, stream)

        def ended(one: collection.Collection) -> None:
            keep(one)
            click.echo(harmless(collected.told(one)), err=True)

        listed = "" if output is None else f", and {output} has what was searched until now"
        kept = f"what was received is in the archive{listed}; the same command searches again and asks for what is new"
        with stopped_as(kept), searching(archive_of(workspace().absolute()), web) as (visits, look):
            found = collection.collect(sites, visits, look, budget, earlier, ended)
        rows = collection.together(found, earlier)
        collected.write(rows, found, output, skipped, stream)
    folder = output.parent if output is not None else Path()
    wanted = collection.listings_of(rows, folder)
    any_read = False
    if then_screen and wanted:
        settings = Settings(fetching=web.limits, delay=web.pause, contact=contact, as_of=as_of, lists=True)
        any_read = screened(wanted, DEFAULT_RUBRIC, "auto", settings)
    _refuse_unsearched(found, len(rows))
    if not wanted:
        click.echo("Nothing is listed to be screened.", err=True)
    elif then_screen:
        refuse_unread(any_read)
    elif output is not None:
        then = command("screen", str(output), workspace=workspace())
        click.echo(f"Look it through, then screen it: {then}", err=True)


def _refuse_unsearched(found: Sequence[Collection], rows: int) -> None:
    """Ends a command that could search nothing as one that could not do its work; a single website is no matter."""
    if all(one.failed for one in found):
        stay = "stays as it was" if rows == 1 else "stay as they were"
        kept = f"; {counted(rows, 'row')} of earlier searches {stay}" if rows else ""
        raise Stopped(f"no website could be searched{kept}")
