"""The decision log only grows, shows any change, and takes its turns between writers."""

from __future__ import annotations

import multiprocessing
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind
from review_samples import COMPANY, by_hand, decision, policy_document, policy_evidence, save
from sqlalchemy.exc import DBAPIError

from workspace.address import server_of
from workspace.decisions import StaleDecision
from workspace.records import RULINGS, Ruling
from workspace.store import Store, open_store

POLICY = policy_document("a" * 64)


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    save(opened, "policy.pdf", POLICY, policy_evidence(POLICY))
    return opened


def tampered(store: Store, folder: Path, *statements: str) -> list[str]:
    """What the log's check says after someone went round the triggers."""
    with behind(folder) as run:
        for name in ("decisions_no_update", "decisions_no_delete", "decisions_in_order"):
            run(f"DROP TRIGGER {name}")
        for statement in statements:
            run(statement)
    return store.check_log()


def test_a_decision_comes_back_with_its_number(store: Store) -> None:
    given = decision(store.candidates()[0], Ruling.SUPPORTS, "a note, “quoted”\nand more")
    assert store.decide(given) == 1
    assert store.decisions(COMPANY) == [replace(given, seq=1)]
    assert store.decisions("Another") == []


@pytest.mark.parametrize("odd", ["caf\udce9", "\x00"])
def test_what_the_database_cannot_hold_is_no_sign_that_the_log_was_changed(store: Store, odd: str) -> None:
    """A file's name or a shell may have bytes that are no UTF-8, and a server keeps no NUL."""
    store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), note=f"see {odd}", who=f"R. {odd}"))
    assert store.check_log() == []


def test_the_latest_decision_counts(store: Store) -> None:
    candidate = store.candidates()[0]
    for verdict in (Ruling.SUPPORTS, Ruling.REJECTED):
        store.decide(decision(candidate, verdict))
    assert store.candidates()[0].decided is Ruling.REJECTED


@pytest.mark.parametrize(
    ("before", "after", "still"), [("\u00ad\n", "-\n", True), ("-\n", "\u00ad\n", True), ("e\n", "a\n", False)]
)
def test_a_decision_outlives_how_a_lines_end_is_read_and_no_other_words(
    store: Store, before: str, after: str, still: bool
) -> None:
    """Whether "third-/party" is one word or two is how it was read; the passage at this place is the same."""

    def read_as(sign: str) -> None:
        text = POLICY.text.replace("e ", sign, 1)
        evidence = policy_evidence(POLICY)[0]
        found = replace(evidence, start=0, quote=text[: evidence.end])
        save(store, "policy.pdf", replace(POLICY, text=text), [found], rules=sign)

    read_as(before)
    store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
    read_as(after)
    assert [one.decided for one in store.candidates() if one.current] == [Ruling.SUPPORTS if still else None]


def test_a_withdrawn_decision_leaves_the_candidate_open_and_the_log_whole(store: Store) -> None:
    candidate = store.candidates()[0]
    store.decide(decision(candidate, Ruling.SUPPORTS))
    store.decide(decision(candidate, Ruling.OPEN))
    assert store.candidates()[0].decided is None
    assert len(store.decisions()) == 2


def test_a_verdict_that_does_not_fit_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="a candidate"):
        store.decide(decision(store.candidates()[0], Ruling.MET))
    with pytest.raises(ValueError, match="an element"):
        store.decide(by_hand("A.1.1/S1.a", Ruling.SUPPORTS))
    assert store.decisions() == []


def test_a_stale_decision_is_refused_and_says_who_was_first(store: Store) -> None:
    candidate = store.candidates()[0]
    store.decide(replace(decision(candidate, Ruling.SUPPORTS), who="First"), last_seen=0)
    with pytest.raises(StaleDecision, match="First"):
        store.decide(decision(candidate, Ruling.REJECTED), last_seen=0)
    assert [line.who for line in store.decisions()] == ["First"]
    assert store.decide(decision(candidate, Ruling.REJECTED), last_seen=1) == 2


