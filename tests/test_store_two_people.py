"""Two people at one company, in any order: nothing is lost, every stale save refused; eight writers never collide."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from report_samples import read_whole
from review_samples import COMPANY, RUBRIC, by_hand, decision, policy_document, policy_evidence, save, source

from workspace.address import server_of
from workspace.by_hand import evidence_by_hand
from workspace.decisions import StaleDecision
from workspace.people import Role
from workspace.records import Decision, Ruling, candidate_id, hand_id
from workspace.store import Store, open_store

POLICY = policy_document("a" * 64)
EVIDENCE = policy_evidence(POLICY)[:3]
FOUND = evidence_by_hand(POLICY, RUBRIC, "C.1/S1.a", 0, 5)
INTERLEAVINGS, STEPS = int(os.environ.get("FIRMWORD_INTERLEAVINGS", "60")), 10  # CONTRIBUTING names more

PEOPLE = ("First", "Second")
ON_CANDIDATES = (Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED, Ruling.OPEN)
ON_ELEMENTS = (Ruling.MET, Ruling.NOT_MET, Ruling.OPEN)
KINDS = ("supplier_code", "annual_report", "")  # "" withdraws

Thing = tuple[str, str | None]  # element or fact, and candidate


def thing_of(line: Decision) -> Thing:
    return line.element, line.candidate


class TwoPeople(RuleBasedStateMachine):
    """Two people, each with a store of their own on the same file; each interleaving is about a company of its own."""

    stores: ClassVar[dict[str, Store]] = {}
    numbers: ClassVar[Iterator[int]] = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.company = f"Company {next(self.numbers)}"
        self.log: list[Decision] = []
        self.seen: dict[str, dict[Thing, int]] = {who: {} for who in PEOPLE}
        self.candidates = [candidate_id(self.company, one) for one in EVIDENCE]
        self.found = hand_id(self.company, FOUND, "")
        self.there: set[str] = set()  # the candidates that screening or a person found, or on which one decided
        self.screens(PEOPLE[0], len(EVIDENCE))

    def line(self, who: str, element: str, candidate: str | None, verdict: Ruling, quote: str | None) -> Decision:
        at, rubric = f"2026-03-02T10:00:{len(self.log) % 60:02}+00:00", "" if element == "kind" else RUBRIC
        document = POLICY.sha256 if candidate or not rubric else None
        return Decision(self.company, rubric, element, candidate, verdict, "", who, at, document, quote=quote)

    def latest(self) -> dict[Thing, int]:
        return {thing_of(line): line.seq for line in self.log}

    def try_to(self, who: str, lines: list[Decision], act: Callable[[list[int]], list[int]]) -> None:
        """Saved and there to stay if they saw the latest of all that is there; else refused, all of it."""
        seen = [self.seen[who].get(thing_of(line), 0) for line in lines]
        now = [self.latest().get(thing_of(line), 0) for line in lines]
        if seen != now or not {line.candidate for line in lines if line.candidate} <= self.there:
            with pytest.raises(StaleDecision):
                act(seen)
            return
        saved = act(seen)
        together = saved[0] if len(saved) > 1 else 0
        self.log += [replace(line, seq=seq, together=together) for line, seq in zip(lines, saved, strict=True)]
        self.seen[who] |= {thing_of(line): seq for line, seq in zip(lines, saved, strict=True)}

    @rule(who=st.sampled_from(PEOPLE))
    def looks(self, who: str) -> None:
        self.seen[who] = {thing_of(line): line.seq for line in self.stores[who].decisions(self.company)}

    @rule(
        who=st.sampled_from(PEOPLE),
        places=st.sets(st.integers(0, len(EVIDENCE) - 1), min_size=1),
        verdict=st.sampled_from(ON_CANDIDATES),
    )
    def decides(self, who: str, places: set[int], verdict: Ruling) -> None:
        lines = [
            self.line(who, EVIDENCE[at].element, self.candidates[at], verdict, EVIDENCE[at].quote)
            for at in sorted(places)
        ]
        self.try_to(who, lines, lambda seen: self.stores[who].decide_together(lines, seen))

    @rule(who=st.sampled_from(PEOPLE), verdict=st.sampled_from(ON_ELEMENTS))
    def decides_by_hand(self, who: str, verdict: Ruling) -> None:
        line = self.line(who, "A.1.1/S1.a", None, verdict, None)
        self.try_to(who, [line], lambda seen: [self.stores[who].decide(line, seen[0])])

    @rule(who=st.sampled_from(PEOPLE), kind=st.sampled_from(KINDS))
    def corrects(self, who: str, kind: str) -> None:
        line = self.line(who, "kind", None, Ruling.CORRECTED if kind else Ruling.OPEN, kind or None)
        self.try_to(who, [line], lambda seen: [self.stores[who].decide(line, seen[0])])

    @rule(who=st.sampled_from(PEOPLE))
    def finds(self, who: str) -> None:
        line = self.line(who, FOUND.element, self.found, Ruling.SUPPORTS, FOUND.quote)
        line = replace(line, start=FOUND.start, end=FOUND.end)
        store = self.stores[who]

        def add(seen: list[int]) -> list[int]:
            reading = store.reading_of(POLICY.sha256)
            assert reading is not None
            assert store.add_by_hand(FOUND, reading, line, seen[0]) == self.found
            return [store.decisions(self.company)[-1].seq]

        before = set(self.there)
        self.there.add(self.found)  # who finds it needs none to be there
        self.try_to(who, [line], add)
        self.there = before | {one.candidate for one in self.log if one.candidate}

    @rule(who=st.sampled_from(PEOPLE))
    def withdraws(self, who: str) -> None:
        line = self.line(who, FOUND.element, self.found, Ruling.OPEN, FOUND.quote)
        self.try_to(who, [line], lambda seen: [self.stores[who].decide(line, seen[0])])

    @rule(who=st.sampled_from(PEOPLE), found=st.integers(0, len(EVIDENCE)))
    def screens(self, who: str, found: int) -> None:
        given = source("policy.pdf", POLICY)
        given = replace(given, listing=replace(given.listing, company=self.company))
        self.stores[who].save_screening(read_whole(given, POLICY, EVIDENCE[:found]))
        self.there = {*self.candidates[:found], *(line.candidate for line in self.log if line.candidate)}

    @invariant()
    def nothing_is_lost(self) -> None:
        for store in self.stores.values():
            assert store.decisions(self.company) == self.log

    def teardown(self) -> None:
        said = {line.candidate: line.verdict for line in self.log if line.candidate}
        found = {one.id: one.decided for one in self.stores[PEOPLE[0]].candidates(self.company)}
        decided = {name: verdict for name, verdict in said.items() if verdict is not Ruling.OPEN}
        assert {name: verdict for name, verdict in found.items() if verdict is not None} == decided
        assert said.get(self.found) is not Ruling.OPEN or self.found not in found


@pytest.fixture
def stores(either: Path) -> Iterator[dict[str, Store]]:
    opened = {who: open_store(either) for who in PEOPLE}
    yield opened
    for store in opened.values():
        store.close()


@pytest.mark.slow
def test_in_many_interleavings_nothing_is_lost_and_every_stale_save_is_refused(stores: dict[str, Store]) -> None:
    TwoPeople.stores = stores
    # What is asked of a server takes longer, and the same sentences are tried on it.
    examples = INTERLEAVINGS if server_of(stores[PEOPLE[0]].workspace) is None else max(INTERLEAVINGS // 10, 1)
    run_state_machine_as_test(
        TwoPeople,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert stores[PEOPLE[0]].check_log() == []


WRITERS, TURNS = 8, 6


def write(folder: Path, who: str) -> dict[str, int]:
    """Write in every way there is, and try to decide one thing that all others decide too."""
    said = {"saved": 0, "refused": 0}
    with open_store(folder) as store:
        one = store.candidates(COMPANY)[0]
        store.add_person(who, Role.READER, "three horses in a field")
        for turn in range(TURNS):
            seen = max((line.seq for line in store.decisions(COMPANY) if line.candidate == one.id), default=0)
            try:
                store.decide(replace(decision(one, Ruling.SUPPORTS), who=who), last_seen=seen)
                said["saved"] += 1
            except StaleDecision:
                said["refused"] += 1
            lines = [replace(by_hand(f"A.1.1/{who}.{n}", Ruling.MET), who=who) for n in "ab"]
            store.decide_together(lines, [None, None])
            save(store, f"{who}-{turn}.pdf", replace(POLICY, sha256=f"{int(who[-1]):02x}{turn:062x}"), [])
            store.search(COMPANY, "human rights")
            store.keep(COMPANY, RUBRIC, "v1", {"who": who}, store.changes()[COMPANY])
    return said


def all_is_there(folder: Path, said: list[dict[str, int]]) -> None:
    with open_store(folder) as store:
        log = store.decisions(None)
        assert [line.seq for line in log] == list(range(1, len(log) + 1))
        assert store.check_log() == []
        assert len([line for line in log if line.candidate]) == sum(one["saved"] for one in said)
        assert len([line for line in log if line.together]) == 2 * WRITERS * TURNS
        assert sum(one["saved"] + one["refused"] for one in said) == WRITERS * TURNS
        assert len(store.people()) == WRITERS


def begun(folder: Path) -> Path:
    with open_store(folder) as store:
        save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    return folder


def test_eight_threads_that_write_at_once_never_see_a_lock(either: Path) -> None:
    begun(either)
    with ThreadPoolExecutor(WRITERS) as threads:
        said = list(threads.map(lambda number: write(either, f"writer {number}"), range(WRITERS)))
    all_is_there(either, said)


@pytest.mark.slow
def test_eight_processes_that_write_at_once_never_see_a_lock(either: Path) -> None:
    begun(either)
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        said = pool.starmap(write, [(either, f"writer {number}") for number in range(WRITERS)])
    all_is_there(either, said)


def test_more_threads_than_connections_share_one_store(either: Path) -> None:
    begun(either)
    with open_store(either) as store, ThreadPoolExecutor(40) as threads:
        lines = [replace(by_hand("A.1.1/S1.a", Ruling.MET), who=f"writer {number}") for number in range(40)]
        assert sorted(threads.map(store.decide, lines)) == list(range(1, 41))
