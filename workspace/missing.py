"""Sources that the newest run did not find: taken out of the list, or not received. What was read of them stays.

Nothing that is decided depends on it: it is told wherever the document stands, so that a person decides whether what
was confirmed in it still counts. A run says it of the companies of its list alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, select

from workspace import tables
from workspace.kept import changed
from workspace.records import Missed, Missing
from workspace.saves import MISSING, changing

Key = tuple[str, str]  # company and source


def note_missing(connection: Connection, there: Iterable[Key], missing: Mapping[Key, Missed], at: str) -> list[str]:
    """Note at the end of a run which sources are there and which are not; the companies of which that is news.

    Since when one is missing stays as it was first noted. What was never received is not missed for that it was not
    received again.
    """
    there = set(there)
    companies = sorted({company for company, _ in (*missing, *there)})
    known = {key: one for company in companies for key, one in read_missing(connection, company).items()}
    gone = {key: how for key, how in missing.items() if key not in known or known[key].how is not how}
    last = {key: _last_seen(connection, key) for key in gone}
    new = {key: how for key, how in gone.items() if last[key] or how is Missed.NOT_LISTED}
    back = [key for key in known if key in there]
    if not new and not back:
        return []
    with changing(connection) as touch:
        for company, source in sorted({*new, *back}):
            touch(company, MISSING + source)
            connection.execute(delete(tables.missing).filter_by(company=company, source=source))
        for (company, source), how in sorted(new.items()):
            row = {"company": company, "source": source, "how": how.value, "since": at, "last": last[company, source]}
            connection.execute(insert(tables.missing).values(row))
        touched = sorted({company for company, _ in (*new, *back)})
        for company in touched:
            changed(connection, company)
    return touched


def read_missing(connection: Connection, company: str | None) -> dict[Key, Missing]:
    """What is missing of a company, or of all."""
    rows = connection.execute(tables.of_company(tables.missing, company))
    return {(row.company, row.source): Missing(Missed(row.how), row.since, row.last) for row in rows}


def _last_seen(connection: Connection, key: Key) -> str:
    """When a source was last seen; "" where it never was."""
    known = tables.seen.c
    query = select(func.max(known.last)).where(known.company == key[0], known.source == key[1])
    return connection.execute(query).scalar_one() or ""
