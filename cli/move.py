"""The command that moves a workspace from its folder: its database to a server, its archive to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import everywhere, workspace
from cli.streams import write_result
from errors import InputError
from forms import counted

if TYPE_CHECKING:
    from workspace.moving import Moved
    from workspace.moving_archive import MovedFiles


@click.command()
@click.option(
    "--database",
    "--store",
    "address",
    metavar="URL",
    help="Move the database to this empty PostgreSQL one, as postgresql://HOST/NAME; password in PGPASSWORD.",
)
@click.option(
    "--archive",
    "place",
    metavar="ADDRESS",
    help="Move the documents to a folder's path, or to an address as s3://BUCKET/FOLDER.",
)
@everywhere
def move(address: str | None, place: str | None) -> None:
    """Move a workspace's database to a server, its archive to an address; exit code 1 where a digest does not hold.

    What is moved is compared with the digests that were kept when it was saved. Broken off, do it again: it goes on.
    What was in the folder stays there: firmword.db to be read, without taking more saves, and the files of archive/.
    """
    from reports.verify import as_text
    from workspace.moving import move_database
    from workspace.moving_archive import move_archive
    from workspace.store import open_store
    from workspace.verified import completed, quickly, states

    if address is None and place is None:
        raise InputError("say what is to be moved, and where to: --database URL, --archive ADDRESS, or both")
    if place is not None:
        click.echo(_files_told(move_archive(workspace(), place)), err=True)
    if address is not None:
        click.echo(_told(move_database(workspace(), address)), err=True)
    with open_store(workspace()) as store:
        found = completed(quickly(store), list(states(store)), (), {})
    write_result([as_text(found, quick=True)], None)
    if not found.whole:
        click.get_current_context().exit(1)


def _told(moved: Moved) -> str:
    if moved.already:
        return f"The workspace has its database at {moved.place}."
    rows = counted(moved.rows, "row")
    return f"Moved {rows} to {moved.place}, each as it was; firmword.db stays, and takes no more saves."


def _files_told(moved: MovedFiles) -> str:
    there = moved.files - moved.written
    kept = f"{there} {'was' if there == 1 else 'were'} there already"
    return f"Moved {counted(moved.written, 'file')} to {moved.place}, each read there again; {kept}."
