"""The decision log: a line is added and never changed, and each carries the digest of the line before it.

So a change that was made behind the program's back shows. What a candidate or an element is worth by the log is
not said here: it follows from the latest line about it (see `findings`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from extractors.iso_dates import iso_date
from extractors.records import Corrected
from forms import moment
from rubric.kinds import Kind
from workspace import tables
from workspace.commands import command
from workspace.kept import changed
from workspace.one_reading import OTHER, Reader, reads_other, whose
from workspace.records import (
    ADJUDICATED,
    CANDIDATE_RULINGS,
    CORRECTABLE,
    COUNTS,
    DOCUMENT_RULINGS,
    ELEMENT_RULINGS,
    ENGAGEMENT,
    ENGAGEMENT_RULINGS,
    RULINGS,
    SECOND,
    YEARS,
    YEARS_RULINGS,
    Decision,
    Ruling,
)
from workspace.saves import DECIDED, note

Corrections = dict[tuple[str, str], Decision]  # in force, by the document's sha256 and the fact
_NEW = {"together": 0, "track": COUNTS}  # fields that older lines did not have: at these values they say nothing
_FIELDS = tuple(field.name for field in fields(Decision))


class StaleDecision(Exception):
    """Someone decided the same thing since the page was made, or it was screened away; nothing was saved.

    `refused` is the decision that came too late, of several the first.
    """

    def __init__(self, latest: Decision | None, refused: Decision | None = None, gone: bool = False) -> None:
        self.latest, self.refused, self.gone = latest, refused, gone
        said = "it was not decided"
        if latest:
            what = f"decided “{RULINGS[latest.verdict]}”"
            if latest.verdict is Ruling.CORRECTED:
                what = f"corrected it to “{latest.quote or 'none'}”"
            said = f"{latest.who} {what} at {moment(latest.at)}"
        said = "the documents were screened again, and these words are no longer found" if gone else said
        super().__init__(f"Not saved: meanwhile {said}. Look at it again, then decide.")


class Frozen(StaleDecision):
    """The scores were published, and nothing is decided until they are opened again; nothing was saved."""

    def __init__(self, published: Decision, workspace: Path | None = None, blind: bool = False) -> None:
        super().__init__(published)
        self.published, self.blind = published, blind
        who = "somebody" if blind else published.who  # who reads blindly is told of nobody
        said = f"{who} published the scores of {published.company} under {published.rubric}"
        cure = reopening(published.company, published.rubric, workspace)
        self.args = (f"Not saved: {said} at {moment(published.at)}, and they are frozen since. To go on: {cure}",)


class OtherReading(StaleDecision):
    """Who decided did so in the other reading of the company first; nothing was saved."""

    def __init__(self, refused: Decision) -> None:
        super().__init__(None, refused)
        self.args = (f"Not saved: {whose(refused.company, refused.track)}.",)


def reopening(company: str, rubric: str, workspace: Path | None) -> str:
    """The command that opens published scores again; it is refused as long as no reason stands in it."""
    return command("engage reopen", company, workspace=workspace, rubric=rubric, because="…")


def append(connection: Connection, decision: Decision, last_seen: int | None) -> int:
    """Add a line to the log, inside the transaction that is open, and return its number; see `Store.decide`."""
    (line,) = append_together(connection, [decision], [last_seen])
    return line


def append_together(
    connection: Connection, decisions: Sequence[Decision], last_seen: Sequence[int | None], until: int | None = None
) -> list[int]:
    """Add the lines of one press, all or none; see `Store.decide_together`."""
    decisions = [_as_stored(connection, decision) for decision in decisions]
    for decision, seen in zip(decisions, last_seen, strict=True):
        _check(decision)
        _check_open(connection, decision)
        if seen is not None:
            _check_fresh(connection, decision, seen)
        if until is not None:
            _check_nothing_later(connection, decision, until)
    _check_one_reading(connection, decisions)
    first = connection.execute(select(tables.log_end.c.seq)).scalar_one() + 1
    together = first if len(decisions) > 1 else 0
    numbers = [_add(connection, replace(decision, together=together)) for decision in decisions]
    for company in sorted({decision.company for decision in decisions}):
        changed(connection, company)
        note(connection, company, DECIDED)
    return numbers


def _as_stored(connection: Connection, decision: Decision) -> Decision:
    """The line as it will be read: its digest is made of that, and a note or a file's name may hold what is escaped."""
    words: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(decision, name)
        if isinstance(value, str) and not isinstance(value, Ruling):
            words[name] = tables.as_stored(connection, value)
    return replace(decision, **words)


