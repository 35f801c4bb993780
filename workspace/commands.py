"""Commands that are told as a next step or a cure: each works as it is printed, in the workspace that it is about."""

from __future__ import annotations

import shlex
from pathlib import Path

from workspace import DEFAULT_WORKSPACE


def command(name: str, *arguments: str, workspace: Path | None = None, **options: str | bool) -> str:
    """A command as it is typed into a shell: `firmword engage show 'Kettles & Sons' --rubric RUBRIC`.

    `workspace` is named where it is not the one that is taken without. Of the options, True is a flag, and one that is
    empty or False is left out. Arguments that begin with a dash stand behind "--", or they would be options.

    >>> command("engage show", "Kettles & Sons", workspace=Path("mine"), rubric="rsj-2018")
    "firmword engage show 'Kettles & Sons' --rubric rsj-2018 --workspace mine"
    >>> command("engage show", "-Kettles")
    'firmword engage show -- -Kettles'
    """
    if workspace is not None and workspace != DEFAULT_WORKSPACE:
        options["workspace"] = str(workspace)
    told: list[str] = []
    for option, value in options.items():
        if value:
            told += [f"--{option.replace('_', '-')}", *([] if value is True else [value])]
    dashed = any(one.startswith("-") for one in arguments)
    rest = [*told, "--", *arguments] if dashed else [*arguments, *told]
    return shlex.join(["firmword", *name.split(), *rest])
