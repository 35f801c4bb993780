"""What a save costs does not grow with the company, and the chain of saves knows each part of it at each moment."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind
from report_samples import IN_ENGLISH
from sqlalchemy.exc import DBAPIError
from verify_samples import as_a_whole

from benchmarks import saving
from benchmarks.saving import AT, COMPANY, Meter, added_by_hand, screening_of
from extractors.records import NOTHING_SEARCHED, Outcome
from workspace import saves
from workspace.decisions import StaleDecision
from workspace.people import Role
from workspace.records import Decision, Ruling, Screening
from workspace.screened import Judged
from workspace.store import Store, open_store
from workspace.verified import Verified, completed, quickly, states

FEW, MANY, CANDIDATES = 4, 60, 10


@pytest.fixture
def store(either: Path) -> Iterator[Store]:
    with open_store(either) as opened:
        yield opened


def of_the_database(store: Store) -> list[str]:
    """What does not hold in it: the documents of these tests are in no archive."""
    found: Verified = completed(quickly(store), list(states(store)), (), {})
    return [str(fault) for fault in found.faults if "archive" not in fault.file]


# --- what it costs


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Meter, list[int]]]:
    """A company with many documents, and how many steps of the database each of them took to save."""
    with open_store(tmp_path_factory.mktemp("large")) as store:
        meter = Meter(store, at_a_time=10)
        store.save_screening(screening_of(-1, CANDIDATES))
        costs = saving.saved(meter, store, MANY, CANDIDATES)
        yield store, meter, [one.steps for one in costs]


def test_the_last_document_of_a_company_costs_the_database_what_its_first_did(
    large: tuple[Store, Meter, list[int]],
) -> None:
    _, _, steps = large
    first, last = (statistics.median(some) for some in (steps[:FEW], steps[-FEW:]))
    assert first > 10
    assert last < 1.1 * first


def test_a_document_judged_by_new_rules_costs_what_it_did_at_first(large: tuple[Store, Meter, list[int]]) -> None:
    store, meter, steps = large
    again = saving.saved(meter, store, FEW, CANDIDATES, "rules-2")
    assert statistics.median(one.steps for one in again) < 1.5 * statistics.median(steps[:FEW])


def test_rows_that_are_hashed_with_a_save_do_not_grow_in_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []
    state_of = saves.state_of

    def counting(*about: object) -> tuple[str, str]:
        digest, counted = state_of(*about)  # type: ignore[arg-type]
        hashed.append(sum(map(int, counted.split())))
        return digest, counted

    monkeypatch.setattr(saves, "state_of", counting)
    for_each = []
    for number in range(5):
        hashed.clear()
        store.save_screening(screening_of(number, CANDIDATES))
        for_each.append(sum(hashed))
    hashed.clear()
    added_by_hand(store, 0, CANDIDATES)
    assert (set(for_each), sum(hashed)) == ({for_each[0]}, 2 * CANDIDATES + 1)


# --- what it knows


def test_an_edit_of_one_document_still_shows_when_another_was_saved_since(either: Path) -> None:
    with open_store(either) as store:
        for number in range(3):
            store.save_screening(screening_of(number, CANDIDATES))
        document = screening_of(1, CANDIDATES).source.sha256
        with behind(either) as run:
            run(f"UPDATE candidates SET element = 'A.1.9/S1.z' WHERE document = '{document}'")
            run("UPDATE ledger SET rules_version = 'later' WHERE source = 'page-1.txt'")
        store.save_screening(screening_of(2, CANDIDATES, "rules-2"))
        store.seen_again([(COMPANY, "page-2.txt")], "2026-12-29T10:00:00+00:00")
        assert document is not None
        (candidates, outcomes) = of_the_database(store)
        assert f"the candidates of “{COMPANY}” (in {document[:12]}) were changed" in candidates
        assert f"the sources or outcomes of “{COMPANY}” (page-1.txt) were changed" in outcomes


@pytest.mark.parametrize("part", ["candidates", "outcomes", "moments", "texts", "people", "sectors"])
def test_a_save_hides_no_edit_of_the_part_that_it_changes(store: Store, part: str) -> None:
    one = screening_of(0, CANDIDATES)
    edit, told, save = {
        "candidates": ("UPDATE candidates SET element = 'A.1.9/S1.z'", "the candidates of", by_another_rubric),
        "outcomes": ("UPDATE ledger SET outcome = 'empty'", "the sources or outcomes of", by_another_rubric),
        "moments": ("UPDATE seen SET first = '2019-01-01'", "on what was last seen", all_seen_again),
        "texts": ("UPDATE documents SET read_by = '0'", "the texts read of document", by_another_rubric),
        "people": ("INSERT INTO people VALUES ('E. Vil', 'adjudicator', '')", "the people of", a_person),
        "sectors": ("INSERT INTO sectors VALUES ('Birch Foods', 'food')", "the sectors of", a_sector),
    }[part]
    store.save_screening(one)
    with behind(store.workspace) as run:
        run(edit)
    for _ in range(2):
        save(store)
        (fault,) = of_the_database(store)
        assert told in fault
        assert "before they were saved again" in fault


def test_a_save_hides_no_edit_of_when_what_is_found_no_more_was_there(store: Store) -> None:
    one, other = (screening_of(number, CANDIDATES) for number in range(2))
    store.save_screening(one)
    added_by_hand(store, 0, CANDIDATES)
    store.save_screening(replace(other, source=replace(other.source, listing=one.source.listing)))
    assert of_the_database(store) == []
    with behind(store.workspace) as run:
        assert run("SELECT count(*) FROM went") == [(CANDIDATES,)]
        run("UPDATE went SET there = '[[0, 99]]'")
    (fault,) = of_the_database(store)
    assert "on what is found no more" in fault
    store.save_screening(one)
    store.save_screening(replace(other, source=replace(other.source, listing=one.source.listing)))
    (fault,) = of_the_database(store)
    assert "before they were saved again" in fault


def by_another_rubric(store: Store) -> None:
    one = screening_of(0, CANDIDATES)
    found = tuple(replace(piece, rubric="rsj-2018") for piece in one.evidence)
    store.save_screening(replace(one, rubric="rsj-2018", evidence=found))


def all_seen_again(store: Store) -> None:
    store.seen_again([(COMPANY, "page-0.txt")], "2026-12-29T10:00:00+00:00")


def a_person(store: Store) -> None:
    store.add_person(f"R. Reader {len(store.people())}", Role.READER, "a long password of many words")


def a_sector(store: Store) -> None:
    store.keep_sectors({COMPANY: f"sector {store.anchor()}"})


def test_rows_that_were_added_to_what_was_never_saved_show_in_the_quick_check(either: Path) -> None:
    with open_store(either) as store:
        store.save_screening(screening_of(0, CANDIDATES))
        with behind(either) as run:
            run(f"INSERT INTO seen VALUES ('{COMPANY}', 'other.txt', '2020-01-01', '{'5' * 64}', '2020-01-01', NULL)")
        assert ["1 1 10 1 were saved, 1 1 10 2 are there" in one.what for one in quickly(store).faults[:1]] == [True]


def test_a_chain_of_companies_as_a_whole_holds_until_the_next_save_and_goes_on_in_parts(either: Path) -> None:
    with open_store(either) as store:
        for number in range(3):
            store.save_screening(screening_of(number, CANDIDATES))
        before = store.anchor()
        added_by_hand(store, 0, CANDIDATES)
    as_a_whole(either)
    with open_store(either) as store:
        anchor = store.anchor()
        assert anchor != before
        assert of_the_database(store) == []
        assert store.anchor() == anchor  # opening and looking change nothing
        store.save_screening(screening_of(1, CANDIDATES, "rules-2"))
        assert of_the_database(store) == []
        assert not [one for one in quickly(store, anchor).faults if "anchor" in one.what]
        with store.reading() as connection:
            parts = {line.part for line in saves.together(saves.lines(connection)).values() if line.about == COMPANY}
        assert saves.SCREENED not in parts
        assert {f"source page-{number}.txt" for number in range(3)} < parts


def test_an_edit_before_the_chain_had_parts_shows_after_other_documents_were_saved(either: Path) -> None:
    with open_store(either) as store:
        for number in range(2):
            store.save_screening(screening_of(number, CANDIDATES))
    as_a_whole(either)
    with behind(either) as run:
        run("UPDATE candidates SET element = 'A.1.9/S1.z'")
    with open_store(either) as store:
        assert of_the_database(store)
        store.save_screening(screening_of(1, CANDIDATES))
        assert of_the_database(store)
        store.save_screening(screening_of(0, CANDIDATES))
        (fault,) = of_the_database(store)
    assert f"sources, candidates or outcomes of “{COMPANY}” were changed after they were saved, and before" in fault


def test_rows_that_were_gone_before_the_chain_had_parts_are_told_by_one_fault_whatever_is_seen_again(
    either: Path,
) -> None:
    with open_store(either) as store:
        for number in range(3):
            store.save_screening(screening_of(number, CANDIDATES))
    as_a_whole(either)
    with behind(either) as run:
        run("DELETE FROM candidates WHERE document = (SELECT min(document) FROM candidates)")
    with open_store(either) as store:
        all_seen_again(store)
        assert [
            "outcomes of" in fault and "before they were saved again" in fault for fault in of_the_database(store)
        ] == [True]


def test_an_older_program_that_still_has_the_workspace_open_adds_no_line_on_a_company_as_a_whole(either: Path) -> None:
    with open_store(either) as store:
        store.save_screening(screening_of(0, CANDIDATES))
    as_a_whole(either)
    with open_store(either) as store:
        with pytest.raises(DBAPIError, match="brought up to date"), store._write() as connection:
            saves.note_state(connection, COMPANY, saves.SCREENED, "0" * 64, "1 1 1 1")
        store.save_screening(screening_of(1, CANDIDATES))
        assert of_the_database(store) == []


def test_two_who_save_documents_of_one_company_at_once_leave_one_chain_that_holds(either: Path) -> None:
    def save_some(numbers: range) -> None:
        with open_store(either) as mine:
            for number in numbers:
                mine.save_screening(screening_of(number, CANDIDATES))

    open_store(either).close()
    with ThreadPoolExecutor(2) as both:
        list(both.map(save_some, (range(0, 12, 2), range(1, 12, 2))))
    with open_store(either) as store:
        assert (of_the_database(store), len(store.candidates(COMPANY))) == ([], 12 * CANDIDATES)


# --- whatever is saved, in whatever order


class Saving:
    """Saves something of one of two companies, drawn by lot: copies, other bytes, no answer, people's work."""

    def __init__(self, store: Store, lot: random.Random) -> None:
        self.store, self.lot, self.moment = store, lot, 0

    def once(self) -> str:
        """Save it; what was done."""
        work = self.lot.choice([self.read, self.read, self.read, self.copy, self.lost, self.empty, self.seen_again,
                                self.judged, self.by_hand])  # fmt: skip
        work()
        return work.__name__

    def _screening(self) -> Screening:
        self.moment += self.lot.randrange(3)
        found = screening_of(self.lot.randrange(4), 3)
        company, name = self.lot.choice((COMPANY, "Birch Foods")), f"{self.lot.choice('abc')}\udce9.txt"
        at = f"2026-12-07T10:{self.moment // 60:02}:{self.moment % 60:02}+00:00"
        source = replace(found.source, listing=replace(found.source.listing, company=company, source=name), fetched=at)
        rubric = self.lot.choice(("chrb-core-2019", "rsj-2018"))
        evidence = tuple(replace(one, rubric=rubric) for one in found.evidence[: self.lot.randrange(4)])
        return replace(found, source=source, rubric=rubric, evidence=evidence, searched=IN_ENGLISH)

    def read(self) -> None:
        self.store.save_screening(self._screening())

    def copy(self) -> None:
        one = replace(self._screening(), reading=None, evidence=(), outcome=Outcome.DUPLICATE)
        self.store.save_screening(replace(one, searched=NOTHING_SEARCHED))

    def lost(self) -> None:
        one = replace(self._screening(), reading=None, evidence=(), outcome=Outcome.NOT_FETCHED)
        self.store.save_screening(replace(one, source=replace(one.source, sha256=None)))

    def empty(self) -> None:
        self.store.save_screening(replace(self._screening(), reading=None, evidence=(), outcome=Outcome.CRASHED))

    def seen_again(self) -> None:
        at = self._screening().source.fetched
        self.store.seen_again([(row.company, row.source) for row in self.store.documents()], at)

    def judged(self) -> None:
        one = self._screening()
        company, sha256 = one.source.listing.company, one.source.sha256 or ""
        reading = self.store.reading_of(sha256)
        source, _ = self.store.judged_by(company, sha256).get(one.rubric, ("", ""))
        present = {row.document for row in self.store.documents(company)}
        if reading is None or not source or sha256 not in present:
            return
        self.store.decide(
            Decision(company, "", "published", None, Ruling.CORRECTED, "", "R. Reader", AT, sha256, quote="2025")
        )
        corrected = self.store.corrected(company, sha256)
        judged = Judged(company, sha256, reading, one.rubric, source, corrected, "rules-2")
        assert self.store.save_judged(judged, one.evidence)

    def by_hand(self) -> None:
        with_a_text = [row for row in self.store.documents(COMPANY) if row.pages and row.sha256]
        if not with_a_text:
            return
        numbers = {screening_of(number, 3).source.sha256: number for number in range(4)}
        with suppress(StaleDecision):  # marked before
            added_by_hand(self.store, numbers[self.lot.choice(with_a_text).sha256], 3)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_saved_the_chain_agrees_with_the_rows_after_each_save(store: Store, seed: int) -> None:
    saving_now, done = Saving(store, random.Random(seed)), []
    for _ in range(40):
        done.append(saving_now.once())
        assert (done, of_the_database(store)) == (done, [])
