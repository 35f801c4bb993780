"""The rubrics of a workspace: those that come with Firmword, and copies of the user's own.

A rubric of one's own is a folder anywhere. When it is first used, its data files are copied into the
workspace, under its name and the digest of its files, and a line beside them says which version is in force:

    rubrics/kitchens-2026/current           the version in force
    rubrics/kitchens-2026/3f0c…/*.yaml      the rubric as it was

So a review can be opened and repeated when the folder has moved or changed: each decision in the log names
the version of the rubric under which it was made, and that version is still there. Files rather than tables,
because the loader reads files, the processes that read documents get by with a path, and a researcher can
look at them and compare two versions with any program.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rubric as rubrics
from rubric.loader import HEAD_FILE, data_files, load_rubric
from rubric.model import Rubric, RubricError
from workspace.setting import read_setting, write_setting

if TYPE_CHECKING:
    from extractors.rules import Rules
    from workspace.store import Store

FOLDER = "rubrics"
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Kept:
    """A rubric that a workspace can use, and how to name it to another process: its name or its folder."""

    rubric: Rubric
    place: str


def names(workspace: Path) -> tuple[str, ...]:
    """The rubrics that can be named here: those that come with Firmword and those kept in the workspace."""
    return tuple(sorted({*rubrics.names(), *own_names(workspace)}))


def own_names(workspace: Path) -> frozenset[str]:
    """The rubrics of one's own that are kept in the workspace."""
    return frozenset(file.parent.name for file in (workspace / FOLDER).glob(f"*/{CURRENT}"))


def find(workspace: Path, name_or_folder: str) -> Kept:
    """The rubric of this name, or else in this folder; nothing is written.

    Raises RubricError for what does not exist, for data that cannot be used, and for a folder whose rubric
    has the name of one that comes with Firmword but says something else.
    """
    if name_or_folder in rubrics.names():
        return Kept(rubrics.load(name_or_folder), name_or_folder)
    current = workspace / FOLDER / name_or_folder / CURRENT
    if Path(name_or_folder).name == name_or_folder and current.is_file():
        return _kept(name_or_folder, current)
    if not (Path(name_or_folder) / HEAD_FILE).is_file():
        raise RubricError(
            f"there is no rubric {name_or_folder!r}; write one of: {', '.join(names(workspace))}, "
            f"or the path of a folder that holds {HEAD_FILE}"
        )
    rubric = load_rubric(Path(name_or_folder))
    if rubric.name not in rubrics.names():
        return Kept(rubric, str(Path(name_or_folder).absolute()))
    if rubrics.load(rubric.name).version != rubric.version:
        raise RubricError(
            f"{Path(name_or_folder) / HEAD_FILE}: the name {rubric.name!r} belongs to a rubric that comes with "
            "Firmword, and this one differs from it; give it a name of its own"
        )
    return Kept(rubric, rubric.name)


def earlier(workspace: Path, rubric: Rubric, versions: Iterable[str]) -> dict[str, Rubric]:
    """The rubric as it was in these versions, as far as the workspace keeps them and they can be read.

    None of one that comes with Firmword: of it no version but the present one is there.
    """
    home = (workspace / FOLDER / rubric.name).absolute()
    found = {}
    for version in {*versions} - {"", rubric.version} if home.is_dir() else ():
        if Path(version).name == version and (home / version / HEAD_FILE).is_file():
            with suppress(RubricError):
                found[version] = rubrics.open_rubric(str(home / version))
    return found


def used(store: Store, company: str | None = None) -> list[Rubric]:
    """The rubrics by which the company, or any company, was screened, as the workspace has them, by name."""
    return [find(store.workspace, name).rubric for name in store.rubrics(company)]


def rules(workspace: Path, name_or_folder: str) -> Rules:
    """The rules of a rubric that `find` finds, with the lexicons that come with Firmword; nothing is written."""
    from extractors.rules import open_rules  # it brings along what finds evidence

    return open_rules(find(workspace, name_or_folder).place)


def keep(workspace: Path, name_or_folder: str) -> Rules:
    """The rules for screening: checked to the last frame, the rubric copied into the workspace if it is one's own.

    Raises what `find` raises, FrameError for a frame that asks for what no lexicon has, and LexiconError for a rule
    about documents that the code does not know.
    """
    from extractors.document_rules import check_document_rules
    from extractors.rules import check, open_rules

    check_document_rules()
    found = find(workspace, name_or_folder)
    check(open_rules(found.place))
    if found.place == found.rubric.name:
        return open_rules(found.place)
    return open_rules(str(_copied(workspace, Path(found.place), found.rubric)))


def _kept(name: str, current: Path) -> Kept:
    cure = "screen again with --rubric FOLDER"
    folder = current.parent / (read_setting(current, cure) or "")
    if not (folder / HEAD_FILE).is_file():
        raise RubricError(f"{current}: it names {folder.name!r}, which is not there; {cure}")
    rubric = rubrics.open_rubric(str(folder))
    if (rubric.name, rubric.version) != (name, folder.name):
        raise RubricError(f"{folder}: its files were changed after they were kept; {cure}")
    return Kept(rubric, str(folder.absolute()))


def _copied(workspace: Path, source: Path, rubric: Rubric) -> Path:
    """The rubric's data files in the workspace; a version appears there whole or not at all."""
    home = (workspace / FOLDER / rubric.name).absolute()
    target = home / rubric.version
    if source.parent == home:
        return source
    home.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        unfinished = home / f"unfinished-{secrets.token_hex(8)}"
        unfinished.mkdir()
        try:
            for file in data_files(source):
                kept = unfinished / file.relative_to(source)
                kept.parent.mkdir(exist_ok=True)
                shutil.copyfile(file, kept)
            unfinished.rename(target)
        except OSError:
            if not target.exists():  # another process was not faster
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    write_setting(home / CURRENT, rubric.version)
    return target
