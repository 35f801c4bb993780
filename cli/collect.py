"""Find a company's documents on its website, and list them for screening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import as_of_date, everywhere, from_the_web, to_output, workspace
from cli.screen import screened
from cli.streams import standard_output
from workspace import DEFAULT_RUBRIC

if TYPE_CHECKING:
    from archive.collection import Collection, Row
    from archive.discover import Visiting
    from archive.limits import Limits
    from archive.looking import Look


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="WEBSITE...")
@click.option("--company", metavar="NAME", help="The company whose website this is (default: the host).")
@click.option(
    "--budget",
    type=click.IntRange(min=5),
    default=60,
    show_default=True,
    help="The most requests for a website, with robots.txt and sitemaps.",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0.0, max=60.0),
    metavar="SECONDS",
    help="Between two requests to a host (default: 1, or what its robots.txt asks for if that is more).",
)
@click.option(
    "--skipped",
    type=click.Path(path_type=Path, dir_okay=False),
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
    screened, all others are renewed. Robots.txt is asked first, and each host is asked slowly.
    """
    from archive import collection
    from archive.web import Limits
    from reports import collected
    from screening.run import Settings

    sites = collection.websites(inputs, company)
    earlier = collection.read_list(output) if output is not None and output.exists() else []
    limits = Limits(allow_private=allow_private_addresses)
    with _searching(limits, delay, contact, as_of) as (visits, look):
        found = collection.collect(
            sites, visits, look, budget, earlier, lambda one: click.echo(collected.told(one), err=True)
        )
    rows = collection.together(found, earlier)
    _write(rows, found, output, skipped)
    if then_screen and (wanted := collection.listings_of(rows)):
        screened(wanted, DEFAULT_RUBRIC, "auto", Settings(fetching=limits, contact=contact, as_of=as_of))
    elif output is not None:
        click.echo(f"Look it through, then screen it: firmword screen {output}", err=True)


@contextmanager
def _searching(
    limits: Limits, delay: float | None, contact: str | None, as_of: str | None
) -> Iterator[tuple[Visiting, Look]]:
    """How addresses are visited (or, of a date in the past, looked up), and how what comes in is looked into."""
    from archive.looking import looking
    from archive.remembered import AsOf, Remembered
    from archive.store import Archive
    from archive.visits import DELAY, Visits

    archive = Archive(workspace().absolute() / "archive")
    visits = Visits(limits, DELAY if delay is None else delay, contact)
    with looking() as look:
        yield AsOf(archive, as_of) if as_of is not None else Remembered(visits, archive), look


def _write(rows: Sequence[Row], found: Sequence[Collection], output: Path | None, skipped: Path | None) -> None:
    """The list goes to its file or to standard output, what was left out to a file alone."""
    from reports.collected import write_left_out, write_list

    with standard_output() as stream:
        write_list(rows, output, stream)
        if skipped is None and output is not None:
            skipped = output.with_name(f"{output.stem}-skipped.csv")
        if skipped is not None:
            write_left_out([one for site in found for one in site.left], skipped, stream)
