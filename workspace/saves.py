"""The chain of saves: what was screened, decided and worked out, as digests, so that an edit behind the program shows.

Whenever anything is saved, the chain gets a line inside the same transaction: about which company or document, which
part of what the store has of it, the digest of that part, how many rows it has, and where the decision log ended. Each
line carries the digest of the line before it, and the digest of the last line is the *anchor*: it stands for all that
was ever saved. Of a company each source, the candidates of each document, and what was last seen at each moment are
parts of their own, so that what a save costs does not grow with the company. Before a part is changed it is compared
with its last line; where it differs, a line says so for good. There is no secret in it, so whoever rewrites rows,
chain and the file of anchors together leaves no trace in the workspace; an anchor that left the house tells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Cast,
    Column,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    cast,
    func,
    insert,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.elements import TypeCoerce

from workspace import tables
from workspace.packed import PackedJSON, PackedText

SOURCE = "source "  # and a source's name: what a company's source is, and the ledger's lines on it
FOUND = "found "  # and a document's sha256: a company's candidates in it
SEEN = "seen "  # and a moment: what sources of a company were, of those last seen then
WENT = "went "  # and a source's name: what is found no more of a company's source, and when it was there
MISSING = "missing "  # and a source's name: that the newest run did not find it
SCREENED = "screened"  # all of that of a company at once, as it was noted until the chain had these parts
DOCUMENT = "document"  # of a document, by its sha256: the texts that it was read as
DECIDED = "decided"  # of a company: a line in the log, which has a chain of its own
PEOPLE = "people"  # who may log in
SECTORS = "sectors"  # of all companies
VISITS = "visits"  # the archive's register, which has a chain of its own: how far it went
KEPT = "kept "  # and the rubric's name: what was worked out of a company
CHANGED = "changed "  # and a part: before a save changed it, it was not what was saved last

OF_ALL = {PEOPLE: tables.people, SECTORS: tables.sectors}
OF_A_COMPANY = (tables.sources, tables.ledger, tables.candidates, tables.seen)
# A company's rows fall into parts that stay small however many documents it has: by the value of these columns.
IN_PARTS = {
    SOURCE: (tables.sources.c.source, tables.ledger.c.source),
    FOUND: (tables.candidates.c.document,),
    SEEN: (tables.seen.c.last,),
    WENT: (tables.went.c.source,),
    MISSING: (tables.missing.c.source,),
}


Touch = Callable[[str, str], None]  # to be told what a change is about, and which part, before that is changed


@dataclass(frozen=True, slots=True)
class Save:
    """One line of the chain."""

    n: int  # from 1
    at: str
    about: str  # a company, or a document's sha256
    part: str
    state: str  # digest of the part's rows; "" for what has a chain of its own
    counted: str  # the number of rows in each of its tables
    log_seq: int  # where the decision log ended
    log_digest: str
    previous: str
    digest: str


@contextmanager
def changing(connection: Connection) -> Iterator[Touch]:
    """A change of several parts, each of which is named before it is touched; at the end each has its line."""
    touched: set[tuple[str, str]] = set()
    companies_touched: set[str] = set()

    def touch(about: str, part: str) -> None:
        about, part = tables.as_stored(connection, about), tables.as_stored(connection, part)
        if kind_of(part) in IN_PARTS and about not in companies_touched:
            companies_touched.add(about)
            _into_parts(connection, about)
        if (about, part) not in touched:
            touched.add((about, part))
            _compare(connection, about, part)

    yield touch
    for about, part in sorted(touched):
        note(connection, about, part)


def _compare(connection: Connection, about: str, part: str) -> None:
    """Hold on to it where a part is not what was saved last: the line of what is saved now would hide it."""
    last = last_of(connection, about, part)
    digest, counted = state_of(connection, about, part)
    as_it_was = last == (digest, counted) if last is not None else not counted.strip("0 ")
    if not as_it_was:
        note_state(connection, about, CHANGED + part, digest, counted)


def note(connection: Connection, about: str, part: str) -> None:
    """Add a line on what was saved, inside the transaction that is open; nothing where it is as it was."""
    note_state(connection, about, part, *state_of(connection, about, part))


def note_state(connection: Connection, about: str, part: str, digest: str, counted: str) -> None:
    """The same of a state that is known."""
    about, part = tables.as_stored(connection, about), tables.as_stored(connection, part)
    if digest and last_of(connection, about, part) == (digest, counted):
        return
    end = end_of(connection)
    log = connection.execute(select(tables.log_end)).one()
    line = Save(
        n=end.n + 1 if end else 1,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        about=about,
        part=part,
        state=digest,
        counted=counted,
        log_seq=log.seq,
        log_digest=log.digest,
        previous=end.digest if end else "",
        digest="",
    )
    connection.execute(insert(tables.saves).values(asdict(line) | {"digest": digest_of(line)}))


def begin(connection: Connection) -> None:
    """Begin the chain with what an older workspace holds."""
    for company in companies(connection):
        _begin_parts(connection, company)
    for sha256 in documents(connection):
        note(connection, sha256, DOCUMENT)
    for row in connection.execute(select(tables.kept_states.c.company, tables.kept_states.c.rubric)).all():
        note(connection, row.company, KEPT + row.rubric)
    for part, table in OF_ALL.items():
        if count(connection, table):
            note(connection, "", part)
    if connection.execute(select(tables.log_end.c.seq)).scalar_one():
        note(connection, "", DECIDED)


def _into_parts(connection: Connection, company: str) -> None:
    """Note in parts what the chain has of a company as a whole; before anything of the company is changed."""
    if last_of(connection, company, SCREENED) is None or _in_parts(connection, company):
        return
    _compare(connection, company, SCREENED)
    _begin_parts(connection, company)


def _in_parts(connection: Connection, company: str) -> bool:
    known = tables.saves.c
    of_parts = or_(*(known.part.startswith(kind) for kind in IN_PARTS))
    return connection.execute(select(known.n).where(known.about == company, of_parts).limit(1)).first() is not None


def _begin_parts(connection: Connection, company: str) -> None:
    for kind, columns in IN_PARTS.items():
        keys: set[str] = set()
        for column in columns:
            keys.update(connection.execute(select(column).where(column.table.c.company == company)).scalars())
        for key in sorted(keys):
            note(connection, company, kind + key)


def digest_of(line: Save) -> str:
    """The digest of a line, which is that of all lines up to it."""
    told = [line.n, line.at, line.about, line.part, line.state, line.counted, line.log_seq, line.log_digest]
    return hashlib.sha256(json.dumps([*told, line.previous], default=repr).encode("ascii")).hexdigest()


def lines(connection: Connection, after: int = 0) -> list[Save]:
    """The lines after this one, in their order."""
    known = tables.saves
    rows = connection.execute(select(known).where(known.c.n > after).order_by(known.c.n))
    return [Save(*row) for row in rows]


def end_of(connection: Connection) -> Save | None:
    """The last line."""
    row = connection.execute(select(tables.saves).order_by(tables.saves.c.n.desc()).limit(1)).one_or_none()
    return Save(*row) if row else None


def last_of(connection: Connection, about: str, part: str) -> tuple[str, str] | None:
    """The state and the counts of the last line about this."""
    known = tables.saves.c
    query = select(known.state, known.counted).where(known.about == about, known.part == part)
    row = connection.execute(query.order_by(known.n.desc()).limit(1)).one_or_none()
    return (row.state, row.counted) if row else None


def companies(connection: Connection) -> list[str]:
    """All companies of which anything was screened."""
    found: set[str] = set()
    for table in OF_A_COMPANY:
        found.update(connection.execute(select(table.c.company).distinct()).scalars())
    return sorted(found)


def documents(connection: Connection) -> list[str]:
    """All documents of which there is a text, by their sha256."""
    return sorted(connection.execute(select(tables.documents.c.sha256).distinct()).scalars())


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    number: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return number


def state_of(connection: Connection, about: str, part: str) -> tuple[str, str]:
    """The digest of a part as it is now, and the number of rows in each of its tables; "" for the log."""
    if part == DECIDED:
        return "", ""
    found = hashlib.sha256()
    counts = []
    for query in _queries(about, part):
        number = 0
        for row in connection.execute(query):
            found.update(repr(tuple(map(_as_number, row))).encode("utf-8", "surrogatepass"))
            number += 1
        found.update(b"|")
        counts.append(number)
    return found.hexdigest(), " ".join(map(str, counts))


def _as_number(value: object) -> object:
    """A truth value of a server as the file keeps it; whatever else stands there as it is."""
    return int(value) if isinstance(value, bool) else value


def _queries(about: str, part: str) -> Iterator[Select[tuple[object, ...]]]:
    """What a part consists of, in a fixed order."""
    kind = kind_of(part)
    if kind in IN_PARTS:
        for column in IN_PARTS[kind]:
            rows = _as_stored(column.table)
            yield rows.where(column.table.c.company == about, column == part.removeprefix(kind))
    elif part == SCREENED:
        for table in OF_A_COMPANY:
            yield _as_stored(table).where(table.c.company == about)
    elif part == DOCUMENT:
        known = tables.documents.c
        current = type_coerce(known.current, Integer)  # a cast would make a truth of whatever begins with one
        told = (known.reading, known.fingerprint, current, known.read_by, func.length(known.body))
        yield select(*told).where(known.sha256 == about).order_by(known.reading)
    elif part in OF_ALL:
        yield _as_stored(OF_ALL[part])
    else:
        states = tables.kept_states
        rubric = part.removeprefix(KEPT)
        yield _as_stored(states).where(states.c.company == about, states.c.rubric == rubric)


def _as_stored(table: Table) -> Select[tuple[object, ...]]:
    """All columns as the database has them, in the order of the key: JSON as its text."""
    told: list[Column[Any] | Cast[Any] | TypeCoerce[Any]] = []
    for column in table.columns:
        if isinstance(column.type, PackedJSON):
            told.append(type_coerce(column, PackedText))
        elif isinstance(column.type, Boolean):
            told.append(type_coerce(column, Integer))
        else:
            told.append(cast(column, Text) if isinstance(column.type, JSON) else column)
    return select(*told).order_by(*table.primary_key.columns)


def kind_of(part: str) -> str:
    """What kind of part it is, without the name of the one that it is about."""
    return next((kind for kind in (*IN_PARTS, KEPT, CHANGED) if part.startswith(kind)), part)


def together(found: Sequence[Save]) -> dict[tuple[str, str], Save]:
    """The last line about each thing; about a company as a whole only where nothing was noted of its parts."""
    last = {(line.about, line.part): line for line in found}
    for about in {about for about, part in last if kind_of(part) in IN_PARTS}:
        last.pop((about, SCREENED), None)
    return last
