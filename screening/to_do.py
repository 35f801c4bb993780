"""What the ledger leaves to do of a list, under the present rules: what is new, has changed, or may fare better now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path

from archive.fetch import archived_on
from archive.intake import is_url
from archive.stock import files_in
from archive.store import Archive, name_of
from extractors import ocr
from extractors.records import Listing, Outcome
from screening.batch import Originals
from screening.pool import PoolLimits
from workspace.records import DocumentRow
from workspace.store import Store

NOTHING = "nothing"  # stands where a hash would: no document has it


@dataclass(frozen=True, slots=True)
class Aim:
    """What documents are to be screened by, and out of which archive."""

    rubric: str
    version: str  # of the rules
    archive: Archive
    as_of: str | None  # a date: what was archived then is screened
    limits: PoolLimits  # by which a document that ended at one is tried again, or not
    crashed_again: bool  # whether what crashed at none is tried again


@dataclass(frozen=True, slots=True)
class Todo:
    """What is left to do of a list, and what is known of all of it."""

    listings: tuple[Listing, ...]
    originals: Originals
    pages: Mapping[str, int]  # of documents that were read before, by their hash
    settled: Mapping[tuple[str, str], str]  # of the listings: those done, which are fetched once more
    outcomes: Mapping[tuple[str, str], Outcome]  # of what is settled
    as_before: tuple[tuple[str, str], ...]  # company and source of local files that are there, as when they were read
    gone: tuple[DocumentRow, ...]  # local files that were read, and are no longer there
    received: Mapping[tuple[str, str], DocumentRow]  # what is known of each source


def left_to_do(inputs: Sequence[Listing], store: Store, aim: Aim) -> Todo:
    """What the ledger leaves to do, and the documents that later copies would be duplicates of."""
    listed = {(listing.company, listing.source): listing for listing in inputs}
    companies = {listing.company for listing in inputs}  # a copy is one of the same company's documents
    known = (row for row in store.documents(rubric=aim.rubric) if row.company in companies)
    rows = {(row.company, row.source): row for row in known}
    done = {key for key, row in rows.items() if _is_done(listed.get(key), row, store, aim)}
    originals: Originals = {}
    for key, row in rows.items():
        if key in done and row.document is not None and row.outcome is not Outcome.DUPLICATE:
            originals[row.company, row.document] = row.source
    pending = []
    settled = {}
    there, now = files_in(aim.archive.place), aim.as_of is None
    for key, listing in listed.items():
        found = rows.get(key)
        if found is None or key not in done or not _stands(found, originals):
            pending.append(listing)
        elif now and found.document is not None and _comes_in_again(listing, found.document, there):
            pending.append(listing)
            settled[key] = found.document
    left = {(one.company, one.source) for one in pending}
    local = {key: one for key, one in listed.items() if key not in left and not is_url(one.location)}
    as_before = dict.fromkeys(key for key, one in local.items() if _is_there(one))
    gone = tuple(rows[key] for key in local if key not in as_before)
    pages = {row.document: row.pages for row in rows.values() if row.document}
    outcomes = {key: rows[key].outcome for key in settled}
    return Todo(
        listings=tuple(pending),
        originals=originals,
        pages=pages,
        settled=settled,
        outcomes=outcomes,
        as_before=tuple(as_before),
        gone=gone,
        received=rows,
    )


def _comes_in_again(listing: Listing, document: str, there: Mapping[str, int]) -> bool:
    """Whether what is done is fetched once more: from the web, to ask for news; a file that the archive has lost."""
    if is_url(listing.location):
        return True
    with suppress(OSError, ValueError):
        return there.get(name_of(document)) != Path(listing.location).stat().st_size
    return False


def _stands(row: DocumentRow, originals: Originals) -> bool:
    """Whether a stored outcome may be left: it was received, and if a copy, what it copies is still done."""
    if row.document is None:
        return False
    return row.outcome is not Outcome.DUPLICATE or (row.company, row.document) in originals


def _is_done(listing: Listing | None, row: DocumentRow, store: Store, aim: Aim) -> bool:
    """The ledger's answer, and where the bytes are known without fetching, also whether they are the same.

    What waits for text recognition is not done as soon as that is there. Without a listing, as it was listed before; of
    such rows only the originals are asked for, and a copy is none.
    """
    if listing is None and row.outcome is Outcome.DUPLICATE:
        return False
    if row.document is None or (row.search is not None and row.search.waits and ocr.installed()):
        return False
    if _is_tried_again(row, aim):
        return False
    asked = listing or Listing(row.company, row.source, row.location)
    return store.finished(asked, aim.version, aim.rubric, _present_sha256(asked, aim), listed=listing is not None)


def _is_tried_again(row: DocumentRow, aim: Aim) -> bool:
    """Whether a document is read once more though nothing of it changed: it may fare better.

    It ended at a limit that is wider now, or crashed at none that is known, and such is tried again; or it was read,
    and what was read of it went when it failed for another rubric, as it once did.
    """
    if row.outcome in (Outcome.TIMED_OUT, Outcome.CRASHED):
        ended, limits = row.limit, aim.limits
        if ended is None:
            return aim.crashed_again
        return limits.seconds > (ended.seconds or inf) or limits.memory > (ended.memory or inf)
    return row.screened and not row.pages and row.outcome in (Outcome.READ, Outcome.REPAIRED, Outcome.PARTLY_READ)


def _is_there(listing: Listing) -> bool:
    try:
        return not is_url(listing.location) and Path(listing.location).is_file()
    except (OSError, ValueError):
        return False


def _present_sha256(listing: Listing, aim: Aim) -> str | None:
    """The hash of a local file as it is now, or of what was archived of a URL on the date that is asked for.

    None for a URL without a date, and for a file that is gone but archived.
    """
    if is_url(listing.location):
        as_of = aim.as_of
        return None if as_of is None else archived_on(aim.archive, listing.location, as_of) or NOTHING
    path = Path(listing.location)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
