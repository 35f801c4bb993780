"""The card of an element: what a person reads to decide it, and what of it to read first.

First what supports it, then the few near misses that differ, then the weaker ones, one step away. The same statement
in several places is one, and one decision covers all its places. Of an element with parts only what shows a part that
is still missing is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.records import Verdict
from findings.company import CompanyState, still_missing
from findings.looked import Looked, looked
from findings.settled import is_settled
from findings.shown import Statement
from rubric.model import Element
from workspace.records import Candidate, Ruling


@dataclass(frozen=True, slots=True)
class Part:
    """A part that passages must show, and what shows it."""

    name: str
    confirmed: bool
    statements: tuple[Statement, ...]  # of the card, shown by default, that say it


@dataclass(frozen=True, slots=True)
class Card:
    """An element with its statements, in the order in which to read them."""

    element: Element
    supports: tuple[Statement, ...]
    near: tuple[Statement, ...]  # the few near misses that could change a mind
    weaker: tuple[Statement, ...]  # all others, one step away
    parts: tuple[Part, ...]  # empty where any one passage is enough
    looked: Looked  # where it was looked for, for a part or an element without a passage
    since: frozenset[str] = frozenset()  # the candidates that came since a person said "not met", and reopen it
    back: frozenset[str] = frozenset()  # of these, what was confirmed before that: it counts if it is once more

    @property
    def shown(self) -> tuple[Statement, ...]:
        """What is shown at once."""
        return (*self.supports, *self.near)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All of them."""
        return (*self.supports, *self.near, *self.weaker)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that nothing confirmed shows yet."""
        return tuple(part for part in self.parts if not part.confirmed)

    def statement(self, candidate: Candidate) -> Statement | None:
        """The statement of which this candidate is a place."""
        return next((one for one in self.statements if candidate.id in _ids(one)), None)


def card(state: CompanyState, element: Element) -> Card:
    """The element's card, by what was decided so far.

    A statement stands where it stood before it was decided, but for those of parts that were confirmed by others:
    they step back.
    """
    missing = still_missing(state, element)
    said = [one for one in state.shown.statements if one.first.evidence.element == element.id]
    shown = [one for one in said if _is_shown(state, one) and (is_decided(one) or _adds(one, element, missing))]
    ids = {one.first.id for one in shown}
    return Card(
        element=element,
        supports=tuple(one for one in shown if _supports(one)),
        near=tuple(one for one in shown if not _supports(one)),
        weaker=tuple(one for one in said if one.first.id not in ids),
        parts=tuple(
            Part(name, name not in missing, tuple(one for one in shown if name in shows(one))) for name in element.parts
        ),
        looked=looked(state, element),
        since=frozenset(state.findings[element.id].since),
        back=frozenset(state.findings[element.id].back),
    )


def _is_shown(state: CompanyState, said: Statement) -> bool:
    return any(one in state.shown for one in said.places)


def _adds(said: Statement, element: Element, missing: tuple[str, ...]) -> bool:
    """Whether it shows something that is not confirmed: of an element without parts each does."""
    return not element.parts or not shows(said) or any(part in missing for part in shows(said))


def shows(said: Statement) -> tuple[str, ...]:
    """The parts that the statement shows, in any of its places."""
    return tuple(dict.fromkeys(part for one in said.places for part in one.evidence.shows))


def is_decided(said: Statement) -> bool:
    """Whether a person said what it is worth, here or in what its source was before: skipped means not yet."""
    return is_settled(said.first) or said.judged is not None


def _supports(said: Statement) -> bool:
    return said.first.evidence.verdict is Verdict.SUPPORTS


def _ids(said: Statement) -> frozenset[str]:
    return frozenset(one.id for one in said.places)


# --- what to read first


def focus(asked: Card) -> Statement | None:
    """The statement to read first: what came since "not met", then what shows most; None when all are decided."""
    return next(iter(in_turn(asked)), None)


def focus_after(asked: Card, said: Statement) -> Statement | None:
    """The open statement to read after this one; None at the end of what is shown."""
    turn = list(in_turn(asked))
    here = next((place for place, one in enumerate(turn) if one.first.id in _ids(said)), None)
    if here is None:  # decided: what comes first now
        return next(iter(turn), None)
    return turn[here + 1] if here + 1 < len(turn) else None


def in_turn(asked: Card) -> Iterator[Statement]:
    """The open statements that are shown, in the order in which to read them; those skipped last."""
    missing = {part.name for part in asked.missing}
    waiting = [one for one in asked.shown if not is_decided(one) or one.first.id in asked.back]

    def turn(one: Statement) -> tuple[bool, bool, bool, int]:
        known = one.first.id not in asked.since
        return is_skipped(one), known, not _supports(one), -len(missing.intersection(shows(one)))

    yield from sorted(waiting, key=turn)


def is_skipped(said: Statement) -> bool:
    """Whether a person left it for later."""
    return said.first.decided is Ruling.SKIPPED


def is_put_off(asked: Card) -> bool:
    """Whether all that is open on the card was left for later."""
    waiting = list(in_turn(asked))
    return bool(waiting) and all(is_skipped(one) for one in waiting)


def copies(state: CompanyState, candidate: Candidate) -> tuple[str, ...]:
    """The ids of the statement's other places, which one decision covers too.

    Those that a person decided on are left as they are, and what the rules no longer find is not touched.
    """
    return tuple(one.id for one in state.shown.same_as(candidate) if one.current and not is_settled(one))
