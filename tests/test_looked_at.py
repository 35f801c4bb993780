"""The states that the desk keeps are those that the store has, whoever changed them and wherever."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_samples import (
    COMPANY,
    RUBRIC,
    by_hand,
    decision,
    evidence,
    policy_document,
    policy_evidence,
    save,
    text_document,
)

from extractors.records import Role
from findings.company import load_state
from review import looked_at
from review.looked_at import LookedAt
from rubric import load
from workspace.order import forget_order, keep_order
from workspace.records import COUNTS, SECOND, Ruling
from workspace.store import Store, open_store

CHRB = load(RUBRIC)
FIRM = "We respect human rights in all that we do."
DOCUMENT = policy_document("a" * 64)


@pytest.fixture
def store(either: Path) -> Store:
    opened = open_store(either)
    save(opened, "policy.pdf", DOCUMENT, policy_evidence(DOCUMENT))
    return opened


def test_a_state_is_worked_out_once_until_anything_about_its_company_changes(store: Store, either: Path) -> None:
    desk = LookedAt()
    first = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert first == load_state(store, CHRB, COMPANY)
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) is first
    with open_store(either) as elsewhere:  # as at another machine
        elsewhere.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    decided = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert decided == load_state(store, CHRB, COMPANY) != first
    said = text_document(((Role.PARAGRAPH, FIRM),), "Report")
    save(store, "report.html", said, [evidence(said, "A.1.1/S1.a", FIRM)])
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) == load_state(store, CHRB, COMPANY) != decided


def test_each_reading_has_its_own(store: Store) -> None:
    desk = LookedAt()
    counts = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert desk.state(store, CHRB, COMPANY, "", SECOND) == load_state(store, CHRB, COMPANY, track=SECOND) != counts
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) is counts


def test_a_renewed_order_is_followed_at_once(store: Store) -> None:
    desk = LookedAt()
    first = desk.state(store, CHRB, COMPANY, "", COUNTS)
    keep_order(store.workspace, RUBRIC, [])
    again = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert again is not first
    assert forget_order(store.workspace, RUBRIC)
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) is not again


def test_a_change_that_comes_while_a_state_is_read_is_not_missed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = LookedAt()
    line = decision(store.candidates(COMPANY)[0], Ruling.SUPPORTS)

    def read_late(*asked: object, **more: object) -> object:
        state = load_state(*asked, **more)  # type: ignore[arg-type]
        store.decide(line)
        return state

    with monkeypatch.context() as patch:
        patch.setattr(looked_at, "load_state", read_late)
        old = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert old is not None
    assert old.decisions == ()
    now = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert now is not None
    assert len(now.decisions) == 1


def test_those_not_looked_at_for_longest_go_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = LookedAt()
    counts = desk.state(store, CHRB, COMPANY, "", COUNTS)
    assert counts is not None
    monkeypatch.setattr(looked_at, "MOST", 2 * len(counts.candidates))
    blind = desk.state(store, CHRB, COMPANY, "", SECOND)
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) is counts
    desk.state(store, CHRB, COMPANY, RUBRIC, COUNTS)  # a third
    assert desk.state(store, CHRB, COMPANY, "", COUNTS) is counts
    assert desk.state(store, CHRB, COMPANY, "", SECOND) is not blind


def test_a_company_without_documents_has_none(store: Store) -> None:
    assert LookedAt().state(store, CHRB, "Nobody", "", COUNTS) is None
