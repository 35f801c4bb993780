"""Counts: what a label adds to, and how events add up over rows and groups."""

from __future__ import annotations

import pytest
from evaluation_samples import SUPPORTS, WEAK

from evaluation.counts import counted, counts_of_label
from evaluation.question import Said
from extractors.records import Verdict


@pytest.mark.parametrize(
    ("verdict", "said", "counts"),
    [
        (Verdict.SUPPORTS, [], {"gold_supports"}),
        (Verdict.SUPPORTS, [WEAK], {"gold_supports", "seen"}),
        (Verdict.SUPPORTS, [WEAK, SUPPORTS], {"gold_supports", "seen", "firm"}),
        (Verdict.WEAK, [], {"gold_weak"}),
        (Verdict.WEAK, [SUPPORTS], {"gold_weak", "fooled"}),
        (Verdict.WEAK, [WEAK], {"gold_weak", "weak_seen", "agreed"}),
        (Verdict.WEAK, [Said(Verdict.WEAK, frozenset({"proxy"}))], {"gold_weak", "weak_seen"}),
        (Verdict.WEAK, [WEAK, SUPPORTS], {"gold_weak", "fooled", "weak_seen", "agreed"}),
    ],
)
def test_a_label_adds_to_what_was_said_of_its_passage(verdict: Verdict, said: list[Said], counts: set[str]) -> None:
    assert set(counts_of_label(verdict, "weak_wording", said)) == counts


def test_a_reason_that_only_a_claim_of_support_has_is_not_agreed_on() -> None:
    said = [Said(Verdict.SUPPORTS, frozenset({"weak_wording"}))]
    assert "agreed" not in counts_of_label(Verdict.WEAK, "weak_wording", said)


def test_events_add_up_by_row_and_group_and_over_all_rows() -> None:
    events = [("A", "x", "claims"), ("A", "x", "claims"), ("B", "y", "claims"), ("B", "x", "right")]
    tables = counted(events, ["A", "B", "C"], ["x", "y", "z"], ["claims", "right"])
    assert tables.rows["A"]["claims"].tolist() == [2, 0, 0]
    assert tables.rows["C"]["claims"].tolist() == [0, 0, 0]
    assert tables.all["claims"].tolist() == [2, 1, 0]
    assert tables.all["B:right"].tolist() == [1, 0, 0]


def test_without_rows_there_are_counts_of_nothing_for_each_group() -> None:
    assert counted([], [], ["x", "y"], ["claims"]).all["claims"].tolist() == [0, 0]
