"""What is shown by default: each statement once, the supports and a few near misses, no scraps, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from test_findings import row

from extractors.records import Evidence, LeadIn, Verdict
from findings.shown import (
    FEW,
    FEWER,
    HOPELESS,
    LEAST,
    MOST_ALIKE,
    Length,
    Statement,
    is_fragment,
    length_of,
    look_at,
    most,
    shown,
    statements,
)
from workspace.records import About, Candidate, Ruling

ONE, OTHER = "A.1.1/S1.a", "A.1.2/S2.a"
OLD, NEW = "a" * 64, "b" * 64
FIRM = "We respect the human rights of all workers in our own operations and in our supply chain."
WORDS = [f"{one}{other}ing" for one in ("wag", "hous", "train", "hir", "pay", "visit", "audit") for other in "abcdefgh"]


def found(
    quote: str = FIRM,
    reason: str | None = None,
    weight: float = 1.0,
    element: str = ONE,
    document: str = OLD,
    start: int = 0,
    shows: Sequence[str] = (),
    lead_in: str | None = None,
    decided: Ruling | None = None,
    current: bool = True,
) -> Candidate:
    evidence = Evidence(
        document=document,
        rubric="chrb-core-2019",
        element=element,
        start=start,
        end=start + len(quote),
        quote=quote,
        page=1,
        verdict=Verdict.WEAK if reason else Verdict.SUPPORTS,
        reason=reason,
        explanation="because",
        rules=(),
        lead_in=None if lead_in is None else LeadIn(0, len(lead_in), lead_in, 1),
        shows=tuple(shows),
        weight=weight,
    )
    name = f"{element} {document[0]} {start} {quote}"
    return Candidate(name, "Tarn Mills", document[0], evidence, 1, decided, current)


def different(
    count: int, reason: str | None = None, element: str = ONE, shows: Sequence[str] = (), document: str = OLD
) -> list[Candidate]:
    """Candidates that say different things, the first the most promising."""
    return [
        found(
            f"We keep {reason or 'firm'} rules on {WORDS[n % 50]} and {WORDS[n // 50]}.",
            reason,
            weight=1.0 - n / 10_000,
            element=element,
            document=document,
            start=n * 100,
            shows=shows,
        )
        for n in range(count)
    ]


def said(*candidates: Candidate, **published: str) -> tuple[Statement, ...]:
    lengths = {OLD: Length(1, published.get("old", "")), NEW: Length(1, published.get("new", ""))}
    return statements(candidates, lengths)


def shown_of(candidates: Sequence[Candidate], pages: float = 1.0) -> list[Candidate]:
    lengths = {OLD: Length(pages)}
    ids = shown(statements(candidates, lengths), lengths)
    return [one for one in candidates if one.id in ids]


# --- the same statement


def test_the_same_words_in_two_places_are_one_statement_whatever_their_case_and_punctuation() -> None:
    first, second = found(), found(FIRM.upper().replace(".", " –"), start=900)
    (one,) = said(second, first)
    assert (one.first, one.others, one.places) == (first, (second,), (first, second))


def test_the_same_words_for_two_elements_are_two_statements() -> None:
    assert len(said(found(), found(element=OTHER))) == 2


def test_a_date_in_digits_of_another_script_is_no_fault() -> None:
    odd, dated = found(start=5), found(document=NEW, start=90)
    (one,) = said(odd, dated, old="②⓪②④ २०२४", new="2024")
    assert set(one.places) == {odd, dated}


def test_the_newest_edition_stands_for_all_and_one_without_a_date_comes_last() -> None:
    older, newer = found(start=5), found(document=NEW, start=90)
    assert said(older, newer, old="2023", new="2024-05")[0].first is newer
    assert said(older, newer, old="2023-12-31", new="2023-01-01")[0].first is older
    assert said(older, newer, new="2019")[0].first is newer
    assert said(older, newer)[0].first is older


def test_a_support_stands_for_the_same_words_elsewhere_that_are_weak() -> None:
    weak, firm = found(reason="not_policy", document=NEW), found()
    assert said(weak, firm, new="2025", old="2020")[0].first is firm


def test_what_a_person_judged_stands_for_the_same_words_elsewhere() -> None:
    earlier, judged = found(), found(document=NEW, start=70, decided=Ruling.SUPPORTS)
    look = look_at([earlier, judged], [])
    assert [one.first for one in look.statements] == [judged]
    assert (judged in look, earlier in look) == (True, False)
    assert look.repeats() == {earlier.id}


def test_a_word_changed_in_the_next_edition_leaves_a_statement_the_same() -> None:
    assert len(said(found(), found(FIRM.replace("operations", "factories"), document=NEW))) == 1
    assert len(said(found(), found(FIRM.replace("all workers in our own", "everybody"), document=NEW))) == 2


def test_a_statement_weighs_what_it_weighs_where_it_weighs_the_most() -> None:
    heavy, newer = found(weight=3.0), found(document=NEW, weight=1.0)
    (one,) = said(heavy, newer, old="2020", new="2024")
    assert (one.first, one.weight) == (newer, 3.0)


def test_the_same_words_in_another_order_are_another_statement() -> None:
    turned = "In our supply chain and in our own operations the human rights of all workers we respect."
    assert len(said(found(), found(turned))) == 2


def test_other_numbers_are_another_statement() -> None:
    told = "In the year 2023 we trained all of our buyers on the human rights of workers in the supply chain."
    assert len(said(found(told), found(told.replace("2023", "2024"), document=NEW))) == 2


def test_another_right_is_another_statement_though_one_word_differs() -> None:
    told = "We do not tolerate any form of forced labour in our own operations or anywhere in the supply chain."
    child = found(told.replace("forced", "child"), shows=["child_labour"])
    assert len(said(found(told, shows=["forced_labour"]), child)) == 2


def test_an_item_is_the_same_only_under_the_same_lead_in() -> None:
    item = "the right to form and join a trade union"
    firm, weak = found(item, lead_in="We respect:"), found(item, lead_in="In some countries, workers do not have:")
    assert len(said(firm, weak)) == 2
    assert len(said(firm, replace(firm, id="again"))) == 1


def test_scraps_of_one_list_are_one_statement() -> None:
    scraps = [found(word, lead_in="We do not discriminate by:", start=n) for n, word in enumerate(["race", "age"])]
    assert len(said(*scraps)) == 1
    assert len(said(*scraps, found("creed", lead_in="We do not discriminate by:", shows=["religion"]))) == 2


def test_thousands_of_candidates_are_compared_in_seconds() -> None:
    many = different(1_600)
    begun = time.perf_counter()
    assert len(said(*many, *(replace(one, id=f"{one.id} again") for one in many))) == 1_600
    assert time.perf_counter() - begun < 10  # each with all others it would take minutes


# --- what is shown


def test_all_different_supports_are_shown_and_a_few_near_misses() -> None:
    firm, near = different(2), different(30, "weak_wording")
    assert shown_of([*firm, *near]) == [*firm, *near[:FEW]]


def test_a_near_miss_that_the_model_rules_out_wherever_it_stands_is_one_step_away() -> None:
    def sure(one: Candidate, of: float | None) -> Candidate:
        return replace(one, evidence=replace(one.evidence, sure=of))

    def quotes(some: Sequence[Candidate]) -> list[str]:
        return [one.evidence.quote for one in shown_of(some)]

    ruled_out, likelier = (sure(one, HOPELESS) for one in different(2, "no_detail"))
    assert quotes([ruled_out, sure(likelier, 2 * HOPELESS)]) == [likelier.evidence.quote]
    assert quotes([sure(ruled_out, None)]) == [ruled_out.evidence.quote]  # no model was asked
    assert quotes([sure(found(), 0.0)]) == [FIRM]  # the rules call it support
    elsewhere = sure(found(ruled_out.evidence.quote, "no_detail", document=NEW), 0.2)
    assert quotes([ruled_out, elsewhere]) == [ruled_out.evidence.quote]
    assert quotes([replace(ruled_out, decided=Ruling.WEAK)]) == [ruled_out.evidence.quote]


def test_with_several_supports_fewer_near_misses_are_shown() -> None:
    near = different(30, "weak_wording")
    assert len([one for one in shown_of([*different(5), *near]) if one in near]) == FEWER


def test_of_near_misses_that_weigh_nearly_the_same_another_reason_comes_first() -> None:
    near = different(FEW, "weak_wording")
    last = replace(found("Our code will come to speak of human rights.", "plan", weight=0.95), id="last")
    assert last in shown_of([*near, last])
    much_weaker = replace(last, evidence=replace(last.evidence, weight=0.5))
    assert much_weaker not in shown_of([*near, much_weaker])


def test_of_near_misses_that_weigh_nearly_the_same_another_part_comes_first() -> None:
    near = different(FEW, "weak_wording", element=OTHER)
    last = found("Children may only help.", "weak_wording", weight=0.95, element=OTHER, shows=["child_labour"])
    assert last in shown_of([*near, last])
    next_one = found("Boys may only watch.", "weak_wording", weight=0.949, element=OTHER, shows=["child_labour"])
    assert next_one not in shown_of([*near, last, next_one])
    firm = found("We never employ children.", element=OTHER, shows=["child_labour"])
    assert last not in shown_of([*near, last, firm])


def test_after_many_supports_for_the_same_parts_the_next_are_not_shown() -> None:
    assert len(shown_of(different(MOST_ALIKE + 5))) == MOST_ALIKE
    other = found("We never employ any children at all.", shows=["child_labour"], weight=0.1)
    assert other in shown_of([*different(MOST_ALIKE + 5), other])


def test_the_limit_grows_with_the_document_and_leaves_supports_and_the_heaviest() -> None:
    assert (most(None), most(Length(3)), most(Length(50)), most(Length(100))) == (LEAST, LEAST, 40, 80)
    firm = [one for n in range(3) for one in different(15, element=f"E/{n}")]
    near = [one for n in range(9) for one in different(30, "weak_wording", element=f"N/{n}")]
    of_a_report = shown_of([*near, *firm], pages=60)
    assert len(of_a_report) == 48
    assert set(firm) <= set(of_a_report)
    assert min(one.evidence.weight for one in of_a_report if one in near) == near[0].evidence.weight


def test_of_a_short_document_no_support_gives_way_to_the_limit_and_of_a_long_one_the_weakest() -> None:
    firm = [one for n in range(4) for one in different(15, element=f"E/{n}")]
    assert len(shown_of(firm, pages=3)) == 60
    assert len(shown_of(firm, pages=50)) == 40


def test_each_document_has_its_own_limit() -> None:
    old = [one for n in range(5) for one in different(FEW + 2, "weak_wording", element=f"N/{n}")]
    new = [one for n in range(5) for one in different(FEW + 2, "weak_wording", element=f"M/{n}", document=NEW)]
    assert (len(shown_of(old)), len(shown_of([*old, *new]))) == (LEAST, 2 * LEAST)


def test_in_a_short_document_no_element_is_left_without_anything_because_others_have_much() -> None:
    firm = [one for n in range(4) for one in different(15, element=f"E/{n}")]
    near = [found(f"We may {word} at times.", "weak_wording", 0.1, element=f"N/{word}") for word in WORDS[:9]]
    assert {one.evidence.element for one in shown_of([*firm, *near], pages=9)} >= {one.evidence.element for one in near}
    assert len(shown_of([*firm, *near], pages=50)) == 40


@pytest.mark.parametrize(
    "quote",
    [
        "Race",
        "Human rights.",
        "Freedom of association and bargaining",
        "GRI 408-1 Operations with a risk of child labour 17",
        "ESRS S2-1 Policies related to value chain workers",
        "102-41 Collective bargaining agreements, page 80",
    ],
)
def test_a_scrap_a_heading_and_the_row_of_an_index_are_never_shown_alone(quote: str) -> None:
    near = found(quote, "no_detail")
    assert is_fragment(near.evidence)
    assert shown_of([near]) == []


@pytest.mark.parametrize(
    ("quote", "lead_in", "reason"),
    [
        ("Race", "We treat everyone as equal whatever their:", "incomplete_list"),
        ("We respect human rights", None, None),
        ("We may respect rights.", None, "weak_wording"),
        ("We prohibit slavery.", None, None),
        ("Employee satisfaction surveys", None, None),
        ("GRI 408-1 We do not employ children in any of our mills.", None, "not_policy"),
    ],
)
def test_what_states_something_is_no_fragment(quote: str, lead_in: str | None, reason: str | None) -> None:
    assert not is_fragment(found(quote, reason, lead_in=lead_in).evidence)


def test_what_a_person_decided_is_always_shown_and_what_nobody_finds_any_more_never() -> None:
    scrap = found("Race", "no_detail", decided=Ruling.REJECTED)
    gone = found("We once respected all human rights.", current=False, start=7)
    kept = replace(gone, id="kept", decided=Ruling.SUPPORTS)
    assert shown_of([scrap, gone]) == [scrap]
    look = look_at([scrap, gone, kept], [])
    assert (kept in look, gone in look) == (True, False)


def test_nothing_is_lost_each_candidate_belongs_to_one_statement() -> None:
    every = [*different(30), *different(90, "weak_wording"), found("Race", "no_detail"), found(), found(start=800)]
    look = look_at(every, [])
    assert sorted(one.id for some in look.statements for one in some.places) == sorted(one.id for one in every)
    assert look.stands_for().keys() == {one.id for one in every}


# --- how long a document is


def test_a_document_is_as_long_as_its_pages_and_a_text_without_pages_as_its_words() -> None:
    page = replace(row(), pages=1)
    assert length_of(replace(row(), pages=60, published="2024")) == Length(60.0, "2024")
    assert length_of(replace(page, about=About(words=25_000))).pages == 50.0
    assert length_of(replace(page, about=About(words=90))).pages == 1.0
    assert length_of(page).pages == 1.0  # read before words were counted


def test_a_long_text_without_pages_may_show_as_much_as_its_words_would_fill() -> None:
    near = [one for n in range(12) for one in different(FEW, "weak_wording", element=f"N/{n}")]
    long = replace(row(), pages=1, about=About(words=40_000))
    assert (len(look_at(near, [row()]).ids), len(look_at(near, [long]).ids)) == (LEAST, 64)
