"""The decision log: a line is added and never changed, and each carries the digest of the line before it.

So a change that was made behind the program's back shows. What a candidate or an element is worth by the log is
not said here: it follows from the latest line about it (see `findings`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from sqlalchemy import Connection, Row, insert, select, update

from workspace import tables
from workspace.records import CANDIDATE_RULINGS, ELEMENT_RULINGS, Decision, Ruling


class StaleDecision(Exception):
    """Someone decided the same thing since the page was made; nothing was saved."""

    def __init__(self, latest: Decision | None) -> None:
        self.latest = latest
        said = f"{latest.who} decided “{latest.verdict}” at {latest.at}" if latest else "it was not decided"
        super().__init__(f"Not saved: meanwhile {said}. Look at it again, then decide.")


def append(connection: Connection, decision: Decision, last_seen: int | None) -> int:
    """Add a line to the log, inside the transaction that is open, and return its number; see `Store.decide`."""
    allowed = ELEMENT_RULINGS if decision.candidate is None else CANDIDATE_RULINGS
    if decision.verdict not in allowed:
        about = "an element" if decision.candidate is None else "a candidate"
        raise ValueError(f"“{decision.verdict}” is no decision about {about}: use one of {sorted(allowed)}.")
    if last_seen is not None:
        latest = _latest_on(connection, decision)
        if (latest.seq if latest else 0) != last_seen:
            raise StaleDecision(latest)
    end = connection.execute(select(tables.log_end)).one()
    line = replace(decision, seq=end.seq + 1)
    digest = _digest(line, end.digest)
    row = asdict(line) | {"verdict": line.verdict.value, "previous": end.digest, "digest": digest}
    connection.execute(insert(tables.decisions).values(row))
    connection.execute(update(tables.log_end).values(seq=line.seq, digest=digest))
    return line.seq


def read_log(connection: Connection, company: str | None) -> list[Decision]:
    """The log in its order, of one company or of all."""
    query = tables.of_company(tables.decisions, company).order_by(tables.decisions.c.seq)
    return [_decision(row) for row in connection.execute(query)]


def faults(connection: Connection) -> list[str]:
    """What does not hold in the log: one sentence a fault, none when it is whole."""
    rows = connection.execute(select(tables.decisions).order_by(tables.decisions.c.seq)).all()
    end = connection.execute(select(tables.log_end)).one_or_none()
    found = []
    previous, expected = "", 1
    for row in rows:
        if row.seq != expected:
            found.append(f"Decision {expected} is missing: the log goes on with {row.seq}.")
        if row.previous != previous:
            found.append(f"Decision {row.seq} does not follow the decision before it.")
        if row.digest != _digest(_decision(row), row.previous):
            found.append(f"Decision {row.seq} was changed after it was made.")
        previous, expected = row.digest, row.seq + 1
    if end is None or (end.seq, end.digest) != (expected - 1, previous):
        found.append(f"The log ends at decision {expected - 1}, which is not where its last entry was made.")
    return found


def _digest(decision: Decision, previous: str) -> str:
    line = json.dumps([previous, asdict(decision)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(line.encode("ascii")).hexdigest()


def _latest_on(connection: Connection, decision: Decision) -> Decision | None:
    log = tables.decisions
    query = select(log).where(
        log.c.company == decision.company,
        log.c.rubric == decision.rubric,
        log.c.element == decision.element,
        log.c.candidate.is_(None) if decision.candidate is None else log.c.candidate == decision.candidate,
    )
    row = connection.execute(query.order_by(log.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else _decision(row)


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        company=row.company,
        rubric=row.rubric,
        element=row.element,
        candidate=row.candidate,
        verdict=Ruling(row.verdict),
        note=row.note,
        who=row.who,
        at=row.at,
        document=row.document,
        start=row.start,
        end=row.end,
        quote=row.quote,
        rubric_version=row.rubric_version,
        rules_version=row.rules_version,
        seq=row.seq,
    )
