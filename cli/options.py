"""The options that several commands take, and what they name: the workspace and its store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from errors import InputError, Stopped
from reports.files import check_folder
from workspace import ARCHIVE, DEFAULT_WORKSPACE

if TYPE_CHECKING:
    from workspace.store import Store

WORKSPACE = "firmword.workspace"  # under this name the options before and after a command meet

Command = TypeVar("Command", bound=Callable[..., object])


def everywhere(command: Command) -> Command:
    """The options that every command takes, before and after its name."""
    workspace = click.option(
        "--workspace",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        expose_value=False,
        callback=_remember_workspace,
        help=f"The folder that holds documents, evidence and decisions (default: {DEFAULT_WORKSPACE}).",
    )
    verbose = click.option(
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_turn_on_logs,
        help="Say on standard error what is being done.",
    )
    return workspace(verbose(command))


def _remember_workspace(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[WORKSPACE] = value


def _turn_on_logs(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    import logging

    from cli.streams import HarmlessLog

    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(HarmlessLog("%(levelname)s %(name)s: %(message)s"))


def politely(command: Command) -> Command:
    """The options that bound the search of a website."""
    budget = click.option(
        "--budget",
        type=click.IntRange(min=5),
        default=60,
        show_default=True,
        help="The most requests for a website, with robots.txt and sitemaps.",
    )
    delay = click.option(
        "--delay",
        type=click.FloatRange(min=0.0, max=60.0),
        metavar="SECONDS",
        help="Between two requests to a host (default: 1, or what its robots.txt asks for if that is more).",
    )
    return budget(delay(command))


def in_a_folder(_context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """A file that is to be written; InputError where its folder is missing, before hours of work are lost on it."""
    if path is not None:
        check_folder(path, option.opts[-1])
    return path


def a_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Who decides, as it goes into the log; PersonError for a name with signs that nobody sees."""
    from workspace.people import named

    return named(name) if name else name


def to_output(command: Command) -> Command:
    """The option that sends a result to a file."""
    option = click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=in_a_folder,
        metavar="FILE",
        help="Write the result to FILE.",
    )
    return option(command)


def in_form(command: Command) -> Command:
    """The option that asks for a result as text, for people, or as JSON, for programs."""
    option = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Text for people, or JSON for programs.",
    )
    return option(command)


def by_rubric(default: str | None, text: str) -> Callable[[Command], Command]:
    """The option that names a rubric: one that comes with Firmword, one of the workspace, or a folder."""

    def with_option(command: Command) -> Command:
        option = click.option(
            "--rubric", "rubric_name", metavar="NAME_OR_FOLDER", default=default, show_default=bool(default), help=text
        )
        return option(command)

    return with_option


def from_the_web(command: Command) -> Command:
    """The options of every command that reads the web."""
    contact = click.option(
        "--contact",
        metavar="ADDRESS",
        envvar="FIRMWORD_CONTACT",
        show_envvar=True,
        callback=_checked_contact,
        help="Your mail or web address, told to each server that is asked.",
    )
    private = click.option(
        "--allow-private-addresses", is_flag=True, help="Also fetch from addresses of the local network."
    )
    return contact(private(command))


def _checked_contact(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    contact = value.strip()
    named = "@" in contact or contact.startswith(("http://", "https://"))
    if (
        not named
        or not contact.isascii()
        or not contact.isprintable()
        or set(contact) & set(" ()")
        or len(contact) > 200
    ):
        raise InputError(f"--contact {value!r}: no address; give a mail address, or a page that begins with https://")
    return contact


def as_of_date(text: str) -> Callable[[Command], Command]:
    """The option that names a date in the past, of which the archive is to answer."""

    def with_option(command: Command) -> Command:
        return click.option("--as-of", metavar="DATE", callback=_checked_date, help=text)(command)

    return with_option


def _checked_date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InputError(f"--as-of {value!r}: no date ({error}); write it as YYYY-MM-DD") from error


def workspace() -> Path:
    """The workspace that was named, or the default."""
    named = click.get_current_context().meta.get(WORKSPACE, DEFAULT_WORKSPACE)
    assert isinstance(named, Path)
    return named


@contextmanager
def screened_store() -> Iterator[Store]:
    """The store of a workspace in which something was screened."""
    folder = workspace()
    from workspace.address import is_workspace
    from workspace.place import named_place

    if not is_workspace(folder) and not (folder / ARCHIVE).is_dir() and named_place(folder) is None:
        from workspace.commands import command

        cure = command("screen", "INPUT...", workspace=folder)
        raise InputError(f"{folder}: no workspace there; run `{cure}` first")
    from workspace.store import open_store

    store = open_store(folder)
    try:
        yield store
    finally:
        store.close()


def login_name(option: str) -> str:
    """Who works here, by the system's word; InputError names the option by which they say it themselves."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # no name for the user's number, as in some containers
        raise InputError(f"{option}: this system has no login name for you; give your name") from error


@contextmanager
def stopped_as(kept: str) -> Iterator[None]:
    """Ctrl-C ends long work in words: what is kept, and how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(f"stopped; {kept}") from None
