"""The command that screens documents, and what others that screen have of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import as_of_date, by_rubric, everywhere, from_the_web, stopped_as, workspace
from cli.streams import standard_output
from errors import InputError, Stopped
from workspace import DEFAULT_RUBRIC
from workspace.commands import command

if TYPE_CHECKING:
    from extractors.records import Listing
    from screening.run import Batch, Carrier, Settings, Way, Work


SHOWN_LINKS = 5


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--company", metavar="NAME", help="The company of all these documents.")
@by_rubric(DEFAULT_RUBRIC, "The rubric to search for.")
@click.option(
    "--way",
    type=click.Choice(["auto", "direct", "prefect"]),
    default="auto",
    show_default=True,
    help="Run the stages directly or as a Prefect flow; auto: as a flow where PREFECT_API_URL names a server.",
)
@click.option("--processes", type=click.IntRange(min=1), help="Documents read at the same time (default: one a core).")
@click.option(
    "--max-seconds",
    type=click.FloatRange(min=1),
    default=120,
    show_default=True,
    help="Seconds of computing that one document may take; one that takes more is timed_out.",
)
@click.option(
    "--max-memory",
    type=click.FloatRange(min=1),
    default=4,
    show_default=True,
    help="GiB of memory that one document may take; one that takes more is crashed.",
)
@as_of_date("Screen what the archive had on DATE (YYYY-MM-DD), and fetch nothing.")
@click.option(
    "--new-database",
    is_flag=True,
    help="Begin a new database where the workspace's own is lost or damaged; what is left of it is set aside.",
)
@click.option(
    "--database",
    "--store",
    "address",
    metavar="URL",
    help="A PostgreSQL database for this workspace from now on, as postgresql://HOST/NAME; password in PGPASSWORD.",
)
@click.option(
    "--archive",
    "place",
    metavar="ADDRESS",
    help="Where this workspace keeps documents from now on: a folder's path, or an address as s3://BUCKET/FOLDER.",
)
@click.option(
    "--dask", metavar="ADDRESS", help="Read documents on the workers of this Dask scheduler (tcp://HOST:8786)."
)
@from_the_web
@everywhere
def screen(
    inputs: tuple[str, ...],
    company: str | None,
    rubric_name: str,
    way: Way,
    processes: int | None,
    max_seconds: float,
    max_memory: float,
    as_of: str | None,
    new_database: bool,
    address: str | None,
    place: str | None,
    dask: str | None,
    contact: str | None,
    allow_private_addresses: bool,
) -> None:
    """Screen documents: a CSV with the columns company and source, or files, folders and URLs.

    A CSV may also have the columns kind, published, website, url and sector. A lone file or URL is a company
    named by its stem or host, a folder is one company. Screening again adds to the workspace and repeats no work;
    of what was read from the web, its server is asked again whether it has changed. What crashed is tried again, and
    what came to a limit of seconds or memory as soon as that is wider. What was screened before and is not in a list or
    folder any more is named and marked; it stays, with what was decided on it. Exit code 1 where no document could be
    had and read, whatever was read before.
    """
    from archive.intake import is_list, is_url, listings
    from archive.web import Limits
    from screening.pool import GIB, PoolLimits
    from screening.run import Settings
    from workspace import rubrics
    from workspace.place import name_archive

    rubrics.find(workspace(), rubric_name)
    wanted = listings(inputs, company)
    if place is not None:
        name_archive(workspace(), place)
    begin_database(workspace(), address, new_database)
    limits = PoolLimits(seconds=max_seconds, memory=int(max_memory * GIB))
    settings = Settings(
        fetching=Limits(allow_private=allow_private_addresses),
        contact=contact,
        as_of=as_of,
        pool=replace(limits, processes=processes) if processes else limits,
        dask=dask,
        lists=any(map(is_list, inputs)),
    )
    any_read = screened(wanted, rubric_name, way, settings)
    for url in filter(is_url, inputs):
        _offer_to_collect(url, wanted)
    refuse_unread(any_read)


def begin_database(folder: Path, address: str | None, anew: bool) -> None:
    """Begin a database where one is named, or a new one is asked for; refused where the present one can be read."""
    from workspace.store import name_database, open_store

    if anew:
        _refuse_to_lose(folder)
    if address is not None:
        name_database(folder, address, anew)
    if anew:
        open_store(folder, anew=True).close()


def _refuse_to_lose(folder: Path) -> None:
    from workspace.store import StoreError, open_store

    try:
        with open_store(folder) as store:
            store.anchor()
            store.documents()
    except StoreError:
        return
    raise InputError(f"--new-database: the database of {folder} can be read; leave the option out to add to it")


def screened(wanted: Sequence[Listing], rubric_name: str, way: Way, settings: Settings) -> bool:
    """Screens what is listed, and prints what came of it; whether anything of it could be had and is read."""
    from screening.loading import begin
    from workspace import rubrics

    found = rubrics.find(workspace(), rubric_name)
    is_new = not workspace().is_dir() or not any(workspace().iterdir())
    if is_new and settings.dask is None:  # all is left to do; what is left in an older one, `run` finds out first
        begin(found.place, len(wanted))  # it takes longest, and goes on beside all that follows
    from reports.progress import progress_on
    from reports.summary import print_run
    from screening.run import run
    from workspace.store import open_store

    rubric = found.rubric
    kept = "what was screened until now is kept, and the same command goes on from there"
    with stopped_as(kept), progress_on(sys.stderr) as progress:
        done = run(wanted, workspace(), rubric_name, way, progress, carrier_for(way), settings)
    with open_store(workspace()) as store, standard_output() as output:
        any_read = print_run(output, store, rubric, wanted, done)
    if done.done and any_read:
        click.echo(f"Review it: {command('review', workspace=workspace())}", err=True)
    return any_read


def refuse_unread(any_read: bool) -> None:
    """Ends a command that read nothing at all as one that could not do its work; single documents are no matter."""
    if not any_read:
        raise Stopped("no document could be had and read; what became of each, and what to do, stands above")


def _offer_to_collect(url: str, wanted: Sequence[Listing]) -> None:
    """Says what a page links that was not screened, so that nobody takes one page for a company's documents."""
    from archive.collection import linked
    from archive.store import Archive
    from workspace.place import archive_of
    from workspace.store import open_store

    with open_store(workspace()) as store:
        sha256 = next((row.document for row in store.documents() if row.source == url and row.document), None)
    if sha256 is None:
        return
    sources = {listing.location for listing in wanted}
    found = linked(Archive(archive_of(workspace().absolute())).get(sha256), None, url)
    names = dict.fromkeys(link.text or link.url for link in found if link.url not in sources)
    if names:
        some = ", ".join(list(names)[:SHOWN_LINKS]) + (", ..." if len(names) > SHOWN_LINKS else "")
        named = "is named like a document" if len(names) == 1 else "are named like documents"
        click.echo(
            f"{url} links {len(names)} more that {named} ({some}). "
            f"Only this address was screened; find and list them all: "
            f"{command('collect', url, workspace=workspace(), company=wanted[0].company, output='LIST.csv')}",
            err=True,
        )


def carrier_for(way: Way) -> Carrier | None:
    """Prefect where it is asked for, or a server of its own is configured: starting one takes long."""
    return _through_prefect if way == "prefect" or os.environ.get("PREFECT_API_URL") else None


def _through_prefect(batches: Sequence[Batch], work: Work) -> None:
    """Carries the batches as a flow. Prefect is imported only when a run takes that way."""
    from flows import through_prefect

    through_prefect(batches, work)
