"""Every command of the tree has its help, its place in the documentation, and the options that all take."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import cli
from cli.pages import FILE, contexts, page

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
COMMANDS = {context.command_path: context.command for context in contexts()}

each_command = pytest.mark.parametrize("name", COMMANDS)


def options_of(name: str) -> list[click.Option]:
    return [one for one in COMMANDS[name].params if isinstance(one, click.Option)]


def documented() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in PAGES)


def test_the_tree_is_walked_down_to_its_leaves() -> None:
    assert {"firmword", "firmword screen", "firmword lexicon", "firmword lexicon try"} <= set(COMMANDS)


@each_command
def test_a_command_and_each_of_its_options_has_help(name: str) -> None:
    assert COMMANDS[name].help, f"{name} says nothing of itself"
    assert [one.opts[0] for one in options_of(name) if not one.help] == []


@each_command
def test_a_command_and_each_of_its_options_is_named_in_the_documentation(name: str) -> None:
    text = documented()
    spellings = {spelling for one in options_of(name) for spelling in (*one.opts, *one.secondary_opts)}
    unnamed = {word for word in {name, *spellings} if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}
    assert unnamed == set(), "run `make docs`"


@each_command
def test_a_command_takes_the_workspace_and_verbose_before_and_after_its_name(name: str) -> None:
    assert {"--workspace", "--verbose"} <= {one.opts[0] for one in options_of(name)}


def test_the_page_of_the_commands_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), f"{FILE} is not current; run `make docs`"


def writes_a_file(option: click.Option) -> bool:
    return option.name == "output" and isinstance(option.type, click.Path) and option.type.file_okay


WRITERS = [(name, one.opts[-1]) for name in COMMANDS for one in options_of(name) if one.name in ("skipped", "listed")]
WRITERS += [(name, one.opts[-1]) for name in COMMANDS for one in options_of(name) if writes_a_file(one)]


@pytest.mark.parametrize(("name", "option"), WRITERS)
def test_a_file_in_a_folder_that_is_missing_is_refused_before_any_work(name: str, option: str, tmp_path: Path) -> None:
    output = tmp_path / "missing" / "file.csv"
    given = ["export", "scores"] if name == "firmword export" else name.split()[1:]
    result = CliRunner().invoke(cli, [*given, option, str(output)])
    assert result.exit_code == 2
    said = f"{option} {output}: there is no folder {output.parent}; make it first, or name a file in one that is there"
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize("given", [("screen", "fixtures"), ("move",)])
def test_a_database_is_named_by_either_of_two_options(given: tuple[str, ...], tmp_path: Path) -> None:
    told = {
        option: CliRunner().invoke(cli, ["--workspace", str(tmp_path / "w"), *given, option, "mysql://db/x"])
        for option in ("--database", "--store")
    }
    assert [one.exit_code for one in told.values()] == [2, 2]
    assert "mysql://db/x: this is no database on a PostgreSQL server" in told["--store"].stderr
    assert told["--database"].stderr == told["--store"].stderr


TAKE_WORDS = {"firmword lexicon try"}
LEAVES = [name for name, one in COMMANDS.items() if not isinstance(one, click.Group) and name not in TAKE_WORDS]
NOWHERE = "/nowhere/at-all.csv"


def with_paths_to_nowhere(name: str) -> list[str]:
    """The words of a command with a path that is not there wherever it takes one, except for what it writes."""
    given: list[str] = []
    for one in COMMANDS[name].params:
        if isinstance(one, click.Argument):
            given += [NOWHERE] * max(one.nargs, 1)
        elif isinstance(one.type, click.Path) and one.name not in ("output", "workspace", "skipped"):
            given += [one.opts[0], *[NOWHERE] * max(one.nargs, 1)]
    return given


@pytest.mark.parametrize("name", LEAVES)
def test_a_path_that_is_not_there_is_refused_with_words_by_every_command(name: str, tmp_path: Path) -> None:
    words = [*name.split()[1:], *with_paths_to_nowhere(name), "--workspace", str(tmp_path / "w")]
    result = CliRunner().invoke(cli, words, input="")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    if NOWHERE in words:
        assert result.exit_code == 2, result.output
    assert not (tmp_path / "w" / "firmword.db").exists()
