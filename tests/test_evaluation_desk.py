"""The desk is measured by labels replayed as a reader's decisions: what is counted, and that it ends as labelled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_findings import row
from test_shown import WORDS, found

import cli
import rubric as rubrics
from evaluation.desk import CAREFUL, DESK, DOCUMENT, ORDERS, RANK, Effort, replay
from evaluation.gold_labels import LabelledOutcome, LabelledPassage, Labels
from evaluation.gold_screening import DocumentLoad, ScreenedDocument
from extractors.records import Outcome, Verdict
from rubric.scores import Truth
from workspace.records import Candidate, DocumentRow

CHRB = rubrics.load("chrb-core-2019")
FIRST = "A.1.1/S1.a"
PARTS = "A.1.2/S2.a"
FOUR = ("freedom_of_association", "forced_labour", "child_labour", "discrimination")
SHA256 = "a" * 64
INDICATORS = len(CHRB.indicators)


def different(count: int, reason: str | None = None) -> list[Candidate]:
    """Candidates of one element that share no word, so that a label is covered by one alone."""
    return [
        found(
            f"{WORDS[n]} {WORDS[n + 12]} {WORDS[n + 24]} {WORDS[n + 36]}.",
            reason,
            weight=1.0 - n / 100,
            start=100 * n,
        )
        for n in range(count)
    ]


def screened(candidates: Sequence[Candidate], document: DocumentRow) -> ScreenedDocument:
    ranked = tuple(replace(one, rank=rank) for rank, one in enumerate(candidates, 1))
    return ScreenedDocument(
        sha256=SHA256,
        source="policy.pdf",
        outcome=document.outcome,
        detail="",
        words=100,
        evidence=tuple(one.evidence for one in ranked),
        findings=(),
        load=DocumentLoad(2, len(ranked), len(ranked)),
        row=document,
        candidates=ranked,
    )


def labels(supports: Mapping[str, Sequence[str]], met: Sequence[str]) -> Labels:
    """`supports`: quotes by element."""
    passages = [
        LabelledPassage(SHA256[:8], 1, quote, element, Verdict.SUPPORTS, None)
        for element, quotes in supports.items()
        for quote in quotes
    ]
    outcomes = [
        LabelledOutcome(SHA256[:8], one.id, Truth.MET if one.id in met else Truth.NOT_MET) for one in CHRB.elements
    ]
    return Labels((), tuple(passages), tuple(outcomes), {})


def read(
    candidates: Sequence[Candidate],
    said: Labels,
    order: str = DESK,
    document: DocumentRow | None = None,
) -> Effort:
    return replay(screened(candidates, document or row()), said, CHRB, order)


def quotes(candidates: Sequence[Candidate]) -> list[str]:
    return [one.evidence.quote for one in candidates]


NOTHING = labels({}, ())


def test_a_company_with_nothing_found_is_closed_by_one_key_an_indicator() -> None:
    effort = read([], NOTHING)
    assert (effort.cards, effort.keys, effort.words) == (INDICATORS, INDICATORS, 0)
    assert effort.scores_agreeing == effort.scores == INDICATORS
    assert effort.keys_per_decision == 1


def test_where_something_was_not_read_each_element_takes_a_key() -> None:
    unread = row(Outcome.NO_TEXT_LAYER, search=None)
    effort = read([], NOTHING, document=unread)
    assert effort.keys == effort.cards == effort.decided > 3 * INDICATORS


def test_confirming_the_first_takes_one_key_and_each_step_before_it_another() -> None:
    three = different(3)
    first = read(three, labels({FIRST: quotes(three[:1])}, [FIRST]))
    third = read(three, labels({FIRST: quotes(three[2:])}, [FIRST]))
    assert first.keys == INDICATORS + 1
    assert third.keys == first.keys + 2
    assert third.words == 3 * first.words


def test_what_does_not_support_is_read_whole_and_turned_down_by_one_key() -> None:
    effort = read(different(3), NOTHING)
    assert effort.keys == INDICATORS + 1
    assert effort.words == sum(len(quote.split()) for quote in quotes(different(3)))


def test_what_only_weaker_passages_show_takes_a_plus_and_the_steps_to_it() -> None:
    near = different(12, "weak_wording")
    effort = read(near, labels({FIRST: quotes(near[9:10])}, [FIRST]))
    assert effort.keys == INDICATORS + 1 + 9 + 1  # `+`, nine steps, `c`
    assert (effort.opened, effort.added) == (1, 0)


def test_what_was_not_found_at_all_takes_five_keys_more() -> None:
    effort = read([], labels({}, [FIRST]))
    assert effort.keys == INDICATORS + 5
    assert (effort.added, effort.scores_agreeing) == (1, INDICATORS)
    after_reading = read(different(2, "weak_wording"), labels({}, [FIRST]))
    assert after_reading.keys == INDICATORS + 6


def test_a_careful_reader_opens_the_weaker_ones_before_saying_that_there_is_nothing() -> None:
    near = different(12, "weak_wording")
    here, careful = read(near, NOTHING), read(near, NOTHING, CAREFUL)
    assert careful.keys == here.keys + 1
    assert careful.words > here.words


def with_parts() -> list[Candidate]:
    return [
        found(f"We never tolerate {name} in any of our own mills.", element=PARTS, shows=(name,), start=100 * place)
        for place, name in enumerate(FOUR)
    ]


BEFORE = ("A.1.2/S1.a", "A.1.2/S1.c")  # without them the element with parts moves no score


def before() -> list[Candidate]:
    """One passage for each."""
    return [
        found(f"We respect what {name} asks of us in our mills.", element=name, start=500 + 100 * place)
        for place, name in enumerate(BEFORE)
    ]


def read_parts(parts: Sequence[Candidate], met: Sequence[str]) -> Effort:
    """What the element with parts takes: the others that it hangs on are confirmed."""
    said = {PARTS: quotes(parts)} | {one.evidence.element: quotes([one]) for one in before()}
    return read([*before(), *parts], labels(said, [*BEFORE, *met]))


def test_each_missing_part_is_confirmed_once() -> None:
    effort = read_parts(with_parts(), [PARTS])
    assert effort.keys == INDICATORS + len(BEFORE) + 4
    assert effort.agreeing == effort.decided


def test_an_element_of_which_a_part_is_missing_takes_one_key() -> None:
    assert read_parts(with_parts()[:3], []).keys == INDICATORS + len(BEFORE) + 1


def test_passages_that_move_no_score_once_the_empty_elements_are_closed_are_not_read() -> None:
    four = with_parts()
    effort = read(four, labels({PARTS: quotes(four)}, [PARTS]))
    assert (effort.keys, effort.words) == (INDICATORS, 0)
    assert effort.scores_agreeing == INDICATORS


def test_parts_that_the_rules_do_not_see_are_the_readers_own_word() -> None:
    effort = read_parts(with_parts()[:3], [PARTS])
    assert effort.keys == INDICATORS + len(BEFORE) + 3 + 1
    assert effort.scores_agreeing == INDICATORS


@pytest.mark.parametrize("order", [DOCUMENT, RANK])
def test_in_the_orders_of_passages_each_is_a_card_and_what_is_open_takes_two_keys(order: str) -> None:
    three = different(3)
    effort = read(three, labels({FIRST: quotes(three[:1])}, [FIRST]), order)
    open_elements = effort.cards - 3
    assert effort.keys == 3 + 2 * open_elements
    assert effort.scores_agreeing == INDICATORS
    assert effort.keys > 3 * INDICATORS


def test_every_order_ends_with_all_scores_as_labelled() -> None:
    four, some = with_parts(), different(3)
    said = labels({PARTS: quotes(four), FIRST: quotes(some[1:2])}, [PARTS, FIRST, "C.1/S1.a"])
    for order in ORDERS:
        effort = read([*some, *four], said, order)
        assert effort.scores_agreeing == INDICATORS
        assert effort.agreeing == effort.decided


def test_the_command_prints_a_table_and_json(tmp_path: Path) -> None:
    quote = "We respect the human rights of all our workers."
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "policy.txt").write_text(f"{quote}\n", encoding="utf-8")
    import hashlib

    name = hashlib.sha256(f"{quote}\n".encode()).hexdigest()[:8]
    passages, outcomes = tmp_path / "passages.jsonl", tmp_path / "outcomes.jsonl"
    passages.write_text(
        json.dumps({"doc": name, "page": 1, "quote": quote, "element": FIRST, "verdict": "supports"}) + "\n"
    )
    outcomes.write_text(json.dumps({"doc": name, "element": FIRST, "outcome": "met"}) + "\n")
    words = ["evaluate", "desk", "--data", str(passages), str(outcomes), "--documents", str(folder), "--rules-alone"]
    text = CliRunner().invoke(cli.cli, words)
    assert text.exit_code == 0, text.output
    assert "The desk takes" in text.stdout
    told = json.loads(CliRunner().invoke(cli.cli, [*words, "--format", "json"]).stdout)
    (document,) = told["documents"]
    assert document["document"] == name
    for order in ORDERS:
        assert {"cards", "keys", "words", "keys_per_decision"} <= document[order].keys()
        assert document[order] == told["all"][order]
    assert document[DESK]["keys"] < document[RANK]["keys"]
