"""The command that looks once whether companies' documents have changed; Prefect does the same on a schedule."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import by_rubric, everywhere, from_the_web, politely, stopped_as, to_output, workspace
from cli.screen import carrier_for
from cli.streams import write_result
from errors import Stopped
from workspace import DEFAULT_RUBRIC


@click.command()
@click.argument("listed", metavar="LIST.csv", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--website",
    "websites",
    multiple=True,
    metavar="WEBSITE",
    help="Search it first and renew the list: an address, or a CSV with company and website; may be repeated.",
)
@by_rubric(DEFAULT_RUBRIC, "The rubric to screen by.")
@politely
@to_output
@from_the_web
@everywhere
def watch(
    listed: Path,
    websites: tuple[str, ...],
    rubric_name: str,
    budget: int,
    delay: float | None,
    output: Path | None,
    contact: str | None,
    allow_private_addresses: bool,
) -> None:
    """Look whether the documents of LIST.csv have changed, screen those that have, and say what is new.

    What has not changed is neither sent nor screened again. On a schedule, with Prefect: docs/flows.md. Exit code 1
    where no document could be had, or no website searched.
    """
    from archive.limits import Limits
    from archive.remembered import Web
    from reports import watched
    from workspace import rubrics

    rubrics.find(workspace(), rubric_name)
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    kept = "what was screened until now is kept, and the next look goes on from there; no message was made"
    with stopped_as(kept):
        seen = watched.watch(listed, websites, workspace(), rubric_name, web, budget, carrier_for("auto"))
    write_result([f"{watched.told(seen)}\n"], output)
    if not seen.any_searched:
        raise Stopped("no website could be searched; why not is in the message")
    if not seen.any_had:
        raise Stopped("no document could be had; what became of each is in the message")
