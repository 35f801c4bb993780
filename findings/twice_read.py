"""Companies that are read twice, as lists of them need it: how far the blind reading is, and where the two differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from findings.agenda import agenda
from findings.agreement import Outcome, Pair
from findings.company import load_state
from findings.compared import compare
from findings.kept_rows import Kind, rows
from findings.unscreened import Unscreened, unscreened
from rubric.model import Rubric
from workspace.kept import Body
from workspace.records import SECOND
from workspace.store import Store

Row = TypeVar("Row")

READINGS_CODE = "8"  # raise it when code changes what a row says: outcomes, the agenda


@dataclass(frozen=True, slots=True)
class BlindRow:
    """How far the blind reading of a company is."""

    company: str
    final: int  # scores
    indicators: int
    left: int  # questions
    asks: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class ReadingsRow:
    """What two readings say of a company."""

    company: str
    pairs: tuple[Pair, ...]  # by element, in the rubric's order
    differing: int
    open: int  # of these, not adjudicated
    done: bool  # whether nothing is left to ask in either reading

    @property
    def settled(self) -> bool:
        """Whether a reader may know what the other said: both are done, and what differs is adjudicated."""
        return self.done and not self.open


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows of companies, and those for which there was no time."""

    rows: tuple[Row, ...]
    waiting: tuple[str, ...] = ()
    left_out: Unscreened | None = None  # companies that the rubric did not screen, where all are listed


def blind_rows(store: Store, rubric: Rubric, seconds: float | None) -> Listed[BlindRow]:
    """How far the blind reading of each company is, by name."""

    def worked_out(company: str) -> BlindRow | None:
        state = load_state(store, rubric, company, track=SECOND)
        if state is None:
            return None
        asked = agenda(state)
        told = (len(asked.final), asked.indicators, asked.left, bool(asked.questions), bool(state.decisions))
        return BlindRow(company, *told)

    kind = Kind(f"{rubric.name} blind", _stamp(rubric), worked_out, _blind_packed, _blind_unpacked)
    found = _listed(store, kind, store.companies(rubric.name), seconds)
    return replace(found, left_out=unscreened(store, rubric))


def readings_rows(store: Store, rubric: Rubric, seconds: float | None) -> Listed[ReadingsRow]:
    """What the two readings say of each company of which there are two, by name."""
    return _listed(store, _twice(store, rubric), store.companies_read(rubric.name, SECOND), seconds)


def readings_row(store: Store, rubric: Rubric, company: str) -> ReadingsRow | None:
    """What the two readings say of a company; None where there are not two."""
    if not any(one.track == SECOND for one in store.readers(rubric.name, company)):
        return None
    return rows(store, _twice(store, rubric), [company], None).get(company)


def _twice(store: Store, rubric: Rubric) -> Kind[ReadingsRow]:
    """How a row of two readings is worked out and kept."""

    def worked_out(company: str) -> ReadingsRow | None:
        found = compare(store, rubric, company)
        if found is None:
            return None
        return ReadingsRow(company, found.pairs, len(found.differing), len(found.open), found.done)

    def unpacked(company: str, body: Body) -> ReadingsRow:
        outcomes = cast(list[list[Outcome | None]], body["outcomes"])
        pairs = tuple(Pair(company, one.id, *said) for one, said in zip(rubric.elements, outcomes, strict=True))
        counts = cast(int, body["differing"]), cast(int, body["open"])
        return ReadingsRow(company, pairs, *counts, cast(bool, body["done"]))

    return Kind(f"{rubric.name} twice", _stamp(rubric), worked_out, _readings_packed, unpacked)


def _listed(store: Store, kind: Kind[Row], companies: Sequence[str], seconds: float | None) -> Listed[Row]:
    found = rows(store, kind, companies, seconds)
    return Listed(
        tuple(found[one] for one in companies if one in found), tuple(one for one in companies if one not in found)
    )


def _stamp(rubric: Rubric) -> str:
    return f"{rubric.version} {READINGS_CODE}"


def _blind_packed(row: BlindRow) -> Body:
    return {"counts": [row.final, row.indicators, row.left], "asks": row.asks, "begun": row.begun}


def _blind_unpacked(company: str, body: Body) -> BlindRow:
    final, indicators, left = cast(list[int], body["counts"])
    return BlindRow(company, final, indicators, left, cast(bool, body["asks"]), cast(bool, body["begun"]))


def _readings_packed(row: ReadingsRow) -> Body:
    outcomes = [[one.first, one.second] for one in row.pairs]
    return {"outcomes": outcomes, "differing": row.differing, "open": row.open, "done": row.done}
