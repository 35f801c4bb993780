"""Sessions of those who logged in, and how long somebody has to wait after wrong passwords from one address.

Both are kept in memory: with the server they end. Guessing at one name is slowed down by the store, which remembers
it (workspace/people.py); here it is slowed down for an address, whatever names it tries. An address waits longer at
most than a name does, so that one who guesses cannot keep the right person out for ever.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from workspace.people import Person, TooSoon

LONGEST = timedelta(hours=12)  # of a session: a working day
IDLE = timedelta(hours=2)  # a long document is read without a request
FREE = 10  # wrong passwords from one address before it has to wait: several people may share it
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(hours=1)
MOST = 10_000  # addresses that are remembered


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in."""

    name: str
    password: str  # its hash then: with another password old sessions end
    token: str  # what must come with every write
    ends: datetime
    used: datetime


@dataclass(slots=True)
class Sessions:
    """All sessions, by the random name in the cookie."""

    _known: dict[str, Session] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, person: Person, now: datetime, before: str | None) -> str:
        """A new session under a new name: whatever name the browser brought (`before`) is worth nothing any more."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._known.pop(before or "", None)
            for old in [key for key, one in self._known.items() if _is_over(one, now)]:
                del self._known[old]
            token = secrets.token_urlsafe(32)
            self._known[name] = Session(person.name, person.password, token, now + LONGEST, now)
        return name

    def of(self, name: str | None, now: datetime) -> Session | None:
        """The session of this name, which is used now; None when there is none, or it is over."""
        with self._lock:
            found = self._known.get(name or "")
            if found is None or name is None:
                return None
            if _is_over(found, now):
                del self._known[name]
                return None
            self._known[name] = replace(found, used=now)
            return found

    def end(self, name: str | None) -> None:
        """Log out."""
        with self._lock:
            self._known.pop(name or "", None)


def _is_over(session: Session, now: datetime) -> bool:
    return now >= session.ends or now - session.used >= IDLE


@dataclass(slots=True)
class Waits:
    """Wrong passwords by address, and until when the next is not looked at."""

    _known: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, address: str, now: datetime) -> None:
        """Count a try as wrong before it is looked at; TooSoon while the address has to wait."""
        with self._lock:
            times, until = self._known.get(address, (0, now))
            if until > now:
                raise TooSoon((until - now).total_seconds())
            if now - until > LONGEST:
                times = 0
            wait = min(FIRST_WAIT * 2 ** min(times + 1 - FREE, 20), LONGEST_WAIT) if times + 1 >= FREE else timedelta()
            self._known.pop(address, None)
            self._known[address] = (times + 1, now + wait)
            while len(self._known) > MOST:
                del self._known[next(iter(self._known))]

    def end(self, address: str) -> None:
        """The password was right."""
        with self._lock:
            self._known.pop(address, None)