def _check_fresh(connection: Connection, decision: Decision, seen: int) -> None:
    """Raises StaleDecision where it was decided otherwise since it was seen, or is no more what was seen."""
    latest = _latest_on(connection, decision)
    if (latest.seq if latest else 0) != seen:
        raise StaleDecision(latest, decision)
    known = tables.candidates
    if decision.candidate is not None:
        quote = connection.execute(select(known.c.quote).where(known.c.id == decision.candidate)).scalar_one_or_none()
        if quote is None or decision.quote not in (None, quote):
            raise StaleDecision(latest, decision, gone=True)


def _check_nothing_later(connection: Connection, decision: Decision, until: int) -> None:
    """Raises StaleDecision where anything was decided on the element or its passages after that line of the log."""
    latest = _latest_on(connection, decision, anything=True)
    if latest is not None and latest.seq > until:
        raise StaleDecision(latest, decision)


def _check_open(connection: Connection, decision: Decision) -> None:
    """Raises Frozen where what would be decided was published; a correction touches the scores of every rubric."""
    if decision.track in (ENGAGEMENT, YEARS):
        return
    for line in published(connection, decision.company).values():
        if decision.corrects or line.rubric == decision.rubric:
            raise Frozen(line, blind=decision.track == SECOND)


def _check_one_reading(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Raises OtherReading where one person would decide in both readings; who adjudicates does so in neither."""
    if any(one.track == ADJUDICATED for one in decisions):
        return
    read = {(one.company, one.rubric, one.who, one.track): one for one in decisions if one.track in OTHER}
    for (company, rubric, who, track), decision in read.items():
        if not decision.corrects and reads_other(read_readers(connection, rubric, company), who, track):
            raise OtherReading(decision)


def read_readers(connection: Connection, rubric: str, company: str | None) -> list[Reader]:
    """Who decided in which reading of a company, or of all, under a rubric, sorted by company and reading."""
    log = tables.decisions.c
    about = (log.company, log.track, log.who)
    query = tables.of_company(tables.decisions, company).with_only_columns(*about, func.min(log.seq).label("first"))
    rows = connection.execute(query.where(log.rubric == rubric).group_by(*about))
    return sorted(Reader(row.company, row.track, row.who, row.first) for row in rows)


def published(connection: Connection, company: str) -> dict[str, Decision]:
    """By rubric, the last line that published a company's scores, where they were not opened again since."""
    log = tables.decisions
    said = (Ruling.PUBLISHED.value, Ruling.REOPENED.value)
    query = select(log).where(log.c.company == company, log.c.track == ENGAGEMENT, log.c.verdict.in_(said))
    last = {line.rubric: line for line in map(_decision, connection.execute(query.order_by(log.c.seq)))}
    return {rubric: line for rubric, line in last.items() if line.verdict is Ruling.PUBLISHED}


def _check(decision: Decision) -> None:
    """Raises ValueError for a verdict that does not fit what it is about."""
    if decision.track == ENGAGEMENT:
        about, allowed = "what a company was asked", ENGAGEMENT_RULINGS
    elif decision.track == YEARS:
        about, allowed = "why a score changed", YEARS_RULINGS
    elif decision.corrects:
        _check_correction(decision)
        about, allowed = "a document", DOCUMENT_RULINGS
    elif decision.candidate is None:
        about, allowed = "an element", ELEMENT_RULINGS
    else:
        about, allowed = "a candidate", CANDIDATE_RULINGS
    if decision.verdict not in allowed:
        raise ValueError(f"“{decision.verdict}” is no decision about {about}: use one of {sorted(allowed)}.")


def _check_correction(decision: Decision) -> None:
    fact, value = decision.element, decision.quote
    if fact not in CORRECTABLE or not decision.document or decision.candidate is not None:
        raise ValueError(f"“{fact}” is nothing that can be corrected of a document: use one of {list(CORRECTABLE)}.")
    if decision.track != COUNTS:
        raise ValueError("A correction counts in every reading: it belongs to none.")
    if decision.verdict is Ruling.OPEN:
        return
    if value is None:
        raise ValueError(f"A correction of “{fact}” needs the value that is right; “” where there is none.")
    if fact == "kind" and value not in {kind.value for kind in Kind}:
        raise ValueError(f"“{value}” is no kind of document: use one of {[kind.value for kind in Kind]}.")
    if fact == "published" and value and iso_date(value) != value:
        raise ValueError(f"“{value}” is no date: write 2025, 2025-03 or 2025-03-31.")
    if fact == "company_name" and not value.strip():
        raise ValueError("A document calls the company by some name: write it as it stands there.")


def _add(connection: Connection, decision: Decision) -> int:
    end = connection.execute(select(tables.log_end)).one()
    line = replace(decision, seq=end.seq + 1)
    row = asdict(line) | {"verdict": line.verdict.value}
    digest = _digest(row, end.digest)
    connection.execute(insert(tables.decisions).values(row | {"previous": end.digest, "digest": digest}))
    connection.execute(update(tables.log_end).values(seq=line.seq, digest=digest))
    return line.seq


def read_log(connection: Connection, company: str | None, track: str | None) -> list[Decision]:
    """The log in its order, of one company or of all, of one reading with all corrections, or of all readings."""
    log = tables.decisions
    query: Select[tuple[object, ...]] = tables.of_company(log, company)
    if track is not None:
        query = query.where(or_(log.c.track == track, log.c.rubric == ""))
    return [_decision(row) for row in connection.execute(query.order_by(log.c.seq))]


def read_rulings(connection: Connection, rubric: str, element: str | None) -> list[Decision]:
    """The lines of all companies under a rubric, or on one of its elements, that count, in the log's order."""
    log = tables.decisions
    query = select(log).where(log.c.rubric == rubric, log.c.track == COUNTS)
    if element is not None:
        query = query.where(log.c.element == element)
    return [_decision(row) for row in connection.execute(query.order_by(log.c.seq))]


def corrections(connection: Connection, company: str | None) -> dict[str, Corrections]:
    """The corrections in force, by company."""
    log = tables.decisions
    query = tables.of_company(log, company).where(log.c.rubric == "").order_by(log.c.seq)
    found: dict[str, Corrections] = {}
    for line in map(_decision, connection.execute(query)):
        of_company = found.setdefault(line.company, {})
        of_company.pop((line.document or "", line.element), None)
        if line.verdict is Ruling.CORRECTED:
            of_company[line.document or "", line.element] = line
    return found


def corrected(found: Corrections, document: str | None) -> Corrected:
    """What of one document is corrected."""
    said = {fact: line.quote for (sha256, fact), line in found.items() if sha256 == document}
    return Corrected(**said)


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
        if row.digest != _digest({name: getattr(row, name) for name in _FIELDS}, row.previous):
            found.append(f"Decision {row.seq} was changed after it was made.")
        previous, expected = row.digest, row.seq + 1
    if end is None or (end.seq, end.digest) != (expected - 1, previous):
        found.append(f"The log ends at decision {expected - 1}, which is not where its last entry was made.")
    return found


def _digest(decision: Mapping[str, object], previous: str) -> str:
    said = {name: value for name, value in decision.items() if name not in _NEW or value != _NEW[name]}
    line = json.dumps([previous, said], sort_keys=True, ensure_ascii=True, default=repr)
    return hashlib.sha256(line.encode("ascii")).hexdigest()


def _latest_on(connection: Connection, decision: Decision, anything: bool = False) -> Decision | None:
    """The latest line on what is decided, in its reading; with `anything` on its element or any passage of that."""
    log = tables.decisions
    query = select(log).where(
        log.c.company == decision.company,
        log.c.rubric == decision.rubric,
        log.c.element == decision.element,
        log.c.track == decision.track,
    )
    if not anything:
        same = log.c.candidate.is_(None) if decision.candidate is None else log.c.candidate == decision.candidate
        query = query.where(same)
    if decision.corrects:
        query = query.where(log.c.document == decision.document)
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
        together=row.together,
        track=row.track,
    )
