"""The main way: screen documents, review the evidence, explain it, and print a document's text."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import (
    a_name,
    as_of_date,
    by_rubric,
    everywhere,
    from_the_web,
    in_form,
    login_name,
    screened_store,
    stopped_as,
    to_output,
    workspace,
)
from cli.streams import standard_output, write_result
from cli.verify import checked
from errors import InputError, Stopped
from forms import harmless, listed
from workspace import DEFAULT_RUBRIC
from workspace.commands import command

if TYPE_CHECKING:
    from extractors.records import Listing
    from screening.run import Batch, Carrier, Settings, Way, Work

SHOWN_LINKS = 5

READ = click.Path(path_type=Path, exists=True, dir_okay=False)
THIS_MACHINE = "127.0.0.1"
THESE_MACHINES = (THIS_MACHINE, "localhost")
EVERY_ADDRESS = ("0.0.0.0",)
PORT = 8643  # of the review: the same from run to run, so that bookmarks and what a browser keeps hold


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


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen on, from run to run the same; 0 takes a free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address, and open no browser.")
@click.option(
    "--reviewer",
    metavar="NAME",
    callback=a_name,
    help="Who decides while the workspace has no people; goes into the decision log (default: the login name).",
)
@by_rubric(None, "Show this rubric alone (default: all of the workspace).")
@click.option(
    "--host",
    default=THIS_MACHINE,
    show_default=True,
    help="The address to listen on; beyond this machine only where people with passwords were added.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name by which browsers may call the review, as desk.example.org; may be repeated.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="The address of a reverse proxy before the review, which is believed for whom it asks; may be repeated.",
)
@click.option("--certificate", type=READ, metavar="FILE", help="A TLS certificate (PEM), so that nobody listens in.")
@click.option("--key", type=READ, metavar="FILE", help="The private key of the certificate.")
@everywhere
def review(
    port: int,
    no_browser: bool,
    reviewer: str | None,
    rubric_name: str | None,
    host: str,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Open the page on which a person confirms or rejects the evidence found.

    Alone on one machine nobody has to log in. As soon as people were added (`firmword people add`), all log in.
    """
    from reports.company import rubrics_used

    with screened_store() as store, checked(store):
        only = rubrics_used(store, None, rubric_name)[0].name if rubric_name else None
        people = bool(store.people())
    hosts = _called_by(host, names, people)
    trusted = _proxies(proxies)
    if trusted and not people:
        raise _nobody_logs_in(f"--proxy {trusted[0]}")
    if key and not certificate:
        raise InputError("--key: it belongs to a certificate; give --certificate, too")
    chosen = _open_port(host, port)
    if host not in THESE_MACHINES and not certificate:
        click.echo("Passwords and pages go over the network unprotected: give --certificate and --key.", err=True)
    from review.web import Reach, serve

    reach = Reach(host, hosts, certificate, key, trusted)
    # With people it is they who decide, by their own names.
    name = reviewer or ("" if people else login_name("--reviewer"))
    serve(workspace(), chosen, name, only, browser=not (no_browser or hosts), reach=reach)


def _called_by(host: str, names: Sequence[str], people: bool) -> tuple[str, ...]:
    """The names beside this machine's own by which the review may be called; refused where anybody could decide."""
    others = [name for name in names if name not in THESE_MACHINES]
    if host in THESE_MACHINES and not others:
        return ()
    if not people:
        raise _nobody_logs_in(f"--host {host}" if host not in THESE_MACHINES else f"--allow-host {others[0]}")
    if any("*" in name or "/" in name or ":" in name for name in others):
        raise InputError("--allow-host: give a name alone, as desk.example.org, without scheme, port or star")
    if host in EVERY_ADDRESS and not others:
        raise InputError(f"--host {host}: say with --allow-host by which names browsers may call it")
    return tuple(dict.fromkeys([*others, *([host] if host not in {*THESE_MACHINES, *EVERY_ADDRESS} else [])]))


def _nobody_logs_in(option: str) -> InputError:
    cure = command("people add", "NAME", workspace=workspace(), role="reader")
    return InputError(f"{option}: anybody could decide there; first add people with passwords: {cure}")


def _proxies(addresses: Sequence[str]) -> tuple[str, ...]:
    """The proxies' addresses, each a single one: whoever asks from there may name any other address as its own."""
    from ipaddress import ip_address

    for one in addresses:
        try:
            ip_address(one)
        except ValueError:
            raise InputError(
                f"--proxy {one}: give the one address from which the proxy asks, as 127.0.0.1 or 10.1.2.3"
            ) from None
    return tuple(addresses)


def _open_port(host: str, wanted: int) -> int:
    """The port, or for 0 one that is free; refused when another program has it: a bookmark must not lead elsewhere."""
    import socket

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, wanted))
        except OSError as error:
            if host not in THESE_MACHINES and error.errno != errno.EADDRINUSE:
                raise InputError(
                    f"--host {host}: {error.strerror or error}; give an address of this machine"
                ) from error
            cure = "stop the other review, name another port, or 0 for a free one"
            raise InputError(f"--port {wanted}: {error.strerror}; {cure}") from error
        found: int = trial.getsockname()[1]
    return found


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