def test_decisions_on_other_candidates_make_none_stale(store: Store) -> None:
    first, second, *_ = store.candidates()
    store.decide(decision(first, Ruling.SUPPORTS), last_seen=0)
    store.decide(decision(second, Ruling.SUPPORTS), last_seen=0)
    store.decide(by_hand(first.evidence.element, Ruling.MET), last_seen=0)
    assert len(store.decisions()) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET verdict = 'rejected' WHERE seq = 1",
        "DELETE FROM decisions WHERE seq = 1",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 1",
        "REPLACE INTO decisions SELECT * FROM decisions",
        "TRUNCATE decisions",
        "INSERT INTO decisions SELECT * FROM decisions WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET who = 'Nobody'",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(store: Store, tmp_path: Path, statement: str) -> None:
    if ("REPLACE" in statement and server_of(tmp_path)) or ("TRUNCATE" in statement and not server_of(tmp_path)):
        pytest.skip("the other database's language")
    store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
    with pytest.raises((sqlite3.DatabaseError, DBAPIError), match="only grows"), behind(tmp_path) as run:
        run(statement)
    assert store.check_log() == []


def decide_four(store: Store) -> None:
    for candidate in store.candidates()[:4]:
        store.decide(decision(candidate, Ruling.SUPPORTS, "as found"))


def test_an_untouched_log_has_no_fault(store: Store) -> None:
    assert store.check_log() == []
    decide_four(store)
    assert store.check_log() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("verdict", "rejected"), ("note", "other"), ("who", "Nobody"), ("at", "1999-01-01"), ("quote", "x"), ("end", 7)],
)
def test_an_edited_decision_shows(store: Store, tmp_path: Path, column: str, value: str | int) -> None:
    decide_four(store)
    faults = tampered(store, tmp_path, f"UPDATE decisions SET \"{column}\" = '{value}' WHERE seq = 2")
    assert "Decision 2 was changed after it was made." in faults


def test_a_deleted_decision_shows(store: Store, tmp_path: Path) -> None:
    decide_four(store)
    assert any(
        "Decision 2 is missing" in one for one in tampered(store, tmp_path, "DELETE FROM decisions WHERE seq = 2")
    )


def test_a_log_cut_off_at_its_end_shows(store: Store, tmp_path: Path) -> None:
    decide_four(store)
    assert tampered(store, tmp_path, "DELETE FROM decisions WHERE seq = 4")


def test_reordered_decisions_show(store: Store, tmp_path: Path) -> None:
    decide_four(store)
    swap = [f"UPDATE decisions SET seq = {new} WHERE seq = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
    assert len(tampered(store, tmp_path, *swap)) >= 2


def write_many(folder: Path, who: str, number: int) -> None:
    """Decide and screen in turn, as one of several processes."""
    with open_store(folder) as store:
        for turn in range(number):
            store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), who=who))
            save(store, f"{who}-{turn}.pdf", replace(POLICY, sha256=f"{ord(who):02x}{turn:062x}"), [])


def test_writers_in_several_processes_wait_for_each_other(either: Path) -> None:
    # The processes also open (and migrate) the store at the same moment.
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(either, who, 15)) for who in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with open_store(either) as store:
        assert [line.seq for line in store.decisions()] == list(range(1, 46))
        assert store.check_log() == []
        assert len(store.documents()) == 45


def refuse_or_save(folder: Path, who: str, start: object, answers: object) -> None:
    """Decide on the first candidate, having seen it undecided."""
    with open_store(folder) as store:
        candidate = store.candidates()[0]
        start.wait()  # type: ignore[attr-defined]
        try:
            store.decide(replace(decision(candidate, Ruling.SUPPORTS), who=who), last_seen=0)
            answers.put("saved")  # type: ignore[attr-defined]
        except StaleDecision:
            answers.put("refused")  # type: ignore[attr-defined]


def test_of_two_who_decide_at_the_same_moment_one_is_refused(store: Store, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(2), context.Queue()
    workers = [context.Process(target=refuse_or_save, args=(tmp_path, who, start, answers)) for who in "ab"]
    for worker in workers:
        worker.start()
    said = sorted(answers.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(60)
    assert said == ["refused", "saved"]
    assert len(store.decisions()) == 1


def test_every_ruling_has_a_word_for_people() -> None:
    assert set(RULINGS) == set(Ruling)
