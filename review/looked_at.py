"""The states of companies that were looked at last, each until anything about its company changes.

A press needs the state before it, which is the one that the last answer was made of: working it out anew from all that
the store has of a company took as long as all else that a press needs. The store counts what changes in a company, in
whatever process; the count is read before a state, so that one that is older than a change is never shown again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from findings.board import stamp
from findings.company import CompanyState, load_state
from rubric.model import Rubric
from workspace.store import Store

MOST = 20_000  # candidates of all states together: some 50 MB

_Key = tuple[str, str, str, str]  # company, rubric, how addresses name that, and the reading
_Seen = tuple[int, str]  # the number of changes, and what says how states are worked out


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The states by what they are of, those looked at last at the end."""

    _states: OrderedDict[_Key, tuple[_Seen, CompanyState]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def state(self, store: Store, rubric: Rubric, company: str, in_address: str, track: str) -> CompanyState | None:
        """As `load_state` gives it."""
        key = company, rubric.name, in_address, track
        seen = store.changes_of(company), stamp(store.workspace, rubric)
        with self._lock:
            known = self._states.get(key)
            if known is not None and known[0] == seen:
                self._states.move_to_end(key)
                return known[1]
        state = load_state(store, rubric, company, in_address, track)
        if state is not None:
            self._keep(key, seen, state)
        return state

    def _keep(self, key: _Key, seen: _Seen, state: CompanyState) -> None:
        """The latest replaces what it was before; those not looked at for longest go once there are too many."""
        with self._lock:
            self._states[key] = seen, state
            self._states.move_to_end(key)
            while len(self._states) > 1 and sum(len(one.candidates) for _, one in self._states.values()) > MOST:
                self._states.popitem(last=False)
