"""What is said, and what is kept, where a workspace's database or its disk fails: `python benchmarks/storage.py DIR`.

DIR is an empty folder on a small disk of its own, so that it can be filled and mounted to be read alone; as root:

    mount -t tmpfs -o size=24m tmpfs DIR

A workspace with one document and one decision is made there. Its database is emptied, replaced and damaged in ten ways,
the disk is filled before it screens and before somebody decides, and mounted to be read alone. For each the table says
the exit code, the message, and what the workspace holds afterwards, as `firmword verify --quick` and an export see it.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from workspace import FILE_NAME
from workspace.records import Decision, Ruling
from workspace.store import Store, StoreError, open_store

COMPANY, RUBRIC = "Tarn Mills", "chrb-core-2019"
POLICY = f"# Human rights policy\n\n{COMPANY} is committed to respecting human rights. We prohibit child labour.\n"
SEED = 14
PAGE = 4096  # bytes of a page of the database


def firmword(workspace: Path, *words: str) -> str:
    """What a command said: its exit code, whether it fell over, and its last line."""
    command = [sys.executable, "-P", "-m", "cli", *words, "--workspace", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    fell = "TRACEBACK: " if "Traceback" in done.stderr else ""
    return f"{done.returncode} | {fell}{lines[-1] if lines else '-'}"


def decide(store: Store, note: str) -> None:
    """One decision, as a researcher makes it."""
    one = store.candidates(COMPANY, RUBRIC)[0]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    store.decide(
        Decision(
            COMPANY, RUBRIC, one.evidence.element, one.id, Ruling.SUPPORTS, note, "R. Reader", at,
            one.evidence.document, one.evidence.start, one.evidence.end, one.evidence.quote,
        )
    )  # fmt: skip


def held(workspace: Path) -> str:
    """What the workspace holds."""
    try:
        with open_store(workspace) as store:
            return f"{len(store.documents())} documents, {len(store.decisions(COMPANY))} decisions"
    except StoreError:
        return "the file is left as it is"


def _at(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def _noise(path: Path, share: float) -> None:
    """Random bytes over a share of the pages after the first."""
    chance = random.Random(SEED)
    pages = range(1, path.stat().st_size // PAGE)
    for page in chance.sample(pages, max(1, int(len(pages) * share))):
        _at(path, page * PAGE, chance.randbytes(PAGE))


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE places (name TEXT)")


def _without(path: Path, table: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(f"DROP TABLE {table}")


def _cut(path: Path, share: float) -> None:
    os.truncate(path, int(path.stat().st_size * share))


CORRUPTIONS: dict[str, Callable[[Path], object]] = {
    "empty file": lambda path: os.truncate(path, 0),
    "missing file": Path.unlink,
    "another program's database": _foreign,
    "text in its place": lambda path: path.write_text("notes\n" * 2000),
    "head overwritten": lambda path: _at(path, 0, b"\0" * 100),
    "first page of noise": lambda path: _at(path, 100, random.Random(SEED).randbytes(PAGE - 100)),
    "cut to a half": lambda path: _cut(path, 0.5),
    "cut to 1000 bytes": lambda path: os.truncate(path, 1000),
    "a tenth of its pages noise": lambda path: _noise(path, 0.1),
    "all its pages noise": lambda path: _noise(path, 1.0),
    "a table is gone": lambda path: _without(path, "ledger"),
}


def fill(disk: Path, leave: int) -> Path:
    """Fills the disk up to so many bytes."""
    filler = disk / "filler"
    with filler.open("wb") as file, open(os.devnull, "rb"):
        left = shutil.disk_usage(disk).free - leave
        file.write(b"\0" * max(0, left))
    return filler


def corruptions(disk: Path, workspace: Path) -> None:
    """Each corruption of a copy: an export, a screening, and what is left."""
    for name, corrupt in CORRUPTIONS.items():
        copy = disk / "copy"
        shutil.copytree(workspace, copy)
        corrupt(copy / FILE_NAME)
        before = (copy / FILE_NAME).read_bytes() if (copy / FILE_NAME).exists() else b""
        print(f"{name}: export: {firmword(copy, 'export', 'candidates', '--output', str(disk / 'out.csv'))}")
        print(f"{name}: screen: {firmword(copy, 'screen', str(disk / 'policy.md'), '--company', COMPANY)}")
        after = (copy / FILE_NAME).read_bytes() if (copy / FILE_NAME).exists() else b""
        print(f"{name}: kept: {held(copy)}{'' if before == after else ' (the file has changed)'}", flush=True)
        shutil.rmtree(copy)


def full_disk(disk: Path, workspace: Path) -> None:
    """A disk that is full before a screening and before a decision."""
    (disk / "second.md").write_text(POLICY + "\n\nWe prohibit forced labour in all our mills.\n")
    for leave in (0, 60_000, 400_000):
        filler = fill(disk, leave)
        said = firmword(workspace, "screen", str(disk / "second.md"), "--company", COMPANY)
        print(f"{leave} bytes free: screen: {said}")
        try:
            with open_store(workspace) as store:
                for number in range(40):
                    decide(store, f"note {number} " + "x" * 20_000)
        except StoreError as error:
            print(f"{leave} bytes free: decide: {error}")
        kept = held(workspace)
        filler.unlink()
        print(f"{leave} bytes free: kept: {kept}; with room again: {held(workspace)}")
        print(f"{leave} bytes free: verify --quick: {firmword(workspace, 'verify', '--quick')}", flush=True)


def read_only(disk: Path, workspace: Path) -> None:
    """A disk that is mounted to be read alone."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        for words in (["export", "candidates"], ["explain", COMPANY, "A.1.1"], ["verify", "--quick"]):
            print(f"read only: {words[0]}: {firmword(workspace, *words)}")
        print(f"read only: screen: {firmword(workspace, 'screen', str(disk / 'second.md'), '--company', COMPANY)}")
        with open_store(workspace) as store:
            try:
                decide(store, "a note")
            except StoreError as error:
                print(f"read only: decide: {error}")
        print(f"read only: kept: {held(workspace)}")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def main() -> None:
    """Make the workspace, and print the table."""
    disk = Path(sys.argv[1]).resolve()
    (disk / "policy.md").write_text(POLICY)
    workspace = disk / "workspace"
    print(f"made: {firmword(workspace, 'screen', str(disk / 'policy.md'), '--company', COMPANY)}")
    with open_store(workspace) as store:
        decide(store, "as the policy says")
    print(f"made: kept: {held(workspace)}")
    corruptions(disk, workspace)
    full_disk(disk, workspace)
    read_only(disk, workspace)


if __name__ == "__main__":
    main()
