"""The store of a workspace: what was screened and found, and the log of what people decided.

`firmword.db` holds the state of each source as it was last screened (`screened.py` writes it), and the decision log
(`decisions.py`). The first is replaced, one document a transaction, whenever a document is screened again; the
second only grows. Whatever a person decided on is kept even when newer rules no longer find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from archive.stock import take_stock
from extractors.records import Corrected, Document, Evidence, Listing, Outcome
from workspace import ARCHIVE, by_hand, kept, missing, people, tables
from workspace.anchors import anchored_transaction, begin_anchors
from workspace.database import StoreError, is_read_only, name_database, open_database, read_transaction
from workspace.decisions import (
    Corrections,
    Frozen,
    append,
    append_together,
    corrected,
    corrections,
    faults,
    read_log,
    read_readers,
    read_rulings,
)
from workspace.documents import read_documents
from workspace.found import read_candidates
from workspace.kept import Kept
from workspace.one_reading import Reader
from workspace.packing import unpack_document
from workspace.people import Person, Role
from workspace.records import COUNTS, Candidate, Decision, DocumentRow, Missed, Screening, Seen
from workspace.saves import VISITS, changing, end_of, note_state
from workspace.screened import Judged, asked_so, save, save_judged, seen_again
from workspace.search import Matches, search, take_up, unsearchable
from workspace.sectors import keep_sectors, read_sectors
from workspace.trouble import DiskFull

__all__ = ["Store", "StoreError", "name_database", "open_store"]

FIRST_WITH_SAVES = "0006"  # the migration that begins the chain of saves


def open_store(workspace: Path, anew: bool = False) -> Store:
    """Open the workspace's store; the folder and the tables are made when they are not there.

    With `anew`, what is left of a database is set aside, and a new one begins. Raises StoreError, which names the file
    and the cure.
    """

    def renewed(connection: Connection, version: str) -> None:
        if version < FIRST_WITH_SAVES:
            known = select(tables.seen.c.sha256).distinct()
            take_stock(workspace / ARCHIVE, set(connection.execute(known).scalars()))
            begin_anchors(connection, workspace)

    return Store(open_database(workspace, renewed, anew), workspace)


class Store:
    """The workspace's tables. Threads may share it; each process opens its own."""

    def __init__(self, engine: Engine, workspace: Path) -> None:
        self._engine = engine
        self.workspace = workspace

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved, because the folder cannot be written."""
        return is_read_only(self._engine)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        try:
            with anchored_transaction(self._engine, self.workspace) as connection:
                yield connection
        except Frozen as error:  # the command that it tells works in this workspace
            raise Frozen(error.published, self.workspace, error.blind) from None

    # -- what was screened

    def finished(
        self,
        listing: Listing,
        rules_version: str,
        rubric: str | None = None,
        sha256: str | None = None,
        listed: bool = True,
    ) -> bool:
        """Is the present state of this source the one that these rules give, so that nothing is to do?

        `rules_version` names the version of readers, lexicons and rubric. Give `rubric` when two rubrics
        could share a version. Give `sha256` when the bytes are known (a local file): other bytes than
        those last screened are not finished; without it, what was fetched last counts, for whatever rubric. A
        source that could not be fetched is never finished, nor one whose kind, date or address in the list changed,
        nor one that was not judged since a person corrected something of its document. What the present list does not
        name (not `listed`) is what an earlier list said.
        """
        known = tables.ledger
        query = select(known.c.document, known.c.asked).where(
            known.c.company == listing.company,
            known.c.source == listing.source,
            known.c.rules_version == rules_version,
            known.c.outcome != Outcome.NOT_FETCHED.value,
        )
        if rubric is not None:
            query = query.where(known.c.rubric == rubric)
        fetched = select(tables.sources.c.document).filter_by(company=listing.company, source=listing.source)
        present = fetched.scalar_subquery() if sha256 is None else sha256
        query = query.where(known.c.document.is_not_distinct_from(present))
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query).all()
            found = corrections(connection, listing.company).get(listing.company, {}) if rows else {}
        return any(
            asked_so(replace(listing, corrected=corrected(found, row.document)), row.asked, listed) for row in rows
        )

    def corrected(self, company: str, sha256: str | None) -> Corrected:
        """What people corrected of one document of the company."""
        return corrected(self.corrections(company), sha256)

    def judged_by(self, company: str, sha256: str) -> dict[str, tuple[str, str]]:
        """The rubrics by which the document was screened, each with the source that was read and the rules then."""
        known = tables.ledger.c
        query = select(known.rubric, known.source, known.rules_version).where(
            known.company == company, known.document == sha256, known.outcome != Outcome.DUPLICATE.value
        )
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(known.source))
            return {row.rubric: (row.source, row.rules_version) for row in rows}

    def save_judged(self, judged: Judged, evidence: Sequence[Evidence]) -> bool:
        """Put what a document gives now in the place of what it gave; whether it was saved.

        It is not when the document was meanwhile read or corrected otherwise: then it has to be judged once more.
        """
        with self._write() as connection:
            return save_judged(connection, judged, evidence)

    def save_screening(self, screening: Screening) -> None:
        """Save all that screening one source gave, in one transaction: all of it or nothing.

        Saving the same again changes nothing. A copy counts as searched in so far as its original was.
        """
        with self._write() as connection:
            save(connection, screening)

    def seen_again(self, sources: Iterable[tuple[str, str]], at: str) -> None:
        """Note that these sources, each of a company, are at this moment still what they were when they were saved."""
        known = sorted(set(sources))
        with self._write() as connection, changing(connection) as touch:
            for company, source in known:
                seen_again(connection, touch, company, source, at)

    def note_missing(
        self, there: Iterable[tuple[str, str]], missed: Mapping[tuple[str, str], Missed], at: str
    ) -> list[str]:
        """Note at the end of a run which sources, each of a company, it found and which not; where that is news."""
        with self._write() as connection:
            return missing.note_missing(connection, there, missed, at)

    def note_visits(self, number: int, digest: str) -> None:
        """Hold on to how far the archive's register goes: the number of its last line, and that line's digest."""
        if number:
            with self._write() as connection:
                note_state(connection, "", VISITS, digest, str(number))

    def seen(self, company: str) -> list[Seen]:
        """What each source of a company was, and from when to when it was seen so, oldest first."""
        known = tables.seen
        query = select(known).where(known.c.company == company).order_by(known.c.first, known.c.source, known.c.last)
        with read_transaction(self._engine) as connection:
            return [Seen(row.source, row.sha256, row.first, row.last, row.kind) for row in connection.execute(query)]

    def anchor(self) -> str:
        """The digest that stands for all that was saved and decided so far; "" for an empty workspace."""
        with read_transaction(self._engine) as connection:
            end = end_of(connection)
        return end.digest if end else ""

    def reading(self) -> AbstractContextManager[Connection]:
        """One state of the database, for `proven`."""
        return read_transaction(self._engine)

    def companies(self, rubric: str | None = None) -> list[str]:
        """The names of all companies with a source, or of those screened by a rubric, sorted."""
        query = select(tables.sources.c.company).distinct()
        if rubric is not None:
            query = select(tables.ledger.c.company).where(tables.ledger.c.rubric == rubric).distinct()
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def companies_read(self, rubric: str, track: str) -> list[str]:
        """The names of all companies of which a reading has a decision under a rubric, sorted."""
        log = tables.decisions.c
        query = select(log.company).where(log.track == track, log.rubric == rubric).distinct()
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def readers(self, rubric: str, company: str | None = None) -> list[Reader]:
        """Who decided in which reading of which company under a rubric, sorted by company and reading."""
        with read_transaction(self._engine) as connection:
            return read_readers(connection, rubric, company)

    def screened(self, company: str, rubric: str) -> dict[str, str]:
        """The company's sources that were screened by the rubric, each with the version of the rules then."""
        known = tables.ledger.c
        query = select(known.source, known.rules_version).where(known.company == company, known.rubric == rubric)
        with read_transaction(self._engine) as connection:
            return {row.source: row.rules_version for row in connection.execute(query)}

    def rubrics(self, company: str | None = None) -> list[str]:
        """The rubrics by which anything was screened, sorted."""
        query = select(tables.ledger.c.rubric).distinct()
        if company is not None:
            query = query.where(tables.ledger.c.company == company)
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def documents(self, company: str | None = None, rubric: str | None = None) -> list[DocumentRow]:
        """One row for each source, sorted by company and source.

        With a rubric, each row tells what became of the document for it, and what was searched. What a person
        corrected is corrected.
        """
        with read_transaction(self._engine) as connection:
            return read_documents(connection, company, rubric)

    def sectors(self) -> dict[str, str]:
        """The sector of each company that has one."""
        with read_transaction(self._engine) as connection:
            return read_sectors(connection)

    def sector_of(self, company: str) -> str | None:
        """The company's sector, None where no list named one."""
        with read_transaction(self._engine) as connection:
            return read_sectors(connection, company).get(company)

    def keep_sectors(self, named: Mapping[str, str]) -> None:
        """Keep the sectors that a researcher's list names; nothing is screened again for them."""
        if named != {company: sector for company, sector in self.sectors().items() if company in named}:
            with self._write() as connection:
                keep_sectors(connection, named)

    def document(self, sha256: str) -> Document | None:
        """The document as it was last read, None when it was never read."""
        with read_transaction(self._engine) as connection:
            query = select(tables.documents.c.body).where(tables.documents.c.sha256 == sha256)
            body = connection.execute(query.where(tables.documents.c.current)).scalar_one_or_none()
        return None if body is None else unpack_document(body)

    def reading_of(self, sha256: str) -> int | None:
        """The number of the reading that `document` gives, None when it was never read."""
        known = tables.documents
        query = select(known.c.reading).where(known.c.sha256 == sha256, known.c.current)
        with read_transaction(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def document_of(self, candidate: Candidate) -> Document:
        """The document in the very reading in which the candidate's offsets count."""
        query = select(tables.documents.c.body).where(tables.documents.c.reading == candidate.reading)
        with read_transaction(self._engine) as connection:
            return unpack_document(connection.execute(query).scalar_one())

    # -- what was found

    def candidates(
        self,
        company: str | None = None,
        rubric: str | None = None,
        track: str = COUNTS,
        element: str | None = None,
    ) -> list[Candidate]:
        """All candidates with rank and decision, sorted by company, rubric and rank; of one element ranked by itself.

        Decisions are those of one reading alone. What a person found is seen in the reading in which it was found,
        until that is withdrawn.
        """
        with read_transaction(self._engine) as connection:
            return read_candidates(connection, company, rubric, track, element)

    def search(self, company: str, words: str, limit: int = 200, document: str | None = None) -> Matches:
        """Where all these words stand together, in a paragraph, item or cell of the company's documents.

        Words are what a person types: "words in quotes" follow each other, a star stands for the rest of a word. A
        document is taken up when it is first searched, which takes a moment; where nothing can be saved, its text is
        looked through each time. `document` asks one alone, by its sha256.
        """
        with read_transaction(self._engine) as connection:
            missing = unsearchable(connection, company)
            if self.read_only:
                return search(connection, company, words, limit, document, missing)
        for reading in missing:  # each alone, so that no other writer waits long
            with self._write() as connection:
                take_up(connection, reading)
        with read_transaction(self._engine) as connection:
            return search(connection, company, words, limit, document)

    # -- what was decided

    def decide(self, decision: Decision, last_seen: int | None = None) -> int:
        """Add a line to the decision log and return its number.

        `last_seen` is the number of the latest decision on the same candidate (or, by hand, the same
        element) that the person saw, 0 for none: when there is a later one, StaleDecision is raised and
        nothing is saved. None: no such check. So it is where this person decided in the other reading of
        the company first. Raises ValueError for a verdict that does not fit.
        """
        with self._write() as connection:
            return append(connection, decision, last_seen)

    def decide_together(
        self, decisions: Sequence[Decision], last_seen: Sequence[int | None], until: int | None = None
    ) -> list[int]:
        """Add the lines of one press to the log, all or none, each checked as by `decide`; their numbers.

        Each line of several names the first in `together`. StaleDecision names the first that came too late; where
        `until` is given, so does whatever was decided after that line on one of their elements or its passages.
        """
        with self._write() as connection:
            return append_together(connection, decisions, last_seen, until)

    def add_by_hand(self, evidence: Evidence, reading: int, decision: Decision, last_seen: int | None = 0) -> str:
        """Add what a person found, and the decision that it supports or is weak, all or nothing; the candidate's id.

        `evidence` is made by `by_hand.evidence_by_hand`, its offsets count in this reading. The decision says who,
        when, for which company and in which reading of it; the rest follows from the evidence. The same words again
        are the same candidate; words that the rules found too are theirs. Raises StaleDecision, and ValueError for
        words that do not stand there.
        """
        return self.add_together([by_hand.Found(evidence, reading, decision, last_seen)], [])[0]

    def add_together(self, found: Sequence[by_hand.Found], others: Sequence[tuple[Decision, int | None]]) -> list[str]:
        """Add what a person found in one press, and what is decided with it, all or nothing; the candidates' ids.

        So a quote that is trimmed is never there twice, nor gone. Each of the others comes with what was last seen.
        """
        with self._write() as connection:
            return by_hand.add(connection, found, others)

    def decisions(self, company: str | None = None, track: str | None = COUNTS) -> list[Decision]:
        """The decision log in its order, of one company or of all, of one reading of it (None: of all readings).

        Corrections of documents are in every reading.
        """
        with read_transaction(self._engine) as connection:
            return read_log(connection, company, track)

    def rulings(self, rubric: str, element: str | None = None) -> list[Decision]:
        """What was decided in all companies under a rubric, or on one of its elements, in the log's order."""
        with read_transaction(self._engine) as connection:
            return read_rulings(connection, rubric, element)

    def corrections(self, company: str) -> Corrections:
        """What people corrected of the company's documents and did not withdraw, by sha256 and fact."""
        with read_transaction(self._engine) as connection:
            return corrections(connection, company).get(company, {})

    def check_log(self) -> list[str]:
        """What does not hold in the decision log: one sentence a fault, none when it is whole."""
        with read_transaction(self._engine) as connection:
            return faults(connection)

    # -- the people

    def people(self) -> list[Person]:
        """Those who may log in, by name; none where one works alone."""
        with read_transaction(self._engine) as connection:
            return people.read_people(connection)

    def add_person(self, name: str, role: Role, password: str) -> Person:
        """Let someone log in; PersonError for a name that is taken, or a password that is too short."""
        person = Person(name, role, people.hashed(password))
        with self._write() as connection:
            people.put(connection, person, new=True)
        return person

    def change_person(self, name: str, role: Role | None = None, password: str | None = None) -> Person:
        """Give a person another role or password; PersonError for an unknown name."""
        fresh = people.hashed(password) if password is not None else None
        with self._write() as connection:
            before = next((one for one in people.read_people(connection) if one.name == name), None)
            person = before or Person(name, Role.VIEWER, "")  # `put` refuses who is not there
            person = replace(person, role=role or person.role, password=fresh or person.password)
            people.put(connection, person, new=False)
        return person

    def remove_person(self, name: str) -> None:
        """Let a person log in no more; PersonError for an unknown name."""
        with self._write() as connection:
            people.remove(connection, name)

    def check_person(self, name: str, password: str, now: datetime | None = None) -> Person | None:
        """The person whose password this is, None when it is wrong or there is no such person.

        Raises TooSoon while too many wrong ones were given for the name.
        """
        with self._write() as connection:
            people.begin_check(connection, name, now or people.present())
            known = next((one for one in people.read_people(connection) if one.name == name), None)
        if not people.verified(known.password if known else None, password):  # slow: no writer waits for it
            return None
        with self._write() as connection:
            people.end_check(connection, name)
        return known

    # -- what was worked out

    def changes(self) -> dict[str, int]:
        """How often anything about each company changed; 0 for one that is not there."""
        with read_transaction(self._engine) as connection:
            return kept.changes(connection)

    def changes_of(self, company: str) -> int:
        """How often anything about one company changed; 0 where nothing did, and for one that is not there."""
        with read_transaction(self._engine) as connection:
            return kept.changes_of(connection, company)

    def kept(self, rubric: str) -> dict[str, Kept]:
        """What was worked out of companies under a rubric and still holds, by company."""
        with read_transaction(self._engine) as connection:
            return kept.read_kept(connection, rubric)

    def keep(self, company: str, rubric: str, stamp: str, body: dict[str, object], seen: int) -> bool:
        """Keep what was worked out of a company until anything about it changes; whether it was kept.

        `seen` is the company's number in `changes` before it was read: what is older than a change is not kept.
        """
        return company in self.keep_all(rubric, {company: (Kept(stamp, body), seen)})

    def keep_all(self, rubric: str, states: Mapping[str, tuple[Kept, int]]) -> set[str]:
        """The same for many companies in one go, each with its number in `changes`; the companies that were kept."""
        if self.read_only:
            return set()
        try:
            with self._write() as connection:
                every = states.items()
                return {name for name, (state, seen) in every if kept.keep(connection, name, rubric, state, seen)}
        except DiskFull:  # it is worked out again when it is next asked for
            return set()
