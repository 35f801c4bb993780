"""What one press decides is saved whole or not at all, and two readings of a company never see each other."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind
from review_samples import COMPANY, RUBRIC, by_hand, decision, policy_document, policy_evidence, save

from findings.company import load_state
from rubric import load
from rubric.scores import Truth
from workspace import FILE_NAME
from workspace.decisions import StaleDecision
from workspace.kept import Kept
from workspace.one_reading import Reader, reads_other
from workspace.records import ADJUDICATED, SECOND, Decision, Ruling
from workspace.store import Store, open_store

POLICY = policy_document("a" * 64)
DUMP = Path(__file__).parent / "data" / "workspace_0002.sql"


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    save(opened, "policy.pdf", POLICY, policy_evidence(POLICY))
    return opened


def three(store: Store) -> list[Decision]:
    return [decision(one, Ruling.SUPPORTS) for one in store.candidates()[:3]]


def test_the_lines_of_one_press_follow_each_other_and_name_the_first(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    assert store.decide_together(three(store), [0, 0, 0]) == [2, 3, 4]
    assert [(line.seq, line.together) for line in store.decisions()] == [(1, 0), (2, 2), (3, 2), (4, 2)]
    assert store.check_log() == []


def test_a_press_that_decides_one_thing_is_a_line_like_any_other(store: Store) -> None:
    assert store.decide_together(three(store)[:1], [0]) == [1]
    assert store.decisions()[0].together == 0
    assert store.decide_together([], []) == []


def test_when_one_of_them_is_stale_none_is_saved_and_it_is_named(store: Store) -> None:
    first, second, third = three(store)
    store.decide(replace(second, who="First"), last_seen=0)
    with pytest.raises(StaleDecision, match="First") as refused:
        store.decide_together([first, second, third], [0, 0, 0])
    assert refused.value.refused == second
    assert [line.who for line in store.decisions()] == ["First"]


def test_what_is_decided_of_an_element_is_stale_once_anything_of_it_was_decided_later(store: Store) -> None:
    passage = three(store)[0]
    one = passage.element
    seen = store.decide(replace(passage, who="First"))
    store.decide(replace(passage, who="Blind", track=SECOND))  # another reading: nobody here knows of it
    assert store.decide_together([by_hand(one, Ruling.NOT_MET)], [0], until=seen) == [seen + 2]
    later = store.decide(replace(passage, who="First", verdict=Ruling.WEAK))
    with pytest.raises(StaleDecision, match="First"):
        store.decide_together([by_hand(one, Ruling.MET)], [seen + 2], until=seen + 2)
    assert store.decide_together([by_hand(one, Ruling.MET)], [seen + 2], until=later) == [later + 1]


def test_when_one_of_them_does_not_fit_none_is_saved(store: Store) -> None:
    first, second, _ = three(store)
    with pytest.raises(ValueError, match="a candidate"):
        store.decide_together([first, replace(second, verdict=Ruling.MET)], [0, 0])
    assert store.decisions() == []


def test_a_press_needs_to_say_what_was_seen_of_each(store: Store) -> None:
    with pytest.raises(ValueError, match="zip"):
        store.decide_together(three(store), [0])
    assert store.decisions() == []


def test_the_second_reading_sees_no_decision_of_the_first_and_the_other_way_round(store: Store) -> None:
    candidate = store.candidates()[0]
    store.decide(decision(candidate, Ruling.SUPPORTS), last_seen=0)
    store.decide(replace(decision(candidate, Ruling.REJECTED), track=SECOND, who="B. Second"), last_seen=0)
    said = {track: store.candidates(COMPANY, RUBRIC, track)[0].decided for track in ("", SECOND)}
    assert said == {"": Ruling.SUPPORTS, SECOND: Ruling.REJECTED}
    assert [line.verdict for line in store.decisions(COMPANY)] == [Ruling.SUPPORTS]
    assert [line.verdict for line in store.decisions(COMPANY, SECOND)] == [Ruling.REJECTED]
    assert len(store.decisions(COMPANY, None)) == 2


@pytest.mark.parametrize(
    ("one", "other", "said"), [("", SECOND, "first reading"), (SECOND, "", "blind second reading")]
)
def test_who_decided_in_one_reading_of_a_company_is_refused_in_the_other(
    store: Store, one: str, other: str, said: str
) -> None:
    firm, *others = three(store)
    store.decide(replace(firm, track=one), last_seen=0)
    for refused in ([replace(firm, track=other)], [replace(line, track=other) for line in others]):
        with pytest.raises(StaleDecision, match=f"Not saved: you read {COMPANY} in the {said}, so .* another person's"):
            store.decide_together(refused, [0] * len(refused))
    store.decide(replace(firm, track=other, who="B. Other"), last_seen=0)
    store.decide(replace(firm, track=one, verdict=Ruling.OPEN))
    with pytest.raises(StaleDecision):  # what is withdrawn was read all the same
        store.decide(replace(firm, track=other))
    elsewhere = replace(by_hand("1.a", Ruling.MET), rubric="rsj-2018", track=other)
    store.decide(elsewhere)  # by another rubric it is another reading


def test_of_a_log_in_which_one_person_did_both_readings_the_earlier_is_theirs() -> None:
    both = [Reader(COMPANY, "", "Ada", 7), Reader(COMPANY, SECOND, "Ada", 3), Reader(COMPANY, "", "Ben", 1)]
    assert (reads_other(both, "Ada", SECOND), reads_other(both, "Ada", "")) == (False, True)
    assert (reads_other(both, "Ben", SECOND), reads_other(both, "Ben", "")) == (True, False)
    judged = [*both, Reader(COMPANY, ADJUDICATED, "Ada", 6)]
    assert reads_other(judged, "Ada", SECOND), "who adjudicated knows both, and reads none blindly"


def test_what_the_second_reader_decides_counts_for_no_score(store: Store) -> None:
    store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), track=SECOND))
    states = [load_state(store, load(RUBRIC), COMPANY, track=track) for track in ("", SECOND)]
    assert [state and state.findings["A.1.1/S1.a"].decided for state in states] == [Truth.UNKNOWN, Truth.MET]


def test_a_changed_track_or_press_shows(store: Store, tmp_path: Path) -> None:
    store.decide_together(three(store), [0, 0, 0])
    with behind(tmp_path) as run:
        run("DROP TRIGGER decisions_no_update")
        run("UPDATE decisions SET track = 'second' WHERE seq = 2")
        run("UPDATE decisions SET together = 0 WHERE seq = 3")
    assert store.check_log() == [
        "Decision 2 was changed after it was made.",
        "Decision 3 was changed after it was made.",
    ]


def test_a_log_that_was_begun_by_an_earlier_firmword_goes_on_whole(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    with open_store(tmp_path) as store:
        assert {(line.together, line.track) for line in store.decisions()} == {(0, "")}
        candidates = store.candidates()[:2]
        store.decide_together([decision(one, Ruling.WEAK) for one in candidates], [None, None])
        assert store.check_log() == []


def test_a_state_is_kept_until_anything_about_its_company_changes(store: Store) -> None:
    seen = store.changes()[COMPANY]
    assert store.keep(COMPANY, RUBRIC, "v1", {"open": 3}, seen)
    assert [(name, one.stamp, one.body) for name, one in store.kept(RUBRIC).items()] == [(COMPANY, "v1", {"open": 3})]
    store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), company="Another"))
    assert set(store.kept(RUBRIC)) == {COMPANY}
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    assert store.kept(RUBRIC) == {}
    assert store.keep(COMPANY, RUBRIC, "v1", {}, store.changes()[COMPANY])
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    assert store.kept(RUBRIC) == {}


def test_a_state_that_was_read_before_a_decision_is_not_kept_after_it(store: Store) -> None:
    seen = store.changes()[COMPANY]
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    assert not store.keep(COMPANY, RUBRIC, "v1", {}, seen)
    assert store.kept(RUBRIC) == {}


def test_many_states_are_kept_at_once_each_unless_it_changed(store: Store) -> None:
    store.decide(replace(by_hand("A.1.1/S1.a", Ruling.MET), company="Another"))
    seen = store.changes()
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    states = {name: (Kept("v1", {"name": name}), seen[name]) for name in (COMPANY, "Another")}
    assert store.keep_all(RUBRIC, states) == set(store.kept(RUBRIC)) == {"Another"}


def test_a_refused_decision_drops_nothing_that_is_kept(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.keep(COMPANY, RUBRIC, "v1", {}, store.changes()[COMPANY])
    with pytest.raises(StaleDecision):
        store.decide(by_hand("A.1.1/S1.a", Ruling.NOT_MET), last_seen=0)
    assert set(store.kept(RUBRIC)) == {COMPANY}
