"""Watching: websites are searched and lists screened again, and one message says what has changed since.

Servers are asked only for what is new to them: what has not changed is neither sent nor screened again.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import collection
from archive.intake import listings
from archive.remembered import Web, searching
from extractors.records import Listing
from forms import counted
from reports import collected
from reports.files import whole_file
from screening.run import Carrier, NoProgress, NotHad, Progress, Settings, run
from workspace.address import is_workspace
from workspace.companies import as_known
from workspace.place import archive_of
from workspace.records import DocumentRow
from workspace.store import open_store

MOST = 20  # lines of the message for each kind of change
GONE = "no longer found"  # by a search of the website, or where the list has it
NOT_READ = "not read"  # refused, not answered, empty, or never there
KINDS = ("new", "changed", GONE, NOT_READ)
LASTING = (GONE, NOT_READ)  # said in each round, as long as it is so: the message is all that a schedule sends
STAYS = "; what was read before stays"
Documents = Mapping[tuple[str, str], DocumentRow]  # by company and source


@dataclass(frozen=True, slots=True)
class Change:
    """One document that is not as it was."""

    company: str
    source: str
    what: str  # one of KINDS
    why: str = ""  # it could not be had, and what stays of it


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look at all companies gave."""

    companies: Mapping[str, int]  # with the number of their listed documents
    changes: tuple[Change, ...]
    failed: tuple[str, ...]  # websites that did not answer, each with the cure
    any_had: bool  # whether one of the listed documents could be had, or none is listed
    any_searched: bool  # whether one of the websites could be searched, or none is named


def collect(
    inputs: Sequence[str], company: str | None, output: Path, workspace: Path, web: Web, budget: int
) -> list[collection.Collection]:
    """Searches the websites that the inputs name, and renews the list and the file of what was left out."""
    earlier = collection.read_list(output) if output.exists() else []
    with searching(archive_of(workspace.absolute()), web) as (visits, look):
        keep = collected.as_they_end(earlier, output, None, sys.stdout)
        found = collection.collect(collection.websites(inputs, company), visits, look, budget, earlier, keep)
    collected.write(collection.together(found, earlier), found, output, None, sys.stdout)
    return found


def watch(
    listed: Path, websites: Sequence[str], workspace: Path, rubric: str, web: Web, budget: int,
    carrier: Carrier | None, progress: Progress | None = None, dask: str | None = None,
) -> Watched:  # fmt: skip
    """Searches the websites again where some are named, screens the list again, and compares with what was there."""
    earlier = collection.listings_of(collection.read_list(listed)) if websites and listed.exists() else []
    found = collect(websites, None, listed, workspace, web, budget) if websites else []
    nothing = bool(websites) and not collection.read_list(listed)  # the message says which did not answer
    present = [] if nothing else listings([str(listed)], None)
    before = _documents(workspace)
    wanted = as_known(present, dict.fromkeys(company for company, _ in before))
    settings = Settings(
        fetching=web.limits, delay=web.pause, contact=web.contact, as_of=web.as_of, dask=dask,
        crashed_again=False,  # it would cost its time in each round
        lists=True,
    )  # fmt: skip
    done = run(wanted, workspace, rubric, "auto", progress or NoProgress(), carrier, settings) if wanted else None
    changes = _changes(wanted, before, _documents(workspace), done.not_had if done else ())
    lost = {(one.company, one.source) for one in changes if one.what in LASTING}
    any_had = not wanted or any((one.company, one.source) not in lost for one in wanted)
    left = {(one.company, one.source) for one in present}
    changes += [Change(*name, GONE) for one in earlier if (name := (one.company, one.source)) not in left]
    counts = {one.company: 0 for one in wanted}
    for one in wanted:
        counts[one.company] += 1
    failed = tuple(collected.told(one) for one in found if one.failed)
    return Watched(counts, tuple(changes), failed, any_had, any_searched=not found or len(failed) < len(found))


def told(watched: Watched) -> str:
    """The one message at the end: what has changed or could not be had, and nothing of what is as it was."""
    looked = f"{_companies(len(watched.companies))}, {counted(sum(watched.companies.values()), 'document')}"
    counts = {kind: sum(change.what == kind for change in watched.changes) for kind in KINDS}
    changed = sum(counts[kind] for kind in KINDS if kind not in LASTING)
    parts = [counted(changed, "change") if changed else "no change"]
    parts += [f"{counts[kind]:,} {kind}" for kind in LASTING if counts[kind]]
    lines = [f"{looked}: {', '.join(parts)}."]
    for what in (kind for kind in KINDS if counts[kind]):
        same = [change for change in watched.changes if change.what == what]
        lines += [f"{what}: {change.company}: {change.source}{change.why}" for change in same[:MOST]]
        lines += [f"{what}: {len(same) - MOST:,} more"] if len(same) > MOST else []
    return "\n".join([*lines, *watched.failed])


def write_message(watched: Watched, path: Path) -> None:
    """Writes the message to a file."""
    with whole_file(path) as unfinished:
        unfinished.write_text(f"{told(watched)}\n", encoding="utf-8")


def table(watched: Watched) -> list[dict[str, str | int]]:
    """A line for each company: how many documents are listed, and how many are new, changed, gone or unread."""
    lines: list[dict[str, str | int]] = []
    for company, count in watched.companies.items():
        changes = [one.what for one in watched.changes if one.company == company]
        lines.append({"company": company, "documents": count, **{kind: changes.count(kind) for kind in KINDS}})
    return lines


def table_of(found: Sequence[collection.Collection]) -> list[dict[str, str | int]]:
    """A line for each website that was searched."""
    return [
        {
            "company": one.website.company,
            "website": one.website.address,
            "documents": len(one.rows),
            "left out": len(one.left),
            "requests": one.requests,
            "failed": one.failed,
        }
        for one in found
    ]


def _companies(count: int) -> str:
    return "1 company" if count == 1 else f"{count:,} companies"


def _documents(workspace: Path) -> dict[tuple[str, str], DocumentRow]:
    if not is_workspace(workspace):
        return {}
    with open_store(workspace) as store:
        return {(row.company, row.source): row for row in store.documents()}


def _changes(wanted: Sequence[Listing], before: Documents, after: Documents, not_had: Sequence[NotHad]) -> list[Change]:
    """What differs or could not be had, in the order of the list, but first that of which something stays."""
    names = dict.fromkeys((one.company, one.source) for one in wanted)
    missing = {(one.company, one.source): one for one in not_had}
    found = [_change(name, before.get(name), after.get(name), missing.get(name)) for name in names]
    return sorted((one for one in found if one), key=lambda one: not one.why.endswith(STAYS))


def _change(
    name: tuple[str, str], before: DocumentRow | None, after: DocumentRow | None, missing: NotHad | None
) -> Change | None:
    if missing is not None:
        was_there = before is not None and before.document is not None
        what = GONE if missing.gone and was_there else NOT_READ
        kept = was_there and after is not None and after.document is not None
        return Change(*name, what, f": {missing.why}{STAYS if kept else ''}")
    if after is None or after.document is None:
        return Change(*name, NOT_READ)
    if before is None or before.document is None:
        return Change(*name, "new")
    return Change(*name, "changed") if before.document != after.document else None
