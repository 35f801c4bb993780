"""The people of a workspace: their names, what each may do, and their passwords, kept as argon2 hashes.

Guessing is slow: after a few wrong passwords for a name, each further try is refused until some time has passed, twice
as long each time, also after a restart and for names that nobody has. So an answer says nothing about who is there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Connection, delete, insert, select, update

from errors import Refusal
from workspace import tables
from workspace.saves import PEOPLE, changing

COST = RFC_9106_LOW_MEMORY  # what a hash costs whoever guesses, and us
SHORTEST, LONGEST = 10, 1000  # characters of a password; hashing a longer one only costs time
LONGEST_NAME = 100
FREE = 3  # wrong passwords before anybody has to wait
FIRST_WAIT, LONGEST_WAIT = 2.0, 900.0  # seconds
FORGOTTEN = timedelta(days=1)  # after which failed log-ins count no more


class Role(StrEnum):
    """What a person may do."""

    READER = "reader"  # decides
    SECOND_READER = "second_reader"  # decides in the blind second reading
    ADJUDICATOR = "adjudicator"  # decides where readers differ, and all that readers do
    VIEWER = "viewer"  # looks


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may log in."""

    name: str
    role: Role
    password: str  # its hash


class PersonError(Refusal):
    """A name, role or password that cannot be; the message says what can."""


class TooSoon(Exception):
    """Too many wrong passwords for this name: nothing was looked at. The message says how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"Too many wrong passwords. Wait {max(ceil(seconds), 1)} s, then try again.")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(COST)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A hash that no password has, so that a name that nobody has takes as long as any other."""
    return _hasher().hash(hashlib.sha256(b"nobody").hexdigest())


def hashed(password: str) -> str:
    """A new hash of a password; PersonError for one that is too short to withstand guessing."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PersonError(f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}.")
    return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def verified(hash_of_it: str | None, password: str) -> bool:
    """Whether it is the password of this hash; as slow for a hash that is not there."""
    try:
        same = _hasher().verify(hash_of_it or _nobodys(), password[: LONGEST + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return same and hash_of_it is not None


def read_people(connection: Connection) -> list[Person]:
    """All people, by name."""
    rows = connection.execute(select(tables.people).order_by(tables.people.c.name))
    return [Person(row.name, Role(row.role), row.password) for row in rows]


def named(name: str) -> str:
    """The name of a person, as it goes into the log; PersonError for none, and for signs that nobody sees."""
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise PersonError(f"“{name}” is no name: write one of 1 to {LONGEST_NAME} printable characters.")
    return name


def put(connection: Connection, person: Person, new: bool) -> None:
    """Add a person, or change one; PersonError where the name is taken, or nobody's."""
    name = named(person.name)
    known = tables.people
    row = {"name": name, "role": person.role.value, "password": person.password}
    there = connection.execute(select(known.c.name).where(known.c.name == name)).first() is not None
    if there == new:
        raise PersonError(f"“{name}” is known already." if there else _unknown(connection, name))
    with changing(connection) as touch:
        touch("", PEOPLE)
        connection.execute(insert(known).values(row) if new else update(known).where(known.c.name == name).values(row))


def remove(connection: Connection, name: str) -> None:
    """Take a person away; decisions keep the name."""
    with changing(connection) as touch:
        touch("", PEOPLE)
        if connection.execute(delete(tables.people).where(tables.people.c.name == name)).rowcount == 0:
            raise PersonError(_unknown(connection, name))


def _unknown(connection: Connection, name: str) -> str:
    names = ", ".join(one.name for one in read_people(connection)) or "none"
    return f"“{name}” is nobody here; the people are: {names}."


def begin_check(connection: Connection, name: str, now: datetime) -> None:
    """Count a try as wrong before it is looked at, so that many at once win nothing; TooSoon while it has to wait."""
    known = tables.failed_log_ins
    connection.execute(delete(known).where(known.c.until < (now - FORGOTTEN).isoformat()))
    row = connection.execute(select(known).where(known.c.name == _mark(name))).one_or_none()
    if row is not None and row.until > now.isoformat():
        raise TooSoon((datetime.fromisoformat(row.until) - now).total_seconds())
    times = (row.times if row is not None else 0) + 1
    wait = min(FIRST_WAIT * 2.0 ** min(times - FREE, 20), LONGEST_WAIT) if times >= FREE else 0.0
    values = {"times": times, "until": (now + timedelta(seconds=wait)).isoformat()}
    if row is None:
        connection.execute(insert(known).values(name=_mark(name), **values))
    else:
        connection.execute(update(known).where(known.c.name == _mark(name)).values(values))


def end_check(connection: Connection, name: str) -> None:
    """The password was right: what was counted before is forgotten."""
    connection.execute(delete(tables.failed_log_ins).where(tables.failed_log_ins.c.name == _mark(name)))


def present() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
