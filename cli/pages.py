"""The documentation page of the commands: the help of each, as `--help` prints it (`make docs`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cli import cli

FILE = Path(__file__).parents[1] / "docs" / "commands.md"
WIDTH = 100  # of the page's lines, whatever terminal it is written from


def page() -> str:
    """The page, in Markdown: a section a command, each group before the commands in it."""
    sections = (f"## {context.command_path}\n\n```\n{context.get_help()}\n```\n" for context in contexts())
    return "\n".join(["# The commands\n\nAs `firmword COMMAND --help` prints them.\n", *sections])


def contexts(command: click.Command = cli, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The context of a command, which knows its full name, and those of all commands below it, by name."""
    name = command.name if parent else "firmword"
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for _, below in sorted(command.commands.items()):
            yield from contexts(below, context)


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    file.write_text(page(), encoding="utf-8")
    print(file)
