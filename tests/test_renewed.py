"""The order follows what people confirmed, is shown before it counts, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from review_samples import COMPANY, RUBRIC, decision, evidence, save, screened_workspace, text_document
from test_shown import different, found

import cli
import rubric as rubrics
from extractors.records import Hit, Role
from findings.company import load_state
from findings.renewed import FARTHEST, FEWEST, renewal, renewed
from reports.rows import candidate_rows
from workspace.order import Habit, OrderError, forget_order, keep_order, kept_order
from workspace.records import Candidate, Decision, Ruling
from workspace.store import open_store


def ranked(candidates: list[Candidate]) -> list[Candidate]:
    return renewed(candidates, ())


def near(reason: str, rule: str, count: int, start: int) -> list[Candidate]:
    fired = (Hit(rule, "concept", 0, 1),)
    return [
        replace(one, id=f"{reason} {n}", evidence=replace(one.evidence, rules=fired, start=start + n))
        for n, one in enumerate(different(count, reason))
    ]


GOOD, BAD = near("no_detail", "policy.states", 6, 1000), near("weak_wording", "hope.aims", 6, 0)
FIRM = found()
ALL = ranked([FIRM, *BAD, *GOOD])


def log(good: int = 4, bad: int = 4) -> list[Decision]:
    rulings = [(one, Ruling.SUPPORTS) for one in GOOD[:good]] + [(one, Ruling.REJECTED) for one in BAD[:bad]]
    return [replace(decision(one, ruling), seq=number) for number, (one, ruling) in enumerate(rulings, 1)]


def test_a_kind_that_is_confirmed_rises_and_one_that_is_turned_down_falls() -> None:
    found = renewal(log(), ALL)
    shifts = {habit.rule: habit.shift for habit in found.habits}
    assert shifts["policy.states"] > 0 > shifts["hope.aims"]
    assert max(map(abs, shifts.values())) <= FARTHEST
    assert [(one.judged, one.confirmed) for one in found.habits if one.shift > 0] == [(4, 4)]


def test_what_would_move_is_shown_with_its_places() -> None:
    before = {one.id: one.rank for one in ALL}
    found = renewal(log(), ALL)
    moved = {move.candidate.id: move.rank for move in found.moves}
    assert all(move.candidate.rank == before[move.candidate.id] for move in found.moves)
    assert max(moved[one.id] for one in GOOD[4:] if one.id in moved) < min(moved[one.id] for one in BAD[4:])
    assert str(found).startswith("From 8 judged near misses: 2 kinds shift")


def test_what_supports_keeps_its_weight() -> None:
    after = {one.id: one for one in renewed(ALL, renewal(log(), ALL).habits)}
    assert after[FIRM.id].evidence == FIRM.evidence


def test_a_few_decisions_shift_nothing() -> None:
    assert renewal(log(FEWEST - 1, FEWEST - 1), ALL).habits == ()
    assert renewal([], ALL).moves == ()


def test_the_latest_decision_counts_and_a_withdrawn_one_does_not() -> None:
    withdrawn = [replace(line, verdict=Ruling.OPEN, seq=line.seq + 100) for line in log()]
    assert renewal([*log(), *withdrawn], ALL).decisions == 0


def test_the_same_decisions_give_the_same_in_any_order() -> None:
    assert renewal(log(), ALL) == renewal(log()[::-1], ALL)


def test_a_kept_order_counts_until_it_is_forgotten(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path / "workspace")
    rubric = rubrics.load(RUBRIC)
    with open_store(folder) as store:
        before = load_state(store, rubric, "Quillmere Outfitters")
        weak = next(one for one in store.candidates() if one.evidence.reason == "wrong_actor").evidence
        habit = Habit(weak.element, weak.reason, weak.rules[0].rule, 5, 5, 0.3)
        keep_order(folder, RUBRIC, [habit])
        assert kept_order(folder, RUBRIC) == (habit,)
        with_habit = load_state(store, rubric, "Quillmere Outfitters")
        assert forget_order(folder, RUBRIC)
        after = load_state(store, rubric, "Quillmere Outfitters")
    assert before is not None
    assert with_habit is not None
    assert after is not None
    assert before.candidates == after.candidates != with_habit.candidates
    assert before.scores == with_habit.scores
    assert kept_order(folder, RUBRIC) == ()


def test_what_is_exported_as_shown_is_what_the_desk_shows_in_the_kept_order(tmp_path: Path) -> None:
    lines = [f"We strive for good relations with {name}." for name in "abcdefghijkl"]
    said = text_document(tuple((Role.PARAGRAPH, line) for line in lines), "Policy")
    near = [
        replace(
            evidence(said, "A.1.1/S1.a", line, "weak_wording", 1 + n / 100), rules=(Hit(f"r.{n % 3}", "vague", 0, 2),)
        )
        for n, line in enumerate(lines)
    ]
    rubric = rubrics.load(RUBRIC)
    with open_store(tmp_path) as store:
        save(store, "policy.html", said, near)
        for habits in ([], [Habit("A.1.1/S1.a", "weak_wording", "r.1", 9, 9, 0.3)]):
            keep_order(tmp_path, RUBRIC, habits)
            desk = load_state(store, rubric, COMPANY)
            assert desk is not None
            rows = list(candidate_rows(store, COMPANY, rubric))
            assert [(row.id, row.rank) for row in rows] == [(one.id, one.rank) for one in desk.candidates]
            assert {row.id for row in rows if row.shown} == desk.shown.ids
            assert 0 < len(desk.shown.ids) < len(rows)


def test_a_damaged_file_is_refused_with_its_cure(tmp_path: Path) -> None:
    keep_order(tmp_path, RUBRIC, [])
    (tmp_path / "order" / f"{RUBRIC}.json").write_text('[{"element": 1}]', encoding="utf-8")
    with pytest.raises(OrderError, match="--forget"):
        kept_order(tmp_path, RUBRIC)


def test_the_command_shows_then_uses_then_forgets(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path / "workspace")
    for words, kept in ((["order"], False), (["order", "--use"], True), (["order", "--forget"], False)):
        result = CliRunner().invoke(cli.cli, [*words, "--workspace", str(folder)])
        assert result.exit_code == 0, result.output
        assert (folder / "order" / f"{RUBRIC}.json").is_file() is kept
    shown = CliRunner().invoke(cli.cli, ["order", "--format", "json", "--workspace", str(folder)])
    assert '"habits": []' in shown.stdout
