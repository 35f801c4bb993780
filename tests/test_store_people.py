"""People log in with a password that nobody can read or guess."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY
from both_stores import behind

from workspace.people import COST, FREE, LONGEST_WAIT, Person, PersonError, Role, TooSoon
from workspace.store import Store, open_store

PASSWORD = "three horses in a field"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    opened.add_person("R. Viewer", Role.READER, PASSWORD)
    return opened


def test_a_person_is_known_by_name_role_and_password(store: Store) -> None:
    (person,) = store.people()
    assert (person.name, person.role) == ("R. Viewer", Role.READER)
    assert store.check_person("R. Viewer", PASSWORD) == person
    assert store.check_person("R. Viewer", PASSWORD + " ") is None
    assert store.check_person("r. viewer", PASSWORD) is None


def test_no_password_is_kept_and_the_same_one_is_kept_in_two_ways(store: Store, tmp_path: Path) -> None:
    store.add_person("Another", Role.VIEWER, PASSWORD)
    with behind(tmp_path) as run:
        kept = [value for (value,) in run("SELECT password FROM people")]
    assert len(set(kept)) == 2
    assert all(value.startswith("$argon2id$") and PASSWORD not in value for value in kept)


def test_a_hash_costs_what_its_library_recommends() -> None:
    assert COST == RFC_9106_LOW_MEMORY  # as imported here: what conftest.py makes cheap is looked up at each use


def test_a_role_and_a_password_can_be_changed_each_alone(store: Store) -> None:
    store.change_person("R. Viewer", role=Role.ADJUDICATOR)
    checked = store.check_person("R. Viewer", PASSWORD)
    assert checked is not None
    assert checked.role is Role.ADJUDICATOR
    store.change_person("R. Viewer", password="four horses in a field")
    assert store.check_person("R. Viewer", PASSWORD) is None
    again = store.check_person("R. Viewer", "four horses in a field")
    assert again is not None
    assert again.role is Role.ADJUDICATOR


def test_who_is_removed_cannot_log_in(store: Store) -> None:
    store.remove_person("R. Viewer")
    assert store.people() == []
    assert store.check_person("R. Viewer", PASSWORD) is None


@pytest.mark.parametrize("name", ["", " ", " A", "A\n", "A\x00B", "A" * 101])
def test_a_name_that_cannot_be_read_is_refused(store: Store, name: str) -> None:
    with pytest.raises(PersonError, match="is no name"):
        store.add_person(name, Role.READER, PASSWORD)


def test_a_name_that_is_taken_or_nobodys_and_a_short_password_are_refused(store: Store) -> None:
    with pytest.raises(PersonError, match="known already"):
        store.add_person("R. Viewer", Role.VIEWER, PASSWORD)
    for change in (lambda: store.remove_person("Nobody"), lambda: store.change_person("Nobody", Role.VIEWER)):
        with pytest.raises(PersonError, match=r"nobody here; the people are: R\. Viewer"):
            change()
    with pytest.raises(PersonError, match="10 to 1000 characters; this one has 5"):
        store.add_person("Another", Role.READER, "short")
    assert [one.name for one in store.people()] == ["R. Viewer"]


def guess(store: Store, name: str, now: datetime, password: str = "wrong") -> Person | float | None:
    """The answer, or the seconds to wait."""
    try:
        return store.check_person(name, password, now)
    except TooSoon as error:
        return error.seconds


@pytest.mark.parametrize("name", ["R. Viewer", "Nobody"])
def test_guessing_has_to_wait_ever_longer_whether_the_name_is_known_or_not(store: Store, name: str) -> None:
    assert [guess(store, name, NOW) for _ in range(FREE)] == [None] * FREE
    now, waits = NOW, []
    for _ in range(12):
        wait = guess(store, name, now)
        assert isinstance(wait, float)
        waits.append(wait)
        now += timedelta(seconds=wait)
        assert guess(store, name, now) is None
    assert waits == [min(2.0 * 2**n, LONGEST_WAIT) for n in range(12)]


def test_the_right_password_has_to_wait_too_and_then_ends_the_waiting(store: Store) -> None:
    for _ in range(FREE):
        guess(store, "R. Viewer", NOW)
    assert guess(store, "R. Viewer", NOW, PASSWORD) == 2.0
    later = NOW + timedelta(seconds=2)
    assert isinstance(guess(store, "R. Viewer", later, PASSWORD), Person)
    assert guess(store, "R. Viewer", later) is None


def test_others_do_not_wait_for_who_is_guessed_and_a_restart_helps_nobody(store: Store, tmp_path: Path) -> None:
    store.add_person("Another", Role.VIEWER, PASSWORD)
    for _ in range(FREE):
        guess(store, "R. Viewer", NOW)
    assert isinstance(guess(store, "Another", NOW, PASSWORD), Person)
    store.close()
    with open_store(tmp_path) as again:
        assert guess(again, "R. Viewer", NOW) == 2.0


def test_many_guesses_at_once_win_nothing(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda _: guess(store, "R. Viewer", NOW), range(24)))
    assert said.count(None) == FREE


def test_what_was_guessed_a_day_ago_counts_no_more(store: Store) -> None:
    for _ in range(FREE):
        guess(store, "R. Viewer", NOW)
    assert guess(store, "R. Viewer", NOW + timedelta(days=1, seconds=3)) is None
    assert guess(store, "R. Viewer", NOW + timedelta(days=1, seconds=3)) is None
