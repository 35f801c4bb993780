"""The command that checks a workspace, and the warning where one is opened that does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cli.options import everywhere, in_form, screened_store, to_output
from cli.streams import write_result

if TYPE_CHECKING:
    from pathlib import Path

    from workspace.store import Store


@click.command()
@click.option("--quick", is_flag=True, help="Without reading any document: log, anchors, numbers of rows, archive.")
@click.option("--anchor", metavar="DIGEST", help="An anchor that left the house: it must be one of this workspace.")
@click.option("--processes", type=click.IntRange(min=1), help="Documents read at the same time (default: one a core).")
@in_form
@to_output
@everywhere
def verify(quick: bool, anchor: str | None, processes: int | None, form: str, output: Path | None) -> None:
    """Check that all quotes follow from the archived documents, and that nothing was changed; exit code 1 where not.

    Every quote and box is derived anew from the archived bytes; the decision log, what was screened and the archive are
    compared with the digests that were kept when they were saved. Who can rewrite the whole workspace, digests and
    anchors included, is found only by an anchor that left the house, as it stands in each export.
    """
    from reports.verify import as_json, as_text
    from reports.verify import verify as verified

    with screened_store() as store:
        found = verified(store, quick, anchor, processes)
    write_result([as_json(found, quick) if form == "json" else as_text(found, quick)], output)
    if not found.whole:
        click.get_current_context().exit(1)


@contextmanager
def checked(store: Store) -> Iterator[None]:
    """Check the workspace quickly before it is used, and say afterwards, in one message, where it does not hold."""
    from reports.verify import warning
    from workspace.verified import quickly

    faults = quickly(store).faults
    yield
    if faults:
        click.echo(warning(faults, store.workspace), err=True)
