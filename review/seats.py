"""Who sits at the desk while one request is answered, what this person may do, and which reading is meant.

A request is answered for one person from its first line to its last: the seat is taken before any page is made, and
every page and every decision asks for it here. So no page can forget who it is for.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from workspace.people import Role
from workspace.records import COUNTS, SECOND

ALL_ROLES = frozenset(Role)
WRITES_IN = {COUNTS: frozenset({Role.READER, Role.ADJUDICATOR}), SECOND: frozenset({Role.SECOND_READER})}
COMPARES = frozenset({Role.ADJUDICATOR, Role.VIEWER})  # a reader who saw the other's outcomes would read otherwise
OF_SECOND = "~second"  # after a rubric's name in addresses and forms: the blind second reading by it


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is at the desk."""

    name: str  # "" for somebody who did not log in
    roles: frozenset[Role]  # alone on one machine: all of them
    token: str  # what must come with every write
    track: str = COUNTS  # the reading that is looked at
    logged_in: bool = False
    apart: str = ""  # why this person decides nothing in this reading of the company that is looked at; "": may decide
    not_blind: str = ""  # why this person does not read it blindly

    @property
    def blind(self) -> bool:
        """Whether nothing may be shown of what is proposed and of what others decided."""
        return self.track == SECOND

    @property
    def decides(self) -> bool:
        """Whether this person may decide in the reading that is looked at."""
        return bool(self.roles & WRITES_IN[self.track]) and not self.apart

    @property
    def adjudicates(self) -> bool:
        """Whether this person may decide where two readings differ."""
        return Role.ADJUDICATOR in self.roles

    @property
    def compares(self) -> bool:
        """Whether this person may see two readings side by side."""
        return bool(self.roles & COMPARES) and not self.blind

    @property
    def reads_second(self) -> bool:
        """Whether this person may read blindly."""
        return Role.SECOND_READER in self.roles

    @property
    def role(self) -> str:
        """The one role of a person who logged in, as one says it; "" for who is alone."""
        return next(iter(self.roles)).replace("_", " ") if len(self.roles) == 1 else ""


NOBODY = Seat("", frozenset(), "")
_SEAT: ContextVar[Seat] = ContextVar("seat", default=NOBODY)


def at_desk() -> Seat:
    """Who sits at the desk in this request; nobody before it is known."""
    return _SEAT.get()


def take(seat: Seat) -> None:
    """Sit down, for the rest of this request."""
    _SEAT.set(seat)
