"""The command line: each command reads its options, calls one function of the house, and prints.

Results go to standard output or to `--output FILE`, progress and logs to standard error. Exit code 0 means
that the command ended, whatever became of single documents; 1 that its work could not be done: no document could be
had and read, no website searched, a check does not hold; 2 that the request itself was wrong, with one message that
names the file, the value and the cure. What is heavy is imported inside the command that needs it, so that `--help`
answers at once.

The commands stand in the modules named below; `options.py` has the options that they share, `streams.py`
standard input and output.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn

import click

from cli import (
    collect,
    engage,
    evaluate,
    explain,
    export,
    lexicon,
    move,
    order,
    people,
    review,
    rubric,
    screen,
    verify,
    watch,
    years,
)
from cli.options import everywhere, workspace
from cli.streams import HarmlessLog
from errors import Refusal
from forms import harmless

COMMANDS: tuple[click.Command, ...] = (
    collect.collect,
    screen.screen,
    review.review,
    export.export,
    explain.explain,
    explain.text,
    engage.engage,
    verify.verify,
    watch.watch,
    years.compare,
    order.order,
    move.move,
    people.people,
    rubric.rubric,
    rubric.score,
    lexicon.lexicon,
    evaluate.evaluate,
    evaluate.learn,
)


class Refusing(click.Group):
    """A group whose commands turn the house's refusals into one message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with its exit code, without a traceback."""
        if logging.lastResort is not None:
            logging.lastResort.setFormatter(HarmlessLog())
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave_closed_pipe()
        except Refusal as refusal:
            _refuse(ctx, refusal)
        except OSError as error:
            from workspace.trouble import of_disk

            _refuse(ctx, of_disk(workspace(), error))


def _refuse(ctx: click.Context, refusal: Refusal) -> NoReturn:
    click.echo(f"firmword: {harmless(str(refusal))}", err=True)
    ctx.exit(refusal.exit_code)


def _leave_closed_pipe() -> NoReturn:
    """End quietly when the reader closed the pipe early (`| head`)."""
    # Python would try to write the rest once more while ending, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(0)


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"firmword {version('firmword')}")
    except PackageNotFoundError:
        click.echo("firmword, run from its source without being installed")
    ctx.exit()


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@everywhere
def cli() -> None:
    """Read companies' public documents, and see which sentences count for a human-rights rubric."""


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    cli(prog_name="firmword")
