"""The command that moves a workspace: its database from the folder to a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import everywhere, workspace
from cli.streams import write_result

if TYPE_CHECKING:
    from workspace.moving import Moved


@click.command()
@click.option(
    "--database",
    "address",
    required=True,
    metavar="URL",
    help="An empty PostgreSQL database, as postgresql://HOST/NAME; password in PGPASSWORD.",
)
@everywhere
def move(address: str) -> None:
    """Move a workspace's database from its folder to a PostgreSQL server; exit code 1 where a digest does not hold.

    All of it is moved, or nothing; the rows are then compared with the digests that were kept when they were saved.
    Broken off, do it again: it goes on. The file stays to be read, and takes no more saves.
    """
    from reports.verify import as_text
    from workspace.moving import move_database
    from workspace.store import open_store
    from workspace.verified import completed, quickly, states

    click.echo(_told(move_database(workspace(), address)), err=True)
    with open_store(workspace()) as store:
        found = completed(quickly(store), list(states(store)), (), {})
    write_result([as_text(found, quick=True)], None)
    if not found.whole:
        click.get_current_context().exit(1)


def _told(moved: Moved) -> str:
    if moved.already:
        return f"The workspace has its database at {moved.place}."
    return f"Moved {moved.rows:,} rows to {moved.place}, each as it was; firmword.db stays, and takes no more saves."
