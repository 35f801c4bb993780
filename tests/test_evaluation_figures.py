"""The figures of agreement, by hand and against the reference program that the labels came with."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from evaluation.counts import Counts
from evaluation.coverings import Found, words
from evaluation.figures import Row, f1, gap, kappa, ratio, rounded, totals
from evaluation.gold import GoldEvaluation, measure
from evaluation.gold_labels import LabelledOutcome, LabelledPassage, Labels
from evaluation.gold_tables import as_json
from evaluation.measuring import RULES, Terms
from extractors.records import Verdict
from rubric.scores import Truth

MEASURE = Path(__file__).resolve().parents[2] / "shared" / "gold" / "measure.py"
RESPECT = "We respect the human rights of everyone whose lives our business touches"


def labelled(
    quote: str, element: str, verdict: str = "supports", reason: str | None = None, page: int = 1
) -> LabelledPassage:
    return LabelledPassage("aaaaaaaa", page, quote, element, Verdict(verdict), reason)


def found(
    quote: str,
    element: str,
    verdict: str = "supports",
    reason: str | None = None,
    page: int = 1,
    rank: float = 0,
) -> Found:
    return Found("aaaaaaaa", page, quote, element, Verdict(verdict), reason, rank)


def measured(
    passages: Sequence[LabelledPassage],
    candidates: Sequence[Found],
    outcomes: Sequence[LabelledOutcome] = (),
    said: Sequence[LabelledOutcome] = (),
    sizes: dict[str, int] | None = None,
) -> GoldEvaluation:
    labels = Labels((), tuple(passages), tuple(outcomes), {})
    return measure(labels, {RULES: candidates}, said, sizes or {}, Terms())


def all_of(passages: Sequence[LabelledPassage], candidates: Sequence[Found]) -> Row:
    return measured(passages, candidates).all


def counts(**numbers: list[int]) -> Counts:
    return {name: np.array(of, dtype=np.float64) for name, of in numbers.items()}


def test_a_word_broken_at_the_end_of_a_line_is_one_word() -> None:
    assert words("The human-\n rights POLICY, 2019") == ["the", "humanrights", "policy", "2019"]


def test_the_figures_of_a_small_example_are_those_counted_by_hand() -> None:
    passages = [
        labelled(RESPECT, "A.1.1/S1.a"),
        labelled("Our company upholds the Universal Declaration of Human Rights", "A.1.1/S1.c"),
        labelled("We aim to be a good neighbour in all communities", "A.1.1/S1.a", "weak", "weak_wording"),
        labelled("We support local schools with books and bicycles", "A.1.1/S1.a", "weak", "philanthropy"),
    ]
    candidates = [
        found(RESPECT, "A.1.1/S1.a", page=2),  # a page beside the labelled one still covers
        found(
            "Our company upholds the Universal Declaration of Human Rights",
            "A.1.1/S1.c",
            "weak",
            "weak_wording",
        ),
        found("We aim to be a good neighbour in all communities", "A.1.1/S1.a", "weak", "not_policy"),
        found("We support local schools with books and bicycles", "A.1.1/S1.a", "supports"),
        found("Something else entirely was said about the weather here", "B.2.1/S1.a", "supports"),
    ]
    gold = measured(passages, candidates)
    assert gold.all == {
        "gold_supports": 2,
        "recall_any": 1.0,
        "recall_supports": 0.5,
        "claimed_supports": 3,
        "precision_supports": 0.3333,
        "f1_supports": 0.4,
        "gold_weak": 2,
        "weak_called_supports": 0.5,
        "recall_weak": 0.5,
        "same_reason": 0.0,
        "candidates": 5,
    }
    assert gold.indicators["B.2.1"]["precision_supports"] == 0.0
    assert gold.indicators["B.2.1"]["recall_any"] is None
    element = gold.evaluation.rows[RULES]["A.1.1/S1.c"]
    assert (element["recall_any"], element["recall_supports"]) == (1.0, 0.0)
    assert gold.reading is None


@pytest.mark.parametrize(
    ("quote", "page", "covers"),
    [
        (RESPECT, 1, True),
        (RESPECT, 3, False),  # two pages away
        (
            "We respect the human rights of everyone and sell many kinds of shoes",
            1,
            False,
        ),  # 7 of 12 are 58 %
        (
            "We respect the human rights of everyone whose shoes need repairs today",
            1,
            True,
        ),  # 8 of 12 are 67 %
        (
            "touches business our lives whose everyone of rights human the respect We",
            1,
            False,
        ),  # the order counts
        ("We respect the", 1, False),  # all of it is shared, but it is a quarter of the label
        (RESPECT + " and more" * 30, 1, False),  # too long for a passage of twelve words
    ],
)
def test_a_candidate_covers_a_passage_when_enough_words_are_shared_in_order(
    quote: str, page: int, covers: bool
) -> None:
    row = all_of([labelled(RESPECT, "A.1.1/S1.a")], [found(quote, "A.1.1/S1.a", page=page)])
    assert row["recall_any"] == (1.0 if covers else 0.0)


def test_a_lead_in_belongs_to_the_words_of_its_item() -> None:
    passage = labelled("We are committed to respecting the right to organise", "A.1.2/S2.a")
    item = Found(
        "aaaaaaaa",
        1,
        "the right to organise",
        "A.1.2/S2.a",
        Verdict.SUPPORTS,
        None,
        1,
        "We are committed to respecting",
    )
    bare = Found("aaaaaaaa", 1, "to organise", "A.1.2/S2.a", Verdict.SUPPORTS, None, 1, None)
    assert all_of([passage], [item])["recall_supports"] == 1.0
    assert all_of([passage], [bare])["recall_supports"] == 0.0


def kappa_of(**numbers: list[int]) -> float:
    return float(kappa(totals(counts(**numbers))))


def test_kappa_takes_chance_away() -> None:
    # 20 times yes and yes, 5 yes and no, 10 no and yes, 15 no and no: agreement .7, chance .5, the textbook's example
    assert kappa_of(elements=[50], gold_met=[25], said_met=[30], both_met=[20]) == pytest.approx(0.4)
    assert np.isnan(kappa_of(elements=[3], gold_met=[3], said_met=[3], both_met=[3]))
    assert np.isnan(kappa_of(elements=[], gold_met=[], said_met=[], both_met=[]))


def test_kappa_of_many_resamples_is_that_of_each() -> None:
    two = {"elements": [50, 3], "gold_met": [25, 3], "said_met": [30, 3], "both_met": [20, 3]}
    assert kappa(counts(**two)) == pytest.approx([0.4, np.nan], nan_ok=True)


def test_an_outcome_that_is_unknown_or_not_given_counts_as_not_met() -> None:
    gold = [LabelledOutcome("aaaaaaaa", element, Truth.MET) for element in ("A.1.1/S1.a", "A.1.1/S1.b", "A.1.1/S1.c")]
    gold.append(LabelledOutcome("aaaaaaaa", "A.1.1/S1.d", Truth.NOT_MET))
    said = [
        LabelledOutcome("aaaaaaaa", "A.1.1/S1.a", Truth.MET),
        LabelledOutcome("aaaaaaaa", "A.1.1/S1.b", Truth.UNKNOWN),
    ]
    assert measured([], [], gold, said).outcomes == {
        "elements": 4,
        "gold_met": 3,
        "said_met": 1,
        "precision_met": 1.0,
        "recall_met": 0.3333,
        "kappa": 0.2,
    }


def test_f1_is_zero_where_nothing_right_was_found_and_missing_where_nothing_was_to_be_found() -> None:
    figure = f1(ratio("right", "claims"), ratio("right", "gold"))
    assert float(figure(totals(counts(right=[0], claims=[0], gold=[4])))) == 0
    assert float(figure(totals(counts(right=[2], claims=[4], gold=[2])))) == pytest.approx(2 / 3)
    assert np.isnan(figure(totals(counts(right=[0], claims=[3], gold=[0]))))


def test_a_gap_is_one_share_less_another() -> None:
    figure = gap(ratio("a", "all"), ratio("b", "all"))
    assert float(figure(totals(counts(a=[3], b=[1], all=[4])))) == 0.5


def test_a_figure_is_rounded_as_python_rounds_and_stays_missing() -> None:
    assert float(rounded(ratio("a", "b"))(totals(counts(a=[3], b=[160])))) == round(3 / 160, 4)
    assert np.isnan(rounded(ratio("a", "b"))(totals(counts(a=[0], b=[0]))))


def test_reading_load_counts_each_passage_once_and_in_the_order_of_rank() -> None:
    other = "Nothing of interest here at all"
    candidates = [
        found(RESPECT, "A.1.1/S1.a", rank=2),
        found(RESPECT, "A.1.1/S1.b", rank=3),  # the same passage again costs nothing
        found(other, "A.1.1/S1.a", rank=1),
    ]
    wanted = [labelled(RESPECT, "A.1.1/S1.a")]
    reading = measured(wanted, candidates, sizes={"aaaaaaaa": 6000, "bbbbbbbb": 9000}).reading
    assert reading is not None
    assert reading.documents == 1  # the other one has no labels
    assert reading.shown == round(18 / 6000, 4)  # 12 words and 6 words
    assert reading.read_for_90 == round(18 / 6000, 4)
    small = measured(wanted, candidates, sizes={"aaaaaaaa": 5000}).reading
    assert small is not None
    assert small.shown is None


# --- against the reference program


def invented(
    seed: int,
) -> tuple[list[LabelledPassage], list[Found], list[LabelledOutcome], list[LabelledOutcome], dict[str, int]]:
    """Labels and candidates at random, of which many nearly cover each other."""
    dice = random.Random(seed)
    vocabulary = [f"word{n}" for n in range(40)]
    documents = ["aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"]
    elements = ["A.1.1/S1.a", "A.1.1/S1.b", "B.2.1/S1.a", "C.1/S1.a"]
    passages, candidates = [], []
    for _ in range(150):
        text = dice.choices(vocabulary, k=dice.randint(1, 50))
        document, element, page = dice.choice(documents[:3]), dice.choice(elements), dice.randint(1, 4)
        verdict = dice.choice(list(Verdict))
        reason = dice.choice(["weak_wording", "proxy"]) if verdict is Verdict.WEAK else None
        passages.append(LabelledPassage(document, page, " ".join(text), element, verdict, reason))
        for _ in range(dice.randint(0, 3)):
            mine = [word for word in text if dice.random() < 0.8] + dice.choices(vocabulary, k=dice.randint(0, 20))
            mine = mine or ["word1"]
            call = dice.choice(list(Verdict))
            why = dice.choice(["weak_wording", "proxy"]) if call is Verdict.WEAK else None
            lead_in = " ".join(mine[:3]) if dice.random() < 0.3 else None
            quote = " ".join(mine[3:] if lead_in else mine) or "word2"
            where = dice.choice([document, document, document, "dddddddd"])
            candidates.append(
                Found(
                    where,
                    max(1, page + dice.randint(-2, 2)),
                    quote,
                    element,
                    call,
                    why,
                    dice.randint(1, 90),
                    lead_in,
                )
            )
    outcomes = [
        LabelledOutcome(one, element, dice.choice([Truth.MET, Truth.NOT_MET]))
        for one in documents[:3]
        for element in elements
    ]
    said = [
        LabelledOutcome(one.document, one.element, dice.choice(list(Truth))) for one in outcomes if dice.random() < 0.9
    ]
    return (
        passages,
        candidates,
        outcomes,
        said,
        {"aaaaaaaa": 6000, "bbbbbbbb": 7000, "cccccccc": 400, "dddddddd": 8000},
    )


@pytest.mark.skipif(not MEASURE.is_file(), reason="the reference program measure.py is not beside this repository")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_figures_are_those_of_the_reference_program(tmp_path: Path, seed: int) -> None:
    passages, candidates, outcomes, said, sizes = invented(seed)
    write(tmp_path / "gold", [asdict(one) | {"doc": one.document} for one in passages])
    write(
        tmp_path / "outcomes",
        [{"doc": one.document, "element": one.element, "outcome": one.outcome} for one in outcomes],
    )
    write(
        tmp_path / "found",
        [asdict(one) | {"lead_in": one.lead_in and {"quote": one.lead_in}} for one in candidates],
    )
    write(tmp_path / "said", [asdict(one) for one in said])
    (tmp_path / "words").write_text("".join(f"{one}\t{size}\n" for one, size in sizes.items()), encoding="utf-8")
    command = [sys.executable, str(MEASURE), "--json"]
    for option, file in (
        ("gold", "gold"),
        ("outcomes", "outcomes"),
        ("found", "found"),
        ("found-outcomes", "said"),
        ("words", "words"),
    ):
        command += [f"--{option}", str(tmp_path / file)]
    reference = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = json.loads(as_json(measured(passages, candidates, outcomes, said, sizes)))
    assert {key: ours[key] for key in reference} == reference
    assert ours["elements"]["A.1.1/S1.a"]["gold_supports"] > 0


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
